"""Coming, going, doors and devices."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import ConnectionId, DeviceId, SeatId
from signaling.room.seat import Seat


@dataclass(frozen=True, slots=True)
class Connect:
    """A device of ``by`` wants the seat, for the first time or again."""

    by: SeatId
    device: DeviceId
    connection: ConnectionId
    """Fresh for each socket."""
    takeover: bool = False
    """The person confirmed, on this device, that it replaces the one that holds the seat."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody was invited after the room was made. A seat that there is already stays as it is."""

    seat: Seat
    """Where nobody has come yet; it finds its place in the circle."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """A socket ended. Nothing happens if the seat has a newer one, so it may come late and twice."""

    by: SeatId
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class Leave:
    """Go, from the room or from the lobby."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SetDevices:
    """Say whether one's microphone and camera are on."""

    by: SeatId
    microphone: bool
    camera: bool


@dataclass(frozen=True, slots=True)
class SetLock:
    """Keep even late invitees out, or no longer."""

    by: SeatId
    locked: bool


@dataclass(frozen=True, slots=True)
class Admit:
    """Let one person in from the lobby."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class AdmitAll:
    """Let in everybody who waits with a live connection, as far as there is room, the longest waiting first."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class Decline:
    """Turn one person in the lobby away for tonight."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class SendToLobby:
    """Send one person back to the lobby."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class Remove:
    """Put one person out, with the invite revoked."""

    by: SeatId
    seat: SeatId
    for_good: bool = False
    """Revoke the membership's invites for coming sessions too."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Block one person's microphone at the relay."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class MuteAll:
    """Block the microphone of every member and guest."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class AskToUnmute:
    """Lift the block, if there is one, and show the person a prompt."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class HandLead:
    """Put another facilitator in charge."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class AnswerGuest:
    """Say whether a guest may join; nobody learns who said what."""

    by: SeatId
    seat: SeatId
    agree: bool


PeopleSystemCommand: TypeAlias = Connect | Disconnect | Invite

PeopleMemberCommand: TypeAlias = Leave | SetDevices | AnswerGuest

PeopleFacilitatorCommand: TypeAlias = (
    SetLock | Admit | AdmitAll | Decline | SendToLobby | Remove | Mute | MuteAll | AskToUnmute | HandLead
)

PeopleCommand: TypeAlias = PeopleSystemCommand | PeopleMemberCommand | PeopleFacilitatorCommand
