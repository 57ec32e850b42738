// The staff side of the door: one panel over the waiting door, one sheet in it at a time. It asks
// for a PIN where the sheet wants one. A guest goes first: an answer covers it, and afterwards it
// is there as it was. It must never decide what somebody may do: the box does.

import { orderSheets } from "./orders.js";
import { countingSheets } from "./counting.js";
import { HoldButton, emergencySheets } from "./emergency.js";
import { home } from "./home.js";
import { lookup } from "./lookup.js";
import { payingSheets } from "./paying.js";
import { changePin, signIn, unlock } from "./pinpad.js";
import { at, say, show } from "./dom.js";

/** Untouched for so long, the panel gives the screen back to the guests. */
const UNTOUCHED_MS = 60000;
const TICK_MS = 500;
/** How long a good word stands. */
const NOTE_MS = 6000;
const SHEETS = {
  signIn, unlock, changePin, home, lookup, ...orderSheets, ...countingSheets, ...payingSheets,
  ...emergencySheets,
};
/** Those that ask for no PIN, or for one themselves. */
const OPEN = new Set(["signIn", "unlock", "emergency"]);

export class StaffPanel {
  /**
   * `recent`: the newest answers. `hooks`: `stepAside()` before the panel comes up, `took(answers)`
   * with what an order brought, `changed()` when somebody else, or nobody, has signed in.
   */
  constructor(words, desk, recent, hooks) {
    Object.assign(this, { words, desk, recent, hooks });
    this.staff = { signedIn: false, causes: [], events: [] };
    this.sheet = null;
    this.name = null;
    this.touchedAt = 0;
    at("staff-button").addEventListener("click", () => this.open());
    at("panel-close").addEventListener("click", () => this.close());
    at("panel-back").addEventListener("click", () => this.go("home"));
    new HoldButton(at("panel-emergency"), () => this.declare(), () => this.go("emergency"));
    for (const touch of ["pointerdown", "keydown"]) {
      at("panel").addEventListener(touch, (event) => this.touched(event));
    }
    setInterval(() => this.tick(), TICK_MS);
  }

  get isOpen() {
    return this.sheet !== null;
  }

  open(name = "home", given = {}) {
    this.hooks.stepAside();
    this.touchedAt = performance.now();
    this.go(name, given);
  }

  /** To a sheet, or to the PIN that stands before it. */
  go(name, given = {}) {
    const before = this.gate(name, given);
    if (before) this.draw(before, { after: { name, given } });
    else this.draw(name, given);
  }

  gate(name, given) {
    if (OPEN.has(name)) return null;
    if (!this.staff.signedIn) return "signIn";
    if (!this.staff.isUnlocked) return "unlock";
    if (this.staff.mustChange && name !== "changePin") return "changePin";
    // The all-clear is nothing for whoever finds a panel that somebody has left open.
    return name === "allClear" && !given.isFresh ? "unlock" : null;
  }

  /** Puts the sheet in its place. */
  lay() {
    this.sheet = SHEETS[this.name](this, this.given);
    say("panel-title", this.sheet.title);
    at("sheet").dataset.sheet = this.name;
    at("sheet").replaceChildren(...this.sheet.elements);
  }

  draw(name, given) {
    this.sheet?.leave?.();
    this.name = name;
    this.given = given;
    this.note("");
    this.lay();
    show("panel-back", name !== "home" && this.staff.signedIn && Boolean(this.staff.isUnlocked));
    show("panel", true);
    document.body.dataset.panel = "open";
    at("idle").inert = true;
    this.drawWho();
    this.focus();
  }

  focus() {
    (this.sheet?.focus ?? at("sheet").querySelector("button") ?? at("panel-close")).focus();
  }

  close() {
    if (!this.isOpen) return;
    this.sheet.leave?.();
    this.sheet = this.name = this.given = null;
    at("sheet").replaceChildren();
    show("panel", false);
    delete document.body.dataset.panel;
    const isEmergency = Boolean(document.body.dataset.emergency);
    at("idle").inert = isEmergency;
    at(isEmergency ? "emergency-clear" : "staff-button").focus();
  }

  /** While an answer covers it, nothing that is typed may go into it unseen. */
  cover(isCovered) {
    const panel = at("panel");
    if (panel.inert === isCovered) return;
    if (isCovered) this.focused = panel.contains(document.activeElement) && document.activeElement;
    panel.inert = isCovered;
    // What covered it is among the newest now; while it can be pressed no row moves.
    if (!isCovered && this.name === "home") {
      this.lay();
      this.focused = null;
    }
    if (!isCovered && this.isOpen) (this.focused || this.sheet.focus)?.focus();
  }

  /** `kind`: good or bad. */
  note(text, kind = "good") {
    clearTimeout(this.noteTimer);
    at("panel-note").dataset.kind = kind;
    say("panel-note", text);
    if (text && kind === "good") this.noteTimer = setTimeout(() => this.note(""), NOTE_MS);
  }

  /** What the box said against it, in the page's words; a PIN where that is what was missing. */
  refused(problem, again = null) {
    if (problem.code === "staff_locked" || problem.code === "not_signed_in") {
      this.staff = { ...this.staff, isUnlocked: false };
      if (problem.code === "not_signed_in") this.staff.signedIn = false;
      this.go(again?.name ?? "home", again?.given);
    }
    this.note(this.words.problem(problem), "bad");
  }

  /** A PIN goes to the box; then to where somebody wanted to go, unless they went elsewhere. */
  async enter(send, after, good = "") {
    const asked = this.sheet;
    const answer = await this.once(send);
    if (!answer) return;
    if (!answer.ok) {
      if (this.sheet !== asked) return;
      this.note(this.words.problem(answer), "bad");
      this.focus();
      return;
    }
    await this.refresh();
    if (this.sheet !== asked) return;
    const { name, given } = after ?? { name: "home", given: {} };
    this.go(name, { ...given, isFresh: true });
    if (good) this.note(good);
  }

  async signOut() {
    const answer = await this.once(() => this.desk.signOut());
    if (!answer) return;
    await this.refresh();
    if (answer.ok) this.close();
    else this.refused(answer);
  }

  async lock() {
    await this.once(() => this.desk.lock());
    await this.refresh();
    this.close();
  }

  /** Gives an order. `sheet`: where to go on when a PIN is missing. Resolves to the answers, or to
      null when there are none or nobody looks at the sheet any more that asked. */
  async order(order, fields = {}, sheet = null) {
    const asked = this.sheet;
    const answer = await this.once(() => this.desk.order(order, fields));
    if (!answer) return null;
    if (!answer.ok) {
      if (this.sheet === asked) this.refused(answer, sheet);
      return null;
    }
    if (fields.target) this.recent.done(fields.target);
    const answers = answer.body.answers ?? [];
    this.hooks.took(answers);
    this.refresh();
    return this.sheet === asked ? answers : null;
  }

  /** Waits for no other question, and asks for no PIN. */
  async declare() {
    const answer = await this.desk.order("emergency");
    if (answer.ok || answer.code === "already_done") this.close();
    else this.note(this.words.problem(answer), "bad");
  }

  /** One question at a time: a key that is hit twice asks once. */
  async once(send) {
    if (this.isBusy) return null;
    this.isBusy = true;
    document.body.dataset.busy = "yes";
    try {
      return await send();
    } finally {
      this.isBusy = false;
      delete document.body.dataset.busy;
    }
  }

  async refresh() {
    const answer = await this.desk.state();
    if (answer.ok) this.know(answer.body);
  }

  know(staff) {
    const was = this.staff;
    this.staff = staff;
    const locks = staff.isUnlocked && Number.isFinite(staff.locksInSeconds);
    this.locksAt = locks ? performance.now() + staff.locksInSeconds * 1000 : null;
    this.drawWho();
    if (was.id !== staff.id || was.role !== staff.role || was.signedIn !== staff.signedIn) {
      this.hooks.changed();
    }
  }

  /** The box says who has signed in: somebody may have done so, or been signed out, elsewhere. */
  hear(state) {
    const heard = JSON.stringify([state.staff, state.staffIsUnlocked, state.direction]);
    if (heard === this.heard) return;
    this.heard = heard;
    this.refresh();
  }

  drawWho() {
    const { signedIn, name, id } = this.staff;
    const who = signedIn ? name || id : "";
    // The queue reads this too: the first name is enough for it.
    say("staff-text", who.split(" ")[0] || this.words.line("staffOnly"));
    const role = signedIn ? this.words.role(this.staff.role) : "";
    const left = this.locksAt === null ? 0 : Math.ceil((this.locksAt - performance.now()) / 1000);
    const lock = left > 0 ? this.words.line("locksIn", { n: left }) : "";
    say("panel-who", [who, role, lock].filter(Boolean).join(" · "));
  }

  touched(event) {
    this.touchedAt = performance.now();
    if (event.key === "Escape") this.close();
  }

  tick() {
    const now = performance.now();
    if (this.locksAt !== null && now >= this.locksAt) {
      this.locksAt = null;
      this.staff = { ...this.staff, isUnlocked: false };
      // Where somebody still is, they go on after their PIN.
      if (this.isOpen && !OPEN.has(this.name)) this.go(this.name, this.given);
      this.drawWho();
    }
    if (!this.isOpen) return;
    this.drawWho();
    if (now - this.touchedAt > UNTOUCHED_MS) this.close();
  }
}
