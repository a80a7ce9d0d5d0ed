"""A picture as PNG, through resvg: no browser, no screen.

Needs the extra ``pictures``; resvg-py is imported by the first drawing.
"""

from __future__ import annotations

import importlib
import re
import struct
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo.errors import ChoiceError, MissingExtraError, OutputError
from geo.svg import FONTS, digits

__all__ = ["png"]


def png(svg: str, *, scale: float = 2.0, fonts: Sequence[str | Path] = ()) -> bytes:
    """A picture from :func:`draw` as PNG, ``scale`` pixels for each of its own.

    Letters come from the fonts of this machine, so the bytes are the same wherever the
    same fonts and the same version of resvg are. With ``fonts`` (files, ``.ttf`` or
    ``.otf``) nothing but those is used, and the machine has no say.

    Raises
    ------
    ChoiceError
        If ``scale`` is not between 0.1 and 8, or a font file cannot be read.
    MissingExtraError
        If resvg-py is not installed.
    OutputError
        If no font has the letters of some script in the picture.
    """
    if not 0.1 <= scale <= 8:
        raise ChoiceError(f"scale: {digits(scale)} is not between 0.1 and 8")
    try:
        resvg = importlib.import_module("resvg_py")
    except ImportError as error:
        raise MissingExtraError(
            "a PNG needs 'resvg-py', which is not installed;"
            " run: pip install 'tumen[pictures]'; an .svg needs nothing"
        ) from error
    options: dict[str, Any] = {}
    if fonts:
        families = [_family(Path(one)) for one in fonts]
        options = {
            "skip_system_fonts": True,
            "font_files": [str(one) for one in fonts],
            "font_family": families[0],
            "sans_serif_family": families[0],
        }
    missing = _without_font(
        svg, lambda text: resvg.svg_to_bytes(svg_string=text, **options)
    )
    if missing:
        listed = ", ".join(f"{script.title()} ({letter})" for script, letter in missing)
        raise OutputError(
            f"no font here has the letters of: {listed}; install one that has"
            " (Noto Sans, or Noto Sans CJK for Hangul), name a font file, or write an"
            " .svg, which leaves the letters to the reader's machine"
        )
    return bytes(resvg.svg_to_bytes(svg_string=svg, zoom=scale, **options))


def _without_font(svg: str, render: Any) -> list[tuple[str, str]]:
    """Scripts of the picture that no font has, each with a letter of it.

    A letter that no font has looks like one that no script has.
    """
    scripts: dict[str, str] = {}
    for letter in sorted(set(re.sub("<[^>]*>", "", svg))):
        if letter.isalpha():
            scripts.setdefault(unicodedata.name(letter, "UNKNOWN").split()[0], letter)
    shapes = {
        script: bytes(
            render(_PROBE.format(fonts=FONTS.replace("'", ""), letter=letter))
        )
        for script, letter in {**scripts, "": "\U0010fffd"}.items()
    }
    none = shapes.pop("")
    return [
        (script, scripts[script]) for script, look in shapes.items() if look == none
    ]


_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="5" y="30" font-size="24" font-family="{fonts}">{letter}</text></svg>'
)


def _family(path: Path) -> str:
    """Name of the family of a font file (OpenType table ``name``)."""
    try:
        data = path.read_bytes()
        tables = struct.unpack_from(">H", data, 4)[0]
        for i in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * i)
            if tag != b"name":
                continue
            _, count, strings = struct.unpack_from(">HHH", data, offset)
            for k in range(count):
                platform, _, _, name, size, start = struct.unpack_from(
                    ">6H", data, offset + 6 + 12 * k
                )
                if name == 1 and platform in (0, 3):
                    at = offset + strings + start
                    return data[at : at + size].decode("utf-16-be")
    except (OSError, struct.error, UnicodeDecodeError) as error:
        raise ChoiceError(f"{path}: is no font file that can be read") from error
    raise ChoiceError(f"{path}: is no font file that can be read")
