# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Setting up a checkout on a machine that lacks something: one sentence, a non-zero exit, nothing half-made."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIN = ("sh", "cat", "cut", "sha256sum", "df", "awk", "dirname", "find", "sort", "id", "basename", "cmp", "rm")
Machine = Callable[..., subprocess.CompletedProcess[str]]


def program(folder: Path, name: str, words: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Runs tools/setup.sh on a machine that has Python, Node and npm, save for what is told otherwise."""
    programs, checkout = tmp_path / "bin", tmp_path / "checkout"
    programs.mkdir()
    (checkout / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "setup.sh", checkout / "tools" / "setup.sh")
    for name in PLAIN:
        (programs / name).symlink_to(shutil.which(name))
    for name in ("python3.11", "python3", "node", "npm"):
        program(programs, name, "exit 0")

    def run(*arguments: str, without: tuple[str, ...] = (), **told: str) -> subprocess.CompletedProcess[str]:
        for name in without:
            (programs / name).unlink()
        for name, words in told.items():
            program(programs, name.replace("_", "."), words)
        line = [checkout / "tools" / "setup.sh", *arguments]
        environment = {"PATH": str(programs), "HOME": str(tmp_path)}
        ended = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert not (checkout / ".venv").exists()
        return ended

    return run


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ({"without": ("python3.11", "python3")}, "Python 3.11 or newer is missing; on Debian 12 install it with: "),
        (
            {"python3_11": "exit 1", "python3": "exit 1"},
            "Python 3.11 or newer is missing; on Debian 12 install it with: ",
        ),
        (
            {"python3_11": 'case "$2" in *ensurepip*) exit 1;; esac'},
            "Python's venv module is missing; install it with: apt-get install python3-venv",
        ),
        ({"without": ("node",)}, "Node.js 20 or newer is missing; "),
        ({"node": "exit 1"}, "Node.js 20 or newer is missing; "),
        ({"without": ("npm",)}, "npm is missing; install it with: apt-get install npm"),
        (
            {"df": "echo head; echo disk 9 9 500000 9% /"},
            "only 500 MB are free on this disk and Samdrift needs 1000 MB; ",
        ),
    ],
    ids=["no python", "old python", "no venv", "no node", "old node", "no npm", "full disk"],
)
def test_what_is_missing_is_one_sentence(machine, lacks, sentence):
    ended = machine("run", **lacks)

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 1)
    assert ended.stderr.startswith(f"samdrift: {sentence}")


def test_an_unknown_kind_of_setup_is_named(machine):
    ended = machine("bogus")

    assert (ended.returncode, ended.stderr) == (1, "samdrift: tools/setup.sh takes run or dev\n")


def test_nodes_own_number_is_understood():
    words = (ROOT / "tools" / "setup.sh").read_text()
    question = words.split("node -e '")[1].split("'")[0]

    for version, answer in (("18.20.4", 1), ("20.0.0", 0), ("22.1.0", 0)):
        asked = question.replace("process.versions.node", f'"{version}"')
        assert subprocess.run(["node", "-e", asked], check=False).returncode == answer


def test_system_packages_that_cannot_be_installed_are_told_with_what_will_skip(tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "grep"):
        (programs / name).symlink_to(shutil.which(name))
    program(programs, "dpkg-query", "exit 1")
    program(programs, "apt-get", "exit 1")
    program(programs, "id", "echo 1000")
    program(programs, "sudo", "exit 1")

    ended = subprocess.run(
        [ROOT / "tools" / "system_packages.sh"],
        env={**os.environ, "PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0
    told = ended.stdout.splitlines()
    assert told[0].startswith("samdrift: installing system packages needs root; as root: apt-get install chromium ")
    network = "iproute2 iputils-ping snmpd snmp snmptrapd lldpd nftables"
    assert told[1:] == [
        "samdrift: the tests that drive a browser will skip: chromium is missing",
        f"samdrift: the tests on a real network will skip: {network} is missing",
    ]
