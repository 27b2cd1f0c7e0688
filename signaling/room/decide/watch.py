"""Whether people are all right."""

from signaling.room.commands import CheckOn, Command, Here, ReportMedia, SystemCommand
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, present_member
from signaling.room.events import (
    CheckAsked,
    CheckUnanswered,
    LinkChanged,
    SignOfLife,
    WatchResumed,
    WatchSuspended,
)
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.room import Phase, Room
from signaling.room.watch import check_at, is_watching
from signaling.room.wellbeing import Check

GRAIN_MS = 1_000
"""Signs of life closer together than this are one: nobody is asked after minutes by the second."""

HERE_GRAIN_MS = 60_000
"""A page says so at most once a minute."""


def here(draft: Draft, command: Here) -> None:
    """Take a sign of life; what follows from it follows from every command."""
    present_member(draft.room, command.by)


def check_on(draft: Draft, command: CheckOn, now: Instant) -> None:
    """Ask somebody privately; who is being asked already is not asked twice."""
    facilitator(draft.room, command.by)
    seat = present_member(draft.room, command.seat)
    if seat.wellbeing.check is None:
        draft.record(CheckAsked(seat.seat, Check(now, command.by)))


def note_links(draft: Draft, command: ReportMedia, now: Instant) -> None:
    """Note whose media arrive, and that who speaks is there."""
    for seat in draft.room.circle:
        link = command.connections.get(seat.seat, seat.wellbeing.connection)
        if link is not seat.wellbeing.connection:
            draft.record(LinkChanged(seat.seat, link, now))
        if command.speech_ms.get(seat.seat, 0) > 0:
            _alive(draft, seat.seat, now, GRAIN_MS)


def ask_and_tell(draft: Draft, now: Instant) -> None:
    """Ask whom nothing was heard of for long, and tell the facilitators of who did not answer; on hold there are none."""
    if draft.room.phase is Phase.ON_HOLD:
        return
    for seat in draft.room.circle:
        check, due = seat.wellbeing.check, check_at(draft.room, seat)
        if check is not None and now >= check.ends:
            draft.record(CheckUnanswered(seat.seat))
        elif due is not None and now >= due:
            draft.record(CheckAsked(seat.seat, Check(now, by=None)))


def settle_watch(draft: Draft, before: Room, command: Command, now: Instant) -> None:
    """Take the command itself as a sign of life, and count no time that passes in a silence or on hold."""
    if not isinstance(command, SystemCommand):
        _alive(draft, command.by, now, HERE_GRAIN_MS if isinstance(command, Here) else GRAIN_MS)
    watched, watching = is_watching(before), is_watching(draft.room)
    people = [seat for seat in draft.room.circle if not seat.facilitates]
    if watching and not watched and people:
        draft.record(WatchResumed(now))
    all_checks = draft.room.phase is Phase.ON_HOLD
    asked = [seat.wellbeing.check for seat in people if seat.wellbeing.check is not None]
    if not watching and any(all_checks or check.by is None for check in asked):
        draft.record(WatchSuspended(all_checks))


def _alive(draft: Draft, by: SeatId, now: Instant, grain_ms: int) -> None:
    seat = draft.room.find(by)
    if seat is None or seat.facilitates or not seat.present:
        return
    wellbeing = seat.wellbeing
    silent_ms = grain_ms if wellbeing.alive is None else now - wellbeing.alive
    if silent_ms >= grain_ms or wellbeing.check is not None or wellbeing.unresponsive:
        draft.record(SignOfLife(by, now))
