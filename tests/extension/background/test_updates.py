"""The extension follows a publisher: what is newer comes, what fails leaves the last good."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.support.file_server import FileServer, answer
from tests.support.office import many, registry, rules
from tests.support.signed_repository import Publisher
from tests.support.updates_client import Client, packaged


def kinds(found: Any) -> list[tuple[str, str]]:
    """What went wrong, and about what."""
    return [(trouble["about"], trouble["kind"]) for trouble in found["troubles"]]


def targets(server: FileServer) -> list[str]:
    """The targets that were asked for, without their hashes."""
    return [path.rpartition("/")[2].partition(".")[2] for path in server.paths if "/targets/" in path]


def in_use(client: Client, **options: Any) -> Any:
    """What an engine is built from, where nothing that is stored is torn."""
    current = client.current(**options)
    assert current["troubles"] == []
    return current


def test_old_data_is_expired_by_a_right_clock(client: Client, publisher: Publisher) -> None:
    """A publisher who has gone: the last good stays."""
    client.poll()
    publisher.now -= publisher.life
    publisher.publish(rules(version="2"))
    assert kinds(client.poll()) == [("", "expired")]
    assert in_use(client)["version"] == rules()["version"]


def test_a_first_look_brings_rules_and_registry(client: Client, publisher: Publisher) -> None:
    """After one look an engine has the published rules, and finds the registered accounts."""
    found = client.poll()
    assert (found["changed"], found["troubles"]) == (True, [])
    assert found["rules"] == publisher.ruleset["version"]
    assert found["parts"] == {"id": {"sequence": 1, "state": publisher.made["id"].state.sha256}}
    current = in_use(client)
    assert (current["version"], current["platforms"]) == (publisher.ruleset["version"], ["kicau"])
    assert client.knows("budi", "wati", "sari") == [True, True, False]


def test_a_second_look_fetches_nothing(client: Client, server: FileServer) -> None:
    """Where nothing is new a look costs a root that isn't there and a timestamp; also after a new start."""
    client.poll()
    server.asked.clear()
    client.restart()
    found = client.poll()
    assert (found["changed"], found["troubles"]) == (False, [])
    assert server.paths == ["/metadata/2.root.json", "/metadata/timestamp.json"]


def test_changes_travel_as_changes(client: Client, publisher: Publisher, server: FileServer) -> None:
    """Two publications later the client takes two small changes, in order, and no base."""
    publisher.publish(parts={"id": many(900)})
    client.poll()
    publisher.publish(parts={"id": many(901)})
    publisher.publish(parts={"id": many(902, 1)})
    server.asked.clear()
    found = client.poll()
    assert (found["changed"], found["parts"]["id"]["sequence"]) == (True, 4)
    assert targets(server) == ["consent.json", "keys-2", "records-2", "keys-3", "records-3"]
    in_use(client)
    assert client.knows("akun0", "akun1", "akun902", "akun903") == [False, True, True, False]


def test_new_rules_alone_leave_the_registry_alone(
    client: Client, publisher: Publisher, server: FileServer
) -> None:
    """One file is fetched."""
    client.poll()
    publisher.publish(rules(version="2"))
    server.asked.clear()
    assert client.poll()["rules"] == "2"
    assert targets(server) == ["ruleset.json.gz"]
    assert in_use(client)["version"] == "2"
    assert client.knows("budi") == [True]


def test_a_broken_change_falls_back_to_the_base_once(
    client: Client, publisher: Publisher, server: FileServer
) -> None:
    """A change that is damaged, or gone, is not tried again: the whole state comes instead."""
    publisher.publish(parts={"id": many(900)})
    client.poll()
    publisher.publish(parts={"id": many(901)})
    path = publisher.path("registry/id/records-2")
    path.write_bytes(bytes(len(path.read_bytes())))
    server.asked.clear()
    assert kinds(client.poll()) == []
    assert targets(server) == ["consent.json", "keys-2", "records-2", "keys", "records"]
    in_use(client)
    assert client.knows("akun900") == [True]
    publisher.publish(parts={"id": many(902)})
    publisher.path("registry/id/keys-3").unlink()
    assert kinds(client.poll()) == []


def test_a_change_for_the_wrong_base_falls_back_too(client: Client, publisher: Publisher) -> None:
    """A change that was made of another state does not fit, whatever its signature says."""
    publisher.publish(parts={"id": many(900)})
    client.poll()
    publisher.publish(parts={"id": many(901)})
    made = publisher.made["id"].files
    publisher.publish(parts={"id": many(902)})
    for name in ("keys", "records"):
        publisher.made["id"].files[f"{name}-2"] = (
            made[f"{name}-2"][0],
            publisher.made["id"].files[f"{name}-2"][1],
        )
        publisher.made["id"].files[f"{name}-3"] = (
            made[f"{name}-2"][0],
            publisher.made["id"].files[f"{name}-3"][1],
        )
    publisher.sign()
    assert kinds(client.poll()) == []
    in_use(client)
    assert client.knows("akun901") == [True]


def test_where_all_is_broken_the_last_good_stays(client: Client, publisher: Publisher) -> None:
    """Change and base damaged: what was in use stays in use, and the next good publication is taken."""
    publisher.publish(parts={"id": many(900)})
    client.poll()
    publisher.publish(parts={"id": many(901)})
    good = {
        path: path.read_bytes() for path in map(publisher.path, ("registry/id/keys-2", "registry/id/keys"))
    }
    for path, data in good.items():
        path.write_bytes(bytes(len(data)))
    found = client.poll()
    assert (found["changed"], kinds(found)) == (False, [("id", "damaged")])
    in_use(client)
    assert client.knows("akun899", "akun900") == [True, False]
    for path, data in good.items():
        path.write_bytes(data)
    assert kinds(client.poll()) == []
    in_use(client)
    assert client.knows("akun900") == [True]


def test_a_broken_registry_does_not_hold_up_the_rules(client: Client, publisher: Publisher) -> None:
    """Rules and each part stand alone."""
    client.poll()
    publisher.publish(rules(version="2"), {"id": registry("budi", "sari")})
    for name in ("keys", "keys-1"):
        publisher.path(f"registry/id/{name}").unlink()
    found = client.poll()
    assert (found["rules"], found["parts"]["id"]["sequence"], kinds(found)) == ("2", 1, [("id", "gone")])


@pytest.mark.parametrize(
    "ruleset",
    [
        {"format": 2, "version": "2"},
        {"format": 1, "version": "2"},
        {"format": 1, "version": "2", "platforms": 7},
    ],
)
def test_rules_that_no_engine_can_use_are_refused(
    client: Client, publisher: Publisher, ruleset: dict[str, Any]
) -> None:
    """A ruleset that the engine can't use leaves the last good; the registry still comes."""
    client.poll()
    publisher.publish(ruleset, {"id": registry("budi", "sari")})
    found = client.poll()
    assert (found["rules"], kinds(found)) == (rules()["version"], [("rules", "format")])
    assert found["parts"]["id"]["sequence"] == 2


def test_a_jump_needs_consent(client: Client, publisher: Publisher, server: FileServer) -> None:
    """More than 5% of all keys, and more than 200, at once: refused until the rules' owner consents."""
    publisher.publish(parts={"id": many(1000)})
    client.poll()
    publisher.publish(parts={"id": many(700)})
    found = client.poll()
    assert kinds(found) == [("id", "jump")]
    assert found["troubles"][0]["values"] == {"changes": 300, "keys": 1000}
    in_use(client)
    assert client.knows("akun999") == [True]
    client.restart()
    server.asked.clear()
    assert kinds(client.poll()) == [("id", "jump")]
    assert targets(server) == ["consent.json"], "what was refused is not fetched again"
    publisher.consent = {"id": [publisher.made["id"].state.sha256]}
    publisher.sign()
    assert kinds(client.poll()) == []
    in_use(client)
    assert client.knows("akun699", "akun999") == [True, False]


def test_a_small_registry_may_change_freely(client: Client, publisher: Publisher) -> None:
    """Up to 200 keys are no jump, however few there were."""
    client.poll()
    publisher.publish(parts={"id": many(198)})
    assert kinds(client.poll()) == []
    publisher.publish(parts={"id": many(202, 198)})
    assert kinds(client.poll()) == [("id", "jump")]


def test_many_small_steps_are_one_jump(client: Client, publisher: Publisher) -> None:
    """A jump in steps is one jump for who follows late; consent to a step on the way counts from there."""
    publisher.publish(parts={"id": many(1000)})
    client.poll()
    for count in (850, 700, 550):
        publisher.publish(parts={"id": many(count)})
        if count == 700:
            middle = publisher.made["id"].state.sha256
    assert kinds(client.poll()) == [("id", "jump")]
    publisher.consent = {"id": [middle]}
    publisher.publish(parts={"id": many(551)})
    assert kinds(client.poll()) == []
    assert client.current()["troubles"] == []
    assert client.knows("akun550", "akun551") == [True, False]


def test_parts_are_followed_side_by_side(client: Client, publisher: Publisher) -> None:
    """A province's own accounts join the country's; who does not follow it does not have them."""
    publisher.keys["registry.id.jatim"] = publisher.keys["rules"]
    publisher.publish(parts={"id/jatim": registry("sari", "budi")})
    assert kinds(client.poll(parts=["id", "id/jatim"])) == []
    in_use(client, parts=["id", "id/jatim"])
    assert client.knows("budi", "sari", "tono") == [True, True, False]
    assert [len(rows) for rows in client.lookup(("kicau", None, "budi"))] == [1], (
        "the same row twice is one row"
    )
    in_use(client, parts=["id"])
    assert client.knows("budi", "sari") == [True, False]
    assert kinds(client.poll(parts=["id", "id/jabar"])) == [("id/jabar", "missing")]


def test_a_silent_server_is_asked_again_soon(client: Client, server: FileServer) -> None:
    """Failures are counted over restarts, and forgotten after the first answer."""
    server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", 503, Retry_After="3600")
    found = client.poll(random=0)
    assert (kinds(found), found["delay"]) == ([("", "busy")], 3_600_000)
    server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", 500)
    client.restart()
    found = client.poll(now=1)
    assert (kinds(found), found["status"]["failures"], found["delay"]) == ([("", "unreachable")], 2, 240_000)
    server.tricks.clear()
    found = client.poll()
    assert (found["status"]["failures"], found["delay"]) == (0, 1_800_000)
    assert found["status"]["succeeded"] == found["status"]["looked"]


def test_a_full_disk_leaves_the_last_good(client: Client, publisher: Publisher) -> None:
    """Nothing can be stored: what is in use stays, nothing half is left, and later all is well."""
    client.poll()
    publisher.publish(rules(version="2"), {"id": registry("budi", "sari")})
    client.ask("room", full=True)
    found = client.poll()
    assert (found["changed"], kinds(found)) == (False, [("", "disk")])
    client.ask("room", full=False)
    assert in_use(client)["version"] == rules()["version"]
    assert kinds(client.poll()) == []
    assert in_use(client)["version"] == "2"


def test_what_a_broken_update_left_is_removed(client: Client, publisher: Publisher) -> None:
    """Data that nobody points to is gone after the next look; what is in use is not touched."""
    client.poll()
    pointer = json.loads(client.read("current.json") or b"")
    for place in range(4):
        client.write(f"data/{pointer['next'] + place}", b"left")
    publisher.publish(rules(version="2"))
    client.poll()
    left = [client.read(f"data/{pointer['next'] + place}") for place in range(4)]
    assert left[0] is not None
    assert left[1:] == [None] * 3
    assert b"left" not in left
    in_use(client)


def test_old_data_goes_after_two_updates(client: Client, publisher: Publisher) -> None:
    """The set before the one in use may still be read; older ones are removed."""
    client.poll()
    first = json.loads(client.read("current.json") or b"")["rules"]["name"]
    publisher.publish(rules(version="2"))
    client.poll()
    assert client.read(first) is not None
    publisher.publish(rules(version="3"))
    client.poll()
    assert client.read(first) is None


def names(pointer: dict[str, Any]) -> Iterable[str]:
    """Every place that a pointer leads to."""
    part = pointer["parts"]["id"]
    return [pointer["rules"]["name"], part["index"], *part["rows"], *part["shared"]]


@pytest.mark.parametrize("torn", ["rules", "index", "keys", "rows", "current.json"])
def test_torn_data_is_replaced_by_what_is_packaged(client: Client, publisher: Publisher, torn: str) -> None:
    """Whatever is lost of what was stored: the packaged data steps in, and the next look mends it."""
    came = packaged(publisher)
    publisher.publish(rules(version="2"), {"id": registry("budi", "sari")})
    client.poll(packaged=came)
    pointer = json.loads(client.read("current.json") or b"")
    part = pointer["parts"]["id"]
    place = {
        "rules": pointer["rules"]["name"],
        "index": part["index"],
        "keys": part["blocks"][0],
        "rows": part["rows"][0],
        "current.json": torn,
    }[torn]
    client.ask("remove", name=place)
    current = client.current(packaged=came)
    assert [trouble["about"] for trouble in current["troubles"]] == {"rules": ["rules"], "index": ["id"]}.get(
        torn, []
    )
    assert current["version"] == (rules()["version"] if torn in ("rules", "current.json") else "2")
    assert client.knows("sari") == [torn == "rules"]
    assert kinds(client.poll(packaged=came)) == []
    assert in_use(client, packaged=came)["version"] == "2"
    assert client.knows("budi", "sari", "wati") == [True, True, False]


def test_the_first_start_uses_what_is_packaged(
    client: Client, publisher: Publisher, server: FileServer
) -> None:
    """Without any network packaged rules and accounts are in use; the next look takes only changes."""
    publisher.publish(parts={"id": many(900)})
    came = packaged(publisher, made=1_000)
    server.asked.clear()
    for _ in range(2):
        assert in_use(client, packaged=came)["version"] == rules()["version"]
        assert client.knows("akun899") == [True]
        client.restart()
    assert [path for path in server.paths if path.startswith(("/metadata", "/targets"))] == []
    publisher.publish(parts={"id": many(901)})
    assert kinds(client.poll(packaged=came)) == []
    assert targets(server) == ["ruleset.json.gz", "consent.json", "keys-2", "records-2"]


def test_without_room_what_is_packaged_is_in_memory(client: Client, publisher: Publisher) -> None:
    """A full disk at the first start: accounts are found all the same."""
    came = packaged(publisher, made=1_000)
    client.ask("room", full=True)
    in_use(client, packaged=came)
    assert client.knows("budi", "sari") == [True, False]
    assert client.read("current.json") is None


def test_a_newer_package_outweighs_older_updates(client: Client, publisher: Publisher) -> None:
    """An extension that was updated after the last look brings newer data than what is stored."""
    client.poll(now=int(publisher.now.timestamp() * 1000))
    publisher.publish(rules(version="2"), {"id": registry("budi", "sari")})
    came = packaged(publisher, made=int(publisher.now.timestamp() * 1000) + 1)
    assert in_use(client, packaged=came)["version"] == "2"
    assert client.knows("sari", "wati") == [True, False]


def test_another_publisher_begins_anew(client: Client, publisher: Publisher, server: FileServer) -> None:
    """What one root vouched for is not used under another."""
    client.poll()
    other = {"root": client.options["root"][:-4] + "fQo="}
    came = packaged(publisher)
    assert client.current(**other, packaged=came | {"parts": {}})["parts"] == 0


def test_who_is_offline_keeps_what_there_is(client: Client, server: FileServer) -> None:
    """No server: nothing changes."""
    client.poll()
    found = client.poll(url="http://127.0.0.1:9")
    assert (found["changed"], kinds(found)) == (False, [("", "unreachable")])
    in_use(client)
    assert client.knows("budi") == [True]


def test_a_wrong_clock_keeps_the_last_good(client: Client, publisher: Publisher) -> None:
    """A clock past the expiry of all that is published: what is wrong is called the clock."""
    client.poll()
    late = int((publisher.now + publisher.life).timestamp() * 1000) + 1_000
    found = client.poll(now=late)
    assert kinds(found) == [("", "clock")]
    assert abs(found["troubles"][0]["values"]["minutes"] - publisher.life.total_seconds() / 60) < 60
    in_use(client)
    assert client.knows("budi") == [True]
