import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  add,
  backward,
  detach,
  matmul,
  multiply,
  Parameter,
  reshape,
  ShapeError,
  type Signal,
  softmax,
  square,
  subtract,
  sum,
  Tape,
  TapeError,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { join, paused } from "../../../engine/tensor/tape.ts";
import { device, onDevices } from "../device.ts";

function parameter(tape: Tape, name: string, ...values: number[]): Parameter {
  return new Parameter(device, tape, name, [values.length], Float32Array.from(values));
}

async function gradientOf({ gradient }: Parameter): Promise<number[] | null> {
  return gradient && [...await (gradient as Signal).data()];
}

onDevices("join() refuses two tapes and names both tensors when they meet", () => {
  const first = new Tape("block 1"), second = new Tape("block 2");
  const weight = new Parameter(
    device,
    first,
    "block 1/f.weight",
    [300, 300],
    new Float32Array(9e4),
  );
  const own = new Parameter(device, second, "block 2/f.weight", [300, 300], new Float32Array(9e4));
  const x = matmul(tensor(device, new Float32Array(64 * 300), [64, 300]), own);
  const error = assertThrows(() => matmul(x, weight), TapeError);
  assertEquals(
    error.message,
    'Cannot matmul Tensor[64, 300] and Parameter "block 1/f.weight"[300, 300]: ' +
      'they are on tapes "block 2" and "block 1", pass detach(x) across blocks',
  );
  assert(error instanceof TypeError);
  assertEquals(matmul(detach(x), weight).tape, first);
});

onDevices("join() gives the one tape of its inputs, null when all are signals", () => {
  const tape = new Tape("t");
  const w = parameter(tape, "w", 1), x = tensor(device, [1]);
  assertEquals(join("add", [x, w, x]), tape);
  assertEquals(join("add", [x, x]), null);
  assertEquals(add(x, x).tape, null);
  assertEquals(add(add(x, w), x).tape, tape);
});

onDevices("backward() empties the tape and refuses a second run when called again", async () => {
  const tape = new Tape("block 1");
  const w = parameter(tape, "w", 3);
  const loss = sum(square(w));
  assertEquals(tape.length, 2);
  backward(loss);
  assertEquals(tape.length, 0);
  assertEquals(await gradientOf(w), [6]);
  assertThrows(
    () => backward(loss),
    TapeError,
    'Cannot take gradients of Tensor[]: the tape "block 1" no longer holds its computation',
  );
});

onDevices("backward() refuses a signal when nothing leads to it from a parameter", () => {
  assertThrows(
    () => backward(tensor(device, 1)),
    TapeError,
    "Cannot take gradients of Signal[]: it is on no tape, compute it from a parameter",
  );
});

onDevices("backward() adds gradients up when a tensor is used several times", async () => {
  const tape = new Tape("t");
  const w = parameter(tape, "w", 2, 3);
  const y = square(w);
  backward(sum(add(multiply(y, w), subtract(y, w))));
  // d(w^3 + w^2 - w) = 3 w^2 + 2 w - 1
  assertEquals(await gradientOf(w), [15, 32]);
});

onDevices("backward() leaves gradients only at what the loss depends on", async () => {
  const tape = new Tape("t");
  const used = parameter(tape, "used", 2), other = parameter(tape, "other", 5);
  square(other);
  backward(sum(multiply(used, detach(other))));
  assertEquals(await gradientOf(used), [5]);
  assertEquals(other.gradient, null);
  assertEquals(tape.length, 0);
});

onDevices("backward() sums gradients to the shape of what was stretched", async () => {
  const tape = new Tape("t");
  const bias = parameter(tape, "bias", 1, 2);
  const loss = sum(add(tensor(device, [[1, 2], [3, 4], [5, 6]]), bias));
  backward(loss);
  assertEquals(await gradientOf(bias), [3, 3]);
});

onDevices("backward() frees gradients that nothing needs any more", () => {
  const tape = new Tape("t");
  const w = new Parameter(device, tape, "w", [64], new Float32Array(64).fill(0.5));
  device.scope(() => {
    let y: Tensor = w;
    for (let i = 0; i < 20; i++) y = add(y, square(y));
    const { buffers } = device.memory();
    backward(sum(y));
    // The sum, the gradient of w, and all values, which are the caller's.
    assertEquals(device.memory().buffers, buffers + 2);
  });
});

onDevices("backward() frees what was computed on the tape, but for what is kept", async () => {
  const run = (keeping: boolean) =>
    device.scope(() => {
      const tape = new Tape("t");
      const w = parameter(tape, "w", 1, 2), x = tensor(device, [3, 4]);
      const hidden = multiply(w, x), inner = reshape(square(hidden), [2, 1]);
      const output = reshape(add(inner, inner), [2]);
      const loss = sum(softmax(output));
      backward(sum(multiply(output, output)), keeping ? { keep: [output, loss] } : {});
      const alive = [w, x, hidden, inner, output, loss].map(({ storage }) => storage.alive);
      return { w, output: detach(output), gradient: w.gradient, alive };
    });
  const [all, some] = [run(false), run(true)];
  assertEquals(all.alive, [true, true, true, true, true, true]);
  assertEquals(some.alive, [true, true, false, false, true, true]);
  assertEquals(await some.output.data(), Float32Array.of(18, 128));
  assertEquals(await gradientOf(some.w), await gradientOf(all.w));
});

onDevices("part() frees what it does not return, but only while nothing is recorded", () => {
  const tape = new Tape("t");
  const w = parameter(tape, "w", 1, 2);
  const run = () => {
    const made: Tensor[] = [];
    tape.part(device, () => {
      made.push(square(w), add(w, w));
      return made[1];
    });
    return made.map(({ storage }) => storage.alive);
  };
  device.scope(() => {
    assertEquals(tape.pause(run), [false, true]);
    assertEquals(run(), [true, true]);
  });
});

onDevices("backward() takes the gradient of the sum when the loss is no scalar", async () => {
  const tape = new Tape("t");
  const w = parameter(tape, "w", 1, 2, 3);
  backward(square(w));
  assertEquals(await gradientOf(w), [2, 4, 6]);
});

onDevices("backward() goes on from a gradient that is given, and leaves it alive", async () => {
  const tape = new Tape("t");
  const w = parameter(tape, "w", 1, 2, 3), gradient = tensor(device, [10, 0, -1]);
  backward(square(w), { gradient });
  assertEquals(await gradientOf(w), [20, 0, -6]);
  backward(w, { gradient });
  assertEquals(await gradientOf(w), [10, 0, -1]);
  assertEquals([...await gradient.data()], [10, 0, -1]);
  assertThrows(
    () => backward(square(w), { gradient: tensor(device, [1]) }),
    ShapeError,
    "Cannot take gradients of Tensor[3] with Signal[1]: give one of [3]",
  );
});

onDevices("pause() records nothing and gives signals when run, also when it throws", () => {
  const tape = new Tape("t");
  const w = parameter(tape, "w", 1);
  const y = tape.pause(() => tape.pause(() => square(w)));
  assertEquals([y.tape, tape.length, tape.paused], [null, 0, false]);
  assertThrows(() =>
    tape.pause(() => {
      throw new Error("stop");
    })
  );
  assertEquals(square(w).tape, tape);
  assertThrows(() => tape.pause(() => backward(square(w))), TapeError);
});

onDevices("paused() lets tensors of several tapes meet when all are paused", async () => {
  const tapes = [new Tape("a"), new Tape("b")];
  const [a, b] = tapes.map((tape, i) => parameter(tape, "w", i + 1));
  const y = paused(tapes, () => add(a, b));
  assertEquals(y.tape, null);
  assertEquals(await y.item(), 3);
  assertThrows(() => add(a, b), TapeError);
  assertEquals(tapes.map((tape) => tape.paused), [false, false]);
});

onDevices("step of one tape leaves the gradients of another as they are", async () => {
  const first = new Tape("block 1"), second = new Tape("block 2");
  const v = parameter(first, "v", 2), w = parameter(second, "w", 3);
  const x = square(v);
  const loss = sum(multiply(detach(x), w));
  backward(loss);
  assertEquals([await gradientOf(v), await gradientOf(w)], [null, [4]]);
  assertEquals(first.length, 1);
});
