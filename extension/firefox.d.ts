/** What the extension uses of Firefox's own extension API; no more than that. */

declare namespace browser {
  interface Body {
    error?: string;
    formData?: { [name: string]: string[] };
    raw?: { bytes?: ArrayBuffer; file?: string }[];
  }
  interface Header {
    name: string;
    value?: string;
  }
  interface Details {
    requestId: string;
    url: string;
    method: string;
    /** What asks for it: a page, a script, a frame. */
    type: string;
    tabId: number;
    frameId: number;
    originUrl?: string;
    documentUrl?: string;
    incognito: boolean;
    statusCode: number;
    /** Of a request that failed. */
    error?: string;
    /** Whither it was sent, if it was. */
    ip?: string | null;
    requestBody?: Body | null;
    requestHeaders?: Header[];
    responseHeaders?: Header[];
  }
  interface Blocking {
    cancel?: boolean;
  }
  interface Port {
    readonly name: string;
    readonly sender?: { id?: string };
    postMessage(message: unknown): void;
    disconnect(): void;
    onMessage: Happening<(message: any) => void>;
    onDisconnect: Happening<() => void>;
  }
  interface Tab {
    id?: number;
    incognito: boolean;
    lastAccessed: number;
  }
  interface Filter {
    ondata: (event: { data: ArrayBuffer }) => void;
    onstop: () => void;
    write(data: ArrayBuffer): void;
    close(): void;
    disconnect(): void;
  }
  interface Happening<Listener> {
    addListener(listener: Listener): void;
  }
  interface Step {
    addListener(
      listener: (details: Details) => Blocking | Promise<Blocking> | void,
      filter: { urls: string[] },
      wanted?: string[],
    ): void;
  }
  const runtime: {
    readonly id: string;
    getURL(path: string): string;
    getManifest(): { host_permissions: string[] };
    getPlatformInfo(): Promise<object>;
    connect(as: { name: string }): Port;
    sendMessage(message: unknown): Promise<any>;
    onConnect: Happening<(port: Port) => void>;
    onMessage: Happening<(message: any, sender: unknown, answer: (answer?: unknown) => void) => boolean | void>;
  };
  const tabs: {
    connect(tab: number, to: { frameId: number; name: string }): Port;
    query(which: { url: string; active: boolean }): Promise<Tab[]>;
  };
  const windows: {
    create(made: { type: string; width: number; height: number; incognito: boolean; url: string }): Promise<object>;
  };
  const webRequest: {
    onBeforeRequest: Step;
    onBeforeSendHeaders: Step;
    onHeadersReceived: Step;
    onCompleted: Step;
    onErrorOccurred: Step;
    filterResponseData(requestId: string): Filter;
  };
}
