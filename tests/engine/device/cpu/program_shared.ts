/** Workgroup memory of generated programs. */
import { Declarations, shared } from "./program_declarations.ts";
import { anyType, cellName, nameOf } from "./program_types.ts";

/** Declares workgroup memory beside what {@linkcode Declarations} declares. */
export abstract class SharedDeclarations extends Declarations {
  /** Workgroup memory, and functions that meet in it. */
  protected shared(): void {
    const random = this.random, { size } = this.world;
    for (let n = this.between(0, 2); n > 0; n--) {
      const cell = anyType(random, random.chance(0.8) ? shared : ["bool"]);
      const root = `t${n}`;
      this.declare(`var<workgroup> ${root}: array<${cellName(cell)}, ${size}>;`);
      this.outside.push((scope) =>
        scope.addSequence({ root, cell, length: size, kind: "tile", each: 1 })
      );
    }
    if (random.chance(0.4)) {
      const cell = anyType(random, shared), length = this.between(1, 9);
      const each = this.between(0, size - 1);
      this.declare(`var<workgroup> o1: array<${cellName(cell)}, ${length}>;`);
      this.outside.push((scope) =>
        scope.addSequence({ root: "o1", cell, length, kind: "one", each })
      );
    }
    if (random.chance(0.4)) {
      const cell = anyType(random, shared), length = this.between(1, 9);
      this.declare(`var<workgroup> e1: array<${cellName(cell)}, ${length}>;`);
      this.outside.push((scope) =>
        scope.addSequence({ root: "e1", cell, length, kind: "same", each: 1 })
      );
    }
    if (random.chance(0.3)) this.counters("workgroup", "d0", random.pick([1, 3, 8]));
    if (random.chance(0.4)) this.collective();
  }

  /** A sum over a workgroup, by a loop or by halves. */
  protected collective(): void {
    const { size } = this.world;
    const of = anyType(this.random, ["i32", "u32"]), name = nameOf(of);
    this.declare(`var<workgroup> shares: array<${name}, ${size}>;`);
    const loop = `var sum = ${name}();
      for (var k = 0u; k < ${size}u; k++) {
        sum = sum * 3 + shares[(place + k) % ${size}u];
      }
      workgroupBarrier();
      return sum;`;
    const halves = `for (var k = ${2 ** Math.ceil(Math.log2(size)) / 2}u; k > 0u; k /= 2u) {
        if (place < k && place + k < ${size}u) {
          shares[place] += shares[place + k];
        }
        workgroupBarrier();
      }
      let sum = shares[0];
      workgroupBarrier();
      return sum;`;
    this.declare(`fn meet(place: u32, x: ${name}) -> ${name} {
      shares[place] = x;
      workgroupBarrier();
      ${size > 1 && this.random.chance(0.5) ? halves : loop}
    }`);
    this.world.collectives.push({ name: "meet", result: of });
  }
}
