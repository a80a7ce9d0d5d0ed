"""Raw files: what is read, and what is said of files that cannot be."""

from __future__ import annotations

import gc
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import LinearRing, Polygon

from geo import geojson, reading
from geo.catalog import read_catalog
from geo.errors import Problem
from geo.geojson import RawLayer, read_geojson
from geo.reading import RawTable, read_table
from tests.atlases import CATALOG, SITES, write_catalog, write_layer

NAMES = ("id", "name", "note")


def table(folder: Path, data: bytes) -> tuple[RawTable, list[str]]:
    path = folder / "t.csv"
    path.write_bytes(data)
    problems: list[Problem] = []
    raw = read_table(path, "data/t.csv", NAMES, problems)
    return raw, [str(one) for one in problems]


def layer(folder: Path, text: str | bytes) -> tuple[RawLayer, list[str]]:
    path = folder / "l.geojson"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    problems: list[Problem] = []
    raw = read_geojson(path, "layers/l.geojson", problems)
    return raw, [str(one) for one in problems]


# --- tables ---------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_line_end_is_read_and_counted(tmp_path: Path, end: str) -> None:
    raw, problems = table(
        tmp_path, end.join(["id,name,note", "a,A,", "b,B,x", ""]).encode()
    )
    assert problems == []
    assert raw.columns == {"id": ["a", "b"], "name": ["A", "B"], "note": ["", "x"]}
    assert raw.lines == [2, 3]


def test_a_row_is_counted_where_it_begins_though_cells_hold_line_ends(
    tmp_path: Path,
) -> None:
    raw, problems = table(
        tmp_path, b'id,name,note\na,"one\ntwo\n\nfour",\nb,B,"x\ny"\nc,C,\n'
    )
    assert problems == []
    assert raw.lines == [2, 6, 8]
    assert raw.columns["name"][0] == "one\ntwo\n\nfour"


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    raw, problems = table(tmp_path, b"id,name,note\n")
    assert (problems, len(raw), raw.columns["id"]) == ([], 0, [])
    assert raw.whole


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    raw, problems = table(tmp_path, b"note,id,name\nx,a,A\n")
    assert problems == []
    assert raw.columns == {"id": ["a"], "name": ["A"], "note": ["x"]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "data/t.csv: is empty"),
        (b"\xef\xbb\xbfid,name,note\n", "data/t.csv:1: begins with a byte order mark"),
        ("id,name,note\n".encode("utf-16"), "data/t.csv:1: is UTF-16, not UTF-8"),
        (
            b"id,name,note\na,caf\xe9,\n",
            "data/t.csv:2: is not UTF-8: byte 0xe9 at offset 18",
        ),
        (b"id,name,note\na,A,\xc3", "data/t.csv:2: is not UTF-8: it ends inside a"),
        (b"id,nmae,note\n", "unknown column 'nmae'; did you mean 'name'?"),
        (b"id,nmae,note\n", "data/t.csv:1: name: column 'name' is missing"),
        (b"id,name,note,colour\n", "unknown column 'colour'; take it out"),
        (b"id,name,note,name\n", "name: column 'name' stands twice"),
        (b"id,name,note,\n", "a column has no name"),
        (b"id,name,note\na,A\n", "data/t.csv:2: 2 cells where the header has 3"),
        (b"id,name,note\na,A, B,\n", "data/t.csv:2: 4 cells where the header has 3; quote"),
        (b"id,name,note\na,A,\n\nb,B,\n", "data/t.csv:3: the line is blank"),
        (b'id,name,note\na,A,\nb,"B,\nc,C,\n', "data/t.csv:3: a quotation mark is never"),
        (b'id,name,note\na,"A"x,\n', "data/t.csv:2: text stands behind a closing"),
        (
            b"id,name,note\na,A,\nb," + b"x" * 1_500_000 + b",\n",
            "data/t.csv:3: cell longer than 1,000,000 characters",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, data: bytes, words: str
) -> None:
    _, problems = table(tmp_path, data)
    assert any(words in one for one in problems), problems


def test_good_rows_around_a_bad_one_are_kept(tmp_path: Path) -> None:
    raw, problems = table(tmp_path, b"id,name,note\na,A,\nb\nc,C,\n")
    assert raw.columns["id"] == ["a", "c"]
    assert raw.lines == [2, 4]
    assert len(problems) == 1
    assert not raw.whole


@pytest.mark.parametrize(
    "character",
    ["\0", "\t", "\x1b", "\x7f", "\x85", "\u061c", "\u200b", "\u200e", "\u2028", "\u202e",
     "\u2066", "\u2069", "\ufeff", "\ufffb", "\U000e0041"],
    ids=lambda one: f"U+{ord(one):04X}",
)  # fmt: skip
def test_a_character_that_cannot_be_seen_is_noticed_wherever_it_stands(
    tmp_path: Path, character: str
) -> None:
    raw, _ = table(tmp_path, f"id,name,note\na,A{character}A,é\n".encode())
    assert raw.has_unseen
    # The file is searched a mebibyte at a time; the character may lie across two.
    row = f"a,A,{'é' * 498}\n".encode()
    whole = b"id,name,note\n" + row * ((1 << 20) // len(row))
    for before in range(1, 5):
        rest = (1 << 20) - len(whole) - len(b"a,A,") - before
        data = whole + b"a,A," + b"x" * rest + character.encode()
        assert not table(tmp_path, data[: -len(character.encode())] + b"\n")[
            0
        ].has_unseen
        assert table(tmp_path, data + b"\n")[0].has_unseen


def test_french_and_korean_spelling_is_nothing_unseen(tmp_path: Path) -> None:
    words = "« Dépôt » l’œuvre – 1 000 conteneurs ; 라진항 порт Раджин 罗津港 م‌ن"
    raw, problems = table(tmp_path, f"id,name,note\na,{words},\n".encode())
    assert problems == []
    assert not raw.has_unseen


def test_one_endless_line_is_told_without_being_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.write(b'id,name,note\na,"')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    problems: list[Problem] = []
    tracemalloc.start()
    read_table(path, "data/t.csv", NAMES, problems)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [str(one) for one in problems] == [
        "data/t.csv:2: line longer than 4 MB; is a quotation mark or a line end missing?"
    ]
    assert peak < 20_000_000


def test_reading_leaves_the_process_as_it_was(tmp_path: Path) -> None:
    import csv

    before = (csv.field_size_limit(), gc.isenabled())
    table(tmp_path, b"id,name,note\na," + b"x" * 1_500_000 + b",\n")
    assert (csv.field_size_limit(), gc.isenabled()) == before


def test_a_folder_in_place_of_a_file_is_a_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    read_table(tmp_path, "data/t.csv", NAMES, problems)
    read_geojson(tmp_path, "layers/l.geojson", problems)
    assert [one.file for one in problems] == ["data/t.csv", "layers/l.geojson"]


@given(st.binary(max_size=300))
def test_no_bytes_break_a_reader(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    table(folder, data)
    table(folder, b"id,name,note\na,A," + data)
    layer(folder, data)
    layer(folder, b'{"type": "FeatureCollection", "features": [' + data)


# --- layers ---------------------------------------------------------------------------

GOOD = '{"type": "FeatureCollection", "features": [\n%s\n]}'
FEATURE = '{"type": "Feature", "id": "a", "geometry": %s, "properties": {"id": "a", "name": "A"}}'


def geometry(folder: Path, shape: str) -> list[str]:
    return layer(folder, GOOD % FEATURE % shape)[1]


@pytest.mark.parametrize(
    "shape",
    [
        "null",
        '{"type": "Point", "coordinates": [130.3, 42.2]}',
        '{"type": "Point", "coordinates": [130.3, 42.2, 7]}',
        '{"type": "LineString", "coordinates": [[130.3, 42.2], [131, 42]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[4,0],[4,4],[0,4],[0,0]],'
        "[[1,1],[1,2],[2,2],[2,1],[1,1]]]}",
        '{"type": "MultiPolygon", "coordinates": [[[[0,0],[4,0],[4,4],[0,0]]]]}',
    ],
)
def test_geometry_of_rfc_7946_is_read(tmp_path: Path, shape: str) -> None:
    assert geometry(tmp_path, shape) == []


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (
            '{"type": "Point", "coordinates": [42.2, 130.3]}',
            "swapped? longitude comes first",
        ),
        ('{"type": "Point", "coordinates": [200, 42.2]}', "outside longitude"),
        ('{"type": "Point", "coordinates": [1]}', "is no position"),
        ('{"type": "Point", "coordinates": ["1", 2]}', "no number"),
        ('{"type": "Point", "coordinates": [NaN, 2]}', "no number"),
        ('{"type": "Point", "coordinates": [1e999, 2]}', "no number"),
        ('{"type": "Point", "coordinates": [true, 2]}', "no number"),
        ('{"type": "Point"}', "is no position"),
        ('{"type": "Poit", "coordinates": [1, 2]}', "did you mean 'Point'?"),
        ('{"type": ["Point"], "coordinates": [1, 2]}', "unknown geometry type"),
        ('{"type": "GeometryCollection", "geometries": []}', "is not read"),
        ('{"type": "LineString", "coordinates": [[1, 2]]}', "fewer than two"),
        ('{"type": "LineString", "coordinates": [[1, 2], 3]}', "is no position"),
        ('{"type": "MultiPoint", "coordinates": []}', "are empty"),
        ('{"type": "MultiPolygon", "coordinates": []}', "are empty"),
        (
            '{"type": "Polygon", "coordinates": [[[0,0],[4,0],[0,0]]]}',
            "fewer than four",
        ),
        (
            '{"type": "Polygon", "coordinates": [[[0,0],[4,0],[4,4],[0,4]]]}',
            "not closed",
        ),
        (
            '{"type": "Polygon", "coordinates": [[[0,0],[4,4],[4,0],[0,0]]]}',
            "clockwise",
        ),
        (
            '{"type": "Polygon", "coordinates": [[[0,0],[4,0],[4,4],[0,4],[0,0]],'
            "[[1,1],[2,1],[2,2],[1,2],[1,1]]]}",
            "an inner ring runs counterclockwise",
        ),
        ("7", "geometry is no object"),
        ('{"type": "Point", "coordinates": [1, 2], "crs": {}}', "'crs' is not allowed"),
    ],
)
def test_geometry_that_breaks_a_rule_is_told(
    tmp_path: Path, shape: str, words: str
) -> None:
    problems = geometry(tmp_path, shape)
    assert len(problems) == 1, problems
    assert words in problems[0]
    assert problems[0].startswith("layers/l.geojson:2: geometry: ")


corner = st.tuples(st.integers(-1790, 1790), st.integers(-890, 890))


@given(st.lists(corner, min_size=3, max_size=3, unique=True))
def test_rings_turn_the_way_that_shapely_says(
    tmp_path_factory: pytest.TempPathFactory, corners: list[tuple[int, int]]
) -> None:
    ring = [[x / 10, y / 10] for x, y in (*corners, corners[0])]
    assume(LinearRing(ring).envelope.area and abs(Polygon(ring).area) > 1e-6)
    shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
    problems = geometry(tmp_path_factory.getbasetemp(), shape)
    assert (problems == []) is LinearRing(ring).is_ccw


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("[]", "is no GeoJSON object"),
        ('{"type": "FeatureCollection"', "is no JSON"),
        ('{"type": "FeatureCollection", "features": [{}, ]}', "a comma too many"),
        ('{"type": "FeatureCollection", "features": []} x', "behind the end"),
        ('{"type": "FeatureCollection"}', "member 'features' is missing"),
        ('{"type": "FeatureCollection", "features": {}}', "'features' is no list"),
        ('{"type": "Feature", "features": []}', "type is 'Feature'"),
        (
            '{"type": "FeatureCollection", "crs": {"type": "name"}, "features": []}',
            "member 'crs' is not allowed (RFC 7946)",
        ),
        ('{"type": "FeatureCollection", "bbox": [1, 2], "features": []}', "bbox is no list"),
        (
            '{"type": "FeatureCollection", "bbox": [1, 50, 2, 40], "features": []}',
            "south above north",
        ),
        (
            '{"type": "FeatureCollection", "features": [], "features": []}',
            "member 'features' stands twice",
        ),
        ('{"type": "FeatureCollection", "features": [7]}', "a feature is no object"),
        (GOOD % '{"type": "Feature", "geometry": null}', "'properties' is no object"),
        (
            GOOD % '{"type": "Feature", "properties": {"id": "a"}}',
            "member 'geometry' is missing",
        ),
        (
            GOOD % '{"type": "Feature", "geometry": null, "properties": {"a": 1, "a": 2}}',
            ":2: a: member 'a' stands twice",
        ),
        (
            GOOD % '{"type": "Feature", "id": "b", "geometry": null, "properties": {"id":"a"}}',
            "the feature's id 'b' is not its property 'id'",
        ),
        (
            GOOD % '{"type": "Feature", "geometry": null, "properties": {"a": [1]}}',
            "holds a list or object",
        ),
        (
            GOOD % '{"type": "Feature", "geometry": null, "properties": {"a": NaN}}',
            "which JSON does not have",
        ),
        ("[" * 5000, "is nested too deep"),
        ('{"type": "FeatureCollection", "n": %s, "features": []}' % ("9" * 9000), ""),
    ],
)  # fmt: skip
def test_a_layer_that_breaks_a_rule_is_told(
    tmp_path: Path, text: str, words: str
) -> None:
    _, problems = layer(tmp_path, text)
    assert bool(problems) == bool(words)
    assert not words or any(words in one for one in problems), problems


def test_a_problem_of_a_spread_out_file_names_the_line_of_the_property(
    tmp_path: Path,
) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": SITES}, indent=1)
    raw, problems = layer(tmp_path, text)
    assert problems == []
    lines = text.splitlines()
    for index, name in ((0, "kind"), (1, "id"), (1, "uncertainty_m")):
        assert f'"{name}":' in lines[raw.line_of(index, name) - 1]
    assert lines[raw.features[1].line - 1].strip() == "{"


def test_half_a_surrogate_pair_is_read_and_printed(tmp_path: Path) -> None:
    raw, problems = layer(
        tmp_path,
        GOOD
        % '{"type": "Feature", "id": "\\ud800", "geometry": null, "properties": {}}',
    )
    assert len(raw.features) == 1
    "\n".join(problems).encode("utf-8")


# --- the catalogue --------------------------------------------------------------------


def catalogue(folder: Path, text: str) -> list[str]:
    (folder / "layers").mkdir(exist_ok=True)
    (folder / "layers" / "catalog.yaml").write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    read_catalog(folder, problems)
    return [str(one) for one in problems]


def test_a_catalogue_is_read_with_the_line_of_each_entry(tmp_path: Path) -> None:
    write_layer(tmp_path, "places", SITES)
    write_catalog(tmp_path, CATALOG)
    problems: list[Problem] = []
    (entry,) = read_catalog(tmp_path, problems)
    assert problems == []
    assert (entry.id, entry.title("fr"), entry.default_visible) == (
        "places",
        "Lieux",
        True,
    )
    text = (tmp_path / "layers" / "catalog.yaml").read_text(encoding="utf-8")
    assert entry.line is not None
    assert "id: places" in text.splitlines()[entry.line - 1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("layers: [", "catalog.yaml:1: is no YAML"),
        ("a: b\nc: [1\nd: e\n", "catalog.yaml:3: is no YAML"),
        ("7", "holds no list 'layers'"),
        ("layers: 7", "holds no list 'layers'"),
        ("layers: [7]", "an entry is no mapping"),
        ("layers:\n- id: a\n  fiel: x\n", "unknown key 'fiel'; did you mean 'file'?"),
        ("layers:\n- id: 7\n", "id: '7' is no text"),
        ("layers:\n- title: x\n", "'title' is not given in English and French"),
        ("layers:\n- id: a\n  file: ../x.geojson\n", "is no .geojson file of layers/"),
        ("a: &a [x]\nb: [*a, *a]\n", "aliases"),
        ("!!python/object/apply:os.getcwd []", "is no YAML"),
        ("x: !!bool maybe", "is no YAML"),
        ("x: \x07", "is no YAML"),
        ("{? [a]: b}: c", ""),
        ("[" * 3000, "is no YAML"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_told(
    tmp_path: Path, text: str, words: str
) -> None:
    problems = catalogue(tmp_path, text)
    assert any(words in one for one in problems), problems


@given(st.text(max_size=200))
def test_no_text_breaks_the_catalogue(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    catalogue(
        tmp_path_factory.getbasetemp(), "".join(c for c in text if c.isprintable())
    )
    catalogue(
        tmp_path_factory.getbasetemp(), f"layers:\n- id: {text!r}\n  file: {text!r}\n"
    )


def test_the_readers_need_no_data_library() -> None:
    for module in (reading, geojson):
        assert not {"pandas", "geopandas", "numpy", "shapely"} & set(vars(module))
