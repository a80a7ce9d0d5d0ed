/** Claims as cards, under the five stances: who said what, when, on what, how to weigh it. */
import { append, carry, el, focusIn, outside, told } from "./dom.js";
import { address, cut, lookup } from "./lookup.js";
import { number, t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Claim} Claim */
/** @typedef {import("./dom.js").Live} Live */
/** @typedef {"certainly" | "possibly" | "undated" | null} Passing null: outside the window or filters */
/** @typedef {(claim: string) => Passing} Passes */

/** The five stances in the order in which they always stand, whatever their number. */
export const STANCES = /** @type {const} */ ([
  "asserts",
  "denies",
  "cannot-confirm",
  "speculates",
  "forecast",
]);

/**
 * How many of some claims are inside the window and the filters; empty where all are.
 *
 * @param {string[]} ids
 * @param {Passes} passes
 * @param {string} locale
 */
export function inside(ids, passes, locale) {
  const how = ids.map(passes);
  const n = how.filter((one) => one === "certainly" || one === "possibly").length;
  const undated = how.filter((one) => one === "undated").length;
  if (n === ids.length) return "";
  const say = (/** @type {number} */ value) => number(value, locale);
  const words = t("inside", { n, some: say(n), all: say(ids.length) });
  return undated ? `${words} ${t("inside-undated", { n: undated, some: say(undated) })}` : words;
}

/**
 * A heading over claims, with how many of them are inside the window and the filters.
 *
 * @param {Live} live
 * @param {Model} model
 * @param {string} key
 * @param {string[]} ids
 * @param {Passes} passes
 */
export function counted(live, model, key, ids, passes) {
  const some = () => {
    const words = inside(ids, passes, model.locale);
    return el("p", { class: "t-inside t-quiet", hidden: !words }, words && `${words}.`);
  };
  return [el("h3", { class: "t-count" }, t(key, { n: ids.length })), live.of(some)];
}

/** Cards that a stance shows at first, and that its button adds. */
const FIRST = 60;
const MORE = 100;

const ORDERS = /** @type {const} */ (["old", "new", "by"]);

/** The order that the reader chose last; it stays while the page is open. */
let chosen = /** @type {typeof ORDERS[number]} */ ("old");

/** Claims under five headings of equal weight, in an order that the reader chooses. */
export class ClaimList {
  /**
   * @param {Model} model
   * @param {string[]} ids in order of date
   * @param {Passes} passes
   * @param {string[]} here what the page is about (`flow:x`); a claim about something wider says so
   */
  constructor(model, ids, passes, here = []) {
    this.model = model;
    this.ids = ids.filter((id) => model.claims[id]);
    this.passes = passes;
    this.here = new Set(here);
    this.all = false;
    /** @type {Map<string, number>} */
    this.shown = new Map();
    /**
     * Cards as they were made, with how their claims then passed: they serve again, with what a
     * reader unfolded in them.
     *
     * @type {Map<string, {how: Passing, node: HTMLElement}>}
     */
    this.made = new Map();
    this.body = el("div", {});
    this.tally = el("ul", { class: "t-tally", "aria-label": t("claims-count", { n: this.ids.length }) });
    this.root = el("div", { class: "t-stances" });
    if (this.ids.length > 1) this.root.append(this.orders());
    this.root.append(this.body);
    this.update();
  }

  /** A choice of three orders. */
  orders() {
    const select = el(
      "select",
      {
        class: "t-select",
        onchange: () => {
          chosen = /** @type {typeof ORDERS[number]} */ (select.value);
          this.update();
        },
      },
      ORDERS.map((order) => el("option", { value: order, selected: order === chosen }, t(`sort-${order}`))),
    );
    return el("label", { class: "t-order" }, t("sort"), " ", select);
  }

  /** @returns {string[]} all ids in the chosen order */
  ordered() {
    if (chosen === "old") return this.ids;
    const { claims } = this.model;
    if (chosen === "new") {
      const dated = this.ids.filter((id) => isDated(this.model, /** @type {Claim} */ (claims[id])));
      const undated = this.ids.filter((id) => !isDated(this.model, /** @type {Claim} */ (claims[id])));
      return [...dated.reverse(), ...undated];
    }
    const compare = new Intl.Collator(this.model.locale).compare;
    return [...this.ids].sort((a, b) => compare(claims[a]?.by ?? "", claims[b]?.by ?? ""));
  }

  /** Write the list anew, after the window, the filters or the order has changed. */
  update() {
    const { model } = this;
    const back = this.held();
    this.body.replaceChildren();
    this.tally.replaceChildren();
    const ordered = this.ordered();
    for (const stance of STANCES) {
      const every = ordered.filter((id) => model.claims[id]?.stance === stance);
      const own = this.all ? every : every.filter((id) => this.passes(id));
      const left = every.length - own.length;
      const heading = el("h3", { tabindex: -1 }, t(`stance-${stance}`, { n: own.length }));
      const section = el("section", { class: `t-stance t-stance-${stance}` }, heading);
      const go = () => {
        heading.scrollIntoView({ block: "start" });
        heading.focus({ preventScroll: true });
      };
      const jump = el("button", { type: "button", onclick: go }, t(`stance-${stance}`, { n: own.length }));
      if (left) jump.append(el("span", { class: "t-quiet" }, ` +${left}`, el("span", { class: "t-hidden" }, ` ${t("outside-mark")}`)));
      this.tally.append(el("li", {}, jump));
      if (!own.length && !left) section.append(el("p", { class: "t-none" }, t(`none-${stance}`)));
      this.cards(section, own);
      if (left) section.append(this.outside(left));
      this.body.append(section);
    }
    back?.();
  }

  /**
   * Where the focus is in a card, and how it goes back to that card; to its stance's heading
   * where the card is no longer in the list.
   *
   * @returns {(() => void) | null}
   */
  held() {
    const held = document.activeElement?.closest("[data-claim]");
    if (!held || !this.body.contains(held)) return null;
    const id = /** @type {HTMLElement} */ (held).dataset.claim ?? "";
    const stance = STANCES.findIndex((one) => this.model.claims[id]?.stance === one);
    const back = focusIn(held);
    return () => {
      const now = this.made.get(id)?.node;
      if (now && this.body.contains(now)) back?.(now);
      else /** @type {HTMLElement | undefined} */ (this.body.children[stance]?.querySelector("h3") ?? undefined)?.focus({ preventScroll: true });
    };
  }

  /** @param {string} id */
  card(id) {
    const how = this.passes(id);
    const old = this.made.get(id);
    if (old?.how === how) return old.node;
    const node = card(this.model, id, { here: this.here, passes: this.passes });
    if (old) carry(old.node, node);
    this.made.set(id, { how, node });
    return node;
  }

  /**
   * @param {HTMLElement} section
   * @param {string[]} ids
   */
  cards(section, ids) {
    const stance = section.className;
    const make = (/** @type {string} */ id) => this.card(id);
    let at = Math.max(FIRST, this.shown.get(stance) ?? 0);
    append(section, ids.slice(0, at).map(make));
    if (ids.length <= at) return;
    const more = el("button", { type: "button", class: "t-more" });
    const say = () => {
      more.textContent = t("more", { n: Math.min(MORE, ids.length - at) });
    };
    more.addEventListener("click", () => {
      const added = ids.slice(at, at + MORE).map(make);
      at += added.length;
      this.shown.set(stance, at);
      more.before(...added);
      added[0]?.focus({ preventScroll: true });
      if (at >= ids.length) more.remove();
      else say();
    });
    say();
    section.append(more);
  }

  /** @param {number} n */
  outside(n) {
    return el(
      "p",
      { class: "t-outside" },
      t("outside", { n }),
      " ",
      el(
        "button",
        {
          type: "button",
          class: "t-text-button",
          onclick: () => {
            this.all = true;
            this.update();
            /** @type {HTMLElement | null} */ (this.body.querySelector("h3"))?.focus({ preventScroll: true });
          },
        },
        t("outside-show"),
      ),
    );
  }
}

/**
 * Whether anything dates a claim: its own dates, or its source's.
 *
 * @param {Model} model
 * @param {Claim} claim
 */
function isDated(model, claim) {
  return Boolean(claim.when || claim.asof || model.sources[claim.source]?.date);
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {{withStance?: boolean, here?: Set<string>, passes?: Passes}} [options] say the stance on
 *   the card itself; say what the claim is about unless that is here
 * @returns {HTMLElement}
 */
export function card(model, id, { withStance = false, here, passes } = {}) {
  const claim = model.claims[id];
  if (!claim) return el("p", {}, id);
  const look = lookup(model);
  const label = (/** @type {string} */ table, /** @type {string} */ word) => look.word(table, word);
  const facts = el("dl", { class: "t-facts" });
  const fact = (/** @type {string} */ key, /** @type {(Node | string)[]} */ ...values) => {
    if (!values.some((value) => value !== "")) return;
    facts.append(el("dt", {}, t(key)), el("dd", {}, ...values));
  };
  const speakers = claim.speakers ?? [];
  if (here && !claim.about.some((about) => here.has(about))) {
    const flows = claim.about.map(cut).filter(([kind, key]) => kind === "flow" && look.flows.has(key));
    fact("said-of", ...look.all("flow", flows.map(([, key]) => key)));
  }
  if (claim.amount) {
    const counts = label("Counting", claim.counting);
    fact("amount", el("strong", {}, claim.amount), counts ? el("span", { class: "t-counting" }, ` (${counts})`) : "");
  }
  if (claim.from || claim.to) fact("route", ...route(model, claim));
  if (claim.goods) fact("goods", told(claim, "goods"));
  fact("not-said", missing(claim).join(" · "));
  fact("evidence", label("Evidence", claim.evidence));
  if (claim.contents) fact("contents", label("ContentConfidence", claim.contents));
  if (claim.words) fact("speaker-words", t("quoted", { words: claim.words }));
  if (claim.printed) fact("date-printed", claim.printed);
  if (claim.flags.length) fact("doubts", claim.flags.map((flag) => label("Flag", flag)).join("; "));
  fact("checks", ...claim.checks.map(check));
  fact("related", ...relations(model, claim));
  fact("disputed-in", ...look.all("conflict", claim.conflicts ?? []));
  fact("seen-in", ...look.all("observation", look.observationsBehind(id), " · "));
  if (speakers.length > 1) fact("col-speaker", ...look.all("actor", speakers));
  if (claim.note) fact("note", ...look.said(claim, "note"));
  const by = speakers.length === 1 && look.name("actor", /** @type {string} */ (speakers[0])) !== null
    ? look.to("actor", /** @type {string} */ (speakers[0]), claim.by)
    : claim.by;
  const how = passes?.(id) ?? null;
  return el(
    "article",
    { class: "t-claim", "data-claim": id, tabindex: -1, "aria-label": claim.lead },
    el(
      "p",
      { class: "t-claim-head" },
      el("span", { class: "t-by" }, by),
      withStance ? el("span", { class: "t-stance-word" }, label("Stance", claim.stance)) : "",
      el("span", { class: "t-date" }, [claim.when, claim.asof].filter(Boolean).join(" · ") || t("undated")),
    ),
    passes && how !== "certainly" && how !== "undated"
      ? el("p", { class: "t-pass" }, t(how === "possibly" ? "possibly" : "outside-mark"))
      : "",
    el("p", { class: "t-claim-text" }, claim.text),
    cite(model, claim),
    marks(model, claim),
    facts,
    el(
      "p",
      { class: "t-claim-id" },
      el("a", { href: address("claim", id), "aria-label": t("claim-link", { id }) }, id),
    ),
  );
}

/**
 * The document, its publisher and date, and where in it.
 *
 * @param {Model} model
 * @param {Claim} claim
 */
export function cite(model, claim) {
  const source = model.sources[claim.source];
  const line = el("p", { class: "t-cite" });
  if (!source) {
    line.append(claim.source);
    return line;
  }
  const title = outside(source.url, source.title);
  if (source.lang) title.setAttribute("lang", source.lang);
  const stop = /[.?!…]$/.test(source.title) ? " " : ". ";
  const rest = [source.by, source.date, told(claim, "at")].filter(Boolean);
  append(line, [
    title,
    rest.length ? el("span", {}, ...rest.flatMap((one, at) => [at ? ", " : stop, one])) : "",
    ". ",
    lookup(model).to("source", claim.source, `${t("source")} ${claim.source}`),
  ]);
  return line;
}

/**
 * Two grades and, apart from them, a likelihood: separate marks, each with its words.
 *
 * @param {Model} model
 * @param {Claim} claim
 */
function marks(model, claim) {
  const look = lookup(model);
  const source = model.sources[claim.source];
  const letter = source?.letter ?? "F";
  const list = el(
    "ul",
    { class: "t-marks" },
    el(
      "li",
      {},
      el("span", { class: "t-mark-of" }, `${t("source-grade")} `),
      el("b", { class: "t-mark", title: t("mark-letter", { mark: letter }) }, letter),
      ` ${look.word("Reliability", letter)}`,
    ),
    el(
      "li",
      {},
      el("span", { class: "t-mark-of" }, `${t("claim-grade")} `),
      el("b", { class: "t-mark", title: t("mark-digit", { mark: claim.grade }) }, claim.grade),
      ` ${look.word("Credibility", claim.grade)}`,
    ),
  );
  const all = el("div", { class: "t-weigh" }, list);
  if (claim.likelihood) {
    all.append(
      el(
        "p",
        { class: "t-likelihood" },
        el("span", { class: "t-mark-of" }, `${t("mark-likelihood")} `),
        el("b", { class: "t-mark t-mark-likely" }, look.word("Likelihood", claim.likelihood)),
      ),
    );
  }
  if (claim.why || source?.why) {
    all.append(
      el(
        "details",
        { class: "t-why" },
        el("summary", {}, t("why")),
        source?.why ? el("p", {}, ...look.linked(t("why-source", { why: source.why }))) : "",
        claim.why ? el("p", {}, ...look.linked(t("why-claim", { why: claim.why }))) : "",
      ),
    );
  }
  return all;
}

/**
 * What a claim does not say, of what a reader would look for.
 *
 * @param {Claim} claim
 * @returns {string[]}
 */
function missing(claim) {
  const moves = claim.about.some((about) => /^(flow|leg):/.test(about));
  const names = [];
  if (moves && !claim.amount) names.push(t("amount"));
  if (moves && !claim.from && !claim.to) names.push(t("route"));
  if (!claim.when) names.push(t("period"));
  return names;
}

/**
 * @param {Model} model
 * @param {Claim} claim
 * @returns {(Node | string)[]}
 */
function route(model, claim) {
  const look = lookup(model);
  const end = (/** @type {string} */ id) => (id ? look.to("site", id) : t("not-reported"));
  const stops = claim.via.flatMap((id) => [end(id), " → "]);
  const mode = claim.mode ? `, ${look.word("Mode", claim.mode)}` : "";
  return [end(claim.from), " → ", ...stops, end(claim.to), mode];
}

/**
 * What a computation gives beside a claim.
 *
 * @param {Claim["checks"][number]} check
 */
function check({ verdict, text, formula, inputs }) {
  return el(
    "div",
    { class: "t-computed" },
    el("strong", {}, verdict.charAt(0).toUpperCase() + verdict.slice(1)),
    `. ${text}`,
    el(
      "details",
      { class: "t-why" },
      el("summary", {}, t("how-computed")),
      el("p", {}, formula),
      inputs ? el("p", {}, inputs) : "",
    ),
  );
}

/**
 * @param {Model} model
 * @param {Claim} claim
 * @returns {HTMLElement[]}
 */
function relations(model, claim) {
  if (!claim.links.length) return [];
  const look = lookup(model);
  const list = el("ul", { class: "t-links" });
  for (const [kind, other] of claim.links) {
    const inverse = kind.startsWith("<");
    const word = look.word("LinkKind", inverse ? kind.slice(1) : kind);
    const target = model.claims[other];
    const name = target ? `${other}, ${target.by}` : other;
    list.append(
      el("li", {}, inverse ? t("link-from", { kind: word }) : t("link-to", { kind: word }), " ", look.to("claim", other, name)),
    );
  }
  return [list];
}
