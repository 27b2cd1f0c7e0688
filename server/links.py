"""Personal links of a group, for the console and for `--links-file`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One person's way in."""

    name: str
    secret: str

    def at(self, origin: str) -> str:
        """The link where the server is reached at `origin`. The secret is in the fragment, which no request carries."""
        return f"{origin}/join#{self.secret}"


@dataclass(frozen=True, slots=True)
class Links:
    """Everybody's links."""

    group: str
    facilitator: Link
    co_facilitators: Sequence[Link]
    members: Sequence[Link]

    def __iter__(self) -> Iterator[Link]:
        """Everybody's, the facilitators' first."""
        yield from (self.facilitator, *self.co_facilitators, *self.members)

    def as_json(self, origin: str) -> str:
        """The content of `--links-file`."""
        content = {
            "facilitator": self.facilitator.at(origin),
            "co_facilitators": [_named(link, origin) for link in self.co_facilitators],
            "members": [_named(link, origin) for link in self.members],
        }
        return json.dumps(content, indent=2) + "\n"

    def as_table(self, origin: str) -> str:
        """The same for a person at a terminal."""
        rows = [("Facilitator", self.facilitator)]
        rows += [("Co-facilitator", link) for link in self.co_facilitators]
        rows += [("Member", link) for link in self.members]
        width = max(len(link.name) for link in self)
        lines = (f"  {role:<14}  {link.name:<{width}}  {link.at(origin)}" for role, link in rows)
        return "\n".join([f"{self.group}: everyone has a link of their own.", "", *lines, ""])


def _named(link: Link, origin: str) -> dict[str, str]:
    return {"name": link.name, "link": link.at(origin)}
