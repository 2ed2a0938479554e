from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from optviz.errors import ScenarioError
from optviz.parameters.tree import Problems
from optviz.parsing.inline import named
from optviz.parsing.yaml12 import compose

LIBRARIES = ("torch", "optax")


@pytest.mark.parametrize(
    ("text", "mapping"),
    [
        ("adam", {}),
        ("adam:", {}),
        ("adam: , ,", {}),
        (" adam : lr = 1e-3 , form=keras", {"lr": 1e-3, "form": "keras"}),
        ("adam:nesterov=true,momentum=0", {"nesterov": True, "momentum": 0}),
        ("adam:lr={schedule: cosine, start: 0.1}", {"lr": {"schedule": "cosine", "start": 0.1}}),
        ('adam:lr={"schedule":"cosine","start":0.1},k=3', {"lr": {"schedule": "cosine", "start": 0.1}, "k": 3}),
        ("adam:azimuth=[0, 90],zoom=[1, 2]", {"azimuth": (0, 90), "zoom": (1, 2)}),
        ("adam:a=[{b: [1, 2], c: {d: 3}}, []], e=4", {"a": ({"b": (1, 2), "c": {"d": 3}}, ()), "e": 4}),
        ('adam:a=\'b, c: d=e\',f="it\'s, \\"g\\""', {"a": "b, c: d=e", "f": 'it\'s, "g"'}),
        ("adam:a='it''s, so',b=['],', \"}\"]", {"a": "it's, so", "b": ("],", "}")}),
        ('adam:a=it\'s "so",b=1', {"a": 'it\'s "so"', "b": 1}),
        ("adam:label=lr: 0.1 #1,color=#D55E00", {"label": "lr: 0.1 #1", "color": "#D55E00"}),
        ("adam:label=a=b", {"label": "a=b"}),
        ("adam:a='1',b=\"\"", {"a": "1", "b": ""}),
        ("adam:lr=0.1,\n\tbetas=[0,\n0.9]\n", {"lr": 0.1, "betas": (0, 0.9)}),
    ],
)
def test_values_are_as_in_a_file(text: str, mapping: dict[str, Any]) -> None:
    assert named(text) == {"name": "adam", **mapping}


def test_names_of_other_libraries_have_a_colon_of_their_own() -> None:
    assert named("torch:AdamW", LIBRARIES) == {"name": "torch:AdamW"}
    assert named("optax:lion:learning_rate=0.1,b1=0.8", LIBRARIES) == {
        "name": "optax:lion",
        "learning_rate": 0.1,
        "b1": 0.8,
    }
    assert named("torch:Adam:betas=[0.8, 0.9]", LIBRARIES) == {"name": "torch:Adam", "betas": (0.8, 0.9)}
    assert named("torch_like:a=1", LIBRARIES) == {"name": "torch_like", "a": 1}


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("adam:lr", 6, "expected name:key=value,key=value, not 'lr'"),
        ("adam:=1", 6, "expected name:key=value,key=value, not '=1'"),
        ("adam:lr=", 6, "expected name:key=value,key=value, not 'lr='"),
        ("adam:lr=1, lr=2", 12, "lr stands there twice"),
        ("adam:betas=0,0.9", 14, "not '0.9'; a list is in brackets, as betas=[0, 1], a text with commas in quotes"),
        ("adam:betas=[0, 0.9", 19, "not valid YAML: expected ',' or ']', but got the end"),
        ("adam:betas=[0, 0.9]]", 20, "not valid YAML: expected nothing more, but found ']'"),
        ("adam:lr={a: [1, b: 2}", 21, "not valid YAML: expected ',' or ']', but got '}'"),
        ('adam:label="x, k=1', 12, "not valid YAML: a quoted scalar that never ends"),
        ("adam:lr={a: &b 1}", 13, "an anchor (&); write the value out where it is used"),
        ("adam:lr={a: 1, a: 2}", 16, "duplicate key 'a'"),
        ("adam:\nlr={a: !b 1}", 14, "a tag (!); write the plain value"),
        ("torch:Adam:k=[0", 16, "not valid YAML: expected ',' or ']', but got the end"),
    ],
)
def test_errors_name_the_text_and_the_column(text: str, column: int, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        named(text)
    assert str(caught.value).startswith(f"{text!r}, column {column}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["adam:a=" + "[" * 60_000, "adam:" + "a='," * 15_000, "adam:" + "{'," * 20_000])
def test_hostile_texts_get_a_short_message(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        named(text)
    assert len(str(caught.value)) < 1000


WORDS = st.text("abcxyz0123456789 ,:=[]{}'\"#-é", max_size=8)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from([0.5, 1e-3]) | WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from("abcd"), DATA, min_size=1))
def test_whatever_yaml_writes_in_flow_style_is_read(values: dict[str, Any]) -> None:
    written = {
        key: yaml.safe_dump([value], default_flow_style=True, default_style='"' if isinstance(value, str) else None,
                            width=10_000, allow_unicode=True).strip()
        for key, value in values.items()
    }  # fmt: skip
    problems = Problems("f")
    expected = {}
    for key, text in written.items():
        node = compose(text, problems)
        assert node is not None
        assert not problems
        expected[key] = node.plain
    assert named("name:" + ",".join(f"{key}={text}" for key, text in written.items())) == {"name": "name", **expected}
