from __future__ import annotations

import os
from pathlib import Path

import pytest

from optviz.errors import IncompleteScenarioError, InvalidScenarioError, ScenarioError
from optviz.parsing.project import HOUSE
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario import Scenario, bundled, bundled_path, load, parse, validate_house

LEAST = "surface: saddle\nstart: [0.5, 0.1]\noptimizers: [sgd]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, text: str | bytes) -> Path:
    found = Path(path)
    found.parent.mkdir(parents=True, exist_ok=True)
    found.write_bytes(text if isinstance(text, bytes) else text.encode())
    return found


def problems(path: str | Path, *, untrusted: bool = False) -> list[str]:
    with pytest.raises(InvalidScenarioError) as caught:
        load(path, untrusted=untrusted)
    return [str(each) for each in caught.value.problems]


def test_the_nearer_value_counts() -> None:
    put(HOUSE, "steps: 1\nseed: 1\nmath: true\ntitle: far\ndescription: far\n" + LEAST)
    put("a/optviz.yaml", "extends: ../house.yaml\nsteps: 2\nseed: 2\n")
    put("house.yaml", "steps: 3\nseed: 3\ndescription: of the house\n")
    put("base.yaml", "extends: baser.yaml\nsteps: 4\nseed: 4\ntitle: near\n")
    put("baser.yaml", "seed: 5\ntitle: not so near\n")
    found = load(put("a/x.yaml", "extends: ../base.yaml\nsteps: 7\n"))
    assert (found.steps, found.seed, found.title, found.description, found.math) == (7, 4, "near", "of the house", True)
    named = ("a/x.yaml", "base.yaml", "baser.yaml", "a/optviz.yaml", "house.yaml", "optviz.yaml")
    assert found.sources == tuple(map(Path, named))


def test_mappings_of_declared_keys_merge_at_every_depth_and_nothing_else_does() -> None:
    put(
        HOUSE,
        "output: {fps: 10, formats: [png, gif], colors: {adam: red, sgd: lime}}\n"
        "gradient: {noise: {std: 1, decay: 0}}\n"
        "bounds: {x: [-1, 1], y: [-1, 1]}\nmatrix: {theme: [light, dark]}\noptimizers: [{name: adam, lr: 0.5}]\n",
    )
    text = "gradient: {clip: 1, noise: {std: 2}}\nbounds: {x: [-2, 2]}\nsurface: saddle\nstart: [0.5, 0.1]\n"
    output = "output: {duration: 1, formats: [mp4], colors: {adam: blue}}\nmatrix: {scale: [1, 2]}\n"
    found = load(put("x.yaml", text + output + "optimizers: [{name: adam, beta1: 0.5}, sgd]\n"))
    assert (found.output.fps, found.output.duration, found.output.formats) == (10, 1.0, ("mp4",))
    assert found.output.colors == (("adam", "#0000FF"), ("sgd", "#00FF00"))
    noise = found.gradient.noise
    assert (found.gradient.clip, noise and noise.std, noise and noise.decay) == (1.0, 2.0, 0.0)
    assert (found.bounds.x, found.bounds.y) == ((-2.0, 2.0), (-1.0, 1.0))
    assert (found.matrix.scale, found.matrix.theme) == ((1, 2), ("light", "dark"))
    assert vars(found.runs[0].optimizer)["lr"] != 0.5


@pytest.mark.parametrize(
    ("far", "near", "varied"),
    [
        (LEAST, "vary: {start: [[1, 1], [0, 1]]}\n", ["start"]),
        (LEAST, "vary: {optimizer: [sgd, adam], start: [[1, 1], [0, 1]]}\n", ["optimizer", "start"]),
        (LEAST.replace("start: [0.5, 0.1]\n", "vary: {start: [[1, 1], [0, 1]]}\n"), "start: [1, 1]\n", []),
        (
            LEAST.replace("start: [0.5, 0.1]\n", "vary: {start: [[1, 1], [0, 1]], lr: [0.1, 0.2]}\n"),
            "start: [1, 1]\n",
            ["lr"],
        ),
        (LEAST + "vary: {lr: [0.1, 0.2]}\n", "vary: {lr: [0.3, 0.4]}\n", ["lr"]),
    ],
)
def test_what_varies_and_what_is_given_make_way_for_one_another(far: str, near: str, varied: list[str]) -> None:
    put("base.yaml", far)
    found = load(put("x.yaml", f"extends: base.yaml\n{near}"))
    assert [each.key for each in found.vary] == varied
    if varied == ["lr"] and "0.3" in near:
        assert found.vary[0].values == (0.3, 0.4)


def test_every_problem_stands_in_its_own_file() -> None:
    put(HOUSE, "output: {fps: 10,\n  them: dark}\n")
    put("base.yaml", "surface: saddel\nstart: [0.5, 0.1]\nsteps: ‒5\n")
    found = problems(put("a/x.yaml", "extends: ../base.yaml\noptimizers: [admm]\n"))
    places = [each.split(": ")[0] for each in found]
    assert places == ["a/x.yaml:2:14", "base.yaml:1:10", "base.yaml:3:8", "optviz.yaml:2:3"]
    assert "figure dash" in found[2]


def test_a_pace_that_does_not_fit_other_steps_is_told_where_it_stands() -> None:
    put("base.yaml", f"{LEAST}steps: 300\noutput: {{pace: [0, 20, 300]}}\n")
    path = put("x.yaml", "extends: base.yaml\nsteps: 200\n")
    assert problems(path) == ["base.yaml:5:24: pace: must end at 200, the last step, not at 300"]
    put("x.yaml", "extends: base.yaml\nsteps: 200\noutput: {pace: even}\n")
    assert load(path).output.pace.kind == "even"


def test_what_no_file_says_is_missing_where_a_person_would_write_it() -> None:
    put("base.yaml", "start: [0.5, 0.1]\n")
    path = put("x.yaml", "# mine\nextends: base.yaml\nsurface: saddle\n")
    assert problems(path) == ["x.yaml:2:1: a scenario needs 'optimizers'"]
    with pytest.raises(IncompleteScenarioError):
        load(path)
    put("base.yaml", "start: [0.5, 0.1]\nstpes: 3\n")
    with pytest.raises(InvalidScenarioError) as caught:
        load(path)
    assert not isinstance(caught.value, IncompleteScenarioError)


def test_what_cannot_be_read_leaves_nothing_missing() -> None:
    put("base.yaml", "surface: [")
    assert [each.split(": ")[0] for each in problems(put("x.yaml", "extends: base.yaml\nstps: 3\n"))] == [
        "base.yaml:1:11",
        "x.yaml:2:1",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: missing.yaml", "there is no file 'missing.yaml'"),
        ("extends: base", "expected the path of a .yaml file, not 'base'"),
        ("extends: [a.yaml]", "expected the path of a .yaml file, not a list"),
        ("extends: 3", "expected text"),
        ("extends:", "expected the path of a .yaml file, not nothing"),
        ("extends: x.yaml", "a circle, x.yaml -> x.yaml"),
        ("extends: ../x.yaml", "leads out of"),
        ("extends: /x.yaml", "expected a path from this file's folder on"),
        ("extends: folder.yaml", "there is no file"),
        (f"extends: {'long' * 200}.yaml", "there is no file"),
    ],
)
def test_what_cannot_be_extended(text: str, message: str) -> None:
    Path("folder.yaml").mkdir()
    (found,) = problems(put("x.yaml", text + "\n" + LEAST))
    assert found.startswith("x.yaml:1:")
    assert message in found


def test_a_key_by_which_files_build_on_others_may_be_misspelt() -> None:
    put(HOUSE, "outdir: pictures\n")
    found = problems(put("x.yaml", "extend: base.yaml\n" + LEAST))
    assert ["did you mean 'out_dir'" in found[0], "did you mean 'extends'" in found[1]] == [True, True]


def test_a_circle_is_told_where_it_closes() -> None:
    put("a/b.yaml", "extends: ../c.yaml\n")
    put("c.yaml", "steps: 3\nextends: x.yaml\n")
    assert problems(put("x.yaml", "extends: a/b.yaml\n" + LEAST)) == [
        "c.yaml:2:10: extends: a circle, x.yaml -> a/b.yaml -> c.yaml -> x.yaml"
    ]


def test_a_long_chain_ends() -> None:
    for number in range(12):
        put(f"{number}.yaml", f"extends: {number + 1}.yaml\n")
    put("12.yaml", LEAST)
    assert load("5.yaml").surface.name == "saddle"
    (found,) = problems("0.yaml")
    assert found.startswith("8.yaml:1:10: extends: more than 8 files")


def test_many_files_together_are_no_larger_than_one_may_be() -> None:
    half = "#" * (MAX_BYTES // 2)
    put("far.yaml", half)
    put("near.yaml", f"extends: far.yaml\n{half}")
    (found,) = problems(put("x.yaml", "extends: near.yaml\n" + LEAST))
    assert found.startswith("near.yaml:1:10: ")
    assert "more than 256 kB" in found
    put("far.yaml", "#" * (MAX_BYTES + 1))
    assert problems(put("x.yaml", "extends: far.yaml\n" + LEAST)) == [
        "far.yaml:1:1: the file is larger than 256 kB; a scenario is a small file"
    ]


def test_a_text_that_is_no_file_extends_none() -> None:
    put(HOUSE, "steps: 3\n")
    assert parse(LEAST, "x.yaml").steps != 3
    with pytest.raises(InvalidScenarioError, match="f:1:10: extends: a text that stands in no file"):
        parse("extends: base.yaml\n" + LEAST, "f")


def test_a_bundled_scenario_takes_nothing_from_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    put(HOUSE, "steps: 3\n")
    put("saddle.yaml", LEAST)
    monkeypatch.setattr("optviz.scenario.loading.bundled_folder", Path.cwd)
    assert load("saddle.yaml").steps == 100
    assert load(bundled_path("saddle")) == load("saddle.yaml")
    assert bundled() == ("optviz", "saddle")


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n"])
def test_a_house_file_may_be_empty(text: str) -> None:
    put(HOUSE, text)
    assert load(put("x.yaml", LEAST)).sources == (Path("x.yaml"), Path(HOUSE))


def test_outputs_go_where_the_nearest_house_file_says() -> None:
    put(HOUSE, "out_dir: pictures\n")
    put("a/optviz.yaml", "steps: 3\n")
    put("a/b/optviz.yaml", "out_dir: ../../b\n")
    assert load(put("x.yaml", LEAST)).folder == Path("pictures")
    assert load(put("a/c/x.yaml", LEAST)).folder == Path("pictures/a/c")
    assert load(put("a/b/c/x.yaml", LEAST)).folder == Path("b/c")
    assert load(Path("a/c/x.yaml").resolve()).folder == Path.cwd() / "pictures/a/c"


@pytest.mark.parametrize("value", ["..", "/tmp", "link", "3", "[a]"])  # noqa: S108  (which is refused)
def test_outputs_stay_in_the_project(value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    Path("link").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    put(HOUSE, f"out_dir: {value}\n")
    (found,) = problems(put("a/x.yaml", LEAST))
    assert found.startswith("optviz.yaml:1:10: out_dir: ")


def test_a_link_in_the_mirrored_folder_leads_out_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    Path("pictures").mkdir()
    Path("pictures/a").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    put(HOUSE, "out_dir: pictures\n")
    assert load(put("b/x.yaml", LEAST)).folder == Path("pictures/b")
    assert "leads out of" in problems(put("a/x.yaml", LEAST))[0]


@pytest.mark.parametrize("file", ["x.yaml", "base.yaml"])
def test_only_a_house_file_says_where_outputs_go(file: str) -> None:
    put("base.yaml", "")
    put("x.yaml", "extends: base.yaml\n" + LEAST)
    put(file, Path(file).read_bytes() + b"out_dir: pictures\n")
    assert problems("x.yaml")[0].endswith("'out_dir' stands in a folder's optviz.yaml only")


def test_an_untrusted_file_keeps_to_its_own_folder() -> None:
    put("mine/base.yaml", LEAST)
    put("mine/sub/other.yaml", "extends: ../base.yaml\n")
    put("mine/optviz.yaml", "extends: house/style.yaml\nout_dir: pictures\n")
    put("mine/house/style.yaml", "steps: 3\n")
    found = load(put("mine/x.yaml", "extends: sub/other.yaml\n"), untrusted=True)
    assert (found.steps, found.folder) == (3, Path("mine/pictures"))
    put("base.yaml", LEAST)
    path = put("mine/y.yaml", "extends: ../base.yaml\n")
    assert load(path).steps == 3
    assert "leads out of" in problems(path, untrusted=True)[0]
    put("mine/optviz.yaml", "out_dir: ../pictures\n")
    assert "leads out of" in problems("mine/x.yaml", untrusted=True)[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such files")
def test_no_file_that_never_ends_is_read() -> None:
    os.mkfifo("pipe.yaml")
    put("x.yaml", "extends: pipe.yaml\n" + LEAST)
    assert "there is no file" in problems("x.yaml")[0]
    os.mkfifo(HOUSE)
    assert problems(put("y.yaml", LEAST)) == ["optviz.yaml:1:1: optviz.yaml: no regular file"]


def test_messages_repeat_nothing_of_files_outside(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("password: hunter2\n")
    for name in ("link.yaml", HOUSE):
        Path(name).symlink_to(secret)
    found = problems(put("x.yaml", "extends: link.yaml\n" + LEAST))
    assert [each.split(": ")[0] for each in found] == ["optviz.yaml:1:1", "x.yaml:1:10"]
    assert "hunter2" not in "\n".join(found)
    assert "password" not in "\n".join(found)


def test_a_house_file_is_no_scenario() -> None:
    put(HOUSE, LEAST)
    with pytest.raises(ScenarioError, match="is no scenario"):
        load(HOUSE)


def test_a_house_file_is_checked_by_itself() -> None:
    validate_house(put("a/optviz.yaml", "steps: 3\n"))
    put("a/style.yaml", "output: {them: dark}\n")
    house = put("a/optviz.yaml", "extends: style.yaml\nstps: 3\nmatrix: {theme: [dark, drak]}\n")
    put(HOUSE, "wrong: too\n")
    with pytest.raises(InvalidScenarioError) as caught:
        validate_house(house)
    assert [f"{each.file}:{each.line}:{each.column}" for each in caught.value.problems] == [
        "a/optviz.yaml:2:1",
        "a/optviz.yaml:3:24",
        "a/style.yaml:1:10",
    ]


def test_a_scenario_made_in_python_is_its_own_source() -> None:
    found: Scenario = parse(LEAST)
    assert (found.sources, found.folder) == ((), None)


def look(scenario: Scenario) -> tuple[object, ...]:
    output = scenario.output
    return output.theme, output.page, output.colormap, output.line_width, output.fps


def test_a_style_comes_after_the_files_own_output_and_before_what_it_extends() -> None:
    put(HOUSE, "style: {line_width: 5, shading: 0.5}\n")
    put(
        "base.yaml",
        LEAST + "style: {theme: dark, colormap: [red, blue], line_width: 4}\noutput: {page: navy, fps: 9}\n",
    )
    found = load(put("x.yaml", "extends: base.yaml\nstyle: {page: white, colormap: magma}\noutput: {page: '#222'}\n"))
    assert look(found) == ("dark", ("#222222",), ("magma",), 4.0, 9)
    assert found.output.shading == 0.5
    assert parse(LEAST + "style: {line_width: 3}\n").output.line_width == 3
    assert parse(LEAST + "style: {colors: {sgd: lime}}\noutput: {colors: {adam: red}}\n").output.colors == (
        ("adam", "#FF0000"),
        ("sgd", "#00FF00"),
    )


def test_a_style_may_stand_in_a_file_of_its_own() -> None:
    put("styles/dark.yaml", "theme: dark\npage: ['#FFF', '#101010']\n")
    put("base.yaml", LEAST + "style: styles/dark.yaml\n")
    found = load(put("a/x.yaml", "extends: ../base.yaml\n"))
    assert look(found)[:2] == ("dark", ("#FFFFFF", "#101010"))
    assert found.sources == tuple(map(Path, ("a/x.yaml", "base.yaml", "styles/dark.yaml")))
    put("styles/empty.yaml", "# nothing\n")
    assert load(put("y.yaml", LEAST + "style: styles/empty.yaml\n")).output == parse(LEAST).output


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("{colormap: viridos}", "x.yaml:4:19: colormap: no colour map 'viridos'; the nearest are viridis"),
        ("{fps: 10}", "x.yaml:4:9: unknown key 'fps' in a style"),
        ("{page: white, ink: '#EEE'}", "x.yaml:4:27: ink: #EEEEEE cannot be read on the page #FFFFFF"),
        ("3", "x.yaml:4:8: style: expected a mapping, or the path of a .yaml file that holds one, not 3"),
        ("nowhere.yaml", "x.yaml:4:8: style: there is no file 'nowhere.yaml'"),
        ("../far.yaml", "x.yaml:4:8: style: '../far.yaml' leads out of"),
        ("wrong.yaml", "wrong.yaml:2:10: palette: no palette 'okabe-ita'; the nearest are okabe-ito"),
        ("list.yaml", "list.yaml:1:1: expected a mapping of keys to values, not a list of 1"),
        ("circle.yaml", "circle.yaml:1:1: unknown key 'style' in a style"),
        ("x.yaml", "x.yaml:1:1: unknown key 'surface' in a style"),
    ],
)
def test_what_is_wrong_with_a_style_is_told_where_it_stands(style: str, expected: str, folder: Path) -> None:
    put(str(folder.parent / "far.yaml"), "theme: dark\n")
    put("wrong.yaml", "theme: dark\npalette: okabe-ita\n")
    put("list.yaml", "- theme\n")
    put("circle.yaml", "style: circle.yaml\n")
    assert problems(put("x.yaml", f"{LEAST}style: {style}\n"))[0].startswith(expected)


def test_a_style_that_output_overrules_is_checked_too() -> None:
    put("wrong.yaml", "theme: drak\n")
    (told,) = problems(put("x.yaml", LEAST + "style: wrong.yaml\noutput: {theme: dark}\n"))
    assert told.startswith("wrong.yaml:1:8: theme: expected 'light' or 'dark', not 'drak'")


def test_an_untrusted_file_names_no_style_outside_its_folder() -> None:
    put("styles/dark.yaml", "theme: dark\n")
    path = put("a/x.yaml", LEAST + "style: ../styles/dark.yaml\n")
    assert load(path).output.theme == "dark"
    (told,) = problems(path, untrusted=True)
    assert "leads out of" in told
