# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whatever an agent does badly, discovery gives what could be read and says what could not."""

import pytest

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.session import WalkLimits
from samdrift.adapters.snmp.testing import fake_agent as fake
from samdrift.adapters.snmp.testing.fake_agent import IF, IFX, FakeAgent, switch_values
from samdrift.engines.snmpwire import integer, octet_string
from samdrift.inventory.types import DeviceSnapshot, InterfaceFacts, SnmpCredential
from samdrift.kernel.errors import BadInput, NotNow

SHORT_S = 0.4  # where the test waits for silence


def ask(agent: FakeAgent, **options: object) -> DeviceSnapshot:
    return discover("127.0.0.1", agent.credential(), **options)


def names(snapshot: DeviceSnapshot) -> list[str | None]:
    return [port.name for port in snapshot.interfaces]


def reasons(snapshot: DeviceSnapshot) -> dict[str, str]:
    return {problem.oid: problem.reason for problem in snapshot.problems}


def test_a_well_behaved_switch_is_read_whole_though_it_lacks_the_if_index_column():
    with FakeAgent(switch_values(ports=2)) as agent:
        snapshot = ask(agent)
    assert snapshot.problems == ()
    assert snapshot.device.sys_name == "frosta-1"
    assert snapshot.device.uptime_s == 1234.56
    assert snapshot.interfaces[1] == InterfaceFacts(
        if_index=2,
        name="ge2",
        descr="Ethernet port 2",
        alias="room 2",
        type="ethernetCsmacd",
        speed_bps=1_000_000_000,
        mtu=1500,
        mac="020000000002",
        admin_status="up",
        oper_status="down",
    )


def test_a_device_with_only_if_x_table_still_has_ports():
    values = {name: value for name, value in switch_values().items() if not name.startswith(IF + ".")}
    with FakeAgent(values) as agent:
        snapshot = ask(agent)
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert snapshot.interfaces[0].oper_status is None
    assert snapshot.problems == ()


def test_a_device_without_ports_is_no_problem():
    with FakeAgent({"1.3.6.1.2.1.1.2.0": switch_values()["1.3.6.1.2.1.1.2.0"]}) as agent:
        snapshot = ask(agent)
    assert snapshot.interfaces == ()
    assert snapshot.device.sys_object_id == "1.3.6.1.4.1.99999.1"
    assert snapshot.problems == ()


@pytest.mark.parametrize("address", ["::1", "[::1]"])
def test_a_device_is_reached_by_ipv6(address):
    try:
        agent = FakeAgent(switch_values(), host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 on loopback")
    with agent:
        assert discover(address, agent.credential()).device.sys_name == "frosta-1"


def test_a_device_is_reached_by_name():
    with FakeAgent(switch_values()) as agent:
        assert discover("localhost", agent.credential()).device.sys_name == "frosta-1"


def test_a_wrong_community_is_silence_and_the_sentence_says_so():
    with FakeAgent(switch_values()) as agent, pytest.raises(NotNow) as caught:
        discover("127.0.0.1", SnmpCredential(community="wrong", port=agent.port), timeout_s=SHORT_S, retries=0)
    assert "community: a wrong one is met with silence" in caught.value.remedy
    assert caught.value.where == f"127.0.0.1 port {agent.port}"


def test_a_name_that_does_not_exist_is_bad_input():
    with pytest.raises(BadInput, match="name that can be looked up"):
        discover("switch.invalid", SnmpCredential(community="x"))


def test_answers_that_come_twice_change_nothing():
    with FakeAgent(switch_values(), fake.twice) as agent:
        snapshot = ask(agent)
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert snapshot.problems == ()


def test_answers_that_come_after_the_question_was_asked_again_change_nothing():
    with FakeAgent(switch_values(), fake.late(times=5)) as agent:
        snapshot = ask(agent, timeout_s=SHORT_S, retries=3)
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert snapshot.problems == ()


def test_answers_to_another_question_are_not_taken():
    with FakeAgent(switch_values(), fake.wrong_request_id) as agent, pytest.raises(NotNow):
        ask(agent, timeout_s=SHORT_S, retries=0)


def test_a_loop_ends_that_column_and_the_other_columns_are_read():
    with FakeAgent(switch_values(), fake.loop_from(f"{IF}.2.3", back_to=f"{IF}.2.1")) as agent:
        snapshot = ask(agent)
    assert [port.descr for port in snapshot.interfaces] == [f"Ethernet port {port}" for port in (1, 2, 3)]
    assert [port.oper_status for port in snapshot.interfaces] == ["up", "up", "down"]
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert "went round in a loop" in reasons(snapshot)[IF]


def test_a_loop_on_one_value_ends_too():
    with FakeAgent(switch_values(), fake.loop_from(f"{IFX}.1.3", back_to=f"{IFX}.1.3")) as agent:
        snapshot = ask(agent)
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert [port.alias for port in snapshot.interfaces] == ["room 1", "room 2", "room 3"]
    assert "went round in a loop" in reasons(snapshot)[IFX]


def test_a_table_without_end_is_cut_off_and_the_rest_is_read():
    arp = "1.3.6.1.2.1.4.22.1.2"
    with FakeAgent(switch_values(), fake.endless_below(arp)) as agent:
        snapshot = ask(agent, limits=WalkLimits(max_values=200))
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert reasons(snapshot) == {arp: "did not end: reading stopped after 200 values"}


def test_garbage_for_one_table_is_a_problem_of_that_table_alone():
    lldp = "1.0.8802.1.1.2.1.4.1.1"
    with FakeAgent(switch_values(), fake.garbage_below(lldp)) as agent:
        snapshot = ask(agent)
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert snapshot.neighbours == ()
    assert reasons(snapshot)[lldp] == "the answer could not be decoded"


def test_garbage_for_everything_is_still_an_answer():
    with FakeAgent(switch_values(), fake.garbage_below("1")) as agent:
        snapshot = ask(agent)
    assert snapshot.device.sys_descr is None
    assert reasons(snapshot)[IF] == "the answer could not be decoded"


def test_cut_off_answers_are_asked_for_in_smaller_pieces():
    with FakeAgent(switch_values(ports=30), fake.truncated_above(400)) as agent:
        snapshot = ask(agent)
    assert names(snapshot) == [f"ge{port}" for port in range(1, 31)]
    assert snapshot.problems == ()


def test_an_agent_that_answers_too_big_is_asked_for_less():
    with FakeAgent(switch_values(), fake.too_big_above(1)) as agent:
        snapshot = ask(agent)
    assert names(snapshot) == ["ge1", "ge2", "ge3"]
    assert [port.mtu for port in snapshot.interfaces] == [1500, 1500, 1500]


def test_an_error_in_the_middle_of_a_table_costs_that_column_alone():
    with FakeAgent(switch_values(ports=40), fake.error_after(f"{IF}.4.20")) as agent:
        snapshot = ask(agent)
    assert [port.mtu for port in snapshot.interfaces][:20] == [1500] * 20
    assert [port.mac for port in snapshot.interfaces][39] == "020000000028"
    assert [port.oper_status for port in snapshot.interfaces][38:] == ["up", "down"]


def test_a_device_that_dies_midway_gives_what_was_read():
    with FakeAgent(switch_values(), fake.silent_after(requests=6)) as agent:
        snapshot = ask(agent, timeout_s=SHORT_S, retries=0)
    assert snapshot.device.sys_name == "frosta-1"
    assert [port.descr for port in snapshot.interfaces] == [f"Ethernet port {port}" for port in (1, 2, 3)]
    assert [problem.reason for problem in snapshot.problems] == ["stopped answering here; the rest was not read"]


def test_a_device_that_dies_after_its_first_word_is_given_up_soon():
    with FakeAgent(switch_values(), fake.silent_after(requests=1)) as agent:
        snapshot = ask(agent, timeout_s=SHORT_S, retries=0)
        assert agent.requests == 5  # first contact, the survey, the system group, and twice «are you there»
    assert snapshot.device.sys_descr is None
    assert [problem.reason for problem in snapshot.problems] == ["stopped answering here; the rest was not read"]


def test_an_object_on_which_the_agent_hangs_does_not_hide_the_others():
    contact = "1.3.6.1.2.1.1.4.0"
    with FakeAgent(switch_values(), fake.silent_when_asked(contact)) as agent:
        snapshot = ask(agent, timeout_s=SHORT_S, retries=0)
    assert snapshot.device.sys_name == "frosta-1"
    assert reasons(snapshot) == {contact: "did not answer for this part, though it answers for others"}


def test_a_table_on_which_the_agent_hangs_does_not_hide_the_others():
    entities = "1.3.6.1.2.1.47.1.1.1.1"
    values = switch_values() | {"1.3.6.1.2.1.4.20.1.2.192.0.2.7": integer(2)}
    with FakeAgent(values, fake.silent_below(entities)) as agent:
        snapshot = ask(agent, timeout_s=SHORT_S, retries=0)
    assert reasons(snapshot) == {entities: "did not answer for this part, though it answers for others"}
    assert [row["address"] for row in snapshot.addresses] == ["192.0.2.7"]


def test_a_device_too_slow_for_its_time_gives_what_was_read():
    with FakeAgent(switch_values()) as agent:
        snapshot = ask(agent, limits=WalkLimits(budget_s=0.0))
    assert snapshot.interfaces == ()
    assert [problem.reason for problem in snapshot.problems] == [
        "not read: the device was too slow for the 0 s allowed"
    ]


def test_half_a_table_gives_the_half_that_is_there():
    values = switch_values()
    for column in (5, 6, 7, 8):
        del values[f"{IF}.{column}.3"]
    with FakeAgent(values) as agent:
        snapshot = ask(agent)
    assert [port.admin_status for port in snapshot.interfaces] == ["up", "up", None]
    assert names(snapshot) == ["ge1", "ge2", "ge3"]


def test_padded_names_and_macs_as_text_are_read_as_meant():
    values = switch_values(ports=1) | {
        f"{IF}.6.1": octet_string("0:1b:2C:3d:4e:5f"),
        f"{IFX}.1.1": octet_string(b"ge1\0\0\0\0"),
        f"{IFX}.18.1": octet_string("Høyskolen".encode("latin-1")),
        "1.3.6.1.2.1.1.5.0": octet_string(b"frosta-1\0trash"),
    }
    with FakeAgent(values) as agent:
        snapshot = ask(agent)
    port = snapshot.interfaces[0]
    assert (port.mac, port.name, port.alias) == ("001b2c3d4e5f", "ge1", "Høyskolen")
    assert snapshot.device.sys_name == "frosta-1"
