# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The vendor files that ship can be used, and a mistake in one is refused with file, line and reason."""

import pytest

from samdrift.adapters.snmp.families import families, recognise
from samdrift.adapters.snmp.library import FOLDER, SETTING, library
from samdrift.adapters.snmp.readings import read_sensors
from samdrift.adapters.snmp.rows import Device
from samdrift.adapters.snmp.session import Column, Table
from samdrift.adapters.snmp.testing.recordings import REPOSITORY
from samdrift.adapters.snmp.tests.test_any_device import MadeUpAgent
from samdrift.inventory.types import DeviceFacts
from samdrift.kernel.errors import BadInput

FAMILY = '[[family]]\nos = "x"\nvendor = "X"\ntype = "network"\noid = ["99999.1"]\n'
SENSOR = '\n[[sensor]]\nclass = "temperature"\noid = "99999.1.2.3.0"\ndescr = "Inlet"\n'


@pytest.mark.parametrize(
    ("words", "where", "reason"),
    [
        (FAMILY + 'descr = "("', "made.toml, line 6, family 1, descr", "is not a regular expression"),
        (FAMILY + 'colour = "red"', "made.toml, line 6, family 1, colour", "is not a key of this entry"),
        (FAMILY + 'serial = [{ object = "1.3" }]', "made.toml, line 6, family 1, serial 1, object", "is not a key"),
        (FAMILY + 'serial = [{ descr = "SN" }]', "line 6, family 1, serial 1", "has no group"),
        (FAMILY + 'reads = ["nowhere"]', "made.toml, line 6", "reads «nowhere», which is not among the files"),
        (FAMILY.replace("network", "toaster"), "line 4, family 1, type", "Input should be"),
        (FAMILY.replace("99999.1", "99999.x"), "line 5, family 1, oid 1", "«99999.x» is not an object identifier"),
        (FAMILY.replace('oid = ["99999.1"]', ""), "line 1, family 1", "would fit every device"),
        (FAMILY + FAMILY, "made.toml, line 6, family 2", "has the same conditions as x in made.toml"),
        (FAMILY + SENSOR.replace("Inlet", "{colour}"), "line 10, sensor 1, descr", "«{colour}» is not a column"),
        (FAMILY + SENSOR + 'states = { 1 = "fine" }', "line 11, sensor 1, states", "does not begin with ok, warning"),
        (FAMILY + SENSOR + "divisor = 0", "line 11, sensor 1, divisor", "greater than 0"),
        (FAMILY + "serial = [", "made.toml", "is not TOML"),
        ("[[senser]]\n", "made.toml", "is not a key of this entry"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_reason(tmp_path, words, where, reason):
    (tmp_path / "made.toml").write_text(words, "utf-8")
    with pytest.raises(BadInput) as refused:
        library(tmp_path)
    assert where in refused.value.where
    assert reason in refused.value.what


@pytest.mark.parametrize("content", [FAMILY.encode() + b'descr = "\xe6"\n', FAMILY.encode("utf-16")])
def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path, content):
    (tmp_path / "made.toml").write_bytes(content)
    line = 6 if content.startswith(b"[[") else 1
    with pytest.raises(BadInput, match=rf"made\.toml, line {line}: is not UTF-8"):
        library(tmp_path)


def test_an_own_file_adds_a_make_beside_those_that_ship(tmp_path, monkeypatch):
    shipped = library()
    (tmp_path / "frosta.toml").write_text(FAMILY + 'reads = ["ups-mib"]\n', "utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path))

    device = DeviceFacts(sys_object_id="1.3.6.1.4.1.99999.1.7")
    name, family = recognise(device, MadeUpAgent({}, 0))

    assert set(library()) - set(shipped) == {"frosta"}
    assert (name, family.vendor) == ("frosta", "X")


def test_an_own_file_stands_in_for_the_shipped_one_of_its_name(tmp_path, monkeypatch):
    (tmp_path / "ups-mib.toml").write_text(SENSOR, "utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path))

    assert [sensor.descr for sensor in library()["ups-mib"].sensor] == ["Inlet"]


def test_a_mistake_in_an_own_file_is_told_by_its_whole_path(tmp_path, monkeypatch):
    (tmp_path / "frosta.toml").write_text(FAMILY + 'colour = "red"', "utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path))
    with pytest.raises(BadInput) as refused:
        library()
    assert refused.value.where == f"{tmp_path}/frosta.toml, line 6, family 1, colour"


def test_an_own_folder_that_is_not_there_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(SETTING, str(tmp_path / "nowhere"))
    with pytest.raises(BadInput, match=f"{SETTING}: «{tmp_path}/nowhere» is not a folder"):
        library()


def test_a_file_without_mistakes_is_read(tmp_path):
    (tmp_path / "made.toml").write_text(FAMILY + SENSOR, "utf-8")
    book = library(tmp_path)["made"]
    assert book.family[0].oid == ("1.3.6.1.4.1.99999.1",)
    assert book.sensor[0].oid == "1.3.6.1.4.1.99999.1.2.3.0"


def test_the_example_in_the_manual_is_a_valid_file_and_is_read_as_told(tmp_path):
    page = (REPOSITORY / "docs/how-to/add-a-make.md").read_text("utf-8")
    (tmp_path / "ups-mib.toml").write_text("", "utf-8")
    (tmp_path / "frosta.toml").write_text(page.split("```toml\n")[1].split("```")[0], "utf-8")
    book = library(tmp_path)["frosta"]
    slots = {
        2: Column({(3, 1): b"Inlet", (4, 1): b"Outlet", (5, 1): b"Spare"}),
        3: Column({(3, 1): 1, (4, 1): 2, (5, 1): 9}),
        4: Column({(3, 1): 235, (4, 1): -999, (5, 1): 211}),
    }
    device = Device(MadeUpAgent({"1.3.6.1.4.1.99999.3.1": Table(slots)}, 2), {}, ())
    assert [(each["descr"], each["value"], each["unit"], each["status"]) for each in read_sensors(device, [book])] == [
        ("Inlet of slot 3", 23.5, "°C", None),
        ("Power supply", 2, None, "critical"),
    ]


def test_every_shipped_file_is_used_and_short_enough_to_read():
    books = library()
    read = {name for book in books.values() for family in book.family for name in family.reads}
    assert [
        name
        for name, book in books.items()
        if not book.family and not book.always and not book.product and name not in read
    ] == []
    assert [path.name for path in FOLDER.glob("*.toml") if len(path.read_text("utf-8").splitlines()) > 300] == []


def test_no_shipped_file_names_a_column_twice_for_the_same_class():
    for name, book in library().items():
        keys = [
            (reading.cls, reading.oid, reading.index, str(reading.where)) for reading in (*book.sensor, *book.wireless)
        ]
        assert len(keys) == len(set(keys)), name


@pytest.mark.parametrize(
    ("sys_object_id", "descr", "os"),
    [
        ("9.1.1208", "Cisco IOS Software, Version 15.0(2)SE", "ios"),
        ("9.1.2494", "Cisco IOS Software [Amsterdam], IOS-XE Software, Version 17.3.4", "iosxe"),
        ("8072.3.2.10", "Linux frosta 6.1.0", "linux"),
        ("8072.3.2.10", "VyOS 1.4.0", "vyos"),
        ("99999.1", "IOS of another make", None),
    ],
)
def test_the_most_specific_family_is_taken_whatever_the_order_of_files(sys_object_id, descr, os):
    device = DeviceFacts(sys_object_id=f"1.3.6.1.4.1.{sys_object_id}", sys_descr=descr)
    _, family = recognise(device, MadeUpAgent({}, None))
    assert (family.os if family else None) == os


def test_no_family_hides_behind_another():
    hidden = []
    for _, family in families():
        if family.descr or family.has:
            continue
        for prefix in family.oid:
            device = DeviceFacts(sys_object_id=f"{prefix.rstrip('.')}.77", sys_descr="says nothing")
            _, taken = recognise(device, MadeUpAgent({}, None))
            if taken is None or taken.os != family.os:
                hidden.append((family.os, prefix, taken.os if taken else None))
    assert hidden == []


def test_rows_are_chosen_by_values_patterns_and_arcs(tmp_path):
    chosen = SENSOR.replace("3.0", "3.4").replace("Inlet", "{2}")
    rows = 'where = { 3 = [1] }\nmatching = { 2 = "(?i)temp" }\nindex_where = { -1 = [7, 8] }\n'
    (tmp_path / "made.toml").write_text(FAMILY + chosen + rows, "utf-8")
    table = Table(
        {
            2: Column({(1, 7): b"CPU temp", (2, 7): b"CPU temp off", (3, 7): b"Fan", (1, 9): b"Temp elsewhere"}),
            3: Column({(1, 7): 1, (2, 7): 2, (3, 7): 1, (1, 9): 1}),
            4: Column({(1, 7): 41, (2, 7): 42, (3, 7): 43, (1, 9): 44}),
        }
    )
    device = Device(MadeUpAgent({"1.3.6.1.4.1.99999.1.2.3": table}, None), {}, ())
    found = read_sensors(device, [library(tmp_path)["made"]])
    assert [(each["descr"], each["value"], each["oid"]) for each in found] == [
        ("CPU temp", 41, "1.3.6.1.4.1.99999.1.2.3.4.1.7")
    ]
