// The words of the page's language. Fetched from the box; a word that is missing shows its key, so
// that somebody notices.

import { ask } from "./dom.js";

export async function loadWords(language) {
  const known = /^[a-z]{2,3}$/.test(language) ? language : "en";
  for (const name of [known, "en"]) {
    const answer = await ask(`/assets/words/${name}.json`);
    if (answer.ok) return new Words(name, await answer.json());
  }
  throw new Error("no words");
}

class Words {
  constructor(language, file) {
    this.language = language;
    this.file = file;
  }

  /** A line of the page's own. */
  line(key, values = {}) {
    let text = this.file.page[key] ?? key;
    // By a function: a sum in dollars must not be read as a pattern.
    for (const [name, value] of Object.entries(values)) {
      text = text.replace(`{${name}}`, () => value);
    }
    return text;
  }

  /** "4 min" from whole minutes, with the same steps as the staff lines of the box. */
  span(minutes) {
    const spans = this.file.spans;
    if (minutes < 1) return spans.seconds.replace("{n}", "<60");
    if (minutes < 60) return spans.minutes.replace("{n}", minutes);
    if (minutes < 2880) return spans.hours.replace("{n}", Math.floor(minutes / 60));
    return spans.days.replace("{n}", Math.floor(minutes / 1440));
  }

  listAge(list) {
    if (list.level === "unknown") return "–";
    if (list.ageMinutes === null || list.ageMinutes === undefined) return this.line("listNone");
    return this.line("listAge", { span: this.span(list.ageMinutes) });
  }

  /** What the box had against it, and how long to wait; the box's own words where we have none. */
  problem({ code, detail, wait }) {
    const { orders, staff } = this.file;
    const own = this.line(code === "no_answer" ? "noAnswer" : "unknownProblem");
    const said = orders?.[code] ?? staff?.[code] ?? (detail || own);
    return wait > 0 ? `${said} ${this.line("tryAgainIn", { n: wait })}` : said;
  }

  role(name) {
    return this.file.page[`role_${name}`] ?? name;
  }

  /** What a button about an answer is called. */
  action(name) {
    return this.file.page[`action_${name}`] ?? name;
  }

  /** How money is paid. */
  method(name) {
    return this.file.methods[name] ?? name;
  }

  condition(condition) {
    return this.file.conditions[condition.code] ?? condition;
  }

  /** What tables call an outcome, or the reason of a refusal or an unavailability. */
  name(code, section) {
    return this.file[section]?.[code]?.name ?? code;
  }
}
