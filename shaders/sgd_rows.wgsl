// row r = rows[i] of w, m = sgd(w, m, g[i]) for i < count; sgd is in sgd_rule.wgsl

struct Uniforms { width: u32, momentum: f32, decay: f32 }

// Rows of any length: width counts elements.
@group(0) @binding(0) var<storage, read> g: array<f32>;
// count, rows[positions], ...
@group(0) @binding(1) var<storage, read> index: array<u32>;
// rate
@group(0) @binding(2) var<storage, read> progress: array<f32>;
@group(0) @binding(3) var<storage, read_write> w: array<f32>;
@group(0) @binding(4) var<storage, read_write> m: array<f32>;
@group(0) @binding(5) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= index[0] * u.width) { return; }
  let k = index[1u + i / u.width] * u.width + i % u.width;
  var momentum = 0.0;
  if (MOMENTUM) { momentum = m[k]; }
  let after = sgd(vec4f(w[k]), vec4f(momentum), vec4f(g[i]));
  w[k] = after.w.x;
  if (MOMENTUM) { m[k] = after.m.x; }
}
