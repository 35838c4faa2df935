// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/**
 * Makes the drawing larger and smaller, and keeps scale and spot behind the # of the address, so that a link shows another
 * person the same. Scrolling is the browser's own: wheel, finger, arrow keys.
 */
const SMALLEST = 0.2;
const LARGEST = 4;
const tools = document.querySelector(".topo-zoom");
const shown = document.getElementById("topo-scale");
let scale = 1;

const view = () => document.getElementById("topo-view");
const drawing = () => document.getElementById("topo-drawing");
const natural = () => Number(drawing().dataset.width);

function fitting() {
  return Math.min(1, Math.max(SMALLEST, (view().clientWidth - 4) / natural()));
}

function show(next) {
  const box = view();
  const [x, y] = [(box.scrollLeft + box.clientWidth / 2) / scale, (box.scrollTop + box.clientHeight / 2) / scale];
  scale = Math.min(LARGEST, Math.max(SMALLEST, next));
  drawing().setAttribute("width", String(Math.round(natural() * scale)));
  box.scrollTo(x * scale - box.clientWidth / 2, y * scale - box.clientHeight / 2);
  if (shown) shown.textContent = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent" }).format(scale);
}

function keep() {
  const box = view();
  if (!box) return;
  const told = new URLSearchParams({ z: scale.toFixed(2), x: Math.round(box.scrollLeft / scale), y: Math.round(box.scrollTop / scale) });
  history.replaceState(null, "", `${location.pathname}${location.search}#${told}`);
}

function begin() {
  if (!drawing()) return;
  const told = new URLSearchParams(location.hash.slice(1));
  show(Number(told.get("z")) || fitting());
  view().scrollTo(Number(told.get("x")) * scale || 0, Number(told.get("y")) * scale || 0);
  if (tools) tools.hidden = false;
  let waiting = 0;
  view().addEventListener("scroll", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keep, 300);
  });
}

/** The second ways of the node that is pointed at, or has the focus, stand out. */
function light(event) {
  const node = event.target.closest?.(".topo-node")?.dataset.node;
  for (const curve of document.querySelectorAll(".topo-curves [data-ends]")) {
    curve.toggleAttribute("data-lit", node !== undefined && curve.dataset.ends.includes(` ${node} `));
  }
}
document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);

for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => {
    if (!drawing()) return;
    const by = Number(button.dataset.zoom);
    show(by ? scale * by : fitting());
    keep();
  });
}
document.addEventListener("htmx:after:swap", () => {
  if (drawing()) drawing().setAttribute("width", String(Math.round(natural() * scale)));
});
begin();
