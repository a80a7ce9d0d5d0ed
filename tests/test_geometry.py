"""Lines and circles, measured against another formula and published values."""

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Polygon

from geo import geometry

EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius

lon_lat = st.tuples(
    st.floats(-180, 180, allow_nan=False), st.floats(-85, 85, allow_nan=False)
)


def haversine_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on a sphere: a second formula, within 0.6 % of the ellipsoid."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(h)))


def test_a_degree_of_latitude_at_the_equator_is_110_6_km():  # textbook value
    assert geometry.length_km([(0, 0), (0, 1)]) == pytest.approx(110.574, abs=0.01)


def test_a_degree_of_longitude_at_the_equator_is_111_3_km():  # swapping axes shows here
    assert geometry.length_km([(0, 0), (1, 0)]) == pytest.approx(111.320, abs=0.01)


@given(lon_lat, lon_lat)
def test_a_geodesic_ends_at_its_ends_and_is_as_long_as_another_formula_says(a, b):
    far = haversine_km(a, b)
    assume(1 < far < 19_900)  # antipodes have many shortest lines
    line = geometry.geodesic(a, b)
    assert line[0] == a
    assert line[-1][1] == b[1]
    assert (line[-1][0] - b[0]) % 360 == pytest.approx(0, abs=1e-9) or (
        line[-1][0] - b[0]
    ) % 360 == pytest.approx(360, abs=1e-9)
    assert geometry.length_km(line) == pytest.approx(far, rel=0.006)


@given(lon_lat, lon_lat)
def test_a_geodesic_never_jumps_across_the_map(a, b):
    assume(haversine_km(a, b) < 19_900)
    line = geometry.geodesic(a, b)
    assert all(abs(q[0] - p[0]) <= 180 for p, q in itertools.pairwise(line))


def test_a_line_over_the_pacific_is_cut_at_180_and_stays_in_range():
    line = geometry.split_at_antimeridian(
        geometry.geodesic((126.9784, 37.566), (-77.0364, 38.8951))
    )
    assert isinstance(line, MultiLineString)
    west, _, east, _ = line.bounds
    assert (west, east) == (pytest.approx(-180), pytest.approx(180))
    assert geometry.length_km(line.geoms[0]) + geometry.length_km(
        line.geoms[1]
    ) == pytest.approx(haversine_km((126.9784, 37.566), (-77.0364, 38.8951)), rel=0.006)


def test_a_line_that_does_not_cross_stays_whole():
    line = geometry.split_at_antimeridian([(130.0, 42.0), (133.0, 43.0)])
    assert isinstance(line, LineString)
    assert list(line.coords) == [(130.0, 42.0), (133.0, 43.0)]


@given(lon_lat, st.floats(50, 500_000))
def test_a_circle_is_everywhere_as_far_from_its_centre_as_stated(centre, radius_m):
    assume(abs(centre[1]) < 80)
    ring = geometry.circle(centre, radius_m)
    assert isinstance(ring, Polygon)
    for lon, lat in ring.exterior.coords:
        far = geometry.length_km([centre, (lon, lat)]) * 1000
        assert far == pytest.approx(radius_m, rel=0.01)


def test_a_circle_runs_counter_clockwise_as_rfc_7946_wants():
    assert geometry.circle((130.0, 42.0), 5_000).exterior.is_ccw


@pytest.mark.parametrize(
    ("uncertainty_m", "places"), [(20, 5), (400, 4), (2_500, 3), (15_000, 2), (5e5, 1)]
)
def test_no_more_digits_are_printed_than_the_location_error_supports(
    uncertainty_m, places
):
    assert geometry.digits(uncertainty_m) == places
    last_digit_m = 10**-places * 111_320  # metres in a degree of latitude
    assert uncertainty_m / 50 <= last_digit_m
    assert last_digit_m / 2 <= max(uncertainty_m, 1)  # rounding stays inside the error


def test_rounding_drops_repeated_points_and_negative_zero():
    assert geometry.rounded([(-0.00001, 1.0), (0.00002, 1.00001)], 3) == [[0.0, 1.0]]
    assert str(geometry.rounded([(-0.00001, 1.0)], 3)[0][0]) == "0.0"
