"""Time: the page's reader of dates against Python's, and what a window makes of claims."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import edtf
from geo.errors import DateError
from tests.test_edtf import TABLE, days, texts

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def twin() -> Iterator[Ask]:
    """The JavaScript reader, in one Node process that answers line by line."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Node, so nothing proves the page's dates")
        pytest.skip("Node is not installed")
    script = Path(__file__).with_name("edtf_twin.mjs")
    with subprocess.Popen(
        [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout
        write, read = process.stdin, process.stdout

        def ask(*words: Any) -> Any:
            write.write(json.dumps(words).encode() + b"\n")
            write.flush()
            return json.loads(read.readline())

        yield ask
        write.close()


def _active(text: str, start: str | None, end: str | None, as_of: str) -> str | None:
    try:
        return str(edtf.active(text, start, end, as_of=as_of))
    except DateError:
        return None


def _bounds(text: str) -> dict[str, Any] | None:
    try:
        found = edtf.bounds(text)
    except DateError:
        return None
    return {name: getattr(found, name) for name in found.__slots__}


# The two readers ------------------------------------------------------------------------


def test_the_page_gives_every_state_of_the_table(twin: Ask) -> None:
    for row in TABLE["active"]:
        asked = (row["text"], row["start"], row["end"], row.get("as_of", ""))
        assert twin("active", *asked) == row["state"], row


def test_the_page_gives_every_bound_of_the_table(twin: Ask) -> None:
    for row in TABLE["bounds"]:
        found = twin("bounds", row["text"])
        assert row.items() <= {**found, "text": row["text"]}.items(), row


def test_the_page_refuses_what_python_refuses(twin: Ask) -> None:
    for text in TABLE["invalid"]:
        assert twin("isValid", text) is False, text


@settings(max_examples=400)
@given(texts())
def test_any_date_has_the_same_bounds_on_the_page(twin: Ask, text: str) -> None:
    assert twin("bounds", text) == _bounds(text)


@settings(max_examples=600)
@given(
    texts(),
    st.one_of(st.none(), days.map(str)),
    st.one_of(st.none(), days.map(str)),
    st.one_of(st.just(""), texts()),
)
def test_any_date_has_the_same_state_on_the_page(
    twin: Ask, text: str, start: str | None, end: str | None, as_of: str
) -> None:
    assert twin("active", text, start, end, as_of) == _active(text, start, end, as_of)


@settings(max_examples=600)
@given(
    st.text("0123456789X-/.?~%YTZ:", max_size=18)
    | st.from_regex(
        r"[?~%]?-?[0-2X][0-9X]{3}[?~%]?(-[?~%]?[0-4X][0-9X][?~%]?"
        r"(-[?~%]?[0-3X][0-9X][?~%]?)?)?(/(\.\.|[0-2][0-9]{3}(-[01][0-9])?)?)?",
        fullmatch=True,
    )
)
def test_any_text_is_read_or_refused_alike(twin: Ask, text: str) -> None:
    assert twin("bounds", text) == _bounds(text)


@given(st.integers(-4_000_000, 40_000_000))
def test_a_day_has_the_same_text_on_the_page(twin: Ask, number: int) -> None:
    assert twin("iso", number) == edtf.iso(number)


@given(st.lists(st.sampled_from(["certainly", "possibly", "no", "undated"])))
def test_several_statements_make_the_same_on_the_page(
    twin: Ask, states: list[str]
) -> None:
    assert twin("strongest", states) == edtf.strongest(states)


def test_a_window_that_holds_no_day_holds_nothing(twin: Ask) -> None:
    for text in ("2022/2024", "../..", "2023-08", "1948/.."):
        assert edtf.active(text, "2023-08-16", "2023-08-15") == "no"
        assert twin("active", text, "2023-08-16", "2023-08-15") == "no"
