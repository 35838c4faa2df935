// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/**
 * Keeps a screen on a wall true, and says how old it is. The event stream tells when something changed; should it be lost,
 * the board is asked for every quarter of a minute all the same, and says so. What could not be fetched for a
 * minute is marked as old, so that nobody trusts a screen that has stopped.
 */
const EVERY_MS = 15000;
const OLD_MS = 60000;
const LONGEST_WAIT_MS = 30000;
const { part, stream: address } = document.body.dataset;
const board = document.getElementById("wall");
const fresh = document.getElementById("wall-fresh");
const clock = document.getElementById("wall-clock");
const language = document.documentElement.lang || "en";
const hours = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
const minutes = new Intl.NumberFormat(language, { style: "unit", unit: "minute", unitDisplay: "short" });
let fetchedAt = Date.now();
let live = false;
let gone = false;
let asking = false;
let again = false;
let wait = 1000;

async function fetchBoard() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(part, { headers: { "X-Requested-With": "wallboard" }, signal: AbortSignal.timeout(10000), redirect: "error" });
    gone = answer.status === 404;
    if (answer.ok) {
      board.innerHTML = await answer.text();
      fetchedAt = Date.now();
    }
  } catch {
    // The server is away for a moment; the age on the screen tells.
  }
  asking = false;
  say();
  if (again) {
    again = false;
    fetchBoard();
  }
}

function say() {
  const age = Date.now() - fetchedAt;
  const old = age > OLD_MS;
  const state = gone ? "gone" : old ? "old" : live ? "fresh" : "lost";
  const seconds = Math.max(0, Math.round(age / 1000));
  const said = fresh.dataset.fresh.replace("#", seconds);
  fresh.textContent = gone ? fresh.dataset.gone : old ? fresh.dataset.old.replace("#", minutes.format(Math.round(age / 60000))) : live ? said : `${said} · ${fresh.dataset.lost}`;
  fresh.dataset.state = state;
  board.toggleAttribute("data-old", old || gone);
  clock.textContent = hours.format(new Date());
}

function listen() {
  const topics = "incidents,inventory,cases,tickets";
  const stream = new EventSource(`${address}${address.includes("?") ? "&" : "?"}topics=${encodeURIComponent(topics)}`);
  stream.onopen = () => {
    live = true;
    wait = 1000;
    fetchBoard();
  };
  stream.onmessage = () => fetchBoard();
  stream.onerror = () => {
    stream.close();
    live = false;
    say();
    window.setTimeout(listen, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
}

document.getElementById("wall-full")?.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});
fresh.setAttribute("aria-live", "off");
window.setInterval(say, 1000);
window.setInterval(fetchBoard, EVERY_MS);
say();
listen();
