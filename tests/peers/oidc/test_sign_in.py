# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sign-in at a real, certified OpenID Provider, and at ones that lie."""

import html
import json
import re
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from samdrift.parties import oidc
from samdrift.parties.models import FederatedIdentity, RoleAssignment, User
from samdrift.parties.testing import BUILDER, make_person
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

HERE = Path(__file__).parent
CALLBACK = "http://testserver/sign-in/provider/callback/"
SECRET = "a secret of at least thirty-two letters"


def start_provider() -> tuple[subprocess.Popen, str]:
    process = subprocess.Popen(
        ["node", HERE / "provider.mjs", CALLBACK],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    line = process.stdout.readline()
    if not line:
        pytest.fail("the OpenID Provider did not start")
    return process, json.loads(line)["issuer"]


@pytest.fixture(scope="module")
def providers():
    """Two providers that have nothing to do with each other; the same names exist at both."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not (HERE / "node_modules" / "oidc-provider").is_dir():
        installed = subprocess.run(["npm", "ci", "--silent"], check=False, cwd=HERE, capture_output=True, text=True)
        if installed.returncode != 0:
            pytest.skip(f"npm ci in {HERE} failed: {installed.stderr[-300:]}")
    started = [start_provider(), start_provider()]
    yield [issuer for _, issuer in started]
    for process, _ in started:
        process.stdin.close()
        process.wait(timeout=10)


def use(settings, issuer: str) -> None:
    settings.SAMDRIFT_BASE_URL = "http://testserver"
    settings.SAMDRIFT_OIDC = {"issuer": issuer, "client_id": "samdrift", "client_secret": SECRET, "label": "The city"}


@pytest.fixture
def issuer(providers, settings, db) -> str:
    use(settings, providers[0])
    oidc._client.cache_clear()
    return providers[0]


def log_in_there(address: str, name: str) -> str:
    """Fill in the provider's own pages as a person would; the address it sends the browser back to."""
    browser = requests.Session()
    answer = browser.get(address, timeout=10)
    for _ in range(6):
        form = re.search(r'<form[^>]*action="([^"]+)"[^>]*method="post"', answer.text)
        assert form, f"no form at {answer.url}: {answer.status_code} {answer.text[:300]}"
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
        if 'name="login"' in answer.text:
            fields |= {"login": name, "password": "x"}
        target = urljoin(answer.url, html.unescape(form[1]))
        answer = browser.post(target, data=fields, timeout=10, allow_redirects=False)
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if target.startswith(CALLBACK):
                return target
            answer = browser.get(target, timeout=10, allow_redirects=False)
    raise AssertionError("the provider never sent the browser back")


def go_there(client, name: str, wanted: str = "/") -> str:
    sent = client.get(f"/sign-in/provider/?{urlencode({'next': wanted})}")
    assert sent.status_code == 302
    return log_in_there(sent["Location"], name)


def come_back(client, address: str):
    return client.get(urlsplit(address).path + "?" + urlsplit(address).query)


def signed_in(client) -> User | None:
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number) if number else None


def changed(address: str, **parameters: str | None) -> str:
    parts = urlsplit(address)
    query = {k: v[0] for k, v in parse_qs(parts.query).items()} | parameters
    return parts._replace(query=urlencode({k: v for k, v in query.items() if v is not None})).geturl()


def test_request_carries_code_flow_pkce_state_and_nonce(client, issuer):
    sent = client.get("/sign-in/provider/")["Location"]
    asked = {k: v[0] for k, v in parse_qs(urlsplit(sent).query).items()}
    assert sent.startswith(issuer)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["client_id"], asked["redirect_uri"]) == ("samdrift", CALLBACK)
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert len(asked["code_challenge"]) == 43


def test_first_sign_in_makes_a_person_without_roles_and_says_what_to_do_next(client, issuer):
    before = client.session.session_key
    answer = come_back(client, go_there(client, "anna"))
    assert answer["Location"] == "/"
    anna = signed_in(client)
    assert (anna.display_name(), anna.email) == ("Anna Prøve", "anna@kommune.example")
    assert not anna.has_usable_password()
    assert not RoleAssignment.objects.filter(user=anna).exists()
    assert FederatedIdentity.objects.get(user=anna).issuer == issuer
    assert client.session.session_key != before
    page = client.get("/", headers={"Accept-Language": "en"})
    assert f"{anna.pk}-" in page.content.decode()
    with acting_as(BUILDER):
        entry, signed = AuditEntry.objects.filter(table_name="parties_user").order_by("pk")
    assert (signed.actor, signed.operation) == (f"user:{anna.pk}", "sign-in")
    assert (entry.actor, entry.operation, entry.row_id) == ("system:sign-in", "insert", str(anna.pk))


def test_second_sign_in_is_the_same_person_and_goes_where_they_wanted(client, issuer):
    come_back(client, go_there(client, "anna"))
    anna = signed_in(client)
    client.post("/sign-out/")
    assert signed_in(client) is None
    answer = come_back(client, go_there(client, "anna", wanted="/search?q=x"))
    assert answer["Location"] == "/search?q=x"
    assert signed_in(client) == anna
    assert User.objects.count() == 1


def test_the_same_address_at_another_provider_is_another_person(client, providers, settings, db):
    local = make_person(username="anna-local")
    User.objects.filter(pk=local.pk).update(email="anna@kommune.example")
    people = []
    for issuer in providers:
        use(settings, issuer)
        come_back(client, go_there(client, "anna"))
        people.append(signed_in(client))
        client.post("/sign-out/")
    assert [p.email for p in people] == ["anna@kommune.example"] * 2
    assert len({people[0].pk, people[1].pk, local.pk}) == 3
    assert {f.issuer for f in FederatedIdentity.objects.all()} == set(providers)
    assert len({f.subject for f in FederatedIdentity.objects.all()}) == 1


def test_a_closed_account_stays_out(client, issuer):
    come_back(client, go_there(client, "anna"))
    client.post("/sign-out/")
    User.objects.update(is_active=False)
    assert come_back(client, go_there(client, "anna")).status_code == 403
    assert signed_in(client) is None


def refused(client, address: str) -> bool:
    answer = come_back(client, address)
    return answer.status_code == 403 and signed_in(client) is None and not User.objects.exists()


def test_wrong_state_is_refused(client, issuer):
    assert refused(client, changed(go_there(client, "anna"), state="somebody-elses"))


def test_missing_state_is_refused(client, issuer):
    assert refused(client, changed(go_there(client, "anna"), state=None))


def test_an_answer_in_another_browser_is_refused(client, issuer):
    address = go_there(client, "anna")
    client.cookies.clear()
    assert refused(client, address)


def test_an_answer_works_once(client, issuer):
    address = go_there(client, "anna")
    come_back(client, address)
    client.post("/sign-out/")
    assert come_back(client, address).status_code == 403
    assert signed_in(client) is None


def test_an_answer_of_another_issuer_is_refused(client, issuer, providers):
    assert refused(client, changed(go_there(client, "anna"), iss=providers[1]))


def test_an_answer_without_the_promised_issuer_is_refused(client, issuer):
    assert refused(client, changed(go_there(client, "anna"), iss=None))


@pytest.mark.parametrize("kept", ["nonce", "code_verifier"])
def test_wrong_nonce_and_wrong_verifier_are_refused(client, issuer, kept):
    address = go_there(client, "anna")
    session = client.session
    key = next(k for k in dict(session.items()) if k.startswith("_state_"))
    session[key]["data"][kept] = "x" * 48
    session.save()
    assert refused(client, address)


def test_a_refusal_at_the_provider_is_told_in_words(client, issuer):
    client.get("/sign-in/provider/")
    answer = client.get("/sign-in/provider/callback/?error=access_denied&state=x", headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert b"could not be completed" in answer.content


def test_a_provider_that_calls_itself_otherwise_is_refused(client, issuer, settings):
    settings.SAMDRIFT_OIDC = {**settings.SAMDRIFT_OIDC, "issuer": issuer + "/"}
    assert client.get("/sign-in/provider/").status_code == 500
    settings.SAMDRIFT_OIDC = {**settings.SAMDRIFT_OIDC, "issuer": issuer.replace("127.0.0.1", "localhost")}
    assert client.get("/sign-in/provider/").status_code == 500


def test_a_provider_that_is_down_is_told_in_words(client, issuer, settings):
    settings.SAMDRIFT_OIDC = {**settings.SAMDRIFT_OIDC, "issuer": "http://127.0.0.1:1"}
    answer = client.get("/sign-in/provider/", headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert b"does not answer" in answer.content


def test_without_a_provider_the_address_does_not_exist(client, db, settings):
    settings.SAMDRIFT_OIDC = {}
    assert client.get("/sign-in/provider/").status_code == 404
    assert client.get("/sign-in/provider/callback/").status_code == 404


@cache
def key_named(name: str) -> Any:
    """Made when first asked for: two RSA keys are too slow for merely collecting tests."""
    make = {
        "right": lambda: RSAKey.generate_key(2048, {"kid": "right"}),
        "wrong": lambda: RSAKey.generate_key(2048, {"kid": "right"}),
        "elliptic": lambda: ECKey.generate_key("P-256", {"kid": "right"}),
        "client secret": lambda: OctKey.import_key(SECRET),
    }
    return make[name]()


def unsigned(claims: dict) -> str:
    return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])


@pytest.mark.parametrize(
    ("lie", "changes", "key", "alg"),
    [
        ("nothing", {}, "right", "RS256"),
        ("signature", {}, "wrong", "RS256"),
        ("kind of key", {}, "elliptic", "ES256"),
        ("client secret as key", {}, "client secret", "HS256"),
        ("no signature", {}, None, "none"),
        ("issuer", {"iss": "http://127.0.0.1:1"}, "right", "RS256"),
        ("audience", {"aud": "another"}, "right", "RS256"),
        ("audience and azp", {"aud": ["samdrift", "another"], "azp": "another"}, "right", "RS256"),
        ("expired", {"exp": -600}, "right", "RS256"),
        ("from the future", {"iat": 7200, "exp": 9000}, "right", "RS256"),
        ("no expiry", {"exp": None}, "right", "RS256"),
        ("no subject", {"sub": None}, "right", "RS256"),
        ("empty subject", {"sub": ""}, "right", "RS256"),
        ("no nonce", {"nonce": None}, "right", "RS256"),
        ("nonce", {"nonce": "other"}, "right", "RS256"),
    ],
)
def test_an_id_token_that_lies_is_refused(client, issuer, monkeypatch, lie, changes, key, alg):
    address = go_there(client, "anna")
    provider = oidc._provider()
    monkeypatch.setitem(provider.server_metadata, "jwks", KeySet([key_named("right")]).as_dict(private=False))
    monkeypatch.setattr(provider, "fetch_jwk_set", lambda force=False: provider.server_metadata["jwks"])
    session = client.session
    nonce = next(session[k]["data"]["nonce"] for k in dict(session.items()) if k.startswith("_state_"))
    now = int(time.time())
    claims = {
        "iss": issuer,
        "sub": "123",
        "aud": "samdrift",
        "exp": now + 300,
        "iat": now,
        "nonce": nonce,
        "name": "Anna",
    }
    for name, value in changes.items():
        claims[name] = now + value if name in {"exp", "iat"} and value is not None else value
    claims = {k: v for k, v in claims.items() if v is not None}
    token = (
        unsigned(claims)
        if key is None
        else jwt.encode({"alg": alg, "kid": "right"}, claims, key_named(key), algorithms=[alg])
    )
    monkeypatch.setattr(provider, "fetch_access_token", lambda **_: {"access_token": "x", "id_token": token})
    if lie == "nothing":
        assert come_back(client, address).status_code == 302
        assert signed_in(client).display_name() == "Anna"
    else:
        assert refused(client, address)


def test_no_id_token_at_all_is_refused(client, issuer, monkeypatch):
    address = go_there(client, "anna")
    monkeypatch.setattr(oidc._provider(), "fetch_access_token", lambda **_: {"access_token": "x"})
    assert refused(client, address)
