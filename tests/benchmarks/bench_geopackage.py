"""A table of 20,000 legs as a GeoPackage, against ``GeoDataFrame.to_file`` of the same.

Both write the same columns, shapes, key and spatial index to one file; ours also says
what each column means and gives the same bytes twice. The frame is in memory before the
clock starts. Run ``python -m tests.benchmarks.bench_geopackage``.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
from shapely import MultiLineString

from geo import geopackage, gpkg
from geo.writing import write_bytes

ROWS = 20_000
LIMIT = 1.5
WORDS = ("reported", "observed", "inferred", "schematic")


def legs() -> gpd.GeoDataFrame:
    """Legs with the columns of an export: texts, numbers, days and a line each."""
    random = np.random.default_rng(7)
    starts = random.uniform((30, 40), (135, 60), (ROWS, 2))
    steps = random.normal(0, 0.3, (ROWS, 12, 2)).cumsum(axis=1)
    days = np.datetime64("2023-01-01") + random.integers(0, 700, ROWS)
    text = {
        f"text_{i}": [
            f"{WORDS[(n + i) % 4]} leg {n} of column {i}" for n in range(ROWS)
        ]
        for i in range(12)
    }
    return gpd.GeoDataFrame(
        {
            "id": [f"leg-{n}" for n in range(ROWS)],
            **text,
            "amount": random.uniform(0, 1000, ROWS),
            "claims": random.integers(0, 40, ROWS),
            "start": days.astype("datetime64[s]"),
            "end": (days + 30).astype("datetime64[s]"),
        },
        geometry=[
            MultiLineString([at + step]) for at, step in zip(starts, steps, strict=True)
        ],
        crs="EPSG:4326",
    )


def ours(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write ``frame`` as the export writes a layer."""
    held = {"amount": "DOUBLE", "claims": "INTEGER", "start": "DATE", "end": "DATE"}
    names = [name for name in frame.columns if name != "geometry"]
    table = gpkg.Table(
        "legs",
        "Legs",
        tuple(
            gpkg.Field(name, held.get(name, "TEXT"), "What it says") for name in names
        ),
        tuple(geopackage.plain_cells(frame[name]) for name in names),
        geometry="MULTILINESTRING",
        shapes=list(frame.geometry),
    )
    write_bytes(path, gpkg.pack([table], changed="2026-11-21"), force=True)


def theirs(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write ``frame`` as geopandas does."""
    path.unlink(missing_ok=True)
    frame.to_file(path, layer="legs", driver="GPKG")


def best(write: Callable[[], None], runs: int = 5) -> float:
    """Least seconds of several runs."""
    found = []
    for _ in range(runs):
        gc.collect()
        begun = time.perf_counter()
        write()
        found.append(time.perf_counter() - begun)
    return min(found)


def main() -> None:
    """Print the ratio; fail if it is over the limit."""
    frame = legs()
    with tempfile.TemporaryDirectory() as folder:
        a, b = Path(folder) / "ours.gpkg", Path(folder) / "theirs.gpkg"
        ours(frame, a)
        theirs(frame, b)
        assert len(pyogrio.read_dataframe(a)) == len(pyogrio.read_dataframe(b)) == ROWS
        mine, other = best(lambda: ours(frame, a)), best(lambda: theirs(frame, b))
        sizes = a.stat().st_size / b.stat().st_size
    print(
        f"GeoPackage of {ROWS:,} legs: {mine:.2f} s against {other:.2f} s of to_file,"
        f" ratio {mine / other:.2f}; size ratio {sizes:.2f}"
    )
    assert mine / other <= LIMIT, f"over {LIMIT}"


if __name__ == "__main__":
    main()
