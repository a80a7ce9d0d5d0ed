/** Pages of the panel for what the registers hold: sources, vessels, observations, events,
 * speakers, conflicts, numbers about a country, and tombstones. */
import { card, ClaimList, counted } from "./claims.js";
import { append, el, Live, outside, told } from "./dom.js";
import { lookup } from "./lookup.js";
import { tombstone } from "./tombstone.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Observation} Observation */
/** @typedef {import("./claims.js").Passes} Passes */
/** @typedef {import("./panel.js").Page} Page */

/** @type {Record<string, (model: Model, id: string, passes: Passes) => Page | null>} */
export const REGISTERS = {
  source, vessel, observation, event, actor, conflict, indicator,
  withdrawn: (model, id) => tombstone(model, "claim", id),
};

/**
 * Rows of a description list; a row without a value is left out.
 *
 * @param {[string, Node | string | (Node | string)[]][]} rows
 */
export function facts(rows) {
  const list = el("dl", { class: "t-facts" });
  for (const [key, value] of rows) {
    const values = [value].flat().filter((one) => one !== "");
    if (values.length) list.append(el("dt", {}, t(key)), el("dd", {}, ...values));
  }
  return list;
}

/**
 * A block under its own heading.
 *
 * @param {string} heading
 * @param {...(Node | string)} children
 */
export function block(heading, ...children) {
  return el("section", { class: "t-block" }, el("h3", {}, heading), ...children);
}

/**
 * The claims of a page under their heading; "no claim" is said.
 *
 * @param {Model} model
 * @param {string} key words with the number
 * @param {string[]} ids
 * @param {Passes} passes
 * @param {string[]} [here]
 */
function claims(model, key, ids, passes, here) {
  const list = new ClaimList(model, ids, passes, here);
  const live = new Live();
  return {
    update: () => {
      live.update();
      list.update();
    },
    nodes: ids.length
      ? [...counted(live, model, key, ids, passes), list.root]
      : [el("p", { class: "t-none" }, t("no-claims"))],
  };
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function source(model, id, passes) {
  const row = model.sources[id];
  if (!row) return null;
  const look = lookup(model);
  const { update, nodes } = claims(model, "claims-source", look.claimsOfSource(id), passes);
  const seen = look.observationsIn(id);
  const body = el(
    "div",
    { class: "t-page" },
    el("p", { class: "t-kicker" }, row.kind, `, ${id}`),
    el(
      "div",
      { class: "t-weigh" },
      el(
        "p",
        { class: "t-likelihood" },
        el("span", { class: "t-mark-of" }, `${t("grade")} `),
        el("b", { class: "t-mark", title: t("mark-letter", { mark: row.letter }) }, row.letter),
        ` ${look.word("Reliability", row.letter)}`,
      ),
      row.why ? el("p", { class: "t-under-mark" }, ...look.linked(row.why)) : "",
    ),
    facts([
      ["authors", row.authors ?? ""],
      ["publisher", row.by || t("not-reported")],
      ["published", row.date || t("not-reported")],
      ["read", told(row, "read")],
      ["language", row.lang ?? ""],
      ["address", row.url ? outside(row.url, row.url) : t("no-address")],
      ["archived", row.archived ? outside(row.archived, row.archived) : ""],
      ["captured", row.captured ?? ""],
      ["licence", row.licence ?? ""],
      ["same-work", look.all("source", row.same ?? [])],
      ["cited-in", row.cited ? look.to("source", row.cited) : ""],
      ["note", look.said(row, "note")],
    ]),
    seen.length ? block(t("obs-source", { n: seen.length }), observations(model, seen)) : "",
    ...nodes,
  );
  return { title: row.title, body, update };
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function vessel(model, id, passes) {
  const row = model.vessels[id];
  if (!row) return null;
  const look = lookup(model);
  const seen = look.observationsOf(id);
  const { update, nodes } = claims(model, "claims-vessel", row.claims, passes, [`vessel:${id}`]);
  const body = el(
    "div",
    { class: "t-page" },
    el("p", { class: "t-kicker" }, kindOf(row.kind, "vessel"), ", ", row.imo ? t("imo", { imo: row.imo }) : t("no-imo")),
    el("p", {}, row.role),
    facts([
      ["aliases", row.aliases.join("; ")],
      ["source", row.source ? [look.to("source", row.source), row.at ? ", " : "", told(row, "at")] : ""],
      ["note", look.said(row, "note")],
    ]),
    row.timeline.length ? block(t("timeline"), timeline(model, row.timeline), el("p", { class: "t-quiet" }, t("timeline-note"))) : "",
    seen.length
      ? block(t("looked", { n: seen.length }), observations(model, seen))
      : el("p", { class: "t-none" }, t("never-looked")),
    el("p", { class: "t-remark" }, t("no-wrongdoing")),
    ...nodes,
  );
  return { title: row.name, body, update };
}

/**
 * @param {Model} model
 * @param {import("./types.js").VesselRow[]} rows by date
 */
function timeline(model, rows) {
  const look = lookup(model);
  return el(
    "table",
    { class: "t-timeline" },
    el("caption", { class: "t-hidden" }, t("timeline")),
    el("thead", {}, el("tr", {}, ["date", "what", "value"].map((key) => el("th", { scope: "col" }, t(key))))),
    el(
      "tbody",
      {},
      rows.map((row) =>
        el(
          "tr",
          {},
          el("td", row.date ? {} : { class: "t-quiet" }, row.date || t("not-reported")),
          el("td", {}, look.word("VesselAttribute", row.what)),
          el(
            "td",
            {},
            told(row, "value"),
            row.authority ? ` (${row.authority})` : "",
            row.source ? el("span", { class: "t-quiet" }, " ", look.to("source", row.source, row.source), row.at ? ", " : "", told(row, "at")) : "",
            row.note ? el("span", { class: "t-quiet" }, " ", ...look.said(row, "note")) : "",
          ),
        ),
      ),
    ),
  );
}

/**
 * Observations as a list, each with what looking gave.
 *
 * @param {Model} model
 * @param {string[]} ids
 */
export function observations(model, ids) {
  const look = lookup(model);
  return el(
    "ul",
    { class: "t-observations" },
    ids.map((id) => {
      const one = look.observations.get(id);
      if (!one) return el("li", {}, id);
      return el(
        "li",
        { class: `t-outcome-${one.outcome}` },
        el("p", {}, el("span", { class: "t-date" }, one.date || t("undated")), " ", look.to("observation", id)),
        el("p", {}, effort(model, one), one.activity || one.object),
        watched(model, one),
      );
    }),
  );
}

/**
 * @param {Model} model
 * @param {Observation} one
 */
function effort(model, one) {
  const words = lookup(model).word("Outcome", one.outcome);
  return el("strong", { class: "t-effort" }, t("effort-said", { effort: words.charAt(0).toUpperCase() + words.slice(1) }), " ");
}

/**
 * @param {Model} model
 * @param {Observation} one
 */
function watched(model, one) {
  const look = lookup(model);
  return facts([
    ["object", one.activity ? one.object : ""],
    ["count", one.count],
    ["ais", told(one, "ais")],
    ["evidence", look.word("Evidence", one.evidence)],
    ["doubts", one.flags.map((flag) => look.word("Flag", flag)).join("; ")],
    ["source", [look.to("source", one.source), one.at ? ", " : "", told(one, "at")]],
  ]);
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function observation(model, id, passes) {
  const look = lookup(model);
  const one = look.observations.get(id);
  if (!one) return null;
  const { update, nodes } = claims(model, "supports", one.claims, passes);
  const sites = [one.site, one.other].filter(Boolean);
  const body = el(
    "div",
    { class: "t-page" },
    el("p", { class: "t-kicker" }, one.date || t("undated")),
    el("p", {}, el("strong", {}, t(`effort-${one.outcome}`))),
    one.activity ? el("p", {}, one.activity) : "",
    facts([
      ["place", look.all("site", sites, " – ")],
      ["place-printed", one.place],
      ["object", one.object],
      ["list-vessels", look.all("vessel", one.vessels)],
      ["count", one.count || t("not-reported")],
      ["ais", told(one, "ais") || t("ais-unknown")],
      ["evidence", look.word("Evidence", one.evidence)],
      ["doubts", one.flags.map((flag) => look.word("Flag", flag)).join("; ")],
      ["source", [look.to("source", one.source), one.at ? ", " : "", told(one, "at")]],
      ["note", look.said(one, "note")],
    ]),
    ...nodes,
  );
  return { title: t("observation-of", { id }), body, update };
}

/**
 * What is told of an event, one line for each `name=value`; other words as they stand.
 *
 * @param {import("./lookup.js").Lookup} look
 * @param {import("./types.js").Event_} row
 */
function named(look, row) {
  if (!row.told) return "";
  const lines = row.told.split(/ *; */).map((one) => {
    const at = one.indexOf("=");
    const value = one.slice(at + 1).replaceAll("|", ", ");
    return at < 0 ? one : t("named", { name: one.slice(0, at).replaceAll("_", " "), words: value });
  });
  const lang = row.en?.includes("told") ? "en" : null;
  return el("ul", { class: "t-told", lang }, lines.map((one) => el("li", {}, ...look.linked(one))));
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function event(model, id, passes) {
  const row = model.events[id];
  if (!row) return null;
  const look = lookup(model);
  const { update, nodes } = claims(model, "claims-event", row.claims, passes, [`event:${id}`]);
  const body = el(
    "div",
    { class: "t-page" },
    el("p", { class: "t-kicker" }, `${look.word("EventKind", row.kind)}, ${row.date || t("undated")}`),
    el("p", { class: "t-ends" }, look.word("EventStatus", row.status)),
    facts([
      ["place", row.site ? look.to("site", row.site) : t("not-reported")],
      ["participants", look.all("actor", row.actors)],
      ["attributes", named(look, row)],
      ["doubts", row.flags.map((flag) => look.word("Flag", flag)).join("; ")],
      ["note", look.said(row, "note")],
    ]),
    ...nodes,
  );
  return { title: row.title, body, update };
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function actor(model, id, passes) {
  const row = model.actors[id];
  if (!row) return null;
  const look = lookup(model);
  const spoken = look.claimsBy(id);
  const about = look.claimsAbout(`actor:${id}`);
  const events = look.eventsOf(id);
  const said = claims(model, "speaks", spoken, passes);
  const of = claims(model, "spoken-of", about, passes, [`actor:${id}`]);
  const body = el(
    "div",
    { class: "t-page" },
    el("p", { class: "t-kicker" }, kindOf(row.kind), row.country ? ", " : "", told(row, "country")),
    el("p", {}, row.role),
    facts([
      ["affiliation", told(row, "affiliation")],
      ["as-printed", row.printed ?? ""],
      ["list-events", look.all("event", events)],
      ["note", look.said(row, "note")],
    ]),
    el("p", { class: "t-remark" }, t("no-wrongdoing")),
    ...(spoken.length || !about.length ? said.nodes : []),
    ...(about.length ? of.nodes : []),
  );
  return {
    title: row.name,
    body,
    update: () => {
      said.update();
      of.update();
    },
  };
}

/**
 * The kind of an actor or a vessel in words; one of an atlas of one's own as it stands.
 *
 * @param {string} kind
 * @param {"actor" | "vessel"} [of]
 */
export function kindOf(kind, of = "actor") {
  const words = t(`${of}-${kind}`);
  return words === `${of}-${kind}` ? kind : words;
}

/**
 * Two readings side by side, each with its claims; on a phone one under the other.
 *
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function conflict(model, id, passes) {
  const row = model.conflicts[id];
  if (!row) return null;
  const look = lookup(model);
  const live = new Live();
  const sides = row.readings.map(({ text, claims: ids }, at) => {
    const side = el(
      "section",
      { class: "t-reading" },
      el("h3", {}, t(at ? "reading-two" : "reading-one")),
      text ? el("p", { class: "t-claim-text" }, text) : el("p", { class: "t-none" }, t("no-reading")),
    );
    append(side, ids.map((claim) => live.of(() => card(model, claim, { withStance: true, passes }))));
    return side;
  });
  const body = el(
    "div",
    { class: "t-page" },
    el(
      "p",
      { class: "t-kicker" },
      [id, t(`conflict-${row.kind}`), t(`resolution-${row.resolution}`)].join(", "),
    ),
    el("p", { class: "t-quiet" }, t(`severity-${row.severity}`)),
    el("div", { class: "t-readings" }, sides),
    row.elsewhere ? block(t("elsewhere"), el("p", {}, ...look.linked(row.elsewhere))) : "",
    row.handling ? block(t("handling"), el("p", {}, ...look.linked(row.handling))) : "",
  );
  return { title: row.title, body, wide: "half", update: () => live.update() };
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {Passes} passes
 * @returns {Page | null}
 */
function indicator(model, id, passes) {
  const row = model.indicators[id];
  if (!row) return null;
  const look = lookup(model);
  const { update, nodes } = claims(model, "claims-count", row.claims, passes, [`indicator:${id}`]);
  const body = el(
    "div",
    { class: "t-page" },
    facts([
      ["place", row.area ? look.to("site", row.area) : ""],
      ["unit", row.unit],
      ["note", look.said(row, "note")],
    ]),
    ...nodes,
  );
  return { title: row.title, body, update };
}
