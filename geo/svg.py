"""Writing SVG by hand: elements, numbers, paths, and how wide a text will be.

What is written holds no reference to anything, inside itself or out, so a picture can
stand twice on one page, and no text can become markup. Text is real text; its width is
reckoned from the letters of Arial, whose metrics Liberation Sans and Helvetica share,
so that a layout needs no font to be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

__all__ = [
    "FONTS",
    "attribute",
    "clean",
    "digits",
    "element",
    "fitted",
    "line_path",
    "ring_path",
    "text_width",
    "wrapped",
]

FONTS = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
"""Fonts of every text, by name: those of one width first, then one that most Linux
machines have."""

Point = Sequence[float]

# XML 1.0 has no place for these, not even as references; and a mark that turns the
# direction of writing could make one name look like another.
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_SAFE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
)


def clean(text: object) -> str:
    r"""Text for XML: one line, without controls, escaped.

    >>> clean("R&D\x07 <b>")
    'R&amp;D &lt;b&gt;'
    """
    return re.sub(r"\s+", " ", _NOT_XML.sub("", str(text))).strip().translate(_SAFE)


def attribute(name: str, value: object) -> str:
    """One attribute with a space before it; numbers in as few digits as they need."""
    said = digits(value) if isinstance(value, float | int) else clean(value)
    return f' {name.replace("_", "-").strip("-")}="{said}"'


def element(tag: str, *inner: str, **attributes: object) -> str:
    """An element; ``inner`` is markup already, ``None`` attributes are left out.

    ``_`` in a name stands for ``-``: ``stroke_width`` is ``stroke-width``.

    >>> element("text", clean("a < b"), x=1.0, y=2.25, text_anchor="end")
    '<text x="1" y="2.25" text-anchor="end">a &lt; b</text>'
    """
    said = "".join(
        attribute(name, value)
        for name, value in attributes.items()
        if value is not None
    )
    if not inner:
        return f"<{tag}{said}/>"
    return f"<{tag}{said}>{''.join(inner)}</{tag}>"


def digits(value: float, places: int = 2) -> str:
    """A number in as few digits as it needs, never in powers of ten.

    >>> digits(12.0), digits(0.504), digits(-0.001)
    ('12', '.5', '0')
    """
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return re.sub(r"^(-?)0\.", r"\1.", text)


def _steps(points: Iterable[Point], places: int) -> list[tuple[int, int]]:
    """Points on a grid of 10**-places pixels, without repeats."""
    scale = 10**places
    found: list[tuple[int, int]] = []
    for x, y, *_ in points:
        step = (round(x * scale), round(y * scale))
        if not found or step != found[-1]:
            found.append(step)
    return found


def line_path(points: Iterable[Point], places: int = 1) -> str:
    """Path data of an open line, each point as the difference from the one before.

    >>> line_path([(0, 0), (10, 0), (10, 5.25)])
    'M0 0l10 0 0 5.2'
    """
    steps = _steps(points, places)
    if not steps:
        return ""
    scale = 10**places
    text = f"M{digits(steps[0][0] / scale)} {digits(steps[0][1] / scale)}"
    parts: list[str] = []
    for (x0, y0), (x1, y1) in pairwise(steps):
        parts += [digits((x1 - x0) / scale), digits((y1 - y0) / scale)]
    if not parts:
        return text
    joined = parts[0]
    for part in parts[1:]:  # a minus sign parts two numbers as well as a blank
        joined += part if part.startswith("-") else f" {part}"
    return f"{text}l{joined}"


def ring_path(points: Sequence[Point], places: int = 1) -> str:
    """Path data of a closed ring; empty if it is smaller than the grid."""
    steps = _steps(points, places)
    if steps and steps[0] == steps[-1]:
        steps.pop()
    if len(steps) < 3:
        return ""
    scale = 10**places
    return line_path([(x / scale, y / scale) for x, y in steps], places) + "z"


# Widths in thousandths of the size. Letters that are not listed: see _wide.
_NARROW: dict[int, str] = {
    191: "'", 222: "ijlįĵĺļł‘’ії", 260: "|¦", 278: " !,./:;I[\\]ft\xa0·ÌÍÎÏìíîïĪīİıІЇ",
    333: "()-`r°“”ŕř", 355: '"', 389: "*", 469: "^",
    500: "Jcksvxyzçýÿćčśšźżžсухк", 542: "г", 556: "#$0123456789?L_abdeghnopqu«»",
    584: "+<=>~×±", 611: "FTZß", 667: "&ABEKPSVXYÀÁÂÄÅÈÉÊËÝŠ",
    722: "CDHNRUwÇÐÑÙÚÛÜ", 778: "GOQÒÓÔÕÖØ", 833: "Mm", 889: "%æ", 944: "Wœ",
    1000: "—…→Œ", 1015: "@",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _NARROW.items() for letter in letters}
_BOLDER = 1.07  # bold letters are wider by this much on the whole
_ROOM = 1.02  # Helvetica and hinting differ a little


def _wide(letter: str) -> int:
    code = ord(letter)
    if code < 0x250:  # Latin letters with marks
        return 556 if letter.islower() else 722
    if code < 0x530:  # Greek and Cyrillic
        return 600 if letter.islower() else 740
    if 0x2000 <= code < 0x2070:
        return 200 if code == 0x202F else 556
    return 1000  # Hangul and Chinese are square


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in pixels at a font size in pixels.

    >>> round(text_width("Rajin Port", 12))
    54
    """
    total = sum(_WIDTHS.get(letter) or _wide(letter) for letter in text)
    return total * size * _ROOM * (_BOLDER if bold else 1) / 1000


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """``text``, cut with an ellipsis if it is wider than ``room``."""
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(text + "…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """``text`` as lines no wider than ``room``; a single long word is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(fitted(word, size, room, bold=bold))
    return lines
