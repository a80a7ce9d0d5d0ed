/**
 * Sites: a symbol that is a real button, a name beside it where there is room, and a disc
 * for how far off the place may lie.
 */
import L from "./leaflet.js";
import { disc, latLngs } from "./data.js";
import { el, svg } from "./dom.js";
import { arrange, NAME_PX, widthOf } from "./labels.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Site} Site */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").SymbolStyle} SymbolStyle */
/** @typedef {import("./labels.js").Box} Box */
/** @typedef {import("./labels.js").Wish} Wish */

/** Below this zoom a place that no drawn line ends at has a symbol, but no name. */
const CONTEXT_ZOOM = 5;
/** Letter spacing of the name of a country or region, in pixels; app.css has the same. */
const AREA_SPACING_PX = 0.7;

/**
 * The parts of a symbol in its 24 by 24 box, from the bottom up.
 *
 * @param {SymbolStyle} symbol
 * @param {{ink: string, paper: string}} colours
 * @param {boolean} [loose] hollow and dashed: the place itself is not located
 * @returns {Record<string, string | number>[]} attributes of SVG paths
 */
export function symbolParts(symbol, colours, loose = false) {
  const scale = 24 / symbol.size;
  if (symbol.area) {
    return [
      {
        d: symbol.path,
        fill: colours.paper,
        "fill-opacity": 0.75,
        stroke: colours.ink,
        "stroke-width": 1.6 * scale,
        "stroke-dasharray": `${2.6 * scale} ${2.2 * scale}`,
      },
    ];
  }
  return [
    {
      d: symbol.path,
      fill: colours.paper,
      stroke: colours.paper,
      "stroke-width": 5 * scale,
      "stroke-linejoin": "round",
    },
    {
      d: symbol.path,
      fill: symbol.hollow || loose ? colours.paper : colours.ink,
      stroke: colours.ink,
      "stroke-width": 1.7 * scale,
      "stroke-linejoin": "round",
      "stroke-dasharray": loose ? `${3 * scale} ${1.6 * scale}` : "none",
    },
  ];
}

/**
 * A symbol as an inline picture, hidden from screen readers (its button or row is named).
 *
 * @param {SymbolStyle} shape
 * @param {{ink: string, paper: string}} colours
 * @param {boolean} [loose]
 */
export function symbol(shape, colours, loose = false) {
  return svg(
    "svg",
    {
      viewBox: "-2 -2 28 28",
      width: shape.size + 4,
      height: shape.size + 4,
      "aria-hidden": "true",
      focusable: "false",
    },
    ...symbolParts(shape, colours, loose).map((part) => svg("path", part)),
  );
}

/** Sign at a site that is not certainly active in the window. @type {Record<string, string>} */
export const STANDING_SIGNS = { possibly: "?", undated: "∅" };

export class Sites {
  /**
   * @param {import("leaflet").Map} map
   * @param {Model} model
   * @param {(site: Site, from: HTMLElement) => void} open
   * @param {() => {x: number, y: number}[][]} strokes lines on the map, for names to avoid
   */
  constructor(map, model, open, strokes) {
    this.map = map;
    this.strokes = strokes;
    this.waiting = false;
    this.model = model;
    /** @type {Map<string, {site: Site, marker: import("leaflet").Marker, root: HTMLElement, button: HTMLButtonElement, label: HTMLElement, leader: HTMLElement, badge: HTMLElement, standing: string, wanted: boolean, shown: boolean}>} */
    this.marks = new Map();
    /** Sites at the end of a drawn line. */
    this.carrying = new Set();
    /** @type {Map<string, string[]>} dated events shown at a site */
    this.dated = new Map();
    /** @type {import("leaflet").LayerGroup} */
    this.halos = L.layerGroup().addTo(map);
    /** @type {string | null} */
    this.marked = null;
    const pane = map.getPane("tumen-halos") ?? map.createPane("tumen-halos");
    pane.style.zIndex = "380";
    pane.style.pointerEvents = "none";
    this.renderer = L.canvas({ pane: "tumen-halos", padding: 0.5 });
    for (const site of model.sites) if (site.at) this.add(site, open);
    map.on("moveend zoomend resize", this.soon, this);
  }

  /** Take everything off the map. */
  destroy() {
    this.map.off("moveend zoomend resize", this.soon, this);
    this.halos.remove();
    this.renderer.remove();
    for (const { marker } of this.marks.values()) marker.remove();
    this.marks.clear();
  }

  /**
   * @param {Site} site
   * @param {(site: Site, from: HTMLElement) => void} open
   */
  add(site, open) {
    const { style, words } = this.model;
    const shape = style.symbols[site.kind];
    const at = site.at;
    if (!shape || !at) return;
    const loose = site.precision === "area" || site.precision === "proxy";
    const kind = words.Place?.[site.kind]?.label ?? site.kind;
    const button = el("button", {
      type: "button",
      class: "t-site-button",
      "aria-label": `${site.name}, ${kind}`,
      onclick: () => open(site, button),
    });
    const badge = el("span", { class: "t-badge", hidden: true });
    button.append(symbol(shape, style, loose), badge);
    const label = el("span", { class: "t-label", "aria-hidden": "true" }, site.label);
    if (shape.area) label.classList.add("t-label-area");
    const leader = el("i", { class: "t-leader", hidden: true });
    const root = el("div", { class: "t-site" }, leader, button, label);
    L.DomEvent.disableClickPropagation(button);
    const marker = L.marker([at[1], at[0]], {
      icon: L.divIcon({ html: root, className: "t-site-icon", iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      zIndexOffset: 1000 - site.rank,
    });
    this.marks.set(site.id, {
      site, marker, root, button, label, leader, badge, standing: "", wanted: false, shown: false,
    });
  }

  /**
   * Say which sites may be seen; the map then shows those that have room.
   *
   * @param {Set<string>} ids
   * @param {Set<string>} [carrying] those at the end of a drawn line, which are named from afar
   */
  want(ids, carrying = ids) {
    this.carrying = carrying;
    for (const [id, mark] of this.marks) {
      mark.wanted = ids.has(id);
      if (mark.wanted) mark.marker.addTo(this.map);
      else mark.marker.remove();
    }
    this.soon();
  }

  /**
   * Show how places stand to the window of time.
   *
   * @param {(i: number) => string} how `possibly`, `undated` or another word, by number of site
   */
  stand(how) {
    this.model.sites.forEach((site, i) => {
      const mark = this.marks.get(site.id);
      if (!mark) return;
      const word = how(i);
      if (mark.standing === word) return;
      mark.standing = word;
      mark.root.classList.toggle("t-site-possibly", word === "possibly");
      mark.root.classList.toggle("t-site-undated", word === "undated");
      mark.button.setAttribute("aria-label", this.name(site));
    });
  }

  /**
   * A site in words: its name, what it is, what is marked at it.
   *
   * @param {Site} site
   */
  name(site) {
    const kind = this.model.words.Place?.[site.kind]?.label ?? site.kind;
    const events = this.dated.get(site.id)?.length;
    const standing = this.marks.get(site.id)?.standing ?? "";
    const said = STANDING_SIGNS[standing] ? t(`place-standing-${standing}`) : "";
    return [site.name, kind, events && t("n-events", { n: events }), said].filter(Boolean).join(", ");
  }

  /**
   * Say which dated events are marked at their sites.
   *
   * @param {Set<string>} ids of events
   */
  date(ids) {
    const { style } = this.model;
    for (const { site, badge, button } of this.marks.values()) {
      const here = site.events.filter((id) => ids.has(id));
      badge.hidden = !here.length;
      if (here.length) this.dated.set(site.id, here);
      else this.dated.delete(site.id);
      button.setAttribute("aria-label", this.name(site));
      const shapes = this.shapes(site.id);
      if (badge.dataset.shapes === shapes.map(({ id }) => id).join()) continue;
      badge.dataset.shapes = shapes.map(({ id }) => id).join();
      badge.replaceChildren(...shapes.map((shape) => symbol(shape, style)));
    }
  }

  /**
   * Symbols of the events shown at a site, each once.
   *
   * @param {string} id of the site
   * @returns {SymbolStyle[]}
   */
  shapes(id) {
    const { style, events } = this.model;
    const here = (this.dated.get(id) ?? []).map((event) => style.events[events[event]?.kind ?? ""]);
    return [...new Map(here.flatMap((shape) => (shape ? [[shape.id, shape]] : []))).values()];
  }

  /** @param {string | null} id of the site that the keyboard or a list points at */
  point(id) {
    for (const [key, { button }] of this.marks) button.classList.toggle("t-near", key === id);
  }

  /** Arrange once, after everything else that this event changes. */
  soon() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      this.arrange();
    });
  }

  /** @param {string | null} id */
  mark(id) {
    this.marked = id;
    for (const [key, mark] of this.marks) {
      mark.button.classList.toggle("t-marked", key === id);
      if (key === id && !mark.wanted) mark.marker.addTo(this.map);
      else if (key !== id && !mark.wanted) mark.marker.remove();
    }
    this.soon();
  }

  /**
   * Symbols and names that want a place, most important first.
   *
   * @param {(at: [number, number]) => import("./labels.js").Point} project latitude, longitude
   * @param {number} zoom
   * @returns {Wish[]}
   */
  wishes(project, zoom) {
    return [...this.marks.values()]
      .filter((mark) => mark.wanted || mark.site.id === this.marked)
      .sort((a, b) => this.order(a.site) - this.order(b.site))
      .map(({ site, marker }) => {
        const { lat, lng } = marker.getLatLng();
        const area = this.model.style.symbols[site.kind]?.area ?? false;
        return {
          id: site.id,
          at: project([lat, lng]),
          w: area ? widthOf(site.label, "500 12px", AREA_SPACING_PX) : widthOf(site.label, "600 12px"),
          h: NAME_PX,
          area,
          badges: this.shapes(site.id).length,
          signed: !!STANDING_SIGNS[this.marks.get(site.id)?.standing ?? ""],
          silent: zoom < CONTEXT_ZOOM && !this.carrying.has(site.id) && site.id !== this.marked,
        };
      });
  }

  /** Give symbols and names their places. */
  arrange() {
    const size = this.map.getSize();
    const places = arrange({
      wishes: this.wishes((at) => this.map.latLngToContainerPoint(at), this.map.getZoom()),
      strokes: this.strokes(),
      taken: this.controls(),
      size,
    });
    const placed = [];
    for (const [id, mark] of this.marks) {
      const place = places.get(id);
      mark.shown = !!place;
      // What is out of sight is out of the Tab key's way, too.
      const hide = !place || place.at.x < -12 || place.at.y < -12 || place.at.x > size.x + 12 || place.at.y > size.y + 12;
      if (hide && mark.root.contains(document.activeElement)) this.map.getContainer().focus({ preventScroll: true });
      mark.root.hidden = hide;
      if (!place) continue;
      placed.push(mark.site);
      const { at, label, leader } = place;
      mark.label.hidden = !label;
      mark.leader.hidden = !leader;
      if (label) {
        mark.label.style.left = `${Math.round(label.x - at.x)}px`;
        mark.label.style.top = `${Math.round(label.y - at.y)}px`;
      }
      if (leader) {
        const [from, to] = leader;
        const turn = Math.atan2(to.y - from.y, to.x - from.x);
        mark.leader.style.width = `${Math.hypot(to.x - from.x, to.y - from.y)}px`;
        mark.leader.style.transform = `translate(${from.x - at.x}px, ${from.y - at.y}px) rotate(${turn}rad)`;
      }
    }
    this.drawHalos(placed, size);
  }

  /**
   * Where buttons and the scale lie over the map: no name goes under them.
   *
   * @returns {Box[]}
   */
  controls() {
    const frame = this.map.getContainer().getBoundingClientRect();
    const stage = this.map.getContainer().parentElement;
    return [...(stage?.querySelectorAll(".leaflet-control, .t-jump button, .t-insets:not([hidden]) .t-inset, .t-over:not([hidden])") ?? [])].map((one) => {
      const box = one.getBoundingClientRect();
      return { x0: box.left - frame.left, y0: box.top - frame.top, x1: box.right - frame.left, y1: box.bottom - frame.top };
    });
  }

  /** @param {Site} site */
  order(site) {
    return site.id === this.marked ? -1 : site.rank;
  }

  /**
   * Outlines of where places lie or may lie, and the rail link's own track.
   *
   * @param {Site[]} sites those whose symbol is shown
   * @param {(at: [number, number]) => import("./labels.js").Point} project latitude, longitude
   * @param {import("./labels.js").Point} size of the map's frame
   * @returns {{at: [number, number][], closed: boolean, loose: boolean}[]}
   */
  outlines(sites, project, size) {
    const { halo, symbols } = this.model.style;
    const outlines = [];
    // A rail link is a thin line on the ground; a line of the atlas lies over it. It is
    // there even where its symbol has no room.
    for (const { site, wanted } of this.marks.values()) {
      if (site.kind !== "rail-link" || !(wanted || site.id === this.marked)) continue;
      for (const track of site.shape) outlines.push({ at: latLngs(track), closed: false, loose: false });
    }
    for (const site of sites) {
      if (site.kind === "rail-link") continue;
      const loose = site.precision === "area" || site.precision === "proxy";
      for (const ring of site.shape) outlines.push({ at: latLngs(ring), closed: true, loose });
      if (site.shape.length || !site.at || !site.u) continue;
      // An area is as large as a country: its disc shows only while it is open.
      if (symbols[site.kind]?.area && site.id !== this.marked) continue;
      const corners = disc(site.at, site.u);
      const top = project(/** @type {[number, number]} */ (corners[0]));
      const low = project(/** @type {[number, number]} */ (corners[36]));
      const radius = (low.y - top.y) / 2;
      if (radius < halo.least || radius > Math.max(size.x, size.y)) continue;
      outlines.push({ at: corners, closed: true, loose });
    }
    return outlines;
  }

  /**
   * @param {Site[]} sites
   * @param {import("leaflet").Point} size
   */
  drawHalos(sites, size) {
    const { halo } = this.model.style;
    this.halos.clearLayers();
    for (const { at, closed, loose } of this.outlines(sites, (one) => this.map.latLngToContainerPoint(one), size)) {
      const common = { renderer: this.renderer, pane: "tumen-halos", interactive: false, color: halo.colour };
      const shape = closed
        ? L.polygon(at, {
            ...common,
            weight: halo.px,
            opacity: 0.75,
            dashArray: halo.strokes.join(" "),
            fillColor: halo.colour,
            fillOpacity: loose ? halo.fill * 1.3 : halo.fill,
          })
        : L.polyline(at, { ...common, weight: 1.5 });
      shape.addTo(this.halos);
    }
  }

  /** @returns {string[]} ids of the sites whose symbol is on the map now */
  shown() {
    return [...this.marks.values()]
      .filter((mark) => (mark.wanted || mark.site.id === this.marked) && mark.shown)
      .map((mark) => mark.site.id);
  }

  /** @returns {string[]} ids of the sites that the layers in force ask for */
  wanted() {
    return [...this.marks.values()].filter((mark) => mark.wanted).map((mark) => mark.site.id);
  }
}
