// Draws one answer. It takes words and look as the box gives them and decides nothing.

import { at, count, say, show } from "./dom.js";

/** A screen reader notices a text that is taken away and comes back, but not within one frame. */
const SAY_AFTER_MS = 60;

export class VerdictView {
  /** `actions(answer, isLarge)` gives the buttons that who has signed in gets beside an answer. */
  constructor(words, onShown, onStood, actions = () => []) {
    this.words = words;
    this.onShown = onShown;
    this.onStood = onStood;
    this.actions = actions;
    this.sayTimer = null;
    this.large = this.edge = null;
  }

  show(answer) {
    const spoken = this.spoken(answer);
    this.large = answer;
    at("verdict").dataset.color = answer.color;
    at("shape").setAttribute("href", `#${answer.shape}`);
    say("word", spoken.word);
    say("guest", spoken.guest);
    say("staff", spoken.staff);
    say("holder", answer.holder);
    show("holder", Boolean(answer.holder));
    show("tier-line", Boolean(answer.tier));
    say("tier", answer.tier?.name);
    at("swatch").setAttribute("fill", answer.tier?.color ?? "#b4b4bd");
    at("card").style.setProperty("--tier", answer.tier?.color ?? "transparent");
    say("number", answer.ticket);
    show("number", Boolean(answer.ticket));
    say("verdict-inside", count(answer.inside));
    show("verdict-count", typeof answer.inside === "number");
    say("verdict-inside-name", this.words.line("inside"));
    this.offer("acts", answer, true);
    this.restart();
    show("verdict", true);
    document.body.dataset.view = "verdict";
    this.fit(at("word"));
    this.speak([spoken.word, spoken.guest, spoken.staff].join(". "));
    this.onShown(answer);
  }

  /** The answer was painted and stood long enough to be seen. */
  stood(answer) {
    this.onStood?.(answer);
  }

  /** Emptied first: the same words for the next guest are to be heard again. */
  speak(text) {
    clearTimeout(this.sayTimer);
    say("spoken", "");
    if (text) this.sayTimer = setTimeout(() => say("spoken", text), SAY_AFTER_MS);
  }

  clear() {
    this.speak("");
    this.large = null;
    show("verdict", false);
    document.body.dataset.view = "idle";
  }

  before(answer) {
    this.edge = answer;
    show("before", Boolean(answer));
    if (!answer) return;
    at("before").dataset.color = answer.color;
    at("before-shape").setAttribute("href", `#${answer.shape}`);
    const who = answer.holder ?? answer.ticket;
    const parts = [this.spoken(answer).word, who].filter(Boolean);
    say("before-text", `${this.words.line("before")}: ${parts.join(" · ")}`);
    this.offer("before-acts", answer);
  }

  /** Somebody else has signed in, or nobody has: what they may do is another thing. */
  offerAnew() {
    if (this.large) this.offer("acts", this.large, true);
    if (this.edge) this.offer("before-acts", this.edge);
  }

  offer(id, answer, isLarge = false) {
    const buttons = this.actions(answer, isLarge);
    at(id).replaceChildren(...buttons);
    show(id, buttons.length > 0);
  }

  spoken(answer) {
    return answer.spoken[this.words.language] ?? answer.spoken.en;
  }

  /** A second answer of the same colour must be seen to be another one. */
  restart() {
    show("verdict", false);
    void at("verdict").offsetWidth;
  }

  /** The word is a fifth of the height, or less where it would not fit the width. */
  fit(word) {
    word.style.fontSize = "";
    const room = word.parentElement.clientWidth;
    const wide = word.scrollWidth;
    if (wide <= room) return;
    const size = parseFloat(getComputedStyle(word).fontSize);
    word.style.fontSize = `${Math.floor((size * room * 0.98) / wide)}px`;
  }
}
