"""The controlled words of an atlas: every choice a column may hold, with its meaning.

Each vocabulary is a :class:`Word` enum. A member *is* its stored value (a plain
string), and carries a label and a description in English and French::

    >>> Stance.DENIES.label("fr")
    'dément'
    >>> Stance("asserts").description("en")
    'The speaker states it as so.'

The module imports neither pandas nor geopandas, so the vocabulary can be read alone.
The grades follow the Admiralty (NATO AJP-2.1) two-scale system, the likelihood bands
ICD 203 (2015); the two are separate fields and are never multiplied or merged.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = [
    "VOCABULARIES",
    "ContentConfidence",
    "Counting",
    "Credibility",
    "Direction",
    "EventKind",
    "EventStatus",
    "Evidence",
    "Flag",
    "LegStatus",
    "Likelihood",
    "LinkKind",
    "Mode",
    "Outcome",
    "PathBasis",
    "Place",
    "Practice",
    "Reliability",
    "Sanctions",
    "SourceKind",
    "Stance",
    "State",
    "Theme",
    "Topic",
    "Trend",
    "Unit",
    "VesselAttribute",
    "Word",
]


class Word(StrEnum):
    """A stored word with a label and a description in English and French."""

    _labels: dict[str, str]
    _descriptions: dict[str, str]

    def __new__(
        cls, value: str, en: str, fr: str, about_en: str, about_fr: str
    ) -> Self:
        """Make the member ``value`` with its labels and descriptions."""
        word = str.__new__(cls, value)
        word._value_ = value
        word._labels = {"en": en, "fr": fr}
        word._descriptions = {"en": about_en, "fr": about_fr}
        return word

    @classmethod
    def of(cls, value: str) -> Self | None:
        """Give the member whose stored value is ``value``, or ``None``."""
        return next((word for word in cls if word == value), None)

    def label(self, lang: str = "en") -> str:
        """Short label in ``lang`` (``en`` or ``fr``)."""
        return self._labels[lang]

    def description(self, lang: str = "en") -> str:
        """One sentence that defines the word, in ``lang`` (``en`` or ``fr``)."""
        return self._descriptions[lang]


class Stance(Word):
    """What a claim does: five ways to speak, shown side by side, never netted out."""

    ASSERTS = (
        "asserts",
        "asserts",
        "affirme",
        "The speaker states it as so.",
        "Le locuteur le présente comme établi.",
    )
    DENIES = (
        "denies",
        "denies",
        "dément",
        "The speaker states that it is not so, or did not happen.",
        "Le locuteur affirme que ce n'est pas le cas ou que cela n'a pas eu lieu.",
    )
    CANNOT_CONFIRM = (
        "cannot-confirm",
        "cannot confirm",
        "ne peut confirmer",
        "The speaker says that it cannot be known from what was seen.",
        "Le locuteur dit que les éléments vus ne permettent pas de le savoir.",
    )
    SPECULATES = (
        "speculates",
        "speculates",
        "suppose",
        "The speaker offers it as a possibility, suspicion or condition.",
        "Le locuteur l'avance comme possibilité, soupçon ou hypothèse.",
    )
    FORECAST = (
        "forecast",
        "forecasts",
        "prévoit",
        "The speaker expects or plans it for a later time.",
        "Le locuteur l'attend ou le prévoit pour plus tard.",
    )


class Mode(Word):
    """How goods move on one leg (Eurostat/ITF/UNECE glossary), plus two honest words."""

    SEA = (
        "sea",
        "sea",
        "mer",
        "By ship across the sea.",
        "Par navire, en mer.",
    )
    RAIL = ("rail", "rail", "rail", "By railway.", "Par chemin de fer.")
    ROAD = ("road", "road", "route", "By lorry.", "Par camion.")
    AIR = ("air", "air", "air", "By aircraft.", "Par avion.")
    MIXED = (
        "mixed",
        "several modes",
        "plusieurs modes",
        "More than one mode, with no split stated.",
        "Plusieurs modes, sans répartition indiquée.",
    )
    BROADCAST = (
        "broadcast",
        "broadcast or data link",
        "diffusion ou liaison de données",
        "A signal or data, not goods.",
        "Un signal ou des données, pas des marchandises.",
    )
    RELATION = (
        "relation",
        "relation without transport",
        "relation sans transport",
        "A service, payment, support or know-how: nothing is carried along the line.",
        "Un service, un paiement, un appui ou un savoir : rien ne circule sur la ligne.",
    )
    UNKNOWN = (
        "unknown",
        "mode not stated",
        "mode non indiqué",
        "No source read says how it moved.",
        "Aucune source lue ne dit comment cela a circulé.",
    )


class Direction(Word):
    """Whether the way of a flow is stated; an arrow is drawn only if it is."""

    REPORTED = (
        "reported",
        "direction reported",
        "sens rapporté",
        "At least one source states the way of the movement.",
        "Au moins une source indique le sens du mouvement.",
    )
    LIKELY = (
        "likely",
        "direction inferred",
        "sens déduit",
        "Sources infer the way of the movement; none states it as seen.",
        "Des sources déduisent le sens du mouvement ; aucune ne dit l'avoir vu.",
    )
    UNKNOWN = (
        "unknown",
        "direction unknown",
        "sens inconnu",
        "Sources leave the way open or disagree on it.",
        "Les sources laissent le sens ouvert ou se contredisent.",
    )


class LegStatus(Word):
    """What a drawn leg rests on. It follows the sources, never the looks of the map."""

    OBSERVED = (
        "observed",
        "observed",
        "observé",
        "Imagery, AIS or a witness shows vehicles or cargo of this leg at its ends"
        " (not the track between).",
        "Images, AIS ou témoin montrent véhicules ou cargaisons aux extrémités"
        " (pas le trajet entre elles).",
    )
    REPORTED = (
        "reported",
        "reported",
        "rapporté",
        "A speaker states this leg; no observation of it was read.",
        "Un locuteur affirme ce tronçon ; aucune observation n'en a été lue.",
    )
    INFERRED = (
        "inferred",
        "inferred",
        "déduit",
        "A speaker concludes this leg from other things seen.",
        "Un locuteur déduit ce tronçon d'autres éléments vus.",
    )
    SCHEMATIC = (
        "schematic",
        "schematic",
        "schématique",
        "Drawn to join two reported ends; no source read names this leg.",
        "Tracé pour relier deux extrémités rapportées ; aucune source lue ne nomme"
        " ce tronçon.",
    )


class Evidence(Word):
    """What the speaker rests on, as far as the source says."""

    SATELLITE = (
        "satellite",
        "satellite imagery",
        "imagerie satellite",
        "Pictures from space.",
        "Images prises depuis l'espace.",
    )
    AIS = (
        "ais",
        "AIS or flight tracking",
        "AIS ou suivi des vols",
        "Transponder signals, or their absence.",
        "Signaux de transpondeur, ou leur absence.",
    )
    DEBRIS = (
        "debris",
        "physical remains",
        "restes matériels",
        "Weapons or parts examined by hand.",
        "Armes ou pièces examinées matériellement.",
    )
    DOCUMENTS = (
        "documents",
        "documents or trade records",
        "documents ou registres commerciaux",
        "Papers, lists or customs records.",
        "Papiers, listes ou données douanières.",
    )
    INTELLIGENCE = (
        "intelligence",
        "intelligence service",
        "service de renseignement",
        "An intelligence body's own statement; its basis is not shown.",
        "Déclaration d'un service de renseignement ; le fondement n'est pas montré.",
    )
    OFFICIAL = (
        "official",
        "official statement",
        "déclaration officielle",
        "A government, court or international body speaks; the basis may not be shown.",
        "Un gouvernement, un parquet ou un organe international s'exprime ; le"
        " fondement peut ne pas être montré.",
    )
    MEDIA = (
        "media",
        "media report",
        "média",
        "A journalist, analyst or outlet, without further basis shown.",
        "Journaliste, analyste ou média, sans autre fondement montré.",
    )
    NOT_STATED = (
        "not-stated",
        "not stated",
        "non indiqué",
        "The source does not say what it rests on.",
        "La source ne dit pas sur quoi elle se fonde.",
    )


class ContentConfidence(Word):
    """How the speaker treats what is inside a cargo nobody opened."""

    ASSERTED = (
        "asserted",
        "contents stated",
        "contenu affirmé",
        "The speaker states what the cargo is.",
        "Le locuteur affirme la nature de la cargaison.",
    )
    INFERRED = (
        "inferred",
        "contents inferred",
        "contenu déduit",
        "The speaker concludes what the cargo is from context.",
        "Le locuteur déduit la nature de la cargaison du contexte.",
    )
    UNCONFIRMED = (
        "unconfirmed",
        "contents unconfirmed",
        "contenu non confirmé",
        "The speaker says the contents are not known.",
        "Le locuteur dit que le contenu n'est pas connu.",
    )


class Reliability(Word):
    """Admiralty letter of a source. F is no low mark: it means not judged."""

    A = (
        "A",
        "completely reliable",
        "totalement fiable",
        "No doubt about authenticity or competence; history of complete reliability.",
        "Aucun doute sur l'authenticité ni la compétence ; fiabilité constante.",
    )
    B = (
        "B",
        "usually reliable",
        "habituellement fiable",
        "Minor doubts; mostly valid in the past.",
        "Doutes mineurs ; le plus souvent exacte par le passé.",
    )
    C = (
        "C",
        "fairly reliable",
        "assez fiable",
        "Some doubts; valid in part in the past.",
        "Quelques doutes ; en partie exacte par le passé.",
    )
    D = (
        "D",
        "not usually reliable",
        "habituellement peu fiable",
        "Marked doubts; errors shown in what was read.",
        "Doutes marqués ; erreurs constatées dans ce qui a été lu.",
    )
    E = (
        "E",
        "unreliable",
        "non fiable",
        "Shown to be invalid in what was read.",
        "Contenu démontré inexact dans ce qui a été lu.",
    )
    F = (
        "F",
        "cannot be judged",
        "ne peut être évaluée",
        "Not enough is known of the source to judge it.",
        "On en sait trop peu sur la source pour l'évaluer.",
    )


class Credibility(Word):
    """Admiralty digit of a claim. 6 is no low mark: it means not judged."""

    CONFIRMED = (
        "1",
        "confirmed by other sources",
        "confirmée par d'autres sources",
        "Independent sources with their own evidence say the same.",
        "Des sources indépendantes, sur leurs propres éléments, disent de même.",
    )
    PROBABLY = (
        "2",
        "probably true",
        "probablement vraie",
        "Consistent with other evidence read, not independently confirmed.",
        "Cohérente avec d'autres éléments lus, sans confirmation indépendante.",
    )
    POSSIBLY = (
        "3",
        "possibly true",
        "peut-être vraie",
        "Plausible, and partly supported.",
        "Plausible et en partie étayée.",
    )
    DOUBTFUL = (
        "4",
        "doubtful",
        "douteuse",
        "Possible, but at odds with better evidence read.",
        "Possible, mais en désaccord avec de meilleurs éléments lus.",
    )
    IMPROBABLE = (
        "5",
        "improbable",
        "improbable",
        "Contradicted by the document or record that it relays or rests on.",
        "Contredite par le document ou le registre qu'elle relaie.",
    )
    CANNOT_BE_JUDGED = (
        "6",
        "cannot be judged",
        "ne peut être évaluée",
        "There is no basis here to judge it.",
        "Aucun élément ne permet ici d'en juger.",
    )


class Likelihood(Word):
    """The seven bands of ICD 203; set only when the speaker uses such a word."""

    ALMOST_NO_CHANCE = (
        "almost-no-chance",
        "almost no chance (01-05 %)",
        "chance quasi nulle (01-05 %)",
        "ICD 203 band 01-05 %: almost no chance, remote.",
        "Bande ICD 203 de 01 à 05 % : chance quasi nulle.",
    )
    VERY_UNLIKELY = (
        "very-unlikely",
        "very unlikely (05-20 %)",
        "très improbable (05-20 %)",
        "ICD 203 band 05-20 %: very unlikely, highly improbable.",
        "Bande ICD 203 de 05 à 20 % : très improbable.",
    )
    UNLIKELY = (
        "unlikely",
        "unlikely (20-45 %)",
        "improbable (20-45 %)",
        "ICD 203 band 20-45 %: unlikely, improbable.",
        "Bande ICD 203 de 20 à 45 % : improbable.",
    )
    EVEN = (
        "roughly-even",
        "roughly even chance (45-55 %)",
        "chances à peu près égales (45-55 %)",
        "ICD 203 band 45-55 %: roughly even chance.",
        "Bande ICD 203 de 45 à 55 % : chances à peu près égales.",
    )
    LIKELY = (
        "likely",
        "likely (55-80 %)",
        "probable (55-80 %)",
        "ICD 203 band 55-80 %: likely, probable.",
        "Bande ICD 203 de 55 à 80 % : probable.",
    )
    VERY_LIKELY = (
        "very-likely",
        "very likely (80-95 %)",
        "très probable (80-95 %)",
        "ICD 203 band 80-95 %: very likely, highly probable.",
        "Bande ICD 203 de 80 à 95 % : très probable.",
    )
    ALMOST_CERTAIN = (
        "almost-certain",
        "almost certain (95-99 %)",
        "presque certain (95-99 %)",
        "ICD 203 band 95-99 %: almost certain, nearly certain.",
        "Bande ICD 203 de 95 à 99 % : presque certain.",
    )


class Counting(Word):
    """What a printed number counts; numbers of different counting never add."""

    SHIPMENT = (
        "shipment",
        "one shipment or sighting",
        "un envoi ou une observation",
        "Counts what one shipment, picture or day showed.",
        "Compte ce qu'un envoi, une image ou un jour a montré.",
    )
    RUNNING_TOTAL = (
        "running-total",
        "running total",
        "cumul",
        "A total since some start up to the as-of date; includes earlier totals.",
        "Un cumul depuis un début jusqu'à la date indiquée ; inclut les précédents.",
    )
    PER_PERIOD = (
        "per-period",
        "total of one period",
        "total d'une période",
        "A total inside one stated period.",
        "Un total dans une période indiquée.",
    )
    RATE = (
        "rate",
        "rate",
        "rythme",
        "So much per day, month or year.",
        "Tant par jour, par mois ou par an.",
    )
    CAPACITY = (
        "capacity",
        "capacity, not delivery",
        "capacité, non livraison",
        "What a container or plant could hold or make; not what was delivered.",
        "Ce qu'un conteneur ou une usine pourrait contenir ou produire, non livré.",
    )
    EITHER_OR = (
        "either-or",
        "one alternative of several",
        "une alternative parmi plusieurs",
        "One of several what-if figures for the same thing; they never add.",
        "Un chiffre hypothétique parmi d'autres pour la même chose ; sans addition.",
    )
    COMPUTED = (
        "computed",
        "converted or computed",
        "converti ou calculé",
        "The speaker computed it from another figure (mass, volume, share).",
        "Calculé par le locuteur à partir d'un autre chiffre (masse, volume, part).",
    )
    STOCK = (
        "stock",
        "present at one time",
        "présent à un instant",
        "What was standing at a place at one time.",
        "Ce qui se trouvait en un lieu à un instant.",
    )
    SHARE = (
        "share",
        "share",
        "part",
        "A percentage of something else.",
        "Un pourcentage d'autre chose.",
    )
    MEASURE = (
        "measure",
        "measure",
        "mesure",
        "A distance, size, duration, weight or other attribute; not an amount moved.",
        "Distance, taille, durée, poids ou autre attribut ; pas une quantité déplacée.",
    )


class LinkKind(Word):
    """How one claim relates to another."""

    REPEATS = (
        "repeats",
        "repeats",
        "répète",
        "Says the same after the same origin; counts once.",
        "Dit la même chose d'après la même origine ; compte une fois.",
    )
    PART_OF = (
        "part_of",
        "is part of",
        "fait partie de",
        "Its amount lies inside the other's.",
        "Sa quantité est comprise dans l'autre.",
    )
    OVERLAPS = (
        "overlaps",
        "overlaps",
        "recoupe",
        "The two amounts share an unknown part.",
        "Les deux quantités partagent une part inconnue.",
    )
    CONTRASTS = (
        "contrasts",
        "differs from",
        "diffère de",
        "The two readings differ and can both be so.",
        "Les deux lectures diffèrent et peuvent être vraies toutes deux.",
    )
    CONTRADICTS = (
        "contradicts",
        "contradicts",
        "contredit",
        "Both cannot be so as printed.",
        "Les deux ne peuvent être vrais tels qu'imprimés.",
    )
    SUPERSEDES = (
        "supersedes",
        "supersedes",
        "remplace",
        "A later statement of the same series by the same speaker.",
        "Énoncé plus récent de la même série par le même locuteur.",
    )
    DERIVED_FROM = (
        "derived_from",
        "is derived from",
        "est tiré de",
        "Computed or concluded from the other.",
        "Calculé ou déduit de l'autre.",
    )


class Topic(Word):
    """What kind of statement a claim is."""

    FLOW = (
        "flow",
        "movement of goods",
        "mouvement de biens",
        "Goods said to move.",
        "Des biens circuleraient.",
    )
    ROUTE = (
        "route",
        "route",
        "itinéraire",
        "The way or place something moves.",
        "La voie ou le lieu de passage.",
    )
    QUANTITY = ("quantity", "quantity", "quantité", "How much or how many.", "Combien.")
    SITE = ("site", "site", "site", "Something about a place.", "À propos d'un lieu.")
    LINK = (
        "link",
        "infrastructure link",
        "liaison",
        "A railway, bridge or service link.",
        "Voie ferrée, pont ou liaison de service.",
    )
    VESSEL = (
        "vessel",
        "vessel or aircraft",
        "navire ou aéronef",
        "A ship or aircraft, its owner or listing.",
        "Un navire ou aéronef, son propriétaire ou son inscription.",
    )
    PRACTICE = (
        "practice",
        "carrying practice",
        "pratique de transport",
        "How carriers act, such as sailing with AIS off.",
        "Façon d'agir des transporteurs, par exemple AIS coupé.",
    )
    DISTANCE = (
        "distance",
        "distance",
        "distance",
        "How far apart two places are said to be.",
        "Distance annoncée entre deux lieux.",
    )
    EVENT = (
        "event",
        "event",
        "événement",
        "Something dated that happened.",
        "Un fait daté.",
    )
    VISIT = (
        "visit",
        "visit or contact",
        "visite ou contact",
        "A meeting, visit, journey or letter.",
        "Rencontre, visite, voyage ou lettre.",
    )
    AGREEMENT = (
        "agreement",
        "agreement",
        "accord",
        "An agreement or its contents.",
        "Un accord ou son contenu.",
    )
    TECHNOLOGY = (
        "technology",
        "technology or know-how",
        "technologie ou savoir-faire",
        "Technology, data or know-how.",
        "Technologie, données ou savoir-faire.",
    )
    FINANCE = (
        "finance",
        "money",
        "argent",
        "Payments, revenue, and theft where it is reported.",
        "Paiements, revenus ou vols.",
    )
    PERSONNEL = (
        "personnel",
        "people",
        "personnes",
        "Soldiers, workers or trainers.",
        "Soldats, travailleurs ou formateurs.",
    )
    WEAPON_USE = (
        "weapon-use",
        "weapon use or remains",
        "emploi ou restes d'armes",
        "Use of a weapon, or remains examined.",
        "Emploi d'une arme ou restes examinés.",
    )
    CAPABILITY = (
        "capability",
        "capability",
        "capacité",
        "What a state or industry has or can do.",
        "Ce dont dispose un État ou une industrie.",
    )
    SANCTIONS = (
        "sanctions",
        "sanctions",
        "sanctions",
        "Sanctions, listings and their breach.",
        "Sanctions, inscriptions et leur violation.",
    )
    REACTION = (
        "reaction",
        "reaction",
        "réaction",
        "A government or body reacts.",
        "Réaction d'un gouvernement ou d'un organe.",
    )
    ASSESSMENT = (
        "assessment",
        "assessment",
        "appréciation",
        "A judgement about causes or consequences; never drawn.",
        "Jugement sur causes ou conséquences ; jamais dessiné.",
    )
    ACTOR = (
        "actor",
        "who somebody is",
        "identité d'un acteur",
        "Who a person or body is.",
        "Qui est une personne ou un organisme.",
    )
    BIBLIOGRAPHY = (
        "bibliography",
        "work cited",
        "ouvrage cité",
        "A work that the source cites.",
        "Un ouvrage cité par la source.",
    )


class State(Word):
    """How far along a movement or relation is, as the claim tells it."""

    OCCURRED = (
        "occurred",
        "said to have occurred",
        "aurait eu lieu",
        "Told as having taken place.",
        "Présenté comme ayant eu lieu.",
    )
    RECEIVED = (
        "received",
        "said to be received",
        "aurait été reçu",
        "Told as received or consolidated by the taker.",
        "Présenté comme reçu ou consolidé.",
    )
    ONGOING = (
        "ongoing",
        "ongoing",
        "en cours",
        "Told as going on.",
        "Présenté comme en cours.",
    )
    PAST = (
        "past",
        "past record",
        "antécédent",
        "Told as an earlier practice.",
        "Présenté comme une pratique antérieure.",
    )
    PLANNED = (
        "planned",
        "planned",
        "prévu",
        "Told as planned; no word that it happened.",
        "Présenté comme prévu ; rien ne dit que cela a eu lieu.",
    )
    EXPECTED = (
        "expected",
        "expected",
        "attendu",
        "Told as expected.",
        "Présenté comme attendu.",
    )
    NEEDED = (
        "need",
        "needed",
        "besoin",
        "Told as a need of the taker.",
        "Présenté comme un besoin.",
    )
    SOUGHT = (
        "sought",
        "sought",
        "recherché",
        "Told as wanted or asked for.",
        "Présenté comme voulu ou demandé.",
    )
    OFFERED = (
        "offered",
        "offered",
        "proposé",
        "Told as offered.",
        "Présenté comme proposé.",
    )
    CONSOLIDATED = (
        "consolidated",
        "position consolidated",
        "position consolidée",
        "Told as a position strengthened by the giver.",
        "Présenté comme une position renforcée.",
    )
    POTENTIAL = (
        "potential",
        "potential",
        "potentiel",
        "Told as something that could be had.",
        "Présenté comme possible.",
    )
    HYPOTHETICAL = (
        "hypothetical",
        "hypothetical",
        "hypothétique",
        "Told as an if.",
        "Présenté comme une hypothèse.",
    )
    CONTACT = (
        "contact",
        "contact made",
        "prise de contact",
        "Told as contact or talks only.",
        "Présenté comme un simple contact.",
    )
    SUSPECTED = (
        "suspected",
        "feared or suspected",
        "redouté ou soupçonné",
        "Told as a fear or suspicion.",
        "Présenté comme une crainte ou un soupçon.",
    )
    WITHHELD = (
        "withheld",
        "withheld",
        "non livré",
        "Told as not handed over.",
        "Présenté comme non remis.",
    )
    REFRAINED = (
        "refrained",
        "refrained from",
        "dont on s'abstient",
        "Told as not done so far.",
        "Présenté comme non fait à ce jour.",
    )
    REFUTED = (
        "refuted",
        "refuted",
        "réfuté",
        "Told as refuted.",
        "Présenté comme réfuté.",
    )


class Trend(Word):
    """Which way an amount is said to go."""

    INCREASE = ("increase", "increase", "hausse", "Said to rise.", "Serait en hausse.")
    DECREASE = ("decrease", "decrease", "baisse", "Said to fall.", "Serait en baisse.")
    PAUSE = (
        "pause",
        "pause",
        "pause",
        "Said to have stopped for a time.",
        "Se serait arrêté un temps.",
    )
    RESUMPTION = (
        "resumption",
        "resumption",
        "reprise",
        "Said to have started again.",
        "Aurait repris.",
    )


class Practice(Word):
    """Ways of carrying or hiding that claims name."""

    AIS_OFF = (
        "ais-off",
        "sailing without AIS",
        "navigation sans AIS",
        "No transponder positions during the voyage; the cause is not judged here.",
        "Aucune position de transpondeur pendant le voyage ; la cause n'est pas jugée ici.",
    )
    LEGAL_LAYERING = (
        "legal-layering",
        "legal layering",
        "montage juridique en couches",
        "Several legal owners between ship and user.",
        "Plusieurs propriétaires légaux entre le navire et l'usager.",
    )
    FLAGS_OF_CONVENIENCE = (
        "flags-of-convenience",
        "flags of convenience",
        "pavillons de complaisance",
        "Registration in a state with which the ship has no tie.",
        "Immatriculation dans un État sans lien avec le navire.",
    )
    MULTIPLE_TRANSSHIPMENT = (
        "multiple-transshipment",
        "several transshipments",
        "transbordements multiples",
        "Goods moved from vehicle to vehicle on the way.",
        "Marchandises transférées de véhicule en véhicule en route.",
    )
    EMBARGO_BREAKING = (
        "embargo-breaking",
        "past embargo breaking",
        "embargo enfreint par le passé",
        "An earlier voyage said to have broken an embargo.",
        "Un voyage antérieur qui aurait enfreint un embargo.",
    )
    COVERT_ROUTING = (
        "covert-routing",
        "masked destination",
        "destination masquée",
        "Goods declared for another place.",
        "Marchandises déclarées pour un autre lieu.",
    )


class Flag(Word):
    """Doubts that travel with a row; a flagged value is kept as printed."""

    DATE_DOUBTFUL = (
        "date-doubtful",
        "date doubtful",
        "date douteuse",
        "The printed date conflicts with another reading.",
        "La date imprimée contredit une autre lecture.",
    )
    YEAR_INFERRED = (
        "year-inferred",
        "year inferred",
        "année déduite",
        "The source prints no year; it is inferred from context.",
        "La source n'imprime pas l'année ; elle est déduite du contexte.",
    )
    NUMBER_DOUBTFUL = (
        "number-doubtful",
        "number doubtful",
        "nombre douteux",
        "The printed number conflicts with another reading.",
        "Le nombre imprimé contredit une autre lecture.",
    )
    PLACE_DOUBTFUL = (
        "place-doubtful",
        "place doubtful",
        "lieu douteux",
        "The printed place conflicts with another reading or could be two places.",
        "Le lieu imprimé contredit une autre lecture ou peut en désigner deux.",
    )
    AMBIGUOUS = (
        "ambiguous",
        "ambiguous",
        "ambigu",
        "The wording allows more than one reading.",
        "La formulation admet plusieurs lectures.",
    )
    MISREPORT = (
        "misreport",
        "relay error",
        "erreur de relais",
        "The relay changed what its own source said.",
        "Le relais a modifié ce que disait sa source.",
    )
    SUPERSEDED = (
        "superseded",
        "superseded",
        "dépassé",
        "A later report by the same speaker, or the event itself, replaces it.",
        "Un énoncé plus récent, ou l'événement lui-même, le remplace.",
    )
    MISMATCH = (
        "mismatch",
        "does not match computation",
        "ne correspond pas au calcul",
        "A computation gives another value; both are shown.",
        "Un calcul donne une autre valeur ; les deux sont montrées.",
    )
    TRANSLATION = (
        "translation",
        "translation artefact",
        "artefact de traduction",
        "The wording is likely a slip of translation.",
        "La formulation est sans doute un défaut de traduction.",
    )
    MIXED_DIRECTIONS = (
        "mixed-directions",
        "mixes both directions",
        "mêle les deux sens",
        "The figure counts both ways together.",
        "Le chiffre compte les deux sens ensemble.",
    )
    OUT_OF_SCOPE = (
        "out-of-scope",
        "not about this supply",
        "hors de cette chaîne",
        "Kept to prevent a mix-up; not part of the DPRK-Russia supply.",
        "Conservé pour éviter une confusion ; hors de la chaîne étudiée.",
    )
    UNATTRIBUTED = (
        "unattributed",
        "no origin given",
        "sans origine indiquée",
        "The document gives no source for it.",
        "Le document n'en donne pas la source.",
    )


class Unit(Word):
    """Units of printed quantities. Different units never add."""

    CONTAINER = (
        "container",
        "containers",
        "conteneurs",
        "Shipping containers, size rarely stated.",
        "Conteneurs, taille rarement indiquée.",
    )
    SHELL = (
        "shell",
        "shells or rounds",
        "obus ou coups",
        "Artillery shells or rounds.",
        "Obus ou coups d'artillerie.",
    )
    MISSILE = ("missile", "missiles", "missiles", "Missiles.", "Missiles.")
    VOYAGE = (
        "voyage",
        "voyages",
        "voyages",
        "Trips by ship (one loaded run).",
        "Voyages par navire (une traversée chargée).",
    )
    VESSEL_CALL = (
        "vessel-call",
        "port calls",
        "escales",
        "A ship's stay at a port.",
        "Séjour d'un navire dans un port.",
    )
    VESSEL = ("vessel", "vessels", "navires", "Ships.", "Navires.")
    SHIPMENT = (
        "shipment",
        "shipments",
        "envois",
        "Deliveries of any mode.",
        "Livraisons, tous modes.",
    )
    RAILCAR = ("railcar", "railcars", "wagons", "Railway cars.", "Wagons.")
    AIRCRAFT = ("aircraft", "aircraft", "avions", "Aircraft.", "Avions.")
    FLIGHT = ("flight", "flights", "vols", "Flights.", "Vols.")
    GUN = ("gun", "guns", "canons", "Artillery pieces.", "Pièces d'artillerie.")
    VEHICLE = (
        "vehicle",
        "vehicles",
        "véhicules",
        "Vehicles of any kind.",
        "Véhicules de tout type.",
    )
    TANK = ("tank", "tanks", "chars", "Battle tanks.", "Chars de combat.")
    DRONE = (
        "drone",
        "drones",
        "drones",
        "Uncrewed aircraft.",
        "Aéronefs sans équipage.",
    )
    TONNE = ("t", "tonnes", "tonnes", "Metric tonnes.", "Tonnes métriques.")
    TONNE_PER_YEAR = (
        "t/year",
        "tonnes a year",
        "tonnes par an",
        "Metric tonnes per year.",
        "Tonnes métriques par an.",
    )
    BARREL = ("barrel", "barrels", "barils", "Barrels of oil.", "Barils de pétrole.")
    GROSS_TONNAGE = (
        "GT",
        "gross tonnage",
        "jauge brute",
        "Gross tonnage of a ship.",
        "Jauge brute d'un navire.",
    )
    USD = (
        "USD",
        "US dollars",
        "dollars US",
        "United States dollars as printed.",
        "Dollars des États-Unis, tels qu'imprimés.",
    )
    EUR = ("EUR", "euros", "euros", "Euros as printed.", "Euros, tels qu'imprimés.")
    PERCENT = ("percent", "percent", "pour cent", "Per hundred.", "Pour cent.")
    PERCENT_OF_GDP = (
        "percent-of-gdp",
        "percent of GDP",
        "pour cent du PIB",
        "Percent of gross domestic product.",
        "Pour cent du produit intérieur brut.",
    )
    KM = ("km", "kilometres", "kilomètres", "Kilometres.", "Kilomètres.")
    KM2 = (
        "km2",
        "square kilometres",
        "kilomètres carrés",
        "Square kilometres.",
        "Kilomètres carrés.",
    )
    METRE = ("m", "metres", "mètres", "Metres.", "Mètres.")
    DAY = ("day", "days", "jours", "Days.", "Jours.")
    DAY_IMAGED = (
        "day-imaged",
        "days with a sighting",
        "jours avec observation",
        "Days with imagery on which something was seen; not voyages.",
        "Jours imagés où quelque chose a été vu ; pas des voyages.",
    )
    WEEK = ("week", "weeks", "semaines", "Weeks.", "Semaines.")
    MONTH = ("month", "months", "mois", "Months.", "Mois.")
    YEAR = ("year", "years", "ans", "Years.", "Années.")
    SHELL_PER_DAY = (
        "shell/day",
        "shells a day",
        "obus par jour",
        "Shells per day.",
        "Obus par jour.",
    )
    SHELL_PER_YEAR = (
        "shell/year",
        "shells a year",
        "obus par an",
        "Shells per year.",
        "Obus par an.",
    )
    VOYAGE_PER_MONTH = (
        "voyage/month",
        "voyages a month",
        "voyages par mois",
        "Voyages per month.",
        "Voyages par mois.",
    )
    PERSON = ("person", "people", "personnes", "People.", "Personnes.")
    KILLED = (
        "killed",
        "people killed",
        "personnes tuées",
        "People reported killed.",
        "Personnes déclarées tuées.",
    )
    WORKER = ("worker", "workers", "travailleurs", "Workers.", "Travailleurs.")
    FACTORY = ("factory", "factories", "usines", "Factories.", "Usines.")
    DEPOT = ("depot", "depots", "dépôts", "Depots.", "Dépôts.")
    PIT = (
        "pit",
        "storage pits",
        "fosses de stockage",
        "Bermed storage pits.",
        "Fosses de stockage merlonnées.",
    )
    COMPONENT = ("component", "components", "composants", "Parts.", "Pièces.")
    REACTOR = (
        "reactor",
        "reactors (1,000 MW each)",
        "réacteurs (1 000 MW chacun)",
        "Reactors of 1,000 MW each, as printed.",
        "Réacteurs de 1 000 MW chacun, tels qu'imprimés.",
    )
    LAUNCH = (
        "launch",
        "satellite launches",
        "lancements de satellite",
        "Satellite launches.",
        "Lancements de satellite.",
    )
    REGION = ("region", "regions", "régions", "Regions.", "Régions.")
    STATE = ("state", "states", "États", "States.", "États.")
    MULTIPLE = ("multiple", "times as many", "fois plus", "A ratio.", "Un rapport.")
    ORDINAL = (
        "ordinal",
        "number in a series",
        "rang dans une série",
        "A rank, not an amount.",
        "Un rang, pas une quantité.",
    )


class SourceKind(Word):
    """What sort of document a source is."""

    FOUNDING = (
        "founding",
        "founding document",
        "document fondateur",
        "One of the five documents the project began from.",
        "Un des cinq documents dont le projet est parti.",
    )
    THINK_TANK = (
        "think-tank",
        "research institute",
        "institut de recherche",
        "A research institute or university.",
        "Institut de recherche ou université.",
    )
    NGO = (
        "ngo",
        "non-governmental body",
        "organisation non gouvernementale",
        "A non-governmental investigator.",
        "Enquêteur non gouvernemental.",
    )
    GOVERNMENT = (
        "government",
        "government",
        "gouvernement",
        "A government or its agency.",
        "Un gouvernement ou son agence.",
    )
    UN = (
        "un",
        "United Nations",
        "Nations unies",
        "A body of the United Nations.",
        "Un organe des Nations unies.",
    )
    MEDIA = (
        "media",
        "media",
        "média",
        "A newspaper, agency, broadcaster or news site.",
        "Journal, agence, diffuseur ou site d'information.",
    )
    CITED = (
        "cited",
        "cited, not read",
        "cité, non lu",
        "A work known only because a founding document cites it.",
        "Ouvrage connu seulement parce qu'un document fondateur le cite.",
    )
    REFERENCE = (
        "reference",
        "reference work",
        "ouvrage de référence",
        "A gazetteer, map, encyclopaedia or timetable used for places.",
        "Répertoire, carte, encyclopédie ou horaire utilisé pour les lieux.",
    )


class Theme(Word):
    """The group a flow belongs to on the map."""

    MUNITIONS = (
        "munitions",
        "Munitions to Russia",
        "Munitions vers la Russie",
        "Arms, shells and missiles reported to go to Russia.",
        "Armes, obus et missiles qui iraient vers la Russie.",
    )
    RETURN = (
        "return",
        "Return flows to the DPRK",
        "Flux retour vers la RPDC",
        "What is reported to come back: containers, oil, food, money, raw materials.",
        "Ce qui reviendrait : conteneurs, pétrole, vivres, argent, matières premières.",
    )
    TECHNOLOGY = (
        "technology",
        "Technology and know-how",
        "Technologie et savoir-faire",
        "Technology, data and know-how, sought, feared or reported.",
        "Technologie, données et savoir-faire, recherchés, redoutés ou rapportés.",
    )
    PERSONNEL = (
        "personnel",
        "People",
        "Personnes",
        "Soldiers, engineers and training.",
        "Soldats, ingénieurs et formation.",
    )
    CORRIDOR = (
        "corridor",
        "Dandong-Sinuiju and China",
        "Dandong-Sinuiju et la Chine",
        "Supplies from China that sources call lawful or vital.",
        "Approvisionnements chinois que les sources disent légaux ou vitaux.",
    )
    LABOUR = (
        "labour",
        "Clandestine labour",
        "Travail clandestin",
        "Workers abroad as a source of currency.",
        "Travailleurs à l'étranger, source de devises.",
    )
    RAIL_TRAFFIC = (
        "rail-traffic",
        "Border rail traffic, cargo unstated",
        "Trafic ferroviaire frontalier, fret non précisé",
        "Trains seen at the border without stated cargo.",
        "Trains vus à la frontière sans fret indiqué.",
    )
    DIPLOMACY = (
        "diplomacy",
        "Visits and diplomatic cover",
        "Visites et couverture diplomatique",
        "Visits, journeys and support; never drawn as goods.",
        "Visites, voyages et appuis ; jamais dessinés comme des biens.",
    )
    CONTEXT = (
        "context",
        "Wider context",
        "Contexte élargi",
        "Other countries' trade, support and history, and theft where it is reported.",
        "Commerce d'autres pays, vols, appuis et histoire.",
    )


class Sanctions(Word):
    """What sources say of a flow's standing under sanctions."""

    VIOLATION_ALLEGED = (
        "violation-alleged",
        "said to breach sanctions",
        "violerait les sanctions",
        "At least one speaker calls it a breach.",
        "Au moins un locuteur y voit une violation.",
    )
    CONTESTED = (
        "contested",
        "breach alleged and denied",
        "violation alléguée et niée",
        "Speakers disagree whether it is a breach.",
        "Les locuteurs divergent sur la violation.",
    )
    LEGAL_CAPPED = (
        "legal-capped",
        "said to be lawful within caps",
        "serait légal sous plafonds",
        "Told as lawful within embargo caps.",
        "Présenté comme légal dans les plafonds d'embargo.",
    )
    LISTED = (
        "listed",
        "carriers are listed",
        "transporteurs inscrits",
        "Carriers or agents stand on a sanctions list.",
        "Transporteurs ou agents inscrits sur une liste de sanctions.",
    )
    NOT_STATED = (
        "not-stated",
        "not stated",
        "non indiqué",
        "No source read says.",
        "Aucune source lue ne le dit.",
    )
    NOT_APPLICABLE = (
        "not-applicable",
        "not applicable",
        "sans objet",
        "Not a matter of these sanctions.",
        "Hors du champ de ces sanctions.",
    )


class EventKind(Word):
    """What sort of happening an event is."""

    VISIT = (
        "visit",
        "visit or meeting",
        "visite ou rencontre",
        "A visit, summit or delegation.",
        "Visite, sommet ou délégation.",
    )
    LETTER = (
        "letter",
        "letter",
        "lettre",
        "An exchange of letters.",
        "Échange de lettres.",
    )
    JOURNEY = (
        "journey",
        "journey",
        "voyage",
        "A journey by train or aircraft.",
        "Voyage en train ou en avion.",
    )
    AGREEMENT = (
        "agreement",
        "agreement",
        "accord",
        "An agreement, signed or disputed.",
        "Accord, signé ou contesté.",
    )
    LAUNCH = (
        "launch",
        "satellite launch",
        "lancement de satellite",
        "A satellite launch or attempt.",
        "Lancement ou tentative.",
    )
    WEAPON_USE = (
        "weapon-use",
        "weapon use",
        "emploi d'arme",
        "A reported use of a weapon.",
        "Emploi d'arme rapporté.",
    )
    STRIKE = (
        "strike",
        "strike on a site",
        "frappe sur un site",
        "A strike on a depot.",
        "Frappe sur un dépôt.",
    )
    VOTE = (
        "vote",
        "vote or recognition",
        "vote ou reconnaissance",
        "A vote or act of recognition.",
        "Vote ou acte de reconnaissance.",
    )
    LISTING = (
        "listing",
        "sanctions listing",
        "inscription sur liste",
        "A sanctions listing.",
        "Inscription sur une liste de sanctions.",
    )
    WAR = (
        "war",
        "war event",
        "événement de guerre",
        "An event of war.",
        "Événement de guerre.",
    )
    FINANCE = (
        "finance",
        "finance event",
        "événement financier",
        "A payment, or a theft as reported.",
        "Paiement ou vol.",
    )
    SERVICE = (
        "service",
        "service change",
        "changement de service",
        "A service is switched.",
        "Un service est changé.",
    )
    DEPLOYMENT = (
        "deployment",
        "deployment",
        "déploiement",
        "People sent or planned to be sent.",
        "Envoi de personnes, effectif ou prévu.",
    )
    STATEMENT = (
        "statement",
        "statement",
        "déclaration",
        "A public statement or report.",
        "Déclaration ou rapport public.",
    )
    HISTORY = (
        "history",
        "historical precedent",
        "précédent historique",
        "An event told as a precedent.",
        "Événement cité comme précédent.",
    )
    TENSION = (
        "tension",
        "regional tension",
        "tension régionale",
        "Threats or incidents in the region.",
        "Menaces ou incidents dans la région.",
    )


class EventStatus(Word):
    """Whether an event is told as having happened."""

    OCCURRED = (
        "occurred",
        "told as having happened",
        "présenté comme advenu",
        "At least one source tells it as past, none denies it.",
        "Au moins une source le dit passé, aucune ne le nie.",
    )
    PLANNED = (
        "planned",
        "planned",
        "prévu",
        "Told as planned only.",
        "Présenté comme seulement prévu.",
    )
    FORECAST = (
        "forecast",
        "forecast",
        "annoncé",
        "Told as expected only.",
        "Présenté comme seulement attendu.",
    )
    CONTESTED = (
        "contested",
        "contested",
        "contesté",
        "Sources disagree whether it happened.",
        "Les sources divergent sur sa réalité.",
    )


class Outcome(Word):
    """What came of looking. 'Looked, saw nothing' and 'not imaged' are results."""

    SEEN = ("seen", "seen", "vu", "Something was seen.", "Quelque chose a été vu.")
    NOTHING_SEEN = (
        "nothing-seen",
        "looked, saw nothing",
        "regardé, rien vu",
        "The place was looked at and the thing was not there.",
        "Le lieu a été regardé et la chose n'y était pas.",
    )
    NOT_IMAGED = (
        "not-imaged",
        "not looked at, or not visible",
        "non regardé, ou non visible",
        "Nobody looked, or the source says that the thing in question could not be seen.",
        "Personne n'a regardé, ou la source dit que la chose n'était pas visible.",
    )
    INFERRED = (
        "inferred",
        "inferred",
        "déduit",
        "Concluded from changes, records or counts rather than seen.",
        "Déduit de changements, registres ou décomptes.",
    )


class VesselAttribute(Word):
    """Things about a ship or aircraft that change with time."""

    NAME = ("name", "name", "nom", "A name it has borne.", "Un nom porté.")
    FLAG = ("flag", "flag", "pavillon", "Flag state.", "État du pavillon.")
    OWNER = (
        "owner",
        "owner",
        "propriétaire",
        "Registered or reported owner.",
        "Propriétaire enregistré ou rapporté.",
    )
    OPERATOR = (
        "operator",
        "operator or manager",
        "exploitant ou gestionnaire",
        "Operator or manager.",
        "Exploitant ou gestionnaire.",
    )
    TYPE = (
        "type",
        "type",
        "type",
        "Type of ship or aircraft.",
        "Type de navire ou d'aéronef.",
    )
    BUILT = (
        "built",
        "year built",
        "année de construction",
        "Year of build.",
        "Année de construction.",
    )
    SIZE = ("size", "size", "taille", "Length or tonnage.", "Longueur ou tonnage.")
    CALL_SIGN = (
        "call-sign",
        "call sign",
        "indicatif",
        "Radio call sign.",
        "Indicatif radio.",
    )
    HOME_PORT = (
        "home-port",
        "home port",
        "port d'attache",
        "Port of registry.",
        "Port d'attache.",
    )
    LISTING = (
        "listing",
        "sanctions listing",
        "inscription sur liste",
        "Entry on a sanctions list.",
        "Inscription sur une liste de sanctions.",
    )


class Place(Word):
    """What a site plainly is."""

    PORT = ("port", "seaport", "port maritime", "A seaport.", "Un port maritime.")
    PIER = ("pier", "pier", "jetée", "One pier of a seaport.", "Une jetée d'un port.")
    NAVAL_FACILITY = (
        "naval-facility",
        "naval facility with berths",
        "installation navale avec quais",
        "A navy site.",
        "Un site de la marine.",
    )
    DEPOT = (
        "depot",
        "munitions depot",
        "dépôt de munitions",
        "A store of munitions.",
        "Un dépôt de munitions.",
    )
    INLAND_TERMINAL = (
        "inland-terminal",
        "inland terminal (munitions depot)",
        "terminal intérieur (dépôt de munitions)",
        "Where containers are reported to end inland.",
        "Où des conteneurs finiraient leur trajet à l'intérieur des terres.",
    )
    STATION = ("station", "railway station", "gare", "A railway station.", "Une gare.")
    JUNCTION = (
        "junction",
        "railway junction",
        "nœud ferroviaire",
        "Where railway lines meet.",
        "Où des voies ferrées se rejoignent.",
    )
    BRIDGE = ("bridge", "bridge", "pont", "A bridge.", "Un pont.")
    CROSSING = (
        "crossing",
        "border crossing",
        "point de passage",
        "A border crossing.",
        "Un point de passage frontalier.",
    )
    AIRPORT = (
        "airport",
        "airport or air base",
        "aéroport ou base aérienne",
        "An airport or air base.",
        "Aéroport ou base aérienne.",
    )
    LAUNCH_SITE = (
        "launch-site",
        "launch site",
        "site de lancement",
        "A site for rockets or missiles.",
        "Un site de lancement.",
    )
    TEST_SITE = (
        "test-site",
        "test range",
        "polygone d'essais",
        "A test range.",
        "Un polygone d'essais.",
    )
    CITY = (
        "city",
        "town or city",
        "ville",
        "A town or settlement.",
        "Une ville ou localité.",
    )
    COUNTRY = (
        "country",
        "country",
        "pays",
        "A country, shown at an anchor point.",
        "Un pays, figuré par un point d'ancrage.",
    )
    REGION = (
        "region",
        "region or area",
        "région ou zone",
        "A region, sea or area.",
        "Une région, mer ou zone.",
    )
    BODY = (
        "body",
        "institution",
        "institution",
        "An institution shown at no fixed place.",
        "Une institution sans lieu fixe.",
    )
    BUILDING = (
        "building",
        "building or plant",
        "bâtiment ou usine",
        "A building, plant or square.",
        "Bâtiment, usine ou place.",
    )
    RAIL_LINK = (
        "rail-link",
        "railway link",
        "liaison ferroviaire",
        "A railway between two stations.",
        "Une voie ferrée entre deux gares.",
    )
    BORDER = (
        "border",
        "border or line",
        "frontière ou ligne",
        "A border or line of separation.",
        "Une frontière ou ligne de séparation.",
    )


class PathBasis(Word):
    """What a drawn path rests on. None of them is an observed track."""

    RAIL_GRAPH = (
        "rail-graph",
        "railway graph",
        "graphe ferroviaire",
        "The shortest way along mapped railways by the waypoints named.",
        "Le plus court chemin le long de voies cartographiées, par les points nommés.",
    )
    LEAST_COST = (
        "least-cost",
        "least-cost sea line",
        "tracé maritime de moindre coût",
        "A computed line that crosses no land and keeps off the shore.",
        "Une ligne calculée qui ne traverse aucune terre et s'écarte du rivage.",
    )
    MISSING = (
        "missing",
        "missing from the data",
        "absent des données",
        "A railway that no data set read holds, drawn straight.",
        "Une voie ferrée qu'aucun jeu de données lu ne contient, tracée droite.",
    )


VOCABULARIES: dict[str, type[Word]] = {
    word.__name__: word
    for word in (
        Stance,
        Mode,
        Direction,
        LegStatus,
        Evidence,
        ContentConfidence,
        Reliability,
        Credibility,
        Likelihood,
        Counting,
        LinkKind,
        Topic,
        State,
        Trend,
        Practice,
        Flag,
        Unit,
        SourceKind,
        Theme,
        Sanctions,
        EventKind,
        EventStatus,
        Outcome,
        VesselAttribute,
        Place,
        PathBasis,
    )
}
"""Every vocabulary by name, in the order of the data dictionary."""
