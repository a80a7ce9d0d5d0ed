"""Reading the tables of an atlas as they stand, and saying what is wrong with them.

Nothing here knows what a claim or a flow is. :func:`read_table` takes a path and the
name that problems shall show, appends every problem to a list, and gives back what could
be read. It never raises for what a file holds, and never holds more than a cell of
:data:`LARGEST_CELL` characters beyond the file's own rows in memory.
"""

from __future__ import annotations

import csv
import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from geo.errors import Problem, os_words, shown

__all__ = [
    "LARGEST_CELL",
    "LARGEST_FILE",
    "Elsewhere",
    "RawTable",
    "joined",
    "read_table",
    "without_collector",
]

LARGEST_CELL = 1_000_000
"""Characters. A longer cell is almost always a forgotten quotation mark."""
LARGEST_FILE = 500_000_000
"""Bytes."""
LARGEST_LINE = 4_000_000
"""Bytes."""
_Report = Callable[..., None]


class Elsewhere(int):
    """A line of a file of an included atlas; it knows which."""

    file: str

    def __new__(cls, line: int, file: str) -> Elsewhere:
        """Give line ``line`` of ``file``."""
        made = super().__new__(cls, line)
        made.file = file
        return made

    def __eq__(self, other: object) -> bool:
        """Line 2 of one file is not line 2 of another."""
        same = isinstance(other, Elsewhere) and self.file == other.file
        return same and int(self) == int(other)  # type: ignore[call-overload]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((int(self), self.file))

    def __format__(self, spec: str) -> str:
        """Give line and file: ``12 of shipped/data/claims.csv``."""
        return f"{int(self)} of {self.file}"

    __str__ = __repr__ = lambda self: format(self)


@dataclass(frozen=True, slots=True)
class RawTable:
    """The cells of one CSV file, column by column, and the line of each row."""

    file: str
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int] = ()
    """Physical line on which each row begins, from 1."""
    has_unseen: bool = False
    """Whether some cell may hold a character that cannot be seen."""
    whole: bool = True
    """Whether every row could be read; if not, an id that is not here may exist."""

    def __len__(self) -> int:
        return len(self.lines)


def joined(included: RawTable, own: RawTable) -> RawTable:
    """Give the rows of an included table, then those of the table that adds to it."""
    if not included:
        return own
    return RawTable(
        own.file,
        {name: [*included.columns[name], *own.columns[name]] for name in own.columns},
        [
            *(
                line if isinstance(line, Elsewhere) else Elsewhere(line, included.file)
                for line in included.lines
            ),
            *own.lines,
        ],
        included.has_unseen or own.has_unseen,
        included.whole and own.whole,
    )


def read_table(
    path: Path, file: str, names: Sequence[str], problems: list[Problem]
) -> RawTable:
    """Read one UTF-8 CSV file whose header is ``names``, in any order.

    Cells come back as they stand. A row with too many or too few cells is a problem and
    is left out; missing columns come back empty. ``file`` is the name for problems.
    """
    nothing = RawTable(file, dict.fromkeys(names, ()), whole=False)

    def report(
        line: int | None, column: str, value: str, message: str, hint: str = ""
    ) -> None:
        problems.append(Problem(file, line, column, value, message, hint))

    try:
        if not path.is_file():
            report(None, "", "", "is no regular file")
            return nothing
        if path.stat().st_size > LARGEST_FILE:
            report(None, "", "", f"is larger than {LARGEST_FILE // 1_000_000} MB")
            return nothing
        with path.open("rb") as raw:
            start = raw.read(4)
        if not start:
            report(None, "", "", "is empty", f"the first line is: {','.join(names)}")
            return nothing
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            report(1, "", "", "is UTF-16, not UTF-8", "save it as UTF-8")
            return nothing
        if start[:3] == b"\xef\xbb\xbf":
            hint = "save it as UTF-8 without BOM"
            report(1, "", "", "begins with a byte order mark", hint)
        with without_collector():
            table = _records(path, file, names, report)
        return nothing if table is None else table  # an empty table is false
    except OSError as error:
        report(None, "", "", f"cannot be read: {os_words(error)}")
        return nothing


@contextmanager
def without_collector() -> Iterator[None]:
    """Hold the garbage collector back.

    Rows are lists, and none of them is garbage; going through all of them again and
    again takes longer than reading them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _records(
    path: Path, file: str, names: Sequence[str], report: _Report
) -> RawTable | None:
    long_line, has_unseen = _scan(path)
    if long_line:
        report(
            long_line, "", "", f"line longer than {LARGEST_LINE // 1_000_000} MB",
            "is a quotation mark or a line end missing?",
        )  # fmt: skip
        return None
    read = _Columns()
    # The limit is one for the whole process; the old one is put back at once. Without a
    # limit, one lost quotation mark makes a single cell of the rest of the file.
    limit = csv.field_size_limit(LARGEST_CELL)
    try:
        with path.open("r", encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            try:
                read.take(reader)
            except csv.Error as error:
                report(*_broken(error, read.last + 1, reader.line_num))
                read.whole = False
    except UnicodeDecodeError:
        report(*_undecodable(path))
        return None
    finally:
        csv.field_size_limit(limit)
    if not read.header:
        return None
    wanted = _header(read.header, names, report)
    for line, width in read.uneven:
        _tell_uneven(line, width, len(read.header), report)
    blank = [""] * len(read.lines)
    columns = {
        name: read.columns[wanted[name]] if name in wanted else blank for name in names
    }
    return RawTable(
        file, columns, read.lines, has_unseen, read.whole and "id" in wanted
    )


class _Columns:
    """Turns rows into columns, some hundred rows at a time.

    That takes a third of the time of turning all of them at once, which jumps through
    the memory of every row for every column.
    """

    _AT_ONCE = 500

    def __init__(self) -> None:
        self.header: list[str] = []
        self.columns: list[list[str]] = []
        self.lines: list[int] = []
        self.uneven: list[tuple[int, int]] = []
        """Line and number of cells of rows whose cells cannot be told apart."""
        self.last = 0
        """Physical line on which the last row ended."""
        self.whole = True

    def take(self, reader: Any) -> None:
        """Take every row of a ``csv.reader``."""
        self.header = next(reader, [])
        self.last = reader.line_num
        width = len(self.header)
        self.columns = [[] for _ in self.header]
        rows: list[list[str]] = []
        try:
            for row in reader:
                if len(row) == width:
                    rows.append(row)
                    self.lines.append(self.last + 1)
                else:
                    self.uneven.append((self.last + 1, len(row)))
                    self.whole = False
                self.last = reader.line_num
                if len(rows) == self._AT_ONCE:
                    self._turn(rows)
        finally:  # what stands before a row that cannot be read is good
            self._turn(rows)

    def _turn(self, rows: list[list[str]]) -> None:
        if rows:
            for column, cells in zip(
                self.columns, zip(*rows, strict=True), strict=True
            ):
                column.extend(cells)
            rows.clear()


# Bytes of UTF-8 text in which INVISIBLE may find something: controls but line ends, and
# the lead bytes of all others. Going through bytes is ten times faster than through text.
_CONTROLS = bytes([*range(10), 11, 12, *range(14, 32), 127])
_LEADS = {
    b"\xc2": re.compile(rb"\xc2[\x80-\x9f]"),
    b"\xd8": re.compile(rb"\xd8\x9c"),
    b"\xe2": re.compile(rb"\xe2(?:\x80[\x8b\x8e\x8f\xa8-\xae]|\x81[\xa0-\xa9])"),
    b"\xef": re.compile(rb"\xef(?:\xbb\xbf|\xbf[\xb9-\xbb])"),
    b"\xf3": re.compile(rb"\xf3\xa0[\x80\x81]"),
}


def _scan(path: Path) -> tuple[int | None, bool]:
    """Line of the first line that is far too long, and whether some byte is suspect."""
    line, run, suspect = 1, 0, False
    tail = b""
    with path.open("rb") as raw:
        while chunk := raw.read(1 << 20):
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            if last < 0:
                run += len(chunk)
                if run > LARGEST_LINE:
                    return line, suspect
            else:
                run = len(chunk) - last - 1
                line += chunk.count(b"\n")
            if not suspect:
                block = tail + chunk if tail else chunk.removeprefix(b"\xef\xbb\xbf")
                suspect = len(block.translate(None, _CONTROLS)) != len(block) or any(
                    lead in block and search.search(block)
                    for lead, search in _LEADS.items()
                )
                tail = chunk[-3:]
    return None, suspect


def _undecodable(path: Path) -> tuple[int, str, str, str, str]:
    """Find the first byte that is no UTF-8, for the letter to its author."""
    offset = line = 0
    with path.open("rb") as raw:
        rest = b""
        while chunk := raw.read(1 << 16):
            block = rest + chunk
            try:
                block.decode("utf-8")
                rest = b""
            except UnicodeDecodeError as error:
                if error.end < len(block) or len(block) - error.start > 3:
                    bad = offset + error.start
                    line += block[: error.start].count(b"\n")
                    byte = block[error.start]
                    return (
                        line + 1, "", f"0x{byte:02x}",
                        f"is not UTF-8: byte 0x{byte:02x} at offset {bad}",
                        "save it as UTF-8; it may be Latin-1, Windows-1252 or MacRoman now",
                    )  # fmt: skip
                block, rest = block[: error.start], block[error.start :]
            offset += len(block)
            line += block.count(b"\n")
    return (
        line + 1, "", "", f"is not UTF-8: it ends inside a character at offset {offset}",
        "the file may have been cut off",
    )  # fmt: skip


def _broken(
    error: csv.Error, begun: int, reached: int
) -> tuple[int, str, str, str, str]:
    words = str(error)
    if "field larger" in words:
        return (
            begun, "", "", f"cell longer than {LARGEST_CELL:,} characters",
            "is a quotation mark missing?",
        )  # fmt: skip
    if "unexpected end" in words:
        return (
            begun, "", "", "a quotation mark is never closed",
            "the row begins here; close it, and double quotation marks inside a cell",
        )  # fmt: skip
    if "expected after" in words:
        return (
            reached, "", "", "text stands behind a closing quotation mark",
            "double quotation marks inside a cell",
        )  # fmt: skip
    return (reached, "", "", f"cannot be read as CSV: {words}", "")


def _header(header: list[str], names: Sequence[str], report: _Report) -> dict[str, int]:
    wanted: dict[str, int] = {}
    missing = [name for name in names if name not in header]
    for position, name in enumerate(header):
        if name in wanted:
            report(1, name, name, f"column {shown(name)} stands twice")
        elif name in names:
            wanted[name] = position
        else:
            near = get_close_matches(name[:80], missing, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "take it out"
            what = f"unknown column {shown(name)}" if name else "a column has no name"
            report(1, name[:80], name, what, hint)
    for name in missing:
        report(1, name, "", f"column {name!r} is missing")
    return wanted


def _tell_uneven(line: int, width: int, wanted: int, report: _Report) -> None:
    if not width:
        report(line, "", "", "the line is blank", "take it out")
    else:
        hint = "quote a cell that holds a comma" if width > wanted else ""
        report(line, "", "", f"{width} cells where the header has {wanted}", hint)
