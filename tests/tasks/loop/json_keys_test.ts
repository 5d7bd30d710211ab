import { assertEquals } from "@std/assert";
import { duplicateKey } from "../../../tasks/loop/json_keys.ts";

Deno.test("duplicateKey() finds a key that one object has twice, at any depth", () => {
  assertEquals(duplicateKey('{"a":1,"b":{"a":2}}'), undefined);
  assertEquals(duplicateKey('{"a":1,"b":["a","a",{"c":"a"}]}'), undefined);
  assertEquals(duplicateKey('{"a":1, "b":2, "a" :3}'), "a");
  assertEquals(duplicateKey('{"x":{"k":1,"\\u006b":2}}'), "k");
  assertEquals(duplicateKey('{"a":"}{","b":"\\"a\\":1","c":"a"}'), undefined);
});

Deno.test("duplicateKey() reads texts of megabytes", () => {
  const long = '\\"x'.repeat(1_000_000);
  assertEquals(duplicateKey(`{"a":"${long}","b":1,"b":2}`), "b");
});
