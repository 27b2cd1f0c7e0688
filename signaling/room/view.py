"""What each person may see of a room."""

from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId
from signaling.room.policy import may_speak
from signaling.room.room import Room
from signaling.room.room_view import (
    CircleView,
    ExpectedView,
    Facilitation,
    FloorView,
    OwnSupportView,
    OwnView,
    PlaceView,
    RequestView,
    RoomView,
    RoundOrderView,
    RoundView,
    SessionView,
    SupportView,
    TurnView,
    WaitingView,
)
from signaling.room.seat import Seat, SeatState

FLOOR_AT_REST = FloorView(mode=FloorMode.OPEN, holder=None, next=None, turn=None, round=None)
"""What somebody outside the circle sees of the floor."""


def view(room: Room, viewer: SeatId) -> RoomView:
    """Exactly what the person on ``viewer`` may see; outside the circle that is nobody but oneself.

    Raises:
        KeyError: the room has no such seat.
    """
    me = room.find(viewer)
    if me is None:
        raise KeyError(viewer)
    following = room.next_seat if me.in_circle else None
    return RoomView(
        room=_session(room),
        me=_own(room, me),
        circle=tuple(_in_circle(room, seat, following) for seat in room.circle) if me.in_circle else (),
        floor=_floor(room, following) if me.in_circle else FLOOR_AT_REST,
        facilitation=_facilitation(room) if me.facilitates and me.present else None,
    )


def _session(room: Room) -> SessionView:
    return SessionView(
        name=room.name,
        phase=room.phase,
        locked=room.locked,
        starts_ms=room.starts,
        ends_ms=room.ends,
        hold_policy=room.hold_policy,
        microphone_rule=room.microphone_rule,
        facilitator_present=room.facilitator_present,
        capacity=room.capacity,
    )


def _own(room: Room, me: Seat) -> OwnView:
    return OwnView(
        seat=me.seat,
        name=me.name,
        role=me.role,
        state=me.state,
        lead=room.lead == me.seat,
        may_speak=may_speak(room, me),
        muted=me.muted,
        unmute_asked=me.unmute_asked,
        microphone=me.microphone,
        camera=me.camera,
        queue_position=_queue_position(room, me),
        turn="offered" if room.floor.holder == me.seat else None,
        support=_own_support(room, me),
    )


def _queue_position(room: Room, me: Seat) -> int | None:
    order = [request.seat for request in room.floor.queue]
    return order.index(me.seat) + 1 if me.seat in order else None


def _own_support(room: Room, me: Seat) -> OwnSupportView | None:
    mine = [signal for signal in room.support if signal.seat == me.seat]
    if not mine:
        return None
    last = mine[-1]
    return OwnSupportView(last.signal, last.kind, acknowledged=last.acknowledged)


def _in_circle(room: Room, seat: Seat, following: SeatId | None) -> CircleView:
    return CircleView(
        seat=seat.seat,
        name=seat.name,
        role=seat.role,
        state=seat.state,
        lead=room.lead == seat.seat,
        microphone=seat.microphone,
        camera=seat.camera,
        muted=seat.muted,
        has_floor=room.floor.holder == seat.seat,
        next=following == seat.seat,
    )


def _floor(room: Room, following: SeatId | None) -> FloorView:
    turn = room.floor.turn
    return FloorView(
        mode=room.floor.mode,
        holder=room.floor.holder,
        next=following,
        turn=None if turn is None else TurnView(turn.length_ms, turn.ends, turn.remaining_ms, paused=turn.paused),
        round=_round(room),
    )


def _round(room: Room) -> RoundView | None:
    running = room.floor.round
    if running is None:
        return None
    circle = {seat.seat for seat in room.circle}
    settled = sum(place.settled for place in running.places)
    owed = sum(not place.settled and place.seat in circle for place in running.places)
    return RoundView(number=running.number, taken=settled, total=settled + owed)


def _facilitation(room: Room) -> Facilitation:
    running = room.floor.round
    circle = {seat.seat for seat in room.circle}
    return Facilitation(
        lobby=_lobby(room),
        expected=tuple(
            ExpectedView(seat.seat, seat.name, seat.role, seat.state)
            for seat in room.seats
            if seat.state in (SeatState.EXPECTED, SeatState.LEFT, SeatState.REMOVED)
        ),
        queue=tuple(RequestView(request.seat, request.since) for request in room.floor.queue),
        round=None
        if running is None
        else RoundOrderView(
            tuple(PlaceView(place.seat, place.outcome) for place in running.places if place.seat in circle)
        ),
        support=tuple(
            SupportView(each.signal, each.seat, each.kind, each.since, acknowledged=each.acknowledged)
            for each in room.support
        ),
    )


def _lobby(room: Room) -> tuple[WaitingView, ...]:
    return tuple(
        WaitingView(seat.seat, seat.name, seat.role, seat.since, connected=seat.connected)
        for seat in room.waiting
        if seat.since is not None
    )
