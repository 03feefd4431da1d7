// The Instagram face: home with stories, posts with comments, profiles, upload.

import { act, burst, expose, maybeServiceWorker, pageOptions, readUrl } from "./act.js";
import { avatar, el, picture } from "./dom.js";
import { card, cards, comment, person } from "./instagram_card.js";
import { carried, comments, medias, stories, tray } from "./instagram_read.js";
import { get, mutation, nextUpload, way, wire } from "./instagram_wire.js";
import { scriptUrl, send } from "./send.js";
import { header, router, tips, toast, toggle } from "./ui.js";

const client = { wire, way };
const fresh = { inPage: location.pathname };
let loaded = [];

/** Perform an action, and report it to the telemetry as the real client does. */
function run(kind, id, options) {
  const note = wire("telemetry", id, { event: kind });
  send(note, "beacon", new AbortController().signal);
  return act(client, kind, id, options);
}

async function read(request) {
  return (await send({ ...request, url: readUrl(request.url) }, "fetch", new AbortController().signal)).body;
}

/** What the page carried, if it was served for the address shown now. */
const inPage = () => (location.pathname === fresh.inPage ? carried() : []);

async function home() {
  const rest = pageOptions.gen === "rest";
  const next = () => mutation("PolarisFeedRootPaginationCachedQuery_subscribe", { after: "demo", first: 12 });
  const more = rest ? get("/api/v1/feed/timeline/") : next();
  const list = medias([inPage(), await read(more)]);
  loaded = list.map(({ id }) => id);
  return [storyBar(), tips(TIPS), burstButton(), el("div", { class: "feed" }, ...cards(run, list))];
}

function storyBar() {
  const people = tray(carried());
  return people.length ? el("nav", { class: "stories", "aria-label": "Cerita" }, ...people.map(storyLink)) : null;
}

function storyLink({ username, full_name }) {
  const attributes = { href: `/stories/${username}/`, "data-spa": true, "data-story": username };
  return el("a", attributes, avatar(full_name, username), username);
}

function burstButton() {
  const count = Number(pageOptions.burst);
  if (!count) return null;
  const click = () => burst(client, loaded, count);
  return el("button", { type: "button", class: "solid", "data-testid": "burst", click }, `Sukai ${count} sekaligus`);
}

async function permalink(code) {
  const answer = inPage();
  const list = medias(answer.length ? answer : await read(mutation("PolarisPostRootQuery", { shortcode: code })));
  if (!list.length) return [empty()];
  const [item] = list;
  loaded = [item.id];
  const below = comments(await read(commentsOf(item.id))).map((node) => comment(run, item, node));
  return [card(run, item), el("h2", {}, "Komentar"), el("ul", { class: "comments" }, ...below)];
}

function commentsOf(id) {
  if (pageOptions.gen === "rest") return get(`/api/v1/media/${id}/comments/`);
  return mutation("PolarisPostCommentsContainerQuery", { media_id: id });
}

async function profile(handle) {
  const { data } = await read(get(`/api/v1/users/web_profile_info/?username=${handle}`));
  if (!data?.user) return [empty()];
  const list = medias(await read(mutation("PolarisProfilePostsQuery", { username: handle, data: { count: 12 } })));
  loaded = list.map(({ id }) => id);
  const { id, full_name, biography, friendship_status } = data.user;
  const follow = toggle({ name: "follow", on: friendship_status.following, labels: ["Ikuti", "Mengikuti"],
    perform: (on) => run(on ? "follow" : "unfollow", id) });
  return [el("section", { class: "profile" }, avatar(full_name, handle),
    el("div", {}, el("h1", {}, full_name), el("p", {}, biography)), follow), ...cards(run, list)];
}

async function story(handle) {
  const person_ = tray(carried()).find(({ username }) => username === handle) ?? (await owner(handle));
  const [item] = stories(await read(mutation("PolarisStoriesV3ReelPageGalleryQuery", { reel_ids: [person_?.id], first: 1 })));
  if (!item) return [empty()];
  run("story-seen", item.pk);
  const like = toggle({ name: "story-like", on: item.has_liked, glyph: "like", labels: ["Suka cerita", "Batal suka cerita"],
    perform: (on) => run(on ? "story-like" : "story-unlike", item.pk) });
  return [el("article", { class: "card tall story", "data-post": item.pk, "data-author": item.user.username },
    el("header", { class: "owner" }, avatar(item.user.full_name, handle), el("p", { class: "byline" }, person(item.user))),
    picture(item.pk), el("div", { class: "body" }, el("p", {}, item.caption.text), el("div", { class: "actions" }, like)))];
}

const owner = async (handle) => (await read(get(`/api/v1/users/web_profile_info/?username=${handle}`))).data?.user;

async function create() {
  const file = el("input", { type: "file", accept: "image/*", "data-testid": "upload-file", "aria-label": "Foto" });
  const named = { placeholder: "Keterangan", "aria-label": "Keterangan" };
  const caption = el("textarea", { rows: 2, "data-testid": "upload-caption", ...named });
  const submit = async (event) => {
    event.preventDefault();
    toast((await share(file.files[0], caption.value)).ok ? "Terbit" : "Gagal, coba lagi");
  };
  return [el("h1", {}, "Unggah foto"), el("form", { class: "composer tallform", submit }, file, caption,
    el("p", { class: "quiet" }, "Tanpa foto pun bisa: gambar contoh akan dipakai."),
    el("button", { class: "solid", "data-testid": "upload-send" }, "Bagikan"))];
}

/** Send the photo first, then the post that shows it: the page's own way. */
async function share(blob, caption) {
  const id = nextUpload();
  const sent = await run("upload", id, { blob });
  return sent.ok ? run("post", id, { caption }) : sent;
}

const empty = () => el("p", { class: "quiet" }, "Tidak ada apa-apa di sini.");

const TIPS = [
  "Ketuk hati pada unggahan pertama (calon wali kota): Anda akan diperingatkan.",
  "Ketuk hati pada unggahan kedua (warung): tidak ada peringatan.",
  "Coba juga komentar, cerita, bagikan ulang, ikuti, dan unggah foto.",
];

header("Instagram tiruan", [
  ["Beranda", "/"],
  ["Unggah", "/create/"],
  ["Mulai", "/mulai"],
  ["Tanpa JS", "/nojs"],
  ["X tiruan", "https://x.com/"],
]);
expose(client, () => loaded);
maybeServiceWorker(scriptUrl);
router([
  [/^\/$/, home],
  [/^\/p\/([\w-]+)\/$/, permalink],
  [/^\/stories\/([\w.]+)\/$/, story],
  [/^\/create\/$/, create],
  [/^\/([\w.]+)\/$/, profile],
]);
