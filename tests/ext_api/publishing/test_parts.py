"""Parts and roles are two names of one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext_api.publishing.errors import PublishError
from ext_api.publishing.parts import part_of, paths_of, role_of

WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=60)


@given(st.lists(WORD, max_size=2))
def test_a_part_and_its_role_lead_to_each_other(words: list[str]) -> None:
    """Whatever the region is called."""
    part = "/".join(["id", *words])
    assert part_of(role_of(part)) == part
    assert paths_of(part) == [f"registry/{part}/*"]


def test_the_country_has_the_short_name() -> None:
    """The country's role is the registry's."""
    assert role_of("id") == "registry"


@pytest.mark.parametrize(
    "part", ["", "id/", "jatim", "id/Jatim", "id/a/b/c", "id/a.b", "../id", "id/a b", "id/\n"]
)
def test_anything_else_is_no_part(part: str) -> None:
    """A part is `id` and at most two regions in lower case."""
    with pytest.raises(PublishError, match="bad_part"):
        role_of(part)


@pytest.mark.parametrize(
    "role", ["rules", "targets", "registry.", "registry.x", "registryx", "registry.id.a.b.c"]
)
def test_other_roles_speak_for_no_part(role: str) -> None:
    """Only the registry's roles do."""
    assert part_of(role) is None
