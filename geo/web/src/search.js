/**
 * Search over everything that has a name or an id, in every script: a combobox with its
 * results in groups.
 */
import { el } from "./dom.js";
import { fold } from "./names.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {{kind: string, id: string, label: string, under: string, key: string, weight: number}} Entry */
/** @typedef {{kind: string, n: number, entries: Entry[]}} Group */

const SHOWN = 6; // of each group
/** From this many on, claims are found by id and speaker alone: their words are too many. */
const MANY_CLAIMS = 50000;
const KINDS = /** @type {const} */ (["site", "flow", "vessel", "event", "source", "claim"]);

/** Everything that can be found. */
export class Entries {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Map<string, Entry[]>} */
    this.made = new Map();
  }

  /**
   * @param {string} kind
   * @returns {Entry[]} made when they are first looked through
   */
  of(kind) {
    let entries = this.made.get(kind);
    if (!entries) this.made.set(kind, (entries = this.make(kind)));
    return entries;
  }

  /**
   * @param {string} kind
   * @returns {Entry[]}
   */
  make(kind) {
    const { model } = this;
    /** @param {string} id @param {string} label @param {string} under @param {string[]} texts @param {number} [weight] */
    const entry = (id, label, under, texts, weight = 0) => ({
      kind, id, label, under, weight, key: ` ${[id, label, ...texts].map(fold).join(" ")}`,
    });
    const word = (/** @type {string} */ table, /** @type {string} */ key) => model.words[table]?.[key]?.label ?? key;
    switch (kind) {
      case "site":
        return model.sites.map((site) =>
          entry(site.id, site.name, word("Place", site.kind), [...site.names.map(([, name]) => name), ...site.also], -site.rank),
        );
      case "flow":
        return model.flows.map((flow) =>
          entry(flow.id, flow.title, word("Theme", flow.theme), [flow.commodity], flow.claims.length),
        );
      case "vessel":
        return Object.entries(model.vessels).map(([id, vessel]) => {
          const names = vessel.timeline.filter(({ what }) => what === "name" || what === "call-sign").map(({ value }) => value);
          return entry(id, vessel.name, vessel.imo && t("imo", { imo: vessel.imo }), [vessel.imo, ...vessel.aliases, ...names], vessel.claims.length);
        });
      case "event":
        return Object.entries(model.events).map(([id, event]) =>
          entry(id, event.title, event.date || t("undated"), [], event.claims.length),
        );
      case "source":
        return Object.entries(model.sources).map(([id, source]) =>
          entry(id, source.title, [source.by, source.date].filter(Boolean).join(", "), [source.by]),
        );
      case "claim": {
        const claims = Object.entries(model.claims);
        const texts = claims.length <= MANY_CLAIMS;
        return claims.map(([id, claim]) =>
          entry(id, `${id}, ${claim.by}`, claim.text, texts ? [claim.text] : []),
        );
      }
    }
    return [];
  }

  /**
   * Entries in which every word of the query begins a word, the best first.
   *
   * @param {string} query
   * @returns {Group[]}
   */
  find(query) {
    const whole = fold(query);
    if (!whole) return [];
    const tokens = whole.split(" ").map((token) => ` ${token}`);
    /** @type {Group[]} */
    const groups = [];
    for (const kind of KINDS) {
      const hits = this.of(kind).filter(({ key }) => tokens.every((token) => key.includes(token)));
      if (!hits.length) continue;
      const own = new Map(hits.map((hit) => [hit, score(hit, whole)]));
      hits.sort(
        (a, b) =>
          /** @type {number} */ (own.get(b)) - /** @type {number} */ (own.get(a)) ||
          b.weight - a.weight ||
          (a.id < b.id ? -1 : 1),
      );
      groups.push({ kind, n: hits.length, entries: hits.slice(0, SHOWN) });
    }
    return groups;
  }
}

/**
 * @param {Entry} entry
 * @param {string} whole folded query
 */
function score({ id, label, key }, whole) {
  if (fold(id) === whole) return 4;
  const name = fold(label);
  if (name === whole) return 3;
  if (name.startsWith(whole)) return 2;
  return key.includes(` ${whole}`) ? 1 : 0;
}

export class Search {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.entries = new Entries(app.model);
    /** @type {HTMLElement[]} */
    this.options = [];
    this.at = -1;
    this.input = el("input", {
      type: "search", id: "t-search", class: "t-search-input", role: "combobox", autocomplete: "off",
      spellcheck: "false", maxlength: 200, "aria-label": t("search"), placeholder: t("search-for"),
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "t-found",
      oninput: () => {
        app.store.set({ query: this.input.value });
        this.show();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      onfocus: () => this.input.value && this.show(),
      onblur: () => this.hide(),
    });
    this.list = el("div", { class: "t-found", id: "t-found", role: "listbox", "aria-label": t("search-results"), hidden: true });
    this.none = el("p", { class: "t-found t-found-none", role: "status", hidden: true });
    // A press on the list must not take the focus from the input before it counts.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.root = el("div", { class: "t-search", role: "search" }, this.input, this.list, this.none);
    app.finder.append(this.root);
  }

  /**
   * @param {Readonly<import("./types.js").State>} state
   * @param {ReadonlySet<string>} changed
   */
  update(state, changed) {
    if (!changed.has("query") || this.input.value === state.query) return;
    this.input.value = state.query;
    if (state.query) this.show();
    else this.hide();
  }

  show() {
    const groups = this.entries.find(this.input.value);
    this.options = [];
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren();
    for (const { kind, n, entries } of groups) {
      const head = el("div", { class: "t-found-head", id: `t-found-${kind}`, role: "presentation" }, t(`found-${kind}`, { n }));
      const group = el("div", { role: "group", "aria-labelledby": head.id }, head);
      for (const entry of entries) {
        const option = el(
          "div",
          {
            class: "t-found-row", role: "option", id: `t-option-${this.options.length}`, "aria-selected": "false",
            "data-kind": entry.kind, "data-id": entry.id,
            onclick: () => this.choose(entry),
          },
          el("span", { class: "t-found-name" }, entry.label),
          entry.under ? el("span", { class: "t-quiet t-found-under" }, ` ${entry.under}`) : "",
        );
        this.options.push(option);
        group.append(option);
      }
      this.list.append(group);
    }
    const found = this.options.length > 0;
    this.list.hidden = !found;
    this.none.hidden = found || !this.input.value.trim();
    this.none.textContent = this.none.hidden ? "" : t("found-nothing", { words: this.input.value.trim() });
    this.input.setAttribute("aria-expanded", String(found));
    this.list.scrollTop = 0;
  }

  hide() {
    this.list.hidden = true;
    this.none.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {Entry} entry */
  choose(entry) {
    this.hide();
    this.app.open(entry.kind, entry.id, this.input, true);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.show();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!open) this.show();
      else (this.options[this.at] ?? this.options[0])?.click();
    } else if (event.key === "Escape" && (open || !this.none.hidden || this.input.value)) {
      event.preventDefault(); // the panel behind stays open
      if (!open) {
        this.input.value = "";
        this.app.store.set({ query: "" });
      }
      this.hide();
    }
  }

  /** @param {1 | -1} step */
  move(step) {
    const { options } = this;
    if (!options.length) return;
    options[this.at]?.setAttribute("aria-selected", "false");
    this.at = this.at < 0 && step < 0 ? options.length - 1 : (this.at + step + options.length) % options.length;
    const option = /** @type {HTMLElement} */ (options[this.at]);
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }
}
