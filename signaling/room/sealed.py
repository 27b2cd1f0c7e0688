"""What the server carries and cannot read (RFC 9180)."""

from dataclasses import dataclass

from signaling.room.ids import SeatId


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something sealed to the key of one seat's page."""

    seat: SeatId
    """Who can open it."""
    box: str
    """Encapsulated key and ciphertext, base64url."""
