"""Who we are to another SFU on one transport."""

import secrets
from dataclasses import dataclass, field

from aiortc import RTCCertificate


@dataclass(frozen=True, slots=True)
class Identity:
    """ICE credentials and a certificate of our own."""

    certificate: RTCCertificate
    ufrag: str = field(default_factory=lambda: secrets.token_hex(4))
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    @property
    def fingerprint(self) -> tuple[str, str]:
        """Algorithm and value."""
        fingerprint = next(one for one in self.certificate.getFingerprints() if one.algorithm == "sha-256")
        return fingerprint.algorithm, fingerprint.value
