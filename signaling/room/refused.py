"""A command that is not allowed, as the person who sent it is told."""

from enum import StrEnum


class Refusal(StrEnum):
    """Every permanent code of docs/protocol.md; the room raises those that concern it, the gateway the others."""

    ALREADY_HOLDS = "already_holds"
    ALREADY_QUEUED = "already_queued"
    CHAT_OFF = "chat_off"
    CLOSING = "closing"
    DECLINED = "declined"
    ENDED = "ended"
    FLOODING = "flooding"
    INTERNAL = "internal"
    LEFT = "left"
    LINK_NOT_VALID = "link_not_valid"
    MALFORMED = "malformed"
    MUTED = "muted"
    NOBODY_HOLDS = "nobody_holds"
    NOBODY_PRESENT = "nobody_present"
    NOT_IN_LOBBY = "not_in_lobby"
    NOT_OPEN = "not_open"
    NOT_PERMITTED = "not_permitted"
    NOT_PRESENT = "not_present"
    NOT_QUEUED = "not_queued"
    NOT_YOUR_TURN = "not_your_turn"
    NO_CARD = "no_card"
    NO_CONSENT = "no_consent"
    NO_CO_FACILITATOR = "no_co_facilitator"
    NO_MORE_TIME = "no_more_time"
    NO_SIDE_ROOM = "no_side_room"
    NO_TIMER = "no_timer"
    REACTIONS_OFF = "reactions_off"
    REMOVED = "removed"
    REPLACED = "replaced"
    ROOM_FULL = "room_full"
    ROOM_LOCKED = "room_locked"
    SEAT_IN_USE = "seat_in_use"
    SESSION_EXPIRED = "session_expired"
    SIDE_ROOM_OPEN = "side_room_open"
    STALE = "stale"
    TOO_EARLY = "too_early"
    TOO_MANY_REQUESTS = "too_many_requests"
    UNKNOWN_CONSUMER = "unknown_consumer"
    UNKNOWN_PRODUCER = "unknown_producer"
    UNKNOWN_SEAT = "unknown_seat"
    UNKNOWN_SEGMENT = "unknown_segment"
    UNKNOWN_SIGNAL = "unknown_signal"
    UNKNOWN_TRANSPORT = "unknown_transport"
    WRONG_MODE = "wrong_mode"
    WRONG_PHASE = "wrong_phase"


SENTENCES: dict[Refusal, str] = {
    Refusal.ALREADY_HOLDS: "That person has the floor already.",
    Refusal.ALREADY_QUEUED: "You have already asked for the floor.",
    Refusal.CHAT_OFF: "The circle does not write to one another at the moment.",
    Refusal.CLOSING: "The server is restarting. You will be back in a moment.",
    Refusal.DECLINED: "The facilitator cannot let you in tonight.",
    Refusal.ENDED: "The session has ended.",
    Refusal.FLOODING: "Too many messages came from this page, so it was disconnected.",
    Refusal.INTERNAL: "Something went wrong on our side. Please try again.",
    Refusal.LEFT: "You have left the session.",
    Refusal.LINK_NOT_VALID: "This link does not work. Please ask your facilitator for a new one.",
    Refusal.MALFORMED: "This page sent something that could not be understood. Please reload it.",
    Refusal.MUTED: "A facilitator has muted you.",
    Refusal.NOBODY_HOLDS: "Nobody has the floor.",
    Refusal.NOBODY_PRESENT: "There is nobody to offer the floor to.",
    Refusal.NOT_IN_LOBBY: "Nobody to let in is waiting.",
    Refusal.NOT_OPEN: "Open the room first.",
    Refusal.NOT_PERMITTED: "Only somebody in another role can do that.",
    Refusal.NOT_PRESENT: "That person is not in the room.",
    Refusal.NOT_QUEUED: "That request for the floor is gone.",
    Refusal.NOT_YOUR_TURN: "It is not your turn.",
    Refusal.NO_CARD: "There is no emergency card here.",
    Refusal.NO_CONSENT: "Not everybody in the group has agreed to that guest.",
    Refusal.NO_CO_FACILITATOR: "Another facilitator has to stay with the group.",
    Refusal.NO_MORE_TIME: "The session cannot be made any longer.",
    Refusal.NO_SIDE_ROOM: "Nobody is in the side room.",
    Refusal.NO_TIMER: "This turn has no clock.",
    Refusal.REACTIONS_OFF: "This group does without reactions.",
    Refusal.REMOVED: "You cannot come back into this session.",
    Refusal.REPLACED: "You have joined from another device.",
    Refusal.ROOM_FULL: "The room is full.",
    Refusal.ROOM_LOCKED: "The room is locked.",
    Refusal.SEAT_IN_USE: "You are already here on another device.",
    Refusal.SESSION_EXPIRED: "Please open your link again.",
    Refusal.SIDE_ROOM_OPEN: "Somebody is in the side room already.",
    Refusal.STALE: "The floor has moved on.",
    Refusal.TOO_EARLY: "The doors are not open yet.",
    Refusal.TOO_MANY_REQUESTS: "That was a little too fast. Please try again in a moment.",
    Refusal.UNKNOWN_CONSUMER: "That track is gone.",
    Refusal.UNKNOWN_PRODUCER: "That track is gone.",
    Refusal.UNKNOWN_SEAT: "There is no such person in this session.",
    Refusal.UNKNOWN_SEGMENT: "The agenda has no such part.",
    Refusal.UNKNOWN_SIGNAL: "That signal is gone.",
    Refusal.UNKNOWN_TRANSPORT: "That connection is gone.",
    Refusal.WRONG_MODE: "That does not go with how the floor moves at the moment.",
    Refusal.WRONG_PHASE: "That is not possible at this point of the session.",
}
"""For each code the sentence a person reads."""


class Refused(Exception):
    """The command is not allowed now; the room is as it was."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code

    @property
    def text(self) -> str:
        """A sentence for the person who asked."""
        return SENTENCES[self.code]
