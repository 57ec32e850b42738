// Charts as plain SVG. Each draws numbers that stand in a table beside it, and nothing else.

const SVG = "http://www.w3.org/2000/svg";
const LEVELS = [80, 90, 100];

function draw(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** The highest of 80, 90, 100 % that is reached, or 0. */
export function level(inside, capacity) {
  if (!capacity) return 0;
  const share = (inside * 100) / capacity;
  return LEVELS.filter((one) => share >= one).pop() ?? 0;
}

/** A half circle, full at the capacity, with marks where the alerts are. */
export function gauge(svg, inside, capacity) {
  const point = (share, radius) => {
    const angle = Math.PI * (1 - share);
    return [100 + radius * Math.cos(angle), 104 - radius * Math.sin(angle)];
  };
  const arc = (share) => {
    const [x, y] = point(Math.max(share, 0.002), 84);
    return `M16 104A84 84 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)}`;
  };
  const share = capacity && inside ? Math.min(inside / capacity, 1) : 0;
  svg.dataset.level = level(inside, capacity);
  const title = draw("title", { id: "gauge-label" },
    capacity ? `${inside} of ${capacity} inside` : `${inside ?? "–"} inside, no capacity set`);
  const marks = LEVELS.slice(0, 2).flatMap((one) => {
    const [[x1, y1], [x2, y2], [x, y]] = [73, 95, 66].map((radius) => point(one / 100, radius));
    return [draw("line", { class: "mark", x1, y1, x2, y2 }),
      draw("text", { class: "mark-name", x, y: y + 3 }, one)];
  });
  const fill = share > 0 ? [draw("path", { class: "fill", d: arc(share) })] : [];
  svg.replaceChildren(
    title, draw("path", { class: "track", d: arc(1) }), ...fill, ...(capacity ? marks : []));
}

/** One bar for each minute, oldest left. */
export function arrivals(svg, minutes) {
  const [width, height] = [720, 190];
  const most = Math.max(5, ...minutes.map((one) => one.entries));
  const step = width / Math.max(minutes.length, 1);
  const lines = [0.25, 0.5, 0.75, 1].map((part) => {
    const y = height - part * (height - 10);
    return draw("line", { x1: 0, x2: width, y1: y, y2: y });
  });
  const bars = minutes.map((one, index) => {
    const tall = (one.entries / most) * (height - 10);
    const bar = draw("rect", {
      x: (index * step + 0.6).toFixed(2), y: (height - tall).toFixed(2),
      width: Math.max(step - 1.2, 0.8).toFixed(2), height: tall.toFixed(2),
    });
    bar.append(draw("title", {}, `${one.time}: ${one.entries}`));
    return bar;
  });
  svg.replaceChildren(...lines, ...bars);
}

/** A bar for a table's row; `share` from 0 to 1. */
export function bar(share, color) {
  const svg = draw("svg", {
    class: "bar-svg", viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true",
  });
  const width = Math.max(0, Math.min(share, 1)) * 100;
  svg.append(draw("rect", { class: "track", width: 100, height: 12 }));
  svg.append(draw("rect", { width: width.toFixed(1), height: 12, fill: color ?? "#8b5cf6" }));
  return svg;
}
