/** Where an extension keeps what it verified: one table of IndexedDB, names to bytes. */

/**
 * @typedef {object} Storage
 * @property {(name: string) => Promise<Uint8Array<ArrayBuffer> | undefined>} read undefined where there is nothing of this name
 * @property {(name: string, bytes: Uint8Array) => Promise<void>} write all of it or nothing
 * @property {(name: string) => Promise<void>} remove whether or not it is there
 */

const TABLE = "files";

/** @type {(database: string) => Storage} */
export function openStorage(database) {
  /** @type {Promise<IDBDatabase> | undefined} */
  let opened;
  const ready = () => (opened ??= open(database, () => (opened = undefined)));
  // At once, for whoever asks for a storage reads it; what fails is told to those who do.
  ready().catch(() => {});
  const table = async (/** @type {IDBTransactionMode} */ mode) => {
    const transaction = (await ready()).transaction(TABLE, mode, { durability: "strict" });
    return { files: transaction.objectStore(TABLE), done: finished(transaction) };
  };
  return {
    async read(name) {
      const { files, done } = await table("readonly");
      const request = files.get(name);
      await done;
      return request.result;
    },
    async write(name, bytes) {
      const { files, done } = await table("readwrite");
      files.put(bytes.slice(), name);
      await done;
    },
    async remove(name) {
      const { files, done } = await table("readwrite");
      files.delete(name);
      await done;
    },
  };
}

/** @type {(database: string, closed: () => void) => Promise<IDBDatabase>} */
function open(database, closed) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onerror = () => {
      closed();
      reject(request.error);
    };
    request.onsuccess = () => {
      request.result.onclose = closed;
      request.result.onversionchange = () => {
        request.result.close();
        closed();
      };
      resolve(request.result);
    };
  });
}

/** @type {(transaction: IDBTransaction) => Promise<void>} */
function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** A storage that forgets: for when nothing can be kept. @type {() => Storage} */
export function memoryStorage() {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  return {
    read: async (name) => files.get(name)?.slice(),
    write: async (name, bytes) => void files.set(name, Uint8Array.from(bytes)),
    remove: async (name) => void files.delete(name),
  };
}

/** A part of a storage, as one of its own. @type {(storage: Storage, prefix: string) => Storage} */
export const within = (storage, prefix) => ({
  read: (name) => storage.read(prefix + name),
  write: (name, bytes) => storage.write(prefix + name, bytes),
  remove: (name) => storage.remove(prefix + name),
});
