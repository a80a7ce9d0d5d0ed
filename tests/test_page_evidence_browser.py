"""Panel, registers, stated totals and the text form, in a real Chromium."""

import re
from urllib.parse import unquote

import pytest

from geo import page
from geo.atlas import open_atlas
from geo.stated import statements
from geo.tallies import totals_table
from geo.view import page_model
from tests.atlases import small_atlas
from tests.browsing import DESKTOP, PHONE, opened
from tests.test_page import hostile

pytestmark = pytest.mark.browser

LISTS = (
    "claims", "flow-table", "sources", "vessels", "observations", "events",
    "place-table", "actors", "conflicts", "indicators", "withdrawn", "totals", "registers",
)  # fmt: skip

VISIT = """
(things) => {
  const lost = [];
  const asked = new Set();
  for (const [kind, id] of things) {
    if (!tumen.open(kind, id)) lost.push(`${kind}:${id} does not open`);
    for (const link of document.querySelectorAll('.t-panel-body a[href^="#"]')) {
      asked.add(link.getAttribute("href"));
    }
  }
  return [lost, [...asked]];
}
"""


@pytest.fixture(scope="module")
def model(atlas) -> dict:
    return page_model(atlas)


def ids(model: dict) -> dict[str, list[str]]:
    """Everything that has a page in the panel, by kind."""
    return {
        "list": [*LISTS, "flows", "places", "unmapped", "text"],
        "claim": list(model["claims"]),
        "flow": [one["id"] for one in model["flows"]],
        "line": [one["id"] for one in model["lines"]],
        "leg": [key for key, leg in model["legs"].items() if leg["line"]],
        "site": [one["id"] for one in model["sites"]],
        "observation": [one["id"] for one in model["observations"]],
        **{
            kind: list(model[f"{kind}s"])
            for kind in ("event", "vessel", "conflict", "indicator", "actor", "source")
        },
        "withdrawn": list(model["withdrawn"]),
    }


def some(model: dict, most: int) -> list[tuple[str, str]]:
    """All lists, and some of every other kind, spread over its ids."""
    return [
        (kind, key)
        for kind, keys in ids(model).items()
        for key in (keys if kind == "list" else keys[:: max(1, len(keys) // most)])
    ]


def test_everything_opens_and_every_link_inside_leads_somewhere(browser, files, model):
    with opened(browser, files["en"]) as tab:
        lost, asked = tab.frame.evaluate(VISIT, some(model, 7))
        assert lost == []
        tab.clean(files["en"].as_uri())
    known = {kind: set(keys) for kind, keys in ids(model).items()}
    pairs = [link[1:].split("=", 1) for link in asked]
    assert len(pairs) > 400
    assert {kind for kind, _ in pairs} >= {"actor", "source", "observation", "conflict"}
    assert [(kind, key) for kind, key in pairs if unquote(key) not in known[kind]] == []


def test_a_link_is_a_step_that_back_takes_back(browser, files):
    with opened(browser, files["en"], anchor="#claim=M001") as tab:
        tab.frame.click('[data-claim="M001"] .t-by a')
        assert tab.state.open == {"kind": "actor", "id": "rusi"}
        assert "actor=rusi" in tab.page.url
        tab.page.go_back()
        tab.settle()
        assert tab.state.open == {"kind": "claim", "id": "M001"}


def test_ids_that_reasons_and_remarks_name_are_links(browser, files, model):
    known = {**dict.fromkeys(model["claims"], "claim")}
    known |= dict.fromkeys(model["conflicts"], "conflict")
    asked = []
    with opened(browser, files["en"]) as tab:
        for key in ("M121", "M047", "M136", "M191", "M252", "s002-58"):
            row = model["claims"][key]
            told = f"{row['why']} {row['note']}"
            tab.frame.evaluate("(id) => tumen.open('claim', id)", key)
            links = tab.frame.locator(
                f'[data-claim="{key}"] .t-why p a, [data-claim="{key}"] dd a.t-link'
            )
            found = {one.get_attribute("href") for one in links.all()}
            named = re.findall(r"\b(?:M\d{3}|C\d\d|s00\d-\d+)\b", told)
            asked += named
            assert {f"#{known[one]}={one}" for one in named} <= found, key
            assert (
                "KN-23" not in known
            )  # a letter, a hyphen and digits are not yet an id
    assert len(asked) > 6


def test_what_is_told_of_an_event_stands_line_by_line(browser, files, atlas):
    key = "kharkiv-missile-2024-01-02"
    with opened(browser, files["fr"], anchor=f"#event={key}") as tab:
        lines = tab.frame.locator(".t-told li").all_inner_texts()
        told = atlas.events.loc[key, "attributes_fr"].split("; ")
        assert [re.sub(" : ", "=", one, count=1) for one in lines] == told
        tab.frame.click('.t-told a >> text="M123"')
        assert tab.state.open == {"kind": "claim", "id": "M123"}


def test_grades_and_likelihood_are_separate_marks_with_their_words(
    browser, files, model
):
    likely = next(key for key, row in model["claims"].items() if row["likelihood"])
    with opened(browser, files["en"]) as tab:
        for key in (likely, "s000-15"):
            tab.frame.evaluate("(id) => tumen.open('claim', id)", key)
            claim = model["claims"][key]
            letter = model["sources"][claim["source"]]["letter"]
            marks = tab.frame.locator(".t-marks li").all_inner_texts()
            label = model["words"]["Reliability"][letter]["label"]
            assert marks[0].split() == ["Source", letter, *label.split()]
            label = model["words"]["Credibility"][claim["grade"]]["label"]
            assert marks[1].split() == ["Claim", claim["grade"], *label.split()]
            said = tab.frame.locator(".t-weigh .t-mark-likely").all_inner_texts()
            assert said == (["likely (55-80 %)"] if key == likely else [])
            assert "low" not in " ".join(marks).split()


def test_what_a_claim_does_not_say_is_said(browser, files, model):
    key = next(
        key
        for key, row in model["claims"].items()
        if not row["amount"] and not row["when"] and not row["from"] and not row["to"]
        and any(about.startswith("flow:") for about in row["about"])
    )  # fmt: skip
    with opened(browser, files["en"], anchor=f"#claim={key}") as tab:
        missing = tab.frame.locator(".t-facts dt", has_text="Not reported")
        told = missing.locator("xpath=following-sibling::dd[1]").inner_text()
        assert told == "Quantity · Route · Time spoken of"


def test_claims_outside_the_filters_are_counted_and_can_be_shown(browser, files, model):
    flow = next(one for one in model["flows"] if one["id"] == "munitions-rajin-dunai")
    stances = [model["claims"][key]["stance"] for key in flow["claims"]]
    with opened(
        browser, files["en"], anchor="#flow=munitions-rajin-dunai&stance=denies"
    ) as tab:
        shown = tab.frame.locator(".t-stances [data-claim]")
        assert shown.count() == stances.count("denies")
        section = tab.frame.locator(".t-stance-asserts")
        assert (
            section.locator(".t-outside")
            .inner_text()
            .startswith(
                f"{stances.count('asserts')} more outside the window or filters"
            )
        )
        assert "0 assertions read" not in section.inner_text()
        section.locator(".t-outside button").click()
        assert shown.count() == len(stances)


def test_every_count_says_how_many_are_inside_and_follows_the_window(
    browser, files, model
):
    """The page's words against the states that each claim itself is marked with."""
    flow = max(model["flows"], key=lambda one: len(one["claims"]))
    conflict = next(
        key
        for key, one in model["conflicts"].items()
        if all(side["claims"] for side in one["readings"])
    )
    page_of = f"flow={flow['id']}"
    with opened(browser, files["en"], anchor=f"#{page_of}") as tab:
        inside = tab.frame.locator(".t-inside")
        assert not inside.is_visible()
        home = "() => document.querySelector('.t-tally-line').innerText"
        for window in ("from=2023-09-01&to=2023-10-31", "clock=known&to=2023-10-13"):
            tab.frame.evaluate(
                "(hash) => { location.hash = hash; }", f"{page_of}&{window}"
            )
            tab.page.wait_for_timeout(400)
            words_ = inside.inner_text()
            some, of, rest = re.match(r"(\d+) of (\d+)(.*)", words_).groups()
            undated = re.search(r"\((\d+) undated|and (\d+) undated", rest)
            n_undated = int(next(filter(None, undated.groups()))) if undated else 0
            assert int(of) == len(flow["claims"])
            stances = tab.frame.locator(".t-tally button").all_inner_texts()
            listed = [int(re.match(r"\d+", one)[0]) for one in stances]
            assert int(some) + n_undated == sum(listed)
            tab.frame.evaluate("(hash) => { location.hash = hash; }", window)
            tab.page.wait_for_timeout(400)
            told = tab.frame.inner_text(".t-home-tally")
            passing = str(tab.state.passing)
            assert f"now: {passing} of {tab.state.claims} claims" in told
            assert tab.frame.evaluate(home).startswith(f"{passing} of")
            group = tab.frame.locator('[data-group="munitions"]').locator("xpath=..")
            themes = {line["id"]: line["theme"] for line in model["lines"]}
            drawn = [one for one in tab.state.lines if themes[one] == "munitions"]
            every = [one for one in themes.values() if one == "munitions"]
            assert f"{len(drawn)}/{len(every)}" in group.inner_text()
        # The readings of a conflict follow the filters while they are open, and keep the focus.
        tab.frame.evaluate(
            "(hash) => { location.hash = hash; }", f"conflict={conflict}"
        )
        tab.settle()
        assert tab.frame.locator(".t-reading .t-pass").count() == 0
        card = tab.frame.locator(".t-reading [data-claim]").first
        card.focus()
        key = card.get_attribute("data-claim")
        tab.frame.evaluate("location.hash += '&from=1990-01-01&to=1990-01-31'")
        tab.page.wait_for_timeout(400)
        held = tab.frame.evaluate(
            "document.activeElement.closest('[data-claim], h2')?.outerHTML ?? ''"
        )
        assert key in held or "t-panel-title" in held
        assert tab.frame.locator(".t-reading .t-pass").count() > 0
        tab.clean(files["en"].as_uri())


def test_what_a_reader_unfolded_stays_open_when_the_window_moves(browser, files):
    """In the claims of a place, on the page of a claim, and in what passes the filters."""
    key = "M035"

    def go(hash: str) -> None:
        tab.frame.evaluate("(hash) => { location.hash = hash; }", hash)
        tab.page.wait_for_timeout(250)

    with opened(browser, files["en"]) as tab:
        passing = "list=passing&sources=RUSI-ATS"
        for page_of in ("site=rajin-port", f"claim={key}", passing):
            go(page_of + "&from=2023-08&to=2024-06")
            fold = tab.frame.locator(f'#tumen-panel [data-claim="{key}"] .t-why').last
            fold.locator("summary").click()
            for window in ("from=2023-09&to=2024-03", "clock=known&to=2024-06-30"):
                go(f"{page_of}&{window}")
                assert tab.frame.locator(".t-claim [open]").count() == 1, page_of
                assert fold.get_attribute("open") is not None, page_of
                assert fold.locator("summary").evaluate(
                    "(one) => one === document.activeElement"
                ), (page_of, window)
        # Where the claim itself goes out of the list, the focus goes to its stance.
        go("site=rajin-port")
        tab.frame.locator(f'[data-claim="{key}"]').focus()
        go("site=rajin-port&from=1990&to=1990")
        assert tab.frame.locator(f'#tumen-panel [data-claim="{key}"]').count() == 0
        assert tab.frame.evaluate("document.activeElement.matches('.t-stance h3')")
        # What waits undated follows the filters, also those of the address that opens it.
        go("stance=asserts")
        go("list=passing&stance=denies")
        passing = tab.frame.locator(".t-panel-title").inner_text()
        assert passing == f"{tab.state.passing} claims that pass"
        go("list=undated")
        go("list=undated&stance=denies")
        shown = tab.frame.locator("#tumen-panel [data-claim]").count()
        assert tab.frame.inner_text(".t-panel-title") == f"Undated ({shown})"
        assert 0 < shown < 60


def test_claims_can_be_read_from_old_to_new_from_new_to_old_and_by_speaker(
    browser,
    files,
    model,
):
    order = list(model["claims"])
    with opened(browser, files["en"], anchor="#flow=munitions-rajin-dunai") as tab:

        def read() -> list[str]:
            return tab.frame.eval_on_selector_all(
                ".t-stance-asserts [data-claim]",
                "(all) => all.map((one) => one.dataset.claim)",
            )

        old = read()
        assert old == sorted(old, key=order.index)
        tab.frame.select_option(".t-order select", "new")
        assert read() == old[::-1]
        tab.frame.select_option(".t-order select", "by")
        speakers = [model["claims"][key]["by"].casefold() for key in read()]
        assert [one[0] for one in speakers] == sorted(one[0] for one in speakers)


def test_the_marks_of_the_chart_are_the_statements_of_python(browser, files, atlas):
    with opened(browser, files["en"]) as tab:
        tab.frame.evaluate("tumen.open('list', 'totals')")
        tab.frame.click(".t-totals .t-fold > summary")
        tab.settle()
        drawn = tab.frame.eval_on_selector_all(
            ".t-chart",
            """(all) => all.map((one) => [one.dataset.unit, one.dataset.direction,
              [...one.querySelectorAll("[data-claim]")].map((mark) => mark.dataset.claim)])""",
        )
    table = totals_table(atlas)
    table = table[table["counting"].isin(["running-total", "capacity"])]
    for unit, direction, marks in drawn:
        rows = table[(table["unit"] == unit) & (table["direction"] == direction)]
        stated, _ = statements(atlas, rows)
        assert sorted(marks) == sorted(one.claim for one in stated), (unit, direction)
    assert sum(len(marks) for _, _, marks in drawn) == len(table)
    assert [unit for unit, _, _ in drawn[:4]] == [
        "container",
        "shell",
        "voyage",
        "missile",
    ]


def test_a_mark_stands_as_high_as_its_amount_and_its_speaker_has_a_shape(
    browser,
    files,
    model,
):
    with opened(browser, files["en"]) as tab:
        tab.frame.evaluate("tumen.open('list', 'totals')")
        chart = '.t-chart[data-unit="container"][data-direction="DPRK>RU"]'
        places = dict(
            tab.frame.eval_on_selector_all(
                f"{chart} [data-claim]",
                """(all) => all.map((one) => [one.dataset.claim,
                  +one.querySelector("circle.t-hit").getAttribute("cy")])""",
            )
        )
        ticks = tab.frame.locator(f"{chart} .t-tick").all()
        heights = {
            one.text_content(): float(one.get_attribute("y")) - 3.5 for one in ticks
        }
    zero, ten = heights["0"], heights["10,000"]
    panel = model["totals"][0]
    for mark in panel["marks"]:
        amount = mark.get("least", mark.get("most"))
        if amount is not None:
            expected = zero + (ten - zero) * amount / 10_000
            assert places[mark["claim"]] == pytest.approx(expected, abs=0.01)
    looks = [(one["shape"], one["hue"]) for one in panel["speakers"]]
    assert len(set(looks)) == len(looks)


def test_the_chart_is_one_stop_of_tab_and_its_marks_open_their_claims(browser, files):
    with opened(browser, files["en"]) as tab:
        tab.frame.evaluate("tumen.open('list', 'totals')")
        chart = tab.frame.locator(".t-svg").first
        assert chart.locator('[tabindex="0"]').count() == 1
        first = chart.locator('[tabindex="0"]').get_attribute("data-claim")
        chart.locator('[tabindex="0"]').focus()
        tab.page.keyboard.press("ArrowRight")
        now = tab.frame.evaluate("document.activeElement.dataset.claim")
        assert now != first
        assert chart.locator('[tabindex="0"]').get_attribute("data-claim") == now
        tab.page.keyboard.press("Enter")
        assert tab.state.open == {"kind": "claim", "id": now}
        tab.page.go_back()
        tab.settle()
        box = tab.frame.locator(".t-svg [data-claim]").first.bounding_box()
        tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
        assert tab.state.open["kind"] == "claim"


def test_a_table_sorts_both_ways_says_so_and_puts_what_is_not_reported_last(
    browser,
    files,
    model,
):
    with opened(browser, files["en"]) as tab:
        tab.frame.evaluate("tumen.open('list', 'vessels')")
        heads = tab.frame.locator(".t-table th[scope=col]")
        imo = heads.nth(1)
        column = ".t-table tbody td:nth-child(2)"
        for way, arrow in (("ascending", 1), ("descending", -1)):
            imo.locator("button").click()
            assert imo.get_attribute("aria-sort") == way
            cells = tab.frame.locator(column).all_inner_texts()
            numbers = [cell for cell in cells if cell != "not reported"]
            assert numbers == sorted(numbers, key=lambda cell: arrow * int(cell))
            assert cells[len(numbers) :] == ["not reported"] * (
                len(cells) - len(numbers)
            )
        assert heads.locator("nth=0").get_attribute("aria-sort") is None
        assert len(cells) == len(model["vessels"])


def test_the_text_form_grows_by_a_hundred_rows_and_follows_the_filters(
    browser,
    files,
    model,
):
    with opened(browser, files["en"], anchor="#list=text") as tab:
        rows = tab.frame.locator(".t-table tbody tr")
        assert rows.count() == 100
        tab.frame.click(".t-table-box .t-more")
        assert rows.count() == 200
        key, claim = next(iter(model["claims"].items()))
        first = rows.first.inner_text()
        assert f"{claim['lead']} {claim['text']}" in " ".join(first.split())
        assert key in first
        tab.frame.fill(".t-table-box input", "тест-no-such-letters")
        tab.page.wait_for_timeout(250)
        assert rows.count() == 0
    deny = [k for k, row in model["claims"].items() if row["stance"] == "denies"]
    with opened(browser, files["en"], anchor="#list=text&stance=denies") as tab:
        shown = tab.frame.eval_on_selector_all(
            ".t-table tbody tr", "(all) => all.map((one) => one.dataset.row)"
        )
        assert shown == deny
        left = len(model["claims"]) - len(deny)
        told = tab.frame.locator(".t-table-box .t-outside").inner_text()
        assert told.startswith(f"{left} rows outside the window or filters")


def test_place_names_in_other_scripts_say_their_language(browser, files, model):
    site = next(one for one in model["sites"] if one["id"] == "rajin-port")
    names = dict(site["names"])
    assert {"ko", "ru"} <= set(names)
    with opened(browser, files["fr"], anchor="#site=rajin-port") as tab:
        for lang in ("ko", "ru"):
            shown = tab.frame.locator(f'.t-names [lang="{lang}"]').inner_text()
            assert shown == names[lang]


def test_two_readings_stand_side_by_side_and_on_a_phone_one_under_the_other(
    browser,
    files,
):
    for size, beside in ((DESKTOP, True), (PHONE, False)):
        with opened(browser, files["en"], size, anchor="#conflict=C01") as tab:
            one, two = (
                side.bounding_box() for side in tab.frame.locator(".t-reading").all()
            )
            assert (two["x"] > one["x"] + one["width"] - 1) is beside
            assert (two["y"] > one["y"]) is not beside
            assert tab.frame.locator(".t-reading [data-claim]").count() >= 2


@pytest.mark.parametrize(
    ("lang", "size", "shown"),
    [
        (
            "en",
            DESKTOP,
            ["vessel=angara", "list=totals", "list=sources", "conflict=C01"],
        ),
        ("fr", PHONE, ["claim=M001", "list=totals", "list=text", "observation=O001"]),
    ],
)
def test_panel_registers_chart_and_text_form_have_no_fault_that_axe_finds(
    browser, files, axe, lang, size, shown
):
    with opened(browser, files[lang], size) as tab:
        tab.frame.evaluate(axe)
        for one in shown:
            assert tab.frame.evaluate("(what) => tumen.open(...what)", one.split("="))
            tab.settle()
            found = tab.frame.evaluate(
                "axe.run('#tumen-panel', {resultTypes: ['violations']})"
            )["violations"]
            told = [(bad["id"], bad["nodes"][0]["html"][:150]) for bad in found]
            assert told == [], one
            body, window = tab.frame.evaluate(
                "[document.querySelector('.t-panel-body').scrollWidth, innerWidth]"
            )
            assert body <= window, one


def test_hostile_words_stay_words_in_every_register(browser, tmp_path):
    drawn = page.draw(hostile(open_atlas(small_atlas(tmp_path))))
    file = tmp_path / "hostile.html"
    file.write_text(page.html(drawn), encoding="utf-8")
    model = drawn.get_root().model
    with opened(browser, file) as tab:
        lost, _ = tab.frame.evaluate(VISIT, some(model, 30))
        assert lost == []
        assert tab.frame.evaluate("window.pwned") is None
        assert tab.frame.locator(".t-panel img, .t-panel script").count() == 0
        assert not [
            link
            for link in tab.frame.eval_on_selector_all(
                ".t-panel a", "(all) => all.map((one) => one.getAttribute('href'))"
            )
            if not re.match(r"#|https?://", link)
        ]


def test_the_longest_lists_are_made_in_pieces(browser, atlas, tmp_path):
    drawn = page.draw(atlas)
    model = drawn.get_root().model
    first = next(iter(model["claims"].values()))
    many = {f"X{n:05d}": first | {"links": [], "checks": []} for n in range(20_000)}
    model["claims"] |= many
    flow = model["flows"][0]
    flow["claims"] = [*flow["claims"], *many]
    file = tmp_path / "many.html"
    file.write_text(page.html(drawn), encoding="utf-8")
    timed = """([kind, id]) => {
      const start = performance.now();
      tumen.open(kind, id);
      document.querySelector(".t-panel-body").getBoundingClientRect();
      return [performance.now() - start, document.querySelectorAll(".t-panel *").length];
    }"""
    with opened(browser, file) as tab:
        for what in (("flow", flow["id"]), ("list", "claims")):
            took, nodes = tab.frame.evaluate(timed, list(what))
            assert nodes < 12_000, what
            assert took < 1500, what  # about 200 ms on a quiet machine
