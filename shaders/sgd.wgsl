// w, m = sgd(w, m, g), four elements an invocation; sgd is in sgd_rule.wgsl

struct Uniforms { quads: u32, momentum: f32, decay: f32 }

@group(0) @binding(0) var<storage, read> g: array<vec4f>;
// rate
@group(0) @binding(1) var<storage, read> progress: array<f32>;
@group(0) @binding(2) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.quads) { return; }
  var momentum = vec4f();
  if (MOMENTUM) { momentum = m[i]; }
  let after = sgd(w[i], momentum, g[i]);
  w[i] = after.w;
  if (MOMENTUM) { m[i] = after.m; }
}
