"""Exports of 20,000 flows against geopandas and pandas writing the same table.

Run from the repository: ``python -m tests.benchmarks.bench_export``. Two kinds of ratio:

* the same table through our writer and through ``GeoDataFrame.to_file``, ``to_parquet``
  and ``DataFrame.to_csv``: where the same work is done, the aim is no more than 1.5;
* what only we do (the claims behind each leg, a KMZ with balloons, a workbook), as
  multiples of geopandas writing the table as GeoJSON; there is nothing to compare with.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo import export, kml, tabular
from geo.atlas import open_atlas
from geo.features import LEGS, Layers, nullable
from geo.flatgeobuf import flatgeobuf
from geo.geoparquet import geoparquet
from tests.atlases import ROWS, small_atlas

FLOWS = 20_000


def big_atlas(folder: Path) -> Path:
    """An atlas of ``FLOWS`` flows of one leg, each with a claim."""
    claim = ROWS["claims"][0] | {"speakers": ""}
    many = range(FLOWS)
    return small_atlas(
        folder,
        flows=[ROWS["flows"][0] | {"id": f"flow-{i}"} for i in many],
        legs=[ROWS["legs"][0] | {"id": f"leg-{i}", "flow": f"flow-{i}"} for i in many],
        claims=[
            claim | {"id": f"T{i:05}", "about": f"flow:flow-{i}; leg:leg-{i}"}
            for i in many
        ],
        claim_links=[],
    )


def seconds(work: Callable[[], object]) -> float:
    """Least processor time of three runs: other people's work does not count."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Measure and print one line a format."""
    with tempfile.TemporaryDirectory() as folder:
        atlas = open_atlas(big_atlas(Path(folder) / "atlas"))
        start = time.process_time()
        layers = Layers(atlas)
        legs = layers[LEGS]
        made = time.process_time() - start
        texts = nullable(legs)
        claims = atlas.claims
        target = Path(folder) / "out"

        def theirs(driver: str, **options: object) -> Callable[[], object]:
            def write() -> None:
                held = io.BytesIO()
                pyogrio.write_dataframe(texts, held, driver=driver, **options)

            return write

        def to_geojson() -> None:
            target.write_text(export.dumps(export.layer_geojson(layers, LEGS)), "utf-8")

        def their_geojson() -> None:
            texts.to_file(target, driver="GeoJSON", RFC7946="YES")

        def to_csv(frame: pd.DataFrame) -> None:
            frame.to_csv(io.StringIO(), index=False)

        pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "GeoJSON": (to_geojson, their_geojson),
            "FlatGeobuf": (
                lambda: flatgeobuf(legs),
                theirs("FlatGeobuf", SPATIAL_INDEX="YES"),
            ),
            "GeoParquet": (
                lambda: geoparquet(legs),
                lambda: gpd.GeoDataFrame(texts).to_parquet(
                    io.BytesIO(), write_covering_bbox=True
                ),
            ),
            "CSV of claims": (lambda: tabular.csv_text(claims), lambda: to_csv(claims)),
        }
        print(f"{FLOWS:,} flows; the table of legs with their claims: {made:.1f} s")
        print(f"{'same work':16} {'ours, s':>8} {'theirs, s':>10} {'ratio':>6}")
        for name, (ours, other) in pairs.items():
            one, two = seconds(ours), seconds(other)
            print(f"{name:16} {one:8.2f} {two:10.2f} {one / two:6.2f}")
        base = seconds(their_geojson)
        start = time.process_time()
        content = kml.kml(layers, [LEGS])
        spent = time.process_time() - start
        print(
            f"KML with balloons and dashes: {spent:.1f} s,"
            f" {spent / base:.1f} times GeoJSON by GDAL; {len(content) / 1e6:.0f} MB"
        )


if __name__ == "__main__":
    main()
