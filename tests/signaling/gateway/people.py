"""Who comes to the tests' sessions, and the directory that knows them."""

from signaling.errors import SessionExpired
from signaling.gateway import Admission
from signaling.room import Chat, Instant, Legacy, Role, RoomId, RoomSetup, SeatId, SeatSetup, later
from tests.signaling.gateway.manual_clock import NOON

TUESDAY = RoomId("room-tuesday")
DANA, EVE = SeatId("seat-dana"), SeatId("seat-eve")
ANA, BEN, CYD = SeatId("seat-ana"), SeatId("seat-ben"), SeatId("seat-cyd")
FACILITATORS = (DANA, EVE)
NAMES = {DANA: "Dana Dimitriou", EVE: "Eve Eriksen", ANA: "Ana Almeida", BEN: "Ben Bakker", CYD: "Cyd Castillo"}
LENGTH_MS = 90 * 60_000
ENDS = later(NOON, LENGTH_MS)


def token_of(seat: SeatId) -> str:
    return f"token-of-{seat}"


def device_of(seat: SeatId, number: int = 1) -> str:
    return f"device-{number}-of-{seat}-padding"


class People:
    """A `Directory` of one session."""

    def __init__(
        self,
        *,
        capacity: int = 8,
        starts: Instant = NOON,
        doors: Instant | None = None,
        more: int = 0,
        emergency_card: bool = False,
        chat: Chat = Chat.OFF,
    ) -> None:
        seats = [*NAMES, *(SeatId(f"seat-{number}") for number in range(more))]
        self.revoked: list[tuple[RoomId, SeatId, bool]] = []
        self.ended_rooms: list[RoomId] = []
        self._doors = starts if doors is None else doors
        self._setup = RoomSetup(
            room=TUESDAY,
            name="Tuesday group",
            seats=[
                SeatSetup(
                    seat, NAMES.get(seat, str(seat)), Role.FACILITATOR if seat in FACILITATORS else Role.MEMBER, n
                )
                for n, seat in enumerate(seats)
            ],
            starts=starts,
            ends=later(starts, LENGTH_MS),
            capacity=capacity,
            emergency_card=emergency_card,
            chat=chat,
        )
        self._tokens = {token_of(seat): seat for seat in seats}

    async def authenticate(self, token: str) -> Admission:
        if token not in self._tokens:
            raise SessionExpired
        return Admission(TUESDAY, self._tokens[token], self._setup, self._doors)

    async def revoke(self, room: RoomId, seat: SeatId, for_good: bool) -> None:
        self.revoked.append((room, seat, for_good))

    async def ended(self, room: RoomId, left: Legacy) -> None:
        assert {member.seat for member in left.members} == {
            seat.seat for seat in self._setup.seats if seat.role is Role.MEMBER
        }
        self.ended_rooms.append(room)
