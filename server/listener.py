"""The two ports, tried before anything else so that one in use is known at once."""

import errno
import socket

from server.errors import StartFailed

BACKLOG = 1024
"""A whole evening's people press `Join` within a few seconds; the kernel holds them until we accept."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        StartFailed: the address cannot be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as exc:
        raise StartFailed(f"cannot listen on {host} TCP port {port}: {_reason(exc, '--port')}") from exc


def try_udp(host: str, port: int) -> None:
    """See that a UDP port can be had; it is free again on return, for the relay to bind.

    Raises:
        StartFailed: it cannot.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as tried:
            tried.bind(address)
    except OSError as exc:
        raise StartFailed(f"cannot listen on {host} UDP port {port}: {_reason(exc, '--media-port')}") from exc


def _reason(failure: OSError, option: str) -> str:
    """Why an address cannot be bound, and what to do about it."""
    if failure.errno == errno.EADDRINUSE:
        return f"it is in use; choose another with {option}"
    if failure.errno in (errno.EACCES, errno.EPERM):
        return f"not allowed; choose one above 1023 with {option}"
    return (failure.strerror or str(failure)).lower()
