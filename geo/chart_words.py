"""The words of the charts, in English and French; data words live in the vocabulary."""

from __future__ import annotations

__all__ = ["say", "way"]

_WORDS: dict[str, tuple[str, str]] = {
    # Frame
    "data": ("Tumen, data {version}", "Tumen, données {version}"),
    "no-wrongdoing": (
        "A name on this chart implies no wrongdoing.",
        "La présence d'un nom sur ce graphique n'implique aucun acte répréhensible.",
    ),
    "no-quantity": ("No quantity reported", "Aucune quantité rapportée"),
    "no-row": ("Nothing is read of it", "Rien n'a été lu à ce sujet"),
    "speakers": ("Who states it", "Qui l'indique"),
    "key": ("How to read a mark", "Lire une marque"),
    # Totals
    "totals-title": (
        "Totals as stated: {unit}, {way}",
        "Cumuls tels qu'énoncés : {unit}, {way}",
    ),
    "totals-about": (
        "One mark is one statement, at the day to which its speaker speaks. Statements"
        " are never added up; most count the same goods again.",
        "Une marque est un énoncé, à la date dont parle son locuteur. Les énoncés ne"
        " s'additionnent pas ; la plupart comptent de nouveau les mêmes biens.",
    ),
    "totals-caption": (
        "Running totals and capacities that state {unit}, {way}: {n} in all."
        " Other figures (shipments, periods, rates, shares) are not on this chart.",
        "Cumuls et capacités exprimés en {unit}, {way} : {n} en tout. Les autres"
        " chiffres (envois, périodes, rythmes, parts) ne sont pas sur ce graphique.",
    ),
    "totals-none": (
        "No running total and no capacity in {unit}, {way}, was read. That does not"
        " mean that there were none.",
        "Aucun cumul ni capacité en {unit}, {way}, n'a été lu. Cela ne veut pas dire"
        " qu'il n'y en ait pas eu.",
    ),
    "side-by-side": (
        "Marks that would hide one another stand side by side.",
        "Les marques qui se cacheraient sont placées côte à côte.",
    ),
    "undated": (
        "Not drawn, because they name no day: {ids}.",
        "Non figurés, faute de date : {ids}.",
    ),
    "in-words": ("In words, no number", "En mots, sans nombre"),
    "key-open": ("more, no upper bound stated", "davantage, sans maximum indiqué"),
    "key-most": ("less, no lower bound stated", "moins, sans minimum indiqué"),
    "key-range": ("from the least to the most", "du minimum au maximum"),
    "key-doubt": ("some day within the bar", "un jour compris dans la barre"),
    "key-later": ("that day or later", "ce jour ou plus tard"),
    "key-capacity": ("capacity, not delivery", "capacité, non livraison"),
    "key-step": (
        "same speaker, later statement",
        "même locuteur, énoncé ultérieur",
    ),
    "key-counted": ("counts up to the small tick", "compte jusqu'au petit trait"),
    "key-unsure": (
        "not told as having happened",
        "pas présenté comme ayant eu lieu",
    ),
    "key-misreport": ("relay error", "erreur de relais"),
    "key-same": ("a = b: a repeats b", "a = b : a répète b"),
    "key-part": ("a ⊂ b: a is part of b", "a ⊂ b : a fait partie de b"),
    "key-flagged": ("a?: date or number doubtful", "a? : date ou nombre douteux"),
    # Corroboration
    "corroboration-title": (
        "Who stands behind each reported flow",
        "Qui soutient chaque flux rapporté",
    ),
    "corroboration-about": (
        "One square is one independent voice; who only relays another adds none. One"
        " cross is one denial: it stands beside and is never subtracted.",
        "Un carré est une voix indépendante ; qui relaie n'en ajoute aucune. Une croix"
        " est un démenti : il figure à côté et n'est jamais soustrait.",
    ),
    "corroboration-caption": (
        "Voices are independent as far as the relations between claims show. Many"
        " voices do not make a flow true, and one does not make it false.",
        "Les voix sont indépendantes pour autant que les liens entre affirmations le"
        " montrent. Beaucoup de voix ne rendent pas un flux vrai, ni une seule, faux.",
    ),
    "denials": ("Denials", "Démentis"),
    "voices": ("Independent voices", "Voix indépendantes"),
    "no-denial": (
        "Nothing on the left: no denial was read.",
        "Rien à gauche : aucun démenti n'a été lu.",
    ),
    "no-voice": (
        "none told as so, or origin unknown",
        "rien d'affirmé, ou origine inconnue",
    ),
    # Traffic
    "traffic-title": (
        "What is said and seen of each site",
        "Ce qui est dit et vu de chaque site",
    ),
    "traffic-about": (
        "Bars count statements and acts of looking that were read, on one scale. They"
        " do not measure traffic on the ground.",
        "Les barres comptent les énoncés et les observations lus, à une seule échelle."
        " Elles ne mesurent pas le trafic sur place.",
    ),
    "traffic-caption": (
        "The {n} sites with the most claims of {all} that something is read of. Empty:"
        " none was read, which does not mean that there was none.",
        "Les {n} sites ayant le plus d'affirmations, sur {all} dont on a lu quelque"
        " chose. Vide : rien n'a été lu, ce qui ne veut pas dire qu'il n'y ait rien eu.",
    ),
    "claims": ("Claims about the site", "Affirmations sur le site"),
    "observations": ("Observations of it", "Observations du site"),
    "stance-asserts": ("assert", "affirment"),
    "stance-denies": ("deny", "démentent"),
    "stance-cannot-confirm": ("cannot confirm", "ne peuvent confirmer"),
    "stance-speculates": ("suppose", "supposent"),
    "stance-forecast": ("expect", "prévoient"),
    # Sightings
    "sightings-title": (
        "Vessels by dated observation, and what came of looking",
        "Navires et aéronefs par observation datée, et résultat",
    ),
    "sightings-about": (
        "One mark is one observation read, of a ship, aircraft or train. Being named in a"
        " report does not mean having carried anything.",
        "Une marque est une observation lue, d'un navire, d'un aéronef ou d'un train. Être"
        " cité dans un rapport ne veut pas dire avoir transporté quelque chose.",
    ),
    "sightings-caption": (
        "The place of a mark within its bar says nothing: only the bar is dated."
        " Between two marks nothing is known.",
        "La place d'une marque sur sa barre ne dit rien : seule la barre est datée."
        " Entre deux marques, on ne sait rien.",
    ),
    "key-lasting": ("over these days", "durant ces jours"),
    "no-sighting": (
        "No dated observation was read of: {names}.",
        "Aucune observation datée n'a été lue pour : {names}.",
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """Words for ``key`` in ``lang`` (``en`` or ``fr``) with ``{name}`` filled in."""
    return _WORDS[key][{"en": 0, "fr": 1}[lang]].format(**values)


_PARTIES = {"DPRK": ("DPRK", "RPDC"), "RU": ("Russia", "Russie")}


def way(direction: str, lang: str) -> str:
    """Words for a direction as in the column of claims; codes stay where none is known.

    >>> way("DPRK>RU", "en"), way("DPRK<>RU", "fr"), way("BD>DPRK", "en")
    ('DPRK → Russia', 'RPDC ↔ Russie', 'BD → DPRK')
    """
    for sign, arrow in (("<>", "↔"), (">", "→")):
        start, between, end = direction.partition(sign)
        if between:
            names = (_PARTIES.get(one, (one, one)) for one in (start, end))
            column = {"en": 0, "fr": 1}[lang]
            return f" {arrow} ".join(pair[column] for pair in names)
    return direction
