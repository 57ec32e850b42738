// What is on the screen, and for how long. A green gives way at once; a red or amber stands long
// enough to be understood; the answer before stays at the edge. An answer must never come up large
// when its guest may have walked on: at most one waits, and an old one goes to the edge unshown.
// It must never tell of an answer that it was seen when it was not painted or did not stand.

import { painted } from "./dom.js";

/** Colours that give way: nobody has to be stopped for them. */
const GOES_IN = new Set(["green", "cyan"]);
const SHORT_MS = 1500;
const LONG_MS = 4000;
/** What every answer stands whatever comes: less, and nobody has seen it. */
const FLOOR_MS = 250;
/** Somebody else may stand at the door by then. */
const OLDEST_MS = 2000;
/** How long the answer before stays at the edge. */
const BEFORE_MS = 8000;

export class Stage {
  /**
   * `view` draws: `show(answer)`, `clear()`, `before(answer or null)`; `stood(answer)` is told once
   * of each answer that was painted and stood. `paint` resolves after the next painted frame.
   */
  constructor(view, now = () => performance.now(), paint = painted) {
    this.view = view;
    this.now = now;
    this.paint = paint;
    this.current = null;
    this.waiting = null;
    this.isHeld = false;
    this.timer = null;
    this.beforeTimer = null;
  }

  /** `ageMs`: how old the answer is already when it comes. */
  push(answer, ageMs = 0) {
    if (this.waiting) this.edge(this.waiting.answer);
    this.waiting = { answer, since: this.now() - Math.max(0, ageMs) };
    this.step();
  }

  /** The line broke: what comes may be old news, until a beat says that it is not. */
  hold() {
    this.isHeld = true;
  }

  release() {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.step();
  }

  /** Nothing may stand on a dead line. */
  reset() {
    this.waiting = null;
    this.current = null;
    clearTimeout(this.timer);
    clearTimeout(this.beforeTimer);
    this.view.before(null);
    this.view.clear();
  }

  /** Somebody wants the screen: what stands there goes to the edge, until another guest comes. */
  stepAside() {
    if (!this.current) return;
    this.edge(this.current.answer);
    this.current = null;
    this.view.clear();
    this.step();
  }

  /** Told at the edge, and never large. */
  aside(answer) {
    this.edge(answer);
    this.paint().then(() => this.view.stood?.(answer));
  }

  step() {
    clearTimeout(this.timer);
    const now = this.now();
    this.tell(this.current);
    if (this.waiting && now - this.waiting.since > OLDEST_MS) {
      this.edge(this.waiting.answer);
      this.waiting = null;
    }
    if (this.waiting && !this.isHeld) {
      const rest = this.current ? this.current.since + this.leastMs() - now : 0;
      if (rest > 0) return this.later(rest);
      if (this.current) this.edge(this.current.answer);
      return this.raise(this.waiting.answer, now);
    }
    if (!this.current) return undefined;
    const rest = this.current.since + this.fullMs() - now;
    if (rest > 0) return this.later(rest);
    this.edge(this.current.answer);
    this.current = null;
    this.view.clear();
    return undefined;
  }

  raise(answer, now) {
    const entry = { answer, since: now, isPainted: false, isTold: false };
    this.waiting = null;
    this.current = entry;
    this.view.show(answer);
    this.paint().then(() => {
      if (this.current !== entry) return;
      entry.isPainted = true;
      this.tell(entry);
    });
    setTimeout(() => this.tell(entry), FLOOR_MS);
    this.later(this.fullMs());
  }

  tell(entry) {
    if (!entry || this.current !== entry || !entry.isPainted || entry.isTold) return;
    if (this.now() - entry.since < FLOOR_MS) return;
    entry.isTold = true;
    this.view.stood?.(entry.answer);
  }

  goesIn() {
    return GOES_IN.has(this.current.answer.color);
  }

  leastMs() {
    return this.goesIn() ? FLOOR_MS : SHORT_MS;
  }

  fullMs() {
    return this.goesIn() ? SHORT_MS : LONG_MS;
  }

  edge(answer) {
    this.view.before(answer);
    clearTimeout(this.beforeTimer);
    this.beforeTimer = setTimeout(() => this.view.before(null), BEFORE_MS);
  }

  later(ms) {
    this.timer = setTimeout(() => this.step(), ms);
  }
}
