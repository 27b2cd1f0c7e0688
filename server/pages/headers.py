"""Headers on every answer: nothing from elsewhere runs, frames us, or learns where a person came from."""

from collections.abc import Awaitable, Callable

from aiohttp import web

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob: mediastream:",
        # CSP level 3: 'self' covers ws: and wss: of the same host too.
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)

PERMISSIONS_POLICY = ", ".join(
    [
        *(f"{feature}=(self)" for feature in ("autoplay", "camera", "fullscreen", "microphone", "screen-wake-lock")),
        *(
            f"{feature}=()"
            for feature in ("accelerometer", "display-capture", "geolocation", "gyroscope", "payment", "usb")
        ),
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # aiohttp would name itself and its version.
    "Server": "goround",
}

STRICT_TRANSPORT_SECURITY = "max-age=31536000"
"""A year. Only where the public URL is https: over plain http browsers ignore it, and on localhost it would do harm."""


def security_headers(*, https: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A handler for `on_response_prepare`, so that errors and the signaling's answers get the headers too."""
    headers = {**HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT_SECURITY} if https else HEADERS

    async def add(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(headers)

    return add
