"""Coming, dropping and going of one's own accord."""

from signaling.room.commands import Connect, Disconnect, Invite, Leave
from signaling.room.decide.attendance import leave_circle, settle_facilitation
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import known
from signaling.room.events import SeatConnected, SeatDisconnected, SeatInvited, SeatLeft
from signaling.room.instant import Instant, later
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase, Room
from signaling.room.seat import Seat, SeatState


def connect(draft: Draft, command: Connect, now: Instant) -> None:
    """Put a device on its seat: a facilitator and whoever was in the room into it, everybody else into the lobby."""
    seat = known(draft.room, command.by)
    _check_may_connect(draft.room, seat, command)
    if seat.connection == command.connection:
        return
    state = SeatState.PRESENT if seat.facilitates or seat.in_circle else SeatState.LOBBY
    draft.record(
        SeatConnected(
            seat=seat.seat,
            device=command.device,
            connection=command.connection,
            state=state,
            at=now,
            replaced=None if seat.device == command.device else seat.device,
            late=state is SeatState.LOBBY and _is_late(draft.room, seat, now),
        )
    )
    settle_facilitation(draft, now)


def invite(draft: Draft, command: Invite) -> None:
    """Make a seat for somebody who was invited after the room was made."""
    if draft.room.find(command.seat.seat) is None:
        draft.record(SeatInvited(command.seat))


def disconnect(draft: Draft, command: Disconnect, now: Instant) -> None:
    """Keep the place of somebody whose connection dropped; news of an older connection changes nothing."""
    seat = draft.room.find(command.by)
    if seat is None or seat.connection != command.connection or draft.room.phase is Phase.ENDED:
        return
    state = SeatState.AWAY if seat.in_circle else seat.state
    draft.record(SeatDisconnected(seat.seat, state, now))
    settle_facilitation(draft, now)


def leave(draft: Draft, command: Leave, now: Instant) -> None:
    """Let somebody go."""
    seat = known(draft.room, command.by)
    if not (seat.present or seat.state is SeatState.LOBBY):
        raise Refused(Refusal.NOT_PRESENT)
    draft.record(SeatLeft(seat.seat, now))
    leave_circle(draft, seat.seat, now)
    settle_facilitation(draft, now)


def _check_may_connect(room: Room, seat: Seat, command: Connect) -> None:
    if seat.state is SeatState.REMOVED:
        raise Refused(Refusal.REMOVED)
    if room.debrief and not seat.facilitates:
        raise Refused(Refusal.ENDED)
    # Who waits already keeps the place in the lobby over a reload: a lock is for those who come late.
    if room.locked and not (seat.facilitates or seat.in_circle or seat.state is SeatState.LOBBY):
        raise Refused(Refusal.ROOM_LOCKED)
    if seat.connected and seat.device != command.device and not command.takeover:
        raise Refused(Refusal.SEAT_IN_USE)


def _is_late(room: Room, seat: Seat, now: Instant) -> bool:
    """Whether somebody comes to the lobby after the others have begun; who waits already came when they came."""
    if seat.state is SeatState.LOBBY:
        return seat.late
    begun = room.phase is not Phase.DOORS_CLOSED
    return begun and room.late_after_ms is not None and now >= later(room.starts, room.late_after_ms)
