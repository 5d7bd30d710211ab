/** Reads the number literals of WGSL. */

/** A number; see `ExpressionSyntax` of kind `number`. */
export interface Literal {
  readonly value: number;
  /** The exact value of a large integer, where `value` may be rounded. */
  readonly exact?: bigint;
  readonly suffix: "" | "i" | "u" | "f";
  readonly float: boolean;
}

const greatest = { "i": 2n ** 31n - 1n, "u": 2n ** 32n - 1n, "": 2n ** 63n - 1n };
const forms = {
  hexInteger: /^(0[xX][\da-fA-F]+)([iu]?)$/,
  hexFloat: /^0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)(?:[pP]([+-]?\d+)(f?))?$/,
  integer: /^(0|[1-9]\d*)([iu]?)$/,
  float: /^([\d.]+(?:[eE][+-]?\d+)?)(f?)$/,
  leadingZero: /^0\d+[iuf]?$/,
};

/** Reads a number; returns the reason as a string if the number is not valid. */
export function readLiteral(text: string): Literal | string {
  if (text.endsWith("h")) return `\`${text}\` is an f16, which kernels here do not have`;
  if (forms.leadingZero.test(text)) return `\`${text}\` begins with a 0 it should not have`;
  const hex = /^0[xX]/.test(text);
  const integer = (hex ? forms.hexInteger : forms.integer).exec(text);
  if (integer) return readInteger(text, integer[1], integer[2] as "" | "i" | "u");
  const float = (hex ? forms.hexFloat : forms.float).exec(text);
  if (!float) return `\`${text}\` is no number, its suffix does not fit`;
  return hex ? readHexFloat(text, float) : readFloat(text, float[1], float[2] as "" | "f");
}

function readInteger(text: string, digits: string, suffix: "" | "i" | "u"): Literal | string {
  const value = Number(digits);
  const literal = { value, suffix, float: false };
  if (Number.isSafeInteger(value) && value <= Number(greatest[suffix])) return literal;
  const exact = value < 2 ** 64 ? BigInt(digits) : 2n ** 64n;
  if (exact <= greatest[suffix]) return { ...literal, exact };
  const type = { "i": "an i32", "u": "a u32", "": "an abstract integer" }[suffix];
  return `\`${text}\` is beyond ${greatest[suffix]}, the greatest value of ${type}`;
}

function readFloat(text: string, digits: string, suffix: "" | "f"): Literal | string {
  const value = Number(digits);
  const finite = Number.isFinite(suffix === "f" ? Math.fround(value) : value);
  if (!finite) return `\`${text}\` is beyond the greatest ${suffix === "f" ? "f32" : "float"}`;
  return { value, suffix, float: true };
}

/**
 * Reads a hexadecimal float. The type must hold the float exactly, so the float is checked as the
 * product of an odd whole number and a power of two.
 */
function readHexFloat(text: string, [, whole, part, power = "0", suffix]: string[]) {
  const bits = BigInt(`0x${whole}${part}`).toString(2).replace(/0+$/, "");
  const dropped = BigInt(`0x${whole}${part}`).toString(2).length - bits.length;
  const exponent = Number(power) - 4 * part.length + dropped;
  const [most, lowest, highest] = suffix ? [24, -149, 128] : [53, -1074, 1024];
  const fits = bits.length <= most && exponent >= lowest && exponent + bits.length <= highest;
  if (bits && !fits) return `\`${text}\` is not exactly ${suffix ? "an f32" : "a float"}`;
  // Both factors are exact, and so is the product, as it fits.
  const value = bits ? Number(`0b${bits}`) * 2 ** exponent : 0;
  return { value, suffix: (suffix ?? "") as "" | "f", float: true };
}
