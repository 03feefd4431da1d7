// The Threads face: home, permalinks with replies, profiles.

import { act, burst, expose, maybeServiceWorker, pageOptions, readUrl } from "./act.js";
import { avatar, el } from "./dom.js";
import { carried, documents } from "./meta_wire.js";
import { scriptUrl, send } from "./send.js";
import { byline, cards, own } from "./threads_card.js";
import { owner, posts } from "./threads_read.js";
import { query, way, wire } from "./threads_wire.js";
import { composer, header, router, tips, toggle } from "./ui.js";

const client = { wire, way };
const page = location.pathname;
let loaded = [];

/** Perform an action, and report it to the telemetry as the real client does. */
function run(kind, id, options) {
  send(wire("telemetry", id, { event: kind }), "beacon", new AbortController().signal);
  return act(client, kind, id, options);
}

async function ask(name, variables) {
  const request = query(name, variables);
  return documents((await send({ ...request, url: readUrl(request.url) }, "xhr", new AbortController().signal)).body);
}

/** What the page carried, if it was served for the address shown now; else what the query says. */
const view = (name, variables) => (location.pathname === page ? carried() : ask(name, variables));

function listed(values) {
  const list = posts(values);
  loaded = list.map(({ id }) => id);
  return list;
}

async function home() {
  const begun = location.pathname === page ? carried() : [];
  const list = listed([...begun, ...(await ask("BarcelonaFeedDirectQuery", { first: 12 }))]);
  const feed = el("div", { class: "feed" }, ...cards(run, list));
  const write = composer({ name: "compose", label: "Apa yang baru?", list: feed, written: own,
    send: (text) => run("post", "", { text }) });
  return [tips(TIPS), burstButton(), write, feed];
}

function burstButton() {
  const count = Number(pageOptions.burst);
  if (!count) return null;
  const click = () => burst(client, loaded, count);
  return el("button", { type: "button", class: "solid", "data-testid": "burst", click }, `Sukai ${count} sekaligus`);
}

async function permalink(code) {
  const list = listed(await view("BarcelonaPostPageContentQuery", { postID: number(code) }));
  return list.length ? [el("h1", {}, "Utas"), ...cards(run, list)] : [empty()];
}

async function profile(username) {
  const values = await view("BarcelonaProfileThreadsTabQuery", { username });
  const user = owner(values);
  if (!user) return [empty()];
  const follow = toggle({ name: "follow", on: user.friendship_status.following, labels: ["Ikuti", "Mengikuti"],
    perform: (on) => run(on ? "follow" : "unfollow", user.pk) });
  return [el("section", { class: "profile" }, avatar(user.full_name, username),
    el("div", {}, byline({ handle: username, name: user.full_name }), el("p", {}, user.biography)), follow),
    ...cards(run, listed(values))];
}

/** The number that a code in a link stands for. */
function number(code) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return String([...code].reduce((sum, letter) => sum * 64n + BigInt(Math.max(letters.indexOf(letter), 0)), 0n));
}

const empty = () => el("p", { class: "quiet" }, "Tidak ada apa-apa di sini.");

const TIPS = [
  "Ketuk hati pada unggahan pertama (calon wali kota): Anda akan diperingatkan.",
  "Ketuk hati pada unggahan kedua (warung): tidak ada peringatan.",
  "Coba juga balas, posting ulang, kutip, dan ikuti.",
];

header("Threads tiruan", [
  ["Beranda", "/"],
  ["Mulai", "/mulai"],
  ["Tanpa JS", "/nojs"],
  ["Facebook tiruan", "https://www.facebook.com/"],
]);
expose(client, () => loaded);
maybeServiceWorker(scriptUrl);
router([
  [/^\/$/, home],
  [/^\/@[\w.]+\/post\/([\w-]+)$/, permalink],
  [/^\/@([\w.]+)$/, profile],
]);
