// activate(x): x, max(x, 0), tanh(x), 1 / (1 + e^-x), or x above 0 and e^x - 1 below; appended to
// kernels whose results it finishes

// none, relu, tanh, sigmoid, elu
override ACTIVATION: u32 = 0;

fn activate(x: vec4f) -> vec4f {
  switch ACTIVATION {
    case 1: { return select(vec4f(), x, x > vec4f()); }
    case 2: {
      // Adapters lose tanh's relative accuracy near 0, and some overflow far from it.
      let s = x * x;
      let near = x * (1.0 + s * (-0.333333333 + s * (0.133333333 + s * -0.0539682540)));
      return select(tanh(clamp(x, vec4f(-10), vec4f(10))), near, abs(x) < vec4f(0.1));
    }
    case 3: { return 1.0 / (1.0 + exp(-clamp(x, vec4f(-80), vec4f(80)))); }
    case 4: { return select(exp(min(x, vec4f())) - 1.0, x, x > vec4f()); }
    default: { return x; }
  }
}
