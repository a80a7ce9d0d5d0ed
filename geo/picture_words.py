"""The words of a picture, in English and French; those of the page live in ``words``."""

from __future__ import annotations

__all__ = ["say"]

_WORDS: dict[str, tuple[str, str]] = {
    "counts_one": (
        "{lines} line, with {claims} claims behind it, of which {doubts} deny or cannot"
        " confirm. Of all {all} claims, {unmapped} are on no map.",
        "{lines} ligne, et derrière elle {claims} affirmations, dont {doubts} démentent"
        " ou ne peuvent confirmer. Sur {all} affirmations en tout, {unmapped} ne sont sur"
        " aucune carte.",
    ),
    "counts_other": (
        "{lines} lines, with {claims} claims behind them, of which {doubts} deny or cannot"
        " confirm. Of all {all} claims, {unmapped} are on no map.",
        "{lines} lignes, et derrière elles {claims} affirmations, dont {doubts} démentent"
        " ou ne peuvent confirmer. Sur {all} affirmations en tout, {unmapped} ne sont sur"
        " aucune carte.",
    ),
    "nothing": (
        "No claim of this atlas draws a line here.",
        "Aucune affirmation de cet atlas ne dessine de ligne ici.",
    ),
    "view": ("View: {label}", "Vue : {label}"),
    "only-flow": ("One flow, by itself", "Un seul flux, isolé"),
    "around-site": ("Around one place", "Autour d'un lieu"),
    "line": ("{title}. {ends}; {mode}, {status}, {way}.", "{title}. {ends} ; {mode}, {status}, {way}."),  # noqa: E501
    "ends": ("{start} → {end}", "{start} → {end}"),
    "ends-open": ("{start} – {end}", "{start} – {end}"),
    "claims_one": ("1 claim: {told}.", "1 affirmation : {told}."),
    "claims_other": ("{n} claims: {told}.", "{n} affirmations : {told}."),
    "claims-none": ("No claim is about this place itself.", "Aucune affirmation ne porte sur ce lieu lui-même."),  # noqa: E501
    "missing": (
        "Dots along a way: no data read has this stretch",
        "Points le long d'un trajet : aucune donnée lue ne contient cette portion",
    ),
    "legend": ("Legend", "Légende"),
    "legend-colour": ("Colour: theme", "Couleur : thème"),
    "no-room": (
        "Not shown or not named here, for want of room: {names}.",
        "Non figurés ou non nommés ici, faute de place : {names}.",
    ),
    "outside": ("Outside this picture: {names}.", "Hors de cette image : {names}."),
    "credits": ("Credits and licences: {credits}.", "Crédits et licences : {credits}."),
    "credit": ("{title}: {credit} ({licence})", "{title} : {credit} ({licence})"),
    "explained": ("{label}: {about}", "{label} : {about}"),
    "scale": ("{km} km at {lat}", "{km} km à {lat}"),
    "scale-m": ("{m} m at {lat}", "{m} m à {lat}"),
    "projection": (
        "Web Mercator: lengths grow towards the poles.",
        "Mercator (Web) : les longueurs croissent vers les pôles.",
    ),
    "picture": ("Picture of the map", "Image de la carte"),
    "map": ("Map: {label}", "Carte : {label}"),
}  # fmt: skip


def say(key: str, lang: str, **values: object) -> str:
    """Words for ``key`` in ``lang`` (``en`` or ``fr``) with ``{name}`` filled in."""
    return _WORDS[key][{"en": 0, "fr": 1}[lang]].format(**values)
