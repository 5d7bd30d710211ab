// Counts a step; every u.every-th, share = 1 - e^-(sum of rate * strength since the last return), 0 else.

struct Uniforms { strength: f32, every: f32 }

// rate, ...: the progress of the optimizer
@group(0) @binding(0) var<storage, read> optimizer: array<f32>;
// steps since the last return, the sum, share
@group(0) @binding(1) var<storage, read_write> progress: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(1)
fn main() {
  let steps = progress[0] + 1.0;
  let sum = progress[1] + optimizer[0] * u.strength;
  let due = steps >= u.every;
  progress[0] = select(steps, 0.0, due);
  progress[1] = select(sum, 0.0, due);
  progress[2] = select(0.0, 1.0 - exp(-sum), due);
}
