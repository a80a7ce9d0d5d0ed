"""One neutral sentence for each claim, with who says it and as of when.

The page, its form without JavaScript and the register all take their sentences here. A
sentence says no more than its row: the speaker as the document names them, what the
speaker does (assert, deny, ...), the date to which they speak, the time they speak of,
and the summary as it is written in the table.

    >>> lead({"attributed_to": "RUSI", "stance": "denies", "as_of": "2023-10-16"}, "en")
    'RUSI, denial (as of 16 October 2023):'
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from geo import words
from geo.vocabulary import Stance

__all__ = ["lead", "sentence", "speaker"]

_NOUNS = {
    "asserts": ("assertion", "affirmation"),
    "denies": ("denial", "démenti"),
    "cannot-confirm": (
        "statement that it cannot be confirmed",
        "énoncé disant que cela ne peut être confirmé",
    ),
    "speculates": ("speculation", "supposition"),
    "forecast": ("forecast", "prévision"),
}
assert set(_NOUNS) == set(Stance)  # noqa: S101 - every stance has its noun


def speaker(claim: Mapping[Any, Any], lang: str) -> str:
    """Who speaks, as the document names them; in French where the atlas has it."""
    french = _text(claim, "attributed_to_fr") if lang == "fr" else ""
    return french or _text(claim, "attributed_to")


def lead(claim: Mapping[Any, Any], lang: str, *, published: str = "") -> str:
    """What stands before the summary: speaker, stance, and dates in words.

    Parameters
    ----------
    claim
        A row of the table of claims.
    lang
        ``en`` or ``fr``.
    published
        When its source was published (EDTF); said where the claim itself has no date
        to which its speaker speaks.
    """
    french = lang == "fr"
    stance = _text(claim, "stance")
    noun = _NOUNS[stance][french] if stance in _NOUNS else stance
    told = [words.as_of(_text(claim, "as_of"), lang)]
    if not told[0] and published:
        told = [_named(("source", "source"), words.date(published, lang), lang)]
    when = words.date(_text(claim, "when"), lang)
    if when:
        told.append(_named(("time spoken of", "période"), when, lang))
    dates = f"{' ;' if french else ';'} ".join(one for one in told if one)
    if not dates:
        dates = "date non indiquée" if french else "date not reported"
    head = ", ".join(one for one in (speaker(claim, lang), noun) if one)
    return f"{head} ({dates}){' :' if french else ':'}"


def _named(names: tuple[str, str], value: str, lang: str) -> str:
    return f"{names[1]} : {value}" if lang == "fr" else f"{names[0]}: {value}"


def sentence(claim: Mapping[Any, Any], lang: str, *, published: str = "") -> str:
    """The claim in one neutral sentence, with who says it; parameters as :func:`lead`."""
    summary = _text(claim, f"summary_{lang}")
    return f"{lead(claim, lang, published=published)} {summary}".strip()


def _text(row: Mapping[Any, Any], name: str) -> str:
    cell = row.get(name)
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return str(cell)
