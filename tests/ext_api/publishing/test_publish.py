"""Publications as clients see them: over HTTP, with python-tuf's own client."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ext_api.publishing import (
    Content,
    Expiries,
    OwnOffice,
    PublishError,
    consent,
    parcel,
    publish,
    read_parcel,
)
from ext_api.publishing.publish import waiting
from rules import regfile
from rules.registry import Registry
from tests.support.publisher import Client, Publisher, demo, fewer, over_http, ruleset

ID = ("registry/id/keys", "registry/id/records")


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who has made keys, and published nothing."""
    return Publisher(tmp_path)


@pytest.fixture
def client(publisher: Publisher, tmp_path: Path) -> Iterator[Client]:
    """A client that knows the publisher's first root."""
    with over_http(publisher.public) as url:
        yield Client(tmp_path / "client", url, publisher.root)


def taken(client: Client, folder: Path) -> regfile.State:
    """The registry as a client has it from the base."""
    keys, records = client.fetch(*ID)
    assert keys
    assert records
    folder.mkdir()
    return regfile.unpack(keys, records, folder)


def test_what_is_published_arrives(publisher: Publisher, client: Client, tmp_path: Path) -> None:
    """A client gets the very ruleset and a registry that knows every account."""
    publisher.publish(demo(), ruleset())
    (packed,) = client.fetch("rules/ruleset.json.gz")
    assert packed
    assert json.loads(gzip.decompress(packed)) == ruleset()
    assert client.custom("rules/ruleset.json.gz") == {"version": ruleset()["version"], "format": 1}
    state = taken(client, tmp_path / "state")
    assert client.custom(ID[0]) == {"format": 1, "sequence": 1, "state": state.sha256, "keys": state.keys}
    mapped = regfile.MappedRegistry(state.folder)
    assert all(mapped.lookup(one.platform, one.account_id, one.handle) for one in demo().records)
    mapped.close()


def test_nothing_is_published_before_the_first(client: Client) -> None:
    """An empty repository can be followed: it speaks of nothing."""
    assert client.fetch("rules/ruleset.json.gz", *ID) == [None] * 3


def test_a_delta_leads_from_each_state_to_the_next(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    """Whoever has the first state reaches the third by two deltas, and it is the very one of the base."""
    publisher.publish(fewer(28), ruleset())
    state = taken(client, tmp_path / "1")
    publisher.publish(fewer(29), jump="wait")
    publisher.publish(fewer(30), jump="wait")
    for step in (1, 2):
        keys, records = client.fetch(f"registry/id/keys-{step}", f"registry/id/records-{step}")
        assert keys
        assert records
        (tmp_path / f"after-{step}").mkdir()
        state = regfile.apply(state, keys, records, tmp_path / f"after-{step}")
        assert client.custom(f"registry/id/keys-{step}") == {
            "format": 1, "from": step, "to": step + 1, "state": state.sha256,
        }  # fmt: skip
    assert state.sha256 == client.custom(ID[0])["state"]


def test_only_the_newest_deltas_are_kept(publisher: Publisher, client: Client) -> None:
    """Of many steps, a client can walk as many as the publisher keeps."""
    publisher.repository.expiries = Expiries(deltas=2)
    for count in (26, 27, 28, 29, 30):
        publisher.publish(fewer(count), jump="wait")
    there = [client.custom(f"registry/id/keys-{step}") is not None for step in range(1, 5)]
    assert there == [False, False, True, True]


def test_publishing_the_same_again_changes_nothing(publisher: Publisher) -> None:
    """Without news no version goes up and no publication is counted."""
    first = publisher.publish(demo(), ruleset())
    before = publisher.repository.timestamp().signed.version
    again = publisher.publish(demo(), ruleset())
    assert (again.number, again.built[0].new) == (first.number, False)
    assert publisher.repository.timestamp().signed.version == before


def test_publishing_the_same_renews_what_is_due(publisher: Publisher) -> None:
    """A role with less than half of its lifetime left is signed anew even without news."""
    publisher.publish(demo(), ruleset())
    publisher.clock.go(days=100)
    publisher.repository.refresh()
    publisher.publish(demo(), ruleset())
    metadata = publisher.repository.current("registry")
    assert metadata
    assert metadata.signed.expires == publisher.repository.expires("registry")


def many(count: int) -> Registry:
    """A registry big enough that more than the least number of keys can change."""
    one = demo().records[0]
    return Registry(replace(one, handle=f"kampanye{n}", account_id=str(10_000 + n)) for n in range(count))


def test_a_jump_is_refused_without_consent(publisher: Publisher) -> None:
    """A registry of which more than 5% changes isn't published unless somebody says it is right."""
    publisher.publish(many(1000), ruleset())
    before = publisher.repository.timestamp().signed.version
    with pytest.raises(PublishError) as refused:
        publisher.publish(many(1200), ruleset())
    assert refused.value.key == "jump"
    assert refused.value.values == {"part": "id", "changed": 400, "keys": 2000}
    assert publisher.repository.timestamp().signed.version == before


def test_a_jump_may_come_with_consent(publisher: Publisher, client: Client) -> None:
    """With consent, the role of the rules lists the very state that is published."""
    publisher.publish(many(1000), ruleset())
    done = publisher.publish(many(1200), ruleset(), jump="consent")
    assert done.consented == ("id",)
    (listed,) = client.fetch("rules/consent.json")
    assert listed
    assert client.custom(ID[0])["state"] in json.loads(listed)["registry"]["id"]


def test_consent_can_come_later(publisher: Publisher, client: Client) -> None:
    """A jump published without consent waits; consent needs the key of the rules and nothing else."""
    publisher.publish(many(1000), ruleset())
    publish(
        publisher.repository, publisher.ring("registry"), Content.of(None, {"id": many(1200)}), jump="wait"
    )
    pending = waiting(publisher.repository)
    assert list(pending) == ["id"]
    with pytest.raises(PublishError) as refused:
        consent(publisher.repository, publisher.ring("registry"), pending)
    assert refused.value.key == "key_missing"
    consent(publisher.repository, publisher.ring("rules"), pending)
    assert waiting(publisher.repository) == {}
    (listed,) = client.fetch("rules/consent.json")
    assert listed
    assert pending["id"] in json.loads(listed)["registry"]["id"]


def test_a_chain_of_consent_lasts_as_long_as_its_deltas(publisher: Publisher) -> None:
    """A state consented to stays listed while a client may still pass through it, and no longer."""
    publisher.repository.expiries = Expiries(deltas=2)
    publisher.publish(many(1000), ruleset())
    first = publisher.publish(many(1300), ruleset(), jump="consent").built[0].state.sha256
    second = publisher.publish(many(1301), ruleset()).built[0].state.sha256
    third = publisher.publish(many(1302), ruleset()).built[0].state.sha256
    rules = publisher.repository.current("rules")
    assert rules
    target = rules.signed.targets["rules/consent.json"]
    listed = json.loads(publisher.repository.public.content(target))["registry"]["id"]
    assert sorted(listed) == sorted([second, third])
    assert first not in listed


def test_a_former_publication_comes_back_as_a_new_one(publisher: Publisher, client: Client) -> None:
    """Rolling back publishes the old content under new versions, which every client takes."""
    first = publisher.publish(fewer(29), ruleset())
    old = client.custom(ID[0])
    publisher.publish(fewer(30), {**ruleset(), "version": "wrong"}, jump="wait")
    assert client.custom("rules/ruleset.json.gz")["version"] == "wrong"
    former = Content.former(publisher.repository, first.number)
    publish(publisher.repository, publisher.ring(), former, jump="consent")
    assert client.custom("rules/ruleset.json.gz")["version"] == ruleset()["version"]
    assert client.custom(ID[0]) == {**old, "sequence": 3}


def test_a_publication_that_is_not_kept_is_named(publisher: Publisher) -> None:
    """Asked for a publication that isn't there, the error tells which are."""
    publisher.publish(demo(), ruleset())
    with pytest.raises(PublishError) as refused:
        Content.former(publisher.repository, 7)
    assert refused.value.values == {"number": 7, "kept": "1"}


def test_a_lost_working_folder_is_made_good(publisher: Publisher, client: Client, tmp_path: Path) -> None:
    """Without the states kept for deltas, the next delta starts from what was published."""
    publisher.publish(fewer(29), ruleset())
    state = taken(client, tmp_path / "1")
    shutil.rmtree(publisher.repository.work)
    publisher.publish(fewer(30), jump="wait")
    keys, records = client.fetch("registry/id/keys-1", "registry/id/records-1")
    assert keys
    assert records
    (tmp_path / "2").mkdir()
    assert regfile.apply(state, keys, records, tmp_path / "2").sha256 == client.custom(ID[0])["state"]


def test_rules_and_registry_can_be_signed_apart(publisher: Publisher, tmp_path: Path, client: Client) -> None:
    """An office with the keys but not the repository signs parcels, which the centre only has to put in
    place.
    """
    shutil.copytree(publisher.public, tmp_path / "signing" / "public")
    office = OwnOffice(tmp_path / "signing", clock=publisher.clock)
    done = parcel(office, publisher.ring(), Content.of(ruleset(), {"id": demo()}), tmp_path / "parcel")
    publisher.repository.place(read_parcel(tmp_path / "parcel"))
    assert client.custom(ID[0])["state"] == done.built[0].state.sha256
    assert client.custom("rules/ruleset.json.gz")["version"] == ruleset()["version"]


def test_the_timestamp_is_small(publisher: Publisher) -> None:
    """What is fetched at every look has at most 600 bytes, even with large numbers."""
    publisher.publish(demo(), ruleset())
    assert (publisher.public / "metadata" / "timestamp.json").stat().st_size <= 450
