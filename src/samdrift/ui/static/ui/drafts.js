// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/** What somebody has written in a field with data-draft="name" stays until it is sent, also over a lost page. */
const PREFIX = "samdrift.draft.";
const key = (field) => PREFIX + location.pathname + "#" + field.dataset.draft;

function restore(root) {
  for (const field of root.querySelectorAll("textarea[data-draft], input[data-draft]")) {
    const kept = sessionStorage.getItem(key(field));
    if (kept !== null && field.value === "") field.value = kept;
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.draft) return;
  if (field.value) sessionStorage.setItem(key(field), field.value);
  else sessionStorage.removeItem(key(field));
});

function forget(form) {
  for (const field of form.querySelectorAll("[data-draft]")) sessionStorage.removeItem(key(field));
}

// A form sent by htmx is kept until the server has taken it; a plain form leaves the page, and the browser keeps its own copy.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[hx-post], [hx-put], [hx-patch]")) forget(form);
});
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form");
  const answer = event.detail?.ctx?.response;
  if (form && answer && answer.status < 400) forget(form);
});
document.addEventListener("htmx:after:swap", () => restore(document));
restore(document);
