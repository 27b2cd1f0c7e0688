"""Addresses of this machine."""

import ipaddress
import socket


def announced_addresses(host: str) -> tuple[str, ...]:
    """What to tell clients if the configuration names nothing: ``host``, or for a wildcard the machine's addresses.

    For a wildcard these are the addresses from which packets to the outside would leave, then loopback; behind a NAT
    the operator must name the public address instead.

    >>> announced_addresses("127.0.0.1")
    ('127.0.0.1',)
    """
    if not ipaddress.ip_address(host).is_unspecified:
        return (host,)
    outward = [_outward_address(socket.AF_INET, "192.0.2.1")]
    loopback = ["127.0.0.1"]
    if ":" in host:
        outward.append(_outward_address(socket.AF_INET6, "2001:db8::1"))
        loopback.append("::1")
    found = [address for address in outward if address is not None]
    return tuple(dict.fromkeys(found + loopback))


def _outward_address(family: socket.AddressFamily, documentation_address: str) -> str | None:
    """The local address of the route to a place that does not exist (RFC 5737, RFC 3849); nothing is sent."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((documentation_address, 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
