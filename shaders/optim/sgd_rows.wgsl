// row r = rows[i] of w, m = sgd(w, m, g[i]) for i < count; sgd is in sgd_rule.wgsl

struct Uniforms { positions: u32, columns: u32, momentum: f32, decay: f32 }

@group(0) @binding(0) var<storage, read> g: array<f32>;
// count, rows[positions], ...
@group(0) @binding(1) var<storage, read> index: array<u32>;
// rate
@group(0) @binding(2) var<storage, read> progress: array<f32>;
@group(0) @binding(3) var<storage, read_write> w: array<f32>;
@group(0) @binding(4) var<storage, read_write> m: array<f32>;
@group(0) @binding(5) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= min(index[0], u.positions)) { return; }
  let start = index[1u + at.row] * u.columns;
  for (var d = at.first; d < at.end; d += at.step) {
    let i = at.row * u.columns + d;
    let k = start + d;
    var momentum = 0.0;
    if (MOMENTUM) { momentum = m[k]; }
    let after = sgd(w[k], momentum, g[i]);
    w[k] = after.w;
    if (MOMENTUM) { m[k] = after.m; }
  }
}
