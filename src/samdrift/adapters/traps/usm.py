# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The cryptography of SNMPv3's users: keys, digests, encryption (RFC 3414, RFC 3826, RFC 7860)."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers import Cipher, modes

from samdrift.inventory.types import SnmpCredential

try:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
except ImportError:  # before these old ways moved to a place that says so
    from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers.algorithms import AES

DIGESTS: dict[str, tuple[str, int]] = {
    "MD5": ("md5", 12),
    "SHA": ("sha1", 12),
    "SHA-224": ("sha224", 16),
    "SHA-256": ("sha256", 24),
    "SHA-384": ("sha384", 32),
    "SHA-512": ("sha512", 48),
}
"""Hash and how many octets of the HMAC travel."""
_MEGABYTE = 2**20
_SALT = 8
_DES_BLOCK = 8


@dataclass(frozen=True, slots=True)
class UserKeys:
    """One user's keys for one engine. Empty keys where the user has none."""

    credential: SnmpCredential
    auth: bytes
    priv: bytes

    @property
    def digest_length(self) -> int:
        return DIGESTS[self.credential.auth_protocol][1] if self.auth else 0

    def digest(self, message: bytes) -> bytes:
        """What stands in msgAuthenticationParameters, for a message in which those octets are zero."""
        name, length = DIGESTS[self.credential.auth_protocol]
        return hmac.digest(self.auth, message, name)[:length]

    def decrypt(self, data: bytes, salt: bytes, boots: int, time: int) -> bytes:
        """The scoped PDU; ValueError where it cannot be one. Padding of DES is left on."""
        if len(salt) != _SALT:
            raise ValueError(f"salt of {len(salt)} octets")
        if self.credential.priv_protocol == "DES" and len(data) % _DES_BLOCK:
            raise ValueError(f"{len(data)} encrypted octets are no whole blocks")
        decryptor = self._cipher(salt, boots, time).decryptor()
        return decryptor.update(data) + decryptor.finalize()

    def encrypt(self, data: bytes, boots: int, time: int) -> tuple[bytes, bytes]:
        """Encrypted octets and the salt to send with them."""
        salt = token_bytes(_SALT)
        if self.credential.priv_protocol == "DES":
            data += bytes(-len(data) % _DES_BLOCK)
        encryptor = self._cipher(salt, boots, time).encryptor()
        return encryptor.update(data) + encryptor.finalize(), salt

    def _cipher(self, salt: bytes, boots: int, time: int) -> "Cipher[modes.CBC] | Cipher[CFB]":
        if self.credential.priv_protocol == "DES":
            vector = bytes(a ^ b for a, b in zip(self.priv[8:16], salt, strict=True))
            return Cipher(TripleDES(self.priv[:8] * 3), modes.CBC(vector))
        return Cipher(AES(self.priv[:16]), CFB(boots.to_bytes(4, "big") + time.to_bytes(4, "big") + salt))


@lru_cache(maxsize=4096)
def keys_for(credential: SnmpCredential, engine_id: bytes) -> UserKeys:
    """The user's keys, localized to this engine (RFC 3414 section 2.6)."""
    if not credential.auth_protocol:
        return UserKeys(credential, b"", b"")
    name, _ = DIGESTS[credential.auth_protocol]
    auth = _localized(name, _master(name, credential.auth_key), engine_id)
    priv = _localized(name, _master(name, credential.priv_key), engine_id) if credential.priv_protocol else b""
    return UserKeys(credential, auth, priv)


def _localized(name: str, master: bytes, engine_id: bytes) -> bytes:
    return hashlib.new(name, master + engine_id + master).digest()


@lru_cache(maxsize=1024)
def _master(name: str, password: str) -> bytes:
    """A password stretched to a megabyte and hashed (RFC 3414 appendix A.2)."""
    octets = password.encode()
    if not octets:
        return bytes(hashlib.new(name).digest_size)
    return hashlib.new(name, (octets * (_MEGABYTE // len(octets) + 1))[:_MEGABYTE]).digest()
