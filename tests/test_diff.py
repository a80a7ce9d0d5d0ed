"""What changed between two atlases, and rows that went without a tombstone."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import site
from geo.atlas import open_atlas
from geo.changes import as_atom, as_geojson, as_json, as_text
from geo.checking import check
from geo.diff import IDENTITY, ChangeKind, diff, removed
from geo.errors import ChoiceError, DataError, NotFoundError
from geo.geojson import read_geojson
from geo.snapshot import Rows, Snapshot, ids, load
from geo.tables import LAYER_PROPERTIES, TABLES
from tests.atlases import ROWS, SITES, small_atlas, write_layer, write_table

REPOSITORY = Path(__file__).parents[1]
ATOM = "{http://www.w3.org/2005/Atom}"
CLAIM, DENIAL = ROWS["claims"]
TOMBSTONE = {
    "id": "T002",
    "date": "2026-12-01",
    "reason_en": "The report was misread.",
    "reason_fr": "Le rapport a été mal lu.",
    "successor": "T003",
}
NEW_CLAIM = DENIAL | {
    "id": "T003",
    "stance": "cannot-confirm",
    "summary_en": "According to the report, a ministry does not confirm it.",
    "summary_fr": "D'après le rapport, un ministère ne le confirme pas.",
    "recorded": "2026-12-01",
}


def _package(folder: Path, version: str) -> None:
    package = {
        "name": "example",
        "title": "An example",
        "version": version,
        "contributors": [{"title": "A. Author"}],
        "licenses": [{"name": "CC-BY-4.0"}],
    }
    (folder / "data" / "datapackage.json").write_text(json.dumps(package))


@pytest.fixture
def pair(tmp_path, monkeypatch) -> Path:
    """A folder with the atlases ``old`` and ``new``: one of each kind of change."""
    monkeypatch.chdir(tmp_path)
    _package(small_atlas(tmp_path / "old"), "2026.11.21")
    claims = [
        CLAIM | {"quantity_min": "1200", "note": "Read again."},
        DENIAL | {"withdrawn": "2026-12-01"},
        NEW_CLAIM,
    ]
    small_atlas(tmp_path / "new", claims=claims, withdrawn=[TOMBSTONE])
    sites = copy.deepcopy(SITES)
    sites[0]["geometry"]["coordinates"] = [130.29, 42.23]
    write_layer(tmp_path / "new", "places", sites)
    _package(tmp_path / "new", "2026.12.2")
    assert check(tmp_path / "old") == check(tmp_path / "new") == []
    return tmp_path


GOLDEN = """\
old [2026.11.21] → new [2026.12.2]

claims (1 added, 1 changed, 1 withdrawn)
  added T003  A ministry: According to the report, a ministry does not confirm it.
  changed T001  An institute: The institute reports more than 1,000 containers.
      quantity_min: 1000 → 1200
      note: (empty) → Read again.
  withdrawn T002  A ministry: According to the report, a ministry denies it.
      withdrawn 2026-12-01: The report was misread.
      its successor is T003
      withdrawn: (empty) → 2026-12-01

sites (1 changed)
  changed alpha-port  Alpha Port
      geometry: longitude 130.28, latitude 42.23 → longitude 130.29, latitude 42.23

4 changes
"""


def test_the_text_names_every_change_cell_by_cell_with_its_speaker(pair):
    assert as_text(diff(load("old"), load("new"))) == GOLDEN


def test_the_text_in_french_is_french(pair):
    text = as_text(diff(load("old"), load("new")), lang="fr")
    assert "affirmations (1 ajout, 1 modification, 1 retrait)" in text
    assert (
        "  retrait T002  A ministry : D'après le rapport, un ministère dément." in text
    )
    assert "      retrait 2026-12-01 : Le rapport a été mal lu." in text
    assert "      remplacé par T003" in text
    assert text.endswith("\n4 changements\n")


def test_the_json_holds_every_cell_whole(pair):
    held = json.loads(as_json(diff(load("old"), load("new"))))
    assert held["old"]["data"] == "2026.11.21"
    assert held["counts"] == {
        "claims": {"added": 1, "changed": 1, "withdrawn": 1},
        "sites": {"changed": 1},
    }
    added, changed, withdrawn, moved = held["changes"]
    assert added["kind"] == "added"
    filled = {one["column"]: one["after"] for one in added["cells"]}
    assert filled == NEW_CLAIM
    assert changed["cells"] == [
        {"column": "quantity_min", "before": "1000", "after": "1200"},
        {"column": "note", "before": "", "after": "Read again."},
    ]
    assert withdrawn["tombstone"] == {
        "date": "2026-12-01",
        "reason": {"en": "The report was misread.", "fr": "Le rapport a été mal lu."},
        "successor": "T003",
    }
    assert moved["id"] == "alpha-port"


def test_nothing_differs_between_an_atlas_and_itself_or_a_reordered_copy(pair):
    assert not diff(load("old"), load("old"))
    assert "Nothing differs." in as_text(diff(load("old"), load("old")))
    write_table(pair / "old", "claims", [DENIAL, CLAIM])
    write_layer(pair / "old", "places", SITES[::-1])
    write_table(pair, "claims", [CLAIM, DENIAL])  # elsewhere: no part of either
    assert not diff(load(small_atlas(pair / "third")), load("old")).changes


def test_a_place_moves_only_by_more_than_its_location_error_lets_one_print(pair):
    sites = copy.deepcopy(SITES)
    for lon, moved in ((130.2804, False), (130.2806, True)):  # 1000 m: three decimals
        sites[0]["geometry"]["coordinates"] = [lon, 42.23]
        write_layer(pair / "old", "places", SITES)
        write_layer(pair / "new", "places", sites)
        counts = diff(load("old"), load("new")).counts()
        assert ("sites" in counts) is moved


def test_turned_round_what_was_added_is_gone(pair):
    back = diff(load("new"), load("old"))
    assert back.counts()["claims"] == {"changed": 2, "removed": 1}
    assert "gone without a tombstone" in as_text(back)


def test_a_site_built_from_an_atlas_holds_the_same(pair):
    built = site.build(open_atlas(pair / "new"), pair / "site")
    for name in (built, built / "manifest.json", "site"):
        assert not diff(load("new"), load(name))
    assert diff(load("old"), load("site")).counts() == (
        diff(load("old"), load("new")).counts()
    )


# --- the feed -------------------------------------------------------------------------


def _feed(pair, **options) -> ElementTree.Element:
    return ElementTree.fromstring(
        as_atom(diff(load("old"), load("new")), **options).encode()
    )


def test_the_feed_has_every_element_that_rfc_4287_requires(pair):
    feed = _feed(pair, url="https://example.org/feed.xml")
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    assert [one.findtext(f"{ATOM}name") for one in feed.findall(f"{ATOM}author")] == [
        "A. Author"
    ]
    link = feed.find(f"{ATOM}link")
    assert link is not None
    assert link.attrib == {"rel": "self", "href": "https://example.org/feed.xml"}
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 4
    for entry in entries:
        for name in ("id", "title", "updated", "content"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert content.attrib == {"type": "text"}
        assert len(content) == 0
    every = [one.text or "" for one in feed.iter(f"{ATOM}id")]
    assert len(set(every)) == len(every)
    for one in every:  # RFC 4151: tag:authority,date:specific
        assert re.fullmatch(r"tag:tumen\.invalid,2026:changes[A-Za-z0-9/._%-]*", one)
    for one in feed.iter(f"{ATOM}updated"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", one.text or "")


def test_the_dates_of_the_feed_are_those_of_the_data(pair):
    feed = _feed(pair)
    assert feed.findtext(f"{ATOM}updated") == "2026-12-02T00:00:00Z"  # data version
    days = {
        (entry.findtext(f"{ATOM}title") or "").split(": ")[1]: entry.findtext(
            f"{ATOM}updated"
        )
        for entry in feed.findall(f"{ATOM}entry")
    }
    assert days == {
        "T003 (added)": "2026-12-01T00:00:00Z",  # recorded
        "T002 (withdrawn)": "2026-12-01T00:00:00Z",  # tombstone
        "T001 (changed)": "2026-12-02T00:00:00Z",
        "alpha-port (changed)": "2026-12-02T00:00:00Z",
    }


def test_an_entry_keeps_its_id_in_every_feed_that_tells_of_the_same_change(pair):
    before = {one.text for one in _feed(pair).iter(f"{ATOM}id")}
    claims = [CLAIM | {"quantity_min": "1200", "note": "Read again."}, NEW_CLAIM]
    write_table(pair / "new", "claims", claims)
    after = {one.text for one in _feed(pair).iter(f"{ATOM}id")}
    assert before == after
    write_table(pair / "new", "claims", [CLAIM | {"quantity_min": "1300"}, NEW_CLAIM])
    again = {one.text or "" for one in _feed(pair).iter(f"{ATOM}id")}
    changed = [one for one in again - before if "T001" in one]
    assert len(changed) == 1  # another change of the same row is another entry


def test_the_same_two_states_give_the_same_bytes_in_any_folder_and_hash_seed(pair):
    shutil.copytree(pair, pair / "elsewhere")
    code = (
        "from geo.snapshot import load; from geo.diff import diff;"
        "from geo.changes import *;"
        "d = diff(load('old'), load('new'));"
        "print(as_atom(d), as_geojson(d), as_json(d), as_text(d, lang='fr'))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed}
            | {"PYTHONIOENCODING": "utf-8", "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for folder, seed, zone in (
            (pair, "1", "Asia/Seoul"),
            (pair / "elsewhere", "77", "America/Lima"),
        )
    }
    assert len(outputs) == 1


HOSTILE = (
    "</content><script>alert(1)</script> & \"'> ]]> \u202e \ufffe \U0001f6a2 {{ 7 }}"
)


def test_hostile_words_stand_literally_in_the_feed(pair):
    write_table(pair / "new", "claims", [CLAIM | {"summary_en": HOSTILE}, DENIAL])
    text = as_atom(diff(load("old"), load("new")))
    assert "<script" not in text
    assert "\u202e" not in text
    assert "\ufffe" not in text  # no character of XML 1.0
    feed = ElementTree.fromstring(text.encode())
    contents = [one.text or "" for one in feed.iter(f"{ATOM}content")]
    assert any(
        "</content><script>alert(1)</script> & \"'> ]]> \\u202e \ufffd \U0001f6a2 {{ 7 }}"
        in one
        for one in contents
    )


def test_a_terminal_cannot_be_steered_by_what_changed(pair):
    write_table(pair / "new", "claims", [CLAIM | {"note": "\x1b[2Jx\u202ey"}, DENIAL])
    text = as_text(diff(load("old"), load("new")))
    assert "\\x1b[2Jx\\u202ey" in text
    assert not set(text) & set("\x1b\u202e")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"lang": "de"}, "unknown language 'de'"),
        ({"url": "javascript:alert(1)"}, "is no web address"),
        ({"authority": "my name"}, "is no domain"),
        ({"updated": "2026-02-30"}, "is no day"),
    ],
)
def test_an_option_of_the_feed_that_makes_no_sense_is_refused(pair, options, words):
    with pytest.raises(ChoiceError, match=words):
        as_atom(diff(load("old"), load("new")), **options)


def test_a_feed_without_any_day_asks_for_one(pair):
    small_atlas(pair / "new", claims=[], sources=ROWS["sources"])
    (pair / "new" / "data" / "datapackage.json").unlink()
    with pytest.raises(ChoiceError, match="names no day"):
        as_atom(diff(load("old"), load("new")))
    assert "2027-01-01T00" in as_atom(
        diff(load("old"), load("new")), updated="2027-01-01"
    )


# --- the layer ------------------------------------------------------------------------


def test_the_layer_shows_the_sites_and_ends_that_changes_touch(pair):
    text = as_geojson(diff(load("old"), load("new")))
    (pair / "changes.geojson").write_text(text, encoding="utf-8")
    problems: list = []
    layer = read_geojson(pair / "changes.geojson", "changes.geojson", problems)
    assert problems == []
    alpha, beta = layer.features
    assert alpha.geometry == {"type": "Point", "coordinates": [130.29, 42.23]}
    assert alpha.properties["kind"] == "withdrawn"
    assert alpha.properties["added"] == "claims:T003"
    assert alpha.properties["changed"] == "claims:T001; sites:alpha-port"
    # T002 and T003 are about the flow only: its other end is touched all the same.
    assert beta.properties["id"] == "beta-depot"
    assert beta.properties["withdrawn"] == "claims:T002"
    assert beta.properties["ids"] == "claims:T003; claims:T001; claims:T002"
    assert json.loads(text)["bbox"] == [40.11, 42.23, 130.29, 45.87]


def test_a_place_that_nobody_locates_and_one_that_is_gone_are_features_too(pair):
    sites = copy.deepcopy(SITES)
    sites[0]["geometry"] = None
    write_layer(pair / "new", "places", sites[:1])
    held = json.loads(as_geojson(diff(load("old"), load("new"))))
    alpha, beta = held["features"]
    assert alpha["geometry"] is None
    assert beta["geometry"]["coordinates"] == [40.11, 45.87]  # where it was
    assert beta["properties"]["kind"] == "removed"


def test_no_change_is_an_empty_layer(pair):
    held = json.loads(as_geojson(diff(load("old"), load("old"))))
    assert held["features"] == []
    assert "bbox" not in held


# --- tombstones and ids ---------------------------------------------------------------


def _problems(pair) -> list[str]:
    return [str(one) for one in removed(load("old"), load("new"))]


def test_what_was_corrected_and_withdrawn_in_order_is_no_problem(pair):
    assert _problems(pair) == []


def test_a_row_may_go_for_good_with_a_tombstone(pair):
    write_table(pair / "new", "claims", [CLAIM, NEW_CLAIM])
    assert _problems(pair) == []
    (gone,) = [
        one for one in diff(load("old"), load("new")).changes if one.id == "T002"
    ]
    assert gone.kind is ChangeKind.WITHDRAWN
    assert gone.tombstone is not None
    assert gone.tombstone.successor == "T003"


def test_a_row_gone_without_a_tombstone_is_named_in_every_table(pair):
    for name in ROWS:
        write_table(pair / "new", name, [])
    write_table(pair / "new", "withdrawn", [])
    write_layer(pair / "new", "places", SITES[:1])
    lines = _problems(pair)
    assert len(lines) == sum(map(len, ROWS.values())) + 1
    assert (
        "data/claims.csv: id: 'T002' is gone without a tombstone; bring the row back, or"
        " add its id to data/withdrawn.csv with the date and the reason" in lines
    )
    assert any(
        one.startswith("layers/places.geojson: id: 'beta-depot' is") for one in lines
    )


def test_a_tombstone_stays_for_good(pair):
    later = small_atlas(pair / "later", claims=[CLAIM, NEW_CLAIM])
    lines = [str(one) for one in removed(load("new"), load(later))]
    assert lines == [
        "data/claims.csv: id: 'T002' is gone without a tombstone; bring the row back, or"
        " add its id to data/withdrawn.csv with the date and the reason",
        "data/withdrawn.csv: id: the tombstone of 'T002' is gone; bring the row back",
    ]


OTHER = {"source": "REPORT-2", "attributed_to": "A newspaper", "speakers": "newspaper"}
ELSEWHERE = {
    "locator": "page 99",
    "about": "site:beta-depot",
    "summary_en": "The institute reports a visit.",
    "summary_fr": "L'institut rapporte une visite.",
}


@pytest.mark.parametrize(
    ("cells", "reused"),
    [
        pytest.param({"source": "REPORT-2"}, False, id="read elsewhere"),
        pytest.param(
            {"attributed_to": "X", "speakers": "x"}, False, id="other speaker"
        ),
        pytest.param(OTHER, True, id="other source and speaker"),
        pytest.param(
            OTHER | {"speakers": "x; institute"}, False, id="a speaker in common"
        ),
        pytest.param(ELSEWHERE, True, id="other place, subject and words"),
        pytest.param(ELSEWHERE | {"locator": "Page 1"}, False, id="same place"),
        pytest.param(
            ELSEWHERE | {"about": "event:x; site:alpha-port"},
            False,
            id="shared subject",
        ),
        pytest.param(
            {"stance": "denies", "quantity_min": "5"}, False, id="other reading"
        ),
    ],
)
def test_an_id_of_a_claim_may_not_come_to_mean_another_claim(pair, cells, reused):
    write_table(pair / "new", "claims", [CLAIM | cells, DENIAL])
    found = removed(load("old"), load("new"))
    assert [(one.line, one.value) for one in found] == ([(2, "T001")] if reused else [])
    changes = diff(load("old"), load("new")).changes
    assert [one.id for one in changes if one.reused] == (["T001"] if reused else [])


def test_the_problem_of_a_reused_id_says_what_it_was_and_is(pair):
    write_table(pair / "new", "claims", [CLAIM | OTHER, DENIAL])
    assert _problems(pair) == [
        "data/claims.csv:2: id: 'T001' stands for something else than before (source was"
        " 'REPORT-1', is 'REPORT-2'; attributed_to was 'An institute', is 'A newspaper';"
        " speakers was 'institute', is 'newspaper'); ids are never used again: withdraw"
        " this one and add a row"
    ]


def test_a_source_that_got_another_key_is_the_same_source(pair):
    stone = TOMBSTONE | {"id": "REPORT-1", "successor": "REPORT-2"}
    write_table(pair / "new", "withdrawn", [stone])
    write_table(pair / "new", "sources", [ROWS["sources"][0] | {"id": "REPORT-2"}])
    write_table(
        pair / "new", "claims", [CLAIM | OTHER, DENIAL | {"source": "REPORT-2"}]
    )
    assert _problems(pair) == []


def test_tombstones_that_replace_each_other_in_a_circle_end_no_run(pair):
    stones = [
        TOMBSTONE | {"id": "REPORT-1", "successor": "REPORT-9"},
        TOMBSTONE | {"id": "REPORT-9", "successor": "REPORT-1"},
    ]
    write_table(pair / "new", "withdrawn", stones)
    write_table(pair / "new", "claims", [CLAIM | OTHER, DENIAL])
    assert "stands for something else" in "".join(_problems(pair))


@pytest.mark.parametrize(
    ("table", "cells", "reused"),
    [
        ("sources", {"title": "Another"}, False),
        (
            "sources",
            {"title": "Another", "url": "https://example.org/x", "publisher": "Other"},
            True,
        ),
        ("flows", {"origin": "beta-depot", "destination": "alpha-port"}, False),
        ("flows", {"title_en": "Food", "title_fr": "Vivres", "origin": "x"}, True),
        ("legs", {"origin": "x"}, False),
        ("legs", {"origin": "x", "flow": "y"}, True),
        ("actors", {"name": "Another"}, True),
        ("claim_links", {"claim": "T001", "other": "T002"}, True),
    ],
)
def test_ids_of_other_tables_are_held_to_what_tells_them_apart(
    pair, table, cells, reused
):
    rows = [ROWS[table][0] | cells, *ROWS[table][1:]]
    write_table(pair / "new", table, rows)
    assert bool(_problems(pair)) is reused


def test_a_site_may_move_or_be_renamed_but_not_both_in_both_languages(pair):
    sites = copy.deepcopy(SITES)
    sites[0]["properties"] |= {"name_en": "Gamma", "name_fr": "Gamma"}
    write_layer(pair / "new", "places", sites)
    assert _problems(pair) == []
    sites[0]["geometry"]["coordinates"] = [131.1, 43.1]
    write_layer(pair / "new", "places", sites)
    assert len(_problems(pair)) == 1


def test_every_column_of_the_rule_exists():
    layers = {column.name for column in LAYER_PROPERTIES} | {"geometry"}
    assert set(IDENTITY) - {"sites", "paths"} == set(TABLES) - {"withdrawn"}
    for table, groups in IDENTITY.items():
        known = set(TABLES[table].names) if table in TABLES else layers
        for group in groups:
            for facet in group:
                assert set(facet) <= known, table


def test_a_list_of_released_ids_finds_lost_rows_but_cannot_be_compared(pair):
    release = {"data": "2026.11.21", "ids": ids(load("old"))}
    (pair / "release.json").write_text(json.dumps(release))
    assert removed(load("release.json"), load("new")) == []
    write_table(pair / "new", "claims", [CLAIM])
    write_table(pair / "new", "withdrawn", [])
    (lost,) = removed(load("release.json"), load("new"))
    assert lost.value == "T002"
    with pytest.raises(ChoiceError, match="lists ids only"):
        diff(load("release.json"), load("new"))
    with pytest.raises(ChoiceError, match="lists ids only"):
        removed(load("new"), load("release.json"))


# --- git ------------------------------------------------------------------------------


def _git(folder: Path, *words: str) -> str:
    kept = {name: held for name, held in os.environ.items() if name[:4] != "GIT_"}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        env=kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.fixture
def repository(pair) -> Path:
    """A repository whose folder ``atlas`` was ``old`` at the tag v1 and is ``new`` now."""
    home = pair / "repository"
    home.mkdir()
    _git(home, "init", "-q", "-b", "trunk")
    for name, tag in (("old", "v1"), ("new", "v2")):
        shutil.rmtree(home / "atlas", ignore_errors=True)
        shutil.copytree(pair / name, home / "atlas")
        _git(home, "add", "-A")
        _git(home, "commit", "-q", "-m", name)
        _git(home, "tag", tag)
    return home


def test_a_git_ref_gives_what_was_committed_then(pair, repository):
    atlas = repository / "atlas"
    old = load("v1", repository=atlas)
    assert not diff(load("old"), old)
    assert not diff(load("new"), load("trunk", repository=atlas))
    assert old.label == f"v1 ({_git(repository, 'rev-parse', 'v1')[:12]})"
    write_table(atlas, "claims", [])  # not committed: the ref does not see it
    assert not diff(load("new"), load("HEAD", repository=atlas))
    assert len(removed(load("HEAD~1", repository=atlas), load(atlas))) == 1


def test_a_folder_comes_before_a_ref_of_the_same_name(pair, repository):
    _git(repository, "branch", "new", "v1")
    assert not diff(load("new", repository=repository / "atlas"), load(pair / "new"))
    assert not diff(
        load("git:new", repository=repository / "atlas"), load(pair / "old")
    )


def test_a_hook_that_sets_git_dir_does_not_change_what_is_read(repository, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(repository / "nowhere"))
    assert load("v1", repository=repository / "atlas").version == "2026.11.21"


@pytest.mark.parametrize(
    "ref", ["v3", "-x", "--upload-pack=x", "v1:atlas", "v1^{tree}", "a\nb", "v1 v2"]
)
def test_what_is_no_commit_is_refused_by_name(repository, ref):
    with pytest.raises(NotFoundError, match="no git ref"):
        load(ref, repository=repository / "atlas")


def test_a_slip_in_a_ref_is_answered_with_the_nearest_one(repository):
    with pytest.raises(NotFoundError, match="did you mean 'trunk'"):
        load("trnuk", repository=repository / "atlas")


def test_without_a_repository_the_error_says_so(pair):
    with pytest.raises(NotFoundError, match="not a git repository"):
        load("v1", repository=pair / "old")


def test_without_git_the_error_says_so(pair, monkeypatch):
    monkeypatch.setenv("PATH", str(pair))
    with pytest.raises(NotFoundError, match="is not installed"):
        load("v1", repository=pair / "old")


def test_a_ref_without_an_atlas_in_it_is_refused(repository):
    (repository / "other").mkdir()
    with pytest.raises(NotFoundError, match="holds no tables"):
        load("v1", repository=repository / "other")


def test_a_link_committed_to_git_is_not_followed(pair, repository):
    secret = pair / "secret.csv"
    secret.write_text("id,name\nA,B\n")
    (repository / "atlas" / "data" / "extra.csv").symlink_to(secret)
    _git(repository, "add", "-A")
    _git(repository, "commit", "-q", "-m", "link")
    assert "extra" not in load("HEAD", repository=repository / "atlas").tables


# --- reading --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "an empty name"),
        ("./nowhere", "no such folder"),
        (Path("nowhere"), "no such folder"),
        ("old/data", "holds no data/"),
        ("old/data/claims.csv", "is no JSON"),
        ("old/data/datapackage.json", "names no rows"),
    ],
)
def test_what_is_no_atlas_is_refused_by_name(pair, name, words):
    with pytest.raises(NotFoundError, match=words):
        load(name)


def test_a_table_that_cannot_be_read_or_repeats_an_id_is_a_data_error(pair):
    (pair / "old" / "data" / "claims.csv").write_text('id,source\nT1,"broken\n')
    with pytest.raises(DataError, match="never closed"):
        load("old")
    write_table(pair / "old", "claims", [CLAIM, CLAIM])
    with pytest.raises(DataError, match=r"claims.csv:3: id: 'T001' is used already"):
        load("old")
    (pair / "old" / "data" / "claims.csv").write_text("name\nx\n")
    with pytest.raises(DataError, match="column 'id' is missing"):
        load("old")


def test_an_older_state_may_have_had_other_columns(pair):
    path = pair / "old" / "data" / "actors.csv"
    path.write_text("id,name,nickname\ninstitute,An institute,Insti\n")
    (change,) = [
        one for one in diff(load("old"), load("new")).changes if one.table == "actors"
    ]
    cells = {(one.column, one.before, one.after) for one in change.cells}
    assert cells == {("kind", "", "institute"), ("nickname", "Insti", "")}


def _state(rows: dict[str, tuple[str, str]]) -> Snapshot:
    columns = {
        "id": tuple(rows),
        "name": tuple(name for name, _ in rows.values()),
        "note": tuple(note for _, note in rows.values()),
    }
    where = {key: at for at, key in enumerate(rows)}
    table = Rows(columns, ("f",) * len(rows), (1,) * len(rows), where)
    return Snapshot("x", "1", "", (), (), {"actors": table})


_rows = st.dictionaries(
    st.sampled_from([f"A{n}" for n in range(12)]),
    st.tuples(st.sampled_from("xyz"), st.sampled_from(["", "n"])),
)


@settings(max_examples=150)
@given(_rows, _rows)
def test_the_differences_are_those_that_a_plain_comparison_finds(old, new):
    found = {(str(one.kind), one.id) for one in diff(_state(old), _state(new)).changes}
    expected = {("added", key) for key in new.keys() - old.keys()}
    expected |= {("removed", key) for key in old.keys() - new.keys()}
    expected |= {
        ("changed", key) for key in old.keys() & new.keys() if old[key] != new[key]
    }
    assert found == expected
    lost = {one.value for one in removed(_state(old), _state(new))}
    other = {key for key in old.keys() & new.keys() if old[key][0] != new[key][0]}
    assert lost == (old.keys() - new.keys()) | other
