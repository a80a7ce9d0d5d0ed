"""Rules about rows: what the cells of one row, or several rows, must say together.

Nothing is drawn without a claim, links close no circle, legs join, numbers say what they
count, nobody tells what has happened before it has, no id comes back. Each rule is a
function of the tables; all of them run in one pass over their columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from geo import edtf
from geo.cells import Known, items, number
from geo.errors import Problem, shown
from geo.reading import RawTable
from geo.tables import TABLES

__all__ = ["check_rows"]


def check_rows(
    tables: Mapping[str, RawTable],
    paths: Mapping[str, Mapping[str, Any]],
    known: Known,
    places: Mapping[str, tuple[str, int]],
    problems: list[Problem],
) -> None:
    """Hold the tables to every rule.

    ``paths`` are the properties of the paths by id, ``places`` file and line of every
    feature by id.
    """
    rows = _Rows(tables, paths, problems)
    for rule in _RULES:
        rule(rows)
    _withdrawn(rows, known, places)


class _Rows:
    """The tables, for rules that look at several cells of a row or several rows."""

    def __init__(
        self,
        tables: Mapping[str, RawTable],
        paths: Mapping[str, Mapping[str, Any]],
        problems: list[Problem],
    ) -> None:
        self.tables = tables
        self.paths = paths
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


def _ways(rows: _Rows) -> None:
    """The paths of a leg follow each other, in its mode and its direction."""
    names = ("path", "mode", "origin", "destination")
    for line, cell, mode, origin, destination in rows.columns("legs", *names):
        way = [one for one in items(cell) if one.removeprefix("-") in rows.paths]
        ends: list[tuple[str, str]] = []
        for one in way:
            path = rows.paths[one.removeprefix("-")]
            begin, end = str(path.get("from")), str(path.get("to"))
            ends.append((end, begin) if one.startswith("-") else (begin, end))
            if mode not in (path.get("mode"), "mixed"):
                message = f"path {shown(one)} is no way by {mode}"
                rows.report("legs", line, "path", cell, message)
        for at, ((_, end), (begin, _)) in enumerate(pairwise(ends), start=1):
            if end != begin:
                message = (
                    f"path {shown(way[at])} begins at {begin!r}, "
                    f"but the one before ends at {end!r}"
                )
                hint = "'-' before a path turns it round"
                rows.report("legs", line, "path", cell, message, hint)
        # A path may end at the station of a town, so the ends need not be the same.
        if (
            ends
            and origin != destination
            and (ends[0][0] == destination or ends[-1][1] == origin)
        ):
            message = f"runs from {ends[0][0]!r} to {ends[-1][1]!r}, against the leg"
            hint = "'-' before a path turns it round"
            rows.report("legs", line, "path", cell, message, hint)


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
    _quantities, _counts, _days, _spoken, _sides, _links, _legs, _ways, _claimed,
    _stations,
)  # fmt: skip


def _withdrawn(
    rows: _Rows, known: Known, places: Mapping[str, tuple[str, int]]
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
