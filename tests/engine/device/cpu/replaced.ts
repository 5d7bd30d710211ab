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
