"""An agenda in a column."""

from collections.abc import Sequence
from typing import TypeAlias, TypedDict

from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator

from signaling.room.agenda import Segment, SegmentKind

Agenda: TypeAlias = tuple[Segment, ...]

MINUTE_MS = 60_000


class _Kept(TypedDict):
    kind: str
    title: str | None
    minutes: int


class AgendaColumn(TypeDecorator[Agenda]):
    """Segments as JSON: ``[{"kind": "check_in", "title": null, "minutes": 15}]``. None is SQL's NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Sequence[Segment] | None, dialect: Dialect) -> object:
        """To what the database keeps."""
        if value is None:
            return None
        return [
            {"kind": each.kind.value, "title": each.title, "minutes": each.length_ms // MINUTE_MS} for each in value
        ]

    def process_result_value(self, value: list[_Kept] | None, dialect: Dialect) -> Agenda | None:
        """From what the database keeps.

        Raises:
            ValueError: it was not written by us.
        """
        if value is None:
            return None
        return tuple(Segment(SegmentKind(each["kind"]), each["title"], each["minutes"] * MINUTE_MS) for each in value)
