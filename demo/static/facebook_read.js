// Reading Facebook's answers: stories whose parts come in several documents and meet by the story's id.

import { walk } from "./meta_wire.js";

/** The stories that a list shows, in order; those within others are not listed. */
export function stories(values) {
  const parts = gathered(values);
  const listed = new Set();
  walk(values, ({ node }) => node?.__typename === "Story" && listed.add(node.id));
  return [...listed].map((id) => story(parts, id)).filter(Boolean);
}

/** The comments of an answer. */
export function comments(values) {
  const found = [];
  walk(values, ({ node }) => node?.__typename === "Comment" && found.push(comment(node)));
  return found;
}

/** The first value under a name, at any depth. */
export function first(values, name) {
  const found = [];
  walk(values, (node) => node[name] && found.push(node[name]));
  return found[0];
}

/** What an actor is called and where its page is. */
export const person = ({ id, name, url }) => ({ id, name, handle: new URL(url).pathname.slice(1) });

function gathered(values) {
  const parts = new Map();
  walk(values, (node) => {
    if (typeof node.id !== "string" || !(node.actors || node.feedback || node.post_id)) return;
    const before = parts.get(node.id) ?? {};
    parts.set(node.id, { ...before, ...node, feedback: { ...before.feedback, ...node.feedback } });
  });
  return parts;
}

function story(parts, id) {
  const node = parts.get(id);
  if (!node?.actors || !node.post_id) return null;
  const { feedback } = node;
  return {
    story: id,
    id: node.post_id,
    author: person(node.actors[0]),
    where: node.to?.name ?? "",
    text: node.message?.text ?? "",
    href: new URL(node.wwwURL).pathname,
    liked: Boolean(feedback.viewer_feedback_reaction_info),
    likes: feedback.reaction_count?.count ?? 0,
    question: question(node.attachments ?? []),
    shared: node.attached_story ? story(parts, node.attached_story.id) : null,
  };
}

function question(attachments) {
  const target = first(attachments, "target");
  if (target?.__typename !== "Question") return null;
  const options = target.options.nodes.map(({ id, text, viewer_has_voted: voted }) => ({ id, text, voted }));
  return { id: target.id, options };
}

function comment(node) {
  const both = atob(node.feedback.id).replace("feedback:", "");
  const { viewer_feedback_reaction_info: mine, reaction_count: reactions } = node.feedback;
  return { id: both, author: person(node.author), text: node.body.text, liked: Boolean(mine), likes: reactions.count };
}
