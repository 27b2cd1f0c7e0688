"""What a member makes of a view."""

import pytest

from server.members.room_view import Floor, Me, RoomView


def view(
    *, state: str = "present", muted: bool = False, turn: str | None = None, mode: str, holder: str | None
) -> RoomView:
    return RoomView(me=Me("ana", "Ana", state, muted=muted, turn=turn), circle=(), floor=Floor(mode, holder))


@pytest.mark.parametrize(
    ("seen", "chats", "has_turn"),
    [
        (view(mode="open", holder=None), True, False),
        (view(mode="open", holder=None, muted=True), False, False),
        (view(mode="open", holder=None, state="lobby"), False, False),
        (view(mode="queue", holder="ben"), False, False),
        (view(mode="queue", holder="ana"), True, True),
        (view(mode="queue", holder="ana", muted=True), False, True),
        (view(mode="round", holder=None, turn="offered"), True, True),
        (view(mode="round", holder="ana", state="lobby"), False, False),
    ],
)
def test_members_speak_in_turn(seen: RoomView, chats: bool, has_turn: bool) -> None:
    assert (seen.may_chat, seen.my_turn) == (chats, has_turn)
