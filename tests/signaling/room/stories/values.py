"""What a field of a command may hold in a story."""

from itertools import permutations
from typing import get_args

from signaling.room import FacilitatorCommand, MemberCommand, MicrophoneRule, PersonCommand, QueueOrder, RoundOrder
from signaling.room.floor import FloorMode
from tests.signaling.room.stories import care_values
from tests.signaling.room.stories.cast import EVERYBODY, MEMBERS

FLOOR: dict[str, tuple[object, ...]] = {
    "turn_s": (None, 10, 120),
    "extend_s": (60,),
    "mode": tuple(FloorMode),
    "rule": tuple(MicrophoneRule),
    "quiet_s": (None, 10, 600),
    "turn": (None, None, None, 1, 2, 3, 5, 8),
    "position": (1, 2, 4),
    "SetQueueOrder.order": tuple(QueueOrder),
    "StartRound.order": tuple(RoundOrder),
    "seats": ((), *permutations(MEMBERS[:3], 2), (MEMBERS[3],)),
    "prompt": (None, "What do you bring tonight?"),
    "seed": (0, 7, 2**64 - 1),
}

VALUES: dict[str, tuple[object, ...]] = {"by": EVERYBODY, "seat": EVERYBODY, **FLOOR, **care_values.VALUES}
"""By the name of the field, or of the command and the field; the others are booleans."""

KINDS: tuple[type[PersonCommand], ...] = (*get_args(MemberCommand), *get_args(FacilitatorCommand))


def values_of(kind: type[PersonCommand]) -> dict[str, tuple[object, ...]]:
    """The values that each field of a command may hold."""
    return {
        name: VALUES.get(f"{kind.__name__}.{name}", VALUES.get(name, (False, True)))
        for name in kind.__dataclass_fields__
    }
