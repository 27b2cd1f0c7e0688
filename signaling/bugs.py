"""How a bug is written to the log: where it happened, and no content."""

import logging
import traceback
from collections.abc import Iterator


def log_bug(log: logging.Logger, what: str, exc: BaseException) -> None:
    """Log an unexpected exception with its traceback but without its message, which may quote what people sent.

    Args:
        log: Of the module that met it.
        what: What was being done, opaque ids only.
        exc: The exception; those it was raised from, or while handling, are logged too.
    """
    log.error("%s failed\n%s", what, "".join(_lines(exc)).rstrip())


def _lines(exc: BaseException) -> Iterator[str]:
    inner = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    if inner is not None:
        yield from _lines(inner)
    yield from traceback.format_tb(exc.__traceback__)
    yield f"  {type(exc).__module__}.{type(exc).__qualname__}\n"
    if isinstance(exc, BaseExceptionGroup):
        for each in exc.exceptions:
            yield from _lines(each)
