"""The tables and layer properties of an atlas, column by column.

This is the one description of the data. The checker reads it to test every cell, the
data package (``data/datapackage.json``) and the data dictionary are generated from it,
and the loader takes its types from it. It imports neither pandas nor geopandas.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo import vocabulary as v

__all__ = [
    "ABOUT",
    "LAYER_PROPERTIES",
    "PATH_PROPERTIES",
    "TABLES",
    "Column",
    "Kind",
    "Table",
]


class Kind(StrEnum):
    """What a cell may hold. Empty always means unknown or not applicable."""

    ID = "id"
    """A stable id, unique in its table: letters, digits, ``-``, ``_`` and ``.``."""
    TEXT = "text"
    """Plain words; never markup."""
    WORD = "word"
    """One word of a vocabulary."""
    WORDS = "words"
    """Words of a vocabulary, separated by ``;``."""
    REF = "ref"
    """The id of a row of another table (or of a layer: ``site``)."""
    REFS = "refs"
    """Ids of rows of another table, separated by ``;``."""
    ABOUT = "about"
    """References with their kind, ``flow:rajin-dunai; site:dunai``, separated by ``;``."""
    WAY = "way"
    """Ids of paths in order of travel, separated by ``;``; ``-`` before one that is
    travelled from its end to its start."""
    EDTF = "edtf"
    """A date or interval as precise as the source (EDTF, ISO 8601-2:2019)."""
    DATE = "date"
    """A full calendar day, ``YYYY-MM-DD``."""
    NUMBER = "number"
    """A decimal number with a point; no thousands separator."""
    INTEGER = "integer"
    """A whole number."""
    URL = "url"
    """An ``http://`` or ``https://`` address."""
    FLAG = "flag"
    """``yes`` or ``no``."""
    IMO = "imo"
    """A seven-digit IMO ship number with a right check digit."""
    SHA256 = "sha256"
    """64 hexadecimal digits."""
    COUNTRY = "country"
    """An ISO 3166-1 alpha-2 code, or several joined by ``;`` on a border."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind, meaning, and what it refers to."""

    name: str
    kind: Kind
    about: str
    required: bool = False
    words: type[v.Word] | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file: its name (the file's stem), what a row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: str = "id"

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(column.name for column in self.columns)


def _id(about: str) -> Column:
    return Column("id", Kind.ID, about, required=True)


def _text(name: str, about: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, about, required)


def _word(
    name: str, words: type[v.Word], about: str, *, required: bool = False
) -> Column:
    return Column(name, Kind.WORD, about, required, words)


def _words(name: str, words: type[v.Word], about: str) -> Column:
    return Column(name, Kind.WORDS, about, False, words)


def _ref(name: str, table: str, about: str, *, required: bool = False) -> Column:
    return Column(name, Kind.REF, about, required, None, table)


def _refs(name: str, table: str, about: str) -> Column:
    return Column(name, Kind.REFS, about, False, None, table)


def _edtf(name: str, about: str) -> Column:
    return Column(name, Kind.EDTF, about)


def _both(stem: str, about: str, *, required: bool = True) -> tuple[Column, Column]:
    return (
        _text(f"{stem}_en", f"{about} (English)", required=required),
        _text(f"{stem}_fr", f"{about} (French)", required=required),
    )


def _told(name: str, about: str, *, required: bool = False) -> tuple[Column, Column]:
    """Words of a source or an editor, and a translation that may be missing."""
    french = "The same in French, in our words; empty where nobody translated it"
    return (_text(name, about, required=required), _text(f"{name}_fr", french))


_NOTE = _told("note", "Remarks of the editors, in English")

ABOUT: dict[str, str] = {
    "flow": "flows",
    "leg": "legs",
    "site": "site",
    "vessel": "vessels",
    "event": "events",
    "indicator": "indicators",
    "actor": "actors",
    "source": "sources",
    "practice": "Practice",
}
"""Kinds of thing a claim may be about, and the table, layer id or vocabulary they live in."""


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "sources",
            "a document someone published",
            (
                _id("Stable key of the document"),
                _text(
                    "title",
                    "Title as printed; in brackets when none is printed",
                    required=True,
                ),
                _text("authors", "Authors as printed, separated by ';'"),
                _text("publisher", "Publisher, and the copy that was read"),
                _word("kind", v.SourceKind, "Sort of document", required=True),
                _text("language", "ISO 639-1 code of the text that was read"),
                _edtf("published", "When it was published"),
                Column("url", Kind.URL, "Where it was read"),
                _text(
                    "url_as_given", "Address as printed by the document that cites it"
                ),
                Column("archived_url", Kind.URL, "An archived copy"),
                Column("captured_at", Kind.DATE, "When the copy was taken"),
                Column("sha256", Kind.SHA256, "Checksum of the copy"),
                _text("licence", "Terms of the document, where known"),
                *_told(
                    "read",
                    "How much of it was read (full text, excerpt, list file, not read)",
                    required=True,
                ),
                _word("reliability", v.Reliability, "Admiralty letter", required=True),
                *_both("reliability_reason", "Why this letter"),
                _refs(
                    "same_work_as",
                    "sources",
                    "Other rows that are copies or citations of this work",
                ),
                _ref("cited_in", "sources", "The document that cites it"),
                *_told("locator", "Where in that document it is cited"),
                *_NOTE,
            ),
        ),
        Table(
            "claims",
            "one statement by one speaker in one source",
            (
                _id("Stable number of the claim"),
                _ref("source", "sources", "The document it was read in", required=True),
                *_told("locator", "Where in the document", required=True),
                _text(
                    "attributed_to",
                    "The speaker, as the document names them",
                    required=True,
                ),
                _text(
                    "attributed_to_fr",
                    "The speaker in French; empty means as in attributed_to",
                ),
                _refs(
                    "speakers", "actors", "The same speaker or speakers in the register"
                ),
                _word("stance", v.Stance, "What the claim does", required=True),
                _word("topic", v.Topic, "What kind of statement it is", required=True),
                Column("about", Kind.ABOUT, "What it is about"),
                _ref("origin", "site", "Where the movement begins, as stated"),
                _ref("destination", "site", "Where it ends, as stated"),
                _refs("via", "site", "Places passed, in order, as stated"),
                _word("mode", v.Mode, "Mode as stated"),
                _text(
                    "direction",
                    "Way as stated: FROM>TO, or FROM<>TO for both or unclear",
                ),
                *_told("commodity", "What moves, in the field's words"),
                _word(
                    "content_confidence",
                    v.ContentConfidence,
                    "How the speaker treats the contents",
                ),
                _word("state", v.State, "How far along, as told"),
                _word("trend", v.Trend, "Which way an amount is said to go"),
                _edtf("when", "When the thing happened or held, as precise as printed"),
                _edtf(
                    "as_of", "Date to which the speaker speaks (publication or cut-off)"
                ),
                _text(
                    "date_as_printed", "The date words as printed, where they matter"
                ),
                Column("quantity_min", Kind.NUMBER, "Least amount stated"),
                Column("quantity_max", Kind.NUMBER, "Greatest amount stated"),
                _word("unit", v.Unit, "Unit of the amount"),
                _word("counting", v.Counting, "What the amount counts"),
                _text(
                    "quantity_as_printed",
                    "The amount's qualifier as printed (about, more than, up to)",
                ),
                _word(
                    "evidence", v.Evidence, "What the speaker rests on", required=True
                ),
                _word("credibility", v.Credibility, "Admiralty digit", required=True),
                *_both("credibility_reason", "Why this digit"),
                _word(
                    "likelihood",
                    v.Likelihood,
                    "ICD 203 band of the speaker's own word, if any",
                ),
                _text(
                    "confidence_words", "The speaker's words of confidence, as printed"
                ),
                *_both("summary", "What is claimed, in our words"),
                _refs(
                    "systems",
                    "systems",
                    "Systems of the founding documents that it belongs to",
                ),
                _refs("conflicts", "conflicts", "Conflicts it takes part in"),
                _words("flags", v.Flag, "Doubts that travel with the row"),
                *_NOTE,
                Column(
                    "recorded",
                    Kind.DATE,
                    "When the row entered the atlas",
                    required=True,
                ),
                Column(
                    "withdrawn", Kind.DATE, "When it was withdrawn; see withdrawn.csv"
                ),
            ),
        ),
        Table(
            "claim_links",
            "how two claims relate",
            (
                _id("Number of the link"),
                _ref("claim", "claims", "The claim that ...", required=True),
                _word(
                    "kind",
                    v.LinkKind,
                    "... repeats, is part of, overlaps, contradicts, ...",
                    required=True,
                ),
                _ref("other", "claims", "... this one", required=True),
                _ref("conflict", "conflicts", "The conflict that the link belongs to"),
                *_both("reason", "Why"),
            ),
        ),
        Table(
            "conflicts",
            "readings that disagree, all of them kept",
            (
                _id("Number of the conflict"),
                _text(
                    "severity",
                    "A: would put a wrong thing on a map if taken literally; B: two readings must both show; C: wording, spelling or provenance",
                    required=True,
                ),
                _text(
                    "kind",
                    "date, number, place, identity, stance, wording or scope",
                    required=True,
                ),
                *_both("title", "What they disagree on"),
                *_both("reading_1", "First reading"),
                *_both("reading_2", "Second reading or counterpart", required=False),
                _refs("claims_1", "claims", "Claims of the first reading"),
                _refs("claims_2", "claims", "Claims of the second reading"),
                *_both(
                    "elsewhere",
                    "What other pages were seen to say, not checked further",
                    required=False,
                ),
                *_both("handling", "How the atlas keeps it", required=False),
                _text("resolution", "open, explained or superseded", required=True),
            ),
        ),
        Table(
            "systems",
            "a system that the founding documents describe",
            (
                _id("F01 to F42"),
                *_both("title", "What it is"),
                *_both("shown_as", "How the atlas shows it"),
            ),
        ),
        Table(
            "flows",
            "goods (or a service, people, know-how) of one kind reported to move one way between two ends",
            (
                _id("Stable name of the flow"),
                *_both("title", "Short title"),
                _word("theme", v.Theme, "Group on the map", required=True),
                *_both("commodity", "What moves"),
                _ref("origin", "site", "Where it begins"),
                _ref("destination", "site", "Where it ends; empty when no source says"),
                _word(
                    "direction", v.Direction, "Whether the way is stated", required=True
                ),
                _word(
                    "state",
                    v.State,
                    "How far along, at the most, sources tell it",
                    required=True,
                ),
                _word(
                    "sanctions",
                    v.Sanctions,
                    "What sources say of its standing",
                    required=True,
                ),
                Column(
                    "default_visible",
                    Kind.FLAG,
                    "Shown when the map opens",
                    required=True,
                ),
                *_both("summary", "What is reported, and what is not"),
                *_NOTE,
            ),
        ),
        Table(
            "legs",
            "one movement by one mode between two consecutive stops of a flow",
            (
                _id("Stable name of the leg"),
                _ref("flow", "flows", "The flow it belongs to", required=True),
                Column(
                    "seq", Kind.INTEGER, "Order within the flow, from 1", required=True
                ),
                _ref("origin", "site", "Stop where it begins"),
                _ref("destination", "site", "Stop where it ends"),
                _word("mode", v.Mode, "Mode", required=True),
                _word("status", v.LegStatus, "What the leg rests on", required=True),
                *_both("status_reason", "Why this status, from the sources"),
                Column(
                    "path",
                    Kind.WAY,
                    "Lines of layers/paths.geojson, in order; empty means straight or geodesic",
                    False,
                    None,
                    "path",
                ),
                *_NOTE,
            ),
        ),
        Table(
            "vessels",
            "a ship, an aircraft, or a group of them that a source does not name",
            (
                _id("Stable name"),
                _text(
                    "name", "Name in use, or what the source calls it", required=True
                ),
                Column("imo", Kind.IMO, "IMO ship number, the key where there is one"),
                _text("mmsi", "MMSI, where known"),
                _text("kind", "ship, aircraft, group of ships or train", required=True),
                *_both("role", "Its place in the reports"),
                _text("aliases", "Other spellings, separated by ';'"),
                Column(
                    "on_route",
                    Kind.FLAG,
                    "Whether any source read places it on the reported routes",
                    required=True,
                ),
                _ref("source", "sources", "Where the record was read", required=True),
                *_told("locator", "Where in the document", required=True),
                *_NOTE,
            ),
        ),
        Table(
            "vessel_details",
            "one name, flag, owner or listing of a vessel, with its time",
            (
                _id("Number of the row"),
                _ref("vessel", "vessels", "The vessel", required=True),
                _word("attribute", v.VesselAttribute, "Which attribute", required=True),
                *_told("value", "Its value as printed", required=True),
                _edtf("when", "When it held or was made"),
                _text("authority", "Who listed it, for listings"),
                _ref("source", "sources", "Where it was read", required=True),
                *_told("locator", "Where in the document", required=True),
                *_NOTE,
            ),
        ),
        Table(
            "observations",
            "somebody looked at a site on a date",
            (
                _id("Number of the observation"),
                _ref("site", "site", "Where was looked"),
                _ref(
                    "other_site", "site", "Second end, when the row tells of a passage"
                ),
                _text("place_as_printed", "Place words of the source", required=True),
                _refs("vessels", "vessels", "Vessels seen or missed"),
                _text(
                    "object_as_printed",
                    "What was seen, in the source's words or ours",
                    required=True,
                ),
                _edtf("when", "When"),
                *_both("activity", "What was seen to happen"),
                _text("count_as_printed", "How many, as printed"),
                Column("count_min", Kind.NUMBER, "Least count"),
                Column("count_max", Kind.NUMBER, "Greatest count"),
                _word("unit", v.Unit, "Unit of the count"),
                *_told("ais", "AIS state as printed"),
                _word("outcome", v.Outcome, "What came of looking", required=True),
                _word("evidence", v.Evidence, "How was looked", required=True),
                _ref("source", "sources", "Where it was read", required=True),
                *_told("locator", "Where in the document", required=True),
                _refs("claims", "claims", "Claims that rest on it"),
                _words("flags", v.Flag, "Doubts that travel with the row"),
                *_NOTE,
            ),
        ),
        Table(
            "events",
            "a dated (or undated) happening",
            (
                _id("Stable name of the event"),
                *_both("title", "Short title"),
                _word("kind", v.EventKind, "Sort of event", required=True),
                _word(
                    "status",
                    v.EventStatus,
                    "Whether it is told as having happened",
                    required=True,
                ),
                _edtf("when", "When; empty if no source read dates it"),
                _text(
                    "date_precision",
                    "day, month, year, decade, inferred-year or undated",
                    required=True,
                ),
                _ref("site", "site", "Where"),
                _refs("places", "site", "Other places named"),
                _refs("actors", "actors", "Who took part"),
                *_told(
                    "attributes",
                    "Named values as printed, 'name=value' separated by ';'",
                ),
                _words("flags", v.Flag, "Doubts that travel with the row"),
                Column(
                    "default_visible",
                    Kind.FLAG,
                    "Shown when the map opens",
                    required=True,
                ),
                *_NOTE,
            ),
        ),
        Table(
            "actors",
            "an organisation or a person named in a source",
            (
                _id("Stable name"),
                _text("name", "Name", required=True),
                _text(
                    "founding_id", "Its number in the founding register (A01 to A110)"
                ),
                _text(
                    "kind",
                    "person, state, agency, institute, media, company, armed force, group",
                    required=True,
                ),
                _text("as_printed", "Spellings as printed, separated by '|'"),
                *_told("affiliation", "Affiliation as stated"),
                *_told("country", "Country as stated"),
                _text("role_en", "Role in the reports (English)"),
                _text("role_fr", "Role in the reports (French)"),
                _text("cited_at", "Documents and lines that name the actor"),
                *_NOTE,
            ),
        ),
        Table(
            "indicators",
            "a number about a country that claims give values for",
            (
                _id("Stable name"),
                _ref("area", "site", "The country or area", required=True),
                *_both("title", "What is counted"),
                _word("unit", v.Unit, "Unit", required=True),
                _text("theme", "demand, supply or economy", required=True),
                *_NOTE,
            ),
        ),
        Table(
            "rail_distances",
            "a distance along a line, as published",
            (
                _id("Number of the row"),
                _word("mode", v.Mode, "rail or sea", required=True),
                _text("origin_name", "From, as printed", required=True),
                _text("destination_name", "To, as printed", required=True),
                _ref("origin", "site", "From"),
                _ref("destination", "site", "To"),
                Column(
                    "published_km",
                    Kind.NUMBER,
                    "Published distance in km; empty if none was found",
                ),
                _text("published_as", "Distance and unit as printed"),
                _ref("source", "sources", "Where it was published"),
                *_told("locator", "Where in it"),
                Column(
                    "computed_km",
                    Kind.NUMBER,
                    "Length computed along OpenStreetMap-traced geometry",
                ),
                Column(
                    "computed_graph_km",
                    Kind.NUMBER,
                    "Length computed along the scgraph railway graph",
                ),
                *_NOTE,
            ),
        ),
        Table(
            "rail_stations",
            "a station on a railway line, in order of travel",
            (
                _id("Number of the row"),
                _text("line", "Railway line", required=True),
                Column("seq", Kind.INTEGER, "Order on the line", required=True),
                _text("station", "Name as printed", required=True),
                _ref("site", "site", "The site, where it is one of the atlas"),
                Column(
                    "lon",
                    Kind.NUMBER,
                    "Longitude, degrees east (WGS 84)",
                    required=True,
                ),
                Column(
                    "lat",
                    Kind.NUMBER,
                    "Latitude, degrees north (WGS 84)",
                    required=True,
                ),
                Column("km_post", Kind.NUMBER, "Kilometre post of the line"),
                _text("gauge", "Track gauge"),
                _text("coordinate_source", "Where the point comes from", required=True),
                *_NOTE,
            ),
        ),
        Table(
            "withdrawn",
            "a tombstone: an id that is no longer in use, and why",
            (
                _id("The withdrawn id, never reused"),
                Column("date", Kind.DATE, "When it was withdrawn", required=True),
                *_both("reason", "Why"),
                _text("successor", "Id of the row that takes its place"),
            ),
        ),
    )
}
"""Every table of an atlas by name, in the order of the data dictionary."""


LAYER_PROPERTIES: tuple[Column, ...] = (
    _id("Stable name, unique over all layers"),
    *_both("name", "Name"),
    _text("name_ko", "Name in Korean"),
    _text("name_ru", "Name in Russian"),
    _text("name_zh", "Name in Chinese"),
    _text("aliases", "Other spellings, separated by '|'"),
    _word("kind", v.Place, "What it plainly is", required=True),
    Column("country", Kind.COUNTRY, "ISO 3166-1 alpha-2 code"),
    _text("admin", "Region within the country"),
    Column(
        "uncertainty_m",
        Kind.INTEGER,
        "Radius in metres within which the place lies; empty only where there is no point",
    ),
    _text(
        "precision",
        "point, area (drawn as an area, never a pin), proxy (another place stands in) or unlocated",
        required=True,
    ),
    _text("coordinate_source", "Where the position comes from"),
    _text("coordinate_check", "A second, separate position"),
    Column("agree_m", Kind.INTEGER, "Distance in metres between the two"),
    _text("wikidata", "Wikidata id"),
    _text("geonames", "GeoNames id"),
    _text("locode", "UN/LOCODE"),
    _text("role_en", "Its place in the reports (English)"),
    _text("role_fr", "Its place in the reports (French)"),
    _refs("sources", "sources", "Documents that name it or place it"),
    _text(
        "founding_id", "Number in the founding register (P01 to P74), separated by ';'"
    ),
    _words("flags", v.Flag, "Doubts that travel with the row"),
    *_NOTE,
)
"""Properties of every feature of ``layers/*.geojson``; a layer may add others."""


PATH_PROPERTIES: tuple[Column, ...] = (
    _id("Stable name of the path"),
    *_both("name", "Name"),
    _word("mode", v.Mode, "rail or sea", required=True),
    _word("basis", v.PathBasis, "What the line rests on", required=True),
    *_both("label", "What the line is, as the map says it"),
    *_both("method", "How it was made"),
    _text("package", "Package that it was computed with"),
    _text("package_version", "Version of that package"),
    _text("credit", "Who must be named", required=True),
    _text("licence", "Terms of the line", required=True),
    _ref("from", "site", "Where it begins", required=True),
    _ref("to", "site", "Where it ends", required=True),
    Column("length_km", Kind.NUMBER, "Length along the track; empty if unknown"),
    Column("straight_km", Kind.NUMBER, "Part of it drawn straight for want of data"),
    Column("drawn_km", Kind.NUMBER, "Length of the drawn line on the ellipsoid", True),
    Column("published_km", Kind.NUMBER, "Length as published"),
    _text("published_source", "Where that was published"),
    Column(
        "difference_percent",
        Kind.NUMBER,
        "Length along the track against the published one",
    ),
    *_both("why", "Why they differ by more than 2 %", required=False),
    _text("waypoints", "Places passed, in order, separated by ';'"),
    _text(
        "waypoints_km", "Kilometres along the track at each waypoint, separated by ';'"
    ),
    *_NOTE,
)
"""Properties of every feature of ``layers/paths.geojson``: a drawing, not a place."""
