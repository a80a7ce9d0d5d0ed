"""The state of the page in a real Chromium: the address says it, and it comes back from there."""

import json
from base64 import b64encode

import folium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import page, words
from geo.overlay import difference, merged
from tests.browsing import WEB, opened, violations

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
        assert tab.frame.locator(".t-panel, .t-bar, .t-jump").count() == 3
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
