"""Fixtures for every test: the shipped atlas, and copies that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from geo.atlas import Atlas, open_atlas
from geo.catalog import shipped
from tests.atlases import small_atlas
from tests.browsing import axe, browser, files

__all__ = ["axe", "browser", "files"]

# A busy machine is no failure, and a test run shall not depend on the one before.
settings.register_profile("tumen", deadline=None, database=None)
settings.load_profile("tumen")


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The shipped atlas. Its frames are copies, so no test can spoil it."""
    return open_atlas()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A private copy of the shipped ``layers/`` and ``data/`` that a test may spoil."""
    for folder in ("layers", "data"):
        shutil.copytree(shipped() / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The smallest valid atlas, in a folder of its own; see ``tests/atlases.py``."""
    return small_atlas(tmp_path)
