"""The page in a real Chromium: offline, inert, usable, and showing what it says it shows."""

import copy
import re
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest

from geo import page, starting, words
from geo.atlas import open_atlas
from tests.atlases import CATALOG, ROWS, SITES, small_atlas, write_catalog, write_layer
from tests.browsing import DESKTOP, LANGS, PHONE, Opened, opened, violations
from tests.test_page import VARIANTS, hostile
from tests.test_page_hands_browser import save

pytestmark = pytest.mark.browser

# Offline --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["en", "fr", "frame"])
def test_the_page_draws_everything_and_asks_for_nothing(browser, files, atlas, name):
    path = files[name]
    with opened(browser, path, inside=name == "frame") as tab:
        model = page.draw(atlas, lang="en").get_root().model
        state = tab.state
        assert state.lines == sorted(
            line["id"] for line in model["lines"] if line["on"]
        )
        assert state.allLines == sorted(line["id"] for line in model["lines"])
        wanted = {site["id"] for site in model["sites"] if site["on"]}
        assert wanted <= set(state.sites)
        for view in ("far-east", "corridor", "tikhoretsk", "default"):
            tab.view(view)
        tiles = tab.frame.locator("canvas.leaflet-tile").count()
        assert tiles > 0  # the basemap is there
        tab.clean(path.as_uri())


def ink(tab: Opened) -> int:
    """Pixels drawn on the canvas of the lines."""
    return tab.frame.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-tumen-lines-pane canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let n = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i]) n += 1;
          return n;
        }"""
    )


def test_lines_leave_ink_and_switching_them_off_takes_it_away(browser, files):
    with opened(browser, files["en"]) as tab:
        assert ink(tab) > 3000
        for box in tab.frame.locator(".t-layers fieldset").first.locator("input").all():
            if box.is_checked() or box.evaluate("(box) => box.indeterminate"):
                box.set_checked(True)
                box.set_checked(False)
        tab.settle()
        assert tab.state.lines == []
        assert ink(tab) == 0
        box = tab.frame.locator('[data-group="technology"]')
        box.check()
        tab.settle()
        assert tab.state.lines
        assert ink(tab) > 300


# What a click shows ---------------------------------------------------------------------


def test_clicking_the_rajin_dunai_line_opens_its_claims(browser, files, atlas):
    with opened(browser, files["en"]) as tab:
        tab.view("far-east")
        tab.click_line("rajin-dunai-sea")
        assert tab.state.open == {"kind": "line", "id": "rajin-dunai-sea"}
        heads = tab.frame.locator(".t-stance > h3").all_inner_texts()
        counts = [int(head.split()[0]) for head in heads]
        asserts, denies, cannot, _speculates, _forecasts = counts
        assert asserts and denies and cannot
        shown = set(
            tab.frame.eval_on_selector_all(
                "[data-claim]", "(all) => all.map((one) => one.dataset.claim)"
            )
        )
        assert len(shown) == sum(counts)
        assert set(atlas.claims_of("leg", "rajin-dunai-sea").index) <= shown
        line = next(
            line
            for line in page.draw(atlas).get_root().model["lines"]
            if line["id"] == "rajin-dunai-sea"
        )
        assert shown == set(line["claims"]) and line["wider"]
        wider = tab.frame.locator(".t-wider")
        assert "Also about the whole flow, not this leg" in wider.inner_text()
        wider.locator("summary").first.click()
        tab.settle()
        apart = wider.locator("[data-claim]").evaluate_all(
            "(all) => all.map((one) => one.dataset.claim)"
        )
        assert apart == line["wider"]
        row = atlas.claims.loc["M002"]
        card = tab.frame.locator('[data-claim="M002"]').inner_text()
        for part in (
            row["attributed_to"],
            row["summary_en"],
            "16 October 2023",
            "M002",
        ):
            assert part in card
        tab.clean(files["en"].as_uri())


def test_the_five_headings_stand_there_even_with_nothing_under_them(browser, files):
    with opened(browser, files["en"], anchor="#flow=labour-qatar") as tab:
        text = tab.panel()
        assert "0 denials read." in text
        assert len(tab.frame.locator(".t-stance > h3").all()) == 5
        sizes = tab.frame.eval_on_selector_all(
            ".t-stance > h3",
            "(all) => all.map((one) => JSON.stringify([getComputedStyle(one).fontSize,"
            " getComputedStyle(one).color, getComputedStyle(one).backgroundColor]))",
        )
        assert len(set(sizes)) == 1


def test_a_line_says_that_its_way_was_seen_by_nobody(browser, files):
    with opened(browser, files["en"], anchor="#line=rajin-dunai-sea") as tab:
        assert "Schematic: not an observed track." in tab.panel()
        assert re.search(r"About 200 km along the way drawn", tab.panel())
        assert tab.frame.evaluate("tumen.open('line', 'chain-dunai-tikhoretsk-rail')")
        assert "not an observed or reported route" in tab.panel()
        assert "No data read has this stretch" in tab.panel()
        assert re.search(r"More than 9,\d00 km", tab.panel())


def test_there_and_back_can_be_clicked_apart(browser, files):
    with opened(browser, files["en"]) as tab:
        tab.view("far-east")
        tab.click_line("containers-dunai-rajin")
        assert tab.state.open["id"] == "containers-dunai-rajin"
        tab.click_line("rajin-dunai-sea")
        assert tab.state.open["id"] == "rajin-dunai-sea"


def test_every_line_can_be_hit_where_it_is_drawn(browser, files):
    with opened(browser, files["en"], reduced_motion="reduce") as tab:
        missed = []
        for line in tab.state.allLines:
            assert tab.frame.evaluate("(id) => tumen.open('line', id)", line)
            tab.settle()
            at = tab.frame.evaluate("(id) => tumen.where('line', id)", line)
            if at is None:
                missed.append((line, "not in sight"))
                continue
            box = tab.frame.locator(".t-stage").bounding_box()
            inside = box["x"] < at["x"] < box["x"] + box["width"]
            if not (inside and box["y"] < at["y"] < box["y"] + box["height"]):
                missed.append((line, at))
                continue
            tab.frame.locator(".t-close").click()
            tab.frame.evaluate("(id) => tumen.open('line', id)", line)
            tab.page.mouse.click(at["x"], at["y"])
            tab.settle()
            beside = tab.frame.locator(".t-beside").count()
            if (
                tab.state.open["kind"] == "line"
                and tab.state.open["id"] != line
                and not beside
            ):
                missed.append((line, tab.state.open))
        assert missed == []


def test_a_site_opens_by_key_with_its_observations_and_escape_gives_the_focus_back(
    browser, files
):
    with opened(browser, files["en"]) as tab:
        tab.view("far-east")
        button = tab.frame.get_by_role("button", name="Rajin Port, seaport", exact=True)
        button.focus()
        tab.page.keyboard.press("Enter")
        tab.settle()
        assert tab.state.open == {"kind": "site", "id": "rajin-port"}
        text = tab.panel()
        assert "라진항" in text and "порт Раджин" in text
        assert "within 800 m" in text
        assert re.search(r"\d+ observations here", text)
        tab.page.keyboard.press("Escape")
        tab.settle()
        assert tab.state.open is None
        assert button.evaluate("(one) => one === document.activeElement")


def test_looked_and_saw_nothing_is_shown(browser, files, atlas):
    rows = atlas.observations
    rows = rows[(rows["outcome"] == "nothing-seen") & (rows["site"] != "")]
    row = rows.iloc[0]
    with opened(browser, files["en"], anchor=f"#site={row['site']}") as tab:
        assert "Looked, saw nothing" in tab.panel()
        assert row["activity_en"] in tab.panel()


def test_an_area_is_never_a_pin(browser, files, atlas):
    with opened(browser, files["en"]) as tab:
        areas = tab.frame.locator('.t-site-button[aria-label$=", country"] path')
        assert areas.count() > 0
        for path in areas.all():
            assert path.get_attribute("stroke-dasharray")
        proxies = atlas.sites[atlas.sites["precision"] == "proxy"].index
        assert tab.frame.evaluate("(id) => tumen.open('site', id)", "mozdok-depot")
        assert "mozdok-depot" in proxies
        assert "another place stands in" in tab.panel()
        assert tab.frame.evaluate("tumen.open('site', 'dprk')")
        radius = atlas.sites.loc["dprk", "uncertainty_m"] / 1000
        told = re.search(r"within ([\d,]+) km", tab.panel())[1]
        assert radius <= int(told.replace(",", "")) < radius * 1.1


@pytest.mark.parametrize(
    ("anchor", "opens"),
    [
        (
            "#flow=munitions-rajin-dunai",
            {"kind": "flow", "id": "munitions-rajin-dunai"},
        ),
        ("#leg=rajin-dunai-sea", {"kind": "leg", "id": "rajin-dunai-sea"}),
        ("#line=rajin-dunai-sea", {"kind": "line", "id": "rajin-dunai-sea"}),
        ("#site=dunai-naval-facility", {"kind": "site", "id": "dunai-naval-facility"}),
        ("#claim=M002", {"kind": "claim", "id": "M002"}),
        ("#vessel=angara", {"kind": "vessel", "id": "angara"}),
        ("#M002", {"kind": "claim", "id": "M002"}),
        ("#flow=no-such-flow", None),
        ("#claim=%E0%A4%A", None),
        ("#line=nope", None),
        ("#nope", None),
        ("#list=flows", {"kind": "list", "id": "flows"}),
        ("#list=nope", None),
        ("#flow=__proto__", None),
        ("#claim=constructor", None),
    ],
)
def test_an_address_opens_what_it_names(browser, files, anchor, opens):
    with opened(browser, files["en"], anchor=anchor) as tab:
        assert tab.state.open == opens
        note = tab.frame.locator(".t-note")
        if opens:
            assert not note.is_visible()
        else:
            key = anchor.removeprefix("#").rpartition("=")[2]
            told = "address-ignored" if "%E0" in key else "no-such-id"
            key = anchor.removeprefix("#") if "%E0" in key else key
            said = words.say(told, "en", id=key, words=key)
            assert note.inner_text().startswith(said)
        tab.clean(files["en"].as_uri())


def test_going_back_closes_what_was_opened_and_forward_opens_it_again(browser, files):
    with opened(browser, files["en"]) as tab:
        steps = tab.frame.evaluate("history.length")
        line, site = (
            {"kind": "line", "id": "rajin-dunai-sea"},
            {"kind": "site", "id": "rajin-port"},
        )
        for thing in (line, site):
            assert tab.frame.evaluate("({kind, id}) => tumen.open(kind, id)", thing)
            tab.settle()
        assert tab.frame.evaluate("history.length") == steps + 2
        tab.frame.evaluate("history.back()")
        tab.page.wait_for_timeout(150)
        assert tab.state.open == line
        tab.frame.evaluate("history.back()")
        tab.page.wait_for_timeout(150)
        assert tab.state.open is None
        tab.frame.evaluate("history.forward()")
        tab.page.wait_for_timeout(150)
        assert tab.state.open == line
        assert tab.frame.evaluate("history.length") == steps + 2  # nothing looped
        tab.clean(files["en"].as_uri())


@pytest.mark.parametrize("width", [690, 1000], ids=["a4", "wide"])
def test_on_paper_the_map_comes_first_and_nothing_is_there_to_press(
    browser, files, width
):
    with opened(browser, files["en"], anchor="#line=rajin-dunai-sea") as tab:
        tab.page.emulate_media(media="print")
        tab.page.set_viewport_size({"width": width, "height": 1000})
        tab.settle()
        stage, panel, head = (
            tab.frame.locator(one).bounding_box()
            for one in (".t-stage", "#tumen-panel", ".t-head:visible")
        )
        assert head["y"] < stage["y"] < stage["y"] + stage["height"] <= panel["y"] + 1
        for one in (".t-bar", ".t-jump", ".t-close", ".leaflet-control-zoom"):
            assert not tab.frame.locator(one).first.is_visible(), one
        last = tab.frame.locator(".t-claim").last.bounding_box()
        assert last["y"] + last["height"] < panel["y"] + panel["height"]


def test_there_is_land_however_far_out_the_map_is(browser, files):
    land = """() => [...document.querySelectorAll("canvas.leaflet-tile")].some((tile) => {
      const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
      for (let i = 0; i < data.length; i += 4) if (data[i] > 240) return true;
      return false;
    })"""
    for size in ((740, 360), DESKTOP):
        with opened(browser, files["en"], size, reduced_motion="reduce") as tab:
            for _ in range(8):
                out = tab.frame.locator(".leaflet-control-zoom-out")
                if "leaflet-disabled" in out.get_attribute("class"):
                    break
                assert tab.frame.evaluate(land)
                out.click()
                tab.page.wait_for_timeout(100)
            assert tab.state.zoom == 1.5
            tab.page.wait_for_timeout(200)
            assert tab.frame.evaluate(land)


def test_a_related_claim_is_one_press_away_and_the_address_follows(browser, files):
    with opened(browser, files["en"], anchor="#claim=M236") as tab:
        tab.frame.locator('[data-claim="M236"] .t-links a').first.click()
        tab.settle()
        claim = tab.state.open["id"]
        assert tab.state.open["kind"] == "claim" and claim != "M236"
        assert tab.page.url.endswith(f"#claim={claim}")


def test_every_flow_place_and_unmapped_claim_is_in_a_list(browser, files, atlas):
    model = page.draw(atlas).get_root().model
    with opened(browser, files["en"]) as tab:
        bar = tab.frame.locator(".t-bar")
        bar.get_by_role("button", name="All flows").click()
        listed = tab.panel()
        for flow in model["flows"]:
            assert flow["title"] in listed
        bar.get_by_role("button", name="Places").click()
        listed = tab.panel()
        for site in model["sites"]:
            assert site["name"] in listed
        count = model["counts"]["unmapped"]
        bar.get_by_role("button", name=f"Claims not on the map ({count})").click()
        for reason in tab.frame.locator(".t-reason").all():
            reason.locator("summary").first.click()
        tab.settle()
        cards = tab.frame.eval_on_selector_all(
            "[data-claim]", "(all) => all.map((one) => one.dataset.claim)"
        )
        assert len(cards) == count
        assert set(cards) == {
            claim for one in model["unmapped"] for claim in one["claims"]
        }


def test_links_lead_out_by_http_alone_and_tell_nothing(browser, files):
    with opened(browser, files["en"], anchor="#flow=munitions-dprk-russia") as tab:
        links = tab.frame.eval_on_selector_all(
            "#tumen-panel a[target]", "(all) => all.map((one) => [one.href, one.rel])"
        )
        assert len(links) > 20
        for address, rel in links:
            assert address.startswith(("http://", "https://"))
            assert rel == "noopener noreferrer"


def test_a_disc_shows_how_far_off_a_place_may_lie(browser, files):
    with opened(browser, files["en"]) as tab:
        tab.view("far-east")
        assert tab.frame.evaluate("tumen.open('site', 'mozdok-depot')")
        tab.page.wait_for_timeout(500)
        for _ in range(12):
            if tab.state.zoom >= 10:
                break
            tab.frame.locator(".leaflet-control-zoom-in").click()
            tab.page.wait_for_timeout(400)
        pixels = tab.frame.evaluate(
            """() => {
              const canvas = document.querySelector(".leaflet-tumen-halos-pane canvas");
              const ctx = canvas.getContext("2d");
              const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
              return data.some((one) => one);
            }"""
        )
        assert pixels


# For everyone ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_with_the_panel_open_or_closed(
    browser, files, axe, lang, size
):
    with opened(
        browser, files[lang], size, bypass_csp=True, reduced_motion="reduce"
    ) as tab:
        assert violations(tab, axe) == []
        for kind, key in (
            ("line", "rajin-dunai-sea"),
            ("site", "rajin-port"),
            ("vessel", "angara"),
            ("claim", "M002"),
            ("list", "flows"),
            ("list", "unmapped"),
        ):
            assert tab.frame.evaluate(
                "([kind, id]) => tumen.open(kind, id)", [kind, key]
            )
            tab.settle()
            assert violations(tab, axe) == [], (kind, key)


@pytest.mark.parametrize("lang", LANGS)
def test_a_phone_never_scrolls_sideways_and_targets_are_large(browser, files, lang):
    with opened(browser, files[lang], PHONE) as tab:
        for kind, key in (
            (None, None),
            ("line", "rajin-dunai-sea"),
            ("site", "dprk"),
            ("list", "flows"),
        ):
            if kind:
                assert tab.frame.evaluate(
                    "([kind, id]) => tumen.open(kind, id)", [kind, key]
                )
                tab.page.wait_for_timeout(350)
            wide = tab.frame.evaluate(
                "[document.documentElement.scrollWidth, ...[...document.querySelectorAll("
                "'.t-panel-body, .t-head, .t-bar')].map((one) => one.scrollWidth)]"
            )
            assert max(wide) <= PHONE[0], (kind, key, wide)
            small = tab.frame.evaluate(
                """() => [...document.querySelectorAll("button, summary, .t-check")]
                  .map((one) => [one.textContent || one.ariaLabel, one.getBoundingClientRect()])
                  .filter(([, box]) => box.height && box.height < 39.5)
                  .map(([text, box]) => `${text} ${box.height}`)"""
            )
            small = [
                one for one in small if not one.startswith(words.say("credits", lang))
            ]
            assert small == [], (kind, key)


def test_on_a_phone_the_panel_is_a_sheet_over_the_lower_part(browser, files):
    with opened(browser, files["en"], PHONE) as tab:
        assert not tab.frame.locator("#tumen-panel").is_visible()
        tab.frame.get_by_role("button", name="Legend", exact=True).tap()
        assert tab.frame.locator(".t-layers").is_visible()
        tab.frame.locator(".t-close").tap()
        assert not tab.frame.locator("#tumen-panel").is_visible()
        tab.view("far-east")
        tab.click_line("rajin-dunai-sea")
        sheet = tab.frame.locator("#tumen-panel").bounding_box()
        assert (
            sheet["y"] > PHONE[1] * 0.25
            and sheet["y"] + sheet["height"] <= PHONE[1] + 1
        )
        at = tab.frame.evaluate("tumen.where('line', 'rajin-dunai-sea')")
        assert 0 < at["y"] < sheet["y"]


def test_on_a_low_or_enlarged_page_nothing_lies_under_something_else(browser, files):
    """A phone on its side, 1280 by 800 at 200 %, a small phone with its choices open."""
    hit = """(all) => all.filter((one) => {
        one.scrollIntoView({ block: "center" });
        const box = one.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return !one.contains(top);
    }).map((one) => one.outerHTML.slice(0, 90))"""
    wanted = (
        ".t-time button, .t-time-more summary, .t-time-more[open] input, .t-tool, "
        ".t-search-input, .t-bar > .t-bar-button, .t-jump button"
    )
    with opened(browser, files["fr"], (360, 640)) as tab:
        for size in ((360, 640), (640, 400), (740, 360), (960, 540)):
            tab.page.set_viewport_size({"width": size[0], "height": size[1]})
            tab.frame.evaluate(
                "document.querySelector('.t-time-more').open = true; scrollTo(0, 0)"
            )
            tab.page.wait_for_timeout(300)
            shown = tab.frame.locator(wanted).locator("visible=true")
            assert shown.count() > 12
            assert shown.evaluate_all(hit) == [], size
            rows = tab.frame.locator(".t-head, .t-stage, .t-deck, .t-finder, .t-bar")
            boxes = [one.bounding_box() for one in rows.locator("visible=true").all()]
            for one, other in combinations(boxes, 2):
                wide = min(one["x"] + one["width"], other["x"] + other["width"])
                high = min(one["y"] + one["height"], other["y"] + other["height"])
                wide -= max(one["x"], other["x"])
                high -= max(one["y"], other["y"])
                assert wide < 2 or high < 2, size
            assert tab.frame.evaluate("document.documentElement.scrollWidth") == size[0]
        tab.page.set_viewport_size({"width": 740, "height": 360})
        tab.frame.evaluate("location.hash = 'claim=M018'")
        tab.settle()
        sheet = tab.frame.locator("#tumen-panel").bounding_box()
        assert sheet["height"] > 200 and sheet["y"] + sheet["height"] <= 361
        tab.clean(files["fr"].as_uri())


def test_in_forced_colours_the_months_stand_out_from_their_ground(browser, files):
    with opened(
        browser, files["en"], forced_colors="active", color_scheme="dark"
    ) as tab:
        look = """(name) => {
            const one = getComputedStyle(document.querySelector(`.t-months .t-months-${name}`));
            return [one.fill, one.stroke];
        }"""
        ink, ground = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
        assert tab.frame.evaluate(look, "solid")[0] == ink
        assert tab.frame.evaluate(look, "hollow") == [ground, ink]
        assert tab.frame.evaluate(look, "stripe")[1] == ink
        assert tab.frame.evaluate(look, "seen")[0] == ink


@pytest.mark.parametrize(("lang", "size"), [("fr", PHONE), ("en", DESKTOP)])
def test_an_atlas_without_claims_says_so_under_a_title_that_fits(
    browser, axe, tmp_path, lang, size
):
    title = "Containersammeltransportüberwachungsverordnungsprotokoll <b>x</b> مرحبا"
    starting.init(tmp_path / "mine", title=title, today="2026-11-21")
    for table in (tmp_path / "mine" / "data").glob("*.csv"):
        table.write_text(table.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    drawn = page.draw(open_atlas(tmp_path / "mine"), lang=lang)
    (tmp_path / "page.html").write_text(page.html(drawn), encoding="utf-8")
    with opened(browser, tmp_path / "page.html", size) as tab:
        assert tab.frame.inner_text("h1:visible") == title
        head = tab.frame.locator("h1:visible")
        assert head.evaluate("(one) => one.scrollWidth <= one.clientWidth")
        assert tab.frame.evaluate("document.documentElement.scrollWidth") == size[0]
        told = tab.frame.inner_text(".t-tally-line")
        assert told.startswith(words.say("no-claims-yet", lang))
        everything = words.say("view-everything", lang)
        assert tab.frame.inner_text(".t-jump") == everything
        if size == PHONE:
            tab.frame.locator(".t-bar .t-bar-button").first.tap()
        groups = tab.frame.locator(".t-layers fieldset:visible")
        assert all(one.locator("input").count() for one in groups.all())
        assert groups.count() == 1  # the two places of the new atlas
        assert violations(tab, axe) == []
        if size == PHONE:  # a picture as narrow as the page cuts a word that is longer
            tab.frame.locator(".t-close").tap()
            saved = save(tab, "svg").decode("utf-8")
            lines = re.findall(r'<text[^>]*class="t-title"[^>]*>([^<]*)</text>', saved)
            assert len(lines) > 2 and max(map(len, lines)) < 40
            assert unescape("".join(lines)).replace(" ", "") == title.replace(" ", "")
        tab.clean((tmp_path / "page.html").as_uri())


@pytest.mark.parametrize("lang", LANGS)
def test_on_a_phone_the_lists_are_one_row_and_what_has_no_room_unfolds(
    browser, files, axe, lang
):
    with opened(browser, files[lang], PHONE) as tab:
        bar = tab.frame.locator(".t-bar")
        assert bar.bounding_box()["height"] < 60
        more = bar.get_by_role("button", name=words.say("bar-more", lang), exact=True)
        rest = bar.locator("#tumen-rest")
        assert not rest.is_visible()
        more.tap()
        assert rest.get_by_role("button").count() == 3 and rest.is_visible()
        for one in rest.get_by_role("button").all():
            box = one.bounding_box()
            assert box["height"] >= 39.5 and box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE[0]
        assert violations(tab, axe) == []
        tab.page.keyboard.press("Escape")
        assert not rest.is_visible()
        assert more.evaluate("(one) => one === document.activeElement")
        more.tap()
        rest.get_by_role("button").nth(1).tap()
        assert tab.state.open == {"kind": "list", "id": "totals"}
        tab.frame.locator(".t-close").tap()
        assert more.evaluate("(one) => one === document.activeElement")
        assert not rest.is_visible()


def test_the_french_page_is_french(browser, files):
    with opened(browser, files["fr"], anchor="#line=rajin-dunai-sea") as tab:
        assert tab.frame.evaluate("document.documentElement.lang") == "fr"
        text = tab.frame.inner_text("body")
        for word in (
            "Port de Rajin",
            "démentent",
            "octobre 2023",
            "Tous les flux",
            "Repose sur",
        ):
            assert word in text
        for word in ("assert ", " deny", "said by", "All flows", "Rests on"):
            assert word not in text


def test_nothing_moves_for_those_who_ask_for_calm(browser, files):
    with opened(browser, files["en"], reduced_motion="reduce") as tab:
        before = tab.state.zoom
        moved = tab.frame.evaluate(
            """() => {
              document.querySelector('[data-view="far-east"]').click();
              return [tumen.state().zoom, document.querySelectorAll(".leaflet-zoom-anim").length];
            }"""
        )
        assert moved[0] > before and moved[1] == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_names_on_the_map_do_not_touch(browser, files, size):
    with opened(browser, files["en"], size) as tab:
        for view in ("", "default", "far-east", "corridor", "tikhoretsk"):
            if view:  # else as the page opens
                tab.view(view)
            boxes = tab.frame.eval_on_selector_all(
                ".t-label",
                """(all) => all.filter((one) => one.offsetParent !== null && !one.hidden)
                  .map((one) => { const b = one.getBoundingClientRect();
                    return [one.textContent, b.left, b.top, b.right, b.bottom]; })
                  .filter((b) => b[3] > b[1])""",
            )
            assert boxes
            for i, (name, left, top, right, bottom) in enumerate(boxes):
                for other, x0, y0, x1, y1 in boxes[:i]:
                    clear = (
                        right <= x0 + 1
                        or x1 <= left + 1
                        or bottom <= y0 + 1
                        or y1 <= top + 1
                    )
                    assert clear, (view, name, other)


def test_the_main_places_are_named(browser, files):
    with opened(browser, files["en"]) as tab:
        for view, names in {
            "far-east": (
                "Rajin Port",
                "Dunai naval facility",
                "Vostochny Port",
                "Tumangang station",
            ),
            "tikhoretsk": ("Tikhoretsk munitions depot",),
        }.items():
            tab.view(view)
            shown = tab.frame.locator(".t-label:visible").all_inner_texts()
            for name in names:
                assert name in shown, (view, shown)


def test_an_old_browser_is_told_what_the_page_needs(browser, files):
    session = browser.new_context()
    session.add_init_script("delete window.DecompressionStream;")
    tab = session.new_page()
    tab.goto(files["en"].as_uri())
    assert tab.evaluate("tumen.ready") is False
    assert tab.inner_text("#tumen-failed") == words.say("failed", "en")
    session.close()


def test_without_javascript_the_claims_are_there(browser, files):
    session = browser.new_context(java_script_enabled=False)
    tab = session.new_page()
    tab.goto(files["en"].as_uri())
    text = tab.inner_text("main")
    assert words.say("plain-title", "en") in text
    assert tab.locator(".t-plain li").count() > 100
    assert not tab.locator(".t-stage").is_visible()
    session.close()


# Hostile words --------------------------------------------------------------------------


def rich(folder: Path) -> Path:
    """A small atlas that has something to show in every part of every panel."""
    features = copy.deepcopy(SITES)
    for feature, text in zip(features, ("first", "second"), strict=True):
        feature["properties"].update(
            name_ko="알파",
            name_ru="Альфа",
            aliases="A|B",
            admin="somewhere",
            role_en=text,
            role_fr=text,
            note=text,
            flags="ambiguous",
        )
    features[1]["properties"].update(precision="proxy")
    nowhere = copy.deepcopy(features[0])
    nowhere.update(id="nowhere", geometry=None)
    nowhere["properties"].update(
        id="nowhere",
        precision="unlocated",
        uncertainty_m=None,
        name_en="Nowhere",
        name_fr="Nulle part",
    )
    first = ROWS["claims"][0]
    claim = {
        **first,
        "date_as_printed": "then",
        "quantity_as_printed": "about",
        "content_confidence": "inferred",
        "state": "occurred",
        "likelihood": "likely",
        "confidence_words": "likely",
        "flags": "ambiguous; year-inferred",
        "note": "a note",
        "about": first["about"] + "; vessel:ship; event:happening; site:beta-depot",
    }
    stray = {**ROWS["claims"][1], "about": ""}
    claims = [
        claim,
        ROWS["claims"][1],
        {**stray, "id": "T003", "topic": "assessment"},
        {**stray, "id": "T004", "about": "site:nowhere"},
        {**stray, "id": "T005", "about": "practice:ais-off"},
        {**stray, "id": "T006", "about": "vessel:ship", "stance": "speculates"},
        {**stray, "id": "T007", "about": "flow:lost; leg:lost", "stance": "forecast"},
        {
            **stray,
            "id": "T008",
            "about": "flow:twin; leg:twin",
            "stance": "cannot-confirm",
        },
    ]
    flow, leg = ROWS["flows"][0], ROWS["legs"][0]
    flows = [
        {**flow, "note": "a note"},
        {**flow, "id": "twin"},
        {**flow, "id": "lost", "destination": "nowhere", "note": "a note"},
    ]
    legs = [
        leg,
        {**leg, "id": "twin", "flow": "twin"},
        {**leg, "id": "lost", "flow": "lost", "destination": "nowhere"},
    ]
    read = {"source": "REPORT-1", "locator": "page 3"}
    tables = {
        "claims": claims,
        "flows": flows,
        "legs": legs,
        "vessels": [
            {
                "id": "ship",
                "name": "Ship",
                "kind": "ship",
                "role_en": "carrier",
                "role_fr": "porteur",
                "on_route": "yes",
                "note": "a note",
                **read,
            }
        ],
        "vessel_details": [
            {
                "id": "D1",
                "vessel": "ship",
                "attribute": "listing",
                "value": "listed",
                "when": "2023",
                "authority": "somebody",
                **read,
            }
        ],
        "observations": [
            {
                "id": "O1",
                "site": "alpha-port",
                "place_as_printed": "Alpha",
                "vessels": "ship",
                "object_as_printed": "boxes",
                "when": "2023-09",
                "activity_en": "seen",
                "activity_fr": "vu",
                "count_as_printed": "many",
                "ais": "off",
                "outcome": outcome,
                "evidence": "satellite",
                "flags": "ambiguous",
                **read,
            }
            for outcome in ("nothing-seen",)
        ],
        "events": [
            {
                "id": "happening",
                "title_en": "It happened",
                "title_fr": "C'est arrivé",
                "kind": "strike",
                "status": "occurred",
                "when": "2023-09",
                "date_precision": "month",
                "site": "alpha-port",
                "default_visible": "yes",
            }
        ],
    }
    small_atlas(folder, **tables)
    write_layer(folder, "places", [*features, nowhere])
    write_catalog(folder, CATALOG)
    return folder


def in_sight(button) -> bool:
    return button.evaluate(
        """(one) => {
          const box = one.getBoundingClientRect();
          return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) !== null;
        }"""
    )


PWNED = """() => ({
  pwned: window.pwned ?? null,
  made: document.querySelectorAll("img, iframe, object, embed, textarea, svg script").length,
  scripts: document.querySelectorAll("script").length,
  handlers: [...document.querySelectorAll("*")].filter((one) =>
    [...one.attributes].some(({ name }) => name.startsWith("on"))).length,
  links: [...document.querySelectorAll("a[href]")].map((one) => one.href)
    .filter((href) => !/^(https?:|file:)/.test(href)),
})"""


@pytest.mark.parametrize("policy", [True, False], ids=["csp", "no-csp"])
@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_hostile_words_run_nothing_and_show_as_they_stand(
    browser, tmp_path, variant, policy, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    atlas = hostile(open_atlas(rich(tmp_path / "atlas")), **variant)
    drawn = page.draw(atlas)
    model = drawn.get_root().model
    text = page.html(drawn)
    assert not (tmp_path / "PWNED").exists()
    meta = re.search(r'<meta http-equiv="Content-Security-Policy"[^>]*>', text)[0]
    if not policy:
        text = text.replace(meta, "")
    path = tmp_path / "hostile.html"
    path.write_text(text, encoding="utf-8")
    things = [
        *(("line", line["id"]) for line in model["lines"]),
        *(("flow", flow["id"]) for flow in model["flows"]),
        *(("site", site["id"]) for site in model["sites"]),
        *(("vessel", key) for key in model["vessels"]),
        *(("claim", key) for key in model["claims"]),
        *(("list", name) for name in ("flows", "places", "unmapped")),
    ]
    assert len(things) > 15
    with opened(browser, path) as tab:
        shown = tab.frame.inner_text("body")
        for kind, key in things:
            assert tab.frame.evaluate(
                "([kind, id]) => tumen.open(kind, id)", [kind, key]
            )
            tab.frame.evaluate(
                "document.querySelectorAll('details').forEach((one) => (one.open = true))"
            )
            tab.settle()
            shown += tab.frame.inner_text("body")
            for button in tab.frame.locator(".t-site-button").all():
                if button.is_visible() and in_sight(button):
                    button.hover(force=True)
            at = tab.frame.evaluate(
                "([kind, id]) => tumen.where(kind, id)", [kind, key]
            )
            if at:
                tab.page.mouse.move(at["x"], at["y"])
                tab.page.mouse.move(at["x"] + 1, at["y"])
                shown += tab.frame.locator(".t-tip").text_content() or ""
            found = tab.frame.evaluate(PWNED)
            assert found == {
                "pwned": None,
                "made": 0,
                "scripts": 5,
                "handlers": 0,
                "links": [],
            }
        for literal in (
            "<img src=x onerror=window.pwned=1>",
            "</script><script>window.pwned=1</script>",
            "${window.pwned=1}",
            "{{ 7*7 }}",
            "{% for i in range(3) %}A{% endfor %}",
            "&lt;b&gt; & &amp;",
            "\u202eevil\u202c",
        ):
            assert literal in shown, literal
        assert "AAA" not in shown
        tab.clean(path.as_uri())
