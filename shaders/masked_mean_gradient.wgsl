// dx[b, t, d] = dy[b, d] / lengths[b] for t < lengths[b], else 0

struct Uniforms { batch: u32, time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.batch * u.time * u.columns) { return; }
  let d = i % u.columns;
  let t = i / u.columns % u.time;
  let b = i / (u.columns * u.time);
  let length = min(lengths[b], u.time);
  var slope = 0.0;
  if (t < length) { slope = dy[b * u.columns + d] / f32(length); }
  dx[i] = slope;
}
