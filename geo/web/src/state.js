/**
 * The state of the page in one place: what is open, the window of time, the filters, the
 * words looked for, the layers, the language and the view. Everything drawn is a view over
 * the claims and this; the address says it, so that a link gives the same page again.
 *
 * The hash is a row of `key=value` joined by `&`, values percent-encoded, lists joined by
 * commas: `#claim=M018&from=2023-08&to=2024-03&mode=sea&q=rajin&at=6/42.50/131.20`.
 */

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {(state: State, changed: Set<string>) => void} Listener */

/** What an address can open. A `list` is a page of the panel that is about no one thing. */
export const KINDS = /** @type {const} */ ([
  "line", "flow", "leg", "site", "vessel", "claim", "event", "source", "conflict",
  "actor", "observation", "indicator", "withdrawn", "list",
]);

/** Filters that choose words of the claims; the name of each is its key in the address. */
export const FACETS = /** @type {const} */ ([
  "mode", "direction", "theme", "stance", "evidence", "status", "grade", "letter", "sources", "recorded",
]);

/** Vocabulary with the words of a filter, where one has it. @type {Record<string, string>} */
export const WORDS_OF = {
  mode: "Mode", theme: "Theme", stance: "Stance", evidence: "Evidence", status: "LegStatus",
  grade: "Credibility", letter: "Reliability",
};

/** How a claim can concern a place: name it at all, move to it, from it, or between two. */
export const WAYS = /** @type {const} */ (["at", "in", "out", "between"]);

/** The word of the address for a claim that states nothing under a filter. */
export const NOT_STATED = "";
const NOT_STATED_WORD = "not-stated*";

/** @type {Record<string, string>} key of the address to way of the place filter */
const SITE_KEYS = { about: "at", in: "in", out: "out", between: "between" };

/**
 * @param {string} lang
 * @returns {State} nothing open, nothing filtered
 */
export function fresh(lang) {
  return {
    lang,
    open: null,
    window: null,
    clock: "event",
    undated: true,
    filters: noFilters(),
    query: "",
    layers: {},
    view: null,
    at: null,
  };
}

/** @returns {Filters} */
export function noFilters() {
  return {
    mode: [], direction: [], theme: [], stance: [], evidence: [], status: [], grade: [],
    letter: [], sources: [], recorded: [], site: null,
  };
}

/**
 * Whether any filter is set; the window of time is none.
 *
 * @param {Filters} filters
 */
export function filtered(filters) {
  return filters.site !== null || FACETS.some((facet) => filters[facet].length > 0);
}

/**
 * The hash of a state, without `#`; what is as the page opens is left out.
 *
 * @param {State} state
 * @param {string} lang language in which the page opens
 * @returns {string}
 */
export function encode(state, lang) {
  /** @type {string[]} */
  const parts = [];
  const put = (/** @type {string} */ key, /** @type {string[]} */ ...values) => {
    parts.push(`${key}=${values.map(escaped).join(",")}`);
  };
  if (state.open) put(state.open.kind, state.open.id);
  if (state.window?.from) put("from", shortest(state.window.from, true));
  if (state.window?.to) put("to", shortest(state.window.to, false));
  if (state.clock !== "event") put("clock", state.clock);
  if (!state.undated) put("undated", "off");
  for (const facet of FACETS) {
    const words = state.filters[facet];
    if (words.length) put(facet, ...words.map((word) => (word === NOT_STATED ? NOT_STATED_WORD : word)));
  }
  const { site } = state.filters;
  if (site) {
    const key = Object.keys(SITE_KEYS).find((one) => SITE_KEYS[one] === site.way) ?? "about";
    if (site.way === "between") put(key, site.id, site.other ?? "");
    else put(key, site.id);
  }
  if (state.query) put("q", state.query);
  const layers = Object.keys(state.layers).sort();
  if (layers.length) {
    parts.push(
      `layers=${layers.map((key) => (state.layers[key] ? "" : "-") + escaped(key).replace("%3A", ":")).join(",")}`,
    );
  }
  if (state.lang !== lang) put("lang", state.lang);
  if (state.view) put("view", state.view);
  if (state.at) parts.push(`at=${state.at.zoom}/${state.at.lat}/${state.at.lon}`);
  return parts.join("&");
}

/**
 * What a hash asks for: a whole state, and the parts of it that say nothing here. Never
 * throws. Ids are not looked up: the page says so where it finds none.
 *
 * @param {string} hash with or without `#`
 * @param {{lang: string, langs?: readonly string[], views?: readonly string[], layers?: readonly string[],
 *   words?: Record<string, ReadonlySet<string>>, sites?: {has: (id: string) => boolean}}} known
 *   the page's own language, and what may be chosen; what is not given is not checked
 * @returns {{state: State, ignored: string[]}}
 */
export function decode(hash, known) {
  const state = fresh(known.lang);
  /** @type {string[]} */
  const ignored = [];
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {{from: string | null, to: string | null}} */
  const window = { from: null, to: null };
  for (const part of hash.replace(/^#/, "").split("&")) {
    if (!part) continue;
    const cut = part.indexOf("=");
    const key = cut < 0 ? "claim" : part.slice(0, cut); // a bare id is a claim's
    const values = items(cut < 0 ? part : part.slice(cut + 1));
    const first = values?.[0] ?? "";
    const slot = /** @type {readonly string[]} */ (KINDS).includes(key) ? "open" : Object.hasOwn(SITE_KEYS, key) ? "site" : key;
    if (!values || seen.has(slot) || !take(slot)) ignored.push(plain(part));
    else seen.add(slot);

    /** @param {string} what */
    function take(what) {
      if (!values) return false;
      if (what === "open") {
        state.open = { kind: key, id: values.join(",") };
        return first !== "";
      }
      if (/** @type {readonly string[]} */ (FACETS).includes(what)) {
        const facet = /** @type {typeof FACETS[number]} */ (what);
        const words = values.map((word) => (word === NOT_STATED_WORD ? NOT_STATED : word));
        const allowed = known.words?.[facet];
        const right = [...new Set(words)].filter((word) => !allowed || allowed.has(word));
        for (const word of words) if (!right.includes(word)) ignored.push(`${key}=${word.slice(0, LONGEST)}`);
        state.filters[facet] = right;
        return true;
      }
      switch (what) {
        case "site": {
          const way = /** @type {typeof WAYS[number]} */ (SITE_KEYS[key]);
          const [id = "", other = ""] = values;
          const right = way === "between" ? values.length === 2 : values.length === 1;
          if (!right || !values.every((one) => one && (known.sites?.has(one) ?? true))) return false;
          state.filters.site = way === "between" ? { id, way, other } : { id, way };
          return true;
        }
        case "from":
        case "to": {
          const day = bound(first, what === "from");
          if (!day || values.length > 1) return false;
          window[what] = day;
          return true;
        }
        case "clock":
          if (first !== "event" && first !== "known") return false;
          state.clock = first;
          return true;
        case "undated":
          if (first !== "off" || values.length > 1) return false;
          state.undated = false;
          return true;
        case "q":
          state.query = values.join(",").slice(0, LONGEST_QUERY);
          return true;
        case "lang":
          if (!(known.langs ?? [first]).includes(first)) return false;
          state.lang = first;
          return true;
        case "view":
          if (!(known.views ?? [first]).includes(first)) return false;
          state.view = first;
          return true;
        case "layers":
          for (const word of values) {
            const on = !word.startsWith("-");
            const layer = on ? word : word.slice(1);
            if (known.layers && !known.layers.includes(layer)) ignored.push(`layers=${word.slice(0, LONGEST)}`);
            else if (layer) state.layers = { ...state.layers, [layer]: on };
          }
          return true;
        case "at": {
          const [zoom = NaN, lat = NaN, lon = NaN, ...rest] = first.split("/").map((text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN));
          if (rest.length || !(zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85.06 && Math.abs(lon) <= 540)) return false;
          state.at = { zoom, lat, lon };
          return true;
        }
        default:
          return false;
      }
    }
  }
  if (window.from && window.to && window.from > window.to) ignored.push(`from=${window.from}`, `to=${window.to}`);
  else if (window.from || window.to) state.window = window;
  if (state.at) state.view = null;
  if (state.open && !seen.has("open")) state.open = null;
  return { state, ignored };
}

/**
 * @param {string} text may hold half a letter, which no address can
 */
function escaped(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
}

const LONGEST = 80;
const LONGEST_QUERY = 200;

/**
 * @param {string} text
 * @returns {string[] | null} null where the encoding is broken
 */
function items(text) {
  try {
    return text.split(",").map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** @param {string} part as a reader may see it */
function plain(part) {
  try {
    return decodeURIComponent(part).slice(0, LONGEST);
  } catch {
    return part.slice(0, LONGEST);
  }
}

/**
 * The first or last day of a year, a month or a day, null for what is none.
 *
 * @param {string} text
 * @param {boolean} first
 * @returns {string | null}
 */
export function bound(text, first) {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
  if (!match) return null;
  const [, year = "", month, day] = match;
  const m = month ?? (first ? "01" : "12");
  if (Number(m) < 1 || Number(m) > 12) return null;
  const last = lastDay(Number(year), Number(m));
  const d = day ?? (first ? "01" : String(last));
  if (Number(d) < 1 || Number(d) > last) return null;
  return `${year}-${m}-${d}`;
}

/**
 * A day that begins or ends a month, as the month.
 *
 * @param {string} day
 * @param {boolean} first
 */
function shortest(day, first) {
  const month = day.slice(0, 7);
  return bound(month, first) === day ? month : day;
}

/**
 * @param {number} year
 * @param {number} month
 */
function lastDay(year, month) {
  const date = new Date(Date.UTC(2000, month, 0));
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

/**
 * Keeps the state and tells who listens what has changed. A state is never changed in
 * place: `set` makes the next one.
 */
export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Set<Listener>} */
    this.listeners = new Set();
    /** @type {(push: boolean) => void} */
    this.keep = () => {};
  }

  /** @returns {Readonly<State>} */
  get() {
    return this.state;
  }

  /**
   * @param {Partial<State>} patch whole values by key; `filters` may be given in part
   * @param {{push?: boolean, quiet?: boolean}} [how] `push`: a step that the Back button takes
   *   back (opening something); otherwise the address is only kept true. `quiet`: it came from
   *   the address, which stays as it is
   * @returns {Set<string>} keys that changed
   */
  set(patch, { push = false, quiet = false } = {}) {
    /** @type {any} */
    const next = { ...this.state };
    /** @type {Set<string>} */
    const changed = new Set();
    for (const [key, value] of Object.entries(patch)) {
      const wanted = key === "filters" ? { ...this.state.filters, .../** @type {any} */ (value) } : value;
      if (JSON.stringify(next[key]) === JSON.stringify(wanted)) continue;
      next[key] = wanted;
      changed.add(key);
    }
    if (!changed.size) return changed;
    this.state = next;
    for (const listener of [...this.listeners]) listener(next, changed);
    if (!quiet) this.keep(push);
    return changed;
  }

  /**
   * @param {Listener} listener called after every change, in the order of subscribing
   * @returns {() => void} stop
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** A slider moves often, and browsers allow few changes of the address a second. */
const SETTLE_MS = 200;

/** Keeps the address of the page and the store the same. */
export class Address {
  /**
   * @param {Store} store
   * @param {string} lang language in which the page opens
   * @param {(hash: string) => void} arrive what to do when the reader changes the address
   */
  constructor(store, lang, arrive) {
    this.store = store;
    this.lang = lang;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {string | null} hash that waits to be written over the present one */
    this.waiting = null;
    store.keep = (push) => this.keep(push);
    window.addEventListener("hashchange", () => {
      clearTimeout(this.timer);
      this.waiting = null;
      arrive(location.hash);
    });
    window.addEventListener("pagehide", () => this.settle());
  }

  /** @param {boolean} push */
  keep(push) {
    const hash = encode(this.store.get(), this.lang);
    if (push) {
      this.settle(); // a step back leads to what was there, slider and all
      this.say(hash, true);
    } else {
      clearTimeout(this.timer);
      this.waiting = hash;
      this.timer = setTimeout(() => this.settle(), SETTLE_MS);
    }
  }

  /** Write now what is waiting to be written. */
  settle() {
    clearTimeout(this.timer);
    if (this.waiting !== null) this.say(this.waiting, false);
    this.waiting = null;
  }

  /**
   * This fires no event, so nothing is opened twice.
   *
   * @param {string} hash
   * @param {boolean} push
   */
  say(hash, push) {
    if (hash === location.hash.slice(1)) return;
    try {
      history[push ? "pushState" : "replaceState"](null, "", `#${hash}`);
    } catch {
      // A sandboxed notebook frame has no address to change.
    }
  }
}
