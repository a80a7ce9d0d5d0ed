"""What is shipped: versions that agree, a wheel that carries everything, docs that hold."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

import geo

REPOSITORY = Path(__file__).parents[1]


def _read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def test_every_place_that_names_a_version_names_the_same_one():
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    citation = yaml.safe_load(_read("CITATION.cff"))
    newest = re.search(r"^## (\S+) – ", _read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert project["version"] == geo.__version__ == citation["version"] == newest[1]


def test_every_place_that_names_the_data_version_names_the_same_one():
    package = json.loads(_read("data/datapackage.json"))
    citation = yaml.safe_load(_read("CITATION.cff"))
    assert citation["references"][0]["version"] == package["version"]
    assert f"Data version {package['version']}" in _read("CHANGELOG.md")
    assert f"data {package['version']}" in _read("README.md")


def test_every_command_stands_in_the_readme():
    from geo.cli import app

    names = {
        command.name or command.callback.__name__ for command in app.registered_commands
    }
    assert names
    for name in names:
        assert re.search(rf"^tumen {name}\b", _read("README.md"), re.MULTILINE), name


def test_every_command_line_of_the_readme_is_understood():
    from typer.testing import CliRunner

    from geo.cli import app

    lines = re.findall(r"^tumen (.+)$", _read("README.md"), re.MULTILINE)
    assert len(lines) >= 10
    groups = {group.name for group in app.registered_groups}
    for line in lines:
        words = re.split(r"\s{2,}", line)[0].replace("[DIR]", "").split()
        words = [word for word in words if word]
        command = words[: 2 if words[0] in groups else 1]
        done = CliRunner().invoke(app, [*command, "--help"])
        assert done.exit_code == 0, line
        for option in (word for word in words if word.startswith("-")):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", done.output), (
                line
            )


def test_every_extra_that_is_spoken_of_can_be_installed():
    extras = set(
        tomllib.loads(_read("pyproject.toml"))["project"]["optional-dependencies"]
    )
    spoken: dict[str, str] = {}
    files = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md"]
    files += [*REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("geo/*.py")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        found = re.findall(r"tumen\[([\w,]+)\]", text)
        found += re.findall(r"[Ee]xtra `+\"?(\w+)", text)
        spoken |= {one: path.name for group in found for one in group.split(",")}
    assert {one: spoken[one] for one in spoken.keys() - extras} == {}
    assert spoken.keys() >= {"charts", "excel", "parquet", "pictures", "routing"}


def test_the_python_of_the_readme_runs():
    block = re.search(r"```python\n(.*?)```", _read("README.md"), re.DOTALL)
    assert block is not None
    exec(compile(block[1], "README.md", "exec"), {})


def test_every_picture_and_file_that_a_document_links_exists():
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", _read(name)):
            if not target.startswith(("http://", "https://")):
                assert (REPOSITORY / target).is_file(), (name, target)


def test_a_checkout_holds_no_shipped_copy_that_would_shadow_the_real_files():
    assert not (REPOSITORY / "geo" / "_shipped").exists()


@pytest.mark.slow
def test_the_wheel_built_from_the_sdist_carries_every_layer_and_table_and_runs_elsewhere(
    tmp_path,
):
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--no-isolation",
            "-q",
            "-o",
            tmp_path,
            REPOSITORY,
        ],
        check=True,
        capture_output=True,
    )
    wheel = next(tmp_path.glob("*.whl"))
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    tracked = subprocess.run(
        ["git", "ls-files", "layers", "data"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert tracked
    for name in tracked:
        if not name.endswith(".py"):
            assert f"geo/_shipped/{name}" in names, name
    assert {"geo/py.typed", "geo/web/dist/tumen.js", "geo/web/dist/tumen.css"} <= names
    assert not any(
        "node_modules" in name or name.startswith("tests/") for name in names
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c",
         "import sys; sys.path.insert(0, sys.argv[1]); import geo, geo.cli;"
         "assert geo.__file__.startswith(sys.argv[1]), geo.__file__;"
         "sys.argv = ['tumen', 'map', '-o', 'map.html']; geo.cli.main()",
         str(tmp_path / "installed")],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").stat().st_size > 100_000
