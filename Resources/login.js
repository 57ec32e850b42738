// Hands the passphrase in, and says in words what was wrong with it.

import { at, post, say } from "./dom.js";

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("complaint", "");
  const passphrase = at("passphrase").value;
  const answer = await post("/login", { passphrase }).catch(() => null);
  if (answer?.ok) {
    location.replace("/");
    return;
  }
  const problem = answer ? await answer.json().catch(() => null) : null;
  const wait = Number(answer?.headers.get("Retry-After") ?? 0);
  const when = wait > 0 ? ` Try again in ${wait} s.` : "";
  say("complaint", (problem?.detail ?? "The box does not answer.") + when);
  at("passphrase").select();
});
