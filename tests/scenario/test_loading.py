from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from optviz.errors import InvalidScenarioError, OutputError, UnknownNameError
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario import bundled, bundled_path, load, parse, safe_name

LEAST = "surface: saddle\nstart: [0, 0]\noptimizers: [sgd]\n"
HEAVY = "numpy", "matplotlib", "sympy", "rich", "PIL", "imageio", "jsonschema"


def test_a_path(tmp_path: Path) -> None:
    path = tmp_path / "two words.yaml"
    path.write_text(LEAST, encoding="utf-8")
    scenario = load(path)
    assert (scenario.name, scenario.path) == ("two-words", path)
    assert load(str(path)) == scenario


def test_problems_name_the_file_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("surface: saddle\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidScenarioError, match=r"^a\.yaml:1:1: "):
        load("a.yaml")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LEAST.encode())))
    assert load("-").name == "scenario"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_from_a_windows_editor(encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "surface: saddle\r\nstart: [1, 1]\r\noptimizers: [sgd]\r\n"
    path = tmp_path / "notes.yaml"
    path.write_bytes(text.encode(encoding))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode(encoding))))
    found = [load(path), load("-"), parse("\ufeff" + text)]
    assert [(each.starts, each.surface.name) for each in found] == [(((1.0, 1.0),), "saddle")] * 3


def test_a_byte_order_mark_shifts_no_column() -> None:
    with pytest.raises(InvalidScenarioError, match=r"^f:1:10: unknown surface 'sadle'"):
        parse("\ufeff" + LEAST.replace("saddle", "sadle"), "f")


def test_a_bundled_name_and_a_file_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = bundled()[0]
    assert load(name).path == bundled_path(name)
    Path(name).write_text(LEAST, encoding="utf-8")
    assert load(name).path == Path(name)


@pytest.mark.parametrize("source", ["no/such/file", "missing.yaml", "missing.yml", "."])
def test_files_that_cannot_be_read(source: str) -> None:
    with pytest.raises(OutputError, match="cannot read"):
        load(source)


@pytest.mark.parametrize("source", ["sadle", "", "nothing like it", "x" * 500, "a\0b"])
def test_names_that_are_not_known(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((UnknownNameError, OutputError)):
        load(source)


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 10))
    with pytest.raises(InvalidScenarioError, match="larger than"):
        load(path)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("saddle", "saddle"),
        ("täler 1", "täler-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "scenario"),
        ("...", "scenario"),
        ("CON", "_CON"),
        ("a\nb\x1b", "a-b"),
    ],
)
def test_names_are_safe_for_files(stem: str, name: str) -> None:
    assert safe_name(stem) == name


def test_a_name_is_never_long() -> None:
    assert len(safe_name("x" * 1000)) <= 80


def test_parse_names_the_scenario_after_the_file() -> None:
    assert parse(LEAST, "some/where.yaml").name == "where"


def test_validating_loads_nothing_heavy() -> None:
    known = {name: load(name) for name in bundled()}
    with_data = {name for name, each in known.items() if each.files or any(cell.surface.samples for cell in each.cells)}
    with_fonts = {name for name, each in known.items() if each.output.font}  # which are looked for
    formulas = [name for name in known if name not in with_data | with_fonts]
    bundle = "\n".join(f"load({name!r})" for name in formulas)
    program = f"""
import sys
from optviz.scenario import load, parse, to_yaml
{bundle}
parse('surface: {{expression: "x**2 + y", bounds: {{x: [0, 1], y: [0, 1]}}}}\\nstart: [0, 0]\\noptimizers: [adam]\\n')
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
