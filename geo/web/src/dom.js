/**
 * Making elements. Text goes in through `textContent` alone; nothing in this bundle reads
 * or writes markup, so no word of an atlas can become one.
 */

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
      if (shown.isEqualNode(next) && !next.querySelector("canvas")) return;
      shown.replaceWith(next);
      shown = next;
    });
    return first;
  }

  update() {
    for (const one of this.all) one();
  }
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
