// Every request the Facebook face sends, by kind. A post is its number, a comment "<post>_<comment>".

import { encode, form, graphql } from "./meta_wire.js";

const ACTOR = "100090000000900";
const LIKE = "1635855486666999";
const HERE = { av: ACTOR, __user: ACTOR, __comet_req: "15" };

let sent = 0;

/** Which way each kind usually goes. */
export const way = (kind) => (["comment", "reply", "share", "post", "follow"].includes(kind) ? "fetch" : "xhr");

/** The request of an action. @returns {import("./send.js").Wire} */
export function wire(kind, id, options) {
  const plain = options.gen === "rest" ? PLAIN[kind] : undefined;
  return (plain ?? KINDS[kind])(id, options);
}

/** A read or a write by its name. */
export const operation = (name, variables) => graphql("/api/graphql/", name, variables, HERE);

/** An id as requests have it. */
export const feedback = (id) => btoa(`feedback:${id}`);

const KINDS = {
  like: (id, { reaction = LIKE, referrer }) => react(id, reaction, referrer),
  unlike: (id) => react(id, "0"),
  comment: (id, { text }) => write("useCometUFICreateCommentMutation", { feedback_id: feedback(id), ...words(text) }),
  reply: (id, { text, gen }) => write("useCometUFICreateCommentMutation", {
    feedback_id: feedback(gen === "2024" ? id.split("_")[0] : id),
    reply_comment_parent_fbid: btoa(`comment:${id}`), reply_target_clicked: true, ...words(text) }),
  "share-now": (id) =>
    write("useCometFeedToFeedReshare_FeedToFeedMutation", { attachments: { link: { share_scrape_data: scrape(id) } } }),
  share: (id, { text = "" }) => write("ComposerStoryCreateMutation", {
    composer_type: "share", composer_entry_point: "share_modal", reshare_original_post: "RESHARE_ORIGINAL_POST",
    attachments: [{ link: { share_scrape_data: scrape(id) } }], ...words(text) }),
  "share-story": (id, { owner }) => write("useCometFeedToStoryReshare_FeedToStoryMutation", {
    attachments: [{ link: { internal_linkable_id: story(owner, id), share_scrape_data: scrape(id) } }],
    audiences: [{ stories: { self: { target_id: ACTOR } } }] }),
  "story-react": (id, { owner }) => write("useStoriesSendReplyMutation", {
    story_id: story(owner, id), story_reply_type: "LIGHT_WEIGHT", lightweight_reaction_actions: { reaction: "❤️" } }),
  post: (_id, { text, ranges = [], tagged = [] }) => write("ComposerStoryCreateMutation", {
    composer_type: "feed", message: { text, ranges }, with_tags_ids: tagged, attachments: [] }),
  follow: (id) => write("CometUserFollowMutation", { subscribee_id: id, subscribe_location: "PROFILE" }),
  unfollow: (id) => write("CometUserUnfollowMutation", { subscribee_id: id, subscribe_location: "PROFILE" }),
  friend: (id) =>
    write("FriendingCometFriendRequestSendMutation", { friend_requestee_ids: [id], friending_channel: "PROFILE_BUTTON" }),
  unfriend: (id) => write("FriendingCometFriendRequestCancelMutation", { cancelled_friend_requestee_id: id }),
  "page-like": (id) => write("CometProfilePlusLikeMutation", { page_id: id }),
  "page-unlike": (id) => write("CometProfilePlusUnlikeMutation", { page_id: id }),
  join: (id) => write("GroupCometJoinForumMutation", { group_id: id }, { groupID: id }),
  leave: (id) => write("GroupCometLeaveForumMutation", { group_id: id }),
  vote: (id, { option }) => write("useCometPollAddVoteMutation", { question_id: id, option_id: option }),
  unvote: (id, { option }) => write("useCometPollRemoveVoteMutation", { question_id: id, option_id: option }),
  rsvp: (id) => write("PublicEventCometRSVPMutationQuery", { event_id: id, guest_status_type: "GOING" }),
  decline: (id) => write("PublicEventCometRSVPMutationQuery", { event_id: id, guest_status_type: "NOT_GOING" }),
  typing: (id) =>
    write("CometUFILiveTypingBroadcastMutation_StartMutation", { feedback_id: feedback(id), session_id: "demo" }),
  seen: (id, { owner }) => write("storiesUpdateSeenStateMutation", { bucket_id: owner, story_id: story(owner, id) }),
  telemetry: (id, { event = "like" }) => form("/ajax/bnzai", encode({ q: JSON.stringify({ event, id }) })),
};

// The links and forms of the plain site.
const PLAIN = {
  like: (id) => form(`/ufi/reaction/?ft_ent_identifier=${id}&reaction_type=1&feedback_source=0`, "fb_dtsg=demo"),
  unlike: (id) => form(`/ufi/reaction/?ft_ent_identifier=${id}&reaction_type=0&feedback_source=0`, "fb_dtsg=demo"),
  comment: (id, { text }) => form(`/a/comment.php?fs=8&ft_ent_identifier=${id}`, encode({ fb_dtsg: "demo", comment_text: text })),
  "page-like": (id) => link(`/a/profile.php?fan&id=${id}&origin=page_profile`),
  follow: (id) => link(`/a/subscriptions/add?subject_id=${id}&location=1`),
};

const react = (id, reaction, referrer) => write("CometUFIFeedbackReactMutation", {
  feedback_id: feedback(id), feedback_reaction_id: reaction, feedback_source: "NEWS_FEED",
  feedback_referrer: referrer, is_tracking_encrypted: true, tracking: ["AZdemo"] }, { scale: 1 });

function write(name, input, more = {}) {
  sent += 1;
  return operation(name, { input: { ...input, actor_id: ACTOR, client_mutation_id: String(sent) }, ...more });
}

const words = (text) => ({ message: { text, ranges: [] } });

/** JSON in JSON, with a number longer than JavaScript can count. */
const scrape = (id) => `{"share_type":22,"share_params":[${id}]}`;

const story = (owner, id) => btoa(`S:_I${owner}:${id}:${id}`);

const link = (url) => ({ method: "GET", url, headers: {}, body: null });
