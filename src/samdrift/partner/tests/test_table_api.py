# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The ordinary ways of the Table API: queries, pages, headers, values, errors, sign-in, limits."""

import base64
from datetime import UTC, datetime

import pytest

from samdrift.partner.servicenow.accounts import Account, Accounts, RateLimit

from .conftest import PASSWORD, USER


@pytest.fixture
def five(api):
    for number, state in enumerate(["1", "2", "3", "1", "2"]):
        api.create(
            short_description=f"Line {number}", state=state, impact=str(number % 3 + 1), correlation_id=f"c-{number}"
        )
    return api


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("state=1", "03"),
        ("state!=1", "124"),
        ("state>1", "124"),
        ("state>=2^state<3", "14"),
        ("state=1^ORstate=3", "023"),
        ("state=1^ORstate=2^correlation_id=c-4", "4"),
        ("correlation_id=c-0^NQstate=3^correlation_id=c-2", "02"),
        ("stateIN2,3", "124"),
        ("stateNOT IN2,3", "03"),
        ("short_descriptionLIKEline 2", "2"),
        ("short_descriptionSTARTSWITHLINE", "01234"),
        ("short_descriptionENDSWITH 4", "4"),
        ("correlation_idISEMPTY", ""),
        ("correlation_idISNOTEMPTY^ORDERBYDESCnumber", "43210"),
        ("stateIN1,2^ORDERBYDESCstate^ORDERBYnumber", "1403"),
        ("number>INC0010003", "34"),
        ("short_description=Line 1^^", ""),
        ("short_description!=Line 1^^", "01234"),
        ("nonsense", "01234"),
        ("^state=3", "2"),
        ("short_description=' OR 1=1 --", ""),
    ],
)
def test_a_query_brings_these_lines(five, query, lines):
    rows = five.rows(query if "ORDERBY" in query else f"{query}^ORDERBYnumber", sysparm_fields="short_description")
    assert "".join(row["short_description"][-1] for row in rows) == lines


def test_a_page_tells_the_total_and_its_neighbours(five):
    answer = five.ask("GET", "table/incident", params={"sysparm_limit": "2", "sysparm_offset": "2"})
    assert answer.headers["X-Total-Count"] == "5"
    starts = [part.partition("sysparm_offset=")[2].replace(">", "") for part in answer.headers["Link"].split(",")]
    assert starts == ['0;rel="first"', '0;rel="prev"', '4;rel="next"', '4;rel="last"']


def test_the_headers_of_paging_can_be_turned_off(five):
    params = {"sysparm_suppress_pagination_header": "true", "sysparm_no_count": "true"}
    headers = five.ask("GET", "table/incident", params=params).headers
    assert "Link" not in headers
    assert "X-Total-Count" not in headers


def test_a_reference_shows_link_name_or_plain_value_as_asked(api):
    api.create(short_description="one")

    def opened_by(**params):
        return api.rows("", sysparm_fields="opened_by", **params)[0]["opened_by"]

    plain = opened_by(sysparm_exclude_reference_link="true")
    link = f"http://desk.test/api/now/table/sys_user/{plain}"
    assert opened_by() == {"value": plain, "link": link}
    assert opened_by(sysparm_display_value="true") == {"display_value": "Integration", "link": link}
    assert opened_by(sysparm_display_value="true", sysparm_exclude_reference_link="true") == "Integration"
    assert opened_by(sysparm_display_value="all") == {"display_value": "Integration", "value": plain, "link": link}


def test_choices_show_their_words(api):
    api.create(short_description="one", state="3", impact="1", urgency="2")
    row = api.rows("", sysparm_display_value="true")[0]
    assert (row["state"], row["priority"]) == ("On Hold", "2 - High")


def test_a_new_record_answers_201_and_where_it_is(api):
    answer = api.ask("POST", "table/incident", json={"short_description": "one"})
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/now/table/incident/{answer.json()['result']['sys_id']}")
    assert answer.json()["result"]["number"] == "INC0010001"


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "table/no_such_table", 400, "Invalid table no_such_table"),
        ("GET", "table/incident/" + "0" * 32, 404, "No Record found"),
        ("PATCH", "table/incident/" + "0" * 32, 404, "No Record found"),
        ("DELETE", "table/incident/" + "0" * 32, 404, "No Record found"),
        ("POST", "table/sys_user", 403, "Operation Failed"),
        ("GET", "import/incident", 400, "Requested URI does not represent any resource"),
    ],
)
def test_errors_have_servicenows_shape(api, method, path, status, message):
    answer = api.ask(method, path, json={} if method in {"POST", "PATCH"} else None)
    assert answer.status_code == status
    assert answer.json()["error"]["message"] == message
    assert answer.json()["status"] == "failure"


@pytest.mark.parametrize("body", [b"{", b'"AAA"', b"[]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused_and_makes_nothing(api, body):
    answer = api.ask("POST", "table/incident", content=body)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "Exception while reading request")
    assert api.rows("") == []


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic ###",
        "Bearer made-up",
        "Basic " + base64.b64encode(f"{USER}:wrong".encode()).decode(),
        "Digest x",
    ],
)
def test_who_cannot_prove_who_it_is_gets_401(desk, authorization):
    answer = desk.get("/api/now/table/incident", headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["error"]["message"]) == (401, "User Not Authenticated")
    assert answer.headers["WWW-Authenticate"] == 'BASIC realm="Service-now"'


@pytest.mark.parametrize("letters", ["utf-8", "latin-1"])
def test_a_password_with_nordic_letters_holds_however_the_client_writes_them(letters):
    accounts = Accounts(Account(USER, "blåbærgrød"))
    token = base64.b64encode(f"{USER}:blåbærgrød".encode(letters)).decode()
    assert accounts.user_of(f"Basic {token}", datetime(2026, 11, 21, tzinfo=UTC)) == USER


def test_client_credentials_are_off_until_the_supplier_turns_them_on(desk):
    answer = desk.post(
        "/oauth_token.do", data={"grant_type": "client_credentials", "client_id": "", "client_secret": ""}
    )
    assert (answer.status_code, answer.json()["error_description"]) == (401, "access_denied")


def test_a_token_holds_until_its_end():
    accounts = Accounts(Account(USER, PASSWORD, "client", "secret"), token_lifetime_s=60)
    start = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    form = {"grant_type": "client_credentials", "client_id": "client", "client_secret": "secret"}
    token = accounts.token_for(form, start)
    assert accounts.user_of(f"Bearer {token}", start.replace(second=59)) == USER
    assert accounts.user_of(f"Bearer {token}", start.replace(minute=1)) is None
    assert accounts.token_for(form | {"client_secret": "other"}, start) is None


def test_calls_above_the_rate_wait_for_the_next_hour():
    limit = RateLimit(2)
    at = datetime(2026, 11, 21, 8, 59, 30, tzinfo=UTC)
    assert [limit.admit(at)[0] for _ in range(3)] == [True, True, False]
    _, headers, wait_s = limit.admit(at)
    assert (headers["X-RateLimit-Limit"], wait_s) == ("2", 31)
    assert limit.admit(at.replace(hour=9, minute=0))[0] is True


def test_a_doubled_caret_is_a_caret_within_a_value(api):
    api.create(short_description="2^10 ports")
    assert len(api.rows("short_description=2^^10 ports")) == 1
    assert api.rows("short_description=2^^11 ports") == []
