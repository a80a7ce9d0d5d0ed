"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from geo.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows has no such locks, and keeps what a killed run left
    fcntl = None  # type: ignore[assignment]

__all__ = ["new_folder", "write_bytes", "write_text"]

_LEFT = re.compile(r"\.(?P<of>.+)\.[a-z0-9_]{8}\.part")
_SETTLED = 5  # seconds; younger than this, a neighbour may not be locked yet


def write_text(
    path: Path, text: str, *, force: bool = False, parents: bool = False
) -> None:
    r"""Write ``text`` as UTF-8 with ``\n`` line ends, through a temporary neighbour.

    Its folder must exist, unless ``parents`` allows to make it.

    Raises
    ------
    OutputError
        If ``path`` exists and ``force`` is not set, its folder does not exist, or the
        disk refuses.
    """
    write_bytes(path, text.encode("utf-8"), force=force, parents=parents)


def write_bytes(
    path: Path, content: bytes, *, force: bool = False, parents: bool = False
) -> None:
    """Write ``content`` through a temporary neighbour that takes the place of ``path``.

    A run that is killed at any moment leaves an earlier file as it was. The folder of
    ``path`` must exist, unless ``parents`` allows to make it.

    Raises
    ------
    OutputError
        If ``path`` exists and ``force`` is not set, its folder does not exist, or the
        disk refuses.
    """
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")
    if path.exists() and not force:
        raise OutputError(f"{path}: exists already; add --force to replace it")
    temporary: str | None = None
    try:
        if parents:
            path.parent.mkdir(parents=True, exist_ok=True)
        _need_folder(path)
        _sweep(path.parent)
        handle, temporary = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
        with os.fdopen(handle, "wb") as file:
            _hold(handle)
            file.write(content)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}"
        ) from error
    finally:  # an interrupt leaves nothing either
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path, *, force: bool = False, ours: str) -> Iterator[Path]:
    """Give a fresh folder that becomes ``path`` when the block ends without error.

    An existing folder is replaced only with ``force``, and only if it is empty or holds
    the file ``ours``, which marks it as one that an earlier run made.

    Raises
    ------
    OutputError
        If ``path`` may not be replaced, or the disk refuses.
    """
    _sweep(path.parent)  # which may bring back a folder that was being replaced
    if path.exists():
        if not path.is_dir():
            raise OutputError(f"{path}: is a file; name a folder")
        filled = any(path.iterdir())
        if filled and not (path / ours).is_file():
            raise OutputError(
                f"{path}: holds files that no earlier run wrote (there is no {ours});"
                " name another folder"
            )
        if filled and not force:
            raise OutputError(f"{path}: exists already; add --force to replace it")
    temporary: Path | None = None
    held = None
    try:
        _need_folder(path)
        temporary = Path(tempfile.mkdtemp(".part", f".{path.name}.", path.parent))
        if fcntl is not None:
            held = os.open(temporary, os.O_RDONLY)
            _hold(held)
        yield temporary
        temporary.chmod(0o755)
        if path.exists():
            aside = Path(tempfile.mkdtemp(".part", f".{path.name}.", path.parent))
            path.replace(aside / path.name)
            temporary.replace(path)
            shutil.rmtree(aside)
        else:
            temporary.replace(path)
    except OutputError as error:  # names the neighbour, which nobody knows
        raise OutputError(str(error).replace(str(temporary), str(path))) from error
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}"
        ) from error
    finally:
        if held is not None:
            os.close(held)
        if temporary is not None and temporary.exists():
            shutil.rmtree(temporary, ignore_errors=True)


def _hold(handle: int) -> None:
    """Lock what is being written; the system takes the lock off a run that is killed."""
    if fcntl is not None:
        with suppress(OSError):  # some network disks have no locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@lru_cache(maxsize=1000)
def _sweep(folder: Path) -> None:
    """Once a run, remove from ``folder`` what killed runs left, and nothing in use.

    Only names that :func:`write_bytes` and :func:`new_folder` give are looked at, and
    only if no run holds them. A folder that a run was killed while replacing is put back.
    """
    if fcntl is None:
        return
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            found = _LEFT.fullmatch(entry.name)
            if found is None or entry.is_symlink():
                continue
            with suppress(OSError):
                if time.time() - entry.stat().st_mtime < _SETTLED:
                    continue
                handle = os.open(entry.path, os.O_RDONLY)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _remove(Path(entry.path), folder / found["of"])
                finally:
                    os.close(handle)


def _remove(left: Path, of: Path) -> None:
    if not left.is_dir():
        left.unlink()
        return
    if not of.exists() and (left / of.name).is_dir():
        (left / of.name).replace(of)
    shutil.rmtree(left, ignore_errors=True)


def _need_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist")
