"""Every format that an atlas can be exported to, and which one a file name means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ChoiceError

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["FORMATS", "Format", "export", "holds", "of", "split_words"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called, how its files end, who writes it, for whom."""

    id: str
    suffix: str
    """End of the file name, or ``/`` for a folder."""
    title: str
    media_type: str
    home: str
    """``module:function`` of the writer."""
    options: tuple[str, ...] = ()
    """Options it takes beside ``lang`` and ``force``."""
    extra: str = ""
    """Optional dependency that it needs."""
    needs: str = ""
    """Package that the extra brings."""

    @property
    def can(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None


FORMATS: dict[str, Format] = {
    one.id: one
    for one in (
        Format(
            "geojson", ".geojson", "GeoJSON (RFC 7946)", "application/geo+json",
            "geo.export:to_geojson", ("layers", "split", "simplestyle"),
        ),
        Format(
            "gpkg", ".gpkg", "GeoPackage with styles, for QGIS",
            "application/geopackage+sqlite3", "geo.geopackage:to_gpkg", ("layers",),
        ),
        Format(
            "qgz", ".qgz", "QGIS project, with its GeoPackage beside it",
            "application/zip", "geo.geopackage:to_qgz", ("layers",),
        ),
        Format(
            "kmz", ".kmz", "KMZ for Google Earth", "application/vnd.google-earth.kmz",
            "geo.kml:to_kmz", ("layers",),
        ),
        Format(
            "fgb", ".fgb", "FlatGeobuf", "application/flatgeobuf",
            "geo.flatgeobuf:to_flatgeobuf", ("layers", "split"),
        ),
        Format(
            "parquet", ".parquet", "GeoParquet 1.1", "application/vnd.apache.parquet",
            "geo.geoparquet:to_parquet", ("layers", "split"), "parquet", "pyarrow",
        ),
        Format(
            "csv", ".csv", "CSV, safe to open in a spreadsheet", "text/csv",
            "geo.tabular:to_csv", ("table", "split", "bom"),
        ),
        Format(
            "xlsx", ".xlsx", "Excel workbook, one sheet a table",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "geo.spreadsheet:to_xlsx", ("table",), "excel", "openpyxl",
        ),
        Format(
            "ftm", ".ftm.json", "FollowTheMoney entities, one a line",
            "application/x-ndjson", "geo.ftm:to_ftm",
        ),
        Format(
            "datapackage", "/", "Data Package (Frictionless): tables and layers",
            "application/zip", "geo.tabular:to_datapackage",
        ),
    )
}  # fmt: skip
"""Formats by name, in the order of ``tumen export --help``."""

_ALSO = {".json": "geojson", ".jsonl": "ftm", ".zip": "datapackage"}
_REFUSED = {
    "shp": "a shapefile cuts column names to 10 letters, texts to 254 bytes and holds no"
    " empty numbers, so claims would be damaged; write atlas.gpkg (QGIS and ArcGIS open"
    " it), or atlas.geojson",
    "kml": "a KML file cannot carry its legend; write atlas.kmz, which every program"
    " that reads KML opens",
    "xls": "the old Excel format holds 65,536 rows and no full Unicode; write atlas.xlsx",
    "html": "a page is made with: tumen map -o map.html",
    "svg": "a picture is made with: tumen picture -o map.svg",
    "png": "a picture is made with: tumen picture -o map.png",
}
_SAME = {"dbf": "shp", "shx": "shp", "htm": "html"}


def of(path: Path, name: str | None = None, *, folder: bool = False) -> Format:
    """Give the format that ``path`` means by its end, or the one called ``name``.

    Raises
    ------
    ChoiceError
        If there is no such format; the message gives a better one.
    """
    if name is not None:
        if name in FORMATS:
            return FORMATS[name]
        raise ChoiceError(f"--format: {_no(name)}")
    text = path.name.lower()
    found = [one for one in FORMATS.values() if text.endswith(one.suffix)]
    if found:
        return found[0]
    end = path.suffix.lower()
    if end in _ALSO:
        return FORMATS[_ALSO[end]]
    if folder or (not end and not path.is_file()):
        return FORMATS["datapackage"]
    raise ChoiceError(f"{path}: {_no(end.removeprefix('.'))}")


def _no(name: str) -> str:
    word = _SAME.get(name.lower(), name.lower())
    if word in _REFUSED:
        return f"no {name}: {_REFUSED[word]}"
    near = get_close_matches(word, [*FORMATS], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"no format {name!r}; {hint}There are: {', '.join(FORMATS)}"


def export(
    atlas: Atlas,
    path: str | Path,
    *,
    format: str | None = None,
    lang: str = "en",
    force: bool = False,
    **options: Any,
) -> Path:
    """Write ``atlas`` in the format that ``path`` or ``format`` names; give the path.

    ``options`` are those of the format's own writer (:data:`FORMATS` lists them); one
    that is None, False or empty is as good as not given. Of a format with one table or
    layer a file, the name says which (:func:`holds`) unless an option does.

    Raises
    ------
    ChoiceError
        If there is no such format, or it has no such option.
    MissingExtraError
        If the format needs a package that is not installed.
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    ends_as_folder = str(path).endswith(("/", "\\"))
    chosen = of(Path(path), format, folder=ends_as_folder)
    given = {name: value for name, value in options.items() if value}
    for name in given:
        if name not in chosen.options:
            others = {"layers": "table", "table": "layers"}
            rather = others.get(name, "")
            raise ChoiceError(
                f"--{name} has no meaning for {chosen.id}; "
                + (f"did you mean --{rather}? " if rather in chosen.options else "")
                + f"--{name} belongs to "
                + ", ".join(one.id for one in FORMATS.values() if name in one.options)
            )
    given |= _named(atlas, chosen, Path(path), given)
    module, _, function = chosen.home.partition(":")
    write = getattr(import_module(module), function)
    written: Path = write(atlas, path, lang=lang, force=force, **given)
    return written


def holds(atlas: Atlas, path: Path, chosen: Format) -> str:
    """Name the table or layer that a file of one alone holds, if no option says which.

    ``vessels.csv`` holds the vessels, ``ports.parquet`` the ports; a name that is none
    of a table or layer holds claims, or legs. Empty for a format that holds them all.
    """
    stem = path.name.lower().removesuffix(chosen.suffix)
    if chosen.id == "csv":
        from geo.tabular import table_names

        return stem if stem in table_names(atlas) else "claims"
    if chosen.id in ("fgb", "parquet"):
        from geo.features import LEGS, names

        return stem if stem in names(atlas) else LEGS
    return ""


def _named(
    atlas: Atlas, chosen: Format, path: Path, given: dict[str, Any]
) -> dict[str, Any]:
    """What the name of the file says where no option does."""
    if given.keys() & {"table", "layers", "split"}:
        return {}
    one = holds(atlas, path, chosen)
    if not one:
        return {}
    return {"table": one} if "table" in chosen.options else {"layers": [one]}


def split_words(text: str | None) -> Sequence[str] | None:
    """Give the names of a comma-separated list; ``None`` if there is none."""
    if text is None:
        return None
    return [one.strip() for one in text.split(",") if one.strip()]
