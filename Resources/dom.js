// Writing into the page. Everything that comes from outside goes through `say`, as text: names of
// guests are not ours, and must never become markup.

export const at = (id) => document.getElementById(id);

export function say(id, text) {
  const element = at(id);
  const words = text ?? "";
  if (element.textContent !== words) element.textContent = words;
  return element;
}

/** Shows or hides; an empty element that is shown would leave a hole. */
export function show(id, isShown) {
  at(id).hidden = !isShown;
}

export function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** A number for people; a dash when it is not known. */
export const count = (value) => value?.toLocaleString("en-IN") ?? "–";

/** After the next frame has been painted. */
export function painted() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
}

/** A box that takes longer is as good as none. */
const PATIENCE_MS = 4000;

/** Reads from the box; rejects when it does not answer in time. */
export function ask(path, options = {}) {
  return fetch(path, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
}

export async function post(path, body, options = {}) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive: true,
    ...options,
  });
}
