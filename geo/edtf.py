"""Dates as precise as their source: a small reader of EDTF (ISO 8601-2:2019).

Read are Levels 0 and 1 and the part of Level 2 that an atlas needs:

=====================  ================================================================
``2023-10-14``         a day; also with a time, ``2023-10-14T10:00:00Z``
``2023-10``, ``2023``  a month, a year; ``-0043`` and ``Y-12000`` are years too
``2023-23``            a season: 21-24 spring to winter, 25-28 the same of the northern
                       and 29-32 of the southern half of the earth, 33-36 quarters,
                       37-39 thirds, 40 and 41 halves of a year. A winter (a southern
                       summer) runs from December to the end of February that follows
``199X``, ``2023-XX``  unspecified digits, anywhere
``2023-10~``           approximate (``~``), uncertain (``?``), or both (``%``). Behind a
                       component, the mark is about it and what stands left of it; in
                       front of one, about that one only: ``2023?-07-25``, ``2023-~07``
``A/B``                from A to B. ``..`` is an open end ("since A, still so"),
                       nothing is an unknown end (``A/``: it ended, nobody says when)
(empty)                undated
=====================  ================================================================

**Doubt and duration.** A date means doubt: ``2023-08`` is *some time* in August. An
interval means duration: ``2023-08-01/2023-08-31`` is *all of* August. So a window that
holds three days of August meets the first *possibly*, the second *certainly*. The two
are read by one rule, from four days: the earliest and the latest possible start, the
earliest and the latest possible end (of a date, both are the same day somewhere in it).
Something is active in a window

* *certainly*, if the latest start is not after it and the earliest end not before it;
* *possibly*, if the earliest start is not after it and the latest end not before it;
* not at all otherwise.

A window whose last day comes before its first holds no day, and nothing is active in it.

An open end is later than every day. Spoken at some day, it is certain up to that day
only: ``active(text, start, end, as_of="2023-10-16")`` calls it *possible* after that.

**Margins.** A mark adds a margin on either side: one unit of the component it stands
at. ``2023-10~`` may be September to November, ``2023-10-14?`` the 13th to the 15th,
``2023?-07`` July 2022 to July 2024 (and, as we keep two ends only, the months between);
a season three months; a year with unspecified digits its own span (``199X~`` ten years
more on either side). ``%`` doubles it. *Strict* bounds leave margins out, *fuzzy*
bounds hold them, and :func:`active` reads the fuzzy ones.

Days are proleptic Gregorian; years before 1 and after 9999 are fine. Inside, a day is a
whole number, 1970-01-01 being 0. The module imports the standard library only, and
has a twin in JavaScript (``geo/web``); ``tests/edtf_table.json`` holds both to the
same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from math import inf
from typing import Literal

from geo.errors import DateError, shown

__all__ = [
    "Activity",
    "Bounds",
    "End",
    "Moment",
    "Span",
    "active",
    "bounds",
    "is_valid",
    "iso",
    "parse",
    "sort_key",
    "strongest",
    "written",
]

Moment = str | int | date
"""A day, month or year as a caller may give it: EDTF, a whole number, a ``date``."""

_LONGEST = 120  # characters; the longest sensible interval has about 60


def written(moment: object) -> str:
    """Write a :data:`Moment` as EDTF: a ``date`` as its day, 2023 as its year.

    >>> written(2023), written(date(2023, 8, 1)), written("2023-08")
    ('2023', '2023-08-01', '2023-08')

    Raises
    ------
    DateError
        If it is neither text, a whole number nor a date.
    """
    if isinstance(moment, str):
        return moment
    if isinstance(moment, datetime):  # a pandas.Timestamp is one too
        moment = moment.date()
    if isinstance(moment, date):
        return moment.isoformat()
    if isinstance(moment, int) and not isinstance(moment, bool):
        return f"{moment:04}"
    raise DateError(
        f"{shown(moment)} is no date: write '2023-08-15', '2023-08' or '2023'"
    )


class Activity(StrEnum):
    """What :func:`active` can answer."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    NO = "no"
    UNDATED = "undated"


class End(StrEnum):
    """What is known of one end of a date or interval."""

    KNOWN = "known"
    OPEN = "open"
    """``..``: it goes on, no end is meant."""
    UNKNOWN = "unknown"
    """Left empty: there is an end, nobody says when."""


@dataclass(frozen=True, slots=True)
class Span:
    """A parsed date or interval, in whole days since 1970-01-01.

    Ends without a day are ``-inf`` or ``inf``. Fields with ``start`` and ``end`` in
    their names hold margins; ``first`` and ``last`` do not.
    """

    kind: Literal["date", "interval"]
    first: float
    """Strict: the first day that the printed text allows."""
    last: float
    """Strict: the last day that the printed text allows."""
    earliest_start: float
    latest_start: float
    earliest_end: float
    latest_end: float
    start: End
    end: End
    precision: str
    """day, month, season, year, decade, century, millennium, age; for an interval the
    coarser one of its ends."""
    approximate: bool
    uncertain: bool
    unspecified: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days between which a date or interval lies, as ISO 8601 text.

    ``None`` means no day; :attr:`start` and :attr:`end` then say whether that end is
    open or unknown. Years outside 0000 to 9999 are printed with a sign and more digits.
    """

    strict_start: str | None
    """First day that the printed text allows."""
    strict_end: str | None
    """Last day that the printed text allows."""
    fuzzy_start: str | None
    """First day, with the margin of ``~``, ``?`` and ``%``."""
    fuzzy_end: str | None
    """Last day, with the margin."""
    certain_start: str | None
    """First day of the certain core of an interval; ``None`` if there is no core or it
    has no first day."""
    certain_end: str | None
    """Last day of the certain core."""
    certain: bool
    """Whether there is a core: days on which it holds, however the doubt falls."""
    start: End
    end: End
    kind: Literal["date", "interval"]
    precision: str
    approximate: bool
    uncertain: bool


# --- days -----------------------------------------------------------------------------


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if _leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01. ``datetime`` ends at the year 1; this does not."""
    # Years that begin in March put the leap day at the end (Hinnant's algorithm).
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def _calendar(number: int) -> tuple[int, int, int]:
    era, of_era = divmod(number + 719468, 146097)
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return (
        era * 400 + years + (month <= 2),
        month,
        of_year - (153 * shifted + 2) // 5 + 1,
    )


def iso(number: float) -> str:
    """Give the day ``number`` (days since 1970-01-01) as ISO 8601 text.

    >>> iso(0), iso(_number(-43, 3, 15))
    ('1970-01-01', '-0043-03-15')
    """
    year, month, day = _calendar(int(number))
    if 0 <= year <= 9999:
        return f"{year:04d}-{month:02d}-{day:02d}"
    return f"{'-' if year < 0 else '+'}{abs(year):04d}-{month:02d}-{day:02d}"


# --- one date -------------------------------------------------------------------------

_DATE = re.compile(
    r"(?P<ql>[?~%])?(?P<year>-?[0-9X]{4})(?P<qy>[?~%])?"
    r"(?:-(?P<qlm>[?~%])?(?P<month>[0-9X]{2})(?P<qm>[?~%])?"
    r"(?:-(?P<qld>[?~%])?(?P<day>[0-9X]{2})(?P<qd>[?~%])?)?)?"
)
_LONG_YEAR = re.compile(r"Y(?P<year>-?[1-9][0-9]{4,8})(?P<qy>[?~%])?")
_TIME = re.compile(
    r"(?P<date>-?[0-9]{4}-[0-9]{2}-[0-9]{2})T"
    r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|24:00:00|23:59:60)"
    r"(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?"
)

# First month and number of months.
_SEASONS = {
    **dict(zip(range(21, 25), ((3, 3), (6, 3), (9, 3), (12, 3)), strict=True)),
    **dict(zip(range(25, 29), ((3, 3), (6, 3), (9, 3), (12, 3)), strict=True)),
    **dict(zip(range(29, 33), ((9, 3), (12, 3), (3, 3), (6, 3)), strict=True)),
    **dict(zip(range(33, 37), ((1, 3), (4, 3), (7, 3), (10, 3)), strict=True)),
    **dict(zip(range(37, 40), ((1, 4), (5, 4), (9, 4)), strict=True)),
    **dict(zip(range(40, 42), ((1, 6), (7, 6)), strict=True)),
}

_PRECISION_OF_YEAR = ("year", "decade", "century", "millennium", "age")


@dataclass(frozen=True, slots=True)
class _Date:
    """First and last day without (``first``) and with margin (``early``)."""

    first: int
    last: int
    early: int
    late: int
    precision: str
    marks: str
    unspecified: bool


def _years(pattern: str) -> Iterator[int]:
    """Years that a pattern such as ``-19X4`` allows, lowest first."""
    sign = -1 if pattern.startswith("-") else 1
    digits = pattern.lstrip("-")
    numbers: list[int] = [0]
    for digit in digits:
        choices = range(10) if digit == "X" else (int(digit),)
        numbers = [ten * 10 + one for ten in numbers for one in choices]
    return iter(numbers if sign > 0 else [-one for one in reversed(numbers) if one])


def _allowed(pattern: str, last: int) -> list[int]:
    """Numbers from 1 to ``last`` that a two-place pattern such as ``1X`` allows."""
    return [
        one
        for one in range(1, last + 1)
        if all(p in ("X", d) for p, d in zip(pattern, f"{one:02d}", strict=True))
    ]


def _edges(
    year_pattern: str, month_pattern: str, day_pattern: str
) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """First and last day that exists and fits the three patterns."""
    months = _allowed(month_pattern, 12)

    def of_year(year: int) -> list[tuple[int, int]]:
        return [
            (month, day)
            for month in months
            for day in _allowed(day_pattern, _month_days(year, month))
        ]

    # Which days of a year fit depends only on whether the year is a leap year.
    fits = {False: of_year(2001), True: of_year(2000)}
    if not fits[True]:
        return None
    years = [year for year in _years(year_pattern) if fits[_leap(year)]]
    if not years:
        return None
    low, high = years[0], years[-1]
    return (low, *fits[_leap(low)][0]), (high, *fits[_leap(high)][-1])


def _shift(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """Move by whole months; the last day of a month stays the last day."""
    years, month0 = divmod(year * 12 + month - 1 + months, 12)
    length = _month_days(years, month0 + 1)
    keep_last = day == _month_days(year, month)
    return years, month0 + 1, length if keep_last else min(day, length)


def _season(year_pattern: str, number: int) -> tuple[tuple[int, int, int], ...]:
    years = list(_years(year_pattern))
    first_month, months = _SEASONS[number]
    first = (years[0], first_month, 1)
    last_year, last_month, _ = _shift(years[-1], first_month, 1, months - 1)
    return first, (last_year, last_month, _month_days(last_year, last_month))


def _fail(text: str, why: str) -> DateError:
    return DateError(f"{shown(text)} is no EDTF date: {why}")


def _date(text: str, whole: str) -> _Date:
    long_year = _LONG_YEAR.fullmatch(text)
    if long_year:
        number = int(long_year["year"])
        mark = {"year": long_year["qy"] or ""}
        return _with_margins((number, 1, 1), (number, 12, 31), "year", mark, 12, False)
    match = _DATE.fullmatch(text)
    if not match:
        raise _fail(whole, _why_not(text))
    year, month, day = match["year"], match["month"], match["day"]
    if year == "-0000":
        raise _fail(whole, "the year 0 has no sign, write 0000")
    marks = {
        "year": (match["ql"] or "") + (match["qy"] or ""),
        "month": (match["qlm"] or "") + (match["qm"] or ""),
        "day": (match["qld"] or "") + (match["qd"] or ""),
    }
    unknown_digits = len(year.lstrip("-")) - len(year.lstrip("-").rstrip("X"))
    year_months = 12 * 10**unknown_digits
    unspecified = "X" in text
    if month is not None and month.isdigit() and int(month) in _SEASONS:
        if day is not None:
            raise _fail(whole, f"a season ({month}) has no day")
        first, last = _season(year, int(month))
        return _with_margins(first, last, "season", marks, year_months, unspecified)
    edges = _edges(year, month or "XX", day or "XX")
    if edges is None:
        raise _fail(whole, _why_no_day(year, month, day))
    precision = _PRECISION_OF_YEAR[unknown_digits]
    if day is not None and day != "XX":
        precision = "day"
    elif month is not None and month != "XX":
        precision = "month"
    return _with_margins(*edges, precision, marks, year_months, unspecified)


def _with_margins(
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    precision: str,
    marks: dict[str, str],
    year_months: int,
    unspecified: bool,
) -> _Date:
    low, high = _number(*first), _number(*last)
    early, late = low, high
    # A season is the finest component of its date and counts three months.
    of_month = 3 if precision == "season" else 1
    for component, months in (("year", year_months), ("month", of_month)):
        mark = marks.get(component, "")
        if mark:
            margin = months * (2 if _doubled(mark) else 1)
            early = min(early, _number(*_shift(*first, -margin)))
            late = max(late, _number(*_shift(*last, margin)))
    mark = marks.get("day", "")
    if mark:
        margin = 2 if _doubled(mark) else 1
        early, late = min(early, low - margin), max(late, high + margin)
    return _Date(
        low, high, early, late, precision, "".join(marks.values()), unspecified
    )


def _doubled(mark: str) -> bool:
    return "%" in mark or ("?" in mark and "~" in mark)


def _why_not(text: str) -> str:
    """Guess what was meant; the answer ends the error message."""
    if text != text.strip() or " " in text:
        return "it holds a space"
    if re.fullmatch(r"[0-9]{4}/[0-9]{1,2}(/[0-9]{1,2})?", text):
        return "write 2023-08-15, with hyphens"
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}", text):
        return "write the year first, 2023-08-15"
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", text):
        return "months and days have two digits, 2023-08-05"
    if "x" in text:
        return "an unspecified digit is a capital X"
    if text[:1] in "[{":
        return "sets are not read; write an interval or two rows"
    if text.startswith("Y"):
        return "Y stands before years of five to nine digits"
    if re.fullmatch(r"[0-9]{8}", text):
        return "write 2023-08-15, with hyphens"
    if "T" in text:
        return "a time stands behind a full day and not in an interval"
    return "write 2023, 2023-08, 2023-08-15, 2023-08/2023-10 or 2023-08~"


def _why_no_day(year: str, month: str | None, day: str | None) -> str:
    if month is not None and not _allowed(month, 12):
        return f"there is no month {month}"
    if day is not None and not _allowed(day, 31):
        return f"there is no day {day}"
    return f"there is no such day ({year}-{month}-{day})"


# --- dates and intervals --------------------------------------------------------------

_COARSE = ("day", "month", "season", "year", "decade", "century", "millennium", "age")


@lru_cache(maxsize=16384)
def parse(text: str) -> Span:
    """Read an EDTF ``text`` into whole days.

    Raises
    ------
    DateError
        If it is no EDTF text of the kind this module reads; the message says why.
    """
    if len(text) > _LONGEST:
        raise _fail(text, f"it is longer than {_LONGEST} characters")
    if not text:
        raise _fail(text, "it is empty")
    timed = _TIME.fullmatch(text)
    if timed:
        text = timed["date"]
    if "/" not in text:
        one = _date(text, text)
        return Span(
            "date", one.first, one.last, one.early, one.late, one.early, one.late,
            End.KNOWN, End.KNOWN, one.precision, *_doubts(one.marks), one.unspecified,
        )  # fmt: skip
    parts = text.split("/")
    if len(parts) != 2:
        raise _fail(text, _why_not(text))
    if parts == ["", ""]:
        raise _fail(text, "both ends are empty")
    return _interval(text, parts[0], parts[1])


def _interval(text: str, left: str, right: str) -> Span:
    start, end = _end(left), _end(right)
    low = _date(left, text) if start is End.KNOWN else None
    high = _date(right, text) if end is End.KNOWN else None
    if low and high and low.first > high.last:
        raise _fail(text, "it ends before it begins")
    earliest_start = float(low.early) if low else -inf
    latest_end = float(high.late) if high else inf
    # Nothing ends before it starts, and nothing starts after it ends. With an unknown
    # end, that is all there is to know of it.
    latest_start = (
        float(low.late) if low else (-inf if start is End.OPEN else latest_end)
    )
    earliest_end = (
        float(high.early) if high else (inf if end is End.OPEN else earliest_start)
    )
    known = [one for one in (low, high) if one]
    return Span(
        kind="interval",
        first=low.first if low else -inf,
        last=high.last if high else inf,
        earliest_start=earliest_start,
        latest_start=min(latest_start, latest_end),
        earliest_end=max(earliest_end, earliest_start),
        latest_end=latest_end,
        start=start,
        end=end,
        precision=max(
            (one.precision for one in known), key=_COARSE.index, default="age"
        ),
        approximate=any(_doubts(one.marks)[0] for one in known),
        uncertain=any(_doubts(one.marks)[1] for one in known),
        unspecified=any(one.unspecified for one in known),
    )


def _end(text: str) -> End:
    if text == "..":
        return End.OPEN
    return End.KNOWN if text else End.UNKNOWN


def _doubts(marks: str) -> tuple[bool, bool]:
    return "~" in marks or "%" in marks, "?" in marks or "%" in marks


def is_valid(text: str) -> bool:
    """Whether ``text`` is an EDTF date or interval. Empty text is not one.

    >>> is_valid("2023-08/.."), is_valid("August 2023")
    (True, False)
    """
    try:
        parse(text)
    except DateError:
        return False
    return True


def bounds(text: str) -> Bounds:
    """Give the days between which an EDTF ``text`` lies.

    >>> bounds("2023-10~").strict_start, bounds("2023-10~").fuzzy_start
    ('2023-10-01', '2023-09-01')
    >>> bounds("2022-02/..").strict_end, bounds("2022-02/..").end
    (None, <End.OPEN: 'open'>)

    Raises
    ------
    DateError
        If it is no EDTF text. Empty text has no bounds and is an error too.
    """
    span = parse(text)
    certain = span.kind == "interval" and span.latest_start <= span.earliest_end
    return Bounds(
        strict_start=_text(span.first),
        strict_end=_text(span.last),
        fuzzy_start=_text(span.earliest_start),
        fuzzy_end=_text(span.latest_end),
        certain_start=_text(span.latest_start) if certain else None,
        certain_end=_text(span.earliest_end) if certain else None,
        certain=certain,
        start=span.start,
        end=span.end,
        kind=span.kind,
        precision=span.precision,
        approximate=span.approximate,
        uncertain=span.uncertain,
    )


def _text(number: float) -> str | None:
    return None if number in (inf, -inf) else iso(number)


def active(
    text: str, start: str | None = None, end: str | None = None, *, as_of: str = ""
) -> Activity:
    """Say whether something dated ``text`` is active between two days.

    Parameters
    ----------
    text
        EDTF date or interval of the thing; empty if undated.
    start, end
        First and last day of the window. A month or year means its first day as
        ``start`` and its last day as ``end``. ``None`` leaves that side open.
    as_of
        EDTF date on which the statement was made. An open end is certain up to it and
        possible afterwards. Left empty, an open end is certain for ever.

    >>> active("2023-08", "2023-08-10", "2023-08-12")
    <Activity.POSSIBLY: 'possibly'>
    >>> active("2023-08-01/2023-08-31", "2023-08-10", "2023-08-12")
    <Activity.CERTAINLY: 'certainly'>

    Raises
    ------
    DateError
        If one of the texts is no EDTF text.
    """
    if not text:
        return Activity.UNDATED
    span = parse(text)
    low = parse(start).first if start else -inf
    high = parse(end).last if end else inf
    if low > high or span.earliest_start > high or span.latest_end < low:
        return Activity.NO
    earliest_end = span.earliest_end
    if as_of and span.end is End.OPEN:
        earliest_end = max(parse(as_of).earliest_start, span.earliest_start)
    if span.latest_start <= high and earliest_end >= low:
        return Activity.CERTAINLY
    return Activity.POSSIBLY


def strongest(states: Iterable[Activity | str]) -> Activity:
    """Say what several statements make of the one thing that they are about.

    It is certainly active if one of them says so, else possibly if one does, else not.
    It is undated only if none of them has a date (or there is none): a thing of which
    a dated statement tells other days is not kept for one that tells no day.

    >>> strongest(["no", "possibly", "undated"])
    <Activity.POSSIBLY: 'possibly'>
    >>> strongest(["undated", "no"]), strongest(["undated"])
    (<Activity.NO: 'no'>, <Activity.UNDATED: 'undated'>)
    """
    found = set(map(str, states))
    order = (Activity.CERTAINLY, Activity.POSSIBLY, Activity.NO)
    return next((one for one in order if one in found), Activity.UNDATED)


def sort_key(text: str) -> tuple[int, float, float, str]:
    """Key that sorts by first day, then last day; undated and unreadable texts go last.

    >>> sorted(["", "2023-10", "2023", "2023-10-01"], key=sort_key)
    ['2023', '2023-10-01', '2023-10', '']

    Within one first day, the more precise date comes first.
    """
    if not is_valid(text):
        return (1, inf, inf, text)
    span = parse(text)
    return (0, span.first, span.last, text)
