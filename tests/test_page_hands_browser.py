"""The page's tools in a real Chromium: by key, by touch, on paper, and as a picture to keep."""

import math
import re
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from pyproj import Geod

from geo import page, style, words
from geo.asof import as_of
from geo.catalog import shipped
from geo.cite import atlas_hash
from geo.geometry import digits
from geo.view import page_model
from tests.browsing import DESKTOP, PHONE, Opened, opened
from tests.test_page import hostile

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
WGS84 = Geod(ellps="WGS84")
CALM = {"reduced_motion": "reduce"}


def focus_map(tab: Opened) -> None:
    tab.frame.locator(".leaflet-container").focus()


def rest(tab: Opened) -> None:
    """Until what was asked for is drawn; nothing moves slowly in these pages."""
    tab.frame.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )


def press(tab: Opened, *keys: str) -> None:
    for key in keys:
        tab.page.keyboard.press(key)
        rest(tab)


def go(tab: Opened, view: str) -> None:
    tab.frame.evaluate(
        '(id) => document.querySelector(`[data-view="${id}"]`).click()', view
    )
    rest(tab)


def tool(tab: Opened, name: str) -> None:
    """Press a tool, unfolding the tools where they are folded."""
    more = tab.frame.locator(".t-tools-more")
    if more.is_visible() and not tab.frame.locator(".t-tools").is_visible():
        more.click()
    tab.frame.click(f'[data-tool="{name}"]')
    tab.settle()


def box_text(tab: Opened) -> str:
    return tab.frame.inner_text(".t-over").replace("\u00a0", " ").replace("\u202f", " ")


def focused(tab: Opened) -> str:
    return tab.frame.evaluate("document.activeElement.className")


def save(tab: Opened, suffix: str) -> bytes:
    button = tab.frame.locator(f'[data-save="{suffix}"]')
    if not button.count():
        tool(tab, "save")
    with tab.page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename.endswith(f".{suffix}")
    return Path(download.value.path()).read_bytes()


def metres_a_pixel(tab: Opened) -> float:
    """At the middle of the map, by another formula: the circle of latitude."""
    latitude = math.radians(tab.state.centre[1])
    radius = 6378137 / math.sqrt(1 - 0.00669437999 * math.sin(latitude) ** 2)
    circle = 2 * math.pi * radius * math.cos(latitude)
    return circle / (256 * 2**tab.state.zoom)


@pytest.fixture(scope="module")
def desk(browser, files):
    """One page for most of the tests; nothing may have gone wrong in it at the end."""
    with opened(
        browser, files["en"], permissions=["clipboard-read"], **CALM
    ) as opening:
        yield opening
        opening.clean(files["en"].as_uri())


@pytest.fixture
def tab(desk) -> Opened:
    """That page as it opens: nothing open, no tool in hand, the whole in view."""
    desk.frame.evaluate(
        """() => {
          document.querySelector(".t-over:not([hidden]) .t-shut")?.click();
          if (tumen.state().open) document.querySelector("#tumen-panel .t-close").click();
          document.querySelector('[data-view="default"]').click();
          document.activeElement.blur();
        }"""
    )
    desk.settle()
    return desk


# By key ---------------------------------------------------------------------------------


def test_with_keys_alone_every_line_in_view_is_named_opened_and_left_again(tab):
    go(tab, "far-east")
    for _ in range(60):
        if "leaflet-container" in focused(tab):
            break
        press(tab, "Tab")
    assert "leaflet-container" in focused(tab)
    told = lambda: tab.frame.inner_text('.t-stage > [role="status"]')  # noqa: E731
    seen = []
    for _ in range(80):
        press(tab, "n")
        if told() in seen:
            break
        seen.append(told())
        assert told().endswith(tab.frame.inner_text(".t-tip"))
    total = int(re.match(r"1 of (\d+): ", seen[0])[1])
    assert len(seen) == total > 15
    opens = set()
    for _ in range(total):
        press(tab, "Enter")
        opens.add(tab.state.open["id"])
        press(tab, "Escape")
        assert tab.state.open is None
        assert "leaflet-container" in focused(tab)
        if {"rajin-dunai-sea", "rajin-port"} <= opens:
            break
        press(tab, "n")
    assert {"rajin-dunai-sea", "rajin-port"} <= opens
    before = told()
    press(tab, "n", "p")
    assert told() == before
    zoom = tab.state.zoom
    press(tab, "+")
    assert tab.state.zoom > zoom
    press(tab, "-")
    assert tab.state.zoom == zoom


def test_the_list_of_what_is_in_view_shows_each_thing_on_the_map(tab):
    go(tab, "far-east")
    focus_map(tab)
    press(tab, "v")
    rows = tab.frame.locator(".t-inview button")
    first = rows.first.inner_text()
    assert "t-row-button" in focused(tab)
    assert tab.frame.inner_text(".t-tip") == first
    press(tab, "ArrowDown", "ArrowDown")
    assert tab.frame.inner_text(".t-tip") == rows.nth(2).inner_text()
    press(tab, "End")
    assert tab.frame.locator(".t-site-button.t-near").count() == 1
    press(tab, "Home", "Enter")
    assert (
        tab.frame.locator(".t-panel-title")
        .inner_text()
        .startswith(first.split(" (")[0])
    )
    shown = tab.state.sitesShown
    assert shown
    tab.frame.locator(".t-over .t-shut").click()
    assert not tab.frame.locator(".t-over").is_visible()
    assert "t-tool" in focused(tab)


def test_the_tools_are_one_step_of_tab_and_arrow_keys_walk_them(tab):
    bar = tab.frame.get_by_role("toolbar", name="Map tools")
    stops = bar.locator('button[tabindex="0"]')
    assert stops.count() == 1
    stops.first.focus()
    names = [tab.frame.evaluate("document.activeElement.dataset.tool")]
    for _ in range(9):
        press(tab, "ArrowDown")
        names.append(tab.frame.evaluate("document.activeElement.dataset.tool"))
    assert names[0] == names[8]  # nothing is open, so "thing" is passed over
    assert len(set(names)) == 8 and "thing" not in names
    press(tab, "End", "Enter")  # help
    dialog = tab.frame.locator("dialog[open]")
    assert dialog.is_visible()
    for key in ("N", "M", "Esc"):
        assert dialog.locator("kbd", has_text=key).count()
    press(tab, "Escape")
    assert not dialog.is_visible()
    assert tab.frame.evaluate("document.activeElement.dataset.tool") == "help"


def test_zoom_goes_to_what_is_open_and_back_to_everything(tab):
    assert tab.frame.locator('[data-tool="thing"]').is_disabled()
    tab.frame.evaluate("tumen.open('line', 'rajin-dunai-sea')")
    tool(tab, "everything")
    far = tab.state.zoom
    tool(tab, "thing")
    assert tab.state.zoom > far + 3
    lon, lat = tab.state.centre
    assert 130 < lon < 133 and 42 < lat < 43.3


def test_what_is_out_of_sight_cannot_take_the_focus(tab):
    go(tab, "tikhoretsk")
    frame = tab.frame.locator(".leaflet-container").bounding_box()
    for button in tab.frame.locator(".t-site-button").all():
        if not button.is_visible():
            continue
        at = button.bounding_box()
        assert frame["x"] - 24 <= at["x"] <= frame["x"] + frame["width"]
        assert frame["y"] - 24 <= at["y"] <= frame["y"] + frame["height"]


# Reading the map ------------------------------------------------------------------------


def test_a_way_over_several_points_is_as_long_as_on_the_ellipsoid(tab):
    go(tab, "far-east")
    focus_map(tab)
    press(tab, "m")
    points = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        press(tab, "Enter")
        points.append(tab.state.centre)
        press(tab, key, key)
        tab.page.wait_for_timeout(100)
    press(tab, "Enter")
    points.append(tab.state.centre)
    legs = [WGS84.inv(*a, *b)[2] for a, b in pairwise(points)]
    text = box_text(tab)
    km, nmi = re.search(r"([\d.,]+) km \(([\d.,]+) NM\) along", text).groups()
    step = metres_a_pixel(tab)
    assert float(km) * 1000 == pytest.approx(sum(legs), abs=step)
    assert float(nmi) * 1852 == pytest.approx(sum(legs), abs=step)
    each = re.findall(r"\d–\d: ([\d.,]+) km", text)
    assert [float(one) * 1000 for one in each] == pytest.approx(legs, abs=step)
    # No more digits than a pixel is worth: about 100 m here.
    assert 60 < step < 400 and re.fullmatch(r"\d+\.\d", km)
    press(tab, "Backspace", "Backspace", "Backspace")
    assert "Set the next point." in box_text(tab)
    press(tab, "Escape")
    assert not tab.frame.locator(".t-over").is_visible()
    tool(tab, "measure")
    box = tab.frame.locator(".leaflet-container").bounding_box()
    spots = [(500, 300), (700, 300)]
    for x, y in spots:
        tab.page.mouse.click(box["x"] + x, box["y"] + y)
        tab.settle()
    assert tab.state.open is None  # the press was the tool's, not the map's
    told = float(re.search(r"([\d.,]+) km \(", box_text(tab))[1]) * 1000
    assert told == pytest.approx(200 * step, rel=0.02)


def test_across_the_date_line_the_short_way_is_measured(tab):
    focus_map(tab)
    press(tab, "-", "-", "m")
    ends = []
    for keys in (12, 0):
        press(tab, "Enter")
        ends.append(tab.state.centre)
        press(tab, *["ArrowRight"] * keys)
    (a, b) = ends
    assert a[0] < 180 < b[0]
    metres = WGS84.inv(*a, *b)[2]
    km = float(re.search(r"([\d,]+) km \(", box_text(tab))[1].replace(",", ""))
    assert km * 1000 == pytest.approx(metres, abs=metres_a_pixel(tab))


def test_coordinates_have_the_digits_that_zoom_or_place_deserve(tab, atlas):
    focus_map(tab)
    press(tab, "c")
    for view in ("default", "corridor", "tikhoretsk", "far-east"):
        tab.frame.click(f'[data-view="{view}"]')
        tab.settle()
        lat, lon = tab.frame.locator(".t-over dd").all_inner_texts()[:2]
        places = digits(metres_a_pixel(tab))
        assert len(lat.partition(".")[2]) == len(lon.partition(".")[2]) == places
        centre = tab.state.centre
        half = 0.5 * 10**-places + 1e-9
        assert abs(float(lon) - centre[0]) <= half
        assert abs(float(lat) - centre[1]) <= half
    press(tab, "Tab")
    focus_map(tab)
    press(tab, "Enter")
    copied = tab.frame.evaluate("navigator.clipboard.readText()")
    assert copied == f"latitude {lat}, longitude {lon} (WGS 84)"
    for site in ("rajin-port", "dunai-naval-facility", "tikhoretsk-depot"):
        row = atlas.sites.loc[site]
        if row["precision"] != "point":
            continue
        assert tab.frame.evaluate("(id) => tumen.open('site', id)", site)
        tab.settle()
        lat, lon, dms = tab.frame.locator(".t-over dd").all_inner_texts()
        places = digits(row["uncertainty_m"])
        assert len(lat.partition(".")[2]) == places
        assert float(lat) == pytest.approx(row.geometry.y, abs=0.5 * 10**-places)
        parts = re.findall(r"[\d.]+", dms.replace("\u00a0", " "))
        north = parts[: len(parts) // 2]
        value = sum(float(part) / 60**i for i, part in enumerate(north))
        # No finer than the decimals are, and so no further off than two of them.
        assert value == pytest.approx(row.geometry.y, abs=2 * 10**-places)


def test_the_scale_bar_is_as_long_as_it_says_in_both_units(tab):
    bar = tab.frame.locator(".t-scale")
    for view in ("far-east", "default"):
        go(tab, view)
        for unit, metres in (("km", 1000), ("NM", 1852)):
            text = bar.inner_text().replace("\u00a0", " ")
            value, said = text.split(" ")
            assert said == unit
            width = tab.frame.locator(".t-scale-words").bounding_box()["width"]
            long = float(value.replace(",", "")) * metres
            assert tab.frame.locator(".t-scale-words").evaluate(
                "(one) => one.scrollWidth <= one.clientWidth"
            )
            # The bar is measured along the shortest way, the check along the parallel.
            assert width * metres_a_pixel(tab) == pytest.approx(long, rel=0.04)
            bar.click()


def test_the_map_fills_the_screen_and_escape_or_the_button_gives_the_page_back(tab):
    before = tab.frame.locator(".t-stage").bounding_box()
    tool(tab, "full")
    tab.page.wait_for_timeout(300)
    full = tab.frame.locator(".t-stage").bounding_box()
    assert full["x"] == 0 and full["width"] > before["width"]
    assert tab.frame.evaluate("!!document.fullscreenElement")
    assert tab.frame.evaluate("tumen.open('site', 'rajin-port')")
    assert tab.frame.locator(".t-panel").is_visible()
    press(tab, "Escape")
    tool(tab, "full")
    tab.page.wait_for_timeout(300)
    assert tab.frame.locator(".t-stage").bounding_box() == before


def test_in_a_frame_that_allows_little_the_tools_say_so(
    browser,
    atlas,
    tmp_path,
):
    path = tmp_path / "frame.html"
    frame = page.draw(atlas)._repr_html_().replace(' allow="fullscreen"', "")
    path.write_text(
        f'<!DOCTYPE html><html lang="en"><title>x</title>{frame}', encoding="utf-8"
    )
    with opened(browser, path, inside=True, **CALM) as tab:
        assert Image.open(BytesIO(save(tab, "png"))).size[0] > 800
        assert etree.fromstring(save(tab, "svg")).get("lang") == "en"
        tool(tab, "full")
        tab.settle()
        stage, deck = (
            tab.frame.locator(one).bounding_box() for one in (".t-stage", ".t-deck")
        )
        filled = [stage["width"], stage["height"] + deck["height"]]
        assert filled == tab.frame.evaluate("[innerWidth, innerHeight]")
        tool(tab, "full")
        assert tab.frame.locator(".t-head:visible").count()
        tab.troubles.clear()
        tool(tab, "print")
        assert "not allowed in this frame" in tab.frame.inner_text(".t-note")
        assert all("print" in one for one in tab.troubles)
        tab.troubles.clear()
        tab.clean(path.as_uri())


# Names ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_name_lies_on_another_name_or_on_a_symbol(browser, files, size):
    with opened(browser, files["fr"], size, **CALM) as tab:
        for view in ("default", "far-east", "corridor", "tikhoretsk"):
            go(tab, view)
            boxes = tab.frame.evaluate(
                """() => {
                  const box = (one) => { const r = one.getBoundingClientRect();
                    return [r.left, r.top, r.right, r.bottom]; };
                  const seen = (one) => one.offsetParent !== null && !one.hidden;
                  return [...document.querySelectorAll(".t-site")].filter(seen).map((site) => {
                    const label = site.querySelector(".t-label");
                    const shape = site.querySelector("svg");
                    return [label.textContent, seen(label) ? box(label) : null, box(shape)];
                  });
                }"""
            )
            names = [(name, box) for name, box, _ in boxes if box]
            assert names, view
            for (one, a), (other, b) in combinations(names, 2):
                assert not meet(a, b), f"{view}: {one} on {other}"
            for name, a in names:
                for other, _, b in boxes:
                    if other != name:
                        inner = (b[0] + 4, b[1] + 4, b[2] - 4, b[3] - 4)
                        assert not meet(a, inner), f"{view}: {name} on {other}'s mark"


def meet(a, b) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def named(tab: Opened) -> set[str]:
    return set(
        tab.frame.eval_on_selector_all(
            ".t-label:not([hidden])",
            "(all) => all.filter((one) => one.offsetParent).map((one) => one.textContent)",
        )
    )


def test_from_afar_only_the_ends_of_drawn_lines_have_names(tab, atlas):
    model = page.draw(atlas).get_root().model
    sites = {site["id"]: site["label"] for site in model["sites"]}
    drawn = set(tab.state.lines)
    ends = {
        sites[line[end]]
        for line in model["lines"]
        if line["id"] in drawn
        for end in ("from", "to")
    }
    assert named(tab) and named(tab) <= ends
    assert {"Kyiv", "Krasnoyarsk", "Zhoushan"}.isdisjoint(named(tab))
    # The small maps name what lies together here, and lead there.
    tab.frame.click('[data-inset="far-east"]')
    tab.page.wait_for_timeout(200)
    assert {"Dunai naval facility", "Rajin Port", "Vostochny Port"} <= named(tab)
    assert not tab.frame.locator(".t-insets").is_visible()


def test_lines_between_the_same_ends_stay_apart_at_every_zoom(tab):
    tab.frame.evaluate("tumen.open('line', 'rajin-dunai-sea')")
    tool(tab, "thing")
    while tab.state.zoom > 5:
        there, back = (
            tab.frame.evaluate("(id) => tumen.where('line', id)", line)
            for line in ("rajin-dunai-sea", "containers-dunai-rajin")
        )
        apart = math.hypot(there["x"] - back["x"], there["y"] - back["y"])
        assert apart > 3, tab.state.zoom
        tab.frame.click(".leaflet-control-zoom-out")
        tab.page.wait_for_timeout(60)


def test_a_strike_has_a_mark_of_its_own_that_can_be_switched(tab, atlas):
    struck = atlas.events[atlas.events["kind"] == "strike"]["site"]
    go(tab, "tikhoretsk")
    button = tab.frame.get_by_role(
        "button", name=re.compile("^Tikhoretsk munitions depot.*1 dated event$")
    )
    assert "tikhoretsk-depot" in set(struck)
    assert button.locator(".t-badge svg").is_visible()
    box = tab.frame.locator('[data-group="star"]')
    box.set_checked(True)
    box.set_checked(False)
    tab.settle()
    assert button.count() == 0
    assert tab.frame.locator(".t-badge:visible").count() == 0


# A picture to keep ----------------------------------------------------------------------


def test_a_saved_svg_holds_every_line_in_sight_with_words_and_legend(
    browser,
    files,
    atlas,
):
    for lang in ("en", "fr"):
        with opened(browser, files[lang], **CALM) as tab:
            go(tab, "default")
            first = save(tab, "svg")
            tree = etree.fromstring(first)
            assert tree.get("lang") == lang
            drawn = {
                one.get("data-line") for one in tree.iter() if "data-line" in one.attrib
            }
            assert drawn == set(tab.state.lines)
            model = page.draw(atlas, lang=lang).get_root().model
            lines = {line["id"]: line for line in model["lines"]}
            arrows = 0
            for one in tree.iter(f"{SVG}g"):
                key = one.get("data-line")
                if key is None:
                    continue
                line = lines[key]
                colour = style.COLOURS[line["theme"]]
                assert any(
                    part.get("stroke") == colour for part in one.iter(f"{SVG}path")
                )
                heads = [
                    part
                    for part in one.iter(f"{SVG}path")
                    if part.get("d").endswith("Z")
                ]
                assert not heads or line["direction"] != "unknown", key
                arrows += len(heads)
                dashed = any(
                    part.get("stroke-dasharray") for part in one.iter(f"{SVG}path")
                )
                assert dashed or line["status"] == "observed", key
            assert arrows > 30  # two shapes each: the casing and the head
            said = [" ".join(one.itertext()) for one in tree.iter(f"{SVG}text")]
            text = " ".join(said)
            for part in (
                words.say("title", lang),
                words.say("no-wrongdoing", lang),
                "Natural Earth",
                "Tumen 0.",
                "Rajin",
                words.say("legend-dash", lang),
            ):
                assert part in text, part
            assert named(tab) <= set(said) or lang == "fr"
            assert save(tab, "svg") == first
            assert not re.search(
                rb"<(script|image|foreignObject|use|a)\b|href|url\((?!#)", first
            )
            tab.clean(files[lang].as_uri())


def test_a_saved_png_is_the_same_picture(tab):
    go(tab, "far-east")
    tree = etree.fromstring(save(tab, "svg"))
    image = Image.open(BytesIO(save(tab, "png"))).convert("RGB")
    assert image.size == tuple(2 * int(tree.get(one)) for one in ("width", "height"))
    tally = {colour: n for n, colour in image.getcolors(1 << 24)}
    count = lambda colour: tally.get(tuple(bytes.fromhex(colour[1:])), 0)  # noqa: E731
    assert count(style.SEA) > 100_000 and count(style.LAND) > 100_000
    for theme in ("munitions", "return"):
        assert count(style.COLOURS[theme]) > 1500
    assert count(style.COLOURS["labour"]) == 0
    # Where the page has a line, the picture has its colour.
    frame = next(one for one in tree.iter(f"{SVG}g") if one.get("class") == "t-map")
    left, top = map(float, re.findall(r"[\d.]+", frame.get("transform")))
    stage = tab.frame.locator(".leaflet-container").bounding_box()
    at = tab.frame.evaluate("tumen.where('line', 'rajin-dunai-sea')")
    x, y = (at["x"] - stage["x"] + left) * 2, (at["y"] - stage["y"] + top) * 2
    around = image.crop((int(x) - 8, int(y) - 8, int(x) + 8, int(y) + 8))
    wanted = tuple(bytes.fromhex(style.COLOURS["munitions"][1:]))
    assert wanted in {colour for _, colour in around.getcolors(256)}


def test_a_picture_says_its_window_and_draws_what_is_only_possible_hollow(
    browser, files
):
    anchor = "#from=2024-09&to=2024-09"
    with opened(browser, files["en"], anchor=anchor, **CALM) as tab:
        tree = etree.fromstring(save(tab, "svg"))
        said = " ".join("".join(one.itertext()) for one in tree.iter(f"{SVG}text"))
        assert "Window of time: 2024-09-01 to 2024-09-30" in said
        assert anchor in said
        hollow = {}
        for one in tree.iter(f"{SVG}g"):
            if "data-line" in one.attrib:
                runs = [
                    (part.get("stroke"), float(part.get("stroke-width")))
                    for part in one.iter(f"{SVG}path")
                    if not part.get("d").endswith("Z")
                ]
                inner = any(
                    top[0] == style.PAPER.lower() and top[1] < under[1]
                    for under, top in pairwise(runs)
                    if under[0] != top[0]
                )
                hollow.setdefault(one.get("data-time"), set()).add(inner)
        assert hollow["possibly"] == {True}
        assert hollow.get("certainly", {False}) == {False}
        assert words.say("legend-possibly", "en").split(":")[0] in said
        tab.clean(files["en"].as_uri())


def test_a_picture_signs_the_places_that_the_map_signs(browser, files):
    signs = """() => Object.fromEntries([...document.querySelectorAll(".t-site-button")]
      .filter((one) => one.checkVisibility())
      .map((one) => [one.getAttribute("aria-label"),
                     getComputedStyle(one, "::after").content.replaceAll('"', "")])
      .filter(([, sign]) => sign === "?" || sign === "∅"))"""
    layers = "airfields", "areas", "cities", "crossings", "depots", "ports", "stations"
    anchor = "#from=2010-01&to=2010-01&layers=" + ",".join(
        f"places:{x}" for x in layers
    )
    with opened(browser, files["en"], anchor=anchor, **CALM) as tab:
        on_map = tab.frame.evaluate(signs)
        tree = etree.fromstring(save(tab, "svg"))
    assert set(on_map.values()) == {"?", "∅"}
    meant = {"?": "possibly", "∅": "undated"}
    told = " ".join("".join(one.itertext()) for one in tree.iter(f"{SVG}text"))
    for name, sign in on_map.items():
        said = words.say(f"place-standing-{meant[sign]}", "en")
        assert name.endswith(f", {said}")
        assert words.say(f"legend-site-{meant[sign]}", "en")[:20] in told
    in_picture = {
        one.find(f"{SVG}title").text: text.text
        for one in tree.iter(f"{SVG}g")
        if "data-site" in one.attrib
        for text in one.iterfind(f"{SVG}g/{SVG}text")
    }
    # The picture is larger than the map, and may have room for more places.
    names = {name.partition(",")[0]: sign for name, sign in on_map.items()}
    held = {name.partition(",")[0]: sign for name, sign in in_picture.items()}
    assert held.items() >= names.items()


def test_as_known_of_a_day_the_picture_has_the_look_of_an_as_of_view(
    browser, files, atlas
):
    """Width, dash and arrow of each line as they are drawn, and as the view has them."""
    day = "2023-10-13"
    view = page_model(as_of(atlas, day))
    drawn = {leg: line for line in view["lines"] for leg in line["legs"]}
    today = {line["id"]: line for line in page_model(atlas)["lines"]}
    with opened(browser, files["en"], anchor=f"#clock=known&to={day}", **CALM) as tab:
        tree = etree.fromstring(save(tab, "svg"))
    changed = 0
    for one in tree.iter(f"{SVG}g"):
        key = one.get("data-line")
        if key is None:
            continue
        (then,) = {drawn[leg]["id"] for leg in today[key]["legs"] if leg in drawn}
        (line,) = (one for one in view["lines"] if one["id"] == then)
        colour = style.COLOURS[line["theme"]]
        runs = [
            part
            for part in one.iter(f"{SVG}path")
            if part.get("stroke") == colour and not part.get("d").endswith("Z")
        ]
        width = next(w.width_px for w in style.WIDTHS if w.id == line["width"])
        dash = style.DASHES[line["status"]]
        if not dash.round_ends:
            whole = [run for run in runs if run.get("stroke-linecap") != "round"]
            assert {float(run.get("stroke-width")) for run in whole} == {width}
            dashed = {bool(run.get("stroke-dasharray")) for run in whole}
            assert dashed == {bool(dash.strokes_px)}
        changed += any(
            line[what] != today[key][what] for what in ("width", "status", "direction")
        )
    assert changed


def test_hostile_words_stay_words_in_a_saved_picture(browser, atlas, tmp_path):
    path = tmp_path / "hostile.html"
    path.write_text(page.html(page.draw(hostile(atlas))), encoding="utf-8")
    with opened(browser, path, **CALM) as tab:
        tree = etree.fromstring(save(tab, "svg"))
        tags = {etree.QName(one).localname for one in tree.iter()}
        assert tags <= {
            "svg",
            "g",
            "path",
            "rect",
            "circle",
            "text",
            "title",
            "desc",
            "clipPath",
        }
        assert not [
            name for one in tree.iter() for name in one.attrib if name.startswith("on")
        ]
        assert any("<script" in (one.text or "") for one in tree.iter(f"{SVG}text"))
        tab.clean(path.as_uri())


# On paper -------------------------------------------------------------------------------


def test_the_map_prints_on_one_landscape_page_and_its_sources_after(tab, atlas):
    pdf = tab.page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert sizes and all(float(width) > float(height) for width, height in sizes)
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == len(sizes) <= 5
    # A4 and Letter alike: printed by itself, the map is one page.
    tab.frame.evaluate("document.querySelector('.t-sheet-sources').remove()")
    for size in ("A4", "Letter"):
        one = tab.page.pdf(format=size, landscape=True, prefer_css_page_size=False)
        assert len(re.findall(rb"/Type /Page\b(?!s)", one)) == 1, size
    # The page is itself again.
    assert tab.frame.locator(".t-sheet svg").count() == 0
    assert tab.frame.locator(".t-stage").is_visible()


def test_the_sheet_says_what_it_shows_and_holds_nothing_to_press(browser, files):
    with opened(
        browser,
        files["fr"],
        PHONE,
        anchor="#line=rajin-dunai-sea&from=2023-08&mode=sea&grade=2,3",
        **CALM,
    ) as tab:
        tab.frame.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        tab.page.emulate_media(media="print")
        tab.page.set_viewport_size({"width": 1000, "height": 720})
        sheet = tab.frame.locator(".t-sheet").bounding_box()
        assert sheet["y"] < 5
        text = " ".join(tab.frame.locator(".t-sheet text").all_text_contents())
        for part in (
            words.say("title", "fr"),
            "Période : 2023-08-01",
            "Filtres : Mode : mer ; Note de l'affirmation : 2 : probablement vraie, 3",
            f"{tab.state.passing} affirmations sur {tab.state.claims}",
            "#line=rajin-dunai-sea",
            "Tumen 0.",
            f"SHA-256 {atlas_hash(shipped())[:16]}…",
            "Natural Earth",
            words.say("legend-arrow", "fr"),
            "NM",
            "km",
        ):
            assert part in text, part
        for one in (".t-bar", ".t-tools", ".t-close", ".leaflet-container", ".t-foot"):
            assert not tab.frame.locator(one).first.is_visible(), one
        assert tab.frame.locator(".t-sheet-sources li").count() > 5
        assert tab.frame.locator("#tumen-panel .t-claim").first.is_visible()
        # Claims stand in two columns, which waste no paper.
        heads = tab.frame.locator("#tumen-panel .t-stance-asserts .t-claim-head")
        places = {round(one.bounding_box()["x"]) for one in heads.all()}
        assert len(places) == 2 < heads.count()


# For everyone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "size"), [("fr", DESKTOP), ("en", PHONE)], ids=["desktop", "phone"]
)
def test_axe_finds_nothing_in_any_tool_and_nothing_sticks_out(
    browser,
    files,
    axe,
    lang,
    size,
):
    phone = size == PHONE
    with opened(browser, files[lang], size, **CALM) as tab:
        tab.page.evaluate(axe)
        if phone:
            tab.frame.click(".t-tools-more")
            large_enough(tab, ".t-tools button, .t-scale, .t-tools-more")
        for name in ("view", "measure", "coordinates", "save", "help"):
            tool(tab, name)
            scope = "dialog" if name == "help" else ".t-stage"
            found = tab.page.evaluate(
                "(scope) => axe.run(scope, {resultTypes: ['violations']})", scope
            )["violations"]
            assert found == [], name
            wide = "document.documentElement.scrollWidth - innerWidth"
            assert tab.page.evaluate(wide) <= 0, name
            if phone:
                large_enough(tab, "dialog[open] button, .t-over button")
            if name == "help":
                press(tab, "Escape")
        tab.clean(files[lang].as_uri())


def large_enough(tab: Opened, buttons: str) -> None:
    for button in tab.frame.locator(buttons).all():
        at = button.bounding_box()
        assert at is None or (at["height"] >= 40 and at["width"] >= 40), at


def test_by_touch_a_distance_is_measured_and_a_tool_put_away(browser, files):
    with opened(browser, files["fr"], PHONE, **CALM) as tab:
        tab.frame.locator(".t-tools-more").tap()
        tab.frame.locator('[data-tool="measure"]').tap()
        box = tab.frame.locator(".leaflet-container").bounding_box()
        for x in (60, 200):
            tab.page.touchscreen.tap(box["x"] + x, box["y"] + 80)
            tab.settle()
        assert re.search(r"[\d ]+ km \([\d ]+ NM\)", box_text(tab))
        tab.frame.locator(".t-over .t-shut").tap()
        tab.settle()
        assert not tab.frame.locator(".t-over").is_visible()
        assert tab.state.open is None
