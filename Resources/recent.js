// The newest answers of this door, in the page's memory, and what staff may do about each. The box
// decides again whether they may; here it only says which buttons make sense.

/** As many as fit the smallest screen without scrolling. */
const KEPT = 4;
const MINUTE_MS = 60000;
/** Spans after which the box says "too late": here the button goes. */
const SPANS = {
  override: 10 * MINUTE_MS, confirm: 5 * MINUTE_MS, group: 5 * MINUTE_MS, undo: 15 * MINUTE_MS,
  pay: 10 * MINUTE_MS, repay: 15 * MINUTE_MS,
};
/** Each may do what those before may. */
const ROLES = ["steward", "supervisor", "manager", "ops"];
const LEAST = {
  override: "supervisor", undo: "supervisor", confirm: "steward", group: "steward",
  pay: "supervisor", repay: "supervisor",
};
/** What proves nothing is never overridden; an emergency and a group are no matter of one guest. */
const NEVER = new Set([
  "unreadable", "forged", "unknown_key", "emergency", "reservation_not_found",
  "reservation_expired", "reservation_used", "reservation_cancelled", "reservation_due",
  "reservation_locked", "group_waits",
]);
export const ENTRIES = new Set([
  "admitted", "readmitted", "admitted_unlisted", "admitted_by_override", "admitted_after_payment",
]);

export function mayDo(staff, least) {
  return Boolean(staff?.signedIn) && ROLES.indexOf(staff.role) >= ROLES.indexOf(least);
}

/** What was counted by hand, and may have been counted wrong. */
const COUNTS = new Set(["headcount", "walk_up"]);

/** The one thing that can be done about `answer`, or null. */
function remedy(answer) {
  if (answer.forStaff?.paid) return "repay";
  if (ENTRIES.has(answer.kind) || COUNTS.has(answer.act)) return "undo";
  if (answer.reason === "reservation_due") return answer.forStaff ? "pay" : null;
  if (answer.reason === "group_waits") return "group";
  if (answer.kind !== "refused" || NEVER.has(answer.reason)) return null;
  if (answer.reason === "not_confirmed") return "confirm";
  return "override";
}

/** The name of the sheet that `staff` may open about `answer` now, or null. */
export function actionFor(answer, staff, ageMs = 0) {
  const action = answer?.number ? remedy(answer) : null;
  if (!action || ageMs > SPANS[action]) return null;
  return mayDo(staff, LEAST[action]) ? action : null;
}

export class Recent {
  constructor(now = () => performance.now()) {
    this.now = now;
    this.entries = [];
  }

  /** `clock`: what the box's clock said when it came. */
  add(answer, clock) {
    const known = this.entries.filter((one) => one.answer.number !== answer.number);
    const entry = { answer, clock, at: this.now(), isDone: false };
    this.entries = [entry, ...known].slice(0, KEPT);
  }

  has(number) {
    return this.entries.some((one) => one.answer.number === number);
  }

  /** Somebody has done something about it, and with a payment about all that it paid for. */
  done(number) {
    for (const one of this.entries) {
      if ([one.answer.number, one.answer.payment].includes(number)) one.isDone = true;
    }
  }

  action(answer, staff) {
    const entry = this.entries.find((one) => one.answer.number === answer.number);
    if (entry?.isDone) return null;
    return actionFor(answer, staff, entry ? this.now() - entry.at : 0);
  }
}
