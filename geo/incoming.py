"""Reading what others made: CSV, XLSX, GeoJSON, KML, KMZ, GeoPackage, as rows of cells.

Every format becomes the same thing: named columns, rows with the line or number by which
their author finds them, and, for the map formats, a geometry for each row (longitude,
latitude; WGS 84). Nothing is interpreted here, and nothing is left out.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from geo.errors import (
    DataError,
    MissingExtraError,
    NotFoundError,
    Problem,
    os_words,
    shown,
)

__all__ = ["FORMATS", "Incoming", "read"]

FORMATS = {
    ".csv": "CSV", ".tsv": "CSV", ".txt": "CSV", ".xlsx": "Excel", ".xlsm": "Excel",
    ".geojson": "map", ".json": "map", ".kml": "map", ".kmz": "map", ".gpkg": "map",
}  # fmt: skip
"""What can be read, by suffix."""

_MAPS = {
    ".geojson": "GeoJSON", ".json": "GeoJSON", ".kml": "KML", ".kmz": "KMZ",
    ".gpkg": "GeoPackage",
}  # fmt: skip
_LARGEST = 100_000_000  # bytes
_LARGEST_ROWS = 200_000
_OF_KML = {
    "id", "Name", "description", "timestamp", "begin", "end", "altitudeMode",
    "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet",
}  # fmt: skip


@dataclass(slots=True)
class Incoming:
    """A file as read."""

    name: str
    """Name of the file, without its folder."""
    columns: list[str]
    rows: list[list[Any]]
    """Cells: text, or the number or date that the file itself holds."""
    lines: list[int]
    """Line of the text file, row of the sheet, or number of the feature, from 1."""
    geometry: list[Any] | None = None
    """A shapely geometry, or ``None``, for each row of a map format."""
    remarks: list[str] = field(default_factory=list)
    """What was seen and settled on the way: encoding, delimiter, sheet, layer."""
    delimiter: str = ","
    """What separates the cells of a text file."""

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[Any]:
        """Give the cells of one column."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def read(path: str | Path, *, sheet: str | None = None) -> Incoming:
    """Read a file of one of the :data:`FORMATS`.

    ``sheet`` is the sheet of a workbook or the layer of a GeoPackage or KML, if there is
    more than one.

    Raises
    ------
    NotFoundError
        If there is no such file or sheet, or no reader for its kind.
    DataError
        If it cannot be read; the problem names the line.
    MissingExtraError
        If it is a workbook and ``openpyxl`` is not installed.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(f"{file}: is no file")
    kind = FORMATS.get(file.suffix.lower())
    if kind is None:
        near = get_close_matches(file.suffix.lower(), list(FORMATS), n=1)
        better = {
            ".xls": "save it as .xlsx", ".ods": "save it as .xlsx or .csv",
            ".shp": "export it as GeoPackage or GeoJSON, which keep long names and dates",
        }.get(file.suffix.lower())  # fmt: skip
        hint = better or (f"did you mean {near[0]!r}?" if near else "")
        raise NotFoundError(
            f"{file}: cannot be imported; {hint + '; ' if hint else ''}the suffixes are"
            f" {' '.join(FORMATS)}"
        )
    if file.stat().st_size > _LARGEST:
        raise _fault(file, None, f"is larger than {_LARGEST // 1_000_000} MB")
    try:
        if kind == "CSV":
            made = _csv(file)
        elif kind == "Excel":
            made = _excel(file, sheet)
        else:
            made = _map(file, sheet)
    except OSError as error:
        raise _fault(file, None, f"cannot be read: {os_words(error)}") from None
    if len(made) > _LARGEST_ROWS:
        raise _fault(file, None, f"holds more than {_LARGEST_ROWS:,} rows")
    return made


def _fault(file: Path, line: int | None, message: str, hint: str = "") -> DataError:
    return DataError([Problem(file.name, line, "", "", message, hint)])


def _cleaned(
    file: Path, header: Sequence[object], body: Sequence[tuple[int, Sequence[Any]]]
) -> tuple[list[str], list[list[Any]], list[int]]:
    """Name the columns, drop blank rows and blank columns, even out the rows."""
    width = max([len(header), *(len(row) for _, row in body)], default=0)
    names: list[str] = []
    for at in range(width):
        name = " ".join(str(header[at] if at < len(header) else "" or "").split())
        name = name if name != "None" else ""
        name = name or f"column {at + 1}"
        if name in names:
            number = 2
            while f"{name} ({number})" in names:
                number += 1
            name = f"{name} ({number})"
        names.append(name)
    rows, lines = [], []
    for line, row in body:
        cells = [_cell(one) for one in row] + [""] * (width - len(row))
        if any(cell != "" for cell in cells):
            rows.append(cells)
            lines.append(line)
    used = [
        at
        for at in range(width)
        if any(row[at] != "" for row in rows)
        or (at < len(header) and str(header[at] or "").strip())
    ]
    return [names[at] for at in used], [[row[at] for at in used] for row in rows], lines


def _cell(value: Any) -> Any:
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value.replace("\xa0", " ").strip()
    if isinstance(value, bool | int | float | date | datetime):
        return value
    return str(value).strip()


# --- text -----------------------------------------------------------------------------


def _csv(file: Path) -> Incoming:
    data = file.read_bytes()
    text, encoding = _decoded(data)
    remarks = [] if encoding == "UTF-8" else [f"read as {encoding}"]
    if "\0" in text:
        raise _fault(
            file, text[: text.index("\0")].count("\n") + 1, "holds a NUL character"
        )
    delimiter = _delimiter(text, file.suffix.lower())
    if delimiter != ",":
        name = {";": "semicolon", "\t": "tab", "|": "vertical bar"}[delimiter]
        remarks.append(f"the cells are separated by a {name}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    body: list[tuple[int, list[str]]] = []
    last = 0
    try:
        for row in reader:
            line, last = last + 1, reader.line_num
            if any(cell.strip() for cell in row):
                body.append((line, row))
    except csv.Error as error:
        raise _fault(file, reader.line_num, f"cannot be read as CSV: {error}") from None
    at = _header_row([row for _, row in body])
    if at is None:
        raise _fault(file, None, "is empty", "the first line names the columns")
    if at:
        remarks.append(
            f"line {body[at][0]} names the columns; what stands above it was left out"
        )
    columns, rows, lines = _cleaned(file, body[at][1], body[at + 1 :])
    return Incoming(
        file.name, columns, rows, lines, remarks=remarks, delimiter=delimiter
    )


def _decoded(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        # Windows-1252 is what spreadsheets write in the west; it reads any byte but five.
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _delimiter(text: str, suffix: str) -> str:
    """The separator that cuts most lines into the same number of cells, above one."""
    best, found = (0.0, 0), "\t" if suffix == ".tsv" else ","
    sample = "".join(text.splitlines(keepends=True)[:200])
    for delimiter in (",", ";", "\t", "|"):
        try:
            widths = Counter(
                len(row)
                for row in csv.reader(
                    io.StringIO(sample, newline=""), delimiter=delimiter
                )
                if row
            )
        except csv.Error:
            continue
        # A title above the headings, or a remark below, is a line of its own width.
        width, lines = max(
            widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0)
        )
        score = (round(lines / max(1, widths.total()), 1), width)
        if width > 1 and score > best:
            best, found = score, delimiter
    return found


# --- workbooks ------------------------------------------------------------------------


def _excel(file: Path, sheet: str | None) -> Incoming:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError(
            "reading workbooks needs openpyxl: pip install 'tumen[excel]'"
        ) from None
    try:
        # A few kB of zip can hold gigabytes of cells.
        with zipfile.ZipFile(file) as packed:
            if sum(one.file_size for one in packed.infolist()) > 10 * _LARGEST:
                raise _fault(file, None, "unpacks to more than 1 GB")
        book = openpyxl.load_workbook(file, read_only=False, data_only=True)
    except DataError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _fault(file, None, f"cannot be read as a workbook: {words}") from None
    names = [one.title for one in book.worksheets]
    remarks: list[str] = []
    if sheet is None:
        filled = [one for one in book.worksheets if one.max_row > 1 or one["A1"].value]
        if not filled:
            raise _fault(file, None, "holds no filled sheet")
        page = next((one for one in filled if _is_table(one)), filled[0])
        if len(filled) > 1:
            others = ", ".join(shown(one.title) for one in filled if one is not page)
            remarks.append(
                f"sheet {shown(page.title)} was read; there are also {others}"
            )
    elif sheet in names:
        page = book[sheet]
    else:
        near = get_close_matches(sheet, names, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(names)}"
        raise NotFoundError(f"{file.name}: there is no sheet {shown(sheet)}; {hint}")
    # A cell merged over rows speaks of each of them. One merged over columns stands in the
    # first: a title above the headings is one cell, not ten columns of that name.
    tall = [one for one in page.merged_cells.ranges if one.max_row > one.min_row]
    merged = {
        (row, area.min_col): page.cell(area.min_row, area.min_col).value
        for area in tall
        for row in range(area.min_row, area.max_row + 1)
    }
    if merged:
        remarks.append("merged cells were read as the same value in each row")
    body: list[tuple[int, list[Any]]] = []
    for number, cells in enumerate(page.iter_rows(), start=1):
        body.append(
            (
                number,
                [
                    merged.get((one.row or 0, one.column or 0), _linked(one))
                    if one.coordinate
                    else one.value
                    for one in cells
                ],
            )
        )
    at = _header_row([row for _, row in body])
    if at is None:
        raise _fault(file, None, f"sheet {shown(page.title)} is empty")
    # "Date" may stand over two rows, beside "Route" over "From" and "To".
    at = max([at, *(one.max_row - 1 for one in tall if one.min_row == at + 1)])
    if at:
        remarks.append(
            f"row {at + 1} names the columns; the {at} above it were left out"
        )
    columns, rows, lines = _cleaned(file, body[at][1], body[at + 1 :])
    return Incoming(file.name, columns, rows, lines, remarks=remarks)


def _is_table(page: Any) -> bool:
    """Whether a sheet has two rows of two cells: a cover with a remark has not."""
    wide = 0
    for row in page.iter_rows(values_only=True):
        wide += sum(cell not in (None, "") for cell in row) > 1
        if wide > 1:
            return True
    return False


def _linked(cell: Any) -> Any:
    """A cell's value; with its address where the words alone would lose it."""
    value = cell.value
    link = getattr(cell, "hyperlink", None)
    target = getattr(link, "target", None)
    if target and isinstance(value, str) and target not in value:
        return f"{value} <{target}>"
    return value


def _header_row(rows: Sequence[Sequence[Any]]) -> int | None:
    """The first row with at least two texts and as many cells as the fullest rows."""
    counts = [sum(cell not in (None, "") for cell in row) for row in rows[:30]]
    if not any(counts):
        return None
    most = max(counts)
    for at, (row, count) in enumerate(zip(rows, counts, strict=False)):
        texts = sum(isinstance(cell, str) and bool(cell.strip()) for cell in row)
        if count >= max(1, 0.6 * most) and texts >= 0.8 * count:
            return at
    return next(at for at, count in enumerate(counts) if count)


# --- maps -----------------------------------------------------------------------------


def _map(file: Path, layer: str | None) -> Incoming:
    import geopandas as gpd
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    remarks: list[str] = []
    if file.suffix.lower() in (".geojson", ".json"):
        _must_be_json(file)
    with tempfile.TemporaryDirectory() as place:
        source = _unpacked(file, Path(place))
        try:
            names = [str(one) for one, _ in pyogrio.list_layers(source)]
            if not names:
                raise _fault(file, None, "holds no layer")
            if layer is not None and layer not in names:
                near = get_close_matches(layer, names, n=1)
                hint = f"did you mean {near[0]!r}?" if near else ", ".join(names)
                raise NotFoundError(
                    f"{file.name}: there is no layer {shown(layer)}; {hint}"
                )
            chosen = layer or names[0]
            if layer is None and len(names) > 1:
                others = ", ".join(shown(one) for one in names[1:])
                remarks.append(
                    f"layer {shown(chosen)} was read; there are also {others}"
                )
            frame = gpd.read_file(source, layer=chosen, engine="pyogrio")
        except (DataSourceError, DataLayerError, ValueError) as error:
            words = str(error).replace(str(source), file.name).splitlines()[0]
            if "not recognized as being in a supported file format" in words:
                words = f"it is no {_MAPS[file.suffix.lower()]}"
            raise _fault(file, None, f"cannot be read: {words}") from None
    geometry: list[Any] | None = None
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry is not None:
        if frame.crs is not None and frame.crs != "EPSG:4326":
            remarks.append(f"coordinates were turned from {frame.crs.name} into WGS 84")
            frame = frame.to_crs("EPSG:4326")
        geometry = [
            None if one is None or one.is_empty else one for one in frame.geometry
        ]
        frame = frame.drop(columns=frame.geometry.name)
    if file.suffix.lower() in (".kml", ".kmz"):
        empty = [
            name
            for name in frame.columns
            if name in _OF_KML and name not in ("Name", "description")
            and frame[name].map(_cell).isin(["", -1, 0, "-1", "0"]).all()
        ]  # fmt: skip
        if "id" in frame and frame["id"].astype(str).str.fullmatch(r".*\.\d+").all():
            empty.append("id")  # a number that the reader made, not one of the file
        frame = frame.drop(columns=empty)
    body = [
        (number, [_native(one) for one in row])
        for number, row in enumerate(frame.itertuples(index=False, name=None), start=1)
    ]
    columns = [str(name) for name in frame.columns]
    rows = [[_cell(one) for one in row] for _, row in body]
    return Incoming(
        file.name, columns, rows, [line for line, _ in body], geometry, remarks
    )


def _must_be_json(file: Path) -> None:
    """Say where a text stops being JSON; its reader only says that it is none."""
    try:
        json.loads(file.read_bytes())
    except json.JSONDecodeError as error:
        raise _fault(
            file, error.lineno, f"is no JSON: {error.msg}, column {error.colno}"
        ) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise _fault(file, None, f"is no JSON: {str(error) or 'too deep'}") from None


def _native(value: Any) -> Any:
    """Give numpy's and pandas' scalars as Python's own; missing ones as ``None``."""
    import pandas as pd

    if value is None or (not isinstance(value, list | dict) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _unpacked(file: Path, place: Path) -> Path:
    """The KML inside a KMZ; any other file as it is."""
    if file.suffix.lower() != ".kmz":
        return file
    try:
        with zipfile.ZipFile(file) as packed:
            inside = [
                one
                for one in packed.infolist()
                if one.filename.lower().endswith(".kml")
            ]
            if not inside:
                raise _fault(file, None, "holds no KML")
            inside.sort(
                key=lambda one: (one.filename.lower() != "doc.kml", one.filename)
            )
            if inside[0].file_size > _LARGEST:
                raise _fault(
                    file, None, f"unpacks to more than {_LARGEST // 1_000_000} MB"
                )
            target = place / f"{re.sub('[^A-Za-z0-9_-]', '-', file.stem) or 'doc'}.kml"
            target.write_bytes(packed.read(inside[0]))
            return target
    except zipfile.BadZipFile:
        raise _fault(file, None, "is no KMZ: it cannot be unpacked") from None
