// What staff press: buttons, choices, steps. Made here once, so that each is big enough for a thumb
// in a glove and can be reached by keyboard. Nothing here knows what a press does.

import { make } from "./dom.js";

export function button(text, onPress, className = "") {
  const one = make("button", text, `press ${className}`.trim());
  one.type = "button";
  one.addEventListener("click", onPress);
  return one;
}

export function box(className, ...children) {
  const one = make("div", null, className);
  one.append(...children.filter(Boolean));
  return one;
}

/**
 * One of several: `options` as [value, text]. A press chooses and tells; `value` is null until
 * somebody has chosen.
 */
export function choices(options, label, onChoose = () => {}, chosen = null) {
  const choice = { element: box("choices"), value: chosen };
  choice.element.setAttribute("role", "group");
  choice.element.setAttribute("aria-label", label);
  const buttons = options.map(([value, text]) => {
    const one = button(text, () => {
      choice.value = value;
      buttons.forEach((other) => other.setAttribute("aria-pressed", other === one));
      onChoose(value);
    });
    one.setAttribute("aria-pressed", value === chosen);
    return one;
  });
  choice.element.append(...buttons);
  return choice;
}

/** A number between two others, by two big keys; `labels` for these, `name` for what it counts. */
export function stepper({ least, most, value }, name, labels) {
  const step = { element: box("stepper"), value };
  const shown = make("output", value, "amount");
  shown.setAttribute("aria-label", name);
  const by = (change) => () => {
    step.value = Math.min(most, Math.max(least, step.value + change));
    shown.textContent = step.value;
    less.disabled = step.value <= least;
    more.disabled = step.value >= most;
    step.onStep?.(step.value);
  };
  const less = button("−", by(-1), "big");
  const more = button("+", by(1), "big");
  less.setAttribute("aria-label", labels.less);
  more.setAttribute("aria-label", labels.more);
  step.element.append(less, shown, more);
  by(0)();
  return step;
}

/** The coloured mark and the name of a tier. */
export function tierMark(tier) {
  const namespace = "http://www.w3.org/2000/svg";
  const [swatch, square] = ["svg", "rect"].map((tag) => document.createElementNS(namespace, tag));
  swatch.setAttribute("viewBox", "0 0 10 10");
  swatch.setAttribute("class", "swatch");
  swatch.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries({
    width: 10, height: 10, rx: 2, fill: tier?.color ?? "#b4b4bd",
  })) square.setAttribute(name, value);
  swatch.append(square);
  const mark = make("span", null, "tier-mark");
  mark.append(swatch, make("span", tier?.name ?? "–"));
  return mark;
}
