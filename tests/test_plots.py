"""Static maps and time lines: what the page shows, on axes of the user's."""

from __future__ import annotations

import math

import matplotlib
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

import geo
from geo import ChoiceError, style
from geo.view import page_model
from geo.vocabulary import Theme

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def atlas() -> geo.Atlas:
    return geo.open_atlas()


def drawn(ax, kind: str) -> dict[str, list]:
    found: dict[str, list] = {}
    for line in ax.get_lines():
        gid = str(line.get_gid())
        if gid.startswith(kind):
            found.setdefault(gid.removeprefix(kind), []).append(line)
    return found


def test_a_plot_draws_the_lines_of_the_page_in_its_colours_and_words(atlas: geo.Atlas):
    before = dict(matplotlib.rcParams)
    ax = atlas.plot(view="far-east", lang="fr")
    assert dict(matplotlib.rcParams) == before
    model = page_model(atlas, lang="fr", view="far-east")
    on = {line["id"]: line for line in model["lines"] if line["on"]}
    lines = drawn(ax, "line-")
    assert set(lines) == set(on)
    for key, parts in lines.items():
        colour = style.COLOURS[Theme.of(on[key]["theme"])]
        assert {to_hex(part.get_color()) for part in parts} == {colour}
    (xs, ys) = lines["rajin-dunai-sea"][0].get_data()
    path = atlas.layers["paths"].geometry["rajin-dunai-sea"]
    ends = sorted([path.coords[0], path.coords[-1]])
    assert sorted([(xs[0], ys[0]), (xs[-1], ys[-1])])[0] == pytest.approx(
        ends[0], abs=1e-3
    )
    assert ax.get_title(loc="left") == model["title"]
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert Theme.MUNITIONS.label("fr") in words
    assert "OpenStreetMap" in ax.get_xlabel()
    for one in ("en", "fr"):
        shown = atlas.plot(view="far-east", lang=one, names=False, legend=False)
        assert "Leaflet" not in shown.get_xlabel()  # it drew the page, not this
        pyplot.close(shown.figure)
    assert ax.get_aspect() == pytest.approx(1 / math.cos(math.radians(42.6)), rel=1e-3)
    pyplot.close(ax.figure)


@pytest.mark.parametrize("view", ["default", "far-east"])
def test_names_stay_in_the_frame_and_apart_and_each_is_said_once(
    atlas: geo.Atlas, view: str
):
    ax = atlas.plot(view=view, lang="fr")
    ax.figure.canvas.draw()
    frame = ax.get_window_extent()
    texts = [one for one in ax.texts if str(one.get_gid()).startswith("name-")]
    assert len(texts) > 5
    said = [one.get_text() for one in texts]
    assert "Port de Rajin" in said
    assert len(said) == len(set(said))
    boxes = [one.get_window_extent() for one in texts]
    for at, box in enumerate(boxes):
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, said[at]
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1, said[at]
        for other in range(at):
            assert not box.overlaps(boxes[other]), (said[at], said[other])
    pyplot.close(ax.figure)


def test_frames_can_be_plotted_on_top_and_axes_are_the_users(atlas: geo.Atlas):
    figure, (left, right) = pyplot.subplots(ncols=2)
    part = atlas.where(mode="sea")
    assert part.plot(ax=left, view="far-east", legend=False) is left
    assert "A part of the atlas: mode: sea" in left.get_title(loc="left")
    assert part.plot_timeline(ax=right, lang="fr") is right
    assert right.get_title(loc="left").endswith("mode : mer")
    before = len(left.collections)
    part.legs.dropna(subset="geometry").plot(ax=left)
    assert len(left.collections) > before
    pyplot.close(figure)


def test_the_time_line_draws_every_dated_claim_once_and_counts_the_rest(
    atlas: geo.Atlas,
):
    ax = atlas.plot_timeline(since=None)
    claims = atlas.claims[atlas.claims["withdrawn"] == ""]
    days = atlas.days("claims").loc[claims.index]
    dated = set(days.index[days["start"].notna() | days["end"].notna()])
    assert set(drawn(ax, "claim-")) == dated
    undated = int((claims["when"] == "").sum())
    assert f"{undated} claims are undated" in ax.get_xlabel()
    with pytest.raises(ChoiceError, match="no year or day"):
        atlas.plot_timeline(since="May")
    with pytest.raises(ChoiceError, match="view"):
        atlas.plot(view="moon")
    pyplot.close("all")


def test_no_word_of_an_atlas_is_read_as_mathematics(atlas: geo.Atlas, monkeypatch):
    ax = atlas.plot(view="tikhoretsk", legend=False)
    texts = [*ax.texts, ax.title, ax.xaxis.label]
    assert texts
    assert not any(text.get_parse_math() for text in texts if text.get_text())
    pyplot.close("all")


def test_a_chart_is_the_one_of_the_command_line(atlas: geo.Atlas):
    from geo import charts
    from geo.sheet import as_bytes

    one = as_bytes(atlas.plot_totals(), "svg")
    assert one == as_bytes(charts.draw("totals", atlas), "svg")
    pyplot.close("all")
