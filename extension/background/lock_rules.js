/** Keeps the browser's own blocking in step with what is to be blocked. All of it is for this session only: no disk knows. */

/**
 * @typedef {import("./grants.js").Granting} Granting
 * @typedef {import("./lock.js").Entry} Entry
 * @typedef {{ urlFilter: string, requestMethods: string[], excludedResourceTypes: string[] }} Condition
 */

/** A released request is on its way at once; then the lock closes again. */
const OPEN_MS = 3_000;
/** Rules above this number let something go for a moment. */
const MOMENTS = 1_000_000;
const PAGES = 500_000;
/** What wins over what. */
const [BLOCK, SPARE, LET] = [1, 2, 3];

export class LockRules {
  /** @param {typeof chrome.declarativeNetRequest} browser */
  constructor(browser) {
    this.browser = browser;
    /** What is blocked, by its condition. @type {Map<string, number>} */
    this.ids = new Map();
    /** @type {Entry[]} */
    this.entries = [];
    this.last = MOMENTS;
    /** @type {number[]} */
    this.leading = [];
    this.led = "";
    /** One after the other. @type {Promise<unknown>} */
    this.turn = this.#read();
  }

  /** Blocks exactly this. @param {Entry[]} entries */
  keep(entries) {
    return this.#inTurn(async () => {
      const wanted = new Map(entries.flatMap(rulesOf).map((one) => [JSON.stringify(one), one]));
      const gone = [...this.ids].filter(([key]) => !wanted.has(key));
      const come = [...wanted].filter(([key]) => !this.ids.has(key));
      this.entries = entries;
      if (gone.length + come.length === 0) return;
      let free = 1;
      const used = new Set(this.ids.values());
      const addRules = come.map(([key, rule]) => {
        while (used.has(free)) free++;
        used.add(free);
        return { key, id: free, ...rule };
      });
      await this.browser.updateSessionRules({ removeRuleIds: gone.map(([, id]) => id), addRules: addRules.map(({ key: _, ...rule }) => rule) });
      for (const [key] of gone) this.ids.delete(key);
      for (const { key, id } of addRules) this.ids.set(key, id);
    });
  }

  /** Lets go, for a moment, what was decided or need not be asked. @param {(granting: Granting) => boolean} isMeant */
  letGo(isMeant) {
    const meant = this.entries.filter(({ granting }) => isMeant(granting));
    if (meant.length === 0) return Promise.resolve();
    return this.#inTurn(() => this.#forAMoment(meant.flatMap(({ filters, methods }) => conditions(filters, methods))));
  }

  /** Leads links that act to our page, by these rules alone. @param {any[]} rules */
  lead(rules) {
    return this.#inTurn(async () => {
      const said = JSON.stringify(rules);
      if (said === this.led) return;
      const addRules = rules.map((rule, at) => ({ id: PAGES + at, ...rule }));
      await this.browser.updateSessionRules({ removeRuleIds: this.leading, addRules });
      this.leading = addRules.map(({ id }) => id);
      this.led = said;
    });
  }

  /** Lets one tab go on to one address. @param {string} url @param {number} tab */
  letPage(url, tab) {
    const { href, hash } = new URL(url);
    const urlFilter = `|${href.slice(0, href.length - hash.length)}|`;
    return this.#inTurn(() => this.#forAMoment([{ urlFilter, resourceTypes: ["main_frame"], tabIds: [tab] }]));
  }

  /** @param {object[]} conditions */
  async #forAMoment(conditions) {
    const addRules = conditions.map((condition) => ({ id: ++this.last, priority: LET, action: { type: "allow" }, condition }));
    await this.browser.updateSessionRules({ addRules });
    const removeRuleIds = addRules.map(({ id }) => id);
    setTimeout(() => void this.browser.updateSessionRules({ removeRuleIds }), OPEN_MS);
  }

  /** What the worker before this one left; what it had let go is locked again. */
  async #read() {
    const rules = await this.browser.getSessionRules();
    const moments = rules.filter(({ id }) => id > MOMENTS).map(({ id }) => id);
    if (moments.length > 0) await this.browser.updateSessionRules({ removeRuleIds: moments });
    this.leading = rules.filter(({ action }) => action.type === "redirect").map(({ id }) => id);
    for (const { id, priority, action, condition } of rules) {
      if (id < PAGES) this.ids.set(JSON.stringify({ priority, action, condition: sorted(condition) }), id);
    }
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }
}

/** @type {(entry: Entry) => object[]} */
const rulesOf = ({ filters, spared, methods }) => [
  ...conditions(filters, methods).map((condition) => ({ priority: BLOCK, action: { type: "block" }, condition })),
  ...conditions(spared, methods).map((condition) => ({ priority: SPARE, action: { type: "allow" }, condition })),
];

/** @type {(filters: string[], methods: readonly string[]) => Condition[]} */
const conditions = (filters, methods) =>
  filters.map((urlFilter) => sorted({ urlFilter, requestMethods: methods.map((one) => one.toLowerCase()), excludedResourceTypes: ["main_frame"] }));

/** In one order, to be compared. @type {(condition: any) => Condition} */
const sorted = ({ urlFilter, requestMethods, excludedResourceTypes }) => ({ urlFilter, requestMethods, excludedResourceTypes });
