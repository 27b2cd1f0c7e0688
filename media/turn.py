"""Credentials for a TURN server (RFC 8656), so that people behind a firewall that lets no UDP through are reached."""

import base64
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from media.events import Json

LIFETIME_S = 4 * 3600
"""A browser refreshes its allocation with the same credentials (RFC 8656 section 3.8) as long as a session lasts."""


@dataclass(frozen=True, slots=True)
class TurnServers:
    """TURN servers that share a secret with us ("A REST API for access to TURN services", draft-uberti-behave-turn-rest).

    coturn calls it ``use-auth-secret`` and ``static-auth-secret``.
    """

    urls: tuple[str, ...] = ()
    """As browsers take them (RFC 7065): ``turn:host:3478?transport=udp``, ``turns:host:443?transport=tcp``."""
    secret: str = ""
    only: bool = False
    """Whether browsers may take no other way, which is of use to try the TURN servers."""
    wall: Callable[[], float] = time.time
    """Seconds since the Unix epoch; the TURN server compares with its own."""

    def ice_servers(self) -> list[Json]:
        """RTCIceServer objects with credentials of their own, valid for `LIFETIME_S`; none without servers.

        The name has no part of the person's in it: the TURN server's log is not ours.
        """
        if not self.urls:
            return []
        username = f"{int(self.wall()) + LIFETIME_S}:{secrets.token_hex(8)}"
        digest = hmac.digest(self.secret.encode(), username.encode(), "sha1")
        return [{"urls": list(self.urls), "username": username, "credential": base64.b64encode(digest).decode()}]


NO_TURN = TurnServers()
