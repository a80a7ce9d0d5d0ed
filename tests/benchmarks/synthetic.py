"""A made-up atlas of any size, the same for the same numbers: for measuring only.

Places lie on a grid over Eurasia, flows join pairs of them by every mode, and claims
spread over the flows with dates of every kind that EDTF has (days, months, intervals,
open ends, doubts, none at all) and all five stances.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from geo.vocabulary import Direction, Evidence, LegStatus, Stance, Theme
from tests.atlases import CATALOG, ROWS, SITES, write_catalog, write_layer, write_table

__all__ = ["synthetic"]

_MODES = ("sea", "rail", "road", "air")
_COUNTRY = {"KP": (125.0, 38.5), "RU": (60.0, 55.0)}


def synthetic(folder: Path, *, claims: int, flows: int = 2_000, seed: int = 1) -> Path:
    """Write an atlas of ``claims`` claims about ``flows`` flows into ``folder``."""
    draw = random.Random(seed)
    count = max(20, flows // 20)
    places: list[dict[str, Any]] = []
    for number in range(count):
        base = dict(SITES[number % 2]["properties"])
        base |= {
            "id": f"place-{number}",
            "name_en": f"Place {number}",
            "name_fr": f"Lieu {number}",
            "uncertainty_m": 1000,
        }
        del base["country"]
        lon, lat = draw.uniform(30, 140), draw.uniform(36, 62)
        shape = {"type": "Point", "coordinates": [round(lon, 3), round(lat, 3)]}
        places.append(
            {"type": "Feature", "id": base["id"], "geometry": shape, "properties": base}
        )
    ends = [draw.sample(range(count), 2) for _ in range(flows)]
    themes, statuses = [str(one) for one in Theme], [str(one) for one in LegStatus]
    flow_rows = [
        ROWS["flows"][0]
        | {
            "id": f"flow-{n}",
            "title_en": f"Goods {n}",
            "title_fr": f"Marchandises {n}",
            "theme": themes[n % len(themes)],
            "origin": f"place-{a}",
            "destination": f"place-{b}",
            "direction": [str(one) for one in Direction][n % 3],
        }
        for n, (a, b) in enumerate(ends)
    ]
    leg_rows = [
        ROWS["legs"][0]
        | {
            "id": f"flow-{n}",
            "flow": f"flow-{n}",
            "origin": f"place-{a}",
            "destination": f"place-{b}",
            "mode": _MODES[n % 4],
            "status": statuses[n % len(statuses)],
        }
        for n, (a, b) in enumerate(ends)
    ]
    stances, evidence = [str(one) for one in Stance], [str(one) for one in Evidence]
    base_claim = ROWS["claims"][0]
    claim_rows = []
    for n in range(claims):
        flow = n % flows
        a, b = ends[flow]
        claim_rows.append(
            base_claim
            | {
                "id": f"T{n:06d}",
                "locator": f"page {n % 90}",
                "about": f"flow:flow-{flow}; leg:flow-{flow}",
                "origin": f"place-{a}",
                "destination": f"place-{b}",
                "mode": _MODES[flow % 4],
                "when": _when(draw),
                "as_of": "2026-01",
                "stance": stances[draw.choices(range(5), (80, 8, 5, 4, 3))[0]],
                "evidence": evidence[n % len(evidence)],
                "quantity_min": str(draw.randrange(1, 9000)),
                "summary_en": f"The institute reports movement {n} of goods {flow}.",
                "summary_fr": f"Selon l'institut, mouvement {n} de marchandises {flow}.",
            }
        )
    tables = {
        "sources": ROWS["sources"],
        "actors": ROWS["actors"],
        "flows": flow_rows,
        "legs": leg_rows,
        "claims": claim_rows,
    }
    for name, rows in tables.items():
        write_table(folder, name, rows)
    write_layer(folder, "places", places)
    write_catalog(folder, CATALOG)
    return folder


def _when(draw: random.Random) -> str:
    year, month, day = (
        draw.randrange(2022, 2026),
        draw.randrange(1, 13),
        draw.randrange(1, 29),
    )
    exact, about = f"{year}-{month:02}-{day:02}", f"{year}-{month:02}"
    forms = (
        exact,
        about,
        f"{about}~",
        f"{about}/{year + 1}-{month:02}",
        f"{year}",
        f"{about}/..",
        "",
    )
    return forms[draw.choices(range(7), (50, 20, 5, 10, 5, 5, 5))[0]]
