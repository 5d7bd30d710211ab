import { assertEquals } from "@std/assert";
import {
  type Named,
  readBaseline,
  readChains,
  readConvs,
  readImages,
  readLayers,
  readOptim,
  readTexts,
} from "./golden.ts";

function assertFloat32(values: number[]): void {
  assertEquals(
    Array.from(Float32Array.from(values), (value) => Number(value.toPrecision(9))),
    values,
  );
}

function assertShaped(named: Named): void {
  for (const { shape, values } of Object.values(named)) {
    assertEquals(values.length, shape.reduce((product, size) => product * size, 1));
  }
}

Deno.test("readOptim() gives inputs that float32 holds when it reads the file", () => {
  const { dense, sparse } = readOptim();
  dense.initial.forEach(({ values }) => assertFloat32(values));
  dense.gradients.flat().forEach(assertFloat32);
  sparse.steps.forEach(({ rows }) => assertFloat32(rows.values));
  for (const { parameters } of dense.cases) assertEquals(parameters.length, 12);
});

Deno.test("readLayers() gives as many values as the shape says when it reads the file", () => {
  const { linear, lstm, bilstm_initial } = readLayers();
  for (const layer of [linear, lstm, bilstm_initial]) {
    assertShaped(layer.parameters);
    assertEquals(Object.keys(layer.gradients), Object.keys(layer.parameters));
    Object.values(layer.parameters).forEach(({ values }) => assertFloat32(values));
  }
});

Deno.test("readConvs() gives as many values as the shape says when it reads the file", () => {
  const { convolutions, batch_norm } = readConvs();
  for (const { x, parameters, gradients } of convolutions) {
    assertShaped({ x, ...parameters, ...gradients });
    assertFloat32(x.values);
  }
  assertEquals(batch_norm.steps.length, 2);
});

Deno.test("readChains() gives a loss for each name and step when it reads the file", () => {
  const { chain, chain_undetached, chain_lstm } = readChains();
  for (const recording of [chain, chain_undetached, chain_lstm, readBaseline()]) {
    assertEquals(recording.losses.length, recording.batches.length);
    recording.losses.forEach((row) => assertEquals(row.length, recording.loss_names.length));
    assertShaped(recording.final);
  }
  assertEquals(chain.initial, chain_undetached.initial);
});

Deno.test("readTexts() gives an empty and a full side input in every batch when it reads the file", () => {
  const { batches, cases } = readTexts();
  for (const { sides, indices: { shape } } of batches) {
    assertEquals(sides.length, 3);
    for (const side of sides.slice(1)) {
      assertEquals(Math.min(...side!.lengths), 0);
      assertEquals(Math.max(...side!.lengths), side!.indices.shape[1]);
      assertEquals(side!.lengths.length, shape[0]);
    }
  }
  for (const { initial, final, losses } of Object.values(cases)) {
    assertShaped(final);
    assertEquals(losses.length, batches.length);
    Object.values(initial).forEach(({ values }) => assertFloat32(values));
  }
});

Deno.test("readImages() gives ten steps of every model and mode when it reads the file", () => {
  for (const { al, bp } of Object.values(readImages().cases)) {
    for (const { losses, final } of [al, bp]) {
      assertEquals(losses.length, 10);
      assertEquals(Object.values(final).every((summary) => summary.length === 4), true);
    }
    assertEquals(bp.losses[0].length, 1);
  }
});
