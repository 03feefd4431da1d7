/** The bounds of docs/rules.md, as far as an engine has them: beyond one it sees nothing, and the request passes. */

export const BOUNDS = Object.freeze({
  MAX_REQUEST_BODY: 1_048_576,
  MAX_RESPONSE_BODY: 16_777_216,
  MAX_JSON_DEPTH: 200,
  MAX_DOCUMENTS: 5_000,
  MAX_NODES: 2_000_000,
  MAX_VALUES: 64,
  MAX_STEPS: 20_000,
  MAX_STRING: 262_144,
  MAX_ID: 256,
  MAX_LEARNED: 5_000,
  MAX_AUTHORS: 200_000,
  MAX_AUTHOR_AGE: 86_400,
  MAX_ALIASES: 100_000,
  MAX_HITS: 8,
});
