"""Commands of signaling/room/commands/floor.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import floor as c
from signaling.room.decide import floor, round
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_floor(draft: Draft, command: c.FloorCommand, now: Instant) -> None:  # noqa: C901 - one arm a command, each one line
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.RequestFloor():
            floor.request_floor(draft, command, now)
        case c.WithdrawRequest():
            floor.withdraw_request(draft, command)
        case c.PassTurn():
            round.pass_turn(draft, command, now)
        case c.ReleaseFloor():
            floor.release_floor(draft, command, now)
        case c.SetFloorMode():
            floor.set_floor_mode(draft, command)
        case c.SetMicrophoneRule():
            floor.set_microphone_rule(draft, command)
        case c.StartRound():
            round.start_round(draft, command, now)
        case c.GrantFloor():
            floor.grant_floor(draft, command, now)
        case c.RevokeFloor():
            floor.revoke_floor(draft, command)
        case c.NextTurn():
            floor.next_turn(draft, command, now)
        case c.SkipTurn():
            round.skip_turn(draft, command, now)
        case c.EndRound():
            round.end_round(draft, command)
        case _:
            assert_never(command)
