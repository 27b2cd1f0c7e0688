"""Care, by somebody who may; the commands of care that anybody sends are among those of people_happenings.py."""

from random import Random

from signaling.room import AcknowledgeSupport
from tests.signaling.room.stories.chronicle import Chronicle


def acknowledge(session: Chronicle, random: Random) -> None:
    """Whoever is in charge sees the oldest signal that nobody has seen."""
    unseen = [signal.signal for signal in session.room.support if not signal.acknowledged]
    for signal in unseen[:1]:
        session.apply(AcknowledgeSupport(session.in_charge(), signal))


CARE = ((1, acknowledge),)
