from __future__ import annotations

from pathlib import Path

import pytest

from optviz.api.discovery import Found, discover
from optviz.errors import OutputError, UnknownNameError
from optviz.scenario import bundled

TEXT = "surface: sphere\nstart: [0.5, 0.4]\noptimizers: [sgd]\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a", "b", "deep/c"):
        path = tmp_path / "scenarios" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    return Path("scenarios")


def files(*paths: str | Path) -> list[str]:
    return [str(each.file) for each in discover(paths) if not each.foreign]


def test_files_and_folders_each_once(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files() == ["scenarios/a.yaml", "scenarios/b.yaml", "scenarios/deep/c.yaml"]
    assert files(tree / "b.yaml", tree) == ["scenarios/b.yaml", "scenarios/a.yaml", "scenarios/deep/c.yaml"]
    assert [each.below for each in discover(tree)] == [Path(), Path(), Path("deep")]
    monkeypatch.chdir(tree / "deep")
    assert [Path(name).stem for name in files()] == list(bundled())
    assert [Path(name).stem for name in files("saddle")] == ["saddle"]


@pytest.mark.parametrize("folder", [".hidden", "node_modules", "x/site-packages", "mine"])
def test_folders_of_other_tools_are_left_out(tree: Path, folder: str) -> None:
    (tree / folder / "lib").mkdir(parents=True)
    (tree / folder / "lib" / "d.yaml").write_text(TEXT)
    (tree / "e.txt").write_text(TEXT)
    if folder == "mine":
        (tree / folder / "pyvenv.cfg").touch()
    assert len(files(tree)) == 3


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("title: My blog\nnav:\n  - surface: x\n", True),
        ("# nothing\n", True),
        ("- surface\n", True),
        ("{% include %}\nsite_name: x\n", True),
        ("surface: saddle\n", False),
        ('{"surface": "saddle"}', False),
        ("'optimizers': [sgd]\n", False),
        ("surfcae: saddle\n", False),
        ("optimisers: [sgd]\n", False),
        ("vary: {surface: [saddle]}\n", False),
        ("\ufeffsurface: saddle\n", False),
    ],
)
def test_a_file_without_a_scenarios_keys_is_no_scenario(tree: Path, text: str, foreign: bool) -> None:
    (tree / "z.yml").write_text(text, encoding="utf-8")
    found = {each.file.name: each.foreign for each in discover(tree)}
    assert found == {"a.yaml": False, "b.yaml": False, "c.yaml": False, "z.yml": foreign}
    assert not discover(tree / "z.yml")[0].foreign  # a person named it


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("extends: ../base.yaml\n", False),
        ("{extends: 'base.yml', steps: 3}", False),
        ('"extends": "base.yaml"\n', False),
        ("extends: eslint:recommended\n", True),
        ("services:\n  extends: base.yaml\n", True),
        ("start: [1, 1]\n", True),
    ],
)
def test_one_that_extends_another_is_a_scenario(tree: Path, text: str, foreign: bool) -> None:
    (tree / "z.yml").write_text(text, encoding="utf-8")
    assert {each.file.name: each.foreign for each in discover(tree)}["z.yml"] == foreign


def test_a_house_file_is_none_and_gives_keys_to_others(tree: Path) -> None:
    (tree / "optviz.yaml").write_text("surface: sphere\noptimizers: [sgd]\n")
    (tree / "z.yaml").write_text("start: [1, 1]\n")
    (tree / "page.yaml").write_text("start: [1, 1]\nnav: []\n")
    (tree / "card.yaml").write_text("title: My blog\n")
    found = {each.file.name: each.foreign for each in discover(tree)}
    usual = {"a.yaml": False, "b.yaml": False, "c.yaml": False}
    assert found == {**usual, "z.yaml": False, "page.yaml": True, "card.yaml": True}
    assert discover([tree / "optviz.yaml", tree / "a.yaml"]) == [Found(tree / "a.yaml")]


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="sadle"):
        discover("sadle")
    with pytest.raises(OutputError, match="no scenario files"):
        discover(tmp_path)
    (tmp_path / "a.yml").write_text("title: My blog\n")
    with pytest.raises(OutputError, match="no scenario files"):
        discover(tmp_path)
