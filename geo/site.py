"""The whole site as a folder: maps, the register of claims, downloads, a manifest.

Everything is plain files with relative links; nothing asks a server for anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from geo import __version__, downloads, page, picture, register
from geo.asof import stamp
from geo.writing import new_folder, write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["MANIFEST", "build"]

MANIFEST = "manifest.json"
_PAGES = {"en": "index.html", "fr": "fr.html"}
_PICTURES = {"en": "map.svg", "fr": "map.fr.svg"}


def build(
    atlas: Atlas,
    out: Path,
    *,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the site of ``atlas`` into the folder ``out`` and give its path.

    ``progress`` is told the name of each part before it is made. The folder appears
    whole: a run that is stopped leaves an earlier site as it was.

    Raises
    ------
    OutputError
        If ``out`` may not be replaced, or the disk refuses.
    """
    with new_folder(out, force=force, ours=MANIFEST) as folder:
        for lang, name in _PAGES.items():
            progress(f"map ({lang})")
            other = next(code for code in _PAGES if code != lang)
            drawn = page.draw(
                atlas,
                lang=lang,
                links=_beside(lang, other),
                other_links=_beside(other, lang),
            )
            write_text(folder / name, page.html(drawn))
            write_text(folder / _PICTURES[lang], picture.draw(atlas, lang=lang))
            progress(f"register ({lang})")
            write_text(folder / register.NAMES[lang], register.page(atlas, lang=lang))
        progress("downloads")
        downloads.write(atlas, folder / "downloads", progress=progress)
        progress("manifest")
        write_text(
            folder / MANIFEST, json.dumps(_manifest(atlas, folder), indent=1) + "\n"
        )
    return out


def _beside(lang: str, other: str) -> dict[str, str]:
    """Files that a map in ``lang`` links to."""
    return {
        "register": register.NAMES[lang],
        "downloads": f"downloads/{register.DOWNLOADS[lang]}",
        "picture": _PICTURES[lang],
        "other_language": _PAGES[other],
    }


def _manifest(atlas: Atlas, folder: Path) -> dict[str, object]:
    return {
        "tumen": __version__,
        "data": atlas.version,
        **({"as_of": stamp(atlas)} if stamp(atlas) else {}),
        "ids": {
            name: [str(key) for key in table.index]
            for name, table in atlas.tables.items()
        },
        "files": {
            name: {"bytes": size, "sha256": digest}
            for name, size, digest in downloads.listing_of(folder)
        },
    }
