"""Checking an atlas: every problem of every file, at once.

:func:`check` reads the files of an atlas and lists all problems at once, each with its
file, line, column, value and the nearest right value. It never raises for what a file
holds. The work grows with the number of rows: a column is tested once per value that
stands in it, however often. The rules are in :mod:`geo.cells` (one cell),
:mod:`geo.place_rules` (features) and :mod:`geo.row_rules` (rows together).

Neither pandas nor geopandas is imported. Coordinates are longitude, latitude (WGS 84).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from geo.catalog import (
    CATALOG,
    SHIPPED,
    Layer,
    atlas_root,
    included,
    layer_files,
    read_catalog,
)
from geo.cells import CHOICES, Fault, Known, items, rule_of, unseen_fault
from geo.errors import Problem, shown
from geo.geojson import RawLayer, read_geojson
from geo.place_rules import PATHS, check_layers
from geo.reading import Elsewhere, RawTable, joined, read_table, without_collector
from geo.row_rules import check_rows
from geo.tables import TABLES, Column, Kind, Table

__all__ = ["Contents", "check", "inspect"]

_NEEDED = ("sources", "claims")
"""Tables without which an atlas says nothing; others may be absent."""


@dataclass(frozen=True, slots=True)
class Contents:
    """An atlas as read: raw tables by name, raw layers by id, the catalogue."""

    root: Path
    catalog: tuple[Layer, ...] = ()
    tables: dict[str, RawTable] = field(default_factory=dict)
    layers: dict[str, RawLayer] = field(default_factory=dict)


def check(path: str | Path | None = None) -> list[Problem]:
    """List every problem of the atlas at ``path`` (the shipped one if left out).

    Returns
    -------
    list of Problem
        Sorted by file and line; empty if the atlas holds together.

    Raises
    ------
    NotFoundError
        If ``path`` is no folder with ``data/`` and ``layers/``.
    """
    return inspect(atlas_root(path))[1]


def inspect(root: Path) -> tuple[Contents, list[Problem]]:
    """Read and check the atlas in ``root``: what it holds, and its problems, sorted."""
    with without_collector():
        return _inspect(root)


def _inspect(root: Path) -> tuple[Contents, list[Problem]]:
    problems: list[Problem] = []
    contents = _whole(root, problems, ())
    known = _known(contents)
    for name, raw in contents.tables.items():
        _check_table(TABLES[name], raw, known, problems)
    places = check_layers(contents.layers.values(), known, problems)
    paths = {
        str(feature.properties.get("id")): feature.properties
        for layer in contents.layers.values()
        if layer.file.endswith(f"/{PATHS}")
        for feature in layer.features
    }
    check_rows(contents.tables, paths, known, places, problems)
    _check_credits(contents, known, problems)
    problems = [_at_home(one) for one in problems]
    return contents, sorted(set(problems), key=lambda one: one.key)


def _at_home(problem: Problem) -> Problem:
    """Name the file of an included atlas where the line is one of its lines."""
    if not isinstance(problem.line, Elsewhere):
        return problem
    return replace(problem, file=problem.line.file, line=int(problem.line))


# --- reading --------------------------------------------------------------------------


def _whole(root: Path, problems: list[Problem], above: tuple[Path, ...]) -> Contents:
    """Read an atlas and, before its own rows, those of the atlases that it includes."""
    above = (*above, root.resolve())
    before = len(problems)
    others = included(root, problems)
    bare = bool(others) or len(problems) > before
    own = _read(root, problems, needed=() if bare else _NEEDED)
    for name, folder in reversed(others.items()):
        if folder.resolve() in above:
            message = f"{shown(name)} includes this atlas"
            problems.append(
                Problem(CATALOG, None, "includes", name, message, "take it out")
            )
            continue
        found: list[Problem] = []
        other = _whole(folder, found, above)
        label = folder.name if name != SHIPPED else SHIPPED
        problems += [replace(one, file=f"{label}/{one.file}") for one in found]
        own = _together(_labelled(other, label), own, problems)
    return own


def _labelled(contents: Contents, label: str) -> Contents:
    return Contents(
        contents.root,
        tuple(
            replace(one, line=Elsewhere(one.line or 1, f"{label}/{CATALOG}"))
            for one in contents.catalog
        ),
        {
            name: replace(raw, file=f"{label}/{raw.file}")
            for name, raw in contents.tables.items()
        },
        {
            name: replace(raw, file=f"{label}/{raw.file}")
            for name, raw in contents.layers.items()
        },
    )


def _together(other: Contents, own: Contents, problems: list[Problem]) -> Contents:
    ids = {one.id for one in other.catalog}
    for layer in own.catalog:
        if layer.id in ids:
            message = f"layer {shown(layer.id)} is one of an included atlas"
            problems.append(
                Problem(CATALOG, layer.line, "id", layer.id, message, "rename yours")
            )
    return Contents(
        own.root,
        (*other.catalog, *(one for one in own.catalog if one.id not in ids)),
        {name: joined(raw, own.tables[name]) for name, raw in other.tables.items()},
        {**own.layers, **other.layers},
    )


def _read(root: Path, problems: list[Problem], *, needed: Sequence[str]) -> Contents:
    catalog = read_catalog(root, problems)
    tables: dict[str, RawTable] = {}
    for name, table in TABLES.items():
        file = f"data/{name}.csv"
        path = root / "data" / f"{name}.csv"
        if path.exists():
            tables[name] = read_table(path, file, table.names, problems)
        else:
            if name in needed:
                problems.append(Problem(file, None, "", "", "is missing"))
            tables[name] = RawTable(file, dict.fromkeys(table.names, ()))
    for stem in sorted(one.stem for one in (root / "data").glob("*.csv")):
        if stem not in TABLES:
            near = get_close_matches(stem, list(TABLES), n=1)
            hint = f"did you mean '{near[0]}.csv'?" if near else "take it out"
            problems.append(
                Problem(f"data/{stem}.csv", None, "", "", "is no table", hint)
            )
    ids = {layer.file: layer.id for layer in catalog}
    layers = {
        ids.get(file, file.removesuffix(".geojson")): read_geojson(
            root / "layers" / file, f"layers/{file}", problems
        )
        for file in layer_files(root)
    }
    order = {layer.id: place for place, layer in enumerate(catalog)}
    layers = dict(
        sorted(layers.items(), key=lambda pair: order.get(pair[0], len(order)))
    )
    return Contents(root, catalog, tables, layers)


def _known(contents: Contents) -> Known:
    ids: dict[str, Collection[str]] = {
        name: set(raw.columns["id"]) - {""} for name, raw in contents.tables.items()
    }
    for name in ("site", "path"):
        ids[name] = {
            one
            for layer in contents.layers.values()
            if layer.file.endswith(f"/{PATHS}") == (name == "path")
            for feature in layer.features
            if isinstance(one := feature.properties.get("id"), str)
        }
    gone = contents.tables["withdrawn"].columns
    unsure = {name for name, raw in contents.tables.items() if not raw.whole}
    if not all(layer.whole for layer in contents.layers.values()):
        unsure |= {"site", "path"}
    successors = dict(zip(gone["id"], gone["successor"], strict=True))
    return Known(ids, successors, frozenset(unsure))


# --- cells of tables ------------------------------------------------------------------


def _check_table(
    table: Table, raw: RawTable, known: Known, problems: list[Problem]
) -> None:
    names = set(table.names)
    for column in table.columns:
        cells = raw.columns[column.name]
        faults = _column_faults(table, column, cells, known, raw.has_unseen)
        if faults:
            for cell, line in zip(cells, raw.lines, strict=True):
                for message, hint in faults.get(cell, ()):
                    problems.append(
                        Problem(raw.file, line, column.name, cell, message, hint)
                    )
        if column.kind is Kind.ID:
            _check_unique(raw, column.name, problems)
        if column.name.endswith("_en") and f"{column.name[:-3]}_fr" in names:
            _check_both(table, raw, column.name[:-3], problems)
    if table.name == "vessels":
        _check_unique(raw, "imo", problems)


def _column_faults(
    table: Table, column: Column, cells: Sequence[str], known: Known, has_unseen: bool
) -> dict[str, list[Fault]]:
    """Faults of a column by the cell that has them."""
    choices = CHOICES.get((table.name, column.name))
    test = rule_of(column, known)
    faults: dict[str, list[Fault]] = {}
    if column.required and "" in cells:
        faults[""] = [("is missing", column.about)]
    if test is None and choices is None and not has_unseen:
        return faults
    for cell in set(cells):
        if not cell:
            continue
        found = test(cell) if test else []
        if choices and any(one not in choices for one in items(cell)):
            found = [(f"unknown word {shown(cell)}", f"one of {', '.join(choices)}")]
        if has_unseen:
            found += unseen_fault(cell)
        if found:
            faults[cell] = found
    return faults


def _check_unique(raw: RawTable, name: str, problems: list[Problem]) -> None:
    cells = raw.columns[name]
    if len(set(cells)) == len(cells):
        return
    first: dict[str, int] = {}
    for cell, line in zip(cells, raw.lines, strict=True):
        if cell and first.setdefault(cell, line) != line:
            message = f"{shown(cell)} is used already on line {first[cell]}"
            problems.append(Problem(raw.file, line, name, cell, message))


def _check_both(
    table: Table, raw: RawTable, stem: str, problems: list[Problem]
) -> None:
    columns = {column.name: column for column in table.columns}
    names = (f"{stem}_en", f"{stem}_fr")
    if all(columns[name].required for name in names):
        return  # each is told to be missing by itself
    for en, fr, line in zip(
        *(raw.columns[name] for name in names), raw.lines, strict=True
    ):
        if bool(en) != bool(fr):
            name, lang = (names[1], "French") if en else (names[0], "English")
            problems.append(
                Problem(raw.file, line, name, "", f"is not given in {lang}")
            )


def _check_credits(contents: Contents, known: Known, problems: list[Problem]) -> None:
    for layer in contents.catalog:
        for key in layer.sources:
            for message, hint in known.fault("sources", key):
                problems.append(
                    Problem(CATALOG, layer.line, "sources", key, message, hint)
                )
