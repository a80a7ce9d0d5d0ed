"""Tables to read and to draw from: amounts as stated, traffic of sites, sightings.

::

    totals_table(atlas, unit="container", direction="DPRK>RU")
    traffic_table(atlas)
    sightings_table(atlas)

Every row is counted or copied from the tables of an atlas; nothing is added up across
units or speakers. Withdrawn claims are left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo import edtf
from geo.errors import ChoiceError, shown
from geo.periods import said_by
from geo.vocabulary import Counting, Outcome, Stance, Unit

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["sightings_table", "totals_table", "traffic_table"]

_STATED = (Counting.RUNNING_TOTAL, Counting.PER_PERIOD, Counting.CAPACITY)


def totals_table(
    atlas: Atlas, *, direction: str | None = None, unit: str | None = None
) -> pd.DataFrame:
    """List totals as stated, by unit and over time: index claim, one row a statement.

    Running totals, totals of a period, and capacities, which ``counting`` tells apart.
    A statement in words only has neither ``least`` nor ``most``.

    Parameters
    ----------
    atlas
        An atlas.
    direction
        ``FROM>TO`` as in the column of claims; every direction if left out.
    unit
        Word of :class:`~geo.vocabulary.Unit`; every unit if left out.

    Returns
    -------
    DataFrame
        Columns as_of, speaker (names in the register, or as the document says),
        speakers (ids, or the same), unit, counting, least, most, printed, direction,
        when, stance, state, flags and claim, in the order of unit, ``as_of`` (undated
        last), speaker and claim.

    Raises
    ------
    ChoiceError
        If there is no such unit, or no claim states such a direction.
    """
    claims = atlas.claims
    claims = claims[claims["withdrawn"] == ""]
    if unit is not None and Unit.of(unit) is None:
        raise ChoiceError(f"no unit {shown(unit)}; there is: {', '.join(Unit)}")
    if direction is not None and direction not in set(claims["direction"]):
        known = sorted(set(map(str, claims["direction"])) - {""})
        raise ChoiceError(
            f"no direction {shown(direction)}; there is: {', '.join(known)}"
        )
    keep = claims["counting"].isin(list(map(str, _STATED))) & (claims["unit"] != "")
    if direction is not None:
        keep &= claims["direction"] == direction
    if unit is not None:
        keep &= claims["unit"] == unit
    found = claims[keep]
    names = {str(key): str(name) for key, name in atlas.actors["name"].items()}
    order = {str(word): place for place, word in enumerate(Unit)}
    speakers = [
        str(ids) or str(named)
        for ids, named in zip(found["speakers"], found["attributed_to"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "as_of": found["as_of"],
            "speaker": pd.array(
                [
                    str(named)
                    if not ids
                    else "; ".join(names.get(one, one) for one in _items(ids))
                    for ids, named in zip(
                        found["speakers"], found["attributed_to"], strict=True
                    )
                ],
                dtype="str",
            ),
            "speakers": pd.array(speakers, dtype="str"),
            "unit": found["unit"].astype("str"),
            "counting": found["counting"].astype("str"),
            "least": found["quantity_min"],
            "most": found["quantity_max"],
            "printed": found["quantity_as_printed"],
            "direction": found["direction"],
            "when": found["when"],
            "stance": found["stance"].astype("str"),
            "state": found["state"].astype("str"),
            "flags": found["flags"],
            "claim": found["id"],
        },
        index=found.index,
    )
    rank = pd.DataFrame(
        {
            "unit": table["unit"].map(order),
            "day": said_by(table["as_of"]),
            "speaker": table["speaker"],
            "claim": table["claim"],
        }
    )
    return table.loc[rank.sort_values(["unit", "day", "speaker", "claim"]).index]


def traffic_table(atlas: Atlas) -> pd.DataFrame:
    """Count claims and observations about each site: index site.

    A claim is about a site if its ``about`` names it; an observation, if it looked at
    it or tells of a passage to it. Sites that nothing is read of have no row.

    Returns
    -------
    DataFrame
        Columns site, name_en, name_fr, claims and its parts asserts, denies,
        cannot_confirm, speculates and forecast, observations and its parts seen,
        inferred, nothing_seen and not_imaged; by claims, observations and id.
    """
    said: dict[str, Counter[str]] = {}
    claims = atlas.claims
    claims = claims[claims["withdrawn"] == ""]
    for about, stance in zip(claims["about"], claims["stance"], strict=True):
        for item in dict.fromkeys(_items(about)):
            kind, _, site = item.partition(":")
            if kind == "site":
                said.setdefault(site, Counter())[str(stance)] += 1
    looked: dict[str, Counter[str]] = {}
    rows = atlas.observations
    for one, two, outcome in zip(
        rows["site"], rows["other_site"], rows["outcome"], strict=True
    ):
        for site in {str(one), str(two)} - {""}:
            looked.setdefault(site, Counter())[str(outcome)] += 1
    sites = atlas.sites
    nothing: Counter[str] = Counter()
    busy = sorted(
        set(said) | set(looked),
        key=lambda site: (
            -said.get(site, nothing).total(), -looked.get(site, nothing).total(), site,
        ),
    )  # fmt: skip
    columns: dict[str, list[object]] = {
        "site": list(busy),
        "name_en": [str(sites.at[site, "name_en"]) for site in busy],
        "name_fr": [str(sites.at[site, "name_fr"]) for site in busy],
    }
    for whole, tally, words in (
        ("claims", said, tuple(map(str, Stance))),
        ("observations", looked, ("seen", "inferred", "nothing-seen", "not-imaged")),
    ):
        columns[whole] = [tally.get(site, nothing).total() for site in busy]
        for word in words:
            columns[word.replace("-", "_")] = [
                tally.get(site, nothing)[word] for site in busy
            ]
    table = pd.DataFrame(columns, index=pd.Index(busy, dtype="str"))
    return table.astype(dict.fromkeys(("site", "name_en", "name_fr"), "str"))


def sightings_table(atlas: Atlas) -> pd.DataFrame:
    """List observations of each vessel: one row a vessel and observation.

    Looking and seeing nothing is a row too. Vessels without any have none.

    Returns
    -------
    DataFrame
        Columns vessel, name, when, outcome, site, place (as printed), observation and
        source; in the order of the table of vessels, then by date, undated last.
    """
    names = {str(key): str(name) for key, name in atlas.vessels["name"].items()}
    place = {key: at for at, key in enumerate(names)}
    found = [
        (vessel, names[vessel], str(row.when), str(row.outcome), str(row.site),
         str(row.place_as_printed), str(row.id), str(row.source))
        for row in atlas.observations.itertuples(index=False)
        for vessel in dict.fromkeys(_items(row.vessels))
    ]  # fmt: skip
    found.sort(key=lambda row: (place[row[0]], *_date_key(row[2]), row[6]))
    columns = (
        "vessel", "name", "when", "outcome", "site", "place", "observation", "source",
    )  # fmt: skip
    return pd.DataFrame(found, columns=pd.Index(columns), dtype="str").assign(
        outcome=lambda table: pd.Categorical(
            np.asarray(table["outcome"], dtype=object),
            categories=list(map(str, Outcome)),
        )
    )


def _date_key(when: str) -> tuple[bool, object]:
    return (when == "", edtf.sort_key(when) if when else ())


def _items(cell: object) -> list[str]:
    return [one.strip() for one in str(cell).split(";") if one.strip()]
