"""Coming, going, doors and devices."""

from typing import TypeAlias

from signaling.gateway.messages.command_message import CommandMessage, SeatMessage


class Leave(CommandMessage, frozen=True, tag="leave"): ...


class SetDevices(CommandMessage, frozen=True, tag="set_devices", kw_only=True):
    microphone: bool
    camera: bool


class SetLock(CommandMessage, frozen=True, tag="set_lock", kw_only=True):
    locked: bool


class Admit(SeatMessage, frozen=True, tag="admit"): ...


class AdmitAll(CommandMessage, frozen=True, tag="admit_all"): ...


class Decline(SeatMessage, frozen=True, tag="decline"): ...


class SendToLobby(SeatMessage, frozen=True, tag="send_to_lobby"): ...


class Remove(SeatMessage, frozen=True, tag="remove", kw_only=True):
    for_good: bool = False


class Mute(SeatMessage, frozen=True, tag="mute"): ...


class MuteAll(CommandMessage, frozen=True, tag="mute_all"): ...


class AskToUnmute(SeatMessage, frozen=True, tag="ask_to_unmute"): ...


class HandLead(SeatMessage, frozen=True, tag="hand_lead"): ...


class AnswerGuest(SeatMessage, frozen=True, tag="answer_guest", kw_only=True):
    agree: bool


PeopleMessage: TypeAlias = (
    Leave
    | SetDevices
    | SetLock
    | Admit
    | AdmitAll
    | Decline
    | SendToLobby
    | Remove
    | Mute
    | MuteAll
    | AskToUnmute
    | HandLead
    | AnswerGuest
)
