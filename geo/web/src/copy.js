/** Putting text on the clipboard, also where the newer way is not allowed. */
import { el } from "./dom.js";

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A frame without a policy for the clipboard: the old way may still work.
  }
  const field = el("textarea", { class: "t-hidden", "aria-hidden": "true", tabindex: -1 });
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  field.value = text;
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // The reader is shown the text instead.
  }
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}
