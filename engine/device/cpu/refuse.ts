/** The error of kernels that are outside of the subset. */
import { KernelError } from "../../error.ts";

/** Characters of a line, and of a reason, that a message quotes. */
const longest = 160;

/**
 * Refuses a kernel: `Cannot compile kernel "softmax": reason, line 12 of softmax.wgsl: its text`. Kernels
 * are put together of several files; the line counts from the start of the first. Of a long line the part
 * around the column is quoted.
 */
export function refuse(
  kernel: { name: string; code: string },
  line: number,
  reason: string,
  column = 1,
): never {
  const text = quoted(kernel.code.split("\n")[line - 1] ?? "", column - 1);
  throw new KernelError(
    `Cannot compile kernel "${kernel.name}": ${shortened(reason)}, ` +
      `line ${line} of ${kernel.name}.wgsl${text && `: ${text}`}`,
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
