"""What a person sees of themselves."""

from signaling.room.consent import Consent
from signaling.room.line import Audience, Line
from signaling.room.policy import may_speak
from signaling.room.room import Room
from signaling.room.room_view import GuestQuestionView, LineView, OwnSupportView, OwnView
from signaling.room.seat import Role, Seat, SeatState
from signaling.room.view.keys import facilitators_keys


def own_view(room: Room, me: Seat) -> OwnView:
    """What ``me`` sees of itself."""
    return OwnView(
        seat=me.seat,
        name=me.name,
        role=me.role,
        state=me.state,
        lead=room.lead == me.seat,
        may_speak=may_speak(room, me),
        muted=me.muted,
        unmute_asked=me.unmute_asked or (me.in_circle and me.held_closed and not me.muted),
        microphone=me.microphone,
        camera=me.camera,
        queue_position=_queue_position(room, me),
        turn="offered" if room.floor.holder == me.seat else None,
        support=_own_support(room, me),
        late=me.late,
        shielded=me.shielded,
        aside=room.aside(me.seat),
        check=None if me.wellbeing.check is None else me.wellbeing.check.asked,
        guest_questions=_guest_questions(room, me),
        lines=tuple(view for line in room.lines if (view := _line(line, me)) is not None),
        card_left=_card_left(room, me),
    )


def _queue_position(room: Room, me: Seat) -> int | None:
    if all(request.seat != me.seat for request in room.floor.queue):
        return None
    return [each.request.seat for each in room.queue].index(me.seat) + 1


def _own_support(room: Room, me: Seat) -> OwnSupportView | None:
    mine = [signal for signal in room.support if signal.seat == me.seat]
    if not mine:
        return None
    last = mine[-1]
    return OwnSupportView(last.signal, last.kind, acknowledged=last.acknowledged)


def _guest_questions(room: Room, me: Seat) -> tuple[GuestQuestionView, ...]:
    if me.role is not Role.MEMBER or not (me.in_circle or me.state is SeatState.LOBBY):
        return ()
    return tuple(
        GuestQuestionView(guest.seat, guest.name)
        for guest in room.seats
        if room.consent(guest) is Consent.OPEN and all(answer.by != me.seat for answer in guest.answers)
    )


def _line(line: Line, me: Seat) -> LineView | None:
    box = next((sealed.box for sealed in line.boxes if sealed.seat == me.seat), None)
    if box is None:
        return None
    to = "me" if line.to is None else Audience(line.to).value
    return {"line": line.line, "from": line.by, "to": to, "at_ms": line.at, "box": box}


def _card_left(room: Room, me: Seat) -> bool:
    keys = facilitators_keys(room)
    return bool(keys) and all(me.card.copy_for(seat, key) is not None for seat, key in keys.items())
