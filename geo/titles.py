"""What an atlas is called, wherever it is shown: its own title, from its data package.

``data/datapackage.json`` of an atlas holds ``title``, and may hold ``title_fr``. The
shipped atlas, and a copy of it, have words of their own in both languages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import words
from geo.datapackage import generate
from geo.errors import visible

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["full", "heading", "name", "package", "subtitle", "title"]

_LONGEST = 200  # characters; a title is one line or two


def package(root: Path) -> dict[str, Any]:
    """Give what ``data/datapackage.json`` in ``root`` says; nothing if it cannot be read.

    A copy of the shipped atlas that was given one new title has no other: the French one
    that was left in it is not of that atlas.
    """
    try:
        held = json.loads((root / "data" / "datapackage.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    shipped = generate()
    left = held.get("title_fr") == shipped["title_fr"]
    if left and held.get("title") != shipped["title"]:
        del held["title_fr"]
    return held


def title(atlas: Atlas, lang: str = "en") -> str:
    """Give the title of the atlas in ``lang`` (``en`` or ``fr``), as one line of plain text."""
    return _own(atlas, lang) or words.say("title", lang)


def subtitle(atlas: Atlas, lang: str = "en") -> str:
    """Give one sentence about what the atlas shows."""
    return words.say("subtitle-own" if _own(atlas, lang) else "subtitle", lang)


def name(atlas: Atlas, lang: str = "en") -> str:
    """Give what stands before the name of a page: ``Tumen``, or the atlas's own title."""
    return _own(atlas, lang) or "Tumen"


def full(atlas: Atlas, lang: str = "en") -> str:
    """Give the title where nothing around it says whose it is: in catalogues, in a globe."""
    colon = " :" if lang == "fr" else ":"
    return _own(atlas, lang) or f"Tumen{colon} {words.say('title', lang)}"


def heading(atlas: Atlas, lang: str = "en") -> str:
    """Give the title of a window or a tab that shows the atlas."""
    own = _own(atlas, lang)
    return f"{own} – Tumen" if own else words.say("strapline", lang)


def _own(atlas: Atlas, lang: str) -> str:
    """Give the title that is not the shipped one; empty for the shipped atlas."""
    held = package(atlas.root)
    english, french = _line(held.get("title")), _line(held.get("title_fr"))
    if english == generate()["title"]:
        return ""
    return (french if lang == "fr" else "") or english or words.say("untitled", lang)


def _line(value: object) -> str:
    if not isinstance(value, str):
        return ""
    line = " ".join(visible(" ".join(value.split())).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
