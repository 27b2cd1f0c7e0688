"""The built client as a browser gets it, and the headers on it."""

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.pages.client import Client
from server.pages.failures import failure_pages
from server.pages.headers import security_headers

INDEX = b"<!doctype html><title>Goround</title>"
SCRIPT = b"export const circle = [];\n" * 50

Http = TestClient[web.Request, web.Application]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "favicon.svg").write_bytes(b"<svg/>")
    (folder / "assets" / "index-4f3a.js").write_bytes(SCRIPT)
    (folder / "assets" / "face-9c1d.woff2").write_bytes(b"wOF2" + bytes(200))
    (tmp_path / "secret.txt").write_text("not for anybody")
    return folder


def _app(build: Path, *, https: bool = False) -> web.Application:
    async def broken(_request: web.Request) -> web.Response:
        raise RuntimeError("a name and a token")

    app = web.Application(middlewares=[failure_pages()])
    app.on_response_prepare.append(security_headers(https=https))
    app.add_routes([web.get("/broken", broken), *Client.load(build).routes()])
    return app


@pytest.fixture
async def http(build: Path) -> AsyncIterator[Http]:
    async with TestClient(TestServer(_app(build)), auto_decompress=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/join", "/join?x=1"])
async def test_the_page_is_never_kept(http: Http, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status, await answer.read()) == (200, INDEX)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "ETag" not in answer.headers


async def test_hashed_files_are_kept_for_good(http: Http) -> None:
    answer = await http.get("/assets/index-4f3a.js", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(await answer.read()) == SCRIPT


async def test_without_gzip_files_come_as_they_are(http: Http) -> None:
    answer = await http.get("/assets/index-4f3a.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert await answer.read() == SCRIPT


async def test_fonts_are_not_compressed_again(http: Http) -> None:
    answer = await http.get("/assets/face-9c1d.woff2", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"] == "font/woff2"
    assert "Content-Encoding" not in answer.headers


async def test_other_files_are_asked_about_again(http: Http) -> None:
    first = await http.get("/favicon.svg")
    again = await http.get("/favicon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["ETag"] == f'"{hashlib.sha256(b"<svg/>").hexdigest()[:32]}"'
    assert (again.status, await again.read()) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/index.html",
        "/assets",
        "/assets/",
        "/secret.txt",
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/%00",
        "//elsewhere.example/",
    ],
)
async def test_what_is_not_in_the_build_does_not_exist(http: Http, path: str) -> None:
    reader, writer = await _raw(http)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"There is nothing here" in answer
    assert b"not for anybody" not in answer


async def test_a_failure_of_ours_tells_nothing(http: Http, caplog: pytest.LogCaptureFixture) -> None:
    answer = await http.get("/broken")
    assert answer.status == 500
    assert "token" not in await answer.text()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("server.")] == [
        "A request failed"
    ]


@pytest.mark.parametrize("path", ["/", "/join", "/assets/index-4f3a.js", "/nothing", "/broken"])
async def test_every_answer_has_the_headers(http: Http, path: str) -> None:
    headers = (await http.get(path)).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "goround"
    assert "Strict-Transport-Security" not in headers


async def test_https_is_asked_for_where_it_is_the_public_way(build: Path) -> None:
    async with TestClient(TestServer(_app(build, https=True))) as client:
        assert (await client.get("/")).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_folder_without_a_build_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Client.load(tmp_path)


async def _raw(http: Http) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of our own: HTTP clients tidy paths up before they send them."""
    return await asyncio.open_connection(http.host, http.port)
