/** The error of kernels that cannot be compiled. */
import type { Kernel } from "./device.ts";
import { KernelError } from "../error.ts";

/** Characters of a line, and of a reason, that a message quotes. */
const longest = 160;

/**
 * Says what is wrong with a kernel in which line: `Cannot compile kernel "softmax": reason, line 12 of
 * softmax.wgsl: its text`. A kernel is put together from several files; lines are counted from the start of
 * the first. Of a long line the part around the column is quoted.
 */
export function compileError(
  { name, code }: Pick<Kernel, "name" | "code">,
  line: number,
  reason: string,
  column = 1,
): KernelError {
  const text = quoted(code.split("\n")[line - 1] ?? "", column - 1);
  return new KernelError(
    `Cannot compile kernel "${name}": ${shortened(reason)}, line ${line} of ${name}.wgsl` +
      (text && `: ${text}`),
  );
}

function quoted(line: string, at: number): string {
  const text = line.trim();
  if (text.length <= longest) return text;
  const start = Math.max(0, Math.min(at - longest / 2, line.length - longest));
  const end = start + longest;
  const part = line.slice(start, end).trim();
  return `${start > 0 ? "... " : ""}${part}${end < line.length ? " ..." : ""}`;
}

/** A reason without the middle of what is long in it, such as names. */
function shortened(reason: string): string {
  if (reason.length <= 2 * longest) return reason;
  return `${reason.slice(0, longest)} ... ${reason.slice(-longest)}`;
}
