"""The page as Python makes it: a view over claims, offline, inert, the same twice."""

import ast
import base64
import copy
import gzip
import hashlib
import html as html_
import itertools
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import folium
import folium.plugins
import pandas as pd
import pytest
from pyproj import Geod

from geo import page, style, words
from geo.asof import as_of
from geo.atlas import Atlas, open_atlas
from geo.choice import where
from geo.cite import atlas_hash
from geo.errors import ChoiceError, TumenError
from geo.site import build
from geo.tables import LAYER_PROPERTIES, TABLES, Kind
from geo.view import VIEWS, page_model
from geo.vocabulary import Stance
from tests.atlases import ROWS, SITES, small_atlas, write_layer, write_table

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "geo" / "web"
LANGS = ("en", "fr")


@pytest.fixture(scope="module")
def model(atlas) -> dict:
    return page_model(atlas)


@pytest.fixture(scope="module", params=LANGS)
def text(request, atlas) -> str:
    return page.html(page.draw(atlas, lang=request.param))


def block(text: str, name: str) -> object:
    """The value of a data block of a page."""
    packed = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', text)
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def coordinates(flat: list[int]) -> list[tuple[float, float]]:
    """Longitudes and latitudes of a delta-coded list."""
    lons = itertools.accumulate(flat[::2])
    lats = itertools.accumulate(flat[1::2])
    return [(x / 10_000, y / 10_000) for x, y in zip(lons, lats, strict=True)]


def points(line: dict) -> list[tuple[float, float]]:
    """Longitudes and latitudes of a line of the model that runs along no path."""
    (piece,) = line["pieces"]
    return coordinates(piece["c"])


def behind(line: dict) -> list[str]:
    """All claims behind a line: its own, and those about its wider flows."""
    return [*line["claims"], *line["wider"]]


@pytest.mark.parametrize("day", ["", "2024-01-01"])
def test_a_page_names_the_hash_of_the_atlas_that_its_site_holds(tmp_path, atlas, day):
    whole = open_atlas(small_atlas(tmp_path / "atlas")) if day else atlas
    out = build(as_of(whole, day) if day else whole, tmp_path / "site")
    held = atlas_hash(out / "downloads")
    model = block((out / "index.html").read_text("utf-8"), "tumen-model")
    assert model["sha256"] == held
    # An earlier day has a hash of its own, on which what is published later has no say.
    assert (held == atlas_hash(whole.root)) is not bool(day)


def rows_of(value: object) -> list[dict]:
    """Every dictionary in a piece of plain data, however deep."""
    if isinstance(value, dict):
        return [value, *itertools.chain(*map(rows_of, value.values()))]
    return (
        list(itertools.chain(*map(rows_of, value))) if isinstance(value, list) else []
    )


def test_on_the_french_page_nothing_of_the_shipped_atlas_is_left_in_english(atlas):
    french = page_model(atlas, lang="fr")
    assert [row for row in rows_of(french) if "en" in row and row is not french] == []
    assert french["sources"]["RUSI-OE"]["read"] == "texte intégral"
    notes = {row["note"] for row in french["claims"].values()} - {""}
    assert notes == set(atlas.claims["note_fr"]) - {""}
    assert not notes & set(atlas.claims["note"])
    assert french["claims"]["M034"]["at"] == "alinéa sur CAR, ligne 235"
    assert "en" not in page_model(atlas)["claims"]["M001"]


def test_what_nobody_translated_says_on_the_french_page_that_it_is_english(tmp_path):
    told = {"note": "Seen twice.", "commodity": "shells", "commodity_fr": "obus"}
    first, *others = ROWS["claims"]
    folder = small_atlas(tmp_path, claims=[first | told, *others])
    row = page_model(open_atlas(folder), lang="fr")["claims"][first["id"]]
    assert (row["note"], row["goods"]) == ("Seen twice.", "obus")
    assert row["en"] == ["note", "at"]
    assert "en" not in page_model(open_atlas(folder))["claims"][first["id"]]


# A view over claims ---------------------------------------------------------------------


def test_every_claim_is_behind_something_drawn_or_listed_with_the_reason(atlas, model):
    unmapped = [claim for reason in model["unmapped"] for claim in reason["claims"]]
    assert len(unmapped) == len(set(unmapped)) == model["counts"]["unmapped"]
    located = {site["id"] for site in model["sites"] if site["at"]}
    drawn = {claim for line in model["lines"] for claim in behind(line)} | {
        claim
        for site in model["sites"]
        if site["id"] in located
        for claim in site["claims"]
    }
    in_force = set(atlas.claims.index[atlas.claims["withdrawn"] == ""])
    assert set(model["claims"]) == in_force
    assert in_force <= drawn | set(unmapped)
    counts = model["counts"]
    assert counts["claims"] == len(in_force)
    assert counts["shown"] + counts["switched"] + counts["unmapped"] == counts["claims"]
    shown = {
        claim for line in model["lines"] if line["on"] for claim in behind(line)
    } | {claim for site in model["sites"] if site["on"] for claim in site["claims"]}
    told = {claim for claim in shown if claim not in unmapped}
    assert counts["shown"] <= len(told)  # sites list denials of what is about them too
    assert {c for line in model["lines"] if line["on"] for c in behind(line)} <= told


def test_nothing_is_drawn_without_claims(model):
    for line in model["lines"]:
        assert behind(line), line["id"]
        assert not set(line["claims"]) & set(line["wider"]), line["id"]
    for flow in model["flows"]:
        assert flow["claims"], flow["id"]


def test_when_its_claims_go_the_line_goes(small):
    atlas = open_atlas(small)
    assert [line["id"] for line in page_model(atlas)["lines"]] == ["alpha-beta"]
    bare = replace(atlas, tables={**atlas.tables, "claims": atlas.claims.iloc[:0]})
    after = page_model(bare)
    assert after["lines"] == after["flows"] == []


def test_a_withdrawn_claim_is_nowhere_but_on_its_tombstone(small):
    rows = copy.deepcopy(ROWS["claims"])
    rows[0]["withdrawn"] = "2026-11-21"
    write_table(small, "claims", rows)
    write_table(
        small,
        "withdrawn",
        [
            {
                "id": "T001",
                "date": "2026-11-21",
                "reason_en": "A slip.",
                "reason_fr": "Erreur.",
            }
        ],
    )
    shown = page_model(open_atlas(small))
    assert shown.pop("withdrawn") == {
        "T001": {"date": "21 November 2026", "reason": "A slip.", "successor": ""}
    }
    assert "T001" not in json.dumps(shown)
    assert shown["lines"][0]["claims"] == ["T002"]
    assert shown["lines"][0]["width"] == "none"


def test_legs_with_the_same_ends_mode_and_way_are_one_line_that_lists_them(
    atlas, model
):
    seen = Counter(
        (line["from"], line["to"], line["mode"], line["direction"], line["theme"])
        for line in model["lines"]
    )
    assert set(seen.values()) == {1}
    line = next(line for line in model["lines"] if "rajin-dunai-sea" in line["legs"])
    assert set(line["legs"]) >= {"rajin-dunai-sea", "chain-rajin-dunai-sea"}
    assert set(line["flows"]) >= {"munitions-rajin-dunai", "munitions-rajin-tikhoretsk"}
    for leg in line["legs"]:
        assert model["legs"][leg]["line"] == line["id"]
    about = atlas.claims_of("leg", "rajin-dunai-sea").index
    assert set(about) <= set(line["claims"])


def test_a_line_has_the_dash_of_its_firmest_leg_and_never_a_firmer_one(atlas, model):
    ranks = {str(status): rank for status, rank in style.STATUS_RANK.items()}
    for line in model["lines"]:
        statuses = [atlas.legs.loc[leg, "status"] for leg in line["legs"]]
        assert ranks[line["status"]] == min(ranks[status] for status in statuses)


def test_a_denial_of_the_whole_is_read_at_every_line_whose_claims_it_contradicts(model):
    line = next(line for line in model["lines"] if line["id"] == "rajin-dunai-sea")
    stances = Counter(model["claims"][claim]["stance"] for claim in line["claims"])
    assert stances["cannot-confirm"] and stances["denies"]
    own = {f"flow:{flow}" for flow in line["flows"]} | {
        f"leg:{leg}" for leg in line["legs"]
    }
    for claim in line["claims"]:
        assert claim not in line["wider"]
        if not own & set(model["claims"][claim]["about"]):
            assert model["claims"][claim]["stance"] in ("denies", "cannot-confirm"), (
                claim
            )


def test_a_line_counts_its_own_claims_and_keeps_those_about_the_wider_flow_apart(small):
    flow, leg, claim = ROWS["flows"][0], ROWS["legs"][0], ROWS["claims"][0]
    features = copy.deepcopy(SITES)
    third = copy.deepcopy(features[1])
    third.update(id="gamma")
    third["properties"].update(id="gamma", name_en="Gamma", name_fr="Gamma")
    third["geometry"]["coordinates"] = [60.0, 55.0]
    write_layer(small, "places", [*features, third])
    write_table(small, "flows", [{**flow, "destination": "gamma"}])
    onward = {
        "id": "on",
        "seq": "2",
        "origin": leg["destination"],
        "destination": "gamma",
    }
    write_table(small, "legs", [leg, {**leg, **onward}])
    ends = {"origin": leg["origin"], "destination": leg["destination"], "via": ""}
    about = f"flow:{flow['id']}"
    apart = {"origin": leg["origin"], "destination": "gamma", "via": ""}
    claims = [
        {**claim, **ends, "id": "T001", "about": about},  # names both ends
        {**claim, **apart, "id": "T002", "about": about},  # names the ends of the flow
        {**claim, **apart, "id": "T003", "about": f"{about}; leg:{leg['id']}"},
        {**claim, **apart, "id": "T004", "about": about, "stance": "denies"},
        {**claim, **apart, "id": "T005", "about": about, "stance": "cannot-confirm"},
        {
            **claim,
            **apart,
            "id": "T006",
            "via": leg["destination"],
            "about": f"{about}; site:{leg['origin']}",
        },
        {**claim, **apart, "id": "T007", "about": "leg:on"},
    ]
    write_table(small, "claims", claims)
    write_table(small, "claim_links", [])
    made = page_model(open_atlas(small))
    first, second = sorted(made["lines"], key=lambda line: line["id"] == "on")
    assert first["claims"] == ["T001", "T003", "T004", "T005", "T006"]
    assert first["wider"] == ["T002"]
    assert second["claims"] == ["T004", "T005", "T006", "T007"]
    assert second["wider"] == ["T001", "T002", "T003"]
    (told,) = made["flows"]
    assert told["claims"] == [row["id"] for row in claims]


def test_where_the_flow_is_the_leg_its_claims_are_the_legs_unless_they_name_elsewhere(
    small,
):
    claim = {
        **ROWS["claims"][1],
        "stance": "asserts",
        "about": ROWS["claims"][0]["about"],
    }
    features = copy.deepcopy(SITES)
    third = copy.deepcopy(features[1])
    third.update(id="gamma")
    third["properties"].update(id="gamma", name_en="Gamma", name_fr="Gamma")
    write_layer(small, "places", [*features, third])
    about = "flow:" + ROWS["flows"][0]["id"]
    nowhere = {"origin": "", "destination": "", "via": "", "about": about}
    claims = [
        {**claim, **nowhere, "id": "T001"},
        {**claim, **nowhere, "id": "T002", "destination": "gamma"},
    ]
    write_table(small, "claims", claims)
    write_table(small, "claim_links", [])
    (line,) = page_model(open_atlas(small))["lines"]
    assert (line["claims"], line["wider"]) == (["T001"], ["T002"])


def test_the_places_of_a_layer_shown_first_are_on_when_a_claim_is_about_them(
    atlas, model
):
    first = {layer.id for layer in atlas.catalog if layer.default_visible}
    assert first
    about = {
        item
        for claim in model["claims"].values()
        for item in claim["about"]
        if item.startswith("site:")
    }
    for site in model["sites"]:
        if site["layer"] in first and site["at"]:
            told = f"site:{site['id']}" in about or site["kind"] == "rail-link"
            told &= "out-of-scope" not in site["flags"]  # kept to prevent a mix-up
            assert site["on"] or not told, site["id"]
    on = {site["id"] for site in model["sites"] if site["on"]}
    assert "tumangang-khasan-link" in on


def test_denials_travel_along_the_links_and_assertions_do_not(small):
    two_ways(small, area=False)  # T003 denies, and is about the way back
    link = ROWS["claim_links"][0]
    claims = [
        *ROWS["claims"],
        {**ROWS["claims"][1], "id": "T003", "about": "flow:back; leg:back"},
        {**ROWS["claims"][1], "id": "T004", "about": "flow:back"},
        {**ROWS["claims"][0], "id": "T005", "about": "flow:back", "via": ""},
    ]
    links = [
        {**link, "id": "L1", "claim": "T003", "kind": "contradicts", "other": "T001"},
        {**link, "id": "L2", "claim": "T004", "kind": "repeats", "other": "T003"},
        {**link, "id": "L3", "claim": "T005", "kind": "contradicts", "other": "T002"},
    ]
    write_table(small, "claims", claims)
    write_table(small, "claim_links", links)
    there, back = page_model(open_atlas(small))["lines"]
    assert set(there["claims"]) == {"T001", "T002", "T003", "T004"}
    assert set(back["claims"]) == {"T002", "T003", "T004", "T005"}


def test_claims_stand_in_order_of_date(small):
    rows = copy.deepcopy(ROWS["claims"])
    dates = {
        "T003": "2024-01",
        "T004": "2022",
        "T005": "",
        "T006": "/2023-01",
        "T007": "2023-08",
    }
    for key, when in dates.items():
        rows.append(
            {
                **ROWS["claims"][0],
                "id": key,
                "when": when,
                "as_of": "",
                "quantity_min": "",
                "unit": "",
                "counting": "",
            }
        )
    write_table(small, "claims", rows)
    order = page_model(open_atlas(small))["lines"][0]["claims"]
    # T005 is undated, so it stands where its source was published, in October 2023.
    assert order == ["T004", "T006", "T007", "T001", "T002", "T005", "T003"]


def test_an_end_that_no_source_locates_is_listed_not_drawn(model):
    flow = next(
        flow for flow in model["flows"] if flow["id"] == "explosives-farest-sites"
    )
    assert all(model["legs"][leg]["line"] == "" for leg in flow["legs"])
    site = next(site for site in model["sites"] if site["id"] == "sixteen-sites")
    assert site["at"] is None and site["precision"] == "unlocated"


def test_width_does_not_take_a_total_told_of_several_flows(small):
    line = page_model(open_atlas(small))["lines"][0]
    assert line["width"] == "containers-2"
    assert "containers" in line["largest"]
    claims = copy.deepcopy(ROWS["claims"])
    claims[0]["about"] += "; flow:back"
    two_ways(small, area=False)
    write_table(small, "claims", claims)
    atlas = open_atlas(small)
    assert {line["width"] for line in page_model(atlas)["lines"]} == {"none"}


# Geometry -------------------------------------------------------------------------------


def test_a_straight_line_is_the_shortest_way_on_the_globe(small):
    line = page_model(open_atlas(small))["lines"][0]
    drawn = points(line)
    assert not line["curved"]
    start, end = (tuple(site["geometry"]["coordinates"]) for site in SITES)
    assert drawn[0] == pytest.approx(start, abs=1e-4)
    assert drawn[-1] == pytest.approx(end, abs=1e-4)
    geod = Geod(ellps="WGS84")
    lengths = [geod.inv(*a, *b)[2] for a, b in itertools.pairwise(drawn)]
    assert max(lengths) <= 121_000
    assert sum(lengths) == pytest.approx(geod.inv(*start, *end)[2], rel=1e-5)
    assert max(lat for _, lat in drawn) > 53  # a straight line on paper stays below 46


def test_a_line_runs_on_over_the_antimeridian(small):
    features = copy.deepcopy(SITES)
    features[0]["geometry"]["coordinates"] = [170.0, 60.0]
    features[0]["properties"].update(country="RU")
    features[1]["geometry"]["coordinates"] = [-150.0, 61.0]
    features[1]["properties"].update(country="US")
    write_layer(small, "places", features)
    lons = [lon for lon, _ in points(page_model(open_atlas(small))["lines"][0])]
    assert lons[0] == 170 and lons[-1] == 210
    assert all(abs(b - a) < 20 for a, b in itertools.pairwise(lons))


def two_ways(small: Path, *, area: bool) -> list[dict]:
    """Lines of an atlas with a flow each way between the same two places."""
    if area:
        features = copy.deepcopy(SITES)
        features[1]["properties"].update(
            kind="country", precision="area", uncertainty_m=400000
        )
        features[1]["geometry"]["coordinates"] = [40.1, 45.9]
        write_layer(small, "places", features)
    back = {
        **ROWS["flows"][0],
        "id": "back",
        "theme": "return",
        "origin": "beta-depot",
        "destination": "alpha-port",
    }
    leg = {
        **ROWS["legs"][0],
        "id": "back",
        "flow": "back",
        "origin": "beta-depot",
        "destination": "alpha-port",
    }
    claim = {**ROWS["claims"][1], "id": "T003", "about": "flow:back"}
    write_table(small, "flows", [*ROWS["flows"], back])
    write_table(small, "legs", [*ROWS["legs"], leg])
    write_table(small, "claims", [*ROWS["claims"], claim])
    return page_model(open_atlas(small))["lines"]


def test_there_and_back_lie_beside_each_other(small):
    there, back = two_ways(small, area=False)
    # Lanes are to the right of a line's own way, so equal signs are opposite sides.
    assert there["lane"] * back["lane"] > 0
    gap = abs(there["lane"]) + abs(back["lane"])
    widths = {one.id: one.width_px for one in style.WIDTHS}
    assert gap >= (widths[there["width"]] + widths[back["width"]]) / 2 + 4


def test_curves_between_areas_bend_to_opposite_sides(small):
    there, back = two_ways(small, area=True)
    assert there["curved"] and back["curved"]
    middles = [points(line)[len(points(line)) // 2] for line in (there, back)]
    # There runs west, so its right is the north; on the map the curve stands upright.
    (west, north), (east, south) = middles
    assert north - south > 10
    assert north > 46 and south < 42
    assert west == pytest.approx((130.28 + 40.1) / 2, abs=3)
    assert east == pytest.approx((130.28 + 40.1) / 2, abs=3)


def test_more_curves_of_one_way_fan_out(model):
    ways = {}
    for line in model["lines"]:
        if line["curved"]:
            ways.setdefault((line["from"], line["to"]), []).append(points(line))
    fans = [lines for lines in ways.values() if len(lines) > 1]
    assert fans
    for lines in fans:
        middles = {tuple(one[len(one) // 2]) for one in lines}
        assert len(middles) == len(lines)


def test_what_is_no_transport_or_joins_an_area_is_a_curve(atlas, model):
    kinds = atlas.sites["kind"]
    for line in model["lines"]:
        loose = any(
            kinds[end] in ("country", "region", "body")
            for end in (line["from"], line["to"])
        )
        if loose or line["mode"] in ("relation", "broadcast"):
            pathless = not any(atlas.legs.loc[leg, "path"] for leg in line["legs"])
            assert line["curved"] == pathless, line["id"]


def test_the_default_view_holds_what_is_shown_first_near_the_reported_supply(model):
    (west, south), (east, north) = VIEWS["default"]
    sites = {site["id"]: site for site in model["sites"]}
    for name in (
        "rajin-port",
        "dunai-naval-facility",
        "tikhoretsk-depot",
        "tumangang-station",
    ):
        lon, lat = sites[name]["at"]
        assert sites[name]["on"]
        assert west < lon < east and south < lat < north


def test_a_part_that_was_chosen_opens_on_its_own_lines(atlas):
    def box(part: Atlas) -> tuple[float, ...]:
        view = page_model(part)["views"][0]
        assert view["label"] == "What was chosen"
        return tuple(itertools.chain(*view["bounds"]))

    def places(*names: str) -> list[tuple[float, float]]:
        shapes = atlas.sites.loc[list(names)].geometry
        return [(shape.x, shape.y) for shape in shapes]

    west, south, east, north = box(where(atlas, flow="munitions-rajin-dunai"))
    for lon, lat in places("rajin-port", "dunai-naval-facility"):
        assert west < lon < east
        assert south < lat < north
    assert east - west < 4  # Eurasia is 120 degrees wide
    # A call at Simon's Town does not open the ways by sea on both hemispheres.
    west, south, east, north = box(where(atlas, mode="sea"))
    (_, cape), *_ = places("simons-town")
    assert cape < -30 < south
    assert west > VIEWS["default"][0][0]
    for lon, lat in places("rajin-port", "vostochny-port"):
        assert west < lon < east
        assert south < lat < north
    # A day alone chooses nothing.
    assert page_model(as_of(atlas, "2024-01-31"))["views"] == page_model(atlas)["views"]


def test_an_atlas_elsewhere_opens_where_its_places_are(small):
    features = copy.deepcopy(SITES)
    for feature, point in zip(features, ([-60.0, -30.0], [-63.0, -27.0]), strict=True):
        feature["geometry"]["coordinates"] = point
        feature["properties"].update(country="AR")
    write_layer(small, "places", features)
    made = page_model(open_atlas(small), view="far-east")
    assert [view["id"] for view in made["views"]] == ["default"]
    (west, south), (east, north) = made["views"][0]["bounds"]
    assert west < -63 and east > -60 and south < -30 and north > -27
    assert made["view"] == "default"


def test_a_line_with_a_path_runs_along_it_from_its_origin_to_its_destination(model):
    sites = {site["id"]: site["at"] for site in model["sites"]}
    areas = {
        site["id"]
        for site in model["sites"]
        if site["kind"] in ("country", "region", "body")
    }
    ways = [
        line
        for line in model["lines"]
        if any("path" in piece for piece in line["pieces"])
    ]
    assert {"rajin-dunai-sea", "containers-dunai-rajin"} <= {
        line["id"] for line in ways
    }
    for line in ways:
        drawn = []
        for piece in line["pieces"]:
            key = piece.get("path", "")
            part = coordinates(
                model["paths"][key.removeprefix("-")]["c"] if key else piece["c"]
            )
            drawn += part[::-1] if key.startswith("-") else part
        for end, site in ((drawn[0], line["from"]), (drawn[-1], line["to"])):
            if site in areas:  # its anchor is no place: the path starts where it starts
                assert math.dist(end, sites[site]) > 0.005
                continue
            assert end == pytest.approx(sites[site], abs=0.005), (line["id"], site)
        steps = [math.dist(a, b) for a, b in itertools.pairwise(drawn)]
        assert max(steps) < 3, line["id"]  # no jump from one end of a path to the other
        assert not line["curved"]


def test_there_and_back_along_one_path_are_the_same_path_run_the_other_way(model):
    lines = {line["id"]: line for line in model["lines"]}
    there, back = lines["rajin-dunai-sea"], lines["containers-dunai-rajin"]
    assert back["pieces"] == [
        {"path": f"-{piece['path']}"} for piece in there["pieces"]
    ]
    assert there["lane"] != -back["lane"]


def test_a_path_says_what_it_is_and_a_missing_stretch_that_it_is_missing(model):
    paths = model["paths"]
    assert "schematic" in paths["rajin-dunai-sea"]["label"]
    assert paths["rajin-dunai-sea"]["km"] == pytest.approx(203, abs=5)  # 109 nm
    missing = paths["dunai-smolyaninovo-missing"]
    assert missing["missing"] and missing["km"] is None
    assert not paths["rajin-dunai-sea"]["missing"]


def test_a_way_with_a_part_that_is_not_there_is_not_half_drawn(small):
    atlas = open_atlas(small)
    legs = atlas.legs.assign(path="no-such-path")
    broken = replace(atlas, tables={**atlas.tables, "legs": legs})
    (line,) = page_model(broken)["lines"]
    assert [sorted(piece) for piece in line["pieces"]] == [["c"]]


# Words ----------------------------------------------------------------------------------


def test_both_languages_have_all_words():
    for key, pair in words.WORDS.items():
        assert all(pair), key
        fields = [sorted(re.findall(r"\{(\w+)\}", one)) for one in pair]
        assert fields[0] == fields[1], key


def test_the_script_asks_for_no_word_that_does_not_exist():
    asked = set()
    for path in (WEB / "src").glob("*.js"):
        code = path.read_text("utf-8")
        asked |= set(re.findall(r'\bt\("([^"]+)"', code))
        asked |= set(re.findall(r'\b(?:fact|fieldset|part)\(\s*"([^"]+)"', code))
        asked |= set(re.findall(r'^\s*\["([a-z-]+)",', code, re.MULTILINE))
        asked |= set(re.findall(r'model\.ui\["([^"]+)"\]', code))
    stances = [f"{what}-{stance}" for what in ("stance", "none") for stance in Stance]
    widths = [f"width-{one.id}" for one in style.WIDTHS]
    precisions = [f"precision-{one}" for one in ("point", "area", "proxy", "unlocated")]
    assert len(asked) > 50
    for key in {*asked, *stances, *widths, *precisions}:
        assert key in words.WORDS or f"{key}_other" in words.WORDS, key
    assert all(
        f"{key.removesuffix('_one')}_other" in words.WORDS
        for key in words.WORDS
        if key.endswith("_one")
    )


@pytest.mark.parametrize(
    ("edtf", "en", "fr"),
    [
        ("", "", ""),
        ("2023", "2023", "2023"),
        ("2023-08", "August 2023", "août 2023"),
        ("2023-10-14", "14 October 2023", "14 octobre 2023"),
        ("2023-10-01", "1 October 2023", "1er octobre 2023"),
        ("2023-10~", "about October 2023", "vers octobre 2023"),
        ("2023-10-14?", "14 October 2023 (uncertain)", "14 octobre 2023 (incertain)"),
        (
            "2023?-07-25",
            "25 July 2023 (year inferred)",
            "25 juillet 2023 (année déduite)",
        ),
        ("2023?-07", "July 2023 (year inferred)", "juillet 2023 (année déduite)"),
        ("2023-23", "autumn 2023", "automne 2023"),
        ("199X", "the 1990s", "les années 1990"),
        (
            "2023-08/2023-10-14",
            "August 2023 to 14 October 2023",
            "août 2023 – 14 octobre 2023",
        ),
        ("2022-02/..", "since February 2022", "depuis février 2022"),
        ("2022-02-24/..", "since 24 February 2022", "depuis le 24 février 2022"),
        ("../2022", "until 2022", "jusqu'en 2022"),
        ("/2024", "until 2024 (start not stated)", "jusqu'en 2024 (début non indiqué)"),
        (
            "/2024-06-14",
            "until 14 June 2024 (start not stated)",
            "jusqu'au 14 juin 2024 (début non indiqué)",
        ),
        (
            "2023-09/",
            "from September 2023 (end not stated)",
            "depuis septembre 2023 (fin non indiquée)",
        ),
        ("not a date", "not a date", "not a date"),
    ],
)
def test_dates_read_as_words(edtf, en, fr):
    assert words.date(edtf, "en") == en
    assert words.date(edtf, "fr") == fr


def test_every_date_of_the_atlas_reads_as_words(atlas):
    for name, table in TABLES.items():
        for column in table.columns:
            if column.kind is Kind.EDTF:
                for cell in atlas.table(name)[column.name]:
                    for lang in LANGS:
                        spoken = words.date(cell, lang)
                        assert bool(spoken) == bool(cell)
                        assert not re.search(r"\d{4}-|[~%/]|\.\.|XX?\b", spoken), (
                            cell,
                            spoken,
                        )


@pytest.mark.parametrize(
    ("least", "most", "printed", "en", "fr"),
    [
        (18, 18, "", "18 voyages", "18 voyages"),
        (1000, None, "", "at least 1,000 voyages", "au moins 1\u202f000 voyages"),
        (
            None,
            5000,
            "up to",
            "at most 5,000 voyages, printed as “up to”",
            "au plus 5\u202f000 voyages, imprimé « up to »",
        ),
        (0.5, 1.25, "", "0.5 to 1.25 voyages", "0,5 à 1,25 voyages"),
        (
            None,
            None,
            "hundreds",
            "voyages, printed as “hundreds”",
            "voyages, imprimé « hundreds »",
        ),
        (None, None, "", "", ""),
    ],
)
def test_amounts_read_as_words(least, most, printed, en, fr):
    ends = [float("nan") if end is None else float(end) for end in (least, most)]
    assert words.amount(*ends, "voyage", printed, "en") == en
    assert words.amount(*ends, "voyage", printed, "fr") == fr


# The document ---------------------------------------------------------------------------


def test_it_is_a_folium_map_that_takes_layers(atlas):
    drawn = page.draw(atlas)
    assert isinstance(drawn, folium.Map)
    point = {
        "type": "Feature",
        "properties": {"n": 1},
        "geometry": {"type": "Point", "coordinates": [130, 42]},
    }
    points = {"type": "FeatureCollection", "features": [point]}
    group = folium.FeatureGroup("mine").add_to(drawn)
    folium.GeoJson(points, tooltip=folium.GeoJsonTooltip(["n"])).add_to(group)
    folium.CircleMarker((42, 130)).add_to(drawn)
    folium.LayerControl().add_to(drawn)
    text = page.html(drawn)
    assert "L.circleMarker(" in text and "L.control.layers(" in text
    assert not re.search(r"_[0-9a-f]{32}\b", text)  # folium's random ids
    assert text == page.html(drawn)


@pytest.mark.parametrize(
    "layer",
    [
        lambda: folium.TileLayer("OpenStreetMap"),
        lambda: folium.Marker((42, 130), popup="words"),
        lambda: folium.Marker((42, 130), icon=folium.Icon()),
        folium.plugins.MiniMap,
        folium.plugins.Fullscreen,
        lambda: folium.plugins.TimestampedGeoJson(
            {"type": "FeatureCollection", "features": []}
        ),
        lambda: folium.Element("<script src='https://example.org/x.js'></script>"),
    ],
    ids=["tiles", "popup", "icon", "minimap", "fullscreen", "timestamped", "script"],
)
def test_a_layer_that_needs_a_server_is_refused(small, layer):
    drawn = page.draw(open_atlas(small))
    made = layer()
    if type(made) is folium.Element:
        drawn.get_root().html.add_child(made)
        drawn.get_root().add_child(_Adds(made))
    else:
        drawn.add_child(made)
    with pytest.raises(TumenError, match=r"folium|layer added to this map"):
        page.html(drawn)


class _Adds(folium.Element):
    """A figure's child that puts an element into the body when it is rendered."""

    def __init__(self, element: folium.Element) -> None:
        super().__init__()
        self.element = element

    def render(self, **kwargs: object) -> str:
        self.get_root().html.add_child(self.element)
        return ""


def test_a_layer_that_breaks_out_of_its_script_is_refused(small):
    drawn = page.draw(open_atlas(small))
    point = {"type": "Point", "coordinates": [130, 42]}
    folium.GeoJson(
        point, style_function=lambda _: {"color": "</script><script>"}
    ).add_to(drawn)
    with pytest.raises(TumenError, match="break out"):
        page.html(drawn)


def test_folium_is_left_as_it_was(small):
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    drawn = page.draw(open_atlas(small))
    drawn.add_js_link("leaflet", "https://example.org/leaflet.js")
    page.OfflineMap.default_js.clear()
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert len(folium.Map()._id) == 32


def test_a_page_asks_for_nothing(text):
    markup = re.sub(
        r"<script\b.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL
    )
    plain = re.search(r"<noscript><div.*?</noscript>", markup, re.DOTALL)[0]
    frame = markup.replace(plain, "")
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", frame)
    assert not re.search(r"\bsrc=|<link|<img|@import", markup)
    assert re.findall(r"<script[^>]*>", text) == [
        '<script type="text/plain" id="tumen-model">',
        '<script type="text/plain" id="tumen-other">',
        '<script type="text/plain" id="tumen-basemap">',
        "<script>",
        "<script>",
    ]


def test_the_policy_allows_the_two_scripts_by_hash_and_nothing_else(text):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'"
        for one in scripts
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": " ".join(hashes),
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "font-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_document_tells_its_language_title_and_landmarks(text):
    lang = block(text, "tumen-model")["lang"]
    assert text.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">')
    assert f"<title>{html_.escape(words.say('strapline', lang))}</title>" in text
    shown = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    other = r"<(header|footer)[^>]* data-lang hidden>.*?</\1>"
    assert len(re.findall(other, shown, re.DOTALL)) == 2  # waits for the switch
    shown = re.sub(other, "", shown, flags=re.DOTALL)
    for tag in ("h1", "main", "header", "footer"):
        assert len(re.findall(rf"<{tag}[ >]", shown)) == 1
    assert "user-scalable" not in text and "maximum-scale" not in text
    assert html_.escape(words.say("no-wrongdoing", lang)) in text


def test_without_scripts_every_claim_is_one_sentence_with_its_speaker_and_source(text):
    model = block(text, "tumen-model")
    plain = re.search(r"<noscript><div.*?</noscript>", text, re.DOTALL)[0]
    listed = re.findall(r"\[([\w-]+)\]</li>", plain)
    assert listed == list(model["claims"])
    for claim in model["claims"].values():
        for part in (claim["text"], claim["by"], claim["lead"]):
            assert html_.escape(part) in plain
    for site in model["sites"]:
        for lang, name in site["names"]:
            assert f'<span lang="{lang}">{html_.escape(name)}</span>' in plain
    assert all(
        url.startswith(("http://", "https://"))
        for url in re.findall(r'href="([^"]*)"', plain)
    )


def test_of_very_many_claims_those_of_the_opening_view_stay_readable_without_scripts(
    atlas, monkeypatch
):
    monkeypatch.setattr(page, "_PLAIN_CLAIMS", 300)
    drawn = page.draw(atlas)
    model = drawn.get_root().model
    plain = re.search(r"<noscript><div.*?</noscript>", page.html(drawn), re.DOTALL)[0]
    listed = re.findall(r"\[([\w-]+)\]</li>", plain)
    told = {claim for line in model["lines"] if line["on"] for claim in behind(line)}
    assert len(listed) == 300
    assert told >= set(listed) or told <= set(listed)
    assert f"{len(model['claims']) - 300} more claims are not listed here" in plain


def test_every_layer_is_credited(text, atlas):
    foot = html_.unescape(re.search(r"<footer.*?</footer>", text, re.DOTALL)[0])
    for layer in atlas.catalog:
        assert layer.credit in foot and layer.licence in foot
    assert "Natural Earth" in foot and "© OpenStreetMap contributors" in foot
    assert "Leaflet" in foot


def test_without_insets_no_openstreetmap_coast_is_inside_or_credited(small):
    atlas = open_atlas(small)
    with_them, without = (
        page.html(page.draw(atlas, insets=on)) for on in (True, False)
    )
    assert len(without) < len(with_them)
    assert "insets" in block(with_them, "tumen-basemap")
    assert "insets" not in block(without, "tumen-basemap")
    assert (
        "OpenStreetMap" not in re.search(r"<footer.*?</footer>", without, re.DOTALL)[0]
    )


def test_in_a_notebook_the_page_is_in_a_sandbox(small):
    drawn = page.draw(open_atlas(small))
    frame = drawn._repr_html_()
    assert frame.count("<iframe srcdoc=") == 1 and frame.endswith("</div>")
    assert 'sandbox="allow-scripts allow-popups allow-downloads"' in frame
    alone = drawn.get_root().render(still=False)  # its picture lies under the frame
    assert html_.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == alone


def test_links_lead_to_files_beside_the_page(small):
    atlas = open_atlas(small)
    links = {
        "register": "register.html",
        "downloads": "downloads/index.html",
        "other_language": "fr.html",
    }
    text = page.html(page.draw(atlas, links=links))
    for address in links.values():
        assert f'<a href="{address}"' in text
    assert 'hreflang="fr"' in text
    for bad in (
        "https://example.org/",
        "javascript:alert(1)",
        "//example.org",
        "../x.html",
        '"><b>',
        "",
    ):
        with pytest.raises(ChoiceError, match="relative"):
            page.draw(atlas, links={"register": bad})
    with pytest.raises(ChoiceError, match="regsiter"):
        page.draw(atlas, links={"regsiter": "register.html"})


@pytest.mark.parametrize("choice", [{"lang": "de"}, {"view": "europe"}])
def test_an_unknown_choice_is_an_error_that_lists_the_choices(small, choice):
    with pytest.raises(ChoiceError, match=r"en, fr|default, far-east"):
        page.draw(open_atlas(small), **choice)


@pytest.mark.parametrize("view", VIEWS)
def test_the_map_opens_at_the_view_asked_for(atlas, view):
    made = page.draw(atlas, view=view)
    (west, south), (east, north) = VIEWS[view]
    assert made.location == [(south + north) / 2, (west + east) / 2]
    assert made.get_root().model["view"] == view


def test_a_page_weighs_less_than_a_picture_of_it(text):
    assert len(text.encode()) < 1_800_000  # both languages are inside


def test_only_the_page_knows_folium():
    for path in (ROOT / "geo").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        roots = {
            name.partition(".")[0]
            for node in ast.walk(tree)
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert ("folium" in roots or "branca" in roots) == (path.name == "page.py"), (
            path.name
        )


# The same twice -------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_two_builds_are_the_same_in_any_folder_locale_zone_or_hash_seed(tmp_path, lang):
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]);"
        "from geo import open_atlas, page; import folium; folium.Map();"
        "drawn = page.draw(open_atlas(), lang=sys.argv[2]);"
        "folium.LayerControl().add_to(drawn);"
        "print(hashlib.sha256(page.html(drawn).encode()).hexdigest())"
    )
    digests = set()
    for i, (zone, locale, seed) in enumerate(
        [
            ("UTC", "C.UTF-8", "0"),
            ("Asia/Pyongyang", "fr_FR.UTF-8", "1"),
            ("America/Lima", "tr_TR", "31337"),
        ]
    ):
        folder = tmp_path / str(i)
        folder.mkdir()
        done = subprocess.run(
            [
                sys.executable,
                "-X",
                "utf8=0" if i else "utf8=1",
                "-c",
                code,
                str(ROOT),
                lang,
            ],
            cwd=folder,
            env={
                **os.environ,
                "TZ": zone,
                "LANG": locale,
                "LC_ALL": locale,
                "PYTHONHASHSEED": seed,
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        digests.add(done.stdout.strip())
    assert len(digests) == 1


# A hostile atlas ------------------------------------------------------------------------

PAYLOADS = (
    "<img src=x onerror=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "</textarea></title></style></noscript><svg onload=window.pwned=1>",
    "${window.pwned=1}",
    "`+(window.pwned=1)+`",
    "'+(window.pwned=1)+'",
    '"+(window.pwned=1)+"',
    '" onmouseover="window.pwned=1" x="',
    "\\`;window.pwned=1//",
    "{{ 7*7 }}",
    "{% for i in range(3) %}A{% endfor %}",
    "{{ cycler.__init__.__globals__.os.system('touch PWNED') }}",
    "{# comment #}{% endraw %}",
    "\u2028window.pwned=1\u2029",
    "\u202eevil\u202c \u2066x\u2069 \u200f",
    "javascript:window.pwned=1",
    "__proto__",
    "]]> --> <!-- ",
    "&lt;b&gt; & &amp;",
)
"""Words that run where a page or template is careless."""
HOSTILE = " ¦ ".join(PAYLOADS)
HOSTILE_LINK = "javascript:window.pwned=1"
_ID_SUFFIX = "\"'><img src=x onerror=window.pwned=1>${1}{{7*7}}`"


def hostile(atlas: Atlas, *, ids: bool = False, vocabulary: bool = False) -> Atlas:
    """``atlas`` with hostile words in every free cell of every table and layer.

    ``ids`` spoils ids and what refers to them as well; ``vocabulary`` the controlled
    words. No checker has seen the result.
    """
    suffix = _ID_SUFFIX if ids else ""

    def spoil(kind: Kind, cell: object) -> object:
        text = str(cell)
        if kind in (Kind.TEXT, Kind.EDTF, Kind.IMO, Kind.SHA256, Kind.COUNTRY):
            return f"{text} ¦ {HOSTILE}" if kind is Kind.TEXT else HOSTILE
        if kind is Kind.URL:
            return HOSTILE_LINK
        if kind is Kind.DATE:
            return "" if not text else HOSTILE
        if kind in (Kind.ID, Kind.REF):
            return text + suffix if text else text
        if kind in (Kind.REFS, Kind.ABOUT, Kind.WAY):
            return "; ".join(
                item.strip() + suffix for item in text.split(";") if item.strip()
            )
        if kind in (Kind.WORD, Kind.WORDS) and vocabulary:
            return HOSTILE
        return cell

    def spoiled(frame, columns, *, keep=()):
        made = frame.copy()
        for column in columns:
            if column.name not in made or column.name in keep:
                continue
            if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.FLAG):
                continue
            cells = [spoil(column.kind, cell) for cell in made[column.name]]
            if column.name == "withdrawn":
                cells = [""] * len(cells)
            made[column.name] = pd.Series(cells, index=made.index, dtype=object)
        known = {column.name for column in columns}
        for name in made.columns:  # what a layer adds of its own
            if name not in known and name not in ("geometry", "layer"):
                cells = [HOSTILE if isinstance(one, str) else one for one in made[name]]
                made[name] = pd.Series(cells, index=made.index, dtype=object)
        made.index = pd.Index([str(key) + suffix for key in made.index])
        return made

    tables = {
        name: spoiled(atlas.tables[name], table.columns)
        for name, table in TABLES.items()
    }
    layers = {
        name + suffix: spoiled(frame, LAYER_PROPERTIES, keep=("precision",))
        for name, frame in atlas.layers.items()
    }
    sites = spoiled(atlas.sites, LAYER_PROPERTIES, keep=("precision",))
    sites["layer"] = [name + suffix for name in atlas.sites["layer"]]
    stems = ("title", "description", "group")
    names = [f"{stem}_{lang}" for stem in stems for lang in LANGS]
    told = dict.fromkeys([*names, "licence", "credit"], HOSTILE)
    catalog = tuple(
        replace(layer, id=layer.id + suffix, **told) for layer in atlas.catalog
    )
    return Atlas(
        root=atlas.root,
        version=HOSTILE,
        catalog=catalog,
        tables=tables,
        layers=layers,
        _sites=sites,
        _about={},
    )


VARIANTS = ({}, {"ids": True}, {"vocabulary": True}, {"ids": True, "vocabulary": True})


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_hostile_words_run_nothing_while_the_page_is_made(
    atlas, variant, lang, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    text = page.html(page.draw(hostile(atlas, **variant), lang=lang))
    assert not (tmp_path / "PWNED").exists()
    shown = re.sub(
        r"<script\b[^>]*>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL
    )
    assert "window.pwned" in shown  # guard: the words do reach the page, as text
    assert "{{ 7*7 }}" in shown and "AAA" not in shown
    # The page's own picture (its words: tests/test_picture.py), and no other.
    shown, pictures = re.subn(r'<svg xmlns=".*</svg>', "", shown, flags=re.DOTALL)
    assert pictures == 1
    assert not re.search(r"<(img|svg|script)\b", shown)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', shown))
    assert len(re.findall(r"<script\b", text)) == 5
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert not any("pwned" in script for script in scripts)


def test_hostile_words_reach_the_model_as_they_stand(small):
    made = page_model(hostile(open_atlas(small)))
    assert HOSTILE in made["claims"]["T001"]["text"]
    assert made["sources"]["REPORT-1"]["url"] == HOSTILE_LINK
    assert HOSTILE in made["flows"][0]["title"]


def test_a_page_of_the_least_atlas_and_of_an_empty_one_can_be_made(tmp_path):
    atlas = open_atlas(small_atlas(tmp_path, **{name: [] for name in TABLES}))
    text = page.html(page.draw(atlas))
    assert block(text, "tumen-model")["counts"]["claims"] == 0


def test_a_claim_that_can_be_computed_shows_the_computation_beside_it(atlas):
    model = page_model(atlas, lang="en")
    verdicts = [check["verdict"] for check in model["claims"]["M081"]["checks"]]
    assert sorted(verdicts) == ["agrees", "differs"]  # Kerch, and the mainland border
    train = model["claims"]["s002-12"]["checks"]  # 700 km against about 1,440
    assert [check["verdict"] for check in train] == ["differs"]
    for claim in model["claims"].values():
        for check in claim["checks"]:
            assert check["verdict"] in {"agrees", "differs", "cannot be checked"}
            assert check["text"]
            assert check["formula"]


def test_a_site_kept_only_to_prevent_a_mix_up_does_not_show_at_opening(atlas):
    # Kyiv tied the strike on Kotluban to Iranian missiles, not to the DPRK (M223).
    assert "out-of-scope" in atlas.sites.loc["kotluban", "flags"]
    sites = {site["id"]: site for site in page_model(atlas, lang="en")["sites"]}
    assert sites["kotluban"]["on"] is False
    assert sites["tikhoretsk-depot"]["on"] is True
