// y[n, t] = a[n, t] for t < la[n], b[n, t - la[n]] for t < la[n] + lb[n], else 0
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { batch: u32, a_time: u32, b_time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read> la: array<u32>;
@group(0) @binding(3) var<storage, read> lb: array<u32>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(5) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> a_single: array<f32>;
@group(0) @binding(1) var<storage, read> b_single: array<f32>;
@group(0) @binding(4) var<storage, read_write> y_single: array<f32>;

// Where a row of y comes from: a, b or nowhere, and the row there.
struct Source { input: u32, row: u32 }

fn source_of(row: u32) -> Source {
  let time = u.a_time + u.b_time;
  let n = row / time;
  let t = row - n * time;
  let first = min(la[n], u.a_time);
  if (t < first) { return Source(0u, n * u.a_time + t); }
  if (t - first < min(lb[n], u.b_time)) { return Source(1u, n * u.b_time + t - first); }
  return Source(2u, 0u);
}

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * (u.a_time + u.b_time)) { return; }
  let source = source_of(at.row);
  let start = source.row * u.columns;
  let own = at.row * u.columns;
  if (source.input == 0u) {
    for (var d = at.first; d < at.end; d += at.step) { y[own + d] = a[start + d]; }
  } else if (source.input == 1u) {
    for (var d = at.first; d < at.end; d += at.step) { y[own + d] = b[start + d]; }
  } else {
    for (var d = at.first; d < at.end; d += at.step) { y[own + d] = vec4f(); }
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * (u.a_time + u.b_time)) { return; }
  let source = source_of(at.row);
  let start = source.row * u.columns;
  let own = at.row * u.columns;
  if (source.input == 0u) {
    for (var d = at.first; d < at.end; d += at.step) { y_single[own + d] = a_single[start + d]; }
  } else if (source.input == 1u) {
    for (var d = at.first; d < at.end; d += at.step) { y_single[own + d] = b_single[start + d]; }
  } else {
    for (var d = at.first; d < at.end; d += at.step) { y_single[own + d] = 0.0; }
  }
}
