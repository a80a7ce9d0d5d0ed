"""One style table, five looks: page, legend, QGIS, Google Earth and GeoJSON agree.

Each output is read as a program that knows nothing of ``geo.style`` would read it, in its
own units, and turned into pixels and ``#rrggbb``. The page's model is the measure: the
page draws from it, and its legend is drawn by the same function from the same numbers.
"""

import base64
import gzip
import json
import re
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from geo import export, geopackage, kml, page
from geo.view import page_model
from geo.vocabulary import Direction, LegStatus, Place, Theme

WEB = Path(__file__).parents[1] / "geo" / "web" / "src"
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def model(atlas):
    return page_model(atlas)


@pytest.fixture(scope="module")
def styles(atlas, tmp_path_factory):
    """Every QML of the package, by table."""
    path = geopackage.to_gpkg(atlas, tmp_path_factory.mktemp("style") / "a.gpkg")
    with sqlite3.connect(path) as db:
        found = dict(db.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    db.close()
    return {name: ElementTree.fromstring(qml) for name, qml in found.items()}


@pytest.fixture(scope="module")
def earth(atlas, tmp_path_factory):
    path = kml.to_kmz(atlas, tmp_path_factory.mktemp("kmz") / "a.kmz")
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read("doc.kml"))


# Reading QML ----------------------------------------------------------------------------


def px(mm: str | float) -> float:
    return float(mm) / 25.4 * 96


def hex_of(rgba: str) -> str:
    return "#" + "".join(f"{int(one):02x}" for one in rgba.split(",")[:3])


def options(layer):
    return {
        one.get("name"): one.get("value") for one in layer.findall("./Option/Option")
    }


def expressions(layer):
    found = layer.findall(
        "./data_defined_properties/Option/Option[@name='properties']/Option"
    )
    return {
        one.get("name"): one.find("./Option[@name='expression']").get("value")
        for one in found
    }


def picture(embedded: str) -> ElementTree.Element:
    return ElementTree.fromstring(base64.b64decode(embedded.removeprefix("base64:")))


def rules(qml):
    """``(theme, status) -> layers of the symbol`` in the order of the legend."""
    symbols = {one.get("name"): one for one in qml.findall(".//symbols/symbol")}
    return {
        (
            re.search(r"'(.+)'", theme.get("filter"))[1],
            re.search(r"'(.+)'", rule.get("filter"))[1],
        ): symbols[rule.get("symbol")].findall("./layer")
        for theme in qml.findall("./renderer-v2/rules/rule")
        for rule in theme
    }


# The page and its legend ----------------------------------------------------------------


def test_the_page_carries_the_table_whole(atlas, model):
    html = page.html(page.draw(atlas))
    packed = re.search(r'id="tumen-model">([^<]*)</script>', html)[1]
    drawn = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert drawn["style"] == model["style"]


def test_the_legend_is_painted_by_the_function_that_paints_the_map():
    legend, line = (WEB / "legend.js").read_text(), (WEB / "flowline.js").read_text()
    assert re.search(r'import \{ draw,.* strokes \} from "./flowline.js"', legend)
    assert "export function draw(" in line and "export function strokes(" in line
    assert (
        "  draw(ctx, strokes(points, look, marked, bare && !marked));" in line
    )  # as the map does
    for name in (
        "style.dashes[status]",
        "style.arrows[direction]",
        "style.widths",
        "style.colours[theme]",
    ):
        assert (
            name in legend
        )  # its numbers are those of the model, and it has no others
    assert not re.search(r"#[0-9a-f]{6}", legend)


# QGIS -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["lines", "legs"])
def test_qgis_has_the_themes_and_statuses_in_the_order_of_the_page(
    model, styles, table
):
    order = [theme["id"] for theme in model["themes"]]
    held = list(dict.fromkeys(theme for theme, _ in rules(styles[table])))
    assert held == [theme for theme in order if theme in held]
    assert len(held) > 5
    for theme in held:
        statuses = [status for one, status in rules(styles[table]) if one == theme]
        assert statuses == list(model["style"]["dashes"])


@pytest.mark.parametrize("table", ["lines", "legs"])
def test_qgis_draws_lines_in_the_colours_widths_and_dashes_of_the_page(
    model, styles, table
):
    style = model["style"]
    for (theme, status), (casing, stroke, *_) in rules(styles[table]).items():
        look, dash = options(stroke), style["dashes"][status]
        assert hex_of(look["line_color"]) == style["colours"][theme]
        assert hex_of(options(casing)["line_color"]) == style["paper"]
        assert look["use_custom_dash"] == str(int(bool(dash["strokes"])))
        if dash["strokes"]:
            strokes = [px(one) for one in look["customdash"].split(";")]
            assert strokes == pytest.approx(dash["strokes"], abs=0.01)
        assert (look["capstyle"] == "round") == dash["round"]
        widths = dict(
            re.findall(
                r"WHEN \"\w+\" = '([\w-]+)' THEN ([\d.]+)",
                expressions(stroke)["outlineWidth"],
            )
        )
        assert {key: float(one) for key, one in widths.items()} == {
            one["id"]: one["px"] for one in style["widths"]
        }
        assert list(widths) == [one["id"] for one in style["widths"]]


@pytest.mark.parametrize("table", ["lines", "legs"])
def test_qgis_has_a_filled_arrow_an_open_one_or_none(model, styles, table):
    style = model["style"]
    for (theme, _), (_, _, *arrows) in rules(styles[table]).items():
        drawn = {}
        for arrow in arrows:
            way = re.search(r"= '(\w+)'", expressions(arrow)["enabled"])[1]
            head = arrow.find("./symbol/layer")
            path = picture(options(head)["name"])[-1]
            assert path.get("stroke") == style["colours"][theme]
            drawn[way] = path.get("fill") == style["colours"][theme]
            assert drawn[way] or path.get("fill") == style["paper"]
        assert drawn == {
            way: arrow["filled"]
            for way, arrow in style["arrows"].items()
            if arrow["filled"] is not None
        }
        assert str(Direction.UNKNOWN) not in drawn


def test_qgis_marks_places_by_the_shapes_and_sizes_of_the_page(atlas, model, styles):
    style, seen = model["style"], set()
    order = list(style["symbols"])
    for layer in atlas.layers:
        qml = styles.get(layer)
        if qml is None or qml.find("./renderer-v2").get("attr") != "kind":
            continue
        categories = qml.findall("./renderer-v2/categories/category")
        kinds = [one.get("value") for one in categories]
        assert kinds == sorted(kinds, key=order.index)
        assert set(kinds) == set(atlas.layers[layer]["kind"]) - {""}
        symbols = {
            one.get("name"): one for one in qml.findall("./renderer-v2/symbols/symbol")
        }
        for category in categories:
            kind = category.get("value")
            look = options(symbols[category.get("symbol")].find("./layer"))
            path = picture(look["name"])[-1]
            assert path.get("d") == style["symbols"][kind]["path"]
            assert px(look["size"]) == pytest.approx(
                style["symbols"][kind]["size"] + 4, abs=0.01
            )
            hollow = style["symbols"][kind]["hollow"] or style["symbols"][kind]["area"]
            assert path.get("fill") == (style["paper"] if hollow else style["ink"])
            assert category.get("label") == Place(kind).label("en")
            seen.add(kind)
    assert len(seen) > 10


def test_qgis_draws_the_halo_of_the_page(model, styles):
    halo = model["style"]["halo"]
    fill, edge = styles["location_errors"].findall(".//symbols/symbol/layer")
    *_, alpha = options(fill)["color"].split(",")
    assert hex_of(options(fill)["color"]) == halo["colour"]
    assert int(alpha) / 255 == pytest.approx(halo["fill"], abs=0.005)
    assert px(options(edge)["line_width"]) == pytest.approx(halo["px"], abs=0.01)
    strokes = [px(one) for one in options(edge)["customdash"].split(";")]
    assert strokes == pytest.approx(halo["strokes"], abs=0.01)


# Google Earth and GeoJSON ---------------------------------------------------------------


def test_google_earth_has_the_colours_and_widths_of_the_page_in_its_order(model, earth):
    style = model["style"]
    widths = {one["id"]: one["px"] for one in style["widths"]}
    order = []
    for one in earth.iter(f"{KML}Style"):
        if not one.get("id", "").startswith("line-"):
            continue
        theme = next(
            word
            for word in style["colours"]
            if one.get("id").startswith(f"line-{word}-")
        )
        alpha, blue, green, red = re.findall("..", one.find(f".//{KML}color").text)
        assert (alpha, f"#{red}{green}{blue}") == ("ff", style["colours"][theme])
        width = one.get("id").removeprefix(f"line-{theme}-")
        assert float(one.find(f".//{KML}width").text) == widths[width]
        order.append((theme, width))
    assert len(order) > 10
    themes, sizes = list(style["colours"]), list(widths)
    assert order == sorted(
        order, key=lambda at: (themes.index(at[0]), sizes.index(at[1]))
    )


def test_google_earth_draws_strokes_for_dashes_and_a_symbol_for_each_kind(
    atlas, model, earth
):
    kinds = {
        one.get("id").removeprefix("place-")
        for one in earth.iter(f"{KML}Style")
        if one.get("id", "").startswith("place-")
    }
    assert kinds <= set(model["style"]["symbols"])
    halo = next(one for one in earth.iter(f"{KML}Style") if one.get("id") == "error")
    alpha = int(halo.find(f"{KML}PolyStyle/{KML}color").text[:2], 16) / 255
    assert alpha == pytest.approx(model["style"]["halo"]["fill"], abs=0.005)
    # KML has no dashes: a dashed leg is drawn as strokes, so in many parts, a firm one whole.
    parts = {}
    for mark in earth.iter(f"{KML}Placemark"):
        status = mark.find(f".//{KML}SimpleData[@name='status']")
        style_url = mark.findtext(f"{KML}styleUrl", "")
        if status is None or "line-" not in style_url:
            continue
        n = len(mark.findall(f".//{KML}LineString"))
        if n:  # a leg without a place is not drawn
            parts.setdefault(status.text, []).append(n)
    least = {status: min(found) for status, found in parts.items()}
    assert least["observed"] < min(
        least["reported"], least["inferred"], least["schematic"]
    )


def test_simplestyle_has_the_colours_widths_and_dashes_of_the_page(
    atlas, model, tmp_path
):
    style = model["style"]
    path = export.to_geojson(
        atlas, tmp_path / "a.geojson", layers=["legs"], simplestyle=True
    )
    features = json.loads(path.read_text("utf-8"))["features"]
    widths = {one["id"]: one["px"] for one in style["widths"]}
    seen = set()
    for one in features:
        told = one["properties"]
        dash = style["dashes"][told["status"]]
        assert told["stroke"] == style["colours"][told["theme"]]
        width = widths[told["amount_class"]]
        assert told["stroke-width"] == (max(width, 2.6) if dash["round"] else width)
        scale = max(1, width / 3)
        strokes = [float(px) for px in (told["stroke-dasharray"] or "").split()]
        assert strokes == pytest.approx(
            [px * scale for px in dash["strokes"]], rel=1e-3
        )
        seen.add((told["theme"], told["status"]))
    assert len(seen) > 10


def test_every_theme_and_status_has_one_look_everywhere(model):
    assert set(model["style"]["colours"]) == set(Theme)
    assert set(model["style"]["dashes"]) == set(LegStatus)
