/**
 * A small window of our own for a warning that no page can show: its frame is too small, and the page around it is not
 * one of ours. Closing the window is a no. All that is known of it outlasts a sleep of the worker, and no more than that.
 *
 * @typedef {{ id: string, tab: number, frame: number, warning: object, window?: number }} Asked
 */

const PAGE = "pages/window.html";
const SIZE = Object.freeze({ width: 560, height: 760 });
const ITEM = "asked ";
/** A page may tap as often as it likes; that must not fill the screen. */
const MOST = 3;

export class AskWindows {
  /** @param {(tab: number, frame: number, message: object) => Promise<boolean>} tell */
  constructor(tell) {
    this.tell = tell;
    /** One after the other, to be counted. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
    // Where the browser has no windows (on phones), the frame shows it.
    chrome.windows?.onRemoved.addListener((window) => void this.#closed(window));
    chrome.tabs.onRemoved.addListener((tab) => void this.#drop((asked) => asked.tab === tab));
  }

  /** Opens one for a frame's warning; false where that does not work. @param {{ id: string, warning: object }} message @param {chrome.Sender} sender */
  open(message, sender) {
    const opened = this.turn.then(() => this.#open(message, sender));
    this.turn = opened;
    return opened;
  }

  /** @param {{ id: string, warning: object }} message @param {chrome.Sender} sender */
  async #open({ id, warning }, { tab, frameId }) {
    if (tab?.id === undefined || frameId === undefined || (await this.#all()).length >= MOST) return false;
    const key = ITEM + crypto.randomUUID();
    /** @type {Asked} */
    const asked = { id, tab: tab.id, frame: frameId, warning };
    try {
      await chrome.storage.session.set({ [key]: asked });
      const made = await chrome.windows.create({ ...SIZE, type: "popup", focused: true, url: `${chrome.runtime.getURL(PAGE)}#${encodeURIComponent(key)}` });
      if ((await this.#at(key)) !== undefined) await chrome.storage.session.set({ [key]: { ...asked, window: made.id } });
      return true;
    } catch {
      await chrome.storage.session.remove([key]);
      return false;
    }
  }

  /** What the window is to ask. @param {{ key: string }} message */
  async warning({ key }) {
    return (await this.#at(key))?.warning ?? null;
  }

  /** Tells the frame what its person decided. @param {{ key: string, outcome: string }} message */
  async answered({ key, outcome }) {
    const asked = await this.#at(key);
    if (asked === undefined) return;
    await chrome.storage.session.remove([key]);
    await this.tell(asked.tab, asked.frame, { type: "shown", id: asked.id, outcome });
  }

  /** Closes the window of a request that is no more. @param {{ id: string }} message */
  withdraw({ id }) {
    return this.#drop((asked) => asked.id === id);
  }

  /** @param {(asked: Asked) => boolean} isGone */
  async #drop(isGone) {
    for (const [key, asked] of await this.#all()) {
      if (!isGone(asked)) continue;
      await chrome.storage.session.remove([key]);
      if (asked.window !== undefined) await chrome.windows.remove(asked.window).catch(() => {});
    }
  }

  /** @param {number} window */
  async #closed(window) {
    for (const [key, asked] of await this.#all()) if (asked.window === window) await this.answered({ key, outcome: "cancel" });
  }

  /** @param {string} key @returns {Promise<Asked | undefined>} */
  async #at(key) {
    return key.startsWith(ITEM) ? (await chrome.storage.session.get([key]))[key] : undefined;
  }

  /** @returns {Promise<[string, Asked][]>} */
  async #all() {
    return Object.entries(await chrome.storage.session.get(null)).filter(([key]) => key.startsWith(ITEM));
  }
}
