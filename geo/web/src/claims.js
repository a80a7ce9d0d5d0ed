/** Claims as cards: who said what, when, on what, and how it can be weighed. */
import { append, el, outside } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Claim} Claim */

/** The five stances in the order in which they always stand, whatever their number. */
export const STANCES = /** @type {const} */ ([
  "asserts",
  "denies",
  "cannot-confirm",
  "speculates",
  "forecast",
]);

/**
 * Claims under five headings of equal weight; an empty one says so.
 *
 * @param {Model} model
 * @param {string[]} ids in order of date
 * @param {(kind: string, id: string, from: HTMLElement) => void} open
 * @param {string[]} here what the page is about (`flow:x`); a claim about something wider says so
 * @returns {HTMLElement}
 */
export function byStance(model, ids, open, here) {
  const all = el("div", { class: "t-stances" });
  for (const stance of STANCES) {
    const own = ids.filter((id) => model.claims[id]?.stance === stance);
    const section = el(
      "section",
      { class: `t-stance t-stance-${stance}` },
      el("h3", { tabindex: -1 }, t(`stance-${stance}`, { n: own.length })),
    );
    if (!own.length) section.append(el("p", { class: "t-none" }, t(`none-${stance}`)));
    else append(section, own.map((id) => card(model, id, open, { here: new Set(here) })));
    all.append(section);
  }
  return all;
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {(kind: string, id: string, from: HTMLElement) => void} open
 * @param {{withStance?: boolean, here?: Set<string>}} [options] say the stance on the card itself;
 *   say what the claim is about unless that is here
 * @returns {HTMLElement}
 */
export function card(model, id, open, { withStance = false, here } = {}) {
  const claim = model.claims[id];
  if (!claim) return el("p", {}, id);
  const words = model.words;
  const source = model.sources[claim.source];
  const label = (/** @type {string} */ table, /** @type {string} */ word) =>
    words[table]?.[word]?.label ?? word;
  const facts = el("dl", { class: "t-facts" });
  const fact = (/** @type {string} */ key, /** @type {(Node | string)[]} */ ...values) => {
    if (!values.some((value) => value !== "")) return;
    facts.append(el("dt", {}, t(key)), el("dd", {}, ...values));
  };
  if (here && !claim.about.some((about) => here.has(about))) {
    const flows = model.flows.filter((flow) => claim.about.includes(`flow:${flow.id}`));
    fact("said-of", flows.map((flow) => flow.title).join("; "));
  }
  if (claim.amount) {
    const counts = label("Counting", claim.counting);
    fact("amount", el("strong", {}, claim.amount), counts ? ` (${counts})` : "");
  }
  if (claim.checks.length) {
    fact(
      "checks",
      ...claim.checks.map((check) =>
        el(
          "div",
          { class: "t-computed" },
          el("strong", {}, check.verdict.charAt(0).toUpperCase() + check.verdict.slice(1)),
          `. ${check.text}`,
          el(
            "details",
            { class: "t-why" },
            el("summary", {}, t("how-computed")),
            el("p", {}, check.formula),
            check.inputs ? el("p", {}, check.inputs) : "",
          ),
        ),
      ),
    );
  }
  fact("evidence", label("Evidence", claim.evidence));
  if (claim.contents) fact("contents", label("ContentConfidence", claim.contents));
  if (claim.words) fact("speaker-words", t("quoted", { words: claim.words }));
  if (claim.likelihood) fact("likelihood", label("Likelihood", claim.likelihood));
  if (claim.printed) fact("date-printed", claim.printed);
  if (claim.flags.length) {
    fact("doubts", ...claim.flags.flatMap((flag, i) => [i ? "; " : "", label("Flag", flag)]));
  }
  fact(
    "grade",
    t("grade-words", {
      letter: source?.letter ?? "F",
      source: label("Reliability", source?.letter ?? "F"),
      digit: claim.grade,
      claim: label("Credibility", claim.grade),
    }),
    claim.why || source?.why
      ? el(
          "details",
          { class: "t-why" },
          el("summary", {}, t("why")),
          source?.why ? el("p", {}, t("why-source", { why: source.why })) : "",
          claim.why ? el("p", {}, t("why-claim", { why: claim.why })) : "",
        )
      : "",
  );
  if (claim.links.length) {
    const list = el("ul", { class: "t-links" });
    for (const [kind, other] of claim.links) {
      const inverse = kind.startsWith("<");
      const word = label("LinkKind", inverse ? kind.slice(1) : kind);
      const target = model.claims[other];
      const name = target ? `${other}, ${target.by}` : other;
      const button = el(
        "button",
        { type: "button", class: "t-text-button", onclick: () => open("claim", other, button) },
        name,
      );
      list.append(
        el("li", {}, inverse ? t("link-from", { kind: word }) : t("link-to", { kind: word }), " ", button),
      );
    }
    fact("related", list);
  }
  const from = el("dd", {});
  if (source) {
    from.append(outside(source.url, source.title));
    const rest = [source.by, source.date, claim.at].filter(Boolean).join(", ");
    if (rest) from.append(el("span", { class: "t-quiet" }, ` ${rest}`));
  } else from.append(claim.source);
  facts.append(el("dt", {}, t("source")), from);
  if (claim.note) fact("note", el("span", { lang: "en" }, claim.note));
  return el(
    "article",
    { class: "t-claim", "data-claim": id, tabindex: -1 },
    el(
      "p",
      { class: "t-claim-head" },
      el("span", { class: "t-by" }, claim.by),
      withStance ? el("span", { class: "t-quiet" }, ` ${label("Stance", claim.stance)}`) : "",
      el("span", { class: "t-date" }, [claim.when, claim.asof].filter(Boolean).join(" · ") || t("undated")),
    ),
    el("p", { class: "t-claim-text" }, claim.text),
    facts,
    el(
      "p",
      { class: "t-claim-id" },
      el("a", { href: `#claim=${encodeURIComponent(id)}`, "aria-label": t("claim-link", { id }) }, id),
    ),
  );
}
