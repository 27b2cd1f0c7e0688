"""Everything a room can be asked to do."""

from typing import TypeAlias

from signaling.room.commands.care import (
    CareFacilitatorCommand,
    CareMemberCommand,
)
from signaling.room.commands.clock import (
    ClockFacilitatorCommand,
    ClockSystemCommand,
)
from signaling.room.commands.floor import (
    FloorFacilitatorCommand,
    FloorMemberCommand,
)
from signaling.room.commands.lines import (
    LinesFacilitatorCommand,
    LinesMemberCommand,
)
from signaling.room.commands.people import (
    PeopleFacilitatorCommand,
    PeopleMemberCommand,
    PeopleSystemCommand,
)
from signaling.room.commands.session import (
    SessionFacilitatorCommand,
)

MemberCommand: TypeAlias = PeopleMemberCommand | FloorMemberCommand | CareMemberCommand | LinesMemberCommand
"""What the people in a room may ask for themselves."""

FacilitatorCommand: TypeAlias = (
    PeopleFacilitatorCommand
    | SessionFacilitatorCommand
    | FloorFacilitatorCommand
    | ClockFacilitatorCommand
    | CareFacilitatorCommand
    | LinesFacilitatorCommand
)
"""What only a present facilitator may ask."""

PersonCommand: TypeAlias = MemberCommand | FacilitatorCommand
"""What arrives as `command` on the wire."""

SystemCommand: TypeAlias = PeopleSystemCommand | ClockSystemCommand
"""What nobody asks for by a message: the clock's, the connections', the relay's."""

Command: TypeAlias = SystemCommand | PersonCommand
