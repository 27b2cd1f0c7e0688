"""A personal link, taken apart."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.errors import StartFailed

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """Where to go and what to show there. The secret stays out of every log and repr."""

    origin: str
    secret: str

    @classmethod
    def parse(cls, text: str) -> "PersonalLink":
        """Read ``https://host/join#SECRET``.

        Raises:
            StartFailed: it is no such link.
        """
        try:
            parts = urlsplit(text.strip())
            host = parts.netloc if parts.port is None or parts.port > 0 else ""
        except ValueError:
            host = ""
        if not host or parts.scheme not in {"http", "https"} or not _SECRET.fullmatch(parts.fragment):
            raise StartFailed("not a personal link (they look like https://host/join#...)")
        return cls(origin=f"{parts.scheme}://{host}", secret=parts.fragment)

    def __repr__(self) -> str:
        return f"PersonalLink({self.origin!r})"
