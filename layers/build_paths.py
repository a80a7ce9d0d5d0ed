"""Build the lines that legs follow: ``python layers/build_paths.py``.

What goes in:

* the world railway graph of PyPI ``scgraph_data`` 2.0.0 (OpenStreetMap, ODbL), one wheel
  of 25 MB with a pinned sha256; its file is read as text, the package is never installed;
* ``data/rail_stations.csv`` and the sites of ``layers/*.geojson``;
* :mod:`geo.routing` for the sea (needs the extra ``routing``).

What comes out: ``layers/paths.geojson``, one Feature for each path, and the checksums of
inputs and output in ``layers/paths.provenance.json``. The rail lines come out the same to
the byte; the sea lines to a few metres, as numerical libraries differ.

No source read names the track of any ship or train between two places. A path says how it
was made, how long the track is, how long the drawn line is, and what is published.
All coordinates are longitude, latitude in degrees (EPSG:4326).
"""

# /// script
# requires-python = ">=3.11"
# dependencies = ["tumen[routing]"]
# ///

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo import routing
from geo.geometry import LonLat, length_km

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

WHEEL = "scgraph_data-2.0.0-py3-none-any.whl"
PACKAGE, VERSION = "scgraph_data", "2.0.0"
WHEEL_SHA256 = "a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406"

NEAR_STATION_KM = 1.5
"""A waypoint may be passed at any node within this distance of its station."""
GAPS_KM = 3.0
GAPS: tuple[tuple[LonLat, LonLat, str], ...] = (
    ((132.456, 43.283), (132.455, 43.298), "at Smolyaninovo"),
    ((128.553, 40.17), (128.557, 40.172), "near the east coast at 128.55° E"),
    ((130.256, 42.208), (130.277, 42.224), "south-west of Rajin"),
)
"""Pairs of nodes at which the graph breaks off although the line goes on; joined straight."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One path of a line: from one named point of it to another."""

    id: str
    start: str
    end: str
    start_site: str
    end_site: str
    name_en: str
    name_fr: str
    published: str = ""
    """Row of ``data/rail_distances.csv``."""
    published_km: float | None = None
    published_source: str = ""
    why_en: str = ""
    why_fr: str = ""
    note: tuple[str, str] = ("", "")
    """English and French."""


@dataclass(frozen=True, slots=True)
class Line:
    """A way over the graph by named points, and the paths it is cut into."""

    by: tuple[str, ...]
    """Stations whose nearest node the way passes, in order."""
    cuts: tuple[Cut, ...]
    on: tuple[str, ...] = ()
    """Points laid into the drawn line where it has no node, in order."""
    ends: tuple[str, str] = ("", "")
    """Sites off the track, joined straight to its first or last node."""


GRAPH_WHY_EN = (
    "the graph's vertices are rounded to 0.001 degree before its lengths are added up,"
    " which cuts curves short"
)
GRAPH_WHY_FR = (
    "les sommets du graphe sont arrondis à 0,001 degré avant l'addition de ses"
    " longueurs, ce qui raccourcit les courbes"
)

CORRIDOR = (
    "Rajin port branch (Rajinhang)",
    "Sonbong (Unggi)",
    "Baranovsky",
    "Ussuriysk",
    "Khabarovsk",
    "Birobidzhan-1",
    "Belogorsk",
    "tsiolkovsky",
    "Skovorodino",
    "Chita-2",
    "Ulan-Ude",
    "Irkutsk-Pass.",
    "Taishet",
    "Krasnoyarsk",
    "Novosibirsk",
    "Omsk",
    "Petropavl (KZ)",
    "Kurgan",
    "Chelyabinsk",
    "Ufa",
    "Samara",
    "Syzran-1",
    "Saratov",
    "Volgograd-1",
    "Salsk",
    "Tikhoretskaya",
)
"""Trans-Siberian, then South Urals, Volga and Salsk: plausible, named by no source."""

LINES = (
    Line(
        by=CORRIDOR,
        on=(
            "rajin-station",
            "tumangang-station",
            "friendship-bridge",
            "khasan-station",
            "Makhalino",
            "Gvozdevo",
            "Ryazanovka",
            "Bamburovo",
            "Kedrovy",
            "Primorskaya",
            "Vinevitino",
            "Olenevod",
            "baranovsky",
            "ussuriysk-station",
            "Omsk",
            "Chelyabinsk",
            "Salsk",
        ),
        ends=("rajin-port", ""),
        cuts=(
            Cut(
                "rajin-port-rail",
                "rajin-port",
                "rajin-station",
                "rajin-port",
                "rajin-station",
                "Rajin port to Rajin station by rail",
                "Port de Rajin – gare de Rajin par le rail",
                note=(
                    "Port branch; the track inside the port was not read.",
                    "Embranchement du port ; la voie à l'intérieur du port n'a"
                    " pas été lue.",
                ),
            ),
            Cut(
                "rajin-tumangang-rail",
                "rajin-station",
                "tumangang-station",
                "rajin-station",
                "tumangang-station",
                "Rajin to Tumangang by rail",
                "Rajin – Tumangang par le rail",
                published="D02",
                why_en="the graph has few nodes here and shares its length out along the"
                " drawn line; published lengths differ too (49 km, and 52.1 km by way of"
                " Hongui station)",
                why_fr="le graphe a peu de nœuds ici et répartit sa longueur le long du"
                " trait ; les longueurs publiées diffèrent aussi (49 km, et 52,1 km par"
                " la gare de Hongui)",
            ),
            Cut(
                "tumangang-khasan-rail",
                "tumangang-station",
                "khasan-station",
                "tumangang-station",
                "khasan-station",
                "Tumangang to Khasan by rail, over the Friendship Bridge",
                "Tumangang – Khassan par le rail, par le pont de l'Amitié",
                published="D03",
                why_en="the graph has one node near the bridge and none at either"
                " station; its length is shared out along the drawn line",
                why_fr="le graphe n'a qu'un nœud près du pont et aucun dans les deux"
                " gares ; sa longueur est répartie le long du trait",
            ),
            Cut(
                "khasan-baranovsky-rail",
                "khasan-station",
                "baranovsky",
                "khasan-station",
                "baranovsky",
                "Khasan to Baranovsky by rail",
                "Khassan – Baranovski par le rail",
                published="D10",
                why_en=GRAPH_WHY_EN
                + "; a hand-traced line of OpenStreetMap gives 237 km",
                why_fr=GRAPH_WHY_FR + " ; un tracé manuel d'OpenStreetMap donne 237 km",
                note=(
                    "Eight stations between the nodes are laid at their kilometre"
                    " posts on a traced line (within 1.5 km).",
                    "Huit gares situées entre les nœuds sont placées à leurs"
                    " points kilométriques sur une ligne tracée (à 1,5 km près).",
                ),
            ),
            Cut(
                "baranovsky-ussuriysk-rail",
                "baranovsky",
                "ussuriysk-station",
                "baranovsky",
                "ussuriysk-station",
                "Baranovsky to Ussuriysk by rail",
                "Baranovski – Oussouriïsk par le rail",
                published_km=22.0,
                published_source="D11 less D10 (WIKIPEDIA)",
            ),
            Cut(
                "ussuriysk-tsiolkovsky-rail",
                "ussuriysk-station",
                "tsiolkovsky",
                "ussuriysk-station",
                "tsiolkovsky",
                "Ussuriysk to the line near Tsiolkovsky by rail",
                "Oussouriïsk – voie proche de Tsiolkovski par le rail",
            ),
            Cut(
                "tsiolkovsky-omsk-rail",
                "tsiolkovsky",
                "Omsk",
                "tsiolkovsky",
                "omsk",
                "From near Tsiolkovsky to Omsk by rail",
                "Des environs de Tsiolkovski à Omsk par le rail",
            ),
            Cut(
                "omsk-chelyabinsk-petropavl-rail",
                "Omsk",
                "Chelyabinsk",
                "omsk",
                "chelyabinsk",
                "Omsk to Chelyabinsk by rail, by Petropavl (Kazakhstan)",
                "Omsk – Tcheliabinsk par le rail, par Petropavl (Kazakhstan)",
            ),
            Cut(
                "chelyabinsk-salsk-rail",
                "Chelyabinsk",
                "Salsk",
                "chelyabinsk",
                "salsk",
                "Chelyabinsk to Salsk by rail, by the Volga",
                "Tcheliabinsk – Salsk par le rail, par la Volga",
            ),
            Cut(
                "salsk-tikhoretskaya-rail",
                "Salsk",
                "Tikhoretskaya",
                "salsk",
                "tikhoretskaya",
                "Salsk to Tikhoretskaya by rail",
                "Salsk – Tikhoretskaïa par le rail",
                published="D33",
            ),
        ),
    ),
    Line(
        by=("Novosibirsk", "Omsk", "tyumen", "yekaterinburg", "Chelyabinsk", "Ufa"),
        on=("Omsk", "Chelyabinsk"),
        cuts=(
            Cut(
                "omsk-chelyabinsk-tyumen-rail",
                "Omsk",
                "Chelyabinsk",
                "omsk",
                "chelyabinsk",
                "Omsk to Chelyabinsk by rail, inside Russia, by Tyumen and Yekaterinburg",
                "Omsk – Tcheliabinsk par le rail, sans quitter la Russie, par Tioumen"
                " et Iekaterinbourg",
                note=(
                    "Alternative to omsk-chelyabinsk-petropavl-rail.",
                    "Variante de omsk-chelyabinsk-petropavl-rail.",
                ),
            ),
        ),
    ),
    Line(
        by=("vostochny-port", "smolyaninovo", "Ussuriysk"),
        on=("smolyaninovo", "ussuriysk-station"),
        ends=("vostochny-port", ""),
        cuts=(
            Cut(
                "vostochny-smolyaninovo-rail",
                "vostochny-port",
                "smolyaninovo",
                "vostochny-port",
                "smolyaninovo",
                "Vostochny Port to Smolyaninovo by rail",
                "Port de Vostotchny – Smolianinovo par le rail",
            ),
            Cut(
                "smolyaninovo-ussuriysk-rail",
                "smolyaninovo",
                "ussuriysk-station",
                "smolyaninovo",
                "ussuriysk-station",
                "Smolyaninovo to Ussuriysk by rail",
                "Smolianinovo – Oussouriïsk par le rail",
                note=(
                    "The graph breaks off at Smolyaninovo; the two ends, 1.7 km apart,"
                    " are joined straight.",
                    "Le graphe s'interrompt à Smolianinovo ; les deux bouts,"
                    " distants de 1,7 km, sont joints en ligne droite.",
                ),
            ),
        ),
    ),
    Line(
        by=("nakhodka-port", "smolyaninovo", "Ussuriysk"),
        on=("smolyaninovo", "ussuriysk-station"),
        ends=("nakhodka-port", ""),
        cuts=(
            Cut(
                "nakhodka-smolyaninovo-rail",
                "nakhodka-port",
                "smolyaninovo",
                "nakhodka-port",
                "smolyaninovo",
                "Nakhodka port to Smolyaninovo by rail",
                "Port de Nakhodka – Smolianinovo par le rail",
            ),
        ),
    ),
    Line(
        by=("Vladivostok", "Baranovsky", "Ussuriysk"),
        on=("baranovsky",),
        ends=("vladivostok-station", ""),
        cuts=(
            Cut(
                "vladivostok-baranovsky-rail",
                "vladivostok-station",
                "baranovsky",
                "vladivostok-station",
                "baranovsky",
                "Vladivostok to Baranovsky by rail",
                "Vladivostok – Baranovski par le rail",
                published="D12",
                why_en=GRAPH_WHY_EN
                + "; a hand-traced line of OpenStreetMap gives 89.4 km",
                why_fr=GRAPH_WHY_FR
                + " ; un tracé manuel d'OpenStreetMap donne 89,4 km",
            ),
        ),
    ),
    Line(
        by=("pyongyang-station", "rajin-station", "Sonbong (Unggi)"),
        on=("rajin-station",),
        ends=("pyongyang-station", ""),
        cuts=(
            Cut(
                "pyongyang-rajin-rail",
                "pyongyang-station",
                "rajin-station",
                "pyongyang-station",
                "rajin-station",
                "Pyongyang to Rajin by rail, along the east coast",
                "Pyongyang – Rajin par le rail, par la côte est",
                published_km=796.0,
                published_source="D09 less D02 (WIKIPEDIA)",
                note=(
                    "Shortest way over the graph once its two gaps (0.4 and 2.5 km)"
                    " are closed; no source read names the way of either train journey.",
                    "Chemin le plus court dans le graphe une fois ses deux"
                    " lacunes (0,4 et 2,5 km) comblées ; aucune source lue ne"
                    " nomme l'itinéraire de l'un ou l'autre voyage en train.",
                ),
            ),
        ),
    ),
    Line(
        by=("Tikhoretskaya", "mozdok-station-west", "mozdok-station-east"),
        on=("mozdok",),
        cuts=(
            Cut(
                "tikhoretskaya-mozdok-rail",
                "Tikhoretskaya",
                "mozdok",
                "tikhoretskaya",
                "mozdok-depot",
                "Tikhoretskaya to Mozdok by rail",
                "Tikhoretskaïa – Mozdok par le rail",
                note=(
                    "Ends at the town: the depot was not located, and the graph has"
                    " no node within 30 km of it. A hand-traced line gives 463 km.",
                    "S'arrête à la ville : le dépôt n'a pas été situé, et le"
                    " graphe n'a aucun nœud à moins de 30 km de là. Un tracé"
                    " manuel donne 463 km.",
                ),
            ),
        ),
    ),
    Line(
        by=("Volgograd-1", "Salsk", "Bataysk"),
        on=("Salsk", "ataman-station"),
        cuts=(
            Cut(
                "salsk-yegorlykskaya-rail",
                "Salsk",
                "ataman-station",
                "salsk",
                "ataman-station",
                "Salsk to Ataman station (Yegorlykskaya) by rail",
                "Salsk – gare d'Ataman (Iegorlykskaïa) par le rail",
                published_km=71.0,
                published_source="kilometre posts 177 and 106 of data/rail_stations.csv",
            ),
        ),
    ),
    Line(
        by=("Tikhoretskaya", "tikhoretsk-depot"),
        ends=("", "tikhoretsk-depot"),
        cuts=(
            Cut(
                "tikhoretskaya-depot-rail",
                "Tikhoretskaya",
                "tikhoretsk-depot",
                "tikhoretskaya",
                "tikhoretsk-depot",
                "Tikhoretskaya to the depot near Tikhoretsk by rail",
                "Tikhoretskaïa – dépôt proche de Tikhoretsk par le rail",
                note=(
                    "The last 4.4 km are straight: no track to the depot was read.",
                    "Les derniers 4,4 km sont droits : aucune voie menant au"
                    " dépôt n'a été lue.",
                ),
            ),
        ),
    ),
)

EXTRA_POINTS: dict[str, LonLat] = {
    # nodes of the graph on either side of Mozdok
    "mozdok-station-west": (44.22, 43.78),
    "mozdok-station-east": (45.03, 43.737),
}
"""Points that steer the way and are neither stations of the table nor sites."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that is reported or implied and has no geometry in any data set read."""

    id: str
    by: tuple[str, ...]
    start_site: str
    end_site: str
    name_en: str
    name_fr: str
    method_en: str
    method_fr: str


MISSING = (
    Missing(
        "dunai-smolyaninovo-missing",
        ("dunai-naval-facility", "fokino", "smolyaninovo"),
        "dunai-naval-facility",
        "smolyaninovo",
        "Dunai to Smolyaninovo: branch line missing from the data",
        "Dounaï – Smolianinovo : embranchement absent des données",
        "The branch by Fokino is in no data set read. Straight lines through Dunai,"
        " Fokino and Smolyaninovo.",
        "L'embranchement par Fokino n'est dans aucun jeu de données lu. Traits droits"
        " par Dounaï, Fokino et Smolianinovo.",
    ),
    Missing(
        "tsiolkovsky-cosmodrome-missing",
        ("tsiolkovsky (track)", "vostochny-cosmodrome"),
        "tsiolkovsky",
        "vostochny-cosmodrome",
        "Tsiolkovsky to the Vostochny Cosmodrome: branch line missing from the data",
        "Tsiolkovski – cosmodrome de Vostotchny : embranchement absent des données",
        "The branch to the cosmodrome is not in the railway graph. Straight line from"
        " the main line near Tsiolkovsky.",
        "L'embranchement du cosmodrome n'est pas dans le graphe ferroviaire. Trait"
        " droit depuis la ligne principale près de Tsiolkovski.",
    ),
)


@dataclass(frozen=True, slots=True)
class Sea:
    """A sea path between two sites."""

    id: str
    start: str
    end: str
    name_en: str
    name_fr: str
    published: str = ""
    why_en: str = ""
    why_fr: str = ""


SEA = (
    Sea(
        "rajin-dunai-sea",
        "rajin-port",
        "dunai-naval-facility",
        "Rajin to Dunai by sea",
        "Rajin – Dounaï par mer",
    ),
    Sea(
        "rajin-vostochny-sea",
        "rajin-port",
        "vostochny-port",
        "Rajin to Vostochny Port by sea",
        "Rajin – port de Vostotchny par mer",
    ),
    Sea(
        "rajin-vladivostok-sea",
        "rajin-port",
        "vladivostok-port",
        "Rajin to Vladivostok by sea",
        "Rajin – Vladivostok par mer",
        published="D44",
        why_en="the ferry's 90 miles are a round figure: the shortest line over water"
        " on the same coast is 95 nautical miles, and this one keeps off the shore",
        why_fr="les 90 milles du ferry sont un chiffre rond : la ligne la plus courte"
        " sur l'eau mesure 95 milles marins sur la même côte, et celle-ci s'écarte du"
        " rivage",
    ),
    Sea(
        "dunai-vostochny-sea",
        "dunai-naval-facility",
        "vostochny-port",
        "Dunai to Vostochny Port by sea",
        "Dounaï – port de Vostotchny par mer",
    ),
)

RAIL_METHOD = {
    "en": "Shortest way over the railway graph of scgraph_data, by the waypoints named;"
    " straight between its nodes, which lie at switches only. The length is that of the"
    " track (sum of the graph's edges), longer than the drawn line. No source read names"
    " the way.",
    "fr": "Chemin le plus court dans le graphe ferroviaire de scgraph_data, par les"
    " points nommés ; droit entre ses nœuds, situés aux seules bifurcations. La longueur"
    " est celle de la voie (somme des arêtes du graphe), plus grande que celle du trait."
    " Aucune source lue ne nomme l'itinéraire.",
}
SEA_METHOD = {
    "en": "Least-cost way over water on a grid of 280 m, dearer near the shore, planned on"
    " the OpenStreetMap coast of the base map and tested against a finer one.",
    "fr": "Chemin de moindre coût sur l'eau, sur une grille de 280 m plus coûteuse près"
    " du rivage, calculé sur le trait de côte OpenStreetMap du fond de carte et vérifié"
    " sur un trait plus fin.",
}
LABELS = {
    "rail-graph": (
        "schematic: a plausible line, not an observed or reported route",
        "schématique : ligne plausible, itinéraire ni observé ni rapporté",
    ),
    "missing": (
        "schematic: line missing from the data, drawn straight",
        "schématique : ligne absente des données, tracée droite",
    ),
    "least-cost": (routing.LABEL["en"], routing.LABEL["fr"]),
}

OSM = "© OpenStreetMap contributors"


# --- what goes in ---------------------------------------------------------------------


def fetch(folder: Path) -> Path:
    """Give the wheel in ``folder``, downloaded if need be, refused if its bytes differ."""
    path = folder / WHEEL
    if not path.exists():
        subprocess.run(  # noqa: S603 - a fixed command
            (
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--disable-pip-version-check", f"{PACKAGE}=={VERSION}"),
            ),
            cwd=folder,
            check=True,
            stdout=sys.stderr,
        )
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise SystemExit(
            f"{path}: sha256 is {found}, expected {WHEEL_SHA256}; nothing was built"
        )
    return path


class Railways:
    """The railway graph: nodes, and kilometres of track between them."""

    def __init__(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read("scgraph_data/world_railways.py").decode()
        parts = {
            line.partition("=")[0]: line.partition("=")[2]
            for line in text.splitlines()
            if line.startswith(("graph=[", "nodes=["))
        }
        edges = json.loads(re.sub(r"(\d+): ", r'"\1": ', parts["graph"]))
        # the package writes latitude first
        self.nodes = np.array(json.loads(parts["nodes"]))[:, ::-1]
        rows = [i for i, to in enumerate(edges) for j in to if int(j) != i]
        columns = [int(j) for i, to in enumerate(edges) for j in to if int(j) != i]
        km = [
            max(w, 1e-6)
            for i, to in enumerate(edges)
            for j, w in to.items()
            if int(j) != i
        ]
        for one, other, _ in GAPS:
            a, b = self.nearest(one), self.nearest(other)
            gap = length_km([self.at(a), self.at(b)])
            if gap > GAPS_KM or (self.at(a), self.at(b)) != (one, other):
                raise SystemExit(f"{one} and {other} are no ends of a gap in the graph")
            rows.append(a)
            columns.append(b)
            km.append(gap)
        count = len(self.nodes)
        self.graph = csr_array((km, (rows, columns)), shape=(count, count))

    def at(self, node: int) -> LonLat:
        """Longitude and latitude of a node."""
        lon, lat = self.nodes[node]
        return float(lon), float(lat)

    def nearest(self, point: LonLat) -> int:
        """Node nearest to ``point``."""
        east = (self.nodes[:, 0] - point[0]) * math.cos(math.radians(point[1]))
        return int(np.hypot(east, self.nodes[:, 1] - point[1]).argmin())

    def spent(self, start: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Kilometres of track from ``start`` to every node."""
        return np.asarray(dijkstra(self.graph, directed=False, indices=start))

    def passed(self, before: int, point: LonLat, after: int) -> int:
        """Node near ``point`` that lies best on the way: not on a side track."""
        east = (self.nodes[:, 0] - point[0]) * math.cos(math.radians(point[1]))
        away = np.hypot(east, self.nodes[:, 1] - point[1]) * 111.2
        near = np.flatnonzero(away < max(NEAR_STATION_KM, away.min() + 1e-9))
        whole = self.spent(before)[near] + self.spent(after)[near]
        return int(near[whole.argmin()])

    def way(self, start: int, end: int) -> list[tuple[int, float]]:
        """Nodes of the shortest way, each with the kilometres from ``start``."""
        spent, before = dijkstra(
            self.graph, directed=False, indices=start, return_predecessors=True
        )
        if not math.isfinite(spent[end]):
            raise SystemExit(f"no railway joins {self.at(start)} and {self.at(end)}")
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(int(before[nodes[-1]]))
        return [(node, float(spent[node])) for node in reversed(nodes)]


def sites() -> dict[str, LonLat]:
    """Position of every site of the layers that is a point."""
    found: dict[str, LonLat] = {}
    for file in sorted(HERE.glob("*.geojson")):
        if file.name == "paths.geojson":
            continue
        for feature in json.loads(file.read_text("utf-8"))["features"]:
            geometry = feature["geometry"]
            if geometry and geometry["type"] == "Point":
                lon, lat = geometry["coordinates"][:2]
                found[feature["properties"]["id"]] = (lon, lat)
    return found


def stations(file: Path) -> dict[str, LonLat]:
    """Position of every station of the table, by its name; the first row counts."""
    found: dict[str, LonLat] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["station"], (float(row["lon"]), float(row["lat"])))
    return found


def distances(file: Path) -> dict[str, dict[str, str]]:
    """Rows of the table of published distances by their number."""
    with file.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


# --- rail -----------------------------------------------------------------------------


@dataclass(slots=True)
class Vertex:
    """A point of a drawn line, and how far along the track it lies."""

    point: LonLat
    km: float
    name: str = ""
    straight_km: float = 0.0
    """Straight join before this point: part of ``km`` that no data set gives."""


def lay(line: Line, railways: Railways, places: dict[str, LonLat]) -> list[Vertex]:
    """Lay ``line`` over the graph: its vertices with their kilometres and names."""
    gaps = {frozenset((one, other)) for one, other, _ in GAPS}
    stops = [railways.nearest(places[name]) for name in line.by]
    for i in range(1, len(stops) - 1):
        stops[i] = railways.passed(stops[i - 1], places[line.by[i]], stops[i + 1])
    vertices = [Vertex(railways.at(stops[0]), 0.0, line.by[0])]
    for name, (start, end) in zip(line.by[1:], pairwise(stops), strict=True):
        so_far = vertices[-1].km
        for node, km in railways.way(start, end)[1:]:
            point = railways.at(node)
            gap = frozenset((vertices[-1].point, point)) in gaps
            vertices.append(
                Vertex(
                    point,
                    so_far + km,
                    straight_km=so_far + km - vertices[-1].km if gap else 0.0,
                )
            )
        vertices[-1].name = name
    _without_spurs(vertices)
    first = 0
    for name in line.on:
        for vertex in vertices:  # the station itself, not the node that steers the way
            vertex.name = "" if vertex.name == name else vertex.name
        first = _inserted(vertices, name, places[name], first)
    start_site, end_site = line.ends
    if start_site:
        join = length_km([places[start_site], vertices[0].point])
        for vertex in vertices:
            vertex.km += join
        vertices[0].straight_km += join
        vertices[0].name = "" if vertices[0].name == start_site else vertices[0].name
        vertices.insert(0, Vertex(places[start_site], 0.0, start_site))
    if end_site:
        join = length_km([vertices[-1].point, places[end_site]])
        km = vertices[-1].km + join
        vertices[-1].name = "" if vertices[-1].name == end_site else vertices[-1].name
        vertices.append(Vertex(places[end_site], km, end_site, join))
    return vertices


def _without_spurs(vertices: list[Vertex]) -> None:
    """Take out pieces run forth and back at once: a station beside the way."""
    i = 1
    while i < len(vertices) - 1:
        if vertices[i - 1].point != vertices[i + 1].point:
            i += 1
            continue
        extra = vertices[i + 1].km - vertices[i - 1].km
        names = [vertex.name for vertex in vertices[i - 1 : i + 2]]
        del vertices[i : i + 2]
        vertices[i - 1].name = next(filter(None, names), "")
        for vertex in vertices[i:]:
            vertex.km -= extra
        i = max(1, i - 1)


def _inserted(vertices: list[Vertex], name: str, point: LonLat, first: int) -> int:
    """Lay ``point`` into the piece it lengthens least, not before the vertex ``first``."""
    xy = np.array([vertex.point for vertex in vertices[first:]])
    scale = np.array([math.cos(math.radians(point[1])), 1.0]) * 111.2
    away = np.hypot(*((xy - point) * scale).T)
    piece = np.hypot(*(np.diff(xy, axis=0) * scale).T)
    best = first + int((away[:-1] + away[1:] - piece).argmin())
    before, after = vertices[best], vertices[best + 1]
    if point in (before.point, after.point):
        here = best if point == before.point else best + 1
        vertices[here].name = name
        return here
    to, on = length_km([before.point, point]), length_km([point, after.point])
    km = before.km + (after.km - before.km) * to / (to + on)
    vertices.insert(best + 1, Vertex(point, km, name))
    return best + 1


def cut(vertices: Sequence[Vertex], start: str, end: str) -> list[Vertex]:
    """Part of the line between two of its named points."""
    names = [vertex.name for vertex in vertices]
    if names.count(start) != 1 or names.count(end) != 1:
        raise SystemExit(f"{start} or {end} is not one point of the line")
    return list(vertices[names.index(start) : names.index(end) + 1])


def rail_feature(
    path: Cut,
    part: Sequence[Vertex],
    names: dict[str, str],
    published: dict[str, dict[str, str]],
) -> dict[str, Any]:
    """Feature of one rail path."""
    begin = part[0].km
    length = part[-1].km - begin
    row = published.get(path.published)
    km = float(row["published_km"]) if row else path.published_km
    straight = sum(vertex.straight_km for vertex in part[1:])
    named = [vertex for vertex in part if vertex.name]
    return _feature(
        id=path.id,
        points=[vertex.point for vertex in part],
        basis="rail-graph",
        names=(path.name_en, path.name_fr),
        mode="rail",
        method=(RAIL_METHOD["en"], RAIL_METHOD["fr"]),
        package=(PACKAGE, VERSION),
        credit=OSM,
        licence="ODbL-1.0",
        ends=(path.start_site, path.end_site),
        length=length,
        straight=straight,
        published=(
            km,
            f"{path.published} ({row['source']})" if row else path.published_source,
        ),
        why=(path.why_en, path.why_fr),
        waypoints=[
            (names.get(vertex.name, vertex.name), vertex.km - begin) for vertex in named
        ],
        note=path.note,
    )


# --- all paths ------------------------------------------------------------------------


def _feature(
    *,
    id: str,
    points: Iterable[LonLat],
    basis: str,
    names: tuple[str, str],
    mode: str,
    method: tuple[str, str],
    package: tuple[str, str],
    credit: str,
    licence: str,
    ends: tuple[str, str],
    length: float | None,
    straight: float = 0.0,
    published: tuple[float | None, str] = (None, ""),
    why: tuple[str, str] = ("", ""),
    waypoints: Sequence[tuple[str, float]] = (),
    note: tuple[str, str] = ("", ""),
) -> dict[str, Any]:
    coordinates: list[list[float]] = []
    for lon, lat in points:
        position = [round(lon, 4) + 0.0, round(lat, 4) + 0.0]
        if not coordinates or coordinates[-1] != position:
            coordinates.append(position)
    known, source = published
    length = None if length is None else round(length, 1)
    difference = (
        round(100 * (length - known) / known, 1)
        if known is not None and length is not None
        else None
    )
    if difference is not None and abs(difference) > 2 and not all(why):
        raise SystemExit(
            f"{id}: {length:.1f} km is {difference} % off the published {known} km,"
            " and the path does not say why"
        )
    if difference is None or abs(difference) <= 2:
        why = ("", "")
    return {
        "type": "Feature",
        "id": id,
        "geometry": {"type": "LineString", "coordinates": coordinates},
        "properties": {
            "id": id,
            "name_en": names[0],
            "name_fr": names[1],
            "mode": mode,
            "basis": basis,
            "label_en": LABELS[basis][0],
            "label_fr": LABELS[basis][1],
            "method_en": method[0],
            "method_fr": method[1],
            "package": package[0] or None,
            "package_version": package[1] or None,
            "credit": credit,
            "licence": licence,
            "from": ends[0],
            "to": ends[1],
            "length_km": length,
            "straight_km": None if length is None else round(straight, 1),
            "drawn_km": round(length_km([(x, y) for x, y in coordinates]), 1),
            "published_km": known,
            "published_source": source or None,
            "difference_percent": difference,
            "why_en": why[0] or None,
            "why_fr": why[1] or None,
            "waypoints": "; ".join(name for name, _ in waypoints) or None,
            "waypoints_km": "; ".join(f"{km:.1f}" for _, km in waypoints) or None,
            "note": note[0] or None,
            "note_fr": note[1] or None,
        },
    }


def rail_paths(
    wheel: Path, places: dict[str, LonLat], published: dict[str, dict[str, str]]
) -> list[dict[str, Any]]:
    """Features of all rail paths, the missing ones among them."""
    railways = Railways(wheel)
    track = railways.at(railways.nearest(places["tsiolkovsky"]))
    places = places | EXTRA_POINTS | {"tsiolkovsky (track)": track}
    names = {
        "rajin-port": "Rajin port",
        "rajin-station": "Rajin",
        "tumangang-station": "Tumangang",
        "friendship-bridge": "Friendship Bridge",
        "khasan-station": "Khasan",
        "baranovsky": "Baranovsky",
        "ussuriysk-station": "Ussuriysk",
        "tsiolkovsky": "line near Tsiolkovsky",
        "tsiolkovsky (track)": "line near Tsiolkovsky",
        "tyumen": "Tyumen",
        "yekaterinburg": "Yekaterinburg",
        "vostochny-port": "Vostochny Port",
        "nakhodka-port": "Nakhodka port",
        "smolyaninovo": "Smolyaninovo",
        "vladivostok-station": "Vladivostok",
        "pyongyang-station": "Pyongyang",
        "mozdok": "Mozdok (town)",
        "mozdok-station-west": "",
        "mozdok-station-east": "",
        "ataman-station": "Ataman (Yegorlykskaya)",
        "tikhoretsk-depot": "Tikhoretsk depot",
        "dunai-naval-facility": "Dunai",
        "fokino": "Fokino",
        "vostochny-cosmodrome": "Vostochny Cosmodrome",
        "Rajin port branch (Rajinhang)": "Rajin port branch",
        "Sonbong (Unggi)": "Sonbong",
    }
    features = []
    for line in LINES:
        vertices = lay(line, railways, places)
        for vertex in vertices:
            if names.get(vertex.name) == "":
                vertex.name = ""
        features += [
            rail_feature(path, cut(vertices, path.start, path.end), names, published)
            for path in line.cuts
        ]
    for gap in MISSING:
        points = [places[name] for name in gap.by]
        features.append(
            _feature(
                id=gap.id,
                points=points,
                basis="missing",
                names=(gap.name_en, gap.name_fr),
                mode="rail",
                method=(gap.method_en, gap.method_fr),
                package=("", ""),
                credit="Tumen",
                licence="CC-BY-4.0",
                ends=(gap.start_site, gap.end_site),
                length=None,
                waypoints=[
                    (names[name], length_km(points[: i + 1]) if i else 0.0)
                    for i, name in enumerate(gap.by)
                ],
                note=(
                    "The track's length is not known; waypoints_km are along the"
                    " straight lines.",
                    "La longueur de la voie n'est pas connue ; waypoints_km est"
                    " compté le long des lignes droites.",
                ),
            )
        )
    return features


def sea_paths(
    places: dict[str, LonLat], published: dict[str, dict[str, str]]
) -> list[dict[str, Any]]:
    """Features of all sea paths."""
    features = []
    for path in SEA:
        route = routing.sea_route(places[path.start], places[path.end])
        row = published.get(path.published)
        features.append(
            _feature(
                id=path.id,
                points=route.points,
                basis=route.method,
                names=(path.name_en, path.name_fr),
                mode="sea",
                method=(SEA_METHOD["en"], SEA_METHOD["fr"]),
                package=("scikit-image", metadata.version("scikit-image")),
                credit=OSM,
                licence="ODbL-1.0",
                ends=(path.start, path.end),
                length=route.length_km,
                straight=sum(route.approach_km),
                published=(
                    float(row["published_km"]) if row else None,
                    f"{path.published} ({row['source']})" if row else "",
                ),
                why=(path.why_en, path.why_fr),
                note=(
                    "The first and last pieces join the port's point straight to open"
                    " water and may cross quays.",
                    "Le premier et le dernier segment joignent en ligne droite le"
                    " point du port à l'eau libre et peuvent traverser des quais.",
                ),
            )
        )
    return features


def collection(features: Iterable[dict[str, Any]]) -> str:
    """GeoJSON text with its bounding box, one feature a line."""
    held = list(features)
    lons, lats = zip(
        *(point for one in held for point in one["geometry"]["coordinates"]),
        strict=True,
    )
    box = json.dumps([min(lons), min(lats), max(lons), max(lats)])
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in held)
    head = f'{{"type": "FeatureCollection", "bbox": {box}, "features": ['
    return f"{head}\n{lines}\n]}}\n"


def build(wheel: Path, data: Path) -> list[dict[str, Any]]:
    """All features, rail first."""
    published = distances(data / "rail_distances.csv")
    where = sites()
    places = stations(data / "rail_stations.csv") | where
    return [*rail_paths(wheel, places, published), *sea_paths(where, published)]


def provenance(text: str, data: Path) -> dict[str, Any]:
    """Checksums of what went in and came out, so that a later change shows."""

    def sha256(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    return {
        "built_by": "python layers/build_paths.py",
        "package": {
            "name": PACKAGE,
            "version": VERSION,
            "registry": "PyPI",
            "file": WHEEL,
            "sha256": WHEEL_SHA256,
            "used": "scgraph_data/world_railways.py, read as text",
            "licence": "data: ODbL 1.0 (the package's code: MIT)",
        },
        "inputs": {
            name: sha256((data / name).read_bytes())
            for name in ("rail_stations.csv", "rail_distances.csv")
        }
        | {
            "basemap/insets.json": sha256(
                (HERE / "basemap" / "insets.json").read_bytes()
            )
        },
        "output": {"paths.geojson": sha256(text.encode())},
    }


def main() -> None:
    """Fetch, build, write, say what came out."""
    parser = argparse.ArgumentParser(
        description="Build layers/paths.geojson from a pinned package."
    )
    parser.add_argument(
        "--packages", type=Path, help="keep the downloaded package (25 MB) here"
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT / "data", help="folder of the tables"
    )
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        packages = (chosen.packages or Path(scratch)).resolve()
        packages.mkdir(parents=True, exist_ok=True)
        features = build(fetch(packages), chosen.data)
    text = collection(features)
    (chosen.out / "paths.geojson").write_text(text, "utf-8", newline="\n")
    (chosen.out / "paths.provenance.json").write_text(
        json.dumps(provenance(text, chosen.data), indent=2) + "\n",
        "utf-8",
        newline="\n",
    )
    for feature in features:
        about = feature["properties"]
        print(
            f"{about['id']}: track {about['length_km']} km, drawn {about['drawn_km']} km,"
            f" published {about['published_km']} ({about['difference_percent']} %),"
            f" {len(feature['geometry']['coordinates'])} points"
        )


if __name__ == "__main__":
    main()
