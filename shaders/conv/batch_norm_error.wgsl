// dy times the slope of the activation at z; appended to the kernels batch_norm_* of gradients, with
// activate

fn error_of(dy: f32, z: f32) -> f32 {
  switch ACTIVATION {
    case 1: { return select(0.0, dy, z > 0.0); }
    case 2: { let y = activate(z); return dy * (1.0 - y * y); }
    case 3: { let y = activate(z); return dy * (y * (1.0 - y)); }
    case 4: { return dy * select(activate(z) + 1.0, 1.0, z > 0.0); }
    default: { return dy; }
  }
}
