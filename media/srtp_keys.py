"""The keys that DTLS-SRTP yields for one transport."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

SrtpProfile: TypeAlias = Literal["AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES128_CM_SHA1_80"]


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """Master keys, each followed by its master salt (RFC 5764 section 4.2). Never in a log or a repr."""

    profile: SrtpProfile
    send: bytes = field(repr=False)
    receive: bytes = field(repr=False)
