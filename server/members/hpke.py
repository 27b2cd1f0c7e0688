"""Sealing to somebody's public key: HPKE (RFC 9180), base mode, one message, with additional data.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, as docs/protocol.md section 4 has it for lines and cards.
"""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_KEM_SUITE = b"KEM" + (0x0010).to_bytes(2, "big")
_SUITE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0010, 0x0001, 0x0001))
_BASE_MODE = b"\0"
_SECRET_BYTES = 32
_KEY_BYTES = 16
_NONCE_BYTES = 12


def seal(key: str, text: str, *, info: str, aad: str, ephemeral: ec.EllipticCurvePrivateKey | None = None) -> str:
    """A box that only the owner of `key` can open: the encapsulated key and the ciphertext, in base64url.

    Args:
        key: 65 bytes of an uncompressed point in base64url without padding.
        text: What to seal.
        info: What the box is for; the other side gives the same.
        aad: Additional data that the box is bound to.
        ephemeral: For tests only: a key pair in place of a fresh one.

    Raises:
        ValueError: `key` is no point of the curve.
    """
    public = _point(key)
    own = ephemeral or ec.generate_private_key(ec.SECP256R1())
    enc = _bytes(own.public_key())
    secret = _shared_secret(own.exchange(ec.ECDH(), public), enc + _bytes(public))
    # Key schedule, RFC 9180 section 5.1; the first message's nonce is the base nonce itself.
    context = (
        _BASE_MODE + _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", info.encode())
    )
    schedule = _extract(_SUITE, secret, b"secret", b"")
    cipher = AESGCM(_expand(_SUITE, schedule, b"key", context, _KEY_BYTES))
    nonce = _expand(_SUITE, schedule, b"base_nonce", context, _NONCE_BYTES)
    box = enc + cipher.encrypt(nonce, text.encode(), aad.encode())
    return base64.urlsafe_b64encode(box).rstrip(b"=").decode()


def _point(key: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    )


def _bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _shared_secret(dh: bytes, context: bytes) -> bytes:
    """`ExtractAndExpand` of RFC 9180 section 4.1."""
    extracted = _extract(_KEM_SUITE, b"", b"eae_prk", dh)
    return _expand(_KEM_SUITE, extracted, b"shared_secret", context, _SECRET_BYTES)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    """`LabeledExtract` of RFC 9180 section 4."""
    return HKDF.extract(SHA256(), salt or None, b"HPKE-v1" + suite + label + material)


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, size: int) -> bytes:
    """`LabeledExpand` of RFC 9180 section 4."""
    labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), size, labelled).derive(secret)
