"""The room's side of the way to its media."""

from collections.abc import Callable

from signaling.gateway.nodes.order import PolicyOrder
from signaling.stores import Revision


class PolicyFeed:
    """Says the last order again until it is acknowledged: the way may drop, repeat, delay and reorder what is said."""

    def __init__(self) -> None:
        self._order: PolicyOrder | None = None
        self._acknowledged: Revision | None = None
        self._send: Callable[[PolicyOrder], None] | None = None

    @property
    def order(self) -> PolicyOrder | None:
        """The last one."""
        return self._order

    def lead_to(self, send: Callable[[PolicyOrder], None] | None) -> None:
        """From now on say it there, where nothing is known yet; ``None``: nowhere for the time being."""
        self._send = send
        self._acknowledged = None
        self.remind()

    def tell(self, order: PolicyOrder) -> None:
        """This is what the media are to be from now on."""
        self._order = order
        self._acknowledged = None
        self.remind()

    def acknowledge(self, revision: Revision) -> None:
        """There they are as of ``revision`` ordered; an acknowledgement of something else than the last is outdated."""
        if self._order is not None and revision == self._order.revision:
            self._acknowledged = revision

    def remind(self) -> None:
        """Say the last order unless it is acknowledged. To be called about every second."""
        if self._send is not None and self._order is not None and self._acknowledged is None:
            self._send(self._order)
