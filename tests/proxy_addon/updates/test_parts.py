"""A part of the registry comes by deltas where they are the shorter way, else as a base."""

from __future__ import annotations

import pytest

from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.parts import Newest
from tests.support.following import Following, kinds
from tests.support.office import many, registry
from tests.support.signed_repository import Publisher


def fetched(client: Following) -> list[str]:
    """The files of the part that were fetched, in order."""
    paths = [path.rpartition(".")[2] for path in client.server.paths if "/targets/registry" in path]
    client.server.asked.clear()
    return paths


def test_deltas_are_chained(client: Following, publisher: Publisher) -> None:
    """Several steps behind, each step's delta is fetched and nothing else; the result is the publisher's."""
    for count in (1_001, 1_003, 1_002):
        publisher.publish(parts={"id": many(count)})
    assert client.look().troubles == ()
    names = [f"{kind}-{step}" for step in (1, 2, 3) for kind in ("keys", "records")]
    assert fetched(client) == names
    held = client.held().parts["id"]
    assert (held.sequence, held.state.sha256) == (4, publisher.made["id"].state.sha256)


def test_a_gap_takes_the_base(client: Following, publisher: Publisher) -> None:
    """Where the publisher no longer keeps the first step."""
    publisher.keep_deltas = 1
    for count in (1_001, 1_002):
        publisher.publish(parts={"id": many(count)})
    assert client.look().troubles == ()
    assert fetched(client) == ["keys", "records"]


def test_long_deltas_take_the_base(client: Following, publisher: Publisher) -> None:
    """Where the deltas together are no shorter."""
    made = publisher.made["id"]
    publisher.publish(parts={"id": many(1_001)})
    publisher.consent = {"id": [publisher.made["id"].state.sha256]}
    made = publisher.made["id"]
    made.files["keys-1"] = (made.files["keys-1"][0] + bytes(100_000), made.files["keys-1"][1])
    publisher.sign()
    assert client.look().troubles == ()
    assert fetched(client) == ["keys", "records"]


def test_going_back_takes_the_base(client: Following, publisher: Publisher) -> None:
    """A publisher that goes back to a former state publishes it as a newer one, or as a base of its own."""
    first = publisher.made["id"]
    publisher.publish(parts={"id": many(1_001)})
    assert client.look().troubles == ()
    publisher.made["id"] = first
    publisher.sign()
    fetched(client)
    assert client.look().troubles == ()
    assert fetched(client) == ["keys", "records"]
    assert client.held().parts["id"].state.sha256 == first.state.sha256


def test_the_same_state_under_a_new_number_is_not_fetched(client: Following, publisher: Publisher) -> None:
    """What we have is not fetched again, but its number is kept, so that the next delta fits."""
    for file in publisher.made["id"].files.values():
        file[1]["sequence"] = 5
    publisher.made["id"].sequence = 5
    publisher.sign()
    assert client.look().troubles == ()
    assert fetched(client) == []
    assert client.held().parts["id"].sequence == 5
    publisher.publish(parts={"id": many(1_001)})
    assert client.look().troubles == ()
    assert fetched(client) == ["keys-5", "records-5"]


@pytest.mark.parametrize(
    ("name", "changes", "kind"),
    [
        ("keys", {"format": 2}, "damaged"),
        ("both", {"format": 2}, "format"),
        ("keys", {"sequence": 7}, "damaged"),
        ("records", {"state": "0" * 64}, "damaged"),
        ("both", {"state": "0" * 64}, "damaged"),
        ("both", {"sequence": "2"}, "damaged"),
        ("both", {"state": None}, "damaged"),
    ],
)
def test_signed_nonsense_is_refused(
    client: Following, publisher: Publisher, name: str, changes: dict[str, object], kind: str
) -> None:
    """What a publisher says of its files must fit together, and fit the files."""
    publisher.keep_deltas = 0
    publisher.publish(parts={"id": many(1_001)})
    files = publisher.made["id"].files
    for one in ("keys", "records") if name == "both" else (name,):
        files[one] = (files[one][0], {**files[one][1], **changes})
    publisher.sign()
    assert {trouble.about for trouble in client.look().troubles} == {"id"}
    assert {k for k, _ in kinds(client.look())} <= {kind, "format"}
    assert client.held().parts["id"].sequence == 1


@pytest.mark.parametrize("field", ["from", "to", "state"])
def test_a_delta_s_description_must_fit(client: Following, publisher: Publisher, field: str) -> None:
    """Else the base is taken."""
    publisher.publish(parts={"id": many(1_001)})
    files = publisher.made["id"].files
    wrong = {"from": 0, "to": 3, "state": "0" * 64}[field]
    files["keys-1"] = (files["keys-1"][0], {**files["keys-1"][1], field: wrong})
    publisher.sign()
    assert client.look().troubles == ()
    assert fetched(client)[-2:] == ["keys", "records"]


def test_small_registries_may_change_at_once(client: Following, publisher: Publisher) -> None:
    """Up to two hundred keys are never a jump, or a new list could not begin."""
    publisher.publish(parts={"id": many(1_000, start=100)})
    assert client.look().troubles == ()
    publisher.publish(parts={"id": registry(*(f"baru{n}" for n in range(50)))})
    assert kinds(client.look()) == {("jump", "id")}


def test_an_operator_may_accept_a_jump(client: Following, publisher: Publisher) -> None:
    """By word of mouth from the publisher."""
    publisher.publish(parts={"id": many(1_000, start=500)})
    assert kinds(client.look()) == {("jump", "id")}
    assert client.look(accept_jump=True).troubles == ()
    assert client.held().parts["id"].sequence == 2


def test_a_refused_jump_is_fetched_once(client: Following, publisher: Publisher) -> None:
    """A running proxy doesn't fetch it at every look, but takes it as soon as there is consent."""
    publisher.publish(parts={"id": many(1_000, start=500)})
    looker = client.looker()
    assert kinds(looker.once()) == {("jump", "id")}
    assert fetched(client) != []
    assert kinds(looker.once()) == {("jump", "id")}
    assert fetched(client) == []
    publisher.consent = {"id": [publisher.made["id"].state.sha256]}
    publisher.sign()
    assert looker.once().troubles == ()


def test_lengths_add_up() -> None:
    """The base counts with both its files."""
    assert UpdateLimits().deltas >= 30
    assert Newest("id", 1, "", ()).length == 0  # type: ignore[arg-type]
