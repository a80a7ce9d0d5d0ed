/** The page's own words, which come with the data in the language of the page. */

/** @type {Record<string, string>} */
let table = {};
let language = "en";

/**
 * @param {Record<string, string>} words
 * @param {string} locale of the numbers in them
 */
export function learn(words, locale) {
  table = words;
  language = locale;
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
  return words.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? whole;
    return Number.isInteger(value) ? number(Number(value), language) : String(value);
  });
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
