"""What the site remembers and is told."""

from __future__ import annotations

from demo.world import Options, World


def test_query_goes_before_what_was_told() -> None:
    """A page's query changes the options it names; what makes no sense does not count."""
    told = Options(csp="none", slow=2.0)
    assert told.read("csp=strict&burst=5&slow=soon&unknown=1") == Options(csp="strict", slow=2.0, burst=5)


def test_sizes_have_units() -> None:
    """Sizes are read in kb and mb; anything else is no size."""
    sizes = [Options(size=size).least_bytes() for size in ("5mb", "200kb", "", "lots", "5")]
    assert sizes == [5_000_000, 200_000, 0, 0, 0]


def test_failures_are_used_up() -> None:
    """Exactly so many actions fail as were asked for, with the status asked for."""
    world = World()
    world.set(fail_next=2, fail_status=503, csp="none")
    assert [world.fails() for _ in range(3)] == [503, 503, 0]
    assert world.options.csp == "none"


def test_viewers_are_apart() -> None:
    """Each session has its own marks; newcomers get numbers of their own; reset forgets all."""
    world = World()
    first, second = world.viewer("x", ""), world.viewer("x", "")
    assert (first.number, second.number) == (1, 2)
    first.mark("like", "7")
    assert world.viewer("x", "1").has("like", "7")
    assert not second.has("like", "7")
    first.mark("like", "7", on=False)
    assert not first.has("like", "7")
    world.reset()
    assert world.viewer("x", "").number == 1
