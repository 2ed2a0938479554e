from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest

import optviz
from optviz.api import build as batch
from optviz.api.build import Job, Outcome, Report, build, ensure
from optviz.api.manifest import NAME
from optviz.api.render import Rendering, render
from optviz.encoders import ENCODERS
from optviz.errors import OptvizError, OutputError, ParameterError, ScenarioError
from optviz.pool import ALONE
from optviz.scenario import Scenario, parse

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    (folder / "deep").mkdir(parents=True)
    for name in ("a", "b", "c"):
        (folder / f"{name}.yaml").write_text(TEXT)
    return folder


def built(*paths: Path, **options: Any) -> Report:
    return build(paths, "out", **{"workers": 1, **options})


def states(report: Report) -> list[str]:
    return [outcome.state for outcome in report.outcomes]


def test_everything_is_rendered_once(three: Path, tmp_path: Path) -> None:
    assert states(built(three)) == ["rendered"] * 3
    files = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert files.keys() == {"a.gif", "b.gif", "c.gif", NAME}
    again = built(three)
    assert states(again) == ["fresh"] * 3
    assert again.ok
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == files


def test_what_changed_is_rendered_again(three: Path, tmp_path: Path) -> None:
    built(three)
    (three / "a.yaml").write_text(TEXT.replace("steps: 5", "steps: 6"))
    (three / "b.yaml").write_text(f"# nothing but a comment\n{TEXT}")
    (tmp_path / "out" / "c.gif").write_bytes((tmp_path / "out" / "c.gif").read_bytes()[:-5])
    report = built(three)
    assert states(report) == ["rendered", "fresh", "rendered"]
    assert report.outcomes[0].reasons == ("scenario or code changed",)
    assert report.outcomes[2].reasons == ("edited",)
    assert (tmp_path / "out" / "c.gif").read_bytes() == (tmp_path / "out" / "b.gif").read_bytes()


def test_a_format_more_is_all_that_is_rendered(three: Path, tmp_path: Path) -> None:
    built(three / "a.yaml")
    (three / "a.yaml").write_text(TEXT.replace("{size", "{formats: [gif, png], size"))
    (outcome,) = built(three / "a.yaml").outcomes
    assert [path.name for path in outcome.paths] == ["a.png"]
    assert (tmp_path / "out" / "a.png").is_file()


def test_a_broken_manifest_means_rebuilding(three: Path, tmp_path: Path) -> None:
    built(three)
    (tmp_path / "out" / NAME).write_bytes(b"{\xff")
    assert states(built(three / "a.yaml")) == ["rendered"]


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("content", [b"", b"{\xff", b'{"version": 1, "files": {}}', b'{"version": 1, "files": []}'])
def test_without_a_manifest_its_own_files_are_known(three: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (three / "a.yaml").write_text(TEXT.replace("{size", f"{{formats: [{name}], size"))
    built(three / "a.yaml")
    (tmp_path / "out" / NAME).write_bytes(content)
    (outcome,) = built(three / "a.yaml").outcomes
    assert (outcome.state, outcome.reasons) == ("rendered", ("not recorded",))
    (tmp_path / "out" / NAME).unlink()
    assert states(built(three / "a.yaml", check=True)) == ["stale"]


def test_what_render_made_is_known_too(three: Path) -> None:
    render(three / "a.yaml", folder="out")
    assert states(built(three / "a.yaml")) == ["rendered"]


@pytest.mark.parametrize("name", ENCODERS)
def test_a_file_of_somebodys_is_overwritten_by_force_only(three: Path, tmp_path: Path, name: str) -> None:
    suffix = ENCODERS[name].suffixes[0]
    for each in ("a", "b"):
        (three / f"{each}.yaml").write_text(TEXT.replace("{size", f"{{formats: [{name}], size"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"a{suffix}").write_bytes(b"somebody's")
    report = built(three)
    assert states(report) == ["failed", "rendered", "rendered"]
    assert "--force" in report.outcomes[0].error
    assert (tmp_path / "out" / f"a{suffix}").read_bytes() == b"somebody's"
    assert states(built(three, check=True)) == ["failed", "fresh", "fresh"]
    assert states(built(three, force=True)) == ["rendered", "fresh", "fresh"]
    assert states(built(three)) == ["fresh"] * 3


def test_one_file_of_somebodys_keeps_the_scenarios_others_from_being_written(three: Path, tmp_path: Path) -> None:
    (three / "a.yaml").write_text(TEXT.replace("{size", "{formats: [gif, png], size"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_bytes(b"somebody's")
    assert states(built(three / "a.yaml")) == ["failed"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.png"]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", ["link", "lost link", "folder", "pipe"])
def test_what_build_cannot_have_made_stays(three: Path, tmp_path: Path, kind: str, force: bool) -> None:
    """Not even if a manifest, perhaps a stranger's, has its name."""
    built(three / "a.yaml")
    path = tmp_path / "out" / "a.gif"
    path.rename(tmp_path / "precious.gif")
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / ("precious.gif" if kind == "link" else "missing"))
    (three / "a.yaml").write_text(TEXT.replace("steps: 5", "steps: 6"))
    before = (tmp_path / "precious.gif").read_bytes()
    (outcome,) = built(three / "a.yaml", force=force).outcomes
    assert outcome.state == "failed"
    assert str(path.relative_to(tmp_path)) in outcome.error
    assert "Traceback" not in outcome.error
    assert (tmp_path / "precious.gif").read_bytes() == before
    assert not (tmp_path / "missing").exists()
    assert not path.is_file() or path.is_symlink()


def test_a_manifest_that_cannot_be_written_costs_a_note(three: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / NAME).mkdir(parents=True)
    report = built(three)
    assert states(report) == ["rendered"] * 3
    assert "rendered again" in report.outcomes[0].notes[0]
    assert states(built(three)) == ["rendered"] * 3


def test_a_newer_manifest_ends_the_build_before_any_work(three: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).write_text('{"version": 2}')
    with pytest.raises(OutputError, match="a newer optviz"):
        built(three)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]


def test_a_folder_that_stays_locked_ends_the_build(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optviz.files._PATIENCE", 1.5)
    (tmp_path / "out").mkdir()
    handle, said = os.open(tmp_path / "out", os.O_RDONLY), list[str]()
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(OutputError, match="another optviz has kept out locked"):
        built(three, say=said.append)
    os.close(handle)
    assert said == ["waiting for another optviz that writes to out…"]


@pytest.mark.parametrize("option", ["check", "dry_run"])
def test_looking_writes_nothing(three: Path, tmp_path: Path, option: str) -> None:
    report = built(three, **{option: True})
    assert states(report) == ["stale"] * 3
    assert not report.ok
    assert report.outcomes[0].reasons == ("missing",)
    assert not (tmp_path / "out").exists()


def test_over_the_cores_one_that_fails_does_not_stop_the_others(three: Path, tmp_path: Path) -> None:
    told: list[Outcome] = []
    (three / "a.yaml").write_text(TEXT.replace("surface: sphere", "surface: spere"))
    (three / "b.yaml").write_text(TEXT.replace("[240, 160]", "[64, 64]"))
    (three / "d.yaml").write_text(TEXT)
    report = built(three, workers=2, progress=told.append)
    assert states(report) == ["failed", "failed", "rendered", "rendered"]
    assert "a.yaml:2:" in report.outcomes[0].error
    assert "64 x 64" in report.outcomes[1].error
    assert not report.ok
    assert sorted(outcome.source for outcome in told) == [outcome.source for outcome in report.outcomes]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"c.gif", "d.gif", NAME}
    assert states(built(three, check=True)) == ["failed", "failed", "fresh", "fresh"]


def test_a_bug_is_told_with_its_traceback(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(batch, "render", broken)
    report = built(three)
    assert states(report) == ["failed"] * 3
    assert "Traceback" in report.outcomes[0].error
    assert "ZeroDivisionError: a bug" in report.outcomes[0].error


class Deadly:
    """Ends the process that it is sent to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def test_a_process_that_dies_takes_no_other_with_it(tmp_path: Path) -> None:
    left = tmp_path / ".b.0123456789abcdef.optviz.gif"
    left.write_bytes(b"half a picture")
    scenarios = {"a": parse(TEXT), "b": cast("Scenario", Deadly()), "c": parse(TEXT)}
    jobs = [Job(name, scenario, (tmp_path / f"{name}.gif",), ("missing",)) for name, scenario in scenarios.items()]
    outcomes = {outcome.source: outcome for outcome in batch._rendered(jobs, batch._Manifests(), 2, print)}
    assert {name: outcome.state for name, outcome in outcomes.items()} == {
        "a": "rendered",
        "b": "failed",
        "c": "rendered",
    }
    assert outcomes["b"].error == "the process that drew it died; it may have run out of memory"
    assert {path.name for path in tmp_path.iterdir()} == {"a.gif", "c.gif", NAME}


class Local:
    """Reads well only in the process that it comes from."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _scenario_of, (os.getpid(),)


def _scenario_of(process: int) -> Scenario:
    if process != os.getpid():
        raise RuntimeError("not here")
    return parse(TEXT)


def test_what_cannot_travel_is_rendered_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [Job(name, cast("Scenario", Local()), (tmp_path / f"{name}.gif",), ("missing",)) for name in "ab"]
    here: list[Path] = []

    def draw(_: object, *paths: Path, **__: object) -> Rendering:
        here.extend(paths)
        return Rendering(parse(TEXT), paths)

    monkeypatch.setattr(batch, "render", draw)
    assert {outcome.state for _, outcome in batch._together(jobs, 2, print)} == {"rendered"}
    assert sorted(here) == [tmp_path / "a.gif", tmp_path / "b.gif"]


def test_a_program_that_is_not_python_renders_alone(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said: list[str] = []
    assert states(built(three, workers=2, say=said.append)) == ["rendered"] * 3
    assert said == [ALONE]


SCRIPT = """
import optviz

report = optviz.build("scenarios", "out", workers=2)
print([outcome.state for outcome in report.outcomes], *(outcome.error for outcome in report.outcomes), sep='')
"""
DAEMONIC = f"""
import multiprocessing

if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=exec, args=({SCRIPT!r}, {{}}), daemon=True)
    process.start()
    process.join()
"""


@pytest.mark.parametrize(
    ("arguments", "stdin"), [(["script.py"], ""), (["-c", SCRIPT], ""), (["-"], SCRIPT), (["-c", DAEMONIC], "")]
)
@pytest.mark.usefixtures("three")
def test_it_works_from_everywhere(tmp_path: Path, arguments: list[str], stdin: str) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    assert python(*arguments, stdin=stdin) == "['rendered', 'rendered', 'rendered']\n"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.gif", "b.gif", "c.gif", NAME}


def test_a_strangers_folder_is_safe(tmp_path: Path, hostile: Path) -> None:
    """Not even a moving camera's processes see it."""
    turning = (
        f"{TEXT.replace('duration: 0.4', 'duration: 11')}views: [{{name: surface3d, azimuth: [0, 90], grid: 20}}]\n"
    )
    (hostile / "scenarios").mkdir()
    for name, text in (("a", TEXT), ("b", TEXT), ("turning", turning)):
        (hostile / "scenarios" / f"{name}.yaml").write_text(text)
    script = tmp_path / "script.py"
    script.write_text(f"{SCRIPT}optviz.render('scenarios/turning.yaml', 'turning.gif', workers=2)\n")
    assert python(str(script), folder=hostile) == "['rendered', 'rendered', 'rendered']\n"
    assert (hostile / "turning.gif").read_bytes() == (hostile / "out" / "turning.gif").read_bytes()
    assert not (hostile / "imported").exists()


def python(*arguments: str, stdin: str = "", folder: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=folder,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_two_of_one_name_are_refused_before_any_work(three: Path, tmp_path: Path) -> None:
    (three / "A.yaml").write_text(TEXT)
    with pytest.raises(ScenarioError, match=r"A\.yaml.* and .*a\.yaml"):
        built(three)
    assert not (tmp_path / "out").exists()


def test_names_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "x\\..\\..\\up $.yaml").write_text(TEXT)
    (outcome,) = built(tmp_path).outcomes
    assert [path.resolve().parent for path in outcome.paths] == [tmp_path / "out"]


def test_folders_are_mirrored(three: Path) -> None:
    (three / "deep" / "a.yaml").write_text(TEXT)
    first = built(three)
    assert sorted(str(path.relative_to("out")) for outcome in first.outcomes for path in outcome.paths) == [
        "a.gif", "b.gif", "c.gif", "deep/a.gif"
    ]  # fmt: skip
    assert Path("out", "deep", NAME).is_file()
    assert states(built(three)) == ["fresh"] * 4


def test_a_folder_that_is_a_link_is_not_followed(three: Path, tmp_path: Path) -> None:
    (three / "deep" / "d.yaml").write_text(TEXT)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "deep").symlink_to(tmp_path / "elsewhere")
    report = built(three)
    assert sorted(states(report)) == ["failed", "rendered", "rendered", "rendered"]
    assert "deep is a link" in report.having("failed")[0].error
    assert not list((tmp_path / "elsewhere").iterdir())


def test_what_is_fresh_is_newer_than_its_scenario(three: Path, tmp_path: Path) -> None:
    built(three / "a.yaml")
    output = tmp_path / "out" / "a.gif"
    os.utime(output, (1_000_000_000, 1_000_000_000))
    assert states(built(three / "a.yaml", check=True)) == ["fresh"]
    assert output.stat().st_mtime == 1_000_000_000
    assert states(built(three / "a.yaml")) == ["fresh"]
    assert output.stat().st_mtime >= (three / "a.yaml").stat().st_mtime


def test_other_tools_files_are_named_and_left_alone(three: Path) -> None:
    (three / "_config.yml").write_text("title: My blog\n")
    report = built(three)
    assert report.ok
    assert [Path(outcome.source).name for outcome in report.having("ignored")] == ["_config.yml"]


def test_a_missing_file_is_told_at_the_end(three: Path) -> None:
    report = built(three / "missing.yaml", three / "a.yaml")
    assert states(report) == ["failed", "rendered"]


@pytest.mark.parametrize("workers", [0, 65])
def test_workers_are_a_few(workers: int) -> None:
    with pytest.raises(ParameterError, match="workers"):
        build(workers=workers)


def test_ensuring_one_scenario(tmp_path: Path) -> None:
    scenario = parse(TEXT, "one.yaml")
    assert ensure(scenario, ("gif", "png"), tmp_path).state == "rendered"
    assert ensure(scenario, ("gif", "png"), tmp_path).state == "fresh"
    (tmp_path / "one.png").unlink()
    outcome = ensure(scenario, ("gif", "png"), tmp_path)
    assert [path.name for path in outcome.paths] == ["one.png"]


def test_ensuring_overwrites_nothing_of_somebodys(tmp_path: Path) -> None:
    (tmp_path / "one.gif").write_bytes(b"somebody's")
    with pytest.raises(OutputError, match="was not made by optviz"):
        ensure(parse(TEXT, "one.yaml"), ("gif", "png"), tmp_path)
    assert (tmp_path / "one.gif").read_bytes() == b"somebody's"


def test_ensuring_raises_what_rendering_raises(tmp_path: Path) -> None:
    with pytest.raises(OptvizError, match="64 x 64"):
        ensure(parse(TEXT.replace("[240, 160]", "[64, 64]")), ("gif",), tmp_path)
    assert not list(tmp_path.iterdir())


def test_it_is_shown_on_a_line(three: Path) -> None:
    report = built(three / "missing.yaml", three / "a.yaml")
    assert repr(report) == "<Report 1 failed, 1 rendered>"
    failed, rendered = report.outcomes
    assert repr(failed).startswith(f"<Outcome {failed.source}: failed, cannot read ")
    assert repr(rendered) == f"<Outcome {rendered.source}: rendered, {rendered.paths[0]}>"
    assert repr(Report(())) == "<Report of nothing>"
