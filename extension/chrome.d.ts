/** What the extension uses of the browser's extension API; no more than that. */

declare namespace chrome {
  interface Sender {
    id?: string;
    url?: string;
    frameId?: number;
    tab?: { id?: number };
  }
  interface Area {
    get(names: string[] | null): Promise<{ [name: string]: any }>;
    set(items: { [name: string]: unknown }): Promise<void>;
  }
  interface Happening<Listener> {
    addListener(listener: Listener): void;
  }
  const runtime: {
    readonly id: string | undefined;
    getURL(path: string): string;
    sendMessage(message: unknown): Promise<any>;
    onMessage: Happening<(message: any, sender: Sender, answer: (answer?: unknown) => void) => boolean | void>;
    onInstalled: Happening<() => void>;
    onStartup: Happening<() => void>;
  };
  const tabs: { sendMessage(tab: number, message: unknown, to: { frameId: number }): Promise<any> };
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
