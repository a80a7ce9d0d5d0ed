"""How long the check and the opening of a large atlas take, next to pandas.read_csv.

Run from the repository::

    python -m tests.benchmarks.bench_check [claims]

Nothing is asserted: a ratio on a busy machine is no test. See README.md beside this file.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from geo.atlas import open_atlas
from geo.checking import check
from tests.atlases import ROWS, small_atlas

REPEATS = 5


def large_atlas(folder: Path, claims: int) -> Path:
    """Write an atlas of ``claims`` claims about a hundredth as many flows."""
    flows = max(1, claims // 100)
    base = ROWS["claims"][0]
    words = " ".join(["according to a report read for this row"] * 4)
    mots = " ".join(["d'après un rapport lu pour cette ligne, dépôt"] * 4)
    rows = [
        base
        | {
            "id": f"T{number:06d}",
            "locator": f"page {number % 90}, line {number % 41}",
            "about": f"flow:flow-{number % flows}; site:alpha-port",
            "when": f"20{number % 24:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "as_of": "2024",
            "quantity_min": str(number % 5000),
            "quantity_max": str(number % 5000 + 10),
            "summary_en": f"{number}: {words}",
            "summary_fr": f"{number} : {mots}",
        }
        for number in range(claims)
    ]
    return small_atlas(
        folder,
        claims=rows,
        claim_links=[
            ROWS["claim_links"][0]
            | {"id": f"L{n}", "claim": f"T{n + 1:06d}", "other": f"T{n:06d}"}
            for n in range(claims // 10)
        ],
        flows=[ROWS["flows"][0] | {"id": f"flow-{n}"} for n in range(flows)],
        legs=[
            ROWS["legs"][0] | {"id": f"flow-{n}", "flow": f"flow-{n}"}
            for n in range(flows)
        ],
    )


def seconds(
    task: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> float:
    """Give the median time of a few runs, of this process alone if not told else."""
    times = []
    for _ in range(REPEATS):
        start = clock()
        task()
        times.append(clock() - start)
    return statistics.median(times)


def run(*command: str) -> Callable[[], object]:
    """Give a task that runs Python with ``command``."""
    return lambda: subprocess.run(
        [sys.executable, *command], check=True, capture_output=True
    )


def main() -> None:
    """Print one line for each measurement."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        root = large_atlas(Path(folder), claims)
        file = root / "data" / "claims.csv"
        megabytes = file.stat().st_size / 1e6
        found = len(check(root))
        read = seconds(lambda: pd.read_csv(file))
        checked = seconds(lambda: check(root))
        opened = seconds(lambda: open_atlas(root))
    print(f"{claims:,} claims, {megabytes:.0f} MB, {found} problems")
    print(f"pandas.read_csv(claims)   {read:7.2f} s")
    print(f"check(atlas)              {checked:7.2f} s   {checked / read:5.1f} x")
    print(f"open_atlas(atlas)         {opened:7.2f} s   {opened / read:5.1f} x")
    bare = seconds(run("-c", "pass"), time.perf_counter)
    light = seconds(run("-c", "import geo"), time.perf_counter)
    usage = seconds(run("-m", "geo", "--help"), time.perf_counter)
    print(f"python -c pass            {bare * 1000:7.0f} ms")
    print(f"import geo                {light * 1000:7.0f} ms  {light / bare:5.1f} x")
    print(f"tumen --help              {usage * 1000:7.0f} ms  {usage / bare:5.1f} x")
    print(f"open_atlas(), shipped     {seconds(open_atlas) * 1000:7.0f} ms")


if __name__ == "__main__":
    main()
