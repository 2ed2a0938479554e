from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from PIL import Image

import optviz
from optviz.api.build import build, ensure
from optviz.api.manifest import NAME
from optviz.api.outcomes import Report
from optviz.api.render import draw, render
from optviz.api.run import computed
from optviz.encoders import ENCODERS
from optviz.errors import OptvizError, OutputError, ParameterError, ScenarioError
from optviz.pool import ALONE
from optviz.scenario import parse

if TYPE_CHECKING:
    from optviz.api.activity import Activity
    from optviz.api.outcomes import Outcome

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
    assert report.outcomes[0].reasons == ("steps changed",)
    assert report.outcomes[2].reasons == ("edited since",)
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
@pytest.mark.parametrize("content", [b"", b"{\xff", b'{"version": 2, "files": {}}', b'{"version": 2, "files": []}'])
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
    assert states(built(three, force=True)) == ["rendered"] * 3
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
    (tmp_path / "out" / NAME).write_text('{"version": 3}')
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

    monkeypatch.setattr("optviz.api.make.draw", broken)
    report = built(three)
    assert states(report) == ["failed"] * 3
    assert "Traceback" in report.outcomes[0].error
    assert "ZeroDivisionError: a bug" in report.outcomes[0].error


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


def test_by_force_what_is_fresh_is_rendered_again(three: Path) -> None:
    built(three)
    report = built(three, only="b*", force=True)
    assert [(outcome.state, outcome.reasons) for outcome in report.outcomes] == [("rendered", ("forced",))]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [("b", "b"), ("*b*", "bd"), (["a", "c"], "ac"), ("deep/*", "d"), ("deep/b-deep", "d"), ("*.yaml", "abcd")],
)
def test_only_some(three: Path, pattern: str | list[str], names: str) -> None:
    (three / "deep" / "b-deep.yaml").write_text(TEXT)
    report = built(three, only=pattern, check=True)
    found = sorted(Path(outcome.source).stem[-4:].replace("deep", "d") for outcome in report.outcomes)
    assert found == list(names)


def test_only_what_is_not_there_is_an_error(three: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no scenario matches 'x' or 'y'"):
        built(three, only=["x", "y"])
    assert not (tmp_path / "out").exists()


def test_since_a_revision(three: Path, tmp_path: Path) -> None:
    (three / "base.yaml").write_text("surface: sphere\nstart: [0.5, 0.4]\n")
    (three / "c.yaml").write_text("extends: base.yaml\noptimizers: [sgd]\n")
    git = shutil.which("git") or ""
    own = ("-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false")
    for arguments in (["init"], ["add", "."], ["commit", "-m", "first"]):
        subprocess.run([git, *own, *arguments], cwd=tmp_path, check=True, capture_output=True)
    assert built(three, since="HEAD", check=True).outcomes == ()
    (three / "a.yaml").write_text(f"# a comment\n{TEXT}")
    (three / "base.yaml").write_text("surface: sphere\nstart: [0.6, 0.4]\n")
    report = built(three, since="HEAD", check=True)
    assert [(Path(each.source).name, each.state) for each in report.outcomes] == [
        ("a.yaml", "stale"), ("base.yaml", "ignored"), ("c.yaml", "stale")
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="no revision 'HEAD~7'"):
        built(three, since="HEAD~7")


def test_after_a_failure_nothing_more_is_begun_if_asked(three: Path, tmp_path: Path) -> None:
    (three / "a.yaml").write_text(TEXT.replace("surface: sphere", "surface: spere"))
    assert states(built(three, fail_fast=True)) == ["failed", "skipped", "skipped"]
    (three / "a.yaml").write_text(TEXT)
    (tmp_path / "out" / "b.gif" / "in the way").mkdir(parents=True)
    report = built(three, fail_fast=True)
    assert states(report) == ["skipped", "failed", "skipped"]
    assert not report.ok


def test_the_longest_is_begun_first(three: Path, tmp_path: Path) -> None:
    built(three)
    file = tmp_path / "out" / NAME
    data = json.loads(file.read_text())
    for name, seconds in {"a.gif": 1, "b.gif": 3, "c.gif": 2}.items():
        data["files"][name]["seconds"] = seconds
    file.write_text(json.dumps(data))
    told: list[Activity] = []
    built(three, force=True, activity=told.append)
    assert list(dict.fromkeys(Path(each.source).stem for each in told)) == ["b", "c", "a"]
    assert told[-1].done == pytest.approx(1)


def test_the_inputs_of_each_output_are_written_for_make(three: Path, tmp_path: Path) -> None:
    (three / "optviz.yaml").write_text("seed: 3\n")
    (three / "base.yaml").write_text("surface: sphere\nstart: [0.5, 0.4]\n")
    (three / "c.yaml").write_text("extends: base.yaml\noptimizers: [sgd]\noutput: {formats: [gif, png]}\n")
    built(three, deps="deps.mk")
    lines = [line for line in (tmp_path / "deps.mk").read_text().splitlines() if not line.endswith(":")]
    folder = three.as_posix()
    assert lines == [
        f"out/a.gif: {folder}/a.yaml {folder}/optviz.yaml",
        f"out/b.gif: {folder}/b.yaml {folder}/optviz.yaml",
        f"out/c.gif out/c.png: {folder}/c.yaml {folder}/base.yaml {folder}/optviz.yaml",
    ]
    (tmp_path / "deps.mk").unlink()
    built(three, deps="deps.mk", check=True)
    assert not (tmp_path / "deps.mk").exists()


def test_of_two_builds_the_second_waits_and_has_nothing_to_do(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.files._SILENCE", 0.1)
    begun, waited, said = threading.Event(), threading.Event(), list[str]()

    def drawn(*arguments: Any, **options: Any) -> Any:
        begun.set()
        assert waited.wait(120)
        return draw(*arguments, **options)

    def say(sentence: str) -> None:
        said.append(sentence)
        waited.set()

    monkeypatch.setattr("optviz.api.make.draw", drawn)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(built, three)
        assert begun.wait(120)
        second = pool.submit(built, three, say=say)
        assert states(first.result(120)) == ["rendered"] * 3
        assert states(second.result(120)) == ["fresh"] * 3
    assert said == ["waiting for another optviz that writes to out…"]


def test_a_folder_that_cannot_be_read_fails_alone(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refused(path: Any) -> Any:
        if Path(path).name == "deep":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    report = built(three)
    assert sorted(states(report)) == ["failed", "rendered", "rendered", "rendered"]
    assert report.having("failed")[0].error == f"cannot read {three / 'deep'}: Permission denied"
    with pytest.raises(OutputError, match="Permission denied"):
        built(three / "deep")


def test_a_clock_that_was_set_back_makes_nothing_older_than_its_scenario(three: Path, tmp_path: Path) -> None:
    built(three / "a.yaml")
    tomorrow = time.time() + 86_400
    os.utime(three / "a.yaml", (tomorrow, tomorrow))
    assert states(built(three / "a.yaml")) == ["fresh"]
    assert (tmp_path / "out" / "a.gif").stat().st_mtime >= int(tomorrow)


def test_what_others_extend_is_no_scenario_if_it_lacks_keys(three: Path) -> None:
    (three / "base.yaml").write_text("surface: sphere\nstart: [0.5, 0.4]\n")
    assert built(three).having("failed")[0].error.endswith("a scenario needs 'optimizers'")
    (three / "c.yaml").write_text("extends: base.yaml\noptimizers: [sgd]\n")
    (three / "d.yaml").write_text("extends: c.yaml\nseed: 3\n")
    report = built(three)
    assert report.ok
    found = {Path(each.source).stem: each.state for each in report.outcomes}
    assert found == {"a": "fresh", "b": "fresh", "base": "ignored", "c": "rendered", "d": "rendered"}
    (three / "base.yaml").write_text("surface: sphere\nstart: [0.5, 0.4]\nsteps: 7\n")
    assert states(built(three)) == ["fresh", "fresh", "ignored", "rendered", "rendered"]
    (three / "base.yaml").write_text("# a comment\nsurface: sphere\nstart: [0.5, 0.4]\nsteps: 7\n")
    assert built(three, check=True).ok


def test_a_matrix_is_one_computation(three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (three / "optviz.yaml").write_text("matrix: {size: [[240, 160], [320, 200]], theme: [light, dark]}\n")
    runs: list[object] = []

    def run(scenario: Any) -> Any:
        runs.append(scenario)
        return computed(scenario)

    monkeypatch.setattr("optviz.api.render.computed", run)
    (outcome,) = built(three / "a.yaml").outcomes
    assert sorted(path.name for path in outcome.paths) == [
        "a-240x160-dark.gif", "a-240x160-light.gif", "a-320x200-dark.gif", "a-320x200-light.gif"
    ]  # fmt: skip
    assert len(runs) == 1
    with Image.open(tmp_path / "out" / "a-320x200-dark.gif") as picture:
        assert picture.size == (320, 200)
    assert len({file.sha256 for file in outcome.files}) == 4
    (three / "optviz.yaml").write_text("matrix: {size: [[240, 160], [320, 240]], theme: [light, dark]}\n")
    (outcome,) = built(three / "a.yaml").outcomes
    assert sorted(path.name for path in outcome.paths) == ["a-320x240-dark.gif", "a-320x240-light.gif"]
    render(three / "a.yaml", folder="rendered")
    assert len(list((tmp_path / "rendered").iterdir())) == 4


def test_a_folder_says_where_its_files_go(three: Path, tmp_path: Path) -> None:
    (three / "optviz.yaml").write_text("out_dir: ../static\n")
    (three / "deep" / "d.yaml").write_text(TEXT)
    assert build(three / "a.yaml", workers=1).outcomes[0].paths == (tmp_path / "static" / "a.gif",)
    build(three, workers=1)
    assert sorted(str(path.relative_to(tmp_path / "static")) for path in (tmp_path / "static").rglob("*.gif")) == [
        "a.gif", "b.gif", "c.gif", "deep/d.gif"
    ]  # fmt: skip
    assert states(build(three / "deep" / "d.yaml")) == ["fresh"]
    assert states(built(three)) == ["rendered"] * 4  # elsewhere, if a person says so


def test_a_file_of_somebodys_that_comes_while_another_build_is_waited_for_stays(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optviz.files._SILENCE", 0.1)
    (tmp_path / "out").mkdir()
    handle = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)

    def say(_: str) -> None:
        (tmp_path / "out" / "b.gif").write_bytes(b"somebody's")
        os.close(handle)

    assert sorted(states(built(three, say=say))) == ["failed", "rendered", "rendered"]
    assert (tmp_path / "out" / "b.gif").read_bytes() == b"somebody's"
