/**
 * How many claims stand behind each month, as bars: solid for those that certainly do, hollow
 * above them for those that possibly do. A month of which nobody reported anything in
 * particular is hatched, because it is not known to have been quiet. Below the bars, what
 * observers reported: a disc for something seen, a ring for "looked, saw nothing", a cross
 * for "not imaged".
 */
import { el, svg } from "./dom.js";
import { daysOf } from "./time.js";
import { t } from "./words.js";

/** @typedef {import("./time.js").Months} Months */

const BARS_PX = 46;
const EFFORT_PX = 12;
const YEARS_PX = 15;
const HEIGHT_PX = BARS_PX + EFFORT_PX + YEARS_PX;
const LEAST_YEAR_PX = 38;
let made = 0;

/** Marks of the bars under each clock, in the order of their key. */
const MARKS = /** @type {const} */ ({
  event: ["certainly", "possibly", "untold", "seen", "nothing", "unseen"],
  known: ["certainly", "possibly", "unpublished"],
});
/** @type {Record<string, [string, string]>} class and outline of a mark, 12 px square */
const SAMPLES = {
  certainly: ["solid", "M2 0h8v12h-8z"],
  possibly: ["hollow", "M2.5 0.5h7v11h-7z"],
  untold: ["stripe", "M0 4l4 -4M0 8l8 -8M0 12l12 -12M4 12l8 -8M8 12l4 -4"],
  unpublished: ["stripe", "M0 4l4 -4M0 8l8 -8M0 12l12 -12M4 12l8 -8M8 12l4 -4"],
  seen: ["seen", "M3 6a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"],
  nothing: ["nothing", "M3 6a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"],
  unseen: ["unseen", "M3 3l6 6m0 -6l-6 6"],
};

/**
 * What the marks mean, in few words, beside them; for the eye, as the bars are.
 *
 * @param {"event" | "known"} clock
 */
export function keyOf(clock) {
  return MARKS[clock].map((name) => {
    const [look, d] = /** @type {[string, string]} */ (SAMPLES[name]);
    const sample = svg("svg", { width: 12, height: 12, focusable: "false" }, svg("path", { d, class: `t-months-${look}` }));
    return el("li", {}, sample, t(`time-mark-${name}`));
  });
}

export class Histogram {
  /**
   * @param {(from: number, to: number) => void} pick months that a reader drew over, in order
   * @param {(month: number) => string} say what stands behind a month, in words
   */
  constructor(pick, say) {
    this.say = say;
    /** @type {Months | null} */
    this.months = null;
    /** @type {[number, number]} first and last day of the window, in days */
    this.window = [-Infinity, Infinity];
    this.wide = 0;
    this.picture = svg("svg", { class: "t-months", height: HEIGHT_PX, "aria-hidden": "true", focusable: "false" });
    this.tip = el("p", { class: "t-months-tip", hidden: true, "aria-hidden": "true" });
    this.root = el("div", { class: "t-months-box" });
    this.root.append(this.picture, this.tip);
    made += 1;
    this.hatch = `t-hatch-${made}`;
    /** @type {number | null} month where a stroke of the pointer began */
    let began = null;
    this.root.addEventListener("pointermove", (event) => this.hint(event));
    this.root.addEventListener("pointerleave", () => (this.tip.hidden = true));
    this.root.addEventListener("pointerdown", (event) => {
      if (event.button === 0) began = this.at(event);
    });
    this.root.addEventListener("pointerup", (event) => {
      const here = this.at(event);
      if (began !== null && here !== null) pick(Math.min(began, here), Math.max(began, here));
      began = null;
    });
    this.root.addEventListener("pointercancel", () => (began = null));
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.root);
  }

  destroy() {
    this.watch.disconnect();
  }

  /**
   * The month under the pointer.
   *
   * @param {PointerEvent} event
   * @returns {number | null} null outside
   */
  at(event) {
    if (!this.months) return null;
    const box = this.root.getBoundingClientRect();
    const k = Math.floor(((event.clientX - box.left) / box.width) * this.months.n);
    return k >= 0 && k < this.months.n ? this.months.first + k : null;
  }

  /** @param {PointerEvent} event */
  hint(event) {
    const month = event.pointerType === "mouse" ? this.at(event) : null;
    this.tip.hidden = month === null;
    if (month === null) return;
    this.tip.textContent = this.say(month);
    const box = this.root.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left - 20, box.width - this.tip.offsetWidth);
    this.tip.style.left = `${Math.max(0, left)}px`;
  }

  /** @param {Months} months */
  set(months) {
    this.months = months;
    this.wide = 0;
    this.draw();
  }

  /**
   * Where a day lies, in pixels from the left.
   *
   * @param {number} day
   */
  x(day) {
    if (!this.months) return 0;
    const [low] = daysOf(this.months.first);
    const [, high] = daysOf(this.months.first + this.months.n - 1);
    return (Math.max(0, Math.min(high + 1, day) - low) / (high + 1 - low)) * this.root.clientWidth;
  }

  /**
   * Dim what lies outside the window. Cheap: it happens at every step of the slider.
   *
   * @param {number} from
   * @param {number} to
   */
  frame(from, to) {
    this.window = [from, to];
    const left = this.x(from);
    const right = this.x(to + 1);
    this.before?.setAttribute("width", String(left));
    this.after?.setAttribute("x", String(right));
    this.after?.setAttribute("width", String(Math.max(0, this.root.clientWidth - right)));
  }

  draw() {
    const { months } = this;
    const wide = this.root.clientWidth;
    if (!months || !wide || wide === this.wide) return;
    this.wide = wide;
    const most = Math.max(1, ...months.certainly.map((n, k) => n + /** @type {number} */ (months.possibly[k])));
    const high = (/** @type {number} */ n) => (n ? Math.max(1.5, (n / most) * (BARS_PX - 3)) : 0);
    const box = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) =>
      `M${x.toFixed(1)} ${y.toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}h${(-w).toFixed(1)}z`;
    const marks = { solid: "", hollow: "", untold: "", seen: "", nothing: "", unseen: "" };
    const step = wide / months.n;
    const gap = step > 5 ? 1.4 : 0;
    /** @type {Element[]} */
    const years = [];
    let lastYear = -Infinity;
    for (let k = 0; k < months.n; k += 1) {
      const x = this.x(daysOf(months.first + k)[0]);
      const w = this.x(daysOf(months.first + k)[1] + 1) - x;
      const sure = high(/** @type {number} */ (months.certainly[k]));
      const maybe = high(/** @type {number} */ (months.possibly[k]));
      if (!months.told[k]) marks.untold += box(x, 0, w, BARS_PX);
      if (sure) marks.solid += box(x + gap / 2, BARS_PX - sure, w - gap, sure);
      if (maybe) marks.hollow += box(x + gap / 2 + 0.5, BARS_PX - sure - maybe, Math.max(0.5, w - gap - 1), maybe);
      const cx = x + w / 2;
      const r = Math.min(3, Math.max(1.2, step / 3));
      const cy = BARS_PX + EFFORT_PX / 2;
      const disc = (/** @type {number} */ y) => `M${(cx - r).toFixed(1)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
      if (months.seen[k]) marks.seen += disc(cy);
      else if (months.nothing[k]) marks.nothing += disc(cy);
      else if (months.unseen[k]) marks.unseen += `M${cx - r} ${cy - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
      if ((months.first + k) % 12 === 0 && x - lastYear >= LEAST_YEAR_PX && wide - x > 28) {
        lastYear = x;
        const label = svg("text", { x: x + 3, y: HEIGHT_PX - 3, class: "t-months-year" });
        label.textContent = String(Math.floor((months.first + k) / 12));
        years.push(svg("path", { d: `M${x} ${BARS_PX}v${HEIGHT_PX - BARS_PX}`, class: "t-months-tick" }), label);
      }
    }
    const path = (/** @type {keyof typeof marks} */ name) => svg("path", { d: marks[name], class: `t-months-${name}` });
    const stripes = svg(
      "pattern",
      { id: this.hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("path", { d: "M0 0v6", class: "t-months-stripe" }),
    );
    const untold = path("untold");
    untold.setAttribute("fill", `url(#${this.hatch})`);
    const shade = () => svg("rect", { x: 0, y: 0, width: 0, height: BARS_PX, class: "t-months-shade" });
    this.before = shade();
    this.after = shade();
    this.picture.setAttribute("width", String(wide));
    this.picture.replaceChildren(
      svg("defs", {}, stripes), untold, path("hollow"), path("solid"),
      path("seen"), path("nothing"), path("unseen"),
      svg("path", { d: `M0 ${BARS_PX + 0.5}h${wide}`, class: "t-months-tick" }),
      ...years, this.before, this.after,
    );
    this.frame(...this.window);
  }
}
