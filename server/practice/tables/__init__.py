"""The schema. The migrations in `server/practice/migrations` lead to exactly this; a test compares them."""

from server.practice.tables.access import Access
from server.practice.tables.base import Base
from server.practice.tables.exclusion import Exclusion
from server.practice.tables.group import Group
from server.practice.tables.invite import Invite
from server.practice.tables.legacy import Legacy
from server.practice.tables.member import Member
from server.practice.tables.practice import Practice
from server.practice.tables.session import Session

__all__ = ["Access", "Base", "Exclusion", "Group", "Invite", "Legacy", "Member", "Practice", "Session"]
