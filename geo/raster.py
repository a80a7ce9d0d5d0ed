"""Small pictures without a picture library: shapes and words as PNG files.

Coordinates are pixels from the upper left corner. Shapes come from shapely and are
sampled four by four within each pixel; letters are strokes on a grid of 5 by 7, with
round ends. The same drawing gives the same bytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point, Polygon
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry

__all__ = ["Canvas", "shape_of", "text_shape", "text_width"]

_SAMPLES = 4


class Canvas:
    """A picture of ``width`` by ``height`` pixels, at first transparent or one colour."""

    def __init__(
        self, width: int, height: int, paper: str = "", opacity: float = 1
    ) -> None:
        self.width, self.height = width, height
        self._pixels = np.zeros((height, width, 4), dtype=np.float64)
        if paper:
            self._pixels[:] = (*_channels(paper), opacity)

    def fill(self, shape: BaseGeometry, colour: str, opacity: float = 1) -> None:
        """Paint the inside of ``shape`` over what is there."""
        if shape.is_empty:
            return
        west, north, east, south = shape.bounds
        left, right = max(0, int(west)), min(self.width, int(east) + 2)
        top, bottom = max(0, int(north)), min(self.height, int(south) + 2)
        if left >= right or top >= bottom:
            return
        steps = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
        xs = (np.arange(left, right)[:, None] + steps).ravel()
        ys = (np.arange(top, bottom)[:, None] + steps).ravel()
        grid_x, grid_y = np.meshgrid(xs, ys)
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, grid_x, grid_y).astype(np.float64)
        share = inside.reshape(bottom - top, _SAMPLES, right - left, _SAMPLES)
        self._blend(
            slice(top, bottom),
            slice(left, right),
            share.mean(axis=(1, 3)),
            colour,
            opacity,
        )

    def _blend(
        self,
        rows: slice,
        columns: slice,
        share: npt.NDArray[np.float64],
        colour: str,
        opacity: float,
    ) -> None:
        under = self._pixels[rows, columns]
        over = share * opacity
        alpha = over + under[..., 3] * (1 - over)
        mixed = (
            np.array(_channels(colour)) * over[..., None]
            + under[..., :3] * (under[..., 3] * (1 - over))[..., None]
        )
        safe = np.where(alpha > 0, alpha, 1)[..., None]
        self._pixels[rows, columns] = np.concatenate(
            [mixed / safe, alpha[..., None]], axis=2
        )

    def words(self, text: str, x: float, y: float, height: float, colour: str) -> None:
        """Write ``text`` below and right of ``x``, ``y``, capitals ``height`` high."""
        self.fill(text_shape(text, x, y, height), colour)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        pixels = np.round(self._pixels * (1, 1, 1, 255)).astype(np.uint8)
        rows = np.zeros((self.height, self.width * 4 + 1), dtype=np.uint8)
        rows[:, 1:] = pixels.reshape(self.height, -1)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 6, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            _chunk(kind, content)
            for kind, content in (
                (b"IHDR", head),
                (b"IDAT", zlib.compress(rows.tobytes(), 9)),
                (b"IEND", b""),
            )
        )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _channels(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


# --- shapes ---------------------------------------------------------------------------

_STEP = re.compile(r"([MLHVZa])([^MLHVZa]*)")


@cache
def shape_of(path: str) -> BaseGeometry:
    """A symbol's SVG path as a shape: straight lines, and whole circles made of arcs."""
    points: list[tuple[float, float]] = []
    for step, words in _STEP.findall(path):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", words)]
        if step in "ML":
            points += zip(numbers[::2], numbers[1::2], strict=True)
        elif step == "H":
            points.append((numbers[0], points[-1][1]))
        elif step == "V":
            points.append((points[-1][0], numbers[0]))
        elif step == "a":  # a ring: its radius, from its leftmost point
            x, y = points[-1]
            return Point(x + numbers[0], y).buffer(numbers[0], quad_segs=16)
    return Polygon(points)


# --- letters --------------------------------------------------------------------------

# Each letter is five columns of seven (with tails eight) points, the lowest bit on top.
_LETTERS = {
    " ": "0000000000", "!": "00005f0000", "&": "3649552250", "'": "0005030000",
    "(": "001c224100", ")": "0041221c00", "+": "08083e0808", ",": "0050300000",
    "-": "0808080808", ".": "0060600000", "/": "2010080402", ":": "0036360000",
    ";": "0056360000", "<": "0814224100", "=": "1414141414", ">": "0041221408",
    "0": "3e4141413e", "1": "00427f4000", "2": "4261514946", "3": "2141454b31",
    "4": "1814127f10", "5": "2745454539", "6": "3c4a494930", "7": "0171090503",
    "8": "3649494936", "9": "064949291e",
    "A": "7e1111117e", "B": "7f49494936", "C": "3e41414122", "D": "7f4141221c",
    "E": "7f49494941", "F": "7f09090901", "G": "3e4149497a", "H": "7f0808087f",
    "I": "00417f4100", "J": "2040413f01", "K": "7f08142241", "L": "7f40404040",
    "M": "7f020c027f", "N": "7f0408107f", "O": "3e4141413e", "P": "7f09090906",
    "Q": "3e4151215e", "R": "7f09192946", "S": "4649494931", "T": "01017f0101",
    "U": "3f4040403f", "V": "1f2040201f", "W": "3f4038403f", "X": "6314081463",
    "Y": "0708700807", "Z": "6151494543",
    "a": "2054545478", "b": "7f48444438", "c": "3844444420", "d": "384444487f",
    "e": "3854545418", "f": "087e090102", "g": "18a4a4a47c", "h": "7f08040478",
    "i": "00447d4000", "j": "4080847d00", "k": "7f10284400", "l": "00417f4000",
    "m": "7c04180478", "n": "7c08040478", "o": "3844444438", "p": "fc24242418",
    "q": "18242424fc", "r": "7c08040408", "s": "4854545424", "t": "043f444020",
    "u": "3c4040207c", "v": "1c2040201c", "w": "3c4030403c", "x": "4428102844",
    "y": "1ca0a0a07c", "z": "4464544c44", "œ": "38447c5458", "·": "0000080000", "–": "0808080808",
}  # fmt: skip
_ACCENTS: dict[str, list[tuple[float, float]]] = {
    "´": [(2, -0.2), (3, -1.4)],
    "`": [(2, -0.2), (1, -1.4)],
    "^": [(0.9, -0.2), (2, -1.3), (3.1, -0.2)],
    "¸": [(2, 7), (2.5, 7.6), (1.6, 8.2)],
}
_MARKED = {
    "é": "e´", "è": "e`", "ê": "e^", "à": "a`", "â": "a^", "ô": "o^", "û": "u^", "ù": "u`",
    "î": "i^", "ç": "c¸", "É": "E´", "À": "A`", "Ê": "E^", "’": "'", "\u00a0": " ",
    "\u202f": " ", "—": "–",
}  # fmt: skip
_SPACE = 6  # from one letter to the next, on the grid


def text_width(text: str, height: float) -> float:
    """Width of ``text`` in pixels, with capitals ``height`` pixels high."""
    return len(text) * _SPACE * height / 7


def text_shape(text: str, x: float, y: float, height: float) -> BaseGeometry:
    """``text`` as a shape; a letter that is not known becomes a small box."""
    scale = height / 7
    return shapely.union_all(
        [
            affine_transform(
                _letter(one), [scale, 0, 0, scale, x + scale * (at * _SPACE + 0.5), y]
            )
            for at, one in enumerate(text)
            if one not in " \u00a0\u202f"
        ]
    )


@cache
def _letter(letter: str) -> BaseGeometry:
    marked = _MARKED.get(letter, letter)
    if marked[0] not in _LETTERS:
        return LineString([(0, 0), (4, 0), (4, 6), (0, 6), (0, 0)]).buffer(0.4)
    strokes: list[Any] = list(_strokes(bytes.fromhex(_LETTERS[marked[0]])))
    low = marked[0].islower()
    for accent in marked[1:]:
        lift = 1.6 if low and accent != "¸" else 0
        strokes.append(LineString([(x, y + lift) for x, y in _ACCENTS[accent]]))
    return shapely.union_all([one.buffer(0.47, quad_segs=4) for one in strokes])


def _strokes(columns: bytes) -> Iterator[BaseGeometry]:
    """Join neighbouring points of a letter; corners only where no side joins them."""
    lit = {
        (x, y) for x, column in enumerate(columns) for y in range(8) if column >> y & 1
    }
    for x, y in sorted(lit):
        yield Point(x, y)
        for dx, dy in ((1, 0), (0, 1)):
            if (x + dx, y + dy) in lit:
                yield LineString([(x, y), (x + dx, y + dy)])
        for dy in (-1, 1):
            if (x + 1, y + dy) in lit and not {(x + 1, y), (x, y + dy)} & lit:
                yield LineString([(x, y), (x + 1, y + dy)])
