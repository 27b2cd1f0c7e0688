"""Links are taken apart, and kept out of sight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import StartFailed
from server.members.link import PersonalLink

SECRET = "s" * 43


def test_a_link_has_an_origin_and_a_secret() -> None:
    link = PersonalLink.parse(f"https://rooms.example.org:8443/join#{SECRET}\n")
    assert (link.origin, link.secret) == ("https://rooms.example.org:8443", SECRET)


def test_a_link_does_not_show_its_secret() -> None:
    assert SECRET not in repr(PersonalLink.parse(f"http://localhost/join#{SECRET}"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://localhost/join",
        f"#{SECRET}",
        f"ftp://localhost/join#{SECRET}",
        f"http://localhost:99999/join#{SECRET}",
        f"http://[::1/join#{SECRET}",
        f"http://localhost/join#{SECRET}x",
    ],
)
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(StartFailed) as refusal:
        PersonalLink.parse(text)
    assert "\n" not in str(refusal.value)
    assert SECRET not in str(refusal.value)


@given(st.text())
def test_no_text_does_harm(text: str) -> None:
    with pytest.raises(StartFailed):
        PersonalLink.parse(text)
