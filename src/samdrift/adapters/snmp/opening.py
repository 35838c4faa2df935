# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How a conversation is begun: a name becomes an address, a credential a session of gufo-snmp."""

import ipaddress
import socket

from gufo.snmp import Aes128Key, DesKey, Md5Key, Sha1Key, Sha224Key, Sha256Key, Sha384Key, Sha512Key, User
from gufo.snmp.policer import BasePolicer
from gufo.snmp.sync import SnmpSession

from samdrift.inventory.types import SnmpCredential
from samdrift.kernel.errors import BadInput

AUTH_KEYS = {
    "MD5": Md5Key,
    "SHA": Sha1Key,
    "SHA-224": Sha224Key,
    "SHA-256": Sha256Key,
    "SHA-384": Sha384Key,
    "SHA-512": Sha512Key,
}
PRIV_KEYS = {"DES": DesKey, "AES": Aes128Key}


def resolve(address: str) -> str:
    """The numeric address for a name or address; BadInput when it is neither."""
    try:
        return str(ipaddress.ip_address(address.strip("[]")))
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(address, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        raise BadInput(
            "is neither an IP address nor a name that can be looked up", where=address, remedy="check the spelling"
        ) from None
    found.sort(key=lambda each: each[0] != socket.AF_INET)  # where a name has both, devices manage by IPv4
    return str(found[0][4][0])


def gufo_user(credential: SnmpCredential) -> User:
    """The SNMPv3 user (RFC 3414) of a credential; BadInput when a part is missing or unknown."""
    if not credential.user:
        raise BadInput("SNMPv3 needs a user name", where="credential.user")
    auth = priv = None
    if credential.auth_protocol:
        if len(credential.auth_key) < 8:
            raise BadInput("an authentication key has at least 8 characters (RFC 3414)", where="credential.auth_key")
        auth = AUTH_KEYS[credential.auth_protocol](credential.auth_key.encode())
    if credential.priv_protocol:
        if auth is None:
            raise BadInput("privacy needs authentication too (RFC 3414)", where="credential.auth_protocol")
        if len(credential.priv_key) < 8:
            raise BadInput("a privacy key has at least 8 characters (RFC 3414)", where="credential.priv_key")
        priv = PRIV_KEYS[credential.priv_protocol](credential.priv_key.encode())
    return User(credential.user, auth_key=auth, priv_key=priv)


def open_gufo(
    address: str, credential: SnmpCredential, timeout_s: float, policer: BasePolicer | None = None
) -> SnmpSession:
    """A gufo session, not yet spoken over. `address` is numeric. The policer is asked before each question is sent."""
    if credential.version == "3":
        user = gufo_user(credential)
        return SnmpSession(addr=address, port=credential.port, user=user, timeout=timeout_s, policer=policer)
    return SnmpSession(
        addr=address, port=credential.port, community=credential.community, timeout=timeout_s, policer=policer
    )
