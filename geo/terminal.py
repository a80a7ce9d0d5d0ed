"""What the commands share: options, errors as plain lines, tables on a terminal.

The data libraries are imported inside the functions, so that ``tumen --help`` is fast.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.errors import DataError, Problem, TumenError

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = [
    "AsOfOption",
    "AtlasOption",
    "CsvOption",
    "ForceOption",
    "JsonOption",
    "Lang",
    "LangOption",
    "open_as_of",
    "plain_errors",
    "print_table",
    "progress",
    "say_problems",
]


class Lang(StrEnum):
    """Languages of labels and summaries."""

    en = "en"
    fr = "fr"


AtlasOption = Annotated[
    Path | None,
    typer.Option(
        "--atlas",
        metavar="DIR",
        help="Folder with layers/ and data/; the shipped atlas if left out.",
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Only what had been published by then (2023-10-13, 2023-10 or 2023).",
    ),
]
LangOption = Annotated[
    Lang, typer.Option("--lang", help="Language of titles and summaries.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON, every cell whole.")
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, every cell whole.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Print every error of ours as plain lines and leave with exit code 1."""
    try:
        yield
    except DataError as error:
        say_problems(error.problems)
        raise typer.Exit(1) from None
    except TumenError as error:
        typer.echo(f"tumen: {error}", err=True)
        raise typer.Exit(1) from None


def say_problems(problems: tuple[Problem, ...]) -> None:
    """Print each problem on its own line, and how many there are."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    count = len(problems)
    typer.echo(f"{count} problem{'' if count == 1 else 's'}.", err=True)


def open_as_of(path: Path | None, date: str | None = None) -> Atlas:
    """Open an atlas, as it could have been drawn on ``date`` if one is given."""
    from geo.atlas import open_atlas

    atlas = open_atlas(path)
    if date is None:
        return atlas
    from geo.asof import as_of, stamp

    view = as_of(atlas, date)
    typer.echo(stamp(view), err=True)
    return view


def progress() -> Callable[[str], None]:
    """Tell a person at a terminal what is being made; stay quiet in a pipe."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda part: typer.echo(f"… {part}", err=True)


def print_table(
    frame: pd.DataFrame,
    table: str,
    *,
    lang: Lang,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print the rows of ``frame`` as a table, as JSON or as CSV."""
    from geo import listing

    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    if as_json:
        typer.echo(listing.as_json(frame))
    elif as_csv:
        typer.echo(listing.as_csv(frame), nl=False)
    else:
        size = shutil.get_terminal_size((160, 24))
        width = size.columns if sys.stdout.isatty() else 160
        typer.echo(listing.as_text(frame, table, lang=lang.value, width=width))
        typer.echo(
            f"{len(frame):,} {listing.noun(table, len(frame))};"
            " --json or --csv give every column whole.",
            err=True,
        )
