"""The command line, run as a user runs it: whole output, exit codes, no traceback."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.atlases import small_atlas

REPOSITORY = Path(__file__).parents[1]


def tumen(*words: object, **options) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=options.pop("cwd", REPOSITORY),
        check=False,
        **options,
    )


def test_the_version_is_the_packages():
    import geo

    done = tumen("--version")
    assert (done.stdout, done.returncode) == (f"tumen {geo.__version__}\n", 0)


def test_help_does_not_import_the_data_libraries():
    code = (
        "import sys, geo.cli\n"
        "sys.argv = ['tumen', '--help']\n"
        "try:\n    geo.cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'geopandas', 'numpy', 'shapely', 'folium'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "check" in done.stdout


def test_the_shipped_atlas_holds_together():
    done = tumen("check")
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith("The atlas holds together: 689 claims,")


def test_check_gives_machines_an_empty_list_of_problems(tmp_path):
    done = tumen("check", small_atlas(tmp_path), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"problems": []}


def test_a_spoilt_atlas_is_one_line_a_problem_and_exit_code_1(tmp_path):
    folder = small_atlas(tmp_path)
    flows = folder / "data" / "flows.csv"
    text = flows.read_text(encoding="utf-8")
    assert ",alpha-port," in text and ",munitions," in text
    flows.write_text(
        text.replace(",alpha-port,", ",alpha-prot,").replace(
            ",munitions,", ",munition,"
        ),
        encoding="utf-8",
    )
    for command in (
        ["check", folder],
        ["claims", "--atlas", folder],
        ["map", "-o", tmp_path / "m.html", "--atlas", folder],
        ["site", "-o", tmp_path / "s", "--atlas", folder],
    ):
        done = tumen(*command)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "data/flows.csv:2: origin: " in done.stderr
        assert "'alpha-port'" in done.stderr and "'munitions'" in done.stderr
    assert not (tmp_path / "m.html").exists()
    assert not (tmp_path / "s").exists()


def test_a_folder_that_is_no_atlas_is_said_to_be_none(tmp_path):
    done = tumen("check", tmp_path / "nowhere")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "nowhere" in done.stderr


@pytest.mark.parametrize(
    "table",
    ["claims", "flows", "sources", "sites", "vessels", "observations", "events"],
)
def test_every_list_prints_a_table_json_and_csv_with_the_same_rows(table, atlas):
    frame = atlas.sites if table == "sites" else atlas.table(table)
    shown = tumen(table)
    assert shown.returncode == 0, shown.stderr
    assert f"{len(frame):,} {table}" in shown.stderr
    records = json.loads(tumen(table, "--json").stdout)
    assert [record["id"] for record in records] == [str(key) for key in frame.index]
    rows = list(csv.DictReader(io.StringIO(tumen(table, "--csv").stdout)))
    assert [row["id"] for row in rows] == [str(key) for key in frame.index]
    first = next(iter(frame.index))
    assert str(first) in shown.stdout


def test_claims_can_be_chosen_by_flow_and_stance(atlas):
    done = tumen(
        "claims",
        "--flow",
        "munitions-rajin-dunai",
        "--stance",
        "cannot-confirm",
        "--json",
    )
    found = {record["id"] for record in json.loads(done.stdout)}
    assert "M002" in found  # RUSI: pictures alone do not reveal the contents
    table = atlas.claims
    assert all(table.loc[key, "stance"] == "cannot-confirm" for key in found)


def test_a_window_keeps_what_may_fall_into_it_and_leaves_the_undated_out():
    done = tumen("claims", "--since", "2022-11", "--until", "2022-11", "--json")
    found = {record["id"] for record in json.loads(done.stdout)}
    assert {"M224", "M226"} <= found  # 4 and 18-19 November 2022 at the border
    assert "M079" not in found
    assert "s000-10" not in found  # undated


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["claims", "--stance", "denys"], "no stance 'denys'; did you mean 'denies'?"),
        (
            ["claims", "--flow", "munition-rajin-dunai"],
            "did you mean 'munitions-rajin-dunai'?",
        ),
        (["sites", "--layer", "port"], "no layer 'port'; did you mean 'ports'?"),
        (["flows", "--mode", "see"], "no mode 'see'; did you mean 'sea'?"),
        (["claims", "--since", "octobre"], "'octobre' is no date"),
        (["map", "-o", "x.html", "--view", "far-west"], "far-east"),
    ],
)
def test_a_misspelt_word_gets_the_nearest_right_one(words, answer, tmp_path):
    done = tumen(*words, cwd=tmp_path, env=_with_repository())
    assert done.returncode == 1
    assert answer in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def _with_repository() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def test_json_and_csv_together_are_a_mistake_of_the_command_line():
    assert tumen("claims", "--json", "--csv").returncode == 2


def test_a_map_is_not_replaced_unless_asked(tmp_path):
    page = tmp_path / "map.html"
    folder = small_atlas(tmp_path / "atlas")
    assert tumen("map", "-o", page, "--atlas", folder).returncode == 0
    before = page.read_bytes()
    again = tumen("map", "-o", page, "--atlas", folder, "--lang", "fr")
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert page.read_bytes() == before
    assert (
        tumen(
            "map", "-o", page, "--atlas", folder, "--lang", "fr", "--force"
        ).returncode
        == 0
    )
    assert '<html lang="fr"' in page.read_text(encoding="utf-8")


def test_a_folder_that_does_not_exist_is_not_made_in_silence(tmp_path):
    folder = small_atlas(tmp_path / "atlas")
    done = tumen("map", "-o", tmp_path / "nowhere" / "m.html", "--atlas", folder)
    assert done.returncode == 1
    assert "nowhere does not exist" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_progress_is_quiet_in_a_pipe(tmp_path):
    done = tumen(
        "map", "-o", tmp_path / "m.html", "--atlas", small_atlas(tmp_path / "a")
    )
    assert done.stderr == ""


def test_control_characters_do_not_reach_the_terminal(tmp_path):
    from geo.atlas import open_atlas
    from geo.listing import as_text

    frame = open_atlas(small_atlas(tmp_path)).vessels
    import pandas as pd

    hostile = pd.DataFrame(
        [
            dict.fromkeys(frame.columns, "")
            | {"id": "a\x1b[31m\u202eb", "name": "[red]x[/red]"}
        ]
    )
    text = as_text(hostile, "vessels")
    assert "\x1b" not in text and "\u202e" not in text
    assert "[red]x[/red]" in text


def test_totals_never_add_what_contains_each_other():
    done = tumen("totals", "--unit", "container", "--as-of", "2025-05-31", "--json")
    told = json.loads(done.stdout)
    assert told["at_least"] == 20_000  # MSMT and others; 1,000 and 10,000 lie inside
    assert told["at_most"] is None
    assert "31 May 2025" in done.stderr


def test_a_conversion_is_labelled_as_computed_and_names_its_claims():
    told = json.loads(
        tumen("totals", "--unit", "container", "--to", "shell", "--json").stdout
    )
    assert "computed" in told["computed"]
    assert "No speaker states this number" in told["computed"]
    assert "M023" in told["computed"] and "M024" in told["computed"]  # OSC's pair


def test_mixed_units_are_refused_with_the_choices():
    done = tumen("totals", "--unit", "boxes")
    assert done.returncode == 1
    assert "boxes" in done.stderr
    assert "Traceback" not in done.stderr


def test_plausibility_never_says_false():
    records = json.loads(tumen("plausibility", "--json").stdout)
    assert {one["verdict"] for one in records} <= {
        "agrees",
        "differs",
        "cannot-be-checked",
    }
    kerch = next(one for one in records if one["id"] == "distance.M081.kerch")
    assert kerch["verdict"] == "agrees"
    assert 275 < kerch["computed_min"] < kerch["computed_max"] < 295  # 284 km by hand


def test_a_built_site_verifies_and_a_changed_byte_is_named(tmp_path):
    site = tmp_path / "site"
    assert (
        tumen("site", "-o", site, "--atlas", small_atlas(tmp_path / "a")).returncode
        == 0
    )
    assert tumen("verify", site).returncode == 0
    page = site / "register.html"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    done = tumen("verify", site)
    assert done.returncode == 1
    assert "register.html" in done.stderr


def test_a_row_that_went_without_a_tombstone_fails_the_check(tmp_path):
    old, new = small_atlas(tmp_path / "old"), small_atlas(tmp_path / "new")
    for name in ("claims", "claim_links"):
        path = new / "data" / f"{name}.csv"
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(
            "".join(row for row in rows if "T002" not in row), encoding="utf-8"
        )
    assert tumen("check", new).returncode == 0
    done = tumen("check", new, "--against", old)
    assert done.returncode == 1
    assert "T002" in done.stderr
    told = tumen("diff", old, new)
    assert told.returncode == 0
    assert "T002" in told.stdout


def test_a_citation_names_the_data_version_and_its_checksum():
    import geo

    text = tumen("cite", "--style", "bibtex").stdout
    assert geo.open_atlas().version in text
    assert re.search(r"[0-9a-f]{64}", text)
