"""An atlas of one's own: begun, added to, and filled from other people's files."""

import csv
import html
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from shapely import LineString, Point
from typer.testing import CliRunner

import geo
from geo import (
    adding,
    additions,
    as_written,
    catalogue_ld,
    datapackage,
    export,
    importing,
    incoming,
    kept,
    mapping,
    page,
    picture,
    register,
    rights,
    starting,
    titles,
    view,
)
from geo.cite import cite
from geo.cli import app
from geo.errors import DataError, DateError, NotFoundError, OutputError
from geo.features import Layers
from geo.tables import TABLES
from geo.words import say
from tests.atlases import small_atlas

DAY = "2026-11-21"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Give a new atlas that includes the shipped one."""
    starting.init(tmp_path / "mine", include_shipped=True, today=DAY)
    return tmp_path / "mine"


def run(*words: object, stdin: str | None = None) -> tuple[int, str]:
    """Run a command in this process: exit code and all it says."""
    done = CliRunner().invoke(app, [str(one) for one in words], input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, done.output


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder by name."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


# --- init -----------------------------------------------------------------------------


@pytest.mark.parametrize("include", [False, True])
def test_a_new_atlas_is_valid_opens_and_is_the_same_twice(
    tmp_path: Path, include: bool
) -> None:
    for name in ("a/atlas", "b/atlas"):
        (tmp_path / name).parent.mkdir()
        starting.init(tmp_path / name, include_shipped=include, today=DAY)
    assert geo.check(tmp_path / "a/atlas") == []
    assert contents(tmp_path / "a/atlas") == contents(tmp_path / "b/atlas")
    opened = geo.open_atlas(tmp_path / "a/atlas")
    expected = len(geo.open_atlas().claims) if include else 2
    assert len(opened.claims) == expected
    assert set(opened.claims["stance"]) >= {"asserts", "denies"}


def test_a_new_atlas_satisfies_the_frictionless_validator(tmp_path: Path) -> None:
    starting.init(tmp_path / "mine", title="Ma carte « à moi »", today=DAY)
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "data/datapackage.json"],
        cwd=tmp_path / "mine", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_atlas_has_its_own_title_everywhere_and_the_shipped_one_keeps_its_own(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine"
    starting.init(mine, title="Fleet <b>X</b> & co", today=DAY)
    package = json.loads((mine / "data/datapackage.json").read_text(encoding="utf-8"))
    package["title_fr"] = "Flotte X"
    (mine / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    atlas = geo.open_atlas(mine)
    shipped_titles = [say("title", lang) for lang in ("en", "fr")]
    shipped_titles += [say("strapline", lang) for lang in ("en", "fr")]
    for lang, title in (("en", "Fleet <b>X</b> & co"), ("fr", "Flotte X")):
        model = view.page_model(atlas, lang=lang)
        assert (model["title"], model["heading"]) == (title, f"{title} – Tumen")
        made = {
            "page": page.html(page.draw(atlas, lang=lang)),
            "picture": picture.draw(atlas, lang=lang),
            "register": register.page(atlas, lang=lang),
            "cited": html.escape(cite(atlas, lang=lang), quote=False),
        }
        for what, text in made.items():
            assert html.escape(title, quote=False) in text, what
            assert not [one for one in shipped_titles if one in text], what
        assert f"<title>{html.escape(title)} – Tumen</title>" in made["page"]
    model = view.page_model(geo.open_atlas(), lang="fr")
    assert [model["title"], model["heading"]] == shipped_titles[1::2]


def said_of_makers(path: Path) -> str:
    """What the exports and the catalogues of an atlas say beside its rows."""
    atlas = geo.open_atlas(path)
    held = path.parent / "exported"
    atlas.to_gpkg(held.with_suffix(".gpkg"), force=True)
    with sqlite3.connect(held.with_suffix(".gpkg")) as base:
        (project,) = base.execute(
            "SELECT content FROM qgis_projects UNION ALL SELECT '' LIMIT 1"
        ).fetchone()
        rows = base.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    base.close()
    project = zipfile.ZipFile(io.BytesIO(bytes.fromhex(project)))
    told = [one for row in rows for one in row]
    told += [project.read(one).decode() for one in project.namelist()]
    told.append(json.dumps(export.collection(Layers(atlas), ["legs"])["credit"]))
    told.append(register.downloads(atlas, [("csv/claims.csv", 1, "0")]))
    told += [
        json.dumps(one)
        for one in (
            catalogue_ld.dcat(atlas, [("csv/claims.csv", 1, "0")]),
            catalogue_ld.stac(atlas, []),
            catalogue_ld.dataset(atlas, []),
        )
    ]
    atlas.to_datapackage(held, force=True)
    package = json.loads((held / "datapackage.json").read_text(encoding="utf-8"))
    package.pop("resources")
    return "\n".join([*told, json.dumps(package)])


def test_nobody_is_said_to_have_made_or_licensed_an_atlas_who_has_not(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own"
    starting.init(own, title="Fleet", today=DAY)
    said = said_of_makers(own)
    for words in ("The Tumen authors", "CC-BY-4.0", "OSINT", '"id": "tumen"'):
        assert words not in said, words
    path = own / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["contributors"] = [{"title": "A. Person"}]
    package["licenses"] = [{"name": "CC0-1.0"}]
    path.write_text(json.dumps(package), encoding="utf-8")
    said = said_of_makers(own)
    assert said.count("A. Person") > 20  # once in each layer, and in each catalogue
    assert "CC0-1.0" in said
    assert "The Tumen authors" not in said


def test_who_made_what_is_included_is_named_after_the_owner(mine: Path) -> None:
    path = mine / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["contributors"] = [{"title": "A. Person"}]
    path.write_text(json.dumps(package), encoding="utf-8")
    atlas = geo.open_atlas(mine)
    assert rights.makers(atlas) == ["A. Person", "The Tumen authors"]
    assert rights.licence(atlas) == "CC-BY-4.0"
    assert rights.credit(atlas) == "A. Person; Tumen; sources named claim by claim"
    kept.write(atlas, mine.parent / "kept")
    copy = geo.open_atlas(mine.parent / "kept")
    assert rights.makers(copy) == rights.makers(atlas)
    assert rights.licence(copy) == rights.licence(atlas)
    assert "Tumen authors" in cite(atlas)


def test_an_atlas_that_has_no_title_does_not_borrow_one(tmp_path: Path) -> None:
    opened = geo.open_atlas(small_atlas(tmp_path))
    for held in ("", "[]", '{"title": 7}', '{"title": " \\n "}'):
        (tmp_path / "data/datapackage.json").write_text(held, encoding="utf-8")
        assert titles.title(opened, "en") == "Reported flows, claim by claim"
    (tmp_path / "data/datapackage.json").write_text('{"title": "a\\n\\u202eb"}')
    assert titles.title(opened, "fr") == "a \\u202eb"
    (tmp_path / "data/datapackage.json").write_text(json.dumps({"title": "x" * 900}))
    assert len(titles.title(opened)) == 200
    renamed = datapackage.generate() | {"title": "My fleet"}
    (tmp_path / "data/datapackage.json").write_text(json.dumps(renamed))
    assert titles.title(opened, "fr") == "My fleet"
    assert "Tumen :" not in cite(opened, lang="fr")
    assert "My fleet" in cite(opened, lang="fr")


def test_the_readme_of_a_new_atlas_names_every_table(tmp_path: Path) -> None:
    starting.init(tmp_path / "mine", today=DAY)
    text = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    for path in (tmp_path / "mine" / "data").glob("*.csv"):
        assert f"data/{path.name}" in text


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="no earlier run wrote"):
        starting.init(tmp_path, force=True)
    starting.init(tmp_path / "atlas")
    code, said = run("init", tmp_path / "atlas")
    assert (code, "--force" in said, "Traceback" in said) == (1, True, False)
    assert contents(tmp_path)["thesis.txt"] == b"mine"


def test_the_notebooks_are_copied_and_never_over_ones_own(tmp_path: Path) -> None:
    code, said = run("notebooks", "-o", tmp_path / "n")
    assert code == 0, said
    names = sorted(one.name for one in (tmp_path / "n").iterdir())
    assert [one[0] for one in names] == list("1234567")
    (tmp_path / "n" / names[2]).write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    code, said = run("notebooks", "-o", tmp_path / "n")
    assert (code, "--force" in said) == (1, True)
    code, said = run("notebooks", "-o", tmp_path / "n" / names[2])
    assert (code, "is a file; name a folder" in said) == (1, True)
    assert contents(tmp_path) == before


# --- add ------------------------------------------------------------------------------


def test_a_claim_is_one_line_more_and_no_other_byte_changes(tmp_path: Path) -> None:
    root = tmp_path / "atlas"
    starting.init(root, today=DAY)
    before = contents(root)
    code, said = run(
        "add", "claim", "--atlas", root, "--source", "EXAMPLE-1", "--locator", "page 9",
        "--attributed-to", "Example bureau", "--stance", "cannot-confirm",
        "--about", "flow:example-flow", "--when", "2023-11~",
        "--summary-en", "Example bureau could not confirm it.",
        "--summary-fr", "Example bureau n'a pu le confirmer.",
    )  # fmt: skip
    assert code == 0, said
    after = contents(root)
    assert [name for name in after if after[name] != before.get(name)] == [
        "data/claims.csv"
    ]
    assert after["data/claims.csv"].startswith(before["data/claims.csv"])
    assert (
        after["data/claims.csv"].count(b"\n")
        == before["data/claims.csv"].count(b"\n") + 1
    )
    assert "C003" in said
    assert geo.open_atlas(root).claims.loc["C003", "stance"] == "cannot-confirm"


def test_a_wrong_word_changes_nothing_and_names_the_right_one(tmp_path: Path) -> None:
    root = tmp_path / "atlas"
    starting.init(root, today=DAY)
    before = contents(root)
    code, said = run(
        "add", "claim", "--atlas", root, "--source", "EXAMPEL-1", "--locator", "p", "--stance",
        "denise", "--attributed-to", "x", "--summary-en", "s", "--summary-fr", "s",
    )  # fmt: skip
    assert code == 1
    assert (
        "data/claims.csv:4: source: unknown source 'EXAMPEL-1'; did you mean 'EXAMPLE-1'?"
        in said
    )
    assert "stance: unknown word 'denise'; did you mean 'denies'?" in said
    assert "2 problems." in said
    assert contents(root) == before


def test_what_is_needed_is_asked_for_or_named(tmp_path: Path) -> None:
    starting.init(tmp_path / "atlas", today=DAY)
    code, said = run(
        "add", "claim", "--atlas", tmp_path / "atlas", "--source", "EXAMPLE-1"
    )
    assert code == 1
    assert "--locator, --attributed-to, --summary-en, --summary-fr" in said


def test_a_source_a_place_and_a_flow_join_an_atlas(mine: Path) -> None:
    for words in (
        ("source", "--title", "A note", "--publisher", "Some Bureau", "--published", "2024-05",
         "--url", "https://example.org/note"),
        ("site", "--name-en", "Own yard", "--kind", "depot", "--lon", "131.5", "--lat", "43.2",
         "--uncertainty-m", "50000"),
        ("claim", "--id", "OWN1", "--source", "SOME-BUREAU-2024", "--locator", "p. 1",
         "--attributed-to", "Some Bureau", "--summary-en", "Some Bureau reports trains.",
         "--summary-fr", "Selon Some Bureau, des trains.", "--about", "site:own-yard"),
        ("flow", "--title-en", "Trains to the yard", "--title-fr", "Trains vers le dépôt",
         "--commodity-en", "coal", "--commodity-fr", "charbon", "--origin", "khasan-station",
         "--destination", "own-yard", "--mode", "rail", "--claims", "OWN1",
         "--summary-en", "One bureau reports it.", "--summary-fr", "Un bureau le rapporte."),
    ):  # fmt: skip
        code, said = run("add", *words, "--atlas", mine)
        assert code == 0, said
    assert geo.check(mine) == []
    whole = geo.open_atlas(mine)
    assert whole.sites.loc["own-yard"].geometry == Point(131.5, 43.2)
    assert list(whole.claims_of("flow", "coal-khasan-station-own-yard").index) == [
        "OWN1"
    ]
    about = whole.claims.loc["OWN1", "about"]
    assert about.startswith("site:own-yard; flow:coal")
    assert len(whole.legs) == len(geo.open_atlas().legs) + 1


def test_a_row_keeps_the_files_own_line_ends_quotes_and_order_of_columns(
    tmp_path: Path,
) -> None:
    root = small_atlas(tmp_path / "atlas")
    path = root / "data" / "actors.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    names = list(rows[0])[::-1]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    held = text.getvalue().rstrip("\r\n")  # and no line end at the end
    path.write_text(held, encoding="utf-8", newline="")
    made = additions.Addition()
    made.row("actors", {"id": "bureau", "name": 'A "bureau", small', "kind": "group"})
    additions.add(root, made)
    content = path.read_bytes().decode()
    assert content.startswith(held + "\r\n")
    last = content.removeprefix(held + "\r\n")
    assert last.endswith('"bureau"\r\n')
    assert last.count("\r\n") == last.count("\n") == 1
    assert geo.open_atlas(root).actors.loc["bureau", "name"] == 'A "bureau", small'


def test_an_addition_that_speaks_of_a_claim_changes_that_row_only(
    tmp_path: Path,
) -> None:
    root = small_atlas(tmp_path / "atlas")
    before = (root / "data" / "claims.csv").read_text(encoding="utf-8").splitlines()
    additions.add(root, additions.Addition(about={"T002": ["site:beta-depot"]}))
    after = (root / "data" / "claims.csv").read_text(encoding="utf-8").splitlines()
    assert [one for one in range(len(before)) if before[one] != after[one]] == [2]
    assert (
        geo.open_atlas(root).claims.loc["T002", "about"]
        == "flow:alpha-beta; site:beta-depot"
    )


def test_an_addition_is_not_judged_by_faults_that_were_there_before(
    tmp_path: Path,
) -> None:
    root = small_atlas(tmp_path / "atlas")
    path = root / "data" / "actors.csv"
    path.write_text(
        path.read_text("utf-8")
        + "x y,Bad id,,group"
        + "," * (len(TABLES["actors"].columns) - 4)
        + "\n",
        encoding="utf-8",
    )
    assert len(geo.check(root)) == 1
    made = additions.Addition()
    made.row("actors", {"id": "bureau", "name": "Bureau", "kind": "group"})
    additions.add(root, made)
    assert len(geo.check(root)) == 1


def test_the_atlas_inside_the_package_is_not_written_to(
    monkeypatch, tmp_path: Path
) -> None:
    inside = Path(additions.__file__).with_name("_shipped")
    monkeypatch.setattr(additions, "atlas_root", lambda path: inside)
    with pytest.raises(OutputError, match="tumen init DIR"):
        additions.add(inside, additions.Addition())


def test_a_disk_that_refuses_the_second_file_leaves_the_first_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_atlas(tmp_path / "atlas")
    before = contents(root)
    made = additions.Addition(about={"T002": ["site:beta-depot"]})
    made.row("actors", {"id": "bureau", "name": "Bureau", "kind": "group"})
    replace, calls = Path.replace, []

    def refusing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(
        OutputError, match="no space left on device; nothing was changed"
    ):
        additions.add(root, made)
    assert contents(root) == before


# --- as written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("14 Oct 2023", "2023-10-14"), ("October 14, 2023", "2023-10-14"),
        ("1er août 2023", "2023-08-01"), ("Oct-23", "2023-10"), ("14.10.2023", "2023-10-14"),
        ("10/14/2023", "2023-10-14"), ("T3 2023", "2023-07/2023-09"),
        ("automne 2023", "2023-23"), ("c. 2023", "2023~"), ("2023?", "2023?"),
        ("since Aug 2023", "2023-08/.."), ("jusqu'en octobre 2023", "../2023-10"),
        ("du 3 au 9 octobre 2023", "2023-10-03/2023-10-09"), ("Aug-Oct 2023", "2023-08/2023-10"),
        ("2022–2023", "2022/2023"), ("n/a", ""), ("late August 2023", "2023-08"),
        (2023.0, "2023"), ("2023-10-14 00:00:00", "2023-10-14"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_precise_as_it_was_written(
    written: object, edtf: str
) -> None:
    assert as_written.edtf_of(written) == edtf


@pytest.mark.parametrize(
    "written", ["soon", "31 Feb 2023", "03/04/2023", "45213", "2023-13", "13/13/2023"]
)
def test_a_date_that_needs_a_guess_is_no_date(written: str) -> None:
    with pytest.raises(DateError):
        as_written.edtf_of(written)


def test_the_order_of_day_and_month_is_taken_from_the_column_or_not_at_all() -> None:
    assert as_written.day_first(["3/4/2023", "14/10/2023"]) is True
    assert as_written.day_first(["3/4/2023", "10/14/2023"]) is False
    assert as_written.day_first(["3/4/2023"]) is None
    assert as_written.day_first(["14/10/2023", "10/14/2023"]) is None
    assert as_written.edtf_of("3/4/2023", first=False) == "2023-03-04"


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("1,000", "1000", "1000"), ("1 000", "1000", "1000"), ("> 6,700", "6700", ""),
        ("up to 3m", "", "3000000"), ("300–400", "300", "400"), ("1,5 million", "1500000", "1500000"),
        ("6,700+", "6700", ""), ("between 10 and 20", "10", "20"), ("unknown", "", ""),
        ("1 234,5", "1234.5", "1234.5"), ("1.234,5 t", "1234.5", "1234.5"), ("12,5", "12.5", "12.5"),
        ("1\u202f000\u202f000", "1000000", "1000000"), ("1,234.5", "1234.5", "1234.5"),
        ("several dozen", "", ""), (12, "12", "12"), ("moins de 40", "", "40"),
        ("300 (+/- 50)", "250", "350"), ("about 1,000 ± 100 shells", "900", "1100"),
    ],
)  # fmt: skip
def test_an_amount_has_the_bounds_that_its_words_give(
    written: object, least: str, most: str
) -> None:
    found = as_written.amount(written)
    assert (found.least, found.most) == (least, most)


@pytest.mark.parametrize(
    "written",
    ["1.000", "152 mm: 3 million", "400-300", "1.2.3", "50 ± 60", "300 ± 10 %"],
)
def test_an_amount_that_can_be_two_is_none(written: str) -> None:
    with pytest.raises(ValueError, match="'") as told:
        as_written.amount(written)
    assert "'" + written in str(told.value)


# --- import ---------------------------------------------------------------------------

HEADINGS = [
    "Date",
    "From",
    "To",
    "Goods",
    "Quantity",
    "Status",
    "Transport",
    "Source",
    "Link",
    "Analyst",
]
MESSY: list[tuple[object, ...]] = [
    ("14/10/2023", "Rajin Port", "Dunai", "containers", "approx. 300", "confirmed", "ship", "RUSI", "https://example.org/a", "JD"),
    ("Oct-23", "NAJIN PORT", "Dounaï", "munitions", "> 1,000 containers", "reported", "Sea", "White House", "https://example.org/b", ""),
    ("03/11/2023", "라진항", "Vostochny Port", "containers", "300-400", "denied", "", "A ministry", "www.example.org/c", "JD"),
    ("2023 Q4", "Tumangang", "Khasan", "railcars", 70, "unconfirmed", "train", "38 North", "https://example.org/e", "  "),
    ("since Aug 2023", "Rajin Port", "Tikhoretsk depot", "artillery shells", "several thousand", "possible", "sea/rail", "A blog", "https://example.org/f", '=HYPERLINK("x")'),
    ("", "", "", "", "", "", "", "", "", ""),
    ("automne 2023", "Khasan", "Tumangang", "oil", "", "Reported", "rail", "RUSI", "https://example.org/a", "<script>alert(1)</script>"),
]  # fmt: skip
BAD: list[tuple[object, ...]] = [
    ("soon", "Rajin Port", "Dunai", "containers", "1.000", "perhaps", "", "", "", ""),
    ("2023", "Rajinn", "Dunai", "containers", "", "", "", "X", "", ""),
    ("2023", "Atlantis", "Dunai", "containers", "", "", "", "X", "", ""),
]


def sheet(path: Path, rows: list[tuple[object, ...]]) -> Path:
    """Write rows as somebody's workbook: a title above, a blank line, then the headings."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Tracking sheet, do not share"])
    page.append([])
    page.append(HEADINGS)
    for row in rows:
        page.append(["" if cell == "" else cell for cell in row])
    book.save(path)
    return path


def text_file(
    path: Path, rows: list[tuple[object, ...]], delimiter: str, encoding: str
) -> Path:
    """Write rows as text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([HEADINGS, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("form", ["xlsx", "utf-8", "utf-16", "semicolon"])
def test_a_messy_sheet_becomes_claims_sources_flows_and_a_map(
    mine: Path, form: str
) -> None:
    path = {
        "xlsx": lambda: sheet(mine.parent / "s.xlsx", MESSY),
        "utf-8": lambda: text_file(mine.parent / "s.csv", MESSY, ",", "utf-8-sig"),
        "utf-16": lambda: text_file(mine.parent / "s.csv", MESSY, "\t", "utf-16"),
        "semicolon": lambda: text_file(mine.parent / "s.csv", MESSY, ";", "utf-8"),
    }[form]()
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 0, said
    assert geo.check(mine) == []
    claims = geo.open_atlas(mine).claims.loc[lambda all_: all_["recorded"] >= DAY]
    claims = claims[claims.index.str.startswith("s-")]
    assert len(claims) == 6  # a blank row is no claim
    assert list(claims["when"]) == [
        "2023-10-14",
        "2023-10",
        "2023-11-03",
        "2023-10/2023-12",
        "2023-08/..",
        "2023-23",
    ]
    assert list(claims["stance"]) == [
        "asserts",
        "asserts",
        "denies",
        "cannot-confirm",
        "speculates",
        "asserts",
    ]
    assert (
        list(claims["origin"])
        == [
            "rajin-port",
            "rajin-port",
            "rajin-port",
            "tumangang-station",
            "rajin-port",
            "khasan-station",
        ]
        or claims["origin"].iloc[0] == "rajin-port"
    )
    assert claims["quantity_min"].iloc[0] == claims["quantity_max"].iloc[0] == 300
    assert claims["quantity_min"].iloc[1] == 1000
    assert claims["quantity_max"].isna().iloc[1]
    assert claims["quantity_min"].isna().iloc[4]
    assert claims["quantity_as_printed"].iloc[4] == "several thousand"
    assert claims["mode"].tolist()[:2] == ["sea", "sea"]
    assert "Analyst: JD" in claims["note"].iloc[0]
    assert "<script>" in claims["note"].iloc[5]
    assert (
        claims["source"].iloc[0] == claims["source"].iloc[5]
    )  # one address, one document
    assert "A ministry denies" in claims["summary_en"].iloc[2]
    assert "dément" in claims["summary_fr"].iloc[2]


def test_what_cannot_be_taken_is_told_row_by_row_and_nothing_is_written(
    mine: Path,
) -> None:
    path = sheet(mine.parent / "s.xlsx", [*MESSY[:2], *BAD])
    before = contents(mine)
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 1
    for words in (
        "s.xlsx:6: Date: 'soon' is no date that can be read",
        "s.xlsx:6: Quantity: '1.000' can be 1000 or 1.000",
        "s.xlsx:6: Status: unknown word 'perhaps'",
        "s.xlsx:6: Source: no document is named",
        "s.xlsx:7: From: unknown place 'Rajinn'; did you mean 'rajin'?",
        "s.xlsx:8: From: unknown place 'Atlantis', without coordinates",
        "2 of 5 rows understood",
        "Nothing was written: 3 of 5 rows cannot be taken.",
    ):
        assert words in said, said
    assert "Traceback" not in said
    assert contents(mine) == before


def test_with_partial_the_rest_is_kept_in_a_file_with_its_reasons(mine: Path) -> None:
    path = sheet(mine.parent / "s.xlsx", [*MESSY[:2], *BAD])
    code, said = run("import", path, "--atlas", mine, "--yes", "--partial")
    assert code == 0, said
    assert geo.check(mine) == []
    text = (mine.parent / "s-not-taken.csv").read_text(encoding="utf-8-sig")
    rest = list(csv.DictReader(io.StringIO(text)))
    assert [row["From"] for row in rest] == ["Rajin Port", "Rajinn", "Atlantis"]
    assert [tuple(row[name] for name in HEADINGS) for row in rest] == [
        tuple(map(str, row)) for row in BAD
    ]
    assert "no document is named" in rest[0]["why not taken"]


def test_if_no_row_can_be_taken_the_rest_is_all_and_the_command_fails(
    mine: Path,
) -> None:
    path = text_file(mine.parent / "s.csv", BAD, ";", "utf-8-sig")
    before = contents(mine)
    code, said = run("import", path, "--atlas", mine, "--yes", "--partial")
    assert code == 1, said
    assert contents(mine) == before
    kept = (mine.parent / "s-not-taken.csv").read_bytes()
    assert kept.startswith("\ufeffDate;From;To;".encode())  # opens where s.csv does
    assert kept.count(b"\n") == 1 + len(BAD)


def test_a_sheet_in_french_is_read_and_no_cell_of_it_is_lost(mine: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("14 octobre 2023", "Port de Rajin", "Dounaï", "fioul", "1 234,5 t", "signalé", "mer", "Le Monde", "javascript:alert(1)", ""),
        ("14 oct. 2023", "Port de Rajin", "Dounaï", "fioul", "12,5 t", "Démentie", "mer", "Le Monde", "ftp://example.org/x", ""),
    ]  # fmt: skip
    path = text_file(mine.parent / "s.csv", rows, ";", "utf-8-sig")
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 0, said
    new = geo.open_atlas(mine).claims.tail(2)
    assert list(new["stance"]) == ["asserts", "denies"]
    assert list(new["quantity_min"]) == [1234.5, 12.5]
    assert list(new["unit"]) == ["t", "t"]
    assert "address as given: javascript:alert(1)" in new["note"].iloc[0]
    assert "address as given: ftp://example.org/x" in new["note"].iloc[1]


def test_the_sheet_with_a_table_is_read_and_not_the_cover_before_it(
    tmp_path: Path,
) -> None:
    path = sheet(tmp_path / "s.xlsx", MESSY)
    book = openpyxl.load_workbook(path)
    book.active.title = "Reports"
    book.create_sheet("Cover", 0)["A1"] = "Please see the next sheet"
    book.save(path)
    read = incoming.read(path)
    assert read.columns == HEADINGS
    assert "sheet 'Reports' was read; there are also 'Cover'" in read.remarks


@pytest.mark.parametrize("two_rows", [False, True])
def test_a_title_merged_over_the_columns_is_no_heading_of_ten(
    tmp_path: Path, two_rows: bool
) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Tracking sheet, draft 7"])
    page.merge_cells("A1:E1")
    if two_rows:  # "Date" over two rows, "Route" over "From" and "To"
        page.append(["Date", "Route", None, "Source", "Goods"])
        page.append([None, "From", "To", None, None])
        for area in ("A2:A3", "B2:C2", "D2:D3", "E2:E3"):
            page.merge_cells(area)
    else:
        page.append([None, "Route"])
        page.merge_cells("B2:C2")
        page.append(["Date", "From", "To", "Source", "Goods"])
    page.append(["2023-10", "Rajin Port", "Dunai", "A note", "coal"])
    book.save(tmp_path / "s.xlsx")
    read = incoming.read(tmp_path / "s.xlsx")
    assert read.columns == ["Date", "From", "To", "Source", "Goods"]
    assert read.rows == [["2023-10", "Rajin Port", "Dunai", "A note", "coal"]]
    assert read.lines == [4]


def test_what_ails_many_rows_is_said_once_and_a_sum_below_is_called_one(
    mine: Path,
) -> None:
    path = mine.parent / "s.csv"
    lines = [f"2023-10,Rajin Port,Dunai,{n}.000 shells,A note" for n in range(1, 6)]
    lines[2] = ""
    path.write_text(
        "\n".join(["Date,From,To,Quantity,Source", *lines, "TOTAL,,,,", ""])
    )
    code, said = run("import", path, "--atlas", mine, "--dry-run")
    assert code == 1
    assert said.count("can be") == 4  # each of its own value
    assert said.count("s.csv:7: 'TOTAL' looks like a sum or a remark") == 1
    path.write_text(path.read_text().replace("Rajin Port", "Nowhereville"))
    assert (
        "(and so in rows 3-5, 6)"
        not in run("import", path, "--atlas", mine, "--yes")[1]
    )
    assert "(and so in rows 3-6)" in run("import", path, "--atlas", mine, "--yes")[1]
    mapping = mine.parent / "m.yaml"
    mapping.write_text(
        "columns: {when: Date, origin: From, destination: To, quantity: Quantity,"
        " source_title: Source}\nthousands: '.'\nplaces: {Nowhereville: rajin-port}\n"
    )
    code, said = run("import", path, "--atlas", mine, "--mapping", mapping, "--partial")
    assert code == 0, said
    new = geo.open_atlas(mine).claims.tail(4)
    assert list(new["quantity_min"]) == [1000, 2000, 4000, 5000]
    mapping.write_text(mapping.read_text().replace("'.'", "','"))
    code, said = run("import", path, "--atlas", mine, "--mapping", mapping)
    assert code == 1
    assert "thousands: can only be '.'" in said


def test_no_flow_is_put_into_a_group_whose_name_says_another_way(mine: Path) -> None:
    path = mine.parent / "ways.csv"
    path.write_text(
        "From,To,Goods,Source\nRajin Port,Dunai,coal,A note\nDunai,Rajin Port,coal,A note\n"
        "Dunai,Rajin Port,shells,A note\nDunai,Tikhoretsk,shells,A note\n"
    )
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 0, said
    assert "2 × flow put into the group 'context'" in said
    new = geo.open_atlas(mine).flows.tail(4)
    assert list(new["theme"]) == ["context", "return", "context", "munitions"]


def test_every_fault_of_a_new_place_is_told_at_once(tmp_path: Path) -> None:
    starting.init(tmp_path / "a", today=DAY)
    before = contents(tmp_path / "a")
    code, said = run(
        "add", "site", "--atlas", tmp_path / "a", "--name-en", "Yard", "--kind", "depott",
        "--lon", "abc", "--lat", "143.2", "--uncertainty-m", "-5",
    )  # fmt: skip
    assert code == 1
    for words in (
        "lon 'abc'",
        "lat '143.2'",
        "uncertainty_m '-5'",
        "did you mean 'depot'?",
    ):
        assert words in said
    assert contents(tmp_path / "a") == before


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ([43.2, 131.9], "'[43.2, 131.9]' lies outside longitude ±180, latitude ±90; are they swapped?"),
        ([600000.0, 4800000.0], "'[600000.0, 4800000.0]' lies outside longitude ±180, latitude ±90; these look like metres"),
    ],
)  # fmt: skip
def test_a_place_off_the_globe_is_refused_with_its_coordinates(
    mine: Path, at: list[float], words: str
) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {"name": "Yard"},
    }
    path = mine.parent / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 1
    assert words in said
    path = mine.parent / "p.csv"
    path.write_text(f"name,lat,lon\nYard,{at[1]},{at[0]}\n")
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 1
    assert words.rpartition("; ")[2].split(";")[0][:20] in said
    assert "only one coordinate" not in said


def test_a_mapping_in_a_file_settles_what_a_guess_cannot(mine: Path) -> None:
    path = text_file(
        mine.parent / "s.csv",
        [
            (
                "03/04/2023",
                "Rajinn",
                "Atlantis",
                "containers",
                "5",
                "perhaps",
                "",
                "X",
                "",
                "",
            )
        ],
        ",",
        "utf-8",
    )
    saved = mine.parent / "m.yaml"
    assert run("import", path, "--atlas", mine, "--save-mapping", saved)[0] == 0
    text = saved.read_text(encoding="utf-8")
    saved.write_text(
        text + "day_first: false\nwords: {stance: {perhaps: speculates}}\nplaces: {Rajinn: rajin-port}\n"
        "defaults: {theme: munitions, counting: shipment}\n",
        encoding="utf-8",
    )  # fmt: skip
    code, said = run("import", path, "--atlas", mine, "--mapping", saved, "--unlocated")
    assert code == 0, said
    whole = geo.open_atlas(mine)
    claim = whole.claims.loc["s-001"]
    assert (claim["when"], claim["stance"], claim["origin"]) == (
        "2023-03-04",
        "speculates",
        "rajin-port",
    )
    assert whole.sites.loc["atlantis", "precision"] == "unlocated"
    assert whole.sites.loc["atlantis"].geometry is None
    flow = whole.flows.loc["munitions-rajin-port-atlantis"]
    assert (flow["theme"], flow["state"]) == ("munitions", "hypothetical")


def test_every_fault_of_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    path = text_file(tmp_path / "s.csv", MESSY[:1], ",", "utf-8")
    bad = tmp_path / "m.yaml"
    bad.write_text(
        "into: reports\ncolums: {}\ncolumns: {orign: From, destination: Too}\nday_first: maybe\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as told:
        mapping.load(bad, incoming.read(path))
    assert [(one.column, one.hint) for one in told.value.problems] == [
        ("colums", "did you mean 'columns'?"),
        ("columns", "did you mean 'origin'?"),
        ("columns.destination", "did you mean 'To'?"),
        ("day_first", ""),
    ]


def test_a_guess_is_not_taken_unless_somebody_says_yes(mine: Path) -> None:
    path = text_file(mine.parent / "s.csv", MESSY[:1], ",", "utf-8")
    before = contents(mine)
    code, said = run("import", path, "--atlas", mine)
    assert (code, "--yes" in said) == (1, True)
    code, said = run("import", path, "--atlas", mine, "--dry-run")
    assert (code, "1 of 1 rows understood" in said) == (0, True)
    assert contents(mine) == before


PLACES = gpd.GeoDataFrame(
    {
        "name": ["North yard", "Склад <b>", "Nowhere"],
        "type": ["depot", "warehouse", "city"],
        "country": ["Russia", "RU", "North Korea"],
        "remark": ["a", "", "c"],
    },
    geometry=[Point(131.8812345, 43.1298765), Point(40.12, 45.87), None],
    crs="EPSG:4326",
)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "kml", "kmz"])
def test_places_of_a_map_become_sites_with_honest_digits(
    tmp_path: Path, suffix: str
) -> None:
    root = tmp_path / "atlas"
    starting.init(root, today=DAY)
    path = tmp_path / f"places.{suffix}"
    frame = (
        PLACES
        if suffix in ("geojson", "gpkg")
        else PLACES.rename(columns={"name": "Name"}).iloc[:2]
    )
    if suffix == "gpkg":
        frame = frame.to_crs("EPSG:3857")
    if suffix == "kmz":
        frame.to_file(tmp_path / "doc.kml", driver="KML")
        with zipfile.ZipFile(path, "w") as packed:
            packed.write(tmp_path / "doc.kml", "doc.kml")
    else:
        frame.to_file(
            path, driver={"kml": "KML", "gpkg": "GPKG"}.get(suffix, "GeoJSON")
        )
    code, said = run("import", path, "--atlas", root, "--yes")
    assert code == 0, said
    assert geo.check(root) == []
    sites = geo.open_atlas(root).sites
    yard = sites.loc["north-yard"]
    assert yard.geometry == Point(131.881, 43.13)  # three decimals: within 1,000 m
    assert yard["uncertainty_m"] == 1000
    assert "131.88123" in yard["note"]  # what was given is not lost
    assert (
        yard["kind"],
        sites.loc[sites["name_en"] == "Склад <b>", "kind"].item(),
    ) == ("depot", "depot")
    if suffix in ("geojson", "gpkg"):
        assert yard["country"] == "RU"
        assert sites.loc["nowhere", "precision"] == "unlocated"
        assert yard["note"].startswith("a; position as given")


def test_the_ends_of_a_line_place_what_the_atlas_does_not_know(tmp_path: Path) -> None:
    root = tmp_path / "atlas"
    starting.init(root, today=DAY)
    lines = gpd.GeoDataFrame(
        {"from": ["Yard A"], "to": ["Yard B"], "source": ["A note"], "date": ["2024-05"], "cargo": ["coal"]},
        geometry=[LineString([(130.5, 42.5), (131.0, 43.0), (132.25, 43.25)])], crs="EPSG:4326",
    )  # fmt: skip
    lines.to_file(tmp_path / "lines.geojson")
    code, said = run("import", tmp_path / "lines.geojson", "--atlas", root, "--yes")
    assert code == 0, said
    sites = geo.open_atlas(root).sites
    assert sites.loc["yard-a"].geometry == Point(130.5, 42.5)
    assert sites.loc["yard-b"].geometry == Point(132.25, 43.25)


def test_rows_of_a_table_come_in_as_they_are(tmp_path: Path) -> None:
    root = small_atlas(tmp_path / "atlas")
    other = tmp_path / "actors.csv"
    other.write_text("id,name,kind,country\nbureau,Bureau,group,FR\n", encoding="utf-8")
    code, said = run("import", other, "--atlas", root, "--into", "actors", "--yes")
    assert code == 0, said
    assert geo.open_atlas(root).actors.loc["bureau", "country"] == "FR"


def test_our_own_export_comes_back_row_for_row(tmp_path: Path) -> None:
    whole = geo.open_atlas()
    (tmp_path / "sources.csv").write_bytes(
        (whole.root / "data" / "sources.csv").read_bytes()
    )
    root = tmp_path / "atlas"
    starting.init(root, today=DAY)
    read = incoming.read(tmp_path / "sources.csv")
    guess = mapping.guess(read)
    assert guess.into == "sources"
    plan = importing.plan(root, read, guess, recorded=DAY)
    assert plan.refused == []
    additions.add(root, plan.addition)
    mine = geo.open_atlas(root).sources.drop(index="EXAMPLE-1")
    for name in mine.columns:
        assert [" ".join(str(one).split()) for one in mine[name]] == [
            " ".join(str(one).split()) for one in whole.sources[name]
        ], name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"x", "save it as .xlsx"),
        ("a.shp", b"x", "export it as GeoPackage"),
        ("a.geojsn", b"x", "did you mean '.geojson'?"),
        ("a.csv", b"", "is empty"),
        ("a.xlsx", b"PK no", "cannot be read as a workbook"),
        ("a.kmz", b"no zip", "cannot be unpacked"),
        ("a.geojson", b'{"type":\n 1,}', "a.geojson:2: is no JSON"),
        ("a.geojson", b"[1]", "it is no GeoJSON"),
        ("a.kml", b"no kml", "a.kml: cannot be read"),
        ("a.csv", b'a,b\n"x,y\n', "cannot be read as CSV"),
        ("a.csv", b"a,b\n\0,1\n", "NUL"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_line(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    starting.init(tmp_path / "atlas", today=DAY)
    (tmp_path / name).write_bytes(content)
    code, said = run("import", tmp_path / name, "--atlas", tmp_path / "atlas", "--yes")
    assert code == 1
    assert words in said
    assert "Traceback" not in said


def test_hostile_cells_stay_words(mine: Path) -> None:
    nasty = '<img src=x onerror=alert(1)>{{ 7*7 }}=cmd|"'
    row = (
        "2023-10",
        "Rajin Port",
        "Dunai",
        nasty,
        "5",
        "",
        "",
        nasty,
        "javascript:alert(1)",
        nasty,
    )
    path = sheet(mine.parent / "s.xlsx", [row])
    code, said = run("import", path, "--atlas", mine, "--yes")
    assert code == 0, said
    assert geo.check(mine) == []
    whole = geo.open_atlas(mine)
    claim = whole.claims.loc["s-001"]
    assert claim["commodity"] == nasty
    assert whole.sources.loc[claim["source"], "url"] == ""


def test_an_unknown_column_of_add_names_the_nearest(tmp_path: Path) -> None:
    starting.init(tmp_path / "atlas", today=DAY)
    with pytest.raises(geo.ChoiceError, match="did you mean 'stance'"):
        adding.addition(tmp_path / "atlas", "claim", {"stanse": "denies"}, today=DAY)
    with pytest.raises(NotFoundError, match="did you mean 'own_places'"):
        adding.addition(
            tmp_path / "atlas",
            "site",
            {"name_en": "X", "layer": "own_place"},
            today=DAY,
        )


def test_a_layer_that_is_written_over_many_lines_takes_one_more(tmp_path: Path) -> None:
    root = small_atlas(tmp_path / "atlas")
    path = root / "layers" / "places.geojson"
    held = json.loads(path.read_text(encoding="utf-8"))
    held["bbox"] = [40.11, 42.23, 130.28, 45.87]
    path.write_text(json.dumps(held, indent=2), encoding="utf-8")
    adding_ = adding.addition(
        root, "site", {"name_en": "Far", "kind": "city", "lon": "150.5", "lat": "60.5", "uncertainty_m": "50000"}, today=DAY
    )[1]  # fmt: skip
    additions.add(root, adding_)
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after["bbox"] == [40.11, 42.23, 150.5, 60.5]
    assert after["features"][:2] == held["features"]
    assert after["features"][2]["id"] == "far"
