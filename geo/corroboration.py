"""How many independent speakers stand behind a flow, and how one knows.

Ten newspapers that relay one ministry are one voice. A claim that ``repeats`` another,
or is ``derived_from`` it, leads back to where it came from; only the speakers found
there count. Two speakers whose claims make one series (``supersedes``) count as one:
the State Department and the White House of one running total are one voice. A claim by
several speakers together adds no voice to those that one of them has by itself.

Independence is what the relations of the atlas show, no more: two speakers who looked
at the same picture count as two unless a link says so. A claim of unknown origin (flag
``unattributed``) is nobody's own and nobody's relay: it is listed, and not counted.
Relay errors do not count, and denials stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import ChoiceError, shown
from geo.quantities import safe
from geo.vocabulary import Flag, LinkKind, Stance

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Corroboration", "Voice", "corroboration", "speakers_behind"]

_FLOW = re.compile(r"(?:^|;)\s*flow:([^;\s]+)")
_NOT_COUNTED = frozenset(map(str, (Flag.MISREPORT, Flag.OUT_OF_SCOPE)))


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent voice: its speakers, its own claims, and who passed them on."""

    speakers: tuple[str, ...]
    """Ids of the speakers (their names, if the register has none) that count as one."""
    claims: tuple[str, ...]
    """Claims that lead back to no other speaker; one may be about another flow, if a
    claim about this one came from it."""
    relays: tuple[str, ...]
    """Claims about the flow that repeat or derive from them."""
    evidence: tuple[str, ...]
    """What the voice's own claims rest on (:class:`~geo.vocabulary.Evidence`)."""


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who stands behind a flow."""

    flow: str
    """Id of the flow."""
    voices: tuple[Voice, ...]
    """Independent voices, by name."""
    denials: tuple[str, ...]
    """Claims that deny the flow; beside, never subtracted."""
    origin_unknown: tuple[str, ...]
    """Claims that assert it and give no origin: no voice can be told from them."""
    left_out: tuple[str, ...]
    """Claims about the flow that assert nothing of it, or are relay errors."""

    @property
    def independent(self) -> int:
        """Number of independent voices."""
        return len(self.voices)

    def explain(self, lang: str = "en") -> str:
        """Name the voices, their claims and relays."""
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> list[str]:
        french = lang == "fr"
        colon = " : " if french else ": "
        n = len(self.voices)
        many = "s" if n > 1 or (n == 0 and not french) else ""
        lines = [
            f"{self.flow}{colon}{n} voix indépendante{many}."
            if french
            else f"{self.flow}{colon}{n} independent voice{many}."
        ]
        for voice in self.voices:
            line = f"{', '.join(voice.speakers)}{colon}{', '.join(voice.claims)}"
            if voice.relays:
                word = "relayée par" if french else "relayed by"
                line += f" ; {word} " if french else f"; {word} "
                line += ", ".join(voice.relays)
            lines.append(f"{line}.")
        if self.origin_unknown:
            word = "Origine non indiquée" if french else "No origin given"
            lines.append(f"{word}{colon}{', '.join(self.origin_unknown)}.")
        if self.denials:
            word = "Démentis, à côté" if french else "Denials, beside"
            lines.append(f"{word}{colon}{', '.join(self.denials)}.")
        return lines

    def __repr__(self) -> str:
        """Give the flow and the number of voices."""
        return f"<Corroboration {self.flow}: {self.independent} independent>"

    def _repr_html_(self) -> str:
        return (
            f"<div>{''.join(f'<p>{safe(one)}</p>' for one in self._lines('en'))}</div>"
        )


def speakers_behind(
    claims: Atlas | pd.DataFrame, flow: str, links: pd.DataFrame | None = None
) -> Corroboration:
    """Find the independent voices behind a flow.

    Parameters
    ----------
    claims
        An atlas, or rows of its table of claims.
    flow
        Id of the flow.
    links
        Rows of the table of claim links; of the atlas if one is given.

    Raises
    ------
    ChoiceError
        If the atlas has no such flow.
    """
    if not isinstance(claims, pd.DataFrame):
        known = claims.flows.index
        if flow not in known:
            near = get_close_matches(flow, [str(one) for one in known], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ChoiceError(f"no flow {shown(flow)}{hint}")
    return _Chorus(claims, links).behind(flow)


def corroboration(
    claims: Atlas | pd.DataFrame, links: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count the voices behind every flow that a claim is about: index flow.

    Columns: independent, claims (that assert), denials.
    """
    chorus = _Chorus(claims, links)
    found = [chorus.behind(flow) for flow in sorted(chorus.about)]
    return pd.DataFrame(
        {
            "independent": [one.independent for one in found],
            "claims": [
                len(chorus.about[one.flow]) - len(one.denials) - len(one.left_out)
                for one in found
            ],
            "denials": [len(one.denials) for one in found],
        },
        index=pd.Index([one.flow for one in found], dtype="str"),
    )


class _Chorus:
    """Claims by the voice that they lead back to."""

    def __init__(
        self, claims: Atlas | pd.DataFrame, links: pd.DataFrame | None
    ) -> None:
        if not isinstance(claims, pd.DataFrame):
            links = claims.claim_links if links is None else links
            claims = claims.claims
        claims = claims[np.asarray(claims["withdrawn"] == "", dtype=np.bool_)]
        columns = [
            np.asarray(claims[name], dtype=object)
            for name in (
                "id",
                "stance",
                "flags",
                "speakers",
                "attributed_to",
                "evidence",
                "about",
            )
        ]
        self.speakers: dict[str, tuple[str, ...]] = {}
        self.evidence: dict[str, str] = {}
        self.denies: set[str] = set()
        self.unattributed: set[str] = set()
        self.about: dict[str, list[str]] = {}
        """Claims by flow."""
        for key, stance, flags, speakers, named, evidence, about in zip(
            *columns, strict=True
        ):
            flows = dict.fromkeys(_FLOW.findall(str(about)))
            for flow in flows:
                self.about.setdefault(flow, []).append(str(key))
            if stance == Stance.DENIES:
                self.denies.add(str(key))
            if stance == Stance.ASSERTS and not _NOT_COUNTED & set(_items(str(flags))):
                if str(Flag.UNATTRIBUTED) in _items(str(flags)):
                    self.unattributed.add(str(key))
                names = tuple(_items(str(speakers))) or (str(named),)
                self.speakers[str(key)] = names
                self.evidence[str(key)] = str(evidence)
        self._origins: dict[str, list[str]] = {}
        self._voice: dict[str, str] = {}
        if links is not None:
            self._relate(links)

    def _relate(self, links: pd.DataFrame) -> None:
        rows = sorted(
            zip(*(links[name].astype(str) for name in ("claim", "kind", "other")),
                strict=True)
        )  # fmt: skip
        for claim, kind, other in rows:
            if claim not in self.speakers or other not in self.speakers:
                continue
            if kind in (LinkKind.REPEATS, LinkKind.DERIVED_FROM):
                self._origins.setdefault(claim, []).append(other)
            elif kind == LinkKind.SUPERSEDES:
                one, two = self.speakers[claim], self.speakers[other]
                if len(one) == 1 and len(two) == 1:
                    low, high = sorted((self._name(one[0]), self._name(two[0])))
                    if low != high:
                        self._voice[high] = low

    def _name(self, speaker: str) -> str:
        """Give the name under which a speaker's voice is known."""
        while speaker in self._voice:
            speaker = self._voice[speaker]
        return speaker

    def _roots(self, claim: str) -> set[str]:
        """Claims that a claim leads back to; on a circle, the least of it."""
        found: set[str] = set()
        seen = {claim}
        open_ends = [claim]
        while open_ends:
            one = open_ends.pop()
            further = self._origins.get(one, [])
            if not further:
                found.add(one)
            for other in further:
                if other not in seen:
                    seen.add(other)
                    open_ends.append(other)
        return found or {min(seen)}

    def behind(self, flow: str) -> Corroboration:
        """Group the claims about a flow by voice."""
        claims = self.about.get(flow, [])
        unknown: set[str] = set()
        own: dict[str, set[str]] = {}
        relays: dict[str, set[str]] = {}
        for claim in claims:
            if claim in self.speakers:
                for root in self._roots(claim):
                    if root in self.unattributed:
                        unknown.add(claim)
                        continue
                    own.setdefault(root, set())
                    if root != claim:
                        relays.setdefault(root, set()).add(claim)
        groups: dict[str, set[str]] = {}
        joint = []
        for root in sorted(own):
            names = list(dict.fromkeys(map(self._name, self.speakers[root])))
            if len(names) == 1:
                groups.setdefault(names[0], set()).add(root)
            else:
                joint.append((root, names))
        alone: list[tuple[set[str], set[str]]] = []
        for root, names in joint:
            home = next((name for name in names if name in groups), None)
            if home is not None:
                groups[home].add(root)
                continue
            near = [one for one in alone if one[0] & set(names)]
            merged = (
                set(names).union(*(one[0] for one in near)),
                {root}.union(*(one[1] for one in near)),
            )
            alone = [one for one in alone if one not in near] + [merged]
        voices = [self._voiced(roots, relays) for roots in groups.values()] + [
            self._voiced(roots, relays) for _, roots in alone
        ]
        return Corroboration(
            flow=flow,
            voices=tuple(sorted(voices, key=lambda voice: voice.speakers)),
            denials=tuple(sorted(one for one in claims if one in self.denies)),
            origin_unknown=tuple(sorted(unknown)),
            left_out=tuple(
                sorted(
                    one
                    for one in claims
                    if one not in self.denies and one not in self.speakers
                )
            ),
        )

    def _voiced(self, roots: set[str], relays: dict[str, set[str]]) -> Voice:
        passed = set().union(*(relays.get(root, set()) for root in roots)) - roots
        # A claim by several together names nobody whom another claim leaves out.
        alone = [root for root in roots if len(self.speakers[root]) == 1]
        names = {name for root in alone or roots for name in self.speakers[root]}
        return Voice(
            speakers=tuple(sorted(names)),
            claims=tuple(sorted(roots)),
            relays=tuple(sorted(passed)),
            evidence=tuple(sorted({self.evidence[root] for root in roots} - {""})),
        )


def _items(cell: str) -> Iterable[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]
