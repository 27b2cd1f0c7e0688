"""How processes of one installation know one another."""

import hmac

SCHEME = "Bearer "


def authorization(secret: str) -> dict[str, str]:
    """Headers of a request to another process."""
    return {"Authorization": SCHEME + secret}


def is_authorized(header: str | None, secret: str) -> bool:
    """Whether a request comes from one of us; takes as long for any wrong answer.

    >>> is_authorized("Bearer between-us", "between-us"), is_authorized("Bearer x", "between-us")
    (True, False)
    >>> is_authorized(None, "between-us")
    False
    """
    return hmac.compare_digest((header or "").encode(), (SCHEME + secret).encode())
