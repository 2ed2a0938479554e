from __future__ import annotations

import pytest

from optviz.drawing.paragraphs import Parts, wrapped

TEXT = "the quick brown fox jumps over the lazy dog and runs away into the deep dark wood"


def lines(text: str, room: float, most: int = 9, *, math: bool = False) -> list[str]:
    """Every letter is as wide as any other."""
    return wrapped(text, room, most, len, math=math)


@pytest.mark.parametrize("room", [12, 20, 33, 60, 200])
def test_lines_have_room_and_are_about_equally_long(room: int) -> None:
    found = lines(TEXT, room)
    assert " ".join(found) == TEXT
    assert max(map(len, found)) <= room
    fewest = -(-len(TEXT) // (room + 1))
    assert len(found) <= fewest + 1
    balanced = max(map(len, found))
    assert all(len(wrapped(TEXT, narrower, 99, len, math=False)) > len(found) for narrower in range(9, balanced - 1))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_an_ellipsis_stands_for_what_has_no_room(most: int) -> None:
    found = lines(TEXT, 20, most)
    assert len(found) == most
    assert found[-1].endswith("…")
    assert max(map(len, found)) <= 20
    assert TEXT.startswith(" ".join(found)[:-1])


def test_words_longer_than_a_line_are_broken() -> None:
    found = lines("a Donaudampfschifffahrtsgesellschaft", 10)
    assert "".join(found).replace(" ", "") == "aDonaudampfschifffahrtsgesellschaft"
    assert max(map(len, found)) <= 10
    assert lines("", 10) == []


def test_formulas_stay_whole() -> None:
    found = lines("where $a + b = c$ and so on $d e f g h$", 14, math=True)
    assert all(line.count("$") % 2 == 0 for line in found)
    assert found[1] == "$a + b = c$"


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_so_many_lines_are_as_narrow_as_can_be(count: int) -> None:
    found = Parts(TEXT, len, 99, math=False).in_lines(count)
    assert len(found) == count
    assert " ".join(found) == TEXT
    assert max(map(len, found)) <= len(TEXT) / count + 6
    assert Parts("one", len, 99, math=False).in_lines(count) == ["one"]
