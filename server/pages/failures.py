"""What a browser sees when there is nothing, or something went wrong."""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_log = logging.getLogger(__name__)

_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{title} · Goround</title>
  </head>
  <body>
    <main>
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  </body>
</html>
"""

_SENTENCES = {
    404: ("There is nothing here", "Please use the link that your facilitator gave you, and copy all of it."),
    405: ("That is not possible here", "Please use the link that your facilitator gave you."),
    413: ("That is too large", "Please use the link that your facilitator gave you."),
    500: ("Something went wrong", "It is on our side. Please try again in a moment."),
}


def failure_pages() -> Middleware:
    """Turn refusals of the router and unexpected exceptions into short pages; the latter are logged, without content."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            if refusal.status not in _SENTENCES:
                raise
            page = _page(refusal.status)
            if "Allow" in refusal.headers:
                page.headers["Allow"] = refusal.headers["Allow"]
            return page
        except Exception:  # noqa: BLE001 - the root of a request's task
            _log.exception("A request failed")
            return _page(500)

    return answer


def _page(status: int) -> web.Response:
    title, text = _SENTENCES[status]
    return web.Response(
        status=status,
        text=_PAGE.format(title=title, text=text),
        content_type="text/html",
        headers={"Cache-Control": "no-store"},
    )
