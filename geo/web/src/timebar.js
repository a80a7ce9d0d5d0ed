/**
 * The time bar: a slider with two thumbs over the months, the same dates as text, steps and
 * play, the two clocks, and the tray of what has no date. All of it reads and writes the
 * store; `time.js` has the numbers.
 *
 * The thumbs are two ranges of the browser's own: keyboard, touch and screen readers know
 * them. Each stands outside the window, so that they never cover each other.
 */
import { el, NARROW } from "./dom.js";
import * as edtf from "./edtf.js";
import { Histogram, keyOf } from "./histogram.js";
import { daysOf, edge, monthOf, moved, timesOf } from "./time.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./types.js").State} State */

const PLAY_MS = 900;
const SAY_MS = 700;
/** Months that a first step shows, when everything was shown before it. */
const FIRST_MONTHS = 3;
const TYPED = /^\d{4}(-\d{2}){0,2}$/;

/**
 * @typedef {object} Field
 * @property {HTMLInputElement} input
 * @property {HTMLElement} error
 * @property {HTMLElement} root
 */

export class TimeBar {
  /** @param {App} app */
  constructor(app) {
    const { model, store } = app;
    this.app = app;
    this.model = model;
    this.store = store;
    this.times = timesOf(model);
    const [low, high] = this.times.range;
    this.low = low;
    this.high = high;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.playing = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.saying = undefined;
    this.days = new Intl.DateTimeFormat(model.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    this.monthNames = new Intl.DateTimeFormat(model.locale, { month: "long", year: "numeric", timeZone: "UTC" });
    this.histogram = new Histogram(
      (from, to) => this.choose(daysOf(from)[0], daysOf(to)[1]),
      (month) => this.monthWords(month),
    );
    /** The clock whose marks are explained. @type {State["clock"] | undefined} */
    this.marked = undefined;
    /** What the histogram counts now. */
    this.counted = "";

    const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ act) =>
      el("button", { type: "button", class: "t-time-button", "aria-label": t(key), title: t(key), onclick: act }, sign);
    this.back = button("time-back", "◀", () => this.press(-1));
    this.forth = button("time-forth", "▶", () => this.press(1));
    this.player = button("time-play", "▶▶", () => this.play());
    this.says = el("p", { class: "t-time-says" });
    this.status = el("p", { class: "t-hidden", role: "status" });
    this.reset = el("button", { type: "button", class: "t-bar-button", onclick: () => this.clear() }, t("time-reset"));
    this.tray = el("button", { type: "button", class: "t-bar-button t-time-tray", onclick: () => app.open("list", this.listed(), this.tray) });

    this.from = this.range("from", t("time-first"));
    this.to = this.range("to", t("time-last"));
    this.track = el(
      "div",
      { class: "t-time-track", role: "group", "aria-label": t("time-slider") },
      this.histogram.root, this.from, this.to,
    );

    this.first = this.field("from", t("time-from"));
    this.last = this.field("to", t("time-to"));
    this.clocks = ["event", "known"].map((clock) =>
      el("input", {
        type: "radio", name: "t-clock", value: clock, id: `t-clock-${clock}`,
        onchange: () => {
          this.stop();
          store.set({ clock: /** @type {State["clock"]} */ (clock) });
        },
      }),
    );
    this.keep = el("input", { type: "checkbox", id: "t-keep-undated", onchange: () => store.set({ undated: this.keep.checked }) });
    this.keepLabel = el("label", { class: "t-check", for: "t-keep-undated" }, this.keep, el("span", {}, t("time-keep")));
    this.marks = el("ul", { class: "t-months-key t-quiet", "aria-hidden": "true" });
    this.about = el("p", { class: "t-quiet t-time-about" });
    this.key = el("p", { class: "t-quiet t-time-key" });
    this.rows = el("tbody", {});
    this.table = el(
      "details",
      { class: "t-time-table", ontoggle: () => this.tabulate() },
      el("summary", {}, t("time-table")),
      el(
        "div",
        { class: "t-time-scroll", tabindex: 0, role: "region", "aria-label": t("time-table") },
        el(
          "table",
          {},
          el(
            "thead",
            {},
            el("tr", {}, ["month", "certainly", "possibly", "observations"].map((key) => el("th", { scope: "col" }, t(`time-col-${key}`)))),
          ),
          this.rows,
        ),
      ),
    );
    this.more = el(
      "details",
      { class: "t-time-more" },
      el("summary", {}, t("time-more")),
      el(
        "div",
        { class: "t-time-options" },
        el(
          "fieldset",
          { class: "t-time-clock" },
          el("legend", { class: "t-hidden" }, t("time-clock")),
          this.clocks.map((input) => el("label", { class: "t-check" }, input, el("span", {}, t(`time-clock-${input.value}`)))),
        ),
        this.first.root, this.last.root, this.keepLabel,
      ),
    );
    this.help = el(
      "details",
      { class: "t-time-help" },
      el("summary", {}, t("time-help")),
      this.about,
      this.key,
      this.table,
    );
    // On a phone the options fold away; elsewhere they are always there.
    this.narrow = NARROW;
    this.fold();
    this.narrow.addEventListener("change", this.fold);
    this.root = el(
      "section",
      { class: "t-time", "aria-label": t("time") },
      el("div", { class: "t-time-head" }, el("div", { class: "t-time-steps" }, this.back, this.player, this.forth), this.says, this.tray, this.reset),
      this.track, this.more, el("div", { class: "t-time-foot" }, this.help, this.marks), this.status,
    );
    if (this.calm) this.player.hidden = true;
    document.addEventListener("visibilitychange", this.hidden);
    app.deck.append(this.root);
    this.update(store.get());
  }

  /** Which list the tray opens. */
  listed() {
    return this.store.get().clock === "known" ? "undated-sources" : "undated";
  }

  hidden = () => {
    if (document.hidden) this.stop();
  };

  fold = () => {
    this.more.open = !this.narrow.matches;
  };

  destroy() {
    this.stop();
    this.narrow.removeEventListener("change", this.fold);
    clearTimeout(this.saying);
    this.histogram.destroy();
    document.removeEventListener("visibilitychange", this.hidden);
    this.root.remove();
  }

  /**
   * @param {"from" | "to"} end
   * @param {string} label
   */
  range(end, label) {
    const input = el("input", {
      type: "range", class: `t-time-range t-time-${end}`, min: this.low, max: this.high, step: 1, "aria-label": label,
      oninput: () => this.slide(end, Number(input.value)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const months = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
        if (!months || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        this.slide(end, moved(Number(input.value), months));
      },
    });
    return input;
  }

  /**
   * @param {"from" | "to"} end
   * @param {string} label
   * @returns {Field}
   */
  field(end, label) {
    const error = el("span", { class: "t-time-error", id: `t-time-error-${end}`, role: "alert", hidden: true });
    const input = el("input", {
      type: "text", id: `t-time-field-${end}`, class: "t-time-field", autocomplete: "off", spellcheck: "false",
      maxlength: 10, placeholder: t("time-placeholder"), "aria-describedby": error.id,
      onchange: () => this.type(end),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter") this.type(end);
      },
    });
    const root = el("span", { class: "t-time-typed" }, el("label", { for: input.id }, label), input, error);
    return { input, error, root };
  }

  // What a reader does -----------------------------------------------------------------

  /** @returns {[number, number]} the window in days; open ends reach as far as they can */
  days_() {
    const { window } = this.store.get();
    return [edge(window?.from, true), edge(window?.to, false)];
  }

  /**
   * Set the window. An end at the end of the slider is open.
   *
   * @param {number} from
   * @param {number} to
   */
  choose(from, to) {
    const first = from <= this.low ? null : edtf.iso(from);
    const last = to >= this.high ? null : edtf.iso(to);
    this.store.set({ window: first || last ? { from: first, to: last } : null });
  }

  /**
   * Move one thumb; it stops at the other.
   *
   * @param {"from" | "to"} end
   * @param {number} day
   */
  slide(end, day) {
    this.stop();
    const [from, to] = this.days_();
    const within = Math.max(this.low, Math.min(this.high, day));
    if (end === "from") this.choose(Math.min(within, to), to);
    else this.choose(from, this.store.get().clock === "known" ? within : Math.max(within, from));
    this.update(this.store.get()); // a thumb that was stopped goes back to where it stands
  }

  /** @param {"from" | "to"} end */
  type(end) {
    this.stop();
    const { input } = end === "from" ? this.first : this.last;
    const text = input.value.trim();
    const span = TYPED.test(text) ? edtf.parse(text) : null;
    const day = span && (end === "from" ? span.first : span.last);
    const [from, to] = this.days_();
    const known = this.store.get().clock === "known";
    let trouble = "";
    if (text && day === null) trouble = TYPED.test(text) ? "time-no-day" : "time-no-date";
    else if (day !== null && !known && end === "from" && day > to) trouble = "time-after";
    else if (day !== null && !known && end === "to" && day < from) trouble = "time-before";
    this.fault(end, trouble && t(trouble, { text: text.slice(0, 20) }));
    if (trouble) return;
    const window = this.store.get().window ?? { from: null, to: null };
    const next = { ...window, [end]: day === null ? null : edtf.iso(day) };
    this.store.set({ window: next.from || next.to ? next : null });
    this.update(this.store.get());
  }

  /**
   * @param {"from" | "to"} end
   * @param {string} words
   */
  fault(end, words) {
    const { input, error } = end === "from" ? this.first : this.last;
    error.textContent = words;
    error.hidden = !words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  clear() {
    this.stop();
    this.fault("from", "");
    this.fault("to", "");
    this.store.set({ window: null, clock: "event", undated: true });
    this.update(this.store.get());
  }

  /** @param {number} way */
  press(way) {
    this.stop();
    this.step(way);
  }

  /**
   * Move the window on by a month, keeping how long it is.
   *
   * @param {number} way
   * @returns {boolean} false at the end of the slider
   */
  step(way) {
    const known = this.store.get().clock === "known";
    const { window } = this.store.get();
    const [from, to] = this.days_();
    if (known) {
      const now = Math.max(this.low, Math.min(this.high, to));
      const next = window?.to ? moved(now, way) : way > 0 ? daysOf(monthOf(this.low))[1] : moved(this.high, -1);
      if (next < this.low || next > this.high) return false;
      this.store.set({ window: { from: window?.from ?? null, to: edtf.iso(next) } });
      return true;
    }
    const first = monthOf(this.low);
    const last = monthOf(this.high);
    if (!window) {
      if (way > 0) this.set(daysOf(first)[0], daysOf(Math.min(last, first + FIRST_MONTHS - 1))[1]);
      else this.set(daysOf(Math.max(first, last - FIRST_MONTHS + 1))[0], daysOf(last)[1]);
      return true;
    }
    const a = moved(Math.max(from, this.low), way, false);
    const b = moved(Math.min(to, this.high), way);
    if (a < this.low || b > this.high) return false;
    this.set(a, b);
    return true;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  set(from, to) {
    this.store.set({ window: { from: edtf.iso(from), to: edtf.iso(to) } });
  }

  play() {
    if (this.playing !== undefined) {
      this.stop();
      return;
    }
    if (this.calm) {
      this.step(1);
      return;
    }
    if (!this.step(1)) {
      // At the end: begin again, with a window as long as this one.
      const [from, to] = this.days_();
      const months = Math.max(1, monthOf(Math.min(to, this.high)) - monthOf(Math.max(from, this.low)) + 1);
      const first = monthOf(this.low);
      if (this.store.get().clock === "known") this.set(this.low, daysOf(first)[1]);
      else this.set(daysOf(first)[0], daysOf(first + months - 1)[1]);
    }
    this.playing = setInterval(() => {
      if (!this.step(1)) this.stop();
    }, PLAY_MS);
    this.showPlay();
  }

  stop() {
    if (this.playing === undefined) return;
    clearInterval(this.playing);
    this.playing = undefined;
    this.showPlay();
  }

  showPlay() {
    const on = this.playing !== undefined;
    const label = t(on ? "time-pause" : "time-play");
    this.player.textContent = on ? "❚❚" : "▶▶";
    this.player.setAttribute("aria-label", label);
    this.player.title = label;
  }

  // What is shown ----------------------------------------------------------------------

  /** @param {Readonly<State>} state */
  update(state) {
    const known = state.clock === "known";
    const from = known ? -Infinity : edge(state.window?.from, true);
    const to = edge(state.window?.to, false);
    const place = (/** @type {HTMLInputElement} */ input, /** @type {number} */ day, /** @type {boolean} */ first) => {
      input.value = String(Math.max(this.low, Math.min(this.high, day)));
      const words = Number.isFinite(day) ? this.day(day) : t(first ? "time-open-first" : "time-open-last");
      input.setAttribute("aria-valuetext", words);
    };
    place(this.from, from, true);
    place(this.to, to, false);
    this.to.setAttribute("aria-label", t(known ? "time-known-by" : "time-last"));
    this.from.hidden = known;
    this.first.root.hidden = known;
    this.keepLabel.hidden = known;
    this.histogram.frame(from, to);
    for (const [field, day, end] of /** @type {[Field, string | null | undefined, "from" | "to"][]} */ ([
      [this.first, state.window?.from, "from"],
      [this.last, state.window?.to, "to"],
    ])) {
      if (field.input.getAttribute("aria-invalid") && document.activeElement === field.input) continue;
      field.input.value = day ?? "";
      this.fault(end, "");
    }
    for (const input of this.clocks) input.checked = input.value === state.clock;
    this.keep.checked = state.undated;
    this.reset.disabled = !state.window && !known && state.undated;
    if (this.marked !== state.clock) this.marks.replaceChildren(...keyOf(state.clock));
    this.marked = state.clock;
    this.tray.title = t(known ? "time-tray-why-known" : "time-tray-why");
    this.about.textContent = t(known ? "time-about-known" : "time-about-event");
    this.key.textContent = t(known ? "time-key-known" : "time-key");
    this.count(state);
    this.tell(state);
  }

  /**
   * The bars count what passes the filters, whatever the window.
   *
   * @param {Readonly<State>} state
   */
  count(state) {
    const key = JSON.stringify([state.clock, state.filters]);
    if (key === this.counted) return;
    this.counted = key;
    this.months = this.times.months(state.clock, (i) => this.app.passing.kept(i));
    this.histogram.set(this.months);
    if (this.table.open) this.tabulate();
  }

  /** @param {Readonly<State>} state */
  tell(state) {
    const { passing } = this.app;
    const { window, clock } = state;
    const known = clock === "known";
    const waiting = this.times.tray(clock, window, (i) => passing.kept(i));
    this.tray.textContent = t(known ? "time-tray-known" : "time-tray", { n: waiting.length });
    const certainly = passing.n - passing.possibly;
    let words;
    if (known) {
      words = window?.to
        ? t("time-says-known", { n: passing.n, day: this.day(edge(window.to, false)) })
        : t("time-says-all-known", { n: passing.n });
    } else if (!window) words = t("time-says-all", { n: passing.n });
    else {
      const ends = { from: this.day(edge(window.from, true)), to: this.day(edge(window.to, false)) };
      const span = !window.from ? "time-span-to" : !window.to ? "time-span-from" : window.from === window.to ? "time-span-day" : "time-span";
      words = `${t(span, ends)}${t("time-says", { certainly, possibly: passing.possibly })}`;
    }
    if (this.says.textContent === words) return;
    this.says.textContent = words;
    clearTimeout(this.saying);
    // Not at every step: a screen reader has just read the slider's own value.
    if (this.playing === undefined) this.saying = setTimeout(() => (this.status.textContent = words), SAY_MS);
  }

  /** @param {number} day */
  day(day) {
    if (!Number.isFinite(day)) return "";
    // French has an ordinal for the first of a month only.
    return this.days.format(day * 86400000).replace(/^1 (?=\p{L})/u, this.model.lang === "fr" ? "1er " : "1 ");
  }

  /** @param {number} month */
  monthWords(month) {
    const { months } = this;
    if (!months) return "";
    const k = month - months.first;
    const name = this.monthNames.format(daysOf(month)[0] * 86400000);
    const known = this.store.get().clock === "known";
    const claims = t(known ? "time-month-known" : "time-month", {
      certainly: /** @type {number} */ (months.certainly[k]), possibly: /** @type {number} */ (months.possibly[k]),
    });
    return [`${name}${t("time-colon")}${claims}`, this.effort(k)].filter(Boolean).join(" ");
  }

  /**
   * What is told of who looked in a month.
   *
   * @param {number} k
   */
  effort(k) {
    const { months } = this;
    if (!months) return "";
    if (this.store.get().clock === "known") return months.told[k] ? "" : t("time-unpublished");
    const parts = [];
    for (const name of /** @type {const} */ (["seen", "nothing", "unseen"])) {
      const n = /** @type {number} */ (months[name][k]);
      if (n) parts.push(t(`time-${name}`, { n }));
    }
    const said = parts.length ? `${t("time-looked")}${parts.join(", ")}.` : "";
    return months.told[k] ? said : `${said} ${t("time-untold")}`.trim();
  }

  tabulate() {
    const { months } = this;
    if (!this.table.open || !months) return;
    this.rows.replaceChildren(
      ...Array.from(months.certainly, (n, k) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, this.monthNames.format(daysOf(months.first + k)[0] * 86400000)),
          el("td", {}, String(n)),
          el("td", {}, String(months.possibly[k])),
          el("td", {}, this.effort(k)),
        ),
      ),
    );
  }
}
