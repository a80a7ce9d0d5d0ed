/**
 * The filters: words of the claims with their counts, a place with its way, and the line
 * that says how many claims pass.
 */
import { el } from "./dom.js";
import { FACETS, noFilters, WAYS, WORDS_OF } from "./state.js";
import { number, t } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {typeof FACETS[number]} Facet */

/**
 * A word of a filter as a reader sees it.
 *
 * @param {import("./types.js").Model} model
 * @param {Facet} facet
 * @param {string} word
 */
export function wordOf(model, facet, word) {
  if (word === "") return t("not-stated-word");
  const named = model.words[WORDS_OF[facet] ?? ""]?.[word]?.label;
  if (facet === "grade" || facet === "letter") return named ? t("named", { name: word, words: named }) : word;
  if (named) return named;
  if (facet === "direction") return word.replace("<>", " ↔ ").replace(">", " → ");
  if (facet === "sources") return model.sources[word] ? `${model.sources[word].title} (${word})` : word;
  if (facet === "recorded") return day(word, model.locale);
  return word;
}

export class FilterPanel {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.store = app.store;
    this.button = el(
      "button",
      {
        type: "button", class: "t-bar-button t-filter-button", "aria-expanded": "false", "aria-controls": "t-filters",
        onclick: () => this.toggle(this.root.hidden),
      },
    );
    this.tally = el("span", {});
    this.clear = el(
      "button",
      { type: "button", class: "t-text-button t-clear", hidden: true, onclick: () => this.clearAll() },
      t("clear-all"),
    );
    this.root = el("section", { class: "t-filters", id: "t-filters", "aria-label": t("filters"), hidden: true });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.toggle(false);
    });
    /** @type {Map<string, (state: Readonly<State>) => void>} what to do for each open facet */
    this.open = new Map();
    this.results = el(
      "button",
      { type: "button", class: "t-text-button t-results", onclick: () => app.open("list", "passing", this.results) },
      this.tally,
    );
    app.finder.append(
      this.button,
      el("p", { class: "t-tally-line", "aria-live": "polite" }, this.results, " ", this.clear),
      this.root,
    );
  }

  /** @param {boolean} open */
  toggle(open) {
    if (open && !this.root.childElementCount) this.build();
    this.root.hidden = !open;
    this.app.root.classList.toggle("t-filtering", open);
    this.button.setAttribute("aria-expanded", String(open));
    if (open) {
      for (const refresh of this.open.values()) refresh(this.store.get());
      /** @type {HTMLElement | null} */ (this.root.querySelector("summary"))?.focus();
    } else this.button.focus();
  }

  destroy() {
    this.app.root.classList.remove("t-filtering");
  }

  clearAll() {
    this.store.set({ filters: noFilters(), window: null, clock: "event" });
    this.button.focus();
  }

  build() {
    this.root.append(
      el(
        "div",
        { class: "t-filters-head" },
        el("h2", {}, t("filters")),
        el(
          "button",
          { type: "button", class: "t-close", "aria-label": t("close-filters"), title: t("close-filters"), onclick: () => this.toggle(false) },
          "×",
        ),
      ),
      el("p", { class: "t-quiet" }, t("filters-about")),
    );
    for (const facet of FACETS) {
      this.fold(facet, t(`filter-${facet}`), (state) => state.filters[facet].length, () => this.facet(facet));
    }
    this.fold("site", t("filter-site"), (state) => (state.filters.site ? 1 : 0), () => this.site());
  }

  /**
   * A part that is made when it is opened, and kept true only while it is open.
   *
   * @param {string} key
   * @param {string} title
   * @param {(state: Readonly<State>) => number} chosen
   * @param {() => {root: HTMLElement, refresh: () => void}} make
   */
  fold(key, title, chosen, make) {
    const count = el("span", { class: "t-chosen" });
    /** @type {{root: HTMLElement, refresh: () => void} | null} */
    let made = null;
    const refresh = () => {
      const n = chosen(this.store.get());
      count.textContent = n ? ` ${t("chosen", { n })}` : "";
      if (fold.open) made?.refresh();
    };
    const fold = el(
      "details",
      {
        class: "t-filter", "data-filter": key,
        ontoggle: () => {
          if (!fold.open) return;
          if (!made) {
            made = make();
            fold.append(made.root);
          }
          made.refresh();
        },
      },
      el("summary", {}, title, count),
    );
    this.open.set(key, refresh);
    this.root.append(fold);
    refresh();
  }

  /** @param {Facet} facet */
  facet(facet) {
    const { app, store } = this;
    const words = this.sorted(facet);
    const root = el("fieldset", { class: "t-options" }, el("legend", { class: "t-hidden" }, t(`filter-${facet}`)));
    const rows = words.map((word) => {
      const count = el("span", { class: "t-quiet" });
      const box = el("input", {
        type: "checkbox", value: word,
        onchange: () => {
          const chosen = new Set(store.get().filters[facet]);
          if (box.checked) chosen.add(word);
          else chosen.delete(word);
          store.set({ filters: { ...store.get().filters, [facet]: words.filter((one) => chosen.has(one)) } });
        },
      });
      const row = el("label", { class: "t-check" }, box, el("span", {}, wordOf(this.app.model, facet, word), " ", count));
      root.append(row);
      return { word, box, count, row };
    });
    return {
      root,
      refresh: () => {
        const counts = app.index.counts(facet, app.passing);
        const chosen = store.get().filters[facet];
        for (const { word, box, count, row } of rows) {
          const n = counts.get(word) ?? 0;
          count.textContent = number(n, app.model.locale);
          box.checked = chosen.includes(word);
          row.classList.toggle("t-empty", n === 0);
        }
      },
    };
  }

  /**
   * Words of a facet that claims hold, in the order of their vocabulary; what is not stated
   * comes last.
   *
   * @param {Facet} facet
   */
  sorted(facet) {
    const { index, model } = this.app;
    const held = index.facets[facet]?.words ?? [];
    const order = Object.keys(model.words[WORDS_OF[facet] ?? ""] ?? {});
    const rank = new Map(order.map((word, i) => [word, i]));
    const totals = index.totals(facet);
    const at = (/** @type {string} */ word) => (word === "" ? 1e6 : (rank.get(word) ?? 1e5));
    return [...held].sort((a, b) => {
      if (rank.size || a === "" || b === "") return at(a) - at(b) || (a < b ? -1 : 1);
      if (facet === "recorded") return a < b ? 1 : -1;
      return (totals.get(b) ?? 0) - (totals.get(a) ?? 0) || (a < b ? -1 : 1);
    });
  }

  site() {
    const { app, store } = this;
    const { model, index } = app;
    /** @param {string} label @param {string} name */
    const select = (label, name) => el("select", { "aria-label": label, name, onchange: () => change() });
    const way = select(t("site-way"), "way");
    for (const one of WAYS) way.append(el("option", { value: one }, t(`way-${one}`)));
    const places = [select(t("filter-site"), "site"), select(t("other-end"), "other")];
    const [first, second] = /** @type {[HTMLSelectElement, HTMLSelectElement]} */ (places);
    const names = new Map(model.sites.map((site) => [site.id, site.name]));
    const sorted = model.sites.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, model.locale));
    const change = () => {
      const kind = /** @type {typeof WAYS[number]} */ (way.value);
      second.hidden = kind !== "between";
      /** @type {import("./types.js").SiteFilter | null} */
      let site = null;
      if (first.value && kind !== "between") site = { id: first.value, way: kind };
      else if (first.value && second.value) site = { id: first.value, way: kind, other: second.value };
      store.set({ filters: { ...store.get().filters, site } });
      refresh();
    };
    /**
     * @param {HTMLSelectElement} into
     * @param {Map<string, number>} counts
     * @param {string} chosen
     */
    const fill = (into, counts, chosen) => {
      const options = sorted.filter(({ id }) => counts.get(id) || id === chosen);
      into.replaceChildren(
        el("option", { value: "" }, t("any-place")),
        ...options.map(({ id, name }) => el("option", { value: id }, `${name} (${number(counts.get(id) ?? 0, model.locale)})`)),
      );
      into.value = names.has(chosen) ? chosen : "";
    };
    const refresh = () => {
      const { site } = store.get().filters;
      const kind = site?.way ?? /** @type {typeof WAYS[number]} */ (way.value || "at");
      const one = site?.id ?? first.value;
      const other = site?.other ?? second.value;
      way.value = kind;
      second.hidden = kind !== "between";
      fill(first, index.places(kind, "", app.passing), one);
      if (kind === "between") fill(second, index.places(kind, one, app.passing), other);
    };
    const root = el(
      "fieldset",
      { class: "t-options t-site-filter" },
      el("legend", { class: "t-hidden" }, t("filter-site")),
      first, way, second,
      el("p", { class: "t-quiet" }, t("filter-site-about")),
    );
    return { root, refresh };
  }

  /** @param {Readonly<State>} state */
  update(state) {
    const { app } = this;
    const { filters } = state;
    const active = FACETS.filter((facet) => filters[facet].length).length + (filters.site ? 1 : 0);
    this.button.textContent = active ? t("filters-active", { n: active }) : t("filters");
    const words = app.tally();
    if (this.tally.textContent !== words) this.tally.textContent = words;
    this.clear.hidden = !app.narrowed;
    if (!this.root.hidden) for (const refresh of this.open.values()) refresh(state);
  }
}

/**
 * @param {string} iso
 * @param {string} locale
 */
function day(iso, locale) {
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
}
