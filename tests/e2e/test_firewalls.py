"""People whose network lets no UDP through: by TCP to the relay itself, or by a TURN server."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from .conftest import CHROMIUM, FLAGS, Invite, guests
from .house import House, company, open_house
from .turn import open_turn

ROUTES = """
async () => {
  const routes = [];
  for (const connection of window.goround.peerConnections()) {
    const stats = await connection.getStats();
    for (const transport of stats.values()) {
      if (transport.type !== "transport" || !transport.selectedCandidatePairId) continue;
      const pair = stats.get(transport.selectedCandidatePairId);
      const { candidateType, protocol, relayProtocol } = stats.get(pair.localCandidateId);
      routes.push(relayProtocol ? `${candidateType} ${relayProtocol}` : protocol);
    }
  }
  return routes;
}
"""
"""How each of the page's connections reaches the relay."""


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
def test_sound_and_picture_come_by_turn_alone(playwright: Playwright, tmp_path: Path, way: str) -> None:
    # coturn's certificate is its own here.
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, headless=False, args=[*FLAGS, "--ignore-certificate-errors"]
    )
    with open_turn(tmp_path) as turn:
        options = ["--media-host", "127.0.0.1", "--turn-urls", turn.urls[way]]
        options += ["--turn-secret-file", str(turn.secret_file), "--turn-only"]
        with (
            open_house(tmp_path, options=options) as house,
            guests(browser) as invite,
            company(house.members[:1], tmp_path),
        ):
            dana = invite("Dana", house.facilitator)
            dana.enter()
            dana.is_in_room()
            dana.press("Open the room")
            dana.press(f"Admit {house.members[0].name}")
            dana.sees_and_hears(house.members[0].name)
            routes = dana.page.evaluate(ROUTES)
    browser.close()
    assert routes == [f"relay {way}"] * 2


NO_UDP = """
const whole = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
  return whole.call(this, { type, sdp: sdp.replace(/^a=candidate:\\S+ 1 udp .*\\r\\n/gm, "") });
};
"""
"""A browser to which no UDP candidate means anything."""


def test_sound_and_picture_come_by_tcp_where_udp_does_not(house: House, invite: Invite, tmp_path: Path) -> None:
    with company(house.members[:1], tmp_path):
        dana = invite("Dana", house.facilitator)
        dana.page.add_init_script(NO_UDP)
        dana.enter()
        dana.is_in_room()
        dana.press("Open the room")
        dana.press(f"Admit {house.members[0].name}")
        dana.sees_and_hears(house.members[0].name)
        routes = dana.page.evaluate(ROUTES)
    assert routes == ["tcp", "tcp"]
