/** Signatures of the key types that the TUF specification names, by WebCrypto. The publisher makes Ed25519 keys only. */

/** @typedef {{ keytype: string, scheme: string, public: string }} Key */

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const RSA = { name: "RSA-PSS", hash: "SHA-256" };

/** True where a signature (hexadecimal) over these bytes is this key's; false for whatever else is wrong. @type {(key: Key, signature: string, payload: Uint8Array<ArrayBuffer>) => Promise<boolean>} */
export async function isSignedBy(key, signature, payload) {
  try {
    const bytes = fromHex(signature);
    switch (`${key.keytype}/${key.scheme}`) {
      case "ed25519/ed25519": {
        const imported = await crypto.subtle.importKey("raw", fromHex(key.public), { name: "Ed25519" }, false, ["verify"]);
        return await crypto.subtle.verify({ name: "Ed25519" }, imported, bytes, payload);
      }
      case "ecdsa/ecdsa-sha2-nistp256":
      case "ecdsa-sha2-nistp256/ecdsa-sha2-nistp256": {
        const imported = await crypto.subtle.importKey("spki", fromPem(key.public), P256, false, ["verify"]);
        return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, fromDer(bytes), payload);
      }
      case "rsa/rsassa-pss-sha256": {
        const imported = await crypto.subtle.importKey("spki", fromPem(key.public), RSA, false, ["verify"]);
        return await crypto.subtle.verify({ name: "RSA-PSS", saltLength: 32 }, imported, bytes, payload);
      }
      default:
        return false;
    }
  } catch {
    return false;
  }
}

/** Bytes from hexadecimal digits. @type {(text: string) => Uint8Array<ArrayBuffer>} */
export function fromHex(text) {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) throw new TypeError("not hexadecimal");
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** Hexadecimal digits of bytes. @type {(bytes: Uint8Array) => string} */
export function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The key inside a PEM text. @type {(text: string) => Uint8Array<ArrayBuffer>} */
function fromPem(text) {
  const found = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(text);
  return Uint8Array.from(atob((found?.[1] ?? "").replace(/\s/g, "")), (character) => character.charCodeAt(0));
}

/** ECDSA's two numbers, which files hold in DER and WebCrypto wants one behind the other. @type {(der: Uint8Array) => Uint8Array<ArrayBuffer>} */
function fromDer(der) {
  const joined = new Uint8Array(64);
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new TypeError("not a DER sequence");
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || number.length !== length || length === 0) throw new TypeError("not a DER integer");
    const digits = number[0] === 0 ? number.subarray(1) : number;
    if (digits.length > 32) throw new TypeError("a number too large for the curve");
    joined.set(digits, end - digits.length);
    at += 2 + length;
  }
  if (at !== der.length) throw new TypeError("more than two numbers");
  return joined;
}
