"""Rules about features: places that lie where they say, and paths that are drawings.

Coordinates are longitude, latitude in degrees (WGS 84). Neither pandas nor geopandas is
imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from geo.cells import (
    CHOICES,
    Country,
    Fault,
    Known,
    countries,
    items,
    number,
    rule_of,
    unseen_fault,
)
from geo.errors import Problem, shown
from geo.geojson import Feature, RawLayer, positions
from geo.tables import LAYER_PROPERTIES, PATH_PROPERTIES, Column, Kind

__all__ = ["PATHS", "check_layers", "digits"]

PATHS = "paths.geojson"
"""The layer of computed lines: drawings for legs, not places."""


def check_layers(
    layers: Iterable[RawLayer], known: Known, problems: list[Problem]
) -> dict[str, tuple[str, int]]:
    """Check every feature of every layer; give file and line by id."""
    of_places, of_paths = (
        [(column, rule_of(column, known)) for column in columns]
        for columns in (LAYER_PROPERTIES, PATH_PROPERTIES)
    )
    first: dict[str, tuple[str, int]] = {}
    for layer in layers:
        is_place = not layer.file.endswith(f"/{PATHS}")
        tests = of_places if is_place else of_paths
        for index, feature in enumerate(layer.features):
            report = _reporter(layer, index, problems)
            for name, (message, hint) in _feature_faults(feature, tests, is_place):
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
    feature: Feature, tests: list[tuple[Column, Any]], is_place: bool
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
        choices = CHOICES.get(("layer", column.name))
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
        for fault in unseen_fault(name) + unseen_fault(cell):
            yield name, fault
    for stem in ("role", "why"):
        en, fr = held.get(f"{stem}_en", ""), held.get(f"{stem}_fr", "")
        if bool(en) != bool(fr):
            name, lang = (f"{stem}_fr", "French") if en else (f"{stem}_en", "English")
            yield name, (f"is not given in {lang}", "")
    if feature.geometry is not None and is_place:
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
