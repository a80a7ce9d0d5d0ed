"""QGIS styles (QML) from the style table, written without QGIS.

:func:`style_of` gives everything that QGIS reads from a style: renderer, labels, the
scales between which a layer is seen, its dates, and what its coded words mean. The same
elements stand in a ``.qml`` file, in the table ``layer_styles`` of a GeoPackage and in a
project. Lengths are millimetres, so that a printed map looks like the screen; 96 CSS
pixels are an inch, as on the page.

Elements and names are those of QGIS 3.22; later versions read them too.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from geo import style
from geo.ground import BOUNDARY, COAST
from geo.style import mm, rgba
from geo.vocabulary import (
    Direction,
    LegStatus,
    Outcome,
    Place,
    Theme,
    Word,
)

__all__ = ["QGIS", "Column", "Layer", "clean", "document", "style_of", "text"]

QGIS = "3.22.16-Białowieża"
"""The version whose words these are."""

_ZOOM_0 = 591_658_711
"""Denominator of the scale of a web map at zoom 0 and 96 pixels an inch."""
_ARROW_EVERY_PX = 240  # as in geo/web/src/flowline.js
_FEW_PX = 480  # on a line shorter than this one arrow is enough
_FAR = 20_000_000  # scale denominators: from how far a thing is still seen
_NAMES_FAR = 45_000_000
_NAMES_NEAR = 8_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a form shows it; ``words`` are what its cells may say."""

    name: str
    held: str = "TEXT"
    words: type[Word] | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A table as QGIS is to show it.

    ``look`` says which part of the style table is meant; ``kinds`` are the words that
    its symbols are chosen by, those of them that occur; ``label`` is the column of its
    names on the map, ``preview`` the expression that names it in lists, ``dated`` whether
    it has the columns ``start`` and ``end``; ``opening`` draws only what the page shows first, and
    lists the rest to be ticked; ``near`` things are hidden from afar.
    """

    table: str
    title: str
    look: str = ""
    geometry: str | None = None
    columns: tuple[Column, ...] = ()
    kinds: tuple[str, ...] = ()
    label: str = ""
    preview: str = '"id"'
    dated: bool = False
    opening: bool = False
    near: bool = False


def document(layer: Layer, lang: str) -> str:
    """QML of ``layer`` as a document of its own."""
    root = ET.Element("qgis", {"version": QGIS, **_scales(layer)})
    root.extend(style_of(layer, lang))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + text(root)


def text(root: ET.Element) -> str:
    """``root`` as text, indented."""
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", short_empty_elements=True) + "\n"


_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(words: str) -> str:
    """``words`` without the characters that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", words)


def style_of(layer: Layer, lang: str) -> list[ET.Element]:
    """Elements that say how ``layer`` looks and what its columns hold."""
    found = [_flags(), _temporal(layer)]
    if layer.geometry:
        found.append(_RENDERERS[layer.look](layer, lang))
        if layer.label:
            found.append(_labels(layer))
        found += [_plain("blendMode", "0"), _plain("featureBlendMode", "0")]
        found.append(_plain("layerOpacity", "1"))
    found.append(_fields(layer, lang))
    found.append(_plain("previewExpression", layer.preview))
    return found


def scale_attributes(layer: Layer) -> dict[str, str]:
    """Attributes of the element that holds a style: scales, and whether names show."""
    return _scales(layer)


# Symbols --------------------------------------------------------------------------------


def _element(tag: str, attributes: Mapping[str, Any] | None = None) -> ET.Element:
    return ET.Element(tag, {name: str(one) for name, one in (attributes or {}).items()})


def _plain(tag: str, words: str) -> ET.Element:
    found = ET.Element(tag)
    found.text = words
    return found


def _option(name: str, value: Any = None, type: str = "QString") -> ET.Element:
    if value is None:
        return _element("Option", {"name": name, "type": "Map"})
    return _element("Option", {"name": name, "type": type, "value": value})


def _defined(expressions: Mapping[str, str]) -> ET.Element:
    """Properties that an expression gives, feature by feature."""
    found = ET.Element("data_defined_properties")
    whole = ET.SubElement(found, "Option", {"type": "Map"})
    whole.append(_option("name", ""))
    inner = _option("properties")
    for name, expression in expressions.items():
        one = ET.SubElement(inner, "Option", {"name": name, "type": "Map"})
        one.append(_option("active", "true", "bool"))
        one.append(_option("expression", expression))
        one.append(_option("type", 3, "int"))
    whole.append(inner)
    whole.append(_option("type", "collection"))
    return found


def _part(
    kind: str,
    properties: Mapping[str, Any],
    expressions: Mapping[str, str] | None = None,
    inner: ET.Element | None = None,
) -> ET.Element:
    """One layer of a symbol."""
    found = _element("layer", {"class": kind, "enabled": 1, "locked": 0, "pass": 0})
    whole = ET.SubElement(found, "Option", {"type": "Map"})
    for name, value in properties.items():
        whole.append(_option(name, value))
    found.append(_defined(expressions or {}))
    if inner is not None:
        found.append(inner)
    return found


def _symbol(name: str, kind: str, *parts: ET.Element, opacity: float = 1) -> ET.Element:
    found = _element(
        "symbol",
        {
            "name": name,
            "type": kind,
            "alpha": f"{opacity:g}",
            "clip_to_extent": 1,
            "force_rhr": 0,
        },
    )
    found.extend(parts)
    return found


def _sql(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


# Lines ----------------------------------------------------------------------------------

_WIDTH = {"lines": "width", "legs": "amount_class"}
_DASH = {"lines": "dash", "legs": "status"}
_WAY = {"lines": "arrow", "legs": "direction"}


def _width(layer: Layer) -> str:
    """Expression for the width of a line in pixels."""
    column = _WIDTH[layer.look]
    cases = " ".join(
        f"WHEN \"{column}\" = '{one.id}' THEN {one.width_px:g}" for one in style.WIDTHS
    )
    return f"CASE {cases} ELSE {style.WIDTHS[0].width_px:g} END"


def _lane(layer: Layer) -> str:
    """Expression for how far a line is moved to its right, in millimetres.

    From afar a bundle of lines is one thing, so lanes are narrow there, as on the page.
    """
    zoom = f"ln({_ZOOM_0} / @map_scale) / ln(2)"
    return f'"lane_px" * {mm(1)} * max(0.6, min(1, ({zoom} - 4) / 3))'


def _line(layer: Layer, theme: Theme, status: LegStatus, name: str) -> ET.Element:
    """A line: paper under it, the stroke, and arrowheads of its way."""
    dash, colour = style.DASHES[status], style.COLOURS[theme]
    thin = style.WIDTHS[0].width_px
    width = _width(layer)
    if dash.round_ends:
        thin, width = max(style.DOT_PX, thin), f"max({style.DOT_PX:g}, {width})"
    moved = {"offset": _lane(layer)} if layer.look == "lines" else {}
    casing = _part(
        "SimpleLine",
        {
            "line_color": rgba(style.PAPER, 0.55 if dash.round_ends else 0.85),
            "line_width": mm(thin + style.CASING_PX),
            "line_width_unit": "MM",
            "joinstyle": "round",
            "capstyle": "round",
            "offset": 0,
            "offset_unit": "MM",
        },
        {"outlineWidth": f"(({width}) + {style.CASING_PX:g}) * {mm(1)}", **moved},
    )
    strokes = ";".join(f"{mm(one):g}" for one in dash.strokes_px)
    longer = f"max(1, ({width}) / 3) * {mm(1)}"
    dashes = " || ';' || ".join(
        f"to_string({one:g} * {longer})" for one in dash.strokes_px
    )
    stroke = _part(
        "SimpleLine",
        {
            "line_color": rgba(colour),
            "line_width": mm(thin),
            "line_width_unit": "MM",
            "joinstyle": "round",
            "capstyle": "round" if dash.round_ends else "flat",
            "use_custom_dash": int(bool(dash.strokes_px)),
            "customdash": strokes or "5;2",
            "customdash_unit": "MM",
            "offset": 0,
            "offset_unit": "MM",
        },
        {
            "outlineWidth": f"({width}) * {mm(1)}",
            **({"customDash": dashes} if dash.strokes_px else {}),
            **moved,
        },
    )
    arrows = [
        _arrows(layer, name, at, placement, way, colour, width, moved)
        for at, (way, placement) in enumerate(
            (
                (Direction.REPORTED, "centralpoint"),
                (Direction.REPORTED, "interval"),
                (Direction.LIKELY, "centralpoint"),
                (Direction.LIKELY, "interval"),
            ),
            2,
        )
    ]
    return _symbol(name, "line", casing, stroke, *arrows)


_HEAD, _HEAD_BOX = 18, 28  # units of a head, and of the picture around it


def arrowhead(colour: str, *, filled: bool) -> str:
    """The page's arrowhead, pointing right, as an SVG picture of its own."""
    points = ((0.62, 0), (-0.5, 0.5), (-0.28, 0), (-0.5, -0.5))  # as in flowline.js
    path = "M" + "L".join(f"{x * _HEAD:g} {y * _HEAD:g}" for x, y in points) + "Z"
    half = _HEAD_BOX // 2

    def drawn(fill: str, edge: str, width: float) -> str:
        return (
            f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="{width:g}"/>'
        )

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_HEAD_BOX}" height="{_HEAD_BOX}"'
        f' viewBox="{-half} {-half} {_HEAD_BOX} {_HEAD_BOX}">'
        + drawn(style.PAPER, style.PAPER, 4)
        + drawn(colour if filled else style.PAPER, colour, 2.2)
        + "</svg>"
    )


def _embedded(picture: str) -> str:
    return "base64:" + base64.b64encode(picture.encode()).decode()


def _arrows(
    layer: Layer,
    name: str,
    at: int,
    placement: str,
    way: Direction,
    colour: str,
    width: str,
    moved: Mapping[str, str],
) -> ET.Element:
    """Arrowheads of one way: in the middle of a short line, every so often on a long one."""
    arrow = style.ARROWS[way]
    long_px = f'"drawn_km" * 1000 / @map_scale * {96 / 0.0254:.1f}'
    size = f"({arrow.length_px:g} + 0.9 * ({width})) * {mm(1)} * {_HEAD_BOX / _HEAD:g}"
    head = _part(
        "SvgMarker",
        {
            "name": _embedded(arrowhead(colour, filled=bool(arrow.filled))),
            "size": mm(arrow.length_px * _HEAD_BOX / _HEAD),
            "size_unit": "MM",
            "color": rgba(colour if arrow.filled else style.PAPER),
            "outline_color": rgba(colour),
            "outline_width": 0,
            "fixedAspectRatio": 0,
            "horizontal_anchor_point": 1,
            "vertical_anchor_point": 1,
        },
        {"size": size},
    )
    return _part(
        "MarkerLine",
        {
            "placement": placement,
            "interval": mm(_ARROW_EVERY_PX),
            "interval_unit": "MM",
            "offset_along_line": mm(_ARROW_EVERY_PX * 0.56),
            "offset_along_line_unit": "MM",
            "rotate": 1,
            "average_angle_length": mm(14),
            "average_angle_unit": "MM",
            "offset": 0,
            "offset_unit": "MM",
        },
        {
            "enabled": f"\"{_WAY[layer.look]}\" = '{way}' AND {long_px} "
            + (f"> {_FEW_PX}" if placement == "interval" else f"<= {_FEW_PX}"),
            **moved,
        },
        _symbol(f"@{name}@{at}", "marker", head),
    )


def _rule(
    parent: ET.Element, key: str, label: str, where: str = "", symbol: str = ""
) -> ET.Element:
    found = ET.SubElement(parent, "rule", {"key": f"{{{key}}}", "label": clean(label)})
    if where:
        found.set("filter", where)
    if symbol:
        found.set("symbol", symbol)
    return found


def _renderer(kind: str, order: str = "", **more: str) -> ET.Element:
    return _element(
        "renderer-v2",
        {
            "type": kind,
            "symbollevels": 0,
            "forceraster": 0,
            "referencescale": -1,
            "enableorderby": int(bool(order)),
            **more,
        },
    )


def _order(renderer: ET.Element, expression: str) -> None:
    clause = ET.SubElement(
        ET.SubElement(renderer, "orderby"),
        "orderByClause",
        {"asc": "0", "nullsFirst": "1"},
    )
    clause.text = expression


def _lines(layer: Layer, lang: str) -> ET.Element:
    """Rules by theme, and under each by what a line rests on."""
    found = _renderer("RuleRenderer", '"rank"')
    rules = ET.SubElement(found, "rules", {"key": "{themes}"})
    symbols = ET.SubElement(found, "symbols")
    for theme in style.ORDER:
        if theme not in layer.kinds:
            continue
        branch = _rule(rules, theme, theme.label(lang), f"\"theme\" = '{theme}'")
        for status in style.DASHES:
            name = str(len(symbols))
            where = f"\"{_DASH[layer.look]}\" = '{status}'"
            _rule(branch, f"{theme}-{status}", status.label(lang), where, name)
            symbols.append(_line(layer, theme, status, name))
    _order(found, '"rank"')
    return found


def _categories(
    column: str, rows: Iterable[tuple[str, str, ET.Element]], order: str = ""
) -> ET.Element:
    found = _renderer("categorizedSymbol", order, attr=column)
    categories = ET.SubElement(found, "categories")
    symbols = ET.SubElement(found, "symbols")
    for value, label, symbol in rows:
        category = {
            "value": value,
            "symbol": symbol.get("name", ""),
            "label": clean(label),
        }
        ET.SubElement(
            categories, "category", {**category, "render": "true", "type": "string"}
        )
        symbols.append(symbol)
    if order:
        _order(found, order)
    return found


def _simple_line(
    name: str, colour: str, width_px: float, strokes_px: Sequence[float], **more: Any
) -> ET.Element:
    return _symbol(
        name,
        "line",
        _part(
            "SimpleLine",
            {
                "line_color": rgba(colour),
                "line_width": mm(width_px),
                "line_width_unit": "MM",
                "joinstyle": "round",
                "capstyle": "flat",
                "use_custom_dash": int(bool(strokes_px)),
                "customdash": ";".join(f"{mm(one):g}" for one in strokes_px) or "5;2",
                "customdash_unit": "MM",
                **more,
            },
        ),
    )


def _flows(layer: Layer, lang: str) -> ET.Element:
    return _categories(
        "theme",
        (
            (
                theme,
                theme.label(lang),
                _simple_line(str(i), style.COLOURS[theme], 2, ()),
            )
            for i, theme in enumerate(t for t in style.ORDER if t in layer.kinds)
        ),
    )


def _bases(layer: Layer, lang: str) -> ET.Element:
    dots = style.DASHES[LegStatus.SCHEMATIC]
    rows = []
    for i, word in enumerate(layer.kinds):
        column = next((one for one in layer.columns if one.name == "basis"), None)
        known = column.words.of(word) if column and column.words else None
        symbol = _simple_line(
            str(i),
            style.INK,
            style.DOT_PX if word == "missing" else 1.2,
            dots.strokes_px if word == "missing" else (),
            capstyle="round" if word == "missing" else "flat",
        )
        rows.append((word, known.label(lang) if known else word, symbol))
    return _categories("basis", rows)


def _tracks(layer: Layer, lang: str) -> ET.Element:
    return _single(_simple_line("0", style.INK, 1.5, ()))


def _single(symbol: ET.Element) -> ET.Element:
    found = _renderer("singleSymbol")
    ET.SubElement(found, "symbols").append(symbol)
    return found


# Places ---------------------------------------------------------------------------------


def _place(name: str, kind: Place) -> ET.Element:
    """The page's own symbol, carried inside the style."""
    shape = style.SYMBOLS[kind]

    def embedded(loose: bool) -> str:
        return _embedded(style.svg(shape, loose=loose))

    size = mm(shape.size_px + 4)  # the picture has a margin for its casing
    loose = "\"precision\" IN ('area', 'proxy')"
    return _symbol(
        name,
        "marker",
        _part(
            "SvgMarker",
            {
                "name": embedded(False),
                "size": size,
                "size_unit": "MM",
                "color": rgba(style.INK),
                "outline_color": rgba(style.INK),
                "outline_width": 0,
                "fixedAspectRatio": 0,
                "horizontal_anchor_point": 1,
                "vertical_anchor_point": 1,
            },
            {
                "name": f"CASE WHEN {loose} THEN '{embedded(True)}' ELSE '{embedded(False)}' END"
            },
        ),
    )


_GROUPS = {
    "en": ("On the page at first", "Further places"),
    "fr": ("Sur la page dès l'ouverture", "Autres lieux"),
}


_ROOM = (
    'coalesce("on_map", false) AND coalesce("clear_m", 1e9) / cos(radians("lat"))'
    f" / @map_scale * {96 / 0.0254:.1f} >= 15"
)
"""Shown first, and not under the symbol of a place that comes before it."""


def _sites(layer: Layer, lang: str) -> ET.Element:
    kinds = [kind for kind in style.SYMBOLS if kind in layer.kinds]
    if not layer.opening:
        return _categories(
            "kind",
            (
                (kind, kind.label(lang), _place(str(i), kind))
                for i, kind in enumerate(kinds)
            ),
            '"rank"',
        )
    found = _renderer("RuleRenderer", '"rank"')
    rules = ET.SubElement(found, "rules", {"key": "{places}"})
    symbols = ET.SubElement(found, "symbols")
    for i, kind in enumerate(kinds):
        symbols.append(_place(str(i), kind))
    for group, (first, label) in enumerate(zip((1, 0), _GROUPS[lang], strict=True)):
        branch = _rule(
            rules,
            f"group-{group}",
            label,
            _ROOM if first else 'NOT coalesce("on_map", false)',
        )
        if not first:
            branch.set("checkstate", "0")
        for i, kind in enumerate(kinds):
            name = str(i + group * len(kinds))
            _rule(
                branch,
                f"{kind}-{group}",
                kind.label(lang),
                f"\"kind\" = '{kind}'",
                name,
            )
    for i, kind in enumerate(kinds, len(kinds)):
        symbols.append(_place(str(i), kind))
    _order(found, '"rank"')
    return found


def _errors(layer: Layer, lang: str) -> ET.Element:
    """A disc of the location error, from the scale on at which its edge can be seen."""
    halo = style.HALO
    found = _renderer("RuleRenderer")
    rules = ET.SubElement(found, "rules", {"key": "{errors}"})
    radius_px = (
        f'"uncertainty_m" / cos(radians("lat")) / @map_scale * {96 / 0.0254:.1f}'
    )
    where = f'NOT "anchor" AND {radius_px} >= {halo.least_px:g}'
    if layer.opening:
        where = f'"on_map" AND {where}'
    _rule(rules, "disc", layer.title, where, "0")
    symbols = ET.SubElement(found, "symbols")
    symbols.append(
        _symbol(
            "0",
            "fill",
            _part(
                "SimpleFill",
                {
                    "color": rgba(halo.colour, halo.fill_opacity),
                    "style": "solid",
                    "outline_style": "no",
                },
            ),
            _part(
                "SimpleLine",
                {
                    "line_color": rgba(halo.colour, 0.75),
                    "line_width": mm(halo.width_px),
                    "line_width_unit": "MM",
                    "capstyle": "flat",
                    "joinstyle": "round",
                    "use_custom_dash": 1,
                    "customdash": ";".join(f"{mm(one):g}" for one in halo.strokes_px),
                    "customdash_unit": "MM",
                },
            ),
        )
    )  # fmt: skip
    return found


# What was seen, and events ---------------------------------------------------------------

_SEEN: dict[Outcome, tuple[str, bool]] = {
    Outcome.SEEN: ("circle", True),
    Outcome.INFERRED: ("diamond", True),
    Outcome.NOTHING_SEEN: ("circle", False),
    Outcome.NOT_IMAGED: ("cross2", False),
}
"""Shape of a look at a place, and whether it is filled: nothing seen is a sight too."""


def _marker(name: str, shape: str, filled: bool, size_px: float) -> ET.Element:
    return _symbol(
        name,
        "marker",
        _part(
            "SimpleMarker",
            {
                "name": shape,
                "color": rgba(style.INK if filled else style.PAPER),
                "outline_color": rgba(style.PAPER if filled else style.INK),
                "outline_style": "solid",
                "outline_width": mm(1.4),
                "outline_width_unit": "MM",
                "size": mm(size_px),
                "size_unit": "MM",
                "horizontal_anchor_point": 1,
                "vertical_anchor_point": 1,
            },
        ),
    )


def _looks(layer: Layer, lang: str) -> ET.Element:
    return _categories(
        "outcome",
        (
            (word, word.label(lang), _marker(str(i), *_SEEN[word], 10))
            for i, word in enumerate(w for w in _SEEN if w in layer.kinds)
        ),
    )


def _happenings(layer: Layer, lang: str) -> ET.Element:
    return _single(_marker("0", "star", True, 15))


# The ground -----------------------------------------------------------------------------

_BORDERS: dict[str, tuple[float, tuple[float, ...]]] = {
    "international": (1, ()),
    "disputed": (1, (5, 4)),
    "demarcation": (1.25, (7, 3, 1.5, 3)),
    "other": (0.75, (1.5, 3)),
}
"""Boundary lines as in ``geo/web/src/basemap.js``."""


def _fill(colour: str, edge_px: float) -> ET.Element:
    return _single(
        _symbol(
            "0",
            "fill",
            _part(
                "SimpleFill",
                {
                    "color": rgba(colour),
                    "style": "solid",
                    "outline_color": rgba(COAST),
                    "outline_style": "solid",
                    "outline_width": mm(edge_px),
                    "outline_width_unit": "MM",
                    "joinstyle": "round",
                },
            ),
        )
    )


def _land(layer: Layer, lang: str) -> ET.Element:
    return _fill(style.LAND, 0.75)


def _water(layer: Layer, lang: str) -> ET.Element:
    return _fill(style.SEA, 0.5)


def _boundaries(layer: Layer, lang: str) -> ET.Element:
    return _categories(
        "kind",
        (
            (kind, kind, _simple_line(str(i), BOUNDARY, *_BORDERS[kind]))
            for i, kind in enumerate(_BORDERS)
        ),
    )


_RENDERERS = {
    "lines": _lines,
    "legs": _lines,
    "flows": _flows,
    "paths": _bases,
    "tracks": _tracks,
    "sites": _sites,
    "areas": lambda layer, lang: _fill(style.LAND, 1),
    "errors": _errors,
    "observations": _looks,
    "events": _happenings,
    "land": _land,
    "lakes": _water,
    "boundaries": _boundaries,
}

# The rest -------------------------------------------------------------------------------


def _scales(layer: Layer) -> dict[str, str]:
    return {
        "hasScaleBasedVisibilityFlag": "1" if layer.near else "0",
        "minScale": str(_FAR) if layer.near else "100000000",
        "maxScale": "0",
        "labelsEnabled": "1" if layer.label and layer.geometry else "0",
        "symbologyReferenceScale": "-1",
        "simplifyDrawingHints": "0",
        "styleCategories": "AllStyleCategories",
    }


def _flags() -> ET.Element:
    found = ET.Element("flags")
    for name, on in (
        ("Identifiable", 1),
        ("Removable", 1),
        ("Searchable", 1),
        ("Private", 0),
    ):
        found.append(_plain(name, str(on)))
    return found


def _temporal(layer: Layer) -> ET.Element:
    return _element(
        "temporal",
        {
            "enabled": int(layer.dated),
            "mode": 2 if layer.dated else 0,  # start and end from two columns
            "startField": "start" if layer.dated else "",
            "endField": "end" if layer.dated else "",
            "limitMode": 1,  # the last day belongs to it
            "accumulate": 0,
            "fixedDuration": 0,
            "durationUnit": "d",
            "durationField": "",
            "startExpression": "",
            "endExpression": "",
        },
    )


def _labels(layer: Layer) -> ET.Element:
    """Names in ink with paper around them; the first in rank find room first."""
    found = ET.Element("labeling", {"type": "simple"})
    settings = ET.SubElement(found, "settings", {"calloutType": "simple"})
    words = ET.SubElement(
        settings,
        "text-style",
        {
            "fieldName": layer.label,
            "isExpression": "0",
            "fontSize": "9",
            "fontSizeUnit": "Point",
            "fontWeight": "75",
            "namedStyle": "Bold",
            "textColor": rgba(style.INK),
            "textOpacity": "1",
            "multilineHeight": "1",
        },
    )
    ET.SubElement(
        words,
        "text-buffer",
        {
            "bufferDraw": "1",
            "bufferSize": str(mm(4)),
            "bufferSizeUnits": "MM",
            "bufferColor": rgba(style.PAPER),
            "bufferOpacity": "0.9",
            "bufferNoFill": "1",
            "bufferJoinStyle": "128",
        },
    )
    point = layer.geometry == "point"
    ET.SubElement(
        settings,
        "placement",
        {
            "placement": "6" if point else "3",  # around a symbol; along a line
            "predefinedPositionOrder": "R,L,TSR,BSR,TL,BL",
            "dist": str(mm(3)),
            "distUnits": "MM",
            "offsetType": "1",
            "priority": "5",
            "quadOffset": "4",
        },
    )
    ET.SubElement(
        settings,
        "rendering",
        {
            "drawLabels": "1",
            "obstacle": "1",
            "obstacleFactor": "1",
            "scaleVisibility": "1",
            "scaleMin": "0",
            "scaleMax": str(_NAMES_NEAR if layer.near else _NAMES_FAR),
            "fontMinPixelSize": "3",
            "fontMaxPixelSize": "10000",
            "labelPerPart": "0",
            "displayAll": "0",
        },
    )
    defined = _defined({"Priority": 'max(0, 10 - "rank" / 5)'} if point else {})
    defined.tag = "dd_properties"
    settings.append(defined)
    return found


def _fields(layer: Layer, lang: str) -> ET.Element:
    """Coded words are shown as words; everything else as it is."""
    found = ET.Element("fieldConfiguration")
    for column in layer.columns:
        field = ET.SubElement(
            found, "field", {"name": column.name, "configurationFlags": "None"}
        )
        if column.words is None:
            kind = "TextEdit"
            options: list[ET.Element] = []
            if column.name.startswith(("summary", "note", "status_reason")):
                options = [_option("IsMultiline", "true", "bool")]
        else:
            kind = "ValueMap"
            pairs = _element("Option", {"name": "map", "type": "List"})
            for word in column.words:
                pair = ET.SubElement(pairs, "Option", {"type": "Map"})
                pair.append(_option(word.label(lang), word))
            options = [pairs]
        config = ET.SubElement(
            ET.SubElement(field, "editWidget", {"type": kind}), "config"
        )
        ET.SubElement(config, "Option", {"type": "Map"}).extend(options)
    return found
