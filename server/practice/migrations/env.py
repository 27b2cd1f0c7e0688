"""Run by Alembic: brings the connection that `server.practice.database` hands over to the newest revision."""

from alembic import context

from server.practice.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most things in place; batch mode copies the table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
