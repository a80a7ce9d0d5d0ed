"""A QGIS project for a GeoPackage of an atlas, written without QGIS.

The project has the page's groups and colours, opens on the page's view, knows the dates
of each layer, credits everyone, and its forms show the claims behind each thing, with
denials beside assertions. Elements and names are those of QGIS 3.22; later versions read
them too. The same layers give the same bytes: ids are names, times are the data's day.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from shapely.geometry.base import BaseGeometry

from geo import qml, style
from geo.ground import basemap_folder, objects
from geo.qml import Layer, clean
from geo.rights import NOT_STATED

__all__ = ["Shown", "ground", "iso_metadata", "qgz"]

_ID = "tumen_layer_{}"  # QGIS takes no id of ten letters or fewer
_METRE_ZERO = 6378137.0  # radius of Web Mercator's sphere


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of the package as the project shows it.

    ``types`` are the columns with their SQL types, the key first; ``wkb`` the type of the
    shapes; ``extent`` west, south, east, north in degrees; ``days`` its first and last.
    """

    layer: Layer
    types: Mapping[str, str] = field(default_factory=dict)
    wkb: str = ""
    credit: str = ""
    licence: str = ""
    about: str = ""
    extent: tuple[float, float, float, float] | None = None
    days: tuple[str, str] | None = None


_GROUPS: dict[str, tuple[str, str]] = {
    "places": ("Places", "Lieux"),
    "movements": ("Reported movements", "Mouvements rapportés"),
    "errors": ("Location errors", "Erreurs de position"),
    "seen": ("Observations and events", "Observations et événements"),
    "parts": ("Legs, flows and computed lines", "Tronçons, flux et tracés calculés"),
    "tables": (
        "Claims, sources and other tables",
        "Affirmations, sources et autres tables",
    ),
    "ground": ("Base map", "Fond de carte"),
}
_OF_LOOK = {
    "lines": "movements", "sites": "places", "tracks": "places", "areas": "places",
    "errors": "errors", "observations": "seen", "events": "seen", "legs": "parts",
    "flows": "parts", "paths": "parts", "land": "ground", "lakes": "ground",
    "boundaries": "ground",
}  # fmt: skip
_ON = {"movements", "places", "errors", "ground"}
_MORE = {"en": "Further movements", "fr": "Autres mouvements"}
_OPEN = {"en": "Opening movements", "fr": "Mouvements affichés d'abord"}
_CLAIMS = {"en": "Claims", "fr": "Affirmations"}
_ALL = {"en": "Columns", "fr": "Colonnes"}
_GROUND = (
    ("basemap_boundaries", "boundaries", "boundaries"),
    ("basemap_lakes", "lakes", "lakes"),
    ("basemap_land", "land", "land"),
)


def ground(
    root: Path,
) -> list[tuple[str, str, list[BaseGeometry | None], list[str]]]:
    """Table, look, shapes and kinds of the offline basemap, uppermost first."""
    folder = basemap_folder(root)
    if folder is None:
        return []
    held = objects(folder / "basemap.json")
    found = []
    for table, look, name in _GROUND:
        parts = [
            (key[1] if isinstance(key, tuple) else "", part)
            for key, _, shape in held.get(name, ())
            for part in getattr(shape, "geoms", [shape])
        ]
        shapes: list[BaseGeometry | None] = [part for _, part in parts]
        found.append((table, look, shapes, [kind for kind, _ in parts]))
    return found


def qgz(
    *,
    package: str,
    name: str,
    lang: str,
    title: str,
    about: str,
    day: str,
    authors: Sequence[str],
    identifier: str,
    bounds: tuple[tuple[float, float], tuple[float, float]],
    layers: Sequence[Shown],
    mappings: Mapping[str, str],
) -> bytes:
    """Give the bytes of a project (``.qgz``).

    Parameters
    ----------
    package
        File name of the GeoPackage, in the same folder as the project.
    name
        Name of the project file inside the archive, without ``.qgs``.
    lang
        Language of groups, forms and legends.
    title, about
        What the project says of itself.
    day
        ``YYYY-MM-DD``, the one date in it.
    authors, identifier
        Who made the atlas, and its short name; nobody, if that is not stated.
    bounds
        South-west and north-east corner of the first view, degrees.
    layers, mappings
        What to show, and by table the one that names its claims.
    """
    made = _Project(package, lang, layers, mappings, authors, identifier)
    body = made.document(title, about, day, bounds).encode("utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        entry = zipfile.ZipInfo(f"{name}.qgs", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # the same on every system
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, body, compresslevel=9)
    return packed.getvalue()


def _metres(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator (EPSG:3857) of a place."""
    lat = max(-85.05, min(85.05, lat))
    return (
        round(math.radians(lon) * _METRE_ZERO, 1),
        round(math.asinh(math.tan(math.radians(lat))) * _METRE_ZERO, 1),
    )


class _Project:
    def __init__(
        self,
        package: str,
        lang: str,
        layers: Sequence[Shown],
        mappings: Mapping[str, str],
        authors: Sequence[str],
        identifier: str,
    ) -> None:
        self.package = package
        self.authors, self.identifier = authors, identifier
        self.lang = lang
        self.which = 1 if lang == "fr" else 0
        self.mappings = mappings
        self.shown = self._with_more(layers)
        self.tables = {one.layer.table for _, one, _ in self.shown}

    def _with_more(self, layers: Sequence[Shown]) -> list[tuple[str, Shown, str]]:
        """Id, layer and subset: lines come twice, those of the opening view first."""
        found = []
        for one in layers:
            table = one.layer.table
            if one.layer.look != "lines":
                found.append((table, one, ""))
                continue
            for key, words, on in ((table, _OPEN, 1), (f"{table}_more", _MORE, 0)):
                layer = replace(one.layer, title=words[self.lang])
                found.append((key, replace(one, layer=layer), f'"on_map" = {on}'))
        return found

    def document(
        self,
        title: str,
        about: str,
        day: str,
        bounds: tuple[tuple[float, float], tuple[float, float]],
    ) -> str:
        root = ET.Element(
            "qgis",
            {
                "version": qml.QGIS,
                "projectname": clean(title),
                "saveDateTime": f"{day}T00:00:00",
            },
        )
        _add(root, "homePath", path="")
        _say(root, "title", title)
        _crs(ET.SubElement(root, "projectCrs"), 3857)
        root.append(self._tree())
        root.append(self._relations())
        canvas = _add(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
        _say(canvas, "units", "meters")
        box = (*_metres(*bounds[0]), *_metres(*bounds[1]))
        _box(ET.SubElement(canvas, "extent"), box)
        _say(canvas, "rotation", "0")
        _crs(ET.SubElement(canvas, "destinationsrs"), 3857)
        held = ET.SubElement(root, "projectlayers")
        for key, one, subset in self.shown:
            held.append(self._maplayer(key, one, subset))
        for mapping in self.mappings.values():
            held.append(self._mapping(mapping))
        order = ET.SubElement(root, "layerorder")
        for key, _, _ in self.shown:
            _add(order, "layer", id=_ID.format(key))
        self._properties(root)
        self._metadata(root, title, about, day)
        views = _add(root, "ProjectViewSettings", UseProjectScales="0", rotation="0")
        edge = _add(
            views, "DefaultViewExtent",
            xmin=box[0], ymin=box[1], xmax=box[2], ymax=box[3],
        )  # fmt: skip
        _spatial(edge, 3857)
        self._times(root)
        return (
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
            + qml.text(root)
        )

    # Tree and relations -----------------------------------------------------------------

    def _tree(self) -> ET.Element:
        tree = ET.Element("layer-tree-group")
        for group, titles in _GROUPS.items():
            inside = [
                (key, one)
                for key, one, _ in self.shown
                if _OF_LOOK.get(one.layer.look, "tables") == group
            ]
            if not inside:
                continue
            node = _add(
                tree, "layer-tree-group", name=titles[self.which],
                checked="Qt::Checked" if group in _ON else "Qt::Unchecked",
                expanded=int(group in ("movements", "places")),
            )  # fmt: skip
            for key, one in inside:
                self._leaf(
                    node, key, one.layer.title, checked=not key.endswith("_more")
                )
        for mapping in self.mappings.values():
            self._leaf(tree, mapping, mapping, checked=False)
        return tree

    def _leaf(self, node: ET.Element, key: str, title: str, *, checked: bool) -> None:
        _add(
            node, "layer-tree-layer", id=_ID.format(key), name=clean(title), providerKey="ogr",
            source=self._source(key.removesuffix("_more") if key.endswith("lines_more") else key),
            checked="Qt::Checked" if checked else "Qt::Unchecked",
            expanded=int(key == "lines"), legend_exp="", patch_size="-1,-1",
            legend_split_behavior=0,
        )  # fmt: skip

    def _source(self, table: str, subset: str = "") -> str:
        found = f"./{self.package}|layername={table}"
        return f"{found}|subset={subset}" if subset else found

    def _related(self) -> Iterable[tuple[str, str]]:
        """Layer and mapping of each pair that has claims."""
        if "claims" not in self.tables:
            return
        for key, one, _ in self.shown:
            mapping = self.mappings.get(one.layer.table)
            if mapping:
                yield key, mapping

    def _relations(self) -> ET.Element:
        found = ET.Element("relations")

        def add(key: str, name: str, from_: str, column: str, to: str) -> None:
            one = _add(
                found, "relation", id=key, name=name, strength="Association",
                referencingLayer=_ID.format(from_), referencedLayer=_ID.format(to),
            )  # fmt: skip
            _add(one, "fieldRef", referencingField=column, referencedField="id")

        claims = _CLAIMS[self.lang]
        for key, mapping in self._related():
            add(f"{key}-rows", claims, mapping, "subject", key)
        for mapping in dict.fromkeys(mapping for _, mapping in self._related()):
            add(f"{mapping}-claim", claims, mapping, "claim", "claims")
        if {"claims", "sources"} <= self.tables:
            add("claims-source", claims, "claims", "source", "sources")
        if {"legs", "flows"} <= self.tables:
            title = next(o.layer.title for k, o, _ in self.shown if k == "legs")
            add("legs-flow", title, "legs", "flow", "flows")
        return found

    # Layers -----------------------------------------------------------------------------

    def _maplayer(self, key: str, one: Shown, subset: str) -> ET.Element:
        layer = one.layer
        found = self._layer(key, layer.table, layer.title, one.wkb, subset)
        for name, value in qml.scale_attributes(layer).items():
            found.set(name, value)
        if one.extent is not None:
            _box(ET.SubElement(found, "extent"), one.extent)
        _say(found, "attribution", one.credit)
        _say(found, "abstract", one.about)
        _say(found, "title", layer.title)
        about = ET.SubElement(found, "resourceMetadata")
        for tag, words in (
            ("type", "dataset"), ("title", layer.title), ("abstract", one.about),
            ("rights", one.credit), ("license", one.licence),
        ):  # fmt: skip
            _say(about, tag, words)
        _spatial(ET.SubElement(about, "crs"), 4326)
        found.extend(qml.style_of(layer, self.lang))
        self._form(found, key, one)
        return found

    def _mapping(self, table: str) -> ET.Element:
        found = self._layer(table, table, table, "", "")
        flags = ET.SubElement(found, "flags")
        for name, on in (
            ("Identifiable", 0),
            ("Removable", 1),
            ("Searchable", 0),
            ("Private", 1),
        ):
            _say(flags, name, str(on))
        return found

    def _layer(
        self, key: str, table: str, title: str, wkb: str, subset: str
    ) -> ET.Element:
        shape = {"POINT": "Point", "LINESTRING": "Line", "POLYGON": "Polygon"}.get(
            wkb.removeprefix("MULTI"), "No geometry"
        )
        found = _add(
            ET.Element("held"), "maplayer", type="vector", geometry=shape,
            wkbType=_WKB.get(wkb, "NoGeometry"), readOnly="0", autoRefreshEnabled="0",
        )  # fmt: skip
        _say(found, "id", _ID.format(key))
        _say(found, "datasource", self._source(table, subset))
        _say(found, "layername", title)
        if wkb:
            _crs(ET.SubElement(found, "srs"), 4326)
        _say(found, "provider", "ogr").set("encoding", "UTF-8")
        return found

    def _form(self, found: ET.Element, key: str, one: Shown) -> None:
        """A form whose first page tells what it is, the second the claims behind it."""
        related = [pair for pair in self._related() if pair[0] == key]
        more = []
        if key == "sources" and "claims" in self.tables:
            more = [("claims-source", "")]
        elif key == "flows" and "legs" in self.tables:
            more = [("legs-flow", "")]
        _say(found, "editorlayout", "tablayout")
        _say(found, "featformsuppress", "0")
        form = ET.SubElement(found, "attributeEditorForm")
        page = _page(form, one.layer.title)
        names = list(one.types)
        first = [
            f"{stem}_{self.lang}" for stem in ("label", "title", "name", "summary")
        ]
        first += [
            "attributed_to",
            "stance",
            "when",
            "evidence",
            "credibility",
            "source",
        ]
        for name in sorted(
            names,
            key=lambda one: (one not in first, first.index(one) if one in first else 0),
        ):
            at = names.index(name)
            _add(page, "attributeEditorField", index=at, name=name, showLabel="1")
        for _, mapping in related:
            self._relation(
                _page(form, _CLAIMS[self.lang]), f"{key}-rows", f"{mapping}-claim"
            )
        for relation, _ in more:
            label = (
                _CLAIMS[self.lang]
                if relation == "claims-source"
                else next(o.layer.title for k, o, _ in self.shown if k == "legs")
            )
            self._relation(_page(form, label), relation, "")
        widgets = ET.SubElement(found, "widgets")
        for _, mapping in related:
            widget = _add(widgets, "widget", name=f"{key}-rows")
            config = _add(widget, "config", type="Map")
            _add(
                config,
                "Option",
                name="nm-rel",
                type="QString",
                value=f"{mapping}-claim",
            )
            _add(
                config,
                "Option",
                name="force-suppress-popup",
                type="bool",
                value="false",
            )

    def _relation(self, page: ET.Element, relation: str, other: str) -> None:
        one = _add(
            page, "attributeEditorRelation", name=relation, relation=relation,
            nmRelationId=other, label="", showLabel="0", forceSuppressFormPopup="0",
            relationWidgetTypeId="relation_editor",
        )  # fmt: skip
        config = _add(one, "editor_configuration", type="Map")
        _add(config, "Option", name="buttons", type="QString", value="NoButton")
        _add(config, "Option", name="show_first_feature", type="bool", value="true")

    # The rest ---------------------------------------------------------------------------

    def _properties(self, root: ET.Element) -> None:
        found = ET.SubElement(root, "properties")
        on = ET.SubElement(found, "SpatialRefSys")
        _say(on, "ProjectionsEnabled", "1").set("type", "int")
        gui = ET.SubElement(found, "Gui")
        sea = style.rgba(style.SEA).split(",")
        for name, value in zip(("Red", "Green", "Blue"), sea, strict=False):
            _say(gui, f"CanvasColor{name}Part", value).set("type", "int")
        paths = ET.SubElement(found, "Paths")
        _say(paths, "Absolute", "false").set("type", "bool")
        measure = ET.SubElement(found, "Measurement")
        _say(measure, "DistanceUnits", "km").set("type", "QString")
        ellipsoid = ET.SubElement(found, "Measure")
        _say(ellipsoid, "Ellipsoid", "EPSG:7030").set("type", "QString")

    def _metadata(self, root: ET.Element, title: str, about: str, day: str) -> None:
        found = ET.SubElement(root, "projectMetadata")
        credits = dict.fromkeys(
            part.strip()
            for _, one, _ in self.shown
            for part in one.credit.split(";")
            if part.strip()
        )
        _say(found, "identifier", self.identifier)
        _say(found, "language", self.lang)
        _say(found, "type", "dataset")
        _say(found, "title", title)
        _say(found, "abstract", f"{about} ({'; '.join(credits)})")
        if self.authors:
            _say(found, "author", "; ".join(self.authors))
        _say(found, "creation", f"{day}T00:00:00")

    def _times(self, root: ET.Element) -> None:
        """The time slider runs over the days of the lines, month by month."""
        found = _add(
            root, "ProjectTimeSettings", timeStep="1", timeStepUnit="mon", frameRate="2",
            cumulativeTemporalRange="0",
        )  # fmt: skip
        spans = [
            one.days
            for _, one, _ in self.shown
            if one.layer.look == "lines" and one.days
        ]
        if spans:
            whole = ET.SubElement(found, "TemporalRange")
            _say(whole, "start", f"{min(one for one, _ in spans)}T00:00:00Z")
            _say(whole, "end", f"{max(one for _, one in spans)}T00:00:00Z")


_WKB = {
    "POINT": "Point", "MULTIPOINT": "MultiPoint", "LINESTRING": "LineString",
    "MULTILINESTRING": "MultiLineString", "POLYGON": "Polygon",
    "MULTIPOLYGON": "MultiPolygon",
}  # fmt: skip


def _add(parent: ET.Element, tag: str, **attributes: Any) -> ET.Element:
    return ET.SubElement(
        parent, tag, {name: str(one) for name, one in attributes.items()}
    )


def _say(parent: ET.Element, tag: str, words: str) -> ET.Element:
    found = ET.SubElement(parent, tag)
    found.text = clean(words)
    return found


def _page(form: ET.Element, title: str) -> ET.Element:
    return _add(
        form, "attributeEditorContainer", name=clean(title), showLabel="1", groupBox="0",
        columnCount="1", visibilityExpressionEnabled="0", visibilityExpression="",
    )  # fmt: skip


def _box(node: ET.Element, box: Sequence[float]) -> None:
    for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        _say(node, tag, f"{value:.10g}")


def _crs(node: ET.Element, code: int) -> None:
    _spatial(node, code)


def _spatial(node: ET.Element, code: int) -> None:
    found = ET.SubElement(node, "spatialrefsys")
    _say(found, "srsid", "3452" if code == 4326 else "3857")
    _say(found, "srid", str(code))
    _say(found, "authid", f"EPSG:{code}")
    _say(found, "description", "WGS 84" if code == 4326 else "WGS 84 / Pseudo-Mercator")
    _say(found, "projectionacronym", "longlat" if code == 4326 else "merc")
    _say(found, "ellipsoidacronym", "EPSG:7030")
    _say(found, "geographicflag", "true" if code == 4326 else "false")


# Metadata -------------------------------------------------------------------------------


def iso_metadata(
    *,
    title: str,
    about: str,
    day: str,
    version: str,
    licence: str,
    credit: str,
    lineage: str,
    authors: Sequence[str],
    lang: str,
    bounds: tuple[float, float, float, float] | None,
) -> str:
    """ISO 19139 metadata of a data set: title, edition, terms, credit, lineage, box."""

    def said(words: str) -> str:
        return f"<gco:CharacterString>{escape(clean(words))}</gco:CharacterString>"

    code = "http://www.isotc211.org/2005/resources/Codelist/gmxCodelists.xml"

    def coded(name: str, word: str) -> str:
        return f'<gmd:{name} codeList="{code}#{name}" codeListValue="{word}"/>'

    box = ""
    if bounds is not None:
        west, south, east, north = (
            f"<gco:Decimal>{max(-180, min(180, one)):.6g}</gco:Decimal>"
            for one in bounds
        )
        box = (
            "<gmd:extent><gmd:EX_Extent><gmd:geographicElement>"
            "<gmd:EX_GeographicBoundingBox>"
            f"<gmd:westBoundLongitude>{west}</gmd:westBoundLongitude>"
            f"<gmd:eastBoundLongitude>{east}</gmd:eastBoundLongitude>"
            f"<gmd:southBoundLatitude>{south}</gmd:southBoundLatitude>"
            f"<gmd:northBoundLatitude>{north}</gmd:northBoundLatitude>"
            "</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent>"
            "</gmd:extent>"
        )
    language = {"en": "eng", "fr": "fre"}[lang]
    date = (
        f"<gmd:date><gmd:CI_Date><gmd:date><gco:Date>{day}</gco:Date></gmd:date>"
        f"<gmd:dateType>{coded('CI_DateTypeCode', 'publication')}</gmd:dateType>"
        "</gmd:CI_Date></gmd:date>"
    )
    # The schema wants a contact; whom nobody names is "not stated".
    contacts = "".join(
        "<gmd:contact><gmd:CI_ResponsibleParty>"
        f"<gmd:organisationName>{said(one)}</gmd:organisationName>"
        f"<gmd:role>{coded('CI_RoleCode', 'author')}</gmd:role>"
        "</gmd:CI_ResponsibleParty></gmd:contact>"
        for one in authors or [NOT_STATED]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd"'
        ' xmlns:gco="http://www.isotc211.org/2005/gco">'
        f"<gmd:language>{said(language)}</gmd:language>"
        f"{contacts}"
        f"<gmd:dateStamp><gco:Date>{day}</gco:Date></gmd:dateStamp>"
        "<gmd:identificationInfo><gmd:MD_DataIdentification>"
        f"<gmd:citation><gmd:CI_Citation><gmd:title>{said(title)}</gmd:title>{date}"
        f"<gmd:edition>{said(version)}</gmd:edition></gmd:CI_Citation></gmd:citation>"
        f"<gmd:abstract>{said(about)}</gmd:abstract>"
        f"<gmd:credit>{said(credit)}</gmd:credit>"
        "<gmd:resourceConstraints><gmd:MD_LegalConstraints>"
        f"<gmd:useConstraints>{coded('MD_RestrictionCode', 'license')}</gmd:useConstraints>"
        f"<gmd:otherConstraints>{said(licence)}</gmd:otherConstraints>"
        "</gmd:MD_LegalConstraints></gmd:resourceConstraints>"
        f"<gmd:language>{said(language)}</gmd:language>{box}"
        "</gmd:MD_DataIdentification></gmd:identificationInfo>"
        "<gmd:dataQualityInfo><gmd:DQ_DataQuality>"
        f"<gmd:scope><gmd:DQ_Scope><gmd:level>{coded('MD_ScopeCode', 'dataset')}</gmd:level>"
        "</gmd:DQ_Scope></gmd:scope>"
        f"<gmd:lineage><gmd:LI_Lineage><gmd:statement>{said(lineage)}</gmd:statement>"
        "</gmd:LI_Lineage></gmd:lineage>"
        "</gmd:DQ_DataQuality></gmd:dataQualityInfo></gmd:MD_Metadata>\n"
    )
