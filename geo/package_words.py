"""What a GeoPackage says of its tables: titles, descriptions and lineage, in both languages.

Each entry is English, then French. What a table's row is, is said in English in
:mod:`geo.tables` too, where the data dictionary is made; the test compares the two.
"""

from __future__ import annotations

__all__ = ["ABOUT", "CLAIMS_OF", "LINEAGE", "TITLES"]

TITLES: dict[str, tuple[str, str]] = {
    "lines": ("Reported movements", "Mouvements rapportés"),
    "legs": ("Legs of flows", "Tronçons des flux"),
    "flows": ("Flows", "Flux"),
    "location_errors": ("Location errors", "Erreurs de position"),
    "observations": ("Observations", "Observations"),
    "events": ("Events", "Événements"),
    "sites": ("All sites", "Tous les lieux"),
    "sources": ("Sources", "Sources"),
    "claims": ("Claims", "Affirmations"),
    "claim_links": ("Links between claims", "Liens entre affirmations"),
    "conflicts": ("Conflicts", "Contradictions"),
    "systems": (
        "Systems of the founding documents",
        "Systèmes des documents fondateurs",
    ),
    "vessels": ("Vessels", "Navires et aéronefs"),
    "vessel_details": ("Details of vessels", "Détails des navires"),
    "actors": ("Actors", "Acteurs"),
    "indicators": ("Indicators", "Indicateurs"),
    "rail_distances": ("Rail distances", "Distances ferroviaires"),
    "rail_stations": ("Rail stations", "Gares par ligne"),
    "withdrawn": ("Withdrawn ids", "Identifiants retirés"),
    "basemap_land": ("Land", "Terres"),
    "basemap_lakes": ("Lakes", "Lacs"),
    "basemap_boundaries": ("Boundary lines", "Frontières"),
    "claims_on_legs": ("Claims, on legs", "Affirmations, par tronçon"),
    "claims_at_sites": ("Claims, at sites", "Affirmations, par lieu"),
    "claims_of_flows": ("Claims, by flow", "Affirmations, par flux"),
}
ABOUT: dict[str, tuple[str, str]] = {
    "lines": (
        "Legs of one theme with the same ends, mode and direction, drawn once, as on the"
        " page. A stretch that no data set holds is a row of its own (missing).",
        "Tronçons d'un même thème ayant les mêmes extrémités, le même mode et le même sens,"
        " tracés une fois, comme sur la page. Une section qu'aucun jeu de données ne"
        " contient est une ligne à part (missing).",
    ),
    "legs": (
        "One row is one movement by one mode between two consecutive stops of a flow. The"
        " column line_en says what the shape is: a path, the shortest way between two"
        " places, or no route.",
        "Une ligne est un mouvement, par un seul mode, entre deux arrêts consécutifs d'un"
        " flux. La colonne line_fr dit ce qu'est la forme : un tracé, le plus court chemin"
        " entre deux lieux, ou aucun itinéraire.",
    ),
    "flows": (
        "One row is goods (or a service, people, know-how) of one kind reported to move one"
        " way between two ends; its shape is all its legs together.",
        "Une ligne est un bien (ou un service, des personnes, un savoir-faire) d'une seule"
        " sorte, rapporté comme allant dans un sens entre deux extrémités ; sa forme réunit"
        " tous ses tronçons.",
    ),
    "location_errors": (
        "Discs of the radius within which a place lies.",
        "Disques du rayon dans lequel se trouve un lieu.",
    ),
    "claims_on_legs": (
        "One row for each claim behind each leg, with the leg's shape.",
        "Une ligne pour chaque affirmation sur laquelle repose un tronçon, avec la forme du"
        " tronçon.",
    ),
    "claims_at_sites": (
        "One row for each claim about each place, at the place.",
        "Une ligne pour chaque affirmation sur un lieu, placée à ce lieu.",
    ),
    "claims_of_flows": (
        "One row for each claim behind each flow.",
        "Une ligne pour chaque affirmation sur laquelle repose un flux.",
    ),
    "sites": (
        "Every place of every layer, located or not.",
        "Tous les lieux de toutes les couches, situés ou non.",
    ),
    "sources": (
        "One row is a document someone published.",
        "Une ligne est un document que quelqu'un a publié.",
    ),
    "claims": (
        "One row is one statement by one speaker in one source.",
        "Une ligne est un énoncé d'un locuteur dans une source.",
    ),
    "claim_links": (
        "One row is how two claims relate.",
        "Une ligne dit comment deux affirmations se rapportent l'une à l'autre.",
    ),
    "conflicts": (
        "One row is readings that disagree, all of them kept.",
        "Une ligne réunit des lectures qui divergent, toutes conservées.",
    ),
    "systems": (
        "One row is a system that the founding documents describe.",
        "Une ligne est un système que décrivent les documents fondateurs.",
    ),
    "vessels": (
        "One row is a ship, an aircraft, or a group of them that a source does not name.",
        "Une ligne est un navire, un aéronef, ou un groupe que la source ne nomme pas.",
    ),
    "vessel_details": (
        "One row is one name, flag, owner or listing of a vessel, with its time.",
        "Une ligne est un nom, un pavillon, un propriétaire ou une inscription sur une liste"
        " d'un navire, avec sa période.",
    ),
    "observations": (
        "One row is somebody looked at a site on a date.",
        "Une ligne : quelqu'un a regardé un lieu à une date.",
    ),
    "events": (
        "One row is a dated (or undated) happening.",
        "Une ligne est un fait, daté ou non.",
    ),
    "actors": (
        "One row is an organisation or a person named in a source.",
        "Une ligne est une organisation ou une personne nommée dans une source.",
    ),
    "indicators": (
        "One row is a number about a country that claims give values for.",
        "Une ligne est un nombre concernant un pays, dont des affirmations donnent des"
        " valeurs.",
    ),
    "rail_distances": (
        "One row is a distance along a line, as published.",
        "Une ligne est une distance le long d'une voie, telle que publiée.",
    ),
    "rail_stations": (
        "One row is a station on a railway line, in order of travel.",
        "Une ligne est une gare d'une voie ferrée, dans l'ordre du parcours.",
    ),
    "withdrawn": (
        "One row is a tombstone: an id that is no longer in use, and why.",
        "Une ligne est un identifiant qui n'est plus utilisé, avec la raison.",
    ),
    "basemap_land": ("Land, as ground under the map.", "Terres, fond de la carte."),
    "basemap_lakes": ("Lakes, as ground under the map.", "Lacs, fond de la carte."),
    "basemap_boundaries": (
        "Boundary lines as the data set has them; no opinion on any of them.",
        "Frontières telles que le jeu de données les donne, sans avis sur aucune.",
    ),
}
CLAIMS_OF = (
    "Which claims are about which rows of {base}.",
    "Quelles affirmations portent sur quelles lignes de {base}.",
)
LINEAGE = (
    "Tumen {version}, data version {data}. Every row is a view over claims: statements by"
    " one speaker in one source.",
    "Tumen {version}, version des données {data}. Chaque ligne est une vue sur des"
    " affirmations : des énoncés d'un locuteur dans une source.",
)
