// dx = y * (dy - sum of dy * y), or of the logarithm dx = dy - e^y * (sum of dy), sums over a row

override LOGARITHM: bool = false;

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = row_of(group, groups, local);
  let start = min(i, u.rows - 1u) * u.columns;
  let end = start + u.columns;
  let first = start + lane_of(local);
  var total = 0.0;
  for (var k = first; k < end; k += LANES) { total += dy[k] * select(y[k], 1.0, LOGARITHM); }
  total = row_sum(total, local);
  if (i >= u.rows) { return; }
  for (var k = first; k < end; k += LANES) {
    if (LOGARITHM) { dx[k] = dy[k] - exp(y[k]) * total; } else { dx[k] = y[k] * (dy[k] - total); }
  }
}
