"""The media's side of the way from a room to its media."""

from signaling.gateway.media_plane import RoomMedia
from signaling.gateway.nodes.order import PolicyOrder
from signaling.room import DeviceId, SeatId
from signaling.stores import Revision


class PolicyGate:
    """Makes a room's media be what the newest order says, in whatever order orders come."""

    def __init__(self, media: RoomMedia) -> None:
        self.media = media
        self._order: PolicyOrder | None = None
        self._holders: dict[SeatId, DeviceId] = {}

    def take(self, order: PolicyOrder) -> Revision:
        """Carry out an order, unless a newer one has been; returns the revision in effect."""
        if self._order is not None and (order.revision < self._order.revision or order == self._order):
            return self._order.revision
        self._close_replaced(order)
        self.media.apply(order.policy)
        self._order = order
        return order.revision

    def admits(self, seat: SeatId, device: DeviceId) -> bool:
        """Whether this device holds the seat: of two that think so, only the last may have media."""
        return self._holders.get(seat) == device

    def _close_replaced(self, order: PolicyOrder) -> None:
        """Close what another device of a seat had, before the new one can open anything."""
        for seat, device in order.holders.items():
            if device is not None and self._holders.setdefault(seat, device) != device:
                self.media.close_seat(seat)
                self._holders[seat] = device
