"""Where a request comes from: believed only as far as it can be, and never kept in full."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from server.config import Address, Network

IPV4_PREFIX = 24
IPV6_PREFIX = 56
"""What is logged of an address: enough to see that trouble comes from one place, too little to find a person."""

UNKNOWN = "unknown"


def behind_proxies(trusted: Sequence[Network]) -> Middleware:
    """Let `request.remote` be the client's address where the peer is a proxy of ours; first of all middlewares."""

    @web.middleware
    async def resolve(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = client_address(request, trusted)
        return await handler(request.clone(remote=str(address)) if address is not None else request)

    return resolve


def client_address(request: web.BaseRequest, trusted: Sequence[Network]) -> Address | None:
    """The nearest address that is not a trusted proxy's: the peer's, or one of X-Forwarded-For read from the right.

    What stands further left was written by the client itself and proves nothing.
    """
    address = _parse(request.remote or "")
    hops = [hop.strip() for value in request.headers.getall("X-Forwarded-For", []) for hop in value.split(",")]
    while address is not None and hops and any(address in network for network in trusted):
        address = _parse(hops.pop())
    return address


def address_prefix(address: Address | None) -> str:
    """What is logged of an address.

    >>> address_prefix(ip_address("192.0.2.77"))
    '192.0.2.0/24'
    >>> address_prefix(ip_address("2001:db8:1:2345::1"))
    '2001:db8:1:2300::/56'
    """
    if address is None:
        return UNKNOWN
    length = IPV6_PREFIX if address.version == 6 else IPV4_PREFIX
    return str(ip_network((address, length), strict=False))


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
