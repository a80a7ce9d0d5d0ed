"""Vessels, companies, people and documents as FollowTheMoney entities, one JSON a line.

For OpenSanctions, Aleph and yente: join by ``imoNumber``. Entities say only what rows of
the atlas say, each with its document (``proof``), address and publisher:

* a ship is a ``Vessel``, an aircraft an ``Airplane``;
* an owner or operator as printed is a ``LegalEntity`` with an ``Ownership`` or, for an
  operator, an ``UnknownLink`` of that role; a listing is a ``Sanction``;
* an actor is a ``Person``, ``Company``, ``PublicBody`` or ``Organization``;
* a source is a ``Document``, and each claim about one of these a ``Documentation`` with
  the claim's stance as its role: a denial is an entity like any other.

Left out: groups and speakers without a name, for they are no entities that could be
joined; flows, places and amounts, which FollowTheMoney has no words for (take the data
package). A name here implies no wrongdoing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.selection import listed
from geo.writing import write_bytes

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["entities", "to_ftm"]

Entity = dict[str, Any]

_ACTORS = {
    "person": "Person",
    "company": "Company",
    "state": "PublicBody",
    "agency": "PublicBody",
    "armed force": "PublicBody",
    "institute": "Organization",
    "media": "Organization",
}
_VESSELS = {"ship": "Vessel", "aircraft": "Airplane"}
_NAMELESS = re.compile(
    r"\bunnamed\b|\bnot named\b|\bcompanies$|^(?:two|several)\b", re.IGNORECASE
)
_PLAIN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_NOT_A_NAME = re.compile(r"[a-z]|.*\bsubsidiary of\b")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "et": "est", "fi": "fin",
    "fr": "fra", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "pl": "pol",
    "ro": "ron", "ru": "rus", "sl": "slv", "uk": "ukr", "zh": "zho",
}  # fmt: skip
_COUNTRIES = {
    "dprk": "kp", "north korea": "kp", "south korea": "kr", "russia": "ru",
    "united states": "us", "us": "us", "united kingdom": "gb", "uk": "gb",
    "russia (navy)": "ru", "iran": "ir",
}  # fmt: skip


def to_ftm(
    atlas: Atlas, path: str | Path, *, lang: str = "en", force: bool = False
) -> Path:
    """Write FollowTheMoney entities as JSON lines, and give the path.

    Parameters
    ----------
    atlas
        What to write.
    path
        The file; ``.ftm.json`` by custom.
    lang
        Language of summaries and roles: ``en`` or ``fr``.
    force
        Whether to replace what is there.

    Raises
    ------
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    lines = [
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n"
        for one in entities(atlas, lang=lang)
    ]
    write_bytes(path, "".join(lines).encode(), force=force)
    return path


def entities(atlas: Atlas, *, lang: str = "en") -> Iterator[Entity]:
    """Every entity of ``atlas``, in an order that depends on its tables only."""
    yield from _Maker(atlas, lang).made()


class _Maker:
    def __init__(self, atlas: Atlas, lang: str) -> None:
        self.lang = lang
        self.claims = [row for row in _rows(atlas.claims) if not row["withdrawn"]]
        self.sources = {row["id"]: row for row in _rows(atlas.sources)}
        self.vessels = [row for row in _rows(atlas.vessels) if row["kind"] in _VESSELS]
        self.details: dict[str, list[dict[str, str]]] = {}
        for row in _rows(atlas.vessel_details):
            self.details.setdefault(row["vessel"], []).append(row)
        self.actors = [
            row
            for row in _rows(atlas.actors)
            if row["kind"] in _ACTORS and not _NAMELESS.search(row["name"])
        ]
        self.owners: dict[str, str] = {
            row["name"]: _id("actor", row["id"])
            for row in self.actors
            if row["kind"] != "person"
        }

    def made(self) -> Iterator[Entity]:
        for row in self.sources.values():
            yield self._document(row)
        for row in self.actors:
            yield self._actor(row)
        for row in self.vessels:
            yield self._vessel(row)
            yield from self._details(row)
        yield from self._claims()

    def _document(self, row: dict[str, str]) -> Entity:
        return _entity(
            _id("source", row["id"]),
            "Document",
            title=[row["title"]],
            # The schema wants a file name; the atlas has the key of the document.
            fileName=[row["id"]],
            author=listed(row["authors"]),
            publisher=[row["publisher"]],
            sourceUrl=[row["url"]],
            language=[_LANGUAGES.get(row["language"], "")],
            publishedAt=[_plain(row["published"])],
        )

    def _actor(self, row: dict[str, str]) -> Entity:
        aliases = [one.strip() for one in row["as_printed"].split("|")]
        said = row["affiliation"]
        return _entity(
            _id("actor", row["id"]),
            _ACTORS[row["kind"]],
            name=[row["name"]],
            alias=[one for one in aliases if one != row["name"]],
            country=[_country(row["country"])],
            summary=[row[f"role_{self.lang}"]],
            notes=[f"Affiliation as stated: {said}" if said else ""],
        )

    def _vessel(self, row: dict[str, str]) -> Entity:
        held: dict[str, list[str]] = {}
        notes = []
        for one in self.details.get(row["id"], []):
            held.setdefault(one["attribute"], []).append(one["value"])
            if one["attribute"] == "size" or (
                one["attribute"] in ("owner", "operator") and not _is_name(one["value"])
            ):
                notes.append(f"{one['attribute'].capitalize()}: {one['value']}")
        schema = _VESSELS[row["kind"]]
        names = [*listed(row["aliases"]), *held.get("name", [])]
        more: dict[str, list[str]] = {}
        if schema == "Vessel":
            more = {
                "imoNumber": [f"IMO{row['imo']}" if row["imo"] else ""],
                "mmsi": [row["mmsi"]],
                "callSign": held.get("call-sign", []),
                "registrationPort": held.get("home-port", []),
                "flag": [_country(one) for one in held.get("flag", [])],
            }
        return _entity(
            _id("vessel", row["id"]),
            schema,
            name=[row["name"]],
            alias=[one for one in names if one != row["name"]],
            type=held.get("type", []),
            buildDate=[_plain(one) for one in held.get("built", [])],
            summary=[row[f"role_{self.lang}"]],
            notes=notes,
            **more,
            **self._proof(row["source"]),
        )

    def _details(self, vessel: dict[str, str]) -> Iterator[Entity]:
        asset = _id("vessel", vessel["id"])
        for row in self.details.get(vessel["id"], []):
            about = {
                "recordId": [row["id"]],
                "summary": [f"{row['locator']}: {row['value']}"],
                **_period(row["when"]),
                **self._proof(row["source"]),
            }
            key = _id("detail", row["id"])
            what = row["attribute"]
            if what in ("owner", "operator") and _is_name(row["value"]):
                holder, is_new = self._holder(row["value"])
                if is_new:
                    name = _ASIDE.sub("", row["value"])
                    yield _entity(
                        holder, "LegalEntity", name=[name], **self._proof(row["source"])
                    )
                if what == "owner":
                    about |= {"owner": [holder], "asset": [asset], "role": ["owner"]}
                    yield _entity(key, "Ownership", **about)
                else:
                    about |= {
                        "subject": [holder],
                        "object": [asset],
                        "role": ["operator"],
                    }
                    yield _entity(key, "UnknownLink", **about)
            elif what == "listing":
                about["listingDate"] = about.pop("date", [])
                yield _entity(
                    key,
                    "Sanction",
                    entity=[asset],
                    authority=[row["authority"]],
                    program=[row["value"]],
                    country=[_country(row["authority"].removesuffix(" OFAC"))],
                    **about,
                )

    def _holder(self, printed: str) -> tuple[str, bool]:
        """Id of the owner or operator of that name, and whether it is new."""
        name = _ASIDE.sub("", printed)
        if name in self.owners:
            return self.owners[name], False
        digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:16]
        self.owners[name] = _id("named", digest)
        return self.owners[name], True

    def _claims(self) -> Iterator[Entity]:
        """What documents say of vessels and actors, each claim with its stance."""
        known = {("vessel", row["id"]) for row in self.vessels}
        known |= {("actor", row["id"]) for row in self.actors}
        for row in self.claims:
            for item in listed(row["about"]):
                kind, _, key = item.partition(":")
                if (kind, key) not in known:
                    continue
                yield _entity(
                    _id("claim", f"{row['id']}-{kind}-{key}"),
                    "Documentation",
                    document=[_id("source", row["source"])],
                    entity=[_id(kind, key)],
                    role=[row["stance"]],
                    summary=[f"{row['attributed_to']}: {row[f'summary_{self.lang}']}"],
                    recordId=[row["id"]],
                    **_period(row["when"]),
                    **self._proof(row["source"]),
                )

    def _proof(self, source: str) -> dict[str, list[str]]:
        row = self.sources.get(source)
        if row is None:
            return {}
        return {
            "sourceUrl": [row["url"]],
            "publisher": [row["publisher"]],
            "proof": [_id("source", source)],
        }


def _entity(key: str, schema: str, **properties: Iterable[str]) -> Entity:
    told = {
        name: list(dict.fromkeys(one for one in values if one))
        for name, values in properties.items()
    }
    return {
        "id": key,
        "schema": schema,
        "properties": {name: told[name] for name in sorted(told) if told[name]},
        "datasets": ["tumen"],
    }


def _id(kind: str, key: str) -> str:
    return f"tumen-{kind}-{key}"


def _rows(frame: Any) -> list[dict[str, str]]:
    names = [str(name) for name in frame.columns]
    columns = [frame[name].astype("str").tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(edtf: str) -> str:
    """A year, month or day that is printed without doubt; else nothing."""
    return edtf if _PLAIN.fullmatch(edtf) else ""


def _period(edtf: str) -> dict[str, list[str]]:
    """Dates as FollowTheMoney has them; one that is printed with doubt is left out."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return {"date": [_plain(edtf)]}
    return {"startDate": [_plain(start)], "endDate": [_plain(end)]}


def _is_name(value: str) -> bool:
    return not _NOT_A_NAME.match(value)


@cache
def _codes() -> dict[str, str]:
    text = Path(__file__).with_name("countries.json").read_text("utf-8")
    return {
        one["name_en"].casefold(): code.lower()
        for code, one in json.loads(text).items()
    }


def _country(words: str) -> str:
    """The code of a country that is named plainly; else nothing."""
    key = words.casefold()
    return _COUNTRIES.get(key) or _codes().get(key, "")
