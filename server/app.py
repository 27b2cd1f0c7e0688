"""Builds everything, and takes it down again in the opposite order. Nothing else constructs what lives long."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import web
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from media.node import Node, NodeConfig
from media.turn import TurnServers
from server.config import Settings
from server.data_dir import DataDir
from server.demo import DemoSchedule, set_up_demo
from server.errors import StartFailed
from server.links import Links
from server.pages.address import behind_proxies
from server.pages.client import Client
from server.pages.failures import failure_pages
from server.pages.headers import security_headers
from server.pages.health import HealthPages
from server.pages.join import JoinPage
from server.practice.database import Database
from server.practice.directory import PracticeDirectory
from server.practice.exchange import Exchange
from server.practice.schedule import PlannedSchedule, Schedule
from server.rooms import open_rooms
from signaling.clock import SystemClock
from signaling.gateway import Gateway
from signaling.room import RoomId
from signaling.stores import RoomStore

STATIC = Path(__file__).parent / "static"


class Application:
    """What is served. Keep `gateway` open while it is."""

    def __init__(self, web_app: web.Application, gateway: Gateway, links: Links | None) -> None:
        self.web = web_app
        self.gateway = gateway
        self.links = links
        """Of the demo group, if there is one."""
        self.closing = False
        """Set when the server stops: from then on nobody new is taken."""


@asynccontextmanager
async def open_application(settings: Settings, data: DataDir, port: int, media_host: str) -> AsyncIterator[Application]:
    """Everything `goround serve` runs, except for the TCP socket. The gateway is not open yet.

    Args:
        settings: As given.
        data: Where to keep things.
        port: TCP port of the pages.
        media_host: IP address that the relay listens on.

    Raises:
        StartFailed: the web client was not built, the database cannot be used, or the demo's secrets cannot be written.
    """
    clock = SystemClock()
    client = _client()
    async with AsyncExitStack() as stack:
        database = await _database(data.database)
        stack.push_async_callback(database.close)
        directory = PracticeDirectory(database, clock)
        rooms = await stack.enter_async_context(open_rooms(settings, data, clock, port))
        links = await _demo(settings, database, data, clock)
        origins = frozenset({settings.public_url}) if settings.public_url else frozenset[str]()
        announced = tuple(str(address) for address in settings.media_announce)
        media = NodeConfig(
            host=media_host,
            port=settings.media_port,
            workers=settings.worker_count,
            announced=announced,
            turn=TurnServers(settings.turn_urls, settings.turn_secret(), settings.turn_only),
        )
        gateway = Gateway(
            directory,
            rooms.store,
            clock,
            lambda deliver: Node.start(media, deliver),
            origins,
            rooms.cluster,
        )
        schedule: Schedule = DemoSchedule(_occupancy(rooms.store)) if settings.demo else PlannedSchedule()
        exchange = Exchange(database, schedule, clock)

        web_app = web.Application(middlewares=[behind_proxies(settings.trusted_proxies), failure_pages()])
        application = Application(web_app, gateway, links)
        join = JoinPage(exchange, clock, public_url=settings.public_url, closing=lambda: application.closing)
        https = bool(settings.public_url and settings.public_url.startswith("https:"))
        web_app.on_response_prepare.append(security_headers(https=https))
        web_app.add_routes([*HealthPages(lambda: application.closing).routes(), *join.routes()])
        gateway.attach(web_app)
        web_app.add_routes(client.routes())
        yield application


def _client() -> Client:
    try:
        return Client.load(STATIC)
    except FileNotFoundError as exc:
        raise StartFailed("the web client has not been built; `make run` builds it") from exc


async def _database(file: Path) -> Database:
    try:
        return await Database.open(file)
    except DBAPIError as exc:
        raise StartFailed(f"cannot use the database {file}: {exc.orig}") from exc
    except CommandError as exc:
        raise StartFailed(f"cannot use the database {file}: a newer version of Goround has written it") from exc


async def _demo(settings: Settings, database: Database, data: DataDir, clock: SystemClock) -> Links | None:
    if not settings.demo:
        return None
    try:
        return await set_up_demo(database, data.demo_secrets, clock)
    except OSError as exc:
        raise StartFailed(f"cannot write {data.demo_secrets}: {(exc.strerror or str(exc)).lower()}") from exc


def _occupancy(store: RoomStore) -> Callable[[RoomId], Awaitable[bool]]:
    async def is_occupied(room: RoomId) -> bool:
        kept = await store.load(room)
        return kept is not None and bool(kept.room.circle)

    return is_occupied
