// Every request the Threads face sends, by kind and generation: GraphQL since 2025, GraphQL of 2023, rest.

import { encode, form, graphql } from "./meta_wire.js";

const ACTOR = "50000000900";
const HERE = { av: ACTOR, __user: "0", __comet_req: "29" };
const FIRST_UPLOAD = 1795000000000;

let uploads = 0;

/** Which way each kind usually goes. */
export const way = (kind) => (["reply", "quote", "post"].includes(kind) ? "fetch" : "xhr");

/** The request of an action. @returns {import("./send.js").Wire} */
export function wire(kind, id, options) {
  const kinds = { rest: REST, 2023: GEN_2023 }[options.gen] ?? KINDS;
  return (kinds[kind] ?? KINDS[kind])(id, options);
}

/** A read, which goes by another path than what writes. */
export const query = (name, variables) => graphql("/graphql/query", name, variables, HERE, app());

const KINDS = {
  like: (id) => mutation("useTHLikeMutationLikeMutation", media(id), "xdt_text_app_like"),
  unlike: (id) => mutation("useTHLikeMutationUnlikeMutation", media(id), "xdt_text_app_unlike"),
  repost: (id) => mutation("useTHCreateRepostMutation", { mediaID: id }, "xdt_create_repost"),
  unrepost: (id) => mutation("useTHDeleteRepostMutation", { mediaID: id }, "xdt_delete_repost"),
  follow: (id) => mutation("useTHFollowMutationFollowMutation", account(id), "xdt_create_friendship"),
  unfollow: (id) => mutation("useTHFollowMutationUnfollowMutation", account(id), "xdt_destroy_friendship"),
  seen: () => mutation("BarcelonaActivityFeedMarkInboxAsSeenMutation", {}, "xdt_mark_inbox_seen"),
  reply: (id, { text }) => publish(text, { reply_id: id }, id),
  quote: (id, { text }) => publish(text, { quoted_post_id: id }),
  post: (_id, { text }) => publish(text, {}),
  telemetry: (id, { event = "like" }) => form("/ajax/bz", encode({ q: JSON.stringify({ event, id }) })),
};

const GEN_2023 = {
  like: (id) => mutation("useBarcelonaLikeMutationLikeMutation", { media_id: id }, "data"),
  unlike: (id) => mutation("useBarcelonaLikeMutationUnlikeMutation", { media_id: id }, "data"),
};

const REST = {
  like: (id) => form(`/api/v1/media/${id}/like/`, "", app()),
  unlike: (id) => form(`/api/v1/media/${id}/unlike/`, "", app()),
  follow: (id) => form(`/api/v1/friendships/create/${id}/`, "", app()),
};

const mutation = (name, variables, root) =>
  graphql("/api/graphql", name, variables, HERE, { ...app(), "x-root-field-name": root });

const media = (id) => ({ mediaID: id, requestData: { container_module: "ig_text_feed_timeline" } });

const account = (id) => ({ target_user_id: id, container_module: "ig_text_feed_profile" });

function publish(text, info, answered) {
  uploads += 1;
  const body = encode({
    audience: "default", barcelona_source_reply_id: answered, caption: text, publish_mode: "text_post",
    text_post_app_info: JSON.stringify({ ...info, reply_control: 0 }), upload_id: String(FIRST_UPLOAD + uploads),
  });
  return form("/api/v1/media/configure_text_only_post/", body, app());
}

const app = () => ({
  "x-csrftoken": /csrftoken=(\w+)/.exec(document.cookie)?.[1] ?? "",
  "x-ig-app-id": "238260118697367",
});
