"""Who is in a story: two facilitators, three members and a guest, of whom three have a place at a time."""

from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI

MEMBERS = (ANA, BEN, CYD, DEV)
"""The last is the guest."""

FACILITATORS = (DANA, ELI)
EVERYBODY = (*FACILITATORS, *MEMBERS)
CAPACITY = 3
