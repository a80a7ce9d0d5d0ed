/** Words as they are compared: without case, accents or the way they are composed. */

/**
 * A text folded for comparing: `Dépôt` as `depot`, `Раджин` as `раджин`. Hangul is taken
 * apart into its letters, so that a syllable that is still being typed finds its name.
 *
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * The id most like a wrong one, null where none is near.
 *
 * @param {string} wrong
 * @param {Iterable<string>} ids
 * @returns {string | null}
 */
export function nearest(wrong, ids) {
  const text = fold(wrong).slice(0, 64);
  let best = null;
  let least = Math.max(1, Math.floor(text.length / 3)) + 1;
  for (const id of ids) {
    const other = fold(id);
    if (Math.abs(other.length - text.length) >= least) continue;
    const far = apart(text, other, least);
    if (far >= least) continue;
    best = id;
    least = far;
    if (!far) break;
  }
  return best;
}

/**
 * Letters to change, add or take out to make one text of another; `limit` where more.
 *
 * @param {string} a
 * @param {string} b
 * @param {number} limit
 */
function apart(a, b, limit) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const step = a[i - 1] === b[j - 1] ? 0 : 1;
      const far = Math.min(
        /** @type {number} */ (row[j]) + 1,
        /** @type {number} */ (next[j - 1]) + 1,
        /** @type {number} */ (row[j - 1]) + step,
      );
      next.push(far);
      least = Math.min(least, far);
    }
    if (least >= limit) return limit;
    row = next;
  }
  return /** @type {number} */ (row[b.length]);
}
