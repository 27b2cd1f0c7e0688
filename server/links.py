"""Personal links of a group, for the console and for `--links-file`."""

import json
from collections.abc import Sequence
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
    members: Sequence[Link]

    def as_json(self, origin: str) -> str:
        """The content of `--links-file`."""
        members = [{"name": link.name, "link": link.at(origin)} for link in self.members]
        return json.dumps({"facilitator": self.facilitator.at(origin), "members": members}, indent=2) + "\n"

    def as_table(self, origin: str) -> str:
        """The same for a person at a terminal."""
        rows = [("Facilitator", self.facilitator), *(("Member", link) for link in self.members)]
        width = max(len(link.name) for _, link in rows)
        lines = (f"  {role:<11}  {link.name:<{width}}  {link.at(origin)}" for role, link in rows)
        return "\n".join([f"{self.group}: everyone has a link of their own.", "", *lines, ""])
