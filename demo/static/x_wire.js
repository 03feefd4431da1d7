// Every request the X face sends, by kind.

const QUERY_IDS = {
  FavoriteTweet: "lI07N6Otwv1PhnEgXILM7A",
  UnfavoriteTweet: "ZYKSe-w7KEslx3JhSIk5LA",
  CreateRetweet: "ojPdsZsimiJrUGLR1sjUtA",
};
const FALLBACK_ID = "DemoDemoDemoDemoDemo00";
const API = "/i/api/1.1/";

let sent = 0;

/** Which way each kind usually goes. */
export const way = (kind) => (["reply", "quote", "post", "vote", "follow", "unfollow"].includes(kind) ? "fetch" : "xhr");

/** The request of an action. @returns {import("./send.js").Wire} */
export function wire(kind, id, options) {
  const legacy = options.gen === "rest" ? LEGACY[kind] : undefined;
  return (legacy ?? KINDS[kind])(id, options);
}

const KINDS = {
  like: (id) => operation("FavoriteTweet", { tweet_id: id }),
  unlike: (id) => operation("UnfavoriteTweet", { tweet_id: id }),
  repost: (id) => operation("CreateRetweet", { tweet_id: id, dark_request: false }),
  unrepost: (id) => operation("DeleteRetweet", { source_tweet_id: id, dark_request: false }),
  bookmark: (id) => operation("CreateBookmark", { tweet_id: id }),
  unbookmark: (id) => operation("DeleteBookmark", { tweet_id: id }),
  join: (id) => operation("JoinCommunity", { communityId: id }),
  "request-join": (id) => operation("RequestToJoinCommunity", { communityId: id }),
  leave: (id) => operation("LeaveCommunity", { communityId: id }),
  reply: (id, { text }) => write(text, { reply: { in_reply_to_tweet_id: id, exclude_reply_user_ids: [] } }),
  quote: (id, { text, handle }) => write(text, { attachment_url: `https://x.com/${handle ?? "i"}/status/${id}` }),
  post: (_id, { text, tagged = [] }) => write(text, {}, tagged),
  schedule: (id, { text }) => operation("CreateScheduledTweet", scheduled(id, text)),
  follow: (id) => form(`${API}friendships/create.json`, friendship(id)),
  unfollow: (id) => form(`${API}friendships/destroy.json`, friendship(id)),
  befriend: (id) => operation("CreateFriendship", { user_id: id }),
  "add-to-list": (id) => operation("ListAddMember", { listId: "1600", userId: id }),
  vote: (id, options) => form("https://caps.x.com/v2/capi/passthrough/1", ballot(id, options)),
  upload: (_id, { media }) => raw("https://upload.x.com/i/media/upload.json?command=APPEND", media ?? "gambar rekaan"),
  telemetry: (id, { event = "favorite" }) => form(`${API}jot/client_event.json`, telemetry(id, event)),
};

// The older endpoints, which plain forms can reach.
const LEGACY = {
  like: (id) => form(`${API}favorites/create.json`, { id }),
  unlike: (id) => form(`${API}favorites/destroy.json`, { id }),
  repost: (id) => form(`${API}statuses/retweet/${id}.json`, {}),
  reply: (id, { text }) => form(`${API}statuses/update.json`, { status: text, in_reply_to_status_id: id }),
  post: (_id, { text }) => form(`${API}statuses/update.json`, { status: text }),
};

/** A read: GraphQL by GET, its variables in the address. */
export function readWire(name, variables) {
  const query = new URLSearchParams({ variables: JSON.stringify(variables), features: "{}" });
  return { ...operation(name, {}), method: "GET", url: `/i/api/graphql/${queryId(name)}/${name}?${query}`, body: null };
}

/** A read that goes by POST, as the home feed does. */
export const operation = (name, variables) => {
  const url = `/i/api/graphql/${queryId(name)}/${name}`;
  return post(url, "application/json", JSON.stringify({ variables, queryId: queryId(name) }));
};

function write(text, more, tagged = []) {
  const media_entities = tagged.length ? [{ media_id: "1500", tagged_users: tagged }] : [];
  const media = { media_entities, possibly_sensitive: false };
  const variables = { tweet_text: text, ...more, dark_request: false, media, semantic_annotation_ids: [] };
  return operation(text.length > 280 ? "CreateNoteTweet" : "CreateTweet", variables);
}

const scheduled = (id, text) => ({
  post_tweet_request: { auto_populate_reply_metadata: false, status: text, media_ids: [], in_reply_to_status_id: id },
  execute_at: 1800000000,
});

const friendship = (id) => ({ include_profile_interstitial_type: "1", skip_status: "1", user_id: id });

const ballot = (id, { choice = 1, choices = 2 }) => ({
  "twitter:string:card_uri": `card://${id}`,
  "twitter:long:original_tweet_id": id,
  "twitter:string:response_card_name": `poll${choices}choice_text_only`,
  "twitter:string:cards_platform": "Web-12",
  "twitter:string:selected_choice": String(choice),
});

const telemetry = (id, event) => ({
  debug: "true",
  log: JSON.stringify([{ _category_: "client_event", event_namespace: { element: event, action: "click" }, items: [{ id }] }]),
});

const form = (url, fields) => post(url, "application/x-www-form-urlencoded", new URLSearchParams(fields).toString());

const raw = (url, body) => post(url, "application/octet-stream", body);

function post(url, type, body) {
  const headers = {
    authorization: "Bearer AAAAdemo",
    "content-type": type,
    "x-client-transaction-id": transaction(new URL(url, location.href).pathname),
    "x-csrf-token": /ct0=(\w+)/.exec(document.cookie)?.[1] ?? "",
    "x-twitter-active-user": "yes",
    "x-twitter-auth-type": "OAuth2Session",
    "x-twitter-client-language": "id",
  };
  return { method: "POST", url, headers, body };
}

/** Stands for the signature that the real client computes for each request. */
function transaction(path) {
  sent += 1;
  return btoa(`${path}#${sent}`.padEnd(70, ".")).slice(0, 94);
}

const queryId = (name) => QUERY_IDS[name] ?? FALLBACK_ID;
