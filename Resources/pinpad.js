// Who you are: a staff number and a PIN, on big keys. What is typed stands in no element of the
// page, only how much of it; it is forgotten when it was sent, after a pause, and on leaving.

import { box, button } from "./controls.js";
import { make } from "./dom.js";

/** Somebody who walked away in the middle leaves nothing behind. */
const PAUSE_MS = 20000;
const MAXIMUM_TYPED = 12;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "done"];

/** Slots that are filled one after the other: `slots` as [name, label, isSecret]. */
class Pad {
  constructor(words, slots, doneText, onDone) {
    this.words = words;
    this.slots = slots;
    this.onDone = onDone;
    this.typed = slots.map(() => "");
    this.shown = slots.map(([, label], index) => {
      const one = button("", () => this.turn(index), "slot");
      one.append(make("span", label, "slot-name"), make("span", "", "slot-value"));
      return one;
    });
    this.keys = KEYS.map((name) => this.key(name, doneText));
    this.element = box("pad", box("slots", ...this.shown), box("keys", ...this.keys));
    this.element.tabIndex = -1;
    this.element.addEventListener("keydown", (event) => this.hear(event));
    this.turn(0);
  }

  key(name, doneText) {
    const texts = { erase: "⌫", done: doneText };
    const one = button(texts[name] ?? name, () => this.press(name), name === "done" ? "go" : "");
    if (name === "erase") one.setAttribute("aria-label", this.words.line("erase"));
    // Whoever types on real keys needs one of these at most, and Enter is not the key pressed last.
    if (name !== "done") one.tabIndex = -1;
    one.addEventListener("pointerdown", (event) => event.preventDefault());
    return one;
  }

  hear(event) {
    // A focused key does what Enter and the space bar do everywhere.
    if (event.key === "Enter" && event.target === this.element) this.press("done");
    else if (event.key === "Backspace") this.press("erase");
    else if (/^[0-9A-Za-z]$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      this.press(event.key);
      this.element.focus();
    } else return;
    event.preventDefault();
  }

  press(name) {
    this.rest();
    const text = this.typed[this.index];
    if (name === "done") return this.next();
    const next = name === "erase" ? text.slice(0, -1) : text + name;
    this.typed[this.index] = next.slice(0, MAXIMUM_TYPED);
    return this.draw();
  }

  next() {
    if (this.typed[this.index] === "") return;
    const empty = this.typed.indexOf("");
    if (empty >= 0) {
      this.turn(empty);
      return;
    }
    const typed = this.typed;
    this.clear(1);
    this.onDone(...typed);
  }

  turn(index) {
    this.index = index;
    this.draw();
  }

  /** Forgets all from slot `first` on; a number may stand when its PIN was wrong. */
  clear(first = 0) {
    clearTimeout(this.timer);
    const from = this.slots.length > 1 && !this.slots[0][2] ? first : 0;
    this.typed = this.typed.map((text, index) => (index < from ? text : ""));
    this.turn(from);
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), PAUSE_MS);
  }

  draw() {
    this.shown.forEach((one, index) => {
      const [, label, isSecret] = this.slots[index];
      const text = this.typed[index];
      one.lastChild.textContent = isSecret ? "●".repeat(text.length) : text;
      one.setAttribute("aria-current", index === this.index);
      const said = isSecret ? this.words.line("digits", { n: text.length }) : text;
      one.setAttribute("aria-label", `${label}: ${said}`);
    });
  }
}

function sheet(title, pad, ...rest) {
  return { title, elements: [pad.element, ...rest], focus: pad.element, leave: () => pad.clear() };
}

export function signIn(panel, { after }) {
  const { words } = panel;
  const slots = [["id", words.line("staffNumber")], ["pin", words.line("pin"), true]];
  const pad = new Pad(words, slots, words.line("next"), (id, pin) => {
    panel.enter(() => panel.desk.signIn(id, pin), after);
  });
  return sheet(words.line("signIn"), pad);
}

export function unlock(panel, { after }) {
  const { words } = panel;
  const slots = [["pin", words.line("pin"), true]];
  const pad = new Pad(words, slots, words.line("next"), (pin) => {
    panel.enter(() => panel.desk.unlock(pin), after);
  });
  const other = button(words.line("somebodyElse"), () => panel.draw("signIn", { after }));
  pad.element.firstChild.append(other);
  return sheet(words.line("unlock"), pad);
}

export function changePin(panel, { after }) {
  const { words } = panel;
  const slots = [
    ["old", words.line("oldPin"), true], ["new", words.line("newPin"), true],
    ["again", words.line("newPinAgain"), true],
  ];
  const pad = new Pad(words, slots, words.line("next"), (old, fresh, again) => {
    if (fresh !== again) panel.note(words.line("pinsDiffer"), "bad");
    else panel.enter(() => panel.desk.changePin(old, fresh), after, words.line("pinChanged"));
  });
  return sheet(words.line("changePin"), pad);
}
