"""Who made an atlas, and on which terms: what every export has to say of it.

``data/datapackage.json`` of an atlas may hold ``contributors``, ``licenses`` and
``keywords``. Nothing of one atlas is said of another: what is not stated is not stated. An
atlas that includes others carries their makers and terms after its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import titles
from geo.catalog import included
from geo.datapackage import generate

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = [
    "NOT_STATED",
    "credit",
    "identifier",
    "keywords",
    "licence",
    "licences",
    "makers",
    "package",
]

NOT_STATED = "not stated"


def makers(atlas: Atlas) -> list[str]:
    """Names of those who made the tables, its own first."""
    return _listed(atlas.root, "contributors", "title")


def licences(atlas: Atlas) -> list[str]:
    """Names of the licences of the tables (``CC-BY-4.0``), its own first."""
    return _listed(atlas.root, "licenses", "name")


def licence(atlas: Atlas) -> str:
    """Give the licences of the tables in one line, or say that none is stated."""
    return "; ".join(licences(atlas)) or NOT_STATED


def credit(atlas: Atlas) -> str:
    """Whom to name beside what is drawn from the tables."""
    names = []
    for root in _with_included(atlas.root):
        if _is_shipped(root):
            names.append("Tumen")
        elif root == atlas.root:
            names += _own(root, "contributors", "title") or [titles.title(atlas)]
        else:
            held = titles.package(root).get("title")
            names += _own(root, "contributors", "title") or (
                [held] if isinstance(held, str) and held else []
            )
    return "; ".join([*dict.fromkeys(names), "sources named claim by claim"])


def keywords(atlas: Atlas) -> list[str]:
    """Words by which the atlas is to be found, its own first."""
    found = [
        word
        for root in _with_included(atlas.root)
        for held in [titles.package(root).get("keywords")]
        for word in (held if isinstance(held, list) else [])
        if isinstance(word, str) and word
    ]
    return list(dict.fromkeys(found))


def identifier(atlas: Atlas) -> str:
    """Short name of the data set, from its package."""
    name = titles.package(atlas.root).get("name")
    return name if isinstance(name, str) and name else "atlas"


def package(atlas: Atlas) -> dict[str, Any]:
    """Give the data package of the atlas, with licences and makers of what it includes."""
    held = titles.package(atlas.root)
    for name in ("licenses", "contributors"):
        every: list[Any] = []
        for root in _with_included(atlas.root):
            rows = titles.package(root).get(name)
            every += [
                one
                for one in (rows if isinstance(rows, list) else [])
                if one not in every
            ]
        if every:
            held[name] = every
    return held


def _with_included(root: Path, seen: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Folder of an atlas, then those of the atlases that it includes, each once."""
    yield root
    for other in included(root, []).values():
        if other not in (*seen, root):
            yield from _with_included(other, (*seen, root))


def _is_shipped(root: Path) -> bool:
    return titles.package(root).get("title") == generate()["title"]


def _own(root: Path, name: str, member: str) -> list[str]:
    rows = titles.package(root).get(name)
    found = [
        one.get(member)
        for one in (rows if isinstance(rows, list) else [])
        if isinstance(one, dict)
    ]
    return [one for one in found if isinstance(one, str) and one]


def _listed(root: Path, name: str, member: str) -> list[str]:
    every = [one for root in _with_included(root) for one in _own(root, name, member)]
    return list(dict.fromkeys(every))
