"""`goround serve`: one process from its first socket to its last goodbye."""

import asyncio
import logging
import os
import resource
import signal
import socket

from aiohttp import web

from server.app import Application, open_application
from server.config import Settings
from server.data_dir import DataDir
from server.errors import StartFailed
from server.listener import beside, listen, try_media_port
from server.log import configure_logging
from server.pages.access_log import access_logger
from server.private_file import write_private
from signaling.errors import StoreUnavailable

STOP_WITHIN_S = 4.5
"""For goodbyes and open connections; whoever sent SIGTERM was promised 5 s."""

LINGER_S = 1.0
"""How long a plain HTTP request may take to finish once we stop."""

_log = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Run the server until SIGTERM or SIGINT.

    Raises:
        StartFailed: it cannot start; nothing is left behind but the data directory.
    """
    if settings.links_file is not None and not settings.demo:
        raise StartFailed("--links-file: there are no links to write without --demo")
    # What is written from here on, the database above all, is for its owner only.
    os.umask(0o077)
    _allow_many_sockets()
    configure_logging(settings.log_format)
    stop = _stop_signal()
    with listen(settings.host, settings.port) as listener:
        media_host = str(settings.media_host or beside(listener.getsockname()[0]))
        for index in range(settings.worker_count):
            try_media_port(media_host, settings.media_port + index if settings.media_port else 0)
        data = DataDir.prepare(settings.data_dir, shared=settings.redis_url is not None)
        async with open_application(settings, data, listener.getsockname()[1], media_host) as application:
            await _run(settings, application, listener, stop)
    _log.info("stopped")


async def _run(settings: Settings, application: Application, listener: socket.socket, stop: asyncio.Event) -> None:
    runner = web.AppRunner(
        application.web,
        access_log_class=access_logger(settings.trusted_proxies),
        shutdown_timeout=LINGER_S,
    )
    origin = settings.url(listener.getsockname()[1])
    # Before anybody is answered: who finds the server ready finds the links.
    _write_links(settings, application, origin)
    await runner.setup()
    try:
        async with asyncio.timeout(None) as limit:
            try:
                # On leaving it, everybody is told and disconnected; new connections still get an answer: `closing`.
                async with application.gateway:
                    await web.SockSite(runner, listener).start()
                    _tell(application, origin)
                    await stop.wait()
                    _log.info("stopping")
                    application.closing = True
                    limit.reschedule(asyncio.get_running_loop().time() + STOP_WITHIN_S)
            finally:
                await runner.cleanup()
    except TimeoutError:
        _log.error("not everything was closed in time")
    except StoreUnavailable as exc:
        raise StartFailed("--redis: it does not answer") from exc


def _allow_many_sockets() -> None:
    """Let the process have as many files open as the machine allows it, not the 1024 it begins with."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _tell(application: Application, origin: str) -> None:
    if application.links is not None:
        print(application.links.as_table(origin))
    print(f"Goround is ready at {origin}", flush=True)


def _write_links(settings: Settings, application: Application, origin: str) -> None:
    if settings.links_file is None or application.links is None:
        return
    try:
        write_private(settings.links_file, application.links.as_json(origin))
    except OSError as exc:
        raise StartFailed(f"cannot write {settings.links_file}: {(exc.strerror or str(exc)).lower()}") from exc


def _stop_signal() -> asyncio.Event:
    """Set by SIGTERM or Ctrl-C. A second signal ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    return stop
