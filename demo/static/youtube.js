// The YouTube face: home, the watch page, Shorts, search, channels.

import { act, burst, expose, maybeServiceWorker, pageOptions, readUrl } from "./act.js";
import { avatar, el } from "./dom.js";
import { scriptUrl, send } from "./send.js";
import { header, router, tips } from "./ui.js";
import { cards, comment, subscribeButton, watched } from "./youtube_card.js";
import { all, carried, channels, comments, first, items } from "./youtube_read.js";
import { read as request, way, wire } from "./youtube_wire.js";

const client = { wire, way };
const FIRST = location.href;
let loaded = [];

const quietly = async (kind, id, options, how = "fetch") =>
  send(await wire(kind, id, { ...pageOptions, ...options }), how, new AbortController().signal);

/** Perform an action, with the telemetry before it and the attestation after it that the real client sends. */
async function run(kind, id, options) {
  quietly("telemetry", id, { event: kind });
  const result = await act(client, kind, id, options);
  quietly("attest", id, {});
  return result;
}

async function read(operation, fields) {
  const wire_ = await request(operation, fields);
  return (await send({ ...wire_, url: readUrl(wire_.url) }, "fetch", new AbortController().signal)).body;
}

/** What the page carried, if it was served for the address shown now. */
const inPage = (name) => (location.href === FIRST ? carried(name) : undefined);

function show(answer) {
  const list = items(answer);
  loaded = list.filter(({ post }) => !post).map(({ id }) => id);
  return list;
}

async function home() {
  const answer = await read("browse", { browseId: "FEwhat_to_watch" });
  return [tips(TIPS), burstButton(), el("div", { class: "feed" }, ...cards(run, show([inPage("ytInitialData"), answer])))];
}

function burstButton() {
  const count = Number(pageOptions.burst);
  if (!count) return null;
  const click = () => burst(client, loaded, count);
  return el("button", { type: "button", class: "solid", "data-testid": "burst", click }, `Sukai ${count} sekaligus`);
}

/** Everything about a video: from the page, from one answer for both, or (`?gen=next`) from two. */
async function about(videoId) {
  const early = inPage("ytInitialData");
  if (early) return [inPage("ytInitialPlayerResponse"), early];
  if (pageOptions.gen === "next") return [await read("player", { videoId }), await read("next", { videoId })];
  return read("get_watch", { playerRequest: { videoId }, watchNextRequest: { videoId }, videoId });
}

async function watch() {
  const id = new URLSearchParams(location.search).get("v") ?? "";
  const answer = await about(id);
  const details = first(answer, "videoDetails");
  if (!details) return [empty()];
  quietly("stats", id, {}, "beacon");
  const video = view(id, details, answer);
  const below = comments(answer).map((node) => comment(run, video, node));
  const beside = show(first(answer, "secondaryResults"));
  loaded = [id, ...loaded];
  return [watched(run, video, el("div", { class: "replies" })),
    ...(below.length ? [el("h2", {}, "Komentar"), el("ul", { class: "comments" }, ...below)] : []),
    el("h2", {}, "Berikutnya"), ...cards(run, beside)];
}

function view(id, details, answer) {
  const { likeStatus, likeCount } = first(answer, "likeButtonRenderer");
  const makers = channels(first(answer, "videoOwnerRenderer"));
  return { id, text: details.title, live: details.isLive, likes: likeCount,
    status: likeStatus, channels: makers, author: makers.find((maker) => maker.id === details.channelId),
    subscribed: first(answer, "subscribeButtonRenderer").subscribed };
}

async function short(id) {
  const answer = await read("reel/reel_item_watch", { playerRequest: { videoId: id }, params: "CAUwAg%3D%3D" });
  const overlay = first(answer, "reelPlayerOverlayRenderer");
  if (!overlay) return [empty()];
  const { likeStatus, likeCount } = first(overlay, "likeButtonRenderer");
  const [author] = channels(overlay);
  loaded = [id];
  const video = { id, text: overlay.reelTitleText.runs[0].text, live: false, likes: likeCount, status: likeStatus,
    channels: [author], author, subscribed: false };
  return [watched(run, video, el("div", { class: "replies" }))];
}

async function search() {
  const query = new URLSearchParams(location.search).get("search_query") ?? "";
  return [el("h1", {}, "Pencarian"), ...cards(run, show(await read("search", { query })))];
}

async function channel(handle) {
  const page = inPage("ytInitialData") ?? (await browsed(handle));
  const found = first(page, "channelMetadataRenderer");
  if (!found) return [empty()];
  const list = el("div", { class: "feed" }, ...cards(run, show(page)));
  const tokens = all(page, "token");
  const older = async (event) => {
    event.target.remove();
    list.append(...cards(run, show(await read("browse", { continuation: tokens[0] }))));
  };
  return [el("section", { class: "profile" }, avatar(found.title, handle),
    el("div", {}, el("h1", {}, found.title), el("p", {}, found.description)),
    subscribeButton(run, { id: found.externalId }, first(page, "subscribeButtonRenderer").subscribed)),
    list,
    tokens.length ? el("button", { type: "button", class: "solid", "data-testid": "more", click: older }, "Muat lagi") : null];
}

async function browsed(handle) {
  const { endpoint } = await read("navigation/resolve_url", { url: `https://www.youtube.com/@${handle}` });
  return endpoint.browseEndpoint ? read("browse", { browseId: endpoint.browseEndpoint.browseId, params: "EgZ2aWRlb3M%3D" }) : {};
}

const empty = () => el("p", { class: "quiet" }, "Tidak ada apa-apa di sini.");

const TIPS = [
  "Buka video pertama (calon wali kota) dan ketuk hatinya: Anda akan diperingatkan.",
  "Video kedua milik warung: tidak ada peringatan.",
  "Coba juga Shorts, komentar, subscribe, jajak pendapat, dan obrolan siaran langsung.",
];

header("YouTube tiruan", [
  ["Beranda", "/"],
  ["Cari", "/results?search_query=contoh"],
  ["Siaran", "/watch?v=conto000040"],
  ["Mulai", "/mulai"],
  ["TikTok tiruan", "https://www.tiktok.com/"],
]);
expose(client, () => loaded);
maybeServiceWorker(scriptUrl);
router([
  [/^\/$/, home],
  [/^\/watch$/, watch],
  [/^\/shorts\/([\w-]+)$/, short],
  [/^\/results$/, search],
  [/^\/@([\w.-]+)$/, channel],
]);
