"""What the relay reports."""

from signaling.room.commands import ReportMedia
from signaling.room.decide.draft import Draft
from signaling.room.events import SpeechCounted


def report_media(draft: Draft, command: ReportMedia) -> None:
    """Count what members and guests said to the group; what two say in a side room is theirs."""
    room = draft.room
    if not room.under_way:
        return
    with_the_group = (seat.seat for seat in room.people if room.aside(seat.seat) is None)
    spoken = {seat: command.speech_ms.get(seat, 0) for seat in with_the_group}
    counted = {seat: speech_ms for seat, speech_ms in spoken.items() if speech_ms > 0}
    if counted:
        draft.record(SpeechCounted(counted))
