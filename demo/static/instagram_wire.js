// Every request the Instagram face sends, by kind and generation: 2026 (GraphQL), 2024 (GraphQL), rest.

const FORM = "application/x-www-form-urlencoded";
const ACTOR = "17841400000000900";
const FIRST_UPLOAD = 1795000000000;

// The smallest PNG: one pixel.
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let uploads = 0;

/** Which way each kind usually goes. */
export const way = (kind) => (["comment", "reply", "follow", "unfollow", "upload"].includes(kind) ? "fetch" : "xhr");

/** The request of an action. @returns {import("./send.js").Wire} */
export function wire(kind, id, options) {
  const generation = options.gen ?? "2026";
  const kinds = generation === "rest" ? REST : generation === "2024" ? GEN_2024 : GEN_2026;
  return (kinds[kind] ?? GEN_2024[kind] ?? REST[kind] ?? GEN_2026[kind])(id, options);
}

const COMMENT = "PolarisPostCommentInputRevampedMutation";

const GEN_2026 = {
  like: (id) => xig("usePolarisLikeMediaXIGLikeMutation", { media_id: id, tracking_token: "eyJ2IjoxfQ==" }),
  unlike: (id) => xig("usePolarisLikeMediaXIGUnlikeMutation", { media_id: id, tracking_token: "eyJ2IjoxfQ==" }),
  comment: (id, { text }) =>
    mutation(COMMENT, { connections: [], data: { comment_text: text, media_id: id } }, "/api/graphql"),
  "comment-like": (id) => xig("PolarisCommentActionsLikeMutation", { comment_id: id }),
};

const GEN_2024 = {
  like: (id) => mutation("usePolarisLikeMediaLikeMutation", { media_id: id, container_module: "feed_timeline" }),
  unlike: (id) => mutation("usePolarisLikeMediaUnlikeMutation", { media_id: id, container_module: "feed_timeline" }),
  comment: (id, { text }) =>
    mutation(COMMENT, { connections: [], request_data: { comment_text: text }, media_id: id }),
  follow: (id) => mutation("usePolarisFollowMutation", { target_user_id: id, container_module: "profile", nav_chain: "demo" }),
  unfollow: (id) => mutation("usePolarisUnfollowMutation", { target_user_id: id, container_module: "profile" }),
  "story-like": (id) => mutation("usePolarisStoriesV3LikeMutationLikeMutation", { mediaId: id }),
  "story-unlike": (id) => mutation("usePolarisStoriesV3LikeMutationUnlikeMutation", { mediaId: id }),
  "story-seen": (id) => mutation("PolarisStoriesV3SeenMutation", { reelMediaId: id }),
  share: (id) => mutation("IGDirectReelShareMutation", { ig_media_igid: id, recipient_users: ["50000000104"], thread_id: null }),
  save: (id) => mutation("usePolarisSaveMediaSaveMutation", { media_id: id }),
};

const REST = {
  like: (id) => post(`/api/v1/web/likes/${id}/like/`, ""),
  unlike: (id) => post(`/api/v1/web/likes/${id}/unlike/`, ""),
  comment: (id, { text }) => post(`/api/v1/web/comments/${id}/add/`, encode({ comment_text: text })),
  reply: (id, { text, comment }) =>
    post(`/api/v1/web/comments/${id}/add/`, encode({ comment_text: text, replied_to_comment_id: comment })),
  "comment-like": (id) => post(`/api/v1/media/${id}/comment_like/`, ""),
  "comment-unlike": (id) => post(`/api/v1/media/${id}/comment_unlike/`, ""),
  follow: (id) => post(`/api/v1/friendships/create/${id}/`, encode({ container_module: "profile", user_id: id })),
  unfollow: (id) => post(`/api/v1/friendships/destroy/${id}/`, encode({ container_module: "profile", user_id: id })),
  vote: (id, { choice = 0 }) => post(`/api/v1/media/${id}/17900000000000001/story_poll_vote/`, encode({ vote: String(choice) })),
  repost: (id) => post("/api/v1/repost/create_repost/", encode({ media_id: id })),
  post: (id, { caption = "", tagged = [] }) => post("/api/v1/media/configure/", encode(configuration(id, caption, tagged))),
  upload: (id, { blob }) => photo(id || nextUpload(), blob ?? pixel()),
  telemetry: (id, { event = "like" }) =>
    post("https://graph.instagram.com/logging_client_events", encode({ message: JSON.stringify({ event, media_id: id }) })),
};

/** The id of the next photo to upload. */
export function nextUpload() {
  uploads += 1;
  return String(FIRST_UPLOAD + uploads);
}

/** A GraphQL request, read or write. */
export function mutation(name, variables, path = "/graphql/query") {
  const fields = {
    av: ACTOR, __d: "www", __user: "0", __a: "1", __req: "1a", __comet_req: "7", fb_dtsg: "demo", lsd: "demo",
    fb_api_caller_class: "RelayModern", fb_api_req_friendly_name: name, variables: JSON.stringify(variables),
    server_timestamps: "true", doc_id: "20000000000000001",
  };
  const request = post(path, encode(fields));
  return { ...request, headers: { ...request.headers, "x-fb-friendly-name": name } };
}

/** A GET that the REST endpoints answer. */
export const get = (url) => ({ ...post(url, ""), method: "GET", body: null });

const xig = (name, input) => mutation(name, { input: { ...input, actor_id: ACTOR, client_mutation_id: "1" } }, "/api/graphql");

const configuration = (id, caption, tagged) => ({
  caption, upload_id: id, source_type: "library",
  usertags: JSON.stringify({ in: tagged.map((user_id) => ({ user_id, position: [0.5, 0.5] })) }),
});

function photo(id, blob) {
  const headers = {
    "content-type": blob.type,
    "x-entity-name": `fb_uploader_${id}`,
    "x-entity-length": String(blob.size),
    offset: "0",
  };
  return { method: "POST", url: `https://i.instagram.com/rupload_igphoto/fb_uploader_${id}`, headers, body: blob };
}

const pixel = () => new Blob([Uint8Array.from(atob(PIXEL), (letter) => letter.charCodeAt(0))], { type: "image/png" });

const encode = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined)).toString();

function post(url, body) {
  const headers = {
    "content-type": FORM,
    "x-csrftoken": /csrftoken=(\w+)/.exec(document.cookie)?.[1] ?? "",
    "x-ig-app-id": "936619743392459",
    "x-asbd-id": "129477",
  };
  return { method: "POST", url, headers, body };
}
