"""The built web client, held in memory: what is not in the table does not exist, whatever a path says."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

ASSETS = "/assets/"
"""Vite puts a hash of the content into each name in this folder."""

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
NO_STORE = "no-store"

COMPRESSED = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "text/plain"})

TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"}
"""Where the machine's own table of types may be missing or wrong."""


@dataclass(frozen=True, slots=True)
class ClientFile:
    """One file as it is sent."""

    body: bytes
    gzipped: bytes | None
    """Absent where it would not be smaller."""
    content_type: str
    cache_control: str
    etag: str

    @classmethod
    def read(cls, path: Path, cache_control: str) -> "ClientFile":
        """A file of the build."""
        body = path.read_bytes()
        content_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        # mtime=0: the same build gives the same bytes.
        gzipped = gzip.compress(body, mtime=0) if content_type in COMPRESSED else None
        if gzipped is not None and len(gzipped) >= len(body):
            gzipped = None
        return cls(body, gzipped, content_type, cache_control, hashlib.sha256(body).hexdigest()[:32])

    def answer(self, request: web.Request, *, status: int = 200) -> web.Response:
        """The file, compressed where the browser can, or 304 where it has it already."""
        headers = {"Cache-Control": self.cache_control, "Vary": "Accept-Encoding"}
        known = {tag.value for tag in request.if_none_match or ()}
        if status == 200 and self.cache_control != NO_STORE and self.etag in known:
            response = web.Response(status=304, headers=headers)
            response.etag = self.etag
            return response
        body = self.body
        if self.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            body = self.gzipped
            headers["Content-Encoding"] = "gzip"
        charset = "utf-8" if self.content_type.startswith("text/") else None
        response = web.Response(
            status=status, body=body, headers=headers, content_type=self.content_type, charset=charset
        )
        if self.cache_control != NO_STORE:
            response.etag = self.etag
        return response


class Client:
    """All files of the build by the path they are asked for under."""

    def __init__(self, files: Mapping[str, ClientFile], index: ClientFile) -> None:
        self._files = files
        self._index = index

    @classmethod
    def load(cls, folder: Path) -> "Client":
        """Read a build.

        Raises:
            FileNotFoundError: there is no build in `folder`.
        """
        index = ClientFile.read(folder / "index.html", NO_STORE)
        files = {}
        for path in sorted(folder.rglob("*")):
            name = "/" + path.relative_to(folder).as_posix()
            if path.is_file() and name != "/index.html":
                files[name] = ClientFile.read(path, IMMUTABLE if name.startswith(ASSETS) else REVALIDATE)
        return cls(files, index)

    def routes(self) -> list[web.RouteDef]:
        """The pages, and every other path last."""
        return [web.get("/", self._page), web.get("/join", self._page), web.get("/{path:.*}", self._file)]

    async def _page(self, request: web.Request) -> web.Response:
        return self._index.answer(request)

    async def _file(self, request: web.Request) -> web.Response:
        file = self._files.get(request.path)
        if file is None:
            raise web.HTTPNotFound
        return file.answer(request)
