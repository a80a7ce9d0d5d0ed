"""The command ``tumen picture``: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.terminal import (
    AsOfOption,
    AtlasOption,
    ForceOption,
    Lang,
    LangOption,
    open_as_of,
    plain_errors,
)

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(picture)


def picture(
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="An .svg or .png.")
    ],
    view: Annotated[
        str, typer.Option(help="default, far-east, corridor or tikhoretsk.")
    ] = "default",
    bbox: Annotated[
        str | None,
        typer.Option(
            metavar="W,S,E,N", help="A box in degrees instead of a view: 124,37,134,44."
        ),
    ] = None,
    flow: Annotated[
        str | None, typer.Option(metavar="ID", help="This flow alone, its whole way.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="ID", help="The surroundings of this place.")
    ] = None,
    width: Annotated[int, typer.Option(help="Of the picture, in pixels.")] = 1200,
    height: Annotated[
        int | None, typer.Option(help="As high as it needs if left out.")
    ] = None,
    scale: Annotated[
        float, typer.Option(help="Pixels of a PNG for each pixel of the picture.")
    ] = 2.0,
    font: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="For a PNG: use this font and none of the machine's; may be repeated.",
        ),
    ] = None,
    insets: Annotated[
        bool,
        typer.Option(help="Draw the fine coasts (OpenStreetMap, ODbL) close by."),
    ] = True,
    details: Annotated[
        bool, typer.Option(help="Put maps of the crowded corners beside a view.")
    ] = True,
    note: Annotated[str, typer.Option(help="Words to print under the title.")] = "",
    atlas: AtlasOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.en,
    force: ForceOption = False,
) -> None:
    """Draw the map as an SVG or PNG, without a browser (PNG: extra 'pictures')."""
    with plain_errors():
        from geo import picture as pictures

        pictures.refuse(out, force=force)
        box = None if bbox is None else pictures.box_of(bbox)
        drawn = pictures.draw(
            open_as_of(atlas, as_of),
            view=view,
            lang=lang.value,
            bbox=box,
            flow=flow,
            site=site,
            width=width,
            height=height,
            insets=insets,
            details=details,
            note=note,
        )
        pictures.save(drawn, out, scale=scale, fonts=font or (), force=force)
    typer.echo(str(out))
