"""Static maps and time lines with matplotlib, in the colours and words of the page.

::

    ax = plot_map(atlas, view="far-east", lang="fr")
    ax.figure.savefig("far-east.pdf")

Both draw on an ``Axes`` of yours or make one, and change no setting of matplotlib. The
map's axes are longitude and latitude in degrees (EPSG:4326), so that any GeoDataFrame
in that CRS can be plotted on top: ``frame.plot(ax=ax)``. Texts are drawn letter by
letter, never as mathematics. Needs the extra ``charts``.
"""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from shapely import LineString

from geo import edtf, style, words
from geo.asof import stamp
from geo.errors import ChoiceError, MissingExtraError, shown, visible
from geo.geometry import length_km
from geo.ground import basemap_folder, objects
from geo.lettering import SIZE_PX, Lettering
from geo.timeline import timeline
from geo.view import VIEWS, page_model
from geo.vocabulary import Direction, LegStatus, Stance, Theme, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geo.atlas import Atlas

_W = TypeVar("_W", bound=Word)

__all__ = ["plot_map", "plot_timeline"]

_STEPS = 10_000  # of a degree, as the model counts
_PT = 0.75  # points of a pixel
_NAME_PT = 6.5
_MARKERS = {
    "circle": "o", "small-circle": "o", "dot": "o", "diamond": "D", "square": "s",
    "terminal": "h", "station": "s", "junction": "P", "bridge": "X", "airport": "*",
    "triangle": "^", "triangle-down": "v", "house": "p", "area": "o", "bar": "_",
}  # fmt: skip
_SAID: dict[str, tuple[str, str]] = {
    "theme": ("Colour: theme", "Couleur : thème"),
    "status": ("Dash: what a leg rests on", "Tiret : sur quoi repose le tronçon"),
    "missing": ("no data set has the way", "aucune donnée n'a le tracé"),
    "time": ("Claims by what they date", "Affirmations selon ce qu'elles datent"),
    "certain": ("dated so by its speaker", "daté ainsi par le locuteur"),
    "open": ("open or unknown end", "fin ouverte ou inconnue"),
    "denial": ("denies, or cannot confirm", "dément, ou ne peut confirmer"),
    "undated": (
        "{n} claims are undated and not drawn",
        "{n} affirmations sans date ne sont pas figurées",
    ),
    "other": ("About no flow", "Sans flux"),
    "none": ("No claim is dated", "Aucune affirmation n'est datée"),
}  # fmt: skip


def _say(key: str, lang: str, **values: object) -> str:
    return _SAID[key][lang == "fr"].format(**values)


def _pyplot() -> Any:
    try:
        return importlib.import_module("matplotlib.pyplot")
    except ImportError as error:
        raise MissingExtraError(
            "a plot needs 'matplotlib', which is not installed;"
            " run: pip install 'tumen[charts]'; atlas.snapshot() needs nothing"
        ) from error


def _axes(ax: Axes | None, size: tuple[float, float]) -> Any:
    if ax is not None:
        return ax
    _, made = _pyplot().subplots(figsize=size, layout="constrained")
    return made


def _word(vocabulary: type[_W], value: str) -> _W:
    word = vocabulary.of(value)
    assert word is not None  # noqa: S101 - the atlas was checked
    return word


# --- the map --------------------------------------------------------------------------


def plot_map(
    atlas: Atlas,
    *,
    view: str = "default",
    lang: str = "en",
    ax: Axes | None = None,
    names: bool = True,
    legend: bool = True,
) -> Axes:
    """Draw what the page shows when it opens: lines, places, legend, scale, credits.

    Parameters
    ----------
    atlas
        What to draw; a part says in its title that it is one.
    view
        ``default``, ``far-east``, ``corridor`` or ``tikhoretsk``.
    lang
        ``en`` or ``fr``.
    ax
        Axes to draw on; new ones if left out.
    names, legend
        Whether places are named, and the colours and dashes explained.

    Returns
    -------
    matplotlib.axes.Axes
        Longitude and latitude in degrees; each line has the gid ``line-<id>``.

    Raises
    ------
    ChoiceError
        If ``lang`` or ``view`` is none of the choices, or the atlas has no such view.
    MissingExtraError
        If matplotlib is not installed.
    """
    model = page_model(atlas, lang=lang, view=view)
    views = {one["id"]: one["bounds"] for one in model["views"]}
    if view not in views:
        raise ChoiceError(
            f"view: this atlas has no place in {shown(view)}; it has"
            f" {', '.join(one for one in VIEWS if one in views)}"
        )
    (west, south), (east, north) = views[view]
    on = [line for line in model["lines"] if line["on"]]
    if view == "default":  # a curve may swing out of the box around its ends
        spans = [track for line in on for track, _ in _tracks(line, model)]
        if spans:
            every = np.concatenate(spans)
            west, south = (
                float(min(a, b))
                for a, b in zip((west, south), every.min(0), strict=True)
            )
            east, north = (
                float(max(a, b))
                for a, b in zip((east, north), every.max(0) + 1, strict=True)
            )
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    wide = 9.0
    high = max(3.0, min(8.0, wide * (north - south) * stretch / (east - west)))
    ax = _axes(ax, (wide, high + (1.2 if legend else 0.5)))
    ax.set_aspect(stretch)
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    ax.set_facecolor(style.SEA)
    seen = shapely.box(west, south, east, north)
    _draw_ground(ax, atlas, seen)
    for line in reversed(on):
        _draw_line(ax, line, model)
    sites = _draw_sites(ax, model, on, (west, south, east, north))
    _draw_scale(ax, (west, south, east, north))
    title = [model["title"], *([model["stamp"]] if model["stamp"] else [])]
    ax.set_title(
        "\n".join(map(visible, title)), loc="left", fontsize=10, parse_math=False
    )
    ax.set_xticks([])
    ax.set_yticks([])
    # The page's line of credits ends with its map software, which drew nothing here.
    ground = re.split(r"(?<=\.) (?:Map software|Logiciel)", model["attribution"])[0]
    ax.set_xlabel(
        f"{ground} {words.say('no-wrongdoing', lang)}"
        f" Tumen {model['version']} ({visible(model['data_version'])})",
        fontsize=6, loc="left", parse_math=False, wrap=True,
    )  # fmt: skip
    if legend:
        shown_lines = [
            line
            for line in on
            if any(
                seen.intersects(LineString(track))
                for track, _ in _tracks(line, model)
                if len(track) > 1
            )
        ]
        _explain(ax, shown_lines, lang)
    if names:
        _draw_names(ax, sites, on, model)
    return ax


def _points(steps: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.cumsum(np.array(steps, dtype=float).reshape(-1, 2), axis=0) / _STEPS


def _draw_ground(ax: Any, atlas: Atlas, seen: Any) -> None:
    folder = basemap_folder(atlas.root)
    if folder is None:
        return
    base = objects(folder / "basemap.json")
    west, _, east, _ = seen.bounds
    fine = (east - west) / 3000  # of a degree: less than a dot of a printed page
    for name, colour in (("land", style.LAND), ("lakes", style.SEA)):
        for _, _, shape in base.get(name, ()):
            for part in getattr(shape, "geoms", [shape]):
                if part.intersects(seen):
                    thin = part.simplify(fine)
                    ax.add_patch(_patch(part if thin.is_empty else thin, colour))
    for _, _, shape in base.get("boundaries", ()):
        for part in getattr(shape, "geoms", [shape]):
            if part.intersects(seen):
                ax.plot(*part.xy, color="#8d8883", linewidth=0.4, zorder=1)


def _patch(polygon: Any, colour: str) -> Any:
    path = importlib.import_module("matplotlib.path").Path
    patch = importlib.import_module("matplotlib.patches").PathPatch
    rings = [
        np.asarray(ring.coords)[:, :2]
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    codes = [
        [path.MOVETO, *[path.LINETO] * (len(ring) - 2), path.CLOSEPOLY]
        for ring in rings
    ]
    outline = path(np.concatenate(rings), np.concatenate(codes))
    return patch(
        outline, facecolor=colour, edgecolor="#8fa1ab", linewidth=0.4, zorder=0.5
    )


def _tracks(
    line: Mapping[str, Any], model: Mapping[str, Any]
) -> Iterable[tuple[Any, bool]]:
    """Stretches of a line in degrees, and whether the data have no way for them."""
    for piece in line["pieces"]:
        if "path" not in piece:
            yield _points(piece["c"]), len(line["pieces"]) > 1
            continue
        way = model["paths"][piece["path"].removeprefix("-")]
        track = _points(way["c"])
        yield (track[::-1] if piece["path"].startswith("-") else track), way["missing"]


def _draw_line(ax: Any, line: Mapping[str, Any], model: Mapping[str, Any]) -> None:
    colour = style.COLOURS[_word(Theme, line["theme"])]
    wide = next(one.width_px for one in style.WIDTHS if one.id == line["width"]) * _PT
    status = _word(LegStatus, line["status"])
    for track, missing in _tracks(line, model):
        dash = style.DASHES[LegStatus.SCHEMATIC if missing else status]
        pattern: Any = "-"
        if dash.strokes_px:
            pattern = (0, tuple(max(one, 0.2) / wide * _PT for one in dash.strokes_px))
        ax.plot(
            track[:, 0], track[:, 1], color=colour, linewidth=wide, linestyle=pattern,
            dash_capstyle="round" if dash.round_ends else "butt", zorder=3,
            gid=f"line-{line['id']}",
        )  # fmt: skip
    arrow = style.ARROWS[_word(Direction, line["direction"])]
    if arrow.filled is None:
        return
    whole = np.concatenate([track for track, _ in _tracks(line, model)])
    steps = np.hypot(*np.diff(whole, axis=0).T).cumsum()
    at = int(np.searchsorted(steps, steps[-1] * 0.6)) if len(steps) else 0
    (x0, y0), (x1, y1) = whole[at], whole[min(at + 1, len(whole) - 1)]
    ax.annotate(
        "", xy=(x1, y1), xytext=(x0, y0), zorder=4, annotation_clip=True,
        arrowprops={
            "arrowstyle": "-|>", "edgecolor": colour, "mutation_scale": 9 + wide,
            "shrinkA": 0, "shrinkB": 0, "linewidth": 0.8,
            "facecolor": colour if arrow.filled else style.PAPER,
        },
    )  # fmt: skip


def _draw_sites(
    ax: Any,
    model: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    bounds: tuple[float, float, float, float],
) -> list[Mapping[str, Any]]:
    """Draw the symbols; the sites drawn, the weightiest first."""
    west, south, east, north = bounds
    ends = {line[end] for line in lines for end in ("from", "to")}
    kinds = model["style"]["symbols"]
    drawn = []
    for site in sorted(
        model["sites"], key=lambda one: (one["id"] not in ends, one["rank"])
    ):
        if not site["at"] or not (site["on"] or site["id"] in ends):
            continue
        x, y = site["at"]
        if not (west <= x <= east and south <= y <= north):
            continue
        symbol = kinds.get(site["kind"], kinds["city"])
        ax.plot(
            [x], [y], linestyle="none", marker=_MARKERS.get(symbol["id"], "o"),
            markersize=symbol["size"] * _PT * 0.6, markeredgecolor=style.INK,
            markerfacecolor=style.PAPER if symbol["hollow"] else style.INK,
            markeredgewidth=0.8, zorder=5, gid=f"site-{site['id']}",
        )  # fmt: skip
        drawn.append(site)
    return drawn


def _draw_names(
    ax: Any,
    sites: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    model: Mapping[str, Any],
) -> None:
    """Name the places as the picture does: inside the frame, on no symbol and no name.

    The room depends on the size that the layout gives the axes, so this comes last.
    """
    ax.figure.draw_without_rendering()
    frame = ax.get_window_extent()
    # The letters of matplotlib are a little wider than those that are measured.
    point = ax.figure.dpi / 72
    unit = point * _NAME_PT * 1.1 / SIZE_PX  # dots to one of the pixels of `Lettering`
    room = Lettering(frame.width / unit, frame.height / unit)

    def seen(track: Any) -> list[tuple[float, float]]:
        dots = ax.transData.transform(track)
        return [
            ((x - frame.x0) / unit, (frame.y1 - y) / unit)
            for x, y in np.clip(dots, -1e5, 1e5)
        ]

    for line in lines:
        for track, _ in _tracks(line, model):
            if len(track) > 1:
                room.ink([seen(track)])
    spots = [seen([site["at"]])[0] for site in sites]
    for x, y in spots:
        room.keep_clear((x - 5, y - 5, x + 5, y + 5))
    # The bar of the scale stands in the corner.
    room.keep_clear((0, room.height * 0.9, room.width * 0.3, room.height))
    named: set[str] = set()
    outline = importlib.import_module("matplotlib.patheffects").withStroke(
        linewidth=1.6, foreground=style.PAPER
    )
    for site, spot in zip(sites, spots, strict=True):
        text = visible(site["label"])
        found = None if text in named else room.place(text, spot)
        if found is None:
            continue
        named.add(text)  # a port and its piers have one name
        left, top, right, bottom = found.box
        away = ((left + right) / 2 - spot[0], spot[1] - (top + bottom) / 2)
        if found.leader is not None:
            ends = [
                ax.transData.inverted().transform(
                    (frame.x0 + x * unit, frame.y1 - y * unit)
                )
                for x, y in found.leader
            ]
            ax.plot(*zip(*ends, strict=True), color=style.INK, linewidth=0.5, zorder=5)
        ax.annotate(
            text, site["at"], xytext=[one * unit / point for one in away],
            textcoords="offset points", ha="center", va="center",
            fontsize=_NAME_PT, color=style.INK, zorder=6, parse_math=False,
            annotation_clip=True, path_effects=[outline], gid=f"name-{site['id']}",
        )  # fmt: skip


def _draw_scale(ax: Any, bounds: tuple[float, float, float, float]) -> None:
    """A bar of a round length, true at its own latitude."""
    west, south, east, north = bounds
    x, y = west + (east - west) * 0.03, south + (north - south) * 0.05
    whole = length_km([(x, y), (x + (east - west) * 0.25, y)])
    unit = 10 ** math.floor(math.log10(whole))
    km = max(one * unit for one in (1, 2, 5) if one * unit <= whole)
    end = x + (east - west) * 0.25 * km / whole
    ax.plot(
        [x, end],
        [y, y],
        color=style.INK,
        linewidth=1.5,
        solid_capstyle="butt",
        zorder=6,
    )
    ax.annotate(
        f"{km:g} km", ((x + end) / 2, y), xytext=(0, 2), textcoords="offset points",
        fontsize=6.5, ha="center", color=style.INK, zorder=6, parse_math=False,
    )  # fmt: skip


def _explain(ax: Any, lines: Sequence[Mapping[str, Any]], lang: str) -> None:
    drawn = importlib.import_module("matplotlib.lines").Line2D
    rows: list[tuple[Any, str]] = []
    empty = (drawn([], [], linestyle="none"), "")

    def head(key: str) -> None:
        rows.append((drawn([], [], linestyle="none"), _say(key, lang)))

    themes = {line["theme"] for line in lines}
    if themes:
        head("theme")
    rows += [
        (drawn([], [], color=style.COLOURS[one], linewidth=2), one.label(lang))
        for one in style.ORDER
        if one in themes
    ]
    statuses = {line["status"] for line in lines}
    # Each part begins a column of its own.
    tall = max(1, math.ceil((len(rows) + len(statuses) + bool(statuses)) / 4))
    rows += [empty] * (-len(rows) % tall)
    if statuses:
        head("status")
    for one, dash in style.DASHES.items():
        if one in statuses:
            pattern: Any = (
                (0, tuple(max(n, 0.2) / 1.5 * _PT for n in dash.strokes_px))
                if dash.strokes_px
                else "-"
            )
            rows.append(
                (
                    drawn([], [], color=style.INK, linewidth=1.5, linestyle=pattern),
                    one.label(lang),
                )
            )
    rows += [empty] * (-len(rows) % tall)
    if rows:
        handles, labels = zip(*rows, strict=True)
        ax.legend(
            handles, labels, loc="upper left", bbox_to_anchor=(0, -0.06),
            ncols=len(rows) // tall,
            fontsize=6.5, frameon=False, borderaxespad=0, handlelength=3.2,
        )  # fmt: skip


# --- the time line --------------------------------------------------------------------


def plot_timeline(
    atlas: Atlas,
    *,
    lang: str = "en",
    ax: Axes | None = None,
    since: edtf.Moment | None = "2022",
) -> Axes:
    """Draw each dated claim as a bar over the days it tells of, by theme of its flow.

    A bar is as long as the date is unsure; an end that is open or unknown fades into a
    triangle. What denies or cannot confirm stands in the same row, as a cross. Nothing
    is summed, and the undated are counted below.

    Parameters
    ----------
    atlas
        What to draw; a part says in its title that it is one.
    lang
        ``en`` or ``fr``.
    ax
        Axes to draw on; new ones if left out.
    since
        Year or day from which on time is shown; None: from the first date.

    Returns
    -------
    matplotlib.axes.Axes
        Time to the right; each bar has the gid ``claim-<id>``.

    Raises
    ------
    ChoiceError
        If ``lang`` is none of the choices, or ``since`` is no year or day.
    MissingExtraError
        If matplotlib is not installed.
    """
    rows = timeline(atlas, lang=lang)
    first: pd.Timestamp | None = None
    if since is not None:
        since = edtf.written(since)
        if not (since and edtf.is_valid(since) and edtf.bounds(since).strict_start):
            raise ChoiceError(f"since: {shown(since)} is no year or day")
        first = pd.Timestamp(str(edtf.bounds(since).strict_start))
    dated = rows[rows["start"].notna() | rows["end"].notna()]
    if first is not None:
        dated = dated[dated["end"].fillna(dated["start"]) >= first]
    ax = _axes(ax, (9.0, 6.0))
    ax.set_title(
        "\n".join(one for one in (_say("time", lang), visible(stamp(atlas, lang))) if one),
        loc="left", fontsize=10, parse_math=False,
    )  # fmt: skip
    groups = [str(theme) for theme in style.ORDER] + [""]
    lead = (
        dated["themes"].str.partition(";")[0].str.strip()
        if len(dated)
        else dated["themes"]
    )
    present = [one for one in groups if (lead == one).any()]
    height = 0.0
    ticks: list[tuple[float, str]] = []
    edges: list[float] = []
    least = max(6, len(dated) // 25)
    thick = max(
        0.35, min(1.6, 200 / max(len(dated), 1))
    )  # points, so that rows stay apart
    for theme in present:
        some = dated[(lead == theme).to_numpy()]
        colour = (
            style.COLOURS[_word(Theme, theme)]
            if theme
            else style.COLOURS[Theme.CONTEXT]
        )
        label = _word(Theme, theme).label(lang) if theme else _say("other", lang)
        room = max(len(some), least)
        ticks.append((height + room / 2, label))
        edges.append(height + room)
        for at, (key, row) in enumerate(some.iterrows()):
            _bar(
                ax, str(key), row, height + (at + 0.5) * room / len(some), colour, thick
            )
        height += room
    if present:
        ax.set_yticks(
            [at for at, _ in ticks], [label for _, label in ticks], fontsize=7
        )
        ax.set_ylim(height, 0)
        ax.xaxis_date()
        ax.tick_params(axis="x", labelsize=7)
        ax.grid(axis="x", color="#d9d6cc", linewidth=0.5)
        ax.set_axisbelow(True)
        if first is not None:
            ax.set_xlim(
                left=importlib.import_module("matplotlib.dates").date2num(first)
            )
        for edge in edges[:-1]:
            ax.axhline(edge, color="#d9d6cc", linewidth=0.5)
        drawn = importlib.import_module("matplotlib.lines").Line2D
        ax.legend(
            [
                drawn([], [], color=style.INK, linewidth=2),
                drawn([], [], color=style.INK, linestyle="none", marker=">", markersize=3),
                drawn([], [], color=style.INK, linestyle="none", marker="x", markersize=4),
            ],
            [_say(key, lang) for key in ("certain", "open", "denial")],
            loc="upper left", bbox_to_anchor=(0, -0.09), ncols=3, fontsize=7, frameon=False,
        )  # fmt: skip
    else:
        ax.text(0.5, 0.5, _say("none", lang), ha="center", transform=ax.transAxes)
        ax.set_axis_off()
    undated = int((rows["when"] == "").sum())
    ax.set_xlabel(
        f"{_say('undated', lang, n=words.number(undated, lang))}."
        f" {words.say('no-wrongdoing', lang)} Tumen ({visible(atlas.version)})",
        fontsize=6, loc="left", parse_math=False,
    )  # fmt: skip
    return ax


def _bar(
    ax: Any, key: str, row: pd.Series[Any], y: float, colour: str, thick: float
) -> None:
    start, end = row["start"], row["end"]
    doubt = row["stance"] in (Stance.DENIES, Stance.CANNOT_CONFIRM)
    here, there = (end if start is pd.NaT else start), (start if end is pd.NaT else end)
    if doubt:
        middle = here + (there - here) / 2
        ax.plot(
            [middle], [y], marker="x", markersize=4, color=style.INK, gid=f"claim-{key}"
        )
        return
    ax.plot([here, there], [y, y], color=colour, linewidth=thick, gid=f"claim-{key}",
            solid_capstyle="butt")  # fmt: skip
    if start is pd.NaT:
        ax.plot([here], [y], marker="<", markersize=3, color=colour)
    if end is pd.NaT:
        ax.plot([there], [y], marker=">", markersize=3, color=colour)
