"""The folder ``downloads/`` of a site: every format, and which one is for which program.

What needs a package that is not installed is left out, and the page says so. Beside the
files lie a DCAT catalogue, a STAC collection and, in the page, a schema.org dataset.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo import catalogue_ld, export, formats, kept, register
from geo.features import Layers
from geo.features import names as layer_names
from geo.formats import FORMATS
from geo.writing import write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["OFFERS", "Offer", "listing_of", "write"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A file or folder that a site offers, and the programs that it is for."""

    format: str
    file: str
    """Name with ``{lang}`` where it has a language: ``atlas{lang}.kmz``."""
    programs: tuple[str, str]
    """Programs that open it, in English and French."""
    why: tuple[str, str]
    """What one gets, in English and French."""
    split: bool = False


OFFERS = (
    Offer(
        "gpkg", "atlas{lang}.gpkg",
        ("QGIS, ArcGIS", "QGIS, ArcGIS"),
        ("Layers, tables, styles and dates in one file; the project opens it as a map.",
         "Couches, tables, styles et dates dans un seul fichier ; le projet l'ouvre en"
         " carte."),
    ),
    Offer(
        "kmz", "atlas{lang}.kmz",
        ("Google Earth", "Google Earth"),
        ("The map on the globe, with a time slider and the claims in balloons.",
         "La carte sur le globe, avec curseur temporel et affirmations en bulles."),
    ),
    Offer(
        "geojson", "atlas{lang}.geojson",
        ("geojson.io, GitHub, web maps", "geojson.io, GitHub, cartes en ligne"),
        ("Everything drawn, coloured, with the claims behind it.",
         "Tout ce qui est dessiné, en couleurs, avec les affirmations à l'appui."),
    ),
    Offer(
        "xlsx", "atlas{lang}.xlsx",
        ("Excel, LibreOffice", "Excel, LibreOffice"),
        ("One sheet a table, with a dictionary of columns.",
         "Une feuille par table, avec un dictionnaire des colonnes."),
    ),
    Offer(
        "csv", "csv",
        ("Any spreadsheet", "Tout tableur"),
        ("One file a table; no cell can act as a formula.",
         "Un fichier par table ; aucune case ne peut agir comme une formule."),
        split=True,
    ),
    Offer(
        "datapackage", "datapackage.zip",
        ("R, Python, Frictionless", "R, Python, Frictionless"),
        ("Tables and layers as they are, every column described.",
         "Tables et couches telles quelles, chaque colonne décrite."),
    ),
    Offer(
        "parquet", "parquet",
        ("DuckDB, pandas, BigQuery", "DuckDB, pandas, BigQuery"),
        ("GeoParquet 1.1, one file a layer.", "GeoParquet 1.1, un fichier par couche."),
        split=True,
    ),
    Offer(
        "fgb", "fgb",
        ("Large web maps, QGIS", "Grandes cartes en ligne, QGIS"),
        ("FlatGeobuf, one file a layer.", "FlatGeobuf, un fichier par couche."),
        split=True,
    ),
    Offer(
        "ftm", "atlas.ftm.json",
        ("OpenSanctions, Aleph, yente", "OpenSanctions, Aleph, yente"),
        ("Vessels, companies, people and documents, to join by IMO number.",
         "Navires, sociétés, personnes et documents, à joindre par numéro OMI."),
    ),
)  # fmt: skip
"""What a site offers, the first thing that most people want first."""

_LANGS = ("en", "fr")
_CATALOGUE = "catalogue.jsonld"
_COLLECTION = "collection.json"


def write(
    atlas: Atlas, folder: Path, *, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Write every format of ``atlas``, the lists and the metadata into a new ``folder``.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    layers = Layers(atlas)
    for layer in layer_names(atlas):
        collection = export.layer_geojson(layers, layer)
        path = folder / "geojson" / f"{layer}.geojson"
        write_text(path, export.dumps(collection), parents=True)
    for flow in atlas.tables["flows"].index:
        collection = export.flow_geojson(layers, str(flow))
        path = folder / "flows" / f"{flow}.geojson"
        write_text(path, export.dumps(collection), parents=True)
    kept.write(atlas, folder)
    for offer in OFFERS:
        if _has(offer):
            progress(FORMATS[offer.format].title)
            _offer(atlas, folder, offer)
    files = listing_of(folder)
    whole = catalogue_ld.dcat(atlas, files)
    write_text(folder / _CATALOGUE, _json(whole))
    write_text(folder / _COLLECTION, _json(catalogue_ld.stac(atlas, files)))
    files = listing_of(folder)
    for lang in _LANGS:
        page = register.downloads(
            atlas,
            files,
            lang=lang,
            choices=_choices(folder, lang),
            left_out=_left_out(lang),
            dataset=catalogue_ld.dataset(atlas, files, lang=lang),
        )
        write_text(folder / register.DOWNLOADS[lang], page)


def listing_of(folder: Path) -> list[tuple[str, int, str]]:
    """Path, size in bytes and SHA-256 of every file of ``folder``, by path."""
    return [
        (
            path.relative_to(folder).as_posix(),
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _has(offer: Offer) -> bool:
    return offer.format in FORMATS and FORMATS[offer.format].can


def _offer(atlas: Atlas, folder: Path, offer: Offer) -> None:
    if offer.split:
        options = (
            {"bom": True} if offer.format == "csv" else {"layers": layer_names(atlas)}
        )
        formats.export(
            atlas, folder / offer.file, format=offer.format, split=True, **options
        )
        return
    for lang in _LANGS if "{lang}" in offer.file else _LANGS[:1]:
        options = {"simplestyle": True} if offer.format == "geojson" else {}
        path = folder / _name(offer, lang)
        what = offer.format
        if what == "gpkg":  # a project, and the package beside it
            path, what = path.with_suffix(".qgz"), "qgz"
        formats.export(atlas, path, format=what, lang=lang, **options)


def _name(offer: Offer, lang: str) -> str:
    return offer.file.replace("{lang}", "" if lang == "en" else f"-{lang}")


def _choices(folder: Path, lang: str) -> list[tuple[str, str, list[str], int]]:
    """Programs, what one gets, the files and their bytes, for each offer that is there."""
    at = _LANGS.index(lang)
    rows = []
    for offer in OFFERS:
        if not _has(offer):
            continue
        path = folder / _name(offer, lang)
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        if offer.format == "gpkg":
            inside.append(path.with_suffix(".qgz"))
        names = [one.relative_to(folder).as_posix() for one in inside]
        size = sum(one.stat().st_size for one in inside)
        rows.append((offer.programs[at], offer.why[at], names, size))
    return rows


def _left_out(lang: str) -> list[str]:
    """Sentences that say which format is not there, and what it needs."""
    words = {
        "en": "Not here: {title}. It needs an optional package: pip install 'tumen[{extra}]'.",
        "fr": "Absent : {title}. Il faut un paquet facultatif : pip install 'tumen[{extra}]'.",
    }[lang]
    return [
        words.format(title=one.title, extra=one.extra)
        for one in FORMATS.values()
        if not one.can
    ]


def _json(whole: object) -> str:
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
