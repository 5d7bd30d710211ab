// activate(x): x, max(x, 0), tanh(x), 1 / (1 + e^-x), or x above 0 and e^x - 1 below; appended to
// kernels whose results it finishes

// none, relu, tanh, sigmoid, elu
override ACTIVATION: u32 = 0;

fn activate(x: f32) -> f32 {
  switch ACTIVATION {
    case 1: { return select(0.0, x, x > 0.0); }
    case 2: {
      // Adapters lose tanh's relative accuracy near 0, and some overflow far from it.
      let s = x * x;
      let near = x * (1.0 + s * (-0.333333333 + s * (0.133333333 + s * -0.0539682540)));
      return select(tanh(clamp(x, -10.0, 10.0)), near, abs(x) < 0.1);
    }
    case 3: { return 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0))); }
    case 4: { return select(exp(min(x, 0.0)) - 1.0, x, x > 0.0); }
    default: { return x; }
  }
}

fn activate_four(x: vec4f) -> vec4f {
  return vec4f(activate(x.x), activate(x.y), activate(x.z), activate(x.w));
}
