"""Attacks on the extension's updates, with real files over HTTP: nothing wrong is taken."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

from tests.support.file_server import FileServer, answer
from tests.support.office import registry, rules
from tests.support.signed_repository import COMPACT, Publisher
from tests.support.updates_client import Client, Problem, text_of

RULESET = "rules/ruleset.json.gz"
KEYS = "registry/id/keys"
QUICK = {"silence": 300, "longest": 2_000}


def refused(client: Client, *paths: str, **question: object) -> str | None:
    """Why targets are not to be had."""
    with pytest.raises(Problem) as raised:
        client.fetch(*(paths or (RULESET,)), **question)
    return raised.value.kind


def flip(path: Path, at: int = -20) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_targets_come_as_they_were_published(client: Client, publisher: Publisher) -> None:
    """The bytes of a target are the published ones; a path that nobody published is nothing."""
    found = client.fetch(RULESET, KEYS, "rules/other.json", "elsewhere/x")
    assert found == [publisher.path(RULESET).read_bytes(), publisher.path(KEYS).read_bytes(), None, None]


def test_requests_tell_nobody_apart(client: Client, server: FileServer) -> None:
    """No cookie, referrer, tag of a stored answer, origin or language of the person goes to the publisher."""
    server.tricks["timestamp.json"] = lambda handler, path: answer(
        handler,
        path.read_bytes(),
        ETag='"you-1"',
        Last_Modified="Fri, 01 Jan 1999 00:00:00 GMT",
        Set_Cookie="you=1",
        Cache_Control="max-age=0",
    )
    client.poll()
    client.poll()
    asked = [
        {name.lower(): value for name, value in headers.items()}
        for path, headers in server.asked
        if "/metadata/" in path
    ]
    assert len(asked) > 5
    for headers in asked:
        assert headers.keys().isdisjoint(
            {"cookie", "referer", "if-none-match", "if-modified-since", "authorization"}
        )
        assert headers.get("origin", "null") == "null"
        assert headers["accept-language"] == "*"


def test_an_older_timestamp_is_refused(client: Client, publisher: Publisher) -> None:
    """A timestamp from before the last look, rightly signed, does not lead back."""
    old = publisher.metadata("timestamp").read_bytes()
    publisher.publish(rules(version="2"))
    client.fetch(RULESET)
    publisher.metadata("timestamp").write_bytes(old)
    assert refused(client) == "older"
    client.restart()
    assert refused(client) == "older"


def test_an_older_timestamp_of_the_same_snapshot_is_refused(client: Client, publisher: Publisher) -> None:
    """The timestamp's own number counts, not only the snapshot's."""
    publisher.write_timestamp(7, 1)
    client.fetch(RULESET)
    publisher.write_timestamp(6, 1)
    assert refused(client) == "older"


def test_a_replay_ends_with_its_expiry(client: Client, publisher: Publisher) -> None:
    """What an attacker has kept back is of no use once it has expired."""
    later = int((publisher.now + publisher.life + timedelta(seconds=1)).timestamp() * 1000)
    assert refused(client, now=later) == "expired"
    client.fetch(RULESET)
    assert refused(client, now=later) == "expired"


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "rules"])
def test_a_changed_byte_in_a_role_is_refused(client: Client, publisher: Publisher, role: str) -> None:
    """One bit of the signed part changed: the signature is not for it."""
    path = publisher.metadata(role)
    path.write_bytes(path.read_bytes().replace(b'"spec_version":"1.0.', b'"spec_version":"1.1.'))
    assert refused(client) == "signature"


def test_a_changed_byte_in_a_next_root_is_refused(client: Client, publisher: Publisher) -> None:
    """A root that nobody signed is not followed, and nothing is asked for after it."""
    publisher.rotate_root()
    path = publisher.folder / "metadata" / "2.root.json"
    path.write_bytes(path.read_bytes().replace(b'"spec_version":"1.0.', b'"spec_version":"1.1.'))
    assert refused(client) == "signature"


@pytest.mark.parametrize("target", [RULESET, KEYS])
def test_a_changed_byte_in_a_target_is_refused(client: Client, publisher: Publisher, target: str) -> None:
    """One bit of a file changed: the hash is another. A byte cut off: the length is."""
    flip(publisher.path(target))
    assert refused(client, target) == "damaged"
    publisher.path(target).write_bytes(publisher.path(target).read_bytes()[:-1])
    assert refused(client, target) == "damaged"


def begun(handler: BaseHTTPRequestHandler) -> None:
    """The head of an answer that anybody may read, as a publisher's are."""
    handler.send_response(200)
    handler.send_header("Access-Control-Allow-Origin", "*")
    handler.end_headers()


def endless(handler: BaseHTTPRequestHandler, _: Path) -> None:
    """Data far beyond every bound, as fast as it is taken."""
    begun(handler)
    try:
        for _ in range(1_000):
            handler.wfile.write(b"{" * 65_536)
    except OSError:
        return


def stalled(handler: BaseHTTPRequestHandler, _: Path) -> None:
    """A few bytes, then nothing."""
    begun(handler)
    handler.wfile.write(b"{")
    handler.wfile.flush()
    time.sleep(2)


def dripping(handler: BaseHTTPRequestHandler, _: Path) -> None:
    """A byte now and then."""
    begun(handler)
    try:
        for _ in range(40):
            handler.wfile.write(b"{")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


@pytest.mark.parametrize(
    "end",
    [
        "2.root.json",
        "timestamp.json",
        "1.snapshot.json",
        "1.targets.json",
        "1.rules.json",
        ".ruleset.json.gz",
    ],
)
def test_endless_data_ends(client: Client, server: FileServer, end: str) -> None:
    """Every role and target has a bound, and the connection is closed there."""
    server.tricks[end] = endless
    assert refused(client) == "too_much"


@pytest.mark.parametrize("trick", [stalled, dripping])
def test_slow_data_ends(
    client: Client, server: FileServer, trick: Callable[[BaseHTTPRequestHandler, Path], None]
) -> None:
    """A server that falls silent, or drips, does not hold an update for ever."""
    server.tricks["timestamp.json"] = trick
    assert refused(client, limits=QUICK) == "slow"


def test_a_redirect_is_not_followed(client: Client, server: FileServer) -> None:
    """What is asked for comes from the publisher's address or not at all."""
    server.tricks["timestamp.json"] = lambda handler, _: answer(
        handler, b"", 302, Location=f"{server.url}/elsewhere"
    )
    assert refused(client) == "unreachable"
    assert "/elsewhere" not in server.paths


@pytest.mark.parametrize(("status", "kind"), [(404, "gone"), (500, "unreachable"), (429, "busy")])
def test_errors_of_the_server_are_told_apart(
    client: Client, server: FileServer, status: int, kind: str
) -> None:
    """Not there, broken, asked to wait."""
    server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", status)
    assert refused(client) == kind


def test_files_of_two_states_do_not_mix(client: Client, publisher: Publisher) -> None:
    """A new snapshot with a role's older file, whoever signed it, is refused."""
    publisher.publish(rules(version="2"))
    new = publisher.metadata("rules")
    shutil.copyfile(new.with_name("1.rules.json"), new)
    assert refused(client) == "older"


def test_a_snapshot_cannot_take_a_role_back(client: Client, publisher: Publisher) -> None:
    """Who holds the online keys can't bring back an older version of a role, nor drop one."""
    publisher.publish(rules(version="2"))
    client.fetch(RULESET)
    publisher.write_snapshot({"targets": 2, "rules": 1, "registry": 2}, 3)
    assert refused(client) == "older"
    publisher.write_snapshot({"targets": 2, "rules": 2}, 4)
    assert refused(client) == "older"


def test_one_of_two_signatures_is_not_enough(client: Client, publisher: Publisher) -> None:
    """A root by one of the three keys is refused; by two it is followed."""
    publisher.rotate_root(fresh=["timestamp"], signers=publisher.keys["root"][:1])
    publisher.write_timestamp(2, 1)
    assert refused(client) == "signature"
    publisher.root_version -= 1
    publisher.rotate_root(signers=publisher.keys["root"][:2])
    assert client.fetch(RULESET) != [None]


@pytest.mark.parametrize("signers", ["old", "new"])
def test_a_new_root_needs_old_and_new_keys(client: Client, publisher: Publisher, signers: str) -> None:
    """Neither the keys that were trusted nor those that are to be can put a root into place alone."""
    keys = {"old": publisher.keys["root"]}
    publisher.rotate_root(fresh=["root", "timestamp"])
    keys["new"] = publisher.keys["root"]
    metadata = Metadata.from_file(str(publisher.folder / "metadata" / "2.root.json"))
    metadata.signatures.clear()
    for signer in keys[signers]:
        metadata.sign(signer, append=True)
    metadata.to_file(str(publisher.folder / "metadata" / "2.root.json"))
    publisher.write_timestamp(2, 1)
    assert refused(client) == "signature"
    assert client.read("tuf/root_history/2.root.json") is None


def test_one_key_under_two_names_counts_once(client: Client, publisher: Publisher) -> None:
    """Two key ids of one public key are not two signatures, even if the root itself says so."""
    root = Metadata.from_file(str(publisher.folder / "metadata" / "1.root.json"))
    publisher.root_version += 1
    signer = publisher.keys["timestamp"][0]
    twin = CryptoSigner(
        signer._private_key, type(signer.public_key).from_dict("twin", signer.public_key.to_dict())
    )
    root.signed.version = 2
    root.signed.add_key(twin.public_key, "timestamp")
    root.signed.roles["timestamp"].threshold = 2
    root.signatures.clear()
    for one in publisher.keys["root"]:
        root.sign(one, append=True)
    (publisher.folder / "metadata" / "2.root.json").write_bytes(root.to_bytes(COMPACT))
    publisher.write_timestamp(2, 1, [signer, twin])
    assert refused(client) == "signature"


def test_a_stolen_online_key_is_worthless_after_a_new_root(client: Client, publisher: Publisher) -> None:
    """Its timestamps count until the root names another key; then even a lower version is right."""
    stolen = publisher.keys["timestamp"][0]
    publisher.write_timestamp(900, 1, [stolen])
    client.fetch(RULESET)
    publisher.rotate_root(fresh=["timestamp"])
    publisher.write_timestamp(901, 1, [stolen])
    assert refused(client) == "signature"
    publisher.write_timestamp(5, 1)
    assert client.fetch(RULESET) != [None]


def test_a_key_that_was_stolen_earlier_signs_no_roles(client: Client, publisher: Publisher) -> None:
    """The timestamp's key signs no snapshot, targets or rules."""
    publisher.keys["rules"] = publisher.keys["timestamp"]
    metadata = Metadata.from_file(str(publisher.metadata("rules")))
    metadata.sign(publisher.keys["timestamp"][0])
    publisher.metadata("rules").write_bytes(metadata.to_bytes(COMPACT))
    assert refused(client) == "signature"


def test_a_role_speaks_only_for_its_paths(client: Client, publisher: Publisher) -> None:
    """The registry's key lists a ruleset and another region's files: nobody finds them."""
    evil = {
        "rules/ruleset.json.gz": (b"evil", {}),
        "rules/extra.json": (b"evil", {}),
        "registry/id/jatim/keys": (b"evil", {}),
    }
    good = publisher.path(RULESET).read_bytes()
    publisher.write("registry", evil | {"registry/id/extra": (b"good", {})})
    found = client.fetch(RULESET, "rules/extra.json", "registry/id/jatim/keys", "registry/id/extra")
    assert found == [good, None, None, b"good"]


def test_a_root_chain_has_an_end(client: Client, publisher: Publisher) -> None:
    """More new roots than the bound are not followed in one look; the rest follows in the next."""
    for _ in range(6):
        publisher.rotate_root(fresh=["timestamp"])
    publisher.write_timestamp(2, 1)
    assert refused(client, limits={"roots": 4}) == "signature"
    assert client.fetch(RULESET, limits={"roots": 4}) != [None]


def test_another_first_root_trusts_another_publisher(
    client: Client, publisher: Publisher, tmp_path: Path
) -> None:
    """What one publisher signed is worth nothing to who trusts another."""
    client.fetch(RULESET)
    other = Publisher(tmp_path / "other", tmp_path / "other-work", rules(), {"id": registry("budi")})
    client.options["root"] = text_of(other.first_root)
    assert refused(client) == "signature"


def test_damaged_local_metadata_is_fetched_again(client: Client, publisher: Publisher) -> None:
    """Whatever happened to what is stored, the next look mends it."""
    client.fetch(RULESET)
    for name in ("root.json", "timestamp.json", "snapshot.json", "targets.json", "rules.json"):
        client.write(f"tuf/{name}", b"{}")
    client.write("tuf/root_history/2.root.json", b"\xff")
    publisher.publish(rules(version="2"))
    assert client.fetch(RULESET) == [publisher.path(RULESET).read_bytes()]
