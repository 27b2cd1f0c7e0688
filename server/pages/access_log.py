"""One line a request, without anything that tells who or what for."""

import logging
from collections.abc import Sequence

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from server.config import Network
from server.pages.address import address_prefix, client_address

_log = logging.getLogger(__name__)


def access_logger(trusted: Sequence[Network]) -> type[AbstractAccessLogger]:
    """A logger that names the route instead of the path (no query, no token) and the network instead of the address."""

    class AccessLogger(AbstractAccessLogger):
        def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
            _log.info(
                "request",
                extra={
                    "method": request.method if request.method in _METHODS else "other",
                    "route": _route(request),
                    "status": response.status,
                    "bytes": response.body_length,
                    "ms": round(time * 1000, 1),
                    "network": address_prefix(client_address(request, trusted)),
                },
            )

    return AccessLogger


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _route(request: web.BaseRequest) -> str:
    if not isinstance(request, web.Request):
        return "none"
    resource = request.match_info.route.resource
    return "none" if resource is None else resource.canonical
