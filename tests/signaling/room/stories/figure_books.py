"""Books on turns and speech."""

from collections import Counter

from signaling.room import Event, FloorGranted, FloorReleased, FloorRevoked, SeatId, SpeechCounted, TurnOffered


class FigureBooks:
    """What the facilitators' figures must come to."""

    def __init__(self) -> None:
        self.offered: Counter[SeatId] = Counter()
        self.taken: Counter[SeatId] = Counter()
        self.speech_ms: Counter[SeatId] = Counter()
        self.turns = 0

    def note(self, event: Event) -> None:
        """Count ``event``."""
        match event:
            case FloorGranted(turn) | TurnOffered(turn):
                self.turns += 1
                assert turn.number == self.turns
                self.offered[turn.seat] += 1
            case FloorReleased(seat, taken) | FloorRevoked(seat, taken):
                self.taken[seat] += taken
            case SpeechCounted(speech_ms):
                assert all(each > 0 for each in speech_ms.values())
                self.speech_ms.update(speech_ms)
            case _:
                pass
