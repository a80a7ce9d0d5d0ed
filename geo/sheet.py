"""Paper and pencil for the charts: a page of points, marks, lines and texts on it.

Everything that draws with matplotlib is here. Texts are drawn letter by letter, never
as markup, and measured in a font that comes with matplotlib. The user's own settings
have no say, so that the same strokes give the same bytes.
"""

from __future__ import annotations

import importlib
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as calendar_day
from typing import TYPE_CHECKING, Any

from geo import style, words
from geo.chart_words import say
from geo.errors import MissingExtraError
from geo.statements import DAYS, EPOCH, plain
from geo.vocabulary import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "EDGE",
    "GREY",
    "RULE",
    "WIDTH",
    "Box",
    "Scale",
    "Sheet",
    "as_bytes",
    "padded",
    "settings",
]

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle on a sheet."""

WIDTH = 720.0
"""Width of a sheet in points, as every length here."""
EDGE = 24.0
"""Empty edge at either side."""
GREY = style.COLOURS[Theme.CONTEXT]
"""Words that say that nothing is there."""
RULE = "#d9d6cc"
"""Rules and grids, below everything else."""
_SOFT = "#4a545c"
_FONT = "DejaVu Sans"  # comes with matplotlib, so texts measure the same everywhere
_FONTS = f"'{_FONT}', Verdana, sans-serif"
_SETTINGS: dict[str, Any] = {
    "font.family": [_FONT],
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "tumen",
    "figure.dpi": 100,
    "savefig.dpi": "figure",
    "path.simplify": False,
    "svg.image_inline": True,
}
_PNG_DPI = 200
_AS_LARGE = {"*": 1.55, "d": 1.15, "P": 1.15, "D": 0.9}


def _library(name: str) -> Any:
    """Import a part of matplotlib, or say how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            "charts need 'matplotlib', which is not installed;"
            " run: pip install 'tumen[charts]'"
        ) from error


@contextmanager
def settings() -> Iterator[None]:
    """Draw by our settings alone, whatever the user's own file says."""
    matplotlib = _library("matplotlib")
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        # A letter that the font lacks is text in an SVG, and a box in a PNG.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


_FAMILY = re.compile(rf"(<text [^>]*)'{_FONT}'")


def as_bytes(chart: Figure, form: str) -> bytes:
    """Give a chart as ``svg`` or ``png``: the same bytes each time, and no date."""
    out = io.BytesIO()
    title, _, about = str(chart.get_label()).partition("\n")
    with settings():
        if form == "png":
            about_it = {"Software": None, "Title": title, "Description": about}
            chart.savefig(out, format="png", dpi=_PNG_DPI, metadata=about_it)
            return out.getvalue()
        about_it = {"Title": title, "Description": about, "Date": None, "Creator": None}
        chart.savefig(out, format="svg", metadata=about_it)
    # Tags only: what stands in a text has no angle bracket left.
    return _FAMILY.sub(rf"\1{_FONTS}", out.getvalue().decode("utf-8")).encode()


class Sheet:
    """A page of :data:`WIDTH` points, y downwards, as long as what is put on it.

    ``below`` is where the chart itself may begin.
    """

    def __init__(self, title: str, about: str) -> None:
        figure = _library("matplotlib.figure").Figure(facecolor=style.PAPER)
        self._measure = _library("matplotlib.textpath").TextToPath()
        self._font = _library("matplotlib.font_manager").FontProperties
        self.axes: Axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.chart: Figure = figure
        self.title = title
        self.text(EDGE, 26, title, size=13, bold=True)
        self.below = 16 + self.wrapped(EDGE, 45, about, WIDTH - EDGE, 8.2, colour=_SOFT)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of a text in points."""
        font = self._font(family=_FONT, size=size, weight="bold" if bold else "normal")
        wide, _, _ = self._measure.get_text_width_height_descent(text, font, False)
        return float(wide)

    def fitted(self, text: str, room: float, size: float) -> str:
        """Give the text, cut with ``…`` where it would run on."""
        if self.width(text, size) <= room:
            return text
        while text and self.width(f"{text}…", size) > room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 8,
        colour: str = style.INK,
        across: str = "left",
        bold: bool = False,
    ) -> None:
        """Write one line, its middle at ``y``."""
        self.axes.text(
            x, y, text, fontsize=size, color=colour, ha=across, va="center_baseline",
            fontweight="bold" if bold else "normal", parse_math=False,
        )  # fmt: skip

    def slanted(self, x: float, y: float, text: str, size: float) -> None:
        """Write a head of a narrow column, rising from its foot."""
        self.axes.text(
            x, y, text, fontsize=size, color=style.INK, ha="left", va="bottom",
            rotation=25, rotation_mode="anchor", parse_math=False,
        )  # fmt: skip

    def wrapped(
        self,
        x: float,
        y: float,
        text: str,
        right: float,
        size: float,
        *,
        colour: str = style.INK,
        lines: int | None = None,
    ) -> float:
        """Write a text over several lines; give the middle of the last one."""
        rows = [""]
        for word in text.split(" "):
            longer = f"{rows[-1]} {word}".strip()
            if rows[-1] and x + self.width(longer, size) > right:
                rows.append(word)
            else:
                rows[-1] = longer
        if lines is not None and len(rows) > lines:
            rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
        for at, row in enumerate(rows):
            fitted = self.fitted(row, right - x, size)
            self.text(x, y + at * size * 1.35, fitted, size=size, colour=colour)
        return y + (len(rows) - 1) * size * 1.35

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str = style.INK,
        width: float = 0.8,
        dash: tuple[float, ...] = (),
        order: float = 2,
    ) -> None:
        """Draw a line; ``dash`` in points."""
        (drawn,) = self.axes.plot(
            xs, ys, color=colour, linewidth=width, solid_capstyle="butt", zorder=order
        )
        if dash:
            drawn.set_linestyle((0, tuple(one / width for one in dash)))
        if colour == RULE:
            drawn.set_zorder(1)

    def bar(self, low: float, high: float, y: float, hue: str) -> None:
        """Draw the days that a date allows: a line with ends."""
        self.line([low, high], [y, y], colour=hue, width=1.2)
        for x in (low, high):
            self.line([x, x], [y - 2.5, y + 2.5], colour=hue, width=1.2)

    def tick(
        self, x: float, y: float, hue: str, *, up: bool, length: float = 13
    ) -> None:
        """Draw an open bound: a short line that ends in a chevron."""
        end = y - length if up else y + length
        back = end + (3.5 if up else -3.5)
        self.line([x, x], [y, end], colour=hue, width=1.2)
        self.line([x - 3, x, x + 3], [back, end, back], colour=hue, width=1.2)

    def box(
        self, x: float, y: float, wide: float, high: float, hue: str, *, gid: str
    ) -> None:
        """Draw a filled rectangle."""
        shape = _library("matplotlib.patches").Rectangle
        self.axes.add_patch(
            shape((x, y), wide, high, facecolor=hue, edgecolor="none", gid=gid)
        )

    def mark(
        self,
        x: float,
        y: float,
        shape: str,
        hue: str,
        *,
        hollow: bool = False,
        size: float = 7,
        gid: str | None = None,
    ) -> None:
        """Draw one mark."""
        edge = hue if hollow or shape == "x" else style.PAPER
        self.axes.plot(
            [x], [y], linestyle="none", marker=shape, markersize=size * _AS_LARGE.get(shape, 1),
            markerfacecolor=style.PAPER if hollow else hue, markeredgecolor=edge,
            markeredgewidth=1.4 if hollow or shape == "x" else 0.6, zorder=3, gid=gid,
        )  # fmt: skip

    def strike(self, x: float, y: float) -> None:
        """Draw a stroke through a mark."""
        self.line([x - 7, x + 7], [y + 7, y - 7], width=1.1, order=4)

    def ring(self, x: float, y: float) -> None:
        """Draw a dotted ring around a mark."""
        circle = _library("matplotlib.patches").Circle
        ring = circle((x, y), 6.5, fill=False, edgecolor=style.INK, linewidth=0.9)
        ring.set_linestyle((0, (1, 1.5)))
        ring.set_zorder(4)
        self.axes.add_patch(ring)

    def time_axis(self, days: Scale, top: float, bottom: float, lang: str) -> None:
        """Draw months or years under the days, and a rule up to ``top`` at each."""
        self.line([days.start, days.end], [bottom, bottom], width=0.8)
        for day, label in _months(days, lang):
            x = days(day)
            self.line([x, x], [top, bottom], colour=RULE, width=0.6)
            self.line([x, x], [bottom, bottom + 3], width=0.8)
            self.text(x, bottom + 10, label, size=7.2, across="center")

    def finish(
        self, y: float, caption: Sequence[str], version: str, known: str, lang: str
    ) -> Figure:
        """Write the caption from ``y`` on and cut the page to its length.

        ``known`` is the stamp of a view as of a day, and empty for a whole atlas.
        """
        self.line([EDGE, WIDTH - EDGE], [y, y], colour=RULE)
        seal = say("data", lang, version=plain(version))
        sealed = f"{seal}. {known}." if known else f"{seal}."
        y += 13
        text = " ".join([*caption, say("no-wrongdoing", lang)])
        y = self.wrapped(EDGE, y, text, WIDTH - EDGE, 7.2, colour=_SOFT) + 12
        self.text(EDGE, y, sealed, size=7.2, bold=True)
        y += 16
        self.axes.set_ylim(y, 0)
        self.chart.set_size_inches(WIDTH / 72, y / 72)
        self.chart.set_label(f"{self.title}\n{text} {sealed}")
        return self.chart


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to points."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Give the place of a value, in points."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def _months(days: Scale, lang: str) -> Iterator[tuple[float, str]]:
    """Give firsts of months or years within the scale, at most eight, with words."""
    first, last = (
        calendar_day.fromordinal(int(min(max(one, DAYS[0]), DAYS[1])) + EPOCH)
        for one in (days.low, days.high)
    )
    begin, end = first.year * 12 + first.month, last.year * 12 + last.month - 1
    step = 1
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12000):
        if (end - begin) // step < 8:
            break
    for month in range(-(-begin // step) * step, end + 1, step):
        year, of_year = divmod(month, 12)
        if 1 <= year <= 9999:
            day = calendar_day(year, of_year + 1, 1).toordinal() - EPOCH
            cell = f"{year:04}" if step >= 12 else f"{year:04}-{of_year + 1:02}"
            yield float(day), words.date(cell, lang)


def padded(days: Sequence[float]) -> tuple[float, float]:
    """Give the first and last of the days, with some room around them."""
    if not days:
        return (0.0, 365.0)
    low, high = min(days), max(days)
    more = max((high - low) * 0.06, 20)
    return (low - more, high + more)
