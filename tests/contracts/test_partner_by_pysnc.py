# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""ServiceNow's own client judges the emulator. It lives in an environment of its own: name its Python in PYSNC_PYTHON."""

import ipaddress
import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from samdrift.partner.testing import PASSWORD, USER, running_desk

PYTHON = os.environ.get("PYSNC_PYTHON", "")


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that holds for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "practice desk")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    certificate = builder.add_extension(address, critical=False).sign(key, SHA256())
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


@pytest.mark.skipif(not PYTHON, reason="PYSNC_PYTHON names no Python that has pysnc")
def test_servicenows_own_client_finds_what_it_expects(tmp_path):
    certificate, key = write_certificate(tmp_path)
    with running_desk(tmp_path / "desk", "--tls-certificate", str(certificate), "--tls-key", str(key)) as desk:
        command = [PYTHON, str(Path(__file__).with_name("pysnc_judge.py")), desk.base_url, USER, PASSWORD]
        trusting = {**os.environ, "REQUESTS_CA_BUNDLE": str(certificate)}
        judged = subprocess.run(command, env=trusting, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr
    assert json.loads(judged.stdout) == {
        "inserted": 32,
        "got": True,
        "state": ["1", "New"],
        "updated": True,
        "comments": "",
        "journal": [["comments", "Hello"]],
        "paged": [25, 25, True],
        "either": 2,
        "policy": True,
        "resolved": "Resolved",
        "deleted": True,
        "gone": True,
        "stranger": "refused",
    }
