import { assertEquals } from "@std/assert";
import { heard, SHAPES } from "../../../tasks/nats/heard.ts";
import { type Answer, type Asking, type Report, SPEAKER } from "../../../tasks/nats/session.ts";

Deno.test("heard() takes what processes of this program say, losses that are no numbers too", () => {
  const asking: Asking = { ...SPEAKER, worker: "w" };
  assertEquals(heard<Asking>(JSON.stringify(asking), SHAPES.asking), asking);
  const refused: Answer = { kind: "refused", reason: "old" };
  assertEquals(heard<Answer>(JSON.stringify(refused), SHAPES.answer), refused);
  const report: Report = { item: 1, losses: [NaN, 1], begun: 1, busy: 1, waited: -0.5 };
  assertEquals(heard<Report>(JSON.stringify(report), SHAPES.report)?.losses.length, 2);
});

Deno.test("heard() gives null for what another program says", () => {
  for (const text of ["", "hello", "null", "[]", "{}", '{"kind":"seat"}', '{"worker":"w"}', "{"]) {
    for (const shape of [SHAPES.asking, SHAPES.offer, SHAPES.answer, SHAPES.report]) {
      assertEquals(heard(text, shape), null, text);
    }
  }
});
