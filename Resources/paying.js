// Money for a reservation: taken, shown as a receipt, given back. The box counts it; here staff see
// whose it is, what is due and what goes back. It must never show a sum that the box did not say,
// but for the change while somebody still types.

import { box, button, choices, tierMark } from "./controls.js";
import { make } from "./dom.js";
import { amountText, minorUnits, moneyPad } from "./money.js";
import { causes } from "./orders.js";

const METHODS = ["cash", "upi", "card_terminal", "comp"];
/** As many kinds of tickets as the smallest screen has room for; the rest as a number of people. */
const MOST_LINES = 3;

/** Whose reservation it is, and for whom. */
function card(words, answer) {
  const { holder, lines } = answer.forStaff;
  const facts = box("about-facts");
  const people = (some) => some.reduce((sum, line) => sum + line.quantity, 0);
  facts.append(make("b", words.line("peopleAre", { n: people(lines) })));
  for (const { tier, color, quantity } of lines.slice(0, MOST_LINES)) {
    facts.append(tierMark({ name: `${quantity} × ${tier}`, color }));
  }
  const more = people(lines.slice(MOST_LINES));
  if (more > 0) facts.append(make("span", `+ ${more}`));
  const about = box("about", make("p", holder ?? words.line("noName"), "about-who"), facts);
  about.dataset.color = answer.color;
  return about;
}

function figure(label, text, kind = "") {
  const value = make("output", text, "figure-value");
  value.setAttribute("aria-label", label);
  const element = box(`figure ${kind}`.trim(), make("span", label, "figure-name"), value);
  return { element, value };
}

/** The line of an answer about money for staff; null where it is about none. */
export function moneyLine(words, { forStaff, spoken, reason }) {
  if (!forStaff) return null;
  const { paid } = forStaff;
  const sum = (minor) => amountText(words, minor, forStaff);
  if (!paid) {
    if (reason !== "reservation_due") return null;
    return [sum(forStaff.dueMinorUnits), (spoken[words.language] ?? spoken.en).staff].join(" · ");
  }
  const change = paid.changeMinorUnits;
  return [
    paid.method !== "comp" && sum(paid.amountMinorUnits),
    change > 0 && words.line("changeIs", { amount: sum(change) }),
    words.line("receiptIs", { n: paid.receipt }), words.method(paid.method),
  ].filter(Boolean).join(" · ");
}

/** What has been chosen and typed so far stands in `given`: a PIN in between takes nothing away. */
class Till {
  constructor(panel, given) {
    Object.assign(this, { panel, given, words: panel.words, money: given.answer.forStaff });
    const { words } = this;
    this.due = this.money.dueMinorUnits;
    this.received = figure(words.line("received"), "");
    this.change = figure(words.line("change"), "", "change");
    this.how = box("pay-how");
    this.go = button("", () => this.take(), "go");
    this.method = choices(METHODS.map((name) => [name, words.method(name)]),
      words.line("howPaid"), (name) => this.choose(name), given.method ?? null);
    this.method.element.classList.add("pay-method");
    this.lay();
    this.draw();
  }

  sum(minor) {
    return amountText(this.words, minor, this.money);
  }

  /** What was handed over: just what is due until somebody has typed something else. */
  get handed() {
    const typed = this.given.typed ?? "";
    return typed === "" ? this.due : minorUnits(typed, this.money.minorDigits);
  }

  choose(name) {
    this.given.method = name;
    this.lay();
    this.draw();
  }

  /** What belongs to the way of paying. */
  lay() {
    const { words, given } = this;
    const hint = (key) => make("p", words.line(key), "ask");
    const parts = {
      cash: () => moneyPad(words, this.money.minorDigits, given.typed ?? "", (typed) => {
        given.typed = typed;
        this.draw();
      }),
      comp: () => causes(this.panel, (cause) => {
        given.cause = cause;
        this.draw();
      }, given.cause).element,
      upi: () => hint("whenArrived"),
      card_terminal: () => hint("whenArrived"),
    };
    this.how.replaceChildren((parts[given.method] ?? (() => hint("howPaid")))());
  }

  draw() {
    const { words, given } = this;
    const rest = this.handed - this.due;
    const isCash = given.method === "cash";
    this.received.element.hidden = this.change.element.hidden = !isCash;
    this.received.value.textContent = this.sum(this.handed);
    this.change.element.firstChild.textContent = words.line(rest < 0 ? "missing" : "change");
    this.change.element.dataset.missing = rest < 0;
    this.change.value.textContent = this.sum(Math.abs(rest));
    const isFree = given.method === "comp";
    this.go.textContent = isFree ? words.line("letInFree")
      : words.line("takeAmount", { amount: this.sum(this.due) });
    this.go.disabled = !given.method || (isCash && rest < 0) || (isFree && !given.cause);
  }

  async take() {
    const { panel, given } = this;
    const { answer, method, cause } = given;
    const fields = { target: answer.number, method };
    if (method === "cash") {
      Object.assign(fields, { received: this.handed, currency: this.money.currency });
    }
    if (method === "comp") fields.cause = cause;
    const answers = await panel.order("pay", fields, { name: "pay", given });
    if (!answers) return;
    const payment = answers.find((one) => one.forStaff?.paid);
    if (payment) panel.go("paid", { answer: payment });
    else panel.go("home");
  }
}

function pay(panel, given) {
  const { words } = panel;
  const till = new Till(panel, given);
  const due = figure(words.line("toPay"), till.sum(till.due), "due");
  const back = button(words.line("goBack"), () => panel.go("home"));
  return {
    title: words.line("pay"),
    elements: [
      box("pay-who", card(words, given.answer), due.element, till.received.element,
        till.change.element),
      till.method.element, till.how, box("buttons", back, till.go),
    ],
    focus: till.method.element.firstChild,
  };
}

/** Stands until staff have counted out the change. */
function paid(panel, { answer }) {
  const { words } = panel;
  const { paid: receipt } = answer.forStaff;
  const sum = (minor) => amountText(words, minor, answer.forStaff);
  const isCash = receipt.method === "cash";
  const undo = button(words.action("repay"), () => panel.go("repay", { answer }));
  const done = button(words.line("ready"), () => panel.go("home"), "go");
  return {
    title: words.line("paid"),
    elements: [
      card(words, answer),
      box("figures", figure(words.line("receipt"), String(receipt.receipt)).element,
        figure(words.method(receipt.method), sum(receipt.amountMinorUnits)).element,
        isCash && figure(words.line("change"), sum(receipt.changeMinorUnits), "change").element),
      box("buttons", undo, done),
    ],
    focus: done,
  };
}

function repay(panel, { answer }) {
  const { words } = panel;
  const { paid: receipt } = answer.forStaff;
  const isFree = receipt.amountMinorUnits === 0;
  const amount = amountText(words, receipt.amountMinorUnits, answer.forStaff);
  const method = words.method(receipt.method);
  const back = button(words.line("goBack"), () => panel.go("home"));
  const go = button(isFree ? words.line("takeBack") : words.line("givenBack", { amount }),
    async () => {
      const sheet = { name: "repay", given: { answer } };
      if (!(await panel.order("undo", { target: answer.number }, sheet))) return;
      panel.go("home");
      panel.note(isFree ? words.line("takenBack") : words.line("repaid", { amount }));
    }, "stop");
  const owed = figure(words.line("giveBack", { method }), amount, "due");
  return {
    title: words.line("repay"),
    elements: [
      card(words, answer), make("p", moneyLine(words, answer), "aside"),
      make("p", words.line(isFree ? "repayFreeAsk" : "repayAsk"), "ask"),
      box("figures", !isFree && owed.element), box("buttons", back, go),
    ],
    focus: back,
  };
}

export const payingSheets = { pay, paid, repay };
