# ruff: noqa: E501
# A table of words reads best one text a line.
"""What :mod:`geo.plausibility` says, by key: English, then French."""

from __future__ import annotations

__all__ = ["WORDS"]

# fmt: off
WORDS: dict[str, tuple[str, str]] = {
    "range-both": ("{a} to {b}", "{a} à {b}"),
    "range-one": ("{a}", "{a}"),
    "range-low": ("at least {a}", "au moins {a}"),
    "range-high": ("at most {b}", "au plus {b}"),
    "range-open": ("open at both ends", "sans borne"),
    "under": ("less than {n}", "moins de {n}"),
    "undated": ("undated", "sans date"),
    "where": (
        "{name} [{key}] at {lat} {lon}{error}{source}",
        "{name} [{key}] à {lat} {lon}{error}{source}",
    ),
    "within": (", within {km} km", ", à {km} km près"),
    "no-error": (", error not stated", ", erreur non indiquée"),
    "f-distance": (
        "The shortest line over the WGS 84 ellipsoid between the two places (to the nearest point of a line or area), less and plus the sum of their location errors. A stated number agrees if it reaches that range, give or take {percent} % or half a unit of its last digit other than 0, whichever is more. Along a railway, road or sea lane, a way may be longer than the line, not shorter.",
        "La ligne la plus courte sur l'ellipsoïde WGS 84 entre les deux lieux (jusqu'au point le plus proche d'une ligne ou d'une zone), moins et plus la somme de leurs erreurs de position. Un nombre annoncé concorde s'il atteint cet intervalle, à {percent} % près ou à une demi-unité de son dernier chiffre non nul près, la plus grande des deux marges. Par rail, route ou mer, le trajet peut être plus long que la ligne, jamais plus court.",
    ),
    "ends-amount": ("{ends}: {amount}", "{ends} : {amount}"),
    "no-number": (
        "The claim states no number of kilometres or metres.",
        "L'affirmation ne donne aucun nombre de kilomètres ou de mètres.",
    ),
    "no-two-places": (
        "The claim does not name two different places.",
        "L'affirmation ne nomme pas deux lieux différents.",
    ),
    "no-place": (
        "No position and no reference place is known for {names}.",
        "Aucune position ni aucun lieu de référence connu pour : {names}.",
    ),
    "measured-to": (
        "Measured to {name}, one reading of “{end}”.",
        "Mesuré jusqu'à : {name}, une lecture de « {end} ».",
    ),
    "in-stated": (
        "stated {amount} [{key}], read as {range} km",
        "annoncé {amount} [{key}], lu comme {range} km",
    ),
    "line": ("{range} km", "{range} km"),
    "too-coarse": (
        "The places are {km} km apart and known to {error} km together: too coarse to compare.",
        "Les lieux sont à {km} km l'un de l'autre et connus à {error} km près au total : trop grossier pour comparer.",
    ),
    "shorter": (
        "The stated distance is shorter than the straight line ({line}); no way between the two places can be shorter.",
        "La distance annoncée est plus courte que la ligne droite ({line}) ; aucun trajet entre les deux lieux ne peut l'être.",
    ),
    "fits-line": (
        "The straight line measures {line}; the stated distance fits it.",
        "La ligne droite mesure {line} ; la distance annoncée y correspond.",
    ),
    "longer": (
        "The straight line measures {line}; the stated distance is longer. A way by rail or road would be longer than the line too; the claim names none.",
        "La ligne droite mesure {line} ; la distance annoncée est plus longue. Un trajet par rail ou par route le serait aussi ; l'affirmation n'en nomme aucun.",
    ),
    "no-track": (
        "The stated distance is longer than the straight line ({line}), as any track is; the atlas holds no length of that track.",
        "La distance annoncée est plus longue que la ligne droite ({line}), comme tout tracé ; l'atlas ne contient pas la longueur de ce tracé.",
    ),
    "fits-track": (
        "The straight line measures {line}, the track {track} km; the stated distance fits the track.",
        "La ligne droite mesure {line}, le tracé {track} km ; la distance annoncée correspond au tracé.",
    ),
    "fits-neither": (
        "The straight line measures {line}, the track {track} km; the stated distance fits neither.",
        "La ligne droite mesure {line}, le tracé {track} km ; la distance annoncée ne correspond ni à l'une ni à l'autre.",
    ),
    "other-reference": (
        "To the other reference, {name}, it is {range} km: {verdict}.",
        "Jusqu'à l'autre référence, {name}, il y a {range} km : {verdict}.",
    ),
    "fitting-end": (
        "The number would fit {start} – {end}, {range} km, an end that the atlas has for another flow of this kind.",
        "Le nombre correspondrait à {start} – {end}, {range} km, une extrémité que l'atlas donne à un autre flux de ce type.",
    ),
    "passage": (
        "The row tells of a passage between two places, not of one place.",
        "La ligne décrit un passage entre deux lieux, non un lieu.",
    ),
    "unlocated": (
        "No position is known for the sighting.",
        "Aucune position n'est connue pour l'observation.",
    ),
    "no-date": (
        "The sighting has no date, or its date has an open end.",
        "L'observation n'a pas de date, ou sa date n'a pas de borne.",
    ),
    "f-speed": (
        "Shortest line over the WGS 84 ellipsoid between the two places, less their location errors, over the longest time that the two dates leave (from the first hour of the one to the last hour of the other). A ship sails farther than that line, so the speed is the least one. One ship can make both sightings if it is no more than {kn} knots.",
        "Ligne la plus courte sur l'ellipsoïde WGS 84 entre les deux lieux, moins leurs erreurs de position, divisée par le temps le plus long que laissent les deux dates (de la première heure de l'une à la dernière heure de l'autre). Un navire parcourt davantage que cette ligne : la vitesse est donc un minimum. Un même navire peut expliquer les deux observations si elle ne dépasse pas {kn} nœuds.",
    ),
    "place-date": ("{place}, {date} [{key}]", "{place}, {date} [{key}]"),
    "who-seen": ("{who}: {seen}", "{who} : {seen}"),
    "one-place": (
        "Both sightings may be at one place, as far as the places are known; no speed is needed between them.",
        "Les deux observations peuvent être au même lieu, à la précision des positions près ; aucune vitesse n'est requise entre elles.",
    ),
    "coarse-for-time": (
        "The places are known too coarsely for the time between the sightings.",
        "Les lieux sont connus trop grossièrement pour le temps qui sépare les observations.",
    ),
    "can-be-one": (
        "One ship can make both sightings: the dates leave up to {hours} hours for at least {km} km. That takes a speed of {needed} knots, or more.",
        "Un même navire peut expliquer les deux observations : les dates laissent jusqu'à {hours} heures pour au moins {km} km. Cela demande une vitesse de {needed} nœuds, ou plus.",
    ),
    "cannot-be-one": (
        "The dates leave at most {hours} hours for at least {km} km. That takes {needed} knots or more, against the {kn} assumed as the most. A date, a place or the ship may be read otherwise.",
        "Les dates laissent au plus {hours} heures pour au moins {km} km. Cela demande {needed} nœuds ou plus, contre un maximum supposé de {kn}. Une date, un lieu ou le navire peuvent se lire autrement.",
    ),
    "doubt": (
        "Row {key} carries the doubt: {flags}.",
        "La ligne {key} porte la réserve : {flags}.",
    ),
    "in-dates": (
        "{when_1} [{key_1}], {when_2} [{key_2}]: {hours} hours apart",
        "{when_1} [{key_1}], {when_2} [{key_2}] : {hours} heures d'écart",
    ),
    "in-speed": (
        "greatest speed {kn} knots (assumed)",
        "vitesse maximale {kn} nœuds (hypothèse)",
    ),
    "in-sea": (
        "the way by sea is {km} km long (paths and published distances of the atlas): at least {needed} knots",
        "le trajet par mer mesure {km} km (tracés et distances publiées de l'atlas) : au moins {needed} nœuds",
    ),
    "f-gap": (
        "Round trip = twice the distance at {slow} to {fast} knots, and {short} to {long} days in each of the two ports. Round trips of one ship = length of the gap over that time, whole trips only; times the number of named ships. A stated number of trips agrees if no more trips are stated than fit.",
        "Aller-retour = deux fois la distance, entre {slow} et {fast} nœuds, plus {short} à {long} jours dans chacun des deux ports. Allers-retours d'un navire = durée de l'interruption divisée par ce temps, en nombre entier ; multiplié par le nombre de navires nommés. Un nombre de voyages annoncé concorde s'il ne dépasse pas ce qui est possible.",
    ),
    "ais-off": (
        "{who}: AIS off, {when} [{key}]{count}",
        "{who} : AIS coupé, {when} [{key}]{count}",
    ),
    "no-names": ("ships not named", "navires non nommés"),
    "count": ("; {unit}: {range} [{key}]", " ; {unit} : {range} [{key}]"),
    "gap-no-places": (
        "The row does not name two places whose positions are known.",
        "La ligne ne nomme pas deux lieux de position connue.",
    ),
    "gap-no-length": (
        "No beginning and end is stated, so the length of the gap is not known.",
        "Ni début ni fin n'étant indiqués, la durée n'est pas connue.",
    ),
    "gap-coarse": (
        "The distance is smaller than the location errors of the two places.",
        "La distance est inférieure aux erreurs de position des deux lieux.",
    ),
    "trips": (
        "The gap lasts {days} days, a round trip {trip} days: {trips} round trips fit for {ships}.",
        "L'interruption dure {days} jours, un aller-retour {trip} jours : {trips} allers-retours sont possibles pour {ships}.",
    ),
    "one-ship": ("one ship", "un navire"),
    "ships": ("{n} ships", "{n} navires"),
    "enough": ("That is enough.", "C'est suffisant."),
    "enough-quick": (
        "That is enough at the quicker end of the assumptions only.",
        "Ce n'est suffisant qu'aux hypothèses les plus rapides.",
    ),
    "too-short": (
        "The gap is too short for that; its dates or its two places may be read otherwise.",
        "L'interruption est trop courte pour cela ; ses dates ou ses deux lieux peuvent se lire autrement.",
    ),
    "too-many": (
        "Fewer fit than are stated; the gap, the count or the ships may be read otherwise.",
        "C'est moins que le nombre annoncé ; l'interruption, le compte ou les navires peuvent se lire autrement.",
    ),
    "too-many-unnamed": (
        "More are stated; how many ships took part is not known.",
        "Le nombre annoncé est supérieur ; le nombre de navires n'est pas connu.",
    ),
    "only-possible": (
        "This says what is possible, not what happened while AIS was off.",
        "Cela dit ce qui est possible, non ce qui s'est passé pendant l'interruption.",
    ),
    "in-sea-path": ("way by sea {km} km (paths and published distances of the atlas)", "trajet par mer {km} km (tracés et distances publiées de l'atlas)"),
    "in-line": (
        "shortest line {km} km; the way by sea is longer, so fewer trips fit",
        "ligne la plus courte {km} km ; le trajet par mer est plus long, il y a donc moins de voyages possibles",
    ),
    "in-gap": ("gap {days} days [{key}]", "interruption {days} jours [{key}]"),
    "in-assumed": (
        "speeds and stays in port as in the formula (assumed)",
        "vitesses et escales comme dans la formule (hypothèses)",
    ),
    "container/voyage": ("containers per voyage", "conteneurs par voyage"),
    "shell/container": ("rounds per container", "obus ou coups par conteneur"),
    "shell/voyage": ("rounds per voyage", "obus ou coups par voyage"),
    "f-ratio": (
        "{name} = the one total over the other, both by one speaker to the same date: least over most, and most over least. A total without an upper or lower end leaves that end of the ratio open.",
        "{name} = un total divisé par l'autre, tous deux d'un même locuteur à la même date : minimum sur maximum, et maximum sur minimum. Un total sans borne supérieure ou inférieure laisse cette borne du rapport ouverte.",
    ),
    "f-payload": (
        "No more rounds go into a 20-foot container than its greatest payload ({payload} kg) over the least mass of a round ({round} kg).",
        "Un conteneur de 20 pieds ne peut recevoir plus d'obus que sa charge utile maximale ({payload} kg) divisée par la masse minimale d'un obus ({round} kg).",
    ),
    "implied": (
        "The two totals imply {range} {name}.",
        "Les deux totaux impliquent {range} {name}.",
    ),
    "quotient": ("{range} [{over} / {under}]", "{range} [{over} / {under}]"),
    "both-open": (
        "Both totals are open at the same end, so that their ratio can be anything.",
        "Les deux totaux sont ouverts du même côté : leur rapport peut prendre toute valeur.",
    ),
    "payload": (
        "By mass alone, no more than {bound} go into a 20-foot container; the check cannot tell more.",
        "En masse, un conteneur de 20 pieds n'en contient pas plus de {bound} ; le contrôle ne dit rien de plus.",
    ),
    "no-capacity": (
        "What one ship can carry is not in the atlas, so there is nothing to compare it with.",
        "L'atlas n'indique pas ce qu'un navire peut porter : rien à quoi le comparer.",
    ),
    "others": (
        "Other pairs of totals imply: {others}.",
        "D'autres paires de totaux impliquent : {others}.",
    ),
    "in-total": (
        "{amount}, {when}, as of {as_of} [{key}]",
        "{amount}, {when}, dit au {as_of} [{key}]",
    ),
}
# fmt: on
