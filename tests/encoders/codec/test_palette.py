from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.encoders.codec.palette import CAPACITY, Histogram, Palette, _refine, choose, matted, packed, unpacked

if TYPE_CHECKING:
    from optviz.arrays import Pixels


def random_frame(seed: int, shape: tuple[int, int] = (40, 50)) -> Pixels:
    frame = np.random.default_rng(seed).integers(0, 256, (*shape, 4), dtype=np.uint8)
    frame[..., 3] = 255
    return frame


def flat(*colors: tuple[int, int, int]) -> Pixels:
    return np.array([[(*color, 255) for color in colors]], np.uint8)


def test_packing_is_undone_by_unpacking() -> None:
    frame = random_frame(0)
    assert np.array_equal(unpacked(packed(frame)), frame[..., :3])
    assert np.array_equal(packed(frame[::2, ::-1]), packed(frame[::2, ::-1].copy()))


def test_lookup_is_the_nearest_colour_by_brute_force() -> None:
    palette = choose(random_frame(1), [(1, 2, 3)])
    colors = random_frame(2)[..., :3].reshape(-1, 1, 3).astype(np.int64)
    distances = ((colors - palette.colors.astype(np.int64)) ** 2).sum(axis=-1)
    indices = palette.indices(packed(random_frame(2)).ravel()).astype(int) - 1
    assert np.array_equal(distances[np.arange(len(distances)), indices], distances.min(axis=1))


def test_lookup_does_not_depend_on_what_was_asked_before() -> None:
    asked, fresh = choose(random_frame(1), []), choose(random_frame(1), [])
    for seed in range(3, 6):
        asked.indices(packed(random_frame(seed)))
    assert np.array_equal(asked.indices(packed(random_frame(2))), fresh.indices(packed(random_frame(2))))


def test_exact_colours_survive_in_a_sample_of_other_colours() -> None:
    exact = [(213, 94, 0), (213, 94, 1), (0, 0, 0), (255, 255, 255)]
    palette = choose(random_frame(3), [*exact, *exact])
    assert len(palette.colors) <= CAPACITY
    places = palette.indices(packed(flat(*exact))).ravel()
    assert [tuple(color) for color in palette.table()[places].tolist()] == exact


def test_few_colours_are_all_exact_with_room_for_edges() -> None:
    sample = flat((10, 20, 30), (250, 250, 250), (9, 9, 9))
    palette = choose(sample, [(200, 0, 0)])
    table = palette.table()[palette.indices(packed(sample))]
    assert np.array_equal(table, sample[..., :3])
    half = flat((225, 125, 125))  # an antialiased edge of the exact colour on the second ground
    assert np.abs(palette.table()[palette.indices(packed(half))].astype(int) - half[..., :3]).max() <= 1


def test_colours_are_whole_and_within_range() -> None:
    colors = choose(random_frame(4), [(0, 0, 0)]).colors
    assert np.array_equal(colors, np.rint(colors))
    assert colors.min() >= 0
    assert colors.max() <= 255


def test_invisible_pixels_do_not_cost_entries() -> None:
    sample = random_frame(5)
    sample[:39, :, 3] = 127
    palette = choose(sample, [])
    shown = packed(sample[39:])
    assert np.array_equal(unpacked(shown), palette.table()[palette.indices(shown)])


def test_a_sample_with_nothing_visible_still_gives_the_exact_colours() -> None:
    palette = choose(np.zeros((2, 2, 4), np.uint8), [(1, 2, 3)])
    assert palette.colors[0].tolist() == [1, 2, 3]


def test_spare_entries_serve_colours_that_the_sample_lacks() -> None:
    palette, frame = choose(flat((5, 5, 5)), [(1, 2, 3)]), random_frame(10)
    far = palette.table()[palette.indices(packed(frame))].astype(int) - frame[..., :3]
    assert np.abs(far).max() <= 26


@pytest.mark.parametrize("count", [255, 300])
def test_as_many_exact_colours_as_fit(count: int) -> None:
    exact = [(k % 256, k // 256, 7) for k in range(count)]
    assert choose(random_frame(6), exact).colors.tolist() == [list(color) for color in exact[:CAPACITY]]


def test_more_colours_than_are_weighed_singly() -> None:
    palette = choose(random_frame(7, (200, 200)), [])
    frame = random_frame(8)
    error = palette.table()[palette.indices(packed(frame))].astype(float) - frame[..., :3]
    assert 10 * np.log10(255**2 / (error**2).mean()) > 24


def test_a_few_pixels_far_from_all_others_keep_their_colour() -> None:
    y, x = np.mgrid[0:60, 0:90]
    sample = np.stack([200 + x // 2, 180 + y, 230 - (x + y) // 3, np.full_like(x, 255)], axis=-1).astype(np.uint8)
    sample[20:22, 30:40, :3] = 20
    sample[30, 30:37, :3] = 120
    palette = choose(sample, [(213, 94, 0)], 64)
    missed = palette.table()[palette.indices(packed(sample))].astype(int) - sample[..., :3]
    assert len(palette.colors) == 64
    assert np.abs(missed).max() <= 6
    assert np.abs(missed[20:31, 30:37]).max(axis=-1)[[0, 1, 10]].max() <= 1


def test_a_palette_of_one_colour() -> None:
    assert Palette(np.array([[1, 2, 3]], np.float32)).indices(packed(random_frame(9))).max() == 1


def test_a_mean_that_serves_no_colour_moves_to_one_that_needs_it() -> None:
    colors = np.array([[20, 20, 20], [30, 30, 30]], np.float32)
    means = np.array([[25, 25, 25], [250, 250, 250]], np.float32)
    refined = _refine(colors, np.array([1, 1]), means[:0], means)
    assert sorted(refined.tolist()) == colors.tolist()


def test_half_transparent_pixels_blend_with_the_matte_or_vanish() -> None:
    pixels = np.array([[[10, 20, 30, 255], [0, 0, 0, 102], [0, 0, 0, 64], [9, 9, 9, 63]]], dtype=np.uint8)
    cut = matted(pixels, (255, 205, 155))
    assert cut[0, :3].tolist() == [[10, 20, 30, 255], [153, 123, 93, 255], [191, 154, 116, 255]]
    assert cut[0, 3, 3] == 0


def test_every_sample_has_its_colours() -> None:
    reds, greens = (np.array([[[10 + k, 200, 7, 255] for k in range(s, s + 60)]], np.uint8) for s in (0, 100))
    palette = choose(np.stack([reds, greens]), [(1, 2, 3)])
    for sample in (reds, greens):
        assert np.array_equal(palette.table()[palette.indices(packed(sample))], sample[..., :3])


def test_samples_that_are_alike_count_as_one() -> None:
    frame = random_frame(11)
    assert np.array_equal(choose(np.stack([frame] * 3), []).colors, choose(frame, []).colors)


def histogram(*frames: Pixels) -> Histogram:
    found = Histogram()
    for frame in frames:
        found.add(packed(frame))
    return found


def missed(palette: Palette, *frames: Pixels) -> float:
    """The mean squared error of frames in a palette."""
    numbers, true = packed(np.stack(frames)), np.stack(frames)[..., :3]
    return float(np.square(palette.table()[palette.indices(numbers)].astype(float) - true).mean())


def test_colours_are_counted_over_all_frames() -> None:
    frames = [flat((10, 20, k), (200, k, 9)) for k in range(100)]
    assert missed(histogram(*frames).palette([]), *frames) == 0


def test_there_are_no_more_colours_than_can_be_seen() -> None:
    """A ramp with a rare colour for each common one: the rare ones share."""
    frame = np.repeat(flat(*((k, k, 255) for k in range(256)), *((k, 255, k) for k in range(200))), 9, axis=0)
    ground = np.full((400, frame.shape[1], 4), 255, np.uint8)
    palette = histogram(np.concatenate([frame, ground])).palette([])
    assert len(palette.colors) < 200
    assert missed(palette, np.concatenate([frame, ground])) < 0.02


def test_many_colours_take_the_whole_table() -> None:
    assert len(histogram(random_frame(1)).palette([]).colors) == CAPACITY


def test_counting_very_many_colours_takes_no_more_memory() -> None:
    frames = [random_frame(seed, (300, 300)) for seed in range(6)]
    found = histogram(*frames)
    assert len(found._found) <= 1 << 18
    assert found._counts.sum() == 6 * 300 * 300
    assert missed(found.palette([]), *frames) < 2 * missed(choose(frames[0], []), *frames)


def test_common_colours_stay_however_many_rare_ones_there_are() -> None:
    """As bands of colour under many thousands of pixels that something half covers."""
    bands = np.repeat(flat(*((37 * k % 256, 91 * k % 256, 5 * k) for k in range(40))), 2000, axis=0)
    rare = random_frame(1, (200, 200))
    assert missed(histogram(bands, rare).palette([]), bands) < 2
    both = np.concatenate([bands.reshape(1, -1, 4), rare.reshape(1, -1, 4)], axis=1)
    assert missed(choose(both, []), bands) < 2


def test_exact_colours_stay_exact_after_counting() -> None:
    palette = histogram(random_frame(1)).palette([(1, 2, 3)])
    assert palette.colors[0].tolist() == [1, 2, 3]
