/**
 * Totals as stated over time: one mark a statement, each unit and direction for itself.
 * Nothing is summed and no line joins two marks. The rows are those of `geo.statements`.
 */
import { append, el, svg } from "./dom.js";
import { address, lookup } from "./lookup.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Totals} Totals */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./claims.js").Passes} Passes */
/** @typedef {import("./panel.js").Page} Page */

const WIDE = 420;
const LEFT = 46;
const RIGHT = WIDE - 16;
const TOP = 14;
const BOTTOM = 176;
const LANE = 15;
const REACH = 22;
const DAY_MS = 86400000;
/** Units that are drawn first, in the direction of which most is stated; the others follow. */
const FIRST = ["container", "shell", "voyage", "missile"];

/** Shapes by the marker names that `geo.statements` gives, around 0, 0. */
const SHAPES = /** @type {Record<string, string>} */ ({
  o: "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  s: "M-4.5-4.5H4.5V4.5H-4.5Z",
  "^": "M0-5.6L5.4 4.2H-5.4Z",
  v: "M0 5.6L5.4-4.2H-5.4Z",
  "<": "M-5.6 0L4.2-5.4V5.4Z",
  ">": "M5.6 0L-4.2-5.4V5.4Z",
  D: "M0-6L6 0L0 6L-6 0Z",
  d: "M0-6.5L4 0L0 6.5L-4 0Z",
  P: "M-2-5.5H2V-2H5.5V2H2V5.5H-2V2H-5.5V-2H-2Z",
  "*": "M0-7L1.7-2.3L6.7-2.2L2.7.9L4.1 5.7L0 2.8L-4.1 5.7L-2.7.9L-6.7-2.2L-1.7-2.3Z",
});

/**
 * @param {Model} model
 * @param {Passes} passes
 * @returns {Page}
 */
export function totals(model, passes) {
  const body = el("div", { class: "t-page t-totals" });
  body.append(el("p", { class: "t-lead" }, t("totals-lead")));
  if (!model.totals.length) body.append(el("p", { class: "t-none" }, t("totals-none")));
  /** @type {(() => void)[]} */
  const fade = [];
  const make = (/** @type {Totals} */ one) => {
    const made = panel(model, one);
    fade.push(() => made.update(passes));
    made.update(passes);
    return made.root;
  };
  const first = FIRST.flatMap((unit) => model.totals.find((one) => one.unit === unit) ?? []);
  const others = model.totals.filter((one) => !first.includes(one));
  body.append(el("div", { class: "t-panels" }, first.map(make)));
  if (model.totals.length) body.append(key(model));
  if (others.length) {
    const inner = el("div", { class: "t-panels" });
    const fold = el(
      "details",
      {
        class: "t-fold",
        ontoggle: () => {
          if (fold.open && !inner.childElementCount) append(inner, others.map(make));
        },
      },
      el("summary", {}, el("h3", {}, t("totals-others"))),
      inner,
    );
    body.append(fold);
  }
  body.append(el("p", { class: "t-remark" }, t("no-wrongdoing")));
  return { title: t("list-totals"), body, wide: "half", update: () => fade.forEach((one) => one()) };
}

/**
 * One unit and one direction: chart, who speaks, and the same as a table.
 *
 * @param {Model} model
 * @param {Totals} one
 */
function panel(model, one) {
  const title = one.way ? t("totals-panel", { unit: one.label, way: one.way }) : one.label;
  const look = lookup(model);
  const drawing = draw(model, one, title);
  const table = el("details", { class: "t-why t-chart-table" }, el("summary", {}, t("totals-table")));
  table.addEventListener("toggle", () => {
    if (table.open && table.childElementCount === 1) table.append(equivalent(model, one, title));
  });
  const root = el(
    "section",
    { class: "t-chart", "data-unit": one.unit, "data-direction": one.direction },
    el("h3", {}, title.charAt(0).toUpperCase() + title.slice(1)),
    drawing.root,
    el(
      "ul",
      { class: "t-speakers", "aria-label": t("totals-speakers") },
      one.speakers.map((speaker) => {
        const ids = speaker.id.split(";").map((id) => id.trim());
        const sample = svg("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" },
          svg("path", { d: SHAPES[speaker.shape] ?? "", fill: speaker.hue }));
        const known = ids.every((id) => look.name("actor", id) !== null);
        return el("li", {}, sample, el("span", {}, ...(known ? look.all("actor", ids) : [speaker.name])));
      }),
    ),
    one.undated.length
      ? el("p", { class: "t-quiet" }, `${t("totals-undated")}: `, ...look.all("claim", one.undated, ", "))
      : "",
    table,
  );
  return { root, update: drawing.update };
}

/** @param {Mark} mark */
function value(mark) {
  return mark.least ?? mark.most;
}

/**
 * @param {Model} model
 * @param {Totals} one
 * @param {string} title
 */
function draw(model, one, title) {
  const numbers = one.marks.filter((mark) => value(mark) !== undefined);
  const spoken = one.marks.filter((mark) => value(mark) === undefined);
  const days = one.marks.flatMap((mark) => [mark.first, mark.last]);
  const low = Math.min(...days);
  const high = Math.max(...days);
  const pad = Math.max((high - low) * 0.05, 20);
  const x = (/** @type {number} */ day) => LEFT + ((day - low + pad) / (high - low + 2 * pad)) * (RIGHT - LEFT);
  const most = Math.max(1, ...numbers.flatMap((mark) => [mark.least ?? 0, mark.most ?? 0]));
  const step = round(most / 4);
  const steps = Math.max(1, Math.ceil((most * 1.08) / step));
  const floor = numbers.length ? BOTTOM : TOP + 6;
  const y = (/** @type {number} */ amount) => floor - (amount / (step * steps)) * (floor - TOP);
  const looks = new Map(one.speakers.map((speaker) => [speaker.id, speaker]));
  const frame = svg("g", { "aria-hidden": "true" });
  const number = new Intl.NumberFormat(model.locale, { notation: most >= 1e6 ? "compact" : "standard" });
  if (numbers.length) {
    for (let i = 0; i <= steps; i += 1) {
      const at = y(i * step);
      frame.append(svg("path", { d: `M${LEFT} ${at}H${RIGHT}`, class: "t-grid" }), text(LEFT - 5, at + 3.5, number.format(i * step), "end"));
    }
  }
  for (const [day, words] of months(low - pad, high + pad, model.locale)) {
    frame.append(
      svg("path", { d: `M${x(day)} ${TOP}V${floor + 4}`, class: "t-grid" }),
      text(x(day), floor + 15, words, "middle"),
    );
  }
  frame.append(svg("path", { d: `M${LEFT} ${floor}H${RIGHT}`, class: "t-axis" }));

  /** @type {{mark: Mark, node: Element, x: number, y: number}[]} */
  const placed = [];
  const marks = svg("g", {});
  const put = (/** @type {Mark} */ mark, /** @type {number} */ at, /** @type {number} */ up) => {
    const speaker = looks.get(mark.by);
    const hue = speaker?.hue ?? model.style.ink;
    const node = svg("a", { href: address("claim", mark.claim), class: "t-total", "data-claim": mark.claim, tabindex: -1 });
    node.setAttribute("aria-label", said(model, mark));
    append(node, [svg("circle", { cx: at, cy: up, r: 12, class: "t-hit" }), ...spans(mark, x, y, at, up, hue)]);
    node.append(
      svg("path", {
        d: SHAPES[speaker?.shape ?? "o"] ?? "",
        transform: `translate(${at} ${up})`,
        fill: mark.capacity ? model.style.paper : hue,
        stroke: mark.capacity ? hue : model.style.paper,
        "stroke-width": mark.capacity ? 1.8 : 0.8,
      }),
    );
    if (mark.unsure) node.append(svg("circle", { cx: at, cy: up, r: 8, class: "t-unsure" }));
    if (mark.misreport) node.append(svg("path", { d: `M${at - 8} ${up + 8}L${at + 8} ${up - 8}`, class: "t-strike" }));
    if (mark.flagged) node.append(text(at + 8, up - 6, "?", "start"));
    placed.push({ mark, node, x: at, y: up });
  };
  /** @type {{x: number, y: number}[]} */
  const taken = [];
  for (const mark of numbers) {
    const up = y(/** @type {number} */ (value(mark)));
    const middle = x(mark.day);
    const aside = [0, 11, -11, 22, -22, 33, -33, 44, -44].find((dx) =>
      taken.every((other) => Math.abs(other.x - middle - dx) > 10 || Math.abs(other.y - up) > 10),
    );
    const at = Math.min(RIGHT - 4, Math.max(LEFT + 4, middle + (aside ?? 0)));
    taken.push({ x: at, y: up });
    put(mark, at, up);
  }
  // What is stated in words has no height, so it stands on a strip below the days.
  let foot = floor + 22;
  /** @type {number[]} */
  const ends = [];
  if (spoken.length) {
    frame.append(text(LEFT, foot + 10, t("totals-words"), "start", "t-strip"));
    for (const mark of [...spoken].sort((a, b) => a.day - b.day)) {
      const at = x(mark.day);
      let lane = ends.findIndex((end) => end < at - 8);
      if (lane < 0) lane = ends.push(0) - 1;
      ends[lane] = at + 8;
      put(mark, at, foot + 24 + lane * LANE);
    }
    foot += 24 + ends.length * LANE;
  }
  placed.sort((a, b) => a.mark.day - b.mark.day || a.x - b.x || b.y - a.y);
  for (const { node } of placed) marks.append(node);
  placed[0]?.node.setAttribute("tabindex", "0");

  const root = /** @type {SVGSVGElement} */ (
    svg("svg", {
      viewBox: `0 0 ${WIDE} ${foot + 6}`,
      class: "t-svg",
      role: "group",
      "aria-label": `${title}. ${t("totals-chart", { n: one.marks.length })}`,
    }, frame, marks)
  );
  rove(root, placed.map(({ node }) => /** @type {SVGElement} */ (node)));
  // A finger is wider than a mark: the nearest one within reach is meant.
  root.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("a")) return;
    const box = root.getBoundingClientRect();
    const scale = WIDE / box.width;
    const at = { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
    const [near] = placed
      .map((one) => ({ one, far: Math.hypot(one.x - at.x, one.y - at.y) }))
      .filter(({ far }) => far <= REACH * scale)
      .sort((a, b) => a.far - b.far);
    near?.one.node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  });
  return {
    root,
    /** @param {Passes} passes */
    update: (passes) => {
      for (const { mark, node } of placed) {
        const how = passes(mark.claim);
        node.classList.toggle("t-faded", !how);
        node.setAttribute("aria-label", said(model, mark) + (how ? "" : `, ${t("key-out")}`));
      }
    },
  };
}

/**
 * How far the date and the amount of a mark may reach.
 *
 * @param {Mark} mark
 * @param {(day: number) => number} x
 * @param {(amount: number) => number} y
 * @param {number} at
 * @param {number} up
 * @param {string} hue
 */
function spans(mark, x, y, at, up, hue) {
  /** @type {Element[]} */
  const parts = [];
  const line = (/** @type {string} */ d, extra = {}) =>
    parts.push(svg("path", { d, fill: "none", stroke: hue, "stroke-width": 1.4, ...extra }));
  if (mark.last - mark.first > 1) {
    const [from, to] = [x(mark.first), x(mark.last)];
    line(`M${from} ${up - 3}V${up + 3}M${from} ${up}H${to}M${to} ${up - 3}V${up + 3}`);
  }
  if (mark.or_later) line(`M${at} ${up}H${Math.min(at + 24, RIGHT + 10)}`, { "stroke-dasharray": "1.5 2.5" });
  if (mark.least !== undefined && mark.most === undefined) line(`M${at} ${up}V${up - 15}M${at - 3.5} ${up - 11}L${at} ${up - 15}L${at + 3.5} ${up - 11}`);
  else if (mark.most !== undefined && mark.least === undefined) line(`M${at} ${up}V${up + 15}M${at - 3.5} ${up + 11}L${at} ${up + 15}L${at + 3.5} ${up + 11}`);
  else if (mark.most !== undefined && mark.least !== undefined && mark.most > mark.least) {
    line(`M${at} ${up}V${y(mark.most)}M${at - 4} ${y(mark.most)}H${at + 4}`);
  }
  return parts;
}

/**
 * A mark in words: the sentence of its claim begins so, and the amount as stated.
 *
 * @param {Model} model
 * @param {Mark} mark
 */
function said(model, mark) {
  const lead = model.claims[mark.claim]?.lead ?? mark.claim;
  const more = [
    mark.capacity && t("key-capacity"),
    mark.unsure && t("key-unsure"),
    mark.misreport && t("key-misreport"),
    mark.flagged && t("key-flagged"),
  ].filter(Boolean);
  return [`${lead} ${mark.amount}`, ...more].join(", ");
}

/**
 * One stop of the Tab key for all marks; the arrows go from mark to mark.
 *
 * @param {SVGSVGElement} root
 * @param {SVGElement[]} nodes
 */
function rove(root, nodes) {
  root.addEventListener("keydown", (event) => {
    const now = nodes.indexOf(/** @type {SVGElement} */ (document.activeElement));
    if (now < 0) return;
    const next = {
      ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: nodes.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    nodes[Math.max(0, Math.min(nodes.length - 1, next))]?.focus();
  });
  root.addEventListener("focusin", (event) => {
    for (const node of nodes) node.setAttribute("tabindex", node === event.target ? "0" : "-1");
  });
}

/**
 * The same statements as rows.
 *
 * @param {Model} model
 * @param {Totals} one
 * @param {string} title
 */
function equivalent(model, one, title) {
  const look = lookup(model);
  const columns = ["date", "col-speaker", "amount", "counting", "col-id"];
  return el(
    "table",
    { class: "t-timeline" },
    el("caption", { class: "t-hidden" }, title),
    el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, t(name))))),
    el(
      "tbody",
      {},
      [...one.marks.map((mark) => mark.claim), ...one.undated].map((id) => {
        const claim = model.claims[id];
        return el(
          "tr",
          {},
          el("td", {}, claim?.asof || t("undated")),
          el("td", {}, claim?.by ?? ""),
          el("td", {}, claim?.amount ?? ""),
          el("td", {}, claim ? look.word("Counting", claim.counting) : ""),
          el("td", {}, look.to("claim", id)),
        );
      }),
    ),
  );
}

/**
 * How to read a mark, of what the marks use.
 *
 * @param {Model} model
 */
function key(model) {
  const all = model.totals.flatMap(({ marks }) => marks);
  const ink = model.style.ink;
  const line = (/** @type {string} */ d, extra = {}) => svg("path", { d, fill: "none", stroke: ink, "stroke-width": 1.4, ...extra });
  const dot = svg("path", { d: SHAPES.o ?? "", fill: ink });
  /** @type {[boolean, string, Element[]][]} */
  const rows = [
    [all.some((one) => one.least !== undefined && one.most === undefined), "key-open", [line("M0 6V-7M-3.5-3L0-7L3.5-3")]],
    [all.some((one) => one.most !== undefined && one.least === undefined), "key-most", [line("M0-6V7M-3.5 3L0 7L3.5 3")]],
    [all.some((one) => (one.most ?? 0) > (one.least ?? Infinity)), "key-range", [line("M0 7V-7M-4-7H4")]],
    [all.some((one) => one.last - one.first > 1), "key-doubt", [line("M-8-3V3M-8 0H8M8-3V3")]],
    [all.some((one) => one.or_later), "key-later", [line("M-8 0H8", { "stroke-dasharray": "1.5 2.5" })]],
    [all.some((one) => one.capacity), "key-capacity", [svg("path", { d: SHAPES.o ?? "", fill: model.style.paper, stroke: ink, "stroke-width": 1.8 })]],
    [all.some((one) => one.unsure), "key-unsure", [dot.cloneNode(), svg("circle", { r: 8, class: "t-unsure" })].map((node) => /** @type {Element} */ (node))],
    [all.some((one) => one.misreport), "key-misreport", [/** @type {Element} */ (dot.cloneNode()), svg("path", { d: "M-8 8L8-8", class: "t-strike" })]],
    [all.some((one) => one.flagged), "key-flagged", [text(-3, 5, "?", "start")]],
  ];
  return el(
    "section",
    { class: "t-block t-key" },
    el("h3", {}, t("totals-key")),
    el(
      "ul",
      { class: "t-speakers" },
      rows.filter(([there]) => there).map(([, name, shapes]) =>
        el("li", {}, svg("svg", { viewBox: "-10 -10 20 20", width: 20, height: 20, "aria-hidden": "true" }, ...shapes), el("span", {}, t(name))),
      ),
    ),
  );
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {string} anchor
 * @param {string} [name]
 */
function text(x, y, words, anchor, name = "t-tick") {
  const node = svg("text", { x, y, "text-anchor": anchor, class: name });
  node.textContent = words;
  return node;
}

/**
 * A step of 1, 2 or 5 times a power of ten, not below `rough`.
 *
 * @param {number} rough
 */
function round(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((one) => power * one >= rough) ?? 10);
}

/**
 * Firsts of months or years within a span of days, at most five, with their words.
 *
 * @param {number} low
 * @param {number} high
 * @param {string} locale
 * @returns {[number, string][]}
 */
function months(low, high, locale) {
  const month = (/** @type {number} */ day) => {
    const date = new Date(day * DAY_MS);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const first = month(low) + 1;
  const last = month(high);
  const step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200].find((one) => (last - first) / one < 5) ?? 12000;
  const form = new Intl.DateTimeFormat(locale, step >= 12 ? { year: "numeric", timeZone: "UTC" } : { month: "short", year: "numeric", timeZone: "UTC" });
  /** @type {[number, string][]} */
  const found = [];
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) {
    const ms = Date.UTC(2000, at % 12, 1);
    const date = new Date(ms);
    date.setUTCFullYear(Math.floor(at / 12), at % 12, 1);
    found.push([date.getTime() / DAY_MS, form.format(date)]);
  }
  return found;
}
