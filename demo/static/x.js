// The X face: home, permalinks, profiles, communities.

import { act, burst, expose, maybeServiceWorker, pageOptions, readUrl } from "./act.js";
import { avatar, el } from "./dom.js";
import { scriptUrl, send } from "./send.js";
import { composer, header, router, tips, toggle } from "./ui.js";
import { byline, cards, reply } from "./x_card.js";
import { posts, user } from "./x_read.js";
import { operation, readWire, way, wire } from "./x_wire.js";

const client = { wire, way };
const COMMUNITIES = [
  ["1700000000001000003", "Sahabat Partai Jeruk"],
  ["1700000000002000006", "Pencinta Kopi Kota Contoh"],
];
let loaded = [];

/** Perform an action, and report it to the telemetry as the real client does. */
function run(kind, id, options) {
  track(kind, id);
  return act(client, kind, id, options);
}

function track(event, id) {
  const note = wire("telemetry", id, { event });
  send(note, "beacon", new AbortController().signal);
  const far = { ...note, url: "https://api.x.com/1.1/jot/client_event.json" };
  send(far, "fetch", new AbortController().signal);
}

async function read(request) {
  const { body } = await send({ ...request, url: readUrl(request.url) }, "fetch", new AbortController().signal);
  return body?.data ?? {};
}

async function timeline(request) {
  const found = posts(await read(request));
  loaded = found.map(({ id }) => id);
  return found;
}

async function home() {
  const variables = { count: 20, includePromotedContent: true, seenTweetIds: loaded.slice(0, 5) };
  const feed = el("div", { class: "feed" }, ...cards(run, await timeline(operation("HomeTimeline", variables))));
  return [tips(TIPS), burstButton(), newPost(feed), feed, communities()];
}

function newPost(feed) {
  return composer({ name: "compose", label: "Apa yang sedang terjadi?", list: feed, written: reply,
    send: (text) => run("post", "", { text }) });
}

function burstButton() {
  const count = Number(pageOptions.burst);
  if (!count) return null;
  const click = () => burst(client, loaded, count);
  return el("button", { type: "button", class: "solid", "data-testid": "burst", click }, `Sukai ${count} sekaligus`);
}

const communities = () =>
  el("aside", { class: "card plain-card" }, el("h2", {}, "Komunitas"),
    ...COMMUNITIES.map(([id, name]) => el("p", {}, el("a", { href: `/i/communities/${id}`, "data-spa": true }, name))));

async function permalink(_handle, id) {
  const found = await timeline(readWire("TweetDetail", { focalTweetId: id, with_rux_injections: false }));
  return [el("h1", {}, "Unggahan"), ...(found.length ? cards(run, found) : [empty()])];
}

async function profile(handle) {
  const data = await read(readWire("UserByScreenName", { screen_name: handle }));
  if (!data.user?.result?.rest_id) return [empty()];
  const account = user(data.user.result);
  const own = await timeline(readWire("UserTweets", { userId: account.id, count: 20 }));
  return [el("section", { class: "profile" }, avatar(account.name, account.handle),
    el("div", {}, byline(account), el("p", {}, account.about)), followButton(account)), ...cards(run, own)];
}

const followButton = ({ id, following }) =>
  toggle({ name: "follow", on: following, labels: ["Ikuti", "Mengikuti"], perform: (on) => run(on ? "follow" : "unfollow", id) });

async function community(id) {
  const data = await read(readWire("CommunityQuery", { communityId: id }));
  const found = data.communityResults?.result;
  if (!found) return [empty()];
  const join = toggle({ name: "join", on: found.role === "Member", labels: ["Gabung", "Anggota"],
    perform: (on) => run(on ? "join" : "leave", id) });
  return [el("section", { class: "profile" }, avatar(found.name, id),
    el("div", {}, el("h1", {}, found.name), el("p", {}, found.description), byline(user(found.creator_results.result))), join)];
}

const empty = () => el("p", { class: "quiet" }, "Tidak ada apa-apa di sini.");

const TIPS = [
  "Ketuk hati pada unggahan pertama (calon wali kota): Anda akan diperingatkan.",
  "Ketuk hati pada unggahan kedua (warung): tidak ada peringatan.",
  "Coba juga balas, bagikan ulang, kutip, jajak pendapat, dan ikuti.",
];

header("X tiruan", [
  ["Beranda", "/"],
  ["Mulai", "/mulai"],
  ["Tanpa JS", "/nojs"],
  ["Instagram tiruan", "https://www.instagram.com/"],
]);
expose(client, () => loaded);
maybeServiceWorker(scriptUrl);
track("page", "");
router([
  [/^\/(?:home)?$/, home],
  [/^\/(\w+)\/status\/(\d+)$/, permalink],
  [/^\/i\/communities\/(\d+)$/, community],
  [/^\/(\w+)$/, profile],
]);
