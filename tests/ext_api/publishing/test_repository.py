"""The repository: what it refuses to place, and that it can be followed at every moment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, TargetFile, Targets

from ext_api.publishing import Draft, PublishError, Repository
from ext_api.publishing.draft import sign
from tests.support.publisher import Client, Clock, Publisher, demo, fewer, over_http, ruleset

ROOT = Path(__file__).parents[3]


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who has published once."""
    made = Publisher(tmp_path)
    made.publish(fewer(29), ruleset())
    return made


def refused(publisher: Publisher, draft: Draft) -> str:
    """Why a draft isn't placed; and that nothing changed."""
    before = sorted(publisher.repository.public.files())
    with pytest.raises(PublishError) as error:
        publisher.repository.place(draft)
    assert sorted(publisher.repository.public.files()) == before
    return error.value.key


def signed(publisher: Publisher, role: str, targets: Targets, *, stranger: bool = False) -> Metadata[Targets]:
    """Metadata of a role, signed by its key or by a stranger's."""
    signers = publisher.repository.signers(role, publisher.ring())
    return sign(Metadata(targets), [CryptoSigner.generate_ed25519()] if stranger else signers)


def nearly(publisher: Publisher, role: str = "registry", **changed: object) -> Targets:
    """The next metadata of a role, but for what is changed."""
    last = publisher.repository.current(role)
    assert last
    last.signed.version += 1
    for name, value in changed.items():
        setattr(last.signed, name, value)
    return last.signed


def test_a_strangers_signature_is_refused(publisher: Publisher) -> None:
    """A role that no key of it has signed is not placed."""
    draft = Draft({"registry": signed(publisher, "registry", nearly(publisher), stranger=True)})
    assert refused(publisher, draft) == "not_signed"


def test_an_old_version_is_refused(publisher: Publisher) -> None:
    """A version that was published already is not placed again."""
    draft = Draft({"registry": signed(publisher, "registry", nearly(publisher, version=1))})
    assert refused(publisher, draft) == "not_newer"


def test_an_expired_role_is_refused(publisher: Publisher) -> None:
    """What would be worth nothing to a client is not placed."""
    past = publisher.clock().replace(year=2020)
    assert refused(
        publisher, Draft({"registry": signed(publisher, "registry", nearly(publisher, expires=past))})
    ) == ("expired")


def test_an_unknown_role_is_refused(publisher: Publisher) -> None:
    """A role that nobody delegated to is not placed."""
    draft = Draft({"registry.id.jatim": signed(publisher, "registry", nearly(publisher))})
    assert refused(publisher, draft) == "no_role"


@pytest.mark.parametrize("path", ["rules/ruleset.json.gz", "registry/id/jatim/keys", "registry/keys", "x"])
def test_a_foreign_path_is_refused(publisher: Publisher, path: str) -> None:
    """The country's role speaks for its own folder, neither for the rules nor for a province."""
    targets = {path: TargetFile.from_data(path, b"x", ["sha256"])}
    draft = Draft({"registry": signed(publisher, "registry", nearly(publisher, targets=targets))})
    assert refused(publisher, draft) == "path_not_allowed"


def test_a_missing_file_is_refused(publisher: Publisher) -> None:
    """A role that names a file nobody has is not placed."""
    targets = {"registry/id/x": TargetFile.from_data("registry/id/x", b"x", ["sha256"])}
    draft = Draft({"registry": signed(publisher, "registry", nearly(publisher, targets=targets))})
    assert refused(publisher, draft) == "target_missing"


def test_a_broken_file_is_refused(publisher: Publisher) -> None:
    """A file that isn't what was signed is not placed."""
    target = TargetFile.from_data("registry/id/x", b"x", ["sha256"])
    draft = Draft(
        {"registry": signed(publisher, "registry", nearly(publisher, targets={target.path: target}))}
    )
    draft.add(target, b"y")
    assert refused(publisher, draft) == "target_broken"


def test_without_an_online_key_nothing_is_placed(publisher: Publisher) -> None:
    """Whoever lacks the key of the timestamp can't publish, and nothing half-done is left."""
    (publisher.repository.online / "timestamp.pem").unlink()
    assert refused(publisher, Draft({"registry": signed(publisher, "registry", nearly(publisher))})) == (
        "no_online_key"
    )


def test_a_folder_without_a_repository_says_so(tmp_path: Path) -> None:
    """Where nothing was made, the error tells how to begin."""
    with pytest.raises(PublishError) as error:
        Repository(tmp_path).root()
    assert error.value.key == "no_repository"


def test_refresh_renews_what_is_due(publisher: Publisher, tmp_path: Path) -> None:
    """Nothing on the first day, the timestamp on the second, the snapshot after two weeks; clients go on."""
    repository = publisher.repository
    assert repository.refresh() == []
    publisher.clock.go(days=1.5)
    assert repository.refresh() == ["timestamp"]
    publisher.clock.go(days=12)
    assert repository.refresh() == ["snapshot", "timestamp"]
    with over_http(publisher.public) as url:
        Client(tmp_path / "client", url, publisher.root).look()


def test_refresh_needs_no_offline_key(publisher: Publisher) -> None:
    """A timer renews with the online keys alone."""
    shutil.rmtree(publisher.keys)
    assert publisher.repository.refresh(force=True) == ["snapshot", "timestamp"]


def test_a_server_gone_for_a_week_leaves_a_good_timestamp(publisher: Publisher) -> None:
    """Renewed daily, a timestamp has at least twelve days left, and the snapshot as many."""
    for _ in range(40):
        publisher.clock.go(days=1)
        publisher.repository.refresh()
        for metadata in (publisher.repository.timestamp(), publisher.repository.snapshot()):
            assert (metadata.signed.expires - publisher.clock()).days >= 12


CRASH = """
    import os, sys
    from pathlib import Path
    from ext_api.publishing import Content, KeyRing, Repository, publish
    from tests.support import publisher as support

    folder, keys, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    content = Content.of({**support.ruleset(), "version": "new"}, {"id": support.demo()})
    replace = os.replace
    for number in range(1, step + 1):  # one process for all steps: starting Python is what takes time
        copy = folder.with_name(f"crash-{number}")
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            continue
        left = [number]
        def dying(source, target):
            if ".new" in str(source) and "public" in str(source):
                left[0] -= 1
                if not left[0]:
                    os._exit(9)
            replace(source, target)
        os.replace = dying
        publish(Repository(copy), KeyRing([keys], support.ask), content, jump="wait")
        os._exit(0)
"""


def test_a_crash_at_any_step_leaves_a_repository_that_can_be_followed(
    publisher: Publisher, tmp_path: Path
) -> None:
    """Killed before each single file of a publication, the old one stands; published again, the new one
    arrives.
    """
    steps = 11
    for number in range(1, steps + 1):
        shutil.copytree(publisher.repository.folder, tmp_path / f"crash-{number}")
    run = [sys.executable, "-c", textwrap.dedent(CRASH)]
    arguments = [str(publisher.repository.folder), str(publisher.keys), str(steps)]
    subprocess.run([*run, *arguments], check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    seen = set()
    for number in range(1, steps + 1):
        repository = Repository(tmp_path / f"crash-{number}")
        with over_http(repository.public.folder) as url:
            client = Client(tmp_path / f"client-{number}", url, publisher.root)
            client.fetch(
                "rules/ruleset.json.gz", "rules/consent.json", "registry/id/keys", "registry/id/records"
            )
            versions = (
                client.custom("rules/ruleset.json.gz")["version"],
                client.custom("registry/id/keys")["sequence"],
            )
            seen.add(versions)
            crashed = Publisher.__new__(Publisher)
            crashed.repository, crashed.keys, crashed.clock = repository, publisher.keys, Clock()
            crashed.publish(demo(), {**ruleset(), "version": "new"}, jump="wait")
            assert client.custom("registry/id/keys")["sequence"] == 2
            client.fetch("rules/ruleset.json.gz", "registry/id/keys", "registry/id/records")
    assert seen == {(ruleset()["version"], 1), ("new", 2)}, (
        "the last copies got through: every step was tried"
    )


def test_a_half_placed_version_is_never_used_again(publisher: Publisher) -> None:
    """A cache may hold what a crash left under a number, so the next publication takes another number."""
    left = (
        publisher.public / "metadata" / f"{publisher.repository.snapshot().signed.version + 1}.snapshot.json"
    )
    left.write_bytes(b"left behind")
    publisher.publish(fewer(30), jump="wait")
    assert left.read_bytes() == b"left behind"
