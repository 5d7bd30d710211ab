/** What the client says in its own words is told with a way out. */
import { assertMatch } from "@std/assert";
import { connectFault } from "../../../tasks/nats/faults.ts";

Deno.test("why a server cannot be reached names what to give", () => {
  const url = "nats://a:4222", own = { certFile: "cert.pem", keyFile: "key.pem" };
  const faultOf = (message: string, tls?: typeof own) => connectFault(Error(message), { url, tls });
  assertMatch(faultOf("connection refused"), /^connection refused, start one there as nats-server/);
  assertMatch(faultOf("unable to verify the first certificate"), /give --nats-ca/);
  assertMatch(faultOf("IP does not match certificate's altnames"), /give the name that/);
  assertMatch(faultOf("received fatal alert: BadCertificate", own), /give others as --nats-cert/);
  assertMatch(faultOf("timeout", own), /where it refuses the certificate give others/);
});
