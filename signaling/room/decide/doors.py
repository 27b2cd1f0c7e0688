"""Who gets in and who is put out."""

from signaling.room.commands import Admit, AdmitAll, Decline, Remove, SendToLobby, SetLock
from signaling.room.decide.attendance import leave_circle
from signaling.room.decide.draft import Draft
from signaling.room.decide.guests import may_come
from signaling.room.decide.who import facilitator, known, member, member_in_circle
from signaling.room.events import LockSet, RoundJoined, SeatAdmitted, SeatRemoved, SeatSentToLobby
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Room
from signaling.room.seat import Seat, SeatState


def set_lock(draft: Draft, command: SetLock) -> None:
    """Lock the room to newcomers, or unlock it."""
    facilitator(draft.room, command.by)
    if draft.room.locked is not command.locked:
        draft.record(LockSet(command.locked))


def admit(draft: Draft, command: Admit, now: Instant) -> None:
    """Let one person in."""
    _check_may_admit(draft.room, command)
    seat = _in_lobby(draft.room, command)
    if not may_come(draft.room, seat):
        raise Refused(Refusal.NO_CONSENT)
    if draft.room.free_places < 1:
        raise Refused(Refusal.ROOM_FULL)
    _let_in(draft, seat, now)


def admit_all(draft: Draft, command: AdmitAll, now: Instant) -> None:
    """Let in as many as there is room for, the longest waiting first.

    A dropped connection, who came late and a guest on whom the members have not agreed wait for an admission of their own.
    """
    _check_may_admit(draft.room, command)
    waiting = [seat for seat in draft.room.waiting if seat.connected and not seat.late and may_come(draft.room, seat)]
    if not waiting:
        raise Refused(Refusal.NOT_IN_LOBBY)
    if draft.room.free_places < 1:
        raise Refused(Refusal.ROOM_FULL)
    for seat in waiting[: draft.room.free_places]:
        _let_in(draft, seat, now)


def decline(draft: Draft, command: Decline, now: Instant) -> None:
    """Turn somebody in the lobby away for tonight."""
    _check_may_admit(draft.room, command)
    seat = _in_lobby(draft.room, command)
    draft.record(SeatRemoved(seat.seat, now, declined=True, for_good=False))


def send_to_lobby(draft: Draft, command: SendToLobby, now: Instant) -> None:
    """Put somebody back into the lobby."""
    facilitator(draft.room, command.by)
    seat = member_in_circle(draft.room, command.seat)
    draft.record(SeatSentToLobby(seat.seat, now))
    leave_circle(draft, seat.seat, now)


def remove(draft: Draft, command: Remove, now: Instant) -> None:
    """Put somebody out, from the room or from the lobby."""
    facilitator(draft.room, command.by)
    seat = member(draft.room, command.seat)
    if not (seat.in_circle or seat.state is SeatState.LOBBY):
        raise Refused(Refusal.NOT_PRESENT)
    draft.record(SeatRemoved(seat.seat, now, declined=False, for_good=command.for_good))
    leave_circle(draft, seat.seat, now)


def _check_may_admit(room: Room, command: Admit | AdmitAll | Decline) -> None:
    facilitator(room, command.by)
    if not room.under_way:
        raise Refused(Refusal.NOT_OPEN)


def _in_lobby(room: Room, command: Admit | Decline) -> Seat:
    seat = known(room, command.seat)
    if seat.state is not SeatState.LOBBY:
        raise Refused(Refusal.NOT_IN_LOBBY)
    return seat


def _let_in(draft: Draft, seat: Seat, now: Instant) -> None:
    draft.record(SeatAdmitted(seat.seat, SeatState.PRESENT if seat.connected else SeatState.AWAY, now))
    running = draft.room.floor.round
    if running is not None and running.place(seat.seat) is None:
        draft.record(RoundJoined(seat.seat))
