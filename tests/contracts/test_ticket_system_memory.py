# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The in-memory partner behaves as the real ones do, so that tests of the bridge may trust it."""

import pytest

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow
from samdrift.ticketbridge.testing import MemoryTicketSystem

from .ticket_system import Bench, TicketSystemContract, a_draft


class TestMemoryTicketSystem(TicketSystemContract):
    @pytest.fixture
    def bench(self) -> Bench:
        system = MemoryTicketSystem(utc_now)

        def supplier(ticket, text, visible, state):
            system.supplier_answers(ticket.ref, text, visible=visible, state=state)

        return Bench(system, supplier)

    def test_a_call_can_fail_before_or_after_its_work(self):
        system = MemoryTicketSystem(utc_now)
        draft = a_draft()
        system.fail_next(NotNow("silence"))
        with pytest.raises(NotNow):
            system.create(draft)
        assert system.find(draft.correlation_id) is None
        system.fail_next(NotNow("lost answer"), after_the_work=True)
        with pytest.raises(NotNow):
            system.create(draft)
        assert system.find(draft.correlation_id) is not None
        assert system.calls == ["create", "find", "create", "find"]
