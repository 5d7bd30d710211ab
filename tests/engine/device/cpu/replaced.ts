/** Lets tests play other runtimes. */

/** Runs `body` while a property of an object has another value. */
export async function replaced<T>(
  target: object,
  key: string,
  value: unknown,
  body: () => T | Promise<T>,
): Promise<T> {
  const kept = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
  try {
    return await body();
  } finally {
    Reflect.deleteProperty(target, key);
    if (kept) Object.defineProperty(target, key, kept);
  }
}

/** Runs an action whose timers take twenty times as long: machines under load start workers slowly. */
export function patiently<T>(action: () => Promise<T>): Promise<T> {
  const { setTimeout } = globalThis;
  const slow = (then: () => void, after: number) => setTimeout(then, 20 * after);
  return replaced(globalThis, "setTimeout", slow, action);
}
