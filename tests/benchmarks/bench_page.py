"""The page against plain folium drawing the same flows, in one run and one browser.

Run from the repository::

    python -m tests.benchmarks.bench_page [claims ...]      # 689 (shipped) 2000 20000

For each size: bytes of the page, time until it answers, a pan and zoom, a step of the
time window, and the script heap. Beside it the same legs, with the words of their claims,
drawn by ``folium.GeoJson`` with a popup of the properties, and by one ``PolyLine`` with a
``Popup`` each, on a ``folium.Map`` without tiles; what folium loads from other servers is
served here from the npm packages of the same versions. Nothing is asserted.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
from playwright.sync_api import Page, Route, sync_playwright

import geo
from geo import page
from geo.features import LEGS, Layers
from tests.benchmarks.synthetic import synthetic

_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def assets(folder: Path) -> dict[str, Path]:
    """Fetch the packages that folium's pages load, from the npm registry."""
    names = ["leaflet@1.9.3", "jquery@3.7.1", "bootstrap@5.2.2"]
    subprocess.run(
        ["npm", "install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts", *names],
        cwd=folder, check=True,
    )  # fmt: skip
    inside = folder / "node_modules"
    return {
        "leaflet.js": inside / "leaflet/dist/leaflet.js",
        "leaflet.css": inside / "leaflet/dist/leaflet.css",
        "jquery-3.7.1.min.js": inside / "jquery/dist/jquery.min.js",
        "bootstrap.bundle.min.js": inside / "bootstrap/dist/js/bootstrap.bundle.min.js",
        "bootstrap.min.css": inside / "bootstrap/dist/css/bootstrap.min.css",
    }


def plain_folium(atlas: geo.Atlas) -> dict[str, Callable[[], str]]:
    """The same legs and the same words, as somebody would draw them with folium."""
    legs = Layers(atlas)[LEGS]
    legs = legs[legs.geometry.notna()]
    claims = atlas.claims
    told = {
        str(key): "\n".join(
            f"{row.attributed_to} ({row.stance}), {row.when}: {row.summary_en}"
            for row in claims.loc[
                [one for one in str(cell).split("; ") if one in claims.index]
            ].itertuples()
        )
        for key, cell in zip(legs.index, legs["claims"], strict=True)
    }
    frame = legs[["id", "geometry"]].assign(told=[told[str(key)] for key in legs.index])

    def as_geojson() -> str:
        drawn = folium.Map(location=[50, 90], zoom_start=3, tiles=None)
        names = [name for name in frame.columns if name != "geometry"]
        folium.GeoJson(
            json.loads(frame.to_json()), popup=folium.GeoJsonPopup(fields=names)
        ).add_to(drawn)
        return str(drawn.get_root().render())

    def as_lines() -> str:
        drawn = folium.Map(location=[50, 90], zoom_start=3, tiles=None)
        for key, shape in zip(frame.index, frame.geometry, strict=True):
            for part in getattr(shape, "geoms", [shape]):
                folium.PolyLine(
                    [(lat, lon) for lon, lat, *_ in part.coords],
                    popup=folium.Popup(told[str(key)], parse_html=True),
                ).add_to(drawn)
        return str(drawn.get_root().render())

    return {"folium.GeoJson": as_geojson, "folium.PolyLine": as_lines}


def measure(tab: Page, url: str, *, ours: bool) -> dict[str, float]:
    """Times in milliseconds, heap in megabytes."""
    begun = time.perf_counter()
    tab.goto(url, timeout=300_000)
    if ours:
        tab.evaluate("() => tumen.ready")
        find = "window.__map = null"
    else:
        find = "window.__map = Object.values(window).find(v => v instanceof L.Map)"
    ready = (time.perf_counter() - begun) * 1000
    tab.evaluate(find)
    # From the press to the end of the frame that shows it: scripts, layout and painting.
    frames = "new Promise(r => requestAnimationFrame(() => setTimeout(r)))"
    if ours:
        zoom = tab.evaluate(
            f"""async () => {{ const t = performance.now();
            document.querySelector('.leaflet-control-zoom-in').click(); await {frames};
            return performance.now() - t; }}"""
        )
        step = tab.evaluate(
            f"""async () => {{ const times = [];
            for (let k = 1; k < 8; k += 1) {{ const t = performance.now();
            location.hash = `#from=2023-0${{k}}&to=2023-0${{k + 1}}`; await {frames};
            times.push(performance.now() - t); }}
            return times.sort((a, b) => a - b)[3]; }}"""
        )
    else:
        zoom = tab.evaluate(
            f"""async () => {{ const t = performance.now();
            __map.setZoom(4, {{animate: false}}); await {frames};
            return performance.now() - t; }}"""
        )
        step = float("nan")
    session = tab.context.new_cdp_session(tab)
    session.send("HeapProfiler.collectGarbage")
    held = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    return {"ready ms": ready, "zoom ms": zoom, "step ms": step, "heap MB": held}


def main() -> None:
    """Print a table for each size."""
    sizes = [int(one) for one in sys.argv[1:]] or [689, 2_000, 20_000]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        served = assets(folder)
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = play.chromium.launch(executable_path=program, args=_ARGS)

        def answer(route: Route) -> None:
            asked = re.sub(r"[?#].*", "", route.request.url).rsplit("/", 1)[-1]
            if asked in served:
                route.fulfill(path=served[asked])
            elif route.request.url.startswith("file:"):
                route.continue_()
            else:
                route.fulfill(status=404, body="")

        for size in sizes:
            root = folder / f"atlas-{size}"
            atlas = geo.open_atlas(
                None if size == 689 else synthetic(root, claims=size)
            )
            begun = time.perf_counter()
            pages: dict[str, str] = {"tumen": page.html(page.draw(atlas))}
            made = {"tumen": time.perf_counter() - begun}
            for what, draw in plain_folium(atlas).items():
                begun = time.perf_counter()
                pages[what] = draw()
                made[what] = time.perf_counter() - begun
            print(f"\n{size:,} claims, {len(atlas.tables['legs']):,} legs")
            print(
                f"{'':16}{'kB':>9}{'made s':>9}{'ready ms':>10}"
                f"{'zoom ms':>9}{'step ms':>9}{'heap MB':>9}"
            )
            for what, text in pages.items():
                file = folder / f"{what}-{size}.html"
                file.write_text(text, encoding="utf-8")
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                context.route("**/*", answer)
                tab = context.new_page()
                row: dict[str, Any] = measure(tab, file.as_uri(), ours=what == "tumen")
                context.close()
                print(
                    f"{what:16}{len(text.encode()) / 1000:9,.0f}{made[what]:9.1f}"
                    f"{row['ready ms']:10,.0f}{row['zoom ms']:9,.0f}"
                    f"{row['step ms']:9,.0f}{row['heap MB']:9,.0f}",
                    flush=True,
                )
        browser.close()
        shutil.rmtree(folder / "node_modules", ignore_errors=True)


if __name__ == "__main__":
    main()
