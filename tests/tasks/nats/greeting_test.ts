/** What listens at an address and does not fit to it is told in a line. */
import { assertEquals, assertMatch } from "@std/assert";
import { type BrokerAddress, readAddress } from "../../../tasks/nats/address.ts";
import { greetingFault } from "../../../tasks/nats/greeting.ts";

/** What is wrong with a server that says something as soon as somebody connects, and closes. */
async function faultOf(said: string, given: Partial<BrokerAddress> = {}): Promise<string | null> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answered = (async () => {
    using connection = await listener.accept();
    await connection.write(new TextEncoder().encode(said));
  })();
  const url = `nats://127.0.0.1:${listener.addr.port}`;
  const fault = await greetingFault({ url, ...given });
  await answered;
  return fault;
}

Deno.test("a server that does not fit to its address is told by what it says of itself", async () => {
  assertEquals(await faultOf('INFO {"server_id":"a"}\r\n'), null);
  assertMatch((await faultOf("SSH-2.0-OpenSSH\r\n"))!, /^nothing there speaks as a NATS server/);
  assertEquals(await faultOf(""), null); // a server that is being ended
  assertMatch((await faultOf('INFO {"auth_required":3}\r\n'))!, /^nothing there speaks/);
  const asks = 'INFO {"auth_required":true}\r\n';
  assertMatch((await faultOf(asks))!, /^it wants to know who connects, give --nats-user/);
  assertEquals(await faultOf(asks, { token: "t" }), null);
  assertMatch((await faultOf("INFO {}\r\n", { tls: {} }))!, /^it has no TLS, give nats:/);
  const secret = 'INFO {"tls_required":true,"tls_verify":true}\r\n';
  assertMatch((await faultOf(secret, { tls: {} }))!, /give --nats-cert and --nats-key$/);
  assertEquals(await faultOf(secret, { tls: { certFile: "a", keyFile: "b" } }), null);
});

Deno.test("where nobody listens the client tells why", async () => {
  assertEquals(await greetingFault(readAddress("--nats", "127.0.0.1:1", {}, () => {})), null);
});
