# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where later contexts hang their own things on pages they do not own: menu entries, panels, search sources.

Contexts register from `AppConfig.ready`; the floor below never learns their names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from samdrift.platform.actor import Actor, Role

Text = str | Promise
Visible = Callable[[Actor], bool]


def signed_in(actor: Actor) -> bool:
    """Visible to everybody who has signed in."""
    return bool(actor.label)


def everyone(actor: Actor) -> bool:  # noqa: ARG001 - the shape of Visible
    """Visible even to those who have not signed in."""
    return True


def for_roles(*roles: Role) -> Visible:
    """Visible to those who hold one of `roles`."""
    return lambda actor: actor.has(*roles)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main menu. `name` is a lazy translation, `icon` a file name of `ui/icons` without its ending."""

    name: Text
    url_name: str
    icon: str = ""
    order: int = 100
    visible_for: Visible = signed_in


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of page drawn in a named slot of another context's page.

    `context` gets the request and what the slot tells about its subject; it answers the template's variables, or None
    where there is nothing to show for this actor. Access is checked there, by the context that owns the panel.
    """

    slot: str
    template: str
    context: Callable[[HttpRequest, Mapping[str, object]], Mapping[str, object] | None] | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of a search: where it leads, what it is called, and one line to tell it from its namesakes."""

    url: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A kind of thing that can be searched; `find` answers at most `limit` hits that this actor may see, best first."""

    name: Text
    find: Callable[[Actor, str, int], Iterable[Hit]]
    order: int = 100


_nav: dict[str, NavItem] = {}
_panels: dict[tuple[str, str], Panel] = {}
_sources: dict[str, SearchSource] = {}


def register_nav(item: NavItem) -> None:
    """Adds or replaces the entry of `item.url_name`; safe to call twice."""
    _nav[item.url_name] = item


def register_panel(panel: Panel) -> None:
    """Adds or replaces the panel of this slot and template; safe to call twice."""
    _panels[(panel.slot, panel.template)] = panel


def register_search(source: SearchSource) -> None:
    """Adds or replaces the source; two contexts may not share a name."""
    _sources[str(source.find.__module__) + "." + source.find.__qualname__] = source


def nav_for(actor: Actor) -> list[NavItem]:
    """The menu of this actor, in order."""
    shown = (item for item in _nav.values() if item.visible_for(actor))
    return sorted(shown, key=lambda item: (item.order, item.url_name))


def panels_for(slot: str) -> list[Panel]:
    """The panels of a slot, in order."""
    return sorted(
        (panel for panel in _panels.values() if panel.slot == slot), key=lambda panel: (panel.order, panel.template)
    )


def search_sources() -> list[SearchSource]:
    """All kinds of things that can be searched, in order."""
    return sorted(_sources.values(), key=lambda source: source.order)
