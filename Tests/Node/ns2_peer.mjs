// The compact code once more, written from its description and not from the daemon's source, so
// that the two can disagree. It verifies nothing; goldens.mjs writes down what it makes.

import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const EPOCH = Date.UTC(2020, 0, 1);

export function base45(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 2) {
    const pair = i + 1 < bytes.length;
    let value = pair ? bytes[i] * 256 + bytes[i + 1] : bytes[i];
    for (let j = 0; j < (pair ? 3 : 2); j += 1) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

export function unbase45(text) {
  const bytes = [];
  for (let i = 0; i < text.length; i += 3) {
    const digits = [...text.slice(i, i + 3)].map((character) => ALPHABET.indexOf(character));
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Buffer.from(bytes);
}

export function privateKeyFrom(seed) {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: "der", type: "pkcs8" });
}

export function publicBytes(privateKey) {
  return createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
}

export function bodyOf({ head, keyID, event, ticket, issuedAt, generation }) {
  const minutes = Math.floor((issuedAt - EPOCH) / 60000);
  return Buffer.concat([
    Buffer.from([head, keyID]),
    createHash("sha256").update(event).digest().subarray(0, 2),
    Buffer.from(ticket.replaceAll("-", ""), "hex"),
    Buffer.from([(minutes >> 16) & 255, (minutes >> 8) & 255, minutes & 255, generation]),
  ]);
}

export function makeNS2HMAC(secret, claims) {
  const body = bodyOf({ head: 0x20, ...claims });
  const proof = createHmac("sha256", secret)
    .update("checkind/ns2").update(claims.event).update(body).digest().subarray(0, 14);
  return "N2:" + base45(Buffer.concat([body, proof]));
}

export function makeNS2Ed25519(seed, claims) {
  const body = bodyOf({ head: 0x21, ...claims });
  const message = Buffer.concat([Buffer.from("checkind/ns2" + claims.event), body]);
  return "N2:" + base45(Buffer.concat([body, sign(null, message, privateKeyFrom(seed))]));
}
