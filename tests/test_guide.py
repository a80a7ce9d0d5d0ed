"""The guide is true: its commands and its Python run, its links lead somewhere."""

import html
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from typer.testing import CliRunner

import geo
from geo import incoming, mapping
from geo.cli import app
from geo.tables import TABLES

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(one for one in DOCS.rglob("*.md") if not {"_build"} & set(one.parts))
_BLOCK = re.compile(
    r"^```(?P<kind>\{code-block\} text|console|python|yaml)\n"
    r"(?::caption: (?P<file>\S+)\n\n)?(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def blocks(page: Path) -> list[re.Match[str]]:
    """Give the blocks of a page that can be run, in order."""
    return list(_BLOCK.finditer(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "page", [one for one in PAGES if blocks(one)], ids=lambda one: one.stem
)
def test_every_block_of_a_page_runs_as_it_stands(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page):
        kind, body = block["kind"], block["body"]
        if kind == "{code-block} text" and block["file"]:
            Path(block["file"]).write_text(body, encoding="utf-8")
        elif kind == "console":
            for line in body.splitlines():
                assert line.startswith("$ tumen "), line
                done = CliRunner().invoke(app, shlex.split(line)[2:])
                assert done.exit_code == 0, f"{line}\n{done.output}"
        elif kind == "python":
            exec(compile(body, str(page), "exec"), names)
        elif kind == "yaml":
            path = Path("mapping-of-the-guide.yaml")
            path.write_text(body, encoding="utf-8")
            held = yaml.safe_load(body)
            columns = list(held["columns"].values())
            assert mapping.load(path, incoming.Incoming("x", columns, [], []))


def test_the_guide_has_no_block_that_is_not_run() -> None:
    quiet = {"{toctree}", "{eval-rst}", "text", ""}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        kinds = [
            kind.strip() for kind in re.findall(r"^```(\S[^\n]*|)$", text, re.MULTILINE)
        ]
        run = {block["kind"] for block in blocks(page)}
        for kind in kinds:
            assert kind in quiet | run, (page.name, kind)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the guide, warnings being errors."""
    folder = tmp_path_factory.mktemp("guide")
    done = subprocess.run(
        [
            sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html",
            "-d", str(folder / "trees"), str(DOCS), str(folder / "html"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def test_every_link_of_the_guide_leads_to_a_page_and_a_place_in_it(built: Path) -> None:
    pages = {one: one.read_text(encoding="utf-8") for one in built.rglob("*.html")}
    assert len(pages) > 15
    ids = {one: set(re.findall(r'\bid="([^"]+)"', text)) for one, text in pages.items()}
    seen = 0
    for page, text in pages.items():
        for target in re.findall(r'\bhref="([^"]+)"', text):
            parts = urlsplit(html.unescape(target))
            if parts.scheme or parts.netloc:
                continue
            place = (
                (page.parent / unquote(parts.path)).resolve() if parts.path else page
            )
            assert place.is_file(), (page.name, target)
            if parts.fragment and place.suffix == ".html":
                assert unquote(parts.fragment) in ids[place], (page.name, target)
            seen += 1
    assert seen > 500


def test_the_guide_asks_no_server_for_anything(built: Path) -> None:
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", text):
            loads = re.findall(r'\b(?:src|href)="([^"]+)"', tag)
            assert not [one for one in loads if urlsplit(one).netloc], tag


def test_the_dictionary_names_every_column_and_the_reference_every_public_name(
    built: Path,
) -> None:
    dictionary = (built / "data-dictionary.html").read_text(encoding="utf-8")
    for table in TABLES.values():
        for column in table.columns:
            assert f">{column.name}</span>" in dictionary, (table.name, column.name)
    python = (built / "python.html").read_text(encoding="utf-8")
    for name in geo.__all__:
        if name != "__version__":
            assert re.search(
                rf'class="sig-name descname"><span class="pre">{name}<', python
            ), name
