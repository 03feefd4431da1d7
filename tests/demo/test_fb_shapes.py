"""Stories and feeds in the shapes of Facebook."""

from __future__ import annotations

import json
from typing import Any

from demo import data, fb_data
from demo.fb_shapes import comment, event, feed, group, profile, story
from demo.world import Viewer


def shape(made: Any) -> Any:
    """A shape as a client reads it."""
    return json.loads(json.dumps(made))


def post(number: int) -> data.Post:
    """The post with a number."""
    found = data.post_by_number(number)
    assert found
    return found


def test_every_second_story_comes_in_two_documents() -> None:
    """They have only the story's id in common: here its people, there its number."""
    posts = [post(number) for number in (1, 2, 6)]
    first, head, rest, whole, last = shape(feed([*(story(one, Viewer(1)) for one in posts)]))
    assert first["data"]["viewer"]["news_feed"]["edges"][0]["node"]["post_id"] == posts[0].id_on("facebook")
    node, part = head["data"]["node"], rest["data"]["story"]
    assert node["id"] == part["id"] == fb_data.story_id(posts[1])
    assert (set(node), part["post_id"]) == (
        {"__typename", "id", "comet_sections"},
        posts[1].id_on("facebook"),
    )
    assert "owning_profile" not in part["feedback"]
    assert rest["path"] == [*head["path"], "node"] == ["viewer", "news_feed", "edges", 1, "node"]
    assert whole["data"]["node"]["post_id"] == posts[2].id_on("facebook")
    assert last["extensions"]["is_final"]


def test_a_story_names_its_people() -> None:
    """Author, group, mentioned people and the story it shares, each where the real one has them."""
    viewer = Viewer(1)
    told, shared, grouped = (
        shape(story(post(n), viewer))["comet_sections"]["content"]["story"] for n in (8, 4, 24)
    )
    mention = told["message"]["ranges"][0]
    assert mention["entity"]["id"] == data.RATNA.id_on("facebook")
    assert told["message"]["text"][mention["offset"] :][: mention["length"]] == "@walikota_contoh"
    assert shared["attached_story"]["post_id"] == post(20).id_on("facebook")
    assert grouped["to"]["id"] == fb_data.SUPPORTERS.id
    assert grouped["actors"][0]["url"] == "https://www.facebook.com/pakjoko.rt05"


def test_marks_show() -> None:
    """What a person liked, voted, joined, followed and said yes to is in the next answer."""
    viewer, poll = Viewer(1), post(3)
    number, option = poll.id_on("facebook"), str(int(fb_data.question_id(poll)) + 1)
    below = f"{post(1).id_on('facebook')}_{data.COMMENTS[0].id_on('facebook')}"
    marks = [
        ("like", number),
        ("like", below),
        ("vote", option),
        ("join", fb_data.COFFEE.id),
        ("rsvp", fb_data.WALK.id),
    ]
    for kind, identity in [*marks, ("follow", data.JERUK.id_on("facebook"))]:
        viewer.mark(kind, identity)
    sections = shape(story(poll, viewer))["comet_sections"]
    attachment = sections["content"]["story"]["attachments"][0]["styles"]["attachment"]
    assert [one["viewer_has_voted"] for one in attachment["target"]["options"]["nodes"]] == [True, False]
    feedback = sections["feedback"]["story"]["feedback"]
    assert (bool(feedback["viewer_feedback_reaction_info"]), feedback["reaction_count"]["count"]) == (
        True,
        65,
    )
    assert shape(comment(data.COMMENTS[0], viewer))["feedback"]["reaction_count"]["count"] == 2
    assert group(fb_data.COFFEE, viewer)["viewer_join_state"] == "MEMBER"
    assert event(fb_data.WALK, viewer)["viewer_guest_status"] == "GOING"
    assert profile(data.JERUK, viewer)["subscribe_status"] == "IS_SUBSCRIBED"


def test_a_page_names_the_page_it_was() -> None:
    """Pages have a second id, people don't."""
    assert shape(profile(data.JERUK, Viewer(1)))["delegate_page"]["id"] == fb_data.DELEGATES[data.JERUK]
    assert "delegate_page" not in profile(data.RATNA, Viewer(1))
