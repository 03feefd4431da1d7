// Every request the TikTok face sends: all fields in the query, no body (live rooms: JSON), all of it signed.

import { md5 } from "./md5.js";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json; charset=UTF-8";
const WEBCAST = "https://webcast.tiktok.com";

// Written as it is, not as a library would write it: whoever puts the query together anew breaks the signature.
const LEAD = "WebIdLastTime=1795000000&aid=1988&app_language=id-ID&app_name=tiktok_web&browser_version=5.0+(X11;%20Linux)";
const TAIL = "region=ID&tz_name=Asia%2fJakarta&webcast_language=id-ID&msToken=dEm0-_%3d%3D&X-Bogus=1";

/** Which way each kind usually goes. */
export const way = (kind) => (["comment", "reply", "follow", "live-comment"].includes(kind) ? "fetch" : "xhr");

/** The request of an action. @returns {Promise<import("./send.js").Wire>} */
export async function wire(kind, id, options) {
  if (ASKS_FIRST.includes(kind)) await askForToken(KINDS[kind](id, options).url);
  return KINDS[kind](id, options);
}

const ASKS_FIRST = ["comment", "reply", "follow"];

const KINDS = {
  like: (id) => digg(id, 1),
  unlike: (id) => digg(id, 0),
  comment: (id, { text }) => publish(id, text, {}),
  reply: (id, { text, comment }) => publish(id, text, { reply_id: comment, reply_to_reply_id: 0 }),
  uncomment: (id) => query("/api/comment/delete/", { cid: id }),
  "comment-like": (id, { video }) => query("/api/comment/digg/", { aweme_id: video, cid: id, digg_type: 1 }),
  "comment-unlike": (id, { video }) => query("/api/comment/digg/", { aweme_id: video, cid: id, digg_type: 2 }),
  repost: (id) => query("/tiktok/v1/upvote/publish", { item_id: id }),
  unrepost: (id) => query("/tiktok/v1/upvote/delete", { item_id: id }),
  favourite: (id) => query("/api/item/collect/", { action: 1, itemId: id, secUid: "MS4wLjABAAAAwarga-contoh" }),
  unfavourite: (id) => query("/api/item/collect/", { action: 0, itemId: id, secUid: "MS4wLjABAAAAwarga-contoh" }),
  follow: (id, { secUid }) => following(id, secUid, 1),
  unfollow: (id, { secUid }) => following(id, secUid, 0),
  block: (id) => query("/api/commit/follow/block/", { user_id: id, block_type: 1 }),
  "live-like": (id, { owner }) => live("/webcast/room/like/", id, { count: 15, enter_from: "live", to_uid: owner }),
  "live-comment": (id, { text }) => live("/webcast/room/chat/", id, { content: text, emotes_with_index: "" }),
  gift: (id, { owner }) => live("/webcast/gift/send/", id, { gift_id: 5655, count: 1, to_user_id: owner, send_type: 1 }),
  telemetry: (id, { event = "like" }) => plain("/web/report", JSON_TYPE, JSON.stringify({ events: [{ event, group_id: id }] })),
};

const digg = (id, type) => query("/api/commit/item/digg/", { aweme_id: id, from_page: "fyp", type });

const publish = (id, text, more) =>
  query("/api/comment/publish/", { aweme_id: id, ...more, text, text_extra: "[]" });

const following = (id, secUid, type) =>
  query("/api/commit/follow/user/", { action_type: type, channel_id: 0, from: 18, fromWeb: 1, from_pre: 0,
    sec_user_id: secUid, type, user_id: id });

/** The answer to a HEAD carries the token that the real client sends along. */
const askForToken = (url) =>
  fetch(new URL(url, location.href).pathname, { method: "HEAD", headers: { "x-secsdk-csrf-request": "1", "x-secsdk-csrf-version": "1.2.22" } });

function query(path, fields) {
  return plain(signed(path, fields, ""), FORM, "");
}

function live(path, room, fields) {
  const body = JSON.stringify({ ...fields, room_id: room });
  return plain(WEBCAST + signed(path, { room_id: room }, body), JSON_TYPE, body);
}

/** X-Gnarly covers the query, the body and the name of the browser. */
function signed(path, fields, body) {
  const own = Object.entries(fields).filter(([, value]) => value !== undefined);
  const words = own.map(([name, value]) => `${name}=${encoded(value)}`);
  const text = [LEAD, ...words, TAIL].join("&");
  return `${path}?${text}&X-Gnarly=${md5([text, body, navigator.userAgent].join("\n"))}`;
}

/** What the browser itself would escape when sending has to be escaped before signing. */
const encoded = (value) => encodeURIComponent(value).replaceAll("'", "%27");

/** A read: by GET. */
export const get = (path, fields = {}) => ({ ...plain(`${path}?${new URLSearchParams(fields)}`, FORM, ""), method: "GET", body: null });

/** Entering a live room goes by POST, though it only reads. */
export const enter = (room) => live("/webcast/room/enter/", room, { enter_source: "live" });

function plain(url, type, body) {
  const headers = {
    "content-type": type,
    "tt-csrf-token": /tt_csrf_token=(\w+)/.exec(document.cookie)?.[1] ?? "",
    "tt-ticket-guard-version": "2",
  };
  return { method: "POST", url, headers, body };
}
