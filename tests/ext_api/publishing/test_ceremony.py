"""First keys, and new keys for old ones, as clients see them who know only the first root."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import MetaFile

from ext_api.publishing import (
    Content,
    Draft,
    KeyRing,
    OwnOffice,
    PublishError,
    Repository,
    ceremony,
    parcel,
    read_parcel,
    write_parcel,
)
from ext_api.publishing.ceremony import Swap
from ext_api.publishing.draft import sign
from ext_api.publishing.keys import generate
from ext_api.publishing.parts import paths_of, role_of
from tests.support.publisher import PHRASE, Client, Publisher, ask, demo, fewer, over_http, ruleset

TOP = ("root", "targets", "snapshot", "timestamp")


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who has published once."""
    made = Publisher(tmp_path)
    made.publish(fewer(29), ruleset())
    return made


@pytest.fixture
def client(publisher: Publisher, tmp_path: Path) -> Iterator[Client]:
    """A client that has seen the first publication."""
    with over_http(publisher.public) as url:
        one = Client(tmp_path / "client", url, publisher.root)
        one.fetch("rules/ruleset.json.gz", "registry/id/keys")
        yield one


def swapped(publisher: Publisher, role: str, *, trust_old: bool, place: int = 0) -> str:
    """Put a new key in the place of a role's key; the id of the old one."""
    repository = publisher.repository
    online = role in ("snapshot", "timestamp")
    new = generate(repository.online if online else publisher.keys, role, None if online else PHRASE)
    old = repository.keys(role)[place].keyid
    ring = KeyRing([publisher.keys, repository.online], ask)
    repository.place(ceremony.replace(repository, [Swap(role, old, new)], ring, trust_old=trust_old))
    return old


def test_root_needs_two_of_three(publisher: Publisher) -> None:
    """Three keys may sign the root, two of them must; every other role has one key."""
    root = publisher.repository.root().signed
    assert (len(root.roles["root"].keyids), root.roles["root"].threshold) == (3, 2)
    assert {len(publisher.repository.keys(role)) for role in (*TOP[1:], "rules", "registry")} == {1}
    every = [key.keyid for role in (*TOP, "rules", "registry") for key in publisher.repository.keys(role)]
    assert len(every) == len(set(every))


def test_only_ed25519_keys_are_made(publisher: Publisher) -> None:
    """Every key of a repository is an Ed25519 key."""
    every = [key for role in (*TOP, "rules", "registry") for key in publisher.repository.keys(role)]
    assert {(key.keytype, key.scheme) for key in every} == {("ed25519", "ed25519")}


@pytest.mark.parametrize("inside", ["", "public", "online", "keys/deep", "public/../keys"])
def test_offline_keys_never_go_into_the_servers_folder(tmp_path: Path, inside: str) -> None:
    """A folder for offline keys within the publisher's folder is refused, and nothing is made."""
    repository = Repository(tmp_path / "publisher")
    with pytest.raises(PublishError) as refused:
        ceremony.make_keys(repository, tmp_path / "publisher" / inside, [], ask)
    assert refused.value.key == "keys_inside"
    assert list(tmp_path.rglob("*.pem")) == []


def test_a_link_into_the_servers_folder_is_refused(tmp_path: Path) -> None:
    """Another name for the server's folder doesn't help."""
    (tmp_path / "publisher" / "public").mkdir(parents=True)
    (tmp_path / "stick").symlink_to(tmp_path / "publisher" / "public")
    with pytest.raises(PublishError) as refused:
        ceremony.make_keys(Repository(tmp_path / "publisher"), tmp_path / "stick", [], ask)
    assert refused.value.key == "keys_inside"


def test_a_repository_is_made_once(publisher: Publisher) -> None:
    """Keys are not made a second time over a repository."""
    with pytest.raises(PublishError) as refused:
        ceremony.make_keys(publisher.repository, publisher.keys, [], ask)
    assert refused.value.key == "repository_there"


def test_each_holder_gets_a_root_key_with_a_passphrase_of_their_own(tmp_path: Path) -> None:
    """Three folders for the root, each opened by its own passphrase."""
    sticks = [tmp_path / f"stick-{n}" for n in (1, 2, 3)]
    phrases = {folder: f"kata sandi milik {folder.name}" for folder in (*sticks, tmp_path / "office")}
    repository = Repository(tmp_path / "publisher")
    made = ceremony.make_keys(repository, tmp_path / "office", sticks, phrases.__getitem__)
    for key, folder in zip(made["root"], sticks, strict=True):
        assert [path.name for path in folder.glob("*.pem")] == [f"root-{folder.name[-1]}.pem"]
        assert KeyRing([folder], lambda path: phrases[path.parent]).signer(key.keyid)
        with pytest.raises(PublishError, match="wrong_passphrase"):
            KeyRing([folder], lambda _: phrases[tmp_path / "office"]).signer(key.keyid)


@pytest.mark.parametrize("trust_old", [True, False])
@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp", "rules", "registry"])
def test_any_key_can_be_replaced(publisher: Publisher, client: Client, role: str, trust_old: bool) -> None:
    """After any key is replaced, old and new clients go on, and the old key counts no more."""
    old = swapped(publisher, role, trust_old=trust_old)
    assert old not in {key.keyid for key in publisher.repository.keys(role)}
    client.fetch("rules/ruleset.json.gz", "registry/id/keys")
    publisher.publish(demo(), {**ruleset(), "version": "new"}, jump="wait")
    publisher.repository.refresh(force=True)
    fresh = Client(client.folder.with_name("fresh"), client._url, publisher.root)
    for one in (client, fresh):
        assert one.custom("registry/id/keys")["sequence"] == 2
        assert one.custom("rules/ruleset.json.gz")["version"] == "new"


@pytest.mark.parametrize("role", ["targets", "timestamp"])
def test_a_trusted_key_leaves_nobody_behind_for_a_moment(
    publisher: Publisher, client: Client, role: str
) -> None:
    """While the new root is not there yet, whoever holds the old one can follow all that came before it."""
    swapped(publisher, role, trust_old=True)
    newest = publisher.public / "metadata" / "2.root.json"
    aside = newest.rename(newest.with_suffix(".aside"))
    client.look()
    aside.rename(newest)
    client.look()


def test_one_root_key_is_not_enough(publisher: Publisher) -> None:
    """With a single root key nothing about the root can be changed."""
    with pytest.raises(PublishError) as refused:
        ceremony.renew(publisher.repository, publisher.ring("root-1", "targets"))
    assert refused.value.values == {"here": 1, "least": 2}


def test_a_root_signed_once_is_not_placed(publisher: Publisher) -> None:
    """Whatever way a root with one signature came about, it is refused."""
    draft = ceremony.renew(publisher.repository, publisher.ring())
    signatures = draft.roles["root"].signatures
    while len(signatures) > 1:
        signatures.popitem()
    with pytest.raises(PublishError) as refused:
        publisher.repository.place(draft)
    assert refused.value.key == "root_not_signed"


def test_a_root_that_skips_a_version_is_not_placed(publisher: Publisher) -> None:
    """Clients walk from root to root, so no number is left out."""
    draft = ceremony.renew(publisher.repository, publisher.ring())
    root = draft.roles["root"]
    root.signed.version += 1
    sign(root, publisher.repository.signers("root", publisher.ring()))
    with pytest.raises(PublishError) as refused:
        publisher.repository.place(draft)
    assert refused.value.key == "not_next_root"


def test_renewing_lasts_another_year(publisher: Publisher, client: Client) -> None:
    """Root and targets are signed anew with the same keys before they expire."""
    publisher.clock.go(days=300)
    keys = publisher.repository.keys("root")
    publisher.repository.place(ceremony.renew(publisher.repository, publisher.ring()))
    assert publisher.repository.root().signed.expires == publisher.repository.expires("root")
    assert publisher.repository.targets().signed.expires == publisher.repository.expires("targets")
    assert publisher.repository.keys("root") == keys
    client.look()


def test_a_stolen_online_key_is_of_no_use_after_its_revocation(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    """A thief who showed clients the highest versions locks nobody out once the keys are revoked."""
    repository, most = publisher.repository, 2**31 - 1
    thief, mirror = KeyRing([repository.online]), Repository(tmp_path / "mirror")
    shutil.copytree(publisher.public, mirror.public.folder)
    snapshot, timestamp = repository.snapshot(), repository.timestamp()
    snapshot.signed.version = timestamp.signed.version = most
    timestamp.signed.snapshot_meta = MetaFile(most)
    stolen = {
        "snapshot": sign(snapshot, thief.signers(thief)),
        "timestamp": sign(timestamp, thief.signers(thief)),
    }
    mirror.public.place(Draft(stolen).ordered(root_first=False))
    with over_http(mirror.public.folder) as url:
        Client(client.folder, url, publisher.root).look()  # falls for it
    with pytest.raises(RepositoryError):
        client.look()
    new = {role: generate(repository.online, role, None) for role in ("snapshot", "timestamp")}
    swaps = [Swap(role, repository.keys(role)[0].keyid, key) for role, key in new.items()]
    ring = KeyRing([publisher.keys], ask)
    repository.place(ceremony.replace(repository, swaps, ring, trust_old=False))
    for swap in swaps:
        path = KeyRing([repository.online]).path(swap.old)
        assert path
        path.unlink()
    repository.refresh(force=True)
    client.fetch("rules/ruleset.json.gz", "registry/id/keys")
    with over_http(mirror.public.folder) as url, pytest.raises(RepositoryError):
        Client(client.folder, url, publisher.root).look()


@pytest.mark.parametrize("role", ["targets", "timestamp"])
def test_a_revocation_that_broke_off_can_be_finished(publisher: Publisher, client: Client, role: str) -> None:
    """With the new root in place and nothing signed by the new key yet, `renew` and `refresh` mend it."""
    repository, online = publisher.repository, role == "timestamp"
    old = repository.keys(role)[0].keyid
    new = generate(repository.online if online else publisher.keys, role, None if online else PHRASE)
    draft = ceremony.replace(repository, [Swap(role, old, new)], publisher.ring(), trust_old=False)
    repository.public.place(Draft({"root": draft.roles["root"]}).ordered(root_first=True))
    with pytest.raises(RepositoryError):
        client.look()
    if online:
        assert role in repository.refresh()
    else:
        repository.place(ceremony.renew(repository, publisher.ring()))
    client.fetch("rules/ruleset.json.gz", "registry/id/keys")


def test_a_part_can_be_published_with_a_key_of_its_own(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    """A province signs its part, the centre only puts it into place; neither can sign for the other."""
    part, role = "id/jatim", role_of("id/jatim")
    key = generate(tmp_path / "province", role, PHRASE)
    delegation = ceremony.delegation(
        publisher.repository, role, paths_of(part), key, publisher.ring("targets")
    )
    publisher.repository.place(delegation)
    office, ring = OwnOffice(tmp_path / "jatim", clock=publisher.clock), KeyRing([tmp_path / "province"], ask)
    for number, accounts in enumerate((fewer(5), fewer(6)), 1):
        folder = tmp_path / f"parcel-{number}"
        parcel(office, ring, Content.of(None, {part: accounts}), folder)
        publisher.repository.place(read_parcel(folder))
        assert client.custom(f"registry/{part}/keys")["sequence"] == number
    assert client.custom("registry/id/keys")["sequence"] == 1
    country = KeyRing([publisher.keys], ask)
    forged = sign(publisher.repository.current(role), country.signers(country))
    forged.signed.version += 1
    with pytest.raises(PublishError, match="not_signed"):
        publisher.repository.place(Draft({role: forged}))


def test_a_delegation_can_be_taken_back(publisher: Publisher, client: Client, tmp_path: Path) -> None:
    """Without its delegation a part's files are spoken of by nobody; everything else goes on."""
    role = role_of("id/jatim")
    key = generate(tmp_path / "province", role, PHRASE)
    place = publisher.repository.place
    place(ceremony.delegation(publisher.repository, role, paths_of("id/jatim"), key, publisher.ring()))
    with pytest.raises(RepositoryError):
        client.custom("registry/id/jatim/keys")  # delegated, but nothing published yet
    place(ceremony.remove(publisher.repository, role, publisher.ring()))
    assert client.fetch("registry/id/jatim/keys") == [None]
    assert client.custom("registry/id/keys")["sequence"] == 1


def test_the_country_s_own_roles_cannot_be_taken_back(publisher: Publisher) -> None:
    """Rules and registry belong to every repository."""
    with pytest.raises(PublishError, match="no_role"):
        ceremony.remove(publisher.repository, "registry", publisher.ring())


def test_a_new_root_can_travel_as_a_parcel(publisher: Publisher, client: Client, tmp_path: Path) -> None:
    """Holders sign without a network; the server puts their root into place with its own keys."""
    copy = tmp_path / "airgap"
    shutil.copytree(publisher.repository.folder, copy, ignore=shutil.ignore_patterns("online"))
    write_parcel(ceremony.renew(Repository(copy), publisher.ring()), tmp_path / "parcel")
    publisher.repository.place(read_parcel(tmp_path / "parcel"))
    assert publisher.repository.root().signed.version == 2
    client.look()


def test_a_key_that_a_role_does_not_have_cannot_be_replaced(publisher: Publisher) -> None:
    """The key that goes must be one of the role's."""
    new = CryptoSigner.generate_ed25519().public_key
    swap = Swap("rules", publisher.repository.keys("registry")[0].keyid, new)
    with pytest.raises(PublishError, match="no_such_key"):
        ceremony.replace(publisher.repository, [swap], publisher.ring(), trust_old=True)
