// sigmoid(x) = 1 / (1 + e^-x); tanh(x) = 2 sigmoid(2 x) - 1, near 0 its series: no cancellation

fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0))); }

fn hyperbolic(x: f32) -> f32 {
  let s = x * x;
  let near = x * (1.0 + s * (-0.333333333 + s * (0.133333333 + s * -0.0539682540)));
  return select(2.0 * sigmoid(2.0 * x) - 1.0, near, abs(x) < 0.1);
}

// The time of a step: the second direction begins at the last token of each row; steps past the
// end of a row stand for its padding.
fn time_of(direction: u32, length: u32, step: u32) -> u32 {
  return select(step, length - 1u - step, direction == 1u && step < length);
}
