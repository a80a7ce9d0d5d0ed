"""The map as one HTML file: a ``folium.Map`` that is offline, safe and the same twice.

    >>> from geo import open_atlas, page
    >>> drawn = page.draw(open_atlas(), lang="fr")          # a folium.Map
    >>> text = page.html(drawn)                             # one self-contained page

**Offline.** Leaflet, the page's own script and style sheet (``geo/web/dist``), the
basemap and the data are inside the file. A layer of folium that wants a file from a
server is refused when the page is rendered, by name.

**Safe.** No word of an atlas passes a folium (Jinja) template or becomes markup: the
data travels as gzipped, base64-coded JSON in an inert block, and the script shows it
through ``textContent``. The page's Content-Security-Policy allows the page's own two
scripts by their hash and no connection at all. What a user adds with folium is theirs:
folium renders popup and tooltip text as templates, so nothing from a stranger's file
belongs there.

**The same twice.** Elements are numbered in the order in which they join the map, the
compressed blocks carry no time, and nothing depends on folder, locale or hash seed.

This is the one module that imports folium, and the one that says (lat, lon).
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import cache, partial
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from geo import words
from geo.catalog import shipped
from geo.errors import ChoiceError, NotFoundError, TumenError, shown
from geo.kept import seal
from geo.overlay import difference
from geo.picture import compose, save
from geo.selection import near
from geo.view import LANGS, page_model
from geo.writing import write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["HEIGHT_PX", "OfflineFigure", "OfflineMap", "draw", "html"]

_DIST = Path(__file__).with_name("web") / "dist"
_LINKS = ("register", "downloads", "picture", "other_language")
HEIGHT_PX = 640
"""Of the frame in a notebook, unless another is asked for."""
_PLAIN_CLAIMS = 1000  # sentences in the page's form without JavaScript

_MOST_PICTURED = 2_000  # lines, of a picture that goes into every output cell

# What a layer may not bring: a tag that loads something, or a script beside our own two.
_LOADS = re.compile(r"<(script|link|iframe|object|embed|base|meta)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*/?(#[\w.-]*)?", re.ASCII)
_ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def draw(
    atlas: Atlas,
    *,
    lang: str = "en",
    view: str = "default",
    links: Mapping[str, str] | None = None,
    other_links: Mapping[str, str] | None = None,
    insets: bool = True,
    height: int = HEIGHT_PX,
    open: str | None = None,
    both: bool = True,
) -> OfflineMap:
    """The page of ``atlas`` as a ``folium.Map``, to show, to add layers to, or to save.

    Parameters
    ----------
    atlas
        What to draw.
    lang
        ``en`` or ``fr``.
    view
        Where the map opens: ``default``, ``far-east``, ``corridor`` or ``tikhoretsk``.
        By default a part that was chosen opens on its own lines, the whole on Eurasia.
    links
        Files beside the page to link to: ``register``, ``downloads``, ``picture``,
        ``other_language``; relative addresses.
    other_links
        The same as ``links`` for when the reader switches to the other language, which
        is in the page too.
    insets
        Whether the fine coasts (OpenStreetMap, ODbL) are put in; without them the base
        map is Natural Earth alone, in the public domain.
    height
        Of the frame in a notebook, in pixels.
    open
        What the page opens with, unless its address says otherwise: ``flow:...``,
        ``site:...``, ``claim:...``, ``vessel:...``, ``event:...``, ``source:...``.
    both
        Whether the reader can switch to the other language; one alone is smaller.

    Raises
    ------
    NotFoundError
        If there is nothing of the name that is to be opened.
    ChoiceError
        If ``lang``, ``view`` or a key of ``links`` is none of the choices, a link is
        no relative address, or the height is not between 200 and 4000.
    """
    if not 200 <= height <= 4000:
        raise ChoiceError(f"height: {height} is not between 200 and 4000 pixels")
    model = page_model(atlas, lang=lang, view=view, insets=insets)
    (second,) = (code for code in LANGS if code != lang)
    other = page_model(atlas, lang=second, view=view, insets=insets) if both else None
    sealed = seal(atlas)
    for one in (model, other):
        if one is not None:
            one["sha256"] = sealed
    if open is not None:
        start = _start(atlas, open)
        for one in (model, other):
            if one is not None:
                one["start"] = start
    drawn = OfflineMap(
        model,
        other=other,
        basemap=_basemap(atlas.root, insets),
        links=_links(links or {}),
        other_links=_links(other_links or {}),
    )
    drawn.picture = partial(compose, model, atlas.root, insets=insets)
    root: Any = drawn.get_root()
    root.still = partial(drawn.picture, slim=True)
    drawn.height_px = height
    return drawn


_OPENED = ("flow", "leg", "site", "vessel", "claim", "event", "source", "conflict")


def _start(atlas: Atlas, thing: str) -> str:
    """The address, within the page, of a thing of the atlas."""
    kind, _, key = thing.partition(":")
    if kind not in _OPENED or not key:
        raise NotFoundError(
            f"open: {shown(thing)} is no {', '.join(f'{one}:...' for one in _OPENED)}"
            f"{near(kind, _OPENED)}"
        )
    known = atlas.sites.index if kind == "site" else atlas.tables[f"{kind}s"].index
    if key not in known:
        raise NotFoundError(f"open: no {kind} {shown(key)}{near(key, known)}")
    return f"{kind}={key}"


def html(drawn: OfflineMap) -> str:
    """The page of a map from :func:`draw`, as one self-contained HTML text."""
    return str(drawn.get_root().render())


class OfflineMap(folium.Map):
    """A ``folium.Map`` whose page needs nothing from anywhere; made by :func:`draw`.

    Layers of folium that bring no files of their own can be added: ``GeoJson``,
    ``PolyLine``, ``CircleMarker``, ``Marker`` without ``Icon``, ``FeatureGroup``,
    ``LayerControl``, tooltips. Tiles, ``Icon``, ``Popup`` (it needs jQuery;
    ``GeoJsonPopup`` does not) and plugins are refused when the page is rendered.
    """

    # Own lists: folium's are shared by every map of the process.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as the parent has it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    # Everything in here is a number or a word of ours; no word of an atlas.
    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
          center: {{ this.location|tojson }},
          crs: L.CRS.{{ this.crs }},
          ...{{ this.options|tojavascript }}
        });
        tumen.attach({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        model: Mapping[str, Any],
        *,
        other: Mapping[str, Any] | None,
        basemap: str | None,
        links: Mapping[str, str],
        other_links: Mapping[str, str],
    ) -> None:
        (west, south), (east, north) = _bounds(model)
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            zoom_start=3,
            tiles=None,
            zoom_control=False,
        )
        self.options.update({"zoom_snap": 0.5, "min_zoom": 1.5, "max_zoom": 12})
        figure = OfflineFigure(
            model, other=other, basemap=basemap, links=links, other_links=other_links
        )
        figure.add_child(self)

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> OfflineMap:
        """Add a layer, numbering it and what it holds in the order of joining."""
        root = self.get_root()
        if isinstance(root, OfflineFigure):
            root.number(child)
        super().add_child(child, name=name, index=index)
        return self

    picture: Callable[..., str] | None = None
    """Draws the map as an SVG; layers that were added with folium are not in it."""
    height_px: int = HEIGHT_PX
    """Of the frame in a notebook."""

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page to a file, or to a path, where it appears whole or not at all.

        As ``folium.Map.save`` it replaces a file that is there.

        Raises
        ------
        OutputError
            If the folder does not exist, or the disk refuses.
        TumenError
            If an added layer cannot be in a page that works without a network.
        """
        if isinstance(outfile, (str, Path)):
            write_text(Path(outfile), html(self), force=True)
        else:
            super().save(outfile, close_file=close_file, **kwargs)

    def show(self, height: int | None = None) -> OfflineMap:
        """Give the map at another ``height`` (pixels), to end a cell with."""
        other = copy(self)
        other.height_px = height or self.height_px
        return other

    def snapshot(
        self, path: str | Path | None = None, *, force: bool = False, **options: Any
    ) -> str:
        """A picture of the map as it opens: the text of an SVG.

        Layers that were added with folium are not in it. ``options`` are those of
        :func:`geo.picture.draw`: ``bbox``, ``flow``, ``site``, ``width``, ``slim`` ….
        With ``path`` (``.svg`` or ``.png``) it is written too.

        Raises
        ------
        ChoiceError
            If an option or the suffix is none of the choices.
        MissingExtraError
            If a PNG is wanted and resvg-py is not installed.
        OutputError
            If the file exists and ``force`` is not set, or cannot be written.
        """
        if self.picture is None:
            raise TumenError(
                "this map was not made by geo.page.draw; it has no picture"
            )
        drawn = self.picture(**options)
        if path is not None:
            save(drawn, path, force=force)
        return drawn

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """What a notebook keeps: the page, a picture of it, and words.

        A viewer that does not trust the notebook, or shows no frames, takes the frame
        out of the HTML; what lies under it is the picture.
        """
        picture = self._slim()
        bundle = {"text/html": self._framed(picture), "text/plain": repr(self)}
        if picture:
            bundle["image/svg+xml"] = picture
        return bundle

    def _repr_html_(self, **kwargs: Any) -> str:
        """The page in a sandboxed frame, for notebooks, over a picture of it."""
        return self._framed(self._slim())

    def _slim(self) -> str:
        """A small picture; none of so many lines that it would be neither small nor clear."""
        root: Any = self.get_root()
        if self.picture is None or len(root.model["lines"]) > _MOST_PICTURED:
            return ""
        return self.picture(slim=True)

    def _framed(self, picture: str) -> str:
        """The frame, and under it the picture, out of sight as long as the frame is there.

        JupyterLab's sanitiser takes out frames and the style ``max-block-size``, so that
        the whole picture comes up; one that drops every style does the same.
        """
        root: Any = self.get_root()
        tall = f"{self.height_px}px"
        frame = root._framed(f"display:block;width:100%;height:{tall};border:0")
        if not picture:
            return f"<div>{frame}</div>"
        data = b64encode(picture.encode()).decode()
        return (
            f'<div style="max-block-size:{tall};overflow:hidden">{frame}'
            f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(root.alt())}"'
            ' aria-hidden="true" style="width:100%;max-width:1200px"></div>'
        )

    def __repr__(self) -> str:
        """Say what is drawn, for a viewer that shows text only."""
        root: Any = self.get_root()
        return f"<{root.alt()}>"


class OfflineFigure(Figure):
    """The page around an :class:`OfflineMap`. Rendering it is what makes the HTML."""

    still: Callable[[], str] | None = None
    """Draws the picture that the page shows where scripts are off."""

    def __init__(
        self,
        model: Mapping[str, Any],
        *,
        other: Mapping[str, Any] | None,
        basemap: str | None,
        links: Mapping[str, str],
        other_links: Mapping[str, str],
    ) -> None:
        super().__init__(title=str(model["title"]))
        self.header._children.clear()  # folium's charset tag; the page has its own
        self.model = model
        self.other = other
        self.basemap = basemap
        self.links = links
        self.other_links = other_links
        self.lang = str(model["lang"])
        self._numbered: set[int] = set()
        self.number(self)

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> OfflineFigure:
        """Add the map, numbering it."""
        self.number(child)
        super().add_child(child, name=name, index=index)
        return self

    def number(self, element: Element) -> None:
        """Give ``element`` and all that it holds ids that depend on their order alone."""
        for one in _tree(element):
            if id(one) not in self._numbered:
                one._id = f"{len(self._numbered):04x}"
                self._numbered.add(id(one))

    def render(self, *, still: bool = True, **kwargs: Any) -> str:
        """The whole page; ``still`` says whether its picture without scripts is in it.

        Raises
        ------
        TumenError
            If an added layer wants a file from a server, or breaks out of its script.
        """
        for child in self._children.values():
            self.number(child)
            _refuse(child)
        for part in (self.header, self.html, self.script):
            part._children.clear()
        for child in self._children.values():
            child.render(**kwargs)
        wanted = [
            str(one.url)
            for part in (self.header, self.html)
            for one in part._children.values()
            if isinstance(one, (JavascriptLink, CssLink))
        ]
        if wanted:
            raise TumenError(
                "a layer added to this map wants files from a server, and the page is to"
                f" work without one: {', '.join(wanted)}; add the layer to an ordinary"
                " folium.Map instead"
            )
        head, body = self.header.render(**kwargs), self.html.render(**kwargs)
        script = self.script.render(**kwargs)
        for text in (head, body):
            tag = _LOADS.search(text)
            if tag:
                raise TumenError(
                    f"a layer added to this map brings a <{tag[1].lower()}> element of its"
                    " own, which the page's policy forbids"
                )
        if _ENDS_SCRIPT.search(script):
            raise TumenError(
                "a layer added to this map holds '</script' or '<!--' in its text and"
                " would break out of its script; take that text out"
            )
        return self._page(head.strip(), body.strip(), script.strip(), still)

    def _page(self, head: str, body: str, script: str, still: bool) -> str:
        bundle, css = _dist("tumen.js"), _dist("tumen.css")
        script = f"\n{script}\n"
        policy = (
            f"default-src 'none'; script-src {_hash(bundle)} {_hash(script)};"
            " style-src 'unsafe-inline'; img-src data: blob:; font-src data:;"
            " connect-src 'none'; base-uri 'none'; form-action 'none'"
        )
        say = self._say
        title = _text(self.model["heading"])
        data = _packed(
            json.dumps(self.model, ensure_ascii=False, separators=(",", ":"))
        )
        blocks = [_block("tumen-model", data)]
        other_head = other_foot = ""
        if self.other is not None:
            change = difference(dict(self.model), dict(self.other))
            overlay = json.dumps(change, ensure_ascii=False, separators=(",", ":"))
            blocks.append(_block("tumen-other", _packed(overlay)))
            other_head = _head(self.other, self.other_links, hidden=True)
            other_foot = _foot(self.other, hidden=True)
        if self.basemap is not None:
            blocks.append(_block("tumen-basemap", self.basemap))
        parts = [
            "<!DOCTYPE html>",
            f'<html lang="{escape(self.lang)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{title}</title>",
            f"<style>{css}</style>",
            "<noscript><style>.tumen{display:block}.t-stage{display:none}"
            ".tumen-page{display:block;height:auto}.t-plain>svg{height:auto;"
            "width:min(96vw,1200px);margin-left:calc(50% - min(48vw,600px))}"
            "</style></noscript>",
            head,
            "</head>",
            '<body class="tumen-page">',
            '<main class="tumen" id="tumen">',
            _head(self.model, self.links),
            other_head,
            f'<div class="t-stage">{body}</div>',
            f'<p class="t-failed" id="tumen-failed" hidden>{escape(say("failed"))}</p>',
            f"<noscript>{self._plain(still)}</noscript>",
            "</main>",
            _foot(self.model),
            other_foot,
            *blocks,
            f"<script>{bundle}</script>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
        return "\n".join(part for part in parts if part or part == parts[-1])

    def _say(self, key: str, **values: object) -> str:
        return words.say(key, self.lang, **values)

    def _plain(self, still: bool) -> str:
        """Picture, and the claims as sentences, for readers and engines without scripts.

        All of them, by date; where there are very many, those behind the lines of the
        opening view first, and how many are left out.
        """
        model = self.model
        behind = {
            claim
            for line in model["lines"]
            if line["on"]
            for claim in (*line["claims"], *line["wider"])
        }
        keys = list(model["claims"])
        if len(keys) > _PLAIN_CLAIMS:
            keys = sorted(keys, key=lambda key: key not in behind)[:_PLAIN_CLAIMS]
            kept = set(keys)
            keys = [key for key in model["claims"] if key in kept]
        rows = []
        for key in keys:
            claim = model["claims"][key]
            source = model["sources"].get(claim["source"])
            grade = f"{source['letter'] if source else 'F'}, {claim['grade']}"
            rows.append(
                f"<li>{_text(claim['lead'])} {_text(claim['text'])} ({_text(grade)})"
                f" {_source(source, claim['source'])} [{_text(key)}]</li>"
            )
        left = len(model["claims"]) - len(keys)
        more = ""
        if left:
            key = "plain-left_one" if left == 1 else "plain-left_other"
            more = f"<p>{escape(self._say(key, n=words.number(left, self.lang)))}</p>"
        picture = self.still() if still and self.still is not None else ""
        return (
            f'<div class="t-plain"><h2>{escape(self._say("plain-title"))}</h2>'
            f"<p>{escape(self._say('plain-about'))} {escape(self._say('grade-note'))}</p>{picture}"
            f"<ol>{''.join(rows)}</ol>{more}{self._plain_places()}</div>"
        )

    def alt(self) -> str:
        """Words in place of the map."""
        words = [str(self.model["title"]), str(self.model["stamp"])]
        return ". ".join(one for one in words if one)

    def _plain_places(self) -> str:
        """The places of the opening view with their names in other scripts."""
        rows = [
            f"<li>{_text(site['name'])}"
            + "".join(
                f', <span lang="{escape(lang)}">{_text(name)}</span>'
                for lang, name in site["names"]
            )
            + "</li>"
            for site in self.model["sites"]
            if site["names"]
        ]
        if not rows:
            return ""
        title = escape(self._say("plain-places"))
        return f'<h2>{title}</h2><ul class="t-plain-places">{"".join(rows[:_PLAIN_CLAIMS])}</ul>'

    def _repr_html_(self, **kwargs: Any) -> str:
        """The page in a frame that cannot touch the notebook, nor the notebook it."""
        return self._framed(f"width:100%;height:{HEIGHT_PX}px;border:0")

    def _framed(self, style: str) -> str:
        return (
            f'<iframe srcdoc="{escape(self.render(still=False))}"'
            ' sandbox="allow-scripts allow-popups allow-downloads" allow="fullscreen"'
            f' title="{_text(self.model["heading"])}" style="{style}"></iframe>'
        )


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _tree(child)


def _head(
    model: Mapping[str, Any], links: Mapping[str, str], *, hidden: bool = False
) -> str:
    """Title and links of the page in the language of ``model``."""
    lang = str(model["lang"])
    places = {
        "register": words.say("register-link", lang),
        "downloads": words.say("downloads-link", lang),
        "picture": words.say("picture-link", lang),
    }
    found = [
        f'<a href="{escape(links[key])}">{escape(text)}</a>'
        for key, text in places.items()
        if key in links
    ]
    line = f"<p>{' · '.join(found)}</p>" if found else ""
    if "other_language" in links:  # with scripts, a button changes the page itself
        (other,) = (code for code in LANGS if code != lang)
        line += (
            f'<noscript><p><a href="{escape(links["other_language"])}" lang="{other}"'
            f' hreflang="{other}">{escape(words.say("other-language", lang))}</a></p>'
            "</noscript>"
        )
    if model["stamp"]:
        line = f'<p class="t-stamp">{_text(model["stamp"])}</p>{line}'
    return (
        f'<header class="t-head"{_in(lang, hidden)}><h1>{_text(model["title"])}</h1>'
        f"{line}</header>"
    )


def _foot(model: Mapping[str, Any], *, hidden: bool = False) -> str:
    """Versions and credits in the language of ``model``."""
    lang = str(model["lang"])
    key = "version" if model["recorded"] else "version-undated"
    version = words.say(key, lang, version=model["version"], date=model["recorded"])
    if model["data_version"] != "unversioned":
        version += f" ({model['data_version']})"
    if model["stamp"]:
        version = f"{model['stamp']}. {version}"
    credit = ("title", "credit", "licence")
    rows = "".join(
        f"<li>{_text('. '.join(row[key] for key in credit if row[key]))}</li>"
        for row in model["credits"]
    )
    return (
        f'<footer class="t-foot"{_in(lang, hidden)}>'
        f"<p>{escape(words.say('no-wrongdoing', lang))}</p>"
        f"<p>{_text(version)}</p>"
        f"<details><summary>{escape(words.say('credits', lang))}</summary>"
        f"<ul>{rows}</ul></details>"
        "</footer>"
    )


def _in(lang: str, hidden: bool) -> str:
    return f' lang="{escape(lang)}" data-lang{" hidden" if hidden else ""}'


_REFUSED = {
    folium.raster_layers.TileLayer: "its tiles come from a server",
    folium.raster_layers.WmsTileLayer: "its tiles come from a server",
    folium.map.Popup: "it needs jQuery; GeoJsonPopup and tooltips do not",
    folium.map.Icon: "it needs the awesome-markers files; use CircleMarker or DivIcon",
}


def _refuse(element: Element) -> None:
    for one in _tree(element):
        for kind, why in _REFUSED.items():
            if isinstance(one, kind):
                raise TumenError(
                    f"this map works without a network and cannot hold"
                    f" folium.{kind.__name__}: {why}. Add it to an ordinary folium.Map"
                    " instead"
                )


def _bounds(
    model: Mapping[str, Any],
) -> tuple[tuple[float, float], tuple[float, float]]:
    views = {view["id"]: view["bounds"] for view in model["views"]}
    (west, south), (east, north) = views[model["view"]]
    return ((west, south), (east, north))


def _links(links: Mapping[str, str]) -> dict[str, str]:
    for key, address in links.items():
        if key not in _LINKS:
            raise ChoiceError(f"links: {key!r} is none of {', '.join(_LINKS)}")
        if not _RELATIVE.fullmatch(address):
            raise ChoiceError(f"links: {key}: {address!r} is no plain relative address")
    return dict(links)


def _text(words_of_the_atlas: object) -> str:
    """Words from a file as HTML text: escaped, without control characters."""
    return escape(str(words_of_the_atlas).translate(_CONTROLS))


def _source(source: Mapping[str, Any] | None, key: str) -> str:
    url = str(source["url"]) if source else ""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return _text(key)
    return f'<a href="{_text(url)}" rel="noopener noreferrer">{_text(key)}</a>'


def _hash(script: str) -> str:
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


# Bytes from which a twentieth less is not worth three times the time.
_LARGE = 4_000_000


def _packed(text: str) -> str:
    content = text.encode()
    level = 6 if len(content) > _LARGE else 9
    return b64encode(gzip.compress(content, level, mtime=0)).decode()


def _block(name: str, packed: str) -> str:
    """An inert data block; base64 holds no character that could end it."""
    return f'<script type="text/plain" id="{name}">{packed}</script>'


@cache
def _dist(name: str) -> str:
    return (_DIST / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _basemap(root: Path, insets: bool) -> str | None:
    """The basemap of an atlas, or of the shipped one, packed; None if there is none."""
    for folder in (root / "layers" / "basemap", shipped() / "layers" / "basemap"):
        if (folder / "basemap.json").is_file():
            return _pack_basemap(folder, insets)
    return None


@cache
def _pack_basemap(folder: Path, insets: bool) -> str:
    parts = {"basemap": json.loads((folder / "basemap.json").read_text("utf-8"))}
    fine = folder / "insets.json"
    if insets and fine.is_file():
        parts["insets"] = json.loads(fine.read_text("utf-8"))
    return _packed(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))
