"""What a live room begins with, from what the practice knows."""

from collections.abc import Iterable

from server.practice.legacies import Earlier
from server.practice.tables import Group, Member, Session
from signaling.room.agenda import default_agenda
from signaling.room.floor import MicrophoneRule, QueueOrder
from signaling.room.ids import RoomId, SeatId
from signaling.room.instant import Instant
from signaling.room.line import Chat
from signaling.room.room import HoldPolicy, RoomSetup, SeatSetup
from signaling.room.seat import Role

MINUTE_MS = 60_000


def room_setup(group: Group, session: Session, members: Iterable[Member], before: Earlier) -> RoomSetup:
    """The room of `session` with a seat for each of `members`, beginning with what the sessions `before` have left."""
    return RoomSetup(
        room=RoomId(session.id),
        name=group.name,
        seats=tuple(
            SeatSetup(
                seat := SeatId(member.id),
                member.name,
                Role(member.role),
                member.circle_order,
                earlier_shares=before.shares.get(seat, ()),
                rounds=before.rounds.get(seat, 0),
                firsts=before.firsts.get(seat, 0),
            )
            for member in members
        ),
        starts=Instant(session.starts_ms),
        ends=Instant(session.ends_ms),
        capacity=group.capacity,
        hold_policy=HoldPolicy(group.hold_policy),
        microphone_rule=MicrophoneRule(group.microphone_rule),
        round_start=session.number - 1,
        owed=before.owed,
        queue_order=QueueOrder(group.queue_order),
        late_after_ms=_minutes(group.late_after_min),
        agenda=default_agenda(session.ends_ms - session.starts_ms) if group.agenda is None else group.agenda,
        chat=Chat(group.chat),
        reactions=group.reactions,
        emergency_card=group.emergency_card,
        unresponsive_after_ms=_minutes(group.unresponsive_after_min),
    )


def _minutes(minutes: int | None) -> int | None:
    return None if minutes is None else minutes * MINUTE_MS
