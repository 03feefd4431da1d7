"""The ladder: verify, else the base once, else the last good data, else what came with the program."""

from __future__ import annotations

import resource
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proxy_addon.updates.files import locked
from proxy_addon.updates.store import Held
from tests.support.file_server import FileServer, answer
from tests.support.following import Following, flip, following, kinds
from tests.support.office import many, rules
from tests.support.signed_repository import Publisher


def same_after(client: Following, *wrong: tuple[str, str]) -> None:
    """A look finds just what is ``wrong``, and all stays as it was."""
    before = client.held()
    found = client.look()
    assert kinds(found) == set(wrong)
    assert found.held == before == client.held()


def test_the_first_look_takes_everything(client: Following, publisher: Publisher) -> None:
    """Rules and accounts, each with its date; and the next look only asks whether there is news."""
    held = client.held()
    assert held.rules
    assert held.rules.version == rules()["version"]
    assert held.parts["id"].state.accounts == 1_000
    found = client.look()
    assert found.good_until == {"rules": publisher.expires, "id": publisher.expires}
    assert client.server.paths == ["/metadata/2.root.json", "/metadata/timestamp.json"]
    assert publisher.metadata("timestamp").stat().st_size <= 600


def test_a_server_gone_for_a_week(client: Following) -> None:
    """Its last good data stays in use, day after day, and past its date."""
    client.server.__exit__(None, None, None)
    for _ in range(10):
        client.later(days=1)
        same_after(client, ("unreachable", ""))
    client.server = FileServer(client.publisher.folder)
    client.server.ahead = client.calendar.ahead
    with client.server:
        client.publisher.now += timedelta(days=10)
        client.publisher.publish(parts={"id": many(1_001)})
        assert client.look().troubles == ()


@pytest.mark.parametrize(
    ("status", "kind"), [(500, "unreachable"), (429, "busy"), (403, "gone"), (301, "gone")]
)
def test_a_server_that_answers_with_an_error(client: Following, status: int, kind: str) -> None:
    """Whatever it means by it, the data stays."""
    client.server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", status)
    same_after(client, (kind, ""))


def test_a_server_that_asks_us_to_wait(client: Following) -> None:
    """For how long is handed on to the schedule, also where only a file is held back."""
    client.publisher.publish(rules(version="newer"))
    for end, about in (("timestamp.json", ""), (".ruleset.json.gz", "rules")):
        client.server.tricks = {end: lambda handler, _: answer(handler, b"", 503, retry_after="77")}
        found = client.look()
        assert (kinds(found), found.retry_after) == ({("busy", about)}, 77.0)


def test_a_clock_that_is_off_by_a_day(client: Following, publisher: Publisher) -> None:
    """Ahead, fresh data seems to be past its date, and the clock is named; behind, all is well."""
    publisher.life = timedelta(hours=12)
    publisher.publish(parts={"id": many(1_001)})
    client.calendar.ahead = timedelta(days=1)
    same_after(client, ("clock", ""))
    assert dict(client.look().troubles[0].values) == {"minutes": "1440"}
    client.calendar.ahead = timedelta(days=-1)
    assert client.look().troubles == ()


@contextmanager
def full_disk() -> Iterator[None]:
    """Inside, no file can grow beyond a few kilobytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk(client: Following, publisher: Publisher) -> None:
    """Nothing half-written is ever used; when there is space again, all is well."""
    publisher.keep_deltas = 0
    publisher.publish(rules(version="newer"), {"id": many(1_001)})
    with full_disk():
        before = client.held()
        assert kinds(client.look()) == {("disk", "rules")}
        assert client.held() == before
    assert client.look().troubles == ()
    assert client.held() != before


def test_a_folder_that_is_no_folder(client: Following, publisher: Publisher) -> None:
    """What can't be stored is not used."""
    publisher.publish(parts={"id": many(1_001)})
    shutil.rmtree(client.store.incoming, ignore_errors=True)
    client.store.incoming.write_text("in the way")
    same_after(client, ("disk", ""))


@pytest.mark.parametrize("name", ["timestamp", "snapshot", "targets", "rules", "registry", "root"])
def test_torn_metadata_is_fetched_again(client: Following, publisher: Publisher, name: str) -> None:
    """Our own copy of it is verified like anybody's."""
    flip(client.store.metadata / f"{name}.json")
    assert client.look().troubles == ()
    publisher.publish(parts={"id": many(1_001)})
    assert client.look().troubles == ()


def test_torn_data_is_fetched_again(client: Following) -> None:
    """Until then the rest is used; a proxy that starts meanwhile has what came with the program instead."""
    good = client.held()
    assert good.rules
    flip(client.store.ruleset_path(good.rules.sha256))
    flip(good.parts["id"].state.folder / "keys.jnk")
    held, torn = client.store.load(good.anchor, ["id"])
    assert held == Held(good.anchor)
    assert {trouble.about for trouble in torn} == {"rules", "id"}
    assert client.look().troubles == ()
    assert client.held().name == good.name


def test_rules_of_an_unknown_form(client: Following, publisher: Publisher) -> None:
    """A ruleset for a newer version, or that makes no engine, is refused; the accounts go on."""
    for step, changes in enumerate(({"format": 2}, {"platforms": [{}]}), 2):
        publisher.publish(rules() | changes, {"id": many(1_000 + step)})
        before = client.held().rules
        assert kinds(client.look()) == {("format", "rules")}
        assert client.held().rules == before
        assert client.held().parts["id"].sequence == step


def test_parts_stand_alone(client: Following, publisher: Publisher) -> None:
    """A part that isn't published doesn't keep the others from going on."""
    client.changes = {"parts": ("id/jatim", "id")}
    publisher.publish(parts={"id": many(1_001)})
    assert kinds(client.look()) == {("missing", "id/jatim")}
    assert client.held().parts["id"].sequence == 2


def test_another_publisher(client: Following, tmp_path: Path) -> None:
    """Who is trusted anew begins anew: nothing of the former publisher is used, or in the way."""
    other = Publisher(tmp_path / "other", tmp_path / "elsewhere", rules(), {"id": many(5)})
    with FileServer(other.folder) as server:
        client.publisher, client.server = other, server
        assert client.held().parts == {}
        assert client.look().troubles == ()
        assert client.held().parts["id"].state.accounts == 5


def test_a_forged_first_root(publisher: Publisher, tmp_path: Path) -> None:
    """A server with another root than the one whose hash is known is nobody."""
    with following(publisher, tmp_path / "data") as client:
        client.changes = {"root_sha256": "0" * 64}
        assert kinds(client.look()) == {("root", "")}


def test_a_root_file(publisher: Publisher, tmp_path: Path) -> None:
    """A root from a file does the same as one known by its hash; also a later one."""
    publisher.rotate_root()
    newest = (publisher.folder / "metadata" / "2.root.json").read_bytes()
    for number, root in enumerate((publisher.first_root, newest)):
        path = tmp_path / f"{number}.json"
        path.write_bytes(root)
        with following(publisher, tmp_path / str(number)) as client:
            client.changes = {"root": path, "root_sha256": ""}
            assert client.look().troubles == ()
            assert client.held().parts["id"].sequence == 1
            path.unlink()
            assert kinds(client.look()) == {("root", "")}


def test_another_process_is_waited_for(client: Following) -> None:
    """One at a time; who waits too long tells it and comes again."""
    client.limits = replace(client.limits, lock=0.1)
    with locked(client.store.lock, 0):
        found = client.look()
    assert kinds(found) == {("locked", "")}
    assert client.look().troubles == ()


def test_two_processes_share_a_folder(client: Following, publisher: Publisher) -> None:
    """They take turns, and what one stored the other doesn't fetch again."""
    publisher.publish(parts={"id": many(1_001)})
    founds = []
    threads = [threading.Thread(target=lambda: founds.append(client.looker().once())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert founds[0] == founds[1]
    assert sum(path.endswith(".keys-1") for path in client.server.paths) == 1


def test_a_copied_folder(client: Following, publisher: Publisher, tmp_path: Path) -> None:
    """Without a network: the same verification, the same result; a forged or an old copy is refused."""
    publisher.publish(parts={"id": many(1_001)})
    copy = tmp_path / "copy"
    shutil.copytree(publisher.folder, copy)
    client.server.asked.clear()
    assert client.look(copy).troubles == ()
    assert client.held().parts["id"].sequence == 2
    assert client.server.asked == []

    publisher.publish(parts={"id": many(1_002)})
    shutil.copytree(publisher.folder, tmp_path / "forged")
    for path in (tmp_path / "forged" / "targets" / "registry" / "id").iterdir():
        flip(path)
    assert kinds(client.look(tmp_path / "forged")) == {("damaged", "id")}
    client.later(days=8)
    assert kinds(client.look(publisher.folder)) == {("expired", "")}
    assert kinds(client.look(copy)) == {("older", "")}
    assert client.held().parts["id"].sequence == 2
