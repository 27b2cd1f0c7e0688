"""What can go wrong at the door, each with its own words, and no effect on anybody inside."""

import re
import secrets
import socket
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Invite
from .house import House
from .person import ENTER_MS, RECEIVED, Person

NO_WEBRTC = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;"


def failing(kind: str, error: str) -> str:
    """A browser whose camera or microphone cannot be had."""
    return f"""
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) =>
      wanted.{kind} ? Promise.reject(new DOMException("", "{error}")) : ask(wanted);
    """


def open_room(house: House, invite: Invite) -> Person:
    """A facilitator in an open room."""
    dana = invite("Dana", house.facilitator)
    dana.enter()
    dana.is_in_room()
    dana.press("Open the room")
    return dana


def admit(dana: Person, member: Person) -> None:
    """From the link into the circle."""
    member.enter()
    member.waits()
    dana.press(f"Admit {member.name}")
    member.is_in_room()


@pytest.mark.parametrize("secret", ["short", secrets.token_urlsafe(32), "a" * 5000])
def test_an_unknown_link_says_so_and_what_to_do(house: House, invite: Invite, secret: str) -> None:
    stranger = invite("nobody", f"{house.url}/join#{secret}")
    stranger.page.goto(stranger.link)
    expect(stranger.page.get_by_role("heading", name=re.compile("link does not work"))).to_be_visible(timeout=ENTER_MS)
    expect(stranger.button("Join")).to_have_count(0)


def test_the_page_without_a_link_says_how_to_come_in(house: House, invite: Invite) -> None:
    stranger = invite("nobody", f"{house.url}/")
    stranger.page.goto(stranger.link)
    expect(stranger.page.get_by_role("heading", name="Your link brings you in")).to_be_visible(timeout=ENTER_MS)
    expect(stranger.button("Join")).to_have_count(0)


def test_a_browser_without_webrtc_is_told_so(house: House, invite: Invite) -> None:
    ana = invite("Ana", house.members[0].link)
    ana.page.add_init_script(NO_WEBRTC)
    ana.page.goto(ana.link)
    expect(ana.page.get_by_role("heading", name=re.compile("browser"))).to_be_visible(timeout=ENTER_MS)
    expect(ana.button("I'm ready")).to_have_count(0)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("video", "NotAllowedError", "camera"),
        ("video", "NotReadableError", "camera"),
        ("audio", "NotAllowedError", "microphone"),
        ("audio", "NotFoundError", "microphone"),
    ],
)
def test_a_device_that_cannot_be_had_has_its_own_words_and_one_may_still_enter(
    house: House, invite: Invite, kind: str, error: str, words: str
) -> None:
    ana = invite("Ana", house.members[0].link)
    ana.page.add_init_script(failing(kind, error))
    ana.page.goto(ana.link)
    ana.press("Join")
    expect(ana.page.get_by_text(re.compile(words, re.IGNORECASE)).first).to_be_visible(timeout=ENTER_MS)
    expect(ana.button(re.compile("again"))).to_be_visible()
    ana.agree()
    ana.press("I'm ready")
    ana.waits()


def test_one_may_go_in_without_a_picture(house: House, invite: Invite) -> None:
    dana = open_room(house, invite)
    ana = invite(house.members[0].name, house.members[0].link)
    ana.page.goto(ana.link)
    ana.press("Join")
    ana.press("Go in without a picture")
    ana.agree()
    ana.press("I'm ready")
    ana.waits()
    dana.press(f"Admit {ana.name}")

    ana.sees_and_hears("Dana")
    expect(dana.seat(ana.name)).to_have_accessible_name(re.compile("camera off"))
    assert ana.sent()["video"] == 0


def test_a_second_device_takes_over_only_after_a_word_and_the_first_is_told(house: House, invite: Invite) -> None:
    link = house.members[0]
    dana = open_room(house, invite)
    ana = invite(link.name, link.link)
    admit(dana, ana)
    dana.sees_and_hears(ana.name)

    phone = invite(link.name, link.link, viewport={"width": 390, "height": 844})
    phone.enter()
    take_over = phone.button(re.compile("this device"))
    expect(take_over).to_be_visible(timeout=ENTER_MS)
    ana.sees("Dana")
    take_over.click()
    phone.is_in_room()

    expect(ana.page.get_by_role("heading", name=re.compile("another device"))).to_be_visible(timeout=ENTER_MS)
    assert ana.page.evaluate("window.goround.peerConnections().length") == 0
    dana.sees_and_hears(ana.name)
    phone.sees_and_hears("Dana")


def test_a_locked_room_keeps_people_out_until_it_is_unlocked(house: House, invite: Invite) -> None:
    dana = open_room(house, invite)
    dana.press("Lock the room")
    ana = invite(house.members[0].name, house.members[0].link)
    ana.enter()
    expect(ana.page.get_by_role("heading", name=re.compile("locked"))).to_be_visible(timeout=ENTER_MS)
    dana.press("Lock the room")
    ana.waits()


def test_a_removed_member_cannot_come_back(house: House, invite: Invite) -> None:
    dana = open_room(house, invite)
    ana, ben = (invite(member.name, member.link) for member in house.members[:2])
    for member in (ana, ben):
        admit(dana, member)
    ben.sees_and_hears(ana.name)
    dana.press(f"Remove {ana.name}")
    dana.press(f"Yes, remove {ana.name}")

    expect(ben.seat(ana.name)).to_have_count(0)
    expect(ana.circle).to_have_count(0, timeout=ENTER_MS)
    for attempt in (ana, invite(ana.name, ana.link)):
        attempt.page.goto("about:blank")
        attempt.enter()
        expect(attempt.page.get_by_role("heading", name="You are no longer in the room")).to_be_visible(
            timeout=ENTER_MS
        )
    lobby = dana.page.get_by_role("list", name="Waiting room", exact=True)
    expect(lobby.get_by_role("listitem")).to_have_count(0)
    ben.sees_and_hears("Dana")


def test_garbage_on_the_media_port_disturbs_nobody(house: House, invite: Invite) -> None:
    dana = open_room(house, invite)
    ana = invite(house.members[0].name, house.members[0].link)
    admit(dana, ana)
    dana.sees_and_hears(ana.name)
    before = dana.received()[ana.name]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.settimeout(0.5)
        for size in range(1, 1500, 3):
            stranger.sendto(secrets.token_bytes(size), ("127.0.0.1", house.media_port))
        with pytest.raises(TimeoutError):
            stranger.recv(2048)
    dana.until(
        f"async ([name, frames]) => (await ({RECEIVED})())[name].frames > frames", [ana.name, before.frames + 20]
    )


def test_leaving_asks_once_and_ends_at_a_calm_page(house: House, invite: Invite, pictures: Path) -> None:
    dana = open_room(house, invite)
    ana = invite(house.members[0].name, house.members[0].link)
    admit(dana, ana)
    ana.press("Leave")
    ana.press("Yes, leave")
    expect(ana.page.get_by_role("heading", name=re.compile("left"))).to_be_visible()
    ana.page.screenshot(path=pictures / "after-left.png")
    expect(dana.seat(ana.name)).to_have_count(0)


def test_who_left_by_themselves_comes_back_without_agreeing_anew(house: House, invite: Invite) -> None:
    dana = open_room(house, invite)
    link = house.members[0]
    ana = invite(link.name, link.link)
    admit(dana, ana)
    ana.press("Leave")
    ana.press("Yes, leave")
    expect(ana.page.get_by_role("heading", name="You have left the room")).to_be_visible(timeout=ENTER_MS)

    ana.press("Come back in")
    ana.waits()
    dana.press(f"Admit {ana.name}")
    ana.is_in_room()
    dana.sees_and_hears(ana.name)
