"""The register: every claim, flow, source, conflict and observation as plain pages.

It is the form that needs no JavaScript: real tables that a screen reader, a search
engine and a printer can read, with an anchor for every id. All words from an atlas are
escaped here, and links are http or https only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geo import __version__, rights, sentences, titles, vocabulary, words
from geo.asof import stamp
from geo.errors import visible
from geo.selection import listed

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["DOWNLOADS", "NAMES", "downloads", "page"]

NAMES = {"en": "register.html", "fr": "registre.html"}
"""File name of the register in each language."""

DOWNLOADS = {"en": "index.html", "fr": "fr.html"}
"""File name of the list of downloads in each language."""

_MAPS = {"en": "index.html", "fr": "fr.html"}

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Register of claims", "Registre des affirmations"),
    "lead": (
        "Everything on the map is a view over the claims below: who said what, when, in"
        " which document. A name in this register implies no wrongdoing. An empty cell"
        " means that the source does not say.",
        "Tout ce que montre la carte est une vue sur les affirmations ci-dessous : qui a"
        " dit quoi, quand, dans quel document. La présence d'un nom n'implique aucun acte"
        " répréhensible. Une case vide signifie que la source ne le dit pas.",
    ),
    "map": ("The map", "La carte"),
    "downloads": ("Downloads", "Téléchargements"),
    "flows": ("Flows", "Flux"),
    "claims": ("Claims", "Affirmations"),
    "conflicts": ("Readings that disagree", "Lectures divergentes"),
    "observations": (
        "Who looked, and what was seen",
        "Qui a regardé, et ce qui a été vu",
    ),
    "vessels": ("Ships and aircraft", "Navires et aéronefs"),
    "events": ("Events", "Événements"),
    "places": ("Places", "Lieux"),
    "names": ("In Korean, Russian, Chinese", "En coréen, russe, chinois"),
    "kind": ("Kind", "Type"),
    "sources": ("Sources", "Sources"),
    "withdrawn": ("Withdrawn", "Retraits"),
    "nothing_withdrawn": ("Nothing has been withdrawn.", "Rien n'a été retiré."),
    "id": ("Id", "Id"),
    "when": ("When", "Quand"),
    "speaker": ("Speaker", "Locuteur"),
    "stance": ("Stance", "Position"),
    "claim": ("Claim", "Affirmation"),
    "amount": ("Amount, and what it counts", "Quantité, et ce qu'elle compte"),
    "evidence": ("Rests on", "Fondement"),
    "grade": ("Grade", "Cotation"),
    "source": ("Source", "Source"),
    "flow": ("Flow", "Flux"),
    "reported": ("What is reported", "Ce qui est rapporté"),
    "legs": ("Legs", "Tronçons"),
    "behind": ("Claims behind it", "Affirmations à l'appui"),
    "first": ("One reading", "Une lecture"),
    "second": ("Another", "Une autre"),
    "handling": ("How it is kept", "Comment c'est conservé"),
    "place": ("Place", "Lieu"),
    "outcome": ("Outcome", "Résultat"),
    "seen": ("What was seen", "Ce qui a été vu"),
    "document": ("Document", "Document"),
    "read": ("How much was read", "Part lue"),
    "reason": ("Why this grade", "Pourquoi cette cotation"),
    "details": (
        "Names, flags, owners, listings",
        "Noms, pavillons, propriétaires, listes",
    ),
    "undated": ("undated", "sans date"),
    "file": ("File", "Fichier"),
    "bytes": ("Bytes", "Octets"),
    "licence": ("Licence", "Licence"),
    "downloads_lead": (
        "The same claims in every format: take the one that your program opens. Every file"
        " says what is reported by whom; a name in it implies no wrongdoing.",
        "Les mêmes affirmations dans chaque format : prenez celui que votre programme ouvre."
        " Chaque fichier dit ce qui est rapporté et par qui ; la présence d'un nom"
        " n'implique aucun acte répréhensible.",
    ),
    "which": ("Which file for which program", "Quel fichier pour quel programme"),
    "program": ("Program", "Programme"),
    "what": ("What you get", "Ce que vous obtenez"),
    "all_files": ("All files", "Tous les fichiers"),
    "data_version": ("Data version", "Version des données"),
    "grade_key": (
        "Grade: the letter is the source's reliability, the digit the claim's credibility"
        " (Admiralty code). F and 6 mean that it cannot be judged; they are no low marks.",
        "Cotation : la lettre est la fiabilité de la source, le chiffre la crédibilité de"
        " l'affirmation (code de l'Amirauté). F et 6 signifient « ne peut être évaluée » ;"
        " ce ne sont pas de mauvaises notes.",
    ),
}

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.45 system-ui,sans-serif;color:#1c2430;background:#fff;margin:0 auto;
 max-width:1280px;padding:0 16px 48px}
h1{font-size:1.6rem;margin:24px 0 8px}h2{font-size:1.25rem;margin:40px 0 8px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;padding:0}
nav a{display:inline-block;min-height:40px;line-height:40px}
a{color:#0b4f8a}a:focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid #d5dbe3;padding:6px 8px;text-align:left;vertical-align:top;
 overflow-wrap:break-word;hyphens:auto}
td{min-width:5em}
th{background:#f2f5f8}tr:target{background:#fff4cc}
td:first-child{white-space:nowrap}.wide{min-width:22em}
@media print{nav{display:none}body{max-width:none}}
"""


class _Html(str):
    """Markup made here; every other string is escaped."""

    __slots__ = ()


def _html(words: object) -> str:
    return words if isinstance(words, _Html) else escape(visible(_text(words)))


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    text = str(cell)
    return "" if text in ("nan", "<NA>", "NaT") else text


def _link(url: str, words: str) -> str:
    if url.startswith(("http://", "https://")):
        return _Html(
            f'<a href="{escape(url, quote=True)}" rel="noopener noreferrer">{_html(words)}</a>'
        )
    return words


def _anchor(key: str) -> str:
    return quote(key, safe="-_.")


def _to(key: str) -> _Html:
    return _Html(f'<a href="#{_anchor(key)}">{_html(key)}</a>')


def _join(parts: Iterable[str], by: str = ", ") -> _Html:
    return _Html(by.join(_html(part) for part in parts))


def _label(choices: type[vocabulary.Word], cell: object, lang: str) -> str:
    text = _text(cell)
    word = choices.of(text)
    return text if word is None else word.label(lang)


def _table(
    head: Sequence[str], rows: Iterable[tuple[str, Sequence[object]]], caption: str
) -> str:
    columns = "".join(f'<th scope="col">{_html(name)}</th>' for name in head)
    body = "".join(
        f'<tr id="{_anchor(key)}">'
        + "".join(f"<td>{_html(cell)}</td>" for cell in cells)
        + "</tr>\n"
        for key, cells in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
        f"<table><thead><tr>{columns}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def page(atlas: Atlas, *, lang: str = "en") -> str:
    """Give the register of ``atlas`` as one HTML page without scripts."""
    one = {key: pair[0 if lang == "en" else 1] for key, pair in _WORDS.items()}
    sections = {
        "flows": _flows(atlas, lang, one),
        "claims": _claims(atlas, lang, one),
        "conflicts": _conflicts(atlas, lang, one),
        "observations": _observations(atlas, lang, one),
        "vessels": _vessels(atlas, lang, one),
        "events": _events(atlas, lang, one),
        "places": _places(atlas, lang, one),
        "sources": _sources(atlas, lang, one),
        "withdrawn": _withdrawn(atlas, lang, one),
    }
    links = "".join(
        f'<li><a href="#-{key}">{_html(one[key])}</a></li>' for key in sections
    )
    body = "".join(
        f'<section aria-labelledby="-{key}"><h2 id="-{key}">{_html(one[key])}</h2>\n{table}</section>\n'
        for key, table in sections.items()
    )
    return _page(
        atlas,
        lang,
        one["title"],
        f"<p>{_html(one['lead'])}</p>\n<nav><ul>"
        f'<li><a href="{_MAPS[lang]}">{_html(one["map"])}</a></li>'
        f'<li><a href="downloads/{DOWNLOADS[lang]}">{_html(one["downloads"])}</a></li>'
        f"{links}</ul></nav>\n{body}",
    )


def _page(atlas: Atlas, lang: str, title: str, body: str, *, head: str = "") -> str:
    one = _WORDS["data_version"][0 if lang == "en" else 1]
    title = f"{titles.name(atlas, lang)} – {title}"
    known = (
        f"<p><strong>{_html(stamp(atlas, lang))}</strong></p>\n" if stamp(atlas) else ""
    )
    terms = "".join(f" {_html(name)}." for name in rights.licences(atlas))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_html(title)}</title>\n<style>{_STYLE}</style>\n{head}</head>\n"
        f"<body>\n<main>\n<h1>{_html(title)}</h1>\n{known}{body}</main>\n"
        f"<footer><p>Tumen {_html(__version__)}. {_html(one)} {_html(atlas.version)}."
        f"{terms}</p></footer>\n</body>\n</html>\n"
    )


def _claims(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    reliability = atlas.sources["reliability"].astype(str).to_dict()
    titles = atlas.sources["title"].to_dict()
    urls = atlas.sources["url"].to_dict()
    published = atlas.sources["published"].to_dict()
    rows = []
    for claim in atlas.claims.to_dict("records"):
        source = _text(claim["source"])
        rows.append(
            (
                str(claim["id"]),
                (
                    str(claim["id"]),
                    _when(claim["when"], lang, one),
                    sentences.speaker(claim, lang),
                    _label(vocabulary.Stance, claim["stance"], lang),
                    sentences.sentence(
                        claim, lang, published=_text(published.get(source))
                    ),
                    _amount(claim, lang),
                    _label(vocabulary.Evidence, claim["evidence"], lang),
                    f"{reliability.get(source, 'F')}{_text(claim['credibility'])}",
                    _join(
                        (
                            _link(
                                _text(urls.get(source)),
                                _text(titles.get(source, source)),
                            ),
                            words.cell(claim, "locator", lang),
                            _to(source),
                        )
                    ),
                ),
            )
        )
    head = (
        "id",
        "when",
        "speaker",
        "stance",
        "claim",
        "amount",
        "evidence",
        "grade",
        "source",
    )
    table = _table([one[name] for name in head], rows, one["claims"])
    return f"<p>{_html(one['grade_key'])}</p>\n{table}"


def _amount(claim: Mapping[Any, Any], lang: str) -> str:
    amount = words.amount(
        claim["quantity_min"],
        claim["quantity_max"],
        _text(claim["unit"]),
        _text(claim["quantity_as_printed"]),
        lang,
    )
    counting = _label(vocabulary.Counting, claim["counting"], lang)
    return f"{amount} ({counting})" if amount and counting else amount


def _when(cell: object, lang: str, one: dict[str, str]) -> str:
    return words.date(_text(cell), lang) if _text(cell) else one["undated"]


def _flows(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = []
    for key, flow in atlas.tables["flows"].iterrows():
        legs = atlas.tables["legs"][atlas.tables["legs"]["flow"] == key]
        about = atlas.claims_of("flow", str(key))
        rows.append(
            (
                str(key),
                (
                    str(key),
                    flow[f"title_{lang}"],
                    flow[f"summary_{lang}"],
                    _join(
                        (
                            f"{_label(vocabulary.Mode, leg['mode'], lang)}, "
                            f"{_label(vocabulary.LegStatus, leg['status'], lang)}: "
                            f"{leg[f'status_reason_{lang}']}"
                            for _, leg in legs.iterrows()
                        ),
                        "<br>",
                    ),
                    _join(_to(str(claim)) for claim in about.index),
                ),
            )
        )
    head = ("id", "flow", "reported", "legs", "behind")
    return _table([one[name] for name in head], rows, one["flows"])


def _conflicts(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = [
        (
            str(key),
            (
                f"{key} ({row['severity']})",
                row[f"title_{lang}"],
                _join(
                    (row[f"reading_1_{lang}"], *map(_to, listed(row["claims_1"]))), " "
                ),
                _join(
                    (row[f"reading_2_{lang}"], *map(_to, listed(row["claims_2"]))), " "
                ),
                row[f"handling_{lang}"],
            ),
        )
        for key, row in atlas.conflicts.iterrows()
    ]
    head = ("id", "conflicts", "first", "second", "handling")
    return _table([one[name] for name in head], rows, one["conflicts"])


def _observations(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = [
        (
            str(key),
            (
                str(key),
                _when(row["when"], lang, one),
                row["place_as_printed"],
                _label(vocabulary.Outcome, row["outcome"], lang),
                row[f"activity_{lang}"],
                _label(vocabulary.Evidence, row["evidence"], lang),
                _join((_to(_text(row["source"])), words.cell(row, "locator", lang))),
            ),
        )
        for key, row in atlas.observations.iterrows()
    ]
    head = ("id", "when", "place", "outcome", "seen", "evidence", "source")
    return _table([one[name] for name in head], rows, one["observations"])


def _vessels(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = []
    for key, vessel in atlas.vessels.iterrows():
        details = atlas.vessel_details[atlas.vessel_details["vessel"] == key]
        rows.append(
            (
                str(key),
                (
                    str(key),
                    f"{vessel['name']}"
                    + (f", IMO {vessel['imo']}" if vessel["imo"] else ""),
                    vessel[f"role_{lang}"],
                    _join(
                        (
                            f"{_label(vocabulary.VesselAttribute, row['attribute'], lang)}:"
                            f" {row['value']}"
                            + (f" ({row['when']})" if row["when"] else "")
                            for _, row in details.iterrows()
                        ),
                        "<br>",
                    ),
                ),
            )
        )
    head = ("id", "vessels", "reported", "details")
    return _table([one[name] for name in head], rows, one["vessels"])


def _events(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = [
        (
            str(key),
            (
                str(key),
                _when(row["when"], lang, one),
                _label(vocabulary.EventKind, row["kind"], lang),
                row[f"title_{lang}"],
                _label(vocabulary.EventStatus, row["status"], lang),
                _join(
                    _to(str(claim))
                    for claim in atlas.claims_of("event", str(key)).index
                ),
            ),
        )
        for key, row in atlas.events.iterrows()
    ]
    head = ("id", "when", "events", "claim", "outcome", "behind")
    return _table([one[name] for name in head], rows, one["events"])


def _places(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = []
    for key, site in atlas.sites.iterrows():
        names = [
            _Html(f'<span lang="{code}">{_html(site[f"name_{code}"])}</span>')
            for code in ("ko", "ru", "zh")
            if _text(site[f"name_{code}"])
        ]
        about = atlas.claims_of("site", str(key)).index
        rows.append(
            (
                str(key),
                (
                    str(key),
                    site[f"name_{lang}"],
                    _join(names),
                    _label(vocabulary.Place, site["kind"], lang),
                    _join(_to(str(claim)) for claim in about),
                ),
            )
        )
    head = ("id", "place", "names", "kind", "behind")
    return _table([one[name] for name in head], rows, one["places"])


def _sources(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    rows = [
        (
            str(key),
            (
                str(key),
                _when(row["published"], lang, one),
                _join(
                    (
                        _link(_text(row["url"]), _text(row["title"])),
                        *(
                            _text(row[name])
                            for name in ("authors", "publisher")
                            if row[name]
                        ),
                    )
                ),
                words.cell(row, "read", lang),
                f"{row['reliability']}: {_label(vocabulary.Reliability, row['reliability'], lang)}",
                row[f"reliability_reason_{lang}"],
            ),
        )
        for key, row in atlas.sources.iterrows()
    ]
    head = ("id", "when", "document", "read", "grade", "reason")
    return _table([one[name] for name in head], rows, one["sources"])


def _withdrawn(atlas: Atlas, lang: str, one: dict[str, str]) -> str:
    if atlas.withdrawn.empty:
        return f"<p>{_html(one['nothing_withdrawn'])}</p>"
    rows = [
        (str(key), (str(key), row["date"], row[f"reason_{lang}"], row["successor"]))
        for key, row in atlas.withdrawn.iterrows()
    ]
    return _table(
        [one[name] for name in ("id", "when", "reason", "claim")],
        rows,
        one["withdrawn"],
    )


def downloads(
    atlas: Atlas,
    files: Iterable[tuple[str, int, str]],
    *,
    lang: str = "en",
    choices: Iterable[tuple[str, str, Sequence[str], int]] = (),
    left_out: Iterable[str] = (),
    dataset: Mapping[str, Any] | None = None,
) -> str:
    """Give the page of downloads.

    ``files`` are (path, bytes, sha256) of every file; ``choices`` say for which programs
    which files are, and what one gets; ``left_out`` are sentences on what is not there;
    ``dataset`` is a schema.org description, put in as data that no browser runs.
    """
    one = {key: pair[0 if lang == "en" else 1] for key, pair in _WORDS.items()}
    licences = {layer.id: f"{layer.licence}. {layer.credit}" for layer in atlas.catalog}
    rows = [
        (
            name,
            (
                _file(name),
                words.number(size, lang),
                _licence(name, licences, rights.licence(atlas)),
                digest,
            ),
        )
        for name, size, digest in files
    ]
    table = _table(
        [one["file"], one["bytes"], one["licence"], "SHA-256"], rows, one["all_files"]
    )
    offers = [
        (
            f"for-{at}",
            (
                programs,
                why,
                _Html(", ".join(_file(name) for name in names)),
                words.number(size, lang),
            ),
        )
        for at, (programs, why, names, size) in enumerate(choices, start=1)
    ]
    which = _table(
        [one["program"], one["what"], one["file"], one["bytes"]], offers, one["which"]
    )
    absent = "".join(f"<p>{_html(sentence)}</p>\n" for sentence in left_out)
    return _page(
        atlas,
        lang,
        one["downloads"],
        f"<p>{_html(one['downloads_lead'])}</p>\n"
        f'<nav><ul><li><a href="../{_MAPS[lang]}">{_html(one["map"])}</a></li>'
        f'<li><a href="../{NAMES[lang]}">{_html(one["title"])}</a></li></ul></nav>\n'
        + (f"<h2>{_html(one['which'])}</h2>\n{which}\n{absent}" if offers else "")
        + f"<h2>{_html(one['all_files'])}</h2>\n{table}",
        head=_data_block(dataset) if dataset else "",
    )


def _file(name: str) -> _Html:
    return _Html(f'<a href="{quote(name)}">{_html(name)}</a>')


def _data_block(dataset: Mapping[str, Any]) -> str:
    """JSON-LD as a data block; no text in it can end the block or begin a comment."""
    text = json.dumps(dataset, ensure_ascii=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/ld+json">{text}</script>\n'


def _licence(name: str, licences: dict[str, str], tables: str) -> str:
    folder, _, rest = name.partition("/")
    if folder in ("layers", "geojson", "fgb", "parquet"):
        own = licences.get(rest.partition(".")[0])
        if own:
            return own
    # What holds layers has the terms of all of them, and says them layer by layer.
    mixed = name.endswith(
        (".geojson", ".gpkg", ".qgz", ".kmz", ".zip", ".fgb", ".parquet")
    )
    each = [one.partition(". ")[0] for one in licences.values()] if mixed else []
    return "; ".join(dict.fromkeys([tables, *each]))
