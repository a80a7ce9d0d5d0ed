/** What the panel shows for a line, a flow, a site, a vessel, a claim, or as a list. */
import { byStance, card, STANCES } from "./claims.js";
import { append, el } from "./dom.js";
import { legend, sample } from "./legend.js";
import { symbol } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Flow} Flow */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Site} Site */
/** @typedef {(kind: string, id: string, from: HTMLElement) => void} Open */
/** @typedef {{title: string, body: HTMLElement}} Page */

/** The pages of the panel, made when they are asked for. */
export class Pages {
  /**
   * @param {Model} model
   * @param {Open} open
   */
  constructor(model, open) {
    this.model = model;
    this.open = open;
    this.sites = new Map(model.sites.map((site) => [site.id, site]));
    this.lines = new Map(model.lines.map((line) => [line.id, line]));
    this.flows = new Map(model.flows.map((flow) => [flow.id, flow]));
  }

  /**
   * @param {string} kind
   * @param {string} id
   * @param {string[]} [beside] ids of other lines at the same point
   * @returns {Page | null} null for an id that is not in the atlas
   */
  make(kind, id, beside = []) {
    if (kind === "line") return this.line(id, beside);
    if (kind === "flow") return this.flow(id);
    if (kind === "leg") return this.line(this.model.legs[id]?.line ?? "", beside);
    if (kind === "site") return this.site(id);
    if (kind === "vessel") return this.vessel(id);
    if (kind === "claim") return this.claim(id);
    if (kind === "list" && id === "flows") return this.allFlows();
    if (kind === "list" && id === "places") return this.allPlaces();
    if (kind === "list" && id === "unmapped") return this.unmapped();
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
   * A button that opens something else in the panel.
   *
   * @param {string} kind
   * @param {string} id
   * @param {string} text
   * @param {Node | string} [before]
   */
  button(kind, id, text, before = "") {
    const button = el(
      "button",
      { type: "button", class: "t-row-button", onclick: () => this.open(kind, id, button) },
    );
    append(button, [before, el("span", {}, text)]);
    return button;
  }

  /** @param {{from: string, to: string, direction: string}} ends */
  ends({ from, to, direction }) {
    const join = direction === "unknown" ? "–" : "→";
    return `${this.siteName(from)} ${join} ${this.siteName(to)}`;
  }

  /** @param {Line} line */
  lineSample(line) {
    return sample(this.model, line);
  }

  /** @param {string[]} ids */
  tally(ids) {
    const parts = [];
    for (const stance of STANCES) {
      const n = ids.filter((id) => this.model.claims[id]?.stance === stance).length;
      if (n || stance === "denies") parts.push(t(`stance-${stance}`, { n }));
    }
    return parts.join(" · ");
  }

  /**
   * The five stances with their counts; each leads to its claims further down.
   *
   * @param {string[]} ids
   */
  tallyBar(ids) {
    return el(
      "ul",
      { class: "t-tally", "aria-label": t("claims-count", { n: ids.length }) },
      STANCES.map((stance) => {
        const n = ids.filter((id) => this.model.claims[id]?.stance === stance).length;
        const go = () => {
          const heading = /** @type {HTMLElement | null} */ (
            document.querySelector(`.t-panel .t-stance-${stance} > h3`)
          );
          heading?.scrollIntoView({ block: "start" });
          heading?.focus({ preventScroll: true });
        };
        return el("li", {}, el("button", { type: "button", onclick: go }, t(`stance-${stance}`, { n })));
      }),
    );
  }

  /** @param {[string, Node | string][]} rows */
  facts(rows) {
    const list = el("dl", { class: "t-facts" });
    for (const [key, value] of rows) {
      if (value) list.append(el("dt", {}, t(key)), el("dd", {}, value));
    }
    return list;
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
        known.map((id) => el("li", {}, this.button("vessel", id, this.model.vessels[id]?.name ?? id))),
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
              return el("li", {}, this.button("line", other, this.lineTitle(neighbour), this.lineSample(neighbour)));
            }),
          ),
        ),
      );
    }
    append(body, [
      el("p", { class: "t-kicker" }, this.lineSample(line), " ", this.word("Theme", line.theme), ", ", this.word("Mode", line.mode)),
      flows.length === 1 ? el("p", { class: "t-ends" }, this.ends(line)) : "",
      this.tallyBar(line.claims),
    ]);
    if (line.curved) body.append(el("p", { class: "t-remark" }, t("curved-note")));
    append(body, [
      el(
        "section",
        { class: "t-block" },
        el("h3", {}, t("status-why")),
        line.legs.map((leg) => {
          const { status, why, flow } = /** @type {import("./types.js").Leg} */ (this.model.legs[leg]);
          return el(
            "div",
            { class: "t-leg" },
            line.legs.length > 1 ? el("p", { class: "t-quiet" }, this.flows.get(flow)?.title ?? flow) : "",
            el(
              "p",
              {},
              el("strong", {}, capital(this.word("LegStatus", status))),
              ". ",
              why || (this.model.words.LegStatus?.[status]?.about ?? ""),
            ),
          );
        }),
        el("p", {}, `${capital(this.word("Direction", line.direction))}. ${this.width(line)}`),
      ),
      this.way(line) ?? "",
      el(
        "section",
        { class: "t-block" },
        el("h3", {}, t("flows-here", { n: flows.length })),
        flows.map((flow) => this.flowSummary(flow, flows.length > 1)),
      ),
      el("h3", { class: "t-count" }, t("claims-count", { n: line.claims.length })),
      byStance(this.model, line.claims, this.open, [
        ...line.flows.map((flow) => `flow:${flow}`),
        ...line.legs.map((leg) => `leg:${leg}`),
      ]),
      this.wider(line.wider),
    ]);
    append(body, [this.vesselsIn(line.claims), this.endButtons([line.from, line.to])]);
    return { title: this.lineTitle(line), body };
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
    const inner = el("div", {});
    const block = el(
      "details",
      {
        class: "t-fold t-wider",
        ontoggle: () => {
          if (block.open && !inner.childElementCount) {
            append(inner, claims.map((claim) => card(this.model, claim, this.open, { withStance: true })));
          }
        },
      },
      el("summary", {}, el("h3", {}, t("wider", { n: claims.length }))),
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
      this.facts([
        ["commodity", flow.commodity],
        ["state", this.word("State", flow.state)],
        ["sanctions", this.word("Sanctions", flow.sanctions)],
        ["note", flow.note ? el("span", { lang: "en" }, flow.note) : ""],
      ]),
      flow.legs.length > 1 ? this.button("flow", flow.id, t("whole-flow", { n: flow.legs.length })) : "",
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
    return this.button("site", site.id, `${site.name}, ${this.word("Place", site.kind)}`, picture);
  }

  /**
   * @param {string} id
   * @returns {Page | null}
   */
  flow(id) {
    const flow = this.flows.get(id);
    if (!flow) return null;
    const body = el("div", { class: "t-page" });
    body.append(
      el("p", { class: "t-kicker" }, sample(this.model, { theme: flow.theme }), " ", this.word("Theme", flow.theme)),
      el("p", { class: "t-ends" }, this.ends(flow)),
      this.tallyBar(flow.claims),
      this.flowSummary({ ...flow, legs: [] }, false),
      el(
        "section",
        { class: "t-block" },
        el("h3", {}, t("legs")),
        el(
          "ol",
          { class: "t-rows" },
          flow.legs.map((leg) => {
            const { line, mode, status, why, from, to } = /** @type {import("./types.js").Leg} */ (this.model.legs[leg]);
            const text = `${this.ends({ from, to, direction: flow.direction })}, ${this.word("Mode", mode)}`;
            const drawn = this.lines.get(line);
            return el(
              "li",
              {},
              drawn ? this.button("line", line, text, this.lineSample(drawn)) : el("p", {}, text, " ", el("span", { class: "t-quiet" }, t("not-drawn"))),
              el("p", { class: "t-under" }, el("strong", {}, capital(this.word("LegStatus", status))), ". ", why),
            );
          }),
        ),
      ),
      el("h3", { class: "t-count" }, t("claims-count", { n: flow.claims.length })),
      byStance(this.model, flow.claims, this.open, [
        `flow:${id}`,
        ...flow.legs.map((leg) => `leg:${leg}`),
      ]),
    );
    append(body, [this.vesselsIn(flow.claims), this.endButtons([flow.from, flow.to])]);
    return { title: flow.title, body };
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
      this.facts([
        ["role", site.role],
        ["doubts", site.flags.map((flag) => this.word("Flag", flag)).join("; ")],
        ["note", site.note ? el("span", { lang: "en" }, site.note) : ""],
      ]),
    );
    if (site.obs.length) {
      body.append(
        el(
          "section",
          { class: "t-block" },
          el("h3", {}, t("observations", { n: site.obs.length })),
          el("ul", { class: "t-observations" }, site.obs.map((i) => this.observation(i))),
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
                el("p", {}, event.title),
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
            lines.map((line) => el("li", {}, this.button("line", line.id, this.lineTitle(line), this.lineSample(line)))),
            loose.map((flow) => el("li", {}, this.button("flow", flow.id, `${flow.title} (${t("not-drawn")})`))),
          ),
        ),
      );
    }
    body.append(
      el("h3", { class: "t-count" }, t("claims-site", { n: site.claims.length })),
      byStance(model, site.claims, this.open, [
        `site:${id}`,
        ...site.events.map((event) => `event:${event}`),
      ]),
    );
    return { title: site.name, body };
  }

  /** @param {Site} site */
  precision(site) {
    const { locale } = this.model;
    const u = site.u === null ? 0 : upwards(site.u);
    const far = !u ? "" : u >= 1000 ? `${format(u / 1000, locale)} km` : `${format(u, locale)} m`;
    return t(`precision-${site.precision}`, { far }) + (far && site.precision !== "unlocated" ? ` ${t("within", { far })}` : "");
  }

  /** @param {number} i */
  observation(i) {
    const seen = this.model.observations[i];
    if (!seen) return el("li", {});
    const source = this.model.sources[seen.source];
    return el(
      "li",
      { class: `t-outcome-${seen.outcome}` },
      el("span", { class: "t-date" }, seen.date || t("undated")),
      el("p", {}, el("strong", {}, capital(this.word("Outcome", seen.outcome))), ": ", seen.activity || seen.object),
      this.facts([
        ["object", seen.activity ? seen.object : ""],
        ["count", seen.count],
        ["ais", seen.ais],
        ["evidence", this.word("Evidence", seen.evidence)],
        ["doubts", seen.flags.map((flag) => this.word("Flag", flag)).join("; ")],
        ["source", [source?.title ?? seen.source, seen.at].filter(Boolean).join(", ")],
      ]),
    );
  }

  /**
   * @param {string} id
   * @returns {Page | null}
   */
  vessel(id) {
    const vessel = this.model.vessels[id];
    if (!vessel) return null;
    const body = el("div", { class: "t-page" });
    body.append(
      el("p", { class: "t-kicker" }, vessel.kind, vessel.imo ? `, ${t("imo", { imo: vessel.imo })}` : ""),
      el("p", {}, vessel.role),
      this.details(vessel.details),
      el("p", { class: "t-remark" }, t("no-wrongdoing")),
      el("h3", { class: "t-count" }, t("claims-vessel", { n: vessel.claims.length })),
      byStance(this.model, vessel.claims, this.open, [`vessel:${id}`]),
    );
    return { title: vessel.name, body };
  }

  /** @param {[string, string, string][]} details */
  details(details) {
    const list = el("dl", { class: "t-facts" });
    for (const [attribute, value, date] of details) {
      list.append(
        el("dt", {}, this.word("VesselAttribute", attribute)),
        el("dd", {}, value, date ? el("span", { class: "t-quiet" }, ` ${date}`) : ""),
      );
    }
    return list;
  }

  /**
   * @param {string} id
   * @returns {Page | null}
   */
  claim(id) {
    const claim = this.model.claims[id];
    if (!claim) return null;
    const body = el("div", { class: "t-page" });
    body.append(card(this.model, id, this.open, { withStance: true }));
    const rows = [];
    for (const about of claim.about) {
      const at = about.indexOf(":");
      const [kind, key] = [about.slice(0, at), about.slice(at + 1)];
      const flow = this.flows.get(key);
      const site = this.sites.get(key);
      const vessel = this.model.vessels[key];
      if (kind === "flow" && flow) rows.push(this.button("flow", key, flow.title));
      else if (kind === "leg" && this.model.legs[key]?.line) {
        rows.push(this.button("leg", key, this.ends({ ...this.model.legs[key], direction: "reported" })));
      } else if (kind === "site" && site) rows.push(this.siteButton(site));
      else if (kind === "vessel" && vessel) rows.push(this.button("vessel", key, vessel.name));
      else if (kind === "event" && this.model.events[key]) rows.push(el("p", {}, this.model.events[key].title));
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
    return { title: t("claim-title", { id }), body };
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
              const picture = sample(this.model, drawn[0] ?? { theme: group.id });
              return el(
                "li",
                {},
                single ? this.button("line", single.id, flow.title, picture) : this.button("flow", flow.id, flow.title, picture),
                el(
                  "p",
                  { class: "t-under" },
                  `${this.ends(flow)}. ${this.tally(flow.claims)}.`,
                  drawn.length ? "" : ` ${t("not-drawn")}.`,
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
      const inner = el("div", {});
      const block = el(
        "details",
        {
          class: "t-reason",
          "data-reason": id,
          ontoggle: () => {
            if (block.open && !inner.childElementCount) {
              append(inner, claims.map((claim) => card(this.model, claim, this.open, { withStance: true })));
            }
          },
        },
        el("summary", {}, `${label} (${claims.length})`),
        inner,
      );
      body.append(block);
    }
    return { title: t("unmapped", { n: this.model.counts.unmapped }), body };
  }

  /**
   * What the panel shows when nothing is chosen.
   *
   * @param {HTMLElement} layers
   * @returns {Page}
   */
  home(layers) {
    const { counts, credits } = this.model;
    const body = el("div", { class: "t-page t-home" });
    body.append(
      el("p", { class: "t-lead" }, this.model.subtitle),
      el("p", {}, t("counts", { ...counts })),
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
    return { title: t("home"), body };
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
