/**
 * Writes models in the format of ONNX: a graph of operators and the constants that they read.
 *
 * @module
 */

/** A tensor that is part of a model: float32, or int64 for sizes and places. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
}

/** An operator with its attributes: whole numbers, or with `f` fractions. */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | { readonly f: number }>>;
}

/** A graph without inputs: all that it reads is part of it. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  /** Names of the float32 tensors that it gives. */
  readonly outputs: readonly string[];
}

/** Version of the operators, and of the format. */
const OPERATORS = 17, FORMAT = 8;
/** Numbers that the format gives to types. */
const FLOAT = 1, INT64 = 7, ATTRIBUTE_FLOAT = 1, ATTRIBUTE_INT = 2;

type Part = Uint8Array<ArrayBuffer>;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 | 128);
  return [...bytes, value];
}

function join(parts: readonly Part[]): Part {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const whole = (field: number, value: number): Part =>
  Uint8Array.from([...varint(field << 3), ...varint(value)]);

function fraction(field: number, value: number): Part {
  const bytes = new Uint8Array(5);
  bytes[0] = field << 3 | 5;
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}

const block = (field: number, bytes: Part): Part =>
  join([Uint8Array.from([...varint(field << 3 | 2), ...varint(bytes.length)]), bytes]);

const text = (field: number, value: string): Part => block(field, new TextEncoder().encode(value));

const message = (field: number, ...parts: Part[]): Part => block(field, join(parts));

function attribute([name, value]: readonly [string, number | { readonly f: number }]): Part {
  return typeof value === "number"
    ? message(5, text(1, name), whole(3, value), whole(20, ATTRIBUTE_INT))
    : message(5, text(1, name), fraction(2, value.f), whole(20, ATTRIBUTE_FLOAT));
}

function node({ operator, inputs, outputs, attributes = {} }: Node): Part {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...Object.entries(attributes).map(attribute),
  );
}

function constant({ name, shape, data }: Constant): Part {
  return message(
    5,
    ...shape.map((size) => whole(1, size)),
    whole(2, data instanceof Float32Array ? FLOAT : INT64),
    text(8, name),
    block(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

/** A model of a graph, as the bytes of its file. */
export function onnxModel({ nodes, constants, outputs }: Graph): Part {
  return join([
    whole(1, FORMAT),
    message(
      7,
      ...nodes.map(node),
      text(2, "bench"),
      ...constants.map(constant),
      ...outputs.map((name) => message(12, text(1, name), message(2, message(1, whole(1, FLOAT))))),
    ),
    message(8, text(1, ""), whole(2, OPERATORS)),
  ]);
}
