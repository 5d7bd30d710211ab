// c[i] = activate(sum over p of x[p, i] + bias[i modulo columns]), four at a time; the op appends
// activate

override BIAS: bool = false;

struct Uniforms { quads: u32, parts: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64 + id.x;
  if (i >= u.quads) { return; }
  var total = x[i];
  for (var p = 1u; p < u.parts; p++) { total += x[p * u.quads + i]; }
  if (BIAS) {
    let j = (vec4u(0, 1, 2, 3) + 4 * i) % u.columns;
    total += vec4f(bias[j.x], bias[j.y], bias[j.z], bias[j.w]);
  }
  c[i] = activate_four(total);
}
