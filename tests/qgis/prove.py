"""Prove the GeoPackage with programs that we did not write: GDAL's tools and QGIS.

Run by ``make qgis``. This half runs in the project's own Python: it writes packages and
what must be found in them, asks ``ogrinfo``, ``ogr2ogr`` and ``validate_gpkg``, and hands
over to ``read_with_qgis.py``, which runs in the system's Python, where PyQGIS lives.
Nothing is skipped: a program that is not there is a failure.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from geo import geopackage, style, words
from geo.atlas import Atlas, open_atlas
from geo.vocabulary import LegStatus, Place
from tests.atlases import ROWS, small_atlas

HOSTILE = [
    "'; DROP TABLE claims; --",
    '"><script>alert(1)</script>',
    "]]>&amp;<b>%s{0}[% 1+1 %]</b>",
    "=cmd|' /C calc'!A0",
    "Тихорецк 두만강 \U0001f6a2",
]
PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")


def main() -> None:
    """Write, read, compare; end with an error at the first difference."""
    for program in ("ogrinfo", "ogr2ogr", PYTHON):
        if shutil.which(program) is None:
            sys.exit(f"make qgis needs {program}: {INSTALL}")
    if run(PYTHON, "-c", "import qgis.core, osgeo", check=False).returncode:
        sys.exit(f"make qgis needs PyQGIS in {PYTHON} (or set QGIS_PYTHON): {INSTALL}")
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        shipped = open_atlas()
        geopackage.to_qgz(shipped, where / "atlas.qgz")
        geopackage.to_qgz(shipped, where / "carte.qgz", lang="fr")
        geopackage.to_qgz(hostile(where / "hostile"), where / "odd.qgz")
        (where / "expected.json").write_text(json.dumps(expected(shipped, where)))
        for name in ("atlas", "carte", "odd"):
            package = where / f"{name}.gpkg"
            run(PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", str(package))
            print(f"{name}.gpkg: {gdal(package, where)} layers and tables read by GDAL,"
                  " valid after OGC 12-128")  # fmt: skip
        out = Path(sys.argv[1]) if len(sys.argv) > 1 else where
        out.mkdir(exist_ok=True)
        script = Path(__file__).with_name("read_with_qgis.py")
        done = subprocess.run(
            [PYTHON, str(script), str(where), str(out)],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "",
                 "XDG_RUNTIME_DIR": folder, "HOME": folder},
            check=False,
        )  # fmt: skip
        sys.exit(done.returncode)


INSTALL = "apt-get install --no-install-recommends gdal-bin python3-gdal python3-qgis"


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program outside the project's own environment; show what it says if it fails."""
    env = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if check and (done.returncode or "ERROR" in done.stderr):
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done


def hostile(folder: Path) -> Atlas:
    """An atlas with texts that want to be markup, SQL or formulas, and odd dates."""
    folder.mkdir()
    dates = ["1948", "-0044", "../2024-02", "", "2023-10~"]
    claims = [
        ROWS["claims"][0] | {"id": f"H{i}", "summary_en": text, "when": when}
        for i, (text, when) in enumerate(zip(HOSTILE, dates, strict=True))
    ]
    flows = [ROWS["flows"][0] | {"title_en": HOSTILE[2], "title_fr": HOSTILE[1]}]
    return open_atlas(small_atlas(folder, claims=claims, flows=flows, claim_links=[]))


def expected(atlas: Atlas, where: Path) -> dict[str, object]:
    """What QGIS must find: from the tables, the style table and plain SQL."""
    found: dict[str, object] = {
        "hostile": HOSTILE,
        "makers": {  # whoever has no data package is not called by our name
            "atlas": {"author": "The Tumen authors", "credit": "Tumen"},
            "carte": {"author": "The Tumen authors", "credit": "Tumen"},
            "odd": {"author": "", "credit": words.say("untitled", "en")},
        },
        "counts": {
            name: counts(where / f"{name}.gpkg") for name in ("atlas", "carte", "odd")
        },
        "colours": {str(theme): colour for theme, colour in style.COLOURS.items()},
        "labels": {
            lang: {str(theme): theme.label(lang) for theme in style.ORDER}
            for lang in ("en", "fr")
        },
        "statuses": {str(one): one.label("en") for one in LegStatus},
        "dashes": {
            str(one): [style.mm(px) for px in dash.strokes_px]
            for one, dash in style.DASHES.items()
        },
        "places": {str(kind): kind.label("en") for kind in Place},
        "ports": sorted(set(atlas.layers["ports"]["kind"].astype(str))),
        "land": style.LAND,
        "sea": style.SEA,
        "flow_claims": {
            key: sorted(
                set(atlas.claims_of("flow", key).index)
                | {
                    claim
                    for leg in atlas.legs.index[atlas.legs["flow"] == key]
                    for claim in atlas.claims_of("leg", leg).index
                }
            )
            for key in ("munitions-rajin-dunai", "containers-dunai-rajin")
        },
        "stances": dict(
            zip(atlas.claims.index, atlas.claims["stance"].astype(str), strict=True)
        ),
    }
    with sqlite3.connect(where / "atlas.gpkg") as db:
        found["in_september_2023"] = [
            key
            for (key,) in db.execute(
                "SELECT id FROM events WHERE \"start\" <= '2023-09-30'"
                " AND \"end\" >= '2023-09-01' ORDER BY id"
            )
        ]
    db.close()
    return found


def counts(package: Path) -> dict[str, int]:
    """Rows of every listed table, counted by SQLite."""
    with sqlite3.connect(package) as db:
        names = [name for (name,) in db.execute("SELECT table_name FROM gpkg_contents")]
        found = {
            name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
        }
    db.close()
    return found


TYPES = {
    "TEXT": "String", "INTEGER": "Integer64", "DOUBLE": "Real", "DATE": "Date",
    "BOOLEAN": "Integer(Boolean)",
}  # fmt: skip


def gdal(package: Path, where: Path) -> int:
    """Read every layer with ogrinfo and ogr2ogr; give how many there are."""
    rows = counts(package)
    with sqlite3.connect(package) as db:
        features = dict(
            db.execute(
                "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"
            )
        )
        columns = {
            name: [
                (one[1], one[2].split()[0])
                for one in db.execute(f'PRAGMA table_info("{name}")')
            ]
            for name in rows
            if not name.startswith(("claims_", "layer_styles"))
        }  # fmt: skip
    db.close()
    told = run("ogrinfo", "-so", "-al", str(package)).stdout
    parts = dict(
        part.split("\n", 1) for part in re.split(r"^Layer name: ", told, flags=re.M)[1:]
    )
    assert set(parts) == set(rows)
    tables = where / "tables"
    run("ogr2ogr", "-f", "CSV", str(tables), str(package))
    csv.field_size_limit(10_000_000)  # a style is a long cell
    for name, n in rows.items():
        assert f"Feature Count: {n}\n" in parts[name], name
        if name in features:
            assert 'ID["EPSG",4326]' in parts[name], name
            drawn = re.search("Geometry: (.*)", parts[name])[1].replace(" ", "").upper()
            assert drawn == features[name], (name, drawn)
        for column, held in columns.get(name, []):
            if column in ("fid", "geom"):
                continue
            line = re.search(rf"^{re.escape(column)}: (\S+)", parts[name], re.M)
            assert line and line[1] == TYPES[held], (name, column, held, line)
        with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.DictReader(file)) == n, name
    shutil.rmtree(tables)
    return len(rows)


if __name__ == "__main__":
    main()
