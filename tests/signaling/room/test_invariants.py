"""What facilitation.md says is always true, over random stories: its invariants 1 to 7, numbered as there.

Members, facilitators and their second devices come, drop, return and leave in any order; everybody sends every command
at any time, most often to be refused; the clock stands, creeps and leaps; ticks come early, in time and late; and the
room is put through the codec of the stores as if the process had died. What is checked is in chronicle.py (after every
step) and ledger.py (of every event).

The stories that Hypothesis tells shrink to the shortest when one fails. The walks have no such art but reach more
corners in the same time; a failing one is replayed by its seed. `GOROUND_STORIES=long` tells many times as many, the
first kind other ones each time.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signaling.room import (
    AcknowledgeSupport,
    AdmitAll,
    Decline,
    EndSession,
    FacilitatorCommand,
    GrantFloor,
    HoldPolicy,
    MemberCommand,
    MicrophoneRule,
    NextTurn,
    PassTurn,
    PersonCommand,
    ReleaseFloor,
    Remove,
    RequestFloor,
    SeatId,
    SetDevices,
    SetFloorMode,
    SignalId,
    SkipTurn,
    StartRound,
    SupportKind,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.chronicle import EVERYBODY, FACILITATORS, MEMBERS, Chronicle
from tests.signaling.room.steady import STEADY

LONG = os.environ.get("GOROUND_STORIES") == "long"
STORIES = 10_000 if LONG else 100
SEEDS = 1_000 if LONG else 6
WALKS_OF_A_SEED, STEPS = 30, 60
"""Six seeds make 10 800 steps, 100 stories up to 6 000 more."""

pytestmark = pytest.mark.timeout(0 if LONG else 120)

WAITS_MS = (0, 1, 999, 5_000, 9_999, 10_000, 60_000, 600_000, 3_000_000)
VALUES: dict[str, tuple[object, ...]] = {
    "by": EVERYBODY,
    "seat": EVERYBODY,
    "signal": tuple(SignalId(f"{seat}-{n}") for seat in MEMBERS for n in (1, 2)),
    "turn_s": (None, 10, 120),
    "extend_s": (60,),
    "mode": tuple(FloorMode),
    "rule": tuple(MicrophoneRule),
    "kind": tuple(SupportKind),
}
"""What a field of a command may hold, by its name; the others are booleans."""

KINDS: tuple[type[PersonCommand], ...] = (*get_args(MemberCommand), *get_args(FacilitatorCommand))

anybody = st.sampled_from(EVERYBODY)


def values_of(kind: type[PersonCommand]) -> dict[str, tuple[object, ...]]:
    """The values that each field of a command may hold."""
    return {name: VALUES.get(name, (False, True)) for name in kind.__dataclass_fields__}


def commands_of(kinds: tuple[type[PersonCommand], ...]) -> st.SearchStrategy[PersonCommand]:
    """Any command of these kinds by anybody."""
    return st.one_of(
        [st.builds(kind, **{name: st.sampled_from(many) for name, many in values_of(kind).items()}) for kind in kinds]
    )


class Story(RuleBasedStateMachine):
    """A session in which anything happens."""

    session: Chronicle

    @initialize(
        hold_policy=st.sampled_from(HoldPolicy),
        microphone_rule=st.sampled_from(MicrophoneRule),
        round_start=st.integers(0, 5),
        begun=st.sampled_from([True, True, True, False]),
    )
    def begin(self, hold_policy: HoldPolicy, microphone_rule: MicrophoneRule, round_start: int, begun: bool) -> None:
        self.session = Chronicle(hold_policy, microphone_rule, round_start)
        if begun:
            self.session.begin()

    @rule(by=anybody, second=st.sampled_from([False, False, True]), takeover=st.booleans())
    def connect(self, by: SeatId, second: bool, takeover: bool) -> None:
        self.session.connect(by, second=second, takeover=takeover)

    @rule(by=anybody)
    def come_back(self, by: SeatId) -> None:
        self.session.come_back(by)

    @rule(by=anybody)
    def drop(self, by: SeatId) -> None:
        self.session.drop(by)

    @rule(for_ms=st.sampled_from(WAITS_MS), back=st.lists(anybody, max_size=6))
    def the_facilitators_drop(self, for_ms: int, back: list[SeatId]) -> None:
        for seat in FACILITATORS:
            self.session.drop(seat)
        self.session.wait(for_ms, in_time=True)
        for seat in back:
            self.session.come_back(seat)

    @rule(by=anybody, age=st.integers(0, 30))
    def hear_of_an_old_connection(self, by: SeatId, age: int) -> None:
        self.session.hear_of_an_old_connection(by, age)

    @rule()
    def let_in(self) -> None:
        self.session.apply(AdmitAll(self.session.in_charge()))

    @rule(command=commands_of(get_args(MemberCommand)))
    def act(self, command: PersonCommand) -> None:
        self.session.apply(command)

    @rule(command=commands_of(get_args(FacilitatorCommand)), entitled=st.sampled_from([True, True, False]))
    def facilitate(self, command: PersonCommand, entitled: bool) -> None:
        # Ending the session ends the story: let it be rarer than the rest.
        if isinstance(command, EndSession) and len(self.session.history) % 3:
            return
        self.session.apply(replace(command, by=self.session.in_charge()) if entitled else command)

    @rule(turn_s=st.sampled_from([None, 10]))
    def start_a_round(self, turn_s: int | None) -> None:
        if self.session.room.floor.round is None:
            self.session.apply(StartRound(self.session.in_charge(), turn_s))

    @rule(turns=st.lists(st.sampled_from(["release", "pass", "pass for now", "skip", "next"]), min_size=1, max_size=4))
    def go_on(self, turns: list[str]) -> None:
        for how in turns:
            end_a_turn(self.session, how)

    @rule(asking=st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=4))
    def ask_for_the_floor(self, asking: list[SeatId]) -> None:
        if self.session.room.floor.mode is FloorMode.OPEN:
            self.session.apply(SetFloorMode(self.session.in_charge(), FloorMode.QUEUE))
        for seat in asking:
            self.session.apply(RequestFloor(seat))

    @rule(to=anybody)
    def grant(self, to: SeatId) -> None:
        self.session.apply(GrantFloor(self.session.in_charge(), to))

    @rule(seat=st.sampled_from(MEMBERS), microphone=st.booleans())
    def use_devices(self, seat: SeatId, microphone: bool) -> None:
        self.session.apply(SetDevices(seat, microphone, camera=True))

    @rule(for_ms=st.sampled_from(WAITS_MS), in_time=st.booleans())
    def wait(self, for_ms: int, in_time: bool) -> None:
        self.session.wait(for_ms, in_time=in_time)

    @rule()
    def tick(self) -> None:
        self.session.tick()

    @rule()
    def the_process_dies(self) -> None:
        self.session.restore()

    @invariant()
    def everything_holds(self) -> None:
        self.session.check()

    def teardown(self) -> None:
        self.session.check_history()


TestStory = Story.TestCase
TestStory.settings = settings(
    STEADY, max_examples=STORIES, stateful_step_count=STEPS, derandomize=not LONG, database=None
)


def end_a_turn(session: Chronicle, how: str) -> None:
    """The holder, if there is one, or whoever is in charge ends the turn in one of the ways there are."""
    holder = session.room.floor.holder
    match how:
        case "skip":
            session.apply(SkipTurn(session.in_charge()))
        case "release" if holder is not None:
            session.apply(ReleaseFloor(holder))
        case "pass" | "pass for now" if holder is not None:
            session.apply(PassTurn(holder, for_now=how != "pass"))
        case _:
            session.apply(NextTurn(session.in_charge()))


def gather(session: Chronicle) -> None:
    """Whoever is gone returns and is let in, as far as there is room."""
    for seat in EVERYBODY:
        session.come_back(seat)
    session.apply(AdmitAll(session.in_charge()))


def command_somebody(session: Chronicle, random: Random) -> None:
    """Any command by anybody, what only facilitators may most often by one who may; what cannot be undone is rarer."""
    kind = random.choice(KINDS)
    make: Callable[..., PersonCommand] = kind
    drawn = make(**{name: random.choice(many) for name, many in values_of(kind).items()})
    if isinstance(drawn, EndSession | Remove | Decline) and random.random() < 0.8:
        return
    leads = isinstance(drawn, get_args(FacilitatorCommand)) and random.random() < 0.8
    session.apply(replace(drawn, by=session.in_charge()) if leads else drawn)


def lose_the_facilitators(session: Chronicle, for_ms: int) -> None:
    """Both drop, and after a while one of them returns."""
    for seat in FACILITATORS:
        session.drop(seat)
    session.wait(for_ms, in_time=True)
    session.come_back(FACILITATORS[for_ms % 2])


def acknowledge(session: Chronicle) -> None:
    """Whoever is in charge sees the oldest signal that nobody has seen."""
    unseen = [signal.signal for signal in session.room.support if not signal.acknowledged]
    for signal in unseen[:1]:
        session.apply(AcknowledgeSupport(session.in_charge(), signal))


def step(session: Chronicle, random: Random) -> None:
    """One thing happens."""
    somebody, member = random.choice(EVERYBODY), random.choice(MEMBERS)
    things: list[tuple[int, Callable[[], object]]] = [
        (12, lambda: command_somebody(session, random)),
        (8, lambda: end_a_turn(session, random.choice(("release", "pass", "pass for now", "skip", "next")))),
        (2, lambda: session.apply(StartRound(session.in_charge(), random.choice((None, 10))))),
        (4, lambda: session.apply(RequestFloor(member))),
        (2, lambda: session.apply(SetFloorMode(session.in_charge(), FloorMode.QUEUE))),
        (2, lambda: session.apply(GrantFloor(session.in_charge(), somebody))),
        (2, lambda: session.apply(SetDevices(member, microphone=True, camera=True))),
        (2, lambda: gather(session)),
        (2, lambda: lose_the_facilitators(session, random.choice(WAITS_MS))),
        (1, lambda: acknowledge(session)),
        (4, lambda: session.come_back(somebody)),
        (3, lambda: session.drop(somebody)),
        (2, lambda: session.connect(somebody, second=random.random() < 0.5, takeover=random.random() < 0.5)),
        (3, lambda: session.wait(random.choice(WAITS_MS), in_time=random.random() < 0.7)),
        (1, session.tick),
        (1, session.restore),
        (1, lambda: session.hear_of_an_old_connection(somebody, random.randrange(6))),
    ]
    weights, happenings = zip(*things, strict=True)
    random.choices(happenings, weights)[0]()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_invariants_1_to_7_hold_on_random_walks(seed: int) -> None:
    random = Random(seed)
    for _ in range(WALKS_OF_A_SEED):
        session = Chronicle(random.choice(tuple(HoldPolicy)), random.choice(tuple(MicrophoneRule)), random.randrange(6))
        if random.random() < 0.9:
            session.begin()
        for _ in range(STEPS):
            step(session, random)
            session.check()
        session.check_history()
