"""Reading the layers of an atlas: GeoJSON held to RFC 7946.

:func:`read_geojson` never raises for what a file holds; it appends every problem to a
list. Nothing here knows what a site is. Coordinates are longitude, latitude in degrees
(WGS 84).
"""

from __future__ import annotations

import json
import math
import re
import reprlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from geo.errors import Problem, os_words, shown

__all__ = ["Feature", "RawLayer", "positions", "read_geojson"]

_LARGEST_FILE = 100_000_000  # bytes
_Report = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Feature:
    """One GeoJSON feature: its line, geometry (``None``: nowhere) and properties."""

    line: int
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RawLayer:
    """One GeoJSON file: its features, and its text to find lines in."""

    file: str
    features: list[Feature] = field(default_factory=list)
    text: str = ""
    offsets: list[int] = field(default_factory=list)
    """Where in the text each feature begins."""
    whole: bool = True
    """Whether the file could be read; if not, an id that is not here may exist."""

    def line_of(self, index: int, name: str) -> int:
        """Line of property ``name`` of feature ``index``; else of the feature."""
        if index >= len(self.offsets):
            return self.features[index].line if index < len(self.features) else 1
        start = self.offsets[index]
        end = (
            self.offsets[index + 1] if index + 1 < len(self.offsets) else len(self.text)
        )
        found = self.text.find(json.dumps(name, ensure_ascii=False) + ":", start, end)
        line = self.features[index].line
        return line if found < 0 else line + self.text.count("\n", start, found)


def _brief(value: object) -> str:
    """Give a value as short text, however long or deep it is."""
    return value[:200] if isinstance(value, str) else reprlib.repr(value)


class _Constant(float):
    """NaN or Infinity, which JSON does not have."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        made["\0twice"] = next(name for name in names if names.count(name) > 1)
    return made


def _integer(digits: str) -> int | float:
    # Python refuses to read integers of thousands of digits, with a ValueError.
    return int(digits) if len(digits) < 400 else math.inf


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=lambda name: _Constant(name.replace("Infinity", "inf")),
    parse_int=_integer,
)
_BLANK = re.compile(r"[ \t\r\n]*")


def read_geojson(path: Path, file: str, problems: list[Problem]) -> RawLayer:
    """Read one GeoJSON feature collection and hold it to RFC 7946.

    Geometry that breaks a rule comes back as ``None``, so that it is reported once.
    """

    def report(
        line: int | None, column: str, value: object, message: str, hint: str = ""
    ) -> None:
        problems.append(Problem(file, line, column, _brief(value), message, hint))

    try:
        if path.stat().st_size > _LARGEST_FILE:
            report(None, "", "", f"is larger than {_LARGEST_FILE // 1_000_000} MB")
            return RawLayer(file, whole=False)
        data = path.read_bytes()
    except OSError as error:
        report(None, "", "", f"cannot be read: {os_words(error)}")
        return RawLayer(file, whole=False)
    if data.startswith(b"\xef\xbb\xbf"):
        report(
            1, "", "", "begins with a byte order mark", "save it as UTF-8 without BOM"
        )
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = data[error.start]
        message = f"is not UTF-8: byte 0x{byte:02x} at offset {error.start}"
        report(line, "", f"0x{byte:02x}", message, "save it as UTF-8")
        return RawLayer(file, whole=False)
    if not text.strip():
        report(None, "", "", "is empty", "a layer is a GeoJSON FeatureCollection")
        return RawLayer(file, whole=False)
    try:
        members, elements, offsets = _collection(text)
    except json.JSONDecodeError as error:
        report(
            error.lineno, "", "", f"is no JSON: {error.msg[0].lower()}{error.msg[1:]}"
        )
        return RawLayer(file, whole=False)
    except RecursionError:
        report(None, "", "", "is nested too deep to be GeoJSON")
        return RawLayer(file, whole=False)
    _members(members, report)
    if elements is None:
        return RawLayer(file, whole=False)
    lines = _lines(text, offsets)
    features = [
        _feature(element, line, report)
        for element, line in zip(elements, lines, strict=True)
    ]
    return RawLayer(file, features, text, offsets)


def _lines(text: str, offsets: Sequence[int]) -> list[int]:
    lines: list[int] = []
    line, last = 1, 0
    for offset in offsets:
        line += text.count("\n", last, offset)
        last = offset
        lines.append(line)
    return lines


def _collection(text: str) -> tuple[Any, list[Any] | None, list[int]]:
    """Parse the outer object by hand, to know where each feature begins."""

    def skip(position: int) -> int:
        return _BLANK.match(text, position).end()  # type: ignore[union-attr]

    def value(position: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(text, position)
        except json.JSONDecodeError:
            raise
        except ValueError as error:  # a number too long for Python
            raise json.JSONDecodeError(str(error), text, position) from error

    at = skip(0)
    if text[at : at + 1] != "{":
        whole, end = value(at)
        _expect_end(text, skip(end))
        return whole, None, []
    pairs: list[tuple[str, Any]] = []
    elements: list[Any] | None = None
    offsets: list[int] = []
    at = skip(at + 1)
    while text[at : at + 1] != "}":
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting a name in double quotes", text, at)
        name, at = value(at)
        at = skip(at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':'", text, at)
        at = skip(at + 1)
        if name == "features" and text[at : at + 1] == "[" and elements is None:
            elements = []
            at = skip(at + 1)
            while text[at : at + 1] != "]":
                offsets.append(at)
                element, at = value(at)
                elements.append(element)
                at = skip(at)
                if text[at : at + 1] == ",":
                    at = skip(at + 1)
                    if text[at : at + 1] == "]":
                        raise json.JSONDecodeError("a comma too many", text, at)
                elif text[at : at + 1] != "]":
                    raise json.JSONDecodeError("Expecting ',' or ']'", text, at)
            at = skip(at + 1)
            pairs.append((name, ...))
        else:
            held, at = value(at)
            at = skip(at)
            pairs.append((name, held))
        if text[at : at + 1] == ",":
            at = skip(at + 1)
            if text[at : at + 1] == "}":
                raise json.JSONDecodeError("a comma too many", text, at)
        elif text[at : at + 1] != "}":
            raise json.JSONDecodeError("Expecting ',' or '}'", text, at)
    _expect_end(text, skip(at + 1))
    return _object(pairs), elements, offsets


def _expect_end(text: str, at: int) -> None:
    if at != len(text):
        raise json.JSONDecodeError("text stands behind the end", text, at)


def _members(members: Any, report: _Report) -> None:
    if not isinstance(members, dict):
        report(1, "", "", "is no GeoJSON object", "a layer is a FeatureCollection")
        return
    if members.get("type") != "FeatureCollection":
        kind = members.get("type")
        report(
            1,
            "type",
            kind,
            f"type is {shown(_brief(kind))}",
            "a layer is a FeatureCollection",
        )
    if "\0twice" in members:
        name = members["\0twice"]
        report(None, name, name, f"member {shown(name)} stands twice")
    if "features" not in members:
        report(1, "features", "", "member 'features' is missing")
    elif members["features"] is not ...:
        report(1, "features", members["features"], "member 'features' is no list")
    if "crs" in members:
        report(
            None, "crs", members["crs"], "member 'crs' is not allowed (RFC 7946)",
            "take it out; coordinates are WGS 84 longitude, latitude",
        )  # fmt: skip
    if "bbox" in members:
        why = _bbox_fault(members["bbox"])
        if why:
            report(
                None,
                "bbox",
                members["bbox"],
                f"bbox {why}",
                "[west, south, east, north]",
            )


def _bbox_fault(box: Any) -> str:
    if not isinstance(box, list) or len(box) not in (4, 6):
        return "is no list of four numbers"
    if not all(_is_number(one) for one in box):
        return "holds something that is no number"
    half = len(box) // 2
    west, south, east, north = box[0], box[1], box[half], box[half + 1]
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        return "has a longitude outside -180 to 180"
    if not (-90 <= south <= north <= 90):
        return "has latitudes outside -90 to 90 or south above north"
    return ""


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and not isinstance(value, _Constant)
        and math.isfinite(value)
    )


def _feature(element: Any, line: int, report: _Report) -> Feature:
    if not isinstance(element, dict):
        report(line, "", element, "a feature is no object")
        return Feature(line, None, {})
    if element.get("type") != "Feature":
        report(line, "type", element.get("type"), "type is not 'Feature'")
    for part in (element, element.get("properties"), element.get("geometry")):
        if isinstance(part, dict) and "\0twice" in part:
            name = part.pop("\0twice")
            report(line, name, name, f"member {shown(name)} stands twice")
    properties = element.get("properties")
    if not isinstance(properties, dict):
        report(line, "properties", properties, "member 'properties' is no object")
        properties = {}
    if "crs" in element:
        report(line, "crs", element["crs"], "member 'crs' is not allowed (RFC 7946)")
    if "bbox" in element and (why := _bbox_fault(element["bbox"])):
        report(
            line, "bbox", element["bbox"], f"bbox {why}", "[west, south, east, north]"
        )
    own = element.get("id")
    if own is not None and own != properties.get("id"):
        report(
            line, "id", own, f"the feature's id {shown(_brief(own))} is not its property 'id'",
            "both are the same, or the first is left out",
        )  # fmt: skip
    for name, held in properties.items():
        if isinstance(held, dict | list):
            report(
                line,
                name,
                held,
                "holds a list or object",
                "properties are plain values",
            )
        elif isinstance(held, float) and not math.isfinite(held):
            report(line, name, held, f"holds {held}, which JSON does not have")
    if "geometry" not in element:
        report(
            line, "geometry", "", "member 'geometry' is missing", "null means nowhere"
        )
        return Feature(line, None, properties)
    geometry = element["geometry"]
    if geometry is None:
        return Feature(line, None, properties)
    faults: list[tuple[object, str, str]] = []
    _geometry(geometry, faults)
    for value, message, hint in faults[:5]:  # a broken line breaks at every vertex
        report(line, "geometry", value, message, hint)
    return Feature(line, None if faults else geometry, properties)


_SHAPES = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_Faults = list[tuple[object, str, str]]


def _geometry(geometry: Any, faults: _Faults) -> None:
    if not isinstance(geometry, dict):
        faults.append((geometry, "geometry is no object", "null means nowhere"))
        return
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        faults.append(
            (kind, "GeometryCollection is not read", "make one feature of each")
        )
        return
    if not isinstance(kind, str) or kind not in _SHAPES:
        near = get_close_matches(_brief(kind)[:40], list(_SHAPES), n=1)
        hint = f"did you mean {near[0]!r}?" if near else ""
        faults.append((kind, f"unknown geometry type {shown(_brief(kind))}", hint))
        return
    if "crs" in geometry:
        faults.append(("crs", "member 'crs' is not allowed (RFC 7946)", "take it out"))
    coordinates = geometry.get("coordinates")
    if _SHAPES[kind] == 0:
        _position(coordinates, faults)
        return
    parts: list[Any] = [coordinates]
    for _ in range(_SHAPES[kind] - 1):
        parts = [inner for part in parts for inner in _list(part, faults)]
    for part in parts:
        points = _list(part, faults)
        before = len(faults)
        for point in points:
            _position(point, faults)
        if len(faults) > before:
            continue
        if kind.endswith("LineString") and len(points) < 2:
            faults.append((points, "a line has fewer than two positions", ""))
        elif kind.endswith("Polygon"):
            _ring(points, faults)
        elif not points:
            faults.append((points, "coordinates are empty", "null means nowhere"))
    if not parts and not faults:
        faults.append((coordinates, "coordinates are empty", "null means nowhere"))
    if kind.endswith("Polygon") and not faults:
        polygons: list[Any] = [coordinates] if kind == "Polygon" else coordinates or []
        for rings in polygons:
            _orientation(rings, faults)


def _list(value: Any, faults: _Faults) -> list[Any]:
    if isinstance(value, list):
        return value
    faults.append((value, "coordinates are not nested as the geometry type asks", ""))
    return []


def _position(point: Any, faults: _Faults) -> None:
    if not isinstance(point, list) or not 2 <= len(point) <= 3:
        faults.append(
            (point, f"{shown(_brief(point))} is no position", "[longitude, latitude]")
        )
        return
    if not all(_is_number(one) for one in point):
        faults.append(
            (point, f"{shown(_brief(point))} holds something that is no number", "")
        )
        return
    lon, lat = point[0], point[1]
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return
    swapped = -90 <= lon <= 90 and -180 <= lat <= 180
    hint = "are they swapped? longitude comes first" if swapped else ""
    faults.append(
        (
            point,
            f"{shown(_brief(point))} lies outside longitude ±180, latitude ±90",
            hint,
        )
    )


def _ring(points: list[Any], faults: _Faults) -> None:
    if len(points) < 4:
        faults.append((points, "a ring has fewer than four positions", ""))
    elif points[0] != points[-1]:
        faults.append(
            (points[-1], "a ring is not closed", "its first position ends it")
        )


def _orientation(rings: list[Any], faults: _Faults) -> None:
    for number, ring in enumerate(rings):
        # Twice the area, relative to the first vertex so that small rings keep digits.
        x0, y0 = ring[0][0], ring[0][1]
        area = sum(
            (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)
            for a, b in pairwise(ring)
        )
        if number == 0 and area < 0:
            faults.append(
                ("", "an outer ring runs clockwise", "RFC 7946: counterclockwise")
            )
        elif number > 0 and area > 0:
            faults.append(
                ("", "an inner ring runs counterclockwise", "RFC 7946: clockwise")
            )


def positions(coordinates: Any) -> Iterator[Any]:
    """Every position of the coordinates of a geometry, however nested, in order."""
    waiting = [coordinates]
    while waiting:
        one = waiting.pop()
        if one and not isinstance(one[0], list):
            yield one
        else:
            waiting.extend(reversed(one))
