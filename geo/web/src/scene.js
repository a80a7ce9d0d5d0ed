/**
 * What the map shows, for any centre, zoom and size: lines as strokes, sites with their
 * names, outlines and marks of events, in pixels. Saved pictures, printed pages and the small
 * inset maps are made from this, by the code that draws the map itself.
 */
import L from "./leaflet.js";
import { beside, laneAt, near, standingLook, strokes } from "./flowline.js";
import { arrange } from "./labels.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./labels.js").Point} Point */
/** @typedef {import("./labels.js").Box} Box */
/** @typedef {import("./flowline.js").Stroke} Stroke */
/** @typedef {{centre: [number, number], zoom: number, size: Point}} Frame latitude and longitude */

/**
 * @typedef {object} Scene
 * @property {Frame} frame
 * @property {(at: [number, number]) => Point} project latitude, longitude
 * @property {{line: import("./types.js").Line, strokes: Stroke[], standing: import("./flowline.js").Standing}[]} lines
 * @property {Stroke[]} outlines
 * @property {{site: import("./types.js").Site, at: Point, label: Point | null, leader: [Point, Point] | null, marked: boolean, badges: import("./types.js").SymbolStyle[], standing: string}[]} sites
 */

/** Pixels beyond the frame to which lines are drawn, so that no end shows at its edge. */
const MARGIN_PX = 60;

/**
 * A function from (latitude, longitude) to pixels of the frame.
 *
 * @param {import("leaflet").Map} map
 * @param {Frame} frame
 * @returns {(at: [number, number]) => Point}
 */
export function projector(map, { centre, zoom, size }) {
  const middle = map.project(centre, zoom);
  const left = middle.x - size.x / 2;
  const top = middle.y - size.y / 2;
  return (at) => {
    const p = map.project(at, zoom);
    return { x: p.x - left, y: p.y - top };
  };
}

/**
 * The parts of a line inside a box.
 *
 * @param {Point[]} points
 * @param {import("leaflet").Bounds} bounds
 * @returns {Point[][]}
 */
export function cut(points, bounds) {
  /** @type {Point[][]} */
  const parts = [];
  /** @type {Point[] | null} */
  let part = null;
  for (let i = 1; i < points.length; i += 1) {
    const a = /** @type {Point} */ (points[i - 1]);
    const b = /** @type {Point} */ (points[i]);
    const inside = L.LineUtil.clipSegment(L.point(a.x, a.y), L.point(b.x, b.y), bounds, false, false);
    if (!inside) {
      part = null;
      continue;
    }
    const [from, to] = inside;
    if (!part || !near(part[part.length - 1], from)) {
      part = [from];
      parts.push(part);
    }
    part.push(to);
    if (!near(to, b)) part = null;
  }
  return parts;
}

/**
 * @param {App} app
 * @param {Frame} frame
 * @param {{small?: boolean, taken?: Box[]}} [options] `small`: names only of what lines end at, and no leader lines
 * @returns {Scene}
 */
export function scene(app, frame, { small = false, taken = [] } = {}) {
  const { model, sites } = app;
  const { zoom, size } = frame;
  const project = projector(app.map, frame);
  const bounds = L.bounds([-MARGIN_PX, -MARGIN_PX], [size.x + MARGIN_PX, size.y + MARGIN_PX]);
  /** @type {Scene["lines"]} */
  const lines = [];
  /** @type {Point[][]} */
  const drawn = [];
  const corner = (/** @type {1 | -1} */ way) =>
    app.map.unproject(
      app.map.project(frame.centre, zoom).add([(way * size.x) / 2 + way * MARGIN_PX, (way * size.y) / 2 + way * MARGIN_PX]),
      zoom,
    );
  const around = L.latLngBounds(corner(-1), corner(1));
  const shown = [];
  for (const i of app.stacked()) {
    const line = /** @type {import("./types.js").Line} */ (model.lines[i]);
    const path = app.drawn.get(line.id);
    if (path?.shown && around.intersects(path.bounds())) shown.push({ line, path });
  }
  shown.sort((a, b) => Number(a.path.open) - Number(b.path.open)); // the open one on top
  for (const { line, path } of shown) {
    /** @type {Stroke[]} */
    const list = [];
    for (const part of path.parts) {
      const look = standingLook(part.options.look, path.standing);
      /** @type {Point[]} */
      const ring = part.getLatLngs().map((/** @type {import("leaflet").LatLng} */ one) => project([one.lat, one.lng]));
      const [first] = ring;
      const last = ring[ring.length - 1];
      const lane = laneAt(look, zoom);
      for (const piece of cut(ring, bounds)) {
        const thin = L.LineUtil.simplify(piece.map(({ x, y }) => L.point(x, y)), part.options.smoothFactor);
        const way = beside(
          thin, lane,
          look.first !== false && near(thin[0], first),
          look.last !== false && near(thin[thin.length - 1], last),
        );
        if (way.length < 2) continue;
        drawn.push(way);
        list.push(...strokes(way, look, path.open ? "open" : "", app.renderer.crowded && !path.open));
      }
    }
    if (list.length) lines.push({ line: app.seen(line), strokes: list, standing: path.standing });
  }
  const places = arrange({
    wishes: sites
      .wishes(project, zoom)
      .map((wish) => (small && !sites.carrying.has(wish.id) ? { ...wish, silent: true } : wish)),
    strokes: drawn,
    taken,
    size,
    far: !small,
  });
  const placed = model.sites.filter((site) => places.has(site.id));
  const { halo } = model.style;
  /** @type {Stroke[]} */
  const outlines = sites.outlines(placed, project, size).map(({ at, closed, loose }) => ({
    points: at.map(project),
    closed,
    fill: closed ? tint(halo.colour, halo.fill * (loose ? 1.3 : 1)) : null,
    stroke: halo.colour,
    width: closed ? halo.px : 1.5,
    dash: closed ? halo.strokes : [],
    cap: "butt",
    alpha: closed ? 0.75 : 1,
  }));
  return {
    frame,
    project,
    lines,
    outlines,
    // The first in rank on top, as on the page.
    sites: placed
      .filter(({ id }) => inside(/** @type {import("./labels.js").Place} */ (places.get(id)).at, size))
      .sort((a, b) => sites.order(b) - sites.order(a))
      .map((site) => ({
        site,
        .../** @type {import("./labels.js").Place} */ (places.get(site.id)),
        marked: site.id === sites.marked,
        badges: sites.shapes(site.id),
        standing: sites.marks.get(site.id)?.standing ?? "",
      })),
  };
}

/**
 * @param {Point} at
 * @param {Point} size
 */
function inside(at, size) {
  return at.x > -20 && at.y > -20 && at.x < size.x + 20 && at.y < size.y + 20;
}

/**
 * A colour that lets what is under it through.
 *
 * @param {string} colour `#rrggbb`
 * @param {number} share
 */
function tint(colour, share) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${Math.round(share * 1000) / 1000})`;
}
