"""An atlas that includes others adds its rows to theirs."""

import json
from pathlib import Path

import pytest

import geo
from geo import site
from geo.cite import atlas_hash
from geo.diff import diff
from geo.snapshot import load
from tests.atlases import ROWS, small_atlas, write_catalog, write_layer, write_table


def including(folder: Path, *names: str) -> Path:
    """Let the atlas in ``folder`` include others."""
    path = folder / "layers" / "catalog.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"includes: {list(names)}\n{text}", encoding="utf-8")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Give a small atlas that includes the shipped one."""
    return including(small_atlas(tmp_path / "mine"), "shipped")


def test_an_atlas_holds_the_rows_of_the_one_it_includes_and_its_own(mine: Path) -> None:
    whole, shipped = geo.open_atlas(mine), geo.open_atlas()
    for name in ("claims", "sources", "flows", "legs", "sites"):
        own = len(ROWS.get(name, [1, 2]))
        assert len(getattr(whole, name)) == len(getattr(shipped, name)) + own
    assert list(whole.claims.index[-2:]) == ["T001", "T002"]
    assert [*shipped.layers, "places"] == list(whole.layers)
    assert geo.check(mine) == []


def test_a_row_of_ones_own_can_speak_of_what_is_included(mine: Path) -> None:
    claim = {
        **ROWS["claims"][0],
        "about": "flow:munitions-rajin-dunai; flow:alpha-beta",
    }
    write_table(mine, "claims", [claim])
    write_table(mine, "claim_links", [])
    assert geo.check(mine) == []
    assert (
        "T001" in geo.open_atlas(mine).claims_of("flow", "munitions-rajin-dunai").index
    )


def test_a_wrong_reference_names_the_nearest_right_one_of_both(mine: Path) -> None:
    claim = {
        **ROWS["claims"][0],
        "about": "flow:munitions-rajin-dunaj; flow:alpha-beta",
    }
    write_table(mine, "claims", [claim, ROWS["claims"][1]])
    assert [str(one) for one in geo.check(mine)] == [
        "data/claims.csv:2: about: unknown flow 'munitions-rajin-dunaj'; did you mean"
        " 'munitions-rajin-dunai'?"
    ]


def test_an_id_is_used_once_over_both_and_the_first_is_named(mine: Path) -> None:
    shipped = geo.open_atlas().claims.index[0]
    claims = [{**ROWS["claims"][0], "id": shipped}, ROWS["claims"][1]]
    write_table(mine, "claims", claims)
    write_table(mine, "claim_links", [])
    assert [str(one) for one in geo.check(mine)] == [
        f"data/claims.csv:2: id: '{shipped}' is used already on line 2 of"
        " shipped/data/claims.csv"
    ]


def test_a_fault_of_an_included_atlas_is_named_with_its_own_file(
    tmp_path: Path,
) -> None:
    other = small_atlas(tmp_path / "other")
    write_table(other, "claims", [{**ROWS["claims"][0], "stance": "asserst"}])
    write_table(other, "claim_links", [])
    mine = small_atlas(tmp_path / "mine", claims=[], sources=[], flows=[], legs=[],
                       actors=[], claim_links=[])  # fmt: skip
    write_layer(mine, "places", [])
    write_catalog(mine, [])
    (mine / "layers" / "places.geojson").unlink()
    including(mine, "../other")
    assert [str(one) for one in geo.check(mine)] == [
        "other/data/claims.csv:2: stance: unknown word 'asserst'; did you mean 'asserts'?"
    ]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["shiped"], "there is no atlas 'shiped'; did you mean 'shipped'?"),
        (
            ["../nowhere"],
            "there is no atlas '../nowhere'; write 'shipped', or the path",
        ),
        (["shipped", "shipped"], "'shipped' is included twice; take one out"),
        (["../mine"], "'../mine' includes this atlas; take it out"),
    ],
)
def test_an_atlas_that_cannot_be_included_is_told(
    tmp_path: Path, names: list[str], message: str
) -> None:
    mine = including(small_atlas(tmp_path / "mine"), *names)
    told = [str(one) for one in geo.check(mine)]
    assert len(told) == 1
    assert told[0].startswith(f"layers/catalog.yaml: includes: {message}")


def test_two_atlases_that_include_each_other_are_told(tmp_path: Path) -> None:
    one = including(small_atlas(tmp_path / "one"), "../two")
    two = small_atlas(tmp_path / "two", claims=[], sources=[], flows=[], legs=[],
                      actors=[], claim_links=[])  # fmt: skip
    write_catalog(two, [])
    (two / "layers" / "places.geojson").unlink()
    including(two, "../one")
    assert [str(problem) for problem in geo.check(one)] == [
        "two/layers/catalog.yaml: includes: '../one' includes this atlas; take it out"
    ]


def test_a_layer_of_ones_own_may_not_take_the_name_of_an_included_one(
    mine: Path,
) -> None:
    path = mine / "layers" / "catalog.yaml"
    text = path.read_text(encoding="utf-8")
    assert "id: places" in text
    path.write_text(text.replace("id: places", "id: ports"), encoding="utf-8")
    told = [str(one) for one in geo.check(mine)]
    assert any(
        "layer 'ports' is one of an included atlas; rename yours" in one for one in told
    )


def test_the_hash_of_an_atlas_changes_with_what_it_includes(tmp_path: Path) -> None:
    other = small_atlas(tmp_path / "other")
    mine = including(small_atlas(tmp_path / "mine"), "../other")
    before = atlas_hash(mine)
    (other / "data" / "systems.csv").write_text("changed\n", encoding="utf-8")
    assert atlas_hash(mine) != before


def test_a_site_holds_both_as_one_atlas_that_includes_none(mine: Path) -> None:
    (mine / "data" / "datapackage.json").write_text(
        '{"name": "mine", "title": "Mine", "version": "1"}', encoding="utf-8"
    )
    whole = geo.open_atlas(mine)
    built = site.build(whole, mine.parent / "site")
    again = geo.open_atlas(built / "downloads")
    assert geo.check(built / "downloads") == []
    for name in ("claims", "sources", "flows", "legs", "sites"):
        assert list(getattr(again, name).index) == list(getattr(whole, name).index)
    assert not diff(load(mine), load(built))
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["ids"]["claims"] == list(whole.claims.index)
