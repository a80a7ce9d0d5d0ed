"""Pages that come from the code: the data dictionary, the commands, the Python names."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import geo
from geo.tables import LAYER_PROPERTIES, PATH_PROPERTIES, TABLES, Column
from geo.vocabulary import VOCABULARIES

NAMES = ("data-dictionary.md", "vocabulary.md", "commands.md", "python.md")
"""Files that :func:`write` makes; git does not keep them."""


def write(folder: Path) -> None:
    """Write every generated page into ``folder``; leave alone what has not changed."""
    made = (dictionary(), vocabulary(), commands(), python())
    for name, text in zip(NAMES, made, strict=True):
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _columns(columns: tuple[Column, ...]) -> list[str]:
    lines = ["| column | holds | must be given | meaning |", "|---|---|---|---|"]
    for column in columns:
        holds = column.kind.value
        if column.words is not None:
            name = column.words.__name__
            holds = f"{holds} of [{name}](vocabulary.md#{name.lower()})"
        elif column.table in TABLES:
            holds = f"{holds} to [{column.table}](#{column.table.replace('_', '-')})"
        elif column.table:
            holds = f"{holds} to a {column.table}"
        needed = "yes" if column.required else ""
        lines.append(
            f"| `{column.name}` | {holds} | {needed} | {_cell(column.about)} |"
        )
    return lines


def dictionary() -> str:
    """The tables and layer properties, column by column."""
    lines = [
        "# Data dictionary",
        "",
        "Made from `geo/tables.py`, the same description that checks every cell. An empty"
        " cell means unknown or not applicable; it is never zero.",
        "",
        "## What a cell may hold",
        "",
    ]
    kinds = inspect.getsource(type(TABLES["claims"].columns[0].kind))
    for kind in type(TABLES["claims"].columns[0].kind):
        about = kinds.split(f'{kind.name} = "', 1)[1].split('"""', 2)[1]
        lines += [f"{kind.value}", f": {_cell(' '.join(about.split()))}", ""]
    for table in TABLES.values():
        lines += [
            f"## {table.name}",
            "",
            f"`data/{table.name}.csv`. One row is {table.row}.",
            "",
        ]
        lines += [*_columns(table.columns), ""]
    lines += [
        "## Properties of a place",
        "",
        "Every feature of `layers/*.geojson`.",
        "",
    ]
    lines += [*_columns(LAYER_PROPERTIES), ""]
    lines += [
        "## Properties of a path",
        "",
        "Every feature of `layers/paths.geojson`: a drawing, not a place.",
        "",
    ]
    lines += [*_columns(PATH_PROPERTIES), ""]
    return "\n".join(lines)


def vocabulary() -> str:
    """Every word that a cell can hold, with what it means."""
    lines = [
        "# Vocabulary",
        "",
        "Made from `geo/vocabulary.py`. Each word has a label and a meaning in English and in French.",
        "",
    ]
    classes = {
        column.words
        for columns in (
            *(table.columns for table in TABLES.values()),
            LAYER_PROPERTIES,
            PATH_PROPERTIES,
        )
        for column in columns
        if column.words is not None
    } | set(VOCABULARIES.values())
    for words in sorted(classes, key=lambda one: one.__name__):
        lines += [
            f"## {words.__name__}",
            "",
            _cell(inspect.cleandoc(words.__doc__ or "")),
            "",
        ]
        lines += ["| word | English | French | meaning |", "|---|---|---|---|"]
        lines += [
            f"| `{word}` | {_cell(word.label('en'))} | {_cell(word.label('fr'))} | {_cell(word.description('en'))} |"
            for word in words
        ]
        lines.append("")
    return "\n".join(lines)


def commands() -> str:
    """The command line, as ``tumen COMMAND --help`` prints it."""
    from typer.main import get_command  # noqa: TID251 - to print its help

    from geo.cli import app

    whole: Any = get_command(app)
    context: Any = whole.context_class(
        whole, info_name="tumen", terminal_width=96, max_content_width=96
    )
    lines = ["# Commands", "", "As `tumen COMMAND --help` prints them.", ""]
    for name in whole.list_commands(context):
        command: Any = whole.get_command(context, name)
        lines += _help(command, f"tumen {name}", context)
        if hasattr(command, "list_commands"):
            below: Any = command.context_class(
                command, info_name=name, parent=context, terminal_width=96
            )
            for other in command.list_commands(below):
                lines += _help(
                    command.get_command(below, other), f"tumen {name} {other}", below
                )
    return "\n".join(lines)


def _help(command: Any, name: str, parent: Any) -> list[str]:
    context = command.context_class(
        command,
        info_name=name.split()[-1],
        parent=parent,
        terminal_width=96,
        max_content_width=96,
    )
    return [f"## {name}", "", "```text", command.get_help(context).rstrip(), "```", ""]


def python() -> str:
    """The public names of ``geo``, from their docstrings."""
    lines = [
        "# Python",
        "",
        "`import geo` gives these names, and nothing is imported before the first use of one.",
        "",
    ]
    classes = [name for name in geo.__all__ if inspect.isclass(getattr(geo, name))]
    functions = [name for name in geo.__all__ if inspect.isfunction(getattr(geo, name))]
    for title, names in (("Functions", functions), ("Classes", classes)):
        lines += [f"## {title}", ""]
        for name in names:
            thing: Any = getattr(geo, name)
            kind = "autofunction" if title == "Functions" else "autoclass"
            lines += [
                "```{eval-rst}",
                f".. {kind}:: {thing.__module__}.{thing.__qualname__}",
            ]
            if kind == "autoclass":
                lines += [
                    "   :members:",
                    "   :inherited-members: Exception, BaseException, ValueError, ImportError",
                ]
            lines += ["```", ""]
    lines += ["## Modules with more", ""]
    lines += [
        "Each can be imported by its name and says in its docstring what it is for:"
        " `geo.edtf` (dates), `geo.page` (the map), `geo.picture` (the map without a browser),"
        " `geo.quantities` (bounded totals), `geo.plausibility`, `geo.corroboration`,"
        " `geo.routing`, `geo.style` (colours, dashes, widths), `geo.vocabulary`, `geo.tables`,"
        " `geo.cite`, `geo.diff`, `geo.receipts`.",
        "",
    ]
    return "\n".join(lines)
