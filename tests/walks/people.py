# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""People of the demo at their browsers: each page they open is checked, pictured and watched for what moves by itself."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from samdrift.ui.testing import assert_page_is_accessible, wait_until_quiet

LANDINGS = {
    "secretary": "/my-place/",
    "agent": "/desk/",
    "engineer": "/operations/",
    "contract_manager": "/agreement/",
    "director": "/overview/",
}
PATIENCE_MS = 120_000.0
# Kept in the page: epoch milliseconds at which `shown` was true for the first time, whoever asks for it later.
_WATCH = """(shown) => {
  const found = () => [...document.querySelectorAll(shown.selector)].some((e) => e.textContent.includes(shown.text));
  const key = shown.selector + ' ' + shown.text;
  window.walkSeen ??= {};
  if (found()) { window.walkSeen[key] = Date.now(); return; }
  const observer = new MutationObserver(() => {
    if (found()) { window.walkSeen[key] = Date.now(); observer.disconnect(); }
  });
  observer.observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
_SEEN = "(key) => window.walkSeen[key] ?? 0"


class Visit:
    """One open page of one person, which is never loaded again: what shows later came by itself."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def watch(self, selector: str, text: str = "") -> Callable[[], float]:
        """Begin to watch for `text` within `selector`; call the answer to wait for it: epoch seconds of its first sight."""
        assert not self.page.locator(selector, has_text=text).count(), f"{self.page.url} shows «{text}» from the start"
        self.page.evaluate(_WATCH, {"selector": selector, "text": text})
        key = f"{selector} {text}"

        def seen() -> float:
            self.page.wait_for_function("(key) => (window.walkSeen[key] ?? 0) > 0", arg=key, timeout=PATIENCE_MS)
            return self.page.evaluate(_SEEN, key) / 1_000

        return seen

    def text(self) -> str:
        return self.page.locator("body").inner_text()


class Crowd:
    """Browsers of people who sign in by their buttons; `complaints` gathers what policy and scripts said on all pages."""

    def __init__(self, url: str, new_context: Callable[..., BrowserContext]) -> None:
        self.url = url
        self.complaints: list[str] = []
        asked = os.environ.get("PICTURES_OF_THE_WALK")
        self.pictures = Path(asked or tempfile.mkdtemp(prefix="samdrift-walk-pictures-"))
        self._new_context = new_context

    def page(self, *, width: int = 1280, scheme: str = "light") -> Page:
        """A fresh browser that has met nobody."""
        page = self._new_context(width=width, scheme=scheme, language="en").new_page()
        page.on("console", lambda said: said.type == "error" and self.complaints.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def sign_in(self, persona: str, *, width: int = 1280, scheme: str = "light") -> Visit:
        """Through the button on the front page, to the page made for that person."""
        page = self.page(width=width, scheme=scheme)
        page.goto(self.url)
        page.locator(f"button[name=persona][value={persona}]").click()
        page.wait_for_url(self.url + LANDINGS[persona])
        wait_until_quiet(page)
        return Visit(page)

    def look(self, page: Page, name: str) -> None:
        """A picture, and axe on what is shown."""
        wait_until_quiet(page)
        self.pictures.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self.pictures / f"{name}.png", full_page=True)
        assert_page_is_accessible(page)
