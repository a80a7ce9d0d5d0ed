"""The differences between two states of an atlas as text, JSON, a feed and a layer.

The same two states give the same bytes. Every text names the speaker of a claim.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from geo.cells import items
from geo.diff import Change, ChangeKind, Diff
from geo.errors import INVISIBLE, ChoiceError, shown, visible
from geo.export import dumps
from geo.geojson import positions
from geo.snapshot import TOMBSTONES, Snapshot

__all__ = ["NOBODY", "as_atom", "as_geojson", "as_json", "as_text", "title_of"]

_LANGS = ("en", "fr")


# --- words ----------------------------------------------------------------------------

_SAY = {
    "added": ("added", "ajout"),
    "changed": ("changed", "modification"),
    "withdrawn": ("withdrawn", "retrait"),
    "removed": ("gone", "disparition"),
    "no-tombstone": ("gone without a tombstone", "disparu sans acte de retrait"),
    "reused": (
        "the id now stands for something else",
        "l'identifiant désigne désormais autre chose",
    ),
    "successor": ("its successor is {id}", "remplacé par {id}"),
    "empty": ("(empty)", "(vide)"),
    "none": ("Nothing differs.", "Aucune différence."),
    "count_one": ("{n} change", "{n} changement"),
    "count_other": ("{n} changes", "{n} changements"),
    "feed": ("Changes to {title}", "Modifications : {title}"),
    "atlas": ("an atlas without a title", "un atlas sans titre"),
    "author": ("The authors of this atlas", "Les auteurs de cet atlas"),
}  # fmt: skip
_TABLES_FR = {
    "sources": "sources", "claims": "affirmations", "claim_links": "liens",
    "conflicts": "désaccords", "systems": "systèmes", "flows": "flux",
    "legs": "tronçons", "vessels": "navires et aéronefs",
    "vessel_details": "fiches de navires", "observations": "observations",
    "events": "événements", "actors": "acteurs", "indicators": "indicateurs",
    "rail_distances": "distances ferroviaires", "rail_stations": "gares",
    "withdrawn": "retraits", "sites": "lieux", "paths": "tracés",
}  # fmt: skip


def _say(key: str, lang: str, **values: object) -> str:
    return _SAY[key][1 if lang == "fr" else 0].format(**values)


def _table_word(table: str, lang: str) -> str:
    plain = table.replace("_", " ")
    return _TABLES_FR.get(table, plain) if lang == "fr" else plain


def _check_lang(lang: str) -> None:
    if lang not in _LANGS:
        raise ChoiceError(f"unknown language {shown(lang)}; one of en, fr")


def _fate(change: Change, lang: str) -> list[str]:
    """Lines on what became of the row, besides its cells."""
    lines: list[str] = []
    if change.reused:
        lines.append(_say("reused", lang))
    if change.kind is ChangeKind.REMOVED:
        lines.append(_say("no-tombstone", lang))
    if change.tombstone:
        told = change.tombstone
        colon = " : " if lang == "fr" else ": "
        lines.append(f"{_say('withdrawn', lang)} {told.date}{colon}{told.reason(lang)}")
        if told.successor:
            lines.append(_say("successor", lang, id=told.successor))
    return lines


def _cell_lines(change: Change, lang: str) -> list[str]:
    if change.before is None or change.after is None:  # the whole row came or went
        return []
    colon = " : " if lang == "fr" else ": "
    lines = []
    for cell in change.cells:
        before, after = cell.before, cell.after
        if cell.column == "geometry":
            before, after = _place(before), _place(after)
        was, now = _around(before, after)
        empty = _say("empty", lang)
        lines.append(f"{cell.column}{colon}{was or empty} → {now or empty}")
    return lines


def _place(geometry: str) -> str:
    """Longitude and latitude of a point; other geometry as it stands."""
    held = json.loads(geometry) if geometry else {}
    if held.get("type") != "Point":
        return geometry
    lon, lat = held["coordinates"]
    return f"longitude {lon}, latitude {lat}"


def _shared(one: str, other: str) -> int:
    """Number of characters with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next(
        (at for at, pair in pairs if pair[0] != pair[1]), min(len(one), len(other))
    )


_CONTEXT = 24
_LONGEST = 160


def _around(before: str, after: str) -> tuple[str, str]:
    """Both texts cut down to where they differ, on one line."""
    was, now = " ".join(before.split()), " ".join(after.split())
    if was == now:  # they differ in space alone
        return repr(before[:_LONGEST]), repr(after[:_LONGEST])
    start = _shared(was, now)
    rest = _shared(was[start:][::-1], now[start:][::-1])
    start = max(0, start - _CONTEXT)
    rest = max(0, rest - _CONTEXT)

    def cut(text: str) -> str:
        end = len(text) - rest
        middle = text[start:end]
        if len(middle) > _LONGEST:
            middle = middle[: _LONGEST - 1] + "…"
        ahead = "…" if start and middle else ""
        behind = "…" if rest and middle and not middle.endswith("…") else ""
        return f"{ahead}{middle}{behind}"

    return cut(was), cut(now)


def title_of(change: Change, lang: str = "en") -> str:
    """Short words for the row of ``change``, with the speaker of a claim."""
    table, row = change.table, change.row

    def of(stem: str) -> str:
        return row.get(f"{stem}_{lang}") or row.get(f"{stem}_en") or ""

    if table == "claims":
        colon = " : " if lang == "fr" else ": "
        words = f"{row.get('attributed_to', '')}{colon}{of('summary')}"
    elif table == "claim_links":
        names = ("claim", "kind", "other")
        words = " ".join(row.get(name, "") for name in names)
    elif table == "legs":
        words = f"{row.get('origin', '')} > {row.get('destination', '')}"
    elif table == "vessel_details":
        words = f"{row.get('vessel', '')}, {row.get('attribute', '')}"
    elif table == "observations":
        words = f"{row.get('place_as_printed', '')}: {row.get('object_as_printed', '')}"
    elif table == "rail_distances":
        words = f"{row.get('origin_name', '')} – {row.get('destination_name', '')}"
    elif table == "rail_stations":
        words = row.get("station", "")
    elif table == "withdrawn":
        words = of("reason")
    else:
        words = of("title") or row.get("title", "") or of("name") or row.get("name", "")
    return " ".join(words.split())


# --- outputs --------------------------------------------------------------------------


def as_text(found: Diff, *, lang: str = "en") -> str:
    """Give the differences as lines for a terminal; nothing invisible is in them."""
    _check_lang(lang)
    old, new = found.old, found.new
    lines = [f"{old.label} [{old.version}] → {new.label} [{new.version}]"]
    if not found:
        return visible(lines[0]) + f"\n{_say('none', lang)}\n"
    table, counts = "", found.counts()
    for change in found.changes:
        if change.table != table:
            table = change.table
            of = ", ".join(
                f"{n} {_say(kind, lang)}{'s' if lang == 'fr' and n > 1 else ''}"
                for kind, n in counts[table].items()
            )
            lines += ["", f"{_table_word(table, lang)} ({of})"]
        title = title_of(change, lang)
        if len(title) > _LONGEST:
            title = title[: _LONGEST - 1] + "…"
        lines.append(f"  {_say(change.kind, lang)} {change.id}  {title}".rstrip())
        lines += [f"      {one}" for one in _fate(change, lang)]
        lines += [f"      {one}" for one in _cell_lines(change, lang)]
    count = len(found.changes)
    key = "count_one" if count == 1 else "count_other"
    lines += ["", _say(key, lang, n=count)]
    return "\n".join(visible(line) for line in lines) + "\n"


def as_json(found: Diff) -> str:
    """Give the differences as JSON, every cell whole."""
    held = {
        "old": {"label": found.old.label, "data": found.old.version},
        "new": {"label": found.new.label, "data": found.new.version},
        "counts": found.counts(),
        "changes": [_as_dict(change) for change in found.changes],
    }
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def _as_dict(change: Change) -> dict[str, object]:
    told = change.tombstone
    return {
        "kind": str(change.kind),
        "table": change.table,
        "id": change.id,
        "title": {lang: title_of(change, lang) for lang in _LANGS},
        "reused": change.reused,
        "tombstone": None
        if told is None
        else {
            "date": told.date,
            "reason": {"en": told.reason_en, "fr": told.reason_fr},
            "successor": told.successor or None,
        },
        "cells": [
            {"column": one.column, "before": one.before, "after": one.after}
            for one in change.cells
        ],
    }


NOBODY = "tumen.invalid"
"""Who names the entries of a feed unless its publisher is named: nobody (RFC 2606)."""

_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CALVER = re.compile(r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})(?:\D.*)?")


def as_atom(
    found: Diff,
    *,
    lang: str = "en",
    url: str = "",
    authority: str = NOBODY,
    updated: str = "",
) -> str:
    """Give the differences as an Atom 1.0 feed (RFC 4287), one entry each.

    The same two states give the same bytes: the dates are those of the data. An entry
    keeps its id in every feed that tells of the same change.

    Parameters
    ----------
    lang
        ``en`` or ``fr``.
    url
        Address at which the feed will be found, for its link to itself.
    authority
        Domain or e-mail address of the publisher, for the ``tag:`` ids (RFC 4151).
    updated
        Day of the feed (``YYYY-MM-DD``). Left out, it is the latest day that the newer
        state names: its data version, the day a row was recorded or withdrawn.

    Raises
    ------
    ChoiceError
        If an option is no such thing, or no day is known.
    """
    _check_lang(lang)
    if not _AUTHORITY.fullmatch(authority):
        raise ChoiceError(f"{shown(authority)} is no domain and no e-mail address")
    if url and not (
        urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname
    ):
        raise ChoiceError(f"{shown(url)} is no web address")
    day = _a_day(updated) if updated else _latest(found.new)
    if not day:
        raise ChoiceError(
            f"{shown(updated)} is no day; write YYYY-MM-DD"
            if updated
            else "the newer atlas names no day at all; name one with updated"
        )
    new = found.new
    title = _say("feed", lang, title=new.title or _say("atlas", lang))
    tag = f"tag:{authority},2026:changes"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"  <id>{tag}</id>",
        f"  <title>{_xml(title)}</title>",
        f"  <subtitle>{_xml(f'{found.old.version} → {new.version}')}</subtitle>",
        f"  <updated>{day}T00:00:00Z</updated>",
    ]
    if url:
        lines.append(f'  <link rel="self" href="{_xml(_iri(url))}"/>')
    for name in new.authors or (_say("author", lang),):
        lines.append(f"  <author><name>{_xml(name)}</name></author>")
    if new.licences:
        lines.append(f"  <rights>{_xml(', '.join(new.licences))}</rights>")
    for change in found.changes:
        lines += _entry(change, tag, day, lang)
    return "\n".join([*lines, "</feed>"]) + "\n"


def _entry(change: Change, tag: str, day: str, lang: str) -> list[str]:
    key = f"{tag}/{quote(change.table, safe='')}/{quote(change.id, safe='')}/{change.kind}"
    own = ""
    if change.kind is ChangeKind.CHANGED:  # the same row may change again, another way
        cells = [[one.column, one.before, one.after] for one in change.cells]
        told = json.dumps(cells, ensure_ascii=True)
        key += f"/{hashlib.sha256(told.encode()).hexdigest()[:16]}"
    elif change.tombstone:
        own = change.tombstone.date
    elif change.kind is ChangeKind.ADDED:
        own = change.row.get("recorded", "")
    kind, table = _say(change.kind, lang), _table_word(change.table, lang)
    words = title_of(change, lang)
    colon = " : " if lang == "fr" else ": "
    body = [words, *_fate(change, lang), *_cell_lines(change, lang)]
    return [
        "  <entry>",
        f"    <id>{_xml(key)}</id>",
        f"    <title>{_xml(f'{table}{colon}{change.id} ({kind})')}</title>",
        f"    <updated>{_a_day(own) or day}T00:00:00Z</updated>",
        f'    <category term="{_xml(change.table)}"/>',
        f'    <category term="{_xml(str(change.kind))}"/>',
        f'    <content type="text">{_xml(chr(10).join(body))}</content>',
        "  </entry>",
    ]


def _a_day(text: str) -> str:
    """``text`` if it is a day that exists, else nothing."""
    try:
        return text if _DAY.fullmatch(text) and date.fromisoformat(text) else ""
    except ValueError:
        return ""


def _latest(snapshot: Snapshot) -> str:
    days = {_calver(snapshot.version)}
    for name, columns in (
        ("claims", ("recorded", "withdrawn")),
        (TOMBSTONES, ("date",)),
    ):
        for column in columns:
            days |= {*map(_a_day, set(snapshot.rows(name).columns.get(column, ())))}
    return max(days)


def _calver(version: str) -> str:
    match = _CALVER.fullmatch(version)
    return _a_day(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}") if match else ""


def _xml(text: str) -> str:
    plain = INVISIBLE.sub(lambda found: visible(found[0]), text)
    return html.escape(_NOT_XML.sub("\ufffd", plain))


def _iri(url: str) -> str:
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


# --- the layer of changes -------------------------------------------------------------


def as_geojson(found: Diff) -> str:
    """Give a layer of the places that the differences touch (RFC 7946).

    One feature for each site: the site itself changed, or a claim, flow, leg, event or
    observation that names it did (a flow by the ends of its legs). ``kind`` is
    the gravest thing that happened there, ``ids`` names the rows, ``table:id``; ``added``,
    ``changed``, ``withdrawn`` and ``removed`` split them. A place that no source locates
    has a ``null`` geometry.
    """
    ends = _ends_of_flows(found)
    touched: dict[str, dict[str, list[str]]] = {}
    for change in found.changes:
        for site in _sites_of(change, found, ends):
            by_kind = touched.setdefault(site, {})
            by_kind.setdefault(str(change.kind), []).append(
                f"{change.table}:{change.id}"
            )
    features = [_feature(site, touched[site], found) for site in sorted(touched)]
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "title": f"{found.old.version} → {found.new.version}",
        "licence": ", ".join(found.new.licences),
        "credit": "; ".join(found.new.authors),
        "version": found.new.version,
    }
    box = _bbox(features)
    if box:
        collection["bbox"] = box
    return dumps(collection | {"features": features})


def _row(found: Diff, table: str, key: str) -> dict[str, str]:
    return found.new.rows(table).cells(key) or found.old.rows(table).cells(key)


def _ends_of_flows(found: Diff) -> dict[str, set[str]]:
    """Ends of each flow and of its legs, in either state."""
    ends: dict[str, set[str]] = {}
    for snapshot in (found.new, found.old):
        for table, owner in (("flows", "id"), ("legs", "flow")):
            rows = snapshot.rows(table)
            blank = ("",) * len(rows.files)
            names = (owner, "origin", "destination")
            for flow, *sites in zip(
                *(rows.columns.get(name, blank) for name in names), strict=True
            ):
                ends.setdefault(flow, set()).update(sites)
    return ends


def _sites_of(change: Change, found: Diff, ends: Mapping[str, set[str]]) -> set[str]:
    names: set[str] = set()
    if change.table == "sites":
        return {change.id}
    for cells in (change.before, change.after):
        row = dict(zip(change.columns, cells or (), strict=False))
        names |= _named(row)
        if change.table == "flows":
            names |= ends.get(change.id, set())
        if change.table == "claims":
            for item in items(row.get("about", "")):
                kind, _, key = item.partition(":")
                if kind == "site":
                    names.add(key)
                elif kind == "flow":
                    names |= ends.get(key, set())
                elif kind in ("leg", "event"):
                    names |= _named(_row(found, f"{kind}s", key))
    known = found.new.rows("sites").where, found.old.rows("sites").where
    return {name for name in names if name in known[0] or name in known[1]}


def _named(row: Mapping[str, str]) -> set[str]:
    """Sites that a row names in columns of its own."""
    names = {
        row.get(name, "") for name in ("origin", "destination", "site", "other_site")
    }
    names |= set(items(row.get("via", ""))) | set(items(row.get("places", "")))
    return names - {""}


_GRAVEST = (
    ChangeKind.REMOVED,
    ChangeKind.WITHDRAWN,
    ChangeKind.CHANGED,
    ChangeKind.ADDED,
)


def _feature(key: str, by_kind: Mapping[str, list[str]], found: Diff) -> dict[str, Any]:
    row = _row(found, "sites", key)
    place = row.get("geometry", "")
    uncertainty = row.get("uncertainty_m", "")
    gravest = next(str(kind) for kind in _GRAVEST if str(kind) in by_kind)
    return {
        "type": "Feature",
        "id": key,
        "geometry": json.loads(place) if place else None,
        "properties": {
            "id": key,
            "name_en": row.get("name_en", ""),
            "name_fr": row.get("name_fr", ""),
            "layer": row.get("layer", ""),
            "uncertainty_m": int(uncertainty) if uncertainty.isdigit() else None,
            "kind": gravest,
            "ids": "; ".join(one for kind in by_kind for one in by_kind[kind]),
            **{str(kind): "; ".join(by_kind.get(str(kind), ())) for kind in ChangeKind},
        },
    }


def _bbox(features: Iterable[Mapping[str, Any]]) -> list[float]:
    points = [
        point
        for feature in features
        if feature["geometry"]
        for point in positions(feature["geometry"]["coordinates"])
    ]
    if not points:
        return []
    lons, lats = [one[0] for one in points], [one[1] for one in points]
    return [min(lons), min(lats), max(lons), max(lats)]
