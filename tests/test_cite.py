"""Citations that another program reads, and a hash that another program gives."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo import cite as citing
from geo.asof import as_of
from geo.atlas import Atlas, open_atlas
from geo.cite import STYLES, atlas_hash, cite
from geo.errors import ChoiceError, NotFoundError
from tests.atlases import ROWS, write_table

CLAIM, DENIAL = ROWS["claims"]
SOURCE = ROWS["sources"][0]


@pytest.fixture
def folder(small) -> Path:
    package = {
        "name": "example",
        "title": "An example: 50 % & more",
        "version": "2026.11.21",
        "contributors": [{"title": "The Example authors"}],
        "licenses": [{"name": "CC-BY-4.0"}],
    }
    (small / "data" / "datapackage.json").write_text(json.dumps(package))
    return small


@pytest.fixture
def example(folder) -> Atlas:
    return open_atlas(folder)


def _with_source(folder: Path, **cells: str) -> Atlas:
    write_table(folder, "sources", [SOURCE | cells])
    return open_atlas(folder)


def _csl(atlas: Atlas, what: str | None = None, **options) -> list[dict]:
    return json.loads(cite(atlas, what, style="csl-json", **options))


# --- the hash -------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs coreutils")
@pytest.mark.parametrize("which", ["small", "shipped"])
def test_the_documented_command_line_gives_the_same_hash(which, small):
    root = small if which == "small" else geo.catalog.shipped()
    done = subprocess.run(
        "sha256sum data/*.csv layers/*.geojson | LC_ALL=C sort -k2 | sha256sum",
        shell=True,
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert atlas_hash(root) == done.stdout.split()[0]
    assert "LC_ALL=C sort -k2 | sha256sum" in (atlas_hash.__doc__ or "")


def test_the_hash_stays_in_a_copy_and_changes_with_every_table_and_layer(
    small, tmp_path_factory
):
    copy = shutil.copytree(small, tmp_path_factory.mktemp("copy") / "atlas")
    (copy / "data" / "notes.txt").write_text("no part of it")
    was = atlas_hash(small)
    assert atlas_hash(copy) == was
    seen = {was}
    for path in sorted([*copy.glob("data/*.csv"), *copy.glob("layers/*.geojson")]):
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(atlas_hash(copy))
    assert len(seen) == 1 + 17
    (copy / "data" / "actors.csv").rename(copy / "data" / "actors2.csv")
    assert atlas_hash(copy) not in seen


def test_a_folder_without_an_atlas_has_no_hash(tmp_path):
    with pytest.raises(NotFoundError, match="holds no tables"):
        atlas_hash(tmp_path)


# --- what is cited --------------------------------------------------------------------


def test_the_whole_atlas_is_cited_with_version_hash_and_licences(example, folder):
    whole = atlas_hash(folder)
    assert cite(example) == (
        "The Example authors, An example: 50 % & more [data set], 21 November 2026."
        " Licence of the tables: CC-BY-4.0. Licences of the layers: CC-BY-4.0."
        f" Data version 2026.11.21, SHA-256 of tables and layers {whole}, read with"
        f" Tumen {geo.__version__}.\n"
    )
    french = cite(example, lang="fr")
    assert "[jeu de données], 21 novembre 2026. Licence des tables : CC-BY" in french
    assert (
        f"Version des données 2026.11.21, SHA-256 des tables et des couches {whole}"
        in (french)
    )


def test_a_claim_is_cited_with_speaker_stance_place_and_source(example):
    record, source = cite(example, "T002").splitlines()
    assert record.startswith(
        "The Example authors, “According to the report, a ministry denies it”. In: An"
        " example: 50 % & more, 21 November 2026. Claim T002 (A ministry: denies), read"
        " in REPORT-1, page 2. The summary is in Tumen's words. Data version"
    )
    assert source == (
        "Source: “A report”, An institute, 16 October 2023. https://example.org/report"
    )
    assert "Affirmation T002 (A ministry : dément), lue dans REPORT-1" in (
        cite(example, "claim:T002", lang="fr")
    )


def test_a_citation_in_french_names_speaker_place_and_atlas_in_french(folder):
    first, second = ROWS["claims"]
    told = {"attributed_to_fr": "Un ministère", "locator_fr": "page deux"}
    write_table(folder, "claims", [first, second | told])
    package = folder / "data" / "datapackage.json"
    french = json.loads(package.read_text()) | {"title_fr": "Un exemple"}
    package.write_text(json.dumps(french))
    atlas = open_atlas(folder)
    record = cite(atlas, "T002", lang="fr")
    assert "(Un ministère : dément), lue dans REPORT-1, page deux." in record
    assert "Dans : Un exemple," in record
    assert "(A ministry: denies), read in REPORT-1, page 2." in cite(atlas, "T002")


def test_an_atlas_as_of_a_day_is_cited_with_the_day(example):
    early = as_of(example, "2024-01-31")
    assert cite(early).endswith(
        ". As known on 31 January 2024: only what was published by then.\n"
    )
    assert "31 janvier 2024" in cite(early, "T001", lang="fr", style="bibtex")
    assert "As known" not in cite(example)


def test_a_withdrawn_claim_says_so_wherever_it_is_cited(folder):
    stone = {"id": "T002", "date": "2026-12-01", "successor": "T001"}
    stone |= {"reason_en": "Misread.", "reason_fr": "Mal lu."}
    write_table(folder, "claims", [CLAIM, DENIAL | {"withdrawn": "2026-12-01"}])
    write_table(folder, "withdrawn", [stone])
    atlas = open_atlas(folder)
    told = "Withdrawn on 1 December 2026: Misread. Its successor is T001. "
    for style in STYLES:
        assert told in cite(atlas, "T002", style=style)
        assert "Withdrawn" not in cite(atlas, "T001", style=style)
    assert "Retirée le 1er décembre 2026 : Mal lu. Remplacée par T001." in (
        cite(atlas, "T002", lang="fr")
    )


def test_the_map_of_a_flow_is_a_view_over_claims_and_says_so(example):
    (item,) = _csl(example, "flow:alpha-beta", lang="fr")
    assert item["type"] == "map"
    assert item["title"] == "Conteneurs d'Alpha à Bêta"
    assert item["container-title"] == "An example: 50 % & more"
    assert "une vue sur des affirmations rapportées" in item["note"]


def test_an_atlas_without_a_package_has_neither_author_nor_date(small):
    text = cite(open_atlas(small))
    assert text.startswith("[Atlas without a title] [data set], undated. Licences")
    (item,) = _csl(open_atlas(small))
    assert not {"author", "issued", "URL"} & set(item)
    assert item["version"] == "unversioned"


@pytest.mark.parametrize(
    ("what", "options", "error", "words"),
    [
        ("T01", {}, NotFoundError, "no claim or source or flow 'T01'"),
        ("claim:REPORT-1", {}, NotFoundError, "no claim 'REPORT-1'"),
        ("alpha-bta", {}, NotFoundError, "did you mean 'alpha-beta'"),
        ("ship:x", {}, NotFoundError, "one of claim, source, flow"),
        ("", {}, NotFoundError, "no claim or source or flow ''"),
        (None, {"style": "apa"}, ChoiceError, "one of text, bibtex, csl-json"),
        (None, {"lang": "de"}, ChoiceError, "one of en, fr"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(
    example, what, options, error, words
):
    with pytest.raises(error, match=words):
        cite(example, what, **options)


def test_an_id_of_two_kinds_asks_which(folder):
    write_table(folder, "claims", [CLAIM | {"id": "alpha-beta"}, DENIAL])
    write_table(folder, "claim_links", [])
    atlas = open_atlas(folder)
    with pytest.raises(ChoiceError, match="claim:alpha-beta, flow:alpha-beta"):
        cite(atlas, "alpha-beta")
    assert "Claim alpha-beta" in cite(atlas, "claim:alpha-beta")


# --- CSL-JSON -------------------------------------------------------------------------

# Of the schema of CSL 1.0.2 (csl-data.json), which allows no other names.
CSL_TYPES = {"dataset", "entry", "map", "report", "webpage", "document"}
CSL_TEXTS = {
    "id", "type", "title", "container-title", "publisher", "version", "URL",
    "archive_location", "language", "note",
}  # fmt: skip
CSL_DATE = {"date-parts", "season", "circa", "literal"}


def _sound(item: dict) -> None:
    assert {"id", "type", "title"} <= set(item)
    assert item["type"] in CSL_TYPES
    for name in set(item) - {"author", "issued", "accessed"}:
        assert name in CSL_TEXTS
        assert isinstance(item[name], str)
        assert item[name]
    for name in {"issued", "accessed"} & set(item):
        assert item[name]
        assert set(item[name]) <= CSL_DATE
    for name in item.get("author", []):
        assert set(name) == {"literal"}
        assert name["literal"]


def test_the_atlas_a_claim_and_a_flow_have_sound_items(atlas):
    for what in (None, "M001", "flow:munitions-rajin-dunai"):
        items = _csl(atlas, what)
        assert len({item["id"] for item in items}) == len(items)
        for item in items:
            _sound(item)


def test_every_source_of_the_shipped_atlas_has_a_sound_item(atlas):
    for key in atlas.sources.index:
        (item,) = _csl(atlas, f"source:{key}")
        row = atlas.sources.loc[key]
        assert item["id"] == key
        _sound(item)
        assert bool(row["published"]) is ("issued" in item)
        assert (row["url"] or None) == item.get("URL")
        for part in item.get("issued", {}).get("date-parts", []):
            year, month, day = [*part, 1, 1][:3]
            assert 1900 < year < 2100
            assert 1 <= month <= 12
            assert 1 <= day <= 31


@pytest.mark.parametrize(
    ("published", "issued"),
    [
        ("", None),
        ("2023", {"date-parts": [[2023]]}),
        ("2023-10", {"date-parts": [[2023, 10]]}),
        ("2023-10-16", {"date-parts": [[2023, 10, 16]]}),
        ("2023-10-16T08:00:00Z", {"date-parts": [[2023, 10, 16]]}),
        ("2023-08/2023-10-14", {"date-parts": [[2023, 8], [2023, 10, 14]]}),
        ("2023-10~", {"date-parts": [[2023, 10]], "circa": True}),
        ("2023?-07-25", {"date-parts": [[2023, 7, 25]], "circa": True}),
        ("2023-23", {"date-parts": [[2023]], "season": 3}),
        ("2022-02/..", {"literal": "since February 2022"}),
        ("199X", {"literal": "the 1990s"}),
    ],
)
def test_a_date_is_as_precise_as_its_source_and_no_more(folder, published, issued):
    (item,) = _csl(_with_source(folder, published=published), "REPORT-1")
    assert item.get("issued") == issued


def test_a_copy_its_day_and_its_language_are_told(folder):
    copy = "https://archive.example/1"
    atlas = _with_source(folder, archived_url=copy, captured_at="2026-01-02")
    (item,) = _csl(atlas, "REPORT-1")
    assert item["archive_location"] == copy
    assert item["accessed"] == {"date-parts": [[2026, 1, 2]]}
    assert item["language"] == "en"
    assert cite(atlas, "REPORT-1").endswith(f" (archived: {copy})\n")
    assert f"note = {{Archived: {copy}}}" in cite(atlas, "REPORT-1", style="bibtex")


# --- BibTeX ---------------------------------------------------------------------------


def _read_bibtex(text: str) -> list[dict[str, str]]:
    """A reader of our own, as BibTeX reads: braces are counted, escaped or not."""
    entries, at = [], 0
    while match := re.compile(r"\s*@(\w+)\{([^\s,{}]+),").match(text, at):
        entry = {"": match[1], "key": match[2]}
        at = match.end()
        while field := re.compile(r"\s*(\w+) = ").match(text, at):
            at = field.end()
            if text[at] == "{":
                depth, start = 0, at
                while True:
                    depth += {"{": 1, "}": -1}.get(text[at], 0)
                    at += 1
                    if not depth:
                        break
                value = text[start + 1 : at - 1]
            else:
                macro = re.compile(r"[a-z]+").match(text, at)
                assert macro
                at, value = macro.end(), macro[0]
            assert text[at] == ","
            at += 1
            entry[field[1]] = value
        closed = re.compile(r"\s*\}").match(text, at)
        assert closed
        at = closed.end()
        entries.append(entry)
    assert not text[at:].strip()
    return entries


_WRITTEN = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
    **{f"\\{one}": one for one in "$&#_%"},
}


def _plain(latex: str) -> str:
    """What LaTeX prints for text without other commands."""
    pattern = "|".join(re.escape(one) for one in _WRITTEN)
    assert not re.sub(pattern, "", latex).count("\\")
    return re.sub(pattern, lambda found: _WRITTEN[found[0]], latex)


def test_bibtex_gives_a_claim_two_entries_and_keeps_capitals(example):
    record, source = _read_bibtex(cite(example, "T001", style="bibtex"))
    assert (record[""], record["key"]) == ("misc", "example-claim-T001")
    assert record["howpublished"] == r"An example: 50 \% \& more"
    assert (record["year"], record["month"], record["day"]) == ("2026", "nov", "21")
    assert record["author"] == "{The Example authors}"
    assert source["key"] == "REPORT-1"
    assert source["title"] == "{A report}"
    assert (source["year"], source["month"], source["day"]) == ("2023", "oct", "16")
    assert source["url"] == "https://example.org/report"


def test_names_are_not_taken_apart_and_et_al_is_others(folder):
    atlas = _with_source(folder, authors="KIM Ellen and Sons; BERMUDEZ Jr. J. et al.")
    (entry,) = _read_bibtex(cite(atlas, "REPORT-1", style="bibtex"))
    assert entry["author"] == "{KIM Ellen and Sons} and {BERMUDEZ Jr. J.} and others"
    (item,) = _csl(atlas, "REPORT-1")
    assert [one["literal"] for one in item["author"]] == [
        "KIM Ellen and Sons",
        "BERMUDEZ Jr. J. et al.",
    ]


def test_hostile_and_foreign_words_come_through_bibtex_whole(folder):
    title = (
        r"50 % of {Rajin} \write18{rm} $x_1^2$ & #1 ~ } 나진 Дунай œuvre “é” @misc{x,"
    )
    atlas = _with_source(folder, title=title)
    (entry,) = _read_bibtex(cite(atlas, "REPORT-1", style="bibtex"))
    assert _plain(entry["title"][1:-1]) == title
    (item,) = _csl(atlas, "REPORT-1")
    assert item["title"] == title


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_comes_through_the_escape(text):
    latex = citing._latex(text)
    assert latex.count("{") == latex.count("}")
    for part in re.findall(r"[{}]", re.sub(r"\{\}", "", latex)):
        raise AssertionError(part)
    same = " ".join("".join(" " if _breaks(c) else c for c in text).split())
    assert _plain(latex) == same


def _breaks(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp")


def test_an_address_cannot_end_its_field(folder):
    atlas = _with_source(folder, url="https://example.org/a%20b_c~d#e?f=é")
    (entry,) = _read_bibtex(cite(atlas, "REPORT-1", style="bibtex"))
    assert entry["url"] == "https://example.org/a%20b_c~d#e?f=%C3%A9"
    assert citing._verbatim("https://x/{a}\\b c") == "https://x/%7Ba%7D%5Cb%20c"


@pytest.mark.parametrize(
    ("published", "fields"),
    [
        ("", {}),
        ("2023-10", {"year": "2023", "month": "oct"}),
        ("2023-10~", {"year": "2023", "note": "Date: about October 2023"}),
        (
            "2023-08/2023-10",
            {"year": "2023", "note": "Date: August 2023 to October 2023"},
        ),
        ("199X", {"note": "Date: the 1990s"}),
    ],
)
def test_bibtex_dates_say_no_more_than_is_known(folder, published, fields):
    atlas = _with_source(folder, published=published)
    (entry,) = _read_bibtex(cite(atlas, "REPORT-1", style="bibtex"))
    dates = ("year", "month", "day", "note")
    assert {name: entry[name] for name in dates if name in entry} == fields


def test_the_same_atlas_gives_the_same_citation_in_every_style(
    folder, tmp_path_factory
):
    copy = shutil.copytree(folder, tmp_path_factory.mktemp("copy") / "atlas")
    for style in STYLES:
        for what in (None, "T001", "REPORT-1", "alpha-beta"):
            ours = cite(open_atlas(folder), what, style=style)
            assert ours == cite(open_atlas(copy), what, style=style)
            assert str(folder) not in ours


def test_the_shipped_atlas_is_cited_with_the_version_of_the_citation_file(atlas):
    text = cite(atlas)
    assert f"Data version {atlas.version}, SHA-256 of tables and layers " in text
    assert f"Tumen {geo.__version__}." in text
    match = re.search(r"layers ([0-9a-f]{64})", text)
    assert match
    assert match[1] == atlas_hash(atlas.root)
