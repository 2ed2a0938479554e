"""Pages as files: how large they are, what their policy allows, and what their data say."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.render import render
from optviz.api.run import computed
from optviz.encoders import encoder_for
from optviz.page import compact, page
from optviz.page.words import plain
from optviz.scenario import load, parse

if TYPE_CHECKING:
    from optviz.scenario import Scenario

TEN = Path(__file__).with_name("ten.yaml")
TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 9
optimizers: [{name: sgd, lr: 0.1}, {name: sgd, lr: 1000, label: Wild}]
output: {size: [320, 240], fps: 5, duration: 1}
"""


def document(scenario: Scenario) -> str:
    return page(scenario, computed(scenario), "The last frame").decode()


def data(text: str) -> Any:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(found, parse_constant=refuse)


@pytest.mark.parametrize(("source", "most"), [("saddle", 80_000), (TEN, 130_000)])
def test_it_is_small(source: str | Path, most: int) -> None:
    assert len(document(load(source)).encode()) <= most


def test_it_is_the_same_every_time() -> None:
    assert document(parse(TEXT)) == document(parse(TEXT))


def test_its_policy_allows_its_own_script_and_style_and_nothing_else() -> None:
    text = document(parse(TEXT))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for kind, pattern in ("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>"):
        (content,) = re.findall(pattern, text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules.pop(kind) == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    assert not re.search(r"\s(style|on\w+)=", text.split("<script", 1)[0])
    assert not re.search(r"""(src|href)=["'](?!data:)""", text)


def test_its_data_hold_no_end_of_a_script_and_only_numbers() -> None:
    words, scenario = "</script>\u2028", parse(TEXT)
    runs = (scenario.runs[0], replace(scenario.runs[1], label=words))
    text = document(replace(scenario, title=words, runs=runs))
    assert text.count("</script>") == 2
    assert "\u2028" not in re.findall(r'id="data">(.*?)</script>', text, re.DOTALL)[0]
    assert data(text)["styles"][1]["label"] == words
    assert math.isfinite(data(text)["axis"]["limits"][0])


def test_its_style_is_that_of_the_scenario() -> None:
    output = (
        "output: {page: ['#FFF8E7', '#101820'], palette: ['#AA0000', '#00AA00'], colormap: ['#000000', '#FFFFFF'], "
    )
    text = document(parse(TEXT.replace("output: {", output + "line_width: 5, shading: 0.5, font: DejaVu Serif, ")))
    themes = data(text)["themes"]
    assert [themes[name]["page"] for name in ("light", "dark")] == ["#FFF8E7", "#101820"]
    assert themes["light"]["colors"] == ["#AA0000", "#00AA00"]
    assert themes["light"]["ramp"][0] == "#000000"
    assert themes["light"]["shading"] == 0.5
    assert data(text)["cells"][0]["runs"][0]["pens"][0]["width"] == pytest.approx(5.5)
    assert "--page:#FFF8E7" in text
    assert 'font-family:"DejaVu Serif",' in text
    dark = document(parse(TEXT.replace("output: {", "output: {theme: dark, ")))
    assert list(data(dark)["themes"]) == ["dark"]
    assert "prefers-color-scheme" not in dark.split("</style>")[0]


def test_the_last_step_is_kept_where_others_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.page.runs._MOST_NUMBERS", 20)
    (first, *_) = data(document(parse(TEXT)))["cells"][0]["runs"]
    assert (first["every"], first["rows"]) == (3, 4)
    monkeypatch.setattr("optviz.page.runs._MOST_NUMBERS", 16)
    (first, *_) = data(document(parse(TEXT)))["cells"][0]["runs"]
    assert (first["every"], first["rows"]) == (4, 4)


def test_a_ranked_table_has_the_lowest_first_and_the_lost_last() -> None:
    text = TEXT.replace("output: {", "output: {legend: ranked, ").replace("lr: 0.1}", "lr: 0.01}")
    text = text.replace("optimizers: [", "optimizers: [{name: sgd, lr: 1000, label: Lost}, ").replace(
        "lr: 1000, label: Wild", "lr: 0.1, label: Best"
    )
    labels = re.findall(r"</svg>([^<]+)</label>", document(parse(text)))
    assert labels == ["Best", "SGD", "Lost"]


def test_mathematics_is_written_in_letters() -> None:
    assert plain(r"$\beta_1 = 0.9$ and $\mathrm{lr} \to \Delta$", math=True) == "β1 = 0.9 and lr → Δ"
    assert plain("costs $5", math=False) == "costs $5"


def test_a_page_is_no_still(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"a still picture is a .*, not a\.html"):
        render(parse(TEXT), tmp_path / "a.html", still=-1)


def test_it_is_written_smaller_on_demand(tmp_path: Path) -> None:
    scenario = parse(TEXT.replace("sphere", "beale"))
    whole = render(scenario, tmp_path / "a.html").paths[0].stat().st_size
    small = render(scenario, tmp_path / "b.html", max_bytes=whole - 1000)
    assert small.paths[0].stat().st_size < whole
    assert any("still" in note or "surfaces" in note for note in small.notes)
    with pytest.raises(Exception, match=r"takes .* at least"):
        render(scenario, tmp_path / "c.html", max_bytes=10_000)


def test_it_carries_what_it_was_made_from(tmp_path: Path) -> None:
    (path,) = render(parse(TEXT), tmp_path / "a.html").paths
    assert re.fullmatch(r"optviz \d+ [0-9a-f]{16}", encoder_for(path).comment_of(path))


SCRIPTS = {
    "const a = 1;  // a word\n\nexport function f(x) {\n  return x + +a - -1;\n}\n": (
        "const a=1;function f(x){return x+ +a- -1}"
    ),
    'import { a } from "./a.mjs";\nlet t = "a  // b", u = `c  ${ d }  /* e */`;': (
        'let t="a  // b",u=`c  ${ d }  /* e */`;'
    ),
    "/** What\n * it is. */\nx = y.replace(/ a-b /g, c)\n  .d;": "x=y.replace(/ a-b /g,c).d;",
    "class A {\n  get b() {\n    return typeof c;\n  }\n\n  static d() {}\n}": (
        "class A{get b(){return typeof c}\nstatic d(){}\n}"
    ),
}


@pytest.mark.parametrize("source", SCRIPTS)
def test_scripts_lose_only_what_their_readers_need(source: str) -> None:
    assert compact.script(source) == SCRIPTS[source]


def test_styles_do_too() -> None:
    source = "a { b: c d; /* e */ }\n@media (f: 1px) {\n  .g > h { i: j }\n}"
    assert compact.style(source) == "a{b:c d}@media (f:1px){.g>h{i:j}}"


def test_results_lie_over_their_runs_and_what_is_thin_is_named() -> None:
    text = TEXT.partition("optimizers:")[0] + "optimizers: [{name: polyak, inner: sgd}, easgd]\n"
    shown = document(parse(text))
    averaged, elastic = data(shown)["cells"][0]["runs"]
    assert (averaged["beside"], averaged["over"]) == (1, 1)
    assert elastic["beside"] > elastic["over"] == 0
    assert "Thin: average of Polyak averaging. Thin: workers of EASGD." in shown
