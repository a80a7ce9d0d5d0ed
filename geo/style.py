"""How things are drawn: the one table behind the page, its legend and the GIS styles.

Five channels, one meaning each:

* **colour** says the theme of a line;
* **dash** says what a leg rests on (:class:`~geo.vocabulary.LegStatus`);
* **width** says how many containers a claim states, and stays thin when none does;
* **arrow** says the way of a movement: filled if a source states it, open if it is
  inferred, none if it is unknown;
* **symbol** says what a site plainly is, and a **halo** how far off it may lie.

Colours keep 3:1 against :data:`LAND` and :data:`SEA` and stay apart for the three
common kinds of colour blindness (``tests/test_style.py`` measures both).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from geo.vocabulary import (
    Counting,
    Direction,
    EventKind,
    LegStatus,
    Mode,
    Place,
    Stance,
    Theme,
    Unit,
)

__all__ = [
    "ARROWS",
    "CASING_PX",
    "COLOURS",
    "DASHES",
    "DOT_PX",
    "EVENTS",
    "HALO",
    "INK",
    "LAND",
    "OPEN_ENDS",
    "ORDER",
    "PAPER",
    "SEA",
    "STATUS_RANK",
    "SYMBOLS",
    "WIDTHS",
    "Arrow",
    "Dash",
    "Halo",
    "Symbol",
    "Width",
    "kml_colour",
    "mm",
    "rgba",
    "simplestyle",
    "strokes_px",
    "svg",
    "width_of",
]

LAND = "#f6f4ee"
"""Fill of land on the page's own basemap."""
SEA = "#cfe0ea"
"""Fill of sea."""
INK = "#1f2a33"
"""Text and site symbols."""
PAPER = "#ffffff"
"""Casing under lines and symbols, and the ground of the panel."""

COLOURS: dict[Theme, str] = {
    Theme.MUNITIONS: "#a33010",
    Theme.RETURN: "#2074ea",
    Theme.RAIL_TRAFFIC: "#0d080f",
    Theme.TECHNOLOGY: "#67038b",
    Theme.PERSONNEL: "#163414",
    Theme.CORRIDOR: "#a37001",
    Theme.LABOUR: "#d914b7",
    Theme.DIPLOMACY: "#005962",
    Theme.CONTEXT: "#70716e",
}
"""Colour of a line by the theme of its flow."""

ORDER: tuple[Theme, ...] = tuple(COLOURS)
"""Themes from the most to the least prominent: the order of legend and layers; lines
are drawn the other way round, so that the first theme lies on top."""


@dataclass(frozen=True, slots=True)
class Dash:
    """Strokes and gaps of a line in pixels; empty is solid, round ends make dots."""

    strokes_px: tuple[float, ...]
    round_ends: bool = False


DASHES: dict[LegStatus, Dash] = {
    LegStatus.OBSERVED: Dash(()),
    LegStatus.REPORTED: Dash((16, 5)),
    LegStatus.INFERRED: Dash((7, 5)),
    LegStatus.SCHEMATIC: Dash((0.1, 6.5), round_ends=True),
}
"""Dash of a line by the status of its leg, from the firmest to the least firm."""

STATUS_RANK: dict[LegStatus, int] = {status: i for i, status in enumerate(DASHES)}
"""0 is the firmest. A line that stands for several legs has the dash of the firmest."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """Head of a line at its destination side; ``filled`` is None where none is drawn."""

    filled: bool | None
    length_px: float = 10


ARROWS: dict[Direction, Arrow] = {
    Direction.REPORTED: Arrow(filled=True),
    Direction.LIKELY: Arrow(filled=False),
    Direction.UNKNOWN: Arrow(filled=None),
}
"""Arrow by what is known of the way. A line is one direction: never two heads."""


@dataclass(frozen=True, slots=True)
class Width:
    """A class of stated amounts: up to ``below`` of ``unit`` (None: of any unit)."""

    id: str
    width_px: float
    unit: Unit | None
    below: float


WIDTHS: tuple[Width, ...] = (
    Width("none", 1.8, None, 0),
    Width("other", 2.6, None, inf),
    Width("containers-1", 3.4, Unit.CONTAINER, 1_000),
    Width("containers-2", 4.6, Unit.CONTAINER, 10_000),
    Width("containers-3", 6.0, Unit.CONTAINER, inf),
)
"""Width of a line by the amount that its claims state. The first, thin one means that no
claim states an amount; the second that amounts are stated, but not in containers, which
is the one unit that enough claims share to be compared."""

_AMOUNTS = {
    Unit.CONTAINER, Unit.SHELL, Unit.MISSILE, Unit.VOYAGE, Unit.VESSEL_CALL, Unit.VESSEL,
    Unit.SHIPMENT, Unit.RAILCAR, Unit.AIRCRAFT, Unit.FLIGHT, Unit.GUN, Unit.VEHICLE,
    Unit.TANK, Unit.DRONE, Unit.TONNE, Unit.BARREL, Unit.COMPONENT, Unit.PERSON,
    Unit.WORKER, Unit.USD, Unit.EUR,
}  # fmt: skip
_MOVED = {Counting.SHIPMENT, Counting.RUNNING_TOTAL, Counting.PER_PERIOD}


def width_of(
    amounts: list[tuple[str, str, str, float]],
) -> Width:
    """Width class of a line from its claims' ``(stance, unit, counting, at least)``.

    Only amounts that a speaker asserts as moved count: a capacity, a rate, a share or an
    either-or figure is not a delivery, and a denied amount is not an amount.
    """
    stated = [
        (unit, least)
        for stance, unit, counting, least in amounts
        if stance == Stance.ASSERTS
        and unit in _AMOUNTS
        and counting in _MOVED
        and least > 0
    ]
    if not stated:
        return WIDTHS[0]
    containers = [least for unit, least in stated if unit == Unit.CONTAINER]
    if not containers:
        return WIDTHS[1]
    most = max(containers)
    return next(w for w in WIDTHS if w.unit is Unit.CONTAINER and most < w.below)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A shape in a 24 by 24 box: an SVG path, and how it is painted.

    ``hollow`` symbols have a white inside; ``area`` symbols stand for something with no
    single point and are never drawn as a pin.
    """

    id: str
    path: str
    size_px: int = 16
    hollow: bool = False
    area: bool = False


def _ring(r: float) -> str:
    return f"M{12 - r} 12a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z"


_CIRCLE = Symbol("circle", _ring(8))
_SMALL_CIRCLE = Symbol("small-circle", _ring(5.5), 14)
_DOT = Symbol("dot", _ring(4.5), 12, hollow=True)
_DIAMOND = Symbol("diamond", "M12 2L22 12L12 22L2 12Z", 17)
_SQUARE = Symbol("square", "M4.5 4.5H19.5V19.5H4.5Z", 15)
_TERMINAL = Symbol("terminal", "M2 9H5V4H19V9H22V20H2Z", 19)
_STATION = Symbol("station", "M3 7H21V17H3Z", 15, hollow=True)
_JUNCTION = Symbol("junction", "M9 3H15V9H21V15H15V21H9V15H3V9H9Z", 13, hollow=True)
_BRIDGE = Symbol(
    "bridge", "M3 4L7 8H17L21 4V8L18 11V13L21 16V20L17 16H7L3 20V16L6 13V11L3 8Z", 17
)
_AIRPORT = Symbol(
    "airport",
    "M12 1.5L14.2 9L22.5 13.5V16L14.2 13.8L13.6 19L16.5 21V22.8L12 21.6"
    "L7.5 22.8V21L10.4 19L9.8 13.8L1.5 16V13.5L9.8 9Z",
    19,
)
_TRIANGLE = Symbol("triangle", "M12 2.5L22 20.5H2Z", 16)
_TRIANGLE_DOWN = Symbol("triangle-down", "M12 21.5L2 3.5H22Z", 16)
_HOUSE = Symbol("house", "M12 3L21 10.5V20.5H3V10.5Z", 14, hollow=True)
_AREA = Symbol("area", _ring(8.5), 18, hollow=True, area=True)
_BAR = Symbol("bar", "M2 9.5H22V14.5H2Z", 16)

SYMBOLS: dict[Place, Symbol] = {
    Place.PORT: _CIRCLE,
    Place.PIER: _SMALL_CIRCLE,
    Place.NAVAL_FACILITY: _DIAMOND,
    Place.DEPOT: _SQUARE,
    Place.INLAND_TERMINAL: _TERMINAL,
    Place.STATION: _STATION,
    Place.JUNCTION: _JUNCTION,
    Place.BRIDGE: _BRIDGE,
    Place.CROSSING: _BRIDGE,
    Place.AIRPORT: _AIRPORT,
    Place.LAUNCH_SITE: _TRIANGLE,
    Place.TEST_SITE: _TRIANGLE_DOWN,
    Place.CITY: _DOT,
    Place.BUILDING: _HOUSE,
    Place.COUNTRY: _AREA,
    Place.REGION: _AREA,
    Place.BODY: _AREA,
    Place.RAIL_LINK: _BAR,
    Place.BORDER: _BAR,
}
"""Symbol of a site by what it plainly is."""


_STAR = Symbol(
    "star",
    "M12 0.8L14.6 7.1L20 4L16.9 9.4L23.2 12L16.9 14.6L20 20L14.6 16.9L12 23.2"
    "L9.4 16.9L4 20L7.1 14.6L0.8 12L7.1 9.4L4 4L9.4 7.1Z",
    14,
    hollow=True,
)
_PENNANT = Symbol("pennant", "M6 2H8.5V3.5L21 8.5L8.5 13.5V22H6Z", 14, hollow=True)

EVENTS: dict[EventKind, Symbol] = {
    kind: _STAR
    if kind in {EventKind.STRIKE, EventKind.WEAPON_USE, EventKind.WAR}
    else _PENNANT
    for kind in EventKind
}
"""Mark of a dated event, beside the symbol of its site: a star where something is
reported struck or fired, a pennant for what is said, signed, visited or sent."""


@dataclass(frozen=True, slots=True)
class Halo:
    """A location error drawn as a disc of its true radius, once that can be seen."""

    colour: str = INK
    fill_opacity: float = 0.10
    width_px: float = 1.2
    strokes_px: tuple[float, ...] = (3, 3)
    least_px: float = 9
    """Radius on the screen below which the disc would hide under the symbol."""


HALO = Halo()

CASING_PX = 2.6
"""How much wider than a line the paper under it is."""
DOT_PX = 2.6
"""Least width of a line of dots: a thinner one could not be seen."""

OPEN_ENDS: frozenset[Mode] = frozenset({Mode.RELATION, Mode.BROADCAST})
"""Modes along which no goods travel: always drawn curved, never as a way on the ground."""


# --- the same table in the units and notations of other programs ------------------------


def mm(px: float) -> float:
    """CSS pixels as millimetres on paper (96 pixels an inch)."""
    return round(px * 25.4 / 96, 3)


def strokes_px(dash: Dash, width_px: float) -> tuple[float, ...]:
    """Strokes and gaps of a line of ``width_px``: a wide line wants longer ones."""
    scale = max(1.0, width_px / 3)
    return tuple(round(one * scale, 3) for one in dash.strokes_px)


def _channels(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def rgba(colour: str, opacity: float = 1) -> str:
    """``#rrggbb`` as QGIS writes it: ``r,g,b,a``, each 0 to 255."""
    return ",".join(map(str, (*_channels(colour), round(opacity * 255))))


def kml_colour(colour: str, opacity: float = 1) -> str:
    """``#rrggbb`` as KML writes it: ``aabbggrr``, hexadecimal."""
    red, green, blue = _channels(colour)
    return f"{round(opacity * 255):02x}{blue:02x}{green:02x}{red:02x}"


def simplestyle(
    theme: Theme, status: LegStatus, width: Width
) -> dict[str, str | float]:
    """Look of a line in the words of simplestyle 1.1, as geojson.io and GitHub read it.

    simplestyle has no word for dashes; ``stroke-dasharray`` is SVG's, which programs
    that do not know it leave alone.
    """
    dash = DASHES[status]
    return {
        "stroke": COLOURS[theme],
        "stroke-width": max(DOT_PX, width.width_px)
        if dash.round_ends
        else width.width_px,
        "stroke-opacity": 1,
        "stroke-dasharray": " ".join(
            f"{one:g}" for one in strokes_px(dash, width.width_px)
        ),
    }


def svg(symbol: Symbol, *, loose: bool = False) -> str:
    """``symbol`` as an SVG picture of its own, painted as the page paints it.

    ``loose`` marks a place that is known as an area, or by another that stands in.
    """
    scale = 24 / symbol.size_px

    def path(fill: str, edge: str, width: float, strokes: tuple[float, ...]) -> str:
        dash = " ".join(f"{one * scale:.2f}" for one in strokes)
        return (
            f'<path d="{symbol.path}" fill="{fill}" stroke="{edge}"'
            f' stroke-width="{width * scale:.2f}" stroke-linejoin="round"'
            + (f' stroke-dasharray="{dash}"/>' if dash else "/>")
        )

    if symbol.area:
        inside = path(PAPER, INK, 1.6, (2.6, 2.2))
    else:
        fill = PAPER if symbol.hollow or loose else INK
        inside = path(PAPER, PAPER, 5, ()) + path(
            fill, INK, 1.7, (3, 1.6) if loose else ()
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28"'
        f' viewBox="-2 -2 28 28">{inside}</svg>'
    )
