// What the YouTube face shows: videos in lists, the one that is watched, comments, posts of channels.

import { avatar, el, picture } from "./dom.js";
import { button, composer, toast, toggle, unfold } from "./ui.js";

const SHOWN = 40;

/** The cards of a list; of a very long one only the beginning. */
export const cards = (run, list) => list.slice(0, SHOWN).map((item) => (item.post ? postCard(run, item) : listed(item)));

function listed({ id, text, path, channels }) {
  return el("article", { class: "card tall", "data-post": id, "data-author": channels[0]?.handle ?? "" },
    picture(id),
    el("div", { class: "body" },
      el("a", { class: "text", href: path + id, "data-spa": true }, text), el("p", { class: "byline quiet" }, ...names(channels))));
}

/** Names with links to their channels. */
const names = (channels) => channels.flatMap(({ handle }, n) => [...(n ? [" dan "] : []), person(handle)]);

const person = (handle) => el("a", { href: `/@${handle}`, "data-spa": true, class: "name" }, `@${handle}`);

/** The video that is watched, with its buttons. */
export function watched(run, video, written) {
  const { id, author } = video;
  return el("article", { class: "card tall", "data-post": id, "data-author": author.handle },
    picture(id),
    el("div", { class: "body" },
      el("h1", {}, video.text),
      el("div", { class: "profile" }, avatar(author.handle, author.handle),
        el("p", { class: "byline" }, ...names(video.channels)), subscribeButton(run, author, video.subscribed)),
      actions(run, video),
      composer({ name: video.live ? "chat" : "comment", label: video.live ? "Tulis di obrolan" : "Tambahkan komentar",
        list: written, written: own, send: (words) => run(video.live ? "chat" : "comment", id, { text: words, channel: author.id }) }),
      written));
}

function actions(run, { id, likes, status }) {
  const share = async () => toast((await run("share-panel", id)).ok ? "Bagikan lewat situs lain" : "Gagal, coba lagi");
  return el("div", { class: "actions" },
    toggle({ name: "like", on: status === "LIKE", count: likes, glyph: "like", labels: ["Suka", "Batal suka"],
      perform: (on) => run(on ? "like" : "unlike", id) }),
    toggle({ name: "dislike", on: status === "DISLIKE", labels: ["Tidak suka", "Batal tidak suka"],
      perform: (on) => run(on ? "dislike" : "unlike", id) }),
    button("share", "Bagikan", "share", share),
    button("watch-later", "Tonton nanti", "bookmark", () => run("watch-later", id)));
}

/** The subscribe button of a channel. */
export const subscribeButton = (run, { id }, subscribed) =>
  toggle({ name: "subscribe", on: subscribed, labels: ["Subscribe", "Disubscribe"],
    perform: (on) => run(on ? "subscribe" : "unsubscribe", id) });

/** What the person wrote, as it appears at once. */
export const own = (words) => el("p", { class: "own", "data-testid": "own" }, el("b", {}, "@warga_contoh"), ` ${words}`);

/** A comment of somebody, with its own like button and a way to reply. */
export function comment(run, video, node) {
  const below = el("div", { class: "below" });
  const reply = () =>
    unfold(below, () => composer({ name: "comment-reply", label: `Balas @${node.handle}`, list: below, written: own,
      send: (text) => run("reply", video.id, { text, comment: node.id }) }));
  return el("li", { class: "comment", "data-comment": node.id, "data-author": node.handle },
    el("p", {}, person(node.handle), ` ${node.text}`),
    el("div", { class: "actions" },
      toggle({ name: "comment-like", on: node.liked, glyph: "like", labels: ["Suka komentar", "Batal suka komentar"],
        perform: (on) => run(on ? "comment-like" : "comment-unlike", node.id, { video: video.id, owner: video.author.id }) }),
      button("comment-reply", "Balas", "reply", reply)),
    below);
}

function postCard(run, { id, text, post, channels: [author] }) {
  return el("article", { class: "card plain-card", "data-post": id, "data-author": author.handle },
    el("p", { class: "byline" }, person(author.handle)), el("p", {}, text), poll(run, post.choices),
    el("div", { class: "actions" },
      toggle({ name: "post-like", on: post.liked, glyph: "like", labels: ["Suka", "Batal suka"],
        perform: (on) => run(on ? "post-like" : "post-unlike", id, { channel: author.id }) })));
}

function poll(run, choices) {
  if (!choices.length) return null;
  const votes = choices.map(({ label, select, deselect }, n) =>
    toggle({ name: `vote-${n + 1}`, on: false, labels: [label, `${label} · pilihan Anda`],
      perform: (on) => run(on ? "vote" : "unvote", on ? select : deselect) }));
  return el("div", { class: "poll", role: "group", "aria-label": "Jajak pendapat" }, ...votes);
}
