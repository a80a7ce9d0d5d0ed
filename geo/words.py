"""The words of the page itself, in English and French, and dates and amounts in words.

Words about the *data* (labels of stances, modes, kinds of site) live in
:mod:`geo.vocabulary`; what stands here belongs to the frame around them. ``{name}`` is
filled in by the page. A key with ``_one`` and ``_other`` is chosen by a number: French
takes the singular for 0 too, English does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geo.evidence_words import WORDS as _EVIDENCE
from geo.vocabulary import Unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LOCALES",
    "WORDS",
    "amount",
    "as_of",
    "cell",
    "date",
    "number",
    "say",
    "told",
    "words",
]

LOCALES = {"en": "en-GB", "fr": "fr-FR"}
"""Language tag by which the page writes numbers."""

WORDS: dict[str, tuple[str, str]] = {
    "@zero": ("other", "one"),
    # The frame
    "title": (
        "Who reported what between the DPRK and Russia",
        "Qui rapporte quoi entre la RPDC et la Russie",
    ),
    "subtitle": (
        "Reported movements of munitions, goods, people and know-how: every line stands for what a named source says, with its doubts and denials.",
        "Mouvements rapportés de munitions, de biens, de personnes et de savoir-faire : chaque ligne représente ce que dit une source nommée, avec ses doutes et ses démentis.",
    ),
    "subtitle-own": (
        "Every line stands for what a named source says, with its doubts and denials.",
        "Chaque ligne représente ce que dit une source nommée, avec ses doutes et ses démentis.",
    ),
    "untitled": (
        "Reported flows, claim by claim",
        "Flux rapportés, affirmation par affirmation",
    ),
    "strapline": (
        "Tumen: the reported supply chain, claim by claim",
        "Tumen : la chaîne d'approvisionnement rapportée, affirmation par affirmation",
    ),
    "no-wrongdoing": (
        "A name on this map implies no wrongdoing.",
        "La présence d'un nom sur cette carte n'implique aucun acte répréhensible.",
    ),
    "version": (
        "Tumen {version}, data as recorded by {date}",
        "Tumen {version}, données enregistrées au {date}",
    ),
    "version-undated": ("Tumen {version}", "Tumen {version}"),
    "register-link": ("Register of all claims", "Registre de toutes les affirmations"),
    "downloads-link": ("Downloads", "Téléchargements"),
    "picture-link": ("Picture (SVG)", "Image (SVG)"),
    "other-language": ("Français", "English"),
    "map": ("Map", "Carte"),
    "failed": (
        "The map could not be drawn. It needs Chrome or Edge 80, Firefox 113, Safari 16.4 or newer.",
        "La carte n'a pas pu être dessinée. Il faut Chrome ou Edge 80, Firefox 113, Safari 16.4 ou plus récent.",
    ),
    "plain-title": (
        "What is reported: the claims, one by one",
        "Ce qui est rapporté : les affirmations, une par une",
    ),
    "plain-about": (
        "JavaScript is off, so the map is a picture that cannot be moved. Below it are all its claims as sentences, by date, each with its speaker, its two grades and its source.",
        "JavaScript est désactivé : la carte est une image fixe. Toutes ses affirmations suivent en phrases, par date, chacune avec son locuteur, ses deux cotations et sa source.",
    ),
    "plain-source": ("source", "source"),
    "panel": ("Details", "Détails"),
    "close": ("Close details", "Fermer les détails"),
    "lists": ("Lists", "Listes"),
    "jump": ("Go to", "Aller à"),
    "home": ("Layers and legend", "Couches et légende"),
    "layers": ("Layers", "Couches"),
    "layers-lines": ("Lines, by theme", "Lignes, par thème"),
    "layers-places": (
        "Places; the ends of lines always show",
        "Lieux ; les extrémités des lignes restent affichées",
    ),
    "legend": ("Legend", "Légende"),
    "about-map": ("About this map", "À propos de cette carte"),
    "attribution": (
        "Base map: Natural Earth. Map software: Leaflet.",
        "Fond de carte : Natural Earth. Logiciel : Leaflet.",
    ),
    "attribution-osm": (
        "Base map: Natural Earth; © OpenStreetMap contributors (ODbL). Map software: Leaflet.",
        "Fond de carte : Natural Earth ; © contributeurs d'OpenStreetMap (ODbL). Logiciel : Leaflet.",
    ),
    "basemap": ("Base map", "Fond de carte"),
    "insets": ("Fine coasts", "Côtes détaillées"),
    "public-domain": ("public domain", "domaine public"),
    "map-software": ("Map software", "Logiciel cartographique"),
    "credits": ("Credits", "Crédits"),
    "zoom-in": ("Zoom in", "Agrandir"),
    "zoom-out": ("Zoom out", "Réduire"),
    # The tools of the map
    "tools": ("Map tools", "Outils de la carte"),
    "tool-everything": ("Zoom to everything drawn", "Voir tout ce qui est dessiné"),
    "tool-thing": ("Zoom to what is open", "Voir ce qui est ouvert"),
    "tool-full": ("Full screen", "Plein écran"),
    "tool-view": ("What is in view", "Ce qui est visible"),
    "tool-measure": ("Measure a distance", "Mesurer une distance"),
    "tool-coordinates": ("Coordinates", "Coordonnées"),
    "tool-save": ("Save a picture", "Enregistrer une image"),
    "tool-print": ("Print", "Imprimer"),
    "tool-help": ("Help: keys and marks", "Aide : touches et signes"),
    "close-tool": ("Close", "Fermer"),
    "no-full-screen": (
        "Full screen is not allowed here; the map fills the frame instead. Press the button again to go back.",
        "Le plein écran n'est pas autorisé ici ; la carte remplit le cadre. Appuyez de nouveau sur le bouton pour revenir.",
    ),
    "no-print": (
        "Printing is not allowed in this frame. Save a picture, or open the page by itself and print it.",
        "L'impression n'est pas autorisée dans ce cadre. Enregistrez une image, ou ouvrez la page seule pour l'imprimer.",
    ),
    "in-view": (
        "In view: lines {lines}, places {sites}.",
        "Visibles : lignes {lines}, lieux {sites}.",
    ),
    "in-view-none": (
        "Nothing of this atlas is in view.",
        "Rien de cet atlas n'est visible.",
    ),
    "in-view-one": ("{n} of {all}: {name}", "{n} sur {all} : {name}"),
    "measure-about": (
        "Press points on the map. With the keyboard: move the map under the cross with the arrow keys, Enter sets a point, Backspace takes the last one back, Escape ends.",
        "Touchez des points sur la carte. Au clavier : déplacez la carte sous la croix avec les flèches, Entrée pose un point, Retour arrière reprend le dernier, Échap termine.",
    ),
    "measure-first": ("Set the first point.", "Posez le premier point."),
    "measure-second": ("Set the next point.", "Posez le point suivant."),
    "measured": (
        "{length} along the ellipsoid (WGS 84)",
        "{length} le long de l'ellipsoïde (WGS 84)",
    ),
    "measure-undo": ("Undo", "Annuler"),
    "measure-clear": ("Clear", "Effacer"),
    "point-here": ("Point at the cross", "Point sur la croix"),
    "coordinates-about": (
        "Press a point to copy its coordinates; with the keyboard, Enter takes the point under the cross, Backspace lets go of it.",
        "Touchez un point pour copier ses coordonnées ; au clavier, Entrée prend le point sous la croix, Retour arrière l'abandonne.",
    ),
    "latitude": ("Latitude", "Latitude"),
    "longitude": ("Longitude", "Longitude"),
    "dms": ("Degrees, minutes", "Degrés, minutes"),
    "coordinates-of-pixel": (
        "One pixel is {length} here: more digits would mean nothing. WGS 84.",
        "Un pixel vaut ici {length} : davantage de chiffres ne voudraient rien dire. WGS 84.",
    ),
    "coordinates-of-place": (
        "The place is known to within {metres} m: no more digits than that. WGS 84.",
        "Le lieu est connu à {metres} m près : pas plus de chiffres. WGS 84.",
    ),
    "coordinates-copy": (
        "latitude {lat}, longitude {lon} (WGS 84)",
        "latitude {lat}, longitude {lon} (WGS 84)",
    ),
    "copy-decimal": ("Copy decimal", "Copier en décimal"),
    "copy-dms": ("Copy degrees, minutes", "Copier en degrés, minutes"),
    "copied": ("Copied: {text}", "Copié : {text}"),
    "copy-by-hand": (
        "Copying is not allowed here; the text is: {text}",
        "La copie n'est pas autorisée ici ; le texte est : {text}",
    ),
    "scale-km": (
        "Scale at the middle of the map: {length}. Press for nautical miles.",
        "Échelle au milieu de la carte : {length}. Appuyez pour les milles marins.",
    ),
    "scale-nmi": (
        "Scale at the middle of the map: {length}. Press for kilometres.",
        "Échelle au milieu de la carte : {length}. Appuyez pour les kilomètres.",
    ),
    "save-about": (
        "The present view, with title, legend, scale and credits inside.",
        "La vue présente, avec titre, légende, échelle et crédits.",
    ),
    "save-png": ("PNG (pixels)", "PNG (pixels)"),
    "save-svg": ("SVG (lines and text)", "SVG (tracés et texte)"),
    "saved": ("Saved as {name}", "Enregistré sous {name}"),
    "not-saved": (
        "The picture could not be made here.",
        "L'image n'a pas pu être faite ici.",
    ),
    "picture-open": ("Marked: {name}", "Marqué : {name}"),
    "picture-window": ("Window of time: {from} to {to}", "Période : {from} à {to}"),
    "picture-known": ("Published by {day}", "Publié au {day}"),
    "picture-filters": ("Filters: {words}", "Filtres : {words}"),
    "named": ("{name}: {words}", "{name} : {words}"),
    "picture-at": ("about {site}", "sur {site}"),
    "picture-in": ("to {site}", "vers {site}"),
    "picture-out": ("from {site}", "depuis {site}"),
    "picture-between": ("between {site} and {other}", "entre {site} et {other}"),
    "picture-shown_one": (
        "{n} of {all} lines drawn",
        "{n} ligne dessinée sur {all}",
    ),
    "picture-shown_other": (
        "{n} of {all} lines drawn",
        "{n} lignes dessinées sur {all}",
    ),
    "picture-claims": (
        "Every line stands for what named sources say, with doubts and denials; it is no finding.",
        "Chaque ligne représente ce que disent des sources nommées, avec doutes et démentis ; elle n'établit rien.",
    ),
    "print-sources": (
        "Sources behind what is drawn ({n})",
        "Sources derrière ce qui est dessiné ({n})",
    ),
    "help-title": ("Keys and marks", "Touches et signes"),
    "help-keys": ("Keys", "Touches"),
    "help-focus": (
        "Press Tab until the map has a blue edge; then:",
        "Appuyez sur Tab jusqu'à ce que la carte ait un bord bleu ; puis :",
    ),
    "help-tab": (
        "the map, then each place in view, then the tools",
        "la carte, puis chaque lieu visible, puis les outils",
    ),
    "help-arrows": ("move the map", "déplacer la carte"),
    "help-zoom": ("zoom in and out", "agrandir et réduire"),
    "help-next": (
        "next or previous line or place in view",
        "ligne ou lieu visible suivant ou précédent",
    ),
    "help-enter": ("open what is pointed at", "ouvrir ce qui est désigné"),
    "help-view": ("list what is in view", "énumérer ce qui est visible"),
    "help-everything": (
        "zoom to everything drawn",
        "voir tout ce qui est dessiné",
    ),
    "help-thing": ("zoom to what is open", "voir ce qui est ouvert"),
    "help-full": ("full screen", "plein écran"),
    "help-measure": ("measure a distance", "mesurer une distance"),
    "help-coordinates": ("coordinates", "coordonnées"),
    "help-save": ("save a picture", "enregistrer une image"),
    "help-escape": (
        "close what was opened last; the focus goes back to where it was",
        "fermer ce qui a été ouvert en dernier ; le focus revient d'où il venait",
    ),
    "help-touch-title": ("Mouse and touch", "Souris et écran tactile"),
    "help-touch": (
        "Press a line or a symbol to read the claims behind it. Where several lines run together, the panel names the others. Two fingers, or the wheel, zoom.",
        "Touchez une ligne ou un signe pour lire les affirmations qui sont derrière. Où plusieurs lignes se suivent, le panneau nomme les autres. Deux doigts, ou la molette, changent l'échelle.",
    ),
    "help-marks": ("What the marks mean", "Ce que veulent dire les signes"),
    "insets-nav": ("Small maps of the two ends", "Petites cartes des deux bouts"),
    "inset": (
        "Small map: {view}. Press to go there.",
        "Petite carte : {view}. Appuyez pour y aller.",
    ),
    # Views
    "view-everything": ("Everything", "Tout"),
    "view-chosen": ("What was chosen", "Ce qui est choisi"),
    "view-default": ("Eurasia", "Eurasie"),
    "view-far-east": ("Far East corner", "Extrême-Orient"),
    "view-corridor": ("Corridor", "Corridor"),
    "view-tikhoretsk": ("Tikhoretsk", "Tikhoretsk"),
    # Lists and counts
    "all-flows": ("All flows", "Tous les flux"),
    "all-flows-title": ("All {n} flows", "Les {n} flux"),
    "all-places": ("Places", "Lieux"),
    "all-places-title": ("All {n} places", "Les {n} lieux"),
    "unmapped_one": ("Claims not on the map ({n})", "Affirmations hors carte ({n})"),
    "unmapped_other": ("Claims not on the map ({n})", "Affirmations hors carte ({n})"),
    "unmapped-about_one": (
        "One claim stands behind nothing drawn. It counts no less; here it is, with the reason.",
        "Une affirmation n'est derrière aucun élément dessiné. Elle ne compte pas moins ; la voici, avec le motif.",
    ),
    "unmapped-about_other": (
        "{n} claims stand behind nothing drawn. They count no less; here they all are, by the reason.",
        "{n} affirmations ne sont derrière aucun élément dessiné. Elles ne comptent pas moins ; les voici toutes, par motif.",
    ),
    "counts": (
        "{claims} claims in all: {shown} stand behind what is shown when the map opens, {switched} more behind lines and places that can be switched on, and {unmapped} are not on the map; a list gives those with the reason.",
        "{claims} affirmations en tout : {shown} derrière ce qui s'affiche à l'ouverture, {switched} de plus derrière des lignes et des lieux que l'on peut afficher, et {unmapped} hors de la carte ; une liste les donne avec le motif.",
    ),
    "about-claims": (
        "Everything drawn is a view over claims: one statement by one speaker in one source. Claims that disagree stay side by side; none is netted out. Empty means unknown.",
        "Tout ce qui est dessiné est une vue sur des affirmations : un énoncé, d'un locuteur, dans une source. Celles qui se contredisent restent côte à côte ; aucune n'annule l'autre. Vide signifie inconnu.",
    ),
    "about-grades": (
        "A letter grades the source, a digit the claim. They are never multiplied. F and 6 are no low marks: they mean that it cannot be judged.",
        "Une lettre note la source, un chiffre l'affirmation. On ne les multiplie jamais. F et 6 ne sont pas de mauvaises notes : on ne peut pas en juger.",
    ),
    "about-lines": (
        "A line joins two ends. Where no source gives the way between them, the line is not the way: read its status.",
        "Une ligne joint deux extrémités. Quand aucune source ne donne le trajet entre elles, la ligne n'est pas le trajet : lisez son statut.",
    ),
    "about-boundaries": (
        "Boundary lines imply no position on any territory; disputed ones are dashed.",
        "Le tracé des frontières n'exprime aucune position sur un territoire ; les lignes contestées sont en tirets.",
    ),
    # The legend
    "legend-dash": ("Dash: what the line rests on", "Trait : sur quoi repose la ligne"),
    "legend-arrow": (
        "Arrow: what is known of the way",
        "Flèche : ce que l'on sait du sens",
    ),
    "legend-width": (
        "Width: containers stated by a claim",
        "Épaisseur : conteneurs indiqués par une affirmation",
    ),
    "legend-time": (
        "Time: in the chosen window",
        "Temps : dans la période choisie",
    ),
    "legend-certainly": (
        "full: reported within the window",
        "plein : rapporté dans la période",
    ),
    "legend-possibly": (
        "hollow: the date reported may fall within it, or may not",
        "creux : la date rapportée peut tomber dans la période, ou non",
    ),
    "legend-undated": (
        "thin: nothing dated is reported of it",
        "fin : rien de daté n'en est rapporté",
    ),
    "legend-site-possibly": (
        "at a place: the dates reported of it may fall within the window, or may not",
        "à un lieu : les dates rapportées peuvent tomber dans la période, ou non",
    ),
    "legend-site-undated": (
        "at a place: nothing dated is reported of it",
        "à un lieu : rien de daté n'en est rapporté",
    ),
    "layers-events": ("Dated events, at their place", "Événements datés, à leur lieu"),
    "events-star": (
        "Strikes, fighting, use of a weapon, as reported",
        "Frappes, combats, emploi d'une arme, selon les sources",
    ),
    "events-pennant": (
        "Visits, agreements, listings, statements",
        "Visites, accords, inscriptions sur liste, déclarations",
    ),
    "n-events_one": ("{n} dated event", "{n} événement daté"),
    "n-events_other": ("{n} dated events", "{n} événements datés"),
    "legend-shape": ("Shapes: what is drawn", "Formes : ce qui est dessiné"),
    "legend-curve": (
        "Curved: joins areas, or is no transport; not a route",
        "Courbe : joint des zones ou n'est pas un transport ; pas un itinéraire",
    ),
    "legend-halo": (
        "Disc: the place lies somewhere inside",
        "Disque : le lieu se trouve quelque part à l'intérieur",
    ),
    "legend-loose": (
        "Hollow, dashed: not located itself; an area or a nearby place stands in",
        "Creux, en tirets : non situé lui-même ; une zone ou un lieu proche en tient lieu",
    ),
    "width-none": (
        "no total stated for the line alone",
        "aucun total indiqué pour la ligne seule",
    ),
    "width-other": (
        "an amount stated, not in containers",
        "une quantité indiquée, mais pas en conteneurs",
    ),
    "width-containers-1": (
        "under 1,000 containers stated",
        "moins de 1 000 conteneurs indiqués",
    ),
    "width-containers-2": (
        "1,000 to 9,999 containers stated",
        "de 1 000 à 9 999 conteneurs indiqués",
    ),
    "width-containers-3": (
        "10,000 containers or more stated",
        "10 000 conteneurs ou plus indiqués",
    ),
    # Lines and flows
    "beside_one": ("Another line passes here", "Une autre ligne passe ici"),
    "beside_other": ("{n} other lines pass here", "{n} autres lignes passent ici"),
    "curved-note": (
        "Drawn as a curve: it joins areas or is no transport. The curve is not a route.",
        "Tracé en courbe : il joint des zones ou n'est pas un transport. La courbe n'est pas un itinéraire.",
    ),
    "status-why": ("What the line rests on", "Sur quoi repose la ligne"),
    "flows-here_one": ("What is reported", "Ce qui est rapporté"),
    "flows-here_other": ("{n} flows reported", "{n} flux rapportés"),
    "drawn-width": (
        "Width on the map: the largest figure asserted for this line alone: {amount}. Totals told of several flows together do not count.",
        "Épaisseur sur la carte : plus grand chiffre affirmé pour cette ligne seule : {amount}. Les totaux donnés pour plusieurs flux ensemble ne comptent pas.",
    ),
    "drawn-width-none": (
        "Width on the map: no total stated for this line alone.",
        "Épaisseur sur la carte : aucun total indiqué pour cette ligne seule.",
    ),
    "drawn-width-other": (
        "Width on the map: an amount is asserted for this line alone, but not in containers.",
        "Épaisseur sur la carte : une quantité est affirmée pour cette ligne seule, mais pas en conteneurs.",
    ),
    "way": ("The way drawn", "Le trajet dessiné"),
    "way-km": (
        "About {km} km along the way drawn.",
        "Environ {km} km le long du trajet dessiné.",
    ),
    "way-at-least": (
        "More than {km} km along the way drawn: a stretch of it has no known length.",
        "Plus de {km} km le long du trajet dessiné : une portion n'a pas de longueur connue.",
    ),
    "way-missing": (
        "No data read has this stretch, so dots join its ends: {name}.",
        "Aucune donnée lue ne contient cette portion, des points en joignent les bouts : {name}.",
    ),
    "way-how": ("How the line was made", "Comment la ligne a été tracée"),
    "line-many": ("{ends} ({n} flows)", "{ends} ({n} flux)"),
    "inside_one": (
        "{some} of {all} in the window and filters",
        "{some} sur {all} dans la période et les filtres",
    ),
    "inside_other": (
        "{some} of {all} in the window and filters",
        "{some} sur {all} dans la période et les filtres",
    ),
    "inside-undated_one": ("(and {some} undated)", "(et {some} non datée)"),
    "inside-undated_other": ("(and {some} undated)", "(et {some} non datées)"),
    "home-tally": (
        "In the window and filters now: {tally}.",
        "Dans la période et les filtres choisis : {tally}.",
    ),
    "known-remark": (
        "Dash, arrow and width rest on what was published by the day chosen. Titles and summaries were written later.",
        "Tirets, flèche et épaisseur reposent sur ce qui était publié au jour choisi. Titres et résumés ont été rédigés plus tard.",
    ),
    "known-why": (
        "As told by claims published by then.",
        "D'après les affirmations publiées à cette date.",
    ),
    "known-untold": (
        "No claim published by then tells of it.",
        "Aucune affirmation publiée à cette date n'en parle.",
    ),
    "bar-legend": ("Legend", "Légende"),
    "bar-more": ("More", "Plus"),
    "claims-count_one": ("One claim", "Une affirmation"),
    "claims-count_other": ("{n} claims", "{n} affirmations"),
    "wider": (
        "Also about the whole flow, not this leg ({n})",
        "Aussi sur l'ensemble du flux, pas sur ce tronçon ({n})",
    ),
    "claims-site_one": ("One claim about this place", "Une affirmation sur ce lieu"),
    "claims-site_other": (
        "{n} claims about this place",
        "{n} affirmations sur ce lieu",
    ),
    "claims-vessel_one": ("One claim about it", "Une affirmation à son sujet"),
    "claims-vessel_other": ("{n} claims about it", "{n} affirmations à son sujet"),
    "commodity": ("What moves", "Ce qui circule"),
    "state": ("How far along", "Avancement"),
    "sanctions": ("Sanctions", "Sanctions"),
    "note": ("Editors' note", "Note des éditeurs"),
    "whole-flow_one": ("The whole flow", "Le flux entier"),
    "whole-flow_other": (
        "The whole flow, in {n} legs",
        "Le flux entier, en {n} tronçons",
    ),
    "legs": ("Legs, in order", "Tronçons, dans l'ordre"),
    "not-drawn": (
        "not drawn: an end has no known place",
        "non dessiné : une extrémité n'a pas de lieu connu",
    ),
    "end-unknown": ("end not stated", "extrémité non indiquée"),
    "places-here": ("Its ends", "Ses extrémités"),
    "vessels-named": (
        "Ships and aircraft named in these claims",
        "Navires et aéronefs cités dans ces affirmations",
    ),
    # Places
    "role": ("In the reports", "Dans les rapports"),
    "precision-point": ("Located.", "Situé."),
    "precision-area": (
        "An area, shown at an anchor point.",
        "Une zone, figurée par un point d'ancrage.",
    ),
    "precision-proxy": (
        "Not located itself: another place stands in for it.",
        "Non situé lui-même : un autre lieu en tient lieu.",
    ),
    "precision-unlocated": (
        "No source read locates it; it is not on the map.",
        "Aucune source lue ne le situe ; il n'est pas sur la carte.",
    ),
    "within": (
        "It lies within {far} of the point.",
        "Il se trouve à moins de {far} du point.",
    ),
    "observations_one": ("One observation here", "Une observation ici"),
    "observations_other": ("{n} observations here", "{n} observations ici"),
    "events_one": ("One event here", "Un événement ici"),
    "events_other": ("{n} events here", "{n} événements ici"),
    "lines-here_one": ("One line or flow", "Une ligne ou un flux"),
    "lines-here_other": ("{n} lines and flows", "{n} lignes et flux"),
    "object": ("Seen or sought", "Vu ou cherché"),
    "count": ("Count", "Nombre"),
    "ais": ("AIS", "AIS"),
    "imo": ("IMO {imo}", "OMI {imo}"),
    # Claims
    "stance-asserts_one": ("{n} asserts", "{n} affirme"),
    "stance-asserts_other": ("{n} assert", "{n} affirment"),
    "stance-denies_one": ("{n} denies", "{n} dément"),
    "stance-denies_other": ("{n} deny", "{n} démentent"),
    "stance-cannot-confirm_one": ("{n} cannot confirm", "{n} ne peut confirmer"),
    "stance-cannot-confirm_other": ("{n} cannot confirm", "{n} ne peuvent confirmer"),
    "stance-speculates_one": ("{n} speculates", "{n} suppose"),
    "stance-speculates_other": ("{n} speculate", "{n} supposent"),
    "stance-forecast_one": ("{n} forecasts", "{n} prévoit"),
    "stance-forecast_other": ("{n} forecast", "{n} prévoient"),
    "none-asserts": ("0 assertions read.", "0 affirmation lue."),
    "none-denies": ("0 denials read.", "0 démenti lu."),
    "none-cannot-confirm": (
        "0 statements read that it cannot be confirmed.",
        "0 énoncé lu disant que cela ne peut être confirmé.",
    ),
    "none-speculates": ("0 speculations read.", "0 supposition lue."),
    "none-forecast": ("0 forecasts read.", "0 prévision lue."),
    "said-of": ("Said of", "À propos de"),
    "amount": ("Quantity", "Quantité"),
    "evidence": ("Rests on", "Repose sur"),
    "contents": ("Contents", "Contenu"),
    "speaker-words": ("In the speaker's words", "Dans les mots du locuteur"),
    "quoted": ("“{words}”", "« {words} »"),
    "likelihood": ("Likelihood", "Probabilité"),
    "date-printed": ("Date as printed", "Date imprimée"),
    "doubts": ("Doubts", "Doutes"),
    "grade": ("Grade", "Note"),
    "grade-words": (
        "source {letter}, {source}; claim {digit}, {claim}",
        "source {letter}, {source} ; affirmation {digit}, {claim}",
    ),
    "why": ("Why this grade", "Pourquoi cette note"),
    "why-source": ("Source: {why}", "Source : {why}"),
    "why-claim": ("Claim: {why}", "Affirmation : {why}"),
    "related": ("Related", "Liens"),
    "link-to": ("{kind}", "{kind}"),
    "link-from": ("the other {kind} it:", "l'autre {kind} celle-ci :"),
    "source": ("Source", "Source"),
    "as-of": ("as of {date}", "date de référence : {date}"),
    "as-of-after": ("as of {date} or later", "date de référence : {date} ou après"),
    "undated": ("undated", "sans date"),
    "claim-link": ("Link to claim {id}", "Lien vers l'affirmation {id}"),
    "claim-title": ("Claim {id}", "Affirmation {id}"),
    "about": ("What it is about", "Ce dont elle parle"),
    "no-such-id": (
        "Nothing here has the id “{id}”.",
        "Rien ici n'a l'identifiant « {id} ».",
    ),
    "nearest-id": ("Nearest:", "Le plus proche :"),
    "address-ignored": (
        "The address asks for something that this page does not know and leaves out: {words}",
        "L'adresse demande quelque chose que cette page ne connaît pas et laisse de côté : {words}",
    ),
    "withdrawn-title": ("{id} has been withdrawn", "{id} a été retiré"),
    "withdrawn-on": ("Withdrawn on {date}.", "Retrait le {date}."),
    "withdrawn-once": ("Withdrawn.", "Retrait."),
    "successor": ("In its place:", "À sa place :"),
    # Time
    "time": ("Time", "Temps"),
    "time-slider": ("Window of time", "Période"),
    "time-first": ("First day of the window", "Premier jour de la période"),
    "time-last": ("Last day of the window", "Dernier jour de la période"),
    "time-known-by": ("Day of what was known", "Jour de l'état des connaissances"),
    "time-from": ("From", "Du"),
    "time-to": ("To", "Au"),
    "time-placeholder": ("YYYY-MM-DD", "AAAA-MM-JJ"),
    "time-no-date": (
        "Write a year, a month or a day: 2023, 2023-08 or 2023-08-15.",
        "Écrivez une année, un mois ou un jour : 2023, 2023-08 ou 2023-08-15.",
    ),
    "time-no-day": (
        "{text}: there is no such day or month.",
        "{text} : ce jour ou ce mois n'existe pas.",
    ),
    "time-after": (
        "This is after the last day of the window.",
        "C'est après le dernier jour de la période.",
    ),
    "time-before": (
        "This is before the first day of the window.",
        "C'est avant le premier jour de la période.",
    ),
    "time-back": ("Back one month", "Reculer d'un mois"),
    "time-forth": ("On one month", "Avancer d'un mois"),
    "time-play": ("Play, month by month", "Lire, mois par mois"),
    "time-pause": ("Pause", "Pause"),
    "time-reset": ("All dates", "Toutes les dates"),
    "time-more": ("Dates and choices", "Dates et choix"),
    "time-mark-certainly": ("certainly", "certainement"),
    "time-mark-possibly": ("possibly", "peut-être"),
    "time-mark-untold": ("nobody reports looking", "nul ne dit avoir regardé"),
    "time-mark-unpublished": ("no source read", "aucune source lue"),
    "time-mark-seen": ("seen", "vu"),
    "time-mark-nothing": ("looked, saw nothing", "regardé, rien vu"),
    "time-mark-unseen": ("not imaged", "sans image"),
    "time-tray-why": (
        "Claims that nothing dates: no window leaves them out, they wait in this list.",
        "Affirmations que rien ne date : aucune période ne les exclut, elles attendent dans cette liste.",
    ),
    "time-tray-why-known": (
        "Claims of sources without a date of publication: nothing says by when they were known.",
        "Affirmations de sources sans date de publication : rien ne dit quand elles ont été connues.",
    ),
    "time-help": ("How to read this", "Comment lire ceci"),
    "time-clock": ("Which time", "Quel temps"),
    "time-clock-event": ("Event time", "Temps des faits"),
    "time-clock-known": ("Known as of a day", "Connu à une date"),
    "time-keep": (
        "Keep undated things on the map",
        "Garder le non daté sur la carte",
    ),
    "time-about-event": (
        "A line drawn in full is certainly active on some day of the window, a hollow one possibly: the date is too coarse or doubtful, or only its wider flow is dated. A thin one rests on undated claims alone. A denial makes nothing active.",
        "Une ligne pleine est certainement active un jour de la période, une ligne creuse peut-être : la date est trop vague ou douteuse, ou seul le flux plus large est daté. Une ligne fine ne repose que sur des affirmations non datées. Un démenti ne rend rien actif.",
    ),
    "time-about-known": (
        "Drawn is what sources certainly published by this day tell, as in an as-of view. A document without a date counts from the day on which a copy was taken or it was recorded here. Dashes, arrows and widths rest on that too.",
        "La carte montre ce que disent les sources publiées de façon certaine à cette date. Un document sans date compte à partir du jour où il a été copié ou enregistré ici. Tirets, flèches et épaisseurs en dépendent aussi.",
    ),
    "time-key": (
        "Bars: claims of each month, solid where the date certainly falls in it, hollow where it possibly does. Hatched: no observation, and no claim dated to that month in particular, so nobody reported looking; it is not known to have been quiet. Below, observations: ● seen, ○ looked and saw nothing, × not imaged.",
        "Barres : affirmations de chaque mois, pleines si la date y tombe certainement, creuses si elle y tombe peut-être. Hachures : aucune observation, ni affirmation datée de ce mois en particulier ; personne ne dit avoir regardé, et rien n'indique que le mois ait été calme. Dessous, les observations : ● vu, ○ regardé sans rien voir, × sans image.",
    ),
    "time-key-known": (
        "Bars: claims by the month in which their source was published, solid where its date certainly falls in it, hollow where it possibly does. Hatched: no source that was read is dated to that month.",
        "Barres : affirmations selon le mois de publication de leur source, pleines si la date y tombe certainement, creuses si elle y tombe peut-être. Hachures : aucune source lue n'est datée de ce mois.",
    ),
    "time-table": ("The months as a table", "Les mois en tableau"),
    "time-col-month": ("Month", "Mois"),
    "time-col-certainly": ("Certainly", "Certainement"),
    "time-col-possibly": ("Possibly", "Peut-être"),
    "time-col-observations": ("Who looked", "Qui a regardé"),
    "time-open-first": ("open, from the beginning", "ouvert, depuis le début"),
    "time-open-last": ("open, to the end", "ouvert, jusqu'à la fin"),
    "time-span": ("{from} to {to}; ", "Du {from} au {to} ; "),
    "time-span-day": ("{from}; ", "{from} ; "),
    "time-span-from": ("From {from}; ", "À partir du {from} ; "),
    "time-span-to": ("Until {to}; ", "Jusqu'au {to} ; "),
    "time-says": (
        "claims: {certainly} certainly, {possibly} possibly",
        "affirmations : {certainly} certainement, {possibly} peut-être",
    ),
    "time-says-all_one": ("All dates: {n} claim", "Toutes les dates : {n} affirmation"),
    "time-says-all_other": (
        "All dates: {n} claims",
        "Toutes les dates : {n} affirmations",
    ),
    "time-says-known_one": (
        "Published by {day}: {n} claim",
        "Publié au {day} : {n} affirmation",
    ),
    "time-says-known_other": (
        "Published by {day}: {n} claims",
        "Publié au {day} : {n} affirmations",
    ),
    "time-says-all-known_one": (
        "Published until now: {n} claim",
        "Publié jusqu'ici : {n} affirmation",
    ),
    "time-says-all-known_other": (
        "Published until now: {n} claims",
        "Publié jusqu'ici : {n} affirmations",
    ),
    "time-tray_one": ("Undated ({n})", "Non datées ({n})"),
    "time-tray_other": ("Undated ({n})", "Non datées ({n})"),
    "time-tray-known_one": (
        "From undated sources ({n})",
        "De sources non datées ({n})",
    ),
    "time-tray-known_other": (
        "From undated sources ({n})",
        "De sources non datées ({n})",
    ),
    "time-tray-about": (
        "Nothing says when what these claims tell of happened. They are in no window of time and in none left out: they wait here. Things that only they speak of stay on the map while its box is ticked.",
        "Rien ne dit quand s'est passé ce que racontent ces affirmations. Elles n'entrent dans aucune période et n'en sont pas exclues : elles attendent ici. Ce dont elles seules parlent reste sur la carte tant que la case est cochée.",
    ),
    "time-tray-about-known": (
        "The sources of these claims print no date, so nobody can say that they were out by then. They count from the day on which they were recorded.",
        "Les sources de ces affirmations ne portent pas de date : nul ne peut dire qu'elles étaient publiées à ce jour. Elles comptent à partir du jour où elles ont été enregistrées.",
    ),
    "time-tray-more_one": ("Show {n} more", "En afficher {n} de plus"),
    "time-tray-more_other": ("Show {n} more", "En afficher {n} de plus"),
    "time-standing-possibly": (
        "possibly active in the window",
        "peut-être active dans la période",
    ),
    "place-standing-possibly": (
        "dates that may fall within the window",
        "dates peut-être dans la période",
    ),
    "place-standing-undated": ("nothing dated", "rien de daté"),
    "time-standing-undated": ("undated", "non datée"),
    "time-standing-out": (
        "not active in the window",
        "inactive dans la période",
    ),
    "time-colon": ("; ", " ; "),
    "time-month": (
        "claims: {certainly} certainly, {possibly} possibly.",
        "affirmations : {certainly} certainement, {possibly} peut-être.",
    ),
    "time-month-known": (
        "claims published: {certainly} certainly, {possibly} possibly.",
        "affirmations publiées : {certainly} certainement, {possibly} peut-être.",
    ),
    "time-looked": ("Observations: ", "Observations : "),
    "time-seen_one": ("{n} saw something", "{n} a vu quelque chose"),
    "time-seen_other": ("{n} saw something", "{n} ont vu quelque chose"),
    "time-nothing_one": (
        "{n} looked and saw nothing",
        "{n} a regardé sans rien voir",
    ),
    "time-nothing_other": (
        "{n} looked and saw nothing",
        "{n} ont regardé sans rien voir",
    ),
    "time-unseen_one": ("{n} not imaged", "{n} sans image"),
    "time-unseen_other": ("{n} not imaged", "{n} sans image"),
    "time-untold": (
        "Nobody reported looking: not known to have been quiet.",
        "Personne ne dit avoir regardé : rien n'indique que le mois ait été calme.",
    ),
    "time-unpublished": (
        "No source that was read is dated to this month.",
        "Aucune source lue n'est datée de ce mois.",
    ),
    # Find and filter
    "search": ("Search", "Rechercher"),
    "search-for": (
        "Place, flow, ship, source, claim…",
        "Lieu, flux, navire, source…",
    ),
    "search-results": ("Search results", "Résultats de la recherche"),
    "found-site": ("Places ({n})", "Lieux ({n})"),
    "found-flow": ("Flows ({n})", "Flux ({n})"),
    "found-vessel": ("Ships ({n})", "Navires ({n})"),
    "found-event": ("Events ({n})", "Événements ({n})"),
    "found-source": ("Sources ({n})", "Sources ({n})"),
    "found-claim": ("Claims ({n})", "Affirmations ({n})"),
    "found-nothing": ("Nothing found for “{words}”.", "Rien trouvé pour « {words} »."),
    "filters": ("Filters", "Filtres"),
    "filters-active_one": ("Filters ({n} set)", "Filtres ({n} actif)"),
    "filters-active_other": ("Filters ({n} set)", "Filtres ({n} actifs)"),
    "filters-about": (
        "Within one filter any of the words will do; between filters all must hold. The number beside a word counts the claims that have it under the other filters.",
        "Dans un même filtre, un des mots suffit ; entre filtres, tous doivent être remplis. Le nombre à côté d'un mot compte les affirmations qui le portent, compte tenu des autres filtres.",
    ),
    "close-filters": ("Close the filters", "Fermer les filtres"),
    "clear-all": ("Clear all", "Tout effacer"),
    "chosen_one": ("({n} chosen)", "({n} choisi)"),
    "chosen_other": ("({n} chosen)", "({n} choisis)"),
    "not-stated-word": ("not stated", "non précisé"),
    "filter-mode": ("Mode", "Mode"),
    "filter-direction": ("Direction", "Sens"),
    "filter-theme": ("Theme", "Thème"),
    "filter-stance": ("Stance", "Position"),
    "filter-evidence": ("Evidence", "Preuve invoquée"),
    "filter-status": ("What the leg rests on", "Ce qui fonde le tronçon"),
    "filter-grade": ("Grade of the claim", "Note de l'affirmation"),
    "filter-letter": ("Grade of the source", "Note de la source"),
    "filter-sources": ("Source", "Source"),
    "filter-recorded": ("Date recorded", "Date d'enregistrement"),
    "filter-site": ("Place", "Lieu"),
    "filter-site-about": (
        "By the ends that a claim names, or those of the leg or flow it is about. A place inside a country is not counted as the country.",
        "D'après les extrémités que nomme l'affirmation, ou celles du tronçon ou du flux dont elle parle. Un lieu dans un pays ne compte pas pour le pays.",
    ),
    "any-place": ("any place", "n'importe quel lieu"),
    "other-end": ("Other end", "Autre extrémité"),
    "site-way": ("How the place is concerned", "Comment le lieu est concerné"),
    "way-at": ("named at all", "nommé de quelque façon"),
    "way-in": ("in: movements to it", "entrée : mouvements vers ce lieu"),
    "way-out": ("out: movements from it", "sortie : mouvements depuis ce lieu"),
    "way-between": ("between it and another", "entre ce lieu et un autre"),
    "tally_one": (
        "{some} of {all} claims; {off} not on the map now",
        "{some} affirmation sur {all} ; {off} hors de la carte affichée",
    ),
    "tally_other": (
        "{some} of {all} claims; {off} not on the map now",
        "{some} affirmations sur {all} ; {off} hors de la carte affichée",
    ),
    "no-claims-yet": (
        "This atlas holds no claims yet",
        "Cet atlas ne contient encore aucune affirmation",
    ),
    "tally-none": (
        "None of the {all} claims passes",
        "Aucune des {all} affirmations ne passe",
    ),
    "tally-undated-known_one": (
        "(and {some} from sources without a date)",
        "(et {some} de sources sans date)",
    ),
    "tally-undated-known_other": (
        "(and {some} from sources without a date)",
        "(et {some} de sources sans date)",
    ),
    "tally-undated_one": ("(and {some} without a date)", "(et {some} sans date)"),
    "tally-undated_other": ("(and {some} without a date)", "(et {some} sans date)"),
    "claims-passing_one": ("{some} claim that passes", "{some} affirmation retenue"),
    "claims-passing_other": ("{some} claims that pass", "{some} affirmations retenues"),
    "more-claims_one": ("Show the last one", "Afficher la dernière"),
    "more-claims_other": ("Show more ({n} left)", "Afficher la suite (reste {n})"),
    # Why a claim is not on the map
    "off-assessment": (
        "A judgement about causes or consequences: never drawn",
        "Jugement sur des causes ou des conséquences : jamais dessiné",
    ),
    "off-undrawn": (
        "About a movement with an end that no source locates",
        "Porte sur un mouvement dont une extrémité n'est située par aucune source",
    ),
    "off-unlocated": (
        "About a place that no source locates",
        "Porte sur un lieu qu'aucune source ne situe",
    ),
    "off-vessel": (
        "About a ship or aircraft, not about a place",
        "Porte sur un navire ou un aéronef, pas sur un lieu",
    ),
    "off-event": (
        "About an event without a located place",
        "Porte sur un événement sans lieu situé",
    ),
    "off-indicator": (
        "About a number for an area that is not located",
        "Porte sur un chiffre pour une zone non située",
    ),
    "off-actor": ("About who somebody is", "Porte sur l'identité d'un acteur"),
    "off-practice": (
        "About a way of carrying goods, not about a place",
        "Porte sur une façon de transporter, pas sur un lieu",
    ),
    "checks": ("Beside a computation", "Face au calcul"),
    "how-computed": ("Formula and inputs", "Formule et données"),
    "off-source": ("About a document", "Porte sur un document"),
    "off-place": ("No place is stated", "Aucun lieu n'est indiqué"),
    **_EVIDENCE,
}
"""Every key with its English and French words."""


def words(lang: str) -> dict[str, str]:
    """All words of the page in ``lang`` (``en`` or ``fr``)."""
    return {key: pair[_column(lang)] for key, pair in WORDS.items()}


def say(key: str, lang: str, **values: object) -> str:
    """Words for ``key`` in ``lang`` with ``{name}`` filled in."""
    return WORDS[key][_column(lang)].format(**values)


def told(rows: pd.DataFrame, name: str, lang: str) -> pd.Series:
    """The column ``name`` of a table in ``lang``, or as it stands where not translated."""
    here = rows[name]
    if f"{name}_{lang}" not in rows:
        return here
    there = rows[f"{name}_{lang}"]
    return there.where(there != "", here)


def cell(row: Mapping[Any, Any] | pd.Series, name: str, lang: str) -> str:
    """The cell ``name`` of a row in ``lang``, or as it stands where not translated."""
    return str(row.get(f"{name}_{lang}") or row[name])


def _column(lang: str) -> int:
    return {"en": 0, "fr": 1}[lang]


# Dates ----------------------------------------------------------------------------------

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}
_PARTS = {
    "en": {
        21: "spring {y}", 22: "summer {y}", 23: "autumn {y}", 24: "winter {y}",
        33: "first quarter of {y}", 34: "second quarter of {y}", 35: "third quarter of {y}", 36: "fourth quarter of {y}",
        37: "first third of {y}", 38: "second third of {y}", 39: "last third of {y}",
        40: "first half of {y}", 41: "second half of {y}",
    },
    "fr": {
        21: "printemps {y}", 22: "été {y}", 23: "automne {y}", 24: "hiver {y}",
        33: "premier trimestre {y}", 34: "deuxième trimestre {y}", 35: "troisième trimestre {y}", 36: "quatrième trimestre {y}",
        37: "premier tiers de {y}", 38: "deuxième tiers de {y}", 39: "dernier tiers de {y}",
        40: "premier semestre {y}", 41: "second semestre {y}",
    },
}  # fmt: skip
_MARKS = {
    "en": {"~": "about {d}", "?": "{d} (uncertain)", "%": "about {d} (uncertain)"},
    "fr": {"~": "vers {d}", "?": "{d} (incertain)", "%": "vers {d} (incertain)"},
}
_YEAR_MARKS = {
    "en": {
        "?": "{d} (year inferred)",
        "~": "{d} (year approximate)",
        "%": "{d} (year uncertain)",
    },
    "fr": {
        "?": "{d} (année déduite)",
        "~": "{d} (année approximative)",
        "%": "{d} (année incertaine)",
    },
}
_DATE = re.compile(
    r"(?P<y>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?P<ym>[~?%]?)"
    r"(?:-(?P<bm>[~?%]?)(?P<m>[0-9]{2}|XX)(?P<mm>[~?%]?))?"
    r"(?:-(?P<bd>[~?%]?)(?P<d>[0-9]{2}|XX)(?P<dm>[~?%]?))?"
)  # fmt: skip


def date(edtf: str, lang: str) -> str:
    """Words for an EDTF date or interval; other text comes back as it is.

    >>> date("2023-08/2023-10-14", "en")
    'August 2023 to 14 October 2023'
    >>> date("2022-02/..", "fr")
    'depuis février 2022'
    >>> date("2023-10~", "fr")
    'vers octobre 2023'
    >>> date("2023?-07-25", "en")
    '25 July 2023 (year inferred)'
    """
    if "/" not in edtf:
        return _one_date(edtf, lang)
    start, _, end = edtf.partition("/")
    first, last = _one_date(start, lang), _one_date(end, lang)
    french = lang == "fr"
    if start in ("..", ""):
        if end in ("..", ""):
            return "dates inconnues" if french else "dates unknown"
        until = f"{_jusque(end)}{last}" if french else f"until {last}"
        if start == "..":
            return until
        return (
            f"{until} (début non indiqué)" if french else f"{until} (start not stated)"
        )
    if end == "..":
        return f"{_depuis(start)}{first}" if french else f"since {first}"
    if end == "":
        if french:
            return f"{_depuis(start)}{first} (fin non indiquée)"
        return f"from {first} (end not stated)"
    return f"{first} – {last}" if french else f"{first} to {last}"


def as_of(edtf: str, lang: str) -> str:
    """Words for the date to which a speaker speaks; empty if there is none.

    >>> as_of("2023-10-16", "en"), as_of("2024-07-04/", "en")
    ('as of 16 October 2023', 'as of 4 July 2024 or later')
    """
    if not edtf:
        return ""
    if edtf.endswith("/") and edtf.count("/") == 1 and len(edtf) > 1:
        return say("as-of-after", lang, date=date(edtf[:-1], lang))
    return say("as-of", lang, date=date(edtf, lang))


_DAY = re.compile(r"[0-9]{4}[~?%]?-[~?%]?[0-9]{2}[~?%]?-[~?%]?[0-9]{2}")


def _jusque(end: str) -> str:
    if _DAY.fullmatch(end):
        return "jusqu'au "
    return (
        "jusqu'en " if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", end) else "jusqu'à "
    )


def _depuis(start: str) -> str:
    return "depuis le " if _DAY.fullmatch(start) else "depuis "


def _one_date(edtf: str, lang: str) -> str:
    match = _DATE.fullmatch(edtf)
    if match is None:
        return edtf
    year = _year(match["y"], lang)
    day, month = match["d"], match["m"]
    text = year
    if month and month.isdigit():
        number = int(month)
        if 1 <= number <= 12:
            text = f"{_MONTHS[lang][number - 1]} {year}"
            if day and day.isdigit():
                first = "1er" if lang == "fr" and int(day) == 1 else str(int(day))
                text = f"{first} {text}"
        elif number in _PARTS[lang]:
            text = _PARTS[lang][number].format(y=year)
        else:
            return edtf
    last = match["dm"] or match["mm"] or (match["ym"] if not month else "")
    inner = match["ym"] if month else ""
    before = match["bm"] or match["bd"] or ""
    if inner:
        text = _YEAR_MARKS[lang][inner].format(d=text)
    if last or before:
        text = _MARKS[lang][last or before].format(d=text)
    return text


def _year(pattern: str, lang: str) -> str:
    if pattern.isdigit():
        return str(int(pattern))
    if pattern.endswith("XX"):
        century = int(pattern[:2])
        return (
            f"les années {century}00 (siècle)"
            if lang == "fr"
            else f"the {century}00s (century)"
        )
    decade = f"{pattern[:3]}0"
    return f"les années {decade}" if lang == "fr" else f"the {decade}s"


# Amounts --------------------------------------------------------------------------------


_UNITS = {str(unit): unit for unit in Unit}


def number(value: float, lang: str) -> str:
    """A number with the digits that it has, grouped as the language does.

    >>> number(12500.0, "en"), number(0.5, "fr")
    ('12,500', '0,5')
    """
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    if lang == "fr":
        return text.replace(",", "\u202f").replace(".", ",")
    return text


_ONE = {
    "aircraft": ("aircraft", "avion"), "barrel": ("barrel", "baril"),
    "component": ("component", "composant"), "container": ("container", "conteneur"),
    "day": ("day", "jour"), "depot": ("depot", "dépôt"), "drone": ("drone", "drone"),
    "factory": ("factory", "usine"), "flight": ("flight", "vol"), "gun": ("gun", "canon"),
    "killed": ("person killed", "personne tuée"), "km": ("kilometre", "kilomètre"),
    "km2": ("square kilometre", "kilomètre carré"), "launch": ("satellite launch", "lancement de satellite"),
    "m": ("metre", "mètre"), "missile": ("missile", "missile"), "month": ("month", "mois"),
    "person": ("person", "personne"), "pit": ("storage pit", "fosse de stockage"),
    "railcar": ("railcar", "wagon"), "reactor": ("reactor (1,000 MW)", "réacteur (1 000 MW)"),
    "region": ("region", "région"), "shell": ("shell or round", "obus ou coup"),
    "shipment": ("shipment", "envoi"), "state": ("state", "État"), "t": ("tonne", "tonne"),
    "tank": ("tank", "char"), "vehicle": ("vehicle", "véhicule"), "vessel": ("vessel", "navire"),
    "vessel-call": ("port call", "escale"), "voyage": ("voyage", "voyage"), "week": ("week", "semaine"),
    "worker": ("worker", "travailleur"), "year": ("year", "an"),
}  # fmt: skip
"""One of a unit, where its label is a plural."""


def amount(least: float, most: float, unit: str, printed: str, lang: str) -> str:
    """Words for a stated amount; ``nan`` is an end that the source leaves open.

    ``printed`` is the qualifier as the source prints it ("more than", "about").

    >>> amount(1000, math.nan, "container", "more than", "en")
    'at least 1,000 containers, printed as “more than”'
    >>> amount(1, 1, "voyage", "", "en")
    '1 voyage'
    >>> amount(math.nan, math.nan, "container", "hundreds", "en")
    'containers, printed as “hundreds”'
    """
    label = _UNITS[unit].label(lang) if unit in _UNITS else unit
    low, high = not math.isnan(least), not math.isnan(most)
    french = lang == "fr"
    if {one for one in (least, most) if not math.isnan(one)} == {1}:
        label = _ONE.get(unit, (label, label))[french]
    if low and high and least != most:
        digits = f"{number(least, lang)} {'à' if french else 'to'} {number(most, lang)}"
    elif low and high:
        digits = number(least, lang)
    elif low:
        digits = f"{'au moins' if french else 'at least'} {number(least, lang)}"
    elif high:
        digits = f"{'au plus' if french else 'at most'} {number(most, lang)}"
    else:
        digits = ""
    text = f"{digits} {label}".strip() if digits or printed else ""
    if printed:
        text += f", imprimé « {printed} »" if french else f", printed as “{printed}”"
    return text
