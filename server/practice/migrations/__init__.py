"""Alembic's migrations, run at every start by `server.practice.database`."""
