"""The site as a folder: complete, whole or not at all, the same twice."""

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

import geo
from geo import export, features, site
from geo.asof import as_of
from geo.atlas import open_atlas
from geo.errors import OutputError
from tests.atlases import ROWS, small_atlas, write_table


@pytest.fixture(scope="module")
def built(tmp_path_factory, atlas) -> Path:
    return site.build(atlas, tmp_path_factory.mktemp("built") / "site")


def test_the_manifest_names_every_file_with_its_checksum(built):
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {
        path.relative_to(built).as_posix(): path
        for path in built.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert set(manifest["files"]) == set(on_disk)
    for name, path in on_disk.items():
        content = path.read_bytes()
        assert manifest["files"][name] == {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }


def test_there_is_a_page_in_each_language_and_every_layer_and_flow(built, atlas):
    for name in ("index.html", "fr.html", "register.html", "registre.html"):
        assert (built / name).is_file()
    layers = {path.stem for path in (built / "downloads" / "geojson").iterdir()}
    flows = {path.stem for path in (built / "downloads" / "flows").iterdir()}
    assert layers == set(features.names(atlas))
    assert flows == set(atlas.flows.index)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        if (tag, attrs) != ("script", [("type", "application/ld+json")]):
            self.tags.add(tag)  # a data block is no script: no browser runs it
        for name, value in attrs:
            if name == "href":
                self.found.append(value or "")
            if name == "id":
                self.ids.append(value or "")


def test_a_site_holds_its_atlas_as_an_atlas(built, atlas):
    assert geo.check(built / "downloads") == []
    again = geo.open_atlas(built / "downloads")
    for name, table in atlas.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)
    assert [one.id for one in again.catalog] == [one.id for one in atlas.catalog]
    for name, layer in atlas.layers.items():
        assert_geodataframe_equal(again.layers[name], layer)


@pytest.mark.parametrize(
    "name",
    ["register.html", "registre.html", "downloads/index.html", "downloads/fr.html"],
)
def test_every_link_of_a_plain_page_leads_somewhere(built, name):
    links = _Links()
    links.feed((built / name).read_text(encoding="utf-8"))
    assert len(links.ids) == len(set(links.ids))
    assert "script" not in links.tags
    for href in links.found:
        if href.startswith("#"):
            assert href[1:] in links.ids, href
        elif not href.startswith(("http://", "https://")):
            assert ((built / name).parent / href).resolve().is_file(), href


def test_the_register_holds_every_claim_source_and_conflict(built, atlas):
    for name in ("register.html", "registre.html"):
        links = _Links()
        links.feed((built / name).read_text(encoding="utf-8"))
        for table in (
            "claims",
            "sources",
            "conflicts",
            "flows",
            "events",
            "observations",
            "vessels",
        ):
            assert set(atlas.table(table).index) <= set(links.ids), table


def test_two_builds_are_the_same_bytes(tmp_path, atlas, built):
    again = site.build(atlas, tmp_path / "again")
    first = {
        p.relative_to(built): p.read_bytes() for p in built.rglob("*") if p.is_file()
    }
    second = {
        p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()
    }
    assert first == second


def test_a_site_as_of_a_day_holds_nothing_published_later_and_says_its_day(
    tmp_path, atlas
):
    out = site.build(as_of(atlas, "2023-10-31"), tmp_path / "site")
    claims = (out / "downloads" / "data" / "claims.csv").read_text(encoding="utf-8")
    assert "\nM001," in claims  # RUSI, 16 October 2023
    for later in ("M159", "M156", "M199"):  # 2025
        assert f"\n{later}," not in claims
        for path in out.rglob("*"):
            if path.suffix in (".html", ".csv", ".geojson"):
                text = path.read_text(encoding="utf-8")
                assert f'id="{later}"' not in text
                assert f'"id": "{later}"' not in text
    for name in (
        "index.html",
        "register.html",
        "downloads/flows/munitions-rajin-dunai.geojson",
    ):
        assert "As known on 31 October 2023" in (out / name).read_text(encoding="utf-8")
    assert "au 31 octobre 2023" in (out / "fr.html").read_text(encoding="utf-8")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert "31 October 2023" in manifest["as_of"]


def test_a_later_claim_changes_no_byte_of_an_earlier_as_of_site(tmp_path):
    folder = small_atlas(tmp_path / "atlas")
    before = site.build(as_of(open_atlas(folder), "2024-01-01"), tmp_path / "before")
    rows = {name: [dict(row) for row in ROWS[name]] for name in ("sources", "claims")}
    rows["sources"].append(
        rows["sources"][0] | {"id": "REPORT-2", "published": "2025-05-01"}
    )
    rows["claims"].append(
        rows["claims"][0]
        | {
            "id": "T003",
            "source": "REPORT-2",
            "as_of": "2025-05-01",
            "quantity_min": "20000",
        }
    )
    for name, held in rows.items():
        write_table(folder, name, held)
    after = site.build(as_of(open_atlas(folder), "2024-01-01"), tmp_path / "after")
    whole = site.build(open_atlas(folder), tmp_path / "whole")
    for path in (one for one in before.rglob("*") if one.is_file()):
        name = path.relative_to(before)
        assert path.read_bytes() == (after / name).read_bytes(), name
    assert (whole / "register.html").read_bytes() != (
        after / "register.html"
    ).read_bytes()


def test_a_folder_of_the_users_is_never_replaced(tmp_path):
    atlas = open_atlas(small_atlas(tmp_path / "atlas"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="no earlier run wrote"):
        site.build(atlas, mine, force=True)
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_an_earlier_site_is_replaced_only_when_asked_and_stays_whole_on_failure(
    tmp_path, monkeypatch
):
    atlas = open_atlas(small_atlas(tmp_path / "atlas"))
    out = site.build(atlas, tmp_path / "site")
    before = (out / "manifest.json").read_bytes()
    with pytest.raises(OutputError, match="--force"):
        site.build(atlas, out)

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "dumps", full_disk)
    with pytest.raises(OutputError, match="No space left on device"):
        site.build(atlas, out, force=True)
    monkeypatch.undo()
    assert (out / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    site.build(atlas, out, force=True)


def test_hostile_words_stand_literally_in_the_register(tmp_path):
    import csv

    folder = small_atlas(tmp_path / "atlas")
    path = folder / "data" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["summary_en"] = "</td><script>alert(1)</script>{{ 7*7 }} ${x}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    out = site.build(open_atlas(folder), tmp_path / "site")
    text = (out / "register.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }} ${x}" in text


def test_pages_name_no_path_of_the_machine_they_were_built_on(built):
    for path in built.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert str(built) not in text
        assert str(Path.cwd()) not in text
        assert "file://" not in text
