"""Every rule about an atlas, and every place that breaks one.

:func:`check` reads the files of an atlas and lists all problems at once, each with its
file, line, column, value and the nearest right value. It never raises for what a file
holds. The work grows with the number of rows: a column is tested once per value that
stands in it, however often.

Neither pandas nor geopandas is imported. Coordinates are longitude, latitude (WGS 84).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from geo import edtf
from geo.catalog import CATALOG, Layer, atlas_root, layer_files, read_catalog
from geo.cells import Country, Fault, Known, countries, items, number, rule_of
from geo.errors import Problem, shown, unseen
from geo.geojson import Feature, RawLayer, positions, read_geojson
from geo.reading import RawTable, read_table, without_collector
from geo.tables import LAYER_PROPERTIES, TABLES, Column, Kind, Table

__all__ = ["Contents", "check", "inspect"]

_NEEDED = (
    "sources",
    "claims",
)  # without these nothing can be said; others may be absent
_PATHS = "paths.geojson"

_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("conflicts", "severity"): ("A", "B", "C"),
    ("conflicts", "kind"): (
        "date", "number", "place", "identity", "stance", "wording", "scope",
    ),
    ("conflicts", "resolution"): ("open", "explained", "superseded"),
    ("events", "date_precision"): (
        "day", "month", "year", "decade", "inferred-year", "undated",
    ),
    ("vessels", "kind"): ("ship", "aircraft", "group of ships", "train"),
    ("indicators", "theme"): ("demand", "supply", "economy"),
    ("layer", "precision"): ("point", "area", "proxy", "unlocated"),
}  # fmt: skip
"""Columns of plain text that hold one of a few words all the same."""


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
    contents = _read(root, problems)
    known = _known(contents)
    for name, raw in contents.tables.items():
        _check_table(TABLES[name], raw, known, problems)
    places = _check_layers(contents, known, problems)
    rows = _Rows(contents.tables, problems)
    for rule in _RULES:
        rule(rows)
    _check_withdrawn(rows, known, places)
    _check_credits(contents, known, problems)
    return contents, sorted(set(problems), key=lambda one: one.key)


# --- reading --------------------------------------------------------------------------


def _read(root: Path, problems: list[Problem]) -> Contents:
    catalog = read_catalog(root, problems)
    tables: dict[str, RawTable] = {}
    for name, table in TABLES.items():
        file = f"data/{name}.csv"
        path = root / "data" / f"{name}.csv"
        if path.exists():
            tables[name] = read_table(path, file, table.names, problems)
        else:
            if name in _NEEDED:
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
            if layer.file.endswith(f"/{_PATHS}") == (name == "path")
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
    choices = _CHOICES.get((table.name, column.name))
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
            found += _unseen_fault(cell)
        if found:
            faults[cell] = found
    return faults


def _unseen_fault(cell: str) -> list[Fault]:
    point = unseen(cell)
    return [(f"holds the invisible character {point}", "take it out")] if point else []


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


# --- layers ---------------------------------------------------------------------------


def _check_credits(contents: Contents, known: Known, problems: list[Problem]) -> None:
    for layer in contents.catalog:
        for key in layer.sources:
            for message, hint in known.fault("sources", key):
                problems.append(
                    Problem(CATALOG, layer.line, "sources", key, message, hint)
                )


def _check_layers(
    contents: Contents, known: Known, problems: list[Problem]
) -> dict[str, tuple[str, int]]:
    """Check every feature; give file and line by id."""
    tests = [(column, rule_of(column, known)) for column in LAYER_PROPERTIES]
    first: dict[str, tuple[str, int]] = {}
    for layer in contents.layers.values():
        for index, feature in enumerate(layer.features):
            report = _reporter(layer, index, problems)
            for name, (message, hint) in _feature_faults(feature, tests):
                report(name, feature.properties.get(name), message, hint)
            key = feature.properties.get("id")
            if isinstance(key, str) and key:
                if key in first:
                    file, line = first[key]
                    report(
                        "id", key, f"{shown(key)} is used already in {file}:{line}", ""
                    )
                else:
                    first[key] = (layer.file, feature.line)
    return first


def _reporter(layer: RawLayer, index: int, problems: list[Problem]) -> Any:
    def report(name: str, value: object, message: str, hint: str) -> None:
        line = layer.line_of(index, name)
        text = "" if value is None else str(value)[:200]
        problems.append(Problem(layer.file, line, name, text, message, hint))

    return report


def _feature_faults(
    feature: Feature, tests: list[tuple[Column, Any]]
) -> Iterator[tuple[str, Fault]]:
    held = {name: _cell(value) for name, value in feature.properties.items()}
    for column, test in tests:
        cell = held.get(column.name, "")
        if not cell:
            if column.required:
                yield column.name, ("is missing", column.about)
            continue
        for fault in test(cell) if test else ():
            yield column.name, fault
        choices = _CHOICES.get(("layer", column.name))
        if choices and cell not in choices:
            yield (
                column.name,
                (f"unknown word {shown(cell)}", f"one of {', '.join(choices)}"),
            )
        if column.kind is Kind.TEXT and not isinstance(
            feature.properties[column.name], str
        ):
            yield (
                column.name,
                (f"{shown(cell)} is no text", "put it in quotation marks"),
            )
    for name, cell in held.items():
        for fault in _unseen_fault(name) + _unseen_fault(cell):
            yield name, fault
    for stem in ("role",):
        en, fr = held.get(f"{stem}_en", ""), held.get(f"{stem}_fr", "")
        if bool(en) != bool(fr):
            name, lang = (f"{stem}_fr", "French") if en else (f"{stem}_en", "English")
            yield name, (f"is not given in {lang}", "")
    if feature.geometry is not None:
        yield from _place_faults(feature.geometry, held)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # 800.0 is how some programs write 800
    return str(value)[:10_000] if not isinstance(value, list | dict) else ""


def _place_faults(
    geometry: dict[str, Any], held: dict[str, str]
) -> Iterator[tuple[str, Fault]]:
    uncertainty = number(held.get("uncertainty_m", ""))
    if uncertainty is None and not held.get("uncertainty_m"):
        yield (
            "uncertainty_m",
            ("is missing", "a place on the map says within how many metres it lies"),
        )
    if uncertainty is not None and uncertainty <= 0:
        yield "uncertainty_m", ("is not above 0", "no place is known exactly")
        uncertainty = None
    points = list(positions(geometry["coordinates"]))
    if geometry["type"] == "Point" and uncertainty is not None:
        allowed = digits(uncertainty)
        most = max(_decimals(one) for one in points[0][:2])
        if most > allowed:
            rounded = [round(one, allowed) for one in points[0][:2]]
            yield (
                "geometry",
                (
                    f"{most} decimals are more than an uncertainty of"
                    f" {uncertainty:.0f} m supports",
                    f"write {rounded}",
                ),
            )
    codes = [code for code in items(held.get("country", "")) if code in countries()]
    if codes:
        margin = max(0.1, (uncertainty or 0) / 100_000)
        boxes = [countries()[code] for code in codes]
        if not any(_meets(box, points, margin) for box in boxes):
            swapped = [(point[1], point[0]) for point in points]
            both = any(_meets(box, swapped, margin) for box in boxes)
            hint = "are they swapped? longitude comes first" if both else ""
            where = shown([points[0][0], points[0][1]])
            names = " and ".join(box["name_en"] for box in boxes)
            yield "geometry", (f"{where} lies outside {names}", hint)


def digits(uncertainty_m: float) -> int:
    """Decimals of a degree that a place known to ``uncertainty_m`` metres supports."""
    for places, below_m in ((5, 50), (4, 500), (3, 5_000), (2, 50_000)):
        if uncertainty_m < below_m:
            return places
    return 1


def _decimals(value: float) -> int:
    text = format(value, "f") if isinstance(value, int) else repr(value)
    if "e-" in text:
        mantissa, _, exponent = text.partition("e-")
        return int(exponent) + len(mantissa.partition(".")[2].rstrip("0"))
    return len(text.partition(".")[2].rstrip("0"))


def _meets(country: Country, points: Iterable[Any], margin: float) -> bool:
    west, south, east, north = country["bbox"]
    width = (east - west) % 360 or 360
    return any(
        south - margin <= lat <= north + margin
        and (lon - west + margin) % 360 <= width + 2 * margin
        for lon, lat, *_ in points
    )


# --- rows against rows ----------------------------------------------------------------


class _Rows:
    """The tables, for rules that look at several cells of a row or several rows."""

    def __init__(self, tables: dict[str, RawTable], problems: list[Problem]) -> None:
        self.tables = tables
        self.problems = problems

    def columns(self, table: str, *names: str) -> Iterator[tuple[Any, ...]]:
        """Row by row: the line, then the cells of the named columns."""
        raw = self.tables[table]
        return zip(raw.lines, *(raw.columns[name] for name in names), strict=True)

    def report(
        self,
        table: str,
        line: int,
        column: str,
        value: str,
        message: str,
        hint: str = "",
    ) -> None:
        file = self.tables[table].file
        self.problems.append(Problem(file, line, column, value, message, hint))


def _quantities(rows: _Rows) -> None:
    names = ("quantity_min", "quantity_max", "unit", "counting", "when", "as_of")
    for line, low, high, unit, counting, when, as_of in rows.columns("claims", *names):
        if not (low or high):
            continue
        for name, cell in (("unit", unit), ("counting", counting)):
            if not cell:
                hint = "a number says what it counts" if name == "counting" else ""
                rows.report(
                    "claims", line, name, "", f"a quantity without {name}", hint
                )
        if not (when or as_of):
            hint = "give when (the period) or as_of (the day it speaks of)"
            rows.report("claims", line, "when", "", "a quantity without a period", hint)
        _order(rows, "claims", line, "quantity_min", low, high)


def _counts(rows: _Rows) -> None:
    for line, low, high, unit in rows.columns(
        "observations", "count_min", "count_max", "unit"
    ):
        if (low or high) and not unit:
            rows.report("observations", line, "unit", "", "a count without unit")
        _order(rows, "observations", line, "count_min", low, high)


def _order(rows: _Rows, table: str, line: int, name: str, low: str, high: str) -> None:
    if not (low and high) or low == high:
        return
    least, most = number(low), number(high)
    if least is not None and most is not None and least > most:
        rows.report(table, line, name, low, f"{low} is more than the most, {high}")


def _days(rows: _Rows) -> None:
    for line, recorded, withdrawn in rows.columns("claims", "recorded", "withdrawn"):
        if withdrawn and withdrawn < recorded:
            message = f"withdrawn before it was recorded ({recorded})"
            rows.report("claims", line, "withdrawn", withdrawn, message)
    for line, when, precision in rows.columns("events", "when", "date_precision"):
        if not when and precision and precision != "undated":
            rows.report(
                "events", line, "when", "", f"is missing, with precision {precision!r}"
            )
        elif when and precision == "undated":
            rows.report(
                "events", line, "date_precision", precision, f"there is a date: {when}"
            )


# What is foreseen, wished for or supposed may well lie after the day of speaking.
_TOLD = ("asserts", "denies", "cannot-confirm")
_BEFORE = ("", "occurred", "received", "ongoing", "past")


def _spoken(rows: _Rows) -> None:
    """Nobody tells what has happened before it has."""
    names = ("when", "as_of", "stance", "state")
    late: dict[tuple[str, str], bool] = {}
    for line, when, as_of, stance, state in rows.columns("claims", *names):
        if not (when and as_of) or stance not in _TOLD or state not in _BEFORE:
            continue
        pair = (when, as_of)
        if pair not in late:
            late[pair] = _after(when, as_of)
        if late[pair]:
            message = f"{when} begins after the speaker spoke, {as_of}"
            rows.report("claims", line, "when", when, message)


def _after(when: str, as_of: str) -> bool:
    if not (edtf.is_valid(when) and edtf.is_valid(as_of)):
        return False
    return edtf.parse(when).earliest_start > edtf.parse(as_of).latest_end


def _sides(rows: _Rows) -> None:
    """A conflict names its claims, and each of them names the conflict."""
    claims, conflicts = rows.tables["claims"], rows.tables["conflicts"]
    if not (claims.whole and conflicts.whole):
        return
    named: dict[str, set[str]] = {}
    for _, key, first, second in rows.columns(
        "conflicts", "id", "claims_1", "claims_2"
    ):
        named[key] = {*items(first), *items(second)} - {""}
    back: dict[str, set[str]] = {key: set() for key in named}
    for line, key, cell in rows.columns("claims", "id", "conflicts"):
        for conflict in items(cell) if cell else ():
            if conflict in named and key not in named[conflict]:
                message = f"conflict {conflict!r} does not name {shown(key)}"
                rows.report("claims", line, "conflicts", cell, message)
            back.setdefault(conflict, set()).add(key)
    known = set(claims.columns["id"])
    for line, key in rows.columns("conflicts", "id"):
        for claim in sorted(named[key] & known - back[key]):
            message = f"claim {claim!r} does not name conflict {shown(key)}"
            rows.report("conflicts", line, "claims_1", claim, message)


def _links(rows: _Rows) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    edges: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for line, claim, kind, other in rows.columns(
        "claim_links", "claim", "kind", "other"
    ):
        if claim and claim == other:
            message = f"claim {shown(claim)} is linked to itself"
            rows.report("claim_links", line, "other", other, message)
            continue
        before = seen.setdefault((claim, kind, other), line)
        if before != line:
            message = f"the same link stands on line {before}"
            rows.report("claim_links", line, "other", other, message)
        if kind in ("part_of", "supersedes", "derived_from", "repeats"):
            edges[kind].append((claim, other, line))
    for kind, links in edges.items():
        for claim, other, line in _in_circle(links):
            message = f"{claim!r} {kind} {other!r} closes a circle"
            rows.report(
                "claim_links", line, "other", other, message, "it would contain itself"
            )


def _in_circle(links: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Links that lie on a circle (or between two): peel off both kinds of ends."""
    turned = [(end, begin, line) for begin, end, line in _peeled(links)]
    return [(end, begin, line) for begin, end, line in _peeled(turned)]


def _peeled(links: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    into: dict[str, list[str]] = defaultdict(list)
    left = Counter(begin for begin, _, _ in links)
    for begin, end, _ in links:
        into[end].append(begin)
    ends = [end for end in into if not left[end]]
    while ends:
        for begin in into[ends.pop()]:
            left[begin] -= 1
            if not left[begin]:
                ends.append(begin)
    return [link for link in links if left[link[0]] and left[link[1]]]


def _legs(rows: _Rows) -> None:
    flows = {
        key: (origin, destination)
        for _, key, origin, destination in rows.columns(
            "flows", "id", "origin", "destination"
        )
    }
    legs: dict[str, list[tuple[int, int, str, str, str]]] = defaultdict(list)
    numbers: dict[tuple[str, str], int] = {}
    names = ("flow", "seq", "id", "origin", "destination")
    for line, flow, seq, key, origin, destination in rows.columns("legs", *names):
        before = numbers.setdefault((flow, seq), line)
        if before != line:
            message = f"seq {seq} of flow {shown(flow)} stands on line {before} already"
            rows.report("legs", line, "seq", seq, message)
        elif number(seq) is not None:
            legs[flow].append((int(float(seq)), line, key, origin, destination))
    for flow, stops in legs.items():
        stops.sort()
        _joined(rows, flow, stops, *flows.get(flow, ("", "")))
    with_legs = {flow for flow, _ in numbers}
    if not rows.tables["legs"].whole:
        return
    for line, key in rows.columns("flows", "id"):
        if key and key not in with_legs:
            rows.report("flows", line, "id", key, "has no leg", "add one to legs.csv")


def _joined(
    rows: _Rows,
    flow: str,
    stops: list[tuple[int, int, str, str, str]],
    begin: str,
    end: str,
) -> None:
    """Each leg goes on from one before, or forks from or merges with the one before."""
    if stops[0][0] != 1:
        rows.report(
            "legs", stops[0][1], "seq", str(stops[0][0]), "the first leg is not 1"
        )
    origins = [origin for *_, origin, _ in stops]
    destinations = [destination for *_, destination in stops]
    line = stops[0][1]
    if begin and "" not in origins and begin not in origins:
        message = f"no leg of {flow!r} begins where the flow does, at {begin!r}"
        rows.report("legs", line, "origin", origins[0], message)
    if end and "" not in destinations and end not in destinations:
        message = f"no leg of {flow!r} ends where the flow does, at {end!r}"
        rows.report("legs", stops[-1][1], "destination", destinations[-1], message)
    for last, (_, line, _, origin, destination) in pairwise(stops):
        _, _, last_key, last_origin, last_destination = last
        joins = (
            origin in ("", last_destination, last_origin)
            or destination == last_destination
            or last_destination == ""
        )
        if not joins:
            rows.report(
                "legs", line, "origin", origin,
                f"does not join leg {last_key!r}, which ends at {last_destination!r}",
            )  # fmt: skip


def _claimed(rows: _Rows) -> None:
    """Nothing is drawn without a claim about it."""
    if not rows.tables["claims"].whole:
        return
    cells = Counter(
        about
        for _, about, withdrawn in rows.columns("claims", "about", "withdrawn")
        if about and not withdrawn
    )
    about = {item for cell in cells for item in items(cell)}
    for table in ("flows", "events"):
        kind = table.removesuffix("s")
        for line, key in rows.columns(table, "id"):
            if key and f"{kind}:{key}" not in about:
                hint = (
                    f"name {kind}:{key} in the 'about' of a claim, or take the row out"
                )
                rows.report(
                    table,
                    line,
                    "id",
                    key,
                    f"no claim is about {kind} {shown(key)}",
                    hint,
                )
    legs = list(rows.columns("legs", "id", "flow", "status"))
    of_flow = Counter(flow for _, _, flow, _ in legs)
    for line, key, flow, status in legs:
        # A claim about a flow is about its only leg, and is all a schematic leg can have.
        through_flow = of_flow[flow] == 1 or status == "schematic"
        if (
            key
            and f"leg:{key}" not in about
            and not (through_flow and f"flow:{flow}" in about)
        ):
            hint = f"name leg:{key} in the 'about' of a claim, or take the row out"
            rows.report(
                "legs", line, "id", key, f"no claim is about leg {shown(key)}", hint
            )


def _stations(rows: _Rows) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line, railway, seq, lon, lat in rows.columns(
        "rail_stations", "line", "seq", "lon", "lat"
    ):
        before = seen.setdefault((railway, seq), line)
        if before != line:
            message = (
                f"seq {seq} of line {shown(railway)} stands on line {before} already"
            )
            rows.report("rail_stations", line, "seq", seq, message)
        east, north = number(lon), number(lat)
        if east is None or north is None:
            continue
        if abs(north) > 90 or abs(east) > 180:
            swapped = abs(east) <= 90 and abs(north) <= 180
            hint = "are they swapped? lon is degrees east" if swapped else ""
            message = f"({lon}, {lat}) lies outside longitude ±180, latitude ±90"
            rows.report("rail_stations", line, "lat", lat, message, hint)


_RULES = (
    _quantities, _counts, _days, _spoken, _sides, _links, _legs, _claimed, _stations,
)  # fmt: skip


def _check_withdrawn(
    rows: _Rows, known: Known, places: dict[str, tuple[str, int]]
) -> None:
    gone: dict[str, str] = {}
    for line, key, day, successor in rows.columns(
        "withdrawn", "id", "date", "successor"
    ):
        gone[key] = day
        if successor:
            homes = [name for name, ids in known.ids.items() if successor in ids]
            if not [name for name in homes if name != "withdrawn"]:
                message = f"unknown successor {shown(successor)}"
                rows.report("withdrawn", line, "successor", successor, message)
    for name in TABLES:
        if name == "withdrawn":
            continue
        raw = rows.tables[name]
        days = raw.columns.get("withdrawn") or ("",) * len(raw)
        if not gone and not any(days):
            continue
        for line, key, day in zip(raw.lines, raw.columns["id"], days, strict=True):
            if key in gone and not day:
                message = f"{shown(key)} was withdrawn on {gone[key]}; ids are never used again"
                rows.report(name, line, "id", key, message)
            elif day and key not in gone:
                message = f"{shown(key)} is withdrawn, but not in withdrawn.csv"
                rows.report(name, line, "withdrawn", day, message)
    for key, (file, line) in places.items():
        if key in gone:
            message = (
                f"{shown(key)} was withdrawn on {gone[key]}; ids are never used again"
            )
            rows.problems.append(Problem(file, line, "id", key, message))
