"""The schema and how it is reached."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from server.practice.database import MIGRATIONS, Database
from server.practice.tables import Base, Group, Member, Practice


async def test_an_empty_file_gets_the_schema_of_the_models(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_constraint_of_the_models_is_in_the_database(database: Database) -> None:
    # Alembic compares no CHECK constraints.
    def names(connection: Connection) -> set[str]:
        inspector = inspect(connection)
        tables = inspector.get_table_names()
        return {str(check["name"]) for table in tables for check in inspector.get_check_constraints(table)}

    expected = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    async with database.engine.connect() as connection:
        assert await connection.run_sync(names) == expected
    assert expected


async def test_opening_it_again_keeps_what_is_there(tmp_path: Path) -> None:
    for _ in range(2):
        database = await Database.open(tmp_path / "twice.db")
        async with database.begin() as db:
            db.add(Practice(name="Clinic", created_ms=0))
        await database.close()

    database = await Database.open(tmp_path / "twice.db")
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Practice)) == 2
    await database.close()


async def test_foreign_keys_hold(database: Database) -> None:
    orphan = Group(
        practice_id="nobody",
        name="Group",
        time_zone="UTC",
        capacity=8,
        duration_min=90,
        doors_min=15,
        hold_policy="quiet",
        microphone_rule="gentle",
        agreement_version=1,
        agreement_text="",
        created_ms=0,
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        async with database.begin() as db:
            db.add(orphan)


async def test_it_writes_ahead(database: Database) -> None:
    async with database.read() as db:
        assert await db.scalar(text("PRAGMA journal_mode")) == "wal"


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    async def fail_half_way() -> None:
        async with database.begin() as db:
            db.add(Practice(name="Clinic", created_ms=0))
            await db.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Practice)) == 0


async def test_many_who_read_and_then_write_wait_for_one_another(database: Database) -> None:
    async def count_and_add() -> None:
        async with database.begin() as db:
            count = await db.scalar(select(func.count()).select_from(Practice))
            db.add(Practice(name=f"Clinic {count}", created_ms=0))

    async with asyncio.TaskGroup() as group:
        for _ in range(12):
            group.create_task(count_and_add())

    async with database.read() as db:
        names = set((await db.scalars(select(Practice.name))).all())
    assert names == {f"Clinic {number}" for number in range(12)}


async def test_what_was_written_is_not_in_the_text_of_an_error(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        async with database.begin() as db:
            db.add_all([Practice(id="same", name="Ana", created_ms=0), Practice(id="same", name="Ben", created_ms=0)])
    assert "Ana" not in str(caught.value)


def _to(revision: str, connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    (command.upgrade if revision == "head" else command.downgrade)(config, revision)


async def test_a_group_of_the_first_version_keeps_its_people_and_gets_the_defaults(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda each: _to("0001", each))
        await connection.execute(text("INSERT INTO practice VALUES ('p', 'Clinic', 0)"))
        await connection.execute(
            text("INSERT INTO therapy_group VALUES ('g', 'p', 'Group', 'UTC', 8, 90, 15, 'quiet', 'gentle', 1, '', 0)")
        )
        await connection.execute(text("INSERT INTO member VALUES ('m', 'g', 'Ana', 'member', 0, 0, NULL)"))
        await connection.run_sync(lambda each: _to("head", each))

    async with database.read() as db:
        group = (await db.scalars(select(Group))).one()
        assert await db.scalar(select(func.count()).select_from(Member)) == 1
    assert (group.queue_order, group.agenda, group.late_after_min, group.chat) == ("arrival", None, 15, "off")
    assert (group.reactions, group.emergency_card, group.unresponsive_after_min) == (True, True, 10)
