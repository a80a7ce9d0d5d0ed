"""The chart of totals as stated: one mark a statement, nothing summed.

A mark stands at the day to which its speaker speaks, at the least that is stated (at
the most where there is no least). An arrow says that a bound is open, a bar what days
the date allows, a hollow mark that the figure is a capacity. A thin step joins two
statements of one speaker of which the later takes the place of the earlier, and no
other line joins any two marks. What is stated in words stands on a strip of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from itertools import pairwise
from math import ceil, floor, isnan, log10
from typing import TYPE_CHECKING

from geo import style, words
from geo.asof import stamp
from geo.chart_words import say, way
from geo.errors import ChoiceError, shown
from geo.sheet import (
    GREY,
    RULE,
    WIDTH,
    Box,
    Scale,
    Sheet,
    padded,
    settings,
)
from geo.statements import Statement, looks, plain, statements
from geo.tallies import totals_table
from geo.vocabulary import Counting, LinkKind, Unit
from geo.words import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from geo.atlas import Atlas

__all__ = ["stated_totals"]


def stated_totals(
    atlas: Atlas,
    *,
    unit: str = "container",
    direction: str = "DPRK>RU",
    lang: str = "en",
) -> Figure:
    """Draw running totals as stated over time: one mark a statement, by speaker.

    A capacity is hollow. Statements in words stand on a strip of their own. Statements
    without a day are named in the caption.

    Parameters
    ----------
    atlas
        An atlas, or its view as of a day.
    unit
        Word of :class:`~geo.vocabulary.Unit`: one unit a chart.
    direction
        ``FROM>TO`` as in the column of claims.
    lang
        ``en`` or ``fr``.

    Raises
    ------
    ChoiceError
        If there is no such unit or direction.
    MissingExtraError
        If matplotlib is not installed.
    """
    if unit and Unit.of(unit) is None:
        near = get_close_matches(unit, [str(one) for one in Unit], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ChoiceError(f"no unit {shown(unit)}{hint}")
    known = set(map(str, atlas.claims["direction"]))
    if direction in known:
        table = totals_table(atlas, unit=unit, direction=direction)
    else:  # an early view may not hold it yet; then nothing is reported
        table = totals_table(atlas, unit=unit).iloc[:0]
    table = table[table["counting"].isin([Counting.RUNNING_TOTAL, Counting.CAPACITY])]
    stated, undated = statements(atlas, table)
    with settings():
        return _Totals(atlas, stated, undated, unit, direction, lang).figure()


class _Totals:
    """The chart of totals on its way."""

    left, right, height = 76.0, 500.0, 380.0

    def __init__(
        self,
        atlas: Atlas,
        stated: list[Statement],
        undated: list[str],
        unit: str,
        direction: str,
        lang: str,
    ) -> None:
        self.atlas, self.lang, self.undated = atlas, lang, undated
        self.numbers = [one for one in stated if not isnan(one.value)]
        self.in_words = [one for one in stated if isnan(one.value)]
        self.looks = looks(stated)
        self.names = {one.speakers: one.name for one in stated}
        word = Unit.of(unit)
        self.unit = word.label(lang) if word else unit
        self.way = way(plain(direction), lang)
        title = say("totals-title", lang, unit=self.unit, way=self.way)
        self.sheet = Sheet(title, say("totals-about", lang))
        self.top = self.sheet.below + 22
        self.busy: list[Box] = []
        self.days = Scale(
            *padded([day for one in stated for day in (one.first, one.last)]),
            self.left,
            self.right,
        )

    def figure(self) -> Figure:
        if not self.numbers:
            y = self.top + 12
            said = say("no-quantity", self.lang)
            self.sheet.text(self.left, y, said, size=11, colour=GREY)
            bottom = y + 6
        if self.numbers or self.in_words:
            bottom = self.top + (self.height if self.numbers else 60)
            self._grid(bottom)
        if self.numbers:
            self._marks(bottom)
        below = self._strip(bottom + 18)
        keyed = self._legend()
        n = len(self.numbers) + len(self.in_words) + len(self.undated)
        key = "totals-caption" if n else "totals-none"
        caption = [say(key, self.lang, unit=self.unit, way=self.way, n=n)]
        if self.numbers:
            caption.append(say("side-by-side", self.lang))
        if self.undated:
            caption.append(say("undated", self.lang, ids=", ".join(self.undated)))
        return self.sheet.finish(
            max(below, keyed) + 10,
            caption,
            self.atlas.version,
            stamp(self.atlas, self.lang),
            self.lang,
        )

    def _grid(self, bottom: float) -> None:
        if self.numbers:
            self._amounts(bottom)
        self.sheet.time_axis(self.days, self.top, bottom, self.lang)

    def _amounts(self, bottom: float) -> None:
        """Draw the scale of amounts, from nothing to a round number above them all."""
        edges = [edge for one in self.numbers for edge in (one.least, one.most)]
        most = max(edge for edge in edges if not isnan(edge))
        step = _step(most)
        ticks = max(ceil(most * 1.06 / step), 1)
        self.amounts = Scale(0, step * ticks, bottom, self.top)
        unit = self.unit[:1].upper() + self.unit[1:]
        self.sheet.text(self.left, self.top - 10, unit, bold=True)
        for at in range(ticks + 1):
            y = self.amounts(at * step)
            self.sheet.line([self.left, self.right], [y, y], colour=RULE)
            text = number(at * step, self.lang)
            self.sheet.text(self.left - 6, y, text, size=7.5, across="right")

    def _marks(self, bottom: float) -> None:
        at = self._places()
        self._steps(at)
        for one in self.numbers:
            x, y = at[one.claim]
            self._dates(one, x, y)
            self._bounds(one, x, y)
            self._mark(one, x, y, *self.looks[one.speakers])
        edge = (self.left, self.top, self.right + 2, bottom)
        for one in self.numbers:
            self._label(one, *at[one.claim], edge)

    def _places(self) -> dict[str, tuple[float, float]]:
        """Place the marks; one that would hide another steps aside."""
        at = {}
        for one in self.numbers:
            y = self.amounts(one.value)
            high, low = y - 4.5, y + 4.5
            if isnan(one.most):
                high = y - 14
            elif isnan(one.least):
                low = y + 14
            else:
                high = min(high, self.amounts(one.most))
            x = self.days(one.day)
            for aside in (0, 9, -9, 18, -18, 27, -27, 36, -36):
                box = (x + aside - 4.5, high, x + aside + 4.5, low)
                if not any(_overlap(box, other) for other in self.busy):
                    break
            self.busy.append(box)
            at[one.claim] = (x + aside, y)
        return at

    def _line(self, xs: list[float], ys: list[float], hue: str, width: float) -> None:
        """Draw a line that labels keep off."""
        self.sheet.line(xs, ys, colour=hue, width=width)
        self._keep_off(xs, ys)

    def _keep_off(self, xs: list[float], ys: list[float]) -> None:
        for (a, b), (c, d) in pairwise(zip(xs, ys, strict=True)):
            self.busy.append(
                (min(a, c) - 1, min(b, d) - 1, max(a, c) + 1, max(b, d) + 1)
            )

    def _dates(self, one: Statement, x: float, y: float) -> None:
        """Draw the days that the date allows, and where the count ends."""
        hue = self.looks[one.speakers][1]
        if one.last - one.first > 1:
            low, high = self.days(one.first), self.days(one.last)
            self.sheet.bar(low, high, y, hue)
            self._keep_off([low, high], [y, y])
        if one.or_later:
            self.sheet.line([x, x + 22], [y, y], colour=hue, width=1.2, dash=(1, 2))
            self._keep_off([x, x + 22], [y, y])
        if not isnan(one.counted_to):
            back = max(self.days(one.counted_to), self.left)
            self.sheet.line([back, x], [y, y], colour=hue, width=0.7, dash=(1, 2))
            self.sheet.line([back, back], [y - 3, y + 3], colour=hue, width=1)
            self._keep_off([back, x], [y, y])

    def _bounds(self, one: Statement, x: float, y: float) -> None:
        """Draw how far the amount may reach."""
        hue = self.looks[one.speakers][1]
        if isnan(one.most):
            self.sheet.tick(x, y, hue, up=True)
        elif isnan(one.least):
            self.sheet.tick(x, y, hue, up=False)
        elif one.most > one.least:
            high = self.amounts(one.most)
            self._line([x, x], [y, high], hue, 1.2)
            self._line([x - 4, x + 4], [high, high], hue, 1.2)

    def _mark(self, one: Statement, x: float, y: float, shape: str, hue: str) -> None:
        gid = f"claim-{one.claim}"
        self.sheet.mark(x, y, shape, hue, hollow=one.capacity, gid=gid)
        if one.misreport:
            self.sheet.strike(x, y)
        if not one.happened:
            self.sheet.ring(x, y)

    def _steps(self, at: Mapping[str, tuple[float, float]]) -> None:
        """Join what one speaker replaces by a later statement, and nothing else."""
        speaker = {one.claim: one for one in self.numbers}
        self.stepped = False
        for link in self.atlas.claim_links.itertuples(index=False):
            new, old = speaker.get(str(link.claim)), speaker.get(str(link.other))
            if link.kind != LinkKind.SUPERSEDES or new is None or old is None:
                continue
            if new.speakers != old.speakers or new.capacity != old.capacity:
                continue
            (x0, y0), (x1, y1) = at[old.claim], at[new.claim]
            hue = self.looks[new.speakers][1]
            self._line([x0, x1, x1], [y0, y0, y1], hue, 0.8)
            self.stepped = True

    def _label(
        self,
        one: Statement,
        x: float,
        y: float,
        edge: Box,
    ) -> None:
        """Write the id of the claim where there is room near its mark."""
        size = 6.5
        wide = self.sheet.width(one.label, size)
        tried = [
            (x + dx if side > 0 else x - dx - wide, y + dy)
            for dy in (0.0, 7, -8, 14, -15, 21, -22, 28, -29, 36, -37, 44, -45)
            for side, dx in ((1, 8.0), (-1, 8.0))
        ]
        for left, middle in tried:
            box = (left - 1, middle - 4, left + wide + 1, middle + 4)
            inside = box[0] > edge[0] and box[2] < edge[2]
            inside &= box[1] > edge[1] and box[3] < edge[3]
            if inside and not any(_overlap(box, other) for other in self.busy):
                self.busy.append(box)
                if abs(middle - y) > 8:
                    near = left if left > x else left + wide
                    self.sheet.line([x, near], [y, middle], colour=GREY, width=0.4)
                self.sheet.text(left, middle, one.label, size=size)
                return

    def _strip(self, top: float) -> float:
        """Put statements in words on rows of their own, below the days."""
        if not self.in_words:
            return top
        sheet = self.sheet
        top += 22
        sheet.text(self.left, top, say("in-words", self.lang), bold=True)
        ends: list[float] = []
        for one in self.in_words:
            quoted = words.say("quoted", self.lang, words=one.printed)
            label = f"{one.label} {quoted}" if one.printed else one.label
            x, wide = self.days(one.day), self.sheet.width(label, 6.5)
            left = x + 8 if x + 8 + wide < self.right + 4 else x - 8 - wide
            begin = min(x - 6, left)
            lane = next((i for i, end in enumerate(ends) if end < begin), len(ends))
            ends[lane : lane + 1] = [max(x + 6, left + wide) + 4]
            y = top + 16 + 13 * lane
            shape, hue = self.looks[one.speakers]
            if one.last - one.first > 1:
                sheet.bar(self.days(one.first), self.days(one.last), y, hue)
            self._mark(one, x, y, shape, hue)
            sheet.text(left, y, label, size=6.5)
        return top + 16 + 13 * len(ends)

    def _legend(self) -> float:
        sheet, x = self.sheet, self.right + 22
        y = self.top - 10
        if self.looks:
            sheet.text(x - 4, y, say("speakers", self.lang), bold=True)
        y += 15
        for speaker, (shape, hue) in self.looks.items():
            sheet.mark(x, y, shape, hue)
            y = sheet.wrapped(x + 10, y, self.names[speaker], WIDTH - 12, 7.2, lines=2)
            y += 12.5
        y += 6
        every = [*self.numbers, *self.in_words]
        keys: list[tuple[bool, str, Callable[[float], None]]] = [
            (any(isnan(one.most) for one in self.numbers), "open",
             lambda y: self._sample(x, y, up=True)),
            (any(isnan(one.least) for one in self.numbers), "most",
             lambda y: self._sample(x, y, up=False)),
            (any(one.most > one.least for one in self.numbers), "range",
             lambda y: sheet.line([x, x], [y + 4, y - 4], width=1.2)),
            (any(one.last - one.first > 1 for one in every), "doubt",
             lambda y: sheet.bar(x - 7, x + 7, y, style.INK)),
            (any(one.or_later for one in every), "later",
             lambda y: sheet.line([x - 7, x + 7], [y, y], width=1.2, dash=(1, 2))),
            (any(not isnan(one.counted_to) for one in self.numbers), "counted",
             lambda y: self._counted(x, y)),
            (self.stepped if self.numbers else False, "step",
             lambda y: sheet.line([x - 7, x + 5, x + 5], [y + 3, y + 3, y - 4])),
            (any(one.capacity for one in every), "capacity",
             lambda y: sheet.mark(x, y, "o", style.INK, hollow=True)),
            (any(not one.happened for one in every), "unsure",
             lambda y: sheet.ring(x, y)),
            (any(one.misreport for one in every), "misreport",
             lambda y: sheet.strike(x, y)),
            (any("=" in one.relation for one in every), "same", lambda y: None),
            (any("⊂" in one.relation for one in every), "part", lambda y: None),
            (any(one.flagged for one in every), "flagged", lambda y: None),
        ]  # fmt: skip
        if any(there for there, _, _ in keys):
            sheet.text(x - 4, y, say("key", self.lang), bold=True)
            y += 15
        for there, key, sample in keys:
            if there:
                sample(y)
                indent = 0.0 if key in ("same", "part", "flagged") else 14.0
                words_of = say(f"key-{key}", self.lang)
                sheet.text(x - 4 + indent, y, words_of, size=7.2)
                y += 12.5
        return y

    def _sample(self, x: float, y: float, *, up: bool) -> None:
        start = y + (4.5 if up else -4.5)
        self.sheet.tick(x, start, style.INK, up=up, length=9)

    def _counted(self, x: float, y: float) -> None:
        self.sheet.line([x - 7, x + 7], [y, y], width=0.7, dash=(1, 2))
        self.sheet.line([x - 7, x - 7], [y - 3, y + 3], width=1)


def _step(most: float, ticks: int = 6) -> float:
    """Give a round step of 1, 2 or 5 that makes about ``ticks`` of ``most``."""
    rough = most / ticks if most > 0 else 1.0
    power = 10.0 ** floor(log10(rough))
    return next(power * one for one in (1, 2, 5, 10) if power * one >= rough)


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
