"""Credentials for TURN servers."""

import base64
import hashlib
import hmac

from media.turn import LIFETIME_S, TurnServers

URL = "turn:turn.example.org:3478?transport=udp"


def test_credentials_are_what_a_turn_server_with_the_secret_computes() -> None:
    [server] = TurnServers((URL,), "shared", wall=lambda: 1_780_000_000.9).ice_servers()
    username, credential = str(server["username"]), str(server["credential"])

    expected = hmac.new(b"shared", username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(credential) == expected
    assert int(username.partition(":")[0]) == 1_780_000_000 + LIFETIME_S
    assert server["urls"] == [URL]


def test_nobody_gets_the_credentials_of_another() -> None:
    servers = TurnServers((URL,), "shared", wall=lambda: 0.0)
    assert servers.ice_servers()[0]["username"] != servers.ice_servers()[0]["username"]


def test_without_servers_there_is_nothing_to_tell() -> None:
    assert TurnServers().ice_servers() == []
