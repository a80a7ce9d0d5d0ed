"""An Excel workbook: one sheet a table, a dictionary of columns, and how to read it.

Text stays text: no cell of an atlas becomes a formula, and the only links are http and
https addresses of the columns that hold addresses. The same atlas gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import package_words, titles
from geo.asof import stamp
from geo.errors import MissingExtraError, OutputError
from geo.tables import Column, Kind
from geo.tabular import SITES, columns_of, row_words, table_names, table_of, zipped
from geo.words import number
from geo.writing import write_bytes

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

    from geo.atlas import Atlas

__all__ = ["to_xlsx", "workbook"]

_LONGEST = 32_767  # characters that a cell of Excel holds
_LINKS_AT_MOST = 65_530  # hyperlinks that a sheet of Excel holds
_WEB = re.compile(r"https?://[^\s]{1,2000}", re.IGNORECASE)
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_TIME = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDTHS = {
    Kind.TEXT: 40, Kind.URL: 34, Kind.SHA256: 20, Kind.NUMBER: 12, Kind.INTEGER: 10,
    Kind.FLAG: 9, Kind.DATE: 12, Kind.EDTF: 20, Kind.ID: 22, Kind.ABOUT: 32,
}  # fmt: skip

_NOTES = {
    "en": (
        "Everything here is a view over claims: one row of the sheet claims is one"
        " statement by one speaker in one source. A name in it implies no wrongdoing.",
        "An empty cell means that the source does not say. It never means zero.",
        "Claims that disagree all stand; the sheet claim_links says which contradict,"
        " repeat or contain each other. Do not add amounts: running totals and parts of"
        " totals contain one another (tumen totals gives bounds).",
        "Dates are EDTF (ISO 8601-2): 2023-10~ is about October 2023, 2023-09/.. is from"
        " September 2023 on. Grades: a letter for the source, a digit for the claim; F and"
        " 6 mean that it cannot be judged, and are no low marks.",
        "Cells that begin with = + - @ are text, not formulas.",
    ),
    "fr": (
        "Tout ici est une vue sur des affirmations : une ligne de la feuille claims est une"
        " affirmation d'un locuteur dans une source. La présence d'un nom n'implique aucun"
        " acte répréhensible.",
        "Une case vide signifie que la source ne le dit pas. Elle ne signifie jamais zéro.",
        "Les affirmations divergentes sont toutes là ; la feuille claim_links dit lesquelles"
        " se contredisent, se répètent ou se contiennent. N'additionnez pas les quantités :"
        " les cumuls et leurs parties se recouvrent (tumen totals donne des bornes).",
        "Les dates sont en EDTF (ISO 8601-2) : 2023-10~ est vers octobre 2023, 2023-09/.."
        " à partir de septembre 2023. Cotation : une lettre pour la source, un chiffre pour"
        " l'affirmation ; F et 6 signifient « ne peut être évaluée », ce ne sont pas de"
        " mauvaises notes.",
        "Les cases qui commencent par = + - @ sont du texte, non des formules.",
    ),
}
_HEADS = {
    "en": ("table", "column", "what it holds", "kind", "words or table"),
    "fr": ("table", "colonne", "ce qu'elle contient", "sorte", "mots ou table"),
}
_SHEETS = {"en": ("Read me", "Dictionary"), "fr": ("À lire", "Dictionnaire")}


def to_xlsx(
    atlas: Atlas,
    path: str | Path,
    *,
    table: str | None = None,
    lang: str = "en",
    force: bool = False,
) -> Path:
    """Write an Excel workbook and give the path.

    Parameters
    ----------
    atlas
        What to write.
    path
        The file.
    table
        The one table to write; all of them, and the sites, if left out.
    lang
        Language of the notes: ``en`` or ``fr``. The tables hold both.
    force
        Whether to replace what is there.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed (extra ``excel``).
    NotFoundError
        If there is no such table.
    OutputError
        If a text is too long for Excel, the file exists and ``force`` is not set, or the
        disk refuses.
    """
    path = Path(path)
    names = table_names(atlas) if table is None else [table]
    content = workbook(atlas, names, lang=lang)
    write_bytes(path, content, force=force)
    return path


def workbook(atlas: Atlas, names: Sequence[str], *, lang: str = "en") -> bytes:
    """The bytes of a workbook of the tables ``names``; see :func:`to_xlsx`."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtraError(
            "A workbook needs openpyxl: pip install 'tumen[excel]'"
        ) from None
    frames = {name: table_of(atlas, name) for name in names}
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has a sheet
    first.title, dictionary = _SHEETS[lang][0], book.create_sheet(_SHEETS[lang][1])
    _read_me(first, atlas, frames, lang)
    rows = [
        (name, *_about(column, str(heading)))
        for name, frame in frames.items()
        for heading in frame.columns
        for column in [columns_of(name).get(str(heading))]
    ]
    _head(dictionary, _HEADS[lang], (18, 24, 60, 12, 80))
    for at, row in enumerate(rows, start=2):
        for column_at, text in enumerate(row, start=1):
            _text(dictionary, at, column_at, text)
    for name, frame in frames.items():
        _table(book.create_sheet(name), name, frame)
    return _settled(book)


def _read_me(
    sheet: Worksheet,
    atlas: Atlas,
    frames: dict[str, pd.DataFrame],
    lang: str,
) -> None:
    from openpyxl.styles import Alignment, Font

    title = titles.title(atlas, lang)
    lines = [title, titles.subtitle(atlas, lang), f"{atlas.version}"]
    lines += [one for one in (stamp(atlas, lang),) if one]
    lines += ["", *_NOTES[lang], ""]
    for at, line in enumerate(lines, start=1):
        _text(sheet, at, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for at, (name, frame) in enumerate(frames.items(), start=len(lines) + 1):
        about = f"{name}: {len(frame):,} – {row_words(name)}"
        if lang == "fr":
            count = number(len(frame), lang)
            about = f"{name} : {count}. {package_words.ABOUT[name][1]}"
        _text(sheet, at, 1, about)
    sheet.column_dimensions["A"].width = 110


def _about(column: Column | None, heading: str) -> tuple[str, str, str, str]:
    more = {
        "lon": "Longitude, degrees east (WGS 84)",
        "lat": "Latitude, degrees north (WGS 84)",
        "layer": "Layer of the place",
    }
    if column is None:
        return (heading, more.get(heading, ""), "", "")
    told = ""
    if column.words is not None:
        told = ", ".join(str(word) for word in column.words)
    elif column.table is not None:
        told = SITES if column.table == "site" else column.table
    return (heading, column.about, str(column.kind), told)


def _head(sheet: Worksheet, names: Sequence[str], widths: Sequence[float]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (name, width) in enumerate(zip(names, widths, strict=True), start=1):
        cell = _text(sheet, 1, at, name)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EDF2")
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "B2"


def _table(sheet: Worksheet, name: str, frame: pd.DataFrame) -> None:
    from openpyxl.styles import Font

    known = columns_of(name)
    headings = [str(one) for one in frame.columns]
    kinds = [known[one].kind if one in known else Kind.TEXT for one in headings]
    _head(sheet, headings, [_WIDTHS.get(kind, 18) for kind in kinds])
    blue = Font(color="0B4F8A", underline="single")
    links = 0
    columns = [_values(frame[one]) for one in frame.columns]
    for at, row in enumerate(zip(*columns, strict=True), start=2):
        for column_at, value in enumerate(row, start=1):
            if value is None:
                continue
            if not isinstance(value, str):
                sheet.cell(at, column_at, value)
                continue
            if len(value) > _LONGEST:
                raise OutputError(
                    f"{name}, {row[0]}, {headings[column_at - 1]}: {len(value):,}"
                    f" characters; a cell of Excel holds {_LONGEST:,}. Write CSV instead"
                )
            cell = _text(sheet, at, column_at, value)
            if (
                kinds[column_at - 1] is Kind.URL
                and links < _LINKS_AT_MOST
                and _WEB.fullmatch(value)
            ):
                cell.hyperlink = value
                _as_text(cell, value)
                cell.font = blue
                links += 1
    if len(frame):
        sheet.auto_filter.ref = sheet.dimensions


def _values(cells: pd.Series) -> list[Any]:
    if cells.dtype.kind == "b":
        return ["yes" if one else "no" for one in cells]
    if cells.dtype.kind in "iuf":
        held = cells.astype(object).where(cells.notna(), None).tolist()
        return [
            int(one) if isinstance(one, float) and one.is_integer() else one
            for one in held
        ]
    return [one or None for one in cells.astype("str").tolist()]


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    cell = sheet.cell(row, column)
    _as_text(cell, text)
    return cell


def _as_text(cell: Any, text: str) -> None:
    """Put ``text`` in as text, whatever it looks like, and keep it so when edited."""
    if not text:
        return
    # Excel reads _x0041_ as a letter; the underscore written out keeps it literal.
    text = _ESCAPE.sub(lambda found: f"_x005F{found[0]}", text)
    cell.value = text.replace("\r", "_x000D_")
    cell.data_type = "s"
    if text[0] in "=+-@'":
        cell.quotePrefix = True


def _settled(book: Any) -> bytes:
    """The workbook's bytes without the time of its making."""
    book.properties.creator = "Tumen"
    book.properties.created = book.properties.modified = _TIME
    held = io.BytesIO()
    book.save(held)
    files = {}
    with zipfile.ZipFile(held) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*",
                    rb"\g<1>1980-01-01T00:00:00Z",
                    content,
                )
            files[name] = content
    return zipped(files)
