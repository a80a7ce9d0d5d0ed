"""Claims in order of what they date: the rows behind a time line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo import edtf, words
from geo.cells import items
from geo.errors import ChoiceError, shown

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["timeline"]


def timeline(atlas: Atlas, *, lang: str = "en") -> pd.DataFrame:
    """List the claims in force by date: index claim, the undated last.

    Returns
    -------
    DataFrame
        Columns ``when`` (EDTF, as precise as the source), ``start`` and ``end`` (strict
        bounds, datetime64[s]; ``NaT`` where open, unknown or undated), ``stance``,
        ``speaker``, ``themes`` and ``flows`` (of the flows that the claim or one of its
        legs is about, separated by ``;``), ``summary``, ``source``.

    Raises
    ------
    ChoiceError
        If ``lang`` is neither ``en`` nor ``fr``.
    """
    if lang not in ("en", "fr"):
        raise ChoiceError(f"lang: {shown(lang)} is none of en, fr")
    claims = atlas.tables["claims"]
    claims = claims[(claims["withdrawn"] == "").to_numpy()]
    days = atlas.days("claims").loc[claims.index]
    flows, legs = atlas.tables["flows"], atlas.tables["legs"]
    theme = dict(zip(flows.index, flows["theme"].astype(str), strict=True))
    flow_of = dict(zip(legs.index, legs["flow"], strict=True))
    told = [_flows(cell, flow_of) for cell in claims["about"]]
    frame = pd.DataFrame(
        {
            "when": claims["when"],
            "start": days["start"],
            "end": days["end"],
            "stance": claims["stance"],
            "speaker": words.told(claims, "attributed_to", lang),
            "themes": [
                "; ".join(dict.fromkeys(theme[k] for k in one if k in theme))
                for one in told
            ],
            "flows": ["; ".join(one) for one in told],
            "summary": claims[f"summary_{lang}"],
            "source": claims["source"],
        },
        index=claims.index.rename("claim"),
    )
    order = sorted(  # an unknown start: by what is known
        range(len(frame)),
        key=lambda row: (
            edtf.sort_key(str(frame["when"].iloc[row]).removeprefix("/")),
            str(frame.index[row]),
        ),
    )
    return frame.iloc[order]


def _flows(cell: str, flow_of: dict[str, str]) -> list[str]:
    found = []
    for item in items(cell) if cell else ():
        kind, _, key = item.partition(":")
        if kind == "flow":
            found.append(key)
        elif kind == "leg" and key in flow_of:
            found.append(flow_of[key])
    return list(dict.fromkeys(found))
