"""One state of an atlas: its tables and places as the text that stands in the files.

::

    load("my-atlas")        # a folder with data/ and layers/
    load("site")            # a built site, or its manifest.json
    load("v0.1.0")          # a git ref, in the repository of the atlas

What is read is not checked; an older state may break rules that came later, and may
have had other columns. An atlas that includes others holds their rows too, as they are now.
Places are rounded to the decimals that their location error
supports, as every export does, so that an atlas and the site built from it hold the
same.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from geo import titles
from geo.catalog import atlas_root, included, layer_files, read_catalog, shipped
from geo.errors import DataError, NotFoundError, Problem, os_words, shown, visible
from geo.geojson import read_geojson
from geo.geometry import digits
from geo.reading import read_table, without_collector
from geo.tables import TABLES

__all__ = ["TOMBSTONES", "Rows", "Snapshot", "ids", "in_order", "load"]

TOMBSTONES = "withdrawn"
"""The table of ids that are no longer in use."""

_MANIFEST = "manifest.json"
_DOWNLOADS = "downloads"
_LARGEST_JSON = 100_000_000  # bytes
_GIT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table, or of all layers together, as text."""

    columns: Mapping[str, Sequence[str]]
    files: Sequence[str]
    """File of each row, from the atlas folder."""
    lines: Sequence[int | None]
    """Line of each row in its file."""
    where: Mapping[str, int] = field(repr=False)
    """Position of each id."""

    def __len__(self) -> int:
        return len(self.where)

    def cells(self, key: str) -> dict[str, str]:
        """Cells of the row ``key`` by column; nothing if there is no such row."""
        at = self.where.get(key)
        if at is None:
            return {}
        return {name: column[at] for name, column in self.columns.items()}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of an atlas. Made by :func:`load`."""

    label: str
    """What the caller named, with the commit if it was a git ref."""
    version: str
    """Version of its data (CalVer), or ``unversioned``."""
    title: str
    authors: tuple[str, ...]
    licences: tuple[str, ...]
    tables: Mapping[str, Rows] = field(repr=False)
    """Every table by name, and the layers as ``sites`` and ``paths``."""
    whole: bool = True
    """Whether there are rows; a list of released ids has none."""

    def rows(self, table: str) -> Rows:
        """Rows of ``table``; none if this state has no such table."""
        return self.tables.get(table, _NO_ROWS)


_NO_ROWS = Rows({}, (), (), {})


# --- reading --------------------------------------------------------------------------


def load(
    ref: str | Path | None = None, *, repository: str | Path | None = None
) -> Snapshot:
    """Read one state of an atlas.

    Parameters
    ----------
    ref
        A folder with ``data/`` and ``layers/``; a built site or its ``manifest.json``;
        a JSON file with a member ``ids`` (see :func:`ids`); or a git ref such as
        ``main``, ``v0.1.0`` or ``HEAD~3``. A path that exists comes first; write
        ``git:main`` to mean the ref all the same. ``None`` is the shipped atlas.
    repository
        Atlas folder whose git repository a ref is looked up in; the shipped one if
        left out.

    Raises
    ------
    NotFoundError
        If there is no such folder, file or ref, or no git to ask.
    DataError
        If a table or layer cannot be read to the end.
    """
    if ref is None:
        return _folder(atlas_root(), "shipped")
    words = str(ref)
    if not words:
        raise NotFoundError("an empty name; name a folder, a built site or a git ref")
    if isinstance(ref, str) and words.startswith("git:"):
        return _git(words.removeprefix("git:"), repository)
    path = Path(ref)
    try:
        if path.is_dir():
            return _directory(path, words)
        if path.is_file():
            return _file(path, words)
    except (OSError, ValueError) as error:
        raise NotFoundError(f"{words}: cannot be read ({error})") from None
    if isinstance(ref, Path) or words.startswith((".", "/", "~")) or "\\" in words:
        raise NotFoundError(f"{visible(words)}: there is no such folder or file")
    return _git(words, repository)


def _directory(path: Path, label: str) -> Snapshot:
    inside = path / _DOWNLOADS
    if (path / _MANIFEST).is_file() and (inside / "data").is_dir():
        return _folder(inside, label)
    return _folder(atlas_root(path), label)


def _file(path: Path, label: str) -> Snapshot:
    if path.name == _MANIFEST and (path.parent / _DOWNLOADS / "data").is_dir():
        return _folder(path.parent / _DOWNLOADS, label)
    hint = "name the folder of an atlas or of a built site, or a git ref"
    try:
        if path.stat().st_size > _LARGEST_JSON:
            raise NotFoundError(f"{label}: is too large to be a list of ids; {hint}")
        held = json.loads(path.read_bytes())
    except OSError as error:
        raise NotFoundError(f"{label}: cannot be read: {os_words(error)}") from None
    except (ValueError, RecursionError):
        raise NotFoundError(f"{label}: is no JSON; {hint}") from None
    listed = held.get("ids") if isinstance(held, dict) else None
    if not isinstance(listed, dict) or not all(
        isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        for keys in listed.values()
    ):
        raise NotFoundError(f"{label}: names no rows (a member 'ids'); {hint}")
    tables = {
        name: Rows(
            {"id": tuple(keys)},
            (f"data/{name}.csv",) * len(keys),
            (None,) * len(keys),
            {key: at for at, key in enumerate(keys)},
        )
        for name, keys in listed.items()
    }
    version = held.get("data")
    return Snapshot(
        label,
        version if isinstance(version, str) and version else "unversioned",
        "", (), (), tables, whole=False,
    )  # fmt: skip


def ids(snapshot: Snapshot) -> dict[str, list[str]]:
    """Ids in use by table: what a release has to remember for :func:`removed`.

    Written to a JSON file as its member ``ids``, :func:`load` reads it back. It tells
    which rows went, not whether an id now stands for something else.
    """
    return {name: sorted(rows.where) for name, rows in snapshot.tables.items()}


def _folder(root: Path, label: str, *, home: Path | None = None) -> Snapshot:
    problems: list[Problem] = []
    with without_collector():
        tables = _tables(root, problems, home=home or root)
    if problems:
        raise DataError(sorted(set(problems), key=lambda one: one.key))
    package = titles.package(root)
    return Snapshot(
        label,
        _words(package.get("version")) or "unversioned",
        _words(package.get("title")),
        _listed(package.get("contributors"), "title"),
        _listed(package.get("licenses"), "name"),
        tables,
    )


def _tables(
    root: Path, problems: list[Problem], *, home: Path, above: tuple[Path, ...] = ()
) -> dict[str, Rows]:
    """Tables and layers, those of included atlases first; ``home`` as for a copy."""
    own = {
        name: _table(root, name, problems)
        for name in in_order(one.stem for one in (root / "data").glob("*.csv"))
    }
    own |= _layers(root, problems)
    above = (*above, home.resolve())
    for name, folder in reversed(included(root, problems, home=home).items()):
        if folder.resolve() in above:
            continue  # told by a check
        found: list[Problem] = []
        others = _tables(folder, found, home=folder, above=above)
        problems += [replace(one, file=f"{name}/{one.file}") for one in found]
        for table, rows in others.items():
            held = own.get(table)
            own[table] = _joined(rows, held, name, problems) if held else rows
    return {name: own[name] for name in in_order(own)}


def _joined(first: Rows, then: Rows, name: str, problems: list[Problem]) -> Rows:
    """``first``, of the atlas included as ``name``, and the rows that add to it."""
    blank = ([""] * len(first.files), [""] * len(then.files))
    columns = dict.fromkeys((*first.columns, *then.columns))
    return _rows(
        {
            one: (*first.columns.get(one, blank[0]), *then.columns.get(one, blank[1]))
            for one in columns
        },
        (*(f"{name}/{file}" for file in first.files), *then.files),
        (*first.lines, *then.lines),
        problems,
    )


def in_order(names: Iterable[str]) -> list[str]:
    """Tables as in the data dictionary, then layers, tombstones, unknown tables."""
    known = [name for name in TABLES if name != TOMBSTONES]
    known += ["sites", "paths", TOMBSTONES]
    found = set(names)
    return [name for name in known if name in found] + sorted(found - set(known))


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _listed(entries: object, name: str) -> tuple[str, ...]:
    if not isinstance(entries, list):
        return ()
    found = (_words(one.get(name)) for one in entries if isinstance(one, dict))
    return tuple(one for one in found if one)


def _table(root: Path, name: str, problems: list[Problem]) -> Rows:
    path, file = root / "data" / f"{name}.csv", f"data/{name}.csv"
    header = _header(path)
    faults: list[Problem] = []
    raw = read_table(path, file, header, faults)
    if not raw.whole:
        if not faults:
            faults = [Problem(file, 1, "id", "", "column 'id' is missing")]
        problems += faults
        return _NO_ROWS
    return _rows(raw.columns, (file,) * len(raw), raw.lines, problems)


def _header(path: Path) -> list[str]:
    """Names of the columns as they stand: an older state may have had others."""
    try:
        with path.open("r", encoding="utf-8-sig", newline="", errors="replace") as text:
            return list(dict.fromkeys(next(csv.reader(text), [])))
    except (OSError, csv.Error):  # told by the reader of the table
        return ["id"]


def _rows(
    columns: Mapping[str, Sequence[str]],
    files: Sequence[str],
    lines: Sequence[int | None],
    problems: list[Problem],
) -> Rows:
    keys = columns["id"]
    where = dict(zip(keys, range(len(keys)), strict=True))
    if len(where) != len(keys):
        first: dict[str, int] = {}
        for at, key in enumerate(keys):
            before = first.setdefault(key, at)
            if before != at:
                place = f"{files[before]}:{lines[before]}"
                message = f"{shown(key)} is used already in {place}"
                problems.append(Problem(files[at], lines[at], "id", key, message))
    return Rows(columns, files, lines, where)


def _layers(root: Path, problems: list[Problem]) -> dict[str, Rows]:
    names = {layer.file: layer.id for layer in read_catalog(root, [])}
    found: dict[str, list[tuple[str, int, dict[str, str]]]] = {}
    for file in layer_files(root):
        faults: list[Problem] = []
        raw = read_geojson(root / "layers" / file, f"layers/{file}", faults)
        if not raw.whole:
            problems += faults
            continue
        layer = names.get(file, file.removesuffix(".geojson"))
        table = "paths" if layer == "paths" else "sites"
        for feature in raw.features:
            cells = {name: _text(held) for name, held in feature.properties.items()}
            cells["layer"] = layer
            cells["geometry"] = _place(feature.geometry, cells)
            found.setdefault(table, []).append((raw.file, feature.line, cells))
    tables: dict[str, Rows] = {}
    for table, features in found.items():
        columns = dict.fromkeys(name for *_, cells in features for name in cells)
        columns.pop("id", None)
        tables[table] = _rows(
            {
                name: tuple(cells.get(name, "") for *_, cells in features)
                for name in ("id", *columns)
            },
            [file for file, *_ in features],
            [line for _, line, _ in features],
            problems,
        )
    return {name: tables[name] for name in in_order(tables)}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # 800.0 is how some programs write 800
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def _place(geometry: dict[str, Any] | None, cells: Mapping[str, str]) -> str:
    """Geometry as one text, with no more decimals than an export would print."""
    if geometry is None:
        return ""
    try:
        uncertainty = float(cells.get("uncertainty_m") or math.nan)
    except ValueError:
        uncertainty = math.nan
    places = digits(uncertainty)
    held = {
        "type": geometry["type"],
        "coordinates": _rounded(geometry["coordinates"], places),
    }
    return json.dumps(held)


def _rounded(coordinates: Any, places: int) -> Any:
    if coordinates and not isinstance(coordinates[0], list):
        return [round(float(one), places) + 0.0 for one in coordinates[:2]]
    return [_rounded(part, places) for part in coordinates]


# --- git ------------------------------------------------------------------------------

_BLOB = re.compile(rb"100(?:644|755) blob ([0-9a-f]{40,64})\t(data|layers)/([^/]+)")


def _git(ref: str, repository: str | Path | None) -> Snapshot:
    root = shipped() if repository is None else Path(repository)
    what = shown(ref)
    program = shutil.which("git")
    if program is None:
        raise NotFoundError(
            f"there is no folder {what}, and git, which could read it as a ref, is not"
            " installed"
        )
    if not root.is_dir():
        raise NotFoundError(f"{root}: is no folder")
    inside = _run(program, root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise NotFoundError(
            f"there is no folder {what}, and it cannot be read as a git ref:"
            f" {_complaint(inside)}"
        )
    named = _run(
        program, root,
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}",
    )  # fmt: skip
    commit = named.stdout.decode("ascii", "replace").strip()
    if named.returncode or not re.fullmatch("[0-9a-f]{40,64}", commit):
        raise NotFoundError(
            f"there is no folder and no git ref {what}{_near(program, root, ref)}"
        )
    listed = _run(program, root, "ls-tree", "-r", "-z", commit, "--", "data", "layers")
    if listed.returncode:
        raise NotFoundError(f"git ref {what} cannot be read: {_complaint(listed)}")
    wanted = [
        (match[1], match[2].decode(), name)
        for entry in listed.stdout.split(b"\0")
        if (match := _BLOB.fullmatch(entry))
        and (name := _wanted(match[2], match[3])) is not None
    ]
    if not any(folder == "data" for _, folder, _ in wanted):
        raise NotFoundError(f"git ref {what} holds no tables in data/ of {root}")
    with tempfile.TemporaryDirectory(prefix="tumen-") as temporary:
        copy = Path(temporary)
        for folder in ("data", "layers"):
            (copy / folder).mkdir()
        contents = _blobs(program, root, [blob for blob, *_ in wanted], what)
        for (_, folder, name), content in zip(wanted, contents, strict=True):
            (copy / folder / name).write_bytes(content)
        return _folder(copy, f"{ref} ({commit[:12]})", home=root)


def _wanted(folder: bytes, name: bytes) -> str | None:
    """Name of a file that an atlas is read from, if it is one."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if folder == b"data":
        return text if text.endswith(".csv") or text == "datapackage.json" else None
    return text if text.endswith(".geojson") or text == "catalog.yaml" else None


def _blobs(program: str, root: Path, names: list[bytes], what: str) -> Iterator[bytes]:
    done = _run(program, root, "cat-file", "--batch", stdin=b"\n".join(names) + b"\n")
    at = 0
    for _ in names:
        end = done.stdout.find(b"\n", at)
        head = done.stdout[at:end].split()
        if done.returncode or end < 0 or len(head) != 3:
            raise NotFoundError(
                f"git ref {what} cannot be read: {_complaint(done) or 'a file is missing'}"
            )
        size = int(head[2])
        yield done.stdout[end + 1 : end + 1 + size]
        at = end + size + 2


def _run(
    program: str, root: Path, *arguments: str, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    # A hook runs with GIT_DIR set, which would win over the folder named here.
    kept = {name: held for name, held in os.environ.items() if name[:4] != "GIT_"}
    try:
        return subprocess.run(  # noqa: S603 - a fixed program; the ref is no option
            [program, "-C", str(root), "--no-replace-objects", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_GIT_SECONDS,
            env={
                **kept,
                "LC_ALL": "C",
                "GIT_OPTIONAL_LOCKS": "0",
                "GIT_NO_LAZY_FETCH": "1",
                "GIT_TERMINAL_PROMPT": "0",
            },
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise NotFoundError(f"git cannot be asked: {visible(str(error))}") from None


def _complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return visible(words[0].removeprefix("fatal: ")) if words else ""


def _near(program: str, root: Path, ref: str) -> str:
    listed = _run(program, root, "for-each-ref", "--format=%(refname:short)")
    known = listed.stdout.decode("utf-8", "replace").split()
    near = get_close_matches(ref[:100], known[:2000], n=1)
    return f"; did you mean {shown(near[0])}?" if near else ""
