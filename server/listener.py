"""The two ports, tried before anything else so that one in use is known at once."""

import errno
import ipaddress
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


def try_media_port(host: str, port: int) -> None:
    """See that a port can be had for UDP and for TCP; it is free again on return, for the relay to bind.

    Raises:
        StartFailed: it cannot.
    """
    for kind, name in ((socket.SOCK_DGRAM, "UDP"), (socket.SOCK_STREAM, "TCP")):
        try:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_PASSIVE)[0]
            with socket.socket(family, kind) as tried:
                if kind == socket.SOCK_STREAM:
                    # As the relay does: connections of a process just gone still linger.
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
        except OSError as exc:
            raise StartFailed(f"cannot listen on {host} {name} port {port}: {_reason(exc, '--media-port')}") from exc


def _reason(failure: OSError, option: str) -> str:
    """Why an address cannot be bound, and what to do about it."""
    if failure.errno == errno.EADDRINUSE:
        return f"it is in use; choose another with {option}"
    if failure.errno in (errno.EACCES, errno.EPERM):
        return f"not allowed; choose one above 1023 with {option}"
    return (failure.strerror or str(failure)).lower()


def beside(host: str) -> str:
    """The IP address for the relay where none was named: that of the pages, or every address if that is loopback.

    Firefox makes no candidate pair with a loopback address, and pages on loopback are mostly behind a proxy that
    carries no media.

    >>> beside("127.0.0.1"), beside("::1"), beside("192.0.2.7")
    ('0.0.0.0', '::', '192.0.2.7')
    """
    address = ipaddress.ip_address(host)
    if not address.is_loopback:
        return host
    return "0.0.0.0" if address.version == 4 else "::"
