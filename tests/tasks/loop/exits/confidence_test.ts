/** Confidence and temperatures against values worked out by hand. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  confidence,
  CRITERIA,
  crossEntropyAt,
  fitTemperature,
  type LabelledLogits,
} from "../../../../tasks/loop/exits/confidence.ts";
import { numbers } from "../../support.ts";

const plain = { temperature: 1, squashed: false };

Deno.test("confidence() is what its name says, of probabilities 1/4 and 3/4", () => {
  const logits = [0, Math.log(3)];
  assertAlmostEquals(confidence("max-softmax", logits, plain), 0.75);
  assertAlmostEquals(confidence("margin", logits, plain), 0.5);
  // ln 4 / 4 + 3/4 ln (4/3) nats of ln 2.
  const entropy = Math.log(4) / 4 + 0.75 * Math.log(4 / 3);
  assertAlmostEquals(confidence("entropy", logits, plain), 1 - entropy / Math.LN2);
  assertAlmostEquals(confidence("sigmoid", logits, plain), 0.75);
  const warm = { ...plain, temperature: 2 };
  assertAlmostEquals(confidence("max-softmax", logits, warm), 0.6339745962, 1e-9);
  assertAlmostEquals(confidence("sigmoid", logits, warm), 0.75);
  assertEquals(confidence("sigmoid", [0.2, 0.9], { temperature: 3, squashed: true }), 0.9);
});

Deno.test("confidence() goes from equal probabilities to one sure class, within 0 and 1", () => {
  const even = { "max-softmax": 1 / 3, entropy: 0, margin: 0, sigmoid: 0.5 };
  for (const criterion of CRITERIA) {
    const least = confidence(criterion, new Float32Array(3), plain);
    assertAlmostEquals(least, even[criterion], 1e-12);
    assert(least >= 0);
    assertEquals(confidence(criterion, [0, 1000, 0], plain), 1);
    const random = numbers(7);
    for (let i = 0; i < 200; i++) {
      const row = Array.from({ length: 1 + i % 5 }, () => 40 * random() - 20);
      const value = confidence(criterion, row, { temperature: 0.02 + random(), squashed: i > 100 });
      assert(value >= 0 && value <= 1, `${criterion} of ${row} is ${value}`);
    }
  }
  // One class leaves no doubt.
  assertEquals(confidence("entropy", [3], plain), 1);
  assertEquals(confidence("margin", [3], plain), 1);
});

/** Two classes, the first ahead by `lead` in all texts and right in so many. */
function led(lead: number, right: number, texts: number): LabelledLogits {
  return {
    logits: Float32Array.from({ length: 2 * texts }, (_, i) => i % 2 ? 0 : lead),
    labels: Array.from({ length: texts }, (_, i) => i < right ? 0 : 1),
    classes: 2,
  };
}

Deno.test("fitTemperature() makes probabilities what they are counted to be", () => {
  // 1 / (1 + e^(-lead / T)) is the share of right answers where T is lead / ln(right / wrong).
  assertAlmostEquals(fitTemperature(led(2, 3, 4)), 2 / Math.log(3), 1e-8);
  assertAlmostEquals(fitTemperature(led(8, 90, 100)), 8 / Math.log(9), 1e-7);
  assertAlmostEquals(fitTemperature(led(0.125, 4, 5)), 0.125 / Math.log(4), 1e-9);
  assertAlmostEquals(fitTemperature(led(Math.fround(Math.log(3)), 3, 4)), 1, 1e-6);
  assertAlmostEquals(crossEntropyAt(led(2, 3, 4), 2 / Math.log(3)), 0.5623351446, 1e-9);
});

Deno.test("fitTemperature() ends at its range's ends, and at 1 where nothing depends on it", () => {
  // All right: the surer the better. All wrong: the less sure the better.
  assertEquals(fitTemperature(led(1, 5, 5)), 1 / 50);
  assertEquals(fitTemperature(led(1, 0, 5)), 50);
  assertEquals(fitTemperature(led(0, 2, 5)), 1);
  assertEquals(fitTemperature({ logits: new Float32Array(), labels: [], classes: 3 }), 1);
  assertEquals(crossEntropyAt({ logits: new Float32Array(), labels: [], classes: 3 }, 1), 0);
});

Deno.test("fitTemperature() finds the least cross-entropy, never a higher one", () => {
  const random = numbers(3);
  for (const scale of [1e-3, 0.1, 1, 30, 1e4]) {
    for (const classes of [2, 5]) {
      for (const noise of [0, 0.3, 1]) {
        const labels = Array.from({ length: 60 }, () => Math.floor(classes * random()));
        const logits = Float32Array.from(
          { length: 60 * classes },
          (_, i) =>
            scale *
            (random() + Number(labels[Math.floor(i / classes)] === i % classes) * (1 - noise)),
        );
        const set = { logits, labels, classes };
        const temperature = fitTemperature(set);
        const what = `scale ${scale}, ${classes} classes, noise ${noise}: ${temperature}`;
        assert(temperature >= 0.02 && temperature <= 50, what);
        const loss = crossEntropyAt(set, temperature);
        assert(loss <= crossEntropyAt(set, 1) + 1e-12, what);
        for (const near of [temperature * 1.01, temperature / 1.01]) {
          if (near < 0.02 || near > 50) continue;
          assert(loss <= crossEntropyAt(set, near) + 1e-12, what);
        }
      }
    }
  }
});
