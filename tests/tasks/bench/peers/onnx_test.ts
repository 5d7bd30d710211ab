/** The ONNX models that onnxruntime is measured with. */
import { assertEquals } from "@std/assert";
import { onnxModel } from "../../../../tasks/bench/peers/onnx.ts";

type Value = number | Uint8Array<ArrayBuffer>;

/** The fields of a protobuf message in order: varints and 4-byte words as numbers, the rest as bytes. */
function fields(bytes: Uint8Array<ArrayBuffer>): [field: number, value: Value][] {
  const found: [number, Value][] = [];
  let at = 0;
  const varint = () => {
    let value = 0, scale = 1;
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint(), field = Math.floor(key / 8);
    if (key % 8 === 0) found.push([field, varint()]);
    else if (key % 8 === 5) {
      found.push([field, new DataView(bytes.buffer, bytes.byteOffset + at).getFloat32(0, true)]);
      at += 4;
    } else {
      const length = varint();
      found.push([field, bytes.subarray(at, at += length)]);
    }
  }
  assertEquals(at, bytes.length);
  return found;
}

const all = (message: Value, field: number) =>
  fields(message as Uint8Array<ArrayBuffer>).filter(([of]) => of === field).map(([, v]) => v);
const text = (value: Value) => new TextDecoder().decode(value as Uint8Array);

Deno.test("onnxModel() writes nodes, attributes, constants and outputs where ONNX has them", () => {
  const x = Float32Array.from({ length: 200 }, (_, i) => i / 2);
  const model = onnxModel({
    nodes: [{
      operator: "LayerNormalization",
      inputs: ["x", "scale"],
      outputs: ["y"],
      attributes: { axis: 1, epsilon: { f: 0.5 } },
    }],
    constants: [
      { name: "x", shape: [1, 200], data: x },
      { name: "scale", shape: [2], data: BigInt64Array.of(1n, -1n) },
    ],
    outputs: ["y"],
  });
  assertEquals(all(model, 1), [8]);
  const [opset] = all(model, 8), [graph] = all(model, 7);
  assertEquals([text(all(opset, 1)[0]), all(opset, 2)[0]], ["", 17]);
  const [node] = all(graph, 1), [first, second] = all(graph, 5), [output] = all(graph, 12);
  assertEquals(all(node, 1).map(text), ["x", "scale"]);
  assertEquals(all(node, 2).map(text), ["y"]);
  assertEquals(all(node, 4).map(text), ["LayerNormalization"]);
  const [axis, epsilon] = all(node, 5);
  assertEquals([text(all(axis, 1)[0]), all(axis, 3)[0], all(axis, 20)[0]], ["axis", 1, 2]);
  assertEquals([text(all(epsilon, 1)[0]), all(epsilon, 2)[0], all(epsilon, 20)[0]], [
    "epsilon",
    0.5,
    1,
  ]);
  assertEquals([all(first, 1), all(first, 2), text(all(first, 8)[0])], [[1, 200], [1], "x"]);
  const raw = all(first, 9)[0] as Uint8Array<ArrayBuffer>;
  assertEquals(new Float32Array(raw.slice().buffer), x);
  const whole = all(second, 9)[0] as Uint8Array<ArrayBuffer>;
  assertEquals(all(second, 2), [7]);
  assertEquals([...new BigInt64Array(whole.slice().buffer)], [1n, -1n]);
  assertEquals(text(all(output, 1)[0]), "y");
  const type = all(all(output, 2)[0], 1)[0];
  assertEquals(all(type, 1), [1]);
});
