"""Sealing, against the vector of RFC 9180 appendix A.3.1 and against boxes as browsers open them."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.members.hpke import seal

INFO = "Ode on a Grecian Urn"
RECIPIENT = bytes.fromhex(
    "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
    "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
)
EPHEMERAL = 0x4995788EF4B9D6132B249CE59A77281493EB39AF373D236A1FE415CB0C2D7BEB
BOX = bytes.fromhex(
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
    "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
    "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"
)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_vector_of_the_rfc() -> None:
    ephemeral = ec.derive_private_key(EPHEMERAL, ec.SECP256R1())

    box = seal(_text(RECIPIENT), "Beauty is truth, truth beauty", info=INFO, aad="Count-0", ephemeral=ephemeral)

    assert _bytes(box) == BOX


def test_another_implementation_opens_it() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    public = _text(private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    box = seal(public, "Grüße", info=INFO, aad="")

    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    assert suite.decrypt(_bytes(box), private, info=INFO.encode()).decode() == "Grüße"


def test_no_two_boxes_are_alike() -> None:
    first, second = (seal(_text(RECIPIENT), "yes", info=INFO, aad="") for _ in range(2))
    assert first != second


@pytest.mark.parametrize("key", ["", "A" * 87, _text(RECIPIENT[:64])])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the library's own
        seal(key, "yes", info=INFO, aad="")
