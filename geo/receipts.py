"""Whether a built site still is what its manifest says.

::

    for fault in verify("site"):        # [] if every file is as it was built
        print(fault)                    # index.html: has changed: ...
    seal("site")                        # one checksum for all of it, to publish

Every file is read again and compared with ``manifest.json``; so a copy that was
damaged, cut short or changed on the way is found. Whoever changes a file can change the
manifest too: to rule that out, compare :func:`seal` with one from elsewhere. Nothing
outside the folder is ever read, and symbolic links are not followed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from geo.errors import DataError, NotFoundError, Problem, os_words, shown, visible

__all__ = [
    "Discrepancy",
    "DiscrepancyKind",
    "Entry",
    "Manifest",
    "read_manifest",
    "seal",
    "verify",
]

_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 50_000_000  # bytes
_CHUNK = 1 << 20
_SHA256 = re.compile("[0-9a-f]{64}")


class DiscrepancyKind(StrEnum):
    """What is wrong with one file of a site."""

    CHANGED = "changed"
    """Its bytes are not those that the manifest names."""
    MISSING = "missing"
    """The manifest names it, and it is not there."""
    UNKNOWN = "unknown"
    """It is there, and the manifest does not name it."""
    REFUSED = "refused"
    """It is no plain file of the folder (a link, a pipe), or cannot be read."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One file that is not as the manifest says."""

    kind: DiscrepancyKind
    file: str
    """Path from the folder of the site, with ``/``."""
    message: str

    def __str__(self) -> str:
        """Give ``file: message``, on one line, safe to print."""
        return visible(f"{self.file}: {self.message}")

    def as_dict(self) -> dict[str, str]:
        """Give the fields for JSON; nothing is invisible."""
        return {
            "kind": str(self.kind),
            "file": visible(self.file),
            "message": visible(self.message),
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """Size and checksum of one file as it was built."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says."""

    tumen: str
    """Version of Tumen that built the site."""
    data: str
    """Version of the data."""
    files: dict[str, Entry]
    sha256: str
    """Checksum of the manifest itself."""


def verify(site: str | Path, *, expected_seal: str = "") -> list[Discrepancy]:
    """Compare every file of the folder ``site`` with its manifest.

    Parameters
    ----------
    site
        Folder that ``tumen site`` wrote.
    expected_seal
        What :func:`seal` gave when the site was built, if it is known.

    Returns
    -------
    list of Discrepancy
        Sorted by file; empty if the site is as it was built.

    Raises
    ------
    NotFoundError
        If there is no such folder, or it holds no manifest.
    DataError
        If the manifest cannot be relied on: it is no manifest, or names files outside
        the folder. The error lists every fault of it.
    """
    root = Path(site)
    manifest = read_manifest(root)
    found: list[Discrepancy] = []

    def note(kind: DiscrepancyKind, name: str, message: str) -> None:
        found.append(Discrepancy(kind, name, message))

    if expected_seal and expected_seal.strip().lower() != manifest.sha256:
        message = f"has changed: the seal is {manifest.sha256}, not {expected_seal}"
        note(DiscrepancyKind.CHANGED, _MANIFEST, message)
    seen: set[str] = set()
    barred: list[str] = []
    for name, why in _walk(root):
        if why:
            note(DiscrepancyKind.REFUSED, name, why)
            barred.append(name)
        elif name != _MANIFEST:
            seen.add(name)
            entry = manifest.files.get(name)
            if entry is None:
                note(DiscrepancyKind.UNKNOWN, name, "is not in the manifest")
            else:
                kind, message = _compare(root / name, entry)
                if kind is not None:
                    note(kind, name, message)
    for name in manifest.files:
        if name not in seen and not any(
            name == one or name.startswith(f"{one}/") for one in barred
        ):
            note(DiscrepancyKind.MISSING, name, "is missing")
    return sorted(found, key=lambda one: (one.file, one.kind))


def seal(site: str | Path) -> str:
    """Give the SHA-256 of the manifest: one checksum that stands for the whole site.

    ``sha256sum SITE/manifest.json`` gives the same.
    """
    return read_manifest(Path(site)).sha256


def _walk(root: Path) -> Iterator[tuple[str, str]]:
    """Every file beneath ``root`` by name, with the reason why it may not be read."""
    waiting = [""]
    while waiting:
        under = waiting.pop()
        try:
            with os.scandir(root / under) as listed:
                entries = sorted(listed, key=lambda one: one.name)
        except OSError as error:
            yield under or ".", f"cannot be read: {os_words(error)}"
            continue
        for entry in entries:
            name = f"{under}/{entry.name}" if under else entry.name
            if entry.is_symlink():
                yield name, "is a symbolic link; a site holds plain files only"
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            elif entry.is_file(follow_symlinks=False):
                yield name, ""
            else:
                yield name, "is no plain file"


def _compare(path: Path, entry: Entry) -> tuple[DiscrepancyKind | None, str]:
    try:
        size, digest = _measure(path)
    except OSError as error:
        return DiscrepancyKind.REFUSED, f"cannot be read: {os_words(error)}"
    if size != entry.bytes:
        message = f"has changed: {size:,} bytes, the manifest says {entry.bytes:,}"
        return DiscrepancyKind.CHANGED, message
    if digest != entry.sha256:
        message = (
            f"has changed: its SHA-256 is {digest}, the manifest says {entry.sha256}"
        )
        return DiscrepancyKind.CHANGED, message
    return None, ""


def _measure(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a plain file; what became a link or pipe is an error."""
    # Between looking and opening, the file may have been swapped.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("no plain file")
        digest, size = hashlib.sha256(), 0
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


# --- the manifest ---------------------------------------------------------------------


class _TwiceError(ValueError):
    """A name stands twice in one JSON object: two readers would see two things."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return made


def read_manifest(site: str | Path) -> Manifest:
    """Read ``manifest.json`` of the folder ``site`` and hold it to its shape.

    Raises
    ------
    NotFoundError
        If there is no such folder, or no manifest in it.
    DataError
        If it is no manifest, or names a file outside the folder.
    """
    root = Path(site)
    path = root / _MANIFEST
    if not root.is_dir():
        raise NotFoundError(f"{site}: is no folder; name one that 'tumen site' wrote")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise _unusable("", "is no plain file")
    if not path.exists():
        raise NotFoundError(
            f"{site}: holds no {_MANIFEST}; name a folder that 'tumen site' wrote"
        )
    content = b""
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise _unusable("", f"is larger than {_LARGEST_MANIFEST // 1_000_000} MB")
        content = path.read_bytes()
        held = json.loads(content.decode("utf-8"), object_pairs_hook=_object)
    except OSError as error:
        raise _unusable("", f"cannot be read: {os_words(error)}") from None
    except UnicodeDecodeError as error:
        raise _unusable("", f"is not UTF-8: byte at offset {error.start}") from None
    except _TwiceError as error:
        raise _unusable(str(error), f"{shown(error)} stands twice") from None
    except json.JSONDecodeError as error:
        raise _unusable("", f"is no JSON: {error.msg.lower()}", error.lineno) from None
    except (ValueError, RecursionError):  # a number or a nesting beyond measure
        raise _unusable("", "is no JSON that a manifest can be") from None
    return _shaped(held, hashlib.sha256(content).hexdigest())


def _unusable(value: str, message: str, line: int | None = None) -> DataError:
    return DataError([_fault(value, message, line)])


def _fault(value: str, message: str, line: int | None = None) -> Problem:
    hint = "the site cannot be verified; build it again"
    return Problem(_MANIFEST, line, "", value, message, hint)


def _shaped(held: Any, digest: str) -> Manifest:
    if not isinstance(held, dict) or not isinstance(held.get("files"), dict):
        raise _unusable("", "names no files (a member 'files')")
    faults: list[Problem] = []
    files: dict[str, Entry] = {}
    for name, entry in held["files"].items():
        why = _name_fault(name)
        if why:
            faults.append(_fault(name, f"{shown(name)} {why}"))
            continue
        size = entry.get("bytes") if isinstance(entry, dict) else None
        checksum = entry.get("sha256") if isinstance(entry, dict) else None
        if type(size) is not int or size < 0:
            faults.append(_fault(name, f"{shown(name)} has no size in bytes"))
        elif not isinstance(checksum, str) or not _SHA256.fullmatch(checksum):
            faults.append(_fault(name, f"{shown(name)} has no SHA-256"))
        else:
            files[name] = Entry(size, checksum)
    if faults:
        raise DataError(faults)
    versions = (held.get("tumen"), held.get("data"))
    tumen, data = (one if isinstance(one, str) else "" for one in versions)
    return Manifest(tumen, data, files, digest)


def _name_fault(name: str) -> str:
    """Say why ``name`` names no file inside a site, on any system."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or re.match("[A-Za-z]:", name):
        return "is no path from the folder of the site"
    if any(part == ".." for part in parts):
        return "leads out of the folder of the site"
    if any(part in ("", ".") for part in parts) or "\0" in name:
        return "is no plain path"
    if name == _MANIFEST:
        return "is the manifest itself"
    return ""
