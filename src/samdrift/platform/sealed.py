# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Seals stored credentials (SNMP keys, partner passwords) so that a stolen database backup does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from samdrift.kernel.errors import Refused


def _box() -> Fernet:
    key = hashlib.sha256(b"samdrift sealed values\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(plain: str) -> str:
    """`plain` encrypted and authenticated (Fernet, AES-128-CBC + HMAC-SHA256); empty stays empty."""
    return _box().encrypt(plain.encode()).decode() if plain else ""


def unseal(token: str) -> str:
    """What `seal` was given; Refused when the secret key has changed since."""
    if not token:
        return ""
    try:
        return _box().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Refused(
            "a stored credential cannot be opened with this secret key",
            where="SAMDRIFT_SECRET_KEY_FILE",
            remedy="put the former key back, or enter the credential again",
        ) from error
