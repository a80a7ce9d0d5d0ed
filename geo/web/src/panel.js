/** What the panel shows for a line, a flow, a site, a vessel, a claim, or as a list. */
import { card, ClaimList, counted, inside, STANCES } from "./claims.js";
import { append, carry, el, focusIn, Live } from "./dom.js";
import { legend, sample } from "./legend.js";
import { address, cut, lookup } from "./lookup.js";
import { facts, observations, REGISTERS } from "./registers.js";
import { symbol } from "./sites.js";
import { nameOf, TABLES, tablePage } from "./text.js";
import { asOf, statusThen } from "./then.js";
import { totals } from "./totals.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Flow} Flow */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Site} Site */
/**
 * @typedef {object} Page what the panel shows
 * @property {string} title
 * @property {HTMLElement} body
 * @property {"half" | "full"} [wide] wants more of the width than the panel has
 * @property {() => void} [update] follow a change of the window or the filters
 */

/** Pages about no one thing: `#list=...`. */
export const LISTS = ["flows", "places", "unmapped", "registers", "text", "totals", ...TABLES];

/** The pages of the panel, made when they are asked for. */
export class Pages {
  /**
   * @param {Model} model
   * @param {import("./claims.js").Passes} [passes] how a claim stands to the window and the
   *   filters; asked anew whenever a page is updated
   * @param {() => string | null} [day] ISO day as of which the map is seen
   */
  constructor(model, passes = () => "certainly", day = () => null) {
    this.model = model;
    this.passes = passes;
    this.day = day;
    /** Parts of the page that is being made which follow the window and the filters. */
    this.live = new Live();
    this.look = lookup(model);
    this.sites = this.look.sites;
    this.lines = this.look.lines;
    this.flows = this.look.flows;
  }

  /**
   * @param {string} kind
   * @param {string} id
   * @param {string[]} [beside] ids of other lines at the same point
   * @returns {Page | null} null for an id that is not in the atlas
   */
  make(kind, id, beside = []) {
    const live = new Live();
    this.live = live;
    const page = this.made(kind, id, beside);
    if (!page) return null;
    const update = () => {
      live.update();
      page.update?.();
    };
    return { ...page, update };
  }

  /**
   * @param {string} kind
   * @param {string} id
   * @param {string[]} beside
   * @returns {Page | null}
   */
  made(kind, id, beside) {
    if (kind === "line") return this.line(id, beside);
    if (kind === "flow") return this.flow(id);
    if (kind === "leg") return this.line(this.model.legs[id]?.line ?? "", beside);
    if (kind === "site") return this.site(id);
    if (kind === "claim") return this.claim(id);
    const register = Object.hasOwn(REGISTERS, kind) ? REGISTERS[kind] : undefined;
    if (register) return register(this.model, id, this.passes);
    if (kind === "list" && id === "flows") return this.allFlows();
    if (kind === "list" && id === "places") return this.allPlaces();
    if (kind === "list" && id === "unmapped") return this.unmapped();
    if (kind === "list" && id === "registers") return this.registers();
    if (kind === "list" && id === "totals") return totals(this.model, this.passes);
    if (kind === "list") return tablePage(this.model, id, this.passes);
    return null;
  }

  /**
   * @param {string} table
   * @param {string} word
   */
  word(table, word) {
    return this.model.words[table]?.[word]?.label ?? word;
  }

  /** @param {string} id */
  siteName(id) {
    return this.sites.get(id)?.name ?? (id || t("end-unknown"));
  }

  /**
   * A link, as wide as the panel, that opens something else in it.
   *
   * @param {string} kind
   * @param {string} id
   * @param {string} text
   * @param {Node | string} [before]
   */
  row(kind, id, text, before = "") {
    const link = el("a", { href: address(kind, id), class: "t-row-button" });
    append(link, [before, el("span", {}, text)]);
    return link;
  }

  /** @param {{from: string, to: string, direction: string}} ends */
  ends({ from, to, direction }) {
    const join = direction === "unknown" ? "–" : "→";
    return `${this.siteName(from)} ${join} ${this.siteName(to)}`;
  }

  /** @param {Line} line */
  lineSample(line) {
    return this.live.of(() => sample(this.model, asOf(this.model, line, this.day())));
  }

  /**
   * A heading over claims, with how many of them the window and the filters let through.
   *
   * @param {string} key
   * @param {string[]} ids
   */
  count(key, ids) {
    return counted(this.live, this.model, key, ids, this.passes);
  }

  /** Where the map is seen as of a day, what that says of a line and what it does not. */
  then() {
    return this.live.of(() => el("p", { class: "t-remark", hidden: !this.day() }, t("known-remark")));
  }

  /**
   * What a leg's line rests on.
   *
   * @param {string} id
   * @param {string} [look] class of the paragraph
   */
  status(id, look) {
    const { status, why, line } = /** @type {import("./types.js").Leg} */ (this.model.legs[id]);
    const then = statusThen(this.lines.get(line), id, this.day());
    if (then === "") return el("p", { class: look }, t("known-untold"));
    return el(
      "p",
      { class: look },
      el("strong", {}, capital(this.word("LegStatus", then ?? status))),
      ". ",
      ...this.look.linked(then === null ? why || (this.model.words.LegStatus?.[status]?.about ?? "") : t("known-why")),
    );
  }

  /** @param {string[]} ids */
  tally(ids) {
    const parts = [];
    for (const stance of STANCES) {
      const n = ids.filter((id) => this.model.claims[id]?.stance === stance).length;
      if (n || stance === "denies") parts.push(t(`stance-${stance}`, { n }));
    }
    const some = inside(ids, this.passes, this.model.locale);
    return `${parts.join(" · ")}.${some ? ` ${some}.` : ""}`;
  }

  /** @param {string[]} ids */
  vesselsIn(ids) {
    const named = new Set(
      ids.flatMap((id) => (this.model.claims[id]?.about ?? []))
        .filter((about) => about.startsWith("vessel:"))
        .map((about) => about.slice(7)),
    );
    const known = Object.keys(this.model.vessels).filter((id) => named.has(id));
    if (!known.length) return null;
    return el(
      "section",
      { class: "t-block" },
      el("h3", {}, t("vessels-named")),
      el(
        "ul",
        { class: "t-chips" },
        known.map((id) => el("li", {}, this.row("vessel", id, this.model.vessels[id]?.name ?? id))),
      ),
    );
  }

  /**
   * @param {string} id
   * @param {string[]} beside
   * @returns {Page | null}
   */
  line(id, beside) {
    const line = this.lines.get(id);
    if (!line) return null;
    const flows = line.flows.map((flow) => this.flows.get(flow)).filter((flow) => !!flow);
    const body = el("div", { class: "t-page" });
    const list = new ClaimList(this.model, line.claims, this.passes, [
      ...line.flows.map((flow) => `flow:${flow}`),
      ...line.legs.map((leg) => `leg:${leg}`),
    ]);
    const others = beside.filter((other) => other !== id);
    if (others.length) {
      body.append(
        el(
          "section",
          { class: "t-block t-beside" },
          el("h3", {}, t("beside", { n: others.length })),
          el(
            "ul",
            { class: "t-rows" },
            others.map((other) => {
              const neighbour = /** @type {Line} */ (this.lines.get(other));
              return el("li", {}, this.row("line", other, this.lineTitle(neighbour), this.lineSample(neighbour)));
            }),
          ),
        ),
      );
    }
    append(body, [
      el("p", { class: "t-kicker" }, this.lineSample(line), " ", this.word("Theme", line.theme), ", ", this.word("Mode", line.mode)),
      flows.length === 1 ? el("p", { class: "t-ends" }, this.ends(line)) : "",
      list.tally,
    ]);
    if (line.curved) body.append(el("p", { class: "t-remark" }, t("curved-note")));
    append(body, [
      el(
        "section",
        { class: "t-block" },
        el("h3", {}, t("status-why")),
        line.legs.map((leg) => {
          const { flow } = /** @type {import("./types.js").Leg} */ (this.model.legs[leg]);
          return el(
            "div",
            { class: "t-leg" },
            line.legs.length > 1 ? el("p", { class: "t-quiet" }, this.flows.get(flow)?.title ?? flow) : "",
            this.live.of(() => this.status(leg)),
          );
        }),
        this.live.of(() => {
          const seen = asOf(this.model, line, this.day());
          return el("p", {}, `${capital(this.word("Direction", seen.direction))}. ${this.width(seen)}`);
        }),
        this.then(),
      ),
      this.way(line) ?? "",
      el(
        "section",
        { class: "t-block" },
        el("h3", {}, t("flows-here", { n: flows.length })),
        flows.map((flow) => this.flowSummary(flow, flows.length > 1)),
      ),
      ...this.count("claims-count", line.claims),
      list.root,
      this.wider(line.wider),
    ]);
    append(body, [this.vesselsIn(line.claims), this.endButtons([line.from, line.to])]);
    return { title: this.lineTitle(line), body, update: () => list.update() };
  }

  /** @param {Line} line */
  width(line) {
    if (line.width === "none") return t("drawn-width-none");
    if (line.width === "other") return t("drawn-width-other");
    return t("drawn-width", { amount: line.largest });
  }

  /**
   * Claims about the flow of a line that are not about the line itself; made when opened.
   *
   * @param {string[]} claims
   */
  wider(claims) {
    if (!claims.length) return null;
    return this.folded(claims, { class: "t-fold t-wider" }, () => el("h3", {}, this.counted(t("wider", { n: claims.length }), claims)));
  }

  /**
   * Words with a number of claims, and how many of those are inside.
   *
   * @param {string} words
   * @param {string[]} ids
   */
  counted(words, ids) {
    const some = inside(ids, this.passes, this.model.locale);
    return some ? `${words}: ${some}` : words;
  }

  /**
   * Claims that are made when they are first unfolded.
   *
   * @param {string[]} claims
   * @param {Record<string, string>} attributes
   * @param {() => HTMLElement} heading
   */
  folded(claims, attributes, heading) {
    const { live } = this;
    const inner = el("div", {});
    const block = el(
      "details",
      {
        ...attributes,
        ontoggle: () => {
          if (!block.open || inner.childElementCount) return;
          append(inner, claims.map((claim) => live.of(() => card(this.model, claim, { withStance: true, passes: this.passes }))));
        },
      },
      el("summary", {}, this.live.of(heading)),
      inner,
    );
    return block;
  }

  /**
   * What the drawn way is, and what it is not.
   *
   * @param {Line} line
   */
  way(line) {
    const { paths, locale } = this.model;
    const used = line.pieces.flatMap((piece) =>
      "path" in piece ? [paths[piece.path.startsWith("-") ? piece.path.slice(1) : piece.path]] : [],
    );
    if (!used.length) return null;
    const labels = [...new Set(used.filter((path) => !path.missing).map((path) => path.label))];
    const methods = [...new Set(used.filter((path) => !path.missing).map((path) => path.method))];
    const missing = used.filter((path) => path.missing);
    const known = used.filter((path) => path.km !== null);
    const km = known.reduce((sum, path) => sum + (path.km ?? 0), 0);
    return el(
      "section",
      { class: "t-block" },
      el("h3", {}, t("way")),
      labels.map((label) => el("p", {}, `${capital(label)}.`)),
      el("p", {}, t(known.length < used.length ? "way-at-least" : "way-km", { km: distance(km, known.length < used.length, locale) })),
      missing.map((path) => el("p", {}, t("way-missing", { name: path.name }))),
      el(
        "details",
        { class: "t-why" },
        el("summary", {}, t("way-how")),
        methods.map((method) => el("p", {}, method)),
      ),
    );
  }

  /** @param {Line} line */
  lineTitle(line) {
    if (line.flows.length === 1) {
      return this.flows.get(/** @type {string} */ (line.flows[0]))?.title ?? this.ends(line);
    }
    return t("line-many", { ends: this.ends(line), n: line.flows.length });
  }

  /**
   * @param {Flow} flow
   * @param {boolean} titled
   */
  flowSummary(flow, titled) {
    return el(
      "div",
      { class: "t-flow" },
      titled ? el("p", {}, el("strong", {}, flow.title)) : "",
      el("p", {}, flow.summary),
      facts([
        ["commodity", flow.commodity],
        ["state", this.word("State", flow.state)],
        ["sanctions", this.word("Sanctions", flow.sanctions)],
        ["note", this.look.said(flow, "note")],
      ]),
      flow.legs.length > 1 ? this.row("flow", flow.id, t("whole-flow", { n: flow.legs.length })) : "",
    );
  }

  /** @param {string[]} ids */
  endButtons(ids) {
    const known = [...new Set(ids)].map((id) => this.sites.get(id)).filter((site) => !!site);
    return el(
      "section",
      { class: "t-block" },
      el("h3", {}, t("places-here")),
      el("ul", { class: "t-rows" }, known.map((site) => el("li", {}, this.siteButton(site)))),
    );
  }

  /** @param {Site} site */
  siteButton(site) {
    const shape = this.model.style.symbols[site.kind];
    const picture = shape ? symbol(shape, this.model.style) : "";
    return this.row("site", site.id, `${site.name}, ${this.word("Place", site.kind)}`, picture);
  }

  /**
   * @param {string} id
   * @returns {Page | null}
   */
  flow(id) {
    const flow = this.flows.get(id);
    if (!flow) return null;
    const list = new ClaimList(this.model, flow.claims, this.passes, [
      `flow:${id}`,
      ...flow.legs.map((leg) => `leg:${leg}`),
    ]);
    const body = el("div", { class: "t-page" });
    body.append(
      el("p", { class: "t-kicker" }, sample(this.model, { theme: flow.theme }), " ", this.word("Theme", flow.theme)),
      el("p", { class: "t-ends" }, this.ends(flow)),
      list.tally,
      this.flowSummary({ ...flow, legs: [] }, false),
      el(
        "section",
        { class: "t-block" },
        el("h3", {}, t("legs")),
        el(
          "ol",
          { class: "t-rows" },
          flow.legs.map((leg) => {
            const { line, mode, from, to } = /** @type {import("./types.js").Leg} */ (this.model.legs[leg]);
            const text = `${this.ends({ from, to, direction: flow.direction })}, ${this.word("Mode", mode)}`;
            const drawn = this.lines.get(line);
            return el(
              "li",
              {},
              drawn ? this.row("line", line, text, this.lineSample(drawn)) : el("p", {}, text, " ", el("span", { class: "t-quiet" }, t("not-drawn"))),
              this.live.of(() => this.status(leg, "t-under")),
            );
          }),
        ),
        this.then(),
      ),
      ...this.count("claims-count", flow.claims),
      list.root,
    );
    append(body, [this.vesselsIn(flow.claims), this.endButtons([flow.from, flow.to])]);
    return { title: flow.title, body, update: () => list.update() };
  }

  /**
   * @param {string} id
   * @returns {Page | null}
   */
  site(id) {
    const site = this.sites.get(id);
    if (!site) return null;
    const { model } = this;
    const shape = model.style.symbols[site.kind];
    const list = new ClaimList(model, site.claims, this.passes, [
      `site:${id}`,
      ...site.events.map((event) => `event:${event}`),
    ]);
    const lines = model.lines.filter((line) => line.from === id || line.to === id);
    const loose = model.flows.filter(
      (flow) =>
        (flow.from === id || flow.to === id) &&
        flow.claims.length && !flow.legs.some((leg) => lines.some((line) => line.id === model.legs[leg]?.line)),
    );
    const body = el("div", { class: "t-page" });
    const kicker = el("p", { class: "t-kicker" });
    append(kicker, [shape ? symbol(shape, model.style) : "", ` ${this.word("Place", site.kind)}`, site.where ? `, ${site.where}` : ""]);
    body.append(kicker);
    if (site.names.length) {
      const names = el("p", { class: "t-names" });
      site.names.forEach(([lang, name], i) => append(names, [i ? " · " : "", el("span", { lang }, name)]));
      body.append(names);
    }
    body.append(
      el("p", { class: "t-remark" }, this.precision(site)),
      facts([
        ["role", site.role],
        ["doubts", site.flags.map((flag) => this.word("Flag", flag)).join("; ")],
        ["note", this.look.said(site, "note")],
      ]),
    );
    if (site.obs.length) {
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, t("observations", { n: site.obs.length })),
          observations(model, site.obs.flatMap((i) => model.observations[i]?.id ?? [])),
        ),
      );
    }
    if (site.events.length) {
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, t("events", { n: site.events.length })),
          el(
            "ul",
            { class: "t-observations" },
            site.events.map((key) => {
              const event = /** @type {import("./types.js").Event_} */ (model.events[key]);
              return el(
                "li",
                {},
                el("span", { class: "t-date" }, event.date || t("undated")),
                el("p", {}, this.look.to("event", key)),
                el("p", { class: "t-quiet" }, `${this.word("EventKind", event.kind)}; ${this.word("EventStatus", event.status)}`),
              );
            }),
          ),
        ),
      );
    }
    if (lines.length || loose.length) {
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, t("lines-here", { n: lines.length + loose.length })),
          el(
            "ul",
            { class: "t-rows" },
            lines.map((line) => el("li", {}, this.row("line", line.id, this.lineTitle(line), this.lineSample(line)))),
            loose.map((flow) => el("li", {}, this.row("flow", flow.id, `${flow.title} (${t("not-drawn")})`))),
          ),
        ),
      );
    }
    body.append(
      ...this.count("claims-site", site.claims),
      list.root,
    );
    return { title: site.name, body, update: () => list.update() };
  }

  /** @param {Site} site */
  precision(site) {
    const { locale } = this.model;
    const u = site.u === null ? 0 : upwards(site.u);
    const far = !u ? "" : u >= 1000 ? `${format(u / 1000, locale)} km` : `${format(u, locale)} m`;
    return t(`precision-${site.precision}`, { far }) + (far && site.precision !== "unlocated" ? ` ${t("within", { far })}` : "");
  }

  /**
   * @param {string} id
   * @returns {Page | null}
   */
  claim(id) {
    const claim = this.model.claims[id];
    if (!claim) return null;
    const body = el("div", { class: "t-page" });
    const make = () => card(this.model, id, { withStance: true, passes: this.passes });
    let shown = make();
    body.append(shown);
    const rows = [];
    for (const about of claim.about) {
      const [kind, key] = cut(about);
      const site = this.sites.get(key);
      if (kind === "site" && site) rows.push(this.siteButton(site));
      else if (kind === "leg" && this.model.legs[key]?.line) {
        rows.push(this.row("leg", key, this.ends({ ...this.model.legs[key], direction: "reported" })));
      } else {
        const name = this.look.name(kind, key);
        if (name !== null && kind !== "practice") rows.push(this.row(kind, key, name));
        else if (name !== null) rows.push(el("p", {}, name));
      }
    }
    if (rows.length) {
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, t("about")),
          el("ul", { class: "t-rows" }, rows.map((row) => el("li", {}, row))),
        ),
      );
    }
    const update = () => {
      const next = make();
      carry(shown, next);
      const back = focusIn(shown);
      shown.replaceWith(next);
      back?.(next);
      shown = next;
    };
    return { title: t("claim-title", { id }), body, update };
  }

  /** @returns {Page} */
  registers() {
    const rows = ["totals", ...TABLES].map((name) => el("li", {}, this.row("list", name, nameOf(name))));
    return {
      title: t("registers"),
      body: el("div", { class: "t-page" }, el("p", {}, t("text-about")), el("ul", { class: "t-rows" }, rows)),
    };
  }

  /** @returns {Page} */
  allFlows() {
    const body = el("div", { class: "t-page" });
    for (const group of this.model.themes) {
      const flows = this.model.flows.filter((flow) => flow.theme === group.id && flow.claims.length);
      if (!flows.length) continue;
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, `${group.label} (${flows.length})`),
          el(
            "ul",
            { class: "t-rows" },
            flows.map((flow) => {
              const drawn = flow.legs.map((leg) => this.lines.get(this.model.legs[leg]?.line ?? "")).filter((line) => !!line);
              const single = flow.legs.length === 1 ? drawn[0] : undefined;
              const picture = drawn[0] ? this.lineSample(drawn[0]) : sample(this.model, { theme: group.id });
              return el(
                "li",
                {},
                single ? this.row("line", single.id, flow.title, picture) : this.row("flow", flow.id, flow.title, picture),
                this.live.of(() =>
                  el(
                    "p",
                    { class: "t-under" },
                    `${this.ends(flow)}. ${this.tally(flow.claims)}`,
                    drawn.length ? "" : ` ${t("not-drawn")}.`,
                  ),
                ),
              );
            }),
          ),
        ),
      );
    }
    return { title: t("all-flows-title", { n: this.model.counts.flows }), body };
  }

  /** @returns {Page} */
  allPlaces() {
    const body = el("div", { class: "t-page" });
    for (const layer of this.model.layers) {
      const sites = this.model.sites
        .filter((site) => site.layer === layer.id)
        .sort((a, b) => a.name.localeCompare(b.name, this.model.locale));
      if (!sites.length) continue;
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, `${layer.label} (${sites.length})`),
          el(
            "ul",
            { class: "t-rows" },
            sites.map((site) =>
              el("li", {}, this.siteButton(site), site.at ? "" : el("p", { class: "t-under" }, t("precision-unlocated"))),
            ),
          ),
        ),
      );
    }
    return { title: t("all-places-title", { n: this.model.sites.length }), body };
  }

  /** @returns {Page} */
  unmapped() {
    const body = el("div", { class: "t-page" });
    body.append(el("p", {}, t("unmapped-about", { n: this.model.counts.unmapped })));
    for (const { id, label, claims } of this.model.unmapped) {
      body.append(
        this.folded(claims, { class: "t-reason", "data-reason": id }, () => el("span", {}, this.counted(`${label} (${claims.length})`, claims))),
      );
    }
    return { title: t("unmapped", { n: this.model.counts.unmapped }), body };
  }

  /**
   * What the panel shows when nothing is chosen.
   *
   * @param {HTMLElement} layers
   * @param {() => string} tally how many claims pass, in words; empty where nothing is left out
   * @returns {Page}
   */
  home(layers, tally) {
    const { counts, credits } = this.model;
    const live = new Live();
    const some = () => {
      const words = tally();
      return el("p", { class: "t-home-tally", hidden: !words }, words && t("home-tally", { tally: words }));
    };
    const body = el("div", { class: "t-page t-home" });
    body.append(
      el("p", { class: "t-lead" }, this.model.subtitle),
      el("p", {}, t("counts", { ...counts })),
      live.of(some),
      el("section", { class: "t-block" }, el("h2", {}, t("layers")), layers),
      el(
        "details",
        { class: "t-fold", open: true },
        el("summary", {}, el("h2", {}, t("legend"))),
        legend(this.model),
      ),
      el(
        "details",
        { class: "t-fold" },
        el("summary", {}, el("h2", {}, t("about-map"))),
        this.model.about.map((text) => el("p", {}, text)),
        el("h3", {}, t("credits")),
        el(
          "ul",
          { class: "t-credits" },
          credits.map(({ title, credit, licence }) => el("li", {}, [title, credit, licence].filter(Boolean).join(". "))),
        ),
      ),
    );
    return { title: t("home"), body, update: () => live.update() };
  }
}

/**
 * Two digits, never rounded down: "within" must stay true.
 *
 * @param {number} metres
 */
function upwards(metres) {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(metres)) - 1);
  return Math.ceil(metres / step) * step;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A length with two digits; one that says "more than" is never rounded up.
 *
 * @param {number} km
 * @param {boolean} least
 * @param {string} locale
 */
function distance(km, least, locale) {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(km)) - 1);
  return format(least ? Math.floor(km / step) * step : km, locale);
}

/**
 * A distance with no more digits than it deserves.
 *
 * @param {number} value
 * @param {string} locale
 */
function format(value, locale) {
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(value);
}
