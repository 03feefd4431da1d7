/** Says which of the pairs of scripts on its input differ in more than comments and blanks. */

import { text } from "node:stream/consumers";

import ts from "typescript";

/** What a script is made of, comments and blanks left out. */
function words(code) {
  const found = [];
  const visit = (node) => {
    const parts = node.getChildCount();
    if (parts === 0 && node.kind !== ts.SyntaxKind.EndOfFileToken) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("code.js", code, ts.ScriptTarget.ESNext, true));
  return JSON.stringify(found);
}

const pairs = JSON.parse(await text(process.stdin));
const other = Object.entries(pairs).filter(([, [one, two]]) => words(one) !== words(two));
process.stdout.write(JSON.stringify(other.map(([name]) => name)));
