# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the tests of any page need: a browser, and the checks axe cannot make (reflow, focus, large text, the policy).

Import the fixtures in a conftest: `from samdrift.ui.testing import browser, browser_context`. Mark tests `browser`.
A test that also asks the database from the browser's thread needs DJANGO_ALLOW_ASYNC_UNSAFE, which is set here, because
Playwright keeps an event loop running in the thread of the test.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# A test browser talks to the pages under test alone; every service of its own that calls out is switched off.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = 320
NewContext = Callable[..., BrowserContext]

_LISTEN = """
window.samdriftViolations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  console.error('Content Security Policy violation: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""
_WIDER = """(limit) => [...document.querySelectorAll('body *')].filter((element) => {
  const box = element.getBoundingClientRect();
  if (box.right <= limit + 1 || !box.width) return false;
  for (let up = element; up; up = up.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX) && up !== element) return false;
    if (up.matches('.ds-sr-only, [aria-hidden=true], svg *, [hidden]')) return false;
    if (getComputedStyle(up).clipPath !== 'none') return false;
  }
  return true;
}).slice(0, 5).map((element) => element.outerHTML.slice(0, 120))"""
_FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const around = element.closest('.sd-palette-box');
  return {
    html: element.outerHTML.slice(0, 120),
    seen: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none' || around !== null,
    onScreen: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0,
    covered: (() => {
      const x = box.left + Math.min(box.width, innerWidth - box.left) / 2, y = box.top + Math.min(box.height, 20) / 2;
      const top = document.elementFromPoint(x, y);
      if (top === null || element.contains(top) || top.contains(element)) return false;
      return top.closest('.sd-header') !== null;
    })(),
  };
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; it must go before another file's tests want an event loop of their own."""
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser at {CHROMIUM}; install Debian's chromium, or name another in CHROMIUM")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[NewContext]:
    """Makes fresh contexts: `browser_context(width=390, scheme="dark", language="nb", reduced_motion=True)`."""
    opened: list[BrowserContext] = []

    def new(
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        language: str = "en",
        reduced_motion: bool = False,
    ) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=language,
            reduced_motion="reduce" if reduced_motion else "no-preference",
        )
        context.add_init_script(_LISTEN)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


@cache
def _axe() -> str:
    for folder in Path(__file__).resolve().parents:
        script = folder / "node_modules" / "axe-core" / "axe.min.js"
        if script.is_file():
            return script.read_text(encoding="utf-8")
    pytest.skip("axe-core is not there; run `npm ci` in the repository")


def assert_page_is_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe can see. What it cannot see, the other checks here look for."""
    page.evaluate(_axe() + ";0")
    found = page.evaluate("(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    told = [
        f"{violation['id']}: {node['html'][:160]} -> {node['failureSummary'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


def assert_no_overflow(page: Page, width: int = NARROW) -> None:
    """WCAG 1.4.10: at `width` CSS pixels nothing makes the page itself scroll sideways."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    widest = page.evaluate("document.documentElement.scrollWidth")
    wider = page.evaluate(_WIDER, width)
    if size:
        page.set_viewport_size(size)
    assert (widest <= width, wider) == (True, []), f"{page.url} is {widest} px wide at {width} px: {wider}"


def assert_large_text_fits(page: Page) -> None:
    """WCAG 1.4.4: text at 200 % neither makes the page scroll sideways nor is cut off."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    widest = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wider = page.evaluate(_WIDER, page.evaluate("document.documentElement.clientWidth"))
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert (widest <= 0, wider) == (True, []), f"{page.url} is {widest} px too wide with text at 200 %: {wider}"


def assert_focus_is_visible(page: Page, presses: int = 40) -> list[str]:
    """Tabs through the page: each stop is marked, on the screen and not under the header. Answers the stops in order."""
    stops: list[str] = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None or (stops and stop["html"] == stops[0]):
            break
        assert stop["seen"], f"{page.url}: nothing marks the focus on {stop['html']}"
        assert stop["onScreen"], f"{page.url}: the focus is off the screen on {stop['html']}"
        assert not stop["covered"], f"{page.url}: the header covers the focus on {stop['html']}"
        stops.append(stop["html"])
    assert stops, f"{page.url}: nothing on the page takes the focus"
    return stops


def collect_csp_reports(page: Page) -> list[str]:
    """A list that fills with what the policy blocked and with errors of scripts; call before `page.goto`."""
    reports: list[str] = []

    def on_console(message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            reports.append(text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: reports.append(f"script error: {error}"))
    return reports


def wait_until_quiet(page: Page) -> None:
    """Waits until scripts have run and fonts and charts are there; pages with an event stream never fall idle."""
    page.wait_for_load_state("load")
    try:
        page.wait_for_function("() => document.fonts.status === 'loaded'", timeout=5000)
    except Error as error:
        raise AssertionError(f"{page.url}: fonts did not load: {error}") from error


@pytest.fixture
def visit(
    live_server: "LiveServer", browser_context: NewContext, client: Any, cast: Any
) -> Iterator[Callable[..., Page]]:
    """Opens a page as the city's agent; fails at the end if the policy blocked anything."""
    reports: list[list[str]] = []
    client.force_login(cast.owner)
    session = client.cookies["sessionid"].value

    def opened(path: str, **context: Any) -> Page:
        new = browser_context(**context)
        new.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = new.new_page()
        reports.append(collect_csp_reports(page))
        page.route("**/live/stream*", lambda route: route.abort())
        page.goto(live_server.url + path)
        wait_until_quiet(page)
        return page

    yield opened
    assert [told for told in reports if told] == []
