from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optviz.api.run import run
from optviz.notes import Condition, Note, moments, unseen
from optviz.optimizers import optimizer
from optviz.scenario import parse
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from optviz.scenario import Scenario

SADDLE = """\
surface: saddle
start: [-1.5, 0.001]
steps: 60
optimizers: [{name: sgd, lr: 0.01}, {name: adam, lr: 0.1, label: sgd too}, {name: sgd, lr: 0.02, label: "Mine, slow"}]
notes:
"""


def scenario(*notes: str, text: str = SADDLE) -> Scenario:
    return parse(text + "".join(f"  - {{{note}}}\n" for note in notes), "f.yaml")


def told(found: Scenario) -> list[tuple[str, int, int, int | None, bool]]:
    trajectories = run(found)
    return [(each.note.say, each.step, each.cell, each.run, each.first) for each in moments(found.notes, trajectories)]


def never(found: Scenario) -> list[str]:
    return list(map(str, unseen(found.notes, run(found))))


def test_each_note_appears_at_the_first_step_where_it_holds_in_the_order_of_the_steps() -> None:
    found = scenario(
        "when: end, say: last",
        "of: adam, when: leaves, say: gone",
        "when: step >= 10, say: ten",
        "when: start, say: first",
        'of: "Mine, slow", when: "x > -1", say: slow',
    )
    trajectories = run(found)
    slow = next(step for step, x in enumerate(trajectories[2].positions[0, :, 0]) if x > -1)
    left = int(trajectories[1].left_at[0])
    expected = [("first", 0, 0, None, True), ("ten", 10, 0, None, True), ("gone", left, 0, 1, True)]
    expected += [("slow", slow, 0, 2, True), ("last", 60, 0, None, True)]
    assert told(found) == sorted(expected, key=lambda each: each[1])


def test_where_there_is_one_run_every_note_is_about_it() -> None:
    text = "surface: sphere\nstart: [1, 1]\nsteps: 9\noptimizers: [sgd]\nnotes:\n"
    assert told(scenario("when: value < 1.99, say: a", text=text))[0][3] == 0
    assert told(scenario("when: step > 3, say: a", text=text))[0][3] == 0


VARIED = """\
surface: saddle
start: [-1.5, 0.001]
steps: 60
optimizers: [{name: adam, label: "Mine"}, {name: momentum, lr: 0.01, label: "Mine, slow"}]
vary: {lr: [0.001, 0.1, 0.05]}
notes:
"""


def test_in_each_cell_it_has_its_own_step_and_pauses_where_it_comes_first() -> None:
    found = scenario("of: Mine, when: leaves, say: gone", "when: step > 4, say: five", text=VARIED)
    trajectories = run(found)
    assert [each.entry for each in trajectories[:2]] == ["Mine", "Mine, slow"]
    left = {
        each.cell: int(each.left_at[0]) for each in trajectories if each.optimizer == "adam" and each.left_at[0] > 0
    }
    assert set(left) == {1, 2}
    assert left[1] < left[2]
    five = [("five", 5, cell, None, cell == 0) for cell in range(3)]
    assert told(found) == [*five, ("gone", left[1], 1, 0, True), ("gone", left[2], 2, 0, False)]


def test_of_a_varied_optimizer_it_appears_in_its_cell() -> None:
    text = "surface: sphere\nstart: [1, 1]\nsteps: 9\nvary: {optimizer: [sgd, adam]}\nnotes:\n"
    assert told(scenario("of: adam, when: start, say: a", text=text)) == [("a", 0, 1, 0, True)]
    assert told(scenario("when: value < 1.999, say: a", text=text))[-1][4] is False


def test_a_label_that_begins_as_another_is_another() -> None:
    both = scenario('of: "Mine, slow", when: start, say: a', "of: Mine, when: start, say: b", text=VARIED)
    assert {(say, index) for say, _, _, index, _ in told(both)} == {("a", 1), ("b", 0)}


def test_thinned_trajectories_have_multiples() -> None:
    thinned = simulate(optimizer("sgd", lr=0.01), surface("sphere"), (1, 1), 60, every=20)
    (moment,) = moments([Note(when=Condition("step > 20"), say="a")], [thinned])
    assert moment.step == 40


def test_notes_that_never_appear_are_told_with_their_place_and_the_reason() -> None:
    found = scenario(
        'of: adam, when: "value < -500", say: a',
        "of: adam, when: leaves, say: b",
        'of: "Mine, slow", when: leaves, say: c',
        'when: "step > 60", say: d',
        'of: adam, when: "step > 99", say: e',
        f'of: adam, when: "{"value > 1 and " * 10}value < 0", say: f',
    )
    assert never(found) == [
        "f.yaml:6:5: this note never appears: value < -500 never holds for sgd too",
        "f.yaml:8:5: this note never appears: Mine, slow never leaves",
        "f.yaml:9:5: this note never appears: step > 60 never holds; the last step is 60",
        "f.yaml:10:5: this note never appears: step > 99 never holds; the last step is 60",
        f"f.yaml:11:5: this note never appears: {('value > 1 and ' * 10)[:57]}... never holds for sgd too",
    ]


def test_in_small_multiples_it_is_told_where_it_appears_in_none() -> None:
    found = scenario(
        "of: Mine, when: leaves, say: a",
        "of: Mine, when: diverges, say: b",
        "of: adam, when: y > 99, say: c",
        "when: step > 99, say: d",
        text=VARIED,
    )
    assert [message.partition("appears: ")[2] for message in never(found)] == [
        "Mine diverges in none of 3 cells",
        "y > 99 holds for Mine in none of 3 cells",
        "step > 99 never holds; the last step is 60",
    ]


def test_of_several_starts_it_is_told_that_half_or_the_median_never_does() -> None:
    text = SADDLE.replace("[-1.5, 0.001]", "[[-1.5, 0.001], [0.1, 1.2], [0, 0]]")
    found = scenario(
        "of: Mine, when: leaves, say: a", 'of: Mine, when: "value < -500", say: b', text=text.replace(", slow", "")
    )
    assert [message.partition("appears: ")[2] for message in never(found)] == [
        "half of the starts of Mine never leave",
        "value < -500 never holds for the median of Mine",
    ]


def test_a_note_made_in_python_has_a_number_for_a_place() -> None:
    found = scenario("when: start, say: a")
    more = replace(found, notes=(*found.notes, Note(of="nobody", when=Condition("start"), say="b")))
    assert never(more) == ["note 2: this note never appears: no run is called 'nobody'"]


@pytest.mark.parametrize("notes", [(), (Note(when=Condition("start"), say="a"),)])
def test_without_trajectories_there_are_no_moments(notes: tuple[Note, ...]) -> None:
    assert moments(notes, ()) == ()
