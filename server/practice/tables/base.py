"""What all tables share."""

import secrets
from typing import Annotated, TypeAlias

from sqlalchemy import BigInteger, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

ID_BYTES = 15
"""120 random bits, 20 characters: nobody guesses one, and two are never the same."""


def new_id() -> str:
    """A fresh opaque id: says nothing about what it names, nor about when or in which order it was made."""
    return secrets.token_urlsafe(ID_BYTES)


Id: TypeAlias = Annotated[str, mapped_column(String(32))]
InstantMs: TypeAlias = Annotated[int, mapped_column(BigInteger)]
"""Milliseconds since the Unix epoch, UTC."""
Digest: TypeAlias = Annotated[bytes, mapped_column(LargeBinary(32))]
"""SHA-256 of a secret; the secret itself is nowhere in the database."""


class Base(DeclarativeBase):
    """Base of the tables; every constraint has a name, so that a migration can change it on any engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
