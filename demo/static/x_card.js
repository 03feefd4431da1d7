// One post of the X face with its buttons.

import { avatar, el, picture } from "./dom.js";
import { button, composer, toast, toggle, unfold } from "./ui.js";

const SHOWN = 40;

/** The cards of a list of posts; of a very long one only the beginning. */
export const cards = (run, posts) => posts.slice(0, SHOWN).map((post) => card(run, post));

/** A card. `run(kind, id, options)` performs an action. */
export function card(run, post) {
  if (post.original) return reposted(run, post);
  const below = el("div", { class: "below" });
  const replies = el("div", { class: "replies" });
  return el(
    "article",
    { class: "card", "data-post": post.id, "data-author": post.author.handle },
    avatar(post.author.name, post.author.handle),
    el("div", { class: "body" },
      byline(post.author), replyNote(post), text(post), image(post), pollBox(run, post), quoteBox(post),
      actions(run, post, below, replies), below, replies),
  );
}

const reposted = (run, { author, original }) =>
  el("div", { class: "reposted" }, note(`${author.name} membagikan ulang`), card(run, original));

/** Name and handle, with a link to the profile. */
export function byline(author) {
  return el("p", { class: "byline" },
    el("a", { href: `/${author.handle}`, "data-spa": true, class: "name" }, author.name),
    el("span", { class: "quiet" }, ` @${author.handle}`));
}

const note = (words) => el("p", { class: "quiet note" }, words);

const replyNote = (post) => (post.replyTo ? note(`Membalas @${post.replyTo}`) : null);

const text = (post) => el("a", { class: "text", href: `/${post.author.handle}/status/${post.id}`, "data-spa": true }, post.text);

const image = (post) => (/pasar|pecel|cerah|bercerita/i.test(post.text) && !post.poll ? picture(post.id) : null);

function quoteBox({ quoted }) {
  return quoted ? el("blockquote", { "data-post": quoted.id }, byline(quoted.author), text(quoted)) : null;
}

function pollBox(run, post) {
  if (!post.poll) return null;
  const { labels, counts, chosen } = post.poll;
  const group = el("div", { class: "poll", role: "group", "aria-label": "Jajak pendapat" });
  const choose = (choice) => async () => {
    const result = await run("vote", post.id, { choice, choices: labels.length });
    if (result.ok) for (const option of group.querySelectorAll("button")) option.disabled = true;
    return result;
  };
  labels.forEach((label, index) => {
    const name = `vote-${index + 1}`;
    const on = chosen === index + 1;
    const chosenLabel = `${label} · pilihan Anda`;
    group.append(toggle({ name, on, labels: [label, chosenLabel], disabled: chosen > 0, perform: choose(index + 1) }));
  });
  group.append(note(`${counts.reduce((sum, count) => sum + count, 0)} suara`));
  return group;
}

function actions(run, post, below, replies) {
  const { id } = post;
  const pair = (on, off) => (wanted) => run(wanted ? on : off, id);
  const write = (kind, label) => () =>
    unfold(below, () => composer({ name: kind, label, list: replies, written: reply,
      send: (words) => run(kind, id, { text: words, handle: post.author.handle }) }));
  return el("div", { class: "actions" },
    button("reply", "Balas", "reply", write("reply", "Tulis balasan")),
    toggle({ name: "repost", on: post.reposted, count: post.reposts, glyph: "repost",
      labels: ["Bagikan ulang", "Batal bagikan ulang"], perform: pair("repost", "unrepost") }),
    button("quote", "Kutip", "quote", write("quote", "Tulis kutipan")),
    toggle({ name: "like", on: post.liked, count: post.likes, glyph: "like",
      labels: ["Suka", "Batal suka"], perform: pair("like", "unlike") }),
    toggle({ name: "bookmark", on: post.bookmarked, count: 0, glyph: "bookmark",
      labels: ["Simpan", "Hapus simpanan"], perform: pair("bookmark", "unbookmark") }),
    button("share", "Salin tautan", "share", () => toast("Tautan disalin")));
}

/** What the person wrote, as it appears at once. */
export const reply = (words) =>
  el("div", { class: "own", "data-testid": "own" }, avatar("Warga", "warga_contoh"), el("p", {}, words));
