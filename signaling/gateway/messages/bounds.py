"""The bounds of what a stranger may send."""

from typing import Annotated, TypeAlias

import msgspec

# \Z and not $, which would let a line feed through at the end.
CommandId: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
Device: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{22,64}\Z")]
Opaque: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
"""The id of a seat, signal, transport, producer or consumer."""
Token: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Pixels: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=16_384)]
"""16 384 is the widest canvas or video any browser shows."""
Ortc: TypeAlias = dict[str, object]
"""One of mediasoup's objects as the client sent it, bounded by the size of a message only."""

MAX_TRANSPORTS = 8
"""A page has two transports; a few more may be dying while it reconnects."""
