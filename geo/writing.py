"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import OutputError

__all__ = ["new_folder", "write_bytes", "write_text"]


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
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}"
        ) from error


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
    try:
        _need_folder(path)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        yield temporary
        temporary.chmod(0o755)
        if path.exists():
            aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
            path.replace(aside / path.name)
            temporary.replace(path)
            shutil.rmtree(aside)
        else:
            temporary.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}"
        ) from error
    finally:
        if temporary is not None and temporary.exists():
            shutil.rmtree(temporary, ignore_errors=True)


def _need_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist")
