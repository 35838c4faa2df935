# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every page knows without asking: who looks, in which language and colours, and the menu made for them."""

from dataclasses import dataclass
from typing import Literal, get_args

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext

from samdrift import __version__
from samdrift.platform.actor import NOBODY, Actor
from samdrift.ui.registry import nav_for, search_sources

Scheme = Literal["auto", "light", "dark"]
SCHEME_COOKIE = "samdrift_scheme"


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A menu entry with its address worked out. `current` marks the page one is on."""

    name: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a person may switch to; `name` in words."""

    value: str
    name: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Stands in every template as `page`."""

    actor: Actor
    language: str
    languages: tuple[Choice, ...]
    scheme: Scheme
    schemes: tuple[Choice, ...]
    nav: tuple[MenuLink, ...]
    version: str
    searchable: bool
    demo: bool


def scheme_of(request: HttpRequest) -> Scheme:
    """The colour scheme kept in the cookie; anything unknown counts as auto."""
    chosen = request.COOKIES.get(SCHEME_COOKIE, "auto")
    return next((scheme for scheme in get_args(Scheme) if scheme == chosen), "auto")


def menu(request: HttpRequest, actor: Actor) -> tuple[MenuLink, ...]:
    """The actor's menu. An entry whose page is not installed is left out, so that contexts can come and go."""
    found = [(item, _address(item.url_name)) for item in nav_for(actor)]
    addresses = [url for _, url in found if url and _leads_to(url, request.path)]
    here = max(addresses, key=len, default="")
    return tuple(MenuLink(str(item.name), url, item.icon, url == here) for item, url in found if url)


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def page(request: HttpRequest) -> dict[str, Page]:
    """Template context processor."""
    actor = getattr(request, "actor", None) or NOBODY
    language = (get_language() or "en").split("-")[0]
    scheme = scheme_of(request)
    scheme_names = (
        ("auto", pgettext("colour scheme", "As my device"), "laptop"),
        ("light", pgettext("colour scheme", "Light"), "sun"),
        ("dark", pgettext("colour scheme", "Dark"), "moon"),
    )
    return {
        "page": Page(
            actor=actor,
            language=language,
            languages=tuple(Choice(code, str(name), "", code == language) for code, name in settings.LANGUAGES),
            scheme=scheme,
            schemes=tuple(Choice(value, name, icon, value == scheme) for value, name, icon in scheme_names),
            nav=menu(request, actor),
            version=__version__,
            searchable=bool(search_sources()) and bool(actor.label),
            demo=getattr(settings, "SAMDRIFT_MODE", "") == "demo",
        )
    }
