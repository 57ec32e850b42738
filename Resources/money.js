// Money as people read and type it. The box counts in minor units, and so do we: an amount is a
// whole number of them until it is written. It must never be rounded.

import { box, button } from "./controls.js";

/** More than any guest hands over, and few enough to be exact. */
const MAXIMUM_WHOLE = 7;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "point", "0", "erase"];

/** `₹7,250.00`, grouped as the readers of the page's language do; `money` says of which kind. */
export function amountText(words, minorUnits, { currency, minorDigits }) {
  const format = new Intl.NumberFormat(`${words.language}-IN`, {
    style: "currency", currency, minimumFractionDigits: minorDigits,
    maximumFractionDigits: minorDigits,
  });
  return format.format(minorUnits / 10 ** minorDigits);
}

/** What was typed, in minor units. */
export function minorUnits(typed, minorDigits) {
  const [whole, rest = ""] = typed.split(".");
  return Number(whole + rest.padEnd(minorDigits, "0"));
}

/** `typed` with one more key; as it was where that key means nothing. */
function after(typed, key, minorDigits) {
  if (key === "erase") return typed.slice(0, -1);
  const [whole, rest] = typed.split(".");
  if (key === "point") {
    if (minorDigits === 0) return typed === "" ? "" : after(after(typed, "0", 0), "0", 0);
    return rest === undefined ? `${typed || "0"}.` : typed;
  }
  if (rest !== undefined) return rest.length < minorDigits ? typed + key : typed;
  if (whole === "0") return key;
  return whole.length < MAXIMUM_WHOLE ? typed + key : typed;
}

/** Big keys for a sum; `onType(typed)` after each. A currency without a point has two noughts. */
export function moneyPad(words, minorDigits, typed, onType) {
  let text = typed;
  const press = (key) => {
    text = after(text, key, minorDigits);
    onType(text);
  };
  const texts = { erase: "⌫", point: minorDigits > 0 ? "." : "00" };
  const keys = KEYS.map((key) => {
    const one = button(texts[key] ?? key, () => press(key));
    if (key === "erase") one.setAttribute("aria-label", words.line("erase"));
    // Whoever types on real keys needs none of these.
    one.tabIndex = -1;
    one.addEventListener("pointerdown", (event) => event.preventDefault());
    return one;
  });
  const element = box("keys", ...keys);
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", words.line("received"));
  element.addEventListener("keydown", (event) => {
    const key = { Backspace: "erase", ".": "point", ",": "point" }[event.key] ?? event.key;
    if (event.ctrlKey || event.metaKey || !KEYS.includes(key)) return;
    event.preventDefault();
    press(key);
  });
  return element;
}
