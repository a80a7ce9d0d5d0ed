"""Charts say what claims state, mark by mark, and nothing more."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from geo import charts, style, tallies
from geo.asof import as_of
from geo.atlas import Atlas, open_atlas
from geo.errors import ChoiceError, OutputError
from geo.vocabulary import Theme
from tests.atlases import ROWS, SITES, small_atlas, write_layer

REPOSITORY = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = r"$\frac{1}{2}$ & <b>bold</b> {{7*7}} \alpha_2"


def drawn(chart: object, folder: Path) -> ET.Element:
    path = folder / "chart.svg"
    charts.save(chart, path, force=True)
    return ET.fromstring(path.read_bytes())


def marks(svg: ET.Element, kind: str) -> list[str]:
    found = (one.get("id", "") for one in svg.iter(f"{SVG}g"))
    return [one.removeprefix(f"{kind}-") for one in found if one.startswith(f"{kind}-")]


def texts(svg: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in svg.iter(f"{SVG}text")]


def said(svg: ET.Element) -> str:
    return " ".join(texts(svg))


def rows(atlas: Atlas, table: str) -> list[dict[str, str]]:
    path = atlas.root / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stated(atlas: Atlas, unit: str, way: str = "DPRK>RU") -> list[dict[str, str]]:
    return [
        row
        for row in rows(atlas, "claims")
        if (row["unit"], row["direction"], row["withdrawn"]) == (unit, way, "")
        and row["counting"] in ("running-total", "capacity")
    ]


def claims(*changes: dict[str, str]) -> list[dict[str, str]]:
    """Give the two claims of the small atlas, the first once more for each change."""
    first, denial = ROWS["claims"]
    more = [
        {**first, "id": f"T1{at:02}", "direction": "DPRK>RU", **change}
        for at, change in enumerate(changes)
    ]
    return [{**first, "direction": "DPRK>RU"}, denial, *more]


# --- totals ---------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["container", "shell", "voyage", "missile"])
def test_every_stated_total_is_one_mark(
    atlas: Atlas, tmp_path: Path, unit: str
) -> None:
    rows_of_unit = stated(atlas, unit)
    assert len(rows_of_unit) > 5
    svg = drawn(charts.stated_totals(atlas, unit=unit), tmp_path)
    dated = sorted(row["id"] for row in rows_of_unit if row["as_of"])
    assert sorted(marks(svg, "claim")) == dated
    for row in rows_of_unit:  # what cannot be placed is named instead
        assert row["as_of"] or row["id"] in said(svg)


def test_no_number_on_the_chart_is_a_sum(tmp_path: Path) -> None:
    root = small_atlas(
        tmp_path, claims=claims({"quantity_min": "1700", "as_of": "2024-01-01"})
    )
    svg = drawn(charts.stated_totals(open_atlas(root)), tmp_path)
    assert sorted(marks(svg, "claim")) == ["T001", "T100"]
    assert not re.search(r"2[, ]?700", said(svg))
    height = places(svg)
    zero, thousand = text_at(svg, "0"), text_at(svg, "1,000")
    per_container = (zero - thousand) / 1000
    assert height["T001"] == pytest.approx(zero - 1000 * per_container, abs=0.01)
    assert height["T100"] == pytest.approx(zero - 1700 * per_container, abs=0.01)


def places(svg: ET.Element) -> dict[str, float]:
    """How far down each mark stands, in points."""
    found = {}
    for group in svg.iter(f"{SVG}g"):
        if group.get("id", "").startswith("claim-"):
            use = next(group.iter(f"{SVG}use"))
            found[group.get("id", "").removeprefix("claim-")] = float(use.get("y", ""))
    return found


def text_at(svg: ET.Element, words: str) -> float:
    """How far down the rule beside a number of the scale runs, in points."""
    [text] = [one for one in svg.iter(f"{SVG}text") if "".join(one.itertext()) == words]
    foot = float(text.get("y", ""))
    rules = {
        float(y)
        for path in svg.iter(f"{SVG}path")
        for x1, y, x2, y2 in re.findall(
            r"^M (\S+) (\S+)\s+L (\S+) (\S+)\s*$", path.get("d", "")
        )
        if y == y2 and float(x2) - float(x1) > 400
    }
    return min(rules, key=lambda y: abs(y - foot + 2.7))


def test_no_line_joins_two_speakers(tmp_path: Path) -> None:
    later = {"quantity_min": "2000", "as_of": "2024-01-01"}
    other = {**later, "speakers": "", "attributed_to": "Someone else"}
    link = {**ROWS["claim_links"][0], "claim": "T100", "kind": "supersedes"}
    steps = {}
    for name, change in (("same", later), ("other", other)):
        root = small_atlas(tmp_path / name, claims=claims(change), claim_links=[link])
        svg = drawn(charts.stated_totals(open_atlas(root)), tmp_path)
        steps[name] = "same speaker, later statement" in said(svg)
        drawn_steps = 2 if name == "same" else 0  # one on the chart, one in its key
        assert open_steps(svg) == drawn_steps
    assert steps == {"same": True, "other": False}


def open_steps(svg: ET.Element) -> int:
    """Count lines that run level first and upright then."""
    shape = re.compile(r"^M \S+ (\S+)\s+L (\S+) (\S+)\s+L (\S+) (\S+)\s*$")
    return sum(
        found is not None and found[1] == found[3] and found[2] == found[4]
        for found in (shape.match(one.get("d", "")) for one in svg.iter(f"{SVG}path"))
    )


def test_a_capacity_is_hollow_and_says_so(tmp_path: Path) -> None:
    change = {"counting": "capacity", "quantity_max": "1000", "as_of": "2024-02-01"}
    root = small_atlas(tmp_path, claims=claims(change))
    svg = drawn(charts.stated_totals(open_atlas(root)), tmp_path)
    fills = {}
    for group in svg.iter(f"{SVG}g"):
        if group.get("id", "").startswith("claim-"):
            shape = ET.tostring(next(group.iter(f"{SVG}use")), encoding="unicode")
            fills[group.get("id", "").removeprefix("claim-")] = re.findall(
                r"fill: (#\w+)", shape
            )
    assert fills["T100"] == [style.PAPER]
    assert fills["T001"] != [style.PAPER]
    assert "capacity, not delivery" in said(svg)


def test_words_without_a_number_are_shown_and_stand_at_no_height(
    tmp_path: Path,
) -> None:
    change = {"quantity_min": "", "quantity_as_printed": "hundreds"}
    root = small_atlas(tmp_path, claims=claims(change))
    svg = drawn(charts.stated_totals(open_atlas(root)), tmp_path)
    assert "In words, no number" in texts(svg)
    assert any("T100 “hundreds”" in one for one in texts(svg))
    assert places(svg)["T100"] > text_at(svg, "0")


def test_nothing_stated_is_said_and_not_drawn_as_zero(
    atlas: Atlas, tmp_path: Path
) -> None:
    svg = drawn(charts.stated_totals(atlas, unit="barrel"), tmp_path)
    assert "No quantity reported" in texts(svg)
    assert marks(svg, "claim") == []
    assert "0" not in texts(svg)
    assert not any(re.search(r"\b19[67]\d\b", one) for one in texts(svg))


def test_a_relay_error_and_a_doubt_are_told_apart_from_the_rest(
    atlas: Atlas, tmp_path: Path
) -> None:
    assert atlas.claims.at["M158", "flags"] == "misreport; date-doubtful"
    svg = drawn(charts.stated_totals(atlas), tmp_path)
    assert "relay error" in texts(svg)
    assert any(one.startswith("M158?") for one in texts(svg))
    assert "M156" in texts(svg)


# --- the other charts -----------------------------------------------------------------


def test_every_voice_and_denial_is_one_mark(atlas: Atlas, tmp_path: Path) -> None:
    from geo.corroboration import speakers_behind

    svg = drawn(charts.corroboration(atlas), tmp_path)
    shown = Counter(one.rpartition("-")[0] for one in marks(svg, "voice"))
    denied = Counter(one.rpartition("-")[0] for one in marks(svg, "denial"))
    for flow in ("munitions-rajin-dunai", "heavy-guns", "tech-icbm"):
        behind = speakers_behind(atlas, flow)
        assert shown[flow] == len(behind.voices)
        assert denied[flow] == len(behind.denials)
    about = [
        item
        for row in rows(atlas, "claims")
        if row["stance"] == "denies" and not row["withdrawn"]
        for item in {one.strip() for one in row["about"].split(";")}
        if item.startswith("flow:")
    ]
    assert sum(denied.values()) == len(about)


def test_a_flow_has_the_colour_of_its_theme_on_the_page(
    atlas: Atlas, tmp_path: Path
) -> None:
    svg = drawn(charts.corroboration(atlas), tmp_path)
    for group in svg.iter(f"{SVG}g"):
        name = group.get("id", "")
        if name.startswith("voice-"):
            flow = name.removeprefix("voice-").rpartition("-")[0]
            hue = style.COLOURS[Theme(atlas.flows.at[flow, "theme"])]
            assert hue in ET.tostring(group, encoding="unicode")


def test_sites_are_counted_as_the_files_count_them(atlas: Atlas) -> None:
    table = tallies.traffic_table(atlas)
    said_of: Counter[tuple[str, str]] = Counter()
    for row in rows(atlas, "claims"):
        for item in {one.strip() for one in row["about"].split(";")}:
            if item.startswith("site:") and not row["withdrawn"]:
                said_of[item[5:], row["stance"]] += 1
    assert table["claims"].sum() == said_of.total()
    assert table.at["rajin-port", "asserts"] == said_of["rajin-port", "asserts"]
    assert table.at["khasan-station", "denies"] == said_of["khasan-station", "denies"]
    looked = [
        row
        for row in rows(atlas, "observations")
        if "rajin-port" in (row["site"], row["other_site"])
    ]
    assert table.at["rajin-port", "observations"] == len(looked)
    assert table.at["rajin-port", "nothing_seen"] == sum(
        row["outcome"] == "nothing-seen" for row in looked
    )
    stances = ["asserts", "denies", "cannot_confirm", "speculates", "forecast"]
    assert (table[stances].sum(axis=1) == table["claims"]).all()
    outcomes = ["seen", "inferred", "nothing_seen", "not_imaged"]
    assert (table[outcomes].sum(axis=1) == table["observations"]).all()


def test_every_dated_sighting_is_one_mark(atlas: Atlas, tmp_path: Path) -> None:
    svg = drawn(charts.sightings(atlas), tmp_path)
    expected = sorted(
        f"{row['id']}-{vessel.strip()}"
        for row in rows(atlas, "observations")
        for vessel in row["vessels"].split(";")
        if vessel.strip() and row["when"]
    )
    assert sorted(marks(svg, "sighting")) == expected
    assert len(tallies.sightings_table(atlas)) >= len(expected)


def test_outcomes_differ_in_shape_or_filling_and_not_in_colour_alone() -> None:
    looks = [(shape, hollow) for shape, hollow, _ in charts._OUTCOMES.values()]
    assert len(set(looks)) == len(looks) == 4


def test_totals_come_by_unit_then_by_date(atlas: Atlas) -> None:
    table = tallies.totals_table(atlas, direction="DPRK>RU")
    assert set(table["direction"]) == {"DPRK>RU"}
    assert set(table["counting"]) <= {"running-total", "per-period", "capacity"}
    first_of = table.drop_duplicates("unit")["unit"].tolist()
    assert first_of[0] == "container"
    assert table["unit"].tolist() == [
        unit for one in first_of for unit in [one] * (table["unit"] == one).sum()
    ]
    days = table.loc[table["unit"] == "container", "as_of"]
    days = days[days.str.fullmatch(r"\d{4}-\d\d-\d\d")]
    assert days.is_monotonic_increasing
    assert table.at["M079", "speaker"] == "White House"
    assert table.at["M079", "least"] == 1000
    assert pd.isna(table.at["M079", "most"])


# --- words ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(charts.CHARTS))
def test_a_chart_speaks_french(atlas: Atlas, tmp_path: Path, name: str) -> None:
    svg = drawn(charts.draw(name, atlas, lang="fr"), tmp_path)
    words = said(svg)
    assert "n'implique aucun acte répréhensible" in words
    assert f"Tumen, données {atlas.version}." in words
    english = {"Who", "stands", "Claims", "statement", "wrongdoing", "looking"}
    assert not english & set(words.split()), english & set(words.split())


def test_french_numbers_dates_and_units_are_french(
    atlas: Atlas, tmp_path: Path
) -> None:
    words = texts(drawn(charts.stated_totals(atlas, lang="fr"), tmp_path))
    assert {"Conteneurs", "10\u202f000", "janvier 2024"} <= set(words)
    assert any("RPDC → Russie" in one for one in words)


@pytest.mark.parametrize("name", list(charts.CHARTS))
def test_a_view_as_of_a_day_says_so_and_holds_nothing_later(
    atlas: Atlas, tmp_path: Path, name: str
) -> None:
    early = as_of(atlas, "2023-10-31")
    svg = drawn(charts.draw(name, early), tmp_path)
    assert "As known on 31 October 2023" in said(svg)
    assert set(marks(svg, "claim")) <= set(early.claims.index)
    if name == "totals":
        assert 0 < len(marks(svg, "claim")) < len(stated(atlas, "container"))


def test_before_anything_was_published_every_chart_says_that_it_is_empty(
    atlas: Atlas, tmp_path: Path
) -> None:
    nothing = as_of(atlas, "1900")
    assert nothing.claims.empty
    for name in charts.CHARTS:
        svg = drawn(charts.draw(name, nothing), tmp_path)
        empty = {"No quantity reported", "Nothing is read of it"}
        assert empty & set(texts(svg)), name


def hostile(folder: Path) -> Atlas:
    flows = [{**ROWS["flows"][0], "title_en": HOSTILE, "title_fr": HOSTILE}]
    printed = {"quantity_min": "", "quantity_as_printed": HOSTILE}
    unnamed = {"speakers": "", "attributed_to": HOSTILE}
    vessels = [
        {
            "id": "ship",
            "name": HOSTILE,
            "kind": "ship",
            "role_en": "A ship.",
            "role_fr": "Un navire.",
            "on_route": "no",
            "source": "REPORT-1",
            "locator": "page 1",
        }
    ]
    observations = [
        {
            "id": "W1",
            "site": "alpha-port",
            "place_as_printed": "Alpha",
            "vessels": "ship",
            "object_as_printed": "a ship",
            "when": "2023-09",
            "activity_en": "A ship lay there.",
            "activity_fr": "Un navire s'y trouvait.",
            "outcome": "seen",
            "evidence": "satellite",
            "source": "REPORT-1",
            "locator": "page 1",
        }
    ]
    small_atlas(
        folder, claims=claims(printed, unnamed), flows=flows, vessels=vessels,
        observations=observations,
    )  # fmt: skip
    one = {**SITES[0], "properties": {**SITES[0]["properties"], "name_en": HOSTILE}}
    write_layer(folder, "places", [one, SITES[1]])
    return open_atlas(folder)


@pytest.mark.parametrize("name", list(charts.CHARTS))
def test_hostile_text_is_drawn_letter_by_letter(tmp_path: Path, name: str) -> None:
    chart = charts.draw(name, hostile(tmp_path / "atlas"))
    svg = drawn(chart, tmp_path)
    start = r"$\frac{1}{2}$ & <b>"  # a narrow column may cut the rest
    assert start in said(svg).replace("  ", " ")
    assert not list(svg.iter(f"{SVG}b"))
    charts.save(chart, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


# --- files ----------------------------------------------------------------------------

_DRAW = """
import hashlib, sys
from pathlib import Path
from geo import charts
from geo.atlas import open_atlas
atlas, folder = open_atlas(), Path(sys.argv[1])
for name in charts.CHARTS:
    for form in ("svg", "png"):
        charts.save(charts.draw(name, atlas), folder / f"{name}.{form}")
        content = (folder / f"{name}.{form}").read_bytes()
        print(name, form, hashlib.sha256(content).hexdigest())
"""


def test_the_same_atlas_gives_the_same_bytes_wherever_it_is_drawn(
    tmp_path: Path,
) -> None:
    told = []
    for seed, zone in (("1", "UTC"), ("4242", "Asia/Seoul")):
        folder = tmp_path / seed
        folder.mkdir()
        (folder / "matplotlibrc").write_text(
            "savefig.bbox: tight\nlines.solid_joinstyle: bevel\nsvg.fonttype: path\n"
        )
        given = {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "MATPLOTLIBRC": str(folder / "matplotlibrc") if seed == "1" else "",
        }
        done = subprocess.run(
            [sys.executable, "-c", _DRAW, str(folder)],
            env={**os.environ, **given},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        )
        told.append(done.stdout)
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == 8


def test_a_chart_can_be_saved_twice_and_holds_no_date(
    atlas: Atlas, tmp_path: Path
) -> None:
    chart = charts.sightings(atlas)
    seals = set()
    for at in range(2):
        for form in ("svg", "png"):
            path = tmp_path / f"{at}.{form}"
            charts.save(chart, path)
            seals.add((form, hashlib.sha256(path.read_bytes()).hexdigest()))
    assert len(seals) == 2
    svg = (tmp_path / "0.svg").read_text("utf-8")
    assert "dc:date" not in svg
    assert "matplotlib" not in svg.lower()
    assert b"matplotlib" not in (tmp_path / "0.png").read_bytes().lower()


def test_an_svg_keeps_its_words_as_text_with_a_family_to_fall_back_on(
    atlas: Atlas, tmp_path: Path
) -> None:
    svg = drawn(charts.corroboration(atlas), tmp_path)
    styles = {one.get("style", "") for one in svg.iter(f"{SVG}text")}
    assert styles
    assert all("'DejaVu Sans', Verdana, sans-serif" in one for one in styles)
    assert svg.find(f"{SVG}title") is not None


def test_a_file_is_not_replaced_unasked(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    path.write_text("mine")
    chart = charts.sightings(atlas)
    with pytest.raises(OutputError, match="add --force"):
        charts.save(chart, path)
    assert path.read_text() == "mine"
    charts.save(chart, path, force=True)
    assert path.read_bytes().startswith(b"<?xml")
    with pytest.raises(OutputError, match="is a folder"):
        charts.save(chart, folder_named(tmp_path, "b.svg"), force=True)
    with pytest.raises(OutputError, match="nowhere does not exist"):
        charts.save(chart, tmp_path / "nowhere" / "chart.svg")
    with pytest.raises(ChoiceError, match=r"\.svg or \.png"):
        charts.save(chart, tmp_path / "chart.pdf")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.svg", "chart.svg"]


def folder_named(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


def test_an_unknown_chart_unit_or_direction_is_named(atlas: Atlas) -> None:
    with pytest.raises(ChoiceError, match="did you mean 'sightings'"):
        charts.draw("sighting", atlas)
    with pytest.raises(ChoiceError, match="did you mean 'container'"):
        charts.draw("totals", atlas, unit="contaner")
    with pytest.raises(ChoiceError, match="no direction 'MARS>RU'; there is"):
        tallies.totals_table(atlas, direction="MARS>RU")


def test_without_matplotlib_the_error_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from geo import charts, tallies\n"
        "from geo.atlas import open_atlas\n"
        "from geo.errors import MissingExtraError\n"
        "atlas = open_atlas()\n"
        "assert len(tallies.traffic_table(atlas))\n"
        "for name in charts.CHARTS:\n"
        "    try:\n"
        "        charts.draw(name, atlas)\n"
        "    except MissingExtraError as error:\n"
        "        print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "charts need 'matplotlib', which is not installed;"
        " run: pip install 'tumen[charts]'"
    ] * len(charts.CHARTS)


def test_reading_the_module_does_not_load_matplotlib() -> None:
    program = "import sys, geo.charts; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
