// da[n, t] = dy[n, t] for t < la[n], else 0; with SECOND db[n, t] = dy[n, la[n] + t] for t < lb[n],
// else 0
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

// Whether the rows are the rows of b.
override SECOND: bool = false;

struct Uniforms { batch: u32, a_time: u32, b_time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> la: array<u32>;
@group(0) @binding(2) var<storage, read> lb: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> dy_single: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx_single: array<f32>;

fn time_of() -> u32 { return select(u.a_time, u.b_time, SECOND); }

// Whether a row is in y, and its place there.
struct Source { real: bool, row: u32 }

fn source_of(row: u32) -> Source {
  let n = row / time_of();
  let t = row - n * time_of();
  let first = min(la[n], u.a_time);
  let length = select(first, min(lb[n], u.b_time), SECOND);
  return Source(t < length, n * (u.a_time + u.b_time) + t + select(0u, first, SECOND));
}

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * time_of()) { return; }
  let own = at.row * u.columns;
  let source = source_of(at.row);
  let start = source.row * u.columns;
  if (source.real) {
    for (var d = at.first; d < at.end; d += at.step) { dx[own + d] = dy[start + d]; }
  } else {
    for (var d = at.first; d < at.end; d += at.step) { dx[own + d] = vec4f(); }
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * time_of()) { return; }
  let own = at.row * u.columns;
  let source = source_of(at.row);
  let start = source.row * u.columns;
  if (source.real) {
    for (var d = at.first; d < at.end; d += at.step) { dx_single[own + d] = dy_single[start + d]; }
  } else {
    for (var d = at.first; d < at.end; d += at.step) { dx_single[own + d] = 0.0; }
  }
}
