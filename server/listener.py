"""The TCP socket, bound before anything else so that a port in use is known at once."""

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
        raise StartFailed(f"cannot listen on {host} TCP port {port}: {reason(exc, '--port')}") from exc


def reason(failure: OSError, option: str) -> str:
    """Why an address cannot be bound, and what to do about it."""
    if failure.errno == errno.EADDRINUSE:
        return f"it is in use; choose another with {option}"
    if failure.errno in (errno.EACCES, errno.EPERM):
        return f"not allowed; choose one above 1023 with {option}"
    return (failure.strerror or str(failure)).lower()
