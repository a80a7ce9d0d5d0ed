"""How quickly a notebook starts, shows a map, and how much a cell then holds.

Run from the repository::

    python -m tests.benchmarks.bench_notebook [flows]

Imports are measured in processes of their own, as the best of five; the rest once, for a
first map is drawn once. Nothing is asserted: see README.md beside this file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd

import geo
from tests.benchmarks.synthetic import synthetic


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Run, print how long it took, give what it gave."""
    start = time.perf_counter()
    made = run()
    print(f"{what:<58}{time.perf_counter() - start:9.3f} s")
    return made


def started(code: str) -> float:
    """Seconds that a new Python takes for ``code``, the best of five."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        best = min(best, time.perf_counter() - start)
    return best


def size(what: str, text: str) -> int:
    """Print and give the bytes of a text."""
    n = len(text.encode())
    print(f"{what:<58}{n / 1e6:9.3f} MB")
    return n


def folium_page(frame: gpd.GeoDataFrame) -> str:
    """What ``frame.explore()`` of geopandas draws and no more: lines, and tooltips."""
    drawn = folium.Map(tiles=None)
    fields = [name for name in frame.columns if name != frame.geometry.name]
    layer = folium.GeoJson(
        frame.astype(dict.fromkeys(fields, "str")).__geo_interface__,
        tooltip=folium.GeoJsonTooltip(fields),
    )
    layer.add_to(drawn)
    return str(drawn._repr_html_())


def main(flows: int) -> None:
    """Measure the shipped atlas, and one of ``flows`` made-up flows."""
    nothing = started("pass")
    for code in ("import geo", "import geo; geo.open_atlas", "import geopandas"):
        print(f"{code:<58}{started(code) - nothing:9.3f} s")
    atlas = timed("geo.open_atlas()", geo.open_atlas)
    drawn = timed("atlas.map(), the first", atlas.map)
    bundle = timed("its output in a cell", drawn._repr_mimebundle_)
    for kind, text in bundle.items():
        size(f"  {kind}", text)
    with tempfile.TemporaryDirectory() as folder:
        synthetic(Path(folder), claims=2 * flows, flows=flows)
        large = timed(
            f"geo.open_atlas(), {flows:,} flows", lambda: geo.open_atlas(folder)
        )
        drawn = timed(f"atlas.map(), {flows:,} flows", large.map)
        bundle = timed("its output in a cell", drawn._repr_mimebundle_)
        ours = sum(size(f"  {kind}", text) for kind, text in bundle.items())
        frame = timed("atlas.flows, as a GeoDataFrame", lambda: large.flows)
        legs = frame[frame.geometry.notna()]
        try:
            page = gpd.GeoDataFrame.explore(gpd.GeoDataFrame(legs), tiles=None)
            theirs = size(
                "GeoDataFrame.explore() of the same flows", page._repr_html_()
            )
        except ImportError:  # geopandas wants mapclassify for any of it
            theirs = size("the same flows as explore() writes them", folium_page(legs))
        print(f"{'theirs over ours':<58}{theirs / ours:9.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
