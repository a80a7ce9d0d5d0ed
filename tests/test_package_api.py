"""The public names: real, listed, light to import, typed."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

import geo
from geo import errors


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in geo.__all__:
        value = getattr(geo, name)
        assert isinstance(value, str) or value.__doc__
    assert dir(geo) == sorted(geo.__all__)
    assert sorted({*geo._HOME, "__version__"}) == sorted(geo.__all__)


def test_check_is_a_function_whatever_was_imported_before() -> None:
    import_module("geo.checking")
    import_module("geo.atlas")
    assert callable(geo.check)
    assert callable(geo.open_atlas)


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        geo.chekc  # noqa: B018


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_importing_the_package_imports_no_data_library() -> None:
    heavy = "{'pandas', 'geopandas', 'numpy', 'shapely', 'folium', 'yaml', 'typer'}"
    assert run(f"import geo, sys; print(sorted({heavy} & set(sys.modules)))") == "[]\n"


@pytest.mark.parametrize("module", ["errors", "edtf", "vocabulary", "tables"])
def test_the_vocabulary_of_the_data_can_be_read_alone(module: str) -> None:
    heavy = "{'pandas', 'geopandas', 'numpy', 'shapely', 'folium', 'yaml', 'typer'}"
    code = f"import geo.{module}, sys; print(sorted({heavy} & set(sys.modules)))"
    assert run(code) == "[]\n"


def test_every_error_of_ours_has_one_parent_and_stands_in_the_tree() -> None:
    own = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(own) > 5
    for error in own:
        assert issubclass(error, errors.TumenError)
        assert error.__name__ in (errors.__doc__ or "")
        assert getattr(geo, error.__name__) is error


def test_a_notebook_shows_the_line_that_asked_and_the_letter_and_nothing_between(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = InteractiveShell(history_length=0)
    shell.history_manager.enabled = False
    shell.run_cell("import geo\ndef ask():\n    geo.open_atlas().where(mode='seaa')")
    shell.run_cell("x = 1\nask()")
    said = capsys.readouterr().out
    assert "cell, line 2: ask()" in said
    assert "cell, line 3: geo.open_atlas().where(mode='seaa')" in said
    assert "NotFoundError: no mode 'seaa'; did you mean 'sea'?" in said
    assert "choice.py" not in said
    assert len(said.strip().splitlines()) == 3


def test_the_package_is_marked_as_typed() -> None:
    assert Path(geo.__file__).with_name("py.typed").is_file()
