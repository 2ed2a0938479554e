from __future__ import annotations

from html import unescape

import pytest

from optviz.site.markdown import Block, Heading, article, blocks, headings, links, running_text
from tests.site.markup import Document

HOSTILE = "</p><script>alert(1)</script>\"'onload=x<img src=x onerror=alert(1)>"
NESTED = """# Documents

````md
# Not a heading

```optviz
surface: beale
```
````

After.
"""


def made(document: str) -> str:
    return article(document, str, lambda _: "")


def read(document: str) -> Document:
    return Document(made(document))


def test_a_document_is_sections_below_its_title() -> None:
    assert made("# Title\n\nFirst.\n\n## A\n\nIn *a*.\n\n### B\n\n## C\n\n- one\n- **two**\n") == (
        '<div class="guide"><p>First.</p>'
        '<section><h2 id="a">A</h2><p>In <em>a</em>.</p><h3 id="b">B</h3></section>'
        '<section><h2 id="c">C</h2><ul><li>one</li><li><strong>two</strong></li></ul></section></div>'
    )


def test_what_is_on_a_page_is_told_where_it_is_much() -> None:
    assert not read("# T\n\n## A\n\n## B\n").all("nav")
    shown = read("# T\n\n## A `b`\n\n### Not told\n\n## C\n\n## D\n")
    (nav,) = shown.all("nav")
    assert nav["aria-labelledby"] in {each.get("id") for _, each in shown.elements}
    assert [each["href"] for each in shown.all("a")] == ["#a-b", "#c", "#d"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Batches, epochs and orders", "batches-epochs-and-orders"),
        ("torch's, optax's and your own", "torchs-optaxs-and-your-own"),
        ("`optviz watch` -- in *short*", "optviz-watch----in-short"),
        ("snake_case is kept", "snake_case-is-kept"),
        ("Über", "über"),
    ],
)
def test_headings_are_named_as_on_github(heading: str, name: str) -> None:
    assert [each.id for each in headings(f"## {heading}\n")] == [name]


def test_headings_of_the_same_words_have_numbers() -> None:
    assert headings("# A\n\n## A\n\n## *A*\n\n## B\n") == [
        Heading(1, "a", "A"), Heading(2, "a-1", "A"), Heading(2, "a-2", "A"), Heading(2, "b", "B"),
    ]  # fmt: skip


def test_tables_scroll_and_have_names() -> None:
    table = "| name |  | size |\n|---|---|--:|\n| `a\\|b` | *what* | 3 |\n"
    shown = read(f"# Title\n\n{table}\n## Sizes\n\n{table}\nAnd:\n\n{table}")
    wide = [each for each in shown.all("div") if each.get("class") == "wide"]
    assert [each["aria-label"] for each in wide] == ["Title", "Sizes", "Sizes 2"]
    assert all((each["tabindex"], each["role"]) == ("0", "region") for each in wide)
    assert [each["scope"] for each in shown.all("th")] == ["col", "col", "row"] * 3
    assert [each.get("class") for each in shown.all("td")] == [None, None, "number"] * 3
    assert "<code>a|b</code>" in made(table)
    assert not any("style" in each for _, each in shown.elements)


def test_code_can_be_copied() -> None:
    text = '$ optviz render x > y   # a remark\nwrote "y"\n'
    shown = read(f"# T\n\n```console\n{text}```\n\n```console\n{text}```\n")
    first, second = shown.all("button")
    codes = [each["id"] for each in shown.all("code")]
    assert [first["aria-controls"], second["aria-controls"]] == codes
    assert len(set(codes)) == 2
    assert [each["aria-label"] for each in shown.all("pre")] == ["T: code", "T: code 2"]


@pytest.mark.parametrize("language", ["yaml", "yml", "python", "py", "sh", "md", "", "no-such"])
def test_what_stands_out_in_code_changes_no_letter(language: str) -> None:
    text = f'a: {{b: "# c", d: 1}}  # remark & more\n# {HOSTILE}\nx = "#fff"\n'
    html = made(f"```{language}\n{text}```\n")
    code = html.partition("<code")[2].partition(">")[2].partition("</code>")[0]
    for kind in ("key", "remark"):
        code = code.replace(f'<span class="{kind}">', "")
    assert unescape(code.replace("</span>", "")) == text


def test_keys_remarks_and_what_is_typed_stand_out() -> None:
    html = made('```yaml\nlr: {name: "sgd: x"}  # a remark: yes\n```\n\n```console\n$ optviz x  # why\n```\n')
    for part in (
        '<span class="key">lr</span>: {<span class="key">name</span>: &quot;',
        '<span class="remark"># a remark: yes</span>',
        '<span class="typed">optviz x</span>  <span class="remark"># why</span>',
    ):
        assert part in html


def test_a_fence_in_a_fence_is_a_text() -> None:
    assert [(each.language, each.line) for each in blocks(NESTED)] == [("md", 4)]
    assert [each.words for each in headings(NESTED)] == ["Documents"]
    assert "```optviz\nsurface: beale\n```\n</code>" in made(NESTED)
    assert "<p>After.</p>" in made(NESTED)


def test_what_stands_beside_code() -> None:
    asked = []

    def beside(block: Block) -> str:
        asked.append(block)
        return "<figure></figure>" if block.language == "yaml" else ""

    html = article("# T\n\n```py\nx\n```\n\n- in a list\n\n  ```yaml\n  a: 1\n  ```\n", str, beside)
    assert asked == [Block("py", "x\n", 4), Block("yaml", "a: 1\n", 10)]
    assert html.count('<div class="beside">') == 1
    assert html.endswith("</div><figure></figure></div></li></ul></div>")


def test_links_are_those_that_are_asked_for() -> None:
    document = "[a](x.md#y), [`b`](https://example.org) and ![a picture](z.png)\n"
    assert links(document) == ["x.md#y", "https://example.org", "z.png"]
    shown = Document(article(document, lambda link: link.replace("x.md", "x.html"), lambda _: ""))
    assert shown.all("a") == [
        {"href": "x.html#y"},
        {"href": "https://example.org", "rel": "external noreferrer"},
        {"href": "z.png"},
    ]
    assert not shown.asked


def test_comments_vanish() -> None:
    table = "| a |\n|---|\n| b |\n"
    document = f"# T\n\n<!-- optviz list x --markdown -->\n{table}<!-- end -->\n\nx<!-- y -->z\n\n<!-- a\n\nb -->\n"
    assert made(document) == made(f"# T\n\n{table}\nxz\n")
    assert "<!-- kept -->" in unescape(made("```\n<!-- kept -->\n```\n"))


@pytest.mark.parametrize(
    "document",
    [
        HOSTILE,
        f"# {HOSTILE}\n\n## {HOSTILE}\n\n## {HOSTILE}\n\n## {HOSTILE}\n",
        f"| {HOSTILE} |\n|---|\n| {HOSTILE} |\n",
        f"```{HOSTILE}\n{HOSTILE}\n```\n",
        f"```yaml\na: {HOSTILE} # {HOSTILE}\n```\n",
        f"<script>\nalert(1)\n</script>\n\n<!-- --><script>alert(1)</script>\n\n<!-- <!-- -->{HOSTILE}\n",
        f"![{HOSTILE}](x.png '{HOSTILE}') [{HOSTILE}](<y\"onclick=z>)\n",
        "[a](javascript:alert(1)) [b](data:text/html,x) ![c](vbscript:x) <javascript:alert(1)>\n",
    ],
)
def test_hostile_texts_stay_texts(document: str) -> None:
    shown = read(document)
    assert not shown.all("script", "img", "iframe")
    for name, attributes in shown.elements:
        assert not {key for key in attributes if key == "style" or key.startswith("on")}, name
    assert not any(str(each["href"]).startswith(("javascript", "data", "vbscript")) for each in shown.all("a"))


def test_running_text_has_no_tables_and_no_code() -> None:
    words = "# A title\n\nSome `code` and [a link](x.md)\nhere.\n\n- an item\n"
    others = "\n| not |\n|---|\n| this |\n\n```\nnor this\n```\n"
    assert running_text(words + others) == "A title\nSome code and a link here.\nan item"


def test_lists_with_numbers_begin_where_they_say() -> None:
    assert made("3. a\n4. b\n") == '<div class="guide"><ol start="3"><li>a</li><li>b</li></ol></div>'
