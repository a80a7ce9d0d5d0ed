/** Finding things of the model by id, and the claims behind them; made once, when asked. */
import { el } from "./dom.js";
import { KINDS } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Claim} Claim */
/** @typedef {import("./types.js").Observation} Observation */

export class Lookup {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.sites = new Map(model.sites.map((site) => [site.id, site]));
    this.flows = new Map(model.flows.map((flow) => [flow.id, flow]));
    this.lines = new Map(model.lines.map((line) => [line.id, line]));
    this.observations = new Map(model.observations.map((one) => [one.id, one]));
    /** @type {Map<string, number>} place of each claim in order of date */
    this.order = new Map(Object.keys(model.claims).map((id, at) => [id, at]));
    /** @type {Map<string, Map<string, string[]>>} */
    this.groups = new Map();
  }

  /**
   * @param {string} name
   * @param {() => Iterable<[string, string]>} pairs
   * @param {string} key
   * @returns {string[]}
   */
  group(name, pairs, key) {
    let group = this.groups.get(name);
    if (!group) {
      group = new Map();
      for (const [at, id] of pairs()) {
        const list = group.get(at);
        if (list) list.push(id);
        else group.set(at, [id]);
      }
      this.groups.set(name, group);
    }
    return group.get(key) ?? [];
  }

  /** @param {(claim: Claim) => string[]} of */
  claims(of) {
    return Object.entries(this.model.claims).flatMap(([id, claim]) =>
      of(claim).map((key) => /** @type {[string, string]} */ ([key, id])),
    );
  }

  /** @param {(one: Observation) => string[]} of */
  seen(of) {
    return this.model.observations.flatMap((one) =>
      of(one).map((key) => /** @type {[string, string]} */ ([key, one.id])),
    );
  }

  /** @param {string} source */
  claimsOfSource(source) {
    return this.group("source", () => this.claims((claim) => [claim.source]), source);
  }

  /** @param {string} actor */
  claimsBy(actor) {
    return this.group("speaker", () => this.claims((claim) => claim.speakers ?? []), actor);
  }

  /**
   * Claims about something, by date.
   *
   * @param {string} about such as `vessel:angara`
   */
  claimsAbout(about) {
    return this.group("about", () => this.claims((claim) => claim.about), about);
  }

  /** @param {string} vessel */
  observationsOf(vessel) {
    return this.group("vessel", () => this.seen((one) => one.vessels), vessel);
  }

  /** @param {string} claim */
  observationsBehind(claim) {
    return this.group("behind", () => this.seen((one) => one.claims), claim);
  }

  /** @param {string} source */
  observationsIn(source) {
    return this.group("in", () => this.seen((one) => [one.source]), source);
  }

  /** @param {string} actor */
  eventsOf(actor) {
    return this.group(
      "actor",
      () =>
        Object.entries(this.model.events).flatMap(([id, event]) =>
          event.actors.map((one) => /** @type {[string, string]} */ ([one, id])),
        ),
      actor,
    );
  }

  /**
   * The label of a word of a vocabulary.
   *
   * @param {string} table
   * @param {string} word
   */
  word(table, word) {
    return this.model.words[table]?.[word]?.label ?? word;
  }

  /**
   * What something is called, null where there is no such thing.
   *
   * @param {string} kind
   * @param {string} id
   * @returns {string | null}
   */
  name(kind, id) {
    const { model } = this;
    switch (kind) {
      case "flow":
        return this.flows.get(id)?.title ?? null;
      case "leg": {
        const leg = model.legs[id];
        return leg ? `${this.place(leg.from)} – ${this.place(leg.to)}, ${this.word("Mode", leg.mode)}` : null;
      }
      case "line": {
        const line = this.lines.get(id);
        return line ? `${this.place(line.from)} – ${this.place(line.to)}` : null;
      }
      case "site":
        return this.sites.get(id)?.name ?? null;
      case "vessel":
        return model.vessels[id]?.name ?? null;
      case "claim":
        return model.claims[id] ? id : model.withdrawn[id] ? id : null;
      case "event":
        return model.events[id]?.title ?? null;
      case "source":
        return model.sources[id]?.title ?? null;
      case "actor":
        return model.actors[id]?.name ?? null;
      case "conflict":
        return model.conflicts[id]?.title ?? null;
      case "observation":
        return this.observations.has(id) ? id : null;
      case "indicator":
        return model.indicators[id]?.title ?? null;
      case "withdrawn":
        return model.withdrawn[id] ? id : null;
      case "list":
        return id;
      case "practice":
        return model.words.Practice?.[id]?.label ?? null;
      default:
        return null;
    }
  }

  /** @param {string} id */
  place(id) {
    return this.sites.get(id)?.name ?? (id || t("not-reported"));
  }

  /**
   * A link to something of this page; its plain name where it has no page.
   *
   * @param {string} kind
   * @param {string} id
   * @param {string} [text]
   * @param {Record<string, string>} [attributes]
   * @returns {HTMLElement}
   */
  to(kind, id, text, attributes = {}) {
    const name = this.name(kind, id);
    const words = text ?? name ?? id;
    const opens = /** @type {readonly string[]} */ (KINDS).includes(kind);
    const drawn = kind !== "leg" || this.model.legs[id]?.line;
    if (name === null || !opens || !drawn) return el("span", {}, words);
    return el("a", { href: address(kind, id), class: "t-link", ...attributes }, words);
  }

  /**
   * Words with a link at each id that they name: of a claim or a conflict, which hold a
   * letter and a digit, or of a source, which holds a hyphen.
   *
   * @param {string} text
   * @returns {(HTMLElement | string)[]}
   */
  linked(text) {
    const { claims, withdrawn, conflicts, sources } = this.model;
    return text.split(NAMES).map((part) => {
      const numbered = /\d/.test(part) && /\p{L}/u.test(part);
      if (numbered && (claims[part] || withdrawn[part])) return this.to("claim", part, part);
      if (numbered && conflicts[part]) return this.to("conflict", part, part);
      return part.includes("-") && sources[part] ? this.to("source", part, part) : part;
    });
  }

  /**
   * Words of a row, with links at the ids that they name; see `told`.
   *
   * @template {string} K
   * @param {{en?: string[]} & {[key in K]?: string}} row
   * @param {K} key
   * @returns {(HTMLElement | string)[]}
   */
  said(row, key) {
    const nodes = this.linked(row[key] ?? "");
    return row.en?.includes(key) ? [el("span", { lang: "en" }, ...nodes)] : nodes;
  }

  /**
   * Links joined by a separator.
   *
   * @param {string} kind
   * @param {string[]} ids
   * @param {string} [between]
   * @returns {(HTMLElement | string)[]}
   */
  all(kind, ids, between = "; ") {
    return ids.flatMap((id, at) => (at ? [between, this.to(kind, id)] : [this.to(kind, id)]));
  }
}

// What could be an id: letters and digits of any script, joined by hyphens.
const NAMES = /([\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*)/u;

/** @type {WeakMap<Model, Lookup>} */
const made = new WeakMap();

/**
 * @param {Model} model
 * @returns {Lookup}
 */
export function lookup(model) {
  let found = made.get(model);
  if (!found) made.set(model, (found = new Lookup(model)));
  return found;
}

/**
 * @param {string} kind
 * @param {string} id
 */
export function address(kind, id) {
  return `#${kind}=${encodeURIComponent(id)}`;
}

/**
 * @param {string} about such as `flow:x`
 * @returns {[string, string]} kind and id
 */
export function cut(about) {
  const at = about.indexOf(":");
  return [about.slice(0, at), about.slice(at + 1)];
}
