"""What the fields of the commands of care, of lines and of the session may hold in a story."""

from signaling.room import Audience, Chat, ReactionKind, Sealed, SignalId, SupportKind
from tests.signaling.room.stories.cast import EVERYBODY, FACILITATORS, MEMBERS

VALUES: dict[str, tuple[object, ...]] = {
    "signal": tuple(SignalId(f"{seat}-{n}") for seat in MEMBERS for n in (1, 2)),
    "SignalSupport.kind": tuple(SupportKind),
    "React.kind": tuple(ReactionKind),
    "index": (None, 0, 1, 7),
    "chat": tuple(Chat),
    "key": ("k" * 87, "K" * 87),
    "to": (*EVERYBODY, *Audience),
    "boxes": (
        (),
        *(tuple(Sealed(seat, "box") for seat in seats) for seats in (EVERYBODY, FACILITATORS, EVERYBODY[2:3])),
    ),
}
