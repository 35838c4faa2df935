# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Keys as in the appendix of RFC 3414; encryption there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.adapters.traps.usm import keys_for
from samdrift.inventory.types import SnmpCredential

ENGINE = bytes(11) + b"\x02"


def credential(auth: str, priv: str = "", password: str = "maplesyrup") -> SnmpCredential:
    return SnmpCredential("3", "", "u", auth, password, priv, password if priv else "")


@pytest.mark.parametrize(
    ("protocol", "key"),
    [
        ("MD5", "526f5eed9fcce26f8964c2930787d82b"),  # RFC 3414 A.3.1
        ("SHA", "6695febc9288e36282235fc7151f128497b38f3f"),  # RFC 3414 A.3.2
    ],
)
def test_keys_are_those_of_the_standard(protocol, key):
    assert keys_for(credential(protocol), ENGINE).auth.hex() == key


@pytest.mark.parametrize("protocol", ["DES", "AES"])
@given(data=st.binary(min_size=1, max_size=200), boots=st.integers(0, 2**31 - 1), time=st.integers(0, 2**31 - 1))
def test_what_is_encrypted_can_be_read_with_the_same_key(protocol, data, boots, time):
    keys = keys_for(credential("SHA-256", protocol), ENGINE)
    secret, salt = keys.encrypt(data, boots, time)
    plain = keys.decrypt(secret, salt, boots, time)
    assert plain[: len(data)] == data
    assert plain[len(data) :] == bytes(len(plain) - len(data))


@pytest.mark.parametrize(("data", "salt"), [(b"12345678", b"short"), (b"1234567", b"12345678")])
def test_what_cannot_be_decrypted_is_a_value_error(data, salt):
    with pytest.raises(ValueError, match="octets"):
        keys_for(credential("MD5", "DES"), ENGINE).decrypt(data, salt, 1, 1)
