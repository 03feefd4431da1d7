/** What the files of the gate share while they are loaded; see gate.js. */

interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What there is to know of a host: its acts, by verb; whether it has any; whether its answers teach whose posts are whose. */
interface Site {
  verbs: Record<string, any[]>;
  acts: boolean;
  teaches: boolean;
}

type Answer = "go" | Refusal;

interface Gate {
  apply: (target: Function, self: any, args: any[]) => any;
  method: (type: any, name: string) => (self: any, ...args: any[]) => any;
  getter: (type: any, name: string) => (self: any) => any;
  put: (object: object, name: string, value: unknown) => void;
  add: <T>(all: T[], one: T) => void;
  upper: (text: string) => string;
  lower: (text: string) => string;
  listen: (target: any, type: string, listener: (event: any) => void, options?: any) => void;
  dispatch: (target: any, event: Event) => boolean;
  urlOf: (request: Request) => string;
  methodOf: (request: Request) => string;
  ask: (request: Request, done: (answer: Answer) => void) => () => void;
  mayAct: (verb: string, url: string, headers?: Headers, site?: Site) => boolean;
  siteOf: (url: unknown) => Site | undefined;
  holds: () => boolean;
  reads: () => boolean;
  readLater: (promise: Promise<Response>, site?: Site) => void;
  isReadable: (url: string, type: string) => boolean;
  hand: (url: string, status: number, type: string, body: ArrayBuffer | string) => void;
  connect: () => void;
  kept: (body: any) => any;
  asAsked: (verb: string, url: string, body: any, headers?: object) => Request | null;
}
