"""What is always true in a live room, over random stories: invariants 1 to 7, numbered as in what they check.

1. Within a round nobody there is offered a second turn before everybody there had a first, and a pass for now comes
   again before the round closes. 2. One seat at most holds the floor; under the strict rule and in a silence no other
   member's audio flows. 3. What is refused changes nothing. 4. No member sees a private signal or anybody's figures.
5. No media on a quiet hold or outside the circle. 6. Replaying the events gives the same room, and so does the codec of
   the stores. 7. Every request has one end. (8, over weeks, is in test_rotation.py.)

Members, facilitators and their second devices come, drop, return and leave in any order; everybody sends every command
at any time, most often to be refused; the clock stands, creeps and leaps; ticks come early, in time and late; and the
room is put through the codec of the stores as if the process had died. What may happen is in stories/happenings.py,
what is checked in stories/always.py (after every step) and stories/ledger.py (of every event).

The stories that Hypothesis tells shrink to the shortest when one fails. The walks have no such art but reach more
corners in the same time; a failing one is replayed by its seed. `GOROUND_STORIES=long` walks a million steps.
"""

import os
from dataclasses import replace
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signaling.room import Chat, HoldPolicy, MicrophoneRule, QueueOrder, RoomSetup, default_agenda
from tests.signaling.room.meeting import a_setup
from tests.signaling.room.steady import STEADY
from tests.signaling.room.stories.always import check
from tests.signaling.room.stories.cast import CAPACITY, FACILITATORS, MEMBERS
from tests.signaling.room.stories.chronicle import Chronicle
from tests.signaling.room.stories.happenings import HAPPENINGS, step

LONG = os.environ.get("GOROUND_STORIES") == "long"
STORIES = 1_000 if LONG else 40
SEEDS = 556 if LONG else 6
WALKS_OF_A_SEED, STEPS = 30, 60
"""Six seeds make 10 800 steps, 556 make 1 000 800; the stories come on top."""

pytestmark = pytest.mark.timeout(0 if LONG else 240)


def a_session(random: Random) -> Chronicle:
    """A session with settings by lot, most often begun."""
    setup: RoomSetup = a_setup(
        MEMBERS[:3],
        FACILITATORS,
        guests=MEMBERS[3:],
        capacity=CAPACITY,
        hold_policy=random.choice(tuple(HoldPolicy)),
        microphone_rule=random.choice(tuple(MicrophoneRule)),
        round_start=random.randrange(6),
        owed=random.sample(MEMBERS, random.randrange(3)),
        earlier_shares={seat: [random.random() for _ in range(random.randrange(5))] for seat in MEMBERS},
        queue_order=random.choice(tuple(QueueOrder)),
        welcome=random.choice((None, (), MEMBERS[:2])),
    )
    setup = replace(
        setup,
        late_after_ms=random.choice((None, 0, 600_000)),
        agenda=random.choice(((), default_agenda(setup.ends - setup.starts))),
        chat=random.choice(tuple(Chat)),
        reactions=random.random() < 0.8,
        emergency_card=random.random() < 0.8,
        unresponsive_after_ms=random.choice((None, 60_000, 600_000)),
    )
    session = Chronicle(setup)
    if random.random() < 0.9:
        session.begin()
    return session


class Story(RuleBasedStateMachine):
    """A session in which anything happens."""

    session: Chronicle

    @initialize(seed=st.integers(0, 1_000))
    def begin(self, seed: int) -> None:
        self.session = a_session(Random(seed))

    @rule(happening=st.integers(0, len(HAPPENINGS) - 1), seed=st.integers(0, 1_000))
    def go_on(self, happening: int, seed: int) -> None:
        HAPPENINGS[happening][1](self.session, Random(seed))

    @invariant()
    def everything_holds(self) -> None:
        check(self.session)

    def teardown(self) -> None:
        self.session.check_history()


TestStory = Story.TestCase
TestStory.settings = settings(
    STEADY, max_examples=STORIES, stateful_step_count=STEPS, derandomize=not LONG, database=None
)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_invariants_1_to_7_hold_on_random_walks(seed: int) -> None:
    random = Random(seed)
    for _ in range(WALKS_OF_A_SEED):
        session = a_session(random)
        for _ in range(STEPS):
            step(session, random)
            check(session)
        session.check_history()
