"""Debian's Firefox ESR, driven by WebDriver BiDi (W3C) over its own WebSocket; no driver program in between."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from .eventually import eventually
from .person import MEDIA_MS, RECEIVED

FIREFOX = "/usr/bin/firefox-esr"

PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    # The relay of a test listens on 127.0.0.1 only, which Firefox leaves out otherwise.
    "media.peerconnection.ice.loopback": True,
    "media.gmp-manager.updateEnabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}

START_S = 60.0
STEP_S = 60.0
"""For one thing to appear on the page."""

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class FirefoxPage:
    """One tab; finds things by role and name, as assistive technology does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, context: str) -> None:
        self._socket = socket
        self.context = context
        self._ids = itertools.count(1)

    async def call(self, method: str, **parameters: Any) -> Any:
        """One BiDi command; events in between are of no interest here."""
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            answer = await self._socket.receive_json()
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    async def goto(self, url: str) -> None:
        """Open a page and wait until it has loaded."""
        await self.call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def evaluate(self, function: str) -> Any:
        """What an async function without arguments, run on the page, gives; through JSON."""
        expression = f"({function})().then(JSON.stringify)"
        answer = await self.call(
            "script.evaluate", expression=expression, target={"context": self.context}, awaitPromise=True
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    async def press(self, role: str, name: str) -> None:
        """Wait for a control and press it."""
        await self._do(role, name, "(control) => control.click()")

    async def write(self, name: str, text: str) -> None:
        """Wait for a field and write into it."""
        typing = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }"
        await self._do("textbox", name, typing, {"type": "string", "value": text})

    async def _do(self, role: str, name: str, function: str, *arguments: object) -> None:
        [node] = await self.find(role, name)
        await self.call(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"sharedId": node["sharedId"]}, *arguments],
            target={"context": self.context},
            awaitPromise=False,
        )

    async def find(self, role: str, name: str) -> list[Any]:
        """Wait until there is something of this role and name."""
        async with asyncio.timeout(STEP_S):
            while True:
                if nodes := await self._located(role, name):
                    return nodes
                await asyncio.sleep(0.2)

    async def shows(self, role: str, name: str) -> bool:
        """Whether there is something of this role and name now."""
        return bool(await self._located(role, name))

    async def _located(self, role: str, name: str) -> list[Any]:
        locator = {"type": "accessibility", "value": {"role": role, "name": name}}
        found = await self.call("browsingContext.locateNodes", context=self.context, locator=locator)
        return list(found["nodes"])

    async def until(self, predicate: str) -> None:
        """Wait until an async function of the page is true."""
        assert await self.evaluate(eventually(predicate, MEDIA_MS)), await self.evaluate(RECEIVED)

    async def screenshot(self, path: Path) -> None:
        """Keep what is on the screen."""
        import base64

        shot = await self.call("browsingContext.captureScreenshot", context=self.context)
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[FirefoxPage]:
    """A headless Firefox with a profile of its own in `folder`."""
    folder.mkdir()
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        FIREFOX,
        "--headless",
        "--no-remote",
        "--profile",
        str(folder),
        "--remote-debugging-port=0",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        address = await _address(process.stderr)
        drain = asyncio.create_task(_drain(process.stderr))
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{address}/session", max_msg_size=0) as socket,
        ):
            page = FirefoxPage(socket, "")
            await page.call("session.new", capabilities={})
            tree = await page.call("browsingContext.getTree")
            page.context = tree["contexts"][0]["context"]
            yield page
    finally:
        process.terminate()
        await process.wait()
    await drain


async def _address(stream: asyncio.StreamReader) -> str:
    async with asyncio.timeout(START_S):
        async for line in stream:
            if found := LISTENING.search(line.decode(errors="replace")):
                return found[1]
    raise AssertionError("Firefox ended before it listened")


async def _drain(stream: asyncio.StreamReader) -> None:
    async for _ in stream:
        pass
