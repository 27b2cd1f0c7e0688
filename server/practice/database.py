"""The database: one engine, its pragmas, its schema brought up to date."""

import asyncio
from pathlib import Path
from typing import Self

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).parent / "migrations"

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # Readers and one writer at a time do not block one another.
    "PRAGMA journal_mode = WAL",
    # With WAL a crash of the machine may lose the last commits, but never corrupts.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA busy_timeout = 5000",
)

_WRITES = "goround_writes"


class Database:
    """An engine and transactions on it. Open it with `open`, end it with `close`.

    `async with database.begin() as db:` is a transaction that may write; it commits at the end, or rolls back on an
    exception. `database.read()` is one that may not.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        writing = engine.execution_options(**{_WRITES: True})
        self.begin = async_sessionmaker(writing, class_=AsyncSession, expire_on_commit=False).begin
        self.read = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False).begin

    @classmethod
    async def open(cls, file: Path) -> Self:
        """Connect to an SQLite file, making it where there is none, and run the migrations.

        Raises:
            sqlalchemy.exc.OperationalError: the file cannot be opened or written.
        """
        # hide_parameters: values, names among them, stay out of exceptions and logs.
        engine = create_async_engine(f"sqlite+aiosqlite:///{file}", hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)
        database = cls(engine)
        try:
            async with engine.execution_options(**{_WRITES: True}).begin() as connection:
                await connection.run_sync(migrate)
        except BaseException:
            await asyncio.shield(engine.dispose())
            raise
        return database

    async def close(self) -> None:
        """Close all connections. Idempotent."""
        await self.engine.dispose()


def migrate(connection: Connection) -> None:
    """Bring the schema behind `connection` up to date, in the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's driver would begin transactions by itself, late and never for DDL; `_begin` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once if another wrote in between, whatever the busy
    # timeout; one that takes the write lock at its beginning waits its turn.
    immediate = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
