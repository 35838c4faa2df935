# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A desk within the test's own process; its clock can be read but not set, since only whole seconds matter."""

from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from samdrift.partner.servicenow.accounts import Account
from samdrift.partner.servicenow.app import DeskSettings, build

USER, PASSWORD = "integration", "let-me-in"


@pytest.fixture
def desk(tmp_path):
    """A client of the whole desk, not signed in."""
    settings = DeskSettings(tmp_path, Account(USER, PASSWORD), "Example Networks", ZoneInfo("Europe/Oslo"))
    return TestClient(build(settings), base_url="http://desk.test", follow_redirects=False)


class Api:
    """The Table API as a signed-in program uses it."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def ask(self, method: str, path: str, **more):
        return self.client.request(method, f"/api/now/{path}", auth=(USER, PASSWORD), **more)

    def create(self, **fields) -> dict:
        return self.ask("POST", "table/incident", json=fields).json()["result"]

    def change(self, sys_id: str, **fields):
        return self.ask("PATCH", f"table/incident/{sys_id}", json=fields)

    def rows(self, query: str, table: str = "incident", **params) -> list:
        return self.ask("GET", f"table/{table}", params={"sysparm_query": query, **params}).json()["result"]

    def read(self, sys_id: str) -> dict:
        return self.ask("GET", f"table/incident/{sys_id}").json()["result"]


@pytest.fixture
def api(desk):
    return Api(desk)
