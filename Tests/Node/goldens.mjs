// Writes the frozen codes of Tests/Goldens/tickets: `node Tests/Node/goldens.mjs`. Each file is an
// input, a line of dashes, and what a door must read; keys.toml holds the keys, which are no
// secrets. The seeds of the code fuzzer (Tests/Fuzz/corpus) are written too, signed with the
// fuzzer's own keys. The daemon never writes these files: they say what another program made of the
// same formats.

import { createHash, hkdfSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeNS1 } from "./ns1_peer.mjs";
import {
  makeNS2Ed25519, makeNS2HMAC, privateKeyFrom, publicBytes, unbase45,
} from "./ns2_peer.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "Goldens", "tickets");
mkdirSync(folder, { recursive: true });

const material = (name) => createHash("sha256").update(`golden ${name}`).digest();
const EVENT = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a";
const KEYLESS = "0197a3c2-0000-7000-8000-00000000dead";
const ELSEWHERE = "0197a3c2-0000-7000-8000-0000000e15e0";
const STRANGE = "0197a3c2-0000-7000-8000-00000000beef";
const NAMED = "Été à la plage / 海";
const TICKET = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const USER = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const MASTER = material("master key");
const NOW = Date.UTC(2026, 4, 1, 18, 0, 0);
const derived = Buffer.from(hkdfSync("sha256", MASTER, EVENT, "checkind/ns2/3", 32));

const keys = [];
function key(id, event, scheme, algorithm, members, rest = "status = \"active\"") {
  const values = Object.entries(members).map(([n, v]) => `${n} = "${v.toString("base64")}"`);
  keys.push(["[[key]]", `id = ${id}`, `event = "${event}"`, `scheme = "${scheme}"`,
    `algorithm = "${algorithm}"`, ...values, rest, ""].join("\n"));
}
const hmac = "hmac-sha256";
key(1, EVENT, "ns1", hmac, { secret: material("ns1 old") }, "status = \"retired\"");
key(2, EVENT, "ns1", hmac, { secret: material("ns1 new") });
key(3, EVENT, "ns1", hmac, { secret: material("ns1 leaked") }, "status = \"revoked\"");
key(4, EVENT, "ns1", hmac, { secret: material("ns1 past") },
  "not_before = 2025-01-01T00:00:00Z\nnot_after = 2026-01-01T00:00:00Z");
key(3, EVENT, "ns2", hmac, { secret: derived });
key(4, EVENT, "ns2", hmac, { secret: material("ns2 leaked") }, "status = \"revoked\"");
key(3, EVENT, "ns2", "ed25519", {
  public_key: publicBytes(privateKeyFrom(material("ed25519"))), private_key: material("ed25519") });
key(9, KEYLESS, "ns1", hmac, { secret: material("keyless") }, "status = \"revoked\"");
key(9, KEYLESS, "ns2", hmac, { secret: material("keyless") }, "status = \"revoked\"");
key(1, ELSEWHERE, "ns1", hmac, { secret: material("elsewhere") });
key(1, ELSEWHERE, "ns2", hmac, { secret: material("elsewhere") });
key(1, NAMED, "ns1", hmac, { secret: material("named") });
writeFileSync(join(folder, "keys.toml"),
  "# Keys of the frozen codes. They protect nothing.\n\n" + keys.join("\n"));
// The first four events are served; ELSEWHERE is known by its keys alone, STRANGE not at all.
writeFileSync(join(folder, "served.txt"), [EVENT, KEYLESS, NAMED].join("\n") + "\n");

function write(name, code, expected, now = NOW) {
  const lines = [`now ${now}`, `code ${code}`, "-".repeat(20), expected];
  writeFileSync(join(folder, `${name}.txt`), lines.join("\n") + "\n");
}
function claims({ ticket, event = EVENT, scheme, user, issuedAt, generation }) {
  return ["claims", `ticket ${ticket}`, `event ${event}`, `scheme ${scheme}`, `issued ${issuedAt}`,
    `user ${user ?? "-"}`, `generation ${generation ?? "-"}`].join("\n");
}

const fresh = material("ns1 new");
const drawn = NOW - 90_000;
function ns1(name, members, { secret = fresh, shape = (code) => code, expected } = {}) {
  const whole = { ticketId: TICKET, eventId: EVENT, userId: USER, timestamp: drawn, ...members };
  for (const member of Object.keys(whole)) if (whole[member] === undefined) delete whole[member];
  write(`ns1-${name}`, shape(makeNS1(secret, whole)), expected ?? claims({
    ticket: whole.ticketId, event: whole.eventId, scheme: "ns1", user: whole.userId,
    issuedAt: whole.timestamp }));
}
const safe = (code) => code.replaceAll("+", "-").replaceAll("/", "_");
ns1("plain", {});
ns1("guest-null", { userId: null });
ns1("guest-absent", { userId: undefined });
ns1("extra-members", { seat: "B\t12\u0000\u001f\"\\/", row: -7, "": "", "\u2028": "\u2029" });
ns1("escapes", { ticketId: "a\"b\\c/d", userId: "\\u0041\\" });
ns1("devanagari", { ticketId: "टिकट-१२३", userId: "अतिथि" });
ns1("arabic", { ticketId: "تذكرة-٤٢", userId: "ضيف" });
ns1("han", { ticketId: "票券一二三", userId: "客人" });
ns1("astral", { ticketId: "🎟️-𝒯-𠀀", userId: "👩‍🎤" });
ns1("combining", { ticketId: "e\u0301", userId: "\u00e9" });
ns1("separators", { ticketId: "\u2028\u2029\ufeff\ufffe\uffff" });
ns1("event-by-name", { eventId: NAMED }, { secret: material("named") });
ns1("safe-alphabet", { ticketId: "???>>>~~~ÿÿÿ" }, { shape: safe });
ns1("unpadded", { ticketId: "x1" }, { shape: (code) => code.replaceAll("=", "") });
ns1("safe-unpadded", { ticketId: "???>>>~~" }, { shape: (c) => safe(c).replaceAll("=", "") });
ns1("oldest-moment", { timestamp: 0 });
ns1("last-moment", { timestamp: 8.64e15 });
ns1("retired-key", {}, { secret: material("ns1 old") });
ns1("revoked-key", {}, { secret: material("ns1 leaked"), expected: "forged" });
ns1("past-key", {}, { secret: material("ns1 past"), expected: "forged" });
ns1("wrong-key", {}, { secret: material("nobody's"), expected: "forged" });
ns1("keyless-event", { eventId: KEYLESS },
  { secret: material("keyless"), expected: "no_usable_key" });
ns1("known-elsewhere", { eventId: ELSEWHERE }, { secret: material("elsewhere") });
ns1("strange-event", { eventId: STRANGE },
  { secret: material("nobody's"), expected: "other_event" });
ns1("fraction", { timestamp: drawn + 0.5 }, { expected: "unreadable" });
ns1("lone-surrogate", { ticketId: "a\ud800" }, { expected: "unreadable" });
ns1("integer-name", { 7: "seven" }, { expected: "unreadable" });
ns1("nested", { seat: { row: 1 } }, { expected: "unreadable" });

const issuedAt = Date.UTC(2026, 2, 3, 4, 5, 0);
function ns2(name, scheme, secret, change = {}, expected) {
  const said = { keyID: 3, event: EVENT, ticket: TICKET, issuedAt, generation: 0, ...change };
  const code = scheme === "ns2_hmac" ? makeNS2HMAC(secret, said) : makeNS2Ed25519(secret, said);
  write(`ns2-${name}`, code, expected ?? claims({ ...said, scheme }));
}
ns2("hmac", "ns2_hmac", derived);
ns2("hmac-generation", "ns2_hmac", derived, { generation: 255 });
ns2("hmac-first-minute", "ns2_hmac", derived, { issuedAt: Date.UTC(2020, 0, 1) });
ns2("hmac-last-minute", "ns2_hmac", derived,
  { issuedAt: Date.UTC(2020, 0, 1) + 0xffffff * 60000 });
ns2("hmac-wrong-key", "ns2_hmac", material("nobody's"), {}, "forged");
ns2("hmac-unknown-key", "ns2_hmac", derived, { keyID: 77 }, "unknown_key");
ns2("hmac-revoked-key", "ns2_hmac", material("ns2 leaked"), { keyID: 4 }, "unknown_key");
ns2("hmac-keyless-event", "ns2_hmac", material("keyless"), { keyID: 9, event: KEYLESS },
  "no_usable_key");
ns2("hmac-known-elsewhere", "ns2_hmac", material("elsewhere"), { keyID: 1, event: ELSEWHERE });
ns2("hmac-strange-event", "ns2_hmac", derived, { event: STRANGE }, "other_event");
ns2("ed25519", "ns2_ed25519", material("ed25519"));
ns2("ed25519-generation", "ns2_ed25519", material("ed25519"), { generation: 7 });
ns2("ed25519-wrong-key", "ns2_ed25519", material("nobody's"), {}, "forged");
ns2("ed25519-unknown-key", "ns2_ed25519", material("ed25519"), { keyID: 1 }, "unknown_key");

writeFileSync(join(folder, "derivation.txt"), [
  `master ${MASTER.toString("hex")}`, `event ${EVENT}`, "key 3", "-".repeat(20),
  derived.toString("hex"), ""].join("\n"));

// Seeds: whole texts, and what is inside base64 and base45, for the fuzzer wraps its inputs as
// well.
const seeds = join(folder, "..", "..", "Fuzz", "corpus");
mkdirSync(seeds, { recursive: true });
const seed = (name, bytes) => writeFileSync(join(seeds, name), bytes);
const [first, second, third] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte));
const shown = { ticketId: TICKET, eventId: EVENT, userId: USER, timestamp: drawn };
const objects = {
  plain: shown, guest: { ...shown, userId: null }, extra: { ...shown, a: "\u0001\n\"", b: -1 },
  scripts: { ...shown, ticketId: "टिकट🎟️", userId: "e\u0301" },
};
for (const [name, members] of Object.entries(objects)) {
  seed(`ns1-${name}-text`, makeNS1(first, members));
  seed(`ns1-${name}-object`, Buffer.from(makeNS1(first, members), "base64"));
}
const sold = { keyID: 3, event: EVENT, ticket: TICKET, issuedAt, generation: 1 };
const compact = { hmac: makeNS2HMAC(second, sold), ed25519: makeNS2Ed25519(third, sold) };
for (const [name, code] of Object.entries(compact)) {
  seed(`ns2-${name}-text`, code);
  seed(`ns2-${name}-bytes`, unbase45(code.slice(3)));
}
seed("reader-additions", `\\000026${compact.hmac}\r\n`);
seed("identifiers", Buffer.from("ticket\u00ffuser", "latin1"));
seed("key-file", keys[0]);
