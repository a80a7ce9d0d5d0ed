/**
 * Sites: a symbol that is a real button, a name beside it where there is room, and a disc
 * for how far off the place may lie.
 */
import L from "./leaflet.js";
import { disc, latLngs } from "./data.js";
import { el, svg } from "./dom.js";

/** @typedef {import("./types.js").Site} Site */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").SymbolStyle} SymbolStyle */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */

/** Least distance between the middles of two symbols, in pixels. */
const SYMBOL_GAP_PX = 17;
const LABEL_GAP_PX = 2;
/** Where a name may stand, best first: class, then its box for a size. */
const PLACES = /** @type {const} */ (["e", "w", "ne", "se", "nw", "sw", "n", "s"]);

/**
 * A symbol as an inline picture, hidden from screen readers (its button or row is named).
 *
 * @param {SymbolStyle} symbol
 * @param {{ink: string, paper: string}} colours
 * @param {boolean} [loose] hollow and dashed: the place itself is not located
 */
export function symbol(symbol, colours, loose = false) {
  const picture = svg("svg", {
    viewBox: "-2 -2 28 28",
    width: symbol.size + 4,
    height: symbol.size + 4,
    "aria-hidden": "true",
    focusable: "false",
  });
  const scale = 24 / symbol.size;
  if (symbol.area) {
    picture.append(
      svg("path", {
        d: symbol.path,
        fill: colours.paper,
        "fill-opacity": 0.75,
        stroke: colours.ink,
        "stroke-width": 1.6 * scale,
        "stroke-dasharray": `${2.6 * scale} ${2.2 * scale}`,
      }),
    );
    return picture;
  }
  picture.append(
    svg("path", {
      d: symbol.path,
      fill: colours.paper,
      stroke: colours.paper,
      "stroke-width": 5 * scale,
      "stroke-linejoin": "round",
    }),
    svg("path", {
      d: symbol.path,
      fill: symbol.hollow || loose ? colours.paper : colours.ink,
      stroke: colours.ink,
      "stroke-width": 1.7 * scale,
      "stroke-linejoin": "round",
      "stroke-dasharray": loose ? `${3 * scale} ${1.6 * scale}` : "none",
    }),
  );
  return picture;
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function meet(a, b) {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/** Pixels on a side of one cell of the grid that knows where lines run. */
const CELL_PX = 5;

/**
 * Cells of the map's frame that a line passes.
 *
 * @param {{x: number, y: number}[][]} strokes
 * @param {{x: number, y: number}} size
 * @returns {Set<number>}
 */
function grid(strokes, size) {
  const cells = new Set();
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i += 1) {
      const a = stroke[i - 1];
      const b = stroke[i];
      const steps = Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / CELL_PX) || 1;
      for (let k = 0; k <= steps; k += 1) {
        const x = a.x + ((b.x - a.x) * k) / steps;
        const y = a.y + ((b.y - a.y) * k) / steps;
        if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
        cells.add(Math.floor(x / CELL_PX) * 10000 + Math.floor(y / CELL_PX));
      }
    }
  }
  return cells;
}

/**
 * How many cells of a box a line passes.
 *
 * @param {Set<number>} cells
 * @param {Box} box
 */
function inked(cells, box) {
  let n = 0;
  for (let x = Math.floor(box.x0 / CELL_PX); x <= box.x1 / CELL_PX; x += 1) {
    for (let y = Math.floor(box.y0 / CELL_PX); y <= box.y1 / CELL_PX; y += 1) {
      if (cells.has(x * 10000 + y)) n += 1;
    }
  }
  return n;
}

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
    /** @type {Map<string, {site: Site, marker: import("leaflet").Marker, root: HTMLElement, button: HTMLButtonElement, label: HTMLElement, wanted: boolean, shown: boolean, size: [number, number]}>} */
    this.marks = new Map();
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
    button.append(symbol(shape, style, loose));
    const label = el("span", { class: "t-label", "aria-hidden": "true" }, site.label);
    if (shape.area) label.classList.add("t-label-area");
    const root = el("div", { class: "t-site" }, button, label);
    L.DomEvent.disableClickPropagation(button);
    const marker = L.marker([at[1], at[0]], {
      icon: L.divIcon({ html: root, className: "t-site-icon", iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      zIndexOffset: 1000 - site.rank,
    });
    this.marks.set(site.id, {
      site, marker, root, button, label, wanted: false, shown: false, size: [0, 0],
    });
  }

  /**
   * Say which sites may be seen; the map then shows those that have room.
   *
   * @param {Set<string>} ids
   */
  want(ids) {
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
      const root = this.marks.get(site.id)?.root;
      if (!root) return;
      const word = how(i);
      root.classList.toggle("t-site-possibly", word === "possibly");
      root.classList.toggle("t-site-undated", word === "undated");
    });
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

  /** Greedy placement: the first in rank has its symbol, then its name, if there is room. */
  arrange() {
    const size = this.map.getSize();
    const all = [...this.marks.values()]
      .filter((mark) => mark.wanted || mark.site.id === this.marked)
      .map((mark) => ({ mark, at: this.map.latLngToContainerPoint(mark.marker.getLatLng()) }))
      .sort((a, b) => this.order(a.mark.site) - this.order(b.mark.site));
    /** @type {{x: number, y: number}[]} */
    const taken = [];
    const boxes = this.controls();
    const placed = [];
    for (const { mark, at } of all) {
      const room = taken.every((t) => Math.hypot(t.x - at.x, t.y - at.y) >= SYMBOL_GAP_PX);
      mark.shown = room;
      mark.root.hidden = !room;
      if (!room) continue;
      taken.push(at);
      boxes.push({ x0: at.x - 9, y0: at.y - 9, x1: at.x + 9, y1: at.y + 9 });
      placed.push({ mark, at });
    }
    const ink = grid(this.strokes(), size);
    for (const { mark, at } of placed) {
      const sight = at.x > -60 && at.y > -20 && at.x < size.x + 60 && at.y < size.y + 20;
      mark.label.hidden = true;
      if (!sight) continue;
      if (!mark.size[0]) {
        mark.label.hidden = false;
        mark.size = [mark.label.offsetWidth, mark.label.offsetHeight];
        mark.label.hidden = true; // until a place is found for it
      }
      let best = null;
      let least = Infinity;
      for (const place of PLACES) {
        const box = boxAt(place, at, mark.size);
        if (box.x0 < 2 || box.y0 < 2 || box.x1 > size.x - 2 || box.y1 > size.y - 2) continue;
        if (boxes.some((other) => meet(box, other))) continue;
        const crossed = inked(ink, box);
        if (crossed >= least) continue;
        least = crossed;
        best = { place, box };
        if (!crossed) break;
      }
      if (!best) continue;
      boxes.push(best.box);
      mark.label.hidden = false;
      mark.label.dataset.place = best.place;
    }
    this.drawHalos(placed.map(({ mark }) => mark.site), size);
  }

  /**
   * Where buttons and the scale lie over the map: no name goes under them.
   *
   * @returns {Box[]}
   */
  controls() {
    const frame = this.map.getContainer().getBoundingClientRect();
    const stage = this.map.getContainer().parentElement;
    return [...(stage?.querySelectorAll(".leaflet-control, .t-jump button") ?? [])].map((one) => {
      const box = one.getBoundingClientRect();
      return { x0: box.left - frame.left, y0: box.top - frame.top, x1: box.right - frame.left, y1: box.bottom - frame.top };
    });
  }

  /** @param {Site} site */
  order(site) {
    return site.id === this.marked ? -1 : site.rank;
  }

  /**
   * @param {Site[]} sites
   * @param {import("leaflet").Point} size
   */
  drawHalos(sites, size) {
    const { halo, symbols } = this.model.style;
    this.halos.clearLayers();
    // A rail link is a thin line on the ground; a line of the atlas lies over it. It is
    // there even where its symbol has no room.
    for (const { site, wanted } of this.marks.values()) {
      if (site.kind !== "rail-link" || !(wanted || site.id === this.marked)) continue;
      for (const track of site.shape) {
        L.polyline(latLngs(track), {
          renderer: this.renderer, pane: "tumen-halos", interactive: false, color: halo.colour, weight: 1.5,
        }).addTo(this.halos);
      }
    }
    for (const site of sites) {
      const loose = site.precision === "area" || site.precision === "proxy";
      const options = {
        renderer: this.renderer,
        pane: "tumen-halos",
        interactive: false,
        color: halo.colour,
        weight: halo.px,
        opacity: 0.75,
        dashArray: halo.strokes.join(" "),
        fillColor: halo.colour,
        fillOpacity: loose ? halo.fill * 1.3 : halo.fill,
      };
      if (site.kind === "rail-link") continue; // drawn as a line, below
      for (const ring of site.shape) L.polygon(latLngs(ring), options).addTo(this.halos);
      if (site.shape.length || !site.at || !site.u) continue;
      // An area is as large as a country: its disc shows only while it is open.
      if (symbols[site.kind]?.area && site.id !== this.marked) continue;
      const corners = disc(site.at, site.u);
      const top = this.map.latLngToContainerPoint(/** @type {[number, number]} */ (corners[0]));
      const low = this.map.latLngToContainerPoint(/** @type {[number, number]} */ (corners[36]));
      const radius = (low.y - top.y) / 2;
      if (radius < halo.least || radius > Math.max(size.x, size.y)) continue;
      L.polygon(corners, options).addTo(this.halos);
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

/**
 * @param {typeof PLACES[number]} place
 * @param {{x: number, y: number}} at
 * @param {[number, number]} size
 * @returns {Box}
 */
function boxAt(place, at, [w, h]) {
  const gap = 11;
  const x = place.includes("e") ? at.x + gap : place.includes("w") ? at.x - gap - w : at.x - w / 2;
  const lift = place === "n" ? -gap - h : place === "s" ? gap : place.startsWith("n") ? -h : place.startsWith("s") ? 0 : -h / 2;
  const y = at.y + lift + (place.length === 2 ? (place.startsWith("n") ? 2 : -2) : 0);
  return { x0: x - LABEL_GAP_PX, y0: y, x1: x + w + LABEL_GAP_PX, y1: y + h };
}
