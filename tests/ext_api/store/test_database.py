"""How a database is named, opened, made ready and kept private."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from ext_api.store import StoreError, database, open_store, upgrade_store
from tests.support.postgres import Postgres


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("/data/r.sqlite3", "sqlite:////data/r.sqlite3"),
        ("sqlite:////data/r.sqlite3", "sqlite:////data/r.sqlite3"),
        ("postgresql://a:rahasia@host/r", "postgresql+psycopg://a:***@host/r"),
        ("postgres://host/r", "postgresql+psycopg://host/r"),
        ("postgresql+psycopg://host/r", "postgresql+psycopg://host/r"),
    ],
)
def test_urls(named: str, shown: str) -> None:
    """A path is SQLite; both names of PostgreSQL are its one driver."""
    assert database.database_url(named).render_as_string(hide_password=True) == shown


def test_the_environment_names_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a name it is the environment's database, else a file in the person's data folder."""
    monkeypatch.setenv(database.VARIABLE, str(tmp_path / "x.sqlite3"))
    assert database.database_url().database == str(tmp_path / "x.sqlite3")
    monkeypatch.delenv(database.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert database.default_url().startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("named", "key"), [("mysql://host/r", "backend"), ("://", "url"), ("sqlite://[", "url")]
)
def test_what_is_no_database_is_refused(named: str, key: str) -> None:
    """Another database, or no URL at all, is told apart."""
    with pytest.raises(StoreError) as told:
        database.database_url(named)
    assert told.value.key == key


@pytest.mark.parametrize(
    "named",
    [
        "postgresql://jari:r@hasia-1@127.0.0.1:1/r",
        "postgresql://jari:r@hasia-1:2@127.0.0.1:1/r",
        "postgresql://jari:r@/hasia-1@127.0.0.1:1/r",
        "postgresql://jari:r@?hasia-1@127.0.0.1:1/r",
        "postgresql://jari:r@#hasia-1=2@127.0.0.1:1/r",
        "postgresql://ja/ri:hasia-1@127.0.0.1:1/r",
        "postgresql://jari:x@127.0.0.1:hasia-1/r",
        "postgresql:/jari:hasia-1@127.0.0.1:1/r",
        "postgresql://jari:x@127.0.0.1:1/r?password=hasia-1",
    ],
)
def test_no_part_of_a_password_is_told(named: str) -> None:
    """Neither the name nor the reason repeats what follows an @ that should have been encoded."""
    with pytest.raises(StoreError) as told:
        open_store(named)
    assert "hasia" not in f"{told.value} {told.value.args}"


def test_an_unencoded_password_is_told_how_to_be_written() -> None:
    """The message names the character's code; a password written so is one, and so is a user's name."""
    with pytest.raises(StoreError) as told:
        database.database_url("postgresql://jari:r@hasia@host/r")
    assert told.value.key == "url_password"
    assert "%40" in str(told.value)
    url = database.database_url("postgresql://jari%40kantor:r%40hasia@host/r?sslmode=require")
    assert (url.username, url.password, url.host) == ("jari@kantor", "r@hasia", "host")
    assert database.database_url("postgresql://jari@kantor:x@host/r").host == "host"
    assert database.database_url("postgresql:///r?host=/run/postgresql").database == "r"


def test_a_fresh_file_is_made_ready_and_private(tmp_path: Path) -> None:
    """SQLite needs no step of its own; nobody else on the machine reads the list."""
    path = tmp_path / "baru" / "r.sqlite3"
    with open_store(path) as store:
        assert store.contests() == {}
        assert store.shown == str(path)
        with store.reading() as connection:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The message names the file and the reason."""
    (tmp_path / "berkas").touch()
    with pytest.raises(StoreError) as told:
        open_store(tmp_path / "berkas" / "r.sqlite3")
    assert told.value.key == "file_no_folder"


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """A spreadsheet given as the database stays as it is."""
    path = tmp_path / "daftar.csv"
    path.write_text("platform,handle\n" * 100)
    with pytest.raises(StoreError) as told:
        open_store(path)
    assert told.value.key == "unopened"
    assert path.read_text().startswith("platform")


def test_an_empty_postgres_asks_for_its_tables(postgres: Postgres) -> None:
    """A server's database is never changed by merely opening it; the message says what to run."""
    with postgres.database() as name:
        with pytest.raises(StoreError) as told:
            open_store(postgres.url(name))
        assert told.value.key == "no_tables"
        assert "registry upgrade" in str(told.value)
        upgrade_store(postgres.url(name))
        with open_store(postgres.url(name)) as store:
            assert store.publishable().records == ()


def test_the_version_is_that_of_the_last_migration() -> None:
    """A database is ready where it stands at the end of the migrations that are there."""
    assert ScriptDirectory.from_config(database._alembic()).get_heads() == [database.HEAD]


def test_tables_of_somebody_else_are_not_touched(tmp_path: Path) -> None:
    """A file of SQLite that some other program keeps is not taken for a fresh registry."""
    path = tmp_path / "lain.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE lain (x)")
    with pytest.raises(StoreError) as told:
        open_store(path)
    assert told.value.key == "other_version"


def test_another_version_is_not_touched(url: str) -> None:
    """Tables of a version we don't know are left alone."""
    engine = database.connect(database.database_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError) as told:
        open_store(url)
    assert told.value.key == "other_version"


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    """The message names the server, never the password."""
    with pytest.raises(StoreError) as told:
        open_store("postgresql://a:rahasia@127.0.0.1:1/r")
    assert told.value.key == "unopened"
    assert "rahasia" not in str(told.value)
