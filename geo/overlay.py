"""What differs between two pieces of plain data, so that one can be had from the other.

The page holds its model in one language and only the differing leaves of the other. A
difference is ``[new]`` where a value is replaced, ``[]`` where a key goes, and a
dictionary of differences by key (of a list: by number, as text) where only parts differ;
``None`` where nothing does. ``geo/web/src/overlay.js`` is :func:`merged` for the page.
"""

from __future__ import annotations

from typing import Any

__all__ = ["difference", "merged"]


def difference(base: Any, other: Any) -> Any:
    """What to change in ``base`` to have ``other``; None if they are the same.

    Both are dictionaries with text keys, lists, text, numbers, booleans or None. Lists of
    unequal length are replaced whole. The order of new keys is lost.
    """
    if isinstance(base, dict) and isinstance(other, dict):
        found: dict[str, Any] = {
            key: [value] if key not in base else change
            for key, value in other.items()
            if key not in base or (change := difference(base[key], value)) is not None
        }
        found |= {key: [] for key in base if key not in other}
        return found or None
    if isinstance(base, list) and isinstance(other, list) and len(base) == len(other):
        pairs = enumerate(zip(base, other, strict=True))
        return {
            str(i): change
            for i, (one, two) in pairs
            if (change := difference(one, two)) is not None
        } or None
    return None if type(base) is type(other) and base == other else [other]


def merged(base: Any, change: Any) -> Any:
    """``base`` with a change from :func:`difference`; nothing is changed in place."""
    if change is None:
        return base
    if isinstance(change, list):
        return change[0]
    if isinstance(base, list):
        return [merged(one, change.get(str(i))) for i, one in enumerate(base)]
    return {
        key: merged(value, change.get(key))
        for key, value in base.items()
        if change.get(key) != []
    } | {key: value[0] for key, value in change.items() if key not in base}
