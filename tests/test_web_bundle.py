"""The committed bundle is what its sources give, and the sources keep their rules."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1] / "geo" / "web"
DIST = WEB / "dist"
SOURCES = sorted((WEB / "src").glob("*.js"))
INSIDE = ("leaflet", "topojson-client", "geojson-vt", "geographiclib-geodesic")


def npm(*words: str, folder: Path) -> None:
    done = subprocess.run(
        ["npm", *words], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The sources in another folder, with the locked packages installed."""
    if shutil.which("npm") is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no npm, so nothing proves the bundle")
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("elsewhere") / "web"
    shutil.copytree(WEB, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)
    return folder


@pytest.mark.slow
def test_a_rebuild_elsewhere_gives_the_committed_bytes(copy):
    npm("run", "build", folder=copy)
    built = {path.name: path.read_bytes() for path in (copy / "dist").iterdir()}
    committed = {path.name: path.read_bytes() for path in DIST.iterdir()}
    assert sorted(built) == sorted(committed)
    for name, content in committed.items():
        assert built[name] == content, f"{name}: run 'make bundle' and commit dist/"


@pytest.mark.slow
def test_types_and_lint_are_clean(copy):
    npm("run", "check", folder=copy)


@pytest.mark.slow
def test_leaflet_is_inside_unmodified(copy):
    published = (copy / "node_modules/leaflet/dist/leaflet.js").read_text("utf-8")
    code = published.rpartition("\n//# sourceMappingURL=")[0]
    assert len(code) > 140_000
    assert (DIST / "tumen.js").read_text("utf-8").startswith(code)


def test_the_checksums_are_those_of_the_files():
    known = json.loads((DIST / "checksums.json").read_text("utf-8"))
    assert set(known["files"]) == {
        path.name for path in DIST.iterdir() if path.name != "checksums.json"
    }
    for name, digest in known["files"].items():
        assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == digest


def test_versions_are_pinned_and_integrity_is_recorded():
    package = json.loads((WEB / "package.json").read_text("utf-8"))
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    known = json.loads((DIST / "checksums.json").read_text("utf-8"))["packages"]
    for group in ("dependencies", "devDependencies"):
        for name, version in package[group].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} is not pinned"
            assert lock[f"node_modules/{name}"]["version"] == version
    assert set(known) == set(package["dependencies"]) == set(INSIDE)
    for name, entry in known.items():
        assert entry["integrity"] == lock[f"node_modules/{name}"]["integrity"]
    for path, entry in lock.items():
        assert not path or entry["integrity"].startswith("sha512-"), path
        assert not entry.get("resolved", "").startswith("http:"), path


def test_the_licence_of_everything_inside_is_told():
    text = (DIST / "THIRD_PARTY_LICENSES.txt").read_text("utf-8")
    for name in INSIDE:
        assert f"\n{name} " in text
    assert text.count("Copyright") >= len(INSIDE)


@pytest.mark.parametrize("name", ["tumen.js", "tumen.css"])
def test_the_bundle_fits_into_a_page(name):
    text = (DIST / name).read_text("utf-8")
    assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE)
    assert "sourceMappingURL" not in text
    assert len(text) < 400_000


def test_the_style_sheet_points_nowhere():
    css = (DIST / "tumen.css").read_text("utf-8")
    assert "@import" not in css
    for address in re.findall(r"url\(([^)]*)", css):
        assert address.strip("'\"").startswith(("data:image/png;base64,", "#")), address


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_source_makes_markup_or_code_from_text(source):
    text = source.read_text("utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    for word in (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
        "Function(", "setHTML", "createContextualFragment", "DOMParser", "srcdoc",
        "bindPopup", "bindTooltip", "localStorage", "fetch(", "XMLHttpRequest", "WebSocket",
    ):  # fmt: skip
        assert word not in code, word
