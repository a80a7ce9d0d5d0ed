/**
 * Making elements. Text goes in through `textContent` alone; nothing in this bundle reads
 * or writes markup, so no word of an atlas can become one.
 */

/** A phone, upright or on its side, and a page that is enlarged as much; as in app.css. */
export const NARROW = matchMedia("(max-width: 700px), (max-height: 440px)");

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with attributes, listeners (`onclick`) and children; strings become text.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

/**
 * Words of a row; those that nobody translated are said to be English.
 *
 * @template {string} K
 * @param {{en?: string[]} & {[key in K]?: string}} row
 * @param {K} key
 * @returns {Node | string}
 */
export function told(row, key) {
  const text = row[key] ?? "";
  return text && row.en?.includes(key) ? el("span", { lang: "en" }, text) : text;
}

/**
 * @param {Element} node
 * @param {(Child | Child[])[]} children
 */
export function append(node, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child);
  }
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Element} children
 */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** Parts of a page that are made anew, in their place, when what they tell has changed. */
export class Live {
  constructor() {
    /** @type {(() => void)[]} */
    this.all = [];
  }

  /**
   * @template {HTMLElement} T
   * @param {() => T} make
   * @returns {T}
   */
  of(make) {
    const first = make();
    let shown = first;
    this.all.push(() => {
      const next = make();
      carry(shown, next);
      if (shown.isEqualNode(next) && !next.querySelector("canvas")) return;
      const back = focusIn(shown);
      shown.replaceWith(next);
      back?.(next);
      shown = next;
    });
    return first;
  }

  update() {
    for (const one of this.all) one();
  }
}

/** What the keyboard can reach, in the order in which it stands. */
const REACHED = "a[href], button, input, select, summary, [tabindex]";

/**
 * Folds that a reader opened stay open in what takes the place of some part.
 *
 * @param {Element} from
 * @param {Element} to as many folds in the same order; else nothing is carried over
 */
export function carry(from, to) {
  const before = from.querySelectorAll("details");
  const after = to.querySelectorAll("details");
  if (before.length !== after.length) return;
  before.forEach((fold, k) => {
    if (fold.open) /** @type {HTMLDetailsElement} */ (after[k]).open = true;
  });
}

/**
 * The folds of claims' cards that a reader opened, wherever those cards stand next.
 *
 * @param {Element} part
 * @returns {(next: Element) => void} opens them again
 */
export function foldsOf(part) {
  const cards = [...part.querySelectorAll("[data-claim]")].filter((card) => card.querySelector("details[open]"));
  return (next) => {
    for (const card of cards) {
      const like = next.querySelector(`[data-claim="${CSS.escape(card.getAttribute("data-claim") ?? "")}"]`);
      if (like) carry(card, like);
    }
  };
}

/**
 * Where the focus is in a part that is about to be made anew.
 *
 * @param {Element} part
 * @returns {((next: Element) => void) | null} puts it at the same place; null where it is elsewhere
 */
export function focusIn(part) {
  const held = document.activeElement;
  if (!(held instanceof HTMLElement) || !part.contains(held)) return null;
  const at = [...part.querySelectorAll(REACHED)].indexOf(held);
  return (next) => {
    // What moved as it stands keeps the focus; of what was made anew, its like takes it.
    const like = next.contains(held) ? held : (next.querySelectorAll(REACHED)[at] ?? next);
    /** @type {HTMLElement} */ (like).focus({ preventScroll: true });
  };
}

/**
 * A link that opens elsewhere, or plain text when the address is not http(s).
 *
 * @param {string} address
 * @param {string} text
 * @returns {HTMLElement}
 */
export function outside(address, text) {
  if (!isWeb(address)) return el("span", {}, text);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/**
 * @param {string} address
 * @returns {boolean}
 */
export function isWeb(address) {
  if (!/^https?:\/\//i.test(address)) return false;
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}
