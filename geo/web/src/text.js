/**
 * The page as text: sortable tables of everything, the claims as one sentence each. Rows
 * follow the window and the filters; what they leave out is counted and can be listed. Long
 * tables are made a hundred rows at a time.
 */
import { append, el, outside, told } from "./dom.js";
import { address, lookup } from "./lookup.js";
import { fold } from "./names.js";
import { kindOf } from "./registers.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./claims.js").Passes} Passes */
/** @typedef {import("./panel.js").Page} Page */
/** @typedef {string | Node | (string | Node)[]} Cell */

/**
 * @typedef {object} Column
 * @property {string} key of its words
 * @property {(id: string) => string | number} sort what rows are sorted by
 * @property {(id: string) => Cell} cell what is shown
 * @property {boolean} [wide]
 *
 * @typedef {object} Listing
 * @property {string} title
 * @property {string[]} ids in the order in which they stand at first
 * @property {Column[]} columns the first one heads its row
 * @property {(id: string) => string[] | null} claims behind a row; null where the window does not bear on it
 * @property {(id: string) => string} text what the letters typed are looked for in
 * @property {string} [note]
 */

const PAGE = 100;

/** The tables, in the order of their links. */
export const TABLES = /** @type {const} */ ([
  "claims", "flow-table", "sources", "vessels", "observations", "events", "place-table", "actors",
  "conflicts", "indicators", "withdrawn",
]);

/** @type {Record<typeof TABLES[number], (model: Model) => Listing>} */
const LISTINGS = {
  claims: claimRows,
  "flow-table": flowRows,
  sources: sourceRows,
  vessels: vesselRows,
  observations: observationRows,
  events: eventRows,
  "place-table": placeRows,
  actors: actorRows,
  conflicts: conflictRows,
  indicators: indicatorRows,
  withdrawn: withdrawnRows,
};

/** @type {Record<string, string>} */
const NAMES = { "flow-table": "list-flows", "place-table": "list-places" };

/** @param {string} table */
export function nameOf(table) {
  return t(NAMES[table] ?? `list-${table}`);
}

/**
 * @param {Model} model
 * @param {string} name one of `TABLES`; `text` is the claims
 * @param {Passes} passes
 * @returns {Page | null}
 */
export function tablePage(model, name, passes) {
  const id = /** @type {typeof TABLES[number]} */ (name === "text" ? "claims" : name);
  if (!Object.hasOwn(LISTINGS, id)) return null;
  const listing = LISTINGS[id](model);
  const table = new Table(model, listing, passes);
  const body = el(
    "div",
    { class: "t-page t-text" },
    tabs(model, id),
    el("p", { class: "t-quiet" }, t("text-about"), listing.note ? ` ${listing.note}` : ""),
    table.root,
  );
  return { title: listing.title, body, wide: "full", update: () => table.update() };
}

/**
 * Links to the other tables.
 *
 * @param {Model} model
 * @param {string} here
 */
export function tabs(model, here) {
  return el(
    "nav",
    { class: "t-tabs", "aria-label": t("registers") },
    el(
      "ul",
      {},
      [...TABLES.filter((one) => one === here || filled(model, one)), "totals"].map((one) =>
        el("li", {}, el("a", { href: address("list", one), class: "t-tab", "aria-current": one === here ? "page" : null }, nameOf(one))),
      ),
    ),
  );
}

/**
 * Whether a table has any row; withdrawal is told even of none.
 *
 * @param {Model} model
 * @param {typeof TABLES[number]} name
 */
function filled(model, name) {
  const held = {
    claims: model.claims, "flow-table": model.flows, sources: model.sources, vessels: model.vessels,
    observations: model.observations, events: model.events, "place-table": model.sites, actors: model.actors,
    conflicts: model.conflicts, indicators: model.indicators, withdrawn: { always: true },
  }[name];
  return Object.keys(held).length > 0;
}

/** A table that sorts by any column, takes letters to look for, and grows by hundreds. */
export class Table {
  /**
   * @param {Model} model
   * @param {Listing} listing
   * @param {Passes} passes
   */
  constructor(model, listing, passes) {
    this.model = model;
    this.listing = listing;
    this.passes = passes;
    this.all = false;
    this.letters = "";
    /** @type {{at: number, down: boolean} | null} */
    this.sorted = null;
    this.rows = /** @type {string[]} */ ([]);
    this.shown = 0;
    this.status = el("p", { class: "t-quiet", role: "status" });
    this.out = el("p", { class: "t-outside", hidden: true });
    this.head = el("tr", { role: "row" });
    this.body = el("tbody", { role: "rowgroup" });
    this.more = el("button", { type: "button", class: "t-more", hidden: true, onclick: () => this.grow(true) });
    this.heads = listing.columns.map((column, at) => {
      const button = el("button", { type: "button", class: "t-sort", onclick: () => this.sort(at) }, t(column.key), el("span", { class: "t-sort-sign", "aria-hidden": "true" }));
      const cell = el("th", { scope: "col", role: "columnheader", class: column.wide ? "t-col-wide" : "" }, button);
      this.head.append(cell);
      return cell;
    });
    const input = el("input", {
      type: "search",
      class: "t-input",
      oninput: () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
          this.letters = fold(input.value);
          this.update();
        }, 120);
      },
    });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.root = el("div", { class: "t-table-box" });
    append(this.root, [
      listing.ids.length > 8 ? el("label", { class: "t-order" }, t("filter-rows"), " ", input) : "",
      this.status,
      this.out,
      el(
        "table",
        { class: "t-table", role: "table" },
        el("caption", { class: "t-hidden" }, listing.title),
        el("thead", { role: "rowgroup" }, this.head),
        this.body,
      ),
      this.more,
    ]);
    this.update();
  }

  /** @param {number} at */
  sort(at) {
    this.sorted = { at, down: this.sorted?.at === at && !this.sorted.down };
    this.update();
    const name = t(/** @type {Column} */ (this.listing.columns[at]).key);
    this.status.textContent = `${t(this.sorted.down ? "sorted-down" : "sorted-up", { name })} ${this.status.textContent}`;
  }

  /** Choose, sort and show the rows anew. */
  update() {
    const { listing, sorted } = this;
    let rows = listing.ids;
    if (this.letters) rows = rows.filter((id) => fold(listing.text(id)).includes(this.letters));
    const inside = rows.filter((id) => {
      const behind = listing.claims(id);
      return !behind || !behind.length || behind.some((claim) => this.passes(claim));
    });
    const left = rows.length - inside.length;
    rows = this.all ? [...rows] : inside;
    this.out.hidden = !left || this.all;
    this.out.replaceChildren(
      `${t("rows-out", { n: left })} `,
      el(
        "button",
        {
          type: "button",
          class: "t-text-button",
          onclick: () => {
            this.all = true;
            this.update();
          },
        },
        t("rows-all"),
      ),
    );
    if (sorted) {
      const key = /** @type {Column} */ (listing.columns[sorted.at]).sort;
      const compare = new Intl.Collator(this.model.locale, { numeric: true }).compare;
      const keyed = rows.map((id, at) => ({ id, at, key: key(id) }));
      const way = sorted.down ? -1 : 1;
      keyed.sort((a, b) => {
        // What is not reported stands last, whichever way the rest is sorted.
        if ((a.key === "") !== (b.key === "")) return a.key === "" ? 1 : -1;
        const by = typeof a.key === "number" && typeof b.key === "number" ? a.key - b.key : compare(String(a.key), String(b.key));
        return by * way || a.at - b.at;
      });
      rows = keyed.map(({ id }) => id);
    }
    this.heads.forEach((cell, at) => {
      if (sorted?.at === at) cell.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    this.rows = rows;
    this.shown = 0;
    this.body.replaceChildren();
    this.grow(false);
  }

  /** @param {boolean} focus go to the first of the new rows */
  grow(focus) {
    const { columns } = this.listing;
    const rows = this.rows.slice(this.shown, this.shown + PAGE).map((id) =>
      el(
        "tr",
        { role: "row", "data-row": id, tabindex: -1 },
        columns.map((column, at) =>
          el(
            at ? "td" : "th",
            at ? { role: "cell", "data-label": t(column.key) } : { role: "rowheader", scope: "row" },
            ...[column.cell(id)].flat(),
          ),
        ),
      ),
    );
    this.shown += rows.length;
    this.body.append(...rows);
    const left = this.rows.length - this.shown;
    this.more.hidden = !left;
    this.more.textContent = t("more", { n: Math.min(PAGE, left) });
    this.status.textContent = `${t("rows", { n: this.rows.length })}${left ? `. ${t("shown-of", { shown: this.shown, all: this.rows.length })}` : ""}`;
    if (focus) rows[0]?.focus({ preventScroll: true });
  }
}

/** @param {string} text */
function orNot(text) {
  return text || el("span", { class: "t-quiet" }, t("not-reported"));
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function claimRows(model) {
  const look = lookup(model);
  const claim = (/** @type {string} */ id) => /** @type {import("./types.js").Claim} */ (model.claims[id]);
  const letter = (/** @type {string} */ id) => model.sources[claim(id).source]?.letter ?? "F";
  const place = (/** @type {string} */ id) => look.order.get(id) ?? 0;
  return {
    title: nameOf("claims"),
    ids: Object.keys(model.claims),
    claims: (id) => [id],
    text: (id) => `${id} ${claim(id).lead} ${claim(id).text} ${claim(id).amount}`,
    note: t("grade-note"),
    columns: [
      { key: "col-id", sort: (id) => id, cell: (id) => look.to("claim", id) },
      { key: "date", sort: (id) => (claim(id).when || claim(id).asof ? place(id) : ""), cell: (id) => orNot(claim(id).when || claim(id).asof) },
      { key: "col-statement", wide: true, sort: (id) => claim(id).by, cell: (id) => [el("span", { class: "t-lead-in" }, claim(id).lead), " ", claim(id).text] },
      { key: "amount", sort: (id) => claim(id).amount, cell: (id) => claim(id).amount ? [claim(id).amount, claim(id).counting ? ` (${look.word("Counting", claim(id).counting)})` : ""] : orNot("") },
      { key: "col-grade", sort: (id) => letter(id) + claim(id).grade, cell: (id) => [mark(letter(id), "mark-letter"), " ", mark(claim(id).grade, "mark-digit")] },
      { key: "source", sort: (id) => model.sources[claim(id).source]?.title ?? "", cell: (id) => [look.to("source", claim(id).source, model.sources[claim(id).source]?.title), claim(id).at ? ", " : "", told(claim(id), "at")] },
    ],
  };
}

/**
 * @param {string} text
 * @param {string} key
 */
function mark(text, key) {
  return el("b", { class: "t-mark", title: t(key, { mark: text }) }, text);
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function flowRows(model) {
  const look = lookup(model);
  const flow = (/** @type {string} */ id) => /** @type {import("./types.js").Flow} */ (look.flows.get(id));
  return {
    title: nameOf("flow-table"),
    ids: model.flows.map(({ id }) => id),
    claims: (id) => flow(id).claims,
    text: (id) => `${id} ${flow(id).title} ${flow(id).summary} ${look.place(flow(id).from)} ${look.place(flow(id).to)}`,
    columns: [
      { key: "col-title", wide: true, sort: (id) => flow(id).title, cell: (id) => [look.to("flow", id), el("p", { class: "t-cell-note" }, flow(id).summary)] },
      { key: "theme", sort: (id) => look.word("Theme", flow(id).theme), cell: (id) => look.word("Theme", flow(id).theme) },
      { key: "col-ends", sort: (id) => look.place(flow(id).from), cell: (id) => [look.to("site", flow(id).from), flow(id).direction === "unknown" ? " – " : " → ", look.to("site", flow(id).to)] },
      { key: "goods", sort: (id) => flow(id).commodity, cell: (id) => orNot(flow(id).commodity) },
      { key: "col-claims", sort: (id) => flow(id).claims.length, cell: (id) => String(flow(id).claims.length) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function sourceRows(model) {
  const look = lookup(model);
  const source = (/** @type {string} */ id) => /** @type {import("./types.js").Source} */ (model.sources[id]);
  const place = new Map(Object.keys(model.sources).sort((a, b) => compare(source(a).edtf, source(b).edtf)).map((id, at) => [id, at]));
  return {
    title: nameOf("sources"),
    ids: Object.keys(model.sources),
    claims: (id) => look.claimsOfSource(id),
    text: (id) => `${id} ${source(id).title} ${source(id).by} ${source(id).authors ?? ""} ${source(id).kind}`,
    note: t("grade-note"),
    columns: [
      { key: "col-title", wide: true, sort: (id) => source(id).title, cell: (id) => {
        const link = look.to("source", id);
        if (source(id).lang) link.setAttribute("lang", source(id).lang ?? "");
        return [link, el("p", { class: "t-cell-note" }, source(id).by, source(id).url ? " " : "", source(id).url ? outside(source(id).url, host(source(id).url)) : "")];
      } },
      { key: "published", sort: (id) => (source(id).date ? (place.get(id) ?? 0) : ""), cell: (id) => orNot(source(id).date) },
      { key: "source-kind", sort: (id) => source(id).kind, cell: (id) => source(id).kind },
      { key: "read", sort: (id) => source(id).read, cell: (id) => told(source(id), "read") },
      { key: "col-grade", sort: (id) => source(id).letter, cell: (id) => [mark(source(id).letter, "mark-letter"), ` ${look.word("Reliability", source(id).letter)}`, el("p", { class: "t-cell-note" }, source(id).why)] },
      { key: "col-claims", sort: (id) => look.claimsOfSource(id).length, cell: (id) => String(look.claimsOfSource(id).length) },
    ],
  };
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {string} url */
function host(url) {
  try {
    return new URL(url).hostname;
  } catch {
    return url;
  }
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function vesselRows(model) {
  const look = lookup(model);
  const vessel = (/** @type {string} */ id) => /** @type {import("./types.js").Vessel} */ (model.vessels[id]);
  return {
    title: nameOf("vessels"),
    ids: Object.keys(model.vessels),
    claims: (id) => vessel(id).claims,
    text: (id) => `${id} ${vessel(id).name} ${vessel(id).imo} ${vessel(id).aliases.join(" ")} ${vessel(id).role} ${vessel(id).timeline.map(({ value }) => value).join(" ")}`,
    note: t("no-wrongdoing"),
    columns: [
      { key: "col-name", sort: (id) => vessel(id).name, cell: (id) => look.to("vessel", id) },
      { key: "col-imo", sort: (id) => vessel(id).imo, cell: (id) => orNot(vessel(id).imo) },
      { key: "col-kind", sort: (id) => kindOf(vessel(id).kind, "vessel"), cell: (id) => kindOf(vessel(id).kind, "vessel") },
      { key: "role", wide: true, sort: (id) => vessel(id).role, cell: (id) => vessel(id).role },
      { key: "timeline", wide: true, sort: (id) => vessel(id).timeline.length, cell: (id) => el("ul", { class: "t-cell-list" }, vessel(id).timeline.map((row) => el("li", {}, t("named", { name: look.word("VesselAttribute", row.what), words: "" }), told(row, "value"), row.date ? `, ${row.date}` : ""))) },
      { key: "col-claims", sort: (id) => vessel(id).claims.length, cell: (id) => String(vessel(id).claims.length) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function observationRows(model) {
  const look = lookup(model);
  const one = (/** @type {string} */ id) => /** @type {import("./types.js").Observation} */ (look.observations.get(id));
  const place = new Map(model.observations.map(({ id }, at) => [id, at]));
  const sites = (/** @type {string} */ id) => [one(id).site, one(id).other].filter(Boolean);
  return {
    title: nameOf("observations"),
    ids: model.observations.map(({ id }) => id),
    claims: (id) => one(id).claims,
    text: (id) => `${id} ${one(id).place} ${one(id).object} ${one(id).activity} ${sites(id).map((site) => look.place(site)).join(" ")}`,
    columns: [
      { key: "col-id", sort: (id) => id, cell: (id) => look.to("observation", id) },
      { key: "date", sort: (id) => (one(id).date ? (place.get(id) ?? 0) : ""), cell: (id) => orNot(one(id).date) },
      { key: "place", sort: (id) => sites(id).map((site) => look.place(site)).join(" "), cell: (id) => (sites(id).length ? look.all("site", sites(id), " – ") : orNot(one(id).place)) },
      { key: "col-outcome", sort: (id) => look.word("Outcome", one(id).outcome), cell: (id) => el("strong", {}, look.word("Outcome", one(id).outcome)) },
      { key: "what", wide: true, sort: (id) => one(id).activity || one(id).object, cell: (id) => one(id).activity || one(id).object },
      { key: "ais", sort: (id) => one(id).ais, cell: (id) => told(one(id), "ais") || orNot("") },
      { key: "source", sort: (id) => one(id).source, cell: (id) => look.to("source", one(id).source, one(id).source) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function eventRows(model) {
  const look = lookup(model);
  const event = (/** @type {string} */ id) => /** @type {import("./types.js").Event_} */ (model.events[id]);
  const place = new Map(Object.keys(model.events).sort((a, b) => compare(event(a).edtf, event(b).edtf)).map((id, at) => [id, at]));
  return {
    title: nameOf("events"),
    ids: [...place.keys()],
    claims: (id) => event(id).claims,
    text: (id) => `${id} ${event(id).title} ${look.place(event(id).site)}`,
    columns: [
      { key: "col-title", wide: true, sort: (id) => event(id).title, cell: (id) => look.to("event", id) },
      { key: "date", sort: (id) => (event(id).date ? (place.get(id) ?? 0) : ""), cell: (id) => orNot(event(id).date) },
      { key: "col-kind", sort: (id) => look.word("EventKind", event(id).kind), cell: (id) => look.word("EventKind", event(id).kind) },
      { key: "col-status", sort: (id) => look.word("EventStatus", event(id).status), cell: (id) => look.word("EventStatus", event(id).status) },
      { key: "place", sort: (id) => (event(id).site ? look.place(event(id).site) : ""), cell: (id) => (event(id).site ? look.to("site", event(id).site) : orNot("")) },
      { key: "col-claims", sort: (id) => event(id).claims.length, cell: (id) => String(event(id).claims.length) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function placeRows(model) {
  const look = lookup(model);
  const site = (/** @type {string} */ id) => /** @type {import("./types.js").Site} */ (look.sites.get(id));
  return {
    title: nameOf("place-table"),
    ids: model.sites.map(({ id }) => id),
    claims: (id) => site(id).claims,
    text: (id) => `${id} ${site(id).name} ${site(id).names.map(([, name]) => name).join(" ")} ${site(id).where}`,
    columns: [
      { key: "col-name", sort: (id) => site(id).name, cell: (id) => look.to("site", id) },
      { key: "col-names", sort: (id) => site(id).names[0]?.[1] ?? "", cell: (id) => site(id).names.flatMap(([lang, name], at) => [at ? " · " : "", el("span", { lang }, name)]) },
      { key: "col-kind", sort: (id) => look.word("Place", site(id).kind), cell: (id) => look.word("Place", site(id).kind) },
      { key: "role", wide: true, sort: (id) => site(id).role, cell: (id) => site(id).role },
      { key: "col-claims", sort: (id) => site(id).claims.length, cell: (id) => String(site(id).claims.length) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function actorRows(model) {
  const look = lookup(model);
  const actor = (/** @type {string} */ id) => /** @type {import("./types.js").Actor} */ (model.actors[id]);
  return {
    title: nameOf("actors"),
    ids: Object.keys(model.actors),
    claims: (id) => [...look.claimsBy(id), ...look.claimsAbout(`actor:${id}`)],
    text: (id) => `${id} ${actor(id).name} ${actor(id).role} ${actor(id).printed ?? ""} ${actor(id).country ?? ""}`,
    note: t("no-wrongdoing"),
    columns: [
      { key: "col-name", sort: (id) => actor(id).name, cell: (id) => look.to("actor", id) },
      { key: "col-kind", sort: (id) => kindOf(actor(id).kind), cell: (id) => kindOf(actor(id).kind) },
      { key: "country", sort: (id) => actor(id).country ?? "", cell: (id) => told(actor(id), "country") || orNot("") },
      { key: "role", wide: true, sort: (id) => actor(id).role, cell: (id) => actor(id).role },
      { key: "col-claims", sort: (id) => look.claimsBy(id).length, cell: (id) => String(look.claimsBy(id).length) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function conflictRows(model) {
  const look = lookup(model);
  const row = (/** @type {string} */ id) => /** @type {import("./types.js").Conflict} */ (model.conflicts[id]);
  const reading = (/** @type {number} */ at) => (/** @type {string} */ id) => {
    const one = row(id).readings[at];
    if (!one?.text) return orNot("");
    return [one.text, el("p", { class: "t-cell-note" }, ...look.all("claim", one.claims, ", "))];
  };
  return {
    title: nameOf("conflicts"),
    ids: Object.keys(model.conflicts),
    claims: (id) => row(id).readings.flatMap(({ claims }) => claims),
    text: (id) => `${id} ${row(id).title} ${row(id).readings.map(({ text }) => text).join(" ")}`,
    columns: [
      { key: "col-title", sort: (id) => row(id).title, cell: (id) => [look.to("conflict", id), el("p", { class: "t-cell-note" }, id)] },
      { key: "col-kind", sort: (id) => t(`conflict-${row(id).kind}`), cell: (id) => t(`conflict-${row(id).kind}`) },
      { key: "reading-one", wide: true, sort: (id) => row(id).readings[0]?.text ?? "", cell: reading(0) },
      { key: "reading-two", wide: true, sort: (id) => row(id).readings[1]?.text ?? "", cell: reading(1) },
      { key: "col-status", sort: (id) => t(`resolution-${row(id).resolution}`), cell: (id) => t(`resolution-${row(id).resolution}`) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function indicatorRows(model) {
  const look = lookup(model);
  const row = (/** @type {string} */ id) => /** @type {import("./types.js").Indicator} */ (model.indicators[id]);
  return {
    title: nameOf("indicators"),
    ids: Object.keys(model.indicators),
    claims: (id) => row(id).claims,
    text: (id) => `${id} ${row(id).title} ${look.place(row(id).area)}`,
    columns: [
      { key: "col-title", wide: true, sort: (id) => row(id).title, cell: (id) => look.to("indicator", id) },
      { key: "place", sort: (id) => look.place(row(id).area), cell: (id) => look.to("site", row(id).area) },
      { key: "unit", sort: (id) => row(id).unit, cell: (id) => row(id).unit },
      { key: "col-claims", sort: (id) => row(id).claims.length, cell: (id) => String(row(id).claims.length) },
    ],
  };
}

/**
 * @param {Model} model
 * @returns {Listing}
 */
function withdrawnRows(model) {
  const look = lookup(model);
  const row = (/** @type {string} */ id) => /** @type {import("./types.js").Tombstone} */ (model.withdrawn[id]);
  const ids = Object.keys(model.withdrawn);
  return {
    title: nameOf("withdrawn"),
    ids,
    claims: () => null,
    text: (id) => `${id} ${row(id).reason}`,
    note: ids.length ? "" : t("nothing-withdrawn"),
    columns: [
      { key: "col-id", sort: (id) => id, cell: (id) => look.to("withdrawn", id) },
      { key: "date", sort: (id) => row(id).date, cell: (id) => orNot(row(id).date) },
      { key: "withdrawn-why", wide: true, sort: (id) => row(id).reason, cell: (id) => row(id).reason },
      { key: "col-successor", sort: (id) => row(id).successor, cell: (id) => row(id).successor },
    ],
  };
}
