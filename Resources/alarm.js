// The emergency on the manager's page: a banner while it holds, and two questions. What is asked of
// the box is asked once, after a second press.

import { at, post, say, show } from "./dom.js";

export class Alarm {
  constructor(words) {
    this.words = words;
    this.number = null;
    for (const [id, key] of [
      ["declare", "emergency"], ["emergency-word", "emergencyWord"], ["clear", "allClear"],
      ["question-no", "cancel"],
    ]) say(id, words.line(key));
    at("declare").addEventListener("click", () =>
      this.ask("emergencyAsk", "emergencyYes", "/api/v1/venue/emergency", {}));
    at("clear").addEventListener("click", () => this.ask(
      "allClearAsk", "allClear", "/api/v1/venue/all-clear", { target: this.number }));
    at("question-no").addEventListener("click", () => at("question").close());
    at("question-yes").addEventListener("click", () => this.send());
  }

  draw(state) {
    const isKnown = state.list.level !== "unknown";
    this.number = state.emergency ?? (isKnown ? null : this.number);
    show("emergency", this.number !== null);
    show("declare", this.number === null);
    say("emergency-here", this.words.line("emergencyHere", { n: this.number }));
  }

  /** `values` fill the question; `done` is told once the box has taken it. */
  ask(question, yes, path, body, { values = {}, done = () => {} } = {}) {
    this.wanted = { path, body, done };
    say("question-text", this.words.line(question, values));
    say("question-problem", "");
    say("question-yes", this.words.line(yes));
    at("question").showModal();
  }

  async send() {
    at("question-yes").disabled = true;
    const answer = await post(this.wanted.path, this.wanted.body).catch(() => null);
    at("question-yes").disabled = false;
    if (answer?.status === 401) location.replace("/login");
    const problem = answer?.ok ? null : ((await answer?.json().catch(() => null)) ?? {});
    if (!problem) {
      at("question").close();
      this.wanted.done();
      return;
    }
    const code = answer ? (problem.code ?? "unknown") : "no_answer";
    say("question-problem", this.words.problem({ code, detail: problem.detail ?? "", wait: 0 }));
  }
}
