"""`goround serve --demo` from its start to its end, as a process."""

import asyncio
import resource
import signal
import stat
import time
from pathlib import Path

import pytest
import socketio  # type: ignore[import-untyped]  # has neither stubs nor py.typed
from aiohttp import ClientSession

from .process import Running, demo

STOP_S = 5.0


class Page:
    """What a browser's page does, as far as the server can tell."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self._client = socketio.AsyncClient(reconnection=False)
        self.goodbye: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
        self.view: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()
        self._client.on("goodbye", self._on_goodbye, namespace="/room")
        self._client.on("view", self._on_view, namespace="/room")

    async def join(self, secret: str) -> str:
        async with (
            ClientSession() as http,
            http.post(f"{self._server.url}/api/join", json={"secret": secret}) as answer,
        ):
            assert answer.status == 200
            token: str = (await answer.json())["token"]
            return token

    async def connect(self, token: str) -> None:
        await self._client.connect(
            self._server.url,
            auth={"token": token, "device": "d" * 22, "takeover": False},
            transports=["websocket"],
            namespaces=["/room"],
        )

    async def command(self, kind: str) -> None:
        answer = await self._client.call("command", {"id": kind, "type": kind}, namespace="/room", timeout=10)
        assert answer["ok"]

    async def close(self) -> None:
        await self._client.disconnect()

    def _on_goodbye(self, error: dict[str, str]) -> None:
        self.goodbye.set_result(error)

    def _on_view(self, message: dict[str, object]) -> None:
        if not self.view.done():
            self.view.set_result(message)


async def test_links_are_printed_and_written_and_all_of_them_work(tmp_path: Path) -> None:
    async with demo(tmp_path) as server:
        assert stat.S_IMODE(server.links_file.stat().st_mode) == 0o600
        assert list(server.links) == ["facilitator", "co_facilitators", "members"]
        names = [member["name"] for member in server.links["members"]]
        assert len(set(names)) == 8
        others = [*server.links["co_facilitators"], *server.links["members"]]
        links = [server.links["facilitator"], *(person["link"] for person in others)]
        for link in links:
            assert link.startswith(f"{server.url}/join#")
            assert link in server.out
        seats = []
        async with ClientSession() as http:
            for link in links:
                body = {"secret": link.partition("#")[2]}
                async with http.post(f"{server.url}/api/join", json=body) as answer:
                    seats.append((await answer.json())["seat"])
    facilitators = [{"name": name, "role": "facilitator"} for name in ("Dana", "Emil")]
    assert seats == [*facilitators, *({"name": name, "role": "member"} for name in names)]


async def test_it_serves_the_built_client_and_its_health(tmp_path: Path) -> None:
    async with demo(tmp_path) as server, ClientSession() as http:
        for path, status, kind in (
            ("/", 200, "text/html"),
            ("/join", 200, "text/html"),
            ("/healthz", 200, "application/json"),
            ("/readyz", 200, "application/json"),
            ("/nothing", 404, "text/html"),
        ):
            async with http.get(server.url + path) as answer:
                assert (answer.status, answer.content_type) == (status, kind)
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_it_takes_as_many_sockets_as_the_machine_allows(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
    try:
        async with demo(tmp_path) as server:
            assert resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_tells_people_and_ends_it_within_five_seconds(tmp_path: Path, number: signal.Signals) -> None:
    async with demo(tmp_path) as server:
        page = Page(server)
        await page.connect(await page.join(server.member_secrets[0]))
        async with asyncio.timeout(10):
            await page.view
        began_s = time.monotonic()
        server.process.send_signal(number)
        async with asyncio.timeout(STOP_S):
            goodbye = await page.goodbye
            status = await server.process.wait()
        assert goodbye["code"] == "closing"
        assert status == 0
        assert time.monotonic() - began_s < STOP_S
        await page.close()
    assert "Traceback" not in server.log.read_text()


async def test_a_page_finds_its_seat_again_after_a_restart(tmp_path: Path) -> None:
    async with demo(tmp_path) as server:
        before = server.links
        token = await Page(server).join(server.member_secrets[0])
        server.process.terminate()
        await server.process.wait()

    async with demo(tmp_path) as server:
        secrets = [member["link"].partition("#")[2] for member in before["members"]]
        assert server.member_secrets == secrets
        page = Page(server)
        await page.connect(token)
        async with asyncio.timeout(10):
            view = await page.view
        await page.close()
    assert view["view"]["me"]["name"] == before["members"][0]["name"]  # type: ignore[index]  # the shape is the protocol's


async def test_after_the_end_a_newcomer_finds_the_next_session(tmp_path: Path) -> None:
    async with demo(tmp_path) as server:
        dana, late = Page(server), Page(server)
        token = await dana.join(server.links["facilitator"].partition("#")[2])
        await dana.connect(token)
        await dana.command("open_room")
        await dana.command("end_session")
        async with asyncio.timeout(10):
            assert (await dana.goodbye)["code"] == "ended"
        await late.connect(await late.join(server.member_secrets[0]))
        async with asyncio.timeout(10):
            view = await late.view
        await late.close()
    assert view["view"]["me"]["state"] == "lobby"  # type: ignore[index]  # the shape is the protocol's
    assert view["view"]["room"]["phase"] == "doors_closed"  # type: ignore[index]  # likewise


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_the_log_names_nobody(tmp_path: Path, log_format: str) -> None:
    async with demo(tmp_path, "--log-format", log_format) as server:
        page = Page(server)
        secret = server.member_secrets[0]
        token = await page.join(secret)
        await page.connect(token)
        async with asyncio.timeout(10):
            await page.view
        await page.close()
        async with ClientSession() as http, http.get(f"{server.url}/join?name=Ana&token={token}") as answer:
            assert answer.status == 200
        server.process.terminate()
        await server.process.wait()
        names = [member["name"] for member in server.links["members"]]
    log = server.log.read_text()
    assert "/api/join" in log
    assert "stopped" in log
    for content in (*names, *server.member_secrets, token, "127.0.0.1", "name="):
        assert content not in log
