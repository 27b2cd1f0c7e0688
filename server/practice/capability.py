"""Secrets that are rights: the one in a personal link, and the token it is exchanged for."""

import hashlib
import re
import secrets

SECRET_BYTES = 32
"""256 bits: guessing is hopeless however many links there are, so a lookup by hash needs no further protection."""

_PATTERN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def new_secret() -> str:
    """A fresh secret: 43 characters of base64url (RFC 4648 section 5, without padding)."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes | None:
    """SHA-256 of a secret as it is kept in the database; None for what cannot be a secret.

    A slow, salted hash would add nothing: nobody enumerates 256 random bits.

    >>> digest("too short") is None
    True
    >>> len(digest("A" * 43))
    32
    """
    if not _PATTERN.fullmatch(secret):
        return None
    return hashlib.sha256(secret.encode("ascii")).digest()
