# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The floor's own addresses over HTTP: errors in words, the policy, colours, search."""

import re

import httpx
import pytest


@pytest.fixture
def client(address):
    with httpx.Client(base_url=address, headers={"Accept-Language": "en"}) as opened:
        yield opened


@pytest.mark.parametrize(("kind", "status"), [("bad", 400), ("refused", 403), ("lost", 404), ("later", 503)])
def test_an_error_meant_for_people_says_what_where_and_remedy(client, kind, status):
    answer = client.get(f"/fails/{kind}")
    assert answer.status_code == status
    for words in ("The place is not known", "places.csv, row 3", "Write the place&#x27;s number."):
        assert words in answer.text


def test_htmx_gets_the_message_alone(client):
    answer = client.get("/fails/bad", headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert "<html" not in answer.text
    assert "The place is not known" in answer.text


def test_the_policy_allows_own_files_and_the_nonce_alone(client):
    answer = client.get("/ui/gallery")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    nonce = re.search(r'nonce="([^"]+)"', answer.text)[1]
    assert policy == {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_pages_hold_no_inline_style_handler_or_script(client):
    for path in ("/ui/gallery?fault=1", "/search?q=a", "/fails/bad", "/live-page"):
        html = client.get(path).text
        assert re.findall(r'<[^>]+\sstyle="', html) == []
        assert re.findall(r"<[^>]+\son\w+=", html) == []
        assert re.findall(r"<script(?![^>]*(?:src=|application/json))", html) == []


def test_the_menu_shows_what_the_actor_may_see_and_what_is_installed(client):
    html = client.get("/ui/gallery").text
    menu = re.search(r'<nav class="sd-nav".*?</nav>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"( aria-current="page")?', menu) == [
        ("/ui/gallery", ' aria-current="page"'),
        ("/search", ""),
    ]


def csrf_token(client) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/ui/gallery").text)[1]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_switching_colours_never_leads_to_another_host(client, back):
    answer = client.post("/ui/scheme", data={"scheme": "dark", "next": back, "csrfmiddlewaretoken": csrf_token(client)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_an_unknown_colour_is_refused(client):
    answer = client.post("/ui/scheme", data={"scheme": "pink", "csrfmiddlewaretoken": csrf_token(client)})
    assert answer.status_code == 400
    assert "samdrift_scheme" not in answer.cookies


def test_a_forged_colour_cookie_counts_as_auto(client):
    client.cookies.set("samdrift_scheme", '"><script>')
    html = client.get("/ui/gallery").text
    assert '<html lang="en" data-color-scheme="auto">' in html


def test_what_was_searched_for_is_escaped(client):
    answer = client.get("/search", params={"q": "<b>x"})
    assert "Place &lt;b&gt;x" in answer.text
    assert "<b>x" not in answer.text
