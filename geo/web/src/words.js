/** The page's own words, which come with the data in the language of the page. */

/** @type {Record<string, string>} */
let table = {};

/** @param {Record<string, string>} words */
export function learn(words) {
  table = words;
}

/**
 * The words for a key, with `{name}` filled in. A key with `_one` and `_other` forms is
 * chosen by `n`: French takes the singular for 0 as well, English does not.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  let words = table[key];
  if (words === undefined && typeof values.n === "number") {
    const one = values.n === 1 || (values.n === 0 && table["@zero"] === "one");
    words = table[`${key}_${one ? "one" : "other"}`];
  }
  if (words === undefined) return key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * A whole number as the page's language writes it.
 *
 * @param {number} value
 * @param {string} locale
 */
export function number(value, locale) {
  let format = formats.get(locale);
  if (!format) formats.set(locale, (format = new Intl.NumberFormat(locale)));
  return format.format(value);
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();
