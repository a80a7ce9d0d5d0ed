"""What changed between two states of an atlas, row by row and cell by cell.

::

    old, new = load("v0.1.0"), load("my-atlas")     # geo.snapshot
    print(as_text(diff(old, new)))                  # geo.changes
    removed(old, new)                               # problems

An id is never used again. A row that goes leaves a tombstone in ``data/withdrawn.csv``
with its date, reason and successor; a claim may also stay, with its day in the column
``withdrawn``. :func:`removed` finds rows that went without one, and ids that now stand
for something else. *Something else* is decided by :data:`IDENTITY`: what a row names
may be corrected cell by cell, but at least one cell that tells what it is has to stay.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import compress

from geo.cells import items
from geo.errors import ChoiceError, Problem, shown
from geo.snapshot import TOMBSTONES, Rows, Snapshot, in_order
from geo.tables import TABLES, Kind

__all__ = [
    "IDENTITY",
    "Cell",
    "Change",
    "ChangeKind",
    "Diff",
    "Tombstone",
    "diff",
    "removed",
]


class ChangeKind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    """Gone without a tombstone: a fault."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that differs. Empty text is an empty cell, or none."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Why an id is no longer in use."""

    date: str
    reason_en: str
    reason_fr: str
    successor: str

    def reason(self, lang: str = "en") -> str:
        """Reason in ``lang`` (``en`` or ``fr``)."""
        return self.reason_fr if lang == "fr" else self.reason_en


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one row."""

    kind: ChangeKind
    table: str
    id: str
    columns: tuple[str, ...] = field(repr=False)
    before: tuple[str, ...] | None = field(repr=False)
    """Cells of the older row; ``None`` if there was none."""
    after: tuple[str, ...] | None = field(repr=False)
    """Cells of the newer row; ``None`` if there is none."""
    tombstone: Tombstone | None = None
    reused: bool = False
    """Whether the id now stands for something else: a fault."""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that differs, in the order of the columns."""
        blank = ("",) * len(self.columns)
        pairs = zip(
            self.columns, self.before or blank, self.after or blank, strict=True
        )
        return tuple(Cell(*one) for one in pairs if one[1] != one[2])

    @property
    def row(self) -> dict[str, str]:
        """Cells of the newer row; of the older one if there is no newer."""
        cells = self.after if self.after is not None else self.before or ()
        return dict(zip(self.columns, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs between two states, in a fixed order."""

    old: Snapshot
    new: Snapshot
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def counts(self) -> dict[str, dict[str, int]]:
        """Number of changes by table and kind, tables without any left out."""
        found: dict[str, Counter[str]] = {}
        for change in self.changes:
            found.setdefault(change.table, Counter())[str(change.kind)] += 1
        return {
            table: {str(kind): of[kind] for kind in ChangeKind if of[kind]}
            for table, of in found.items()
        }


# --- comparing ------------------------------------------------------------------------


def diff(old: Snapshot, new: Snapshot) -> Diff:
    """List what differs between ``old`` and ``new``: by table, kind and id.

    Raises
    ------
    ChoiceError
        If one of the two is a list of ids without rows.
    """
    for one in (old, new):
        if not one.whole:
            raise ChoiceError(
                f"{one.label}: lists ids only, so nothing can be compared with it cell"
                " by cell; name a folder, a built site or a git ref"
            )
    tombstones = _tombstones(new)
    renamed = {key: one.successor for key, one in tombstones.items() if one.successor}
    changes: list[Change] = []
    for table in in_order({*old.tables, *new.tables}):
        found = _compare(table, old, new, tombstones, renamed)
        if table == TOMBSTONES:
            told = {change.id for change in changes if change.tombstone}
            found = [one for one in found if one.id not in told or one.before]
        order = list(ChangeKind)
        found.sort(key=lambda one: (order.index(one.kind), _natural(one.id)))
        changes += found
    return Diff(old, new, tuple(changes))


def _natural(key: str) -> tuple[list[tuple[int, str]], str]:
    """Sort M9 before M10."""
    parts = re.split("([0-9]+)", key[:200])
    return [(int(one), "") if one.isdigit() else (0, one) for one in parts], key


def _tombstones(snapshot: Snapshot) -> dict[str, Tombstone]:
    rows = snapshot.rows(TOMBSTONES)
    blank = ("",) * len(rows.files)
    columns = [
        rows.columns.get(name, blank)
        for name in ("date", "reason_en", "reason_fr", "successor")
    ]
    return {
        key: Tombstone(*(column[at] for column in columns))
        for key, at in rows.where.items()
    }


def _compare(
    table: str,
    old: Snapshot,
    new: Snapshot,
    tombstones: Mapping[str, Tombstone],
    renamed: Mapping[str, str],
) -> list[Change]:
    before, after = old.rows(table), new.rows(table)
    names = tuple(dict.fromkeys([*after.columns, *before.columns]))
    changes: list[Change] = []

    def note(kind: ChangeKind, key: str, *, reused: bool = False) -> None:
        told = tombstones.get(key) if table != TOMBSTONES else None
        stays = key in after.where and not _at(after, "withdrawn", key)
        changes.append(
            Change(
                kind, table, key, names,
                _cells(before, names, key), _cells(after, names, key),
                None if stays else told, reused,
            )
        )  # fmt: skip

    for key in after.where:
        if key not in before.where:
            note(ChangeKind.ADDED, key)
    for key in before.where:
        if key not in after.where:
            gone = key in tombstones and table != TOMBSTONES
            note(ChangeKind.WITHDRAWN if gone else ChangeKind.REMOVED, key)
    for key in _differing(before, after, names):
        newly = _at(after, "withdrawn", key) and not _at(before, "withdrawn", key)
        note(
            ChangeKind.WITHDRAWN if newly else ChangeKind.CHANGED,
            key,
            reused=bool(_broken(table, before, after, key, renamed)),
        )
    return changes


def _at(rows: Rows, name: str, key: str) -> str:
    column = rows.columns.get(name)
    return column[rows.where[key]] if column is not None else ""


def _cells(rows: Rows, names: tuple[str, ...], key: str) -> tuple[str, ...] | None:
    at = rows.where.get(key)
    if at is None:
        return None
    return tuple(
        column[at] if (column := rows.columns.get(name)) is not None else ""
        for name in names
    )


def _differing(before: Rows, after: Rows, names: Iterable[str]) -> list[str]:
    """Ids of rows in both that differ somewhere: column by column, in C."""
    keys = [key for key in after.where if key in before.where]
    if not keys:
        return []
    places = [_places(rows, keys) for rows in (before, after)]
    blank = ("",) * len(keys)
    found: set[int] = set()
    for name in names:
        pair = [
            blank if name not in rows.columns else _pick(rows.columns[name], at)
            for rows, at in zip((before, after), places, strict=True)
        ]
        found.update(compress(range(len(keys)), map(operator.ne, *pair)))
    return [keys[at] for at in sorted(found)]


def _places(rows: Rows, keys: list[str]) -> list[int] | None:
    """Positions of ``keys``; ``None`` if they are all rows in their order."""
    places = [rows.where[key] for key in keys]
    return None if places == list(range(len(rows.files))) else places


def _pick(column: Sequence[str], places: list[int] | None) -> Sequence[str]:
    return column if places is None else [column[at] for at in places]


# --- ids that are never used again ----------------------------------------------------

IDENTITY: dict[str, tuple[tuple[tuple[str, ...], ...], ...]] = {
    "sources": (
        (("title",), ("url",), ("url_as_given",), ("sha256",), ("publisher", "published")),
    ),
    "claims": (
        (("source",), ("attributed_to",), ("speakers",)),
        (("locator",), ("about",), ("summary_en",), ("summary_fr",)),
    ),
    "claim_links": ((("claim",), ("other",)),),
    "conflicts": ((("title_en",), ("title_fr",), ("claims_1",), ("claims_2",)),),
    "systems": ((("title_en",), ("title_fr",)),),
    "flows": ((("title_en",), ("title_fr",), ("origin", "destination")),),
    "legs": ((("flow",), ("origin", "destination")),),
    "vessels": ((("name",), ("imo",), ("mmsi",)),),
    "vessel_details": ((("vessel",), ("value",)),),
    "observations": (
        (("source", "locator"), ("site", "when"), ("object_as_printed",)),
    ),
    "events": ((("title_en",), ("title_fr",), ("when", "kind"), ("site", "kind")),),
    "actors": ((("name",), ("as_printed",), ("founding_id",)),),
    "indicators": ((("title_en",), ("title_fr",), ("area", "unit")),),
    "rail_distances": (
        (("origin_name", "destination_name"), ("origin", "destination")),
    ),
    "rail_stations": ((("station",), ("site",), ("lon", "lat")),),
    "sites": (
        (
            ("name_en",), ("name_fr",), ("wikidata",), ("geonames",), ("locode",),
            ("geometry",),
        ),
    ),
    "paths": ((("name_en",), ("name_fr",), ("geometry",)),),
}  # fmt: skip
"""What tells that an id still stands for the same thing, by table.

Each table has one group of facets, claims have two; a facet is one column or several
together. An id stands for the same thing as long as *every* group keeps *one* facet
that was filled in before. So a claim may get another source (it was read elsewhere) or
another speaker (the name was wrong), but not both at once; and of its place in the
source, its subject and its words, one has to stay. Of a column with several items
(``about``, ``speakers``), one shared item is enough. Ids that a tombstone replaces by a
successor count as the same. Whoever changes more withdraws the row and adds another.
"""

_SEVERAL = (Kind.REFS, Kind.ABOUT, Kind.WORDS)


def removed(old: Snapshot, new: Snapshot) -> list[Problem]:
    """Find rows of ``old`` that ``new`` lost without a tombstone, and ids used again.

    The problems name the files of ``new``. With ``old`` a list of ids, ids used again
    for something else cannot be found, only lost ones.

    Raises
    ------
    ChoiceError
        If ``new`` is a list of ids without rows.
    """
    if not new.whole:
        raise ChoiceError(f"{new.label}: lists ids only; name the folder of the atlas")
    tombstones = _tombstones(new)
    renamed = {key: one.successor for key, one in tombstones.items() if one.successor}
    problems: list[Problem] = []
    for table, before in old.tables.items():
        after = new.rows(table)
        for key, at in before.where.items():
            if key in after.where:
                continue
            if table == TOMBSTONES:
                file, hint = "data/withdrawn.csv", "bring the row back"
                message = f"the tombstone of {shown(key)} is gone"
            elif key in tombstones:
                continue
            else:
                file = before.files[at]
                message = f"{shown(key)} is gone without a tombstone"
                hint = (
                    "bring the row back, or add its id to data/withdrawn.csv with the"
                    " date and the reason"
                )
            problems.append(Problem(file, None, "id", key, message, hint))
        if not old.whole:
            continue
        names = dict.fromkeys(
            name
            for group in IDENTITY.get(table, ())
            for facet in group
            for name in facet
        )
        for key in _differing(before, after, names):
            broken = _broken(table, before, after, key, renamed)
            if broken:
                at = after.where[key]
                told = "; ".join(
                    f"{name} was {shown(was)}, is {shown(now)}"
                    for name, was, now in broken
                )
                problems.append(
                    Problem(
                        after.files[at], after.lines[at], "id", key,
                        f"{shown(key)} stands for something else than before ({told})",
                        "ids are never used again: withdraw this one and add a row",
                    )
                )  # fmt: skip
    return sorted(problems, key=lambda one: one.key)


def _broken(
    table: str, before: Rows, after: Rows, key: str, renamed: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Cells of a group of which nothing stayed, as (column, before, after)."""
    for group in IDENTITY.get(table, ()):
        verdicts = [_kept(table, facet, before, after, key, renamed) for facet in group]
        if False in verdicts and True not in verdicts:
            return [
                (name, was, _get(after, name, key))
                for facet in group
                for name in facet
                if (was := _get(before, name, key))
            ]
    return []


def _get(rows: Rows, name: str, key: str) -> str:
    return _at(rows, name, key) if key in rows.where else ""


def _kept(
    table: str,
    facet: tuple[str, ...],
    before: Rows,
    after: Rows,
    key: str,
    renamed: Mapping[str, str],
) -> bool | None:
    """Whether a facet stayed; ``None`` if it told nothing before."""
    was = [_get(before, name, key) for name in facet]
    now = [_get(after, name, key) for name in facet]
    if not all(was):
        return None
    if len(facet) == 1 and facet[0] in _several(table):
        return not set(map(_folded, items(now[0]))).isdisjoint(
            _folded(_current(one, renamed)) for one in items(was[0])
        )
    return [_folded(_current(one, renamed)) for one in was] == [*map(_folded, now)]


def _several(table: str) -> set[str]:
    known = TABLES.get(table)
    return (
        {one.name for one in known.columns if one.kind in _SEVERAL} if known else set()
    )


def _current(item: str, renamed: Mapping[str, str]) -> str:
    """Name by which an id goes now: its last successor."""
    kind, colon, key = item.rpartition(":")
    for _ in range(len(renamed)):
        if key not in renamed:
            break
        key = renamed[key]
    return f"{kind}{colon}{key}"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
