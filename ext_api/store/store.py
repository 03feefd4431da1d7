"""One registry, opened: what may be published of it, what was, and the one way to write to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from ext_api.store import calendar, database, parts, records
from ext_api.store.errors import StoreError
from ext_api.store.journal import Act, Journal
from ext_api.store.models import AccountRow, HashtagRow, PublicationRow
from rules.registry import Registry


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published of a part: which state, with how many keys and accounts, by whom, when and why."""

    id: int
    part: str
    sequence: int
    state: str
    keys: int
    accounts: int
    ruleset: str
    by: str
    at: datetime
    why: str


class Store:
    """The registry of one database. Reading sees one moment; writing is one transaction, all or nothing."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine whose tables are there."""
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def shown(self) -> str:
        """The database as it may be shown, without a password."""
        return database.shown(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the registry."""
        engine = self._engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _told(self.shown), engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, act: Act) -> Iterator[Journal]:
        """A journal for one act; written when the block ends, or not at all where it raises."""
        with _told(self.shown), self._engine.execution_options(writing=True).begin() as connection:
            database.lock(connection)
            yield Journal(connection, act)

    def publishable(self, part: str = parts.COUNTRY) -> Registry:
        """Exactly what may be published of a part now: rows that wait for nobody, and hashtags."""
        with self.reading() as connection:
            ours = parts.within(connection, part, AccountRow)
            rows = records.kept_rows(connection, ours, AccountRow.state == "live")
            tags = records.hashtags(connection, parts.within(connection, part, HashtagRow))
            return Registry.load((row.record for row in rows), tags)

    def parts(self) -> tuple[str, ...]:
        """The parts of the registry, the country's first."""
        with self.reading() as connection:
            return (parts.COUNTRY, *parts.owned(connection))

    def contests(self) -> dict[str, Any]:
        """Every contest with its windows, in the shape a ruleset has them."""
        with self.reading() as connection:
            return calendar.contests(connection)

    def load_contests(self, given: Mapping[str, Any], *, by: str, why: str) -> int:
        """Bring contests and windows to what a ruleset says; others stay. How many rows changed."""
        with self.writing(Act("contests", by, why)) as journal:
            return calendar.load_contests(journal, given)

    def note_publication(
        self, *, part: str, sequence: int, state: str, keys: int, accounts: int,
        by: str, why: str = "", ruleset: str = "",
    ) -> Publication:  # fmt: skip
        """Note that a part was published."""
        with self.writing(Act("publish", by, why)) as journal:
            act = journal.act
            row = {
                "part": part, "sequence": sequence, "state": state, "keys": keys, "accounts": accounts,
                "ruleset": ruleset, "by": by.strip(), "at": act.at, "why": why.strip(),
            }  # fmt: skip
            journal.note(PublicationRow, [row])
        return self.publications(part)[0]

    def publications(self, part: str | None = None) -> list[Publication]:
        """What was published, of one part or of all, the newest first."""
        query = select(PublicationRow.__table__).order_by(PublicationRow.id.desc())
        if part is not None:
            query = query.where(PublicationRow.part == part)
        with self.reading() as connection:
            return [Publication(**row) for row in connection.execute(query).mappings()]


def open_store(url: str | Path | None = None, *, make: bool = True) -> Store:
    """The registry at a path or URL, by default this person's own. A fresh SQLite is made ready, or with
    ``make`` off refused: a name with a slip in it is no new registry.

    Raises StoreError where it can't be opened, or where its tables are another version's.
    """
    for path in () if make else database.new_file(url):
        raise StoreError("no_registry", path=path)
    engine = database.connect(database.database_url(url))
    try:
        database.prepare(engine, make=make)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def upgrade_store(url: str | Path | None = None) -> str:
    """Bring the tables of a database to this version. Its name, as it may be shown."""
    engine = database.connect(database.database_url(url))
    try:
        with _told(database.shown(engine)):
            database.upgrade(engine)
        return database.shown(engine)
    finally:
        engine.dispose()


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What the database refuses, in one line."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError("failed", database=name, problem=database.reason(error)) from error
