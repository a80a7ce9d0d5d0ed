"""The map for Google Earth: a KMZ with folders, styles, time, claims and a legend.

Plain KML 2.2 without extensions. Colour says the theme of a line and width the amount,
as on the page. KML knows no dashes and no arrows, so both are drawn: a line that was not
observed is cut into strokes, as many on a short line as on a long one, and a line whose
way is stated ends in an arrowhead. The legend on the screen says so.

Every placemark has a balloon with the claims behind it as text; nothing of an atlas
becomes markup, and links are http or https only. ``TimeSpan`` spans the days that dated
claims allow; what is undated has none and says so. The same atlas gives the same bytes.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry

from geo import geometry, style, titles, words
from geo.asof import stamp
from geo.features import EVENTS, LEGS, OBSERVATIONS, Layers
from geo.raster import Canvas, shape_of, text_width
from geo.tabular import zipped
from geo.vocabulary import Direction, LegStatus, Outcome, Place, Stance, Theme
from geo.writing import write_bytes

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["LEGEND", "kml", "legend", "to_kmz"]

LEGEND = "files/legend.png"

Array = npt.NDArray[np.float64]

_PERIODS: dict[LegStatus, int] = {
    LegStatus.REPORTED: 24,
    LegStatus.INFERRED: 36,
    LegStatus.SCHEMATIC: 60,
}
"""Strokes on a line; one that was observed is drawn in one."""
_DOT = 0.25  # share of its period that a dot fills, where the page draws a round one
_HEAD = 0.035  # length of an arrowhead, as a share of its line
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_WEB = re.compile(r"https?://[^\s\"'<>]{1,2000}", re.IGNORECASE)
_TYPES = {"i": "int", "f": "double", "b": "bool"}
_SYMBOLS = {str(kind): symbol for kind, symbol in style.SYMBOLS.items()}
_WIDTHS = {width.id: width for width in style.WIDTHS}
_STATUSES = {str(status): status for status in LegStatus}

_WORDS = {
    "places": ("Places", "Lieux"),
    "error": ("Location error", "Erreur de localisation"),
    "claims": ("Claims behind it", "Affirmations à l'appui"),
    "wider": (
        "Also said of the whole flow, not of this leg: {n}",
        "Aussi dit du flux entier, non de ce tronçon : {n}",
    ),
    "no-claims": ("No claim is about it.", "Aucune affirmation n'en parle."),
    "undated": ("Undated: always shown.", "Sans date : toujours affiché."),
    "dated": ("Dated by its claims", "Daté par ses affirmations"),
    "when": ("When", "Quand"),
    "from-to": ("From, to", "De, à"),
    "rests": ("Rests on", "Fondement"),
    "line": ("The line", "La ligne"),
    "source": ("Source", "Source"),
    "speaker": ("{who} ({stance}, {when})", "{who} ({stance}, {when})"),
    "no-date": ("undated", "sans date"),
    "within": (
        "Lies within {n} m of the point.",
        "Se trouve à moins de {n} m du point.",
    ),
    "caution": (
        "Everything drawn is a view over claims. A name here implies no wrongdoing."
        " What is unknown is not shown as zero. KML has no dashes: a line that was not"
        " observed is drawn in strokes, and the strokes are no places.",
        "Tout ce qui est dessiné est une vue sur des affirmations. La présence d'un nom"
        " n'implique aucun acte répréhensible. L'inconnu n'est pas montré comme nul. KML"
        " n'a pas de tirets : une ligne non observée est dessinée en traits, et ces traits"
        " ne sont pas des lieux.",
    ),
    "legend-colour": ("Colour: what is said to move", "Couleur : ce qui circulerait"),
}


def to_kmz(
    atlas: Atlas,
    path: str | Path,
    *,
    layers: Sequence[str] | None = None,
    lang: str = "en",
    force: bool = False,
) -> Path:
    """Write a KMZ for Google Earth and give the path.

    Parameters
    ----------
    atlas
        What to draw.
    path
        The file.
    layers
        Names of layers; left out, the legs and the places, and the observations and
        events, which are switched off at opening.
    lang
        Language of everything that is read: ``en`` or ``fr``.
    force
        Whether to replace what is there.

    Raises
    ------
    NotFoundError
        If a layer does not exist.
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    held = Layers(atlas, lang=lang)
    chosen = (
        [*held.default(), OBSERVATIONS, EVENTS]
        if layers is None
        else held.chosen(layers)
    )
    files = {
        "doc.kml": kml(held, chosen).encode(),
        LEGEND: legend(held, chosen),
        **_icons(held, chosen),
    }
    write_bytes(path, zipped(files), force=force)
    return path


def kml(layers: Layers, names: Sequence[str]) -> str:
    """The document as KML 2.2; icons and legend are files beside it in the KMZ."""
    return "\n".join(_Document(layers, names).lines()) + "\n"


class _Document:
    def __init__(self, layers: Layers, names: Sequence[str]) -> None:
        self.layers, self.names = layers, names
        self.lang = layers.lang
        self.atlas = layers.atlas
        claims = self.atlas.claims
        who = words.told(claims, "attributed_to", self.lang)
        sources = self.atlas.sources
        publisher = dict(zip(sources.index, sources["publisher"], strict=True))
        title = dict(zip(sources.index, sources["title"], strict=True))
        url = dict(zip(sources.index, sources["url"], strict=True))
        stances = {str(one): one.label(self.lang) for one in Stance}
        self._claim = {
            str(key): (
                str(speaker),
                stances.get(str(stance), str(stance)),
                str(when),
                str(summary),
                f"{publisher.get(source, '')}: {title.get(source, source)}, {locator}",
                str(url.get(source, "")),
                str(key),
            )
            for key, speaker, stance, when, summary, source, locator in zip(
                claims.index,
                who,
                claims["stance"].astype(str),
                claims["when"],
                claims[f"summary_{self.lang}"],
                claims["source"],
                words.told(claims, "locator", self.lang),
                strict=True,
            )
        }
        self._told: dict[str, str] = {}

    def _say(self, key: str, **values: object) -> str:
        return _WORDS[key][1 if self.lang == "fr" else 0].format(**values)

    def lines(self) -> Iterator[str]:
        told = [self._say("caution"), stamp(self.atlas, self.lang)]
        told += [
            f"{one.attrs['title']}: {one.attrs['licence']}. {one.attrs['credit']}"
            for one in (self.layers[name] for name in self.names)
        ]
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield '<kml xmlns="http://www.opengis.net/kml/2.2">'
        yield "<Document>"
        yield f"<name>{_xml(titles.full(self.atlas, self.lang))}</name>"
        yield "<open>1</open>"
        text = "<br>".join(_html(one) for one in told if one)
        yield f"<description>{_xml(text)}</description>"
        yield from self._styles()
        for name in self.names:
            yield from self._schema(name)
        yield "<ScreenOverlay>"
        yield f"<name>{_xml(words.say('legend', self.lang))}</name>"
        yield f"<Icon><href>{LEGEND}</href></Icon>"
        yield '<overlayXY x="0" y="1" xunits="fraction" yunits="fraction"/>'
        yield '<screenXY x="0.01" y="0.98" xunits="fraction" yunits="fraction"/>'
        yield '<size x="0" y="0" xunits="pixels" yunits="pixels"/>'
        yield "</ScreenOverlay>"
        groups: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            groups[self.layers[name].attrs["group"]].append(name)
        for group, inside in groups.items():
            yield "<Folder>"
            yield f"<name>{_xml(group)}</name>"
            for name in inside:
                yield from self._folder(name)
            yield "</Folder>"
        yield "</Document>"
        yield "</kml>"

    # Styles and schemas -----------------------------------------------------------------

    def _styles(self) -> Iterator[str]:
        if LEGS in self.names:
            legs = self.layers[LEGS]
            pairs = set(zip(legs["theme"], legs["amount_class"], strict=True))
            for theme in style.ORDER:
                for width in style.WIDTHS:
                    if (str(theme), width.id) in pairs:
                        yield (
                            f'<Style id="line-{theme}-{width.id}"><LineStyle>'
                            f"<color>{style.kml_colour(style.COLOURS[theme])}</color>"
                            f"<width>{width.width_px:g}</width></LineStyle></Style>"
                        )
        yield (
            f'<Style id="path"><LineStyle><color>{style.kml_colour(style.INK)}</color>'
            f"<width>{style.WIDTHS[0].width_px:g}</width></LineStyle></Style>"
        )
        halo = style.HALO
        yield (
            '<Style id="error"><LineStyle>'
            f"<color>{style.kml_colour(halo.colour)}</color><width>{halo.width_px:g}</width>"
            "</LineStyle><PolyStyle>"
            f"<color>{style.kml_colour(halo.colour, halo.fill_opacity)}</color>"
            "</PolyStyle></Style>"
        )
        for kind in _kinds(self.layers, self.names):
            scale = _SYMBOLS[kind].size_px / 20
            # Smaller labels than Google Earth's own: places lie close together.
            yield (
                f'<Style id="place-{kind}"><IconStyle><scale>{scale:g}</scale>'
                f"<Icon><href>{_icon_name(kind)}</href></Icon></IconStyle>"
                "<LabelStyle><scale>0.8</scale></LabelStyle></Style>"
            )

    def _schema(self, name: str) -> Iterator[str]:
        frame = self.layers[name]
        yield f'<Schema name="{_xml(name)}" id="{_xml(name)}">'
        for column in frame.columns:
            if column != "geometry":
                kind = _TYPES.get(frame[column].dtype.kind, "string")
                yield f'<SimpleField type="{kind}" name="{_xml(str(column))}"/>'
        yield "</Schema>"

    # Folders ----------------------------------------------------------------------------

    def _folder(self, name: str) -> Iterator[str]:
        frame = self.layers[name]
        hidden = name in (OBSERVATIONS, EVENTS) and self.names != [name]
        yield "<Folder>"
        yield f"<name>{_xml(frame.attrs['title'])}</name>"
        if hidden:
            yield "<visibility>0</visibility>"
        if name == LEGS:
            data = self._data(frame)
            for theme in style.ORDER:
                rows = np.flatnonzero((frame["theme"] == str(theme)).to_numpy())
                if len(rows):
                    yield "<Folder>"
                    yield f"<name>{_xml(theme.label(self.lang))}</name>"
                    for place in rows.tolist():
                        yield from self._leg(frame, place, data[place])
                    yield "</Folder>"
        else:
            for at, data_of in enumerate(self._data(frame)):
                yield from self._mark(name, frame, at, data_of, hidden)
            yield from self._errors(frame)
        yield "</Folder>"

    def _leg(self, frame: gpd.GeoDataFrame, at: int, data: str) -> Iterator[str]:
        row = frame.iloc[at]
        facts = [
            (self._say("from-to"), f"{row['origin_name']} → {row['destination_name']}"),
            (
                self._say("rests"),
                f"{_STATUSES[row['status']].label(self.lang)}. {row['status_reason']}",
            ),
            (self._say("line"), row["line"]),
        ]
        text = f"<p>{_html(row['summary'])}</p>" + self._facts(facts)
        text += self._time_words(row["when"], undated=not _days(row))
        text += self._claims(row["claims"], row["claims_of_flow"])
        shape = row["geometry"]
        yield from self._placemark(
            LEGS,
            str(row["id"]),
            str(row["title"]),
            text,
            data,
            _drawn(shape, row["status"], row["direction"]) if shape else "",
            style_of=f"line-{row['theme']}-{row['amount_class']}",
            days=_days(row),
            visible=bool(row["default_visible"]),
        )

    def _mark(
        self, name: str, frame: gpd.GeoDataFrame, at: int, data: str, hidden: bool
    ) -> Iterator[str]:
        row = frame.iloc[at]
        french = self.lang == "fr"
        facts: list[tuple[str, str]] = []
        if name == OBSERVATIONS:
            outcome = Outcome.of(row["outcome"])
            said = outcome.label(self.lang) if outcome else row["outcome"]
            title = f"{row['place_as_printed']}{' :' if french else ':'} {said}"
            text = f"<p>{_html(row['activity'] or row['object_as_printed'])}</p>"
            facts = [(self._say("source"), f"{row['publisher']}, {row['locator']}")]
            look = "path"
        elif name == EVENTS:
            title, text, look = str(row["title"]), "", "path"
        elif "basis" in frame:
            title = str(row["name_fr" if french else "name_en"])
            text = f"<p>{_html(row['label_fr' if french else 'label_en'])}</p>"
            look = "path"
        else:
            title = str((french and row["name_fr"]) or row["name_en"])
            text = f"<p>{_html(row['role_fr' if french else 'role_en'])}</p>"
            error = _number(row["uncertainty_m"])
            if not math.isnan(error):
                size = words.number(error, self.lang)
                text += f"<p>{_html(self._say('within', n=size))}</p>"
            look = f"place-{_kind(row['kind'])}"
        text += self._facts(facts)
        days = None
        if "when" in frame:
            days = _days(row)
            text += self._time_words(row["when"], undated=not days)
        if "claims" in frame:
            text += self._claims(row["claims"], "")
        shape = row["geometry"]
        yield from self._placemark(
            name,
            str(row["id"]),
            title,
            text,
            data,
            _plain(shape) if shape else "",
            style_of=look,
            days=days,
            visible=not hidden,
        )

    def _errors(self, frame: gpd.GeoDataFrame) -> Iterator[str]:
        """Discs of the location error, each shown once it is wider than its symbol."""
        if "uncertainty_m" not in frame:
            return
        discs = []
        names = frame["name_fr" if self.lang == "fr" else "name_en"]
        for name, shape, error in zip(
            names, frame.geometry, frame["uncertainty_m"], strict=True
        ):
            radius = _number(error)
            point = geometry.anchor(shape)
            if point is None or math.isnan(radius) or radius > 100_000:
                continue
            disc = geometry.circle(point, radius, sides=48)
            west, south, east, north = disc.bounds
            if west < -180 or east > 180:
                continue  # KML has no ring over the antimeridian
            discs.append(
                f"<Placemark><name>{_xml(str(name))}</name><styleUrl>#error</styleUrl>"
                f"<Region><LatLonAltBox><north>{north:.5f}</north><south>{south:.5f}</south>"
                f"<east>{east:.5f}</east><west>{west:.5f}</west></LatLonAltBox><Lod>"
                f"<minLodPixels>{2 * style.HALO.least_px:g}</minLodPixels></Lod></Region>"
                f"{_plain(shapely.set_precision(disc, 0.00001))}</Placemark>"
            )
        if discs:
            yield "<Folder>"
            yield f"<name>{_xml(self._say('error'))}</name>"
            yield from discs
            yield "</Folder>"

    # Placemarks -------------------------------------------------------------------------

    def _placemark(
        self,
        layer: str,
        key: str,
        title: str,
        text: str,
        data: str,
        shape: str,
        *,
        style_of: str,
        days: tuple[str, str] | None,
        visible: bool,
    ) -> Iterator[str]:
        yield f'<Placemark id="{_xml(_id(layer, key))}">'
        yield f"<name>{_xml(title)}</name>"
        if not visible:
            yield "<visibility>0</visibility>"
        yield f"<description>{_xml(text)}</description>"
        if days:
            begin, end = days
            inside = f"<begin>{begin}</begin>" if begin else ""
            inside += f"<end>{end}</end>" if end else ""
            yield f"<TimeSpan>{inside}</TimeSpan>"
        yield f"<styleUrl>#{style_of}</styleUrl>"
        yield data
        if shape:
            yield shape
        yield "</Placemark>"

    def _data(self, frame: gpd.GeoDataFrame) -> list[str]:
        """The columns of each row as ``ExtendedData``; unknown ones are left out."""
        name = _xml(str(frame.attrs["name"]))
        rows: list[list[str]] = [[] for _ in range(len(frame))]
        for column in frame.columns:
            if column == "geometry":
                continue
            head = f'<SimpleData name="{_xml(str(column))}">'
            cells = frame[column]
            kind = cells.dtype.kind
            known = (cells.notna() & (cells != "")).fillna(False).tolist()
            for row, cell, told in zip(rows, cells.tolist(), known, strict=True):
                if not told:
                    continue
                if kind == "b":
                    said = "1" if cell else "0"
                elif kind == "M":
                    said = str(cell)[:10]
                elif isinstance(cell, float):
                    said = f"{cell:g}" if cell.is_integer() else repr(cell)
                else:
                    said = _xml(str(cell))
                row.append(f"{head}{said}</SimpleData>")
        return [
            f'<ExtendedData><SchemaData schemaUrl="#{name}">{"".join(row)}</SchemaData>'
            "</ExtendedData>"
            for row in rows
        ]

    def _facts(self, facts: Iterable[tuple[str, str]]) -> str:
        return "".join(
            f"<b>{_html(name)}</b>: {_html(words_of)}<br>" for name, words_of in facts
        )

    def _time_words(self, when: str, *, undated: bool) -> str:
        if undated:
            return f"<p>{_html(self._say('undated'))}</p>"
        return f"<p><b>{_html(self._say('when'))}</b>: {_html(words.date(when, self.lang))}</p>"

    def _claims(self, own: str, wider: str) -> str:
        keys = [one for one in own.split("; ") if one]
        if not keys and not wider:
            return f"<p>{_html(self._say('no-claims'))}</p>"
        told = "".join(map(self._claim_words, keys))
        text = f"<h4>{_html(self._say('claims'))} ({len(keys)})</h4><ul>{told}</ul>"
        if wider:
            count = len(wider.split("; "))
            text += f"<p>{_html(self._say('wider', n=count))}</p>"
        return text

    def _claim_words(self, key: str) -> str:
        if key not in self._told:
            who, stance, when, summary, source, url, claim = self._claim[key]
            date = words.date(when, self.lang) if when else self._say("no-date")
            head = self._say("speaker", who=who, stance=stance, when=date)
            where = _html(f"{source} [{claim}]")
            if _WEB.fullmatch(url):
                where = f'<a href="{escape(url)}">{where}</a>'
            self._told[key] = (
                f"<li><b>{_html(head)}</b><br>{_html(summary)}<br><small>{where}</small></li>"
            )
        return self._told[key]


# --- words ----------------------------------------------------------------------------


def _xml(text: str) -> str:
    """``text`` for an element or attribute; what XML cannot hold is left out."""
    return escape(_CONTROLS.sub("", text))


def _html(text: object) -> str:
    """``text`` as words of a balloon: no markup, and no ``$[field]`` of KML."""
    return escape(str(text)).replace("$[", "$&#91;")


def _id(layer: str, key: str) -> str:
    """An id that is an XML name and unique in the document."""
    return f"{layer}.{re.sub(r'[^A-Za-z0-9_.-]', '_', key)}"


def _kind(kind: object) -> str:
    return str(kind) if str(kind) in _SYMBOLS else str(Place.CITY)


def _kinds(layers: Layers, names: Sequence[str]) -> list[str]:
    """Kinds of the places of these layers, in the order of the style table."""
    found = {
        _kind(kind)
        for name in names
        if "uncertainty_m" in layers[name]
        for kind in layers[name]["kind"]
    }
    return [kind for kind in _SYMBOLS if kind in found]


def _number(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):  # pandas' NA refuses to be a float
        return math.nan


def _days(row: Any) -> tuple[str, str] | None:
    """First and last day of a row as ISO 8601; ``None`` if neither is known."""
    begin, end = (
        "" if one != one or one is None else str(one)[:10]
        for one in (row["start"], row["end"])
    )
    return (begin, end) if begin or end else None


# --- shapes ---------------------------------------------------------------------------


def _drawn(shape: BaseGeometry, status: str, direction: str) -> str:
    """A line as strokes that say what it rests on, with an arrowhead if the way is known."""
    parts = [shapely.get_coordinates(one) for one in getattr(shape, "geoms", [shape])]
    lines: list[Array] = _strokes(parts, _STATUSES[status])
    lines += _head(parts, direction)
    if len(lines) == 1:
        return _line(lines[0])
    return "<MultiGeometry>" + "".join(map(_line, lines)) + "</MultiGeometry>"


def _strokes(parts: Sequence[Array], status: LegStatus) -> list[Array]:
    if status not in _PERIODS:
        return list(parts)
    strokes, gap = style.DASHES[status].strokes_px
    share = _DOT if style.DASHES[status].round_ends else strokes / (strokes + gap)
    lengths = [_lengths(one) for one in parts]
    period = sum(one[-1] for one in lengths) / _PERIODS[status]
    drawn = []
    for part, along in zip(parts, lengths, strict=True):
        count = max(1, round(along[-1] / period)) if period else 1
        step = along[-1] / count
        # Strokes begin and end half a gap inside, so that parts join without a blot.
        starts = (np.arange(count) + (1 - share) / 2) * step
        for start in starts:
            drawn.append(_between(part, along, start, start + share * step))
    return drawn


def _lengths(points: Array) -> Array:
    """Distance along a line at each point, in degrees of latitude."""
    middle = np.radians((points[1:, 1] + points[:-1, 1]) / 2)
    steps = np.hypot(np.diff(points[:, 0]) * np.cos(middle), np.diff(points[:, 1]))
    return np.concatenate([[0.0], np.cumsum(steps)])


def _between(points: Array, along: Array, start: float, end: float) -> Array:
    inner = (along > start) & (along < end)
    ends = [
        [np.interp(one, along, points[:, 0]), np.interp(one, along, points[:, 1])]
        for one in (start, end)
    ]
    return np.vstack([ends[0], points[inner], ends[1]])


def _head(parts: Sequence[Array], direction: str) -> list[Array]:
    """Two barbs near the middle of the way; closed if a source states the way."""
    if direction not in (Direction.REPORTED, Direction.LIKELY):
        return []
    lengths = [_lengths(one) for one in parts]
    total = sum(one[-1] for one in lengths)
    goal, at = 0.55 * total, 0
    while at < len(parts) - 1 and goal > lengths[at][-1]:
        goal -= lengths[at][-1]
        at += 1
    back = max(goal - _HEAD * total, 0.0)
    tail, tip = _between(parts[at], lengths[at], back, max(goal, back + 1e-9))[[0, -1]]
    flat = np.array([math.cos(math.radians(tip[1])), 1.0])
    way = (tip - tail) * flat
    reach = float(np.hypot(*way))
    if reach == 0:
        return []
    way *= _HEAD * total / reach
    side = np.array([-way[1], way[0]]) * 0.45
    left, right = (tip + (-way + one) / flat for one in (side, -side))
    barbs = (
        [left, tip, right, left]
        if direction == Direction.REPORTED
        else [left, tip, right]
    )
    return [np.array(barbs)]


def _line(points: Array) -> str:
    cells = " ".join(f"{lon:.5f},{lat:.5f}" for lon, lat in points.tolist())
    return (
        f"<LineString><tessellate>1</tessellate><coordinates>{cells}</coordinates>"
        "</LineString>"
    )


def _ring(points: Any) -> str:
    cells = " ".join(f"{lon:.10g},{lat:.10g}" for lon, lat in points)
    return f"<LinearRing><coordinates>{cells}</coordinates></LinearRing>"


def _plain(shape: Any) -> str:
    """A shape as it is."""
    if shape.geom_type == "Point":
        (lon, lat), *_ = shape.coords
        return f"<Point><coordinates>{lon:.10g},{lat:.10g}</coordinates></Point>"
    if shape.geom_type == "LineString":
        cells = " ".join(f"{lon:.10g},{lat:.10g}" for lon, lat in shape.coords)
        return (
            f"<LineString><tessellate>1</tessellate><coordinates>{cells}</coordinates>"
            "</LineString>"
        )
    if shape.geom_type == "Polygon":
        shape = shapely.orient_polygons(shape)
        inner = "".join(
            f"<innerBoundaryIs>{_ring(one.coords)}</innerBoundaryIs>"
            for one in shape.interiors
        )
        return (
            f"<Polygon><outerBoundaryIs>{_ring(shape.exterior.coords)}</outerBoundaryIs>"
            f"{inner}</Polygon>"
        )
    return "<MultiGeometry>" + "".join(map(_plain, shape.geoms)) + "</MultiGeometry>"


# --- pictures -------------------------------------------------------------------------


def _icon_name(kind: str) -> str:
    return f"files/{kind}.png"


def _icons(layers: Layers, names: Sequence[str]) -> dict[str, bytes]:
    """One picture for each kind of place, 40 pixels wide, as the page draws it."""
    icons = {}
    for kind in _kinds(layers, names):
        symbol = _SYMBOLS[kind]
        shape = affine_transform(shape_of(symbol.path), [1.5, 0, 0, 1.5, 2, 2])
        canvas = Canvas(40, 40)
        canvas.fill(shape.buffer(2.2), style.PAPER)
        canvas.fill(shape, style.INK)
        if symbol.hollow:
            canvas.fill(shape.buffer(-3), style.PAPER)
        icons[_icon_name(kind)] = canvas.png()
    return icons


_ROW = 18
_TEXT = 9.0


def legend(layers: Layers, names: Sequence[str]) -> bytes:
    """The legend as a PNG: colours, strokes, arrowheads, widths and symbols."""
    lang = layers.lang
    rows: list[tuple[str, Any]] = []
    if LEGS in names:
        held = set(layers[LEGS]["theme"])
        rows.append(("head", _WORDS["legend-colour"][lang == "fr"]))
        rows += [("theme", theme) for theme in style.ORDER if str(theme) in held]
        rows.append(("head", words.say("legend-dash", lang)))
        rows += [("status", status) for status in style.DASHES]
        rows.append(("head", words.say("legend-arrow", lang)))
        rows += [("arrow", direction) for direction in style.ARROWS]
        rows.append(("head", words.say("legend-width", lang)))
        rows += [("width", width) for width in style.WIDTHS]
    kinds = _kinds(layers, names)
    if kinds:
        rows.append(("head", _WORDS["places"][lang == "fr"]))
        rows += [("kind", alike) for alike in _alike(kinds)]
    texts = [_legend_words(kind, what, lang) for kind, what in rows]
    wide = max((text_width(one, _TEXT) for one in texts), default=80)
    canvas = Canvas(int(wide) + 84, _ROW * len(rows) + 16, style.PAPER, 0.92)
    for at, ((kind, what), text) in enumerate(zip(rows, texts, strict=True)):
        y = 8 + at * _ROW
        if kind == "head":
            canvas.words(text, 8, y + 4, _TEXT, style.INK)
            continue
        canvas.words(text, 70, y + 4, _TEXT, style.INK)
        _sample(canvas, kind, what, y + _ROW / 2)
    return canvas.png()


def _alike(kinds: Iterable[str]) -> list[list[str]]:
    """Kinds by the symbol that they share."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in kinds:
        found[_SYMBOLS[kind].id].append(kind)
    return list(found.values())


def _legend_words(kind: str, what: Any, lang: str) -> str:
    if kind == "head":
        return str(what)
    if kind == "width":
        return words.say(f"width-{what.id}", lang)
    if kind == "kind":
        return ", ".join(one.label(lang) for one in Place if str(one) in what)
    return str(what.label(lang))


def _sample(canvas: Canvas, kind: str, what: Any, y: float) -> None:
    if kind == "kind":
        symbol = _SYMBOLS[what[0]]
        shape = affine_transform(shape_of(symbol.path), [0.6, 0, 0, 0.6, 28, y - 7.2])
        canvas.fill(shape, style.INK)
        if symbol.hollow:
            canvas.fill(shape.buffer(-1.5), style.PAPER)
        return
    theme = what if isinstance(what, Theme) else Theme.MUNITIONS
    colour = style.COLOURS[theme] if kind == "theme" else style.INK
    width = what.width_px if kind == "width" else 2.6
    line = [np.array([[10.0, 0.0], [60.0, 0.0]])]
    if kind == "status" and what in _PERIODS:
        # As on the globe, but with as many strokes as 50 pixels can show.
        strokes, gap = style.DASHES[what].strokes_px
        share = _DOT if style.DASHES[what].round_ends else strokes / (strokes + gap)
        count = {24: 3, 36: 5, 60: 8}[_PERIODS[what]]
        step = 50 / count
        line = [
            np.array([[10 + i * step, 0.0], [10 + (i + share) * step, 0.0]])
            for i in range(count)
        ]
    if kind == "arrow":
        barbs = {Direction.REPORTED: 4, Direction.LIKELY: 3}.get(what, 0)
        tip = np.array([[31.0, -4.0], [40.0, 0.0], [31.0, 4.0], [31.0, -4.0]])
        if barbs:
            line.append(tip[:barbs])
    for points in line:
        shape = shapely.LineString(points + np.array([0.0, y]))
        canvas.fill(shape.buffer(width / 2, cap_style="flat"), colour)
