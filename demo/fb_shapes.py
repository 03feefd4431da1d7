"""Stories, feedback, people and feeds in the JSON shapes of Facebook."""

from __future__ import annotations

from demo import data, fb_data
from demo.answer import Json, dig
from demo.data import Account, Comment, Post
from demo.fb_data import NAME, ORIGIN, Event, Group
from demo.meta_envelope import increment
from demo.world import Viewer

MADE = 1_795_000_000
LIKE = "1635855486666999"
STREAM = "CometNewsFeed_viewerConnection$stream$CometNewsFeed_viewer_news_feed"
DEFER = "CometFeedStory_story$defer$CometFeedStoryFeedbackSection_story"


def actor(account: Account) -> dict[str, Json]:
    """A person or page as the actor of a story."""
    return {
        "__typename": "User",
        "id": account.id_on(NAME),
        "name": account.name,
        "url": f"{ORIGIN}/{fb_data.vanity(account)}",
    }


def story(post: Post, viewer: Viewer) -> dict[str, Json]:
    """A whole story: who and what in one section, its feedback in another, each with the story's id."""
    identity = fb_data.story_id(post)
    return {
        "__typename": "Story",
        "id": identity,
        "post_id": post.id_on(NAME),
        "creation_time": MADE + post.number % 1000,
        "comet_sections": {
            "content": {"story": _content(post, viewer)},
            "context_layout": {"story": {"id": identity, "actors": [actor(post.author)]}},
            "feedback": {"story": {"id": identity, "feedback": feedback(post, viewer)}},
        },
    }


def feedback(post: Post, viewer: Viewer) -> dict[str, Json]:
    """The feedback of a post: what a reaction names, and whose it is."""
    number, group = post.id_on(NAME), fb_data.GROUP_OF.get(post.number)
    owner = actor(post.author)
    return {
        "id": fb_data.feedback_id(number),
        "owning_profile": {key: owner[key] for key in ("__typename", "id", "name")},
        "associated_group": {"id": group.id, "name": group.name} if group else None,
        **_reactions(viewer, number, post.likes),
        "comment_rendering_instance": {"comments": {"total_count": len(data.comments_on(post))}},
    }


def comment(item: Comment, viewer: Viewer) -> dict[str, Json]:
    """A comment with its own feedback."""
    post = data.post_by_number(item.post)
    number = post.id_on(NAME) if post else ""
    both = f"{number}_{item.id_on(NAME)}"
    return {
        "__typename": "Comment",
        "id": fb_data.comment_id(number, item),
        "legacy_fbid": item.id_on(NAME),
        "author": actor(item.author),
        "body": {"text": item.text},
        "feedback": {
            "id": fb_data.feedback_id(number, item.id_on(NAME)),
            **_reactions(viewer, both, 1),
        },
    }


def profile(account: Account, viewer: Viewer) -> dict[str, Json]:
    """A profile; a page names the page it was beside itself."""
    identity = account.id_on(NAME)
    node = actor(account)
    if account in fb_data.DELEGATES:
        node["delegate_page"] = {"id": fb_data.DELEGATES[account], "is_business_page_active": True}
    node["subscribe_status"] = "IS_SUBSCRIBED" if viewer.has("follow", identity) else "CAN_SUBSCRIBE"
    node["friendship_status"] = "OUTGOING_REQUEST" if viewer.has("friend", identity) else "CAN_REQUEST"
    node["profile_intro"] = {"text": account.about}
    node["does_viewer_like"] = viewer.has("page-like", fb_data.DELEGATES.get(account, ""))
    return node


def group(item: Group, viewer: Viewer) -> dict[str, Json]:
    """A group and whether the viewer is in it."""
    joined = viewer.has("join", item.id)
    return {
        "__typename": "Group",
        "id": item.id,
        "name": item.name,
        "url": f"{ORIGIN}/groups/{item.vanity}/",
        "viewer_join_state": "MEMBER" if joined else "CAN_JOIN",
    }


def event(item: Event, viewer: Viewer) -> dict[str, Json]:
    """An event, who invites, and whether the viewer goes."""
    return {
        "__typename": "Event",
        "id": item.id,
        "name": item.name,
        "event_creator": actor(item.host),
        "viewer_guest_status": "GOING" if viewer.has("rsvp", item.id) else "NOT_INVITED",
    }


def feed(stories: list[Json]) -> list[Json]:
    """A feed as it is streamed: the first story, then one document each, every second one in two parts."""
    edges = "viewer", "news_feed", "edges"
    found: list[Json] = [
        {"data": {"viewer": {"news_feed": {"edges": [{"node": node} for node in stories[:1]]}}}}
    ]
    for place, node in enumerate(stories[1:], 1):
        path: list[Json] = [*edges, place]
        head, rest = _parts(node) if place % 2 else (node, None)
        found.append(increment(STREAM, path, {"node": head, "cursor": str(place)}))
        if rest:
            found.append(increment(DEFER, [*path, "node"], rest))
    last = increment(f"{STREAM}$page_info", list(edges[:2]), {"page_info": {"has_next_page": False}})
    return [*found, last | {"extensions": {"is_final": True}}]


def _parts(node: Json) -> tuple[Json, Json]:
    """A story in two documents that have its id alone in common: who and what; its number and feedback."""
    identity, number = dig(node, "id"), dig(node, "post_id")
    content = dig(node, "comet_sections", "content")
    reactions = dig(node, "comet_sections", "feedback", "story", "feedback")
    bare: dict[str, Json] = dict(reactions) if isinstance(reactions, dict) else {}
    bare.pop("owning_profile", None)
    head: Json = {"__typename": "Story", "id": identity, "comet_sections": {"content": content}}
    return head, {"story": {"id": identity, "post_id": number, "feedback": bare}}


def _content(post: Post, viewer: Viewer) -> dict[str, Json]:
    shown = data.post_by_number(post.repost_of or post.quote_of)
    where = fb_data.GROUP_OF.get(post.number)
    number = post.id_on(NAME)
    home = f"groups/{where.vanity}" if where else fb_data.vanity(post.author)
    return {
        "id": fb_data.story_id(post),
        "actors": [actor(post.author)],
        "to": {"__typename": "Group", "id": where.id, "name": where.name} if where else None,
        "message": {"text": post.text, "ranges": [_mention(post, who) for who in post.mentions]},
        "attachments": [_question(post, viewer)] if post.poll else [],
        "attached_story": story(shown, viewer) if shown else None,
        "wwwURL": f"{ORIGIN}/{home}/posts/{number}",
    }


def _question(post: Post, viewer: Viewer) -> dict[str, Json]:
    """The attachment that asks the question of a poll."""
    identity = fb_data.question_id(post)
    choices = {str(int(identity) + n): text for n, text in enumerate(post.poll, 1)}
    options: list[Json] = [
        {"id": choice, "text": text, "viewer_has_voted": viewer.has("vote", choice)}
        for choice, text in choices.items()
    ]
    target: Json = {"__typename": "Question", "id": identity, "options": {"nodes": options}}
    return {"style_list": ["question"], "styles": {"attachment": {"target": target}}}


def _mention(post: Post, who: Account) -> dict[str, Json]:
    name = f"@{who.handle}"
    return {"entity": actor(who), "offset": max(post.text.find(name), 0), "length": len(name)}


def _reactions(viewer: Viewer, target: str, count: int) -> dict[str, Json]:
    liked = viewer.has("like", target)
    return {
        "viewer_feedback_reaction_info": {"id": LIKE} if liked else None,
        "reaction_count": {"count": count + liked},
    }
