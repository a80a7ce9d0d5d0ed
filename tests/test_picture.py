"""The picture says what the page says, can do no harm, and is the same twice."""

import io
import math
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from matplotlib import get_data_path
from PIL import Image
from pyproj import Transformer
from typer.testing import CliRunner

from geo import picture, style
from geo.asof import as_of
from geo.atlas import open_atlas
from geo.cite import cite
from geo.cli import app
from geo.errors import ChoiceError, MissingExtraError, NotFoundError, OutputError
from geo.svg import digits
from geo.view import page_model
from geo.vocabulary import LegStatus, Theme
from tests.atlases import ROWS, SITES, small_atlas, write_layer
from tests.test_page import PAYLOADS, hostile

NS = {"s": "http://www.w3.org/2000/svg"}
DEJAVU = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
ELEMENTS = {"svg", "title", "desc", "rect", "g", "path", "circle", "text"}


@pytest.fixture(scope="module")
def model(atlas):
    return page_model(atlas)


@pytest.fixture(scope="module")
def svg(atlas):
    return picture.draw(atlas)


@pytest.fixture(scope="module")
def far_east(atlas):
    return picture.draw(atlas, view="far-east")


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode("utf-8"))


def found(text: str, xpath: str) -> list[etree._Element]:
    return parsed(text).xpath(xpath, namespaces=NS)


def groups(text: str, kind: str) -> dict[str, etree._Element]:
    """Groups of lines or sites by the id of the line or site; each plate's in turn."""
    return {
        one.get("id").partition(f"-{kind}-")[2]: one
        for one in found(text, f"//s:g[contains(@id, '-{kind}-')]")
    }


def words(text: str) -> str:
    return " ".join("".join(one.itertext()) for one in found(text, "//s:text"))


# What is drawn --------------------------------------------------------------------------


def test_the_opening_view_holds_every_line_that_the_page_shows_first(svg, model, atlas):
    shown = {line["id"] for line in model["lines"] if line["on"]}
    drawn = set(groups(svg, "line"))
    assert drawn <= shown
    titles = {flow["id"]: flow["title"] for flow in model["flows"]}
    said = words(svg)
    for line in model["lines"]:
        if line["id"] in shown - drawn:  # too short for this scale: said in the foot
            assert all(titles[flow] in said for flow in line["flows"])
    assert len(shown - drawn) <= 1
    assert f"{len(drawn)} lines, with " in said
    visible = atlas.flows.index[atlas.flows["default_visible"]]
    assert {atlas.legs.loc[leg, "flow"] for leg in drawn} <= set(visible)


def test_a_line_says_how_many_claims_stand_behind_it_and_how_many_deny(
    svg, model, atlas
):
    lines = {line["id"]: line for line in model["lines"]}
    for key, group in groups(svg, "line").items():
        title = group.find("s:title", NS).text
        claims = [*lines[key]["claims"], *lines[key]["wider"]]
        stances = Counter(atlas.claims.loc[claims, "stance"].astype(str))
        assert re.search(rf"\b{len(claims)} claims?: ", title), title
        assert f"{stances['asserts']} assert" in title
        assert (f"{stances['denies']} den" in title) == bool(stances["denies"])


def test_colour_dash_and_width_of_a_line_are_those_of_the_style_table(svg, model):
    widths = {one.id: one.width_px for one in style.WIDTHS}
    lines = {line["id"]: line for line in model["lines"]}
    for key, group in groups(svg, "line").items():
        line = lines[key]
        dash = style.DASHES[LegStatus(line["status"])]
        width = widths[line["width"]]
        scale = max(1, width / 3)
        want = " ".join(digits(px * scale) for px in dash.strokes_px) or None
        strokes = [
            one
            for one in group.findall("s:path", NS)
            if one.get("stroke") == style.COLOURS[Theme(line["theme"])]
            and one.get("fill") is None
        ]
        assert strokes, key
        drawn = {one.get("stroke-dasharray") for one in strokes}
        gaps = {one for one in drawn if one and one.startswith(".1 ")}
        assert want in drawn and drawn <= {want} | gaps
        if not dash.round_ends:
            assert {one.get("stroke-width") for one in strokes} >= {digits(width)}


def test_a_line_of_unknown_direction_has_no_head(svg, model):
    lines = {line["id"]: line for line in model["lines"]}
    heads = {
        key: bool(group.xpath("s:path[@fill]", namespaces=NS))
        for key, group in groups(svg, "line").items()
    }
    unknown = [key for key in heads if lines[key]["direction"] == "unknown"]
    assert unknown and not any(heads[key] for key in unknown)
    assert heads["rajin-dunai-sea"]


def test_places_lie_where_web_mercator_has_them(far_east, atlas):
    to_metres = Transformer.from_crs(4326, 3857, always_xy=True).transform
    at = {}
    for key, group in groups(far_east, "site").items():
        symbol = group.find("s:path", NS)
        move = re.match(
            r"translate\((\S+) (\S+)\) scale\((\S+)\)", symbol.get("transform")
        )
        x, y, scale = (float(one) for one in move.groups())
        point = atlas.sites.loc[key, "geometry"]
        if point.geom_type != "Point" or group.get("id").startswith("link-"):
            continue
        at[key] = (x + 12 * scale, y + 12 * scale, *to_metres(point.x, point.y))
    x0, y0, east0, north0 = at["rajin-port"]
    x1, _, east1, _ = at["vladivostok-port"]
    per_metre = (x1 - x0) / (east1 - east0)
    assert 1 / 330 < per_metre < 1 / 300  # 3.2 degrees in 1152 pixels, and an edge
    for x, y, east, north in at.values():
        assert x == pytest.approx(x0 + (east - east0) * per_metre, abs=0.15)
        assert y == pytest.approx(y0 - (north - north0) * per_metre, abs=0.15)


def test_the_scale_bar_is_as_long_as_it_says(far_east):
    (bar,) = found(far_east, "//s:svg[@id='tumen-map']/s:path[@stroke-width='1.5']")
    steps = re.findall(r"-?[\d.]+", bar.get("d"))
    long = float(steps[4])  # M x y, down, along
    said = next(
        one.text for one in found(far_east, "//s:text") if " km at " in one.text
    )
    km, lat = re.match(r"([\d,]+) km at (\d+)° N", said).groups()
    places = groups(far_east, "site")

    def left(key):
        return float(
            re.match(
                r"translate\((\S+)", places[key].find("s:path", NS).get("transform")
            )[1]
        )

    # Two ports, the same size of symbol: 2.782 degrees of longitude apart.
    pixels = left("vostochny-port") - left("rajin-port")
    degree_km = 111.320 * math.cos(math.radians(int(lat)))
    assert long / float(km) == pytest.approx(pixels / (2.782 * degree_km), rel=0.02)


def test_a_halo_is_as_wide_as_the_place_is_uncertain(far_east):
    (bar,) = found(far_east, "//s:svg[@id='tumen-map']/s:path[@stroke-width='1.5']")
    long = float(re.findall(r"-?[\d.]+", bar.get("d"))[4])
    km = float(re.search(r"([\d,]+) km at", words(far_east))[1])
    radii = {
        float(one.get("r"))
        for one in found(far_east, "//s:g[@id='tumen-map-halos']/s:circle")
    }
    # Dunai: 2.5 km
    assert any(radius == pytest.approx(2.5 * long / km, rel=0.02) for radius in radii)


def test_the_counts_in_the_head_are_the_sums_of_what_is_drawn(svg, model):
    lines = {line["id"]: line for line in model["lines"]}
    drawn = groups(svg, "line")
    behind = {c for key in drawn for c in (*lines[key]["claims"], *lines[key]["wider"])}
    doubts = [
        c
        for c in behind
        if model["claims"][c]["stance"] in ("denies", "cannot-confirm")
    ]
    assert (
        f"with {len(behind)} claims behind them, of which {len(doubts)} deny"
        in words(svg)
    )


# Views ----------------------------------------------------------------------------------


def test_a_flow_by_itself_has_its_title_its_summary_and_only_its_lines(atlas, model):
    key = "munitions-rajin-dunai"
    text = picture.draw(atlas, flow=key)
    own = {line["id"] for line in model["lines"] if key in line["flows"]}
    assert own and set(groups(text, "line")) == own
    assert atlas.flows.loc[key, "title_en"] in words(text)
    assert atlas.flows.loc[key, "summary_en"] in words(text)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"flow": "munitions-rajin-dunay"}, "did you mean 'munitions-rajin-dunai'"),
        ({"site": "rajin-prot"}, "did you mean 'rajin-port'"),
    ],
)
def test_an_unknown_flow_or_place_gets_the_nearest_right_one(atlas, wrong, says):
    with pytest.raises(NotFoundError, match=says):
        picture.draw(atlas, **wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"view": "moon"}, "none of default, far-east"),
        ({"lang": "de"}, "none of en, fr"),
        ({"bbox": (1, 50, 2, 40)}, "south first"),
        ({"bbox": (1, 2, 3, math.nan)}, "four numbers"),
        ({"bbox": (-999, 2, 3, 4)}, "within ±180"),
        ({"bbox": (1, 2, 3, 4), "flow": "x"}, "not several"),
        ({"width": 5}, "between 480 and 10000"),
        ({"height": 500}, "at least"),
    ],
)
def test_a_wrong_choice_says_what_would_be_right(atlas, wrong, says):
    with pytest.raises(ChoiceError, match=re.escape(says)):
        picture.draw(atlas, **wrong)


def test_a_box_across_the_antimeridian_shows_both_sides(model, atlas):
    text = picture.compose(model, atlas.root, bbox=(170, 60, -165, 70))
    assert len(found(text, "//s:g[@id='tumen-map-ground']/s:path")) >= 1
    assert "No claim of this atlas draws a line here." in words(text)


def test_a_given_height_is_kept_and_so_is_everything_in_it(model, atlas):
    text = picture.compose(model, atlas.root, width=1000, height=1500)
    root = parsed(text)
    assert (root.get("width"), root.get("height")) == ("1000", "1500")
    assert set(groups(text, "line")) >= {"rajin-dunai-sea", "munitions-dprk-russia"}


def test_an_atlas_without_claims_makes_a_picture_that_says_so(tmp_path):
    empty = open_atlas(
        small_atlas(tmp_path, claims=[], claim_links=[], flows=[], legs=[], sources=[])
    )
    text = picture.draw(empty)
    assert "No claim of this atlas draws a line here." in words(text)
    assert not groups(text, "line")


def test_a_view_in_which_an_atlas_has_no_place_is_refused(tmp_path):
    small_atlas(tmp_path)
    places = [
        {**site, "geometry": {"type": "Point", "coordinates": at}}
        for site, at in zip(SITES, ([126.0, 39.0], [60.0, 57.0]), strict=True)
    ]
    write_layer(tmp_path, "places", places)
    with pytest.raises(ChoiceError, match="it has default, corridor"):
        picture.draw(open_atlas(tmp_path), view="tikhoretsk")


def test_a_note_and_the_day_of_an_as_of_view_stand_under_the_title(atlas):
    text = picture.draw(as_of(atlas, "2023-10-13"), note="Only <sea> legs")
    assert "As known on 13 October 2023" in words(text)
    assert "Only <sea> legs" in words(text)


def test_french_pictures_speak_french(atlas):
    text = picture.draw(atlas, lang="fr", view="far-east")
    root = parsed(text)
    assert root.get("lang") == "fr"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    said = words(text)
    for one in (
        "Port de Rajin",
        "Couleur : thème",
        "Crédits et licences",
        "km à 43° N",
    ):
        assert one in said
    for one in ("claims", "Legend", "reported:", "Credits"):
        assert one not in said


def test_credits_name_what_is_drawn_and_nothing_else(far_east, model, atlas):
    assert "© OpenStreetMap contributors (ODbL-1.0)" in words(far_east)
    assert "Leaflet" not in words(far_east)
    bare = picture.compose(
        page_model(atlas, insets=False), atlas.root, bbox=(0, 40, 5, 45), insets=False
    )
    assert "OpenStreetMap" not in words(bare) and "Natural Earth" in words(bare)


# Harm -----------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", [{}, {"ids": True, "vocabulary": True}], ids=str)
def test_hostile_words_stay_words(atlas, variant):
    text = picture.draw(hostile(atlas, **variant), note=" ".join(PAYLOADS))
    root = parsed(text)  # valid XML, whatever the words
    assert "window.pwned" in words(text)  # guard: they do reach the picture
    for one in root.iter():
        assert etree.QName(one).localname in ELEMENTS
        for name, value in one.attrib.items():
            assert not name.startswith("on") and "href" not in name and name != "style"
            assert "url(" not in value and "javascript" not in value
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text
    )


def test_a_picture_refers_to_nothing(svg):
    assert re.findall(r"https?://[^\"<\s]+", svg) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in svg and "href" not in svg
    ids = [one.get("id") for one in found(svg, "//*[@id]")]
    assert len(ids) == len(set(ids))


def test_the_foot_names_the_hash_by_which_the_data_are_cited(svg, atlas):
    (hashed,) = re.findall(r"SHA-256 of tables and layers ([0-9a-f]{64})", cite(atlas))
    assert f"({atlas.version}, SHA-256 {hashed[:16]}…)" in svg


# Bytes ----------------------------------------------------------------------------------


def test_the_same_atlas_gives_the_same_bytes_in_any_locale(svg, tmp_path):
    code = (
        "import sys; from geo import open_atlas, picture;"
        "sys.stdout.buffer.write(picture.draw(open_atlas()).encode())"
    )
    env = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Asia/Tokyo",
    }
    env["PYTHONPATH"] = str(Path(picture.__file__).parents[1])
    made = subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert made.stdout == svg.encode()


def test_the_pictures_stay_small(svg, model, atlas):
    assert len(svg.encode()) < 150_000
    slim = picture.compose(model, atlas.root, slim=True)
    assert len(slim.encode()) < 90_000
    assert set(groups(slim, "line")) == set(groups(svg, "line"))


# PNG ------------------------------------------------------------------------------------


def test_a_png_has_the_size_and_the_colours_of_the_picture(far_east):
    root = parsed(far_east)
    made = Image.open(io.BytesIO(picture.png(far_east, scale=0.5))).convert("RGB")
    assert made.size == tuple(
        math.ceil(float(root.get(k)) / 2) for k in ("width", "height")
    )
    colours = {rgb: n for n, rgb in made.getcolors(1 << 24)}

    def share(hex_):
        rgb = tuple(int(hex_[i : i + 2], 16) for i in (1, 3, 5))
        return colours.get(rgb, 0) / (made.width * made.height)

    assert share(style.SEA) > 0.1 and share(style.LAND) > 0.1
    assert share(style.COLOURS[Theme.MUNITIONS]) > 0.0005
    assert share(style.COLOURS[Theme.RETURN]) > 0.0002


def test_a_png_with_its_own_font_owes_nothing_to_the_machine(far_east):
    one = picture.png(far_east, scale=0.4, fonts=[DEJAVU])
    blank = re.sub(r"<text.*?</text>", "", far_east)
    assert one != picture.png(blank, scale=0.4, fonts=[DEJAVU])  # there are letters
    assert one == picture.png(far_east, scale=0.4, fonts=[DEJAVU])


def test_letters_that_no_font_has_are_named(far_east):
    text = far_east.replace("Rajin Port", "라진항")
    assert text != far_east
    with pytest.raises(OutputError, match=r"Hangul \(.\)"):
        picture.png(text, fonts=[DEJAVU])


def test_a_file_that_is_no_font_is_named(far_east, tmp_path):
    path = tmp_path / "a.ttf"
    path.write_text("no font")
    with pytest.raises(ChoiceError, match="no font file"):
        picture.png(far_east, fonts=[path])


def test_without_resvg_a_png_says_what_to_install(far_east, monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tumen\[pictures\]'"):
        picture.png(far_east)


# The command ----------------------------------------------------------------------------


def test_the_command_writes_a_picture_and_guards_what_is_there(tmp_path, small):
    out = tmp_path / "map.svg"
    args = ["picture", "--atlas", str(small), "-o", str(out)]
    run = CliRunner().invoke(app, args)
    assert run.exit_code == 0, run.output
    assert parsed(out.read_text("utf-8")).get("width") == "1200"
    again = CliRunner().invoke(app, args)
    assert again.exit_code == 1 and "add --force" in again.output
    assert CliRunner().invoke(app, [*args, "--force", "--lang", "fr"]).exit_code == 0
    assert 'lang="fr"' in out.read_text("utf-8")
    for more, says in (
        (["-o", str(tmp_path / "map.pdf")], ".svg or .png"),
        (["--bbox", "1,2,three"], "is not west,south,east,north"),
        (["--flow", "alpha-bta"], "did you mean 'alpha-beta'"),
    ):
        run = CliRunner().invoke(app, [*args, "--force", *more])
        assert run.exit_code == 1 and says in run.output
        assert "Traceback" not in run.output


def test_a_picture_of_two_claims_counts_both(tmp_path):
    assert len(ROWS["claims"]) == 2
    text = picture.draw(open_atlas(small_atlas(tmp_path)))
    (line,) = groups(text, "line").values()
    assert "2 claims: 1 asserts, 1 denies." in line.find("s:title", NS).text


# What it looks like ---------------------------------------------------------------------

_BOXES = """() => [...document.querySelectorAll("svg[id^=tumen-]")].map((plate) => {
  const frame = plate.getBoundingClientRect();
  const names = [...plate.querySelectorAll("g[id$=-names] text")].map((one) => {
    const b = one.getBoundingClientRect();
    return {text: one.textContent, x0: b.left - frame.left, y0: b.top - frame.top,
            x1: b.right - frame.left, y1: b.bottom - frame.top};
  });
  return {id: plate.id, names};
})"""
_EDGES = """() => Math.max(...[...document.querySelectorAll("text")]
  .map((one) => one.getBoundingClientRect().right))"""


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_name_lies_on_another_in_a_browser(browser, atlas, lang):
    tab = browser.new_page(viewport={"width": 1240, "height": 900})
    tab.set_default_timeout(20_000)
    try:
        for view in ("default", "far-east", "corridor", "tikhoretsk"):
            tab.set_content(picture.draw(atlas, view=view, lang=lang))
            for plate in tab.evaluate(_BOXES):
                names = plate["names"]
                assert names
                for i, a in enumerate(names):
                    for b in names[:i]:
                        over = min(a["x1"], b["x1"]) - max(a["x0"], b["x0"])
                        down = min(a["y1"], b["y1"]) - max(a["y0"], b["y0"])
                        assert over < 1 or down < 3, (view, plate["id"], a, b)
            assert tab.evaluate(_EDGES) <= 1208  # 8 px of margin of the browser's page
    finally:
        tab.close()
