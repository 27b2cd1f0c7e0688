"""Whom a request is counted for."""

from collections.abc import Sequence
from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from server.config import Network
from server.pages.address import address_prefix, client_address

PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


def _prefix(peer: str, forwarded: Sequence[str], trusted: Sequence[Network] = PROXIES) -> str:
    headers = CIMultiDict([("X-Forwarded-For", value) for value in forwarded])
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    return address_prefix(client_address(request, trusted))


@pytest.mark.parametrize(
    ("peer", "forwarded", "prefix"),
    [
        ("198.51.100.7", [], "198.51.100.0/24"),
        ("198.51.100.7", ["192.0.2.1"], "198.51.100.0/24"),
        ("127.0.0.1", [], "127.0.0.0/24"),
        ("127.0.0.1", ["192.0.2.1"], "192.0.2.0/24"),
        ("127.0.0.1", ["203.0.113.5, 192.0.2.1"], "192.0.2.0/24"),
        ("127.0.0.1", ["203.0.113.5", "192.0.2.1, 10.1.2.3"], "192.0.2.0/24"),
        ("127.0.0.1", ["not an address"], "unknown"),
        ("127.0.0.1", ["10.0.0.1"], "10.0.0.0/24"),
        ("::ffff:192.0.2.1", [], "192.0.2.0/24"),
        ("fe80::1%eth0", [], "fe80::/56"),
        ("", [], "unknown"),
    ],
)
def test_an_address_is_believed_as_far_as_proxies_are_ours(peer: str, forwarded: list[str], prefix: str) -> None:
    assert _prefix(peer, forwarded) == prefix


def test_without_proxies_of_ours_nothing_forwarded_is_believed() -> None:
    assert _prefix("127.0.0.1", ["192.0.2.1"], trusted=()) == "127.0.0.0/24"
