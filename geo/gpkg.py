"""A GeoPackage file (OGC 12-128r18, version 1.3) from tables that are ready to write.

Nothing here knows an atlas. :func:`pack` gives the whole file as bytes: the same tables
give the same bytes, so every moment and counter that the format asks for is fixed. The
file has spatial indexes, descriptions of its columns (schema extension), relations
(related tables extension), metadata (metadata extension), default styles and a project
as QGIS stores them.

It is written with :mod:`sqlite3` alone: GDAL stamps the hour, writes other bytes from one
version to the next, and has no foreign keys, views or relations to offer.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import OutputError

__all__ = ["Field", "Note", "Relation", "Style", "Table", "View", "pack"]

_APPLICATION_ID = 0x47504B47  # "GPKG"
_VERSION = 10300  # 1.3.0
_SRS_ID = 4326
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type in GeoPackage's words, what it says.

    ``type`` is TEXT, INTEGER, DOUBLE, BOOLEAN or DATE. ``refers`` names a table whose
    ``id`` every cell is, as a foreign key.
    """

    name: str
    type: str = "TEXT"
    about: str = ""
    refers: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, column by column; with ``geometry`` (a type) they have shapes.

    ``shapes`` are in longitude and latitude (EPSG:4326), ``None`` where there is none.
    A column ``id`` is unique. Row ``i`` has the key ``fid`` = ``i + 1``.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    cells: tuple[Sequence[Any], ...]
    about: str = ""
    geometry: str | None = None
    shapes: Sequence[BaseGeometry | None] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A named query that programs list like a table. Its first column is ``OGC_FID``.

    With ``geometry`` (a type) it has a column ``geom``, in the same box as ``of``.
    """

    name: str
    title: str
    sql: str
    about: str = ""
    geometry: str | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of ``base`` and of ``related`` that a table ``mapping`` brings together."""

    base: str
    related: str
    mapping: str


@dataclass(frozen=True, slots=True)
class Style:
    """QML that QGIS loads by itself with the table ``table``."""

    table: str
    name: str
    qml: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Metadata (XML) of one table, or of the whole file."""

    xml: str
    standard: str
    table: str | None = None


def pack(
    tables: Sequence[Table],
    *,
    views: Sequence[View] = (),
    relations: Sequence[Relation] = (),
    styles: Sequence[Style] = (),
    notes: Sequence[Note] = (),
    project: tuple[str, bytes] | None = None,
    changed: str,
) -> bytes:
    """Give the bytes of a GeoPackage that holds ``tables`` and the rest.

    Parameters
    ----------
    tables, views, relations, styles, notes
        What to hold, in order.
    project
        Name and content (``.qgz``) of a QGIS project to keep inside.
    changed
        The day, ``YYYY-MM-DD``, that the file gives as that of its last change.

    Raises
    ------
    OutputError
        If this Python's SQLite has no R*Tree module.
    """
    file = sqlite3.connect(":memory:", isolation_level=None)
    try:
        file.execute("PRAGMA page_size = 4096")
        file.execute("PRAGMA encoding = 'UTF-8'")
        file.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        file.execute(f"PRAGMA user_version = {_VERSION}")
        file.execute("BEGIN")
        writer = _Writer(file, f"{changed}T00:00:00.000Z")
        writer.start()
        for table in tables:
            writer.table(table)
        for view in views:
            writer.view(view)
        writer.relations(relations)
        writer.columns(tables)
        writer.notes(notes)
        writer.styles(
            styles, {one.name: one for one in tables} | {v.name: v for v in views}
        )
        if project is not None:
            writer.project(*project)
        file.execute("COMMIT")
        file.execute("VACUUM")
        return _settled(file.serialize())
    except sqlite3.OperationalError as error:
        if "rtree" in str(error):
            raise OutputError(
                "a GeoPackage needs SQLite's R*Tree module, which this Python has not:"
                " use a Python from python.org, conda or your system"
            ) from error
        raise
    finally:
        file.close()


def _settled(content: bytes) -> bytes:
    """``content`` with the counters and the library version of its header fixed.

    They say how often and by what the file was written, which is no part of it.
    """
    header = bytearray(content[:100])
    header[24:28] = header[92:96] = struct.pack(">I", 1)
    header[96:100] = struct.pack(">I", 3040001)
    return bytes(header) + content[100:]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Writer:
    def __init__(self, file: sqlite3.Connection, moment: str) -> None:
        self.file = file
        self.moment = moment
        self.boxes: dict[str, tuple[float, float, float, float] | None] = {}

    def start(self) -> None:
        """Make the tables that every GeoPackage has, and those of the extensions."""
        # executescript() would end the transaction, so one statement at a time.
        for statement in _SCHEMA.split(";\n"):
            if statement.strip():
                self.file.execute(statement)
        self.file.executemany(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined",
                 "undefined Cartesian coordinate reference system"),
                ("Undefined geographic SRS", 0, "NONE", 0, "undefined",
                 "undefined geographic coordinate reference system"),
                ("WGS 84 geodetic", _SRS_ID, "EPSG", _SRS_ID, _WGS84,
                 "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid"),
            ],
        )  # fmt: skip
        for part in ("schema", "metadata"):
            where = f"{_SPEC}#extension_{part}"
            for table in _PARTS[part]:
                self._extend((table, None, f"gpkg_{part}", where, "read-write"))

    def _extend(self, *rows: tuple[str, str | None, str, str, str]) -> None:
        self.file.executemany(
            "INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", rows
        )

    def _register(
        self,
        name: str,
        title: str,
        about: str,
        bounds: tuple[float, float, float, float] | None,
        geometry: str | None,
    ) -> None:
        self.boxes[name] = bounds
        self.file.execute(
            "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                "features" if geometry else "attributes",
                title,
                about,
                self.moment,
                *(bounds or (None,) * 4),
                _SRS_ID if geometry else None,
            ),
        )
        if geometry:
            self.file.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
                (name, geometry, _SRS_ID),
            )

    def table(self, table: Table) -> None:
        """Write one table with its rows and, if it has shapes, its spatial index."""
        columns = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
        if table.geometry:
            columns.append(f'"geom" {table.geometry}')
        for field in table.fields:
            column = f"{_quoted(field.name)} {field.type}"
            if field.name == "id":
                column += " NOT NULL UNIQUE"
            if field.refers:
                column += f' REFERENCES {_quoted(field.refers)}("id")'
            columns.append(column)
        name = _quoted(table.name)
        self.file.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        n = len(table.cells[0]) if table.cells else len(table.shapes)
        parts: list[Iterable[Any]] = [range(1, n + 1)]
        bounds = None
        if table.geometry:
            shapes = np.array(list(table.shapes), dtype=object)
            blobs, limits = _blobs(shapes)
            parts.append(blobs)
            there = ~np.isnan(limits[:, 0]) if n else np.zeros(0, dtype=bool)
            if there.any():
                low, high = limits[there].min(axis=0), limits[there].max(axis=0)
                bounds = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
        parts += table.cells
        marks = ", ".join("?" * len(parts))
        rows = zip(*parts, strict=True)
        try:
            self.file.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
        except UnicodeEncodeError:  # half of a surrogate pair, which is no character
            self.file.execute(f"DELETE FROM {name}")  # noqa: S608
            rows = zip(
                *([_whole(cell) for cell in part] for part in parts), strict=True
            )
            self.file.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
        self._register(table.name, table.title, table.about, bounds, table.geometry)
        if table.geometry:
            self._index(table.name, limits, there)

    def _index(self, name: str, limits: Any, there: Any) -> None:
        tree = f"rtree_{name}_geom"
        self.file.execute(
            f"CREATE VIRTUAL TABLE {_quoted(tree)} USING rtree(id, minx, maxx, miny, maxy)"
        )
        keys = (np.nonzero(there)[0] + 1).tolist()
        west, south, east, north = limits[there].T.tolist() if keys else ([],) * 4
        self.file.executemany(
            f"INSERT INTO {_quoted(tree)} VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            zip(keys, west, east, south, north, strict=True),
        )
        self._extend(
            (name, "geom", "gpkg_rtree_index", _SPEC + "#extension_rtree", "write-only")
        )
        for end, when, guard, what in _TRIGGERS:
            steps = what.format(
                tree=_quoted(tree),
                box="ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)",
            )
            self.file.execute(
                f"CREATE TRIGGER {_quoted(f'{tree}_{end}')} {when} ON {_quoted(name)}"
                f"{guard} BEGIN {steps} END"
            )

    def view(self, view: View) -> None:
        """Write one view and register it, so that programs list it."""
        self.file.execute(f"CREATE VIEW {_quoted(view.name)} AS {view.sql}")
        boxes = [box for one in view.of if (box := self.boxes.get(one))]
        bounds = None
        if boxes:
            low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
            bounds = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
        self._register(
            view.name, view.title, view.about,
            bounds if view.geometry else None, view.geometry,
        )  # fmt: skip

    def relations(self, relations: Sequence[Relation]) -> None:
        """Register many-to-many relations (OGC 18-000)."""
        if not relations:
            return
        self.file.execute(_RELATIONS)
        spec = "http://www.geopackage.org/18-000.html"
        self._extend(("gpkgext_relations", None, "related_tables", spec, "read-write"))
        for one in relations:
            self.file.execute(
                "INSERT INTO gpkgext_relations (base_table_name, base_primary_column,"
                " related_table_name, related_primary_column, relation_name,"
                " mapping_table_name) VALUES (?, 'fid', ?, 'fid', 'attributes', ?)",
                (one.base, one.related, one.mapping),
            )
            self._extend((one.mapping, None, "related_tables", spec, "read-write"))

    def columns(self, tables: Sequence[Table]) -> None:
        """Say what the columns mean."""
        self.file.executemany(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, NULL, NULL, ?, NULL, NULL)",
            [
                (table.name, field.name, field.about)
                for table in tables
                for field in table.fields
                if field.about
            ],
        )

    def notes(self, notes: Sequence[Note]) -> None:
        """Write metadata and what it is about."""
        for key, note in enumerate(notes, 1):
            self.file.execute(
                "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, 'text/xml', ?)",
                (key, note.standard, note.xml),
            )
            scope = "table" if note.table else "geopackage"
            self.file.execute(
                "INSERT INTO gpkg_metadata_reference VALUES (?, ?, NULL, NULL, ?, ?, NULL)",
                (scope, note.table, self.moment, key),
            )

    def styles(self, styles: Sequence[Style], known: dict[str, Table | View]) -> None:
        """Write styles as QGIS keeps them; each is the default of its table."""
        if not styles:
            return
        self.file.execute(_STYLES)
        for key, style in enumerate(styles, 1):
            geom = "geom" if known[style.table].geometry else ""
            self.file.execute(
                "INSERT INTO layer_styles VALUES (?, '', '', ?, ?, ?, ?, '', 1, ?, '', '', ?)",
                (
                    key,
                    style.table,
                    geom,
                    style.name,
                    style.qml,
                    style.about,
                    self.moment,
                ),
            )
        self._register(
            "layer_styles", "layer_styles", "Styles, as QGIS keeps them", None, None
        )

    def project(self, name: str, content: bytes) -> None:
        """Write a QGIS project as QGIS keeps it: hexadecimal text."""
        self.file.execute(
            "CREATE TABLE qgis_projects"
            " (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"
        )
        told = (
            f'{{"last_modified_time": "{self.moment[:19]}", "last_modified_user": ""}}'
        )
        self.file.execute(
            "INSERT INTO qgis_projects VALUES (?, ?, ?)", (name, told, content.hex())
        )


def _whole(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode("utf-8")
    return cell


def _blobs(shapes: Any) -> tuple[list[bytes | None], Any]:
    """Shapes as GeoPackage binary, and their boxes (west, south, east, north)."""
    limits = shapely.bounds(shapes) if len(shapes) else np.zeros((0, 4))
    points = shapely.get_type_id(shapes) == 0
    bodies = shapely.to_wkb(
        shapes, output_dimension=2, byte_order=1, include_srid=False, flavor="iso"
    )
    bare = struct.pack("<2sBBi", b"GP", 0, 0b0001, _SRS_ID)
    empty = struct.pack("<2sBBi", b"GP", 0, 0b1_0001, _SRS_ID)
    boxed = struct.pack("<2sBBi", b"GP", 0, 0b0011, _SRS_ID)
    envelope = struct.Struct("<4d").pack
    blobs: list[bytes | None] = []
    for body, point, (west, south, east, north) in zip(
        bodies, points.tolist(), limits.tolist(), strict=True
    ):
        if body is None:
            blobs.append(None)
        elif west != west:
            blobs.append(empty + body)
        elif point:
            blobs.append(bare + body)
        else:
            blobs.append(boxed + envelope(west, east, south, north) + body)
    return blobs, limits


_SPEC = "http://www.geopackage.org/spec130/index.html"

_PARTS = {
    "schema": ("gpkg_data_columns", "gpkg_data_column_constraints"),
    "metadata": ("gpkg_metadata", "gpkg_metadata_reference"),
}

_SCHEMA = """\
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""

_RELATIONS = """\
CREATE TABLE gpkgext_relations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, base_table_name TEXT NOT NULL,
  base_primary_column TEXT NOT NULL DEFAULT 'id', related_table_name TEXT NOT NULL,
  related_primary_column TEXT NOT NULL DEFAULT 'id', relation_name TEXT NOT NULL,
  mapping_table_name TEXT NOT NULL UNIQUE)"""

_STYLES = """\
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""

_TRIGGERS = (
    (
        "insert",
        "AFTER INSERT",
        " WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))",
        "INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {box});",
    ),
    (
        "update1",
        "AFTER UPDATE OF geom",
        " WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))",
        "INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {box});",
    ),
    (
        "update2",
        "AFTER UPDATE OF geom",
        " WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))",
        "DELETE FROM {tree} WHERE id = OLD.fid;",
    ),
    (
        "update3",
        "AFTER UPDATE",
        " WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))",
        "DELETE FROM {tree} WHERE id = OLD.fid;"
        " INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {box});",
    ),
    (
        "update4",
        "AFTER UPDATE",
        " WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))",
        "DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid);",
    ),
    (
        "delete",
        "AFTER DELETE",
        " WHEN OLD.geom NOT NULL",
        "DELETE FROM {tree} WHERE id = OLD.fid;",
    ),
)
"""Triggers that keep a spatial index true, as the extension words them."""
