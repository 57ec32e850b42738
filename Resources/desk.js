// What staff ask of the box, as questions and answers. A refusal is an answer with a code, never an
// exception. It must never keep a PIN: it is handed on and forgotten.

import { ask, post } from "./dom.js";

const ROOT = "/api/v1/door";
/** A PIN is made slow to try, on purpose, and slower still on a box that has much to do. */
const PIN_PATIENCE_MS = 15000;

const slowly = () => ({ signal: AbortSignal.timeout(PIN_PATIENCE_MS) });

/** `{ ok, body }`, or `{ ok: false, code, detail, wait }`. */
async function answered(request) {
  const answer = await request.catch(() => null);
  if (!answer) return { ok: false, code: "no_answer", detail: "", wait: 0 };
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return { ok: true, body };
  const wait = Number(answer.headers.get("Retry-After") ?? 0);
  return { ok: false, code: body.code ?? "unknown", detail: body.detail ?? "", wait };
}

export class Desk {
  /** Who has signed in, and what they may choose from. */
  state() {
    return answered(ask(`${ROOT}/staff`, { cache: "no-store" }));
  }

  signIn(id, pin) {
    return answered(post(`${ROOT}/staff/sign-in`, { id, pin }, slowly()));
  }

  unlock(pin) {
    return answered(post(`${ROOT}/staff/unlock`, { pin }, slowly()));
  }

  lock() {
    return answered(post(`${ROOT}/staff/lock`, {}));
  }

  signOut() {
    return answered(post(`${ROOT}/staff/sign-out`, {}));
  }

  changePin(old, fresh) {
    return answered(post(`${ROOT}/staff/pin`, { old, new: fresh }, slowly()));
  }

  /**
   * `fields`: target, people, ticket, event, cause, remark, method, received, currency, as the
   * order wants them.
   */
  order(order, fields = {}) {
    return answered(post(`${ROOT}/orders`, { order, ...fields }));
  }

  /** `by`: number or name. */
  tickets(by, text) {
    const query = `${by}=${encodeURIComponent(text)}`;
    return answered(ask(`${ROOT}/tickets?${query}`, { cache: "no-store" }));
  }

  turn(direction, event) {
    return answered(post(`${ROOT}/turn`, { direction, event }));
  }
}
