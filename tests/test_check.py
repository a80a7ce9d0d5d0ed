"""The check: the shipped atlas is clean, and every rule finds what breaks it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cells, place_rules
from geo.catalog import atlas_root
from geo.checking import check
from geo.errors import DataError, NotFoundError, Problem
from geo.tables import LAYER_PROPERTIES, TABLES
from tests.atlases import (
    CATALOG,
    ROWS,
    SITES,
    small_atlas,
    write_catalog,
    write_layer,
    write_table,
)

CLAIM = ROWS["claims"][0]
FLOW = ROWS["flows"][0]
LEG = ROWS["legs"][0]
LINK = ROWS["claim_links"][0]


def told(folder: Path) -> list[str]:
    return [str(one) for one in check(folder)]


def test_the_shipped_atlas_holds_together() -> None:
    assert told(atlas_root()) == []


def test_the_small_atlas_holds_together(small: Path) -> None:
    assert told(small) == []


# One row a rule: file, the text to spoil, what to write instead, and the whole answer.
SPOILED: list[tuple[str, str, str, str]] = [
    # references
    (
        "data/flows.csv", "containers,conteneurs,alpha-port,", "containers,conteneurs,alpha-prot,",
        "data/flows.csv:2: origin: unknown site 'alpha-prot'; did you mean 'alpha-port'?",
    ),
    (
        "data/claims.csv", "T001,REPORT-1,", "T001,REPROT-1,",
        "data/claims.csv:2: source: unknown source 'REPROT-1'; did you mean 'REPORT-1'?",
    ),
    (
        "data/claims.csv", "T001,REPORT-1,", "T001,,",
        "data/claims.csv:2: source: is missing; The document it was read in",
    ),
    (
        "data/claims.csv", "site:alpha-port", "sight:alpha-port",
        "data/claims.csv:2: about: unknown kind in 'sight:alpha-port'; did you mean 'site'?",
    ),
    (
        "data/claims.csv", "site:alpha-port", "alpha-port",
        "data/claims.csv:2: about: unknown kind in 'alpha-port';"
        " write kind:id, flow:rajin-dunai",
    ),
    (
        "data/claims.csv", "site:alpha-port", "practice:ais-of",
        "data/claims.csv:2: about: unknown word 'ais-of'; did you mean 'ais-off'?",
    ),
    (
        "data/claims.csv", "site:alpha-port", "flow:alpha-beta",
        "data/claims.csv:2: about: 'flow:alpha-beta' stands twice",
    ),
    (
        "data/claims.csv", "site:alpha-port", "",
        "data/claims.csv:2: about: an empty item in"
        " 'flow:alpha-beta; leg:alpha-beta; '; items are separated by '; '",
    ),
    (
        "data/legs.csv", "beta-depot,rail,", "beta-depto,rail,",
        "data/legs.csv:2: destination: unknown site 'beta-depto'; did you mean 'beta-depot'?",
    ),
    # words
    (
        "data/claims.csv", ",asserts,", ",assert,",
        "data/claims.csv:2: stance: unknown word 'assert'; did you mean 'asserts'?",
    ),
    (
        "data/claims.csv", ",satellite,6,", ",satellite,9,",
        "data/claims.csv:2: credibility: unknown word '9'; one of 1, 2, 3, 4, 5, 6",
    ),
    (
        "data/sources.csv", ",en,", ",english,",
        "data/sources.csv:2: language: unknown language 'english';"
        " ISO 639-1, two small letters",
    ),
    (
        "data/flows.csv", ",yes,", ",Yes,",
        "data/flows.csv:2: default_visible: 'Yes' is neither 'yes' nor 'no'",
    ),
    # cells
    (
        "data/claims.csv", "T002,", "T 002,",
        "data/claims.csv:3: id: 'T 002' is no id;"
        " letters, digits, '-', '_' and '.', at most 100",
    ),
    (
        "data/claims.csv", "T002,", ",",
        "data/claims.csv:3: id: is missing; Stable number of the claim",
    ),
    (
        "data/claims.csv", "2023-08/2023-10,", "2023-08/2023-13,",
        "data/claims.csv:2: when: '2023-08/2023-13' is no EDTF date; there is no month 13",
    ),
    (
        "data/claims.csv", "2023-08/2023-10,", "Autumn 2023,",
        "data/claims.csv:2: when: 'Autumn 2023' is no EDTF date; it holds a space",
    ),
    (
        "data/claims.csv", ",1000,", ',"1,000",',
        "data/claims.csv:2: quantity_min: '1,000' is no number; write 1000",
    ),
    (
        "data/legs.csv", "alpha-beta,alpha-beta,1,", "alpha-beta,alpha-beta,one,",
        "data/legs.csv:2: seq: 'one' is no whole number; digits and a point only",
    ),
    (
        "data/sources.csv", "https://example.org/report", "javascript:alert(1)",
        "data/sources.csv:2: url: 'javascript:alert(1)' is no web address;"
        " http:// or https://",
    ),
    (
        "data/sources.csv", "https://example.org/report", "https://",
        "data/sources.csv:2: url: 'https://' is no web address",
    ),
    (
        "data/claims.csv", ",2026-11-21,", ",21.11.2026,",
        "data/claims.csv:2: recorded: '21.11.2026' is no full date; write YYYY-MM-DD",
    ),
    (
        "data/claims.csv", ",2026-11-21,", ",2026-11-31,",
        "data/claims.csv:2: recorded: '2026-11-31' is no day that exists",
    ),
    (
        "data/claims.csv", "The institute reports", "The \u202einstitute reports",
        "data/claims.csv:2: summary_en: holds the invisible character U+202E; take it out",
    ),
    (
        "data/claims.csv", "The institute reports", "The \x1b[31minstitute reports",
        "data/claims.csv:2: summary_en: holds the invisible character U+001B; take it out",
    ),
    # quantities
    (
        "data/claims.csv", ",container,", ",,",
        "data/claims.csv:2: unit: a quantity without unit",
    ),
    (
        "data/claims.csv", ",running-total,", ",,",
        "data/claims.csv:2: counting: a quantity without counting;"
        " a number says what it counts",
    ),
    (
        "data/claims.csv", "2023-08/2023-10,2023-10-16,", ",,",
        "data/claims.csv:2: when: a quantity without a period;"
        " give when (the period) or as_of (the day it speaks of)",
    ),
    (
        "data/claims.csv", ",1000,,container", ",1000,999.5,container",
        "data/claims.csv:2: quantity_min: 1000 is more than the most, 999.5",
    ),
    (
        "data/claims.csv", "2023-08/2023-10,2023-10-16,", "2032-08/..,2023-10-16,",
        "data/claims.csv:2: when: 2032-08/.. begins after the speaker spoke, 2023-10-16",
    ),
    # two languages
    (
        "data/claims.csv", "\"Selon l'institut, plus de 1 000 conteneurs.\"", "",
        "data/claims.csv:2: summary_fr: is missing; What is claimed, in our words (French)",
    ),
    # relations
    (
        "data/claim_links.csv", "T002,contradicts,T001", "T002,contradicts,T002",
        "data/claim_links.csv:2: other: claim 'T002' is linked to itself",
    ),
    (
        "data/claim_links.csv", "T002,contradicts,T001", "T002,contradicts,T01",
        "data/claim_links.csv:2: other: unknown claim 'T01'",
    ),
    # flows, legs, events and their claims
    (
        "data/legs.csv", "alpha-beta,alpha-beta,1,", "alpha-beta,alpha-beta,2,",
        "data/legs.csv:2: seq: the first leg is not 1",
    ),
    (
        "data/legs.csv", "1,alpha-port,beta-depot", "1,beta-depot,beta-depot",
        "data/legs.csv:2: origin: no leg of 'alpha-beta' begins where the flow does,"
        " at 'alpha-port'",
    ),
    (
        "data/legs.csv", "1,alpha-port,beta-depot", "1,alpha-port,alpha-port",
        "data/legs.csv:2: destination: no leg of 'alpha-beta' ends where the flow does,"
        " at 'beta-depot'",
    ),
    # layers
    (
        "layers/places.geojson", "[130.28, 42.23]", "[42.23, 130.28]",
        "layers/places.geojson:2: geometry: '[42.23, 130.28]' lies outside longitude ±180,"
        " latitude ±90; are they swapped? longitude comes first",
    ),
    (
        "layers/places.geojson", "[40.11, 45.87]", "[45.87, 40.11]",
        "layers/places.geojson:3: geometry: '[45.87, 40.11]' lies outside Russia;"
        " are they swapped? longitude comes first",
    ),
    (
        "layers/places.geojson", "[130.28, 42.23]", "[120.28, 42.23]",
        "layers/places.geojson:2: geometry: '[120.28, 42.23]' lies outside North Korea",
    ),
    (
        "layers/places.geojson", "[130.28, 42.23]", "[130.2812, 42.23]",
        "layers/places.geojson:2: geometry: 4 decimals are more than an uncertainty of"
        " 1000 m supports; write [130.281, 42.23]",
    ),
    (
        "layers/places.geojson", '"uncertainty_m": 1000, ', "",
        "layers/places.geojson:2: uncertainty_m: is missing;"
        " a place on the map says within how many metres it lies",
    ),
    (
        "layers/places.geojson", '"uncertainty_m": 1000', '"uncertainty_m": 0',
        "layers/places.geojson:2: uncertainty_m: is not above 0; no place is known exactly",
    ),
    (
        "layers/places.geojson", '"country": "KP"', '"country": "North Korea"',
        "layers/places.geojson:2: country: unknown country code 'North Korea';"
        " did you mean 'KP'?",
    ),
    (
        "layers/places.geojson", '"kind": "port"', '"kind": "prot"',
        "layers/places.geojson:2: kind: unknown word 'prot'; did you mean 'port'?",
    ),
    (
        "layers/places.geojson", '"name_fr": "Port Alpha", ', "",
        "layers/places.geojson:2: name_fr: is missing; Name (French)",
    ),
    (
        "layers/places.geojson", '"name_fr": "Port Alpha"', '"name_fr": 7',
        "layers/places.geojson:2: name_fr: '7' is no text; put it in quotation marks",
    ),
    (
        "layers/places.geojson", '"precision": "point"', '"precision": "exact"',
        "layers/places.geojson:2: precision: unknown word 'exact';"
        " one of point, area, proxy, unlocated",
    ),
    (
        "layers/places.geojson", '"Alpha Port"', '"Alpha\\u2066 Port"',
        "layers/places.geojson:2: name_en: holds the invisible character U+2066; take it out",
    ),
    # the catalogue
    (
        "layers/catalog.yaml", "file: places.geojson", "file: place.geojson",
        "layers/catalog.yaml:2: file: there is no file 'place.geojson' in layers/;"
        " did you mean 'places.geojson'?",
    ),
    (
        "layers/catalog.yaml", "    fr: Lieux\n", "",
        "layers/catalog.yaml:2: title.fr: is missing",
    ),
    (
        "layers/catalog.yaml", "licence: CC-BY-4.0", "license: CC-BY-4.0",
        "layers/catalog.yaml:2: license: unknown key 'license'; did you mean 'licence'?",
    ),
    (
        "layers/catalog.yaml", "layers:", "basemaps: []\nlayers:",
        "layers/catalog.yaml: basemaps: unknown key 'basemaps'; did you mean 'basemap'?",
    ),
    (
        "layers/catalog.yaml", "default_visible: true", "default_visible: 'yes'",
        "layers/catalog.yaml:2: default_visible: is neither true nor false",
    ),
    (
        "layers/catalog.yaml", "default_visible: true",
        "default_visible: true\n  sources: [REPORT-2]",
        "layers/catalog.yaml:2: sources: unknown source 'REPORT-2'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "good", "bad", "message"), SPOILED, ids=lambda x: x[-40:]
)
def test_a_rule_that_is_broken_is_told(
    small: Path, file: str, good: str, bad: str, message: str
) -> None:
    path = small / file
    text = path.read_text(encoding="utf-8")
    assert good in text, "the text to spoil is gone; the test would be silent"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8", newline="")
    assert message in told(small)


def test_every_problem_is_told_at_once_in_order_of_file_and_line(small: Path) -> None:
    for file, good, bad, _ in SPOILED:
        path = small / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(good, bad, 1), encoding="utf-8", newline="")
    problems = check(small)
    assert len(problems) > 30
    assert problems == sorted(problems, key=lambda one: (one.file, one.line or 0))
    assert len(
        {(one.file, one.line, one.column, one.message) for one in problems}
    ) == len(problems)


# --- rules that need rows of their own ------------------------------------------------


def only(folder: Path, words: str) -> None:
    problems = told(folder)
    assert [one for one in problems if words in one] == problems != [], problems


def test_an_id_stands_once_in_its_table(tmp_path: Path) -> None:
    small_atlas(tmp_path, claims=[CLAIM, ROWS["claims"][1], CLAIM])
    only(tmp_path, "data/claims.csv:4: id: 'T001' is used already on line 2")


def test_an_id_stands_once_over_all_layers(small: Path) -> None:
    write_layer(small, "more", [SITES[0]])
    write_catalog(
        small, [*CATALOG, CATALOG[0] | {"id": "more", "file": "more.geojson"}]
    )
    only(small, "id: 'alpha-port' is used already in layers/places.geojson:2")


def test_a_layer_without_entry_and_an_entry_twice_are_told(small: Path) -> None:
    write_layer(small, "more", [])
    only(small, "layers/more.geojson: has no entry in layers/catalog.yaml; add one")
    write_catalog(small, [*CATALOG, CATALOG[0] | {"file": "more.geojson"}])
    only(small, "id: id 'places' stands twice")


def test_a_missing_catalogue_is_told(small: Path) -> None:
    (small / "layers" / "catalog.yaml").unlink()
    only(small, "layers/catalog.yaml: is missing")


def test_sources_and_claims_are_needed_and_other_tables_may_be_absent(
    small: Path,
) -> None:
    for name in TABLES:
        if name not in ("sources", "claims", "flows", "legs", "actors"):
            (small / "data" / f"{name}.csv").unlink()
    assert told(small) == []
    (small / "data" / "sources.csv").unlink()
    assert "data/sources.csv: is missing" in told(small)


def test_a_table_that_is_none_is_told(small: Path) -> None:
    shutil.copy(small / "data" / "flows.csv", small / "data" / "flow.csv")
    only(small, "data/flow.csv: is no table; did you mean 'flows.csv'?")


def test_an_id_that_was_withdrawn_is_not_used_again(tmp_path: Path) -> None:
    gone = {"date": "2026-12-01", "reason_en": "An error.", "reason_fr": "Une erreur."}
    small_atlas(tmp_path, withdrawn=[gone | {"id": "alpha-beta"}])
    problems = told(tmp_path)
    words = "'alpha-beta' was withdrawn on 2026-12-01; ids are never used again"
    assert f"data/flows.csv:2: id: {words}" in problems
    small_atlas(tmp_path, withdrawn=[gone | {"id": "alpha-port"}])
    assert any(
        "layers/places.geojson:2: id: 'alpha-port' was" in one for one in told(tmp_path)
    )


def test_a_withdrawn_claim_keeps_its_row_and_has_a_tombstone(tmp_path: Path) -> None:
    gone = {"id": "T003", "date": "2026-12-01", "reason_en": "x", "reason_fr": "x"}
    third = CLAIM | {"id": "T003", "withdrawn": "2026-12-01"}
    small_atlas(tmp_path, claims=[*ROWS["claims"], third], withdrawn=[gone])
    assert told(tmp_path) == []
    small_atlas(tmp_path, claims=[*ROWS["claims"], third])
    only(tmp_path, "withdrawn: 'T003' is withdrawn, but not in withdrawn.csv")
    early = third | {"withdrawn": "2025-01-01"}
    small_atlas(tmp_path, claims=[*ROWS["claims"], early], withdrawn=[gone])
    only(tmp_path, "withdrawn before it was recorded")


def test_a_reference_to_a_withdrawn_id_names_its_successor(tmp_path: Path) -> None:
    gone = {
        "id": "T000", "date": "2026-12-01", "reason_en": "x", "reason_fr": "x",
        "successor": "T001",
    }  # fmt: skip
    small_atlas(tmp_path, withdrawn=[gone], claim_links=[LINK | {"other": "T000"}])
    only(tmp_path, "other: claim 'T000' is withdrawn; its successor is 'T001'")
    small_atlas(tmp_path, withdrawn=[gone | {"successor": "T009"}])
    only(tmp_path, "data/withdrawn.csv:2: successor: unknown successor 'T009'")


def test_a_flow_without_claims_and_without_legs_is_told(tmp_path: Path) -> None:
    second = FLOW | {"id": "beta-alpha", "origin": "", "destination": ""}
    small_atlas(tmp_path, flows=[FLOW, second])
    assert told(tmp_path) == [
        "data/flows.csv:3: id: has no leg; add one to legs.csv",
        "data/flows.csv:3: id: no claim is about flow 'beta-alpha';"
        " name flow:beta-alpha in the 'about' of a claim, or take the row out",
    ]


def test_withdrawn_claims_hold_up_no_flow(tmp_path: Path) -> None:
    gone = [
        {"id": key, "date": "2026-12-01", "reason_en": "x", "reason_fr": "x"}
        for key in ("T001", "T002")
    ]
    rows = [row | {"withdrawn": "2026-12-01"} for row in ROWS["claims"]]
    small_atlas(tmp_path, claims=rows, withdrawn=gone)
    only(tmp_path, "no claim is about")


def test_an_event_without_claims_is_told(tmp_path: Path) -> None:
    event = {
        "id": "visit-1", "title_en": "A visit", "title_fr": "Une visite", "kind": "visit",
        "status": "occurred", "date_precision": "undated", "default_visible": "no",
    }  # fmt: skip
    small_atlas(tmp_path, events=[event])
    only(tmp_path, "data/events.csv:2: id: no claim is about event 'visit-1'")
    about = ROWS["claims"][1] | {"about": "flow:alpha-beta; event:visit-1"}
    small_atlas(tmp_path, events=[event | {"when": "2023"}], claims=[CLAIM, about])
    only(tmp_path, "date_precision: there is a date: 2023")
    small_atlas(
        tmp_path, events=[event | {"date_precision": "day"}], claims=[CLAIM, about]
    )
    only(tmp_path, "when: is missing, with precision 'day'")


def legs_of(*ends: tuple[str, str, str]) -> list[dict[str, str]]:
    return [
        LEG | {"id": f"leg-{seq}-{n}", "seq": seq, "origin": begin, "destination": end,
               "status": "schematic"}
        for n, (seq, begin, end) in enumerate(ends)
    ]  # fmt: skip


A, B = "alpha-port", "beta-depot"


@pytest.mark.parametrize(
    "ends",
    [
        [("1", A, B)],
        [("1", A, ""), ("2", "", B)],
        [("1", A, A), ("2", A, B)],
        [("1", A, B), ("2", A, A)],  # forks at its origin
        [("1", A, B), ("2", B, B)],
    ],
)
def test_legs_that_join_fork_or_merge_are_right(
    tmp_path: Path, ends: list[tuple[str, str, str]]
) -> None:
    small_atlas(tmp_path, legs=legs_of(*ends), claims=[CLAIM | {"about": "flow:alpha-beta"}],
                claim_links=[])  # fmt: skip
    assert told(tmp_path) == []


def test_a_leg_that_joins_none_and_a_repeated_seq_are_told(tmp_path: Path) -> None:
    claims = [CLAIM | {"about": "flow:alpha-beta"}]
    small_atlas(
        tmp_path, legs=legs_of(("1", A, A), ("2", B, B)), claims=claims, claim_links=[]
    )
    only(tmp_path, "data/legs.csv:3: origin: does not join leg 'leg-1-0'")
    small_atlas(
        tmp_path, legs=legs_of(("1", A, B), ("1", A, B)), claims=claims, claim_links=[]
    )
    only(
        tmp_path,
        "data/legs.csv:3: seq: seq 1 of flow 'alpha-beta' stands on line 2 already",
    )


def test_a_reported_leg_of_several_needs_a_claim_of_its_own(tmp_path: Path) -> None:
    legs = [leg | {"status": "reported"} for leg in legs_of(("1", A, A), ("2", A, B))]
    about = CLAIM | {"about": "flow:alpha-beta; leg:leg-1-0"}
    small_atlas(tmp_path, legs=legs, claims=[about], claim_links=[])
    only(tmp_path, "data/legs.csv:3: id: no claim is about leg 'leg-2-1'")


def test_links_that_close_a_circle_are_told_and_a_chain_into_it_is_not(
    tmp_path: Path,
) -> None:
    claims = [*ROWS["claims"], *(CLAIM | {"id": f"T00{n}"} for n in range(3, 8))]
    pairs = ["12", "23", "31", "43", "54", "16", "67"]
    links = [
        LINK
        | {"id": f"L{n}", "kind": "part_of", "claim": f"T00{a}", "other": f"T00{b}"}
        for n, (a, b) in enumerate(pairs)
    ]
    small_atlas(tmp_path, claims=claims, claim_links=links)
    problems = told(tmp_path)
    assert [one.split(":")[1] for one in problems] == ["2", "3", "4"]
    assert "'T003' part_of 'T001' closes a circle" in problems[2]
    small_atlas(tmp_path, claims=claims, claim_links=[LINK, LINK | {"id": "L2"}])
    only(tmp_path, "data/claim_links.csv:3: other: the same link stands on line 2")


def test_what_is_foreseen_may_lie_after_the_day_of_speaking(tmp_path: Path) -> None:
    later = CLAIM | {"when": "2032", "as_of": "2023-10-16"}
    for change in ({"stance": "forecast"}, {"state": "planned"}):
        small_atlas(tmp_path, claims=[later | change, ROWS["claims"][1]])
        assert told(tmp_path) == []
    small_atlas(tmp_path, claims=[later, ROWS["claims"][1]])
    only(tmp_path, "2032 begins after the speaker spoke")


def test_a_conflict_and_its_claims_name_each_other(tmp_path: Path) -> None:
    words = ("title", "reading_1", "reading_2", "elsewhere", "handling")
    conflict = {f"{stem}_{lang}": "x" for stem in words for lang in ("en", "fr")}
    conflict |= {
        "id": "C01", "severity": "B", "kind": "number", "resolution": "open",
        "claims_1": "T001", "claims_2": "T002",
    }  # fmt: skip
    both = [row | {"conflicts": "C01"} for row in ROWS["claims"]]
    small_atlas(tmp_path, claims=both, conflicts=[conflict])
    assert told(tmp_path) == []
    small_atlas(tmp_path, claims=[both[0], ROWS["claims"][1]], conflicts=[conflict])
    only(
        tmp_path,
        "data/conflicts.csv:2: claims_1: claim 'T002' does not name conflict 'C01'",
    )
    small_atlas(tmp_path, claims=both, conflicts=[conflict | {"claims_2": ""}])
    only(tmp_path, "data/claims.csv:3: conflicts: conflict 'C01' does not name 'T002'")
    small_atlas(tmp_path, claims=both, conflicts=[conflict | {"severity": "D"}])
    only(tmp_path, "severity: unknown word 'D'; one of A, B, C")


def path_of(key: str, begin: str, end: str, **change: str) -> dict[str, Any]:
    text = dict.fromkeys(
        ["name_en", "name_fr", "label_en", "label_fr", "method_en", "method_fr", "credit",
         "licence"], "x",
    )  # fmt: skip
    return {
        "type": "Feature", "id": key,
        "geometry": {"type": "LineString", "coordinates": [[130.28, 42.23], [40.11, 45.87]]},
        "properties": {"id": key, **text, "mode": "rail", "basis": "rail-graph",
                       "from": begin, "to": end, "drawn_km": 6500, **change},
    }  # fmt: skip


def with_paths(
    folder: Path, cell: str, *paths: dict[str, Any], mode: str = "rail"
) -> None:
    write_layer(folder, "paths", list(paths))
    write_catalog(
        folder, [*CATALOG, CATALOG[0] | {"id": "paths", "file": "paths.geojson"}]
    )
    write_table(folder, "legs", [LEG | {"path": cell, "mode": mode}])


def test_a_path_that_is_drawn_nowhere_is_told(small: Path) -> None:
    with_paths(small, "a-line", path_of("a-line", A, B))
    assert told(small) == []
    with_paths(small, "a-lnie", path_of("a-line", A, B))
    only(small, "data/legs.csv:2: path: unknown path 'a-lnie'; did you mean 'a-line'?")
    with_paths(small, A, path_of("a-line", A, B))
    only(small, "path: unknown path 'alpha-port'")
    with_paths(small, "a-line", path_of("a-line", A, "nowhere"))
    only(small, "layers/paths.geojson:2: to: unknown site 'nowhere'")


def test_paths_of_a_leg_follow_each_other_in_its_mode_and_direction(
    small: Path,
) -> None:
    there, back = path_of("there", A, B), path_of("back", B, A)
    round_trip = path_of("round", B, B)
    for cell in ("there", "-back", "there; round", "-back; -round"):
        with_paths(small, cell, there, back, round_trip)
        assert told(small) == [], cell
    for cell in ("back", "-there"):
        with_paths(small, cell, there, back)
        only(
            small,
            "path: runs from 'beta-depot' to 'alpha-port', against the leg; '-' before",
        )
    with_paths(small, "there; -back", there, back)
    only(
        small,
        "path '-back' begins at 'alpha-port', but the one before ends at 'beta-depot'",
    )
    with_paths(small, "there", there, mode="sea")
    only(small, "path: path 'there' is no way by sea")
    with_paths(small, "there", there, mode="mixed")
    assert told(small) == []


def test_a_wrong_imo_check_digit_is_told(tmp_path: Path) -> None:
    vessel = {
        "id": "v1", "name": "A ship", "kind": "ship", "role_en": "x", "role_fr": "x",
        "on_route": "no", "source": "REPORT-1", "locator": "p. 1", "imo": "9074729",
    }  # fmt: skip
    small_atlas(tmp_path, vessels=[vessel])
    assert told(tmp_path) == []  # 9074729: the example of the IMO scheme itself
    small_atlas(tmp_path, vessels=[vessel | {"imo": "9074727"}])
    only(
        tmp_path, "imo: IMO number '9074727' has a wrong check digit; 907472 asks for 9"
    )
    small_atlas(tmp_path, vessels=[vessel | {"imo": "IMO 9074729"}])
    only(tmp_path, "imo: 'IMO 9074729' is no IMO number")
    small_atlas(tmp_path, vessels=[vessel, vessel | {"id": "v2"}])
    only(tmp_path, "data/vessels.csv:3: imo: '9074729' is used already on line 2")


def test_counts_and_station_coordinates_are_held_to_their_rules(tmp_path: Path) -> None:
    seen = {
        "id": "O1", "site": A, "place_as_printed": "x", "object_as_printed": "x",
        "activity_en": "x", "activity_fr": "x", "outcome": "seen", "evidence": "satellite",
        "source": "REPORT-1", "locator": "p. 1", "count_min": "5", "count_max": "3",
    }  # fmt: skip
    station = {
        "id": "S1", "line": "A line", "seq": "1", "station": "x", "lon": "43.1",
        "lat": "131.9", "coordinate_source": "x",
    }  # fmt: skip
    small_atlas(
        tmp_path, observations=[seen], rail_stations=[station, station | {"id": "S2"}]
    )
    assert told(tmp_path) == [
        "data/observations.csv:2: count_min: 5 is more than the most, 3",
        "data/observations.csv:2: unit: a count without unit",
        "data/rail_stations.csv:2: lat: (43.1, 131.9) lies outside longitude ±180,"
        " latitude ±90; are they swapped? lon is degrees east",
        "data/rail_stations.csv:3: lat: (43.1, 131.9) lies outside longitude ±180,"
        " latitude ±90; are they swapped? lon is degrees east",
        "data/rail_stations.csv:3: seq: seq 1 of line 'A line' stands on line 2 already",
    ]


def test_text_given_in_one_language_only_is_told(tmp_path: Path) -> None:
    small_atlas(tmp_path, actors=[ROWS["actors"][0] | {"role_en": "Spoke."}])
    only(tmp_path, "data/actors.csv:2: role_fr: is not given in French")


@pytest.mark.parametrize(
    ("country", "place", "inside"),
    [
        ("RU", [-169.0, 66.0], True),  # Chukotka, east of the antimeridian
        ("RU", [20.5, 54.7], True),  # Kaliningrad
        ("RU", [0.0, 51.5], False),
        ("FJ", [179.9, -17.0], True),
        ("FJ", [-179.9, -17.0], True),
        ("FJ", [0.0, -17.0], False),
        ("UA", [34.1, 44.9], True),  # Crimea
        ("RU", [34.1, 44.9], True),
        ("KP;RU", [130.6, 42.4], True),
        ("FR", [2.3, 48.9], True),
        ("GB", [2.3, 48.9], False),
    ],
)
def test_a_country_is_its_box_also_over_the_antimeridian(
    small: Path, country: str, place: list[float], inside: bool
) -> None:
    site: dict[str, Any] = json.loads(json.dumps(SITES[0]))
    site["geometry"]["coordinates"] = place
    site["properties"]["country"] = country
    write_layer(small, "places", [site, SITES[1]])
    assert ("lies outside" in " ".join(told(small))) is not inside


def test_a_table_that_cannot_be_read_raises_no_flood_of_unknown_ids(
    small: Path,
) -> None:
    path = small / "data" / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b"Selon", b"\xff"))
    only(small, "data/claims.csv:2: is not UTF-8")
    path = small / "layers" / "places.geojson"
    path.write_text("{", encoding="utf-8")
    assert len(told(small)) == 2


def test_numbered_ids_get_no_hint_at_another_number() -> None:
    assert cells.nearest("M190", ["M130", "M191"]) == ""
    assert (
        cells.nearest("rajin-prot", ["rajin-port", "dunai"])
        == "did you mean 'rajin-port'?"
    )


def test_hints_stay_cheap_when_every_reference_is_wrong(tmp_path: Path) -> None:
    claims = [
        CLAIM | {"id": f"T{n:05d}", "source": f"wrong-{n}", "speakers": f"nobody-{n}"}
        for n in range(3000)
    ]
    small_atlas(tmp_path, claims=claims, claim_links=[])
    assert len(told(tmp_path)) == 6000


def test_a_folder_that_is_no_atlas_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", "nul\0"):
        with pytest.raises(NotFoundError, match="an atlas is a folder"):
            check(path)


def test_a_problem_prints_on_one_line_and_safely() -> None:
    problem = Problem(
        "data/a.csv", 3, "x", "v" * 500, "bad\n\x1b[2J 'x'", "do \u202e that"
    )
    assert str(problem) == "data/a.csv:3: x: bad\\x0a\\x1b[2J 'x'; do \\u202e that"
    assert len(str(problem.as_dict()["value"])) <= 80
    assert json.loads(json.dumps(problem.as_dict()))["line"] == 3


def test_an_error_with_many_problems_lists_twenty_and_holds_all() -> None:
    import pickle

    problems = [Problem("data/a.csv", n, "", "", "is wrong") for n in range(50)]
    error = pickle.loads(pickle.dumps(DataError(problems)))
    assert len(error.problems) == 50
    assert str(error).startswith("50 problems in the atlas")
    assert str(error).endswith("... and 30 more; see .problems")


def test_the_check_needs_no_data_library() -> None:
    code = (
        "import sys, geo.checking as c; c.check()\n"
        "print(sorted({'pandas','geopandas','numpy','shapely','pyproj'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"


def test_every_column_with_a_choice_of_words_exists() -> None:
    for table, column in cells.CHOICES:
        names = (
            [one.name for one in LAYER_PROPERTIES]
            if table == "layer"
            else TABLES[table].names
        )
        assert column in names


def test_the_decimals_are_those_that_the_exports_write() -> None:
    from geo import geometry

    for metres in (1, 49, 50, 499, 500, 4_999, 5_000, 49_999, 50_000, 1_000_000):
        assert place_rules.digits(metres) == geometry.digits(metres)


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(130, 0), (130.0, 0), (130.28, 2), (1e-05, 5), (1.5e-07, 8), (-0.5, 1), (1e22, 0)],
)
def test_decimals_are_counted_as_written(value: float, decimals: int) -> None:
    assert place_rules._decimals(value) == decimals


# --- whatever the files hold ----------------------------------------------------------

FILES = [
    "data/claims.csv",
    "data/legs.csv",
    "layers/places.geojson",
    "layers/catalog.yaml",
]


@settings(max_examples=60)
@given(st.sampled_from(FILES), st.binary(max_size=200), st.integers(0, 2000))
def test_no_bytes_anywhere_break_the_check(
    tmp_path_factory: pytest.TempPathFactory, file: str, data: bytes, at: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzzed"
    small_atlas(folder)
    path = folder / file
    good = path.read_bytes()
    for spoiled in (
        data,
        good[:at] + data + good[at:],
        good[:at] + data + good[at + 9 :],
    ):
        path.write_bytes(spoiled)
        "\n".join(told(folder)).encode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(
    JSON, st.sampled_from(["feature", "geometry", "coordinates", "id", "uncertainty_m"])
)
def test_no_json_in_a_layer_breaks_the_check(
    tmp_path_factory: pytest.TempPathFactory, value: Any, where: str
) -> None:
    folder = small_atlas(tmp_path_factory.getbasetemp() / "fuzzed-json")
    site: Any = json.loads(json.dumps(SITES[0]))
    if where == "feature":
        site = value
    elif where == "geometry":
        site["geometry"] = value
    elif where == "coordinates":
        site["geometry"]["coordinates"] = value
    else:
        site["properties"][where] = value
    write_layer(folder, "places", [site, SITES[1]])
    "\n".join(told(folder)).encode("utf-8")


@settings(max_examples=60)
@given(st.data())
def test_no_cell_breaks_the_check(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzzed-cells"
    name = data.draw(st.sampled_from(sorted(ROWS)))
    cell = st.text(st.characters(codec="utf-8"), max_size=30)
    row = {column: data.draw(cell) for column in TABLES[name].names}
    small_atlas(folder, **{name: [*ROWS[name], row]})
    "\n".join(told(folder)).encode("utf-8")
