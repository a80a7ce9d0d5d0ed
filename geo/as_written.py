"""Dates and amounts as people write them in a spreadsheet, in English or French.

What cannot be read without a guess is an error that says what would be clear; nothing
is rounded, and a date is never made more precise than it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from geo import edtf
from geo.errors import DateError, shown
from geo.vocabulary import Unit

__all__ = [
    "GROUPS",
    "KINDS",
    "SAID",
    "Amount",
    "amount",
    "day_first",
    "edtf_of",
    "plain",
    "unit_of",
]

_UNKNOWN = frozenset(
    [
        "?",
        "-",
        "--",
        "–",
        "—",
        ".",
        "n/a",
        "na",
        "nan",
        "none",
        "nil",
        "null",
        "unknown",
        "unk",
        "undated",
        "tbc",
        "tbd",
        "s.d.",
        "s/d",
        "nc",
        "inconnu",
        "inconnue",
        "indetermine",
        "neant",
    ]
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb fevrier fev fevr",
            "march mar mars", "april apr avril avr", "may mai", "june jun juin",
            "july jul juillet juil", "august aug aout", "september sep sept septembre",
            "october oct octobre", "november nov novembre", "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {
    "spring": 21, "printemps": 21, "summer": 22, "ete": 22,
    "autumn": 23, "fall": 23, "automne": 23, "winter": 24, "hiver": 24,
}  # fmt: skip
_ABOUT = re.compile(
    r"^(?:~|≈|c\.|ca\.?|circa|about|around|approx\.?|approximately|roughly|vers|environ)\s*"
)
_PART = re.compile(
    r"^(?:early|mid|late|beginning of|end of|debut|mi|fin|courant)[\s-]+(?:de\s+)?"
)
_SINCE = re.compile(r"^(?:since|from|after|starting|depuis|a partir de|apres)\s+")
_UNTIL = re.compile(
    r"^(?:until|till|up to|by|before|jusqu'?\s?(?:a|en|au)|avant|d'ici)\s+"
)
_BETWEEN = re.compile(
    r"^(?:between|from|entre|de|du)\s+(.+?)\s+(?:and|to|et|a|au)\s+(.+)$"
)
_RANGE = re.compile(r"^(.+?)\s*(?:\s-\s|–|—|\bto\b|\bau\b|\bà\b|/(?=\d{4}))\s*(.+)$")


def plain(words: object) -> str:
    """Lower case, without accents, spaces single: for comparing words.

    >>> plain("  Débutée en AOÛT ")
    'debutee en aout'
    """
    text = unicodedata.normalize("NFKD", str(words))
    text = "".join(one for one in text if not unicodedata.combining(one))
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def is_unknown(words: object) -> bool:
    """Whether a cell says in words that nothing is known."""
    return plain(words) in _UNKNOWN or not plain(words)


def day_first(cells: Iterable[object]) -> bool | None:
    """Whether dates like 14/10/2023 in a column begin with the day; ``None``: unclear.

    >>> day_first(["3/4/2023", "14/10/2023"])
    True
    """
    first = second = False
    for cell in cells:
        found = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})", plain(cell))
        if found:
            first |= int(found[1]) > 12
            second |= int(found[2]) > 12
    return None if first == second else first


def edtf_of(cell: object, *, first: bool | None = None) -> str:
    """Read a date, or an interval, as EDTF; empty where the cell says nothing.

    ``first`` says whether the day stands first in dates like 3/4/2023.

    Raises
    ------
    DateError
        If it cannot be read, or only with a guess.

    >>> edtf_of("Oct. 2023"), edtf_of("~ 14 août 2023"), edtf_of("Aug-Oct 2023")
    ('2023-10', '2023-08-14~', '2023-08/2023-10')
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = str(cell).strip()
    if edtf.is_valid(written) and written:
        return written
    text = plain(cell).replace("’", "'").rstrip(".")
    if is_unknown(text):
        return ""
    try:
        found = _when(text, first)
    except DateError as error:
        raise DateError(f"{shown(written)} {error}") from None
    if found is None or not edtf.is_valid(found):
        raise DateError(
            f"{shown(written)} is no date that can be read; write 2023-10-14, 2023-10, 2023,"
            " 14 Oct 2023, or two of them with '/' between"
        )
    return found


def _when(text: str, first: bool | None) -> str | None:
    one = _one(text, first)
    if one is not None:
        return one
    both = _BETWEEN.match(text) or _RANGE.match(text)
    if both:
        start, end = both[1].strip(), both[2].strip()
        last = _one(end, first)
        if last is not None:
            begin = _one(start, first)
            if begin is None or re.fullmatch(r"\d{1,2}", start):
                begin = _shared(start, end, first) or begin
            if begin is not None:
                return f"{begin}/{last}"
    hyphen = re.fullmatch(r"([a-z]+)\.?\s*-\s*([a-z]+)\.?,?\s+(\d{4})", text)
    if hyphen and hyphen[1] in _MONTHS and hyphen[2] in _MONTHS:
        year = hyphen[3]
        return f"{year}-{_MONTHS[hyphen[1]]:02}/{year}-{_MONTHS[hyphen[2]]:02}"
    years = re.fullmatch(r"(\d{4})\s*-\s*(\d{4})", text)
    if years:
        return f"{years[1]}/{years[2]}"
    for pattern, form in ((_SINCE, "{}/.."), (_UNTIL, "../{}")):
        begun = pattern.match(text)
        if begun:
            one = _one(text[begun.end() :].strip(), first)
            return None if one is None else form.format(one)
    return None


def _shared(start: str, end: str, first: bool | None) -> str | None:
    """``Aug`` of "Aug to Oct 2023", ``3`` of "3 to 9 October 2023"."""
    year = re.search(r"\d{4}", end)
    if year is None:
        return None
    if start.rstrip(".") in _MONTHS:
        return _one(f"{start} {year[0]}", first)
    return _one(re.sub(r"^\d{1,2}", start, end), first)


def _one(text: str, first: bool | None) -> str | None:
    about = _ABOUT.match(text)
    doubt = text.endswith("?") and len(text) > 1
    core = text[about.end() :] if about else text
    core = core.rstrip("?").strip() if doubt else core
    part = _PART.match(core)  # EDTF has no early or late: the whole is all it can say
    core = core[part.end() :] if part else core
    found = _bare(core, first)
    if found is None:
        return None
    mark = "%" if about and doubt else "~" if about else "?" if doubt else ""
    return found if "/" in found else found + mark


def _bare(text: str, first: bool | None) -> str | None:
    text = re.sub(r"[t ]0{1,2}:00(:00(\.0+)?)?(z|\+00:00)?$", "", text)
    text = re.sub(r"^(\d{4})\.0$", r"\1", text)  # how some programs write a year
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return text if edtf.is_valid(text) else None
    found = re.fullmatch(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?", text)
    if found:
        return _day(found[1], int(found[2]), found[3])
    found = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})", text)
    if found:
        one, two = int(found[1]), int(found[3])
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        if found[2] == ".":
            first = True  # nobody writes months first with points
        if one > 12 and two > 12:
            return None
        if one > 12 or two > 12:
            first = one > 12
        if first is None and one != two:
            raise DateError(
                f"can be {year}-{one:02}-{two:02} or {year}-{two:02}-{one:02}; say which"
                " stands first: day_first: true or false in the mapping"
            )
        day, month = (one, two) if first or one == two else (two, one)
        return _day(year, month, str(day))
    found = re.fullmatch(r"(\d{1,2})[/.](\d{4})", text)
    if found:
        return _day(found[2], int(found[1]), None)
    found = re.fullmatch(
        r"(?:q|t)([1-4])[\s/-]*(\d{4})|(\d{4})[\s/-]*(?:q|t)([1-4])", text
    )
    if found:
        year, quarter = found[2] or found[3], int(found[1] or found[4])
        return f"{year}-{3 * quarter - 2:02}/{year}-{3 * quarter:02}"
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=\d)(st|nd|rd|th|er|e)\b", "", text))
    words = [one for one in words if one not in ("of", "the", "de", "le", "in", "en")]
    if re.sub(r"[a-z0-9\s.,'/-]", "", text) or not 2 <= len(words) <= 3:
        return None
    numbers = [one for one in words if one.isdigit()]
    names = [one for one in words if not one.isdigit()]
    if len(names) != 1:
        return None
    years = [one for one in numbers if len(one) == 4]
    if not years and len(numbers) == 1 and len(numbers[0]) == 2 and len(words) == 2:
        years, numbers = [f"20{numbers[0]}"], [f"20{numbers[0]}"]  # Oct-23
    if len(years) != 1:
        return None
    rest = [one for one in numbers if one != years[0]]
    if names[0] in _SEASONS and not rest:
        return f"{years[0]}-{_SEASONS[names[0]]}"
    if names[0] not in _MONTHS or len(rest) > 1:
        return None
    return _day(years[0], _MONTHS[names[0]], rest[0] if rest else None)


def _day(year: str, month: int, day: str | None) -> str | None:
    text = f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
    return text if 1 <= month <= 12 and edtf.is_valid(text) else None


# --- amounts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written: bounds (empty: none stated), and its words."""

    least: str = ""
    most: str = ""
    printed: str = ""
    unit: str = ""


_NUMBER = r"\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_TIMES = {
    "k": 1_000, "thousand": 1_000, "mille": 1_000, "m": 1_000_000, "mn": 1_000_000,
    "million": 1_000_000, "millions": 1_000_000, "bn": 1_000_000_000,
    "billion": 1_000_000_000, "milliard": 1_000_000_000, "milliards": 1_000_000_000,
}  # fmt: skip
# 3m is three million; 3 m may be metres.
_FIGURE = (
    rf"({_NUMBER})((?:k|m)(?![a-z0-9])|\s*(?:thousand|mille|millions?|mn|bn|billion"
    r"|milliards?)(?![a-z0-9]))?(?![a-z0-9])"
)
_AT_LEAST = re.compile(
    r"^(?:>=?|≥|over|more than|at least|no fewer than|not less than|plus de|au moins|min\.?|minimum)\s*"
)
_AT_MOST = re.compile(
    r"^(?:<=?|≤|up to|at most|less than|fewer than|under|no more than|jusqu'a|moins de|au plus|max\.?|maximum)\s*"
)


def amount(cell: object, *, point_groups: bool = False) -> Amount:
    """Read an amount with the bounds that its words give; nothing known is empty.

    ``point_groups`` says that 1.000 is a thousand here.

    Raises
    ------
    ValueError
        If there are figures in it that cannot be read, or in more than one way.

    >>> amount("more than 1,000 containers")
    Amount(least='1000', most='', printed='more than 1,000 containers', unit='container')
    >>> amount("300–400"), amount("1.5 million shells").least
    (Amount(least='300', most='400', printed='300–400', unit=''), '1500000')
    >>> amount("300 (+/- 50) shells")
    Amount(least='250', most='350', printed='300 (+/- 50) shells', unit='shell')
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = _tidy(float(cell))
        return Amount(text, text)
    written = str(cell).strip()
    text = plain(cell).replace("\u202f", " ").replace("’", "'")
    if is_unknown(text):
        return Amount()
    low, high = _AT_LEAST.match(text), _AT_MOST.match(text)
    about = _ABOUT.match(text)
    if not re.search(r"\d", text):
        return Amount(printed=written)  # "several": said, and no number
    head = low or high or about
    core = text[head.end() :] if head else text
    core = re.sub(r"^(?:between|entre|from|de)\s+", "", core)
    if point_groups:
        core = re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", core)
    around = re.match(
        rf"{_FIGURE}\s*\(?\s*(?:\+\s*/?\s*-|±)\s*{_FIGURE}\s*\)?(?!\s*%)(.*)$", core
    )
    if around and not (low or high) and not re.search(r"\d", around[5]):
        middle = float(_figure(around[1], (around[2] or "").strip(), written))
        error = float(_figure(around[3], (around[4] or "").strip(), written))
        if error > middle:
            raise ValueError(f"{shown(written)}: the error is more than the amount")
        words = around[5].strip(" .;,()")
        return Amount(
            _tidy(middle - error), _tidy(middle + error), written,
            unit_of(words) if words else "",
        )  # fmt: skip
    match = re.match(
        rf"{_FIGURE}\s*(?:(?:-|–|—|to|and|a|et)\s*{_FIGURE})?(\+)?\s*(.*)$", core
    )
    if match is None or re.search(r"\d", match[6]):
        raise ValueError(
            f"{shown(written)} is no amount that can be read; write 1000, 300-400,"
            " '> 6700' or 'up to 500'"
        )
    first, second = (match[2] or "").strip(), (match[4] or "").strip()
    least = _figure(match[1], first or second, written)
    most = _figure(match[3], second, written) if match[3] else least
    if float(least) > float(most):
        raise ValueError(f"{shown(written)}: {least} is more than {most}")
    if low or match[5]:
        most = ""
    elif high:
        least = ""
    words = match[6].strip(" .;,()")
    bare = re.fullmatch(rf"{_NUMBER}(?:\s*[-–—]\s*{_NUMBER})?", plain(written))
    return Amount(least, most, "" if bare else written, unit_of(words) if words else "")


def _figure(digits: str, times: str, written: str) -> str:
    group = re.fullmatch(r"(\d{1,3})([ ,.'])(\d{3})", digits)
    # 1.000 is a thousand to some and one to others.
    if group and group[2] == "." and not times:
        raise ValueError(
            f"{shown(written)} can be {group[1]}{group[3]} or {digits}; write it without"
            " the point, or say thousands: '.' in the mapping"
        )
    if times and re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")  # 1,5 million
    elif re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:[ .']\d{3})+,\d+", digits):  # 1 234,5
        digits = re.sub(r"[ .']", "", digits).replace(",", ".")
    elif not (times and re.fullmatch(r"\d+\.\d+", digits)):
        digits = re.sub(r"[ ,'](?=\d{3})", "", digits)
    try:
        return _tidy(float(digits) * _TIMES.get(times, 1))
    except ValueError:
        raise ValueError(
            f"{shown(written)} is no amount that can be read; write 1234.5, 300-400,"
            " '> 6700' or 'up to 500'"
        ) from None


def _tidy(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(round(value, 9))


_UNITS = {
    plain(name): str(unit)
    for unit in Unit
    for lang in ("en", "fr")
    for name in (str(unit), unit.label(lang))
} | {
    "teu": "container", "conteneur": "container", "boxes": "container",
    "rounds": "shell", "round": "shell", "artillery shells": "shell", "obus": "shell",
    "artillery rounds": "shell", "shells": "shell", "missiles": "missile",
    "tonne": "t", "tonnes": "t", "tons": "t", "metric tons": "t", "mt": "t",
    "trips": "voyage", "trip": "voyage", "voyages": "voyage", "sailings": "voyage",
    "wagons": "railcar", "wagon": "railcar", "railcars": "railcar", "cars": "railcar",
    "ships": "vessel", "navires": "vessel", "people": "person", "troops": "person",
    "soldiers": "person", "soldats": "person", "workers": "worker", "barrels": "barrel",
    "usd": "USD", "$": "USD", "us$": "USD", "eur": "EUR", "€": "EUR",
    "%": "percent",
}  # fmt: skip


def unit_of(words: str) -> str:
    """The unit that words name, in either language and number; empty if none.

    >>> unit_of("conteneurs"), unit_of("artillery rounds"), unit_of("things")
    ('container', 'shell', '')
    """
    text = plain(words)
    for one in (
        text,
        text.removesuffix("s"),
        text.split(" ")[0],
        text.split(" ")[0].removesuffix("s"),
    ):
        if one in _UNITS:
            return _UNITS[one]
    return ""


# --- words ----------------------------------------------------------------------------

SAID: dict[str, dict[str, str]] = {
    "mode": {
        "ship": "sea", "ships": "sea", "vessel": "sea", "boat": "sea", "maritime": "sea",
        "by sea": "sea", "mer": "sea", "bateau": "sea", "navire": "sea", "train": "rail",
        "railway": "rail", "by rail": "rail", "fer": "rail", "chemin de fer": "rail",
        "truck": "road", "lorry": "road", "route": "road", "camion": "road",
        "plane": "air", "flight": "air", "aircraft": "air", "avion": "air", "par avion": "air",
        "multimodal": "mixed", "sea and rail": "mixed", "sea/rail": "mixed",
        "ship and rail": "mixed", "ship/rail": "mixed", "rail/sea": "mixed",
    },
    "stance": {
        "confirmed": "asserts", "reported": "asserts", "claimed": "asserts", "yes": "asserts",
        "alleged": "asserts", "says": "asserts", "affirms": "asserts", "assert": "asserts",
        "affirme": "asserts", "confirme": "asserts", "oui": "asserts", "true": "asserts",
        "signale": "asserts", "rapporte": "asserts", "declare": "asserts",
        "allegue": "asserts", "atteste": "asserts", "vrai": "asserts",
        "dementi": "denies", "nie": "denies", "refute": "denies", "faux": "denies",
        "non verifie": "cannot-confirm", "pas confirme": "cannot-confirm",
        "maybe": "speculates", "rumour": "speculates", "rumor": "speculates",
        "rumeur": "speculates", "suppose": "speculates", "presume": "speculates",
        "peut-etre": "speculates", "eventuel": "speculates", "attendu": "forecast",
        "denied": "denies", "denial": "denies", "deny": "denies", "no": "denies",
        "refuted": "denies", "false": "denies", "dement": "denies", "non": "denies",
        "unconfirmed": "cannot-confirm", "not confirmed": "cannot-confirm",
        "cannot confirm": "cannot-confirm", "unverified": "cannot-confirm",
        "could not confirm": "cannot-confirm", "non confirme": "cannot-confirm",
        "possible": "speculates", "possibly": "speculates", "suspected": "speculates",
        "speculation": "speculates", "speculative": "speculates", "may": "speculates",
        "expected": "forecast", "planned": "forecast", "prevu": "forecast",
    },
    "evidence": {
        "imagery": "satellite", "satellite imagery": "satellite", "images": "satellite",
        "sat": "satellite", "sat imagery": "satellite", "imagerie": "satellite",
        "tracking": "ais", "transponder": "ais", "marine traffic": "ais",
        "marinetraffic": "ais", "intel": "intelligence", "renseignement": "intelligence",
        "government": "official", "official statement": "official", "officiel": "official",
        "statement": "official", "press": "media", "news": "media", "presse": "media",
        "article": "media", "wreckage": "debris", "document": "documents",
        "none": "not-stated", "?": "not-stated", "unknown": "not-stated",
        "satellite + ais": "satellite", "satellite and ais": "satellite",
    },
    "counting": {
        "total": "running-total", "cumulative": "running-total", "so far": "running-total",
        "to date": "running-total", "cumul": "running-total", "single": "shipment",
        "delivery": "shipment", "one shipment": "shipment", "livraison": "shipment",
        "per month": "rate", "monthly": "rate", "per year": "rate", "period": "per-period",
    },
    "kind": {
        "harbour": "port", "seaport": "port", "port": "port", "warehouse": "depot",
        "ammunition depot": "depot", "depot": "depot", "railway station": "station",
        "gare": "station", "airfield": "airport", "air base": "airport", "town": "city",
        "village": "city", "ville": "city", "border crossing": "crossing",
    },
}  # fmt: skip
GROUPS = (
    ("munitions", r"munition|ammunition|shell|artillery|missile|rocket|weapon|arms\b|explosive|gun|howitzer|mortar|obus|arme"),
    ("return", r"food|oil|fuel|petrol|grain|flour|coal|gas\b|aid|nourriture|petrole|carburant|charbon|ble\b"),
    ("personnel", r"troop|soldier|personnel|engineer|soldat|militaire"),
    ("labour", r"worker|labou?r|travailleur|ouvrier"),
    ("technology", r"technolog|satellite|know-how|component|composant"),
    ("rail-traffic", r"railcar|wagon|train"),
)  # fmt: skip
KINDS = (
    ("port", r"\bports?\b|harbou?r|\bport\b"), ("station", r"station|\bgare\b"),
    ("depot", r"depot|dépôt|warehouse|arsenal|storage"), ("bridge", r"bridge|\bpont\b"),
    ("airport", r"airport|air ?base|airfield|aeroport"), ("crossing", r"crossing|border post"),
    ("naval-facility", r"naval"),
)  # fmt: skip
