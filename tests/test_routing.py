"""Sea routes: no land under them, measured against other formulas and other numbers."""

import math
import sys
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import routing
from geo.errors import ChoiceError, MissingExtraError
from geo.geometry import circle, length_km
from tests.finer_coast import read

NM_KM = 1.852
EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius

RAJIN = (130.285, 42.228)
DUNAI = (132.356, 42.904)
VOSTOCHNY = (133.067, 42.733)
VLADIVOSTOK = (131.888, 43.094)
CHONGJIN = (129.78, 41.8)
POSYET = (130.805, 42.654)
SLAVYANKA = (131.389, 42.862)
WONSAN = (127.444, 39.153)
NAMPO = (125.41, 38.74)
VANINO = (140.25, 49.1)
SUEZ = (32.53, 29.97)
SIMONS_TOWN = (18.436, -34.193)
SEATTLE = (-122.4, 47.6)

NEAR = [
    (RAJIN, DUNAI),
    (RAJIN, VOSTOCHNY),
    (RAJIN, VLADIVOSTOK),
    (DUNAI, VOSTOCHNY),
    (RAJIN, SLAVYANKA),
    (POSYET, VLADIVOSTOK),
    (CHONGJIN, DUNAI),
]
FAR = [(NAMPO, WONSAN), (RAJIN, VANINO), (VOSTOCHNY, SUEZ), (SIMONS_TOWN, RAJIN)]

# inside the window of tests/finer_coast.geojson, with a margin
at_the_corner = st.tuples(st.floats(129.7, 133.4), st.floats(41.7, 43.3))


@pytest.fixture(scope="session")
def finer_coast():
    """Land as another drawing has it: four times the points (tests/finer_coast.py)."""
    land = read()
    assert shapely.get_num_coordinates(land) > 2_000
    return land


def off_the_quay(route):
    """Give the line without the pieces that join the ports to open water."""
    line = shapely.LineString(route.points)
    for end, km in zip(
        (route.points[0], route.points[-1]), route.approach_km, strict=True
    ):
        line = line.difference(circle(end, 1000 * km + 100))
    return line


def haversine_km(a, b):
    """Distance on a sphere: a second formula, within 0.6 % of the ellipsoid."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(h)))


@pytest.mark.parametrize(("start", "end"), NEAR)
def test_a_route_crosses_no_land_of_a_finer_coast(start, end, finer_coast):
    route = routing.sea_route(start, end)
    assert route.method == "least-cost"
    assert not off_the_quay(route).intersects(finer_coast)


def test_the_straight_line_would_cross_land(finer_coast):  # guards the test above
    line = shapely.LineString([RAJIN, VLADIVOSTOK])
    assert line.intersection(finer_coast).length > 0.1


@pytest.mark.parametrize(("start", "end"), NEAR + FAR)
def test_a_route_ends_at_its_ends_and_says_that_it_is_schematic(start, end):
    route = routing.sea_route(start, end)
    assert route.points[0] == start
    assert route.points[-1][1] == end[1]
    assert (route.points[-1][0] - end[0]) % 360 == pytest.approx(0, abs=1e-9)
    assert route.label() == "schematic: not an observed track"
    assert route.label("fr") == "schématique : trajet non observé"


@pytest.mark.parametrize(("start", "end"), NEAR + FAR)
def test_the_way_back_is_the_same_line(start, end):
    forth, back = routing.sea_route(start, end), routing.sea_route(end, start)
    assert back.points == forth.points[::-1]
    assert back.length_km == forth.length_km
    assert back.approach_km == forth.approach_km[::-1]


@pytest.mark.parametrize(("start", "end"), NEAR + FAR)
def test_a_length_is_that_of_the_line_and_of_another_formula(start, end):
    route = routing.sea_route(start, end)
    assert route.length_km == pytest.approx(length_km(route.points), rel=1e-3)
    sphere = sum(haversine_km(a, b) for a, b in pairwise(route.points))
    assert route.length_km == pytest.approx(sphere, rel=6e-3)


@pytest.mark.parametrize(("start", "end"), NEAR + FAR)
def test_no_piece_is_so_long_that_straight_and_geodesic_part(start, end):
    points = routing.sea_route(start, end).points
    assert max(haversine_km(a, b) for a, b in pairwise(points)) < routing.STEP_KM * 1.01


# another team's least-cost tracks, planned on another coast (GSHHG), in nautical miles
@pytest.mark.parametrize(
    ("start", "end", "miles"),
    [
        (RAJIN, VLADIVOSTOK, 97.0),
        (RAJIN, DUNAI, 108.8),
        (RAJIN, VOSTOCHNY, 131.1),
        (VOSTOCHNY, DUNAI, 36.5),
    ],
)
def test_a_route_is_within_4_percent_of_one_planned_on_another_coast(start, end, miles):
    assert routing.sea_route(start, end).length_km / NM_KM == pytest.approx(
        miles, rel=0.04
    )


def test_rajin_to_vladivostok_is_near_the_published_90_miles():
    # ferrylines.com 2017: "90-mile ride", a round figure; water alone needs 95
    miles = routing.sea_route(RAJIN, VLADIVOSTOK).length_km / NM_KM
    assert 95 < miles < 90 * 1.11


def test_a_long_haul_is_as_long_as_searoute_says():
    import searoute  # takes a second

    published = searoute.searoute(list(VOSTOCHNY), list(SUEZ))["properties"]["length"]
    route = routing.sea_route(VOSTOCHNY, SUEZ)
    assert route.length_km == pytest.approx(published, rel=0.02)


@pytest.mark.parametrize(("start", "end"), FAR)
def test_a_way_beyond_the_fine_coast_says_so_and_is_joined_in_open_water(
    start, end, finer_coast
):
    route = routing.sea_route(start, end)
    assert "sea network" in route.method
    assert 0 < route.network_km < route.length_km
    assert route.network_over_land_km >= 0
    assert route.joins
    window = shapely.box(129.5, 41.5, 133.6, 43.5)
    for join in route.joins:
        assert join in route.points
        if window.contains(shapely.Point(join)):
            assert not finer_coast.contains(shapely.Point(join))


def test_the_two_coasts_of_korea_are_joined_round_the_south():
    points = routing.sea_route(NAMPO, WONSAN).points
    assert min(lat for _, lat in points) < 35


def test_longitudes_run_on_over_the_antimeridian():
    points = routing.sea_route(VOSTOCHNY, SEATTLE).points
    assert max(abs(a[0] - b[0]) for a, b in pairwise(points)) < 5
    assert points[0] == VOSTOCHNY
    assert points[-1][0] == pytest.approx(SEATTLE[0] + 360)


@settings(max_examples=30, deadline=None)
@given(at_the_corner, at_the_corner)
def test_any_route_at_the_corner_keeps_its_promises(finer_coast, start, end):
    try:
        route = routing.sea_route(start, end)
    except ChoiceError:  # a point inland
        return
    assert (route.points[0], route.points[-1]) == (start, end)
    assert route.length_km >= length_km([start, end]) * (1 - 1e-9)
    assert routing.sea_route(end, start).points == route.points[::-1]
    assert not off_the_quay(route).intersects(finer_coast)


def test_a_route_keeps_off_the_shore_where_it_can(finer_coast):
    line = off_the_quay(routing.sea_route(RAJIN, VOSTOCHNY))
    open_water = line.difference(circle(RAJIN, 15_000)).difference(
        circle(VOSTOCHNY, 15_000)
    )
    assert (
        open_water.distance(finer_coast) * 80 > 1.5
    )  # km; 80 km a degree of longitude


def test_an_inland_place_is_no_port():
    with pytest.raises(ChoiceError, match="25 km from any sea"):
        routing.sea_route((130.1, 43.0), RAJIN)


@pytest.mark.parametrize("wrong", [(math.nan, 42.0), (130.0, 91.0), (math.inf, 0.0)])
def test_what_is_no_coordinate_is_refused(wrong):
    with pytest.raises(ChoiceError, match="no longitude and latitude"):
        routing.sea_route(wrong, RAJIN)


def test_one_place_twice_is_no_route():
    with pytest.raises(ChoiceError, match="two places"):
        routing.sea_route(RAJIN, RAJIN)


def test_without_the_libraries_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "skimage.graph", None)
    routing._windows.cache_clear()
    with pytest.raises(MissingExtraError, match=r"pip install 'tumen\[routing\]'"):
        routing.sea_route(RAJIN, DUNAI)
    routing._windows.cache_clear()
