// The emergency: a key that must be held or asked twice, and the page that stands until the
// all-clear of whoever may give it. It is latched by the box; the page shows what the box says, and
// goes on showing it when the box, or the box's journal, is not heard any more.

import { at, count, make, say, show } from "./dom.js";
import { box, button } from "./controls.js";

/** Long enough that nobody does it by leaning on the screen. */
const HOLD_MS = 1500;

/** Held long enough it acts; pressed shortly, by touch, key or screen reader, it asks. */
export class HoldButton {
  constructor(element, onHeld, onPress) {
    this.element = element;
    this.onHeld = onHeld;
    element.addEventListener("pointerdown", () => this.start());
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
      element.addEventListener(end, () => this.stop());
    }
    // A touch screen's long press means this and nothing else.
    element.addEventListener("contextmenu", (event) => event.preventDefault());
    element.addEventListener("click", () => {
      if (!this.wasHeld) onPress();
      this.wasHeld = false;
    });
  }

  start() {
    this.wasHeld = false;
    this.element.dataset.held = "yes";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.wasHeld = true;
      this.stop();
      this.onHeld();
    }, HOLD_MS);
  }

  stop() {
    clearTimeout(this.timer);
    delete this.element.dataset.held;
  }
}

/** The second question. */
function emergency(panel) {
  const { words } = panel;
  const yes = button(words.line("emergencyYes"), () => panel.declare(), "stop");
  const no = button(words.line("goBack"), () => panel.close());
  return {
    title: words.line("emergency"),
    elements: [make("p", words.line("emergencyAsk"), "ask"), box("buttons", no, yes)], focus: no,
  };
}

/** After a manager's PIN. */
function allClear(panel, { target }) {
  const { words } = panel;
  const no = button(words.line("goBack"), () => panel.close());
  const yes = button(words.line("allClear"), async () => {
    const sheet = { name: "allClear", given: { target } };
    if (await panel.order("all_clear", { target }, sheet)) panel.close();
  }, "go");
  return {
    title: words.line("allClear"),
    elements: [make("p", words.line("allClearAsk"), "ask"), box("buttons", no, yes)], focus: no,
  };
}

export const emergencySheets = { emergency, allClear };

/** The whole screen while an emergency holds. */
export class EmergencyView {
  constructor(words, onAllClear) {
    this.number = null;
    for (const [id, key] of [
      ["emergency-word", "emergencyWord"], ["emergency-guest", "emergencyGuest"],
      ["emergency-how", "emergencyHow"], ["emergency-staff", "emergencyStaff"],
      ["emergency-inside-name", "stillInside"], ["emergency-clear", "allClear"],
      ["emergency-lost", "emergencyLost"],
    ]) say(id, words.line(key));
    at("emergency-clear").addEventListener("click", () => onAllClear(this.number));
  }

  get holds() {
    return this.number !== null;
  }

  /** True when it began or ended. */
  draw(state) {
    const isKnown = state.list?.level !== "unknown";
    const number = state.emergency ?? (isKnown ? null : this.number);
    say("emergency-inside", count(state.inside));
    if (number === this.number) return false;
    this.number = number;
    show("emergency", this.holds);
    // Nothing below it is reached by the Tab key.
    at("idle").inert = this.holds || !at("panel").hidden;
    if (this.holds) document.body.dataset.emergency = "yes";
    else delete document.body.dataset.emergency;
    return true;
  }
}
