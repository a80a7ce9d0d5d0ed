"""Every example in a docstring of the package runs and gives what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import geo

PACKAGE = Path(geo.__file__).parent
WITH = sorted(
    path.stem for path in PACKAGE.glob("*.py") if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", WITH)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = geo if name == "__init__" else import_module(f"geo.{name}")
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
