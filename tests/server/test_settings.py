"""Settings and where they come from."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from server.config import Settings
from server.errors import StartFailed


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GOROUND_{name.upper()}", raising=False)


def test_defaults_are_for_trying_it_on_ones_own_machine() -> None:
    settings = Settings.load({})
    assert (settings.host, settings.port, settings.media_port) == ("127.0.0.1", 8080, 10000)
    assert not settings.demo


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOROUND_PORT", "81")
    monkeypatch.setenv("GOROUND_DATA_DIR", "/srv/goround")
    settings = Settings.load({"port": "82"})
    assert (settings.port, settings.data_dir) == (82, Path("/srv/goround"))


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOROUND_MEDIA_ANNOUNCE", "203.0.113.7, 2001:db8::7")
    settings = Settings.load({"trusted_proxies": "10.0.0.0/8,"})
    assert settings.media_announce == (ip_address("203.0.113.7"), ip_address("2001:db8::7"))
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"port": "http"}, "--port: input should be a valid integer"),
        ({"port": "65536"}, "--port: input should be less than or equal to 65535"),
        ({"media_port": "-1"}, "--media-port: input should be greater than or equal to 0"),
        ({"public_url": "rooms.example.org"}, "--public-url: should be like https://rooms.example.org"),
        ({"public_url": "https://example.org/rooms"}, "--public-url: should have no path"),
        ({"public_url": "https://["}, "--public-url: "),
        ({"public_url": "https://rooms.example.org:https"}, "--public-url: "),
        ({"media_host": "localhost"}, "--media-host: "),
        ({"media_announce": "example.org"}, "--media-announce: "),
        ({"trusted_proxies": "10.0.0.1/8"}, "--trusted-proxies: "),
        ({"log_format": "xml"}, "--log-format: input should be 'text' or 'json'"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(given: dict[str, object], says: str) -> None:
    with pytest.raises(StartFailed) as caught:
        Settings.load(given)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_a_bad_setting_in_the_environment_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOROUND_MEDIA_PORT", "many")
    with pytest.raises(StartFailed, match=r"^GOROUND_MEDIA_PORT: input should be a valid integer"):
        Settings.load({})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8081"),
        ({"host": "0.0.0.0"}, "http://localhost:8081"),
        ({"host": "::"}, "http://localhost:8081"),
        ({"host": "::1"}, "http://[::1]:8081"),
        ({"public_url": "https://rooms.example.org/"}, "https://rooms.example.org"),
        ({"public_url": "HTTPS://Rooms.Example.org:443"}, "https://rooms.example.org"),
        ({"public_url": "http://rooms.example.org:8443"}, "http://rooms.example.org:8443"),
        ({"public_url": "http://[2001:DB8::7]:80"}, "http://[2001:db8::7]"),
    ],
)
def test_links_lead_to_where_people_find_the_server(given: dict[str, object], url: str) -> None:
    assert Settings.load(given).url(8081) == url


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"turn_urls": "turn:turn.example.org"}, "--turn-secret-file is missing"),
        ({"turn_urls": "http://turn.example.org"}, "should be like turn:"),
        ({"turn_only": True}, "--turn-urls is missing"),
        ({"media_workers": -1}, "greater than or equal to 0"),
    ],
)
def test_turn_and_workers_are_checked(given: dict[str, object], says: str) -> None:
    with pytest.raises(StartFailed, match=says):
        Settings.load(given)


def test_the_turn_secret_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    settings = Settings.load(
        {"turn_urls": "turn:turn.example.org,turns:turn.example.org:443", "turn_secret_file": file}
    )
    with pytest.raises(StartFailed, match="cannot read"):
        settings.turn_secret()
    file.write_text("\n")
    with pytest.raises(StartFailed, match="is empty"):
        settings.turn_secret()
    file.write_text("shared\n")
    assert settings.turn_secret() == "shared"
    assert settings.turn_urls == ("turn:turn.example.org", "turns:turn.example.org:443")
