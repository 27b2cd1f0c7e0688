"""What people write, and the keys it is sealed to."""

from signaling.room.commands import SetChat, SetKey, Write
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, known
from signaling.room.events import ChatSet, KeySet, LineWritten
from signaling.room.ids import LineId, SeatId
from signaling.room.instant import Instant
from signaling.room.line import LINES_A_MINUTE, Addressee, Audience, Chat, Line
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Room
from signaling.room.seat import Seat, SeatState


def set_key(draft: Draft, command: SetKey) -> None:
    """Note to which key of the connected page things are to be sealed."""
    seat = _connected(draft.room, command.by)
    if seat.key != command.key:
        draft.record(KeySet(seat.seat, command.key))


def set_chat(draft: Draft, command: SetChat) -> None:
    """Let the circle write to one another, or no longer."""
    facilitator(draft.room, command.by)
    if draft.room.chat is not command.chat:
        draft.record(ChatSet(command.chat))


def write(draft: Draft, command: Write, now: Instant) -> None:
    """Send a line to whom it may concern, and to nobody else; from the lobby and on hold too."""
    room = draft.room
    seat = _connected(room, command.by)
    addressed = _addressed(room, seat, command.to)
    for box in command.boxes:
        if known(room, box.seat).seat not in addressed:
            raise Refused(Refusal.NOT_PERMITTED)
    if sum(line.by == seat.seat for line in room.lines) >= LINES_A_MINUTE:
        raise Refused(Refusal.TOO_MANY_REQUESTS)
    to = command.to if isinstance(command.to, Audience) else None
    draft.record(LineWritten(Line(_new_id(room, seat, now), seat.seat, to, now, tuple(command.boxes))))


def _connected(room: Room, by: SeatId) -> Seat:
    """Somebody in the room or in the lobby with a live connection."""
    seat = known(room, by)
    if not (seat.present or (seat.connected and seat.state is SeatState.LOBBY)):
        raise Refused(Refusal.NOT_PRESENT)
    return seat


def _addressed(room: Room, writer: Seat, to: Addressee) -> frozenset[SeatId]:
    """Who may read the line. There is none from one member to another."""
    if to is Audience.FACILITATORS:
        return frozenset(seat.seat for seat in room.seats if seat.facilitates)
    if to is Audience.ALL:
        if room.chat is Chat.OFF or not writer.present or room.aside(writer.seat) is not None:
            raise Refused(Refusal.CHAT_OFF)
        return frozenset(seat.seat for seat in room.circle)
    if not writer.facilitates:
        raise Refused(Refusal.NOT_PERMITTED)
    return frozenset({known(room, SeatId(to)).seat})


def _new_id(room: Room, writer: Seat, now: Instant) -> LineId:
    """Told apart by when: a number counted up would tell a reader of lines to others."""
    at_once = sum(line.by == writer.seat and line.at == now for line in room.lines)
    return LineId(f"{writer.seat}-{now}-{at_once}")
