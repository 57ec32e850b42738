// The other side of NS1, in the language whose serialisation the format is defined by. Two verbs:
//   node ns1_peer.mjs make SEED COUNT   writes COUNT codes, ids in many scripts, one JSON a line
//   node ns1_peer.mjs verify            reads lines {code, secret}, writes one JSON a line
// It must never share a rule with the daemon but the format's own definition.

import { createHmac, timingSafeEqual } from "node:crypto";
import { realpathSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const proofOf = (secret, members) =>
  createHmac("sha256", secret).update(JSON.stringify(members)).digest("hex");

export function makeNS1(secret, members) {
  const whole = { ...members, signature: proofOf(secret, members) };
  return Buffer.from(JSON.stringify(whole)).toString("base64");
}

export function verifyNS1(secret, code) {
  try {
    const { signature, ...members } = JSON.parse(Buffer.from(code, "base64").toString());
    const expected = Buffer.from(proofOf(secret, members));
    const given = Buffer.from(String(signature));
    const valid = given.length === expected.length && timingSafeEqual(given, expected);
    return { valid, members };
  } catch {
    return { valid: false };
  }
}

// A small generator of numbers (xorshift), so that a seed names a run.
export function numbersFrom(seed) {
  let state = (seed >>> 0) || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

// Ranges of letters: plain, with quotes and slashes, accented, Devanagari, Arabic, Han, astral, and
// the separators and marks that other serialisers escape and this one does not.
const RANGES = [
  [0x20, 0x7e], [0x22, 0x22], [0x5c, 0x5c], [0x2f, 0x2f], [0xa1, 0xff], [0x300, 0x36f],
  [0x905, 0x939], [0x621, 0x64a], [0x4e00, 0x4fff], [0x1f300, 0x1f5ff], [0x20000, 0x20100],
  [0x2028, 0x2029], [0xfeff, 0xfeff], [0xfffd, 0xffff], [0x10fffd, 0x10ffff],
];

export function randomText(number, most) {
  let text = "";
  const length = 1 + number(24);
  for (let i = 0; i < length; i += 1) {
    const [low, high] = RANGES[number(RANGES.length)];
    const next = text + String.fromCodePoint(low + number(high - low + 1));
    if (Buffer.byteLength(next) > most) break;
    text = next;
  }
  return text || "x";
}

function randomMembers(number) {
  const members = { ticketId: randomText(number, 128), eventId: randomText(number, 128) };
  const kind = number(4);
  if (kind === 0) members.userId = null;
  if (kind > 1) members.userId = randomText(number, 128);
  members.timestamp = number(2 ** 31) * 1000 + number(1000);
  const extra = number(3);
  for (let i = 0; i < extra; i += 1) {
    const name = `extra${i}${String.fromCharCode(number(0x20))}`;
    members[name] = number(2) ? number(2 ** 31) - 2 ** 30 : `\b\t\n\f\r\u0000\u001f\u007f${i}`;
  }
  return members;
}

function make(seed, count) {
  const number = numbersFrom(seed);
  for (let i = 0; i < count; i += 1) {
    const secret = Buffer.from(Array.from({ length: 32 + number(33) }, () => number(256)));
    const members = randomMembers(number);
    const code = makeNS1(secret, members);
    const { ticketId, eventId, userId, timestamp } = members;
    const line = { code, secret: secret.toString("base64"), ticketId, eventId, userId, timestamp };
    process.stdout.write(JSON.stringify(line) + "\n");
  }
}

async function verify() {
  for await (const line of createInterface({ input: process.stdin })) {
    const { code, secret } = JSON.parse(line);
    const { valid, members } = verifyNS1(Buffer.from(secret, "base64"), code);
    process.stdout.write(JSON.stringify({ valid, ...members }) + "\n");
  }
}

// Run, not imported; also where the checkout is reached through a link.
if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [verb, seed, count] = process.argv.slice(2);
  if (verb === "make") make(Number(seed), Number(count));
  else if (verb === "verify") await verify();
  else process.exit(64);
}
