from __future__ import annotations

import pytest

from optviz.api.markup import address, markdown, restructured, tag, text


def test_tags_escape_their_values() -> None:
    assert tag("img", alt='"<&\n{{', data_x="1", hidden=None) == (
        '<img alt="&quot;&lt;&amp; &#123;&#123;" data-x="1" hidden>'
    )
    assert tag("figure", class_="a") == '<figure class="a">'


@pytest.mark.parametrize(
    ("escape", "found"),
    [
        (text, "a &lt;b&gt; &#123;c&#125; `*_|"),
        (markdown, r"a \<b\> \{c\} \`\*\_\|"),
        (restructured, r"a \<b\> \{c\} \`\*\_\|"),
    ],
)
def test_words_are_escaped_and_stand_on_one_line(escape: object, found: str) -> None:
    assert callable(escape)
    assert escape(" a\n\n<b> {c}\t`*_| ") == found


def test_addresses_keep_what_has_a_meaning_in_them() -> None:
    assert address("https://a.b/c d/(e).gif?v=1&w=2") == "https://a.b/c%20d/%28e%29.gif?v=1&w=2"
    assert address('x" onload="{{y}}.gif') == "x%22%20onload=%22%7B%7By%7D%7D.gif"
