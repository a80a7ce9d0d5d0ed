"""What can be added to an atlas by hand, and what has to be said of it.

The command line makes its options from this; no data library is imported.
"""

from __future__ import annotations

from difflib import get_close_matches

from geo.errors import ChoiceError, shown
from geo.tables import LAYER_PROPERTIES, TABLES, Column, Kind
from geo.vocabulary import LegStatus, Mode

__all__ = ["KINDS", "WAY", "columns", "needed"]

KINDS = ("claim", "source", "site", "flow")
"""What can be added by hand."""

WAY = (
    Column("mode", Kind.WORD, "Mode of its leg", True, Mode),
    Column("status", Kind.WORD, "What the leg rests on", False, LegStatus),
    Column("status_reason_en", Kind.TEXT, "Why this status (English)"),
    Column("status_reason_fr", Kind.TEXT, "Why this status (French)"),
    Column("claims", Kind.REFS, "Claims that speak of it, by id", True, None, "claims"),
)
_POINT = (
    Column("lon", Kind.NUMBER, "Longitude, degrees east (WGS 84)"),
    Column("lat", Kind.NUMBER, "Latitude, degrees north (WGS 84)"),
    Column(
        "layer", Kind.TEXT, "Layer that it goes into; the first of points if left out"
    ),
)
_FILLED = {
    "claim": (
        "id", "credibility", "credibility_reason_en", "credibility_reason_fr", "recorded",
        "topic", "evidence", "stance",
    ),
    "source": (
        "id", "reliability", "reliability_reason_en", "reliability_reason_fr", "kind", "read",
    ),
    "site": ("id", "name_fr", "precision"),
    "flow": ("id", "direction", "state", "sanctions", "default_visible", "theme"),
}  # fmt: skip


def columns(kind: str) -> tuple[Column, ...]:
    """What can be said of a ``kind`` of thing, in the order of its table.

    Raises
    ------
    ChoiceError
        If ``kind`` is none of :data:`KINDS`.
    """
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(KINDS)}"
        raise ChoiceError(f"{shown(kind)} cannot be added; {hint}")
    if kind == "site":
        first = LAYER_PROPERTIES[:3]
        return (*first, *_POINT, *LAYER_PROPERTIES[3:])
    table = TABLES[f"{kind}s"].columns
    return (*table, *WAY) if kind == "flow" else table


def needed(kind: str) -> tuple[Column, ...]:
    """What must be said, and follows from nothing else."""
    return tuple(
        column
        for column in columns(kind)
        if column.required and column.name not in _FILLED[kind]
    )
