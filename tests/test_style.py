"""The style table: every word has a look, and the looks can be told apart."""

import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from geo import style
from geo.vocabulary import (
    Counting,
    Direction,
    EventKind,
    LegStatus,
    Place,
    Stance,
    Theme,
    Unit,
)

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
FIRST = (Theme.MUNITIONS, Theme.RETURN, Theme.RAIL_TRAFFIC)  # on when the page opens


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio."""
    light = sorted(linear(one) @ [0.2126, 0.7152, 0.0722] for one in (a, b))
    return (light[1] + 0.05) / (light[0] + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(cones @ np.clip(rgb, 0, 1)) * 100


def apart(a: str, b: str, sight: str) -> float:
    """Distance in OKLab, on a scale where black and white are 100 apart."""
    matrix = SIGHTS[sight]
    return float(np.linalg.norm(oklab(matrix @ linear(a)) - oklab(matrix @ linear(b))))


def test_the_measures_give_the_textbook_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert apart("#000000", "#ffffff", "usual") == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("ground", [style.LAND, style.SEA])
def test_a_line_stands_out_from_land_and_sea(theme, ground):
    assert contrast(style.COLOURS[theme], ground) >= 3  # WCAG 1.4.11


def test_text_stands_out_from_every_ground():
    for ground in (style.LAND, style.SEA, style.PAPER):
        assert contrast(style.INK, ground) >= 4.5
    sheet = (Path(style.__file__).parent / "web" / "src" / "app.css").read_text("utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", sheet))
    for text in ("ink", "quiet", "link"):
        for ground in ("paper", "wash"):
            assert contrast(named[text], named[ground]) >= 4.5, (text, ground)
    area = re.search(r"\.t-label-area \{[^}]*color: (#[0-9a-f]{6})", sheet)[1]
    for ground in (style.LAND, style.SEA):
        assert contrast(area, ground) >= 4.5
        # The edge of a marked line, and the ring of focus, are marks too.
        assert contrast(style.INK, ground) >= 3
        assert contrast(named["focus"], ground) >= 3


def test_a_line_that_is_only_possible_keeps_its_contrast_inside_and_out():
    # It is drawn hollow: an edge of its colour around the colour of the casing.
    for colour in style.COLOURS.values():
        assert contrast(colour, style.PAPER) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_themes_stay_apart_for_every_sight(sight):
    for a, b in itertools.combinations(Theme, 2):
        least = 18 if a in FIRST and b in FIRST else 10
        distance = apart(style.COLOURS[a], style.COLOURS[b], sight)
        assert distance >= least, (a, b, distance)


def test_every_word_has_a_look():
    assert set(style.COLOURS) == set(Theme)
    assert set(style.DASHES) == set(LegStatus)
    assert set(style.ARROWS) == set(Direction)
    assert set(style.SYMBOLS) == set(Place)
    assert set(style.EVENTS) == set(EventKind)
    assert set(style.ORDER) == set(Theme)


def test_only_an_observed_leg_is_solid_and_no_two_dashes_are_alike():
    assert style.DASHES[LegStatus.OBSERVED].strokes_px == ()
    assert len(set(style.DASHES.values())) == len(LegStatus)
    assert all(
        dash.strokes_px
        for status, dash in style.DASHES.items()
        if status is not LegStatus.OBSERVED
    )


def test_an_unknown_way_has_no_arrow_and_an_inferred_one_an_open_one():
    assert style.ARROWS[Direction.UNKNOWN].filled is None
    assert style.ARROWS[Direction.LIKELY].filled is False
    assert style.ARROWS[Direction.REPORTED].filled is True


def test_symbols_with_one_shape_mean_one_thing_and_hold_nothing_but_a_path():
    shapes: dict[str, str] = {}
    for symbol in (*style.SYMBOLS.values(), *style.EVENTS.values()):
        assert re.fullmatch(r"[MLHVaZ0-9. -]+", symbol.path), symbol
        assert shapes.setdefault(symbol.id, symbol.path) == symbol.path
    assert len(set(shapes.values())) == len(shapes)
    for kind in (Place.COUNTRY, Place.REGION, Place.BODY):
        assert style.SYMBOLS[kind].area


def amount(
    least,
    *,
    unit=Unit.CONTAINER,
    counting=Counting.RUNNING_TOTAL,
    stance=Stance.ASSERTS,
):
    return (stance, unit, counting, least)


@pytest.mark.parametrize(
    ("amounts", "width"),
    [
        ([], "none"),
        ([amount(0)], "none"),
        ([amount(999)], "containers-1"),
        ([amount(1000)], "containers-2"),
        ([amount(9999)], "containers-2"),
        ([amount(10000)], "containers-3"),
        ([amount(50), amount(15800)], "containers-3"),
        ([amount(4_200_000, unit=Unit.SHELL)], "other"),
        ([amount(4_200_000, unit=Unit.SHELL), amount(300)], "containers-1"),
        ([amount(290, unit=Unit.KM, counting=Counting.MEASURE)], "none"),
        ([amount(10000, counting=Counting.CAPACITY)], "none"),
        ([amount(10000, counting=Counting.EITHER_OR)], "none"),
        ([amount(10000, stance=Stance.DENIES)], "none"),
        ([amount(10000, stance=Stance.SPECULATES)], "none"),
    ],
)
def test_width_says_how_many_containers_speakers_assert_as_moved(amounts, width):
    assert style.width_of(amounts).id == width


def test_widths_grow():
    widths = [one.width_px for one in style.WIDTHS]
    assert widths == sorted(set(widths))


def test_colours_and_lengths_are_the_same_in_every_notation():
    assert style.rgba("#a33010") == "163,48,16,255"
    assert style.rgba("#1f2a33", 0.1) == "31,42,51,26"  # 25.5 rounds to even
    assert style.kml_colour("#a33010") == "ff1030a3"  # aabbggrr
    assert style.kml_colour("#1f2a33", 0.5) == "80332a1f"
    assert style.mm(96) == 25.4  # one inch


def test_a_wide_line_has_longer_strokes_and_dots_can_be_seen():
    dash = style.DASHES[LegStatus.REPORTED]
    assert style.strokes_px(dash, 1.8) == dash.strokes_px
    assert style.strokes_px(dash, 6) == tuple(2 * one for one in dash.strokes_px)
    thin = style.simplestyle(Theme.MUNITIONS, LegStatus.SCHEMATIC, style.WIDTHS[0])
    assert thin["stroke-width"] == style.DOT_PX > style.WIDTHS[0].width_px
    assert thin["stroke"] == style.COLOURS[Theme.MUNITIONS]


def test_every_symbol_is_a_picture_of_its_own():
    for symbol in style.SYMBOLS.values():
        for loose in (False, True):
            root = ElementTree.fromstring(style.svg(symbol, loose=loose))
            paths = [one for one in root.iter() if one.tag.endswith("path")]
            assert {one.get("d") for one in paths} == {symbol.path}
            assert paths[-1].get("stroke") == style.INK
            hollow = symbol.hollow or symbol.area or loose
            assert paths[-1].get("fill") == (style.PAPER if hollow else style.INK)
