"""What a figure says of the samples that its runs see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.oracle import GradientOptions
    from optviz.scenario.cells import Cell


def sampling(cells: Sequence[Cell], usual: GradientOptions) -> Iterator[str]:
    """How many samples there are, in batches of which sizes they come, and in which order.

    Args: usual: the scenario's gradients, where a run has none of its own.
    """
    pairs = [(cell.surface.samples, run.options(usual)) for cell in cells for run in cell.runs if cell.surface.samples]
    if not pairs:
        return
    counts = sorted({samples for samples, _ in pairs})
    found = f"{_listed(counts)} sample{'s' if counts[-1] > 1 else ''}"
    if all(options.batch is None for _, options in pairs):
        yield found
        return
    sizes = sorted({options.batch or samples for samples, options in pairs})
    orders = dict.fromkeys(options.order for samples, options in pairs if (options.batch or samples) < samples)
    yield ", ".join([f"batches of {_listed(sizes)} of {found}", *filter(None, [_listed(orders)])])


def _listed(items: Iterable[object]) -> str:
    """Items in words: 1, 8 or 32."""
    *most, last = [*map(str, items)] or [""]
    return " or ".join([", ".join(most), last]) if most else last
