// The TikTok face: home, videos with comments, profiles, live rooms.

import { act, burst, expose, maybeServiceWorker, pageOptions, readUrl } from "./act.js";
import { avatar, el, picture } from "./dom.js";
import { scriptUrl, send } from "./send.js";
import { button, composer, header, router, tips, toast } from "./ui.js";
import { byline, card, cards, comment, followButton, own } from "./tiktok_card.js";
import { carried, comment as commentOf, person, video } from "./tiktok_read.js";
import { enter, get, way, wire } from "./tiktok_wire.js";

const client = { wire, way };
const first = location.pathname;
let loaded = [];

/** Perform an action, and report it to the telemetry as the real client does. */
async function run(kind, id, options) {
  send(await wire("telemetry", id, { event: kind }), "beacon", new AbortController().signal);
  return act(client, kind, id, options);
}

async function read(request) {
  return (await send({ ...request, url: readUrl(request.url) }, "fetch", new AbortController().signal)).body;
}

/** What the page carried, if it was served for the address shown now. */
const inPage = (name) => (location.pathname === first ? carried()[name] : undefined);

function show(items) {
  const list = items.map(video);
  loaded = list.map(({ id }) => id);
  return list;
}

async function home() {
  const { itemList } = await read(get("/api/recommend/item_list/", { count: 30, from_page: "fyp" }));
  const early = inPage("webapp.updated-items") ?? [];
  return [tips(TIPS), burstButton(), el("div", { class: "feed" }, ...cards(run, show([...early, ...itemList])))];
}

function burstButton() {
  const count = Number(pageOptions.burst);
  if (!count) return null;
  const click = () => burst(client, loaded, count);
  return el("button", { type: "button", class: "solid", "data-testid": "burst", click }, `Sukai ${count} sekaligus`);
}

async function permalink(id) {
  const found = inPage("webapp.video-detail") ?? (await read(get("/api/item/detail/", { itemId: id })));
  if (!found.itemInfo.itemStruct) return [empty()];
  const [item] = show([found.itemInfo.itemStruct]);
  const { comments } = await read(get("/api/comment/list/", { aweme_id: id, count: 20 }));
  const below = comments.map((node) => comment(run, item, commentOf(node)));
  return [card(run, item), el("h2", {}, "Komentar"), el("ul", { class: "comments" }, ...below)];
}

async function profile(handle) {
  const found = inPage("webapp.user-detail") ?? (await read(get("/api/user/detail/", { uniqueId: handle })));
  if (!found.userInfo.user) return [empty()];
  const user = person(found.userInfo.user);
  const { itemList } = await read(get("/api/post/item_list/", { secUid: user.secUid, count: 35 }));
  const stream = user.room ? el("p", {}, el("a", { href: `/@${handle}/live`, "data-spa": true }, "Sedang siaran langsung")) : null;
  return [el("section", { class: "profile" }, avatar(user.name, handle),
    el("div", {}, el("h1", {}, user.name), el("p", {}, user.about), stream), followButton(run, user)),
    ...cards(run, show(itemList))];
}

async function live(handle) {
  const { data } = await read(get("/api-live/user/room/", { uniqueId: handle, sourceType: 54 }));
  const user = data.user && person(data.user);
  if (!user?.room) return [empty()];
  const room = (await read(enter(user.room))).data;
  const said = el("div", { class: "replies" });
  const told = async (kind, words) => toast((await run(kind, room.id_str, { owner: user.id })).ok ? words : "Gagal, coba lagi");
  return [el("article", { class: "card tall", "data-post": room.id_str, "data-author": handle },
    el("header", { class: "owner" }, avatar(user.name, handle), byline(user)), picture(room.id_str),
    el("div", { class: "body" }, el("p", {}, room.title),
      el("div", { class: "actions" },
        button("live-like", "Suka siaran", "like", () => told("live-like", "Suka terkirim")),
        button("gift", "Kirim hadiah", "bookmark", () => told("gift", "Hadiah terkirim"))),
      composer({ name: "live-comment", label: "Tulis di siaran", list: said, written: own,
        send: (text) => run("live-comment", room.id_str, { text }) }), said))];
}

const empty = () => el("p", { class: "quiet" }, "Tidak ada apa-apa di sini.");

const TIPS = [
  "Ketuk hati pada video pertama (calon wali kota): Anda akan diperingatkan.",
  "Ketuk hati pada video kedua (warung): tidak ada peringatan.",
  "Coba juga komentar, posting ulang, favorit, ikuti, dan siaran langsung.",
];

header("TikTok tiruan", [
  ["Beranda", "/"],
  ["Siaran", "/@walikota_contoh/live"],
  ["Mulai", "/mulai"],
  ["Tanpa JS", "/nojs"],
  ["YouTube tiruan", "https://www.youtube.com/"],
]);
expose(client, () => loaded);
maybeServiceWorker(scriptUrl);
router([
  [/^\/$/, home],
  [/^\/@[\w.]+\/video\/(\d+)$/, permalink],
  [/^\/@([\w.]+)\/live$/, live],
  [/^\/@([\w.]+)$/, profile],
]);
