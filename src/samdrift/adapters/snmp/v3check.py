# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Why an SNMPv3 agent turned us down: user, authentication key, or privacy key (report PDUs of RFC 3414).

The fast library says only «authentication failed». On that path, which is rare and has a person waiting, the question is
asked once more through pysnmp, which reads the report. A wrong privacy key is met with silence; then the same
question without privacy tells whether user and authentication key are right.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from samdrift.inventory.types import SnmpCredential
from samdrift.kernel.errors import NotNow, Refused, SamdriftError

_REMEDIES = {
    "UnknownUserName": (
        "the device knows no SNMPv3 user «{user}» (report usmStatsUnknownUserNames)",
        "check the user name on the device",
    ),
    "WrongDigest": (
        "the authentication key or protocol ({auth}) of SNMPv3 user «{user}» is wrong (report usmStatsWrongDigests)",
        "compare the key and the protocol with the device",
    ),
    "DecryptionError": (
        "the privacy key or protocol ({priv}) of SNMPv3 user «{user}» is wrong (report usmStatsDecryptionErrors)",
        "compare the key and the protocol with the device",
    ),
    "UnsupportedSecurityLevel": (
        "the device does not allow SNMPv3 user «{user}» this security level (report usmStatsUnsupportedSecLevels)",
        "set authentication and privacy for this user on the device",
    ),
    "NotInTimeWindow": (
        "the device's SNMPv3 clock and ours disagree (report usmStatsNotInTimeWindows)",
        "look at engine boots and time on the device, then try again",
    ),
}


def refusal(address: str, numeric: str, credential: SnmpCredential, *, timeout_s: float) -> SamdriftError:
    """The error to raise: Refused with the cause, or NotNow when the device is silent altogether."""
    where = f"{address} port {credential.port}"
    indication = _ask_apart(numeric, credential, with_privacy=True, timeout_s=timeout_s)
    if indication == "RequestTimedOut" and credential.priv_protocol:
        without = _ask_apart(numeric, credential, with_privacy=False, timeout_s=timeout_s)
        if without in {"", "authorizationError", "UnsupportedSecurityLevel"}:
            return Refused(
                f"the privacy key or protocol ({credential.priv_protocol}) of SNMPv3 user «{credential.user}» is wrong:"
                " the device answers without privacy and is silent with it",
                where=where,
                remedy="compare the key and the protocol with the device",
            )
    if indication in _REMEDIES:
        what, remedy = _REMEDIES[indication]
        said = what.format(user=credential.user, auth=credential.auth_protocol, priv=credential.priv_protocol)
        return Refused(said, where=where, remedy=remedy)
    if indication == "RequestTimedOut":
        return NotNow(
            f"does not answer SNMPv3 within {timeout_s:g} s",
            where=where,
            remedy="check the address, and that SNMPv3 is on and allowed from here",
        )
    return Refused(f"SNMPv3 failed: {indication or 'authentication failed'}", where=where, remedy="check user and keys")


def _ask_apart(numeric: str, credential: SnmpCredential, *, with_privacy: bool, timeout_s: float) -> str:
    """`_ask` in a thread of its own, since the caller's may already run an event loop."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        question = _ask(numeric, credential, with_privacy=with_privacy, timeout_s=timeout_s)
        return apart.submit(asyncio.run, question).result()


async def _ask(numeric: str, credential: SnmpCredential, *, with_privacy: bool, timeout_s: float) -> str:
    """Ask for sysObjectID once. The name of pysnmp's error, of an error status, or "" when it was answered."""
    from pysnmp.hlapi.v3arch import asyncio as snmp  # slow to import, and needed on this path alone

    protocols: dict[str, Any] = {
        "": snmp.usmNoAuthProtocol,
        "MD5": snmp.usmHMACMD5AuthProtocol,
        "SHA": snmp.usmHMACSHAAuthProtocol,
        "SHA-224": snmp.usmHMAC128SHA224AuthProtocol,
        "SHA-256": snmp.usmHMAC192SHA256AuthProtocol,
        "SHA-384": snmp.usmHMAC256SHA384AuthProtocol,
        "SHA-512": snmp.usmHMAC384SHA512AuthProtocol,
        "DES": snmp.usmDESPrivProtocol,
        "AES": snmp.usmAesCfb128Protocol,
    }
    privacy = bool(credential.priv_protocol) and with_privacy
    user = snmp.UsmUserData(
        credential.user,
        credential.auth_key or None,
        (credential.priv_key or None) if privacy else None,
        authProtocol=protocols[credential.auth_protocol],
        privProtocol=protocols[credential.priv_protocol] if privacy else snmp.usmNoPrivProtocol,
    )
    transport = snmp.Udp6TransportTarget if ":" in numeric else snmp.UdpTransportTarget
    engine = snmp.SnmpEngine()
    try:
        indication, status, _, _ = await snmp.get_cmd(
            engine,
            user,
            await transport.create((numeric, credential.port), timeout=timeout_s, retries=0),
            snmp.ContextData(),
            snmp.ObjectType(snmp.ObjectIdentity("1.3.6.1.2.1.1.2.0")),
            lookupMib=False,
        )
    finally:
        engine.close_dispatcher()
    if indication:
        return type(indication).__name__
    return status.prettyPrint() if status else ""
