# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The ServiceNow connector against a real desk process: the shared suite, every fault, a killed process, many pages."""

import threading
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from samdrift.adapters.servicenow import BasicAuth, ClientCredentials, ServiceNowSystem
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotNow, Refused, SamdriftError
from samdrift.partner.testing import CLIENT_ID, CLIENT_SECRET, PASSWORD, USER, RunningDesk, running_desk
from samdrift.ticketbridge.types import TicketChange, origin_mark

from .ticket_system import Bench, TicketSystemContract, a_draft

CODES = {"in_progress": "2", "on_hold": "3", "resolved": "6", None: ""}


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    with running_desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def desk(process: RunningDesk):
    process.clear_faults()
    return process


def connector(desk: RunningDesk, **changes) -> ServiceNowSystem:
    # a display of its own keeps each test's tickets apart on the shared desk
    values = {"auth": BasicAuth(USER, PASSWORD), "correlation_display": f"Samdrift {uuid4().hex}", "page_size": 3}
    return ServiceNowSystem(desk.base_url, **(values | changes))


@pytest.fixture
def system(desk: RunningDesk):
    system = connector(desk)
    yield system
    system.close()


def bench_of(desk: RunningDesk, system: ServiceNowSystem) -> Bench:
    def supplier(ticket, text, visible, state):
        desk.supplier_answers(ticket.number, text, visible=visible, state=CODES[state], close_notes="Done")

    return Bench(system, supplier)


class TestWithBasicSignIn(TicketSystemContract):
    @pytest.fixture
    def bench(self, desk, system):
        return bench_of(desk, system)


class TestWithClientCredentials(TicketSystemContract):
    @pytest.fixture
    def bench(self, desk):
        return bench_of(desk, connector(desk, auth=ClientCredentials(CLIENT_ID, CLIENT_SECRET)))


class TestFaults:
    """Each fault ends in words, loses nothing and is over when it is over."""

    @pytest.mark.parametrize("kind", ["500", "html"])
    def test_a_fault_of_theirs_is_not_now_and_passes(self, desk, system, kind):
        draft = a_draft()
        desk.fault(kind)
        with pytest.raises(NotNow, match=r"a fault of its own \(500\)|a web page instead of data"):
            system.create(draft)
        assert system.find(draft.correlation_id) is None
        assert system.create(draft).correlation_id == draft.correlation_id

    @pytest.mark.parametrize("kind", ["silence", "hang"])
    def test_silence_and_a_stalled_answer_end_by_time_out(self, desk, kind):
        system = connector(desk, timeout_s=0.3)
        desk.fault(kind)
        with pytest.raises(NotNow, match=r"did not answer within 0\.3 s"):
            system.changed_since(utc_now())
        assert list(system.changed_since(utc_now())) == []

    def test_too_many_calls_tells_how_long_to_wait(self, desk, system):
        desk.fault("429", retry_after_s=37)
        with pytest.raises(NotNow, match="asks us to wait for 37 s") as told:
            system.find("case-1")
        assert told.value.retry_after_s == 37
        assert system.find("case-1") is None

    def test_a_wrong_password_is_refused_with_a_remedy_and_without_the_password(self, desk):
        system = connector(desk, auth=BasicAuth(USER, "wrong-but-secret"))
        with pytest.raises(Refused, match="check the integration user") as told:
            system.find("case-1")
        assert "wrong-but-secret" not in str(told.value) + repr(system.__dict__)

    def test_a_sign_in_that_fails_for_a_while_heals(self, desk, system):
        desk.fault("401")
        with pytest.raises(Refused):
            system.find("case-1")
        assert system.find("case-1") is None

    def test_a_lost_answer_to_a_create_is_settled_by_looking(self, desk, system):
        draft = a_draft()
        desk.fault("lost_answer", method="POST")
        with pytest.raises(NotNow, match="the connection broke"):
            system.create(draft)
        found = system.find(draft.correlation_id)
        assert found is not None
        assert found.short_description == draft.short_description

    def test_a_lost_answer_to_a_comment_is_settled_by_its_mark(self, desk, system):
        ticket = system.create(a_draft())
        desk.fault("lost_answer", method="PATCH")
        with pytest.raises(NotNow):
            system.change(ticket.ref, TicketChange(comment="Once only", origin="c-7"))
        assert [origin_mark("c-7") in entry.text for entry in system.comments(ticket.ref)] == [True]

    def test_of_a_ticket_made_twice_the_first_is_always_found(self, desk, system):
        draft = a_draft()
        desk.fault("double", method="POST")
        system.create(draft)
        everything = system.changed_since(utc_now() - timedelta(minutes=1))
        assert len(everything) == 2
        found = system.find(draft.correlation_id)
        assert found is not None
        assert found.number == min(each.number for each in everything)

    def test_rows_that_come_twice_count_once(self, desk, system):
        ticket = system.create(a_draft())
        desk.supplier_answers(ticket.number, "Hello")
        desk.fault("double", method="GET", count=2)
        assert len(system.changed_since(utc_now() - timedelta(minutes=1))) == 1
        assert [entry.text for entry in system.comments(ticket.ref)] == ["Hello"]

    def test_a_token_that_ran_out_is_renewed_within_the_call(self, desk):
        system = connector(desk, auth=ClientCredentials(CLIENT_ID, CLIENT_SECRET))
        system.find("case-1")
        before = desk.counters()["requests"]
        desk.fault("401", path="/api/now/")
        assert system.find("case-1") is None
        assert desk.counters()["requests"] - before == 3  # refused, new token, answered

    def test_a_wrong_client_secret_is_refused_without_telling_it(self, desk):
        system = connector(desk, auth=ClientCredentials(CLIENT_ID, "wrong-but-secret"))
        with pytest.raises(Refused, match="OAuth client") as told:
            system.find("case-1")
        assert "wrong-but-secret" not in str(told.value)

    def test_an_address_where_nobody_listens_is_not_now(self):
        with running_desk_gone() as address:
            system = ServiceNowSystem(address, BasicAuth(USER, PASSWORD))
            with pytest.raises(NotNow, match="no connection could be made"):
                system.find("case-1")

    def test_an_address_without_a_table_api_is_told_from_an_empty_list(self, desk):
        system = ServiceNowSystem(f"{desk.base_url}/elsewhere", BasicAuth(USER, PASSWORD))
        with pytest.raises(NotNow, match="no Table API at this address"):
            system.find("case-1")


def running_desk_gone():
    """An address that was free a moment ago."""
    import socket
    from contextlib import contextmanager

    @contextmanager
    def held():
        with socket.socket() as unheard:  # bound, never listening: connections are refused
            unheard.bind(("127.0.0.1", 0))
            yield f"http://127.0.0.1:{unheard.getsockname()[1]}"

    return held()


class TestPages:
    def test_many_changes_in_one_second_all_come_though_a_page_holds_three(self, desk, system):
        made = {system.create(a_draft()).ref for _ in range(14)}
        assert {each.ref for each in system.changed_since(utc_now() - timedelta(minutes=1))} == made

    def test_a_long_journal_comes_whole(self, desk, system):
        ticket = system.create(a_draft())
        texts = {f"Entry {number}" for number in range(11)}
        for text in texts:
            desk.supplier_answers(ticket.number, text)
        assert {entry.text for entry in system.comments(ticket.ref)} == texts

    def test_another_customers_tickets_never_come(self, desk, system):
        stranger = connector(desk)
        draft = a_draft()
        stranger.create(draft)
        assert system.find(draft.correlation_id) is None
        assert list(system.changed_since(utc_now() - timedelta(minutes=1))) == []


class TestKilledDesk:
    def test_what_was_answered_survives_a_kill(self, tmp_path):
        with running_desk(tmp_path) as desk:
            system = connector(desk)
            draft = a_draft()
            ticket = system.create(draft)
            desk.supplier_answers(ticket.number, "Before the cut")
            desk.kill()
            with pytest.raises(NotNow):
                system.find(draft.correlation_id)
            desk.start()
            found = system.find(draft.correlation_id)
            assert found is not None
            assert found.ref == ticket.ref
            assert [entry.text for entry in system.comments(ticket.ref)] == ["Before the cut"]
            assert system.create(a_draft()).number == "INC0010002"

    def test_a_kill_in_the_middle_of_many_sends_leaves_each_ticket_once_after_looking(self, tmp_path):
        with running_desk(tmp_path) as desk:
            system = connector(desk)
            drafts = [a_draft() for _ in range(30)]
            killer = threading.Timer(0.05, desk.kill)
            killer.start()
            for draft in drafts:
                try:
                    system.create(draft)
                except SamdriftError:
                    break
            killer.join()
            desk.start()
            for draft in drafts:
                if system.find(draft.correlation_id) is None:
                    system.create(draft)
            everything = system.changed_since(utc_now() - timedelta(minutes=1))
            assert sorted(each.correlation_id for each in everything) == sorted(each.correlation_id for each in drafts)


class TestRefusals:
    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("https://user:pass@supplier.example", "holds a secret"),
            ("http://supplier.example", "in the clear"),
            ("ftp://supplier.example", "no web address"),
            ("supplier", "no web address"),
        ],
    )
    def test_an_address_that_cannot_be_used_is_refused_before_any_call(self, address, words):
        with pytest.raises(BadInput, match=words) as told:
            ServiceNowSystem(address, BasicAuth(USER, PASSWORD))
        assert "pass@" not in str(told.value)

    @pytest.mark.parametrize("correlation_id", ["", "a^ORnumber=1", "javascript:gs.sleep(1)", "a\nb"])
    def test_an_id_that_a_query_would_read_as_more_than_an_id_is_refused(self, system, correlation_id):
        with pytest.raises(BadInput):
            system.find(correlation_id)

    @pytest.mark.parametrize("ref", ["", "../sys_user", "A" * 32, "0" * 31])
    def test_a_reference_that_is_no_sys_id_never_enters_a_path(self, system, ref):
        for call in (system.read, system.comments):
            with pytest.raises(BadInput):
                call(ref)

    def test_a_right_we_lack_is_refused_with_what_the_instance_said(self, desk):
        system = connector(desk, table="sys_user")
        with pytest.raises(Refused, match="says no: Operation Failed ACL Exception"):
            system.create(a_draft())

    def test_a_table_without_our_fields_is_noticed_though_rows_come(self, desk):
        system = connector(desk, table="sys_user")
        with pytest.raises(Refused, match="no field correlation_id"):
            system.find("case-1")

    def test_a_caller_is_never_named(self, desk, system):
        ticket = system.create(a_draft())
        row = httpx.get(
            f"{desk.base_url}/api/now/table/incident/{ticket.ref}",
            auth=(USER, PASSWORD),
            params={"sysparm_fields": "caller_id"},
        ).json()["result"]
        assert row == {"caller_id": ""}
