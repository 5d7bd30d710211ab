import { assertEquals } from "@std/assert";
import {
  bytesText,
  count,
  duration,
  millisecondsText,
  percent,
  secondsText,
  speedText,
  thresholdText,
} from "../../../tasks/terminal/figures.ts";

Deno.test("percent(), duration() and count() write numbers for people", () => {
  assertEquals([percent(0.91756), percent(NaN)], ["91.76 %", "-"]);
  assertEquals(
    [0, 8.24, 59.96, 185, 7830, NaN, -1].map(duration),
    ["0.0 s", "8.2 s", "1 min 00 s", "3 min 05 s", "2 h 10 min", "?", "?"],
  );
  assertEquals(count(35741.4), "35,741");
});

Deno.test("secondsText(), bytesText() and speedText() have their units", () => {
  assertEquals([8.254, -2, 1234.4].map(secondsText), ["8.25 s", "-2.00 s", "1,234 s"]);
  assertEquals(
    [0, 1023, 12.3 * 2 ** 20, 200 * 2 ** 10, 5000 * 2 ** 30].map(bytesText),
    ["0 bytes", "1,023 bytes", "12.3 MiB", "200 KiB", "5,000 GiB"],
  );
  assertEquals([millisecondsText(1.23456), speedText(1.254)], ["1.23", "1.25 x"]);
});

Deno.test("thresholdText() can be given again", () => {
  assertEquals([0.9, 0.123456789, 1].map(thresholdText), ["0.9", "0.123457", "1"]);
});
