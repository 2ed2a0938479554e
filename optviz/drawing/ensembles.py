"""Ensembles: what is drawn of a run from many starts, and which of them stands for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optviz.arrays import Array
    from optviz.trajectory import Trajectory

Asked: TypeAlias = Literal["auto", "all", "median", "cloud"]
Ensemble: TypeAlias = Literal["all", "median", "cloud"]
"""Every run like any other; all faint and the median one bold; or the heads alone."""

FEW: Final = 25
"""So many runs can be told apart."""
SHARES: Final = ((0.05, 0.95), (0.25, 0.75))
"""The shares of runs between which bands lie, the wider band first."""


def drawn(asked: Asked, starts: int) -> Ensemble:
    """What is drawn of a run from so many starts."""
    if asked == "auto":
        return "all" if starts <= FEW else "median"
    return asked if starts > 1 else "all"


def median_run(trajectory: Trajectory) -> int:
    """The start whose run ends at the median of all last values, the lower one of two; the lost are the worst."""
    lost = (trajectory.left_at >= 0) | (trajectory.diverged_at >= 0)
    return int(np.argsort(np.where(lost, np.inf, trajectory.values[:, -1]), kind="stable")[(len(lost) - 1) // 2])


def worst(trajectory: Trajectory, rows: Array) -> Array:
    """A quantity (S, N+1) that is infinite where a run is lost, or has none."""
    return np.where(trajectory.lost | np.isnan(rows), np.inf, rows)


def quantiles(rows: Array, shares: Iterable[float]) -> list[Array]:
    """For each share the least number of rows (S, N+1) that so many do not exceed, (N+1,); NaN where there is none."""
    known, ordered = (~np.isnan(rows)).sum(axis=0), np.sort(rows, axis=0)
    ranks = (np.maximum(np.ceil(share * known).astype(np.intp) - 1, 0) for share in shares)
    return [np.take_along_axis(ordered, rank[None], axis=0)[0] for rank in ranks]


def have_median(trajectories: Iterable[Trajectory], asked: Asked) -> bool:
    """Whether the median run of any trajectory stands out from its others."""
    return any(drawn(asked, len(each.starts)) == "median" for each in trajectories)


def counted(trajectories: Iterable[Trajectory]) -> str:
    """How many starts each of some trajectories has, in words; empty where there are none."""
    counts = {len(each.starts) for each in trajectories}
    return f"{min(counts)} starts" if len(counts) == 1 else "all starts" if counts else ""
