"""Commands for work of one's own: ``tumen init``, ``add``, ``import``, ``notebooks``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo import addable
from geo.terminal import ForceOption, plain_errors

if TYPE_CHECKING:
    from geo.errors import Problem
    from geo.importing import Plan
    from geo.incoming import Incoming
    from geo.mapping import Mapping
    from geo.tables import Column

__all__ = ["register"]

OwnOption = Annotated[
    Path,
    typer.Option(
        "--atlas", metavar="DIR", help="Folder of your atlas; this one if left out."
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(init)
    app.command("import")(import_file)
    app.command()(notebooks)
    group = typer.Typer(
        help="Add one claim, document, place or flow to an atlas of your own.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for kind, about in (
        ("claim", "Add one statement by one speaker in one source."),
        ("source", "Add a document."),
        ("site", "Add a place."),
        ("flow", "Add a flow, its leg, and both to the claims that speak of it."),
    ):
        group.command(kind)(_adder(kind, about))
    app.add_typer(group, name="add")


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    title: Annotated[
        str, typer.Option(help="Title of the atlas; the folder's name if left out.")
    ] = "",
    include_shipped: Annotated[
        bool,
        typer.Option(
            "--include-shipped", help="Build on the shipped atlas: its rows come first."
        ),
    ] = False,
    force: ForceOption = False,
) -> None:
    """Make a small valid atlas, with remarks that explain it."""
    with plain_errors():
        from geo.starting import init as begin

        files = begin(folder, title=title, include_shipped=include_shipped, force=force)
    typer.echo(f"{folder}: {len(files)} files. Read {folder / 'README.md'}, then:")
    typer.echo(f"  tumen check --atlas {folder}")
    typer.echo(f"  tumen map --atlas {folder} -o map.html")


def notebooks(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder to write.")
    ],
    force: ForceOption = False,
) -> None:
    """Copy the notebooks that come with Tumen, to run and to change."""
    with plain_errors():
        from geo.starting import copy_notebooks

        names = copy_notebooks(output, force=force)
    for name in names:
        typer.echo(str(output / name))


# --- add ------------------------------------------------------------------------------


def _adder(kind: str, about: str) -> Callable[..., None]:
    """Give the command that adds a ``kind``: an option for each of its columns."""
    columns = addable.columns(kind)
    needed = {column.name for column in addable.needed(kind)}

    def command(**options: Any) -> None:
        folder = options.pop("own_atlas")
        cells = {name: cell for name, cell in options.items() if cell is not None}
        with plain_errors():
            _ask(kind, [one for one in columns if one.name in needed], cells)
            from datetime import date

            from geo import adding
            from geo.additions import add

            key, made = adding.addition(
                folder, kind, cells, today=date.today().isoformat()
            )
            files = add(folder, made)
        typer.echo(f"{kind} {key}: added to {', '.join(files)}")

    parameters = [
        inspect.Parameter(
            column.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                str | None,
                typer.Option(
                    f"--{column.name.replace('_', '-')}",
                    metavar=_metavar(column),
                    help=column.about + (" (needed)" if column.name in needed else ""),
                    show_default=False,
                ),
            ],
        )
        for column in columns
    ]
    parameters.append(
        inspect.Parameter(
            "own_atlas",
            inspect.Parameter.KEYWORD_ONLY,
            default=Path(),
            annotation=OwnOption,
        )
    )
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    command.__doc__ = about
    command.__name__ = kind
    return command


def _metavar(column: Column) -> str:
    if column.words is not None:
        words = [str(word) for word in column.words]
        return "|".join(words) if len(words) <= 6 else f"{'|'.join(words[:3])}|..."
    return column.kind.value.upper()


def _ask(kind: str, columns: list[Column], cells: dict[str, str]) -> None:
    """At a terminal, ask for what is needed and was not given; elsewhere, say so."""
    missing = [column for column in columns if not cells.get(column.name)]
    if not missing:
        return
    if not sys.stdin.isatty():
        from geo.errors import ChoiceError

        names = ", ".join(f"--{column.name.replace('_', '-')}" for column in missing)
        raise ChoiceError(f"a {kind} needs {names}; every other column may stay empty")
    for column in missing:
        hint = ""
        if column.words is not None:
            hint = f" [{', '.join(str(word) for word in column.words)}]"
        cells[column.name] = typer.prompt(f"{column.about}{hint}")


# --- import ---------------------------------------------------------------------------


def import_file(
    file: Annotated[
        Path,
        typer.Argument(help="CSV, XLSX, GeoJSON, KML, KMZ or GeoPackage."),
    ],
    atlas: OwnOption = Path(),
    into: Annotated[
        str | None,
        typer.Option(help="reports, sites, or a table; guessed if left out."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of a workbook, or layer of a map.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Which column means what (YAML)."),
    ] = None,
    save_mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the guessed mapping there and stop."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take the guessed mapping without asking.")
    ] = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help="Take the rows that are right; write the others to a file.",
        ),
    ] = False,
    unlocated: Annotated[
        bool,
        typer.Option(
            "--unlocated",
            help="Take unknown places without coordinates as not located.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """Turn the rows of somebody's file into claims, places and what they stand on."""
    with plain_errors():
        from datetime import date

        from geo import importing, incoming
        from geo.mapping import guess, load

        read = incoming.read(file, sheet=sheet)
        chosen = load(mapping, read) if mapping else guess(read, into)
        _show(read, chosen, guessed=mapping is None)
        if save_mapping is not None:
            from geo.writing import write_text

            write_text(save_mapping, chosen.text(), force=force)
            typer.echo(
                f"{save_mapping}: change it where the guess is wrong, then add --mapping"
            )
            return
        if mapping is None and not (yes or dry_run):
            _confirm()
        plan = importing.plan(
            atlas, read, chosen, recorded=date.today().isoformat(), unlocated=unlocated
        )
        _report(read, plan)
        if plan.refused and not partial:
            typer.echo(
                f"Nothing was written: {len(plan.left)} of {len(read)} rows cannot be"
                " taken. Mend them, name what they mean in a mapping, or add --partial.",
                err=True,
            )
            raise typer.Exit(1)
        if plan.left and not dry_run:
            _keep_rest(file, read, plan, force)
        if dry_run or not plan.addition:
            typer.echo("Nothing was added to the atlas.")
            raise typer.Exit(1 if plan.left and not plan.taken else 0)
        from geo.additions import add

        files = add(atlas, plan.addition)
    typer.echo(f"Added to {', '.join(files)}.")


def _show(read: Incoming, chosen: Mapping, *, guessed: bool) -> None:
    from geo.mapping import roles

    known = roles(chosen.into)
    typer.echo(f"{read.name}: {len(read)} rows, into {chosen.into}")
    for remark in read.remarks:
        typer.echo(f"  {remark}")
    what = "guessed" if guessed else "as given"
    typer.echo(f"Columns ({what}):")
    for role, name in chosen.columns.items():
        typer.echo(f"  {name!r:28} {role:18} {known[role]}")
    rest = [name for name in read.columns if name not in chosen.columns.values()]
    for name in rest:
        typer.echo(
            f"  {name!r:28} {'note':18} Kept in the remarks, under its own heading"
        )


def _confirm() -> None:
    if not sys.stdin.isatty():
        from geo.errors import ChoiceError

        raise ChoiceError(
            "nobody is there to confirm the guess: add --yes, or write it to a file with"
            " --save-mapping FILE and give it with --mapping FILE"
        )
    if not typer.confirm("Is that right?"):
        typer.echo("Nothing was written; --save-mapping FILE gives a file to change.")
        raise typer.Exit(1)


def _report(read: Incoming, plan: Plan) -> None:
    for remark in plan.remarks[len(read.remarks) :]:
        typer.echo(f"Assumed: {remark}")
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for one in plan.refused:
        alike.setdefault((one.column, one.message, one.hint), []).append(one)
    for first, *others in alike.values():
        rows = _ranges([one.line or 0 for one in others], read.lines)
        typer.echo(f"{first}{f' (and so in rows {rows})' if others else ''}", err=True)
    made = ", ".join(f"{count} {name}" for name, count in plan.made.items())
    typer.echo(
        f"{len(plan.taken)} of {len(read)} rows understood: {made or 'nothing new'}."
    )


def _ranges(lines: list[int], known: list[int]) -> str:
    """Lines in few words: ``3-12, 14``; lines without a row of their own do not part them."""
    place = {line: at for at, line in enumerate(known)}
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and place.get(line) == place.get(runs[-1][-1], -2) + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs
    )


def _keep_rest(file: Path, read: Incoming, plan: Plan, force: bool) -> None:
    """Write the rows that were not taken beside the file, with the reason of each."""
    import csv
    import io

    from geo.writing import write_text

    reasons: dict[int, list[str]] = {}
    for one in plan.refused:
        reasons.setdefault(one.line or 0, []).append(
            "; ".join(part for part in (one.column, one.message, one.hint) if part)
        )
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=read.delimiter, lineterminator="\n")
    writer.writerow([*read.columns, "why not taken"])
    for at in plan.left:
        why = " | ".join(reasons.get(read.lines[at], []))
        writer.writerow([*read.rows[at], why])
    target = file.with_name(f"{file.stem}-not-taken.csv")
    # The mark, and the separator that the file had, let the same spreadsheet open it.
    write_text(target, "\ufeff" + text.getvalue(), force=force)
    typer.echo(
        f"{target}: the {len(plan.left)} rows that were not taken, with the reasons"
    )
