"""Where the registry is kept: SQLite in a folder of this machine, or PostgreSQL by URL; its migrations."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ext_api.store.errors import StoreError
from ext_api.trouble import refused

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0001"
"""The last of the migrations: a database that is there is ready for this version."""

VARIABLE: Final = "JARI_DATABASE"
"""The environment variable that names the database."""

_HALF_A_URL: Final = re.compile(r"(?:postgres|sqlite)[a-z0-9+]*:", re.IGNORECASE)
"""What begins so is no path: as one it would be made, and shown with its password."""

_TORN_PASSWORD: Final = re.compile(r"://(?:[^:]*:[^@]*@.*@|[^:@]*/[^@]*@)", re.DOTALL)
"""A password that isn't encoded: what stands behind its first @, or before its first slash, would be taken
for a server's name, shown, and sent to a resolver.
"""

_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_BUSY_SECONDS: Final = 30


def default_url() -> str:
    """The database of the environment, else the file in this person's data folder."""
    named = os.environ.get(VARIABLE)
    return named or str(user_data_path("jari-netral") / "registry" / "registry.sqlite3")


def database_url(named: str | Path | None = None) -> URL:
    """The URL of a database, which may be named by a path. Raises StoreError."""
    name = str(named or default_url())
    if "://" not in name:
        if _HALF_A_URL.match(name):
            raise StoreError("url")
        return URL.create("sqlite", database=str(Path(name).expanduser().absolute()))
    if _TORN_PASSWORD.search(name):
        raise StoreError("url_password")
    try:
        url = make_url(name)
    except (ArgumentError, ValueError):  # the second quotes what it took for a port
        raise StoreError("url") from None
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("backend", found=url.get_backend_name())
    if url.get_backend_name() == "sqlite" and url.host:
        raise StoreError("url")
    return url


def new_file(named: str | Path | None = None) -> list[Path]:
    """The file of SQLite that opening a database would make; none where it is there, or is none of ours."""
    url = database_url(named)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return []
    path = Path(url.database)
    return [] if path.exists() else [path]


def connect(url: URL) -> Engine:
    """An engine for a database; a file of SQLite is made, readable by its owner only."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        _private(Path(url.database))
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _private(file: Path) -> None:
    """Make a file and its folder for their owner alone, where they are not there."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise refused(error, file) from None


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Write-ahead log, foreign keys, and no transactions begun behind our back."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """One writer from the first statement on, where a writer asked for it: two would both read the old."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def lock(connection: Connection) -> None:
    """Wait until no other writer is at work; SQLite has done so at the transaction's begin."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7426193)"))


def upgrade(engine: Engine) -> None:
    """Bring the tables to this version; what is there stays."""
    from alembic import command  # noqa: PLC0415  # large, and a registry that is ready doesn't need it

    with engine.execution_options(writing=True).begin() as connection:
        lock(connection)
        config = _alembic()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def prepare(engine: Engine, *, make: bool = True) -> None:
    """See that the tables are there; a fresh SQLite gets them, if that is wanted. Raises StoreError."""
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            named = text("SELECT version_num FROM alembic_version")
            heads = set(connection.scalars(named)) if "alembic_version" in tables else set()
    except DBAPIError as error:
        raise StoreError("unopened", database=shown(engine), problem=reason(error)) from None
    if make and not tables and engine.dialect.name == "sqlite":
        upgrade(engine)
    elif heads != {HEAD}:
        raise StoreError("other_version" if tables else "no_tables", database=shown(engine))


def reason(error: DBAPIError) -> str:
    """What a database says in its first line: the rest may hold a whole statement with its values."""
    return (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]


def shown(engine: Engine) -> str:
    """The database as it may be shown: a path, or a URL without its password and its options."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ":memory:"
    return engine.url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)


def _alembic() -> Config:
    from alembic.config import Config  # noqa: PLC0415  # see upgrade()

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
