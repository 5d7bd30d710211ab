/**
 * The clocks of a run and of its workers, which may lie on machines whose clocks differ.
 *
 * @module
 */
import type { Broker } from "./broker.ts";
import { clockSubject } from "./names.ts";

/** Times that a run is asked for: the quickest answer is the most exact. */
const QUESTIONS = 5;

/** The time of this machine in milliseconds, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Milliseconds by which the clock of a run is ahead of that of this process, exact to half of the time of an
 * answer (Cristian, 1989). A run that does not answer counts as being on this machine.
 */
export async function clockAhead({ connection }: Broker, run: string): Promise<number> {
  let ahead = 0, quickest = Infinity;
  for (let i = 0; i < QUESTIONS; i++) {
    const asked = now();
    try {
      const answer = await connection.request(clockSubject(run), "", { timeout: 1000 });
      const answered = now(), told = Number(answer.string());
      if (answered - asked >= quickest || !Number.isFinite(told)) continue;
      quickest = answered - asked;
      ahead = told - (asked + answered) / 2;
    } catch {
      break; // The run was killed, or the server is away: others tell of it.
    }
  }
  return ahead;
}
