"""How long totals and as-of views of a million claims take, and what memory they need.

Run from the repository::

    python -m tests.benchmarks.bench_quantities [claims]

Three shapes: claims spread over a hundredth as many flows; all of one flow, where
everything may hold everything; and a staircase in which no total holds another. One
claim in ten has a relation. Nothing is asserted: see README.md beside this file.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.asof import as_of
from geo.atlas import Atlas, open_atlas
from geo.corroboration import speakers_behind
from geo.quantities import total
from geo.tables import TABLES, Kind

SPEAKERS = 200
DAYS = 1200
WITHIN = {"rajin": "dprk", "dunai": "russia", "vostochny": "russia"}


def claims_of(count: int, flows: int, *, stairs: bool = False) -> pd.DataFrame:
    """Make a table of claims that looks like one."""
    random = np.random.default_rng(7)

    def any_of(*words: str) -> Any:
        return np.array(words, dtype=object)[random.integers(0, len(words), count)]

    start = np.datetime64("2022-01-01") + random.integers(0, DAYS, count)
    end = start + random.integers(0, 300, count)
    least = random.integers(1, 5000, count).astype(np.float64)
    counting = any_of("shipment", "shipment", "per-period", "running-total", "capacity")
    if stairs:
        step = np.arange(count)
        start = np.datetime64("1500-01-01") + step % 180_000
        end = start + 400  # later and smaller, step by step
        least = (count - step).astype(np.float64)
        counting = np.full(count, "running-total", dtype=object)
    first, last = start.astype(str), end.astype(str)
    span = np.char.add(np.char.add(first, "/"), last)
    given = {
        "id": np.char.add("T", np.arange(count).astype(str)),
        "source": np.char.add("S", (np.arange(count) % 1000).astype(str)),
        "speakers": np.char.add("s", random.integers(0, SPEAKERS, count).astype(str)),
        "stance": any_of(*["asserts"] * 18, "denies", "speculates"),
        "state": any_of("occurred", "occurred", "ongoing", "planned"),
        "about": np.char.add("flow:f", random.integers(0, flows, count).astype(str)),
        "origin": any_of("rajin", "dprk"),
        "destination": any_of("dunai", "vostochny", "russia"),
        "direction": any_of("DPRK>RU"),
        "when": np.where(counting == "shipment", first, span),
        "as_of": last,
        "quantity_min": least,
        "quantity_max": np.where(random.random(count) < 0.5, np.nan, least + 10),
        "unit": any_of("container"),
        "counting": counting,
        "evidence": any_of("satellite", "media", "official"),
        "credibility": any_of("2", "6"),
        "credibility_reason_en": any_of("T1 says the same.", "No basis."),
        "summary_en": any_of("A speaker reports containers, as told by a document."),
        "summary_fr": any_of("Un locuteur rapporte des conteneurs, selon un document."),
        "recorded": any_of("2026-11-21"),
    }
    empty = np.full(count, "", dtype=object)
    columns: dict[str, Any] = {}
    for column in TABLES["claims"].columns:
        cells = given.get(column.name, empty)
        if column.kind is Kind.NUMBER:
            columns[column.name] = cells
        elif column.kind is Kind.WORD and column.words is not None:
            words = [*map(str, column.words), ""]
            columns[column.name] = pd.Categorical(cells, categories=words)
        else:
            columns[column.name] = pd.array(cells.astype(object), dtype="str")
    return pd.DataFrame(columns, index=pd.Index(columns["id"], dtype="str", name=None))


def links_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Relate one claim in ten to any other one."""
    random = np.random.default_rng(11)
    count = len(claims) // 10
    ids = np.asarray(claims["id"], dtype=object)
    kinds = [
        "repeats",
        "part_of",
        "overlaps",
        "contradicts",
        "supersedes",
        "derived_from",
    ]
    cells: dict[str, Any] = {
        "id": [f"L{n}" for n in range(count)],
        "claim": ids[random.integers(0, len(ids), count)],
        "kind": np.array(kinds, dtype=object)[random.integers(0, len(kinds), count)],
        "other": ids[random.integers(0, len(ids), count)],
    }
    for name in TABLES["claim_links"].names:
        cells.setdefault(name, np.full(count, "", dtype=object))
    return pd.DataFrame(cells, index=pd.Index(cells["id"], dtype="str"))


def atlas_of(claims: pd.DataFrame, links: pd.DataFrame) -> Atlas:
    """Put the claims into the shipped atlas, in memory."""
    shipped = open_atlas()
    tables = {name: shipped.table(name) for name in TABLES}
    source = tables["sources"].iloc[[0] * 1000]
    keys = [f"S{n}" for n in range(1000)]
    tables["sources"] = source.assign(
        id=keys, published=[f"{2022 + n % 4}-{n % 12 + 1:02d}" for n in range(1000)]
    ).set_axis(keys)
    tables |= {"claims": claims, "claim_links": links}
    return Atlas(
        root=Path(),
        version="bench",
        catalog=shipped.catalog,
        tables=tables,
        layers=shipped.layers,
        _sites=shipped.sites,
        _about={},
    )


def measure(what: str, task: Callable[[], object], table_mb: float) -> None:
    """Print the time of one run, and the memory that it needs beside the table.

    The run is a child process, whose peak begins where this process stands.
    """
    ours, theirs = multiprocessing.Pipe()

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        kept = task()
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        theirs.send((seconds, (after - before) / 1e3))
        del kept

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    seconds, peak_mb = ours.recv()
    child.join()
    print(f"{what:24} {seconds:7.2f} s   +{peak_mb / table_mb:4.2f} x the table")


def main() -> None:
    """Print one line for each measurement."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for shape, flows, stairs in (
        ("many flows", max(1, count // 100), False),
        ("one flow", 1, False),
        ("staircase", 1, True),
    ):
        claims = claims_of(count, flows, stairs=stairs)
        links = links_of(claims)
        table_mb = claims.memory_usage(deep=True).sum() / 1e6
        print(f"{shape}: {count:,} claims, {len(links):,} relations, {table_mb:.0f} MB")
        measure(
            "total",
            lambda c=claims, k=links: total(c, k, unit="container", within=WITHIN),
            table_mb,
        )
        if shape == "many flows":
            measure(
                "total, one year",
                lambda c=claims, k=links: total(
                    c, k, unit="container", within=WITHIN, window="2023"
                ),
                table_mb,
            )
            measure(
                "speakers_behind",
                lambda c=claims, k=links: speakers_behind(c, "f0", k),
                table_mb,
            )
            atlas = atlas_of(claims, links)
            measure("as_of", lambda a=atlas: as_of(a, "2024-06-30"), table_mb)


if __name__ == "__main__":
    main()
