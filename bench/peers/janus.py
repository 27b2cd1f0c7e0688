"""Janus (Debian's package) with its videoroom plugin and ICE-lite, over its WebSocket API.

Everybody has one PeerConnection to publish (a voice, a picture in three sizes) and one that receives everybody else,
as at the relay.
"""

import asyncio
import itertools
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
from aiortc import RTCCertificate

from bench.peers.handshake import shake_hands
from bench.peers.identity import Identity
from bench.peers.peer import RunningRoom
from bench.peers.private_network import INTERFACE
from bench.peers.sdp import LEVEL_ID, PICTURE_TYPE, TRANSPORT_CC_ID, VOICE_TYPE, answer, offer, remote_side
from bench.relay.failure import BenchFailed
from bench.relay.process import settle
from bench.relay.room import PEOPLE

ROOM = 8
PLUGINS = Path("/usr/lib") / f"{os.uname().machine}-linux-gnu" / "janus"
STARTS_WITHIN_S = 10.0
ANSWERS_WITHIN_S = 10.0
_CONFIG = """\
general: {{ configs_folder = "{folder}", plugins_folder = "{plugins}/plugins",
  transports_folder = "{plugins}/transports", events_folder = "{plugins}/events",
  loggers_folder = "{folder}", debug_level = 1, interface = "127.0.0.1" }}
media: {{ ipv6 = false }}
nat: {{ ice_lite = true, ice_tcp = false, ice_enforce_list = "{interface}" }}
plugins: {{ disable = "{others}" }}
transports: {{ disable = "{transports}" }}
"""
_WEBSOCKETS = """\
general: {{ json = "compact", ws = true, ws_port = {port}, ws_ip = "127.0.0.1", wss = false }}
admin: {{ admin_ws = false }}
"""


class Janus:
    """Debian's Janus."""

    name = "Janus"

    @asynccontextmanager
    async def room(self, on: frozenset[int]) -> AsyncIterator[RunningRoom]:
        """Run it until the block ends.

        Raises:
            BenchFailed: it is not installed, or does not work.
        """
        if shutil.which("janus") is None or not PLUGINS.exists():
            raise BenchFailed("Janus is not installed here: apt-get install janus")
        with tempfile.TemporaryDirectory() as folder:
            port = _configure(Path(folder))
            process = await asyncio.create_subprocess_exec(
                *("janus", "-F", folder, "-C", f"{folder}/janus.jcfg"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=lambda: settle(on),
            )
            try:
                async with aiohttp.ClientSession() as http:
                    socket_ = await _connect(http, port)
                    api = _Api(socket_)
                    reading = asyncio.create_task(api.read())
                    try:
                        lines = await _fill(api)
                        yield RunningRoom(process.pid, _version(), tuple(lines))
                    finally:
                        reading.cancel()
                        await asyncio.wait([reading])
            finally:
                process.terminate()
                await process.wait()


class _Api:
    """Janus's API on one WebSocket."""

    def __init__(self, websocket: "aiohttp.ClientWebSocketResponse[bool]") -> None:
        self._websocket = websocket
        self._numbers = itertools.count(1)
        self._answers: dict[str, asyncio.Future[dict[str, object]]] = {}
        self.session = 0

    async def read(self) -> None:
        """Give answers to who asked; until the end of the connection."""
        async for message in self._websocket:
            parsed = msgspec.json.decode(message.data, type=dict[str, object])
            # What is merely acknowledged is answered by an event later.
            asked = self._answers.get(str(parsed.get("transaction")))
            if asked is not None and parsed["janus"] != "ack" and not asked.done():
                asked.set_result(parsed)

    async def ask(self, what: str, **more: object) -> dict[str, object]:
        """Send a request and take its answer.

        Raises:
            BenchFailed: it is refused, or not answered.
        """
        transaction = str(next(self._numbers))
        self._answers[transaction] = asyncio.get_running_loop().create_future()
        request = {"janus": what, "transaction": transaction, **more}
        if self.session:
            request["session_id"] = self.session
        await self._websocket.send_str(msgspec.json.encode(request).decode())
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                answered = await self._answers[transaction]
        except TimeoutError:
            raise BenchFailed(f"Janus does not answer to {what}") from None
        if answered["janus"] == "error":
            raise BenchFailed(f"Janus refuses {what}")
        return answered

    async def attach(self) -> int:
        """A handle at the videoroom."""
        return _number(await self.ask("attach", plugin="janus.plugin.videoroom"), "data", "id")

    async def message(self, handle: int, body: dict[str, object], **more: object) -> dict[str, object]:
        """Ask the plugin something."""
        return await self.ask("message", handle_id=handle, body=body, **more)


async def _fill(api: _Api) -> list[str]:
    api.session = _number(await api.ask("create"), "data", "id")
    certificate = RTCCertificate.generateCertificate()
    room = {"request": "create", "room": ROOM, "publishers": PEOPLE, "bitrate": 0, "audiocodec": "opus"}
    await api.message(await api.attach(), {**room, "videocodec": "vp8", "transport_wide_cc_ext": True})
    talkers = [await _publish(api, Identity(certificate), 100 * person) for person in range(1, PEOPLE + 1)]
    feeds = [feed for feed, _ in talkers]
    listeners = [await _subscribe(api, Identity(certificate), [feed for feed in feeds if feed != own]) for own in feeds]
    return [line for _, line in talkers] + listeners


async def _publish(api: _Api, identity: Identity, ssrc: int) -> tuple[int, str]:
    """Somebody who sends: their number at Janus, and the load generator's line."""
    handle = await api.attach()
    joined = await api.message(handle, {"request": "join", "ptype": "publisher", "room": ROOM})
    feed = _number(joined, "plugindata", "data", "id")
    pictures = (ssrc + 1, ssrc + 2, ssrc + 3)
    description = {"type": "offer", "sdp": offer(identity, ssrc, pictures)}
    answered = await api.message(handle, {"request": "publish"}, jsep=description)
    words = await shake_hands(identity, remote_side(_text(answered, "jsep", "sdp")))
    streams = " ".join(f"picture{index}={PICTURE_TYPE},{one}" for index, one in enumerate(pictures))
    extensions = f"level={LEVEL_ID} transport_cc={TRANSPORT_CC_ID}"
    return feed, f"talker {words} voice={VOICE_TYPE},{ssrc} {streams} {extensions}"


async def _subscribe(api: _Api, identity: Identity, feeds: list[int]) -> str:
    """Somebody who receives: the load generator's line."""
    handle = await api.attach()
    streams = [{"feed": feed} for feed in feeds]
    body: dict[str, object] = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": streams}
    offered = _text(await api.message(handle, body), "jsep", "sdp")
    description = {"type": "answer", "sdp": answer(offered, identity)}
    await api.message(handle, {"request": "start"}, jsep=description)
    return f"listener {await shake_hands(identity, remote_side(offered))}"


async def _connect(http: aiohttp.ClientSession, port: int) -> "aiohttp.ClientWebSocketResponse[bool]":
    loop = asyncio.get_running_loop()
    until = loop.time() + STARTS_WITHIN_S
    while True:
        try:
            return await http.ws_connect(f"http://127.0.0.1:{port}", protocols=["janus-protocol"])
        except aiohttp.ClientError as failure:
            if loop.time() > until:
                raise BenchFailed("Janus does not start") from failure
            await asyncio.sleep(0.1)


def _configure(folder: Path) -> int:
    """Write a configuration with one plugin and one transport; the port of the API."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    others, transports = (
        ",".join(path.name for path in (PLUGINS / kind).glob("*.so") if path.name != wanted)
        for kind, wanted in (("plugins", "libjanus_videoroom.so"), ("transports", "libjanus_websockets.so"))
    )
    config = _CONFIG.format(interface=INTERFACE, folder=folder, plugins=PLUGINS, others=others, transports=transports)
    (folder / "janus.jcfg").write_text(config)
    (folder / "janus.transport.websockets.jcfg").write_text(_WEBSOCKETS.format(port=port))
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
    return port


def _version() -> str:
    told = subprocess.run(["janus", "--help"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"Janus version: \d+ \(([^)]*)\)", told)
    return found[1] if found else "of unknown version"


def _find(answered: object, *path: str) -> object:
    for name in path:
        if not isinstance(answered, dict) or name not in answered:
            raise BenchFailed(f"Janus's answer has no {'.'.join(path)}")
        answered = answered[name]
    return answered


def _number(answered: object, *path: str) -> int:
    return int(str(_find(answered, *path)))


def _text(answered: object, *path: str) -> str:
    return str(_find(answered, *path))
