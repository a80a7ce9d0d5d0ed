"""Frames of an atlas stay safe to explore, whatever is done to them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Page, sync_playwright
from shapely import Point

from geo import explore
from geo.atlas import Atlas
from geo.frames import SafeGeoDataFrame, inert

LEAFLET = Path(__file__).parent.parent / "geo/web/dist/tumen.js"

HOSTILE = [
    '<img src=x onerror="hit(1)">',
    '</script><img src=x onerror="hit(2)">',
    "<svg onload=hit(3)>",
    '<iframe srcdoc="<script>parent.hit(4)</script>"></iframe>',
    "${hit(5)}",
    "`;hit(6);`",
    "\\`;hit(7);//",
    "'+hit(8)+'",
    '"+hit(9)+"',
    '"></span><img src=x onerror=hit(10)>',
    "javascript:hit(11)",
    "</style><img src=x onerror=hit(12)>",
    "<!--<script>hit(13)</script>",
    "&lt;img src=x onerror=hit(14)&gt;",
    '<a href="javascript:hit(15)" onmouseover="hit(15)">x</a>',
    "{{ 7*191 }}",
    "{% for i in range(3) %}TWICE{% endfor %}",
    '{% endraw %}{{ cycler.__init__.__globals__.os.environ.__setitem__("HIT", "1") }}',
    "{# gone #}",
]


def hostile(kind: type[gpd.GeoDataFrame], words: list[str]) -> gpd.GeoDataFrame:
    frame = kind(
        {
            "name": words,
            "kind": pd.Categorical(words),
            "number": range(len(words)),
            "things": [[word] for word in words],
        },
        geometry=[Point(130 + i, 42 + i % 5) for i in range(len(words))],
        crs=4326,
    )
    frame.index = pd.Index(words, name=words[0])
    frame[words[1]] = words
    return frame


def test_no_sign_that_a_template_or_a_browser_acts_on_is_left() -> None:
    for word in HOSTILE:
        assert not set(inert(word)) & set("<>{}\"'`\\$")
    assert inert("Rajin; 42,5 № 라진") == "Rajin; 42,5 № 라진"
    assert len({inert(word) for word in HOSTILE}) == len(HOSTILE)


def test_a_frame_stays_safe_through_what_one_does_with_frames(atlas: Atlas) -> None:
    sites = atlas.sites[atlas.sites.geometry.notna()]
    points = sites[sites.geom_type == "Point"]
    made = {
        "slice": sites[:3],
        "mask": sites[sites["kind"] == "port"],
        "to_crs": sites.to_crs(3857),
        "merge": sites.merge(pd.DataFrame({"id": sites["id"], "x": 1}), on="id"),
        "concat": pd.concat([points, sites]),
        "dissolve": points.dissolve(by="kind", observed=True),
        "explode": sites.explode(),
        "sjoin": gpd.sjoin(points, sites[sites.geom_type == "Polygon"]),
        "columns": sites[["id", "geometry"]],
        "clip": sites.clip((100, 30, 140, 60)),
        "apply": sites.apply(lambda row: row, axis=1),
        "pickle": pickle.loads(pickle.dumps(sites)),
        "layer": atlas.layers["paths"],
    }
    for name, frame in made.items():
        assert type(frame) is SafeGeoDataFrame, name
    assert type(sites[["id", "kind"]]) is pd.DataFrame
    assert isinstance(sites, gpd.GeoDataFrame)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        opened = browser.new_page()
        opened.add_init_script(
            "window.hits = []; window.hit = n => { hits.push(n); return '' }"
        )
        yield opened
        browser.close()


JQUERY = """window.$ = window.jQuery = html => {
  if (typeof html !== 'string') return { draggable() {} };
  const box = document.createElement('div');
  box.innerHTML = html;
  return [box.firstChild];
};"""
TOUCH = """() => {
  let touched = 0;
  const shown = new Set();
  for (const [name, group] of Object.entries(window)) {
    if (!name.startsWith('geo_json') || !group.eachLayer) continue;
    group.eachLayer(layer => {
      const at = { latlng: layer.getLatLng(), originalEvent: new MouseEvent('click') };
      layer.fire('mouseover', at, true);
      shown.add(document.querySelector('.leaflet-tooltip')?.innerText);
      layer.fire('click', at, true);
      shown.add(document.querySelector('.leaflet-popup')?.innerText);
      touched += 1;
    });
  }
  return [touched, shown.size];
}"""


def touched(page: Page, html: str) -> tuple[int, list[int]]:
    """Open a page of folium, hover and click every row; the rows, and what was run."""

    def answer(route) -> None:  # the files that folium wants, and nothing else
        url = route.request.url
        if url == "http://map/":
            route.fulfill(body=html, content_type="text/html")
        elif "leaflet.js" in url:
            route.fulfill(path=LEAFLET, content_type="text/javascript")
        elif "jquery-3" in url:
            route.fulfill(body=JQUERY, content_type="text/javascript")
        else:
            route.abort()

    page.unroute("**/*")
    page.route("**/*", answer)
    page.goto("http://map/")
    rows, shown = page.evaluate(TOUCH)
    assert shown >= rows
    page.wait_for_timeout(150)
    return rows, page.evaluate("window.hits")


@pytest.mark.browser
def test_no_hostile_word_of_an_explored_frame_is_run(page: Page) -> None:
    plain = hostile(gpd.GeoDataFrame, HOSTILE[:3])
    assert touched(page, plain.explore().get_root().render())[1], (
        "the test sees nothing"
    )
    os.environ.pop("HIT", None)
    for kind in (SafeGeoDataFrame, gpd.GeoDataFrame):
        frame = hostile(kind, HOSTILE)
        before = frame.copy(deep=True)
        options: list[dict] = [
            {},
            {"column": "kind", "popup": True},
            {
                "column": "name",
                "tooltip": ["name", HOSTILE[1]],
                "legend_kwds": {"caption": HOSTILE[9], "labels": HOSTILE},
            },
            {
                "column": HOSTILE,
                "categorical": True,
                "name": HOSTILE[0],
                "tooltip": "name",
                "tooltip_kwds": {"aliases": [HOSTILE[4]]},
            },
        ]
        for one in options:
            drawn = (
                frame.explore(**one)
                if kind is SafeGeoDataFrame
                else explore(frame, **one)
            )
            html = drawn.get_root().render()
            assert touched(page, html) == (len(HOSTILE), []), one
            assert "1337" not in html
            assert "TWICETWICE" not in html
            assert "HIT" not in os.environ
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


def test_rows_can_be_drawn_on_the_offline_map(atlas: Atlas) -> None:
    from geo.page import draw

    base = draw(atlas)
    drawn = atlas.sites.explore(m=base, color="red", tooltip=["name_en", "kind"])
    assert drawn is base
    assert "https://cdn" not in drawn.get_root().render()
