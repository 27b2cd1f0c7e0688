"""A member's part, played in real time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from server.members.hpke import seal
from server.members.play import STEP_S, Intent, card_keys, intents, talks
from server.members.room_view import RoomView, SeatKey, ViewMessage

CARD = json.dumps({"where": "a rehearsal, nowhere", "phone": "none: played by a program"})
"""What a played member has on the emergency card."""
_CARD_INFO = "goround card 1"
_WORDS = {
    "request_floor": "asks for the floor",
    "withdraw_request": "takes the request back",
    "pass_turn": "passes",
    "release_floor": "gives the floor back",
    "hand_piece": "hands on the piece",
    "stop_feedback": "stops the feedback",
}
"""What is told of a member. Support, cards and answers are between the member and the facilitators."""


@dataclass(frozen=True, slots=True)
class Part:
    """How a member plays."""

    seed: int
    pace: float = 1.0
    """Seconds of playing in one second; above 0."""
    signals_support: bool = True


class Player:
    """Looks at the latest view once a step, and does what the lots say. `run` it while there is a connection."""

    def __init__(self, part: Part, say: Callable[[str], None]) -> None:
        """`say` takes what the member does, in words."""
        self._part = part
        self._say = say
        self._rng = Random(part.seed)
        self._view: RoomView | None = None
        self._behind_ms = 0.0
        """The server's clock less our own."""
        self._turn: tuple[str, int | None] | None = None
        self._turn_s = 0.0
        self.talking = False
        """Whether the member makes a sound now."""

    def see(self, message: ViewMessage) -> None:
        """Take the latest view."""
        self._view = message.view
        self._behind_ms = message.now_ms - _own_ms()
        if not message.view.may_chat and message.view.me.aside is None:
            # At once, not a step later: whoever follows is already speaking.
            self.talking = False

    async def run(self, act: Callable[[Intent], Awaitable[None]], speak: Callable[[], None]) -> None:
        """Play until cancelled.

        Args:
            act: Sends a command; whether the room takes it does not matter.
            speak: Is told after each step to look at `talking`.
        """
        # Not all members at the same moment.
        await asyncio.sleep(self._rng.random() * STEP_S / self._part.pace)
        while True:
            for intent in self.step():
                if (words := _WORDS.get(intent.type)) is not None:
                    self._say(words)
                await act(intent)
            speak()
            await asyncio.sleep(STEP_S / self._part.pace)

    def step(self) -> list[Intent]:
        """One step: what to do now, ready to be sent."""
        view = self._view
        if view is None:
            return []
        self.talking = talks(view, self._rng, talking=self.talking)
        self._count(view)
        now_ms = round(_own_ms() + self._behind_ms)
        wanted = intents(view, self._rng, now_ms, turn_s=self._turn_s, signals_support=self._part.signals_support)
        return [ready for intent in wanted if (ready := _sealed(intent, view)) is not None]

    def _count(self, view: RoomView) -> None:
        number = view.floor.turn.number if view.floor.turn is not None else None
        turn = (view.floor.mode, number) if view.my_turn else None
        self._turn_s = self._turn_s + STEP_S if turn is not None and turn == self._turn else 0.0
        if turn is not None and turn != self._turn:
            self._say("has the floor")
        self._turn = turn


def _sealed(intent: Intent, view: RoomView) -> Intent | None:
    """The intent with its boxes, if it needs any; None where there is nobody to seal them to."""
    if intent.type != "leave_card":
        return intent
    boxes = [box for to in card_keys(view) if (box := _box(view.me.seat, to)) is not None]
    return Intent(intent.type, {"boxes": boxes}) if boxes else None


def _box(me: str, to: SeatKey) -> dict[str, str] | None:
    try:
        return {"seat": to.seat, "box": seal(to.key, CARD, info=_CARD_INFO, aad=f"{me}\n{to.seat}")}
    except ValueError:
        return None  # what somebody has told as a key is none


def _own_ms() -> float:
    return asyncio.get_running_loop().time() * 1000
