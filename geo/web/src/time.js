/**
 * What a window of time makes of the claims: their states, and how many stand behind each
 * month. Numbers only; `timebar.js` shows them.
 *
 * The dates of all claims are read once, into arrays of days, so that a step of the slider
 * is one pass over numbers. In *event time* a claim stands as `geo.edtf.active` says. *As
 * known by a day*, it stands if `geo/asof.py` has it in the view of that day (`known`).
 */
import * as edtf from "./edtf.js";
import { CERTAINLY, OUT, POSSIBLY, UNDATED } from "./filters.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").State} State */
/** @typedef {NonNullable<State["window"]>} Window */

const LOW = -0x80000000;
const HIGH = 0x7fffffff;
/** More months than this are no bars; what is older is reached by typing its date. */
const MOST_MONTHS = 480;
const FAR_MONTHS = 24;
/** Dates with both ends known this well tell of their months in particular. */
const FINE = new Set(["day", "month", "season"]);

/** @param {number} day */
const whole = (day) => Math.max(LOW, Math.min(HIGH, day));

/**
 * The first (or last) day of a year, month or day.
 *
 * @param {string | null | undefined} text
 * @param {boolean} first
 * @returns {number} -Infinity or Infinity for none
 */
export function edge(text, first) {
  const span = text ? edtf.parse(text) : null;
  if (!span) return first ? -Infinity : Infinity;
  return first ? span.first : span.last;
}

/** @param {number} day */
export function monthOf(day) {
  const [year, month] = edtf.calendar(day);
  return year * 12 + month - 1;
}

/**
 * First and last day of a month.
 *
 * @param {number} month months since the year 0
 * @returns {[number, number]}
 */
export function daysOf(month) {
  const year = Math.floor(month / 12);
  const first = edtf.number(year, month - year * 12 + 1, 1);
  return [first, first + edtf.monthDays(year, month - year * 12 + 1) - 1];
}

/**
 * A day moved by whole months.
 *
 * @param {number} day
 * @param {number} months
 * @param {boolean} [last] the last day of a month stays the last day
 */
export function moved(day, months, last = true) {
  const [year, month, ofMonth] = edtf.calendar(day);
  if (last) return edtf.number(...edtf.shift([year, month, ofMonth], months));
  const [first, end] = daysOf(year * 12 + month - 1 + months);
  return Math.min(first + ofMonth - 1, end);
}

/**
 * Dates in days, a row for each: earliest and latest start, earliest and latest end.
 */
class Dates {
  /** @param {number} n */
  constructor(n) {
    this.early = new Int32Array(n).fill(LOW);
    this.settled = new Int32Array(n).fill(LOW); // latest start
    this.assured = new Int32Array(n).fill(HIGH); // earliest end
    this.late = new Int32Array(n).fill(HIGH);
    this.dated = new Uint8Array(n);
    /** First and last month of which the date tells in particular; the second is less if none. */
    this.from = new Int32Array(n).fill(1);
    this.to = new Int32Array(n);
  }

  /**
   * @param {number} i
   * @param {string} text
   * @param {string} [said]
   */
  read(i, text, said = "") {
    const span = text ? edtf.parse(text) : null;
    if (!span) return;
    this.dated[i] = 1;
    this.early[i] = whole(span.earliestStart);
    this.settled[i] = whole(span.latestStart);
    this.assured[i] = whole(edtf.certainEnd(span, said));
    this.late[i] = whole(span.latestEnd);
    if (span.start === "known" && span.end === "known" && FINE.has(span.precision)) {
      this.from[i] = monthOf(span.first);
      this.to[i] = monthOf(span.last);
    }
  }
}

/**
 * What is told of each month of a range.
 *
 * @typedef {object} Months
 * @property {number} first the first month, in months since the year 0
 * @property {number} n
 * @property {Int32Array} certainly claims that certainly stand in the month
 * @property {Int32Array} possibly
 * @property {Int32Array} seen observations by outcome
 * @property {Int32Array} nothing
 * @property {Int32Array} unseen not imaged, or not visible
 * @property {Uint8Array} told 1 where an observation, or a claim of this month in particular, is there
 */

export class Times {
  /** @param {Model} model */
  constructor(model) {
    const claims = Object.values(model.claims);
    const sources = model.sources;
    const n = claims.length;
    this.n = n;
    this.event = new Dates(n);
    this.published = new Dates(n);
    this.known = new Int32Array(n).fill(HIGH);
    /** Claims whose source prints no date: they count from the day they were recorded. */
    this.bare = new Uint8Array(n);
    claims.forEach((claim, i) => {
      this.event.read(i, claim.edtf, claim.said);
      const printed = sources[claim.source]?.edtf ?? "";
      this.published.read(i, printed);
      this.bare[i] = printed ? 0 : 1;
      if (claim.known) this.known[i] = whole(edge(claim.known, true));
    });
    this.observations = model.observations;
    this.seen = new Dates(model.observations.length);
    model.observations.forEach(({ edtf: text }, i) => this.seen.read(i, text));
    /** First and last day of the slider. */
    this.range = this.reach();
  }

  /**
   * From the January before the first claim that tells of a month in particular, to the end
   * of the month of the last one, or of the last publication. The few dates that reach far
   * back or ahead would leave no room for the others: the ends of the slider are open.
   *
   * @returns {[number, number]}
   */
  reach() {
    const { event, published } = this;
    /** @type {number[]} */
    const firsts = [];
    /** @type {number[]} */
    const lasts = [];
    for (let i = 0; i < this.n; i += 1) {
      for (const dates of [event, published]) {
        const [from, to] = [/** @type {number} */ (dates.from[i]), /** @type {number} */ (dates.to[i])];
        if (from > to) continue;
        if (dates === event) firsts.push(from);
        lasts.push(to);
      }
    }
    const by = (/** @type {number} */ a, /** @type {number} */ b) => a - b;
    if (!firsts.length) firsts.push(...lasts);
    if (!firsts.length) firsts.push(monthOf(0)); // an atlas without any date
    if (!lasts.length) lasts.push(...firsts);
    firsts.sort(by);
    lasts.sort(by);
    // One odd date far off must not squeeze the others.
    const low = Math.max(part(firsts, 0), part(firsts, 0.02) - FAR_MONTHS);
    const last = Math.max(Math.min(part(lasts, 1), part(lasts, 0.98) + FAR_MONTHS), low);
    const first = Math.max(low, last - MOST_MONTHS);
    return [daysOf(Math.floor(first / 12) * 12)[0], daysOf(last)[1]];
  }

  /**
   * How each claim stands to a window, as `filters.js` asks.
   *
   * @param {Window} window
   * @param {State["clock"]} clock
   * @returns {Uint8Array | null} null where nothing is chosen
   */
  states(window, clock) {
    const states = new Uint8Array(this.n);
    const high = edge(window.to, false);
    if (clock === "known") {
      if (!window.to) return null;
      for (let i = 0; i < this.n; i += 1) {
        states[i] = /** @type {number} */ (this.known[i]) <= high ? CERTAINLY : this.bare[i] ? UNDATED : OUT;
      }
      return states;
    }
    const low = edge(window.from, true);
    if (!window.from && !window.to) return null;
    const { early, settled, assured, late, dated } = this.event;
    for (let i = 0; i < this.n; i += 1) {
      if (!dated[i]) states[i] = UNDATED;
      else if (low > high || /** @type {number} */ (early[i]) > high || /** @type {number} */ (late[i]) < low) states[i] = OUT;
      else if (/** @type {number} */ (settled[i]) <= high && /** @type {number} */ (assured[i]) >= low) states[i] = CERTAINLY;
      else states[i] = POSSIBLY;
    }
    return states;
  }

  /**
   * What waits in the tray: in event time, claims without a date, whether or not there is a
   * window; as known by a day, those whose source prints none and was not yet recorded.
   *
   * @param {State["clock"]} clock
   * @param {Window | null} window
   * @param {(i: number) => boolean} kept claims that pass the filters
   * @returns {number[]} numbers of claims
   */
  tray(clock, window, kept) {
    const high = edge(window?.to, false);
    const found = [];
    for (let i = 0; i < this.n; i += 1) {
      const waits = clock === "known" ? this.bare[i] && /** @type {number} */ (this.known[i]) > high : !this.event.dated[i];
      if (waits && kept(i)) found.push(i);
    }
    return found;
  }

  /**
   * Claims of a month, for every month of the slider.
   *
   * @param {State["clock"]} clock in event time, what is told of the month; else what was
   *   published in it
   * @param {(i: number) => boolean} [kept] claims that pass the filters
   * @returns {Months}
   */
  months(clock, kept = () => true) {
    const first = monthOf(this.range[0]);
    const n = monthOf(this.range[1]) - first + 1;
    const steps = (/** @type {number} */ length) => new Int32Array(length + 1);
    const certainly = steps(n);
    const any = steps(n);
    const told = steps(n);
    const [seen, nothing, unseen] = [steps(n), steps(n), steps(n)];
    /** @type {(steps: Int32Array, from: number, to: number) => void} count one from month to month */
    const count = (into, from, to) => {
      const a = Math.max(from, first) - first;
      const b = Math.min(to, first + n - 1) - first;
      if (a > b) return;
      into[a] = /** @type {number} */ (into[a]) + 1;
      into[b + 1] = /** @type {number} */ (into[b + 1]) - 1;
    };
    // A day before or after the slider counts as the month before or after it.
    const month = (/** @type {number} */ day) =>
      day < this.range[0] ? first - 1 : day > this.range[1] ? first + n : monthOf(day);
    const dates = clock === "known" ? this.published : this.event;
    for (let i = 0; i < this.n; i += 1) {
      if (!dates.dated[i] || !kept(i)) continue;
      count(any, month(/** @type {number} */ (dates.early[i])), month(/** @type {number} */ (dates.late[i])));
      count(certainly, month(/** @type {number} */ (dates.settled[i])), month(/** @type {number} */ (dates.assured[i])));
      count(told, /** @type {number} */ (dates.from[i]), /** @type {number} */ (dates.to[i]));
    }
    if (clock === "event") {
      this.observations.forEach(({ outcome }, i) => {
        if (!this.seen.dated[i]) return;
        const [from, to] = [month(/** @type {number} */ (this.seen.early[i])), month(/** @type {number} */ (this.seen.late[i]))];
        count(outcome === "not-imaged" ? unseen : outcome === "nothing-seen" ? nothing : seen, from, to);
        if (outcome !== "not-imaged") count(told, from, to); // nobody looked, and says so
      });
    }
    for (const one of [certainly, any, told, seen, nothing, unseen]) {
      for (let k = 1; k <= n; k += 1) one[k] = /** @type {number} */ (one[k]) + /** @type {number} */ (one[k - 1]);
    }
    return {
      first,
      n,
      certainly: certainly.subarray(0, n),
      possibly: any.map((all, k) => all - /** @type {number} */ (certainly[k])).subarray(0, n),
      seen: seen.subarray(0, n),
      nothing: nothing.subarray(0, n),
      unseen: unseen.subarray(0, n),
      told: Uint8Array.from(told.subarray(0, n), (one) => (one > 0 ? 1 : 0)),
    };
  }
}

/** @type {WeakMap<Model, Times>} */
const times = new WeakMap();

/**
 * The dates of a model, read when they are first asked for.
 *
 * @param {Model} model
 */
export function timesOf(model) {
  let found = times.get(model);
  if (!found) times.set(model, (found = new Times(model)));
  return found;
}

/**
 * The month below which a share of some months lies.
 *
 * @param {number[]} sorted
 * @param {number} share
 */
function part(sorted, share) {
  return /** @type {number} */ (sorted[Math.round((sorted.length - 1) * share)]);
}
