/**
 * Which claims pass the filters and the window, and what of the map they hold up.
 *
 * Claims are numbered in the order of the model, and everything about them that is asked
 * at each step of a slider lies in typed arrays: a step costs one pass over the claims and
 * one over the lines, whatever their number of words.
 */
import { FACETS, filtered } from "./state.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Claim} Claim */
/** @typedef {import("./types.js").SiteFilter} SiteFilter */
/** @typedef {typeof FACETS[number]} Facet */

/** How a claim, a line or a site stands to the window and the filters. */
export const OUT = 0;
export const POSSIBLY = 1;
export const CERTAINLY = 2;
/** Passes the filters, but has no date to hold against the window. */
export const UNDATED = 3;

/** No claim passes the filters. */
const NONE = 4;

/** Facets under which one claim can have several words; they have few words. */
const SEVERAL = new Set(["theme", "status"]);
/** Stands in `last` for what is no facet. */
const PLACE = 100;
const TIME = 101;

/**
 * How each claim stands to a window: one of the four above, by number of claim; null where
 * there is no window.
 *
 * @typedef {(window: NonNullable<State["window"]>, clock: State["clock"]) => Uint8Array | null} When
 */

/** Lists of numbers, one after the other in one array. */
class Lists {
  /** @param {number[][]} lists */
  constructor(lists) {
    this.start = new Int32Array(lists.length + 1);
    let at = 0;
    lists.forEach((list, i) => {
      at += list.length;
      this.start[i + 1] = at;
    });
    this.all = new Int32Array(at);
    lists.forEach((list, i) => this.all.set(list, this.start[i]));
  }

  /** @param {number} i */
  of(i) {
    return this.all.subarray(this.start[i], this.start[i + 1]);
  }
}

/** What passes at one state of the page. */
export class Passing {
  /**
   * @param {Index} index
   * @param {Uint8Array} mask how each claim stands
   * @param {Uint8Array} fails how many filters each claim fails
   * @param {Uint8Array} last which it fails, of one that fails one
   * @param {State["clock"] | null} clock by which a window of time is meant; null without one
   * @param {Uint8Array | null} when how each claim stands to that window
   */
  constructor(index, mask, fails, last, clock = null, when = null) {
    this.index = index;
    this.clock = clock;
    this.mask = mask;
    this.fails = fails;
    this.last = last;
    this.when = when;
    /** Claims that pass, certainly or possibly. */
    this.n = 0;
    this.possibly = 0;
    this.undated = 0;
    for (const how of mask) {
      if (how === UNDATED) this.undated += 1;
      else if (how) this.n += 1;
      if (how === POSSIBLY) this.possibly += 1;
    }
  }

  /**
   * @param {string} id of a claim
   * @returns {number} OUT, POSSIBLY, CERTAINLY or UNDATED
   */
  of(id) {
    const i = this.index.at.get(id);
    return i === undefined ? OUT : /** @type {number} */ (this.mask[i]);
  }

  /**
   * Whether a claim would pass if one filter were not there.
   *
   * @param {number} i
   * @param {number} filter its number, as in `last`
   */
  but(i, filter) {
    if (this.when?.[i] === UNDATED) return false;
    return !this.fails[i] || (this.fails[i] === 1 && this.last[i] === filter);
  }

  /**
   * Whether a claim passes the filters, whatever the window.
   *
   * @param {number} i
   */
  kept(i) {
    return !this.fails[i] || (this.fails[i] === 1 && this.last[i] === TIME);
  }

  /**
   * How the surest of some claims stands. In a window, a dated claim of other days comes
   * before an undated one: what it is about has a date, and that is not now.
   *
   * @param {Int32Array} claims
   * @param {Uint8Array | null} [without] claims to leave out
   * @returns {number} null-like `NONE` where no claim passes the filters
   */
  surest(claims, without = null) {
    let best = NONE;
    for (const i of claims) {
      if (without?.[i]) continue;
      let how = /** @type {number} */ (this.mask[i]);
      if (how === OUT && !(this.clock && this.fails[i] === 1 && this.last[i] === TIME)) how = NONE;
      if (/** @type {number} */ (RANK[how]) > /** @type {number} */ (RANK[best])) best = how;
      if (best === CERTAINLY) break;
    }
    return best;
  }

  /** @returns {string[]} ids of the claims that pass, in order of date */
  ids() {
    return this.index.ids.filter((_, i) => this.mask[i] === POSSIBLY || this.mask[i] === CERTAINLY);
  }

  /** @returns {string[]} ids of claims that pass the filters and have no date */
  undatedIds() {
    return this.index.ids.filter((_, i) => this.mask[i] === UNDATED);
  }
}

/** The claims of a model as columns, made once. */
export class Index {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.ids = Object.keys(model.claims);
    this.n = this.ids.length;
    /** @type {Map<string, number>} */
    this.at = new Map(this.ids.map((id, i) => [id, i]));
    /** @type {When} everything is certain until the page knows dates */
    this.when = () => null;
    const flows = new Map(model.flows.map((flow) => [flow.id, flow]));
    this.flows = flows;
    /** The place filter last asked for. @type {{key: string, mask: Uint8Array}} */
    this.kept = { key: "", mask: new Uint8Array(0) };
    const { legs } = model;
    /** @type {Record<Facet, (claim: Claim) => string | string[]>} */
    const words = {
      mode: (claim) => claim.mode,
      direction: (claim) => claim.direction,
      theme: (claim) => claim.about.flatMap((about) => flowOf(about)?.theme ?? []),
      stance: (claim) => claim.stance,
      evidence: (claim) => claim.evidence,
      status: (claim) =>
        claim.about.flatMap((about) => {
          const [kind, id] = cut(about);
          if (kind === "leg") return legs[id]?.status ?? [];
          return kind === "flow" ? (flows.get(id)?.legs ?? []).map((leg) => legs[leg]?.status ?? "") : [];
        }),
      grade: (claim) => claim.grade,
      letter: (claim) => model.sources[claim.source]?.letter ?? "",
      sources: (claim) => claim.source,
      recorded: (claim) => claim.recorded,
    };
    const flowOf = (/** @type {string} */ about) => {
      const [kind, id] = cut(about);
      return flows.get(kind === "leg" ? (legs[id]?.flow ?? "") : kind === "flow" ? id : "");
    };
    const claims = Object.values(model.claims);
    /** @type {Record<string, {words: string[], code: Map<string, number>, codes: Uint32Array, several: boolean}>} */
    this.facets = {};
    for (const facet of FACETS) this.facets[facet] = column(claims, words[facet], SEVERAL.has(facet));

    const number = (/** @type {string} */ id) => this.at.get(id) ?? -1;
    const known = (/** @type {string[]} */ ids) => ids.map(number).filter((i) => i >= 0);
    this.own = new Lists(model.lines.map((line) => known(line.claims)));
    this.wider = new Lists(model.lines.map((line) => known(line.wider)));
    this.sites = new Lists(model.sites.map((site) => known(site.claims)));
    this.denies = Uint8Array.from(claims, ({ stance }) => (stance === "denies" ? 1 : 0));
    this.about = claims.map(({ about }) => about);
    this.placed = new Set(model.sites.map((site) => site.id));
  }

  /**
   * Ends of every movement a claim tells of: its own, and those of the legs and flows it is
   * about.
   *
   * @param {Claim} claim
   * @returns {[string, string][]}
   */
  movements(claim) {
    /** @type {[string, string][]} */
    const found = claim.from || claim.to ? [[claim.from, claim.to]] : [];
    for (const about of claim.about) {
      const [kind, id] = cut(about);
      const moved = kind === "leg" ? this.model.legs[id] : kind === "flow" ? this.flows.get(id) : undefined;
      if (moved) found.push([moved.from, moved.to]);
    }
    return found;
  }

  /**
   * @param {SiteFilter} filter
   * @returns {(claim: Claim) => boolean}
   */
  concerns({ id, way, other }) {
    if (way === "in") return (claim) => this.movements(claim).some(([, to]) => to === id);
    if (way === "out") return (claim) => this.movements(claim).some(([from]) => from === id);
    if (way === "between") {
      return (claim) =>
        this.movements(claim).some(
          ([from, to]) => (from === id && to === other) || (from === other && to === id),
        );
    }
    return (claim) =>
      claim.about.includes(`site:${id}`) ||
      claim.via.includes(id) ||
      this.movements(claim).some(([from, to]) => from === id || to === id);
  }

  /**
   * @param {SiteFilter} filter
   * @returns {Uint8Array} 1 for each claim that concerns the place
   */
  place(filter) {
    const key = JSON.stringify(filter);
    if (this.kept.key !== key) {
      const test = this.concerns(filter);
      const claims = Object.values(this.model.claims);
      this.kept = { key, mask: Uint8Array.from(claims, (claim) => (test(claim) ? 1 : 0)) };
    }
    return this.kept.mask;
  }

  /**
   * @param {Readonly<State>} state
   * @returns {Passing}
   */
  pass(state) {
    const { n } = this;
    const fails = new Uint8Array(n);
    const last = new Uint8Array(n);
    FACETS.forEach((facet, f) => {
      const chosen = state.filters[facet];
      if (!chosen.length) return;
      const { code, codes, words, several } = /** @type {typeof this.facets[string]} */ (this.facets[facet]);
      const fail = (/** @type {number} */ i) => {
        fails[i] = /** @type {number} */ (fails[i]) + 1;
        last[i] = f;
      };
      if (several) {
        let wanted = 0;
        for (const word of chosen) wanted |= 1 << (code.get(word) ?? 31);
        for (let i = 0; i < n; i += 1) if (!(/** @type {number} */ (codes[i]) & wanted)) fail(i);
      } else {
        const wanted = new Uint8Array(words.length);
        for (const word of chosen) {
          const at = code.get(word);
          if (at !== undefined) wanted[at] = 1;
        }
        for (let i = 0; i < n; i += 1) if (!wanted[/** @type {number} */ (codes[i])]) fail(i);
      }
    });
    if (state.filters.site) {
      const mask = this.place(state.filters.site);
      for (let i = 0; i < n; i += 1) {
        if (mask[i]) continue;
        fails[i] = /** @type {number} */ (fails[i]) + 1;
        last[i] = PLACE;
      }
    }
    const mask = new Uint8Array(n);
    const when = state.window || state.clock !== "event" ? this.when(state.window ?? { from: null, to: null }, state.clock) : null;
    for (let i = 0; i < n; i += 1) {
      const how = when ? /** @type {number} */ (when[i]) : CERTAINLY;
      if (how === OUT) {
        fails[i] = /** @type {number} */ (fails[i]) + 1;
        last[i] = TIME;
      } else if (!fails[i]) mask[i] = how;
    }
    return new Passing(this, mask, fails, last, when && state.clock, when);
  }

  /**
   * How many claims each word of a facet has under all the other filters.
   *
   * @param {Facet} facet
   * @param {Passing} passing
   * @returns {Map<string, number>} in the order of the words
   */
  counts(facet, passing) {
    const f = FACETS.indexOf(facet);
    const { words, codes, several } = /** @type {typeof this.facets[string]} */ (this.facets[facet]);
    const counts = new Uint32Array(words.length);
    for (let i = 0; i < this.n; i += 1) {
      if (!passing.but(i, f)) continue;
      const value = /** @type {number} */ (codes[i]);
      if (!several) counts[value] = /** @type {number} */ (counts[value]) + 1;
      else {
        for (let k = 0; k < words.length; k += 1) {
          if (value & (1 << k)) counts[k] = /** @type {number} */ (counts[k]) + 1;
        }
      }
    }
    return new Map(words.map((word, i) => [word, /** @type {number} */ (counts[i])]));
  }

  /**
   * How many claims each word of a facet has in all.
   *
   * @param {Facet} facet
   */
  totals(facet) {
    const none = new Uint8Array(this.n);
    return this.counts(facet, new Passing(this, none, none, none));
  }

  /**
   * How many claims concern each place in one way, under all the other filters.
   *
   * @param {SiteFilter["way"]} way
   * @param {string} first the one end, where the other of `between` is to be counted
   * @param {Passing} passing
   * @returns {Map<string, number>}
   */
  places(way, first, passing) {
    const claims = Object.values(this.model.claims);
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (let i = 0; i < this.n; i += 1) {
      if (!passing.but(i, PLACE)) continue;
      const claim = /** @type {Claim} */ (claims[i]);
      /** @type {Set<string>} */
      const found = new Set();
      for (const [from, to] of this.movements(claim)) {
        if (way === "between" && first) {
          if (from === first) found.add(to);
          if (to === first) found.add(from);
          continue;
        }
        if (way !== "in") found.add(from);
        if (way !== "out") found.add(to);
      }
      if (way === "at") {
        for (const id of claim.via) found.add(id);
        for (const about of claim.about) if (about.startsWith("site:")) found.add(about.slice(5));
      }
      for (const id of found) if (id) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  /**
   * How each line stands: as the surest claim behind it. A claim about the whole flow holds
   * up a line only if the line itself meets the filters that lines can meet.
   *
   * In a window of time (`geo.periods.state_of_line`) a denial makes nothing move, unless
   * denials are what is asked for, and a claim about the whole flow makes a line possibly
   * active at most.
   *
   * @param {Passing} passing
   * @param {State["filters"]} filters
   * @returns {Uint8Array} by number of line
   */
  lines(passing, filters) {
    const { lines, legs } = this.model;
    const found = new Uint8Array(lines.length);
    const denied = passing.clock && !filters.stance.includes("denies") ? this.denies : null;
    const then = passing.clock === "known" ? this.told(passing, denied) : null;
    for (let i = 0; i < lines.length; i += 1) {
      const line = /** @type {import("./types.js").Line} */ (lines[i]);
      if (filters.theme.length && !filters.theme.includes(line.theme)) continue;
      if (filters.status.length && !line.legs.some((leg) => filters.status.includes(legs[leg]?.status ?? ""))) continue;
      if (then) {
        found[i] = line.legs.some(then) ? CERTAINLY : OUT;
        continue;
      }
      const own = passing.surest(this.own.of(i), denied);
      let how = own;
      if (own !== CERTAINLY && (!filters.mode.length || filters.mode.includes(line.mode))) {
        const wider = passing.surest(this.wider.of(i), denied);
        if (!passing.clock) how = surer(own, wider);
        else if (own === NONE) how = wider === CERTAINLY ? POSSIBLY : wider;
        else if (own !== POSSIBLY && (wider === CERTAINLY || wider === POSSIBLY)) how = POSSIBLY;
      }
      found[i] = how === NONE ? OUT : how;
    }
    return found;
  }

  /**
   * Which legs an as-of view holds (`geo/asof.py`): those of a flow of which a claim tells
   * that does not deny it; of its legs those that claims are about, and the schematic ones;
   * all, if no claim is about any of them.
   *
   * @param {Passing} passing
   * @param {Uint8Array | null} denied
   * @returns {(leg: string) => boolean}
   */
  told({ mask }, denied) {
    const { legs } = this.model;
    const flows = new Set();
    const named = new Set();
    const byLeg = new Set();
    for (let i = 0; i < this.n; i += 1) {
      if (mask[i] !== CERTAINLY) continue;
      for (const about of /** @type {string[]} */ (this.about[i])) {
        const [kind, id] = cut(about);
        if (kind === "flow" && !denied?.[i]) flows.add(id);
        else if (kind === "leg") {
          named.add(id);
          byLeg.add(legs[id]?.flow);
        }
      }
    }
    return (id) => {
      const leg = legs[id];
      return !!leg && flows.has(leg.flow) && (named.has(id) || leg.status === "schematic" || !byLeg.has(leg.flow));
    };
  }

  /**
   * How each site stands: as the surest claim that is read there. A place of which nothing
   * is claimed has no date, like one of which nothing dated is.
   *
   * @param {Passing} passing
   * @param {State["filters"]} filters
   * @returns {Uint8Array} by number of site
   */
  standing(passing, filters) {
    const bare = passing.clock && !filtered(filters) ? UNDATED : OUT;
    return Uint8Array.from(this.model.sites, (_, i) => {
      const claims = this.sites.of(i);
      const how = claims.length ? passing.surest(claims) : bare;
      return how === NONE ? OUT : how;
    });
  }

  /**
   * How many claims pass and stand behind something of what is drawn.
   *
   * @param {Passing} passing
   * @param {Iterable<number>} lines numbers of the lines that are drawn
   * @param {Iterable<number>} sites numbers of the sites that are drawn
   */
  behind({ mask }, lines, sites) {
    const seen = new Uint8Array(this.n);
    let n = 0;
    const count = (/** @type {Int32Array} */ claims) => {
      for (const i of claims) {
        if (seen[i] || mask[i] === OUT || mask[i] === UNDATED) continue;
        seen[i] = 1;
        n += 1;
      }
    };
    for (const i of lines) {
      count(this.own.of(i));
      count(this.wider.of(i));
    }
    for (const i of sites) count(this.sites.of(i));
    return n;
  }
}

/** Of OUT, POSSIBLY, CERTAINLY, UNDATED, NONE. */
const RANK = [2, 3, 4, 1, 0];

/**
 * @param {number} a
 * @param {number} b
 */
function surer(a, b) {
  return /** @type {number} */ (RANK[a]) >= /** @type {number} */ (RANK[b]) ? a : b;
}

/**
 * @param {string} about such as `flow:x`
 * @returns {[string, string]}
 */
function cut(about) {
  const at = about.indexOf(":");
  return [about.slice(0, at), about.slice(at + 1)];
}

/**
 * @param {Claim[]} claims
 * @param {(claim: Claim) => string | string[]} words
 * @param {boolean} several
 */
function column(claims, words, several) {
  /** @type {Map<string, number>} */
  const code = new Map();
  const codes = new Uint32Array(claims.length);
  const number = (/** @type {string} */ word) => {
    let at = code.get(word);
    if (at === undefined) {
      at = code.size;
      code.set(word, at);
    }
    return at;
  };
  claims.forEach((claim, i) => {
    const value = words(claim);
    if (!Array.isArray(value)) codes[i] = number(value);
    else {
      let bits = 0;
      for (const word of value.length ? value : [""]) bits |= 1 << Math.min(30, number(word));
      codes[i] = bits;
    }
  });
  return { words: [...code.keys()], code, codes, several };
}

/** @type {WeakMap<Model, Index>} */
const indexes = new WeakMap();

/**
 * The index of a model, made when it is first asked for.
 *
 * @param {Model} model
 */
export function indexOf(model) {
  let index = indexes.get(model);
  if (!index) indexes.set(model, (index = new Index(model)));
  return index;
}

/**
 * The claims that pass at a state, and those that have no date to hold against its window.
 *
 * @param {Model} model
 * @param {Readonly<State>} state
 * @returns {{claims: Map<string, "certainly" | "possibly">, undated: Set<string>}}
 */
export function passing(model, state) {
  const index = indexOf(model);
  const found = index.pass(state);
  /** @type {Map<string, "certainly" | "possibly">} */
  const claims = new Map();
  /** @type {Set<string>} */
  const undated = new Set();
  index.ids.forEach((id, i) => {
    const how = found.mask[i];
    if (how === UNDATED) undated.add(id);
    else if (how) claims.set(id, how === CERTAINLY ? "certainly" : "possibly");
  });
  return { claims, undated };
}
