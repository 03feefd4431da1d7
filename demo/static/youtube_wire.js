// Every request the YouTube face sends: JSON to one interface, targets often in small binary messages.

import { pageOptions } from "./act.js";
import { message, text, wrapped } from "./youtube_params.js";

const CLIENT = { hl: "id", gl: "ID", clientName: "WEB", clientVersion: "2.20261118.01.00", originalUrl: location.href };
const LIKE = 5;

/** Which way each kind usually goes: like the real client, by fetch. */
export const way = () => "fetch";

/** The request of an action. @returns {Promise<import("./send.js").Wire>} */
export async function wire(kind, id, options) {
  const [operation, fields] = KINDS[kind](id, options);
  const request = operation.startsWith("/") ? plain(operation, fields) : call(operation, fields);
  return options.gzip && !operation.startsWith("/") ? zipped(request) : request;
}

const KINDS = {
  like: (id) => ["like/like", { target: { videoId: id }, params: text({ 1: message({ 1: id }), 4: 0 }) }],
  dislike: (id) => ["like/dislike", { target: { videoId: id }, params: text({ 1: message({ 1: id }), 4: 1 }) }],
  unlike: (id) => ["like/removelike", { target: { videoId: id } }],
  subscribe: (id) => ["subscription/subscribe", { channelIds: [id], params: "EgIIAxgA" }],
  unsubscribe: (id) => ["subscription/unsubscribe", { channelIds: [id], params: "CgIIAxgA" }],
  comment: (id, { text: words }) =>
    ["comment/create_comment", { createCommentParams: text({ 2: id, 5: message({ 1: 0 }), 10: 7, 45: 1 }), commentText: words }],
  reply: (id, { text: words, comment }) =>
    ["comment/create_comment_reply", { createReplyParams: text({ 2: id, 4: comment, 5: message({ 1: 0 }), 10: 7 }), commentText: words }],
  "comment-like": (id, options) => commentAction({ ...onComment(id, options), 7: 0 }, options),
  "comment-unlike": (id, options) => commentAction({ ...onComment(id, options), 7: 1 }, options),
  "post-like": (id, { channel }) => perform(text({ 1: LIKE, 3: id, 7: 0, 11: channel })),
  "post-unlike": (id, { channel }) => perform(text({ 1: LIKE, 3: id, 7: 1, 11: channel })),
  vote: (id) => perform(id),
  unvote: (id) => perform(id),
  chat: (id, { text: words, channel }) => ["live_chat/send_message", {
    params: wrapped({ 1: message({ 5: message({ 1: channel, 2: id }) }), 2: 1, 3: 4 }),
    clientMessageId: "demo0", richMessage: { textSegments: [{ text: words }] } }],
  "share-panel": (id) => ["share/get_share_panel", { serializedSharedEntity: text({ 1: id }) }],
  "watch-later": (id) =>
    ["browse/edit_playlist", { actions: [{ addedVideoId: id, action: "ACTION_ADD_VIDEO" }], playlistId: "WL" }],
  attest: (id) => ["att/log", { requestType: "ATTESTATION_REQUEST_TYPE_LIKE", ids: [{ encryptedVideoId: id }] }],
  stats: (id, { event = "watchtime" }) => ["/api/stats/qoe", `event=${event}&docid=${id}`],
  telemetry: (id, { event = "like" }) => ["log_event", { events: [{ eventTimeMs: "1795000000000", [event]: { videoId: id } }] }],
};

const perform = (params) => ["comment/perform_comment_action", { actions: [params] }];

/** Some clients send one action by itself. */
const commentAction = (fields, { single }) =>
  single ? ["comment/perform_comment_action", { action: text(fields) }] : perform(text(fields));

const onComment = (id, { video, owner }) => ({ 1: LIKE, 2: 2, 3: id, 5: video, ...(owner ? { 23: owner } : {}) });

/** One call of the interface, read or write. */
export function call(operation, fields) {
  const url = `/youtubei/v1/${operation}?prettyPrint=false`;
  return { ...plain(url, JSON.stringify({ context: { client: CLIENT }, ...fields })), headers: headers("application/json") };
}

/** A call whose body may have to be compressed, as the page's address asks. */
export const read = (operation, fields) => {
  const request = call(operation, fields);
  return pageOptions.gzip ? zipped(request) : request;
};

async function zipped(request) {
  const stream = new Blob([request.body]).stream().pipeThrough(new CompressionStream("gzip"));
  const body = await new Response(stream).arrayBuffer();
  return { ...request, body, headers: { ...request.headers, "content-encoding": "gzip" } };
}

const plain = (url, body) => ({ method: "POST", url, headers: { "content-type": "text/plain;charset=UTF-8" }, body });

const headers = (type) => ({
  "content-type": type,
  authorization: `SAPISIDHASH 1795000000_${/SAPISID=(\w+)/.exec(document.cookie)?.[1] ?? ""}`,
  "x-goog-authuser": "0",
  "x-youtube-client-name": "1",
  "x-youtube-client-version": CLIENT.clientVersion,
});
