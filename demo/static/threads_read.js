// Reading Threads' answers: the posts of threads, wherever they stand.

import { walk } from "./meta_wire.js";

/** The posts of all threads, in order and each once; those within others are not listed. */
export function posts(values) {
  const found = new Map();
  walk(values, ({ thread_items: items }) => {
    for (const { post: node } of items ?? []) if (!found.has(node.pk)) found.set(node.pk, post(node));
  });
  return [...found.values()];
}

/** The person whose profile an answer is. */
export function owner(values) {
  const found = [];
  walk(values, ({ user }) => user?.friendship_status && found.push(user));
  return found[0];
}

function post(node) {
  const info = node.text_post_app_info;
  const { quoted_post: quoted, reposted_post: original } = info.share_info;
  return {
    id: node.pk,
    code: node.code,
    author: person(node.user),
    text: node.caption?.text ?? "",
    liked: node.has_liked,
    likes: node.like_count,
    reposted: info.is_reposted_by_viewer,
    reposts: info.repost_count,
    replyTo: info.reply_to_author?.username ?? "",
    quoted: quoted ? post(quoted) : null,
    original: original ? post(original) : null,
  };
}

const person = ({ pk, username, full_name }) => ({ id: pk, handle: username, name: full_name });
