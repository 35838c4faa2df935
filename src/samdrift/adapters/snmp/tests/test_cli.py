# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
import json
import subprocess
import sys

import jsonschema
import pytest

from samdrift.adapters.snmp import cli
from samdrift.adapters.snmp.cli import main
from samdrift.adapters.snmp.library import library
from samdrift.adapters.snmp.testing.fake_agent import COMMUNITY, FakeAgent, switch_values
from samdrift.adapters.snmp.tests.schema import closed_schema


def test_json_on_standard_output_keeps_the_published_schema(capsys):
    with FakeAgent(switch_values()) as agent:
        assert main(["127.0.0.1", "--port", str(agent.port), "--community", COMMUNITY, "--json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    jsonschema.Draft202012Validator(closed_schema()).validate(found)
    assert found["schema"] == "samdrift/discover/1"
    assert [port["name"] for port in found["interfaces"]] == ["ge1", "ge2", "ge3"]
    assert err == ""


def test_without_json_a_person_reads_three_lines(capsys):
    with FakeAgent(switch_values()) as agent:
        assert main(["127.0.0.1", "--port", str(agent.port), "--community", COMMUNITY]) == 0
    assert "3 ports, 0 neighbours, 0 parts" in capsys.readouterr().out


def test_silence_is_exit_2_and_one_sentence(capsys):
    with FakeAgent(switch_values()) as agent:
        arguments = [
            "127.0.0.1",
            "--port",
            str(agent.port),
            "--community",
            "wrong",
            "--timeout",
            "0.2",
            "--retries",
            "0",
        ]
        assert main([*arguments, "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "does not answer SNMP v2c" in err
    assert "wrong one is met with silence" in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["127.0.0.1"], "give either --community (v2c) or --v3-user (v3)"),
        (["127.0.0.1", "--community", "x", "--v3-user", "y"], "give either --community (v2c) or --v3-user (v3)"),
        (["switch.invalid", "--community", "x"], "switch.invalid: is neither an IP address nor a name"),
        (["127.0.0.1", "--v3-user", "y", "--v3-auth-key-file", "/nowhere/key"], "--v3-auth-key-file /nowhere/key"),
    ],
)
def test_bad_input_is_exit_2_and_names_what_is_wrong(capsys, arguments, sentence):
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "70000"), ("--port", "x"), ("--timeout", "0"), ("--timeout", "long"), ("--retries", "-1")],
)
def test_bad_numbers_are_exit_2(capsys, option, value):
    with pytest.raises(SystemExit) as caught:
        main(["127.0.0.1", "--community", "x", option, value])
    assert caught.value.code == 2
    assert value in capsys.readouterr().err


@pytest.mark.parametrize(("key", "sentence"), [("", "is empty"), ("short", "at least 8 characters")])
def test_a_bad_key_file_is_exit_2(capsys, tmp_path, key, sentence):
    path = tmp_path / "key"
    path.write_text(key + "\n", "utf-8")
    assert main(["127.0.0.1", "--v3-user", "y", "--v3-auth-key-file", str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_a_mistake_in_a_vendor_file_is_exit_2_before_the_device_is_asked(capsys, monkeypatch, tmp_path):
    (tmp_path / "made.toml").write_text('[[family]]\nos = "x"\nvendor = "X"\ntype = "toaster"\n', "utf-8")
    monkeypatch.setattr(cli, "library", lambda: library(tmp_path))
    assert main(["192.0.2.1", "--community", "x"]) == 2
    assert "made.toml, line 4, family 1, type: Input should be" in capsys.readouterr().err


def test_discovery_needs_no_django():
    code = (
        "import sys, samdrift.adapters.snmp.cli; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
