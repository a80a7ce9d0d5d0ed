"""Commands that answer a question about an atlas or a site, beside those that list it.

They hold no logic: parse, call, print.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

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
)

__all__ = ["register"]


class DiffFormat(StrEnum):
    """How the differences are written."""

    text = "text"
    json = "json"
    atom = "atom"
    geojson = "geojson"


class CiteStyle(StrEnum):
    """How a citation is written."""

    text = "text"
    bibtex = "bibtex"
    csl_json = "csl-json"


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(totals)
    app.command()(corroboration)
    app.command()(plausibility)
    app.command()(diff)
    app.command()(verify)
    app.command("check-links")(check_links)
    app.command()(cite)
    app.command()(chart)
    app.command()(statements)
    app.command()(traffic)
    app.command()(sightings)


def totals(
    unit: Annotated[
        str, typer.Option(help="container, shell, voyage, missile, ...")
    ] = "container",
    direction: Annotated[
        str | None, typer.Option(help="As stated, such as 'DPRK>RU'.")
    ] = "DPRK>RU",
    flow: Annotated[
        str | None, typer.Option(help="Only claims about this flow.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(help="Period, such as 2024 or 2023-08/2024-01.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            help="Also compute it in this unit, as a range by what speakers imply."
        ),
    ] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
) -> None:
    """Say how much claims state together: bounds, and what was not counted twice."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo.quantities import total

        found = total(opened, unit=unit, direction=direction, flow=flow, window=window)
        told = found.as_dict(lang.value)
        text = found.explain(lang.value)
        if to is not None:
            from geo.conversions import convert

            computed = convert(found, opened, to=to).explain(lang.value)
            told["computed"] = computed
            text = f"{text}\n\n{computed}"
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else text)


def corroboration(
    flow: Annotated[str | None, typer.Option(help="Show the voices behind it.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Count the independent voices behind each flow; relays count once."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import corroboration as voices

        if flow is not None:
            typer.echo(voices.speakers_behind(opened, flow).explain(lang.value))
            return
        frame = voices.corroboration(opened).rename_axis("flow").reset_index()
    frame = frame.sort_values(["independent", "flow"], ascending=[False, True])
    print_table(frame, "voices", lang=lang, as_json=as_json, as_csv=as_csv)


def plausibility(
    kind: Annotated[
        str | None, typer.Option(help="distance, speed, ais-gap or ratio.")
    ] = None,
    verdict: Annotated[
        str | None, typer.Option(help="agrees, differs or cannot-be-checked.")
    ] = None,
    claim: Annotated[str | None, typer.Option(help="Checks of this claim.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Set what is reported beside what can be computed, with formula and inputs."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import selection
        from geo.plausibility import plausibility as checks_of

        frame = selection.chosen(
            checks_of(opened), "checks", kind=kind, verdict=verdict, claims=claim
        )
    print_table(frame, "checks", lang=lang, as_json=as_json, as_csv=as_csv)


def diff(
    old: Annotated[str, typer.Argument(help="Folder, built site or git ref.")],
    new: Annotated[
        str | None, typer.Argument(help="The same; the atlas itself if left out.")
    ] = None,
    form: Annotated[
        DiffFormat, typer.Option("--format", help="How to write it.")
    ] = DiffFormat.text,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there.")
    ] = None,
    atlas: AtlasOption = None,
    lang: LangOption = Lang.en,
    force: ForceOption = False,
) -> None:
    """List added, changed and withdrawn rows between two states of an atlas."""
    with plain_errors():
        from geo import changes, snapshot
        from geo import diff as differences

        found = differences.diff(
            snapshot.load(old, repository=atlas),
            snapshot.load(atlas if new is None else new, repository=atlas),
        )
        if form is DiffFormat.json:
            text = changes.as_json(found)
        elif form is DiffFormat.atom:
            text = changes.as_atom(found, lang=lang.value)
        elif form is DiffFormat.geojson:
            text = changes.as_geojson(found)
        else:
            text = changes.as_text(found, lang=lang.value)
        if out is not None:
            from geo.writing import write_text

            write_text(out, text, force=force)
    if out is None:
        typer.echo(text, nl=False)


def verify(
    site: Annotated[Path, typer.Argument(help="Folder that 'tumen site' wrote.")],
    seal: Annotated[
        str, typer.Option(help="The site's seal, if you were given one.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Check every file of a built site against its manifest."""
    with plain_errors():
        from geo import receipts

        found = receipts.verify(site, expected_seal=seal)
        sealed = receipts.seal(site)
    if as_json:
        told = {"seal": sealed, "discrepancies": [one.as_dict() for one in found]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one in found:
            typer.echo(str(one), err=True)
        if not found:
            typer.echo(f"{site}: every file is as it was built. Seal: {sealed}")
    if found:
        raise typer.Exit(1)


def check_links(
    cache: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep answers here.")
    ] = None,
    max_age: Annotated[
        float, typer.Option(help="Days for which a kept answer holds.")
    ] = 7,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    receipts: Annotated[
        bool,
        typer.Option("--receipts", help="List what sources lack; ask nobody."),
    ] = False,
    atlas: AtlasOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Ask every source's address whether it still answers (this uses the network)."""
    with plain_errors():
        opened = open_as_of(atlas)
        from geo import links, selection

        sources = selection.chosen(opened.sources, "sources", id=source)
        if receipts:
            for one in links.missing_receipts(sources):
                typer.echo(str(one))
            return
        tell = progress()
        found = links.check_links(
            sources, cache=cache, max_age_days=max_age, progress=tell
        )
        import pandas as pd

        frame = pd.DataFrame([one.as_dict() for one in found])
    print_table(frame, "links", lang=Lang.en, as_json=as_json, as_csv=as_csv)


def cite(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHAT]",
            help="claim:M001, source:RUSI-OE or flow:...; the whole atlas if left out.",
        ),
    ] = None,
    style: Annotated[CiteStyle, typer.Option(help="Form.")] = CiteStyle.text,
    atlas: AtlasOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Print a citation with data version and checksum."""
    with plain_errors():
        opened = open_as_of(atlas)
        from geo import cite as citing

        text = citing.cite(opened, what, style=style.value, lang=lang.value)
    typer.echo(text, nl=False)


def chart(
    name: Annotated[
        str, typer.Argument(help="totals, corroboration, traffic or sightings.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="An .svg or .png.")
    ],
    unit: Annotated[str, typer.Option(help="For totals: container, ...")] = "container",
    direction: Annotated[str, typer.Option(help="For totals.")] = "DPRK>RU",
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    force: ForceOption = False,
) -> None:
    """Draw a chart of what claims state, mark by mark (needs the extra 'charts')."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import charts

        drawn = charts.draw(
            name, opened, unit=unit, direction=direction, lang=lang.value
        )
        charts.save(drawn, out, force=force)
    typer.echo(str(out))


def statements(
    unit: Annotated[str | None, typer.Option(help="container, shell, ...")] = None,
    direction: Annotated[str | None, typer.Option(help="Such as 'DPRK>RU'.")] = None,
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List totals as stated, by unit, date and speaker; they never add."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import tallies

        frame = tallies.totals_table(opened, unit=unit, direction=direction)
    print_table(frame, "statements", lang=lang, as_json=as_json, as_csv=as_csv)


def traffic(
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Count claims and observations about each site, denials beside assertions."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import tallies

        frame = tallies.traffic_table(opened)
    print_table(frame, "traffic", lang=lang, as_json=as_json, as_csv=as_csv)


def sightings(
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List observations of each vessel in order of date."""
    with plain_errors():
        opened = open_as_of(atlas, as_of)
        from geo import tallies

        frame = tallies.sightings_table(opened)
    print_table(frame, "sightings", lang=lang, as_json=as_json, as_csv=as_csv)
