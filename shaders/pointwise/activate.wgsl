// How kernels finish their results; the op appends fn activate(x: f32) -> f32, which chooses among the
// functions that it knows by ACTIVATION

override ACTIVATION: u32 = 0;

fn activate_four(x: vec4f) -> vec4f {
  return vec4f(activate(x.x), activate(x.y), activate(x.z), activate(x.w));
}
