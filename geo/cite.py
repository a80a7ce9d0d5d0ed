"""How to cite an atlas, a claim, a source or the map of a flow.

::

    print(cite(atlas))                              # the whole atlas, as a sentence
    print(cite(atlas, "M001", style="bibtex"))      # a claim, and the source it is in
    print(cite(atlas, "flow:munitions-rajin-dunai", style="csl-json", lang="fr"))

A citation of the data names its version and its hash, so that a reader can tell whether
they hold the same data: :func:`atlas_hash`. A claim is cited with its speaker, its
stance and its source; its summary is ours, and the citation says so. What is not known
is left out: an undated source has no date.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geo import __version__, edtf, rights, sentences, words
from geo.asof import stamp
from geo.catalog import included
from geo.cells import nearest
from geo.errors import ChoiceError, DateError, NotFoundError, os_words, shown
from geo.vocabulary import Stance

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["STYLES", "atlas_hash", "cite"]

STYLES = ("text", "bibtex", "csl-json")
_LANGS = ("en", "fr")
_KINDS = {"claim": "claims", "source": "sources", "flow": "flows"}
Json = dict[str, Any]


def atlas_hash(root: str | Path) -> str:
    """SHA-256 over the tables and layers of the atlas in the folder ``root``.

    It is the checksum of the list of checksums of ``data/*.csv`` and
    ``layers/*.geojson``, sorted by name as bytes; without Tumen, in the folder::

        sha256sum data/*.csv layers/*.geojson | LC_ALL=C sort -k2 | sha256sum

    An atlas that includes others adds one line for each, ``<its hash>  <its name>``.

    Raises
    ------
    NotFoundError
        If ``root`` holds no such files, or one cannot be read.
    """
    folder = Path(root)
    files = [*folder.glob("data/*.csv"), *folder.glob("layers/*.geojson")]
    if not files:
        raise NotFoundError(
            f"{root}: holds no tables in data/ and no layers in layers/"
        )
    names = sorted(one.relative_to(folder).as_posix() for one in files)
    whole = hashlib.sha256()
    for name in names:
        try:
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            message = f"{folder / name}: cannot be read: {os_words(error)}"
            raise NotFoundError(message) from None
        whole.update(f"{digest}  {name}\n".encode())
    for name, other in included(folder, []).items():
        whole.update(f"{atlas_hash(other)}  {name}\n".encode())
    return whole.hexdigest()


def cite(
    atlas: Atlas, what: str | None = None, *, style: str = "text", lang: str = "en"
) -> str:
    """Give the citation of ``what``, ready to paste; ends with a line end.

    Parameters
    ----------
    what
        ``claim:M001``, ``source:RUSI-OE`` or ``flow:...`` (its map); the kind may be
        left out where only one of them has the id. ``None`` is the whole atlas.
    style
        ``text``, ``bibtex`` or ``csl-json``. The latter two give a claim two entries:
        the claim and its source.
    lang
        ``en`` or ``fr``, for titles and the words between.

    Raises
    ------
    NotFoundError
        If the atlas has no such thing.
    ChoiceError
        If style or language is unknown, or the id belongs to several kinds.
    """
    if style not in STYLES:
        raise ChoiceError(f"unknown style {shown(style)}; one of {', '.join(STYLES)}")
    if lang not in _LANGS:
        raise ChoiceError(f"unknown language {shown(lang)}; one of {', '.join(_LANGS)}")
    work = _work(atlas)
    if what is None:
        parts = [_of_atlas(work, lang)]
    else:
        kind, key = _resolve(atlas, what)
        row = _row(atlas, _KINDS[kind], key)
        if kind == "source":
            parts = [_of_source(row)]
        elif kind == "flow":
            parts = [_of_flow(row, work, lang)]
        else:
            of_source = _row(atlas, "sources", row["source"])
            gone = _withdrawal(atlas, key, lang) if row["withdrawn"] else ""
            parts = [_of_claim(row, gone, work, lang), _of_source(of_source)]
    if style == "text":
        return _text(parts, lang) + "\n"
    if style == "bibtex":
        return "\n".join(_bibtex(one) for one in parts)
    return json.dumps([_csl(one) for one in parts], ensure_ascii=False, indent=1) + "\n"


def _row(atlas: Atlas, table: str, key: str) -> dict[str, str]:
    return {str(name): str(cell) for name, cell in atlas.table(table).loc[key].items()}


def _resolve(atlas: Atlas, what: str) -> tuple[str, str]:
    kind, colon, key = what.partition(":")
    if colon:
        if kind not in _KINDS:
            raise NotFoundError(
                f"unknown kind in {shown(what)}; one of {', '.join(_KINDS)}"
            )
        kinds = [kind] if key in atlas.table(_KINDS[kind]).index else []
        looked = [_KINDS[kind]]
    else:
        key = what
        kinds = [
            one for one, table in _KINDS.items() if key in atlas.table(table).index
        ]
        looked = list(_KINDS.values())
    if len(kinds) > 1:
        choices = ", ".join(f"{one}:{key}" for one in kinds)
        raise ChoiceError(f"{shown(what)} is several things; write one of {choices}")
    if not kinds:
        known = [str(one) for table in looked for one in atlas.table(table).index]
        hint = nearest(key, known)
        names = " or ".join(table.removesuffix("s") for table in looked)
        raise NotFoundError(f"no {names} {shown(key)}{f'; {hint}' if hint else ''}")
    return kinds[0], key


# --- what is cited --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """The atlas as a publication."""

    name: str
    title: Mapping[str, str]
    """By language; empty where the atlas has none."""
    authors: tuple[str, ...]
    version: str
    licences: tuple[str, ...]
    layer_licences: tuple[str, ...]
    url: str
    hash: str
    stamp: Mapping[str, str]
    """Day as of which the atlas is read, in words, by language."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing to cite, before it is put into a style."""

    key: str
    type: str
    """Type of the Citation Style Language (CSL 1.0.2)."""
    title: str
    authors: tuple[str, ...] = ()
    date: str = ""
    """EDTF, or empty."""
    container: str = ""
    publisher: str = ""
    version: str = ""
    url: str = ""
    archive: str = ""
    accessed: str = ""
    language: str = ""
    note: str = ""


def _work(atlas: Atlas) -> _Work:
    held = rights.package(atlas)

    def listed(name: str, member: str) -> tuple[str, ...]:
        entries = held.get(name)
        rows = entries if isinstance(entries, list) else []
        found = (one.get(member) for one in rows if isinstance(one, dict))
        return tuple(one for one in found if isinstance(one, str) and one)

    def word(name: str) -> str:
        value = held.get(name)
        return value if isinstance(value, str) else ""

    return _Work(
        re.sub("[^A-Za-z0-9._-]", "-", word("name")) or "atlas",
        {"en": word("title"), "fr": word("title_fr") or word("title")},
        listed("contributors", "title"),
        atlas.version,
        listed("licenses", "name"),
        tuple(sorted({layer.licence for layer in atlas.catalog})),
        word("homepage"),
        atlas_hash(atlas.root),
        {lang: stamp(atlas, lang) for lang in _LANGS},
    )


def _say(lang: str, english: str, french: str) -> str:
    return french if lang == "fr" else english


def _seal(work: _Work, lang: str) -> str:
    """Version, hash and day: what every citation of the data ends with."""
    seal = _say(
        lang,
        f"Data version {work.version}, SHA-256 of tables and layers {work.hash}, read"
        f" with Tumen {__version__}",
        f"Version des données {work.version}, SHA-256 des tables et des couches"
        f" {work.hash}, lues avec Tumen {__version__}",
    )
    return f"{seal}. {work.stamp[lang]}" if work.stamp[lang] else seal


def _named(work: _Work, lang: str) -> str:
    return work.title[lang] or _say(
        lang, "[Atlas without a title]", "[Atlas sans titre]"
    )


def _of_atlas(work: _Work, lang: str) -> _Part:
    tables, layers = ", ".join(work.licences), ", ".join(work.layer_licences)
    told = _say(lang, "Licence of the tables: ", "Licence des tables : ") + tables
    told = f"{told}. " if tables else ""
    if layers:
        of_layers = _say(lang, "Licences of the layers: ", "Licences des couches : ")
        told += f"{of_layers}{layers}. "
    return _Part(
        key=f"{work.name}-{work.version}",
        type="dataset",
        title=_named(work, lang),
        authors=work.authors,
        date=_calver(work.version),
        version=work.version,
        url=work.url,
        note=f"{told}{_seal(work, lang)}",
    )


def _of_flow(row: Mapping[str, str], work: _Work, lang: str) -> _Part:
    told = _say(
        lang,
        "Map: a view over reported claims, not a record of fact",
        "Carte : une vue sur des affirmations rapportées, non un constat de faits",
    )
    return _Part(
        key=f"{work.name}-flow-{row['id']}",
        type="map",
        title=row[f"title_{lang}"],
        authors=work.authors,
        date=_calver(work.version),
        container=_named(work, lang),
        version=work.version,
        url=work.url,
        note=f"{told}. {_say(lang, 'Flow', 'Flux')} {row['id']}. {_seal(work, lang)}",
    )


def _of_claim(row: Mapping[str, str], gone: str, work: _Work, lang: str) -> _Part:
    stance = {str(one): one for one in Stance}[row["stance"]].label(lang)
    speaker, summary = sentences.speaker(row, lang), row[f"summary_{lang}"].rstrip(".")
    place = words.cell(row, "locator", lang)
    note = _say(
        lang,
        f"Claim {row['id']} ({speaker}: {stance}), read in {row['source']},"
        f" {place}. The summary is in Tumen's words",
        f"Affirmation {row['id']} ({speaker} : {stance}), lue dans {row['source']},"
        f" {place}. Le résumé est dans les mots de Tumen",
    )
    return _Part(
        key=f"{work.name}-claim-{row['id']}",
        type="entry",
        title=summary,
        authors=work.authors,
        date=_calver(work.version),
        container=_named(work, lang),
        version=work.version,
        url=work.url,
        note=f"{gone}{note}. {_seal(work, lang)}",
    )


def _withdrawal(atlas: Atlas, key: str, lang: str) -> str:
    """Say that a claim was withdrawn: nobody shall cite it unknowingly."""
    if key not in atlas.withdrawn.index:
        return _say(lang, "Withdrawn. ", "Retirée. ")
    row = atlas.withdrawn.loc[key]
    reason = str(row[f"reason_{lang}"]).rstrip(".")
    day = words.date(str(row["date"]), lang)
    text = _say(
        lang, f"Withdrawn on {day}: {reason}. ", f"Retirée le {day} : {reason}. "
    )
    if row["successor"]:
        text += (
            _say(lang, "Its successor is ", "Remplacée par ") + f"{row['successor']}. "
        )
    return text


_TYPES = {
    "think-tank": "report",
    "ngo": "report",
    "un": "report",
    "government": "report",
}


def _of_source(row: Mapping[str, str]) -> _Part:
    online = "webpage" if row["url"] else "document"
    return _Part(
        key=row["id"],
        type=_TYPES.get(row["kind"], online),
        title=row["title"],
        authors=tuple(one for one in map(str.strip, row["authors"].split(";")) if one),
        date=row["published"],
        publisher=row["publisher"],
        url=row["url"],
        archive=row["archived_url"],
        accessed=row["captured_at"],
        language=row["language"],
    )


def _calver(version: str) -> str:
    match = re.match(r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})(?![0-9])", version)
    text = f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}" if match else ""
    return text if text and edtf.is_valid(text) else ""


# --- text -----------------------------------------------------------------------------


def _text(parts: list[_Part], lang: str) -> str:
    joined = _say(lang, "Source: ", "Source : ")
    lines = [_sentence(one, lang) for one in parts]
    return "\n".join([lines[0], *(joined + line for line in lines[1:])])


def _sentence(part: _Part, lang: str) -> str:
    colon = " : " if lang == "fr" else ": "
    pieces = [", ".join(part.authors)] if part.authors else []
    title = _say(lang, f"“{part.title}”", f"« {part.title} »")
    if part.type == "dataset":
        title = f"{part.title} [{_say(lang, 'data set', 'jeu de données')}]"
    pieces.append(title)
    if part.container:
        inside = _say(lang, "In", "Dans")
        pieces[-1] += f". {inside}{colon}{part.container}"
    if part.publisher:
        pieces.append(part.publisher)
    undated = _say(lang, "undated", "sans date")
    pieces.append(words.date(part.date, lang) if part.date else undated)
    text = ", ".join(pieces) + "."
    if part.note:
        text += f" {part.note}."
    if part.url:
        text += f" {part.url}"
    if part.archive:
        text += f" ({_say(lang, 'archived', 'archivé')}{colon}{part.archive})"
    return " ".join(text.split())


# --- BibTeX ---------------------------------------------------------------------------

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, even behind a backslash
        "}": r"\textbraceright{}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def _latex(text: str) -> str:
    """``text`` as LaTeX writes it, on one line; letters of any script stay."""
    plain = "".join(
        " " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text
    )
    return " ".join(plain.split()).translate(_LATEX)


def _bibtex(part: _Part) -> str:
    fields: dict[str, str] = {}
    names = [_author(one) for one in part.authors]
    if names:
        fields["author"] = " and ".join(one for several in names for one in several)
    fields["title"] = f"{{{_latex(part.title)}}}"
    issued = _issued(part.date, "en")
    ends = issued.get("date-parts", [])
    plain = len(ends) == 1 and set(issued) == {"date-parts"}
    if ends:
        fields["year"] = str(ends[0][0])
    if plain and len(ends[0]) > 1:
        fields["month"] = _MONTHS[ends[0][1] - 1]
    if plain and len(ends[0]) > 2:
        fields["day"] = str(ends[0][2])
    of = part.container or part.publisher
    if of:
        fields["howpublished"] = _latex(of)
    if part.version:
        fields["version"] = _latex(part.version)
    if part.url:
        fields["url"] = _verbatim(part.url)
    if part.accessed:
        fields["urldate"] = part.accessed
    if part.language:
        fields["language"] = _latex(part.language)
    notes = [part.note] if part.note else []
    if part.date and not plain:
        notes.append(f"Date: {words.date(part.date, 'en')}")
    if part.archive:
        notes.append(f"Archived: {part.archive}")
    note = ". ".join(notes)
    if note:
        fields["note"] = _latex(note)
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
    ]
    return "\n".join([f"@misc{{{part.key},", *lines, "}"]) + "\n"


def _author(name: str) -> list[str]:
    """One author as printed, in braces: no program shall take the name apart."""
    plain = re.sub(r"[\s,]*\bet al\.?$", "", name)
    others = [] if plain == name else ["others"]
    return [f"{{{_latex(plain)}}}", *others] if plain else others


def _verbatim(url: str) -> str:
    """Address as it stands, but for what would end the field."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


# --- CSL-JSON -------------------------------------------------------------------------


def _csl(part: _Part) -> Json:
    item: Json = {"id": part.key, "type": part.type, "title": part.title}
    if part.authors:
        item["author"] = [{"literal": one} for one in part.authors]
    if part.date:
        item["issued"] = _issued(part.date, part.language)
    if part.container:
        item["container-title"] = part.container
    if part.publisher:
        item["publisher"] = part.publisher
    if part.version:
        item["version"] = part.version
    if part.url:
        item["URL"] = part.url
    if part.archive:
        item["archive_location"] = part.archive
    if part.accessed:
        item["accessed"] = _issued(part.accessed, part.language)
    if part.language:
        item["language"] = part.language
    if part.note:
        item["note"] = part.note
    return item


_PLAIN = re.compile(r"(-?[0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_SEASON = re.compile(r"([0-9]{4})-2([1-4])")


def _issued(date: str, lang: str) -> Json:
    """EDTF date as CSL says it; what ``date-parts`` cannot say is said in words.

    Marks of doubt become ``circa``. An interval without a known end is no date range.
    """
    try:
        span = edtf.parse(date) if date else None
    except DateError:
        span = None
    if span is None:
        return {"literal": date} if date else {}
    bare = re.sub("[?~%]", "", date).partition("T")[0]
    season = _SEASON.fullmatch(bare)
    if season:
        found: Json = {"date-parts": [[int(season[1])]], "season": int(season[2])}
    else:
        ends = [_PLAIN.fullmatch(one) for one in bare.split("/")]
        if not all(ends):
            return {"literal": words.date(date, "fr" if lang == "fr" else "en")}
        found = {
            "date-parts": [
                [int(one) for one in end.groups() if one] for end in ends if end
            ]
        }
    if span.approximate or span.uncertain:
        found["circa"] = True
    return found
