"""What lies inside what: groups, the largest holder of a period, chains that add.

Plain arrays in, plain arrays out; nothing here knows what a claim is. Everything is
near linear in the number of rows, and no answer depends on their order as long as
``rank`` (a strict order, 0 first) does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, inf
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Held", "absorbed_by", "components", "heaviest_chain", "holders", "roots"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ROUNDS = 100
"""Absorbers tried in one group. Real groups need a handful; the bound keeps a million
rows that were made to defeat it from taking a day. What is left over stays unabsorbed."""


def components(count: int, one: Ints, other: Ints) -> Ints:
    """Label the parts of a graph of ``count`` nodes; a label is the part's least node."""
    label = np.arange(count, dtype=np.int64)
    while len(one):
        low = np.minimum(label[one], label[other])
        np.minimum.at(label, label[one], low)
        np.minimum.at(label, label[other], low)
        label = roots(label)
        apart = label[one] != label[other]
        one, other = one[apart], other[apart]
    return label


def roots(parent: Ints) -> Ints:
    """Follow ``parent`` to its end, where a node is its own parent.

    A node on a circle (or on the way to one) ends anywhere on the circle.
    """
    reached = parent
    for _ in range(max(1, len(parent).bit_length())):
        further = reached[reached]
        if np.array_equal(further, reached):
            break
        reached = further
    return reached


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that may hold others (``holder``) or lie in them (``inner``), by group.

    ``inner`` rows are looked for among the holders of the same group.
    """

    holder: Ints
    holder_group: Ints
    inner: Ints
    inner_group: Ints


def _first_of_groups(groups: Ints) -> Ints:
    """Positions at which a new group begins; ``groups`` is sorted."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])


def holders(
    held: Held, rank: Ints, start: Floats, inner_start: Floats, end: Floats
) -> Ints:
    """Give each row the best-ranked holder whose period holds its own, or -1.

    ``rank`` must put later ends first. A row never holds itself.
    """
    found = np.full(len(rank), -1, dtype=np.int64)
    if not len(held.holder) or not len(held.inner):
        return found
    by_start = np.lexsort((rank[held.holder], start[held.holder], held.holder_group))
    holder, group = held.holder[by_start], held.holder_group[by_start]
    # One running minimum for all groups: a later group lies below every earlier one.
    size = len(rank) + 1
    lowest = np.minimum.accumulate(rank[holder] - group * size) + group * size
    row_of_rank = np.empty(len(rank), dtype=np.int64)
    row_of_rank[rank] = np.arange(len(rank))
    # Holders of the row's group that start no later than it: the last one of them.
    starts = np.unique(np.r_[start[holder], inner_start[held.inner]])
    place = np.searchsorted(starts, start[holder])
    asked = np.searchsorted(starts, inner_start[held.inner])
    width = len(starts) + 1
    last = (
        np.searchsorted(
            group * width + place, held.inner_group * width + asked, side="right"
        )
        - 1
    )
    fits = last >= 0
    inner, at = held.inner[fits], last[fits]
    same = group[at] == held.inner_group[fits]
    inner, best = inner[same], row_of_rank[lowest[at[same]]]
    right = (end[best] >= end[inner]) & (rank[best] < rank[inner])
    inner, best = inner[right], best[right]
    best_rank = np.full(len(rank), size, dtype=np.int64)
    np.minimum.at(best_rank, inner, rank[best])
    some = best_rank < size
    found[some] = row_of_rank[best_rank[some]]
    return found


def absorbed_by(
    held: Held,
    rank: Ints,
    start: Floats,
    inner_start: Floats,
    end: Floats,
    low: Floats,
    inner_low: Floats,
    high: Floats,
    at_most: Floats,
    stretch: Ints,
) -> Ints:
    """Give each row a holder that is as long and as large as the row, or -1.

    A holder of the same group absorbs a row that ranks behind it if it starts no later
    than ``inner_start`` of the row, ends no earlier, is no less in ``high``, and in
    ``low`` no less than the row's ``inner_low``. A holder that is itself absorbed
    absorbs no more. A row of the same days and ``stretch`` that tells of ``at_most``
    less than the holder's ``low`` disagrees with it, and is not absorbed.
    """
    found = np.full(len(rank), -1, dtype=np.int64)
    order = np.lexsort((rank[held.holder], held.holder_group))
    holder, group = held.holder[order], held.holder_group[order]
    inner, asked = held.inner, held.inner_group
    champion = np.full(
        int(max(group.max(initial=0), asked.max(initial=0))) + 1, -1, np.int64
    )
    for _ in range(ROUNDS):
        first = _first_of_groups(group)
        if not len(first) or not len(inner):
            break
        champion[:] = -1
        champion[group[first]] = holder[first]
        best = champion[asked]
        alive = best >= 0
        inner, asked, best = inner[alive], asked[alive], best[alive]
        fits = (
            (rank[best] < rank[inner])
            & (start[best] <= inner_start[inner])
            & (end[best] >= end[inner])
            & (low[best] >= inner_low[inner])
            & (high[best] >= high[inner])
        )
        fits &= (
            (at_most[inner] >= low[best])
            | (start[inner] > start[best])
            | (end[inner] < end[best])
            | (stretch[inner] != stretch[best])
        )
        rows, by = inner[fits], best[fits]
        least = np.full(len(rank), len(rank), dtype=np.int64) if len(rows) else None
        if least is not None:  # several groups may absorb a row: the best rank does
            np.minimum.at(least, rows, rank[by])
            taken = rank[by] == least[rows]
            found[rows[taken]] = by[taken]
        remaining = np.ones(len(holder), dtype=np.bool_)
        remaining[first] = False
        remaining &= found[holder] < 0
        holder, group = holder[remaining], group[remaining]
        left = found[inner] < 0
        inner, asked = inner[left], asked[left]
    return found


def heaviest_chain(
    group: Ints, start: Floats, end: Floats, weight: Floats, rank: Ints
) -> tuple[float, Ints]:
    """Find the rows of one group, no two sharing a day, that weigh most together.

    Gives the weight and the rows; -inf and none without rows. Weights are not negative.
    """
    if not len(group):
        return -inf, np.zeros(0, dtype=np.int64)
    order = np.lexsort((rank, -weight, start, end, group))
    groups, ends = group[order], end[order]
    days = np.unique(np.r_[end, start])
    width = len(days) + 1
    keys = groups * width + np.searchsorted(days, ends)
    before = np.searchsorted(
        keys, groups * width + np.searchsorted(days, start[order]), side="left"
    )
    base = np.searchsorted(groups, groups, side="left")
    total: list[float] = []
    taken: list[bool] = []
    for i, (weighs, earlier, first) in enumerate(
        zip(weight[order].tolist(), before.tolist(), base.tolist(), strict=True)
    ):
        with_it = weighs + (total[earlier - 1] if earlier > first else 0.0)
        without = total[i - 1] if i > first else -inf
        taken.append(with_it > without)
        total.append(max(with_it, without))
    chains: list[Any] = np.asarray(total)[np.r_[base[1:] != base[:-1], True]].tolist()
    last = np.flatnonzero(np.r_[base[1:] != base[:-1], True])
    at = int(last[int(np.argmax(chains))])
    first = int(base[at])
    rows = []
    while at >= first:
        if taken[at]:
            rows.append(int(order[at]))
            at = int(before[at]) - 1
        else:
            at -= 1
    chosen = np.array(sorted(rows), dtype=np.int64)
    return fsum(weight[chosen].tolist()), chosen
