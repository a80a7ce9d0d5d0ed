"""The systems F01 to F42 that the founding documents describe, one test for each.

A test states what must be so in the shipped atlas and fails if it is not. Founding
claims are those read in the documents 000 to 004; other sources may add to a system
but must not be needed for it.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
from pyproj import Geod
from shapely.geometry import LineString, Point

from geo import vocabulary as v
from tests import finer_coast

if TYPE_CHECKING:
    from geo import Atlas

WGS84 = Geod(ellps="WGS84")
FOUNDING = ("000", "001", "002", "003", "004")
# (lon, lat), from atlases and gazetteers that the shipped layers do not use alone.
RAJIN_PORT = (130.29, 42.23)
DUNAI = (132.35, 42.90)
TUMANGANG_STATION = (130.6081, 42.4214)
KHASAN_STATION = (130.6453, 42.4281)
DANDONG = (124.395, 40.129)
SINUIJU = (124.398, 40.100)
COSMODROME = (128.333, 51.884)
PYONGYANG = (125.755, 39.034)
KERCH = (36.475, 45.357)
DONETSK = (37.80, 48.00)


def listed(cell: str) -> list[str]:
    """Split a cell of several ids or words."""
    return [item for item in cell.split("; ") if item]


def having(frame: pd.DataFrame, column: str, item: str) -> pd.DataFrame:
    """Rows whose cell in ``column`` lists ``item``."""
    return frame[[item in listed(str(cell)) for cell in frame[column]]]


def about(claims: pd.DataFrame, *things: str) -> pd.DataFrame:
    """Claims whose ``about`` names every one of ``things``."""
    for thing in things:
        claims = having(claims, "about", thing)
    return claims


def founding(claims: pd.DataFrame, *documents: str) -> pd.DataFrame:
    """Claims read in the founding documents, or in some of them."""
    return claims[claims["source"].isin(documents or FOUNDING)]


def system(atlas: Atlas, number: str) -> pd.DataFrame:
    """Claims that belong to one system."""
    return having(atlas.claims, "systems", number)


def attributes(event: pd.Series[Any]) -> dict[str, str]:
    """Named values of an event as printed."""
    return dict(pair.split("=", 1) for pair in listed(event["attributes"]))


def km_from(atlas: Atlas, site: str, position: tuple[float, float]) -> float:
    """Distance in kilometres of a site's point from a position worked out elsewhere."""
    point = atlas.sites.loc[site, "geometry"]
    return float(WGS84.inv(point.x, point.y, *position)[2]) / 1000


def line_of(atlas: Atlas, leg: str) -> LineString:
    """The path of a leg, or the straight line between its ends if it has none."""
    row = atlas.legs.loc[leg]
    if row["path"]:
        paths = atlas.layers["paths"].geometry
        points: list[Any] = []
        for item in listed(str(row["path"])):
            track = paths.loc[item.removeprefix("-")]
            points += track.reverse().coords if item.startswith("-") else track.coords
        return LineString(points)
    ends = (atlas.sites.loc[row[end], "geometry"] for end in ("origin", "destination"))
    return LineString(ends)


def legs_of(atlas: Atlas, flow: str) -> pd.DataFrame:
    """Legs of a flow in order."""
    return atlas.legs[atlas.legs["flow"] == flow].sort_values("seq")


def words(series: pd.Series[Any]) -> set[str]:
    """The words that a column holds, without the empty one."""
    return {str(word) for word in series} - {""}


def both_linked(atlas: Atlas, one: str, other: str, conflict: str) -> bool:
    """Whether a link of ``conflict`` joins two claims, either way."""
    links = atlas.claim_links
    links = links[links["conflict"] == conflict]
    pairs = {
        frozenset(pair) for pair in zip(links["claim"], links["other"], strict=True)
    }
    return frozenset((one, other)) in pairs


def test_f01_the_sea_route_joins_rajin_port_to_the_dunai_facility(atlas: Atlas) -> None:
    """Ends within 5 km, no vertex on land, CSIS and RUSI named, Najin an alias."""
    leg = atlas.legs.loc["rajin-dunai-sea"]
    assert (leg["origin"], leg["destination"]) == ("rajin-port", "dunai-naval-facility")
    assert leg["mode"] == "sea"
    assert km_from(atlas, "rajin-port", RAJIN_PORT) < 5
    assert km_from(atlas, "dunai-naval-facility", DUNAI) < 5
    vertices = list(line_of(atlas, "rajin-dunai-sea").coords)
    for end, position in ((vertices[0], RAJIN_PORT), (vertices[-1], DUNAI)):
        assert WGS84.inv(end[0], end[1], *position)[2] < 5_000
    land = finer_coast.read()  # another coast than the one the line was planned on
    assert land.covers(Point(131.9, 43.12))  # Vladivostok, so that the test can fail
    for lon, lat, *_ in vertices:
        from_ends = min(
            WGS84.inv(lon, lat, end[0], end[1])[2]
            for end in (vertices[0], vertices[-1])
        )
        assert from_ends <= 1_000 or not land.covers(Point(lon, lat)), (lon, lat)
    route = founding(about(atlas.claims, "flow:munitions-rajin-dunai"), "002")
    route = route[route["topic"] == "route"]
    assert len(route) >= 1
    for speaker in route["attributed_to"]:
        assert "CSIS" in speaker and "RUSI" in speaker
    assert set(route["direction"]) == {"DPRK>RU"}
    assert set(route["via"]) == {"sea-of-japan"}
    assert set(route["when"]) == {""}
    port = atlas.sites.loc["rajin-port"]
    assert any("Najin" in alias.split() for alias in port["aliases"].split("|"))


def test_f02_the_dark_voyages_name_no_ship_and_give_no_count(atlas: Atlas) -> None:
    """One practice, linked to the sea route, seen by satellite, count unknown."""
    dark = founding(about(atlas.claims, "practice:ais-off"))
    assert len(about(dark, "flow:munitions-rajin-dunai", "vessel:dark-ships")) == 1
    claim = dark.iloc[0]
    assert pd.isna(claim["quantity_min"]) and pd.isna(claim["quantity_max"])
    assert claim["evidence"] == "satellite"
    assert claim["source"] == "002"
    assert atlas.vessels.loc["dark-ships", "imo"] == ""
    ships = {
        thing
        for cell in founding(atlas.claims)["about"]
        for thing in listed(cell)
        if thing.startswith("vessel:")
    }
    assert ships == {"vessel:dark-ships"}


def test_f03_three_past_voyages_lead_to_one_unnamed_shell_company(atlas: Atlas) -> None:
    """Iraq, Syria and China, each past and with no origin; China flagged ambiguous."""
    past = atlas.flows[atlas.flows.index.str.startswith("past-")]
    assert set(past["destination"]) == {"iraq", "syria", "china"}
    assert len(past) == 3
    assert set(past["state"]) == {"past"}
    assert set(past["origin"]) == {""}
    for flow in past.index:
        claims = about(atlas.claims, f"flow:{flow}", "vessel:dark-ships")
        assert set(claims["state"]) == {"past"}
        assert len(about(claims, "actor:russian-shell-companies")) == 1
    flagged = having(atlas.claims, "flags", "ambiguous")
    assert len(about(flagged, "flow:past-china")) == 1
    assert about(flagged, "flow:past-iraq").empty
    assert about(flagged, "flow:past-syria").empty


def test_f04_three_ways_to_hide_a_cargo_and_the_caveat_stand_apart(
    atlas: Atlas,
) -> None:
    """Each technique has a claim of line 18 of its own; the caveat names all three."""
    techniques = ("legal-layering", "flags-of-convenience", "multiple-transshipment")
    line = atlas.claims[
        (atlas.claims["source"] == "002") & (atlas.claims["locator"] == "line 18")
    ]
    for technique in techniques:
        assert technique in set(v.Practice)
        claims = about(line, f"practice:{technique}")
        alone = [c for c in claims["about"] if len(listed(c)) == 1]
        assert len(alone) == 1
    caveat = about(line, *(f"practice:{technique}" for technique in techniques))
    assert len(caveat) == 1
    assert "not always" in caveat.iloc[0]["summary_en"]


def test_f05_the_border_railway_has_a_rise_but_no_amount_and_no_cargo(
    atlas: Atlas,
) -> None:
    """A rail link between the two stations; trend up; amount, cargo, way not stated."""
    link = atlas.sites.loc["tumangang-khasan-link"]
    assert link["kind"] == "rail-link"
    first, *_, last = link["geometry"].coords
    ends = {
        name: min(WGS84.inv(*end[:2], *place)[2] for end in (first, last)) / 1000
        for name, place in (
            ("Tumangang", TUMANGANG_STATION),
            ("Khasan", KHASAN_STATION),
        )
    }
    assert all(km < 2 for km in ends.values()), ends
    assert km_from(atlas, "tumangang-station", TUMANGANG_STATION) < 2
    assert km_from(atlas, "khasan-station", KHASAN_STATION) < 2
    rise = founding(about(atlas.claims, "flow:rail-traffic-tumangang-khasan"))
    rise = rise[rise["topic"] == "link"]
    assert set(rise["trend"]) == {"increase"}
    assert rise["quantity_min"].isna().all() and rise["quantity_max"].isna().all()
    assert all("not stated" in commodity for commodity in rise["commodity"])
    assert all("CSIS" in who and "RUSI" in who for who in rise["attributed_to"])
    flow = atlas.flows.loc["rail-traffic-tumangang-khasan"]
    assert {flow["origin"], flow["destination"]} == {
        "tumangang-station",
        "khasan-station",
    }
    assert flow["direction"] == "unknown"


def test_f06_the_tikhoretsk_chain_keeps_unconfirmed_contents_and_290_km(
    atlas: Atlas,
) -> None:
    """RUSI named, contents unconfirmed, mode unknown in 002, 290 km beside computed km."""
    chain = founding(about(atlas.claims, "flow:munitions-rajin-tikhoretsk"))
    traced = chain[chain["topic"] == "route"]
    assert len(traced) == 1
    claim = traced.iloc[0]
    assert (claim["origin"], claim["destination"]) == ("rajin-port", "tikhoretsk-depot")
    assert claim["content_confidence"] == "unconfirmed"
    assert "RUSI" in claim["attributed_to"]
    assert set(chain["mode"]) == {"unknown"}
    flow = atlas.flows.loc["munitions-rajin-tikhoretsk"]
    assert (flow["origin"], flow["destination"]) == ("rajin-port", "tikhoretsk-depot")
    for leg, row in legs_of(atlas, flow.name).iterrows():
        if row["mode"] != "unknown":
            others = about(atlas.claims, f"leg:{leg}")
            assert not others[~others["source"].isin(FOUNDING)].empty
    depot = atlas.sites.loc["tikhoretsk-depot"]
    assert "Krasnodar" in depot["admin"]
    assert depot["country"] == "RU"
    printed = founding(about(atlas.claims, "site:tikhoretsk-depot"))
    printed = printed[printed["topic"] == "distance"]
    assert list(printed["quantity_min"]) == list(printed["quantity_max"]) == [290]
    assert list(printed["unit"]) == ["km"]
    assert having(printed, "flags", "mismatch").shape[0] == 1
    computed = re.search(r"about (\d+) km to Kerch", printed.iloc[0]["note"])
    assert computed is not None
    assert abs(km_from(atlas, "tikhoretsk-depot", KERCH) - int(computed[1])) < 3
    assert km_from(atlas, "tikhoretsk-depot", KERCH) != 290


def test_f07_the_6700_containers_stand_alone_with_no_split(atlas: Atlas) -> None:
    """One running total since 2023 by sea and rail; its parts carry no number."""
    claims = founding(atlas.claims)
    counted = claims[claims["unit"] == "container"]
    assert list(counted.index) == ["s000-15"]
    total = counted.iloc[0]
    assert total["quantity_min"] == total["quantity_max"] == 6700
    assert "estimated" in total["quantity_as_printed"]
    assert total["counting"] == "running-total"
    assert total["when"] == "2023/.."
    assert total["mode"] == "mixed"
    assert (total["source"], total["state"]) == ("000", "ongoing")
    assert "unattributed" in listed(total["flags"])
    links = atlas.claim_links
    parts = links[(links["other"] == "s000-15") & (links["kind"] == "part_of")]["claim"]
    parts = atlas.claims.loc[[claim for claim in parts if claim.startswith("s")]]
    assert words(parts["mode"]) == {"sea", "rail"}
    assert parts["quantity_min"].isna().all() and parts["quantity_max"].isna().all()
    same = links[(links["claim"] == "s000-15") & (links["kind"] == "repeats")]["other"]
    for other in atlas.claims.loc[list(same), "quantity_min"]:
        assert other == 6700


def test_f08_all_five_documents_speak_of_the_munitions_flow(atlas: Atlas) -> None:
    """Each document has its claims; choosing documents changes starts and stances."""
    flow = atlas.flows.loc["munitions-dprk-russia"]
    assert (flow["origin"], flow["destination"]) == ("dprk", "russia")
    claims = founding(about(atlas.claims, "flow:munitions-dprk-russia"))
    assert set(claims["source"]) == set(FOUNDING)
    starts = {doc: words(claims[claims["source"] == doc]["when"]) for doc in FOUNDING}
    assert "2023/.." in starts["000"]
    assert starts["001"] == {"2022-02/.."}
    assert starts["002"] == starts["004"] == set()
    assert "2022?" in starts["003"]
    stances = {
        doc: words(claims[claims["source"] == doc]["stance"]) for doc in FOUNDING
    }
    assert stances["004"] == {"speculates"}
    assert "cannot-confirm" in stances["002"]
    assert "forecast" in stances["003"]
    assert words(claims["content_confidence"]) == {"asserted"}


def test_f09_the_catalogue_of_weapons_lists_eleven_and_none_delivered(
    atlas: Atlas,
) -> None:
    """Every weapon is named; guesses stay guesses; nothing is told as handed over."""
    catalogue = system(atlas, "F09")
    catalogue = about(catalogue, "flow:munitions-dprk-russia")
    names = " | ".join(catalogue["commodity"])
    for weapon in (
        "152 mm",
        "multiple rocket launchers",
        "Type 73",
        "AK-47",
        "ammunition for those systems",
        "full range of conventional weapons",
        "drones",
        "MANPADS",
        "Bulsae",
        "KN-09",
        "KN-25",
    ):
        assert weapon in names, weapon
    bulsae = catalogue[catalogue["commodity"].str.contains("Bulsae")]
    assert "Kornet" in bulsae.iloc[0]["summary_en"]
    weapons = catalogue[catalogue["topic"] == "flow"]
    analysts = weapons["attributed_to"].str.contains("Bechtol|Chun")
    assert set(weapons[analysts]["stance"]) == {"speculates"}
    assert set(weapons[~analysts]["stance"]) == {"cannot-confirm"}
    assert analysts.sum() == 9 and (~analysts).sum() == 3
    kn = catalogue[catalogue["commodity"].str.contains("KN-")]
    assert set(kn["stance"]) == {"cannot-confirm"} and len(kn) == 2
    assert not words(catalogue["state"]) & {"occurred", "received", "ongoing"}


def test_f10_the_missile_use_has_no_date_and_no_place_below_ukraine(
    atlas: Atlas,
) -> None:
    """The event cites CAR and its speaker, over Ukraine; the transfer is inferred."""
    event = atlas.events.loc["missile-use-car-statement"]
    assert (event["kind"], event["site"], event["when"]) == (
        "weapon-use",
        "ukraine",
        "",
    )
    assert event["date_precision"] == "undated"
    assert {"car", "jonah-leff"} <= set(listed(event["actors"]))
    claims = about(atlas.claims, f"event:{event.name}")
    assert set(claims["source"]) == {"001"}
    assert all("Leff" in who for who in claims["attributed_to"])
    transfer = founding(about(atlas.claims, "flow:missiles-used-ukraine"))
    transfer = transfer[transfer["topic"] == "flow"]
    assert list(transfer["content_confidence"]) == ["inferred"]
    assert list(transfer["destination"]) == ["ukraine"]
    assert atlas.sites.loc["ukraine", "kind"] == "country"
    assert atlas.sites.loc["ukraine", "precision"] == "area"
    assert set(legs_of(atlas, "missiles-used-ukraine")["status"]) == {"inferred"}


def test_f11_food_is_received_needed_or_expected_by_document(atlas: Atlas) -> None:
    """At least four founding claims; each of three documents tells another state."""
    flow = atlas.flows.loc["food-russia-dprk"]
    assert (flow["origin"], flow["destination"]) == ("russia", "dprk")
    claims = founding(about(atlas.claims, "flow:food-russia-dprk"))
    assert len(claims) >= 4
    assert {"received", "need", "expected"} <= words(claims["state"])
    by_document = {doc: words(rows["state"]) for doc, rows in claims.groupby("source")}
    assert "received" in by_document["000"]
    assert by_document["001"] == {"need", "consolidated"}
    assert by_document["003"] == {"expected"}
    assert set(claims["direction"]) == {"RU>DPRK"}


def test_f12_energy_has_four_states_and_no_oil_from_a_founding_document(
    atlas: Atlas,
) -> None:
    """Consolidated, need, potential, expected; apart from Dandong and from F34."""
    flow = atlas.flows.loc["energy-russia-dprk"]
    assert (flow["origin"], flow["destination"]) == ("russia", "dprk")
    claims = founding(about(atlas.claims, "flow:energy-russia-dprk"))
    assert {"consolidated", "need", "potential", "expected"} <= words(claims["state"])
    for commodity in claims["commodity"]:
        assert re.search("energy|hydrocarbon", commodity), commodity
        assert not re.search(r"\boil\b", commodity), commodity
    for other in ("dandong-sinuiju", "russia-china-oil", "russia-china-gas"):
        assert about(claims, f"flow:{other}").empty


def test_f13_currency_and_raw_materials_close_a_loop_with_munitions(
    atlas: Atlas,
) -> None:
    """Russia feeds the arms industry, which feeds munitions, which go to Russia."""
    industry = "actor:dprk-arms-industry"
    edges = set()
    for flow in ("currency-russia-dprk", "raw-materials-russia-dprk"):
        row = atlas.flows.loc[flow]
        assert (row["origin"], row["destination"]) == ("russia", "dprk")
        fed = about(atlas.claims, f"flow:{flow}", industry)
        assert len(fed) >= 1
        assert set(fed["direction"]) == {"RU>DPRK"}
        edges.add((flow, "industry"))
    assert len(about(atlas.claims, industry, "flow:munitions-dprk-russia")) >= 1
    edges.add(("industry", "munitions-dprk-russia"))
    munitions = atlas.flows.loc["munitions-dprk-russia"]
    assert (munitions["origin"], munitions["destination"]) == ("dprk", "russia")
    edges |= {
        ("munitions-dprk-russia", flow)
        for flow in ("currency-russia-dprk", "raw-materials-russia-dprk")
        if atlas.flows.loc[flow, "origin"] == munitions["destination"]
    }
    nodes = {node for edge in edges for node in edge}
    loops = [
        ring
        for ring in itertools.permutations(nodes, 3)
        if all(pair in edges for pair in zip(ring, (*ring[1:], ring[0]), strict=True))
    ]
    assert len(loops) == 6  # two loops of three edges, each found from three starts
    potential = founding(about(atlas.claims, "flow:currency-russia-dprk"), "002")
    assert set(potential["state"]) == {"potential"}


def test_f14_diplomatic_cover_is_a_relation_and_names_the_veto(atlas: Atlas) -> None:
    """The United Nations has claims of 000 and 003; nothing is drawn as goods."""
    flow = atlas.flows.loc["diplomatic-cover-un"]
    assert (flow["origin"], flow["destination"]) == ("russia", "un")
    assert flow["theme"] == "diplomacy"
    assert set(legs_of(atlas, flow.name)["mode"]) == {"relation"}
    cover = about(atlas.claims, "flow:diplomatic-cover-un", "site:un")
    assert {"000", "003"} <= set(cover["source"])
    assert set(cover["direction"]) == {"RU>DPRK"}
    assert any("veto" in commodity for commodity in cover["commodity"])


def test_f15_two_launches_and_four_separate_technology_lines(atlas: Atlas) -> None:
    """A dated success, an undated failure; fuel and engines supposed; data by the NIS."""
    success = atlas.events.loc["malligyong-1-launch"]
    failure = atlas.events.loc["malligyong-1-1-failure"]
    assert (success["kind"], success["when"]) == ("launch", "2023-11-21")
    assert (failure["kind"], failure["when"]) == ("launch", "")
    assert attributes(success)["object"] != attributes(failure)["object"]
    assert attributes(success)["outcome"] == "success"
    assert attributes(failure)["outcome"] == "failure"
    assert all("attempt" not in attributes(event) for event in (success, failure))
    for flow in ("tech-rocket-fuel", "tech-rocket-engine"):
        assert set(about(atlas.claims, f"flow:{flow}")["stance"]) == {"speculates"}
    ends = {
        "satellite-data-dprk-russia": ("dprk", "russia", "DPRK>RU"),
        "satellite-feedback-russia-dprk": ("russia", "dprk", "RU>DPRK"),
    }
    for flow, (origin, destination, way) in ends.items():
        row = atlas.flows.loc[flow]
        assert (row["origin"], row["destination"]) == (origin, destination)
        claims = about(atlas.claims, f"flow:{flow}")
        assert set(claims["speakers"]) == {"rok-nis"}
        assert set(claims["direction"]) == {way}
    assert atlas.sites.loc["vostochny-cosmodrome", "kind"] == "launch-site"
    assert km_from(atlas, "vostochny-cosmodrome", COSMODROME) < 15
    for claim in founding(atlas.claims).itertuples():
        places = f"{claim.about} {claim.origin} {claim.destination}"
        assert "vostochny-port" not in places, claim.Index


def test_f16_strategic_technology_is_split_by_class_and_never_delivered(
    atlas: Atlas,
) -> None:
    """Eight classes and more; every claim has one of the named states; Postol, 38 North."""
    classes = {
        "tech-icbm",
        "tech-slbm",
        "tech-nuclear",
        "tech-nuclear-submarine",
        "tech-hypersonic",
        "tech-guidance",
        "tech-propulsion",
        "tech-long-range",
        "tech-ballistic",
        "tech-iskander",
    }
    assert classes <= set(atlas.flows.index)
    assert "technology" not in atlas.flows.index
    for flow in classes:
        row = atlas.flows.loc[flow]
        assert (row["origin"], row["destination"]) == ("russia", "dprk")
        assert len(founding(about(atlas.claims, f"flow:{flow}"))) >= 1
    allowed = {
        "sought",
        "expected",
        "suspected",
        "withheld",
        "refuted",
        "hypothetical",
    }
    claims = system(atlas, "F16")
    technology = claims[claims["topic"] == "technology"]
    assert len(technology) >= 20
    assert set(technology["state"]) <= allowed
    assert words(claims["state"]) <= allowed
    icbm = about(atlas.claims, "flow:tech-icbm")
    assert list(icbm[icbm["stance"] == "denies"]["speakers"]) == ["38-north"]
    thesis = having(icbm, "speakers", "theodor-postol")
    assert list(thesis["stance"]) == ["speculates"]
    assert both_linked(atlas, "s002-84", "s002-85", "C11")


def test_f17_conventional_technology_and_the_three_sites_kim_toured(
    atlas: Atlas,
) -> None:
    """One line with claims of 000, 001 and 002; the toured sites have no position."""
    flow = atlas.flows.loc["tech-conventional"]
    assert (flow["origin"], flow["destination"]) == ("russia", "dprk")
    assert "conventional_or_industrial" in flow["note"]
    claims = about(atlas.claims, "flow:tech-conventional")
    assert {"000", "001", "002"} <= set(claims["source"])
    for site in ("sukhoi-plant", "kim-air-base", "biotech-centre"):
        visits = founding(about(claims, f"site:{site}"))
        assert list(visits["topic"]) == ["visit"]
        place = atlas.sites.loc[site]
        outside = [
            source for source in listed(place["sources"]) if source not in FOUNDING
        ]
        assert place["geometry"] is None or outside
        assert place["precision"] == "unlocated" or outside


def test_f18_only_one_line_carries_missile_expertise_to_russia(atlas: Atlas) -> None:
    """Exactly one claim, of document 004, that only supposes it."""
    claims = atlas.claims[
        atlas.claims["commodity"].str.contains("missile expertise")
        & (atlas.claims["direction"] == "DPRK>RU")
    ]
    assert list(claims["source"]) == ["004"]
    assert list(claims["stance"]) == ["speculates"]
    flows = {thing for cell in claims["about"] for thing in listed(cell)}
    assert flows == {"flow:missile-expertise-dprk-russia"}
    flow = atlas.flows.loc["missile-expertise-dprk-russia"]
    assert (flow["origin"], flow["destination"]) == ("dprk", "russia")
    assert list(legs_of(atlas, flow.name)["status"]) == ["schematic"]
    ways = atlas.flows[
        (atlas.flows["origin"] == "dprk")
        & (atlas.flows["destination"] == "russia")
        & (atlas.flows["theme"] == "technology")
    ]
    assert set(ways.index) == {flow.name, "satellite-data-dprk-russia"}


def test_f19_television_moves_from_a_chinese_to_an_unnamed_satellite(
    atlas: Atlas,
) -> None:
    """China from 2012 to 4 July 2024, Russia from then; the date is doubted."""
    chinese = about(atlas.claims, "flow:tv-satellite-china", "actor:kctv")
    chinese = chinese[chinese["topic"] == "link"]
    russian = about(atlas.claims, "flow:tv-satellite-russia", "actor:kctv")
    assert list(chinese["when"]) == ["2012/2024-07-04"]
    assert list(russian["when"]) == ["2024-07-04/.."]
    for claims in (chinese, russian):
        assert all("date-doubtful" in listed(cell) for cell in claims["flags"])
        assert all("C25" in listed(cell) for cell in claims["conflicts"])
    event = atlas.events.loc["tv-satellite-switch"]
    assert (event["when"], event["kind"]) == ("2024-07-04", "service")
    assert "date-doubtful" in listed(event["flags"])
    assert attributes(event)["to"] == "Russian satellite, not named"
    flow = atlas.flows.loc["tv-satellite-russia"]
    told = " ".join([*russian["summary_en"], flow["title_en"], flow["summary_en"]])
    assert "Express" not in told
    for name in ("tv-satellite-china", "tv-satellite-russia"):
        assert list(legs_of(atlas, name)["mode"]) == ["broadcast"]
        assert atlas.flows.loc[name, "destination"] == "dprk"


def test_f20_dandong_sinuiju_is_told_as_lawful_with_unknown_caps(atlas: Atlas) -> None:
    """Ends within 5 km, lawful within caps, CN>DPRK, three goods, no cap value."""
    flow = atlas.flows.loc["dandong-sinuiju"]
    assert (flow["origin"], flow["destination"]) == ("dandong", "sinuiju")
    assert flow["sanctions"] == "legal-capped"
    assert flow["theme"] == "corridor"
    assert km_from(atlas, "dandong", DANDONG) < 5
    assert km_from(atlas, "sinuiju", SINUIJU) < 5
    line = line_of(atlas, "dandong-sinuiju")
    for end, position in zip((0, -1), (DANDONG, SINUIJU), strict=True):
        assert WGS84.inv(*line.coords[end][:2], *position)[2] < 5_000
    claims = about(atlas.claims, "flow:dandong-sinuiju")
    goods = claims[claims["topic"] == "flow"]
    assert sorted(goods["commodity"]) == ["cereals", "fertiliser", "hydrocarbons"]
    assert set(claims["direction"]) == {"CN>DPRK"}
    assert claims["quantity_min"].isna().all() and claims["quantity_max"].isna().all()
    assert set(legs_of(atlas, flow.name)["mode"]) == {"unknown"}


def test_f21_three_clandestine_labour_lines_without_numbers(atlas: Atlas) -> None:
    """From the DPRK to Mongolia, Qatar and Poland, uncounted, none through Russia."""
    labour = atlas.flows[atlas.flows["theme"] == "labour"]
    assert set(labour["origin"]) == {"dprk"}
    assert sorted(labour["destination"]) == ["mongolia", "poland", "qatar"]
    for flow in labour.index:
        legs = legs_of(atlas, flow)
        assert len(legs) == 1
        assert "russia" not in {*legs["origin"], *legs["destination"]}
        claims = about(atlas.claims, f"flow:{flow}")
        assert len(claims) >= 1
        assert (
            claims["quantity_min"].isna().all() and claims["quantity_max"].isna().all()
        )
        assert set(claims["via"]) == {""}


def test_f22_the_bangladesh_theft_keeps_its_doubtful_year_and_amount(
    atlas: Atlas,
) -> None:
    """One finance event, 2018 and 81,000,000 EUR as printed, doubted, in Bangladesh."""
    theft = atlas.events[atlas.events["kind"] == "finance"]
    assert list(theft.index) == ["bangladesh-heist"]
    event = theft.iloc[0]
    assert attributes(event)["year_as_printed"] == "2018"
    assert attributes(event)["amount_as_printed"] == "81000000 EUR"
    assert {"date-doubtful", "number-doubtful"} <= set(listed(event["flags"]))
    assert atlas.sites.loc[event["site"], "country"] == "BD"
    claims = founding(about(atlas.claims, "event:bangladesh-heist"))
    claim = claims.iloc[0]
    assert (claim["quantity_min"], claim["unit"], claim["when"]) == (
        81e6,
        "EUR",
        "2018",
    )
    assert {"date-doubtful", "number-doubtful"} <= set(listed(claim["flags"]))


def test_f23_trafficking_has_no_destination_and_khan_is_history(atlas: Atlas) -> None:
    """Two revenue lines open at the end, one line from Pakistan dated 2002; context."""
    for flow in ("revenue-conventional-arms", "revenue-wmd"):
        row = atlas.flows.loc[flow]
        assert (row["origin"], row["destination"]) == ("dprk", "")
        assert row["theme"] == "context"
        assert not row["default_visible"]
        assert list(about(atlas.claims, f"flow:{flow}")["topic"]) == ["finance"]
    khan = atlas.flows.loc["khan-pakistan-dprk"]
    assert (khan["origin"], khan["destination"]) == ("pakistan", "dprk")
    assert (khan["theme"], khan["state"]) == ("context", "past")
    claims = about(atlas.claims, "flow:khan-pakistan-dprk")
    assert list(claims["when"]) == ["2002"]


def test_f24_each_visit_or_letter_is_one_event(atlas: Atlas) -> None:
    """Fourteen events with their dates; the Vladivostok forecast is a claim only."""
    expected = {
        "hanoi-2019": "2019",
        "vladivostok-summit-2019": "2019",
        "shoigu-pyongyang-2023-07": "2023-07-25",
        "li-hongzhong-pyongyang-2023-07": "2023-07",
        "kim-letter-2023-08": "2023?-08",
        "putin-reply-2023-08": "2023?-08",
        "vostochny-summit-2023-09-13": "2023-09-13",
        "sukhoi-plant-visit-2023": "2023?-09",
        "air-base-visit-2023": "2023?-09",
        "biotech-centre-visit-2023": "2023?-09",
        "lavrov-pyongyang-2023-10": "2023?-10",
        "putin-pyongyang-2024-06-19": "2024?-06-19",
        "kim-geum-chol-delegation-2024": "2024?",
        "contacts-since-2022-02": "2022-02/..",
    }
    events = atlas.events.loc[list(expected)]
    assert dict(events["when"]) == expected
    assert "" not in set(events["date_precision"])
    for event in expected:
        assert len(founding(about(atlas.claims, f"event:{event}"))) >= 1, event
    inferred = events[events["date_precision"] == "inferred-year"]
    assert all("year-inferred" in listed(cell) for cell in inferred["flags"])
    vostochny = atlas.events.loc["vostochny-summit-2023-09-13"]
    assert vostochny["site"] == "vostochny-cosmodrome"
    assert attributes(vostochny)["arrival"] == "2023-09-12"
    assert attributes(vostochny)["departure"] == "2023-09-17"
    forecast = atlas.claims.loc["s003-79"]
    assert (forecast["stance"], forecast["destination"]) == ("forecast", "vladivostok")
    assert "superseded" in listed(forecast["flags"])
    assert "event:vostochny-summit-2023-09-13" in listed(forecast["about"])
    meetings = having(atlas.events, "actors", "kim-jong-un")
    meetings = having(meetings, "actors", "vladimir-putin")
    september = meetings[
        (meetings["kind"] == "visit") & meetings["when"].str.startswith("2023")
    ]
    assert list(september.index) == ["vostochny-summit-2023-09-13"]
    at_vladivostok = atlas.events[atlas.events["site"] == "vladivostok"]
    assert set(at_vladivostok["when"]) == {"2019"}


def test_f25_two_train_journeys_and_a_distance_that_does_not_fit(atlas: Atlas) -> None:
    """2019 has no start; 2023 keeps 700 km as printed beside the computed distance."""
    for flow in ("train-2019-vladivostok", "train-2023-vostochny"):
        assert list(legs_of(atlas, flow)["mode"]) == ["rail"]
    assert atlas.flows.loc["train-2019-vladivostok", "origin"] == ""
    assert atlas.legs.loc["train-2019-vladivostok", "origin"] == ""
    assert atlas.flows.loc["train-2023-vostochny", "origin"] == "pyongyang"
    event = atlas.events.loc["kim-train-2023"]
    assert attributes(event)["distance_printed"] == "700 km"
    computed = int(attributes(event)["computed_great_circle"].removesuffix(" km"))
    assert abs(WGS84.inv(*PYONGYANG, *COSMODROME)[2] / 1000 - computed) < 5
    assert "mismatch" in listed(event["flags"])
    claims = about(atlas.claims, "flow:train-2023-vostochny")
    assert list(claims["quantity_min"]) == [700]
    assert "mismatch" in listed(claims.iloc[0]["flags"])
    drawn = WGS84.geometry_length(line_of(atlas, "train-2023-vostochny")) / 1000
    assert drawn > 1_400
    assert set(atlas.events[atlas.events["kind"] == "journey"].index) == {
        "kim-train-2019",
        "kim-train-2023",
    }


def test_f26_the_june_2024_treaty_and_the_contested_september_accord(
    atlas: Atlas,
) -> None:
    """Five contents of 001 and 004; the 2023 reading flagged; assertion and denial."""
    event = atlas.events.loc["june-2024-agreement"]
    # The year is inferred (C01, C27), the day is printed.
    assert (event["when"], event["kind"]) == ("2024?-06-19", "agreement")
    assert "year-inferred" in listed(event["flags"])
    claims = about(atlas.claims, "event:june-2024-agreement")
    contents = claims[(claims["topic"] == "agreement") & (claims["commodity"] != "")]
    assert len(contents) >= 5
    assert set(contents["source"]) == {"001", "004"}
    misdated = claims[claims["when"] == "2023-06-19"]
    assert len(misdated) == 4
    assert all("date-doubtful" in listed(cell) for cell in misdated["flags"])
    assert all("C01" in listed(cell) for cell in misdated["conflicts"])
    assert not atlas.events["when"].str.startswith("2023-06-19").any()
    accord = atlas.events.loc["september-2023-accord"]
    assert (accord["status"], accord["when"]) == ("contested", "2023-09")
    sides = about(atlas.claims, "event:september-2023-accord")
    sides = founding(sides[sides["topic"] == "agreement"])
    signed = sides[(sides["stance"] == "asserts") & (sides["commodity"] == "")]
    assert list(signed["source"]) == ["001"]
    assert (sides["stance"] == "denies").sum() == 1
    assert set(sides[sides["stance"] == "denies"]["attributed_to"]) == {"Kremlin"}
    assert both_linked(atlas, "s001-31", "s002-17", "C02")


def test_f27_rail_modernisation_is_planned_and_names_no_crossing(atlas: Atlas) -> None:
    """A project of line 46, and three fields of cooperation of line 44."""
    flow = atlas.flows.loc["rail-modernisation"]
    assert flow["state"] == "planned"
    assert {flow["origin"], flow["destination"]} == {"russia", "dprk"}
    claims = about(atlas.claims, "flow:rail-modernisation")
    assert list(claims["locator"]) == ["line 46"]
    assert list(claims["source"]) == ["001"]
    assert set(claims["state"]) == {"planned"}
    assert claims["about"].tolist() == ["flow:rail-modernisation"]
    assert claims["via"].tolist() == [""]
    fields = system(atlas, "F27")
    fields = fields[(fields["source"] == "001") & (fields["locator"] == "line 44")]
    assert sorted(fields["commodity"]) == [
        "energy",
        "infrastructure modernisation",
        "natural resources",
    ]


def test_f28_the_donetsk_dispatch_is_planned_and_nobody_is_counted(
    atlas: Atlas,
) -> None:
    """Builders and engineers planned for July 2024; soldiers only a hypothesis."""
    for flow in ("donetsk-construction", "donetsk-engineering"):
        row = atlas.flows.loc[flow]
        assert (row["destination"], row["state"]) == ("donetsk-oblast", "planned")
        claims = about(atlas.claims, f"flow:{flow}")
        assert list(claims["when"]) == ["2024-07"]
        assert list(claims["state"]) == ["planned"]
        assert (
            claims["quantity_min"].isna().all() and claims["quantity_max"].isna().all()
        )
    event = atlas.events.loc["donetsk-deployment-2024-07"]
    assert (event["status"], event["when"]) == ("planned", "2024-07")
    assert atlas.sites.loc["donetsk-oblast", "kind"] == "region"
    assert km_from(atlas, "donetsk-oblast", DONETSK) < 120
    soldiers = about(atlas.claims, "flow:soldiers-dprk-russia")
    assert list(founding(soldiers)["state"]) == ["hypothetical"]
    people = founding(atlas.claims)
    people = people[(people["topic"] == "personnel") & (people["destination"] != "")]
    people = people[people["direction"].str.contains("UA|RU")]
    sent = people[people["state"].isin(["occurred", "received", "ongoing"])]
    assert list(sent["commodity"]) == ["senior officers; arms-industry executives"]


def test_f29_two_votes_and_three_recognitions_are_not_merged(atlas: Atlas) -> None:
    """October 2022 has exactly four named opponents and 35 abstentions."""
    votes = {"un-vote-2022-03": "2022-03", "un-vote-2022-10": "2022-10"}
    for event, when in votes.items():
        assert atlas.events.loc[event, "when"] == when
        assert atlas.events.loc[event, "kind"] == "vote"
    october = attributes(atlas.events.loc["un-vote-2022-10"])
    assert october["opponents"].split("|") == ["Syria", "Nicaragua", "Belarus", "DPRK"]
    assert october["abstentions"] == "35"
    abstained = founding(about(atlas.claims, "event:un-vote-2022-10"))
    abstained = abstained[abstained["unit"] == "state"]
    assert list(abstained["quantity_min"]) == [35]
    recognitions = {
        "recognition-donetsk-2022",
        "recognition-luhansk-2022",
        "recognition-annexed-territories",
    }
    seen: set[str] = set()
    for event in recognitions:
        claims = set(about(atlas.claims, f"event:{event}").index)
        assert len(claims) >= 1
        assert not claims & seen
        seen |= claims
    march = set(about(atlas.claims, "event:un-vote-2022-03").index)
    assert march
    assert not march & set(about(atlas.claims, "event:un-vote-2022-10").index)


def test_f30_every_flow_has_a_standing_and_breach_caps_and_veto_are_told(
    atlas: Atlas,
) -> None:
    """Violation (000 line 13), caps (002 line 23), veto (000 line 25); stances dated."""
    assert "" not in set(atlas.flows["sanctions"])
    claims = system(atlas, "F30")

    def told(document: str, line: str, word: str) -> pd.DataFrame:
        rows = claims[
            (claims["source"] == document) & (claims["locator"] == f"line {line}")
        ]
        return rows[rows["summary_en"].str.contains(word)]

    assert len(told("000", "13", "breach")) == 1
    assert len(told("002", "23", "cap")) == 1
    assert len(told("000", "25", "veto")) == 1
    assert "violation-alleged" in set(atlas.flows["sanctions"])
    assert atlas.flows.loc["dandong-sinuiju", "sanctions"] == "legal-capped"
    then, now = atlas.claims.loc["s003-05"], atlas.claims.loc["s003-50"]
    assert then["when"] == "2019"
    assert now["when"] != "2019" and now["as_of"] == "2023-09"
    assert both_linked(atlas, "s003-05", "s003-50", "C39")


def test_f31_ten_numbers_tell_of_russian_demand(atlas: Atlas) -> None:
    """Each has value, unit, period and source; both 2022 shell figures are linked."""
    values = {
        "russia-shells-fired-2022-feb-dec": (10_000_000, "shell", "more than"),
        "russia-shells-fired-2022": (12_000_000, "shell", "about"),
        "russia-shells-forecast-2023": (7_000_000, "shell", "about"),
        "russia-shell-capacity": (2_500_000, "shell/year", "capacity"),
        "russia-tanks-lost": (2461, "tank", "at least"),
        "russia-tanks-destroyed": (1589, "tank", "subset of 2461"),
        "russia-tanks-t90m": (28, "tank", "subset"),
        "russia-defence-budget-growth": (9.2, "percent", ""),
        "russia-defence-budget": (86.4e9, "USD", ""),
        "russia-defence-budget-gdp": (4.1, "percent-of-gdp", ""),
    }
    assert len(values) == 10
    for indicator, (value, unit, qualifier) in values.items():
        row = atlas.indicators.loc[indicator]
        assert (row["area"], row["unit"]) == ("russia", unit)
        claims = founding(about(atlas.claims, f"indicator:{indicator}"))
        assert len(claims) == 1
        claim = claims.iloc[0]
        assert (claim["quantity_min"], claim["unit"]) == (value, unit)
        assert claim["quantity_as_printed"] == qualifier
        assert claim["when"] != ""
        assert claim["source"] in ("002", "003")
    assert both_linked(atlas, "s002-93", "s003-21", "C05")
    assert pd.isna(atlas.claims.loc["s002-93", "quantity_max"])
    assert atlas.claims.loc["s003-23", "counting"] == "capacity"


def test_f32_two_numbers_tell_of_supply_and_no_factory_is_a_point(atlas: Atlas) -> None:
    """2,000,000 workers and 180 factories are attributes of the country, from 002."""
    expected = {
        "dprk-arms-workers": (2_000_000, "worker"),
        "dprk-arms-factories": (180, "factory"),
    }
    for indicator, (value, unit) in expected.items():
        assert atlas.indicators.loc[indicator, "area"] == "dprk"
        claims = founding(about(atlas.claims, f"indicator:{indicator}"))
        assert [*claims["quantity_min"], *claims["unit"]] == [value, unit]
        assert list(claims["source"]) == ["002"]
        assert about(claims, "site:dprk").shape[0] == 1
    buildings = atlas.sites[atlas.sites["kind"] == "building"]
    assert buildings[
        (buildings["country"] == "KP") & (buildings["layer"] != "areas")
    ].empty
    supply = system(atlas, "F32")
    assert words(supply["stance"]) <= {"asserts", "speculates"}


def test_f33_iran_is_a_contact_and_the_partners_line_is_by_sussex(atlas: Atlas) -> None:
    """Drones from Iran have the state contact; the partner claim names its author."""
    flow = atlas.flows.loc["iran-russia-drones"]
    assert (flow["origin"], flow["destination"]) == ("iran", "russia")
    assert flow["state"] == "contact"
    claims = founding(about(atlas.claims, "flow:iran-russia-drones"))
    assert list(claims["commodity"]) == ["drones"]
    assert list(claims["state"]) == ["contact"]
    partners = having(system(atlas, "F33"), "speakers", "matthew-sussex")
    assert len(partners) == 1
    assert "Sussex" in partners.iloc[0]["attributed_to"]


def test_f34_russian_oil_and_gas_go_to_china_and_money_comes_back(atlas: Atlas) -> None:
    """Two goods lines and one of money, in the context group."""
    expected = {
        "russia-china-oil": ("russia", "china", "RU>CN"),
        "russia-china-gas": ("russia", "china", "RU>CN"),
        "china-russia-payment": ("china", "russia", "CN>RU"),
    }
    for flow, (origin, destination, way) in expected.items():
        row = atlas.flows.loc[flow]
        assert (row["origin"], row["destination"]) == (origin, destination)
        assert row["theme"] == "context"
        assert not row["default_visible"]
        claims = about(atlas.claims, f"flow:{flow}")
        assert set(claims["direction"]) == {way}
    assert set(about(atlas.claims, "flow:china-russia-payment")["topic"]) == {"finance"}
    assert list(legs_of(atlas, "china-russia-payment")["mode"]) == ["relation"]


def test_f35_china_has_eight_stance_claims_apart_from_its_supplies(
    atlas: Atlas,
) -> None:
    """Each names its speaker; none of them is a claim of the lifeline."""
    china = system(atlas, "F35")
    stance = about(china, "actor:china-government")
    stance = stance[stance["topic"].isin(["reaction", "assessment"])]
    assert len(stance) >= 8
    assert (stance["attributed_to"] != "").all()
    assert (stance["speakers"] != "").all()
    lifeline = about(atlas.claims, "flow:china-lifeline")
    assert len(lifeline) >= 1
    assert not set(lifeline.index) & set(stance.index)


def test_f36_reactions_name_their_speakers_and_seoul_has_two_states(
    atlas: Atlas,
) -> None:
    """Camp David and the July summit stand; arms for Ukraine refrained or hypothetical."""
    camp = atlas.events.loc["camp-david-2023-08"]
    assert (camp["when"], camp["site"]) == ("2023-08", "camp-david")
    july = atlas.events.loc["trilateral-summit-july"]
    assert (july["when"], july["date_precision"]) == ("", "undated")
    assert attributes(july)["date_as_printed"] == "en juillet"
    arms = about(atlas.claims, "flow:rok-ukraine-arms")
    assert sorted(arms["state"]) == ["hypothetical", "refrained"]
    assert set(arms["direction"]) == {"KR>UA"}
    for event, speaker in (
        ("stoltenberg-call", "jens-stoltenberg"),
        ("yoon-warning", "yoon-suk-yeol"),
        ("campbell-concern", "kurt-campbell"),
    ):
        spoken = having(about(atlas.claims, f"event:{event}"), "speakers", speaker)
        assert len(spoken) >= 1
        name = atlas.actors.loc[speaker, "name"]
        assert set(spoken["attributed_to"]) == {name}
        assert all(name in summary for summary in spoken["summary_en"])
    for site in ("us-ukraine-support", "europe-ukraine-support"):
        assert atlas.flows.loc[site, "destination"] == "ukraine"


def test_f37_the_dmz_is_drawn_and_four_tensions_are_undated(atlas: Atlas) -> None:
    """The zone is a line; the tensions carry no date and say so."""
    zone = atlas.sites.loc["dmz"]
    assert zone["kind"] == "border"
    assert zone["geometry"].geom_type in ("LineString", "MultiLineString")
    west, south, east, north = zone["geometry"].bounds
    assert 126 < west < east < 129 and 37.4 < south < north < 39
    tensions = atlas.events[atlas.events["kind"] == "tension"]
    assert len(tensions) >= 4
    assert set(tensions["when"]) == {""}
    assert set(tensions["date_precision"]) == {"undated"}
    for event in tensions.index:
        assert set(about(atlas.claims, f"event:{event}")["when"]) == {""}


def test_f38_the_invasion_keeps_its_printed_entry_areas(atlas: Atlas) -> None:
    """February 2022 by Donbas, Crimea and Kharkiv; 2014 and 2008 are other events."""
    invasion = atlas.events.loc["invasion-2022-02"]
    assert (invasion["when"], invasion["kind"]) == ("2022-02", "war")
    assert listed(invasion["places"]) == ["donbas", "crimea", "kharkiv"]
    for event, when, site in (
        ("crimea-2014", "2014", "crimea"),
        ("georgia-2008", "2008", "georgia"),
    ):
        row = atlas.events.loc[event]
        assert (row["when"], row["site"]) == (when, site)
        claims = about(atlas.claims, f"event:{event}")
        assert about(claims, "event:invasion-2022-02").empty
        assert len(claims) >= 1
    entry = atlas.claims.loc["s001-07"]
    assert {"site:donbas", "site:crimea", "site:kharkiv"} <= set(listed(entry["about"]))


def test_f39_five_precedents_are_history_and_off_when_the_map_opens(
    atlas: Atlas,
) -> None:
    """Values as printed, doubts flagged, none in a flow between Russia and the DPRK."""
    history = atlas.events[atlas.events["kind"] == "history"]
    assert set(history.index) == {
        "hanoi-2019",
        "deal-1993",
        "enrichment-2002",
        "j-11b-copy",
        "damanski-1969",
    }
    assert not history["default_visible"].any()
    assert dict(history["when"]) == {
        "hanoi-2019": "2019",
        "deal-1993": "1993",
        "enrichment-2002": "2002",
        "j-11b-copy": "",
        "damanski-1969": "1969",
    }
    deal = history.loc["deal-1993"]
    assert {"date-doubtful", "number-doubtful"} <= set(listed(deal["flags"]))
    printed = founding(about(atlas.claims, "event:deal-1993"))
    assert sorted(zip(printed["quantity_min"], printed["unit"], strict=True)) == [
        (2, "reactor"),
        (500_000, "t/year"),
    ]
    assert attributes(history.loc["damanski-1969"])["chinese_territory_since"] == "1991"
    assert atlas.flows.loc["us-dprk-1993", "theme"] == "context"
    assert not atlas.flows.loc["us-dprk-1993", "default_visible"]
    for event in history.index:
        assert len(founding(about(atlas.claims, f"event:{event}"))) >= 1


def test_f40_every_founding_claim_has_a_line_and_a_speaker(atlas: Atlas) -> None:
    """419 claims, five documents, 110 actors, and the 23 works that 002 lists."""
    claims = founding(atlas.claims)
    assert len(claims) == 419
    assert dict(claims["source"].value_counts()) == {
        "000": 66,
        "001": 67,
        "002": 152,
        "003": 89,
        "004": 45,
    }
    assert claims["locator"].str.fullmatch(r"line \d+|lines \d+(, \d+)+").all()
    assert (claims["attributed_to"] != "").all()
    for cell in claims["speakers"]:
        assert listed(cell)
        assert all(speaker in atlas.actors.index for speaker in listed(cell))
    sources = atlas.sources
    for document in FOUNDING:
        assert sources.loc[document, "kind"] == "founding"
    works = sources.loc[[f"B{number:02d}" for number in range(1, 24)]]
    assert set(works["cited_in"]) == {"002"}
    without = works[works["url_as_given"] == ""]
    assert list(without.index) == ["B16"]  # no address is printed for it
    for number in range(1, 46):
        assert len(about(claims, f"source:B{number:02d}")) >= 1
    numbered = {
        number for cell in atlas.actors["founding_id"] for number in listed(cell)
    }
    assert numbered == {f"A{number:02d}" for number in range(1, 111)}


def test_f41_five_stances_are_in_use_and_every_conflict_has_claims(
    atlas: Atlas,
) -> None:
    """Without the claim that cannot confirm, the Tikhoretsk chain reads otherwise."""
    claims = founding(atlas.claims)
    assert words(claims["stance"]) == set(v.Stance)
    assert len({stance.label("en") for stance in v.Stance}) == 5
    chain = about(claims, "flow:munitions-rajin-tikhoretsk")
    without = chain[chain["stance"] != "cannot-confirm"]
    assert len(without) < len(chain)
    assert words(without["stance"]) != words(chain["stance"])
    assert set(atlas.conflicts.index) == {f"C{number:02d}" for number in range(1, 43)}
    for conflict, row in atlas.conflicts.iterrows():
        tagged = set(having(claims, "conflicts", str(conflict)).index)
        assert tagged, conflict
        named = listed(row["claims_1"]) + listed(row["claims_2"])
        assert {claim for claim in named if claim.startswith("s")} == tagged, conflict


def test_f42_assessments_have_a_line_and_are_never_drawn(atlas: Atlas) -> None:
    """No judgement has ends, a mode, a flow or a leg, so none can become a line."""
    judged = founding(atlas.claims)
    judged = judged[judged["topic"] == "assessment"]
    assert len(judged) >= 68
    assert judged["locator"].str.startswith("line").all()
    for column in ("origin", "destination", "via", "mode"):
        assert set(judged[column]) == {""}, column
    for claim, cell in judged["about"].items():
        kinds = {thing.partition(":")[0] for thing in listed(cell)}
        assert kinds <= {"actor", "event", "site"}, claim
    register = system(atlas, "F42")
    assert len(register) >= 68
    drawn = register[register["topic"] != "assessment"]
    assert set(drawn["topic"]) <= {"event", "reaction"}
