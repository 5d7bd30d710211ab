/** What a server does not allow or has no room for is told in a line. */
import { assertMatch, assertRejects } from "@std/assert";
import { StorageType } from "@nats-io/jetstream";
import { DataError } from "../../../datasets/mod.ts";
import { Broker } from "../../../tasks/nats/broker.ts";
import { inFolder } from "../support.ts";
import { onServer, type Server, startServer } from "./support.ts";

/** Runs an action with a server that a file configures. */
function withServer(text: string, action: (server: Server) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/nats.conf`, text);
    await using server = await startServer(folder, "-js", "-c", `${folder}/nats.conf`);
    await action(server);
  });
}

onServer(
  "a server whose JetStream has too little room is told in a line",
  () =>
    withServer("jetstream { max_file_store: 1MB }", async ({ url }) => {
      await using broker = await Broker.open({ url }, () => {});
      const stream = { name: "s", subjects: ["s"], storage: StorageType.File, max_bytes: 2e7 };
      const { message } = await assertRejects(
        () => broker.persist("make streams", () => broker.manager.streams.add(stream)),
        DataError,
      );
      assertMatch(
        message,
        /^Cannot make streams: NATS at nats:\S+ refuses it \("insufficient storage.*more room/,
      );
    }),
);

onServer(
  "a user who may not use JetStream is told what to allow",
  () =>
    withServer(
      'authorization { users = [{ user: a, password: b, permissions: { publish: "al.>" } }] }',
      async ({ url }) => {
        const { message } = await assertRejects(
          () => Broker.open({ url, user: "a", pass: "b" }, () => {}),
          DataError,
        );
        assertMatch(
          message,
          /^Cannot use NATS at nats:\S+: it forbids .*al\.>, \$JS\.> and _INBOX\.>$/,
        );
      },
    ),
);
