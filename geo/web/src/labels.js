/**
 * Where names stand on a map: beside their symbol where there is room, else at the end of a
 * short leader line, else nowhere. Names avoid symbols, buttons, each other and drawn lines.
 * The page, the saved picture and the printed page arrange by this one function.
 */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */

/**
 * A site that wants a symbol and a name, in pixels of the map's frame.
 *
 * @typedef {object} Wish
 * @property {string} id
 * @property {Point} at
 * @property {number} w of the name
 * @property {number} h
 * @property {boolean} area stands for a country or region: its name keeps beside it
 * @property {boolean} silent no name at this zoom
 * @property {number} badges marks of events at its upper right
 * @property {boolean} [signed] how it stands to the window is signed at its upper left
 */

/**
 * @typedef {object} Place
 * @property {Point} at of the symbol
 * @property {Point | null} label the name's upper left corner, null where there is no room
 * @property {[Point, Point] | null} leader from the symbol to the name
 */

/** Least distance between the middles of two symbols, in pixels. */
export const SYMBOL_GAP_PX = 17;
const GAP_PX = 2;

/**
 * Where the marks of events stand at a site's symbol; app.css says the same.
 *
 * @param {Point} at
 * @param {number} i
 * @returns {Point}
 */
export function badgeAt(at, i) {
  return { x: at.x + 11 + 14 * i, y: at.y - 11 };
}

/**
 * Where the sign of how a site stands to the window is; app.css says the same.
 *
 * @param {Point} at
 * @returns {Point}
 */
export function signAt(at) {
  return { x: at.x - 10, y: at.y - 11 };
}

const SIDES = /** @type {const} */ (["e", "w", "ne", "se", "nw", "sw", "n", "s"]);
/** How far off a name may stand at the end of a leader line, and in how many directions. */
const LEADERS_PX = [26, 40, 58];
const DIRECTIONS = 16;
/** A leader line costs as much as a name that covers so many cells of drawn lines. */
const LEADER_COST = 7;
/** Pixels on a side of one cell of the grid that knows where lines run. */
const CELL_PX = 5;

/**
 * @param {Box} a
 * @param {Box} b
 */
function meet(a, b) {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/**
 * Whether two straight lines cross.
 *
 * @param {[Point, Point]} first
 * @param {[Point, Point]} second
 */
function cross([a, b], [c, d]) {
  /** @param {Point} p @param {Point} q @param {Point} r */
  const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

/**
 * Whether a straight line passes through a box.
 *
 * @param {[Point, Point]} line
 * @param {Box} box
 */
function pierces([a, b], box) {
  for (let k = 1; k <= 12; k += 1) {
    const x = a.x + ((b.x - a.x) * k) / 12;
    const y = a.y + ((b.y - a.y) * k) / 12;
    if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) return true;
  }
  return false;
}

/**
 * Cells of the map's frame that a line passes.
 *
 * @param {Point[][]} strokes
 * @param {Point} size
 * @returns {Set<number>}
 */
function grid(strokes, size) {
  const cells = new Set();
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i += 1) {
      const a = /** @type {Point} */ (stroke[i - 1]);
      const b = /** @type {Point} */ (stroke[i]);
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

/**
 * Greedy placement: the first in the list has its symbol, then its name, if there is room.
 *
 * @param {object} on
 * @param {Wish[]} on.wishes most important first
 * @param {Point[][]} on.strokes lines on the map, which names avoid
 * @param {Box[]} on.taken where buttons, the scale and other marks lie
 * @param {Point} on.size of the map's frame
 * @param {boolean} [on.far] whether a name may stand at the end of a leader line
 * @returns {Map<string, Place>} those whose symbol is shown
 */
export function arrange({ wishes, strokes, taken, size, far: distant = true }) {
  /** @type {Map<string, Place>} */
  const places = new Map();
  const boxes = [...taken];
  /** @type {Wish[]} */
  const shown = [];
  for (const wish of wishes) {
    const { at } = wish;
    const room = shown.every((other) => Math.hypot(other.at.x - at.x, other.at.y - at.y) >= SYMBOL_GAP_PX);
    if (!room) continue;
    boxes.push({ x0: at.x - 9, y0: at.y - 9, x1: at.x + 9, y1: at.y + 9 });
    for (let i = 0; i < wish.badges; i += 1) {
      const { x, y } = badgeAt(at, i);
      boxes.push({ x0: x - 7, y0: y - 7, x1: x + 7, y1: y + 7 });
    }
    if (wish.signed) {
      const { x, y } = signAt(at);
      boxes.push({ x0: x - 7, y0: y - 7, x1: x + 7, y1: y + 7 });
    }
    places.set(wish.id, { at, label: null, leader: null });
    shown.push(wish);
  }
  const ink = grid(strokes, size);
  /** @type {[Point, Point][]} */
  const leaders = [];
  for (const wish of shown) {
    const { at } = wish;
    if (wish.silent || at.x < -60 || at.y < -20 || at.x > size.x + 60 || at.y > size.y + 20) continue;
    /** @type {{box: Box, leader: [Point, Point] | null} | null} */
    let best = null;
    let least = Infinity;
    /** @param {Box} box @param {[Point, Point] | null} leader @param {number} cost */
    const consider = (box, leader, cost) => {
      if (box.x0 < 2 || box.y0 < 2 || box.x1 > size.x - 2 || box.y1 > size.y - 2 || cost >= least) return;
      if (boxes.some((other) => meet(box, other))) return;
      if (leaders.some((other) => pierces(other, box) || (leader && cross(leader, other)))) return;
      if (leader && boxes.some((other) => pierces(leader, other))) return;
      const total = cost + inked(ink, box);
      if (total >= least) return;
      least = total;
      best = { box, leader };
    };
    for (const side of SIDES) {
      consider(beside(side, wish), null, 0);
      if (!least) break;
    }
    if (least > LEADER_COST && distant && !wish.area) {
      for (const far of LEADERS_PX) {
        for (let k = 0; k < DIRECTIONS; k += 1) {
          const turn = (k / DIRECTIONS) * 2 * Math.PI;
          const near = { x: at.x + Math.cos(turn) * 10, y: at.y + Math.sin(turn) * 10 };
          const end = { x: at.x + Math.cos(turn) * far, y: at.y + Math.sin(turn) * far };
          consider(ending(end, turn, wish), [near, end], LEADER_COST + far / 10);
        }
      }
    }
    if (!best) continue;
    const { box, leader } = /** @type {{box: Box, leader: [Point, Point] | null}} */ (best);
    boxes.push(box);
    if (leader) leaders.push(leader);
    places.set(wish.id, { at, label: { x: box.x0 + GAP_PX, y: box.y0 }, leader });
  }
  return places;
}

/**
 * The box of a name right beside its symbol.
 *
 * @param {typeof SIDES[number]} side
 * @param {Wish} wish
 * @returns {Box}
 */
function beside(side, { at, w, h }) {
  const gap = 11;
  const x = side.includes("e") ? at.x + gap : side.includes("w") ? at.x - gap - w : at.x - w / 2;
  const lift = side === "n" ? -gap - h : side === "s" ? gap : side.startsWith("n") ? -h : side.startsWith("s") ? 0 : -h / 2;
  const y = at.y + lift + (side.length === 2 ? (side.startsWith("n") ? 2 : -2) : 0);
  return { x0: x - GAP_PX, y0: y, x1: x + w + GAP_PX, y1: y + h };
}

/**
 * The box of a name at the end of a leader line.
 *
 * @param {Point} end
 * @param {number} turn
 * @param {Wish} wish
 * @returns {Box}
 */
function ending(end, turn, { w, h }) {
  const flat = Math.cos(turn);
  const x = Math.abs(flat) < 0.3 ? end.x - w / 2 : flat > 0 ? end.x + 2 : end.x - 2 - w;
  const y = Math.abs(flat) < 0.3 ? (Math.sin(turn) > 0 ? end.y + 1 : end.y - h - 1) : end.y - h / 2;
  return { x0: x - GAP_PX, y0: y, x1: x + w + GAP_PX, y1: y + h };
}

/** The page's own letters, also inside a saved picture. */
export const FAMILY =
  'system-ui, -apple-system, "Segoe UI", "Noto Sans", Roboto, "Helvetica Neue", Arial, "Noto Sans CJK KR", "Malgun Gothic", "Apple SD Gothic Neo", sans-serif';
/** Height of a line of a name, in pixels. */
export const NAME_PX = 15;

/** @type {CanvasRenderingContext2D | null} */
let pen = null;
/** @type {Map<string, number>} */
const known = new Map();

/**
 * Width of a text on the screen, in pixels.
 *
 * @param {string} text
 * @param {string} font such as `600 12px`, or as CSS has it without the family
 * @param {number} [spacing] between letters
 */
export function widthOf(text, font, spacing = 0) {
  const key = `${font} ${spacing} ${text}`;
  let width = known.get(key);
  if (width === undefined) {
    pen ??= document.createElement("canvas").getContext("2d");
    if (!pen) return text.length * 7;
    pen.font = `${font} ${FAMILY}`;
    width = Math.ceil(pen.measureText(text).width + spacing * text.length);
    known.set(key, width);
  }
  return width;
}
