// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/**
 * Keeps an open page true. One event stream a page; an event only says which topic changed, and the parts of the page
 * that named the topic in data-live-topic are told, so that htmx fetches them again. The server checks access there.
 */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const GATHER_MS = 150;

const topics = (document.body.dataset.live || "").split(/\s+/).filter(Boolean);
const waiting = new Set();
let gathering = 0;
let wait = FIRST_WAIT_MS;
let wasLost = false;

function tell() {
  gathering = 0;
  if (document.hidden) return;
  const told = [...waiting];
  waiting.clear();
  for (const part of document.querySelectorAll("[data-live-topic]")) {
    const mine = part.dataset.liveTopic.split(/\s+/);
    const topic = told.find((name) => mine.includes(name));
    if (!topic) continue;
    part.dispatchEvent(new CustomEvent("live", { detail: { topic } }));
    part.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: { topic } }));
  }
}

function changed(names) {
  for (const name of names) waiting.add(name);
  if (!gathering) gathering = window.setTimeout(tell, GATHER_MS);
}

function showState(lost) {
  const mark = document.getElementById("live-state");
  if (!mark) return;
  mark.textContent = lost ? mark.dataset.lost : "";
  mark.hidden = !lost;
}

function connect() {
  const stream = new EventSource(`${document.body.dataset.liveUrl}?topics=${encodeURIComponent(topics.join(","))}`);
  stream.onopen = () => {
    wait = FIRST_WAIT_MS;
    showState(false);
    document.documentElement.dataset.liveNow = "yes";
    // Something may have changed between the drawing of the page and this moment, or while the line was down.
    changed(topics);
    wasLost = false;
  };
  stream.onmessage = (event) => {
    let told;
    try {
      told = JSON.parse(event.data);
    } catch {
      return;
    }
    if (told && told.topic) changed([told.topic]);
  };
  stream.onerror = () => {
    // The browser's own retry has no back-off and gives up on an error page, so we close and come back ourselves.
    stream.close();
    if (wasLost) showState(true);
    wasLost = true;
    delete document.documentElement.dataset.liveNow;
    window.setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
  window.addEventListener("pagehide", () => stream.close(), { once: true });
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted && topics.length) connect();
});

if (topics.length) {
  connect();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && waiting.size) tell();
  });
}
