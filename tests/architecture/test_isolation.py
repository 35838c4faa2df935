# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every address of the product, asked by everyone who must not see our city's rows.

The addresses come from the URL map and from the API's own description, so that a new page is in the matrix on the day it is
written. Each is asked with the numbers of our city's rows, bare and with every usual filter; nothing marked may come back.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

from samdrift.kernel.clock import utc_now
from samdrift.parties.commands import make_api_token
from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform import scope
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as
from samdrift.platform.tenancy import tenant_models
from samdrift.runtime.live import Audience
from samdrift.runtime.rest import api

STRANGERS = (
    "another municipality",
    "another supplier",
    "another supplier of this city",
    "a user at another place",
    "nobody with a role",
    "a visitor",
)
SEARCH = "zqxours"
"""Begins every mark of our city, so that it finds them; only the marks' ends are looked for, as pages repeat what was asked."""
ENDS_SESSION = ("sign-out/", "account/logout/")
TELLS_NOTHING = ("account/confirm-email/", "account/password/reset/key/")
"""Pages of keys from mails; with a wrong key they say so with status 200."""
FOR_EVERYBODY = ("sign-in/persona/", "i18n/setlang/", "ui/scheme")
NEEDED = {
    "q": SEARCH,
    "query": "ifOperStatus",
    "match[]": "ifOperStatus",
    "start": "2026-11-20T00:00:00Z",
    "end": "2026-11-21T00:00:00Z",
    "step": "300",
}
"""What the API cannot be asked without."""
TELLS_FIGURES = ("/api/prometheus/", "/api/ports/busiest", "/api/capacity/", "/api/operations/wallboard")
"""Counts without names, or empty in this town, where nothing was measured; the tests of their contexts ask them filled."""
MEASURED_OF_A_DEVICE = ("/gauges?",)
KNOWN_IN_THE_CITY = ("api/places/", "api/services/", "api/calendars/", "agreement/calendars/")
"""What its places and services are called and when they are open: for everybody who works in or for the city."""
MEANT = {"year": "2026", "month": "2026-11", "day": "2026-11-20", "priority": "2", "days": "7"}


def every_pattern(resolver: URLResolver, before: tuple = ()) -> Iterator[tuple[tuple, URLPattern]]:
    for entry in resolver.url_patterns:
        here = (*before, entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry, here)
        else:
            yield here, entry


def filled(parts: tuple, number: int, slug: str) -> str:
    """The address with each parameter replaced by something of our city."""
    address = ""
    for part in parts:
        if isinstance(part, RoutePattern):
            route = str(part)
            for name, converter in part.converters.items():
                is_number = name.endswith("_id") or type(converter).__name__ == "IntConverter"
                value = MEANT.get(name, str(number) if is_number else slug)
                route = re.sub(rf"<(\w+:)?{name}>", value, route)
            address += route
        else:
            text, names = normalize(part.regex.pattern)[0]
            address += text % dict.fromkeys(names, str(number))
    return address


def every_address(number: int, slug: str) -> list[str]:
    found = {filled(parts, number, slug) for parts, _ in every_pattern(get_resolver()) if parts}
    return sorted(address for address in found if not address.startswith(("static/", ".")))


def filters(number: int) -> str:
    ids = (
        "place",
        "place_id",
        "device",
        "device_id",
        "case",
        "case_id",
        "incident",
        "agreement",
        "service",
        "municipality",
        "supplier",
    )
    told = {name: str(number) for name in ids} | {"q": SEARCH, "name": SEARCH, "search": SEARCH, "state": "all"}
    return urlencode(told | {"limit": "200", "month": "2026-11", "page": "1", "format": "csv"})


def body_of(answer, asked: str) -> str:
    """What came back, without the page's own repetition of what was asked."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = raw.decode(errors="replace")
    for echo in (asked, html.escape(asked), quote(asked), quote(asked, safe="")):
        text = text.replace(echo, "")
    path = asked.partition("?")[0]
    for echo in (path, quote(path, safe="")):
        text = text.replace(echo, "")
    return text


def browser_of(user) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def leaks(answer, asked: str, secrets: tuple[str, ...]) -> list[str]:
    """What came back that must not. A page that says «there is no case 7300019» tells only what it was asked."""
    body = body_of(answer, asked)
    return [word for word in secrets if word in body and not (word.isdigit() and answer.status_code >= 400)]


def none_of(wrong: list) -> None:
    """Fails with every finding on a line of its own."""
    if wrong:
        pytest.fail("\n".join(str(finding) for finding in wrong), pytrace=False)


def secrets_of(town, who: str) -> tuple[str, ...]:
    """What must not come back: the marks, and the number of our rows, which only our city's pages may carry.

    Names of places and services may be read by whoever works for the city or in it.
    """
    here = who in {"another supplier of this city", "a user at another place"}
    return ("ourssecret",) if here else ("ourssecret", "oursname", str(town.ours.row_id))


def pages_that_tell(town, who: str) -> list[tuple]:
    """Every page asked bare and with filters: (status, address, what came back that must not)."""
    number, slug = town.ours.row_id, town.ours.slug
    client = browser_of(town.people[who])
    wrong = []
    for address in every_address(number, slug):
        for asked in (f"/{address}", f"/{address}?{filters(number)}"):
            answer = client.get(asked)
            secrets = secrets_of(town, who)
            if "?" in asked:  # a page repeats the filters it was asked with, and with them our number
                secrets = tuple(word for word in secrets if not word.isdigit())
            found = leaks(answer, asked, secrets)
            if found or answer.status_code >= 500:
                wrong.append((answer.status_code, asked.replace(filters(number), "FILTERS"), found))
    return wrong


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_shows_anything_of_our_city_to(town, who):
    none_of(pages_that_tell(town, who))


@pytest.mark.parametrize("who", ["another municipality", "another supplier", "another supplier of this city"])
def test_the_first_wall_stands_alone_before(town, who, monkeypatch):
    """With the database's wall taken down our own filters still show strangers nothing: each wall is a whole one."""
    tell = scope._tell_database
    monkeypatch.setattr(scope, "_tell_database", lambda actor: tell(replace(actor, system=True)))
    none_of(pages_that_tell(town, who))


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_with_a_number_of_ours_opens_for(town, who):
    """Not there and not allowed look the same: never a page, whoever the stranger is."""
    number, slug = town.ours.row_id, town.ours.slug
    client = browser_of(town.people[who])
    known_names = who in {"another supplier of this city", "a user at another place"}
    wrong = []
    for address in every_address(number, slug):
        if address.startswith(TELLS_NOTHING) or (known_names and address.startswith(KNOWN_IN_THE_CITY)):
            continue
        if str(number) in address:
            answer = client.get(f"/{address}")
            if answer.status_code == 200:
                wrong.append(address)
    none_of(wrong)


def everything_of(town) -> dict[str, list]:
    with acting_as(BUILDER):
        return {
            model._meta.label: list(
                model.objects.filter(municipality_id=town.ours.municipality_id).order_by("pk").values()
            )
            for model in tenant_models()
            if model is not AuditEntry
        }


@pytest.mark.parametrize("who", STRANGERS)
def test_nothing_of_our_city_is_changed_by(town, who):
    number, slug = town.ours.row_id, town.ours.slug
    user, before = town.people[who], everything_of(town)
    names = "text title message comment description state priority group supplier agreement assignee place service"
    names += " case kind role party incident device number"
    sent = dict.fromkeys(names.split(), str(number)) | {
        "text": "x",
        "title": "x",
        "state": "closed",
        "party": f"m:{number}",
    }
    wrong = []
    client = browser_of(user)
    for address in every_address(number, slug):
        if address.startswith(FOR_EVERYBODY):
            continue
        answer = client.post(f"/{address}", sent)
        found = leaks(answer, f"/{address}", ("ourssecret",))
        if found or answer.status_code >= 500:
            wrong.append((answer.status_code, address, found))
        if address.startswith(ENDS_SESSION) or (user is not None and "_auth_user_id" not in client.session):
            client = browser_of(user)
    none_of(wrong)
    assert everything_of(town) == before


def described_addresses(number: int) -> list[str]:
    """Each ends in a query, so that more can be asked of it with &."""
    return [_filled_in(path, number, told) for path, told in api.get_openapi_schema()["paths"].items() if "get" in told]


def _filled_in(path: str, number: int, told: dict) -> str:
    address = "/".join(str(number) if part.startswith("{") else part for part in path.split("/"))
    asked = [
        part["name"] for part in told.get("get", {}).get("parameters", ()) if part["in"] == "query" and part["required"]
    ]
    return f"{address}?{urlencode({name: NEEDED[name] for name in asked})}"


@pytest.mark.parametrize("who", [who for who in STRANGERS if who != "a visitor"])
def test_no_answer_of_the_api_tells_a_token_of(town, who):
    user = town.people[who]
    token = make_api_token(name="x", expires_at=None, actor=actor_of(user), at=utc_now())
    client, number, wrong = Client(), town.ours.row_id, []
    for address in described_addresses(number):
        for asked in (address, f"{address}&limit=200&after=0", f"{address}&limit=200&name={SEARCH}"):
            answer = client.get(asked, headers={"Authorization": f"Bearer {token}"})
            found = leaks(answer, asked, secrets_of(town, who))
            if found or answer.status_code not in {200, 404}:
                wrong.append((answer.status_code, asked, found))
    none_of(wrong)


def test_the_api_tells_those_who_run_the_city(town):
    """Without this the matrix could be empty and still be right."""
    client, number, silent = browser_of(town.people["insider"]), town.ours.row_id, []
    for address in described_addresses(number):
        if address.startswith("/api/people"):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = json.dumps(answer.json())
        measured = address.startswith(TELLS_FIGURES) or address.endswith(MEASURED_OF_A_DEVICE)
        if not (str(number) in body or town.ours.slug in body or measured):
            silent.append((address, body[:200]))
    none_of(silent)


def test_pages_with_a_number_open_for_those_who_run_the_city(town):
    """The control of the matrix: most addresses with our numbers lead somewhere for an insider, none fails."""
    number, slug = town.ours.row_id, town.ours.slug
    client = browser_of(town.people["insider"])
    answers = {address: client.get(f"/{address}").status_code for address in every_address(number, slug)}
    numbered = {address: status for address, status in answers.items() if str(number) in address}
    none_of([(status, address) for address, status in answers.items() if status >= 500])
    opened = [address for address, status in numbered.items() if status in {200, 302, 405}]
    assert len(opened) >= len(numbered) * 0.7, {a: s for a, s in numbered.items() if a not in opened}


def test_the_matrix_knows_the_products_pages():
    addresses = every_address(1, "x")
    assert {"", "people/", "people/1/", "api/devices/1", "api/incidents", "search", "account/login/"} <= set(addresses)
    assert len(addresses) >= 50


@pytest.mark.parametrize("who", [who for who in STRANGERS if who not in {"a visitor", "a user at another place"}])
def test_no_hint_of_a_change_in_our_city_reaches_the_open_page_of(town, who):
    actor = actor_of(town.people[who])
    audience = Audience(actor.municipalities, actor.suppliers)
    for supplier in (None, town.ours.supplier_id):
        assert not audience.hears(municipality=town.ours.municipality_id, supplier=supplier)
    insider = actor_of(town.people["insider"])
    assert Audience(insider.municipalities, insider.suppliers).hears(
        municipality=town.ours.municipality_id, supplier=None
    )


def test_a_mark_that_did_come_back_would_be_seen(town):
    """The looking glass itself: an insider's list does carry the marks the strangers are searched for."""
    answer = browser_of(town.people["insider"]).get("/api/devices")
    assert leaks(answer, "/api/devices", ("ourssecret", str(town.ours.row_id))) == ["ourssecret", str(town.ours.row_id)]
