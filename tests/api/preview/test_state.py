from __future__ import annotations

import tempfile
import tracemalloc
from dataclasses import replace
from io import BytesIO
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.api.limits import loaded
from optviz.api.preview import Preview, state
from optviz.api.preview.changes import stamps
from optviz.api.render import render
from optviz.scenario import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def film(preview: Preview) -> bytes:
    assert preview.shown.drawing
    return preview.shown.drawing.film


def messages(preview: Preview) -> list[str]:
    return [problem["message"] for problem in preview.shown.problems]


def changed(preview: Preview) -> bool:
    return stamps(preview.known) != preview.known


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_good_file_is_drawn_at_the_size_of_its_layout(file: Path) -> None:
    edit(file, "size: [320, 220]", "size: [320, 220], scale: 2, max_bytes: 30 kB")
    preview = Preview(file)
    shown = preview.update()
    assert shown.problems == ()
    assert not shown.busy
    drawing = shown.drawing
    assert drawing
    assert (drawing.number, drawing.title, drawing.size) == (1, "Two of them", (320, 220))
    assert "SGD and Adam" in drawing.alt
    with Image.open(BytesIO(drawing.film)) as picture:
        assert (picture.format, picture.size) == ("GIF", (320, 220))
        frames = getattr(picture, "n_frames", 1)
        picture.seek(frames - 1)
        last = np.asarray(picture.convert("RGB"))
    assert frames > 1
    with Image.open(BytesIO(drawing.last)) as picture:
        assert picture.format == "PNG"
        assert (np.asarray(picture.convert("RGB")) == last).all()


def test_a_problem_is_told_with_its_lines_and_the_last_picture_stays(file: Path) -> None:
    preview = Preview(file)
    preview.update()
    good = film(preview)
    edit(file, "sgd", "sdg")
    edit(file, "steps: 6", "steps: -6")
    shown = preview.update()
    assert film(preview) == good
    assert shown.drawing
    assert shown.drawing.number == 1
    first, second = shown.problems
    assert first["place"].endswith("small.yaml:4:8")
    assert (first["line"], first["column"]) == (4, 8)
    assert first["lines"][2] == (4, "steps: -6")
    assert [number for number, _ in first["lines"]] == [2, 3, 4, 5, 6]
    assert "did you mean 'sgd'" in second["message"]
    edit(file, "sdg", "sgd")
    edit(file, "steps: -6", "steps: 7")
    shown = preview.update()
    assert shown.problems == ()
    assert shown.drawing
    assert shown.drawing.number == 2


def test_a_file_that_goes_and_comes_back(file: Path) -> None:
    preview = Preview(file)
    preview.update()
    text = file.read_text()
    file.unlink()
    assert changed(preview)
    preview.update()
    assert "No such file" in messages(preview)[0]
    assert film(preview)
    assert not changed(preview)
    file.write_text(text)
    assert changed(preview)
    preview.update()
    assert messages(preview) == []


@pytest.mark.parametrize(
    ("line", "name", "good"),
    [
        ("extends: base/more.yaml", "base/more.yaml", "description: more\n"),
        ("style: looks.yaml", "looks.yaml", "theme: dark\n"),
        ("", "optviz.yaml", "output: {theme: dark}\n"),
        ("", "../optviz.yaml", "output: {theme: dark}\n"),
    ],
)
def test_another_file_counts_before_while_and_after_it_is_there(file: Path, line: str, name: str, good: str) -> None:
    folder = file.parent / "inner"
    folder.mkdir()
    (folder / "base").mkdir()
    file = file.replace(folder / file.name)
    file.write_text(f"{line}\n{file.read_text()}")
    preview, other = Preview(file), folder / name
    preview.update()
    assert messages(preview) == ([f"{line.partition(':')[0]}: there is no file {line.split()[1]!r}"] if line else [])
    assert not changed(preview)
    other.write_text("output: [")
    assert changed(preview)
    preview.update()
    assert any(problem["place"].startswith(str(other.resolve())) for problem in preview.shown.problems)
    other.write_text(good)
    assert changed(preview)
    preview.update()
    assert messages(preview) == []
    assert not changed(preview)
    other.unlink()
    assert changed(preview)


def test_data_are_read_again(file: Path) -> None:
    def write(bend: float) -> None:
        x = y = np.linspace(-1, 1, 12)
        np.savez(file.parent / "bowl.npz", x=x, y=y, z=x**2 + bend * y[:, None] ** 2)

    edit(file, "surface: sphere", "surface: {name: grid, file: bowl.npz}")
    preview = Preview(file)
    preview.update()
    assert "there is no file 'bowl.npz'" in messages(preview)[0]
    write(1)
    assert changed(preview)
    preview.update()
    before = film(preview)
    write(3)
    assert changed(preview)
    preview.update()
    assert film(preview) != before


def test_a_file_that_changes_while_it_is_read_is_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, times = file.with_name("base.yaml"), list[int]()
    base.write_text("steps: 3\n")
    file.write_text("extends: base.yaml\n" + file.read_text().replace("steps: 6\n", ""))

    def late(*arguments: Any) -> Any:
        found = loaded(*arguments)
        times.append(found.steps)
        if len(times) == 1:
            base.write_text("steps: 4\n")
        return found

    monkeypatch.setattr(state, "loaded", late)
    preview = Preview(file)
    preview.update()
    assert times[:2] == [3, 4]
    assert "4 steps" in preview.shown.told["drawing"]["alt"]


def test_what_is_saved_again_meanwhile_is_given_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = list[str]()

    def slow(scenario: Any, *arguments: Any, **options: Any) -> Any:
        drawn.append(scenario.title)
        if len(drawn) < 4:
            edit(file, scenario.title, f"Number {len(drawn)}")
        return render(scenario, *arguments, **options)

    monkeypatch.setattr(state, "render", slow)
    shown = Preview(file).update()
    assert drawn == ["Two of them", "Number 1", "Number 2", "Number 3"]
    assert shown.drawing
    assert (shown.drawing.number, shown.drawing.title) == (1, "Number 3")


def test_no_other_thread_sees_half_of_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, go_on = Event(), Event()

    def held(*arguments: Any, **options: Any) -> Any:
        at_work.set()
        assert go_on.wait(120)
        return render(*arguments, **options)

    preview = Preview(file)
    preview.update()
    monkeypatch.setattr(state, "render", held)
    thread = Thread(target=preview.update)
    thread.start()
    assert at_work.wait(120)
    assert preview.shown.busy
    assert preview.shown.drawing
    assert preview.shown.drawing.number == 1
    version = preview.shown.version
    go_on.set()
    shown = preview.wait(version, 120)
    thread.join(120)
    assert not shown.busy
    assert shown.drawing
    assert shown.drawing.number == 2


def test_too_much_is_told_and_not_drawn(file: Path) -> None:
    edit(file, "steps: 6", "steps: 100000")
    edit(file, "optimizers: [sgd, adam]", "optimizers: [bfgs]")
    edit(file, "start: [0.5, 0.4]", "start: {name: normal, count: 500}")
    preview = Preview(file)
    preview.update()
    assert "--allow-cost" in messages(preview)[0] or "--max" in messages(preview)[0], messages(preview)
    assert preview.shown.drawing is None


def test_given_limits_hold(file: Path) -> None:
    preview = Preview(file, max_memory=1000)
    preview.update()
    assert "max-memory" in messages(preview)[0]
    assert preview.shown.drawing is None


def test_an_untrusted_file_stays_in_its_folder(file: Path) -> None:
    file.with_name("base.yaml").write_text("description: more\n")
    inner = file.parent / "inner"
    inner.mkdir()
    file = file.replace(inner / file.name)
    file.write_text("extends: ../base.yaml\n" + file.read_text())
    assert Preview(file).update().problems == ()
    preview = Preview(file, untrusted=True)
    preview.update()
    assert "leads out of" in messages(preview)[0]


def test_a_bug_is_no_problem_of_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(state, "render", broken)
    with pytest.raises(ZeroDivisionError):
        Preview(file).update()


def test_notes_of_rendering_are_told(file: Path) -> None:
    file.write_text(file.read_text() + 'notes: [{of: adam, when: "value > 1e9", say: never}]\n')
    drawing = Preview(file).update().drawing
    assert drawing
    assert any("never" in note for note in drawing.told["notes"])


def test_control_characters_are_told_as_such(file: Path) -> None:
    file = file.rename(file.with_name("odd\x1b[31m.yaml"))
    edit(file, "sgd", "s\x7fgd")
    preview = Preview(file)
    told = preview.update().told
    assert preview.shown.problems
    assert "\x1b" not in str([each["place"] for each in told["problems"]])


def test_nothing_is_left_in_temporary_folders(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    preview = Preview(file)
    preview.update()
    edit(file, "sgd", "sdg")
    preview.update()
    assert list(place.iterdir()) == []


def test_the_outputs_of_a_matrix_have_one_draft(file: Path) -> None:
    file.write_text(file.read_text() + "matrix: {theme: [light, dark], size: [[320, 220], [400, 300]]}\n")
    drawing = Preview(file).update().drawing
    assert drawing
    assert drawing.size == (320, 220)


def test_a_camera_that_moves_has_fewer_frames(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()

    def noted(*arguments: Any, **options: Any) -> Any:
        asked.append(options["fps"])
        return render(*arguments, **options)

    monkeypatch.setattr(state, "render", noted)
    preview = Preview(file)
    preview.update()
    edit(file, "views: [contour]", "views: [{name: surface3d, azimuth: [0, 90]}]")
    preview.update()
    assert asked == [2, 1]


def test_a_page_that_waits_is_told_of_the_end(file: Path, sooner_or_later: Callable[..., None]) -> None:
    preview = Preview(file)
    thread = Thread(target=preview.wait, args=(0, 1e6), daemon=True)
    thread.start()
    preview.end()
    sooner_or_later(lambda: not thread.is_alive())


@pytest.mark.torture
def test_memory_does_not_grow_with_drawings(file: Path) -> None:
    """Python's; what the allocator keeps to itself it gives back when asked."""
    text = file.read_text()

    def save(number: int) -> None:
        for each in range(number):
            file.write_text(text.replace("steps: 6", f"steps: {each % 20 + 1}"))
            assert preview.update().problems == ()

    preview = Preview(file)
    save(25)  # what is kept for the next time
    tracemalloc.start()
    try:
        save(20)
        before, _ = tracemalloc.get_traced_memory()
        save(200)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 2_000_000


def test_pictures_of_earlier_saves_are_not_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Preview(file).update().drawing
    assert drawing
    preview = Preview(file)
    monkeypatch.setattr(preview, "_draw", lambda _: replace(drawing, film=bytes(1_000_000)))
    text = file.read_text()
    for _ in range(20):
        preview.update()
    tracemalloc.start()
    try:
        for number in range(200):
            file.write_text(text.replace("steps: 6", f"steps: {number + 1}"))
            preview.update()
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left < 20_000_000


def test_few_frames_are_those_of_the_whole(file: Path) -> None:
    """A draft differs in its frames' number only, so it is what the picture will be."""
    drawing = Preview(file).update().drawing
    assert drawing
    target = file.with_suffix(".png")
    render(load(file), target, still=-1)
    with Image.open(target) as picture, Image.open(BytesIO(drawing.last)) as last:
        apart = np.abs(np.asarray(picture.convert("RGB"), float) - np.asarray(last.convert("RGB"), float))
    assert apart.mean() < 1
