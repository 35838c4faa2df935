// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/**
 * Draws the charts: each [data-chart] names the element that carries its figures as JSON. The library is fetched only
 * when a page has a chart. Colours come from the theme, so light, dark and a switch between them are followed.
 */
const base = document.querySelector("script[data-static]").dataset.static;
const COLOURS = ["--ds-color-accent-base-default", "--ds-color-brand-base-default", "--ds-color-info-base-default", "--ds-color-success-base-default"];
const DASHES = [[], [6, 4], [2, 3], [9, 3, 2, 3]];
const drawn = new Map();
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${base}uPlot.min.css` });
    const script = Object.assign(document.createElement("script"), { src: `${base}uPlot.iife.min.js`, onload: resolve, onerror: reject });
    document.head.append(style, script);
  });
  return library;
}

const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
const language = document.documentElement.lang || "en";

function figure(unit) {
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  if (unit !== "bit/s") return (value) => (value == null ? "–" : plain.format(value));
  const steps = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [0, ""]];
  return (value) => {
    if (value == null) return "–";
    const [size, prefix] = steps.find(([least]) => Math.abs(value) >= least);
    return plain.format(value / (size || 1)) + (prefix ? ` ${prefix}` : "");
  };
}

function draw(box, anew) {
  const source = document.getElementById(box.dataset.chart);
  if (!source) return;
  const { times, lines, unit, zone } = JSON.parse(source.textContent);
  const figures = [times, ...lines.map((line) => line.values)];
  const before = drawn.get(box);
  if (before && !anew && before.series.slice(1).every((series, n) => series.label === lines[n]?.label) && before.series.length === lines.length + 1) {
    before.setData(figures);
    return;
  }
  const words = figure(unit);
  const text = colour("--ds-color-neutral-text-subtle");
  const rule = { stroke: colour("--ds-color-neutral-border-subtle"), width: 1 };
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: zone });
  const whole = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const local = (at) => window.uPlot.tzDate(new Date(at * 1000), zone);
  const time = (at) => {
    const [date, there] = [new Date(at * 1000), local(at)];
    return there.getHours() === 0 && there.getMinutes() === 0 ? day.format(date) : clock.format(date);
  };
  const zooms = box.closest("[data-zoom]") !== null;
  const font = "12px Inter, system-ui, sans-serif";
  const options = {
    width: Math.max(box.clientWidth, 200),
    height: Number(box.dataset.height) || 220,
    tzDate: local,
    cursor: { drag: { x: zooms, y: false, setScale: false } },
    hooks: zooms ? { setSelect: [zoom] } : {},
    series: [
      { value: (_, at) => (at == null ? "–" : whole.format(new Date(at * 1000))), label: "" },
      ...lines.map((line, n) => ({
        label: line.label,
        stroke: colour(COLOURS[n % COLOURS.length]),
        dash: DASHES[n % DASHES.length],
        width: 2,
        points: { show: false },
        fill: lines.length === 1 ? `color-mix(in srgb, ${colour(COLOURS[0])} 12%, transparent)` : undefined,
        value: (_, value) => words(value),
      })),
    ],
    axes: [
      { stroke: text, font, grid: { show: false }, ticks: rule, values: (_, ticks) => ticks.map(time) },
      { stroke: text, font, grid: rule, ticks: { show: false }, size: 62, values: (_, ticks) => ticks.map(words) },
    ],
    scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 0) > 0 ? high * 1.08 : 1] } },
  };
  before?.destroy();
  drawn.set(box, new window.uPlot(options, figures, box));
}

/** The page of a closer look: the span that was dragged over stands in the address, so that the link shows the same. */
function zoom(plot) {
  if (plot.select.width < 8) return;
  const [from, to] = [plot.select.left, plot.select.left + plot.select.width].map((x) => Math.round(plot.posToVal(x, "x")));
  if (to - from < 120) return;
  const address = new URL(window.location);
  address.searchParams.delete("range");
  for (const [name, at] of [["from", from], ["to", to]]) address.searchParams.set(name, new Date(at * 1000).toISOString().slice(0, 19) + "Z");
  window.location = address;
}

async function drawAll(anew) {
  const boxes = [...document.querySelectorAll("[data-chart]")];
  for (const box of drawn.keys()) if (!box.isConnected) { drawn.get(box).destroy(); drawn.delete(box); }
  if (!boxes.length) return;
  await load();
  for (const box of boxes) { draw(box, anew); resized.observe(box); }
}

const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const plot = drawn.get(target);
    if (plot && Math.abs(plot.width - contentRect.width) > 4) plot.setSize({ width: contentRect.width, height: plot.height });
  }
});

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(true));
document.addEventListener("htmx:after:swap", () => drawAll(false));
drawAll(true);
