"""Adding rows and places to an atlas: all of it right, or nothing written.

An :class:`Addition` holds rows by table, features by layer, and references to put into
the ``about`` of claims that are there already. :func:`add` tries it on a copy of the
atlas, checks the copy, and writes only if no new problem came of it. Files keep their
order, their line ends, their quoting and every byte that is not new.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from geo.catalog import CATALOG, SHIPPED, atlas_root, read_catalog
from geo.checking import check
from geo.errors import DataError, NotFoundError, OutputError, Problem, os_words, shown
from geo.geojson import positions, read_geojson
from geo.reading import read_table
from geo.tables import TABLES

__all__ = ["Addition", "add", "new_id", "slug", "trial"]

Row = Mapping[str, str]

_BOX = re.compile(r'"bbox"\s*:\s*\[[^\]]*\]')
# What a row cannot stand without comes first: a run that is killed between two files
# leaves documents and places that nothing speaks of yet, which is a valid atlas.
_ORDER = ("actors", "sources", "vessels", "vessel_details", "systems", "indicators")


@dataclass(slots=True)
class Addition:
    """What shall join an atlas."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    """By table; columns that a row leaves out are empty."""
    features: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """GeoJSON features by id of their layer (longitude, latitude; WGS 84)."""
    layers: list[dict[str, Any]] = field(default_factory=list)
    """Entries of the catalogue for layers that are new."""
    about: dict[str, list[str]] = field(default_factory=dict)
    """References, ``flow:alpha-beta``, to add by id of a claim that is there."""

    def row(self, table: str, cells: Row) -> None:
        """Add one row to a table."""
        self.rows.setdefault(table, []).append(cells)

    def __bool__(self) -> bool:
        return bool(self.rows or self.features or self.layers or self.about)


def add(root: str | Path, addition: Addition) -> list[str]:
    """Write an addition into the atlas in the folder ``root``.

    Returns
    -------
    list of str
        Names of the files that changed, as ``data/claims.csv``.

    Raises
    ------
    DataError
        If a new problem would come of it; nothing is written. The lines are those that
        the new rows would have stood on.
    NotFoundError
        If ``root`` is no atlas, or a layer or claim to add to is not in it.
    OutputError
        If ``root`` is the atlas that Tumen ships inside a package, or the disk refuses.
    """
    folder = _own(root)
    problems, changed = trial(folder, addition)
    if problems:
        raise DataError(problems)
    written: list[tuple[Path, bytes | None]] = []
    waiting: dict[Path, Path] = {}
    try:
        for name, content in changed.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, neighbour = tempfile.mkstemp(
                dir=path.parent, prefix=f".{path.name}."
            )
            waiting[path] = Path(neighbour)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, neighbour)
            else:
                waiting[path].chmod(0o644)
        for path, neighbour_path in waiting.items():
            before = path.read_bytes() if path.exists() else None
            neighbour_path.replace(path)
            written.append((path, before))
    except OSError as error:
        for path, before in reversed(written):
            if before is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(before)
        raise OutputError(
            f"{folder}: cannot be written: {os_words(error)}; nothing was changed"
        ) from error
    finally:
        for neighbour_path in waiting.values():
            neighbour_path.unlink(missing_ok=True)
    return list(changed)


def trial(
    root: str | Path, addition: Addition
) -> tuple[list[Problem], dict[str, bytes]]:
    """Try an addition on a copy: the problems that are new, and the changed files.

    The files are by name, ``data/claims.csv``, in the order in which to write them.
    """
    folder = _own(root)
    changed = _changed(folder, addition)
    if not changed:
        return [], {}
    before = Counter(_what(one) for one in check(folder))
    with tempfile.TemporaryDirectory() as place:
        # The copy has the name of the atlas, and stands beside the same neighbours.
        copy = _copied(folder, Path(place))
        for name, content in changed.items():
            (copy / name).write_bytes(content)
        new = [one for one in check(copy) if not _known(before, one)]
    return new, changed


def _own(root: str | Path) -> Path:
    folder = atlas_root(root)
    inside = Path(__file__).resolve().parent / "_shipped"
    if folder.resolve() == inside:
        raise OutputError(
            f"{folder}: is the atlas inside the package; make one of your own with"
            " 'tumen init DIR', which can include the shipped one"
        )
    return folder


def _irrelevant(folder: str, names: list[str]) -> set[str]:
    """All but what a check reads: tables, layers and their catalogue."""
    top = {"data", "layers"} & set(names)
    if top == {"data", "layers"}:
        return set(names) - top
    return {
        name
        for name in names
        if not name.endswith((".csv", ".geojson", ".yaml"))
        or (Path(folder) / name).is_dir()
    }


def _copied(folder: Path, place: Path) -> Path:
    """Copy what a check reads, and the atlases that are included by a relative path."""
    try:
        whole = yaml.safe_load((folder / CATALOG).read_text(encoding="utf-8"))
        names = whole.get("includes") if isinstance(whole, dict) else None
    except (OSError, ValueError, yaml.YAMLError):
        names = None  # the check tells
    near = [
        name
        for name in (names if isinstance(names, list) else [])
        if isinstance(name, str) and name != SHIPPED and not Path(name).is_absolute()
    ]
    # As many folders down as a path climbs, so that none leaves the temporary place.
    depth = max((Path(name).parts.count("..") for name in near), default=0)
    copy = place.joinpath(*["below"] * depth, folder.resolve().name)
    shutil.copytree(folder, copy, ignore=_irrelevant)
    for name in near:
        target, link = folder / name, copy / name
        if target.is_dir() and not link.exists():
            shutil.copytree(target, link, ignore=_irrelevant)
    return copy


def _what(problem: Problem) -> tuple[str, str, str, str]:
    return (problem.file, problem.column, problem.value, problem.message)


def _known(before: Counter[tuple[str, str, str, str]], problem: Problem) -> bool:
    what = _what(problem)
    if before[what]:
        before[what] -= 1
        return True
    return False


def _changed(folder: Path, addition: Addition) -> dict[str, bytes]:
    tables = {name: list(rows) for name, rows in addition.rows.items() if rows}
    for name in tables:
        if name not in TABLES:
            raise NotFoundError(f"there is no table {shown(name)}")
    names = sorted(
        {*tables, *(["claims"] if addition.about else [])},
        key=lambda name: (
            _ORDER.index(name) if name in _ORDER else len(_ORDER),
            list(TABLES).index(name),
        ),
    )
    first = [name for name in names if name in _ORDER]
    changed: dict[str, bytes] = {
        f"data/{name}.csv": _table(folder, name, tables.get(name, [])) for name in first
    }
    catalog = {one.id: one.file for one in read_catalog(folder, [])}
    if addition.layers:
        changed[CATALOG] = _catalog(folder, addition.layers)
        catalog |= {entry["id"]: entry["file"] for entry in addition.layers}
    for layer, features in addition.features.items():
        if layer not in catalog:
            own = ", ".join(catalog) or "none"
            raise NotFoundError(
                f"{folder}: has no layer {shown(layer)} of its own; it has: {own}"
            )
        file = f"layers/{catalog[layer]}"
        changed[file] = _layer(folder / file, features)
    for name in names:
        if name not in first:
            about = addition.about if name == "claims" else {}
            changed[f"data/{name}.csv"] = _table(
                folder, name, tables.get(name, []), about
            )
    return changed


# --- tables ---------------------------------------------------------------------------


def _table(
    folder: Path,
    name: str,
    rows: Iterable[Row],
    about: Mapping[str, list[str]] | None = None,
) -> bytes:
    """The bytes of a table with rows at its end, written as the table is written."""
    path = folder / "data" / f"{name}.csv"
    names = TABLES[name].names
    content = path.read_bytes() if path.exists() else b""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        content = (",".join(names) + "\n").encode()
    problems: list[Problem] = []
    if path.exists() and path.stat().st_size:
        read_table(path, f"data/{name}.csv", names, problems)
        if problems:
            raise DataError(problems)  # a table that cannot be read is not added to
    text = content.decode("utf-8")
    if about:
        text = _speaking(text, about)
    end = "\r\n" if "\r\n" in text else "\n"
    header = next(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    all_quoted = text.lstrip("\ufeff").startswith('"')
    written = io.StringIO(newline="")
    writer = csv.writer(
        written,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL,
    )
    for row in rows:
        unknown = set(row) - set(names)
        if unknown:
            raise NotFoundError(
                f"data/{name}.csv: there is no column {shown(min(unknown))}"
            )
        writer.writerow([row.get(column, "") for column in header])
    if not text.endswith(("\n", "\r")):
        text += end
    return (text + written.getvalue()).encode("utf-8")


def _speaking(text: str, about: Mapping[str, list[str]]) -> str:
    """Put references into the ``about`` of some claims; no other byte changes."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    lines = text.splitlines(keepends=True)
    reader = csv.reader(iter(lines))
    header = next(reader)
    key, cell = header.index("id"), header.index("about")
    done, parts, left = reader.line_num, ["".join(lines[: reader.line_num])], set(about)
    for row in reader:
        source = "".join(lines[done : reader.line_num])
        done = reader.line_num
        if len(row) == len(header) and row[key] in left:
            left.discard(row[key])
            held = [one.strip() for one in row[cell].split(";") if one.strip()]
            row[cell] = "; ".join(dict.fromkeys([*held, *about[row[key]]]))
            end = source[len(source.rstrip("\r\n")) :] or "\n"
            out = io.StringIO(newline="")
            quoted = source.startswith('"') and text.startswith('"')
            csv.writer(
                out,
                lineterminator=end,
                quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
            ).writerow(row)
            source = out.getvalue()
        parts.append(source)
    if left:
        raise NotFoundError(
            f"data/claims.csv: there is no claim {shown(min(left))} to speak of it"
        )
    return mark + "".join(parts)


# --- layers ---------------------------------------------------------------------------


def _layer(path: Path, features: list[dict[str, Any]]) -> bytes:
    """The bytes of a layer with features at its end, one on a line."""
    lines = ",\n".join(
        json.dumps(one, ensure_ascii=False, allow_nan=False) for one in features
    )
    if not path.exists() or not path.stat().st_size:
        return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'.encode()
    problems: list[Problem] = []
    file = f"layers/{path.name}"
    raw = read_geojson(path, file, problems)
    if problems or not raw.text:
        raise DataError(
            problems or [Problem(file, None, "", "", "cannot be read as a layer")]
        )
    text = raw.text
    if raw.offsets:
        begin = raw.offsets[0]
        _, end = json.JSONDecoder().raw_decode(text, raw.offsets[-1])
        head, body, tail = text[:begin], f"{text[begin:end]},\n{lines}", text[end:]
    else:
        found = re.search(r'"features"\s*:\s*\[', text)
        if found is None:
            raise DataError([Problem(file, 1, "features", "", "is missing")])
        head, tail = text[: found.end()] + "\n", text[found.end() :].lstrip()
        body = f"{lines}\n"
    points = [
        one
        for feature in json.loads(head + body + tail)["features"]
        if feature.get("geometry")
        for one in positions(feature["geometry"].get("coordinates", []))
    ]
    if points:
        xs, ys = [one[0] for one in points], [one[1] for one in points]
        wide = json.dumps([min(xs), min(ys), max(xs), max(ys)])
        # The box of the collection stands before its features or behind them.
        head, tail = (_BOX.sub(f'"bbox": {wide}', one) for one in (head, tail))
    return f"{head}{body}{tail}".encode()


def _catalog(folder: Path, entries: list[dict[str, Any]]) -> bytes:
    """The catalogue with entries at the end of its list; comments stay."""
    path = folder / CATALOG
    text = path.read_text(encoding="utf-8") if path.exists() else "layers: []\n"
    made = yaml.safe_dump(
        json.loads(json.dumps(entries)), allow_unicode=True, sort_keys=False
    )
    block = "".join(f"  {line}" for line in made.splitlines(keepends=True))
    empty = re.search(r"^layers:[ \t]*\[[ \t]*\][ \t]*(#.*)?$", text, re.MULTILINE)
    if empty:
        remark = f" {empty[1]}" if empty[1] else ""
        rest = text[empty.end() :].lstrip("\n")
        text = f"{text[: empty.start()]}layers:{remark}\n{block}{rest}"
        return text.encode("utf-8")
    start = re.search(r"^layers:[ \t]*(#.*)?\n", text, re.MULTILINE)
    if start is None:
        raise DataError(
            [Problem(CATALOG, 1, "layers", "", "holds no list 'layers' to add to")]
        )
    rest = text[start.end() :]
    after = re.search(r"^[A-Za-z_]", rest, re.MULTILINE)  # the next key, if any
    at = start.end() + (after.start() if after else len(rest))
    head = text[:at].rstrip() + "\n"
    indent = re.search(r"^( *)- ", rest, re.MULTILINE)
    if indent and indent[1] != "  ":
        block = "".join(f"{indent[1]}{line}" for line in made.splitlines(keepends=True))
    tail = text[at:]
    return f"{head}{block}{chr(10) if tail else ''}{tail}".encode()


# --- names ----------------------------------------------------------------------------


def slug(words: str, *, longest: int = 60) -> str:
    """A readable id made of words in any script: letters, digits and hyphens.

    >>> slug("Port of Rajin (Najin)")
    'port-of-rajin-najin'
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if not made:  # a script without Latin letters: its code points are at least stable
        made = "-".join(f"{ord(one):x}" for one in words if not one.isspace())[:40]
    return made[:longest].rstrip("-") or "unnamed"


def new_id(wanted: str, used: Iterable[str]) -> str:
    """``wanted``, or with the first number behind it that is not in ``used``.

    >>> new_id("own", {"own", "own-2"})
    'own-3'
    """
    taken = set(used)
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
