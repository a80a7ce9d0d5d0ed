"""The downloads of a site described for machines: DCAT 3, schema.org and STAC 1.1.

All three say the same: title, licence, version, the box around every place, the days
that dated claims span, and each file with its media type, size and checksum. Addresses
are relative to the folder, for nobody knows where a site will stand.
"""

from __future__ import annotations

import math
import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geo import __version__, edtf, rights, titles, words
from geo.asof import stamp
from geo.behind import DOUBTS

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["dataset", "dcat", "extent", "media_type", "stac"]

Json = dict[str, Any]
Files = Sequence[tuple[str, int, str]]
"""Path from the folder of downloads, bytes and SHA-256 of each file."""

_MEDIA = {
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".qgz": "application/zip",
    ".kmz": "application/vnd.google-earth.kmz",
    ".fgb": "application/flatgeobuf",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ftm.json": "application/x-ndjson",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
}
_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_LANGUAGES = {
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
    "fr": "http://publications.europa.eu/resource/authority/language/FRA",
}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "locn": "http://www.w3.org/ns/locn#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
}


def media_type(name: str) -> str:
    """Media type of a file by its name."""
    for end, kind in _MEDIA.items():
        if name.endswith(end):
            return kind
    return mimetypes.guess_type(name, strict=True)[0] or "text/plain"


def extent(atlas: Atlas) -> tuple[list[float], tuple[str | None, str | None]]:
    """Box around every located place, and first and last day of dated claims.

    The box is ``[west, south, east, north]`` in degrees, empty without a place. Claims
    that deny or cannot confirm date nothing. ``None`` is an end that no date gives, or
    that a claim leaves open.
    """
    claims = atlas.claims
    stance = claims["stance"].astype(str).to_numpy()
    standing = (claims["withdrawn"] == "").to_numpy()
    starts, ends, is_open = [], [], False
    for when, how, stands in zip(claims["when"], stance, standing, strict=True):
        if not when or how in DOUBTS or not stands:
            continue
        bounds = edtf.bounds(when)
        starts += [bounds.strict_start] if bounds.strict_start else []
        ends += [bounds.strict_end] if bounds.strict_end else []
        is_open = is_open or bounds.end is edtf.End.OPEN
    days = [one for one in starts if len(one) == 10]
    last = [one for one in ends if len(one) == 10]
    box = [float(one) for one in atlas.sites.total_bounds] if len(atlas.sites) else []
    return (
        [] if any(map(math.isnan, box)) else box,
        (min(days, default=None), None if is_open else max(last, default=None)),
    )


def _licences(atlas: Atlas) -> list[str]:
    found = [*rights.licences(atlas), *(layer.licence for layer in atlas.catalog)]
    return [one for one in dict.fromkeys(found) if one]


def _licence_of(atlas: Atlas, name: str) -> list[str]:
    folder, _, rest = name.partition("/")
    stem = rest.partition(".")[0]
    for layer in atlas.catalog:
        if folder in ("layers", "geojson", "fgb", "parquet") and layer.id == stem:
            return [layer.licence]
    if folder in ("data", "csv") or name.endswith((".xlsx", ".ftm.json")):
        return rights.licences(atlas)
    return _licences(atlas)


def _uri(licence: str) -> str:
    return _LICENCES.get(licence, licence)


def _day(version: str) -> str:
    found = re.fullmatch(r"([0-9]{4})\.([0-9]{2})\.([0-9]{2}).*", version)
    return "-".join(found.groups()) if found else ""


def _told(atlas: Atlas, lang: str) -> str:
    parts = [titles.subtitle(atlas, lang), words.say("no-wrongdoing", lang)]
    return " ".join(one for one in (*parts, stamp(atlas, lang)) if one)


def _title(atlas: Atlas, lang: str) -> str:
    return titles.full(atlas, lang)


def _tagged(say: Mapping[str, str]) -> list[Json]:
    return [{"@language": lang, "@value": text} for lang, text in say.items()]


# --- DCAT -----------------------------------------------------------------------------


def dcat(atlas: Atlas, files: Files) -> Json:
    """A DCAT 3 catalogue of one data set and its files, as JSON-LD."""
    box, (start, end) = extent(atlas)
    period: Json = {"@type": "dct:PeriodOfTime"}
    for name, day in (("dcat:startDate", start), ("dcat:endDate", end)):
        if day:
            period[name] = {"@type": "xsd:date", "@value": day}
    whole: Json = {
        "@id": "#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _tagged({lang: _title(atlas, lang) for lang in _LANGUAGES}),
        "dct:description": _tagged({lang: _told(atlas, lang) for lang in _LANGUAGES}),
        "dct:identifier": rights.identifier(atlas),
        "dcat:version": atlas.version,
        "dct:language": [{"@id": one} for one in _LANGUAGES.values()],
        "dct:license": [{"@id": _uri(one)} for one in _licences(atlas)],
        "dct:publisher": [
            {"@type": "foaf:Agent", "foaf:name": one} for one in rights.makers(atlas)
        ],
        "dcat:keyword": rights.keywords(atlas),
        "dct:temporal": period,
        "dct:rightsHolder": [
            {"@type": "foaf:Agent", "foaf:name": one}
            for one in dict.fromkeys(layer.credit for layer in atlas.catalog)
        ],
        "dcat:distribution": [_distribution(atlas, *one) for one in files],
    }
    if _day(atlas.version):
        whole["dct:modified"] = {"@type": "xsd:date", "@value": _day(atlas.version)}
    if box:
        whole["dct:spatial"] = {
            "@type": "dct:Location",
            "dcat:bbox": {"@type": "gsp:wktLiteral", "@value": _wkt(box)},
        }
    return {
        "@context": _CONTEXT,
        "@id": "#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _title(atlas, "en"),
        "dct:license": [{"@id": _uri(one)} for one in rights.licences(atlas)],
        "dcat:dataset": [whole],
    }


def _wkt(box: Sequence[float]) -> str:
    west, south, east, north = (f"{one:g}" for one in box)
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    return f"POLYGON(({ring}))"


def _distribution(atlas: Atlas, name: str, size: int, digest: str) -> Json:
    return {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:accessURL": {"@id": name},
        "dcat:downloadURL": {"@id": name},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{media_type(name)}"
        },
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(size)},
        "dct:license": [{"@id": _uri(one)} for one in _licence_of(atlas, name)],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": digest},
        },
    }


# --- schema.org -----------------------------------------------------------------------


def dataset(atlas: Atlas, files: Files, *, lang: str = "en") -> Json:
    """A schema.org ``Dataset`` for a page, as JSON-LD: the whole files only."""
    box, (start, end) = extent(atlas)
    whole: Json = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _title(atlas, lang),
        "description": _told(atlas, lang),
        "version": atlas.version,
        "inLanguage": list(_LANGUAGES),
        "license": [_uri(one) for one in _licences(atlas)],
        "creator": [
            {"@type": "Organization", "name": one} for one in rights.makers(atlas)
        ],
        "isAccessibleForFree": True,
        "keywords": rights.keywords(atlas),
        "temporalCoverage": f"{start or '..'}/{end or '..'}",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "contentUrl": name,
                "encodingFormat": media_type(name),
                "contentSize": f"{size} B",
                "sha256": digest,
                "license": [_uri(one) for one in _licence_of(atlas, name)],
            }
            for name, size, digest in files
            if "/" not in name
        ],
    }
    if _day(atlas.version):
        whole["dateModified"] = _day(atlas.version)
    if box:
        west, south, east, north = (f"{one:g}" for one in box)
        whole["spatialCoverage"] = {
            "@type": "Place",
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        }
    return whole


# --- STAC -----------------------------------------------------------------------------


def stac(atlas: Atlas, files: Files) -> Json:
    """A STAC 1.1 collection whose assets are the files.

    It has no items: an item needs a time, and a place has none.
    """
    box, (start, end) = extent(atlas)
    when = [
        f"{day}T{time}Z" if day else None
        for day, time in ((start, "00:00:00"), (end, "23:59:59"))
    ]
    return {
        "type": "Collection",
        "stac_version": "1.1.0",
        "id": rights.identifier(atlas),
        "title": _title(atlas, "en"),
        "description": _told(atlas, "en"),
        "keywords": rights.keywords(atlas),
        "license": "other",
        "providers": [
            {"name": one, "roles": ["producer", "licensor"]}
            for one in rights.makers(atlas)
        ],
        "version": atlas.version,
        "extent": {
            "spatial": {"bbox": [box or [-180, -90, 180, 90]]},
            "temporal": {"interval": [when]},
        },
        "summaries": {"tumen": [__version__]},
        "links": [
            {"rel": "root", "href": "./collection.json", "type": "application/json"},
            *_licence_links(_licences(atlas)),
        ],
        "assets": {
            name: {
                "href": f"./{name}",
                "type": media_type(name),
                "title": name,
                "roles": ["metadata" if name.endswith(".jsonld") else "data"],
                "file:size": size,
                # A multihash: 0x12 is SHA-256, 0x20 its 32 bytes.
                "file:checksum": f"1220{digest}",
            }
            for name, size, digest in files
        },
    }


def _licence_links(licences: Iterable[str]) -> list[Json]:
    return [
        {"rel": "license", "href": _LICENCES[one], "title": one}
        for one in licences
        if one in _LICENCES
    ]
