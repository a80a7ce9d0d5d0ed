"""A built site against its manifest: every byte, and nothing outside the folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from geo import site
from geo.atlas import open_atlas
from geo.errors import DataError, NotFoundError
from geo.receipts import DiscrepancyKind, read_manifest, seal, verify
from tests.atlases import small_atlas


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A site as it was built; tests spoil copies of it."""
    folder = tmp_path_factory.mktemp("receipts")
    return site.build(open_atlas(small_atlas(folder / "atlas")), folder / "site")


@pytest.fixture
def built(whole, tmp_path) -> Path:
    return shutil.copytree(whole, tmp_path / "site")


def _kinds(folder: Path) -> list[tuple[str, str]]:
    return [(str(one.kind), one.file) for one in verify(folder)]


def test_a_site_as_built_and_a_copy_of_it_are_whole(whole, built):
    assert verify(whole) == verify(built) == verify(str(built)) == []


def test_one_changed_byte_is_found_with_both_checksums(built):
    path = built / "downloads" / "data" / "claims.csv"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"1,000", b"9,000"))
    (fault,) = verify(built)
    was, now = (hashlib.sha256(one).hexdigest() for one in (content, path.read_bytes()))
    assert was != now
    assert str(fault) == (
        f"downloads/data/claims.csv: has changed: its SHA-256 is {now}, the manifest"
        f" says {was}"
    )
    assert fault.as_dict()["kind"] == "changed"


def test_a_file_cut_short_is_found_by_its_size(built):
    path = built / "index.html"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    (fault,) = verify(built)
    assert str(fault) == (
        f"index.html: has changed: {size - 1:,} bytes, the manifest says {size:,}"
    )


def test_what_is_missing_and_what_nobody_knows_are_named(built):
    (built / "fr.html").unlink()
    shutil.rmtree(built / "downloads" / "geojson")
    (built / "thumbs.db").write_text("x")
    (built / "empty").mkdir()
    assert _kinds(built) == [
        ("missing", "downloads/geojson/events.geojson"),
        ("missing", "downloads/geojson/legs.geojson"),
        ("missing", "downloads/geojson/observations.geojson"),
        ("missing", "downloads/geojson/places.geojson"),
        ("missing", "fr.html"),
        ("unknown", "thumbs.db"),
    ]


def test_a_link_is_refused_even_if_what_it_leads_to_is_right(built, tmp_path):
    moved = tmp_path / "elsewhere.html"
    (built / "index.html").rename(moved)
    (built / "index.html").symlink_to(moved)
    shutil.move(built / "downloads" / "data", tmp_path / "data")
    (built / "downloads" / "data").symlink_to(tmp_path / "data")
    assert _kinds(built) == [
        ("refused", "downloads/data"),
        ("refused", "index.html"),
    ]
    assert all("symbolic link" in one.message for one in verify(built))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_and_holds_nothing_up(built):
    (built / "index.html").unlink()
    os.mkfifo(built / "index.html")
    assert _kinds(built) == [("refused", "index.html")]


@pytest.mark.skipif(
    os.name != "posix", reason="names of any bytes are a matter of POSIX"
)
def test_a_name_that_is_no_text_is_unknown_and_safe_to_print(built):
    Path(os.fsdecode(os.fsencode(built) + b"/\xff\x1b[2J.txt")).write_text("x")
    (fault,) = verify(built)
    assert fault.kind is DiscrepancyKind.UNKNOWN
    assert str(fault) == "\\udcff\\x1b[2J.txt: is not in the manifest"


def test_the_seal_is_the_checksum_of_the_manifest_and_finds_a_changed_one(built):
    was = seal(built)
    assert was == hashlib.sha256((built / "manifest.json").read_bytes()).hexdigest()
    assert verify(built, expected_seal=was) == []
    # Whoever changes a file and the manifest alike is found by the seal alone.
    page = built / "index.html"
    page.write_bytes(page.read_bytes() + b"<!-- more -->")
    held = json.loads((built / "manifest.json").read_text())
    held["files"]["index.html"] = {
        "bytes": page.stat().st_size,
        "sha256": hashlib.sha256(page.read_bytes()).hexdigest(),
    }
    (built / "manifest.json").write_text(json.dumps(held))
    assert verify(built) == []
    (fault,) = verify(built, expected_seal=was)
    assert fault.file == "manifest.json"
    assert seal(built) in fault.message


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs coreutils")
def test_another_program_agrees_with_the_manifest(built):
    lines = "".join(
        f"{entry.sha256}  {name}\n"
        for name, entry in read_manifest(built).files.items()
    )
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "-"],
        cwd=built,
        input=lines,
        text=True,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_a_folder_without_a_manifest_is_no_site(tmp_path):
    with pytest.raises(NotFoundError, match="is no folder"):
        verify(tmp_path / "nowhere")
    with pytest.raises(NotFoundError, match=r"holds no manifest\.json"):
        verify(tmp_path)


ENTRY = {"bytes": 1, "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "names no files"),
        ('{"files": []}', "names no files"),
        ('{"files": {}, "files": {}}', "'files' stands twice"),
        (b"\xff\xfe{}", "is not UTF-8"),
        ("[" * 100_000, "is no JSON"),
        ("1" * 10_000, "is no JSON"),
        ({"a": 1}, "'a' has no size"),
        ({"a": {"bytes": True, "sha256": "0" * 64}}, "'a' has no size"),
        ({"a": {"bytes": -1, "sha256": "0" * 64}}, "'a' has no size"),
        ({"a": {"bytes": 1, "sha256": "A" * 64}}, "'a' has no SHA-256"),
        ({"../secret": ENTRY}, "'../secret' leads out of the folder"),
        ({"a/../../b": ENTRY}, "leads out of the folder"),
        ({"/etc/passwd": ENTRY}, "is no path from the folder"),
        ({"C:/x": ENTRY}, "is no path from the folder"),
        ({"..\\secret": ENTRY}, "is no path from the folder"),
        ({"a//b": ENTRY}, "is no plain path"),
        ({"./a": ENTRY}, "is no plain path"),
        ({"": ENTRY}, "is no plain path"),
        ({"a\0b": ENTRY}, "is no plain path"),
        ({"manifest.json": ENTRY}, "is the manifest itself"),
    ],
)
def test_a_manifest_that_cannot_be_relied_on_is_one_clear_error(
    tmp_path, content, words
):
    if isinstance(content, dict):
        content = json.dumps({"files": content})
    if isinstance(content, str):
        content = content.encode()
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(DataError) as error:
        verify(tmp_path)
    (problem,) = error.value.problems
    assert problem.file == "manifest.json"
    assert words in str(problem)


def test_every_fault_of_a_manifest_is_told_at_once(tmp_path):
    files = {"../a": ENTRY, "b": 1, "/c": ENTRY}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    with pytest.raises(DataError) as error:
        verify(tmp_path)
    assert len(error.value.problems) == 3


def test_a_manifest_that_is_a_link_or_folder_is_refused(built, tmp_path):
    (built / "manifest.json").rename(tmp_path / "m.json")
    (built / "manifest.json").symlink_to(tmp_path / "m.json")
    with pytest.raises(DataError, match="no plain file"):
        verify(built)
    (built / "manifest.json").unlink()
    (built / "manifest.json").mkdir()
    with pytest.raises(DataError, match="no plain file"):
        verify(built)


def test_a_file_outside_the_folder_is_never_opened(built, tmp_path, monkeypatch):
    (tmp_path / "secret.txt").write_text("secret")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    opened: list[str] = []
    plain = os.open

    def watched(path, *rest, **named):
        opened.append(os.fspath(path))
        return plain(path, *rest, **named)

    monkeypatch.setattr(os, "open", watched)
    assert _kinds(built) == [("refused", "link.txt")]
    assert opened
    assert not any("secret" in one or "link.txt" in one for one in opened)
