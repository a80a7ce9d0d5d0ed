"""How long a sea route takes, next to the same question put to ``searoute``.

Run from the repository::

    python -m tests.benchmarks.bench_routing

Nothing is asserted: a ratio on a busy machine is no test. See README.md beside this file.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import searoute

from geo import routing

REPEATS = 5
PAIRS = {
    "Rajin-Dunai": ((130.285, 42.228), (132.356, 42.904)),
    "Rajin-Vostochny": ((130.285, 42.228), (133.067, 42.733)),
    "Rajin-Vladivostok": ((130.285, 42.228), (131.888, 43.094)),
    "Rajin-Wonsan": ((130.285, 42.228), (127.444, 39.153)),
    "Nampo-Wonsan (beyond)": ((125.41, 38.74), (127.444, 39.153)),
    "Vostochny-Suez (beyond)": ((133.067, 42.733), (32.53, 29.97)),
}


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median processor time of ``work``: other programs on the machine count less."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def main() -> None:
    """Print the first load, then each pair by both ways."""
    yard = PAIRS["Vostochny-Suez (beyond)"]
    searoute.searoute(*map(list, yard))
    unit = seconds(lambda: searoute.searoute(*map(list, yard)))
    print(f"searoute, Vostochny-Suez: {unit:.3f} s; this is the unit of the ratios")
    first = seconds(lambda: routing.sea_route(*PAIRS["Rajin-Dunai"]), 1)
    print(f"{'first route, with grids':26}{first:8.2f} s{first / unit:8.1f}")
    for name, pair in PAIRS.items():
        routing.sea_route(*pair)
        taken = seconds(lambda: routing.sea_route(*pair))  # noqa: B023
        km = routing.sea_route(*pair).length_km
        there = searoute.searoute(*map(list, pair))["properties"]["length"]
        print(
            f"{name:26}{taken:8.3f} s{taken / unit:8.1f}"
            f"   {km:.0f} km (searoute {there:.0f} km)"
        )


if __name__ == "__main__":
    main()
