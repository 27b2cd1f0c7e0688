"""What a room can be asked to do: one intent of one seat each, or the clock's.

Names and fields are those of docs/protocol.md section 4 (``request_floor`` is ``RequestFloor``), ``by`` the seat that
asks. Bounds on numbers are checked where the wire is parsed.
"""

from signaling.room.commands.care import (
    AcknowledgeSupport,
    CareCommand,
    SignalSupport,
)
from signaling.room.commands.clock import (
    ClockCommand,
    ExtendTurn,
    SetClock,
    Tick,
)
from signaling.room.commands.command import (
    Command,
    FacilitatorCommand,
    MemberCommand,
    PersonCommand,
    SystemCommand,
)
from signaling.room.commands.floor import (
    EndRound,
    FloorCommand,
    GrantFloor,
    NextTurn,
    PassTurn,
    ReleaseFloor,
    RequestFloor,
    RevokeFloor,
    SetFloorMode,
    SetMicrophoneRule,
    SkipTurn,
    StartRound,
    WithdrawRequest,
)
from signaling.room.commands.people import (
    Admit,
    AdmitAll,
    AskToUnmute,
    Connect,
    Decline,
    Disconnect,
    Leave,
    Mute,
    MuteAll,
    PeopleCommand,
    Remove,
    SendToLobby,
    SetDevices,
    SetLock,
)
from signaling.room.commands.session import (
    EndSession,
    OpenRoom,
    SessionCommand,
)

__all__ = [
    "AcknowledgeSupport",
    "Admit",
    "AdmitAll",
    "AskToUnmute",
    "CareCommand",
    "ClockCommand",
    "Command",
    "Connect",
    "Decline",
    "Disconnect",
    "EndRound",
    "EndSession",
    "ExtendTurn",
    "FacilitatorCommand",
    "FloorCommand",
    "GrantFloor",
    "Leave",
    "MemberCommand",
    "Mute",
    "MuteAll",
    "NextTurn",
    "OpenRoom",
    "PassTurn",
    "PeopleCommand",
    "PersonCommand",
    "ReleaseFloor",
    "Remove",
    "RequestFloor",
    "RevokeFloor",
    "SendToLobby",
    "SessionCommand",
    "SetClock",
    "SetDevices",
    "SetFloorMode",
    "SetLock",
    "SetMicrophoneRule",
    "SignalSupport",
    "SkipTurn",
    "StartRound",
    "SystemCommand",
    "Tick",
    "WithdrawRequest",
]
