"""What a room can be asked to do: one intent of one seat each, or the clock's.

Names and fields are those of docs/protocol.md section 4 (``request_floor`` is ``RequestFloor``), ``by`` the seat that
asks. Bounds on numbers are checked where the wire is parsed.
"""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.floor import FloorMode, MicrophoneRule
from signaling.room.ids import ConnectionId, DeviceId, SeatId, SignalId
from signaling.room.support import SupportKind


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock: whatever is due by now happens. Harmless at any time and any number of times."""


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
class RequestFloor:
    """Ask for the floor."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    """Take back one's request for the floor."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class PassTurn:
    """Let one's turn in a round go by."""

    by: SeatId
    for_now: bool
    """Whether to be offered it once more before the round closes."""


@dataclass(frozen=True, slots=True)
class ReleaseFloor:
    """Be done speaking."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SignalSupport:
    """Tell the facilitators, and nobody else, that something is the matter."""

    by: SeatId
    kind: SupportKind


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Begin the session."""

    by: SeatId


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
class EndSession:
    """End the session at once."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SetFloorMode:
    """Choose how the floor moves: ``open`` or ``queue``; a running round ends."""

    by: SeatId
    mode: FloorMode


@dataclass(frozen=True, slots=True)
class SetMicrophoneRule:
    """Choose whose audio the relay forwards."""

    by: SeatId
    rule: MicrophoneRule


@dataclass(frozen=True, slots=True)
class StartRound:
    """Offer every member a turn, around the circle."""

    by: SeatId
    turn_s: int | None
    """Seconds on each turn's clock; ``None`` for no clock."""


@dataclass(frozen=True, slots=True)
class GrantFloor:
    """Give somebody the floor, out of order if need be."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class RevokeFloor:
    """Take the floor from its holder; in a round the turn is offered again before the end."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class NextTurn:
    """The turn is done: on to the next of the round or the queue."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class ExtendTurn:
    """Give the holder more time."""

    by: SeatId
    extend_s: int


@dataclass(frozen=True, slots=True)
class SkipTurn:
    """Go on with the round; the turn is offered again before the end."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class EndRound:
    """Close the round now."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SetClock:
    """Pause the clock of the turn, or let it go on."""

    by: SeatId
    paused: bool


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
class AcknowledgeSupport:
    """Tell the sender that the signal was seen."""

    by: SeatId
    signal: SignalId


MemberCommand: TypeAlias = RequestFloor | WithdrawRequest | PassTurn | ReleaseFloor | SignalSupport | SetDevices | Leave
"""What the people in a room may ask for themselves."""

FacilitatorCommand: TypeAlias = (
    OpenRoom
    | SetLock
    | Admit
    | AdmitAll
    | Decline
    | SendToLobby
    | Remove
    | EndSession
    | SetFloorMode
    | SetMicrophoneRule
    | StartRound
    | GrantFloor
    | RevokeFloor
    | NextTurn
    | ExtendTurn
    | SkipTurn
    | EndRound
    | SetClock
    | Mute
    | MuteAll
    | AskToUnmute
    | AcknowledgeSupport
)
"""What only a present facilitator may ask."""

PersonCommand: TypeAlias = MemberCommand | FacilitatorCommand
"""What arrives as `command` on the wire."""

Command: TypeAlias = Tick | Connect | Disconnect | PersonCommand
