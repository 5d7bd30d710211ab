/** Prints a lowered kernel as text. */
import type { Expression, Label, Memory, Program, Statement, Variable } from "./ir.ts";

const infix: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  rem: "%",
  and: "&",
  or: "|",
  xor: "^",
  shl: "<<",
  shr: ">>",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** Gives each variable, memory and label a name that nothing else has. */
class Names {
  readonly #kind: (variable: Variable) => string;
  readonly #given = new Map<object, string>();
  readonly #taken = new Set<string>();

  constructor(kind: (variable: Variable) => string) {
    this.#kind = kind;
  }

  /** The type of a variable, followed by the text of `kind`. */
  type(variable: Variable): string {
    return `${variable.type} ${this.#kind(variable)}`.trimEnd();
  }

  of(thing: Variable | Memory | Label): string {
    let name = this.#given.get(thing);
    if (name !== undefined) return name;
    name = thing.name;
    for (let i = 2; this.#taken.has(name); i++) name = `${thing.name}'${i}`;
    this.#taken.add(name);
    this.#given.set(thing, name);
    return name;
  }
}

/**
 * A kernel as indented text, with a line for each statement; `kind` gives a text to print behind
 * the type of a variable.
 */
export function print(
  program: Program,
  kind: (variable: Variable) => string = () => "",
): string {
  const names = new Names(kind);
  const lines = [`kernel ${program.name}, ${program.size.join(" x ")}`];
  for (const memory of program.memories) {
    const access = memory.space === "storage" ? (memory.writable ? ", written" : ", read") : "";
    const size = memory.words === null ? "" : `[${memory.words}]`;
    lines.push(`${memory.space} ${names.of(memory)}${size}${access}`);
  }
  printList(program.body, "", names, lines);
  return lines.join("\n") + "\n";
}

function printList(list: readonly Statement[], indent: string, names: Names, lines: string[]) {
  for (const statement of list) {
    if (statement.kind === "if") printIf(statement, indent, names, lines);
    else if (statement.kind === "block" || statement.kind === "loop") {
      lines.push(indent + heading(statement, names));
      printList(statement.body, indent + "  ", names, lines);
    } else lines.push(indent + line(statement, names));
  }
}

function printIf(
  { condition, then, otherwise }: Statement & { kind: "if" },
  indent: string,
  names: Names,
  lines: string[],
): void {
  lines.push(`${indent}if ${show(condition, names)}`);
  printList(then, indent + "  ", names, lines);
  if (!otherwise.length) return;
  lines.push(`${indent}else`);
  printList(otherwise, indent + "  ", names, lines);
}

function heading(statement: Statement & { kind: "block" | "loop" }, names: Names): string {
  if (statement.kind === "block") return `block ${names.of(statement.label)}`;
  if (!statement.counter) return "loop";
  const { variable, end, step } = statement.counter;
  return `loop ${names.of(variable)} < ${show(end, names)}, += ${show(step, names)}`;
}

function line(
  statement: Exclude<Statement, { kind: "if" | "block" | "loop" }>,
  names: Names,
): string {
  switch (statement.kind) {
    case "declare": {
      const { variable, value } = statement;
      return `${names.of(variable)}: ${names.type(variable)} = ${show(value, names)}`;
    }
    case "set":
      return `${names.of(statement.variable)} = ${show(statement.value, names)}`;
    case "load": {
      const variables = statement.variables.map((variable) => names.of(variable)).join(", ");
      return `${variables}: ${names.type(statement.variables[0])} = ${
        statement.uniform ? "uniform load" : "load"
      } ${place(statement, names)}`;
    }
    case "store":
      return `store ${place(statement, names)} = ${all(statement.values, names)}`;
    case "atomic": {
      const { opcode, variable, type, values } = statement;
      const result = variable ? `${names.of(variable)}: ${type} = ` : "";
      return `${result}atomic ${opcode} ${place(statement, names)} ${all(values, names)}`.trimEnd();
    }
    case "leave":
      return `leave ${names.of(statement.label)}`;
    default:
      return statement.kind;
  }
}

function place({ memory, word }: { memory: Memory; word: Expression }, names: Names): string {
  return `${names.of(memory)}[${show(word, names)}]`;
}

function all(expressions: readonly Expression[], names: Names): string {
  return expressions.map((expression) => show(expression, names)).join(", ");
}

function show(expression: Expression, names: Names): string {
  switch (expression.kind) {
    case "constant":
      return number(expression);
    case "get":
      return names.of(expression.variable);
    case "input":
      return expression.name === "index" ? "index" : `${expression.name}.${"xyz"[expression.axis]}`;
    case "uniform":
      return `${names.of(expression.memory)}.${expression.word}`;
    case "length":
      return `length(${names.of(expression.memory)} / ${expression.stride})`;
    default:
      return operation(expression, names);
  }
}

function number({ type, value }: Expression & { kind: "constant" }): string {
  if (type === "bool") return value ? "true" : "false";
  if (type === "u32") return `${value}u`;
  const text = Object.is(value, -0) ? "-0" : type === "f32" ? shortest(value) : String(value);
  return type === "f32" && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The shortest text of an f32 that tells it from all other f32 numbers. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}

function operation(expression: Expression & { kind: "operation" }, names: Names): string {
  const { opcode, type, operands } = expression;
  const sign = infix[opcode];
  if (sign) return operands.map((operand) => inner(operand, names)).join(` ${sign} `);
  if (opcode === "neg") return `-${inner(operands[0], names)}`;
  if (opcode === "not") return `!${inner(operands[0], names)}`;
  const name = opcode === "convert" ? type : opcode === "bitcast" ? `bitcast<${type}>` : opcode;
  return `${name}(${all(operands, names)})`;
}

function inner(expression: Expression, names: Names): string {
  const text = show(expression, names);
  const plain = expression.kind !== "operation" || !(expression.opcode in infix);
  return plain ? text : `(${text})`;
}
