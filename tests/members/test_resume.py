"""What a synthetic member does when its socket is back."""

from collections import Counter
from typing import cast

from server.members.connection import CommandRefused, RoomConnection
from server.members.media_path import MediaPath
from server.members.member import SyntheticMember

LINK = "http://127.0.0.1:8080/join#" + "s" * 43


class RefusedPath:
    """The relay does not hear of resuming: the seat has been sent out of the room meanwhile."""

    closed = False

    async def resume(self, _connection: RoomConnection) -> bool:
        raise CommandRefused("not_present")

    async def sent(self) -> Counter[str]:
        return Counter(audio=7)

    async def close(self) -> None:
        self.closed = True


async def test_a_refused_resume_ends_the_media_and_not_the_member() -> None:
    member, path = SyntheticMember(LINK), RefusedPath()
    member._media = cast(MediaPath, path)
    connection = RoomConnection()
    await member._resume_media(connection)
    await connection.close()
    assert path.closed
    assert member._media is None
    assert (await member.statistics()).sent == {"audio": 7}
