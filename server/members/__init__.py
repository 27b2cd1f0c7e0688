"""Synthetic members: people of a session played by a program, for rehearsals, tests and load."""

from server.members.member import MemberState, MemberStatistics, SyntheticMember
from server.members.player import Part
from server.members.run import run_members

__all__ = ["MemberState", "MemberStatistics", "Part", "SyntheticMember", "run_members"]
