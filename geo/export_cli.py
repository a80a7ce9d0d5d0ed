"""The command ``tumen export``: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.terminal import (
    AsOfOption,
    AtlasOption,
    ForceOption,
    Lang,
    LangOption,
    open_as_of,
    plain_errors,
    progress,
)

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["register"]

Word = str | None


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(export)


def export(
    out: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="atlas.geojson, .gpkg, .kmz, .fgb, .parquet, .csv, .xlsx, .ftm.json,"
            " or a folder or .zip for a data package.",
        ),
    ],
    format_: Annotated[
        Word, typer.Option("--format", help="The format, if the name does not say it.")
    ] = None,
    layers: Annotated[
        Word, typer.Option(help="Layers, separated by commas: legs,ports,observations.")
    ] = None,
    table: Annotated[
        Word, typer.Option(help="The one table to write: claims (csv, xlsx).")
    ] = None,
    split: Annotated[
        bool, typer.Option(help="A folder with one file for each layer or table.")
    ] = False,
    simplestyle: Annotated[
        bool, typer.Option(help="Colours that GitHub and geojson.io show (geojson).")
    ] = False,
    bom: Annotated[
        bool, typer.Option(help="Begin with a byte order mark, for Excel (csv).")
    ] = False,
    flow: Annotated[Word, typer.Option(help="Only this flow.")] = None,
    theme: Annotated[Word, typer.Option(help="munitions, return, ...")] = None,
    mode: Annotated[Word, typer.Option(help="Flows with a leg of this mode.")] = None,
    status: Annotated[
        Word, typer.Option(help="Flows with a leg of this status.")
    ] = None,
    state: Annotated[Word, typer.Option(help="occurred, sought, planned, ...")] = None,
    sanctions: Annotated[Word, typer.Option(help="violation-alleged, ...")] = None,
    origin: Annotated[Word, typer.Option(help="Flows beginning at this site.")] = None,
    destination: Annotated[
        Word, typer.Option(help="Flows ending at this site.")
    ] = None,
    place: Annotated[
        Word, typer.Option("--site", help="Claims about this site.")
    ] = None,
    vessel: Annotated[Word, typer.Option(help="Claims about this vessel.")] = None,
    event: Annotated[Word, typer.Option(help="Claims about this event.")] = None,
    source: Annotated[Word, typer.Option(help="Claims read in this source.")] = None,
    speaker: Annotated[Word, typer.Option(help="Claims by this actor.")] = None,
    stance: Annotated[Word, typer.Option(help="asserts, denies, ...")] = None,
    topic: Annotated[Word, typer.Option(help="flow, quantity, visit, ...")] = None,
    direction: Annotated[Word, typer.Option(help="As stated: 'DPRK>RU'.")] = None,
    unit: Annotated[Word, typer.Option(help="container, shell, ...")] = None,
    counting: Annotated[Word, typer.Option(help="running-total, capacity, ...")] = None,
    evidence: Annotated[Word, typer.Option(help="satellite, official, ...")] = None,
    credibility: Annotated[Word, typer.Option(help="1 to 6.")] = None,
    system: Annotated[Word, typer.Option(help="F01 to F42.")] = None,
    conflict: Annotated[Word, typer.Option(help="C01 to C42.")] = None,
    flag: Annotated[Word, typer.Option(help="date-doubtful, misreport, ...")] = None,
    since: Annotated[Word, typer.Option(help="Possibly active from then on.")] = None,
    until: Annotated[Word, typer.Option(help="Possibly active up to then.")] = None,
    text: Annotated[Word, typer.Option(help="Claims holding these words.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    force: ForceOption = False,
) -> None:
    """Write the atlas, or a part of it, as a file for another program.

    Which for which program: .gpkg for QGIS and ArcGIS, .kmz for Google Earth, .geojson
    for the web, .xlsx or .csv for a spreadsheet, .parquet for DuckDB and pandas, .fgb
    for large web maps, .ftm.json for OpenSanctions and Aleph, a folder for Frictionless.
    """
    from geo import formats

    with plain_errors():
        chosen = formats.of(Path(out), format_, folder=out.endswith(("/", "\\")))
        tell = progress()
        tell("atlas")
        opened = open_as_of(atlas, as_of)
        opened = _part(
            opened, since, until, flow=flow, theme=theme, mode=mode, status=status,
            state=state, sanctions=sanctions, origin=origin, destination=destination,
            site=place, vessel=vessel, event=event, source=source, speaker=speaker,
            stance=stance, topic=topic, direction=direction, unit=unit,
            counting=counting, evidence=evidence, credibility=credibility,
            system=system, conflict=conflict, flag=flag, text=text,
        )  # fmt: skip
        tell(chosen.title)
        path = formats.export(
            opened, out, format=chosen.id, lang=lang.value, force=force,
            layers=formats.split_words(layers), table=table, split=split,
            simplestyle=simplestyle, bom=bom,
        )  # fmt: skip
    if path.is_dir():
        files = [one for one in path.rglob("*") if one.is_file()]
        size = sum(one.stat().st_size for one in files)
        typer.echo(
            f"{path}/ ({len(files)} files, {size / 1000:,.0f} kB): {chosen.title}"
        )
    else:
        typer.echo(f"{path} ({path.stat().st_size / 1000:,.0f} kB): {chosen.title}")
    held = formats.holds(opened, path, chosen)
    if held and not (layers or table or split):
        kind, option = (
            ("table", "--table") if "table" in chosen.options else ("layer", "--layers")
        )
        typer.echo(
            f"It holds the {kind} {held}: this format has one {kind} a file. {option}"
            " names another; --split writes a folder of all.",
            err=True,
        )


def _part(atlas: Atlas, since: Word, until: Word, **asked: Word) -> Atlas:
    """The part that was asked for, and say on stderr what it is."""
    from geo.choice import between, where

    part = atlas
    if any(word is not None for word in asked.values()):
        part = where(part, **asked)  # type: ignore[arg-type]
    if since is not None or until is not None:
        part = between(part, since, until)
    if part.scope is not None and part.scope.choice is not None:
        typer.echo(part.scope.choice.words("en"), err=True)  # its day has been said
    return part
