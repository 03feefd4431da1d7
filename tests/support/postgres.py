"""A PostgreSQL for tests: a fresh cluster in a temporary folder, reached by a socket, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

SUPERUSER = "jari"


def programs() -> Path:
    """The folder of initdb and postgres, the newest. Fails the test where PostgreSQL is not installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.fail("PostgreSQL is not installed; expected: apt-get install postgresql", pytrace=False)
    return (found[0] if found else Path(on_path or "")).parent


_SHAPE = """
SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
    SELECT concat_ws(' ', relname, relkind, attname, atttypid, attnotnull)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgname, tgrelid::regclass, tgenabled)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT version_num FROM alembic_version
) AS lines (line)
"""
"""What tables, columns and triggers there are, and what version they claim to be."""

_EMPTY = """
DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
); END $$
"""


class Postgres:
    """A running server. ``database()`` makes databases, copies of ``template`` where that is given.

    ``emptied()`` lends one copy again and again: making and dropping one is a thousand files each time.
    """

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._numbers = count(1)
        self._spare: dict[str, tuple[str, str]] = {}

    def url(self, name: str) -> str:
        """The URL of a database, for SQLAlchemy."""
        return f"postgresql://{SUPERUSER}@/{name}?host={self.socket}"

    def _connection(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(dbname=name, user=SUPERUSER, host=str(self.socket), autocommit=True)

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with self._connection("postgres") as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The name of a fresh database, gone afterwards."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def emptied(self, template: str) -> Iterator[str]:
        """The name of a database like ``template``, with no row in it; gone if its shape has changed."""
        name, shape = self._spare.pop(template, None) or self._copy(template)
        try:
            yield name
        finally:
            if self._empty(name) == shape:
                self._spare[template] = name, shape
            else:
                self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _copy(self, template: str) -> tuple[str, str]:
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name, self._empty(name)

    def _empty(self, name: str) -> str:
        """Take every row out of a database that nobody else uses any more; its shape."""
        with self._connection(name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("SET session_replication_role = replica")  # triggers keep what is written
            connection.execute(_EMPTY)
            ((shape,),) = connection.execute(_SHAPE)
            return str(shape)


@contextmanager
def serve() -> Iterator[Postgres]:
    """A server with a cluster of its own. Root may not run one, so then it is `postgres` or `nobody`."""
    bin_ = programs()
    folder = Path(tempfile.mkdtemp(prefix="jari-pg-", dir="/tmp"))
    who = _unprivileged()
    try:
        if who is not None:
            os.chown(folder, who.pw_uid, who.pw_gid)
        _initdb(bin_, folder / "data", who)
        server = _start(bin_, folder, who)
        try:
            _wait(folder, server)
            yield Postgres(folder)
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Who runs the server; None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as(who: pwd.struct_passwd | None) -> dict[str, object]:
    return {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _initdb(bin_: Path, data: Path, who: pwd.struct_passwd | None) -> None:
    command = [bin_ / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **_as(who))  # type: ignore[call-overload]


def _start(bin_: Path, folder: Path, who: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "", "unix_socket_directories": folder, "fsync": "off", "full_page_writes": "off",
        "synchronous_commit": "off", "shared_buffers": "32MB", "max_connections": "20",
        "logging_collector": "off",
    }  # fmt: skip
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [bin_ / "postgres", "-D", folder / "data", *options],
            stdout=log, stderr=subprocess.STDOUT, cwd="/", **_as(who),
        )  # fmt: skip


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    give_up = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(dbname="postgres", user=SUPERUSER, host=str(folder)).close()
        except psycopg.OperationalError:
            log = (folder / "log").read_text("utf-8", "replace")
            assert server.poll() is None, log
            assert time.monotonic() < give_up, log
            time.sleep(0.05)
        else:
            return
