"""What a person sees of themselves."""

from signaling.room.policy import may_speak
from signaling.room.room import Room
from signaling.room.room_view import OwnSupportView, OwnView
from signaling.room.seat import Seat


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
