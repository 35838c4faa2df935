// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/**
 * The keyboard: Ctrl K opens the palette, ? the list of shortcuts, g and a number a page of the menu. Those of a single
 * key can be switched off (WCAG 2.1.4), and never act while somebody writes. A page adds its own with data-key="x" on
 * a link or button.
 */
const KEPT = "samdrift.single-keys";
const palette = document.getElementById("palette");
const sheet = document.getElementById("shortcuts");
const toggle = document.getElementById("single-keys");
const words = document.getElementById("palette-words");
let pressedG = 0;

const singleKeys = () => localStorage.getItem(KEPT) !== "off";
const writing = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;

function open(dialog) {
  if (dialog === sheet) listOwnKeys();
  if (dialog && !dialog.open && !document.querySelector("dialog[open]")) dialog.showModal();
}

/** The page's own keys, read from the page each time, since parts of it come and go. */
function listOwnKeys() {
  const list = document.getElementById("shortcut-list");
  for (const line of list?.querySelectorAll("[data-own-key]") ?? []) line.remove();
  for (const element of document.querySelectorAll("[data-key]")) {
    const line = document.createElement("div");
    line.dataset.ownKey = line.dataset.singleKey = "";
    line.append(document.createElement("dt"), document.createElement("dd"));
    line.firstChild.append(Object.assign(document.createElement("kbd"), { textContent: element.dataset.key }));
    line.lastChild.textContent = element.getAttribute("aria-label") || element.textContent.trim();
    list?.append(line);
  }
}

function showChoice() {
  if (toggle) toggle.checked = singleKeys();
  for (const line of document.querySelectorAll("[data-single-key]")) line.toggleAttribute("data-off", !singleKeys());
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && palette) {
    event.preventDefault();
    open(palette);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !singleKeys() || writing(event.target)) return;
  if (event.key === "?") return open(sheet);
  if (event.key === "/" && palette) {
    event.preventDefault();
    return open(palette);
  }
  if (event.key === "g") {
    pressedG = event.timeStamp;
    return;
  }
  if (event.timeStamp - pressedG < 1200 && /^[1-9]$/.test(event.key)) {
    document.querySelectorAll("#palette-pages a")[Number(event.key) - 1]?.click();
    return;
  }
  const own = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key);
  if (own) {
    event.preventDefault();
    own.click();
  }
});

document.querySelector("[commandfor=shortcuts][command=show-modal]")?.addEventListener("click", () => {
  listOwnKeys();
  showChoice();
});

toggle?.addEventListener("change", () => {
  localStorage.setItem(KEPT, toggle.checked ? "on" : "off");
  showChoice();
});

words?.addEventListener("input", () => {
  const sought = words.value.trim().toLowerCase();
  for (const link of document.querySelectorAll("#palette-pages a")) {
    link.parentElement.hidden = !link.textContent.toLowerCase().includes(sought);
  }
});

palette?.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [words, ...palette.querySelectorAll("li:not([hidden]) a")];
  const at = stops.indexOf(document.activeElement);
  event.preventDefault();
  stops[(at + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length].focus();
});

showChoice();
