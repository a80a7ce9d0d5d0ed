"""A user who checks types strictly can: nothing of ours is untyped to them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mypy import api

SCRIPT = """
from pathlib import Path

import geo
import pandas as pd

atlas: geo.Atlas = geo.open_atlas()
part: geo.Atlas = atlas.where(mode="sea", direction=["DPRK>RU"]).between("2023-08", None)
early: geo.Atlas = geo.as_of(part, "2024-01-31")
claims: pd.DataFrame = early.claims_of("munitions-rajin-dunai")
least: float | None = part.total("container").at_least
voices: int = geo.speakers_behind(atlas, "munitions-rajin-dunai").independent
line: pd.DataFrame = part.timeline(lang="fr")
svg: str = part.map(view="far-east", lang="fr", height=500).snapshot()
written: Path = part.to_geojson("legs.geojson", force=True)
columns: list[str] = list(atlas.describe("claims").index)
problems: list[geo.Problem] = geo.check()
"""
WRONG = """
import geo

geo.open_atlas().where(moed="sea")
geo.open_atlas().map("fr")
geo.open_atlas().total(3)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy says of both scripts, in one run."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "right.py").write_text(SCRIPT, encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG, encoding="utf-8")
    root = Path(__file__).parent.parent
    config = folder / "mypy.ini"
    config.write_text(
        f"[mypy]\nstrict = true\nmypy_path = {root}\nfollow_imports = silent\n"
        "[mypy-geopandas.*,folium.*,branca.*,pyproj.*,shapely.*]\n"
        "ignore_missing_imports = true\n"
    )
    out, err, _ = api.run(
        ["--config-file", str(config), "--cache-dir", str(root / ".mypy_cache" / "user"),
         "--python-executable", sys.executable,
         str(folder / "right.py"), str(folder / "wrong.py")]
    )  # fmt: skip
    assert err == ""
    return out


def test_a_script_of_a_user_passes_mypy_strict(told: str) -> None:
    assert "right.py" not in told


def test_a_word_that_is_no_option_is_found_before_it_runs(told: str) -> None:
    assert 'Unexpected keyword argument "moed"' in told
    assert "Too many positional arguments" in told or "Too many arguments" in told
    assert 'Argument 1 to "total" of "Atlas" has incompatible type "int"' in told
