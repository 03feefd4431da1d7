/** What the extension uses of the browser's extension API; no more than that. */

declare namespace chrome {
  interface Sender {
    id?: string;
    url?: string;
    origin?: string;
    frameId?: number;
    tab?: { id?: number };
  }
  interface Area {
    get(names: string[] | null): Promise<{ [name: string]: any }>;
    set(items: { [name: string]: unknown }): Promise<void>;
    remove(names: string[]): Promise<void>;
  }
  interface Happening<Listener> {
    addListener(listener: Listener): void;
  }
  const runtime: {
    readonly id: string | undefined;
    getURL(path: string): string;
    getManifest(): { host_permissions: string[] };
    sendMessage(message: unknown): Promise<any>;
    onMessage: Happening<(message: any, sender: Sender, answer: (answer?: unknown) => void) => boolean | void>;
    onInstalled: Happening<(details: { reason: string }) => void>;
    onStartup: Happening<() => void>;
  };
  /** Only where the browser blocks by rules. */
  const declarativeNetRequest: {
    getSessionRules(): Promise<{ id: number; priority: number; action: { type: string }; condition: object }[]>;
    updateSessionRules(changes: { removeRuleIds?: number[]; addRules?: object[] }): Promise<void>;
  };
  /** Only looked at; the rules above do the blocking. */
  const webRequest: {
    onBeforeRequest: { addListener(listener: (details: { tabId: number; url: string }) => void, filter: { urls: string[]; types: string[] }): void };
  };
  const management: { getSelf(): Promise<{ installType: string }> };
  /** Not on phones. */
  const windows: {
    create(window: { type: "popup"; url: string; width: number; height: number; focused: boolean }): Promise<{ id?: number }>;
    remove(window: number): Promise<void>;
    onRemoved: Happening<(window: number) => void>;
  };
  const tabs: {
    create(tab: { url: string }): Promise<{ id?: number }>;
    sendMessage(tab: number, message: unknown, to: { frameId: number }): Promise<any>;
    onRemoved: Happening<(tab: number) => void>;
  };
  const storage: {
    local: Area;
    managed: Area;
    session: Area;
    onChanged: Happening<(changes: object, area: string) => void>;
  };
  const alarms: {
    create(name: string, when: { when: number }): Promise<void>;
    get(name: string): Promise<object | undefined>;
    onAlarm: Happening<(alarm: { name: string }) => void>;
  };
}
