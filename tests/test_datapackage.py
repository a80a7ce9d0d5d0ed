"""The data package: generated, committed as generated, valid, and complete."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from geo import datapackage
from geo.catalog import shipped
from geo.tables import TABLES, Kind
from tests.atlases import small_atlas


def test_the_committed_file_is_the_generated_one() -> None:
    committed = (shipped() / "data" / "datapackage.json").read_text(encoding="utf-8")
    assert committed == datapackage.text(), "run: python -m geo.datapackage"


def test_every_table_and_column_is_described() -> None:
    package = datapackage.generate()
    assert [one["name"] for one in package["resources"]] == list(TABLES)
    for resource, table in zip(package["resources"], TABLES.values(), strict=True):
        assert [one["name"] for one in resource["schema"]["fields"]] == list(
            table.names
        )
        assert (shipped() / "data" / resource["path"]).is_file()


def test_the_words_of_a_column_are_listed_and_explained() -> None:
    claims = datapackage.generate()["resources"][1]["schema"]["fields"]
    stance = next(one for one in claims if one["name"] == "stance")
    assert stance["constraints"]["enum"][:2] == ["asserts", "denies"]
    assert "denies: The speaker states that it is not so" in stance["description"]


def test_keys_lead_to_tables_and_never_to_places_or_lists() -> None:
    for resource, table in zip(
        datapackage.generate()["resources"], TABLES.values(), strict=True
    ):
        kinds = {column.name: column.kind for column in table.columns}
        for key in resource["schema"].get("foreignKeys", ()):
            (name,) = key["fields"]
            assert kinds[name] is Kind.REF
            assert key["reference"]["resource"] in {"", *TABLES}


def test_the_version_is_a_day() -> None:
    assert re.fullmatch(r"20\d\d\.\d\d\.\d\d", datapackage.VERSION)


@pytest.mark.parametrize("which", ["shipped", "small"])
def test_frictionless_finds_the_data_valid(tmp_path: Path, which: str) -> None:
    import frictionless  # takes a second

    folder = small_atlas(tmp_path) / "data" if which == "small" else shipped() / "data"
    if which == "small":
        (folder / "datapackage.json").write_text(datapackage.text(), encoding="utf-8")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, json.dumps(report.flatten(["title", "rowNumber", "note"])[:9])
