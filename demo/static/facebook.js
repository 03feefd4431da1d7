// The Facebook face: home, permalinks with comments, profiles and pages, groups, events.

import { act, burst, expose, maybeServiceWorker, pageOptions, readUrl } from "./act.js";
import { avatar, el } from "./dom.js";
import { byline, card, cards, comment, own } from "./facebook_card.js";
import { comments, first, person, stories } from "./facebook_read.js";
import { operation, way, wire } from "./facebook_wire.js";
import { carried, documents } from "./meta_wire.js";
import { scriptUrl, send } from "./send.js";
import { composer, header, router, tips, toggle } from "./ui.js";

const client = { wire, way };
const PLACES = [
  ["/groups/relawan.ratna.contoh/", "Grup Relawan Ratna Contoh"],
  ["/groups/pencinta.kopi.contoh/", "Pencinta Kopi Kota Contoh"],
  ["/events/930000000000001/", "Jalan sehat bersama Ratna Contoh"],
  ["/events/930000000000102/", "Bazar buku Taman Baca Melati"],
];
let page = location.pathname;
let loaded = [];

/** Perform an action, and report it to the telemetry as the real client does. */
function run(kind, id, options) {
  send(wire("telemetry", id, { event: kind }), "beacon", new AbortController().signal);
  return act(client, kind, id, options);
}

async function ask(name, variables) {
  const request = operation(name, { ...variables, scale: 1 });
  return documents((await send({ ...request, url: readUrl(request.url) }, "xhr", new AbortController().signal)).body);
}

/** What the page carried, once and if it was served for this address; else what the query says. */
async function view(name, variables) {
  const own_ = location.pathname === page ? carried() : [];
  page = "";
  return own_.length ? own_ : ask(name, variables);
}

function listed(values) {
  const list = stories(values);
  loaded = list.map(({ id }) => id);
  return list;
}

async function home() {
  const begun = location.pathname === page ? carried() : [];
  const list = listed([...begun, ...(await ask("CometNewsFeedPaginationQuery", { count: 12 }))]);
  const feed = el("div", { class: "feed" }, ...cards(run, list));
  const write = composer({ name: "compose", label: "Apa yang Anda pikirkan?", list: feed, written: own,
    send: (text) => run("post", "", { text }) });
  return [tips(TIPS), burstButton(), write, feed, places()];
}

const places = () =>
  el("aside", { class: "card plain-card" }, el("h2", {}, "Grup dan acara"),
    ...PLACES.map(([href, name]) => el("p", {}, el("a", { href, "data-spa": true }, name))));

function burstButton() {
  const count = Number(pageOptions.burst);
  if (!count) return null;
  const click = () => burst(client, loaded, count);
  return el("button", { type: "button", class: "solid", "data-testid": "burst", click }, `Sukai ${count} sekaligus`);
}

async function permalink(id) {
  const [item] = listed(await view("CometSinglePostDialogContentQuery", { postID: id }));
  if (!item) return [empty()];
  const below = comments(await ask("CommentListComponentsRootQuery", { postID: id }));
  return [card(run, item), el("h2", {}, "Komentar"), el("ul", { class: "comments" }, ...below.map((one) => comment(run, one)))];
}

async function profile(vanity) {
  const values = await view("ProfileCometTimelineFeedRefetchQuery", { vanity });
  const user = first(values, "user");
  if (!user) return [empty()];
  const pair = (name, on, labels, kinds, id) => toggle({ name, on, labels, perform: (wanted) => run(kinds[Number(!wanted)], id) });
  const fan = user.delegate_page?.id;
  const buttons = [
    pair("follow", user.subscribe_status === "IS_SUBSCRIBED", ["Ikuti", "Mengikuti"], ["follow", "unfollow"], user.id),
    fan
      ? pair("page-like", user.does_viewer_like, ["Suka halaman", "Disukai"], ["page-like", "page-unlike"], fan)
      : pair("friend", user.friendship_status !== "CAN_REQUEST", ["Tambah teman", "Diminta"], ["friend", "unfriend"], user.id),
  ];
  return [top(person(user), user.profile_intro.text, ...buttons), ...cards(run, listed(values))];
}

async function group(vanity) {
  const values = await view("GroupsCometFeedRegularStoriesPaginationQuery", { group: vanity });
  const found = first(values, "group");
  if (!found) return [empty()];
  const join = toggle({ name: "join", on: found.viewer_join_state === "MEMBER", labels: ["Gabung", "Anggota"],
    perform: (on) => run(on ? "join" : "leave", found.id) });
  return [top({ name: found.name, handle: `groups/${vanity}/` }, "Grup", join), ...cards(run, listed(values))];
}

async function event(id) {
  const found = first(await view("PublicEventCometAboutRootQuery", { eventID: id }), "event");
  if (!found) return [empty()];
  const go = toggle({ name: "rsvp", on: found.viewer_guest_status === "GOING", labels: ["Akan hadir", "Batal hadir"],
    perform: (on) => run(on ? "rsvp" : "decline", found.id) });
  const host = person(found.event_creator);
  return [top({ name: found.name, handle: `events/${id}/` }, `Acara oleh ${host.name}`, go), byline(host)];
}

const top = (who, about, ...buttons) =>
  el("section", { class: "profile" }, avatar(who.name, who.handle), el("div", {}, byline(who), el("p", {}, about)), ...buttons);

const empty = () => el("p", { class: "quiet" }, "Tidak ada apa-apa di sini.");

const TIPS = [
  "Ketuk hati pada unggahan pertama (calon wali kota): Anda akan diperingatkan.",
  "Ketuk hati pada unggahan kedua (warung): tidak ada peringatan.",
  "Coba juga komentar, tiga cara membagikan, jajak pendapat, grup, dan acara.",
];

header("Facebook tiruan", [
  ["Beranda", "/"],
  ["Mulai", "/mulai"],
  ["Tanpa JS", "/nojs"],
  ["Threads tiruan", "https://www.threads.com/"],
]);
expose(client, () => loaded);
maybeServiceWorker(scriptUrl);
router([
  [/^\/$/, home],
  [/^\/groups\/([\w.]+)\/$/, group],
  [/^\/events\/(\d+)\/$/, event],
  [/^\/(?:groups\/)?[\w.]+\/posts\/(\d+)$/, permalink],
  [/^\/([\w.]+)$/, profile],
]);
