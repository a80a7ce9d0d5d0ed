/** The model in the page's other language, from the one it has and what differs. */

/**
 * The twin of `merged` in `geo/overlay.py`: `[new]` replaces a value, `[]` takes a key away,
 * an object holds the changes of the parts. What does not differ is shared, not copied.
 *
 * @param {any} base
 * @param {any} change
 * @returns {any}
 */
export function merged(base, change) {
  if (change === undefined || change === null) return base;
  if (Array.isArray(change)) return change[0];
  if (Array.isArray(base)) {
    const list = [...base];
    for (const key of Object.keys(change)) list[Number(key)] = merged(list[Number(key)], change[key]);
    return list;
  }
  const made = Object.assign(Object.create(Object.getPrototypeOf(base)), base);
  for (const key of Object.keys(change)) {
    const part = change[key];
    if (Array.isArray(part) && !part.length) delete made[key];
    else made[key] = merged(made[key], part);
  }
  return made;
}
