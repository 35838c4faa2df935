# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The API's own manners: who comes in, how errors look, how pages follow each other, what the description says."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import include, path
from ninja import Body as FromBody
from pydantic import ValidationError

from samdrift.kernel.errors import BadInput, NotNow, Refused
from samdrift.parties.commands import make_api_token, withdraw_api_token
from samdrift.parties.models import ApiToken
from samdrift.parties.queries import tokens_of
from samdrift.parties.testing import actor_of, make_place
from samdrift.platform.rest import Answer, Body, Moment
from samdrift.runtime import rest
from samdrift.runtime.rest_problems import of_samdrift
from samdrift.runtime.urls import urlpatterns as product

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
PROBLEM = "application/problem+json"


@pytest.fixture
def token(cast) -> str:
    return make_api_token(name="test", expires_at=None, actor=actor_of(cast.owner), at=AT)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_acts_as_its_person(client, cast, token):
    me = client.get("/api/me", headers=bearer(token)).json()
    assert me["id"] == cast.owner.pk
    assert me["roles"] == ["agent"]
    assert me["municipalities"] == [{"id": cast.city.pk, "name": cast.city.name}]


def test_a_session_acts_as_its_person(client, cast):
    client.force_login(cast.mate)
    assert client.get("/api/me").json()["suppliers"] == [{"id": cast.supplier.pk, "name": cast.supplier.name}]


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", "nonsense"])
def test_a_wrong_key_is_not_mended_by_a_session(client, cast, header):
    client.force_login(cast.owner)
    answer = client.get("/api/me", headers={"Authorization": header})
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)


def test_without_a_key_there_is_a_problem_that_says_how(client, db):
    answer = client.get("/api/places")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["title"] == "Unauthorized"
    assert "Bearer" in answer.json()["detail"]


def test_a_withdrawn_token_ends_at_once(client, cast, token):
    actor = actor_of(cast.owner)
    withdraw_api_token(token_id=tokens_of(actor)[0].id, actor=actor, at=AT)
    assert client.get("/api/me", headers=bearer(token)).status_code == 401
    assert ApiToken.objects.get().withdrawn_at == AT


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/places?limit=0", 422),
        ("/api/places?limit=201", 422),
        ("/api/places?after=-1", 422),
        ("/api/places?limit=x", 422),
        ("/api/places?limit=5&limit=6", 422),
        ("/api/places/0", 422),
        ("/api/places/99999999999999999999", 422),
        ("/api/places/x", 422),
        ("/api/places/9223372036854775807", 404),
        ("/api/devices?name=%00", 422),
        ("/api/nowhere", 404),
        ("/api/", 404),
    ],
)
def test_every_mistake_is_a_problem(client, token, path, status):
    answer = client.get(path, headers=bearer(token))
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    body = answer.json()
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["detail"]


def test_a_fault_names_the_parameter(client, token):
    faults = client.get("/api/places?limit=0", headers=bearer(token)).json()["faults"]
    assert [fault["where"] for fault in faults] == ["query.limit"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options", "trace"])
def test_a_wrong_method_is_a_problem_that_says_what_is_possible(client, token, method):
    answer = getattr(client, method)("/api/places", headers=bearer(token))
    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (405, "GET", PROBLEM)


def test_our_own_failure_is_a_problem_without_its_inside(client, token, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("samdrift.parties.queries.place_page", fail)
    answer = client.get("/api/places", headers=bearer(token))
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert b"secret inside" not in answer.content


@pytest.mark.parametrize(
    ("error", "status"),
    [(BadInput("no", where="title", remedy="mend"), 422), (Refused("no"), 403), (NotNow("no", retry_after_s=7), 503)],
)
def test_our_own_errors_keep_their_words(error, status):
    answer = of_samdrift(None, error)
    assert answer.status_code == status
    if isinstance(error, NotNow):
        assert answer["Retry-After"] == "7"
    if isinstance(error, BadInput):
        assert b'"remedy":"mend"' in answer.content
        assert b'"where":"title"' in answer.content


def test_pages_follow_each_other_by_key_and_end(client, cast, token):
    ids = [cast.place.pk] + [make_place(cast.city).pk for _ in range(4)]
    seen, after = [], 0
    while after is not None:
        page = client.get(f"/api/places?limit=2&after={after}", headers=bearer(token)).json()
        assert 1 <= len(page["items"]) <= 2
        seen += [place["id"] for place in page["items"]]
        after = page["next"]
    assert seen == ids


def test_answers_are_not_kept_by_caches(client, cast, token):
    assert client.get("/api/me", headers=bearer(token))["Cache-Control"] == "no-store"
    assert client.get("/api/me")["Cache-Control"] == "no-store"


def test_description_is_openapi_3_1_and_declares_every_problem(client, db):
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["components"]["securitySchemes"]) == {"Token", "Session"}
    for where, operations in described["paths"].items():
        for method, operation in operations.items():
            assert {"401", "403", "404", "405", "422", "500"} <= set(operation["responses"]), (where, method)
            assert PROBLEM in operation["responses"]["404"]["content"]
            assert operation["security"]


def _below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def test_no_two_shapes_share_a_name():
    """The description lists shapes by name: a second `Service` would silently take the place of the first."""
    ours = [
        k for base in (Answer, Body) for k in _below(base) if k.__module__.endswith(".rest") and "[" not in k.__name__
    ]
    names = [kind.__name__ for kind in ours]
    assert sorted(names) == sorted(set(names))


class Wish(Body):
    title: str
    count: int
    at: Moment


GOOD = {"title": "x", "count": 1, "at": "2026-11-21T12:00:00+01:00"}


def test_a_body_is_closed_and_strict():
    assert Wish.model_validate_json('{"title":"x","count":1,"at":"2026-11-21T12:00:00+01:00"}').at.utcoffset()
    for wrong in ({"extra": 1}, {"count": "1"}, {"count": 1.0}, {"count": True}, {"at": "2026-11-21T12:00:00"}):
        with pytest.raises(ValidationError):
            Wish.model_validate({**GOOD, **wrong})
    for at in (0, "0", "2026-11-21", "noon", None, "2026-11-21T25:00:00Z"):
        with pytest.raises(ValidationError):
            Wish.model_validate({**GOOD, "at": at})
    with pytest.raises(ValidationError):
        Wish.model_validate("AAA")


probe = rest.Api(urls_namespace="probe", auth=[rest.Token(), rest.Session()])
rest.install(probe)


@probe.post("/wish")
def wish(request, body: FromBody[Wish]):
    return {"title": body.title}


urlpatterns = [path("api/probe/", include((probe.urls[0], "probe"), namespace="probe")), *product]


@pytest.mark.urls(__name__)
def test_a_session_changes_nothing_without_the_csrf_token(cast, token):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner)
    answer = browser.post("/api/probe/wish", GOOD, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)
    assert (
        browser.post("/api/probe/wish", GOOD, content_type="application/json", headers=bearer(token)).status_code == 200
    )
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post("/api/probe/wish", GOOD, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert answer.status_code == 200


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("sent", "status"), [('"AAA"', 422), ("[]", 422), ("{", 400), ("", 422), ("null", 422)])
def test_a_body_of_another_shape_is_refused(client, token, sent, status):
    answer = client.generic("POST", "/api/probe/wish", sent, content_type="application/json", headers=bearer(token))
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
