// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/**
 * For a page that stays open all day: j and k go from fault to fault, clocks count down between drawings, the tab's title
 * tells how many outages there are, and, where somebody switched it on, a new outage is heard once.
 */
const KEPT = "samdrift.operations-sound";
const language = document.documentElement.lang || "en";
const title = document.title;
const sound = document.getElementById("ops-sound");
let known = outages();

function outages() {
  return new Set([...document.querySelectorAll("[data-outage]")].map((row) => row.dataset.fault));
}

function step(by) {
  const stops = [...document.querySelectorAll("[data-fault] .ops-what > a")];
  if (!stops.length) return;
  const at = stops.indexOf(document.activeElement);
  stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(stops.length - 1, Math.max(0, at + by))].focus();
}

/** What is left of the clocks is said in minutes, in the server's words: once a minute they are asked for anew. */
function count() {
  if (document.hidden || !document.querySelector("[data-due]")) return;
  document.getElementById("ops-part")?.dispatchEvent(new CustomEvent("live"));
}

function heard() {
  return localStorage.getItem(KEPT) === "on";
}

function ring() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const loud = audio.createGain();
  loud.gain.setValueAtTime(0.15, audio.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.7);
  tone.frequency.value = 660;
  tone.connect(loud).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.7);
  tone.onended = () => audio.close();
}

function drawn() {
  const now = outages();
  const anew = [...now].some((fault) => !known.has(fault));
  known = now;
  document.title = now.size ? `(${new Intl.NumberFormat(language).format(now.size)}) ${title}` : title;
  if (anew && heard()) ring();
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}
sound?.setAttribute("aria-pressed", String(heard()));
sound?.addEventListener("click", () => {
  localStorage.setItem(KEPT, heard() ? "off" : "on");
  sound.setAttribute("aria-pressed", String(heard()));
  if (heard()) ring();
});
document.addEventListener("htmx:after:swap", drawn);
window.setInterval(count, 60000);
drawn();
