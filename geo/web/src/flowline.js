/**
 * Lines of an atlas on one canvas: casing, stroke, dash, arrowheads, a lane beside the
 * true line, and a hit test on what is really drawn.
 *
 * Leaflet's own Canvas renderer projects, clips, redraws and finds the line under the
 * pointer; `_updatePath`, `_updateBounds` and `_containsPoint` are its hooks for a path.
 */
import L from "./leaflet.js";

/** @typedef {{x: number, y: number}} Point */

/** Pixels from a true end within which a line swings out into its lane. */
const SWING_PX = 26;
/** Pixels before and after a point from which the heading there is taken. */
const LOOK_PX = 7;
/** Zooms below and above which lanes are narrow and full; from afar a bundle is one thing. */
const NARROW_ZOOM = 4;
const FULL_ZOOM = 7;
const NARROWEST = 0.6;
const ARROW_EVERY_PX = 240;
const CASING_PX = 2.6;
const MARK = "#ffcf3f";
const MARK_EDGE = "#1f2a33";

/** How a line stands out: it is open in the panel, the pointer or the keyboard is on it, or not at all.
 *
 * @typedef {"open" | "near" | ""} Mark
 */

/**
 * Length from the first point to each point.
 *
 * @param {Point[]} points
 * @returns {number[]}
 */
export function lengths(points) {
  const sums = [0];
  for (let i = 1; i < points.length; i += 1) {
    const a = /** @type {Point} */ (points[i - 1]);
    const b = /** @type {Point} */ (points[i]);
    sums.push(/** @type {number} */ (sums[i - 1]) + Math.hypot(b.x - a.x, b.y - a.y));
  }
  return sums;
}

/**
 * Point and heading at a length along a line.
 *
 * @param {Point[]} points
 * @param {number[]} sums
 * @param {number} s
 * @returns {{x: number, y: number, angle: number}}
 */
export function along(points, sums, s) {
  let i = 1;
  while (i < points.length - 1 && /** @type {number} */ (sums[i]) < s) i += 1;
  const a = /** @type {Point} */ (points[i - 1]);
  const b = /** @type {Point} */ (points[i]);
  const from = /** @type {number} */ (sums[i - 1]);
  const span = /** @type {number} */ (sums[i]) - from;
  const t = span > 0 ? (s - from) / span : 0;
  return {
    x: a.x + (b.x - a.x) * t,
    y: a.y + (b.y - a.y) * t,
    angle: Math.atan2(b.y - a.y, b.x - a.x),
  };
}

/**
 * The line moved `lane` pixels to its right, still meeting its true ends.
 *
 * @param {Point[]} points
 * @param {number} lane
 * @param {boolean} fromStart the first point is the line's true start, not a cut
 * @param {boolean} toEnd the last point is the line's true end
 * @returns {Point[]}
 */
export function beside(points, lane, fromStart, toEnd) {
  if (!lane || points.length < 2) return points;
  // A bend tighter than the lane is wide would fold the moved line over itself.
  points = L.LineUtil.simplify(points.map(({ x, y }) => L.point(x, y)), Math.min(5, Math.abs(lane) * 0.7));
  const sums = lengths(points);
  const total = /** @type {number} */ (sums[sums.length - 1]);
  if (total < 2) return points;
  // A straight line has no inner points to move: add some where it swings out and in.
  const stops = [total / 2];
  for (const share of [0, 1 / 4, 1 / 2, 3 / 4, 1]) {
    stops.push(Math.min(share * SWING_PX, total / 2), Math.max(total - share * SWING_PX, total / 2));
  }
  const all = [...sums, ...stops].sort((a, b) => a - b);
  /** @type {Point[]} */
  const moved = [];
  let last = -1;
  for (const s of all) {
    if (s - last < 0.5) continue;
    last = s;
    const before = along(points, sums, Math.max(0, s - LOOK_PX));
    const here = along(points, sums, s);
    const after = along(points, sums, Math.min(total, s + LOOK_PX));
    const dx = after.x - before.x;
    const dy = after.y - before.y;
    const norm = Math.hypot(dx, dy) || 1;
    const swing = Math.min(SWING_PX, total / 2);
    const near = Math.min(fromStart ? s : Infinity, toEnd ? total - s : Infinity);
    const t = Math.min(1, near / swing);
    const out = lane * t * t * (3 - 2 * t);
    // Screen y runs down, so the right of (dx, dy) is (-dy, dx).
    moved.push({ x: here.x - (dy / norm) * out, y: here.y + (dx / norm) * out });
  }
  return moved;
}

/**
 * Distance from a point to a line.
 *
 * @param {Point[]} points
 * @param {Point} p
 */
export function distance(points, p) {
  let best = Infinity;
  for (let i = 1; i < points.length; i += 1) {
    const a = /** @type {Point} */ (points[i - 1]);
    const b = /** @type {Point} */ (points[i]);
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const square = dx * dx + dy * dy;
    const t = square ? Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square)) : 0;
    best = Math.min(best, Math.hypot(p.x - a.x - dx * t, p.y - a.y - dy * t));
  }
  return best;
}

/**
 * How a line looks.
 *
 * @typedef {object} Look
 * @property {string} colour
 * @property {string} paper
 * @property {number} width
 * @property {number[]} strokes
 * @property {boolean} round
 * @property {boolean | null} filled
 * @property {number} arrow
 * @property {number} lane
 * @property {boolean} [hollow] drawn as an outline: only possibly so in the window of time
 * @property {boolean} [first] begins where the whole line begins
 * @property {boolean} [last] ends where the whole line ends
 */

/** From so many lines on, a line is its stroke alone: among thousands a casing hides more than it shows. */
export const CROWDED = 500;

/** @typedef {"certainly" | "possibly" | "undated" | "out"} Standing to the window of time */

/** Pixels of a line of which nothing dated is told. */
const UNDATED_PX = 1.3;

/**
 * How a line looks that is not certainly active: hollow if it possibly is, thin if it has no
 * date. Neither needs colour to be seen.
 *
 * @param {Look} look
 * @param {Standing} [how]
 * @returns {Look}
 */
export function standingLook(look, how = "certainly") {
  if (how === "possibly") return { ...look, hollow: true };
  return how === "undated" ? { ...look, width: UNDATED_PX, filled: look.filled === null ? null : false } : look;
}

/**
 * One thing to draw: a run of points with a stroke, a filling, or both. A line of the map,
 * of the legend, of a saved picture and of a printed page is the same list of these.
 *
 * @typedef {object} Stroke
 * @property {Point[]} points
 * @property {boolean} closed
 * @property {string | null} fill
 * @property {string | null} stroke
 * @property {number} width
 * @property {number[]} dash
 * @property {"butt" | "round"} cap
 * @property {number} alpha
 */

/** @type {Stroke} */
const PLAIN = { points: [], closed: false, fill: null, stroke: null, width: 1, dash: [], cap: "round", alpha: 1 };

/**
 * Corners of an arrowhead.
 *
 * @param {{x: number, y: number, angle: number}} at
 * @param {number} size
 * @returns {Point[]}
 */
function head(at, size) {
  const cos = Math.cos(at.angle);
  const sin = Math.sin(at.angle);
  return [[0.62, 0], [-0.5, 0.5], [-0.28, 0], [-0.5, -0.5]].map(([x, y]) => ({
    x: at.x + (x * cos - y * sin) * size,
    y: at.y + (x * sin + y * cos) * size,
  }));
}

/**
 * How one part of a line is drawn, from the bottom up.
 *
 * @param {Point[]} points
 * @param {Look} look
 * @param {Mark} marked
 * @param {boolean} [bare] without casings, as one of very many
 * @returns {Stroke[]}
 */
export function strokes(points, look, marked, bare = false) {
  const sums = lengths(points);
  const total = /** @type {number} */ (sums[sums.length - 1]);
  const width = look.round ? Math.max(2.6, look.width) : look.width;
  const outer = look.hollow ? Math.max(4.2, width + 1) : width;
  const scale = Math.max(1, look.width / 3); // a wide line wants longer strokes
  const cap = look.round ? "round" : "butt";
  const dash = look.strokes.map((px) => px * scale);
  /** @type {Stroke[]} */
  const list = [];
  if (marked) {
    // The dark edge is what shows the mark to somebody who does not see the yellow.
    list.push({ ...PLAIN, points, stroke: MARK_EDGE, width: outer + (marked === "open" ? 11.5 : 7.5) });
    list.push({ ...PLAIN, points, stroke: MARK, width: outer + (marked === "open" ? 9 : 5.5) });
  }
  if (!bare) list.push({ ...PLAIN, points, stroke: look.paper, width: outer + CASING_PX, alpha: look.round ? 0.55 : 0.85 });
  list.push({ ...PLAIN, points, stroke: look.colour, width: outer, dash, cap });
  if (look.hollow) list.push({ ...PLAIN, points, stroke: look.paper, width: outer - 2.4, dash, cap });
  if (look.filled !== null && total > 24) {
    const size = look.arrow + look.width * 0.9;
    const n = Math.max(1, Math.floor(total / ARROW_EVERY_PX));
    for (let i = 0; i < n; i += 1) {
      const tip = head(along(points, sums, ((i + 0.56) / n) * total), size);
      if (!bare) list.push({ ...PLAIN, points: tip, closed: true, stroke: look.paper, width: 3 });
      list.push({
        ...PLAIN, points: tip, closed: true, fill: look.filled ? look.colour : look.paper, stroke: look.colour, width: 1.6,
      });
    }
  }
  return list;
}

/**
 * Draw strokes on a canvas.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stroke[]} list
 */
export function draw(ctx, list) {
  ctx.save();
  ctx.lineJoin = "round";
  for (const { points, closed, fill, stroke, width, dash, cap, alpha } of list) {
    ctx.beginPath();
    points.forEach((p, i) => (i ? ctx.lineTo(p.x, p.y) : ctx.moveTo(p.x, p.y)));
    if (closed) ctx.closePath();
    ctx.globalAlpha = alpha;
    if (fill) {
      ctx.fillStyle = fill;
      ctx.fill();
    }
    if (!stroke) continue;
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.lineCap = cap;
    ctx.setLineDash(dash);
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * Draw one part of a line.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Point[]} points
 * @param {Look} look
 * @param {Mark} marked
 * @param {boolean} [bare] without casings, as one of very many
 */
export function paint(ctx, points, look, marked, bare = false) {
  draw(ctx, strokes(points, look, marked, bare && !marked));
}

/**
 * How far beside its true way a line is drawn at a zoom.
 *
 * @param {Look} look
 * @param {number} zoom
 */
export function laneAt(look, zoom) {
  const closeness = (zoom - NARROW_ZOOM) / (FULL_ZOOM - NARROW_ZOOM);
  return look.lane * Math.max(NARROWEST, Math.min(1, closeness));
}

/** @type {any} */
const polyline = L.Polyline;

/**
 * A path of the page's canvas. Options: `look` and `marked`.
 *
 * @type {any}
 */
export const FlowLine = polyline.extend({
  options: { smoothFactor: 1, weight: 3, interactive: true, bubblingMouseEvents: false },

  /** @this {any} */
  _updatePath() {
    const look = standingLook(this.options.look, this.options.standing);
    const ring = this._rings?.[0] ?? [];
    const first = ring[0];
    const last = ring[ring.length - 1];
    const lane = laneAt(look, this._map.getZoom());
    this._drawn = this._parts.map((/** @type {Point[]} */ part) =>
      beside(
        part,
        lane,
        look.first !== false && near(part[0], first),
        look.last !== false && near(part[part.length - 1], last),
      ),
    );
    const renderer = this._renderer;
    if (!renderer._drawing) return;
    for (const part of this._drawn) {
      if (part.length > 1) paint(renderer._ctx, part, look, this.options.marked, renderer.crowded);
    }
  },

  /** @this {any} */
  _updateBounds() {
    polyline.prototype._updateBounds.call(this);
    const look = /** @type {Look} */ (this.options.look);
    const pad = Math.abs(look.lane) + look.width + look.arrow + 12;
    if (this._pxBounds) {
      this._pxBounds = L.bounds(
        this._pxBounds.min.subtract([pad, pad]),
        this._pxBounds.max.add([pad, pad]),
      );
    }
  },

  /**
   * @this {any}
   * @param {Point} p
   */
  _containsPoint(p) {
    return this.far(p) <= this._clickTolerance();
  },

  /**
   * Pixels between a layer point and what is drawn.
   *
   * @this {any}
   * @param {Point} p
   */
  far(p) {
    if (!this._drawn || !this._pxBounds?.contains(p)) return Infinity;
    return Math.min(Infinity, ...this._drawn.map((/** @type {Point[]} */ d) => distance(d, p)));
  },
});

/**
 * How one stretch of a line looks.
 *
 * @param {Look} look of the line
 * @param {boolean} missing the stretch is in no data, and drawn as dots
 * @param {boolean} first
 * @param {boolean} last
 * @returns {Look}
 */
function dressed(look, missing, first, last) {
  return { ...look, ...(missing ? { strokes: [0.1, 6.5], round: true, filled: null } : {}), first, last };
}

/**
 * One line of the atlas on the map: one path, or several where a stretch of its way is in
 * no data and is drawn as dots.
 */
export class Drawn {
  /**
   * @param {{points: [number, number][], missing: boolean}[]} stretches in order
   * @param {Look} look
   * @param {{renderer: any, pane: string, smoothFactor: number}} on
   */
  constructor(stretches, look, on) {
    this.parts = stretches.map(({ points, missing }, i) =>
      new FlowLine(points, {
        ...on,
        weight: look.width,
        marked: "",
        missing,
        look: dressed(look, missing, i === 0, i === stretches.length - 1),
      }),
    );
    /** What its look was made from. */
    this.worn = "";
    this.shown = false;
    this.open = false;
    this.near = false;
    /** How the surest claim behind it stands to the window and filters. @type {Standing} */
    this.standing = "certainly";
    /** @type {Mark} */
    this.marked = "";
  }

  /**
   * @param {import("leaflet").Map} map
   * @param {boolean} on
   */
  show(map, on) {
    if (this.shown === on) return;
    this.shown = on;
    for (const part of this.parts) {
      if (on) part.addTo(map);
      else part.remove();
    }
  }

  /**
   * Draw it in another dash, with another arrow, or at another width.
   *
   * @param {Look} look
   */
  wear(look) {
    this.parts.forEach((part, i) => {
      const { missing } = part.options;
      part.options.look = dressed(look, missing, i === 0, i === this.parts.length - 1);
      part.setStyle({ weight: look.width });
    });
  }

  /** @param {Standing} how it stands; `out` is drawn only while it is open */
  stand(how) {
    if (this.standing === how) return;
    this.standing = how;
    for (const part of this.parts) {
      part.options.standing = how;
      if (this.shown) part.redraw();
    }
  }

  /** Draw it anew: what all lines share has changed. */
  again() {
    if (this.shown) for (const part of this.parts) part.redraw();
  }

  /** Draw it over all that was drawn before. */
  raise() {
    for (const part of this.parts) part.bringToFront();
  }

  /** @param {boolean} open whether it is open in the panel */
  mark(open) {
    this.open = open;
    this.remark();
  }

  /** @param {boolean} near whether the pointer or the keyboard is on it */
  point(near) {
    this.near = near;
    this.remark();
  }

  remark() {
    /** @type {Mark} */
    const marked = this.open ? "open" : this.near ? "near" : "";
    if (this.marked === marked) return;
    this.marked = marked;
    for (const part of this.parts) {
      part.options.marked = marked;
      if (this.shown) part.redraw();
    }
  }

  /**
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  on(type, listener) {
    for (const part of this.parts) part.on(type, listener);
  }

  /** @param {Point} p a layer point */
  far(p) {
    return Math.min(...this.parts.map((part) => part.far(p)));
  }

  /** @returns {number} pixels from the line within which a press means it */
  reach() {
    return this.parts[0]._clickTolerance();
  }

  /** @returns {Point[][]} what is drawn now, in layer points */
  strokes() {
    return this.shown ? this.parts.flatMap((part) => part._drawn ?? []) : [];
  }

  /** @returns {Point | null} middle of the longest stretch in sight, as a layer point */
  middle() {
    let best = null;
    let most = 0;
    for (const stroke of this.strokes()) {
      const sums = lengths(stroke);
      const total = sums[sums.length - 1] ?? 0;
      if (stroke.length > 1 && total > most) {
        most = total;
        best = along(stroke, sums, total * 0.5);
      }
    }
    return best;
  }

  bounds() {
    const box = L.latLngBounds([]);
    for (const part of this.parts) box.extend(part.getBounds());
    return box;
  }
}

/**
 * @param {Point | undefined} a
 * @param {Point | undefined} b
 */
export function near(a, b) {
  return !!a && !!b && Math.hypot(a.x - b.x, a.y - b.y) < 1;
}
