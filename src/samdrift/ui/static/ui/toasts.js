// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
/** Closes a message when its cross is pressed. Messages stay until then: nobody is hurried. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) button.parentElement.remove();
});
