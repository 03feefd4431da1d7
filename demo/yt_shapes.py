"""Videos, Shorts, channels, posts and comments in the JSON shapes of YouTube."""

from __future__ import annotations

from demo import yt_params
from demo.answer import Json
from demo.data import Account
from demo.videos import ChannelPost, Video, VideoComment, id_on
from demo.world import Viewer

FACE = "youtube"


def channel_endpoint(account: Account, tail: str = "") -> dict[str, Json]:
    """Where an account's name leads."""
    return {
        "browseEndpoint": {"browseId": id_on(FACE, account), "canonicalBaseUrl": f"/@{account.handle}{tail}"}
    }


def name_runs(account: Account) -> dict[str, Json]:
    """An account's name as a link."""
    return {"runs": [{"text": account.name, "navigationEndpoint": channel_endpoint(account)}]}


def several(accounts: list[Account]) -> dict[str, Json]:
    """What opens the list of the channels that made a video together."""
    items: list[Json] = [
        {
            "listItemViewModel": {
                "title": {"content": account.name},
                "rendererContext": {
                    "commandContext": {"onTap": {"innertubeCommand": channel_endpoint(account)}}
                },
            }
        }
        for account in accounts
    ]
    listed: Json = {"customContent": {"listViewModel": {"listItems": items}}}
    return {"showDialogCommand": {"panelLoadingStrategy": {"inlineContent": {"dialogViewModel": listed}}}}


def video_renderer(video: Video, byline: bool = True) -> dict[str, Json]:
    """A video in a list; on its channel's own page without a byline."""
    identity = id_on(FACE, video)
    node: dict[str, Json] = {
        "videoId": identity,
        "thumbnail": {"thumbnails": []},
        "title": {"runs": [{"text": video.text}]},
        "navigationEndpoint": {"watchEndpoint": {"videoId": identity}},
    }
    if byline:
        node |= {key: name_runs(video.author) for key in ("longBylineText", "ownerText", "shortBylineText")}
    return {"videoRenderer": node}


def lockup(video: Video, byline: bool = True) -> dict[str, Json]:
    """A video in a list since 2025; one that was made together names all its channels."""
    lines: dict[str, Json] = {"title": {"content": video.text}}
    if byline and video.together:
        context: Json = {
            "commandContext": {"onTap": {"innertubeCommand": several([video.author, *video.together])}}
        }
        lines["image"] = {"avatarStackViewModel": {"rendererContext": context}}
    elif byline:
        context = {"commandContext": {"onTap": {"innertubeCommand": channel_endpoint(video.author)}}}
        lines["image"] = {
            "decoratedAvatarViewModel": {"rendererContext": context, "a11yLabel": video.author.name}
        }
    identity = id_on(FACE, video)
    return {
        "lockupViewModel": {
            "contentId": identity,
            "contentType": "LOCKUP_CONTENT_TYPE_VIDEO",
            "metadata": {"lockupMetadataViewModel": lines},
        }
    }


def shorts_lockup(video: Video) -> dict[str, Json]:
    """A Short in a list: nothing says whose it is."""
    identity = id_on(FACE, video)
    return {
        "shortsLockupViewModel": {
            "entityId": f"shorts-shelf-item-{identity}",
            "accessibilityText": video.text,
            "onTap": {"innertubeCommand": {"reelWatchEndpoint": {"videoId": identity}}},
            "overlayMetadata": {"primaryText": {"content": video.text}},
        }
    }


def in_list(video: Video, byline: bool = True) -> Json:
    """A video in the form that lists have for it: the new one for every other."""
    if video.short:
        return shorts_lockup(video)
    return lockup(video, byline) if video.number % 2 or video.together else video_renderer(video, byline)


def player(video: Video) -> dict[str, Json]:
    """What the player is told of a video."""
    channel = id_on(FACE, video.author)
    about: Json = {
        "externalChannelId": channel,
        "ownerChannelName": video.author.name,
        "ownerProfileUrl": f"http://www.youtube.com/@{video.author.handle}",
    }
    return {
        "videoDetails": {
            "videoId": id_on(FACE, video),
            "title": video.text,
            "author": video.author.name,
            "channelId": channel,
            "shortDescription": video.text,
            "isLive": video.live,
        },
        "microformat": {"playerMicroformatRenderer": about},
    }


def like_state(video: Video, viewer: Viewer) -> dict[str, Json]:
    """Whether the person likes a video, and how many others do."""
    identity = id_on(FACE, video)
    count = video.likes + viewer.has("like", identity)
    status = "LIKE" if viewer.has("like", identity) else "INDIFFERENT"
    status = "DISLIKE" if viewer.has("dislike", identity) else status
    return {
        "likeButtonRenderer": {
            "target": {"videoId": identity},
            "likeStatus": status,
            "likeCount": count,
        }
    }


def subscribe_state(account: Account, viewer: Viewer) -> dict[str, Json]:
    """The button that subscribes to a channel."""
    channel = id_on(FACE, account)
    return {"subscribeButtonRenderer": {"channelId": channel, "subscribed": viewer.has("subscribe", channel)}}


def watch(video: Video, beside: list[Json], comments: list[Json], viewer: Viewer) -> dict[str, Json]:
    """What stands around a video that is watched."""
    everyone = [video.author, *video.together]
    owner: Json = {"title": name_runs(video.author), "navigationEndpoint": channel_endpoint(video.author)}
    if video.together:
        title: Json = {"runs": [{"text": video.author.name}]}
        owner = {"title": title, "navigationEndpoint": several(everyone)}
    second: Json = {
        "owner": {"videoOwnerRenderer": owner},
        "subscribeButton": subscribe_state(video.author, viewer),
    }
    first: dict[str, Json] = {"title": {"runs": [{"text": video.text}]}}
    results: list[Json] = [
        {"videoPrimaryInfoRenderer": first | like_state(video, viewer)},
        {"videoSecondaryInfoRenderer": second},
    ]
    return {
        "currentVideoEndpoint": {"watchEndpoint": {"videoId": id_on(FACE, video)}},
        "contents": {
            "twoColumnWatchNextResults": {
                "results": {"results": {"contents": results}},
                "secondaryResults": {"secondaryResults": {"results": beside}},
            }
        },
        "frameworkUpdates": {"entityBatchUpdate": {"mutations": comments}},
    }


def reel(video: Video, viewer: Viewer) -> dict[str, Json]:
    """What a Short that is played says: only here stands whose it is."""
    bar: Json = {
        "reelChannelBarViewModel": {
            "channelName": {
                "content": f"@{video.author.handle}",
                "commandRuns": [{"onTap": {"innertubeCommand": channel_endpoint(video.author, "/shorts")}}],
            }
        }
    }
    overlay: dict[str, Json] = {
        "metapanel": {"reelMetapanelViewModel": {"metadataItems": [bar]}},
        "reelTitleText": {"runs": [{"text": video.text}]},
        "likeButton": like_state(video, viewer),
    }
    return {
        "status": "REEL_ITEM_WATCH_STATUS_SUCCEEDED",
        "overlay": {"reelPlayerOverlayRenderer": overlay},
        "replacementEndpoint": {"reelWatchEndpoint": {"videoId": id_on(FACE, video)}},
    }


def comment(found: VideoComment, viewer: Viewer) -> Json:
    """A comment, as it has come since April 2024."""
    identity = id_on(FACE, found)
    return {
        "payload": {
            "commentEntityPayload": {
                "properties": {"commentId": identity, "content": {"content": found.text}},
                "author": {"channelId": id_on(FACE, found.author), "displayName": f"@{found.author.handle}"},
                "toolbar": {"liked": viewer.has("comment-like", identity)},
            }
        }
    }


def channel_post(post: ChannelPost, viewer: Viewer) -> Json:
    """A channel's post in words, perhaps with a poll."""
    identity = id_on(FACE, post)
    node: dict[str, Json] = {
        "postId": identity,
        "authorText": name_runs(post.author),
        "authorEndpoint": channel_endpoint(post.author),
        "contentText": {"runs": [{"text": post.text}]},
        "liked": viewer.has("like", identity),
    }
    if post.poll:
        choices: list[Json] = [
            {
                "text": {"runs": [{"text": label}]},
                "selectServiceEndpoint": _vote(post, number, undo=False),
                "deselectServiceEndpoint": _vote(post, number, undo=True),
            }
            for number, label in enumerate(post.poll)
        ]
        node["backstageAttachment"] = {"pollRenderer": {"choices": choices}}
    return {"backstagePostRenderer": node}


def vote_params(post: ChannelPost, choice: int, *, undo: bool = False) -> str:
    """The text that a vote sends, or the one that takes it back; the number of a vote's verb is made up."""
    inner = yt_params.message({1: choice, 2: int(undo)})
    return yt_params.text(
        {1: 9, 2: 3, 3: id_on(FACE, post), 7: int(undo), 11: id_on(FACE, post.author), 14: inner}
    )


def _vote(post: ChannelPost, choice: int, *, undo: bool) -> Json:
    return {"performCommentActionEndpoint": {"action": vote_params(post, choice, undo=undo)}}
