"""Every kind of action on the demo's faces, in every generation of its request, on registered accounts."""

from __future__ import annotations

from dataclasses import replace

from demo import data
from demo.ig_shapes import shortcode
from tests.support.stack import INSTAGRAM, X
from tests.support.taps import Tabs, Tap, comment, knows, post

CANDIDATE, PARTY, SHOP = data.RATNA, data.JERUK, data.WARUNG
FANS, COFFEE = (community.id_on("x") for community in data.COMMUNITIES)
X_POST, IG_POST = post("x", 1), post("instagram", 1)
X_CANDIDATE, IG_CANDIDATE = CANDIDATE.id_on("x"), CANDIDATE.id_on("instagram")
IG_COMMENT = comment(1)
STORY = post("instagram", 30)
TAUGHT = (
    ("x", "post", X_POST),
    ("x", "post", post("x", 3)),
    ("x", "group", FANS),
    ("instagram", "post", IG_POST),
    ("instagram", "post", STORY),
    ("instagram", "comment", IG_COMMENT),
)
LONG = "Panjang sekali. " * 20
STATUS = "/1.1/statuses/update.json"
TWEET = "/CreateTweet"


def _x(kind: str, identity: str, path: str, label: str = "", **options: object) -> Tap:
    return Tap("x", kind, identity, path, options, b"", label)


def _ig(kind: str, identity: str, path: str, body: str = "", label: str = "", **options: object) -> Tap:
    return Tap("instagram", kind, identity, path, options, body.encode(), label)


X_TAPS = (
    _x("like", X_POST, "/FavoriteTweet"),
    _x("like", X_POST, "/1.1/favorites/create.json", gen="rest"),
    _x("repost", X_POST, "/CreateRetweet"),
    _x("repost", X_POST, f"/1.1/statuses/retweet/{X_POST}.json", gen="rest"),
    _x("reply", X_POST, TWEET, text="Halo"),
    _x("reply", X_POST, "/CreateNoteTweet", "long", text=LONG),
    _x("reply", X_POST, STATUS, text="Halo", gen="rest"),
    _x("schedule", X_POST, "/CreateScheduledTweet", text="Halo"),
    _x("quote", X_POST, TWEET, text="Lihat ini", handle=CANDIDATE.handle),
    _x("post", "", TWEET, text="Hidup @walikota_contoh!"),
    _x("post", "", TWEET, "tagged", text="Bersama", tagged=[X_CANDIDATE]),
    _x("post", "", STATUS, text="Ayo #PilihRatnaContoh", gen="rest"),
    _x("follow", X_CANDIDATE, "/1.1/friendships/create.json"),
    _x("befriend", X_CANDIDATE, "/CreateFriendship"),
    _x("add-to-list", X_CANDIDATE, "/ListAddMember"),
    _x("join", FANS, "/JoinCommunity"),
    _x("request-join", FANS, "/RequestToJoinCommunity"),
    _x("vote", post("x", 3), "/v2/capi/passthrough/1", choice=2),
)

COMMENT = "PolarisPostCommentInputRevampedMutation"
ADD = f"/api/v1/web/comments/{IG_POST}/add/"
FOLLOWING = f"/api/v1/friendships/create/{IG_CANDIDATE}/"

INSTAGRAM_TAPS = (
    _ig("like", IG_POST, "/api/graphql", "usePolarisLikeMediaXIGLikeMutation"),
    _ig("like", IG_POST, "/graphql/query", "usePolarisLikeMediaLikeMutation", gen="2024"),
    _ig("like", IG_POST, f"/api/v1/web/likes/{IG_POST}/like/", gen="rest"),
    _ig("comment", IG_POST, "/api/graphql", COMMENT, text="Halo"),
    _ig("comment", IG_POST, "/graphql/query", COMMENT, text="Halo", gen="2024"),
    _ig("comment", IG_POST, ADD, text="Halo", gen="rest"),
    _ig("reply", IG_POST, ADD, "replied_to", text="Ya", comment=IG_COMMENT, gen="rest"),
    _ig("comment-like", IG_COMMENT, "/api/graphql", "PolarisCommentActionsLikeMutation"),
    _ig("comment-like", IG_COMMENT, f"/api/v1/media/{IG_COMMENT}/comment_like/", gen="rest"),
    _ig("follow", IG_CANDIDATE, "/graphql/query", "usePolarisFollowMutation", gen="2024"),
    _ig("follow", IG_CANDIDATE, FOLLOWING, gen="rest"),
    _ig("story-like", STORY, "/graphql/query", "usePolarisStoriesV3LikeMutationLikeMutation"),
    _ig("repost", IG_POST, "/api/v1/repost/create_repost/"),
    _ig("vote", STORY, f"/api/v1/media/{STORY}/17900000000000001/story_poll_vote/"),
    _ig("post", "1795", "/api/v1/media/configure/", caption="Bersama", tagged=[IG_CANDIDATE]),
    _ig("post", "1796", "/api/v1/media/configure/", "", "hashtag", caption="Ayo #JerukUntukSemua"),
)

TAPS = (*X_TAPS, *INSTAGRAM_TAPS)

X_OTHER, X_SHOP = post("x", 2), SHOP.id_on("x")
IG_OTHER, IG_SHOP = post("instagram", 2), SHOP.id_on("instagram")
UNFOLLOWING = f"/api/v1/friendships/destroy/{IG_CANDIDATE}/"
LOGGED = "/logging_client_events"

UNDOS = (
    _x("unlike", X_POST, "/UnfavoriteTweet"),
    _x("unlike", X_POST, "/1.1/favorites/destroy.json", gen="rest"),
    _x("unrepost", X_POST, "/DeleteRetweet"),
    _x("unfollow", X_CANDIDATE, "/1.1/friendships/destroy.json"),
    _x("leave", FANS, "/LeaveCommunity"),
    _ig("unlike", IG_POST, "/api/graphql", "usePolarisLikeMediaXIGUnlikeMutation"),
    _ig("unlike", IG_POST, "/graphql/query", "usePolarisLikeMediaUnlikeMutation", gen="2024"),
    _ig("unlike", IG_POST, f"/api/v1/web/likes/{IG_POST}/unlike/", gen="rest"),
    _ig("unfollow", IG_CANDIDATE, "/graphql/query", "usePolarisUnfollowMutation", gen="2024"),
    _ig("unfollow", IG_CANDIDATE, UNFOLLOWING, gen="rest"),
    _ig("comment-unlike", IG_COMMENT, f"/api/v1/media/{IG_COMMENT}/comment_unlike/"),
    _ig("story-unlike", STORY, "/graphql/query", "StoriesV3LikeMutationUnlikeMutation"),
)
PRIVATE = (
    _x("bookmark", X_POST, "/CreateBookmark"),
    _x("unbookmark", X_POST, "/DeleteBookmark"),
    _x("telemetry", X_POST, "/1.1/jot/client_event.json"),
    _x("telemetry", X_POST, "/1.1/jot/client_event.json", via="beacon"),
    _x("upload", "", "/i/media/upload.json"),
    _ig("save", IG_POST, "/graphql/query", "usePolarisSaveMediaSaveMutation"),
    _ig("share", IG_POST, "/graphql/query", "IGDirectReelShareMutation"),
    _ig("story-seen", STORY, "/graphql/query", "PolarisStoriesV3SeenMutation"),
    _ig("telemetry", IG_POST, LOGGED),
    _ig("telemetry", IG_POST, LOGGED, via="beacon"),
    _ig("upload", "1797", "/rupload_igphoto/"),
)
_NEIGHBOURS = (
    _x("like", X_OTHER, "/FavoriteTweet"),
    _x("like", X_OTHER, "/1.1/favorites/create.json", gen="rest"),
    _x("repost", X_OTHER, "/CreateRetweet"),
    _x("reply", X_OTHER, TWEET, text="Halo"),
    _x("quote", X_OTHER, TWEET, text="Lihat ini", handle=SHOP.handle),
    _x("post", "", TWEET, text="Selamat pagi @warungbusri #pecel"),
    _x("follow", X_SHOP, "/1.1/friendships/create.json"),
    _x("add-to-list", X_SHOP, "/ListAddMember"),
    _x("join", COFFEE, "/JoinCommunity"),
    _x("vote", post("x", 9), "/v2/capi/passthrough/1", choice=2),
    _ig("like", IG_OTHER, "/api/graphql", "usePolarisLikeMediaXIGLikeMutation"),
    _ig("like", IG_OTHER, "/graphql/query", "usePolarisLikeMediaLikeMutation", gen="2024"),
    _ig("like", IG_OTHER, f"/api/v1/web/likes/{IG_OTHER}/like/", gen="rest"),
    _ig("comment", IG_OTHER, "/api/graphql", COMMENT, text="Halo"),
    _ig("comment", IG_OTHER, f"/api/v1/web/comments/{IG_OTHER}/add/", text="Halo", gen="rest"),
    _ig("comment-like", comment(4), "/api/graphql", "PolarisCommentActionsLikeMutation"),
    _ig("follow", IG_SHOP, "/graphql/query", "usePolarisFollowMutation"),
    _ig("story-like", post("instagram", 31), "/graphql/query", "StoriesV3LikeMutationLikeMutation"),
    _ig("repost", IG_OTHER, "/api/v1/repost/create_repost/"),
)
NEIGHBOURS = tuple(replace(tap, label="neighbour") for tap in _NEIGHBOURS)
FREE = (*UNDOS, *PRIVATE, *NEIGHBOURS)


def walk(tabs: Tabs) -> None:
    """Open the pages that show everything the taps are about; both faces' homes stay open."""
    post_page, story_page = f"{INSTAGRAM}p/{shortcode(IG_POST)}/", f"{INSTAGRAM}stories/walikota_contoh/"
    for url in (f"{X}i/communities/{FANS}", post_page, story_page, X, INSTAGRAM):
        tabs.at(url)


def informed(tabs: Tabs) -> Tabs:
    """Walk, until the proxy knows who is behind everything."""
    walk(tabs)
    for face, of, identity in TAUGHT:
        knows(tabs.person.stack, face, identity, of)
    return tabs
