"""Everything that Tumen raises on purpose.

::

    TumenError                  the parent: catch this to catch them all
    ├── DataError               an atlas has problems; all of them, in .problems
    ├── DateError               a text is no EDTF date (also a ValueError)
    ├── NotFoundError           an id, table, layer or word does not exist
    ├── ChoiceError             an option holds a word it does not know (also a ValueError)
    ├── OutputError             a file or folder cannot be written, or exists already
    └── MissingExtraError       an optional package is needed and not installed

The messages are letters to the person who can put it right: they name the file, the
line, the column, the value and the nearest right one. The module imports nothing but
the standard library.
"""

from __future__ import annotations

import os
import re
import traceback
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "INVISIBLE",
    "ChoiceError",
    "DataError",
    "DateError",
    "MissingExtraError",
    "NotFoundError",
    "OutputError",
    "Problem",
    "TumenError",
    "os_words",
    "shown",
    "unseen",
    "visible",
]

_HERE = os.path.dirname(__file__) + os.sep  # noqa: PTH120

_SHOWN_LENGTH = 80

# These categories have no glyph, or move the text around them:
# controls, formats (bidi overrides, zero width), surrogates, unassigned, private use.
_NO_GLYPH = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})

# Characters that cannot be seen but change what is seen or compared: controls (but a
# line end may stand in a cell), line and paragraph separators, zero-width characters, bidi
# marks, embeddings, overrides and isolates, the byte order mark, tags. ZWNJ and ZWJ
# (200C, 200D) are part of proper spelling in some languages and are left alone.
INVISIBLE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
    "|\r(?!\n)"
)
"""Finds a character that :func:`unseen` names."""


def unseen(text: str) -> str | None:
    r"""Give the code point of the first character that cannot be seen, or ``None``.

    >>> unseen("Rajin\u202etrop")
    'U+202E'
    """
    if text.isascii() and text.isprintable():
        return None
    match = INVISIBLE.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def visible(text: str) -> str:
    r"""Give ``text`` with every character that cannot be seen written out.

    A terminal or log that shows the result cannot be steered by it.

    >>> visible("Rajin\u202etrop\x07")
    'Rajin\\u202etrop\\x07'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escape(one) if unicodedata.category(one) in _NO_GLYPH else one for one in text
    )


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown(value: object) -> str:
    """Give ``value`` in single quotes, invisible characters written out, 80 at most.

    >>> shown("rajin-prot")
    "'rajin-prot'"
    """
    text = visible(str(value)[: _SHOWN_LENGTH + 1])
    if len(text) > _SHOWN_LENGTH:
        text = text[: _SHOWN_LENGTH - 1] + "…"
    return f"'{text}'"


def os_words(error: OSError) -> str:
    """Give the system's words for what it could not do."""
    return (error.strerror or str(error) or "unknown error").lower()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an atlas, and where.

    >>> print(Problem("data/flows.csv", 14, "origin", "rajin-prot",
    ...     "unknown site 'rajin-prot'", "did you mean 'rajin-port'?"))
    data/flows.csv:14: origin: unknown site 'rajin-prot'; did you mean 'rajin-port'?
    """

    file: str
    """Path from the atlas folder, with ``/``."""
    line: int | None
    """Physical line in the file, from 1; ``None`` if the whole file is meant."""
    column: str
    """Column of the table, property of the feature, or empty."""
    value: str
    """The value that is wrong, as it stands in the file."""
    message: str
    """What is wrong; holds the value where it helps."""
    hint: str = ""
    """What would be right, or what to do."""

    def __str__(self) -> str:
        """Give ``file:line: column: message; hint``, on one line, safe to print."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        column = f"{self.column}: " if self.column else ""
        hint = f"; {self.hint}" if self.hint else ""
        return visible(f"{where}: {column}{self.message}{hint}")

    def as_dict(self) -> dict[str, str | int | None]:
        """Give the fields for JSON; the value is shortened, nothing is invisible."""
        return {
            "file": visible(self.file),
            "line": self.line,
            "column": visible(self.column),
            "value": shown(self.value)[1:-1],
            "message": visible(self.message),
            "hint": visible(self.hint),
        }

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Order of problems: file, line, column, message."""
        return (self.file, self.line or 0, self.column, self.message)


class TumenError(Exception):
    """Parent of every error that Tumen raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: where the user's own code asked, and the letter; no inside.

        ``%debug`` still reaches every frame, and Python itself shows them all.
        """
        lines = []
        for one in traceback.extract_tb(self.__traceback__):
            name = one.filename
            if name.startswith(_HERE) or f"{os.sep}IPython{os.sep}" in name:
                continue
            cell = "ipykernel_" in name or name.startswith("<ipython")
            where = "cell" if cell else name
            lines.append(f"{where}, line {one.lineno}: {one.line}")
        return [*lines, f"{type(self).__name__}: {self}"]


class DataError(TumenError):
    """An atlas has problems. :attr:`problems` holds every one of them.

    The text of the error lists the first twenty.
    """

    _LISTED = 20

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        count = len(self.problems)
        lines = [f"{count} problem{'' if count == 1 else 's'} in the atlas"]
        lines += [str(one) for one in self.problems[: self._LISTED]]
        if count > self._LISTED:
            lines.append(f"... and {count - self._LISTED} more; see .problems")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Problem, ...]]]:
        """Let the error travel between processes with its problems."""
        return (type(self), (self.problems,))


class DateError(TumenError, ValueError):
    """A text is no date of the kind that Tumen reads (EDTF)."""


class NotFoundError(TumenError):
    """An id, table, layer or word does not exist; the text names the nearest one."""


class ChoiceError(TumenError, ValueError):
    """An option holds a word that it does not know; the text lists the choices."""


class OutputError(TumenError):
    """A file or folder cannot be written, or exists and must not be replaced."""


class MissingExtraError(TumenError, ImportError):
    """An optional package is needed; the text says how to install it."""
