/** Where verified data is put before anything points to it: numbered places, so that what a broken update left is found. */

/** @typedef {import("./storage.js").Storage} Storage */

export class Shelf {
  /** @param {Storage} storage @param {number} next the first place that nothing points to */
  constructor(storage, next) {
    this.storage = storage;
    this.first = next;
    this.next = next;
  }

  /** Keeps bytes, and says under which name. @param {Uint8Array} bytes */
  async put(bytes) {
    const name = placeName(this.next);
    await this.storage.write(name, bytes);
    this.next++;
    return name;
  }

  /** Every name that was given out. */
  filled() {
    return Array.from({ length: this.next - this.first }, (_, at) => placeName(this.first + at));
  }

  /** Removes what an update that was broken off left behind: places are filled one after another. */
  async clear() {
    for (let place = this.first; (await this.storage.read(placeName(place))) !== undefined; place++) {
      await this.storage.remove(placeName(place));
    }
    this.next = this.first;
  }
}

/** @type {(place: number) => string} */
const placeName = (place) => `data/${place}`;
