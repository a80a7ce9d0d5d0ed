"""Tumen: the reported supply chain between the DPRK and Russia, claim by claim.

>>> import geo
>>> atlas = geo.open_atlas()            # the shipped atlas, or open_atlas("folder")
>>> atlas.flows.loc["munitions-rajin-dunai", "origin"]
'rajin-port'
>>> geo.check()                         # every problem of the atlas; none here
[]

``import geo`` is light: pandas and geopandas are imported by the first use of a name
that needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.asof import as_of as as_of
    from geo.checking import check as check
    from geo.conversions import convert as convert
    from geo.corroboration import speakers_behind as speakers_behind
    from geo.desk import Atlas as Atlas
    from geo.desk import open_atlas as open_atlas
    from geo.errors import ChoiceError as ChoiceError
    from geo.errors import DataError as DataError
    from geo.errors import DateError as DateError
    from geo.errors import MissingExtraError as MissingExtraError
    from geo.errors import NotFoundError as NotFoundError
    from geo.errors import OutputError as OutputError
    from geo.errors import Problem as Problem
    from geo.errors import TumenError as TumenError
    from geo.frames import explore as explore
    from geo.quantities import total as total
    from geo.routing import sea_route as sea_route

__version__ = "0.1.0"

__all__ = [
    "Atlas",
    "ChoiceError",
    "DataError",
    "DateError",
    "MissingExtraError",
    "NotFoundError",
    "OutputError",
    "Problem",
    "TumenError",
    "__version__",
    "as_of",
    "check",
    "convert",
    "explore",
    "open_atlas",
    "sea_route",
    "speakers_behind",
    "total",
]

_HOME = {
    "Atlas": "geo.desk",
    "as_of": "geo.asof",
    "convert": "geo.conversions",
    "explore": "geo.frames",
    "sea_route": "geo.routing",
    "speakers_behind": "geo.corroboration",
    "total": "geo.quantities",
    "open_atlas": "geo.desk",
    "check": "geo.checking",
    "ChoiceError": "geo.errors",
    "DataError": "geo.errors",
    "DateError": "geo.errors",
    "MissingExtraError": "geo.errors",
    "NotFoundError": "geo.errors",
    "OutputError": "geo.errors",
    "Problem": "geo.errors",
    "TumenError": "geo.errors",
}


def __getattr__(name: str) -> object:
    """Import the home of a public name at its first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
