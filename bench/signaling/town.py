"""A directory that knows any number of rooms of eight, and everybody in them by a token anyone can make up."""

from signaling.errors import SessionExpired
from signaling.gateway import Admission
from signaling.room import Instant, Legacy, Role, RoomId, RoomSetup, SeatId, SeatSetup, later

PEOPLE = 8
SESSION_MS = 90 * 60_000


def token(room: int, person: int) -> str:
    """Of a person of a room, 0 being the facilitator."""
    return f"{room}.{person}"


def device(room: int, person: int) -> str:
    """The tab it is open in."""
    return f"tab-{room}-{person}".ljust(32, "-")


class Town:
    """See ``signaling.gateway.Directory``."""

    def __init__(self, starts: Instant) -> None:
        self._starts = starts

    async def authenticate(self, token: str) -> Admission:
        room, _, person = token.partition(".")
        if not (room.isdigit() and person.isdigit()):
            raise SessionExpired
        setup = RoomSetup(
            room=RoomId(f"bench-room-{room}"),
            name="Tuesday group",
            seats=[
                SeatSetup(
                    SeatId(f"seat-{room}-{number}"),
                    f"Person {number} of {room}",
                    Role.MEMBER if number else Role.FACILITATOR,
                    number,
                )
                for number in range(PEOPLE)
            ],
            starts=self._starts,
            ends=later(self._starts, SESSION_MS),
        )
        return Admission(setup.room, setup.seats[int(person)].seat, setup, self._starts)

    async def revoke(self, room: RoomId, seat: SeatId, for_good: bool) -> None:  # noqa: FBT001 - the gateway's protocol
        """Nobody is."""

    async def ended(self, room: RoomId, left: Legacy) -> None:
        """Nothing is noted."""
