"""Commands of signaling/room/commands/floor.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import floor as c
from signaling.room.decide import feedback, floor, mode, queue, round
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_floor(draft: Draft, command: c.FloorCommand, now: Instant) -> None:  # noqa: C901 - one arm a command, each one line
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.RequestFloor():
            queue.request_floor(draft, command, now)
        case c.WithdrawRequest():
            queue.withdraw_request(draft, command)
        case c.DenyRequest():
            queue.deny_request(draft, command)
        case c.SetQueueOrder():
            queue.set_queue_order(draft, command)
        case c.MoveRequest():
            queue.move_request(draft, command)
        case c.ReleaseFloor():
            floor.release_floor(draft, command, now)
        case c.HandPiece():
            floor.hand_piece(draft, command, now)
        case c.GrantFloor():
            floor.grant_floor(draft, command, now)
        case c.RevokeFloor():
            floor.revoke_floor(draft, command)
        case c.NextTurn():
            floor.next_turn(draft, command, now)
        case c.SetFloorMode():
            mode.set_floor_mode(draft, command, now)
        case c.SetMicrophoneRule():
            mode.set_microphone_rule(draft, command)
        case c.StartRound():
            round.start_round(draft, command, now)
        case c.PassTurn():
            round.pass_turn(draft, command, now)
        case c.SkipTurn():
            round.skip_turn(draft, command, now)
        case c.InsertTurn():
            round.insert_turn(draft, command)
        case c.EndRound():
            round.end_round(draft, command)
        case c.StartFeedback():
            feedback.start_feedback(draft, command, now)
        case c.StopFeedback():
            feedback.stop_feedback(draft, command, now)
        case _:
            assert_never(command)
