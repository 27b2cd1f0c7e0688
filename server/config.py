"""Settings: from the command line, else from `GOROUND_*` environment variables, else the defaults given here."""

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from media.addresses import announced_addresses
from server.errors import StartFailed

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

PREFIX = "GOROUND_"

WILDCARDS = frozenset({"", "0.0.0.0", "::"})
"""Hosts that mean every address of the machine; no link can be made of them."""


DEFAULT_PORTS = {"http": 80, "https": 443}
"""Browsers leave these out of an origin."""


REDIS_SCHEMES = frozenset({"redis", "rediss", "unix"})


def _listed(value: object) -> object:
    """A comma-separated line as its parts; what is a sequence already stays as it is."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _origin(value: str) -> str:
    """A URL reduced to scheme, host and port, written as browsers write an origin (WHATWG HTML, "origin").

    >>> _origin("https://Rooms.Example.org:443/")
    'https://rooms.example.org'
    """
    parts = urlsplit(value)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("should be like https://rooms.example.org")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("should have no path, query or user: Goround lives at the top of its host")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _redis(value: str) -> str:
    """A URL by which redis-py finds a Redis."""
    parts = urlsplit(value)
    if parts.scheme not in REDIS_SCHEMES or not (parts.hostname or parts.path.strip("/")):
        raise ValueError("should be like redis://127.0.0.1:6379/0")
    return value


def _turn(value: str) -> str:
    """A TURN server's address (RFC 7065)."""
    if not re.fullmatch(r"turns?:[A-Za-z0-9.:\[\]-]+(\?transport=(udp|tcp))?", value):
        raise ValueError("should be like turn:turn.example.org:3478?transport=udp")
    return value


class Settings(BaseSettings):
    """How one process runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """TCP port of the pages and the signaling; 0 takes a free one."""
    data_dir: Path = Path("goround-data")
    public_url: Annotated[str, AfterValidator(_origin)] | None = None
    """Origin under which people reach the server; None: made of host and port."""
    media_host: Address | None = None
    """Address the relay listens on; None: that of the pages, or every address if that is loopback."""
    media_port: Annotated[int, Field(ge=0, le=65535)] = 10000
    """UDP port of all media; 0 takes a free one."""
    media_workers: Annotated[int, Field(ge=0, le=64)] = 0
    """Threads of the relay, on UDP ports from `media_port` on; 0: as many as there are cores to run on."""
    turn_urls: Annotated[tuple[Annotated[str, AfterValidator(_turn)], ...], NoDecode, BeforeValidator(_listed)] = ()
    """TURN servers, for people whose network lets no UDP through."""
    turn_secret_file: Path | None = None
    """Holds the secret that the TURN servers have, too; credentials are made of it."""
    turn_only: bool = False
    """Let browsers take no way but TURN; to try the TURN servers."""
    media_announce: Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Addresses told to browsers; empty: what the relay listens on."""
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Peers whose X-Forwarded-For is believed."""
    redis_url: Annotated[str, AfterValidator(_redis)] | None = None
    """Where the live rooms are, for all processes that have the same; None: in this process, and in the data folder."""
    node_url: Annotated[str, AfterValidator(_origin)] | None = None
    """Where other processes on the same Redis reach this one directly; None: made of host and port."""
    node_secret: Annotated[SecretStr, Field(min_length=16)] | None = None
    """By which they know one another; None: they find one in Redis."""
    log_format: Literal["text", "json"] = "text"
    links_file: Path | None = None
    demo: bool = False

    @classmethod
    def load(cls, given: Mapping[str, object]) -> Self:
        """Settings from what the command line gave, the environment and the defaults, in this order.

        Raises:
            StartFailed: a value is not acceptable; the text names the setting and says what it should be.
        """
        try:
            return cls(**given)  # type: ignore[arg-type]  # checked by pydantic
        except ValidationError as exc:
            # The values themselves, a password among them perhaps, are not repeated.
            first = exc.errors(include_input=False)[0]
            name = str(first["loc"][0]) if first["loc"] else "turn_urls"
            source = "--" + name.replace("_", "-") if name in given else PREFIX + name.upper()
            message = first["msg"].removeprefix("Value error, ")
            raise StartFailed(f"{source}: {message[:1].lower()}{message[1:]}") from exc

    def direct_url(self, port: int) -> str:
        """The origin for other processes, where the TCP port really is ``port``."""
        if self.node_url is not None:
            return self.node_url
        host = announced_addresses("::" if ":" in self.host else "0.0.0.0")[0] if self.host in WILDCARDS else self.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @model_validator(mode="after")
    def _check_turn(self) -> Self:
        if self.turn_urls and self.turn_secret_file is None:
            raise ValueError("--turn-secret-file is missing: a file with the secret that the TURN servers have, too")
        if self.turn_only and not self.turn_urls:
            raise ValueError("--turn-urls is missing: nobody could be reached with TURN alone")
        return self

    def turn_secret(self) -> str:
        """What the TURN servers share with us; empty without any.

        Raises:
            StartFailed: the file cannot be read, or is empty.
        """
        if self.turn_secret_file is None:
            return ""
        try:
            secret = self.turn_secret_file.read_text().strip()
        except (OSError, UnicodeDecodeError) as exc:
            raise StartFailed(f"--turn-secret-file: cannot read {self.turn_secret_file}") from exc
        if not secret:
            raise StartFailed(f"--turn-secret-file: {self.turn_secret_file} is empty")
        return secret

    @property
    def worker_count(self) -> int:
        """How many threads the relay has."""
        return self.media_workers or len(os.sched_getaffinity(0))

    def url(self, port: int) -> str:
        """The origin for links, where the TCP port really is ``port``."""
        if self.public_url is not None:
            return self.public_url
        host = "localhost" if self.host in WILDCARDS else self.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
