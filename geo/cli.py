"""The command ``tumen``: parse, call, print. It holds no logic and nothing imports it.

The data libraries are imported inside the commands, so that ``tumen --help`` is fast.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from geo import __version__, answers_cli, export_cli, own_cli, picture_cli
from geo.terminal import (
    AsOfOption,
    AtlasOption,
    CsvOption,
    ForceOption,
    JsonOption,
    Lang,
    LangOption,
    open_as_of,
    plain_errors,
    print_table,
    progress,
    say_problems,
)

__all__ = ["app", "main"]

app = typer.Typer(
    name="tumen",
    help="Maps the reported DPRK-Russia supply chain: everything drawn is a view over"
    " claims.",
    epilog="Exit codes: 0 all well; 1 the data or a request has problems, each printed on"
    " its own line; 2 the command line itself is wrong.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; every error of ours is a plain line, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Korean and Russian on any terminal
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:  # `tumen claims | head` is no error
        sys.stderr.close()
        sys.exit(0)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tumen {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


@app.command()
def check(
    atlas: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder with layers/ and data/."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OLD",
            help="Also name rows that OLD (a folder, built site or git ref) held and"
            " that went without a tombstone.",
        ),
    ] = None,
    wording: Annotated[
        bool,
        typer.Option(
            "--wording",
            help="Also name texts that tell something without saying who says so, mix"
            " likelihood and confidence, or use words of guilt as their own.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say that an atlas holds together, or name every place where it does not."""
    from geo.checking import check as problems_of

    with plain_errors():
        problems = list(problems_of(atlas))
        if against is not None:
            from geo import diff, snapshot

            problems += diff.removed(
                snapshot.load(against, repository=atlas), snapshot.load(atlas)
            )
        if wording and not problems:  # style comes after sense
            from geo.wording import check_wording

            problems += check_wording(open_as_of(atlas))
    if as_json:
        typer.echo(
            json.dumps(
                {"problems": [problem.as_dict() for problem in problems]},
                ensure_ascii=False,
                indent=1,
            )
        )
    elif problems:
        say_problems(tuple(problems))
    else:
        with plain_errors():
            opened = open_as_of(atlas)
        counts = ", ".join(
            f"{len(opened.table(name)):,} {name}"
            for name in ("claims", "sources", "flows", "legs", "events", "observations")
        )
        typer.echo(
            f"The atlas holds together: {counts}, {len(opened.sites):,} sites in"
            f" {len(opened.layers)} layers."
        )
    if problems:
        raise typer.Exit(1)


@app.command("map")
def draw_map(
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The page to write.")
    ],
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    view: Annotated[
        str,
        typer.Option(
            "--view",
            help="Where the map opens: default, far-east, corridor or tikhoretsk.",
        ),
    ] = "default",
    force: ForceOption = False,
) -> None:
    """Write one self-contained page: the map, offline, with every claim inside."""
    from geo.writing import write_text

    with plain_errors():
        tell = progress()
        tell("atlas")
        opened = open_as_of(atlas, as_of)
        tell("page")
        from geo import page

        text = page.html(page.draw(opened, lang=lang.value, view=view))
        write_text(out, text, force=force)
    typer.echo(f"{out} ({len(text.encode()) / 1000:,.0f} kB, needs no network)")


@app.command()
def site(
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")
    ],
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    force: ForceOption = False,
) -> None:
    """Write the site: maps in English and French, the register, downloads, a manifest."""
    with plain_errors():
        tell = progress()
        tell("atlas")
        opened = open_as_of(atlas, as_of)
        from geo.site import build

        build(opened, out, force=force, progress=tell)
    typer.echo(f"{out / 'index.html'} opens from the file, without a network.")


@app.command()
def claims(
    flow: Annotated[str | None, typer.Option(help="About this flow.")] = None,
    place: Annotated[
        str | None, typer.Option("--site", help="About this site.")
    ] = None,
    vessel: Annotated[str | None, typer.Option(help="About this vessel.")] = None,
    event: Annotated[str | None, typer.Option(help="About this event.")] = None,
    source: Annotated[str | None, typer.Option(help="Read in this source.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Spoken by this actor.")] = None,
    stance: Annotated[
        str | None,
        typer.Option(help="asserts, denies, cannot-confirm, speculates, forecast."),
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="flow, quantity, visit, ...")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="sea, rail, air, ...")] = None,
    direction: Annotated[
        str | None, typer.Option(help="As stated, such as 'DPRK>RU'.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="container, shell, voyage, ...")
    ] = None,
    counting: Annotated[
        str | None, typer.Option(help="running-total, capacity, ...")
    ] = None,
    evidence: Annotated[
        str | None, typer.Option(help="satellite, official, ...")
    ] = None,
    credibility: Annotated[str | None, typer.Option(help="1 to 6.")] = None,
    system: Annotated[str | None, typer.Option(help="F01 to F42.")] = None,
    conflict: Annotated[str | None, typer.Option(help="C01 to C42.")] = None,
    flag: Annotated[
        str | None, typer.Option(help="date-doubtful, misreport, ...")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Possibly active from this date on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Possibly active up to this date.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Holding these words.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List claims: who said what, when, in which source."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import listing, selection

        frame = selection.claims(
            opened, flow=flow, site=place, vessel=vessel, event=event, since=since,
            until=until, text=text, source=source, speakers=speaker, stance=stance,
            topic=topic, mode=mode, direction=direction, unit=unit, counting=counting,
            evidence=evidence, credibility=credibility, systems=system,
            conflicts=conflict, flags=flag,
        )  # fmt: skip
        if not (as_json or as_csv):
            frame = frame.assign(quantity=listing.quantities(frame))
    print_table(frame, "claims", lang=lang, as_json=as_json, as_csv=as_csv)


@app.command()
def flows(
    theme: Annotated[
        str | None, typer.Option(help="munitions, return, technology, ...")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="With a leg of this mode.")] = None,
    status: Annotated[
        str | None, typer.Option(help="With a leg of this status.")
    ] = None,
    direction: Annotated[
        str | None, typer.Option(help="reported, likely, unknown.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="occurred, sought, planned, ...")
    ] = None,
    sanctions: Annotated[
        str | None, typer.Option(help="violation-alleged, contested, ...")
    ] = None,
    origin: Annotated[str | None, typer.Option(help="Beginning at this site.")] = None,
    destination: Annotated[
        str | None, typer.Option(help="Ending at this site.")
    ] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List flows with the number of claims and denials behind each."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection

        frame = selection.flows(
            opened, mode=mode, status=status, theme=theme, direction=direction,
            state=state, sanctions=sanctions, origin=origin, destination=destination,
        )  # fmt: skip
    print_table(frame, "flows", lang=lang, as_json=as_json, as_csv=as_csv)


@app.command()
def sources(
    kind: Annotated[
        str | None, typer.Option(help="think-tank, media, government, ...")
    ] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code.")] = None,
    reliability: Annotated[str | None, typer.Option(help="A to F.")] = None,
    cited_in: Annotated[
        str | None, typer.Option("--cited-in", help="Cited in this document.")
    ] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List the documents that claims were read in, with their grades."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection

        frame = selection.rows(
            opened, "sources", kind=kind, language=language, reliability=reliability,
            cited_in=cited_in,
        )  # fmt: skip
    print_table(frame, "sources", lang=lang, as_json=as_json, as_csv=as_csv)


@app.command()
def sites(
    layer: Annotated[
        str | None, typer.Option(help="ports, stations, depots, ...")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="port, depot, station, ...")] = None,
    country: Annotated[
        str | None, typer.Option(help="ISO 3166-1 code such as KP.")
    ] = None,
    precision: Annotated[
        str | None, typer.Option(help="point, area, proxy, unlocated.")
    ] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List places with their kind and location error."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection

        frame = selection.rows(
            opened,
            "sites",
            layer=layer,
            kind=kind,
            country=country,
            precision=precision,
        )
    print_table(frame, "sites", lang=lang, as_json=as_json, as_csv=as_csv)


@app.command()
def vessels(
    kind: Annotated[str | None, typer.Option(help="ship, aircraft, ...")] = None,
    on_route: Annotated[
        str | None, typer.Option("--on-route", help="yes or no.")
    ] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List ships and aircraft; a name here implies no wrongdoing."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection

        frame = selection.rows(opened, "vessels", kind=kind, on_route=on_route)
    print_table(frame, "vessels", lang=lang, as_json=as_json, as_csv=as_csv)


@app.command()
def observations(
    place: Annotated[str | None, typer.Option("--site", help="At this site.")] = None,
    vessel: Annotated[str | None, typer.Option(help="Of this vessel.")] = None,
    outcome: Annotated[
        str | None, typer.Option(help="seen, nothing-seen, not-imaged, inferred.")
    ] = None,
    evidence: Annotated[str | None, typer.Option(help="satellite, ais, ...")] = None,
    source: Annotated[str | None, typer.Option(help="Read in this source.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List who looked where and when; having seen nothing is a row too."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection

        frame = selection.rows(
            opened, "observations", site=place, vessels=vessel, outcome=outcome,
            evidence=evidence, source=source,
        )  # fmt: skip
    print_table(frame, "observations", lang=lang, as_json=as_json, as_csv=as_csv)


@app.command()
def events(
    kind: Annotated[
        str | None, typer.Option(help="visit, agreement, launch, ...")
    ] = None,
    status: Annotated[
        str | None, typer.Option(help="occurred, planned, contested, ...")
    ] = None,
    place: Annotated[str | None, typer.Option("--site", help="At this site.")] = None,
    actor: Annotated[str | None, typer.Option(help="With this actor.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List happenings, dated or not, and how they are told."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection

        frame = selection.rows(
            opened, "events", kind=kind, status=status, site=place, actors=actor
        )
    print_table(frame, "events", lang=lang, as_json=as_json, as_csv=as_csv)


answers_cli.register(app)
export_cli.register(app)
own_cli.register(app)
picture_cli.register(app)
