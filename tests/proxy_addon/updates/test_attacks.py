"""Attacks on updates, with real files over HTTP: whatever is tried, the last good data stays in use."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.support.following import IMPATIENT, Following, flip, following, kinds
from tests.support.office import many, rules
from tests.support.signed_repository import Publisher

NEW = {"version": "newer"}


def stands(client: Following, *wrong: tuple[str, str], rules_too: bool = True) -> None:
    """A look finds just what is ``wrong``, and before and after it the same data is in use, on disk too."""
    before = client.held()
    assert before.rules
    assert before.parts
    found = client.look()
    assert kinds(found) == set(wrong)
    after = client.held()
    assert after == found.held
    assert after.parts == before.parts
    if rules_too:
        assert after == before
    record = client.engine().registry.lookup("kicau", handle="akun7")
    assert record is not None


def test_an_older_timestamp(client: Following, publisher: Publisher) -> None:
    """What was once true is refused after something newer was seen."""
    old = publisher.metadata("timestamp").read_bytes()
    publisher.publish(rules(**NEW))
    assert client.look().troubles == ()
    publisher.metadata("timestamp").write_bytes(old)
    stands(client, ("older", ""))


@pytest.mark.parametrize("name", ["targets", "rules", "registry"])
def test_older_roles_by_stolen_online_keys(client: Following, publisher: Publisher, name: str) -> None:
    """Who has the online keys can't lead back to an older version of an offline role."""
    publisher.publish(rules(**NEW), {"id": many(1_001)})
    assert client.look().troubles == ()
    versions = dict.fromkeys(["targets", "rules", "registry"], 2) | {name: 1}
    publisher.write_snapshot(versions, 3)
    stands(client, ("older", ""))


def test_a_replay_after_expiry(client: Following) -> None:
    """An attacker who holds newer data back is noticed as soon as the old is past its date."""
    client.later(days=6)
    assert client.look().troubles == ()
    client.later(days=2)
    stands(client, ("expired", ""))


@pytest.mark.parametrize("name", ["timestamp", "snapshot", "targets", "rules", "registry"])
def test_a_byte_flip_in_a_role(client: Following, publisher: Publisher, name: str) -> None:
    """One wrong byte anywhere in a role's file, and nothing under it is taken."""
    publisher.publish(rules(**NEW), {"id": many(1_001)})
    raw = publisher.metadata(name).read_bytes()
    about = {"rules": "rules", "registry": "id"}.get(name, "")
    for place in (b'"version":', b'"sig":"', b'"expires":"2'):
        spoiled = bytearray(raw)
        spoiled[raw.index(place) + len(place)] ^= 0x01
        publisher.metadata(name).write_bytes(spoiled)
        found = client.look()
        assert {trouble.about for trouble in found.troubles} == {about}
        assert {trouble.kind for trouble in found.troubles} <= {"signature", "damaged"}
        if about in ("", "rules"):
            assert client.held().rules.version != "newer"  # type: ignore[union-attr]
        if about in ("", "id"):
            assert client.held().parts["id"].sequence == 1


def test_a_byte_flip_in_a_next_root(client: Following, publisher: Publisher) -> None:
    """A next root that is not quite what was signed is refused."""
    publisher.rotate_root()
    flip(publisher.folder / "metadata" / "2.root.json")
    assert {trouble.kind for trouble in client.look().troubles} <= {"signature", "damaged"}
    stands(client, *kinds(client.look()))


@pytest.mark.parametrize(
    ("target", "about"),
    [("rules/ruleset.json.gz", "rules"), ("registry/id/keys", "id"), ("registry/id/records", "id")],
)
def test_a_byte_flip_in_a_target(client: Following, publisher: Publisher, target: str, about: str) -> None:
    """A file that isn't the one that was signed is not used."""
    publisher.keep_deltas = 0
    publisher.publish(rules(**NEW), {"id": many(1_001)})
    flip(publisher.path(target))
    found = client.look()
    assert kinds(found) == {("damaged", about)}
    assert client.held() == found.held
    assert (client.held().parts["id"].sequence == 1) == (about == "id")


def test_a_byte_flip_in_the_consent(client: Following, publisher: Publisher) -> None:
    """A consent that isn't the one that was signed permits nothing."""
    publisher.publish(parts={"id": many(1_000, start=900)})
    publisher.consent = {"id": [publisher.made["id"].state.sha256]}
    publisher.sign()
    flip(publisher.path("rules/consent.json"))
    stands(client, ("damaged", "id"))


def endless(handler: BaseHTTPRequestHandler, _: Path) -> None:
    """Bytes without end."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65_536)
    except OSError:
        pass


def trickling(handler: BaseHTTPRequestHandler, _: Path) -> None:
    """A byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.02)
    except OSError:
        pass


def headless(handler: BaseHTTPRequestHandler, _: Path) -> None:
    """A head that never ends."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"x: y\r\n")
            time.sleep(0.1)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("trick", "kind", "end"),
    [
        *(
            (endless, "too_much", end)
            for end in ("timestamp.json", "2.snapshot.json", "2.rules.json", ".keys")
        ),
        *((trickling, "slow", end) for end in ("timestamp.json", "2.rules.json", ".keys")),
        *((headless, "slow", end) for end in ("timestamp.json", ".keys")),
    ],
)
def test_data_that_never_ends(
    client: Following,
    publisher: Publisher,
    end: str,
    trick: Callable[[BaseHTTPRequestHandler, Path], None],
    kind: str,
) -> None:
    """Neither more bytes than announced nor bytes that trickle in keep the client busy."""
    client.limits = IMPATIENT
    publisher.keep_deltas = 0
    publisher.publish(parts={"id": many(1_001)})
    client.server.tricks[end] = trick
    about = {"2.rules.json": "rules", ".keys": "id"}.get(end, "")
    found = client.look()
    assert kinds(found) == {(kind, about)}
    assert (client.held().parts["id"].sequence == 1) == ((kind, about) != ("too_much", "rules"))


def test_mixed_metadata(client: Following, publisher: Publisher) -> None:
    """A role's older file under a newer name is refused, though its signature is good."""
    publisher.publish(rules(**NEW), {"id": many(1_001)})
    old = publisher.folder / "metadata" / "1.registry.json"
    publisher.metadata("registry").write_bytes(old.read_bytes())
    stands(client, ("older", "id"), rules_too=False)


def test_mixed_targets(client: Following, publisher: Publisher) -> None:
    """The keys of one state with the records of another are refused, though both were signed."""
    first = publisher.made["id"].files
    publisher.publish(parts={"id": many(1_001)})
    newest = publisher.made["id"].files
    newest["records"] = (first["records"][0], newest["records"][1])
    publisher.keep_deltas = 0
    publisher.made["id"].files = {name: newest[name] for name in ("keys", "records")}
    publisher.sign()
    stands(client, ("damaged", "id"))


def test_one_of_two_root_signatures(client: Following, publisher: Publisher) -> None:
    """Who has stolen one root key can't make a root."""
    publisher.rotate_root(fresh=["timestamp", "snapshot", "targets"], signers=publisher.keys["root"][:1])
    publisher.publish(rules(**NEW))
    stands(client, ("signature", ""))


def test_stolen_online_keys_then_a_new_root(client: Following, publisher: Publisher) -> None:
    """A thief of the online keys can run ahead; a new root takes the keys away and brings everyone back."""
    stolen = list(publisher.keys["timestamp"])
    publisher.write_snapshot({"targets": 1, "rules": 1, "registry": 1}, 9_000)
    assert client.look().troubles == ()
    publisher.publish(rules(**NEW))
    stands(client, ("older", ""))

    publisher.rotate_root(fresh=["timestamp", "snapshot"])
    publisher.publish(rules(**NEW))
    assert client.look().troubles == ()
    assert client.held().rules.version == "newer"  # type: ignore[union-attr]
    publisher.write_timestamp(9_001, 9_000, stolen)
    stands(client, ("signature", ""))


def test_a_delta_for_the_wrong_base(client: Following, publisher: Publisher) -> None:
    """A signed delta that fits another state is not applied; the base is taken instead, once."""
    other = Publisher(publisher.folder / "other", publisher.work / "other", rules(), {"id": many(1_000, 50)})
    other.publish(parts={"id": many(1_001, 50)})
    publisher.publish(parts={"id": many(1_001)})
    made = publisher.made["id"].files
    for name in ("keys-1", "records-1"):
        made[name] = (other.made["id"].files[name][0], made[name][1])
    publisher.sign()
    assert client.look().troubles == ()
    assert client.held().parts["id"].state.sha256 == publisher.made["id"].state.sha256
    fetched = [path.rpartition(".")[2] for path in client.server.paths if "/targets/registry" in path]
    assert fetched == ["keys-1", "records-1", "keys", "records"]


def test_a_bad_delta_and_a_bad_base(client: Following, publisher: Publisher) -> None:
    """When the base is no better than the delta, the last good data stays."""
    publisher.publish(parts={"id": many(1_001)})
    flip(publisher.path("registry/id/keys-1"))
    flip(publisher.path("registry/id/records"))
    stands(client, ("damaged", "id"))
    assert sum(path.endswith(".keys") for path in client.server.paths) == 1


def test_a_jump_without_consent(client: Following, publisher: Publisher) -> None:
    """The registry's key alone can't exchange much at once, whether by delta or by base."""
    publisher.publish(parts={"id": many(1_000, start=150)})
    stands(client, ("jump", "id"))
    publisher.made["id"].files = {k: v for k, v in publisher.made["id"].files.items() if "-" not in k}
    publisher.sign()
    stands(client, ("jump", "id"))


def test_a_jump_by_many_small_steps_at_once(client: Following, publisher: Publisher) -> None:
    """Many small deltas published together are one jump."""
    for step in range(1, 8):
        publisher.publish(parts={"id": many(1_000, start=50 * step)})
    stands(client, ("jump", "id"))


def test_a_jump_with_consent(client: Following, publisher: Publisher) -> None:
    """With the consent of the rules role the same change is taken."""
    publisher.publish(parts={"id": many(1_000, start=150)})
    publisher.consent = {"id": [publisher.made["id"].state.sha256]}
    publisher.sign()
    assert client.look().troubles == ()
    assert client.held().parts["id"].sequence == 2


def test_a_jump_that_was_missed(client: Following, publisher: Publisher) -> None:
    """Who was away while a consented jump was the newest still comes along, by way of its delta."""
    publisher.publish(parts={"id": many(1_000, start=150)})
    publisher.consent = {"id": [publisher.made["id"].state.sha256]}
    publisher.publish(parts={"id": many(1_002, start=150)})
    assert client.look().troubles == ()
    assert client.held().parts["id"].sequence == 3


def test_consent_of_the_registry_s_own_role(client: Following, publisher: Publisher) -> None:
    """A consent that another role signs is none."""
    publisher.publish(parts={"id": many(1_000, start=150)})
    state = publisher.made["id"].state.sha256
    consent = b'{"format":1,"registry":{"id":["%s"]}}' % state.encode()
    publisher.write("registry", {**publisher.part_files("id"), "rules/consent.json": (consent, {})})
    stands(client, ("jump", "id"))


def test_a_path_of_somebody_else(client: Following, publisher: Publisher) -> None:
    """What a role lists outside its path isn't found, however well it is signed."""
    publisher.version += 1
    publisher.publish(rules(**NEW), {"id": many(1_001)})
    ours, theirs = publisher.rules_files(), publisher.part_files("id")
    publisher.write("rules", theirs)
    publisher.write("registry", ours)
    stands(client, ("missing", "rules"), ("missing", "id"))


def test_a_part_s_key_for_another_part(tmp_path: Path, publisher: Publisher) -> None:
    """A province can't sign another's accounts; the others go on."""
    parts = {"id": many(1_000), "id/jatim": many(10, 5_000), "id/jateng": many(10, 6_000)}
    several = Publisher(tmp_path / "several", tmp_path / "made", rules(), parts)
    with following(several, tmp_path / "office") as client:
        assert client.look().troubles == ()
        several.signers["registry.id.jatim"] = several.keys["registry.id.jateng"]
        several.publish(parts={"id/jatim": many(11, 5_000), "id/jateng": many(11, 6_000)})
        assert kinds(client.look()) == {("signature", "id/jatim")}
        assert [client.held().parts[part].sequence for part in parts] == [1, 1, 2]
