"""What one cell of a table, or one property of a place, may hold.

:func:`rule_of` gives the test for a column: a function from a cell that is not empty to
its faults, each a message and a hint. References are looked up in :class:`Known`. The
tests never raise, whatever the cell holds, and never look at other cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

from geo import edtf
from geo.errors import DateError, shown, unseen
from geo.tables import ABOUT, Column, Kind
from geo.vocabulary import VOCABULARIES

__all__ = [
    "CHOICES",
    "Country",
    "Fault",
    "Known",
    "countries",
    "items",
    "nearest",
    "number",
    "rule_of",
    "unseen_fault",
]

Fault = tuple[str, str]
"""A message and a hint (which may be empty)."""
Test = Callable[[str], list[Fault]]

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr "
    "cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn "
    "gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki "
    "kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml "
    "mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt "
    "qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te "
    "tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
    "zu"
)
LANGUAGES = frozenset(_ISO_639_1.split())
"""ISO 639-1."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DIGITS = re.compile(r"[0-9]+")
_IMO = re.compile(r"[0-9]{7}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https?://[^\s\"<>\\^`{|}\x00-\x20\x7f]+", re.IGNORECASE)


CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("conflicts", "severity"): ("A", "B", "C"),
    ("conflicts", "kind"): (
        "date", "number", "place", "identity", "stance", "wording", "scope",
    ),
    ("conflicts", "resolution"): ("open", "explained", "superseded"),
    ("events", "date_precision"): (
        "day", "month", "year", "decade", "inferred-year", "undated",
    ),
    ("vessels", "kind"): ("ship", "aircraft", "group of ships", "train"),
    ("indicators", "theme"): ("demand", "supply", "economy"),
    ("layer", "precision"): ("point", "area", "proxy", "unlocated"),
}  # fmt: skip
"""Columns of plain text that hold one of a few words all the same."""


class Country(TypedDict):
    """A country: its names, and the box it lies in."""

    name_en: str
    name_fr: str
    bbox: tuple[float, float, float, float]


@cache
def countries() -> dict[str, Country]:
    """Countries by ISO 3166-1 alpha-2 code, with their bounding boxes.

    A box is west, south, east, north in degrees; west of a box over the antimeridian is
    greater than its east. From Natural Earth 1:10m (public domain), rounded outwards to
    a tenth of a degree, overseas parts included. A disputed area may lie in two boxes:
    Crimea lies in that of Ukraine and in that of Russia.
    """
    path = Path(__file__).with_name("countries.json")
    found: dict[str, Country] = json.loads(path.read_text(encoding="utf-8"))
    return found


def items(cell: str) -> list[str]:
    """Give the items of a cell that holds several, separated by ``;``.

    >>> items("M001; M002")
    ['M001', 'M002']
    """
    return [item.strip() for item in cell.split(";")]


def number(cell: str) -> float | None:
    """Give the number in a cell; ``None`` if it holds none."""
    return float(cell) if _NUMBER.fullmatch(cell) else None


# difflib compares slowly; a file in which every reference is wrong needs no more hints.
_HINTS_AT_MOST = 200
_COMPARED_AT_MOST = 2000


def nearest(value: str, known: Iterable[str]) -> str:
    """Hint at the word of ``known`` nearest to ``value``; empty if none is near."""
    word = value[:100]
    choices = list(known)
    if len(choices) > _COMPARED_AT_MOST:
        start, length = word[:2].lower(), len(word)
        choices = [
            one
            for one in choices
            if one[:2].lower() == start and abs(len(one) - length) <= 2
        ][:_COMPARED_AT_MOST]
    near = get_close_matches(word, choices, n=1)
    if not near:
        folded = {one.casefold(): one for one in choices}
        near = get_close_matches(word.casefold(), list(folded), n=1)
        near = [folded[one] for one in near]
    if not near or _DIGITS.sub("", near[0]) == _DIGITS.sub("", word) != near[0]:
        return ""  # M190 is no slip for M130: numbered ids are all alike
    return f"did you mean {near[0]!r}?"


@dataclass(slots=True)
class Known:
    """What a reference may name: the ids of every table, of the sites and paths."""

    ids: dict[str, Collection[str]]
    """Ids by table name; ``site`` and ``path`` for those of the layers."""
    withdrawn: dict[str, str] = field(default_factory=dict)
    """Successor by withdrawn id; empty if there is none."""
    unsure: frozenset[str] = frozenset()
    """Tables that could not be read to the end: an unknown id may stand in the rest."""
    hints_left: int = _HINTS_AT_MOST

    def fault(self, table: str, value: str) -> list[Fault]:
        """Faults of ``value`` as a reference to ``table``."""
        known = self.ids.get(table, ())
        if value in known or table in self.unsure:
            return []
        if value in self.withdrawn:
            successor = self.withdrawn[value]
            hint = (
                f"its successor is {successor!r}" if successor else "see withdrawn.csv"
            )
            return [(f"{_one(table)} {shown(value)} is withdrawn", hint)]
        return [(f"unknown {_one(table)} {shown(value)}", self._hint(value, known))]

    def _hint(self, value: str, known: Collection[str]) -> str:
        if self.hints_left <= 0:
            return ""
        self.hints_left -= 1
        return nearest(value, known)


def _one(table: str) -> str:
    return {"claim_links": "claim link"}.get(table, table.removesuffix("s"))


def rule_of(column: Column, known: Known) -> Test | None:
    """Give the rule for the cells of ``column``; ``None`` where any text is right."""
    if column.name == "language" and column.kind is Kind.TEXT:
        return lambda cell: _each(cell, _language)
    if column.words is not None:
        words = [str(word) for word in column.words]

        def one_word(word: str) -> list[Fault]:
            return [] if word in words else [_unknown_word(word, words)]

        several = column.kind is Kind.WORDS
        return (lambda cell: _each(cell, one_word)) if several else one_word
    if column.table is not None:
        table = column.table
        if column.kind is Kind.REFS:
            return lambda cell: _each(cell, lambda one: known.fault(table, one))
        if column.kind is Kind.WAY:
            return lambda cell: _each(
                cell, lambda one: known.fault(table, one.removeprefix("-"))
            )
        return lambda cell: known.fault(table, cell)
    if column.kind is Kind.ABOUT:
        return lambda cell: _each(cell, lambda one: _about(one, known))
    if column.kind is Kind.COUNTRY:
        return lambda cell: _each(cell, _country)
    return _TESTS.get(column.kind)


def _each(cell: str, test: Test) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    for item in items(cell):
        if not item:
            faults.append(
                (f"an empty item in {shown(cell)}", "items are separated by '; '")
            )
        elif item in seen:
            faults.append((f"{shown(item)} stands twice", ""))
        else:
            faults += test(item)
        seen.add(item)
    return faults


def _unknown_word(word: str, words: list[str]) -> Fault:
    hint = nearest(word, words)
    if not hint and len(words) <= 12:
        hint = f"one of {', '.join(words)}"
    return f"unknown word {shown(word)}", hint


def _about(item: str, known: Known) -> list[Fault]:
    kind, colon, name = item.partition(":")
    if not colon or kind not in ABOUT:
        hint = nearest(kind, ABOUT) if colon else "write kind:id, flow:rajin-dunai"
        return [
            (f"unknown kind in {shown(item)}", hint or f"one of {', '.join(ABOUT)}")
        ]
    home = ABOUT[kind]
    if home in VOCABULARIES:
        words = [str(word) for word in VOCABULARIES[home]]
        return [] if name in words else [_unknown_word(name, words)]
    return known.fault(home, name)


def unseen_fault(cell: str) -> list[Fault]:
    """Faults of a cell that holds a character nobody can see."""
    point = unseen(cell)
    return [(f"holds the invisible character {point}", "take it out")] if point else []


def _id(cell: str) -> list[Fault]:
    if _ID.fullmatch(cell):
        return []
    return [
        (f"{shown(cell)} is no id", "letters, digits, '-', '_' and '.', at most 100")
    ]


def _edtf(cell: str) -> list[Fault]:
    try:
        edtf.parse(cell)
    except DateError as error:
        message, _, hint = str(error).partition(": ")
        return [(message, hint)]
    return []


def _date(cell: str) -> list[Fault]:
    match = _DATE.fullmatch(cell)
    try:
        if match and date(int(match[1]), int(match[2]), int(match[3])):
            return []
    except ValueError:
        return [(f"{shown(cell)} is no day that exists", "")]
    return [(f"{shown(cell)} is no full date", "write YYYY-MM-DD")]


def _number(cell: str) -> list[Fault]:
    return (
        []
        if _NUMBER.fullmatch(cell)
        else [(f"{shown(cell)} is no number", _plain(cell))]
    )


def _integer(cell: str) -> list[Fault]:
    if _INTEGER.fullmatch(cell):
        return []
    return [(f"{shown(cell)} is no whole number", _plain(cell))]


def _plain(cell: str) -> str:
    plain = re.sub(r"[\s,'_  ]", "", cell[:40])
    return f"write {plain}" if _NUMBER.fullmatch(plain) else "digits and a point only"


def _url(cell: str) -> list[Fault]:
    if _URL.fullmatch(cell):
        try:
            parts = urlsplit(cell)
            if parts.hostname and not (parts.username or parts.password):
                parts.port  # noqa: B018 - raises for a port that is none
                return []
        except ValueError:  # brackets or a port that make no sense
            pass
    hint = (
        ""
        if cell.lower().startswith(("http://", "https://"))
        else "http:// or https://"
    )
    return [(f"{shown(cell)} is no web address", hint)]


def _flag(cell: str) -> list[Fault]:
    return (
        []
        if cell in ("yes", "no")
        else [(f"{shown(cell)} is neither 'yes' nor 'no'", "")]
    )


def _imo(cell: str) -> list[Fault]:
    if not _IMO.fullmatch(cell):
        return [
            (f"{shown(cell)} is no IMO number", "seven digits, nothing before them")
        ]
    check = sum(int(d) * w for d, w in zip(cell, range(7, 1, -1), strict=False)) % 10
    if check == int(cell[-1]):
        return []
    return [
        (
            f"IMO number {shown(cell)} has a wrong check digit",
            f"{cell[:6]} asks for {check}",
        )
    ]


def _sha256(cell: str) -> list[Fault]:
    if _SHA256.fullmatch(cell):
        return []
    return [(f"{shown(cell)} is no SHA-256", "64 digits 0-9 a-f")]


def _country(code: str) -> list[Fault]:
    if code in countries():
        return []
    names = {c["name_en"].casefold(): k for k, c in countries().items()}
    names |= {c["name_fr"].casefold(): k for k, c in countries().items()}
    names |= {"uk": "GB"}
    meant = names.get(code.casefold()) or (
        code.upper() if code.upper() in countries() else ""
    )
    hint = f"did you mean {meant!r}?" if meant else "ISO 3166-1, two capital letters"
    return [(f"unknown country code {shown(code)}", hint)]


def _language(code: str) -> list[Fault]:
    if code in LANGUAGES:
        return []
    return [(f"unknown language {shown(code)}", "ISO 639-1, two small letters")]


_TESTS: dict[Kind, Test] = {
    Kind.ID: _id,
    Kind.EDTF: _edtf,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.URL: _url,
    Kind.FLAG: _flag,
    Kind.IMO: _imo,
    Kind.SHA256: _sha256,
}
