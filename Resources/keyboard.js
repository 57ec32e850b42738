// Keys on the screen, for a door that has no others: they write into one field, which a real
// keyboard reaches as well. Tab passes them by, because whoever has that key has the rest too.

import { make } from "./dom.js";

const ROWS = ["1234567890", "QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM"];

function key(text, label, onPress) {
  const one = make("button", text, "key");
  one.type = "button";
  one.tabIndex = -1;
  if (label) one.setAttribute("aria-label", label);
  // The field keeps the focus, and with it the place where letters go.
  one.addEventListener("pointerdown", (event) => event.preventDefault());
  one.addEventListener("click", onPress);
  return one;
}

/** Keys that write into `field`; `labels` for the two without a letter. */
export function keyboard(field, labels) {
  const edit = (change) => () => {
    field.value = change(field.value).slice(0, field.maxLength);
    field.dispatchEvent(new Event("input"));
  };
  const board = make("div", null, "keyboard");
  for (const letters of ROWS) {
    for (const letter of letters) board.append(key(letter, "", edit((text) => text + letter)));
  }
  const space = key("␣", labels.space, edit((text) => `${text} `));
  const back = key("⌫", labels.erase, edit((text) => text.slice(0, -1)));
  space.classList.add("wide");
  board.append(space, back);
  return board;
}

/** A field for words that are nobody's business afterwards. */
export function field(label, maxLength) {
  const one = make("input", null, "field");
  one.type = "text";
  one.maxLength = maxLength;
  one.autocomplete = "off";
  one.spellcheck = false;
  // No second keyboard over ours.
  one.inputMode = "none";
  one.setAttribute("aria-label", label);
  one.placeholder = label;
  return one;
}
