"""The state of the page in a real Chromium: the address says it, and it comes back from there."""

import copy
import json
import unicodedata
from base64 import b64encode

import folium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import page, selection, words
from geo.atlas import open_atlas
from geo.overlay import difference, merged
from tests.atlases import ROWS, write_table
from tests.browsing import DESKTOP, LANGS, PHONE, WEB, opened, violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def blank(browser):
    """An empty page on which the page's own ``state.js`` runs."""
    tab = browser.new_page()
    code = b64encode((WEB / "src" / "state.js").read_bytes()).decode()
    tab.evaluate(
        f"import('data:text/javascript;base64,{code}').then((m) => {{ window.state = m; }})"
    )
    code = b64encode((WEB / "src" / "overlay.js").read_bytes()).decode()
    tab.evaluate(
        f"import('data:text/javascript;base64,{code}').then((m) => {{ window.overlay = m; }})"
    )
    yield tab
    tab.close()


chosen = st.lists(st.text(min_size=0, max_size=12), max_size=3, unique=True)
days = st.dates().map(lambda day: day.isoformat())
states = st.fixed_dictionaries(
    {
        "lang": st.sampled_from(["en", "fr"]),
        "open": st.none()
        | st.fixed_dictionaries(
            {
                "kind": st.sampled_from(
                    [
                        "line",
                        "flow",
                        "leg",
                        "site",
                        "vessel",
                        "claim",
                        "event",
                        "source",
                        "conflict",
                        "list",
                    ]
                ),
                "id": st.text(min_size=1),
            }
        ),
        "window": st.none()
        | st.tuples(days, days).map(lambda two: {"from": min(two), "to": max(two)})
        | days.map(lambda day: {"from": None, "to": day}),
        "clock": st.sampled_from(["event", "known"]),
        "undated": st.booleans(),
        "filters": st.fixed_dictionaries(
            {
                **dict.fromkeys(
                    [
                        "mode",
                        "direction",
                        "theme",
                        "stance",
                        "evidence",
                        "status",
                        "grade",
                        "letter",
                        "sources",
                        "recorded",
                    ],
                    chosen,
                ),
                "site": st.none()
                | st.fixed_dictionaries(
                    {
                        "id": st.text(min_size=1),
                        "way": st.sampled_from(["at", "in", "out"]),
                    }
                )
                | st.fixed_dictionaries(
                    {
                        "id": st.text(min_size=1),
                        "way": st.just("between"),
                        "other": st.text(min_size=1),
                    }
                ),
            }
        ),
        "query": st.text(max_size=60),
        "layers": st.dictionaries(
            st.text(min_size=1).filter(lambda key: not key.startswith("-")),
            st.booleans(),
            max_size=3,
        ),
        "view": st.none(),
        "at": st.none()
        | st.fixed_dictionaries(
            {
                "zoom": st.sampled_from([2, 6.5, 12]),
                "lat": st.sampled_from([-12.5, 42, 0]),
                "lon": st.sampled_from([131.25, -0.5]),
            }
        ),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=states)
def test_every_state_comes_back_from_its_address(blank, state):
    """Whatever the words: commas, ampersands, Hangul, control characters."""
    back = blank.evaluate(
        """(state) => {
          const hash = window.state.encode(state, "en");
          return { ...window.state.decode("#" + hash, { lang: "en" }), hash };
        }""",
        state,
    )
    assert back["ignored"] == []
    assert back["state"] == state
    assert set(back["hash"]) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()%&=,/:"
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hash=st.text(max_size=80)
    | st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "from",
                    "to",
                    "at",
                    "lang",
                    "view",
                    "clock",
                    "layers",
                    "between",
                    "in",
                    "claim",
                    "mode",
                    "__proto__",
                    "constructor",
                    "q",
                ]
            ),
            st.text(max_size=12),
        ).map("=".join),
        max_size=5,
    ).map("&".join)
)
def test_no_address_breaks_the_page(blank, hash):
    known = {"lang": "en", "langs": ["en", "fr"], "views": ["default"]}
    back = blank.evaluate(
        "([hash, known]) => window.state.decode(hash, known)", [hash, known]
    )
    state = back["state"]
    assert state["lang"] in ("en", "fr") and state["clock"] in ("event", "known")
    assert state["view"] in (None, "default")
    window = state["window"]
    assert window is None or not all(window.values()) or window["from"] <= window["to"]


@pytest.mark.parametrize(
    ("hash", "window"),
    [
        ("from=2023-08&to=2024-02", {"from": "2023-08-01", "to": "2024-02-29"}),
        ("from=2023", {"from": "2023-01-01", "to": None}),
        ("to=2023", {"from": None, "to": "2023-12-31"}),
        ("from=2023-02-29", None),
        ("from=2024-02&to=2023-08", None),
        ("from=soon", None),
    ],
)
def test_a_window_of_months_is_a_window_of_days(blank, hash, window):
    back = blank.evaluate("(hash) => window.state.decode(hash, { lang: 'en' })", hash)
    assert back["state"]["window"] == window
    assert bool(back["ignored"]) == (window is None)


def test_what_an_address_asks_for_in_vain_is_named_and_the_rest_is_done(browser, files):
    anchor = (
        "#flow=munitions-rajin-dunai&mode=sea,teleport&colour=red&at=7/42.5/131"
        "&layers=lines:technology,places:moon"
    )
    with opened(browser, files["en"], anchor=anchor) as tab:
        state = tab.state
        assert state.open == {"kind": "flow", "id": "munitions-rajin-dunai"}
        assert state.store["filters"]["mode"] == ["sea"]
        assert state.store["layers"] == {"lines:technology": True}
        assert state.zoom == 7
        note = tab.frame.locator(".t-note").inner_text()
        for part in ("mode=teleport", "colour=red", "layers=places:moon"):
            assert part in note
        assert note == tab.frame.locator(".t-stage [role=status]").inner_text()
        tab.clean(files["en"].as_uri())


def test_links_inside_the_page_keep_filters_and_layers(browser, files):
    anchor = "#claim=M002&mode=sea&layers=lines:technology"
    with opened(browser, files["en"], anchor=anchor) as tab:
        tab.frame.locator('a[href="#claim=M002"]').click()
        assert tab.frame.evaluate("location.hash") == anchor
        assert tab.frame.evaluate("tumen.open('site', 'rajin-port')")
        hash = tab.frame.evaluate("location.hash")
        assert hash == "#site=rajin-port&mode=sea&layers=lines:technology"
        tab.frame.evaluate("history.back()")
        tab.page.wait_for_timeout(150)
        assert tab.state.open == {"kind": "claim", "id": "M002"}
        assert tab.state.store["filters"]["mode"] == ["sea"]


def test_where_the_reader_moves_the_map_goes_into_the_address_and_back(browser, files):
    with opened(browser, files["en"], reduced_motion="reduce") as tab:
        assert tab.frame.evaluate("location.hash") == ""
        tab.frame.click(".leaflet-control-zoom-in")
        tab.page.wait_for_timeout(400)
        hash = tab.frame.evaluate("location.hash")
        assert hash.startswith("#at=")
        zoom, centre = tab.state.zoom, tab.state.centre
        tab.view("far-east")
        assert tab.frame.evaluate("location.hash") == "#view=far-east"
    with opened(browser, files["en"], anchor=hash) as tab:
        assert tab.state.zoom == zoom
        assert tab.state.centre == pytest.approx(centre, abs=0.06)
        json.dumps(tab.state.store)


# Both languages in one page -------------------------------------------------------------

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=plain, other=plain)
def test_the_page_puts_the_other_language_together_as_python_takes_it_apart(
    blank, base, other
):
    change = difference(base, other)
    assert merged(base, change) == other
    assert (change is None) == (json.dumps(base) == json.dumps(other)) or base == other
    made = blank.evaluate(
        "(json) => JSON.stringify(window.overlay.merged(...JSON.parse(json)))",
        json.dumps([base, change]),
    )
    assert json.loads(made) == other


def test_the_language_changes_in_the_page_and_everything_else_stays(
    browser, atlas, tmp_path, axe
):
    drawn = page.draw(atlas, links={"other_language": "fr.html"})
    folium.PolyLine([(40, 60), (50, 90)], color="#000000").add_to(drawn)
    path = tmp_path / "page.html"
    path.write_text(page.html(drawn), encoding="utf-8")
    anchor = "#site=rajin-port&mode=sea&layers=lines:technology&at=6.5/42/131"
    with opened(browser, path, anchor=anchor, reduced_motion="reduce") as tab:
        before = tab.state
        assert tab.frame.locator(".leaflet-overlay-pane svg path").count() == 1
        assert not tab.frame.locator("a", has_text="Français").is_visible()
        tab.frame.click("button:has-text('Français')")
        tab.page.wait_for_timeout(300)
        after = tab.state
        for key in ("lines", "sites", "open", "zoom", "passing", "behind", "claims"):
            assert getattr(after, key) == getattr(before, key), key
        assert after.store == {**before.store, "lang": "fr"}
        assert (
            tab.frame.evaluate("location.hash")
            == f"{anchor.replace('&at', '&lang=fr&at')}"
        )
        assert tab.frame.evaluate("document.documentElement.lang") == "fr"
        assert tab.page.title() == words.say("strapline", "fr")
        assert tab.frame.inner_text("h1:visible") == words.say("title", "fr")
        assert atlas.sites.loc["rajin-port", "name_fr"] in tab.panel()
        assert words.say("no-wrongdoing", "fr") in tab.frame.inner_text(
            "footer:visible"
        )
        assert tab.frame.locator(".leaflet-overlay-pane svg path").count() == 1
        assert tab.frame.locator(".t-panel, .t-bar, .t-jump, .t-language").count() == 4
        focus = tab.frame.evaluate("document.activeElement.textContent")
        assert focus == "English"
        assert violations(tab, axe) == []
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_timeout(300)
        assert tab.state.lang == "en" and "seaport" in tab.panel()
        tab.clean(path.as_uri())
    with opened(browser, path, anchor="#lang=fr&claim=M002") as tab:
        assert atlas.claims.loc["M002", "summary_fr"] in tab.panel()
        tab.frame.evaluate("history.replaceState(null, '', '#claim=M002&lang=fr')")
        tab.frame.evaluate("location.hash = '#claim=M002'")
        tab.page.wait_for_timeout(300)
        assert atlas.claims.loc["M002", "summary_en"] in tab.panel()


def test_a_page_switched_to_french_shows_what_the_french_page_shows(browser, files):
    told = []
    for name, anchor in (("fr", ""), ("en", "#lang=fr")):
        with opened(browser, files[name], anchor=anchor) as tab:
            texts = [tab.frame.inner_text("body")]
            for kind, key in (("list", "places"), ("flow", "munitions-rajin-dunai")):
                assert tab.frame.evaluate("([k, i]) => tumen.open(k, i)", [kind, key])
                texts.append(tab.panel())
            told.append(texts)
    assert told[0] == told[1]


# Filters --------------------------------------------------------------------------------


def ids(frame) -> set[str]:
    return set(frame.index)


def ends_of(atlas, claim) -> set[tuple[str, str]]:
    """Ends of what a claim is about, by its own cells and those of its legs and flows."""
    found = {(claim["origin"], claim["destination"])}
    for item in filter(None, (one.strip() for one in claim["about"].split(";"))):
        kind, key = item.split(":", 1)
        table = {"leg": atlas.legs, "flow": atlas.flows}.get(kind)
        if table is not None:
            found.add(tuple(table.loc[key, ["origin", "destination"]]))
    return found


def themes_of(atlas, claim) -> set[str]:
    found = set()
    for item in filter(None, (one.strip() for one in claim["about"].split(";"))):
        kind, key = item.split(":", 1)
        flow = atlas.legs.loc[key, "flow"] if kind == "leg" else key
        if kind in ("leg", "flow"):
            found.add(atlas.flows.loc[flow, "theme"])
    return found


def test_the_filters_let_through_what_python_selects(browser, files, atlas):
    """Each filter against :mod:`geo.selection`, or a count over the tables themselves."""
    claims = atlas.claims
    letters = atlas.sources["reliability"]
    rows = [claims.loc[key] for key in claims.index]

    def by(test) -> set[str]:
        return {row.name for row in rows if test(row)}

    rajin, dunai = "rajin-port", "dunai-naval-facility"
    stated = ids(claims[claims["mode"] == ""])
    expected = {
        "mode=sea": ids(selection.claims(atlas, mode="sea")),
        "mode=sea,rail": ids(selection.claims(atlas, mode="sea"))
        | ids(selection.claims(atlas, mode="rail")),
        "mode=not-stated*": stated,
        "stance=denies": ids(selection.claims(atlas, stance="denies")),
        "evidence=satellite&grade=2": ids(
            selection.claims(atlas, evidence="satellite", credibility="2")
        ),
        "direction=RU%3EDPRK": ids(selection.claims(atlas, direction="RU>DPRK")),
        "letter=A": by(lambda row: letters[row["source"]] == "A"),
        "sources=RUSI-OE": ids(selection.claims(atlas, source="RUSI-OE")),
        "recorded=2026-11-21": ids(claims[claims["recorded"] == "2026-11-21"]),
        "theme=technology": by(lambda row: "technology" in themes_of(atlas, row)),
        f"in={dunai}": by(lambda row: dunai in {b for _, b in ends_of(atlas, row)}),
        f"out={rajin}": by(lambda row: rajin in {a for a, _ in ends_of(atlas, row)}),
        f"between={dunai},{rajin}": by(
            lambda row: {(rajin, dunai), (dunai, rajin)} & ends_of(atlas, row)
        ),
        "stance=denies&mode=air": set(),
    }
    with opened(browser, files["en"]) as tab:
        for hash, wanted in expected.items():
            tab.frame.evaluate("(hash) => { location.hash = hash; }", hash)
            tab.page.wait_for_timeout(40)
            state = tab.state
            assert state.passing == len(wanted), hash
            told = tab.frame.inner_text(".t-tally-line")
            if wanted:
                off = state.passing - state.behind
                assert told.startswith(
                    f"{len(wanted)} of 689 claims; {off} not on the map"
                )
            else:
                assert told.startswith("None of the 689 claims passes")
                assert state.lines == []
        tab.frame.click(".t-clear")
        assert tab.state.passing == 689
        assert tab.frame.evaluate("document.activeElement.className").count("filter")
        tab.clean(files["en"].as_uri())


def test_what_is_drawn_is_what_passing_claims_hold_up(browser, files, atlas):
    model = page.draw(atlas).get_root().model
    with opened(browser, files["en"]) as tab:
        state = tab.state
        assert state.behind == model["counts"]["shown"]
        everything = [f"lines:{one['id']}" for one in model["themes"]]
        everything += [f"places:{one['id']}" for one in model["layers"]]
        hash = f"layers={','.join(everything)}"
        tab.frame.evaluate("(hash) => { location.hash = hash; }", hash)
        tab.page.wait_for_timeout(60)
        assert tab.state.behind == model["counts"]["mapped"]
        tab.frame.evaluate(
            "(hash) => { location.hash = hash; }", f"stance=denies&{hash}"
        )
        tab.page.wait_for_timeout(60)
        denials = ids(selection.claims(atlas, stance="denies"))
        assert tab.state.lines == sorted(
            line["id"]
            for line in model["lines"]
            if denials & {*line["claims"], *line["wider"]}
        )
        ends = {
            end
            for line in model["lines"]
            if line["id"] in tab.state.lines
            for end in (line["from"], line["to"])
        }
        held = {
            site["id"] for site in model["sites"] if denials & set(site["claims"])
        } | ends
        located = {site["id"] for site in model["sites"] if site["at"]}
        assert set(tab.state.sites) == held & located
        read = [site for site in model["sites"] if site["id"] in held & located]
        behind = {claim for site in read for claim in site["claims"]} | {
            claim
            for line in model["lines"]
            if line["id"] in tab.state.lines
            for claim in (*line["claims"], *line["wider"])
        }
        assert tab.state.behind == len(denials & behind)


def test_each_word_of_a_filter_tells_what_choosing_it_would_give(browser, files):
    with opened(browser, files["en"], anchor="#stance=asserts&mode=rail") as tab:
        tab.frame.click(".t-filter-button")
        tab.frame.click('[data-filter="mode"] summary')
        told = tab.frame.eval_on_selector_all(
            '[data-filter="mode"] label',
            "(all) => all.map((one) => [one.querySelector('input').value,"
            " Number(one.querySelector('.t-quiet').textContent)])",
        )
        assert dict(told)["rail"] == tab.state.passing
        for word, n in told:
            mode = word or "not-stated*"
            tab.frame.evaluate(
                "(hash) => { location.hash = hash; }", f"stance=asserts&mode={mode}"
            )
            tab.page.wait_for_timeout(40)
            assert tab.state.passing == n, word


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", LANGS)
def test_filters_and_search_are_for_everyone(browser, files, axe, lang, size):
    with opened(browser, files[lang], size) as tab:
        tab.frame.focus(".t-filter-button")
        tab.page.keyboard.press("Enter")
        for name in ("mode", "site", "sources"):
            tab.frame.focus(f'[data-filter="{name}"] summary')
            tab.page.keyboard.press("Enter")
        tab.settle()
        tab.frame.check('[data-filter="mode"] input[value="sea"]')
        assert tab.state.store["filters"]["mode"] == ["sea"]
        assert violations(tab, axe) == []
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert tab.frame.evaluate(wide)
        if size == PHONE:
            small = tab.frame.eval_on_selector_all(
                ".t-filters :is(summary, label, select, button), .t-finder input[type=search]",
                """(all) => all.filter((one) => one.offsetParent)
                  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
                  .filter(([, height]) => height < 39.5)""",
            )
            assert small == []
        tab.page.keyboard.press("Escape")
        assert not tab.frame.is_visible(".t-filters")
        focus = "document.activeElement.classList.contains('t-filter-button')"
        assert tab.frame.evaluate(focus)
        tab.frame.fill("#t-search", "ra")
        assert violations(tab, axe) == []
        assert tab.frame.evaluate(wide)


# Search ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("라진", "site", "rajin-port"),
        (unicodedata.normalize("NFD", "라진"), "site", "rajin-port"),
        ("라지", "site", "rajin-port"),
        ("rajin p", "site", "rajin-port"),
        ("NAJIN", "site", "rajin-port"),
        ("раджин", "site", "rajin-port"),
        ("Dunay", "site", "dunai-naval-facility"),
        ("dépôt munitions tikhoretsk", "site", "tikhoretsk-depot"),
        ("9161003", "vessel", "lady-r"),
        ("M018", "claim", "M018"),
    ],
)
def test_search_finds_a_name_in_any_script(found, query, kind, key):
    assert (kind, key) in found(query)


@pytest.fixture(scope="module")
def found(browser, files):
    """What the search offers for a query, as (kind, id)."""
    with opened(browser, files["en"]) as tab:

        def ask(query: str) -> list[tuple[str, str]]:
            tab.frame.fill("#t-search", query)
            return [
                tuple(pair)
                for pair in tab.frame.eval_on_selector_all(
                    "#t-found [role=option]",
                    "(all) => all.map((one) => [one.dataset.kind, one.dataset.id])",
                )
            ]

        yield ask


def test_search_works_by_keyboard_and_stays_in_the_address(browser, files):
    with opened(browser, files["en"]) as tab:
        tab.frame.focus("#t-search")
        tab.page.keyboard.type("rajin port")
        box = tab.frame.locator("#t-search")
        assert box.get_attribute("aria-expanded") == "true"
        tab.page.keyboard.press("ArrowDown")
        chosen = box.get_attribute("aria-activedescendant")
        option = tab.frame.locator(f"#{chosen}")
        assert option.get_attribute("aria-selected") == "true"
        assert option.get_attribute("data-id") == "rajin-port"
        tab.page.keyboard.press("Enter")
        assert tab.state.open == {"kind": "site", "id": "rajin-port"}
        assert tab.frame.evaluate("location.hash") == "#site=rajin-port&q=rajin%20port"
        tab.page.keyboard.press("Escape")
        assert box.evaluate("(one) => one === document.activeElement")
        assert tab.state.open is None
        tab.frame.fill("#t-search", "<img src=x onerror=alert(1)> {{7*7}}")
        assert "Nothing found for “<img" in tab.frame.inner_text(".t-found-none")
        tab.page.keyboard.press("Escape")
        tab.page.keyboard.press("Escape")
        assert box.input_value() == "" and tab.state.store["query"] == ""
        tab.clean(files["en"].as_uri())
    with opened(browser, files["en"], anchor="#q=dunay") as tab:
        assert tab.frame.locator("#t-search").input_value() == "dunay"
        assert tab.frame.locator('[data-id="dunai-naval-facility"]').is_visible()


# Tombstones -----------------------------------------------------------------------------


def test_a_link_to_what_was_withdrawn_opens_its_tombstone(browser, small):
    rows = copy.deepcopy(ROWS["claims"])
    rows[1]["withdrawn"] = "2026-11-22"
    write_table(small, "claims", rows)
    gone = {"date": "2026-11-22", "reason_en": "Told twice.", "reason_fr": "Doublon."}
    tombs = [
        gone | {"id": "T002", "successor": "T001"},
        gone | {"id": "old-flow", "successor": ""},
    ]
    write_table(small, "withdrawn", tombs)
    path = small / "page.html"
    path.write_text(page.html(page.draw(open_atlas(small))), encoding="utf-8")
    with opened(browser, path, anchor="#claim=T002") as tab:
        text = tab.panel()
        for part in ("T002 has been withdrawn", "22 November 2026", "Told twice."):
            assert part in text
        assert tab.state.claims == 1
        tab.frame.click('.t-tombstone a[href="#claim=T001"]')
        assert tab.state.open == {"kind": "claim", "id": "T001"}
        tab.frame.evaluate("location.hash = '#flow=old-flow&lang=fr'")
        tab.page.wait_for_timeout(300)
        assert "old-flow a été retiré" in tab.panel() and "Doublon." in tab.panel()
        tab.frame.evaluate("location.hash = '#claim=T0O1'")
        tab.page.wait_for_timeout(300)
        assert tab.state.open is None
        tab.frame.click('.t-note a[href="#claim=T001"]')
        assert tab.state.open == {"kind": "claim", "id": "T001"}
        tab.clean(path.as_uri())
