// A manager's words for all doors of the event: written, shown once more, and sent after a second
// press.

import { at, say } from "./dom.js";

export class Saying {
  /** `alarm` has the page's second question. */
  constructor(words, alarm) {
    const text = at("say-text");
    for (const [id, key] of [
      ["say-title", "messageSay"], ["say-hint", "messageHint"], ["say-send", "messageYes"],
    ]) say(id, words.line(key));
    text.setAttribute("aria-label", words.line("messageSay"));
    const look = () => {
      at("say-send").disabled = text.value.trim() === "";
    };
    text.addEventListener("input", look);
    at("say").addEventListener("submit", (event) => {
      event.preventDefault();
      const said = text.value.trim();
      if (!said) return;
      alarm.ask("messageAsk", "messageYes", "/api/v1/venue/messages", { text: said }, {
        values: { text: said },
        done: () => {
          text.value = "";
          look();
        },
      });
    });
    look();
  }
}
