"""Charts of an atlas as pictures: the same colours and words as the page.

::

    save(stated_totals(atlas, unit="container", direction="DPRK>RU"), "totals.svg")
    save(draw("sightings", atlas, lang="fr"), "sightings.png")

A chart shows what claims state, mark by mark, and computes nothing: no line joins two
speakers, nothing is summed, and what is unknown is not drawn at zero. No meaning hangs
on colour alone. Texts from the data are drawn letter by letter, never as markup.

The same atlas gives the same bytes (PNG: on one version of matplotlib and Pillow). An
SVG holds its texts as text, and each mark has an id: ``claim-M079``.

Needs the extra ``charts``; matplotlib is imported by the first drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from geo import style
from geo.asof import stamp
from geo.chart_words import say
from geo.corroboration import corroboration as voices_of
from geo.errors import ChoiceError, OutputError, shown
from geo.sheet import (
    EDGE,
    GREY,
    RULE,
    WIDTH,
    Scale,
    Sheet,
    as_bytes,
    padded,
    settings,
)
from geo.stated import stated_totals
from geo.statements import days_allowed, plain
from geo.tallies import sightings_table, traffic_table
from geo.vocabulary import Outcome, Stance, Theme, Word
from geo.words import number
from geo.writing import write_bytes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from geo.atlas import Atlas

__all__ = [
    "CHARTS",
    "corroboration",
    "draw",
    "save",
    "sightings",
    "stated_totals",
    "traffic",
]


def draw(
    name: str,
    atlas: Atlas,
    *,
    unit: str = "container",
    direction: str = "DPRK>RU",
    lang: str = "en",
) -> Figure:
    """Draw the chart ``name`` of :data:`CHARTS`.

    ``unit`` and ``direction`` are of the chart ``totals`` only.

    Raises
    ------
    ChoiceError
        If there is no such chart, unit or direction.
    MissingExtraError
        If matplotlib is not installed.
    """
    if name == "totals":
        return stated_totals(atlas, unit=unit, direction=direction, lang=lang)
    if name not in CHARTS:
        near = get_close_matches(name, CHARTS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(CHARTS)}"
        raise ChoiceError(f"no chart {shown(name)}; {hint}")
    return CHARTS[name](atlas, lang=lang)


def save(chart: Figure, path: str | Path, *, force: bool = False) -> None:
    """Write a chart as SVG or PNG, by the suffix of ``path``; whole or not at all.

    Raises
    ------
    ChoiceError
        If the suffix is neither ``.svg`` nor ``.png``.
    OutputError
        If ``path`` exists and ``force`` is not set, its folder does not exist, or the
        disk refuses.
    """
    path = Path(path)
    form = path.suffix.lower().removeprefix(".")
    if form not in ("svg", "png"):
        raise ChoiceError(f"{path}: a chart is written as .svg or .png")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")
    if path.exists() and not force:
        raise OutputError(f"{path}: exists already; add --force to replace it")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist")
    write_bytes(path, as_bytes(chart, form), force=True)


# --- corroboration --------------------------------------------------------------------


def corroboration(atlas: Atlas, *, lang: str = "en") -> Figure:
    """Draw the independent voices behind each flow, with denials beside.

    Flows are grouped by theme, in the order and colours of the page.
    """
    counts = voices_of(atlas)
    flows = atlas.tables["flows"]
    with settings():
        title = say("corroboration-title", lang)
        sheet = Sheet(title, say("corroboration-about", lang))
        middle, y = 540.0, sheet.below + 24
        most = counts.reindex(flows.index).max()
        step = min(8.0, (WIDTH - EDGE - 16 - middle) / max(most["independent"], 1))
        back = min(7.0, 112 / max(most["denials"], 1))
        sheet.text(middle - 8, y - 14, say("denials", lang), bold=True, across="right")
        sheet.text(middle + 8, y - 14, say("voices", lang), bold=True)
        top = y - 6
        for theme in style.ORDER:
            rows = flows[flows["theme"] == theme]
            if rows.empty:
                continue
            y += 6
            sheet.text(
                EDGE, y, theme.label(lang), colour=style.COLOURS[theme], bold=True
            )
            y += 13
            found = counts.reindex(rows.index)
            order = found.assign(flow=found.index).sort_values(
                ["independent", "denials", "flow"], ascending=[False, False, True]
            )
            for key, row in order.iterrows():
                name = plain(rows.at[key, f"title_{lang}"])
                room = middle - 14 - back * _count(row["denials"]) - 14 - EDGE - 8
                sheet.text(EDGE + 8, y, sheet.fitted(name, room, 7.2), size=7.2)
                _voices(sheet, str(key), row, (middle, y), (back, step), theme, lang)
                y += 11.5
        sheet.line([middle, middle], [top, y - 2], colour=style.INK, width=0.8)
        caption = [say("corroboration-caption", lang), say("no-denial", lang)]
        if flows.empty:
            sheet.text(EDGE, y + 10, say("no-row", lang), colour=GREY)
            y += 24
        return _finish(sheet, atlas, y + 8, caption, lang)


def _voices(
    sheet: Sheet,
    flow: str,
    row: pd.Series,
    at: tuple[float, float],
    steps: tuple[float, float],
    theme: Theme,
    lang: str,
) -> None:
    (middle, y), (back, step) = at, steps
    voices, denials = _count(row["independent"]), _count(row["denials"])
    hue = style.COLOURS[theme]
    for one in range(denials):
        gid = f"denial-{flow}-{one + 1}"
        sheet.mark(middle - 8 - back * one, y, "x", style.INK, size=4.4, gid=gid)
    if denials:
        x = middle - 10 - back * denials
        sheet.text(x, y, number(denials, lang), size=7, across="right")
    for one in range(voices):
        gid = f"voice-{flow}-{one + 1}"
        sheet.mark(middle + 8 + step * one, y, "s", hue, size=5.5, gid=gid)
    if voices:
        x = middle + 8 + step * voices
        sheet.text(x, y, number(voices, lang), size=7)
    else:
        said = "no-row" if isnan(row["independent"]) else "no-voice"
        sheet.text(middle + 6, y, say(said, lang), size=6.5, colour=GREY)


# --- traffic --------------------------------------------------------------------------


def traffic(atlas: Atlas, *, sites: int = 40, lang: str = "en") -> Figure:
    """Draw how many claims and observations there are of the ``sites`` with the most.

    Stances stand side by side on one scale and in one colour: none weighs more.
    """
    table = traffic_table(atlas)
    some = table.head(sites)
    columns: list[Word] = [*Stance, *_OUTCOMES]
    fields = [str(word).replace("-", "_") for word in columns]
    with settings():
        sheet = Sheet(say("traffic-title", lang), say("traffic-about", lang))
        heads = [
            say(f"stance-{word}", lang)
            if isinstance(word, Stance)
            else word.label(lang)
            for word in columns
        ]
        most = [max(int(some[field].max()), 1) if len(some) else 1 for field in fields]
        first, gap, room = 232.0, 22.0, WIDTH - EDGE - 232.0 - 44
        scale = (room - gap * len(fields)) / sum(max(one, 5) for one in most)
        starts = [first]
        for one in most:
            starts.append(starts[-1] + max(one, 5) * scale + gap)
        top = sheet.below + 66
        seen_from = starts[len(Stance)]
        sheet.text(first, sheet.below + 6, say("claims", lang), bold=True)
        sheet.text(seen_from, sheet.below + 6, say("observations", lang), bold=True)
        for x, head in zip(starts, heads, strict=False):
            sheet.slanted(x + 2, top - 10, head, 6.8)
        y = top
        for key, row in some.iterrows():
            name = plain(row[f"name_{lang}"])
            sheet.text(
                first - 10, y, sheet.fitted(name, first - 10 - EDGE, 7.5), size=7.5,
                across="right",
            )  # fmt: skip
            for x, field in zip(starts, fields, strict=False):
                count = int(row[field])
                if count:
                    hue = style.INK if x < seen_from else style.COLOURS[Theme.DIPLOMACY]
                    gid = f"{field}-{key}"
                    sheet.box(x, y - 4, count * scale, 8, hue, gid=gid)
                    end = x + count * scale + 3
                    sheet.text(end, y, number(count, lang), size=6.8)
            y += 13
        for x in starts[:-1]:
            sheet.line([x, x], [top - 7, y - 6], colour=RULE)
        if table.empty:
            sheet.text(EDGE, y, say("no-row", lang), colour=GREY)
            y += 16
        n, every = number(len(some), lang), number(len(table), lang)
        caption = [say("traffic-caption", lang, n=n, all=every)]
        return _finish(sheet, atlas, y + 4, caption, lang)


# --- sightings ------------------------------------------------------------------------


_OUTCOMES: dict[Outcome, tuple[str, bool, str]] = {
    Outcome.SEEN: ("o", False, style.COLOURS[Theme.RETURN]),
    Outcome.INFERRED: ("D", False, style.COLOURS[Theme.TECHNOLOGY]),
    Outcome.NOTHING_SEEN: ("o", True, style.INK),
    Outcome.NOT_IMAGED: ("x", False, style.COLOURS[Theme.MUNITIONS]),
}
"""Shape, hollow, colour: told apart without colour."""
_LOOKS = {str(outcome): look for outcome, look in _OUTCOMES.items()}


def sightings(atlas: Atlas, *, lang: str = "en") -> Figure:
    """Draw when each vessel was looked for, with what came of it.

    A dashed bar is doubt (some day within it), a solid one a duration.
    """
    table = sightings_table(atlas)
    spans = [days_allowed(when) if when else None for when in table["when"]]
    known = [span for span in spans if span is not None]
    with settings():
        sheet = Sheet(say("sightings-title", lang), say("sightings-about", lang))
        left, right, top = 150.0, WIDTH - EDGE, sheet.below + 26
        edges = [day for span in known for day in span[:2]]
        days = Scale(*padded(edges), left, right)
        _outcome_key(sheet, sheet.below + 4, lang)
        y = top + 12
        ruled = []
        names = {str(key): plain(name) for key, name in atlas.vessels["name"].items()}
        looked = dict.fromkeys(
            str(vessel)
            for vessel, span in zip(table["vessel"], spans, strict=True)
            if span is not None
        )
        for vessel in looked:
            ruled.append(y - 9)
            room = left - 12 - EDGE
            sheet.text(EDGE, y, sheet.fitted(names[vessel], room, 7.8), size=7.8)
            mine = [at for at, key in enumerate(table["vessel"]) if key == vessel]
            y = 17 + _sighted(
                sheet, table.iloc[mine], [spans[at] for at in mine], days, y
            )
        for line in ruled:
            sheet.line([EDGE, right], [line, line], colour=RULE)
        if known:
            sheet.time_axis(days, top, y - 9, lang)
            y += 22
        others = [name for key, name in names.items() if key not in looked]
        if others or not names:
            said = say("no-sighting", lang, names=", ".join(others))
            y = sheet.wrapped(
                EDGE, y, said if others else say("no-row", lang), right, 7.8
            )
        undated = {
            str(key)
            for key, span in zip(table["observation"], spans, strict=True)
            if span is None
        }
        caption = [say("sightings-caption", lang)]
        if undated:
            ids = ", ".join(sorted(undated))
            caption.append(say("undated", lang, ids=ids))
        return _finish(sheet, atlas, y + 16, caption, lang)


def _outcome_key(sheet: Sheet, y: float, lang: str) -> None:
    x = EDGE + 4
    for outcome, (shape, hollow, hue) in _OUTCOMES.items():
        sheet.mark(x, y, shape, hue, hollow=hollow, size=6)
        label = outcome.label(lang)
        sheet.text(x + 9, y, label, size=7.5)
        x += 9 + sheet.width(label, 7.5) + 18
    for key, dash in (("key-lasting", ()), ("key-doubt", (2.0, 2.0))):
        sheet.line([x, x + 18], [y, y], width=1.6, dash=dash)
        label = say(key, lang)
        sheet.text(x + 23, y, label, size=7.5)
        x += 23 + sheet.width(label, 7.5) + 18


def _sighted(
    sheet: Sheet,
    rows: pd.DataFrame,
    spans: Sequence[tuple[float, float, bool] | None],
    days: Scale,
    y: float,
) -> float:
    """Draw the observations of one vessel on as many lanes as they need."""
    dated = [
        (span, row)
        for span, row in zip(spans, rows.itertuples(index=False), strict=True)
        if span is not None
    ]
    ends: list[float] = []
    for (first, last, _), row in sorted(
        dated, key=lambda pair: (pair[0][0], pair[0][1], str(pair[1].observation))
    ):
        low, high = days(first), days(last)
        x = (low + high) / 2
        begin, end = min(low, x - 4.5), max(high, x + 4.5)
        lane = next((i for i, used in enumerate(ends) if used <= begin), len(ends))
        ends[lane : lane + 1] = [end]
        at = y + 10.5 * lane
        shape, hollow, hue = _LOOKS[str(row.outcome)]
        if last - first > 1:
            dash = () if "/" in str(row.when) else (2.0, 2.0)
            sheet.line([low, high], [at, at], colour=hue, width=1.6, dash=dash)
        gid = f"sighting-{row.observation}-{row.vessel}"
        sheet.mark(x, at, shape, hue, hollow=hollow, size=6, gid=gid)
    return y + 10.5 * (len(ends) - 1)


CHARTS: dict[str, Callable[..., Figure]] = {
    "totals": stated_totals,
    "corroboration": corroboration,
    "traffic": traffic,
    "sightings": sightings,
}
"""Every chart by name."""


# --- small things ---------------------------------------------------------------------


def _finish(
    sheet: Sheet, atlas: Atlas, y: float, caption: Sequence[str], lang: str
) -> Figure:
    return sheet.finish(y, caption, atlas.version, stamp(atlas, lang), lang)


def _count(cell: float) -> int:
    return 0 if isnan(cell) else int(cell)
