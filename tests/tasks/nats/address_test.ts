/** Addresses and credentials, from options and the environment. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readAddress } from "../../../tasks/nats/address.ts";
import { blocksText, splitBlocks, versionFault } from "../../../tasks/nats/session.ts";
import { OptionError } from "../../../tasks/options/value.ts";

const nothing = () => undefined;

Deno.test("an address may leave out what is usual, and hold a user", () => {
  const of = (address: string) => readAddress("--nats", address, {}, nothing);
  assertEquals(of("host").url, "nats://host:4222");
  assertEquals(of("nats://ann:p%40ss@host:1"), {
    ...{ url: "nats://host:1", user: "ann", pass: "p@ss" },
    ...{ token: undefined, tls: undefined },
  });
  assertEquals(of("tls://host").tls, {
    caFile: undefined,
    certFile: undefined,
    keyFile: undefined,
  });
  const odd = ["http://ann:secret@host", "ann:secret@a b", "nats://ann:a/secret@host"];
  for (const wrong of [...odd, "nats://", "a b"]) {
    const { message } = assertThrows(() => of(wrong), OptionError);
    assertMatch(message, /^Cannot read --nats .*no address of a NATS server/);
    assertEquals(message.includes("secret"), false);
  }
  const { message } = assertThrows(() => of("nats://ann:secret%@host"), OptionError);
  assertEquals(
    message,
    `Cannot read --nats "nats://host": its user or password has a % that begins no character, write it as %25`,
  );
});

Deno.test("options come before the address, and the address before the environment", () => {
  const environment = (name: string) => `${name} of the environment`;
  const found = readAddress("--nats", "nats://ann@host", { natsToken: "t" }, environment);
  assertEquals([found.user, found.pass, found.token], [
    "ann",
    "NATS_PASSWORD of the environment",
    "t",
  ]);
  const half = { natsCert: "cert.pem" };
  assertThrows(() => readAddress("--nats", "host", half, nothing), OptionError, "--nats-key");
  assertEquals(found.tls?.caFile, "NATS_CA of the environment");
  assertEquals(readAddress("--nats", "ann@host", { natsUser: "bob" }, nothing).user, "bob");
});

Deno.test("blocks are split among workers, each with one at least", () => {
  assertEquals(splitBlocks(3, 2), [[0, 1], [1, 3]]);
  assertEquals(splitBlocks(2, 9), [[0, 1], [1, 2]]);
  assertEquals(splitBlocks(4, 1), [[0, 4]]);
  assertEquals([blocksText({ first: 0, end: 1 }), blocksText({ first: 1, end: 3 })], [
    "block 1",
    "blocks 2-3",
  ]);
  const own = { program: "1.2.0", protocol: 1 };
  assertEquals(versionFault(own, { ...own }), null);
  assertMatch(versionFault(own, { ...own, protocol: 2 })!, /1\.2\.0 \(protocol 1\) and the worker/);
});
