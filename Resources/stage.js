// What is on the screen, and for how long. A green gives way at once; a red or amber stands long
// enough to be understood; the answer before stays at the edge, so that nobody slips in behind
// somebody else's green. It must never drop an answer without having shown it.

/** Colours that give way: nobody has to be stopped for them. */
const GOES_IN = new Set(["green", "cyan"]);
const SHORT_MS = 1500;
const LONG_MS = 4000;
/** How long even a green stands while others wait behind it: long enough to be seen. */
const QUEUED_MS = 700;
/** How long the answer before stays at the edge. */
const BEFORE_MS = 8000;
/** Answers that may wait behind a red. Beyond it the oldest goes to the edge at once. */
const MAXIMUM_WAITING = 8;

export class Stage {
  /** `view` draws: `show(answer)`, `clear()`, `before(answer or null)`. */
  constructor(view, now = () => performance.now()) {
    this.view = view;
    this.now = now;
    this.current = null;
    this.waiting = [];
    this.timer = null;
    this.beforeTimer = null;
  }

  push(answer) {
    this.waiting.push(answer);
    if (this.waiting.length > MAXIMUM_WAITING) this.edge(this.waiting.shift());
    this.step();
  }

  /** Nothing may stand on a dead line. */
  reset() {
    this.waiting = [];
    this.current = null;
    clearTimeout(this.timer);
    clearTimeout(this.beforeTimer);
    this.view.before(null);
    this.view.clear();
  }

  step() {
    clearTimeout(this.timer);
    const now = this.now();
    if (this.waiting.length > 0) {
      const rest = this.current ? this.current.since + this.current.leastMs - now : 0;
      if (rest > 0) return this.later(rest);
      if (this.current) this.edge(this.current.answer);
      const answer = this.waiting.shift();
      this.current = { answer, since: now, leastMs: this.leastMs(answer) };
      this.view.show(answer);
      return this.later(this.waiting.length > 0 ? this.current.leastMs : this.fullMs());
    }
    if (!this.current) return undefined;
    const rest = this.current.since + this.fullMs() - now;
    if (rest > 0) return this.later(rest);
    this.edge(this.current.answer);
    this.current = null;
    this.view.clear();
    return undefined;
  }

  /** How long an answer stands whatever comes. */
  leastMs(answer) {
    if (!GOES_IN.has(answer.color)) return SHORT_MS;
    return this.waiting.length > 0 ? QUEUED_MS : 0;
  }

  fullMs() {
    return GOES_IN.has(this.current.answer.color) ? SHORT_MS : LONG_MS;
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
