// y[i, k] = e^x[i, k] / (sum over j of e^x[i, j]), or its logarithm; a row by LANES invocations

override LOGARITHM: bool = false;

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = row_of(group, groups, local);
  // Invocations past the last row work on it too, and write nothing: all must reach the barriers.
  let start = min(i, u.rows - 1u) * u.columns;
  let end = start + u.columns;
  let first = start + lane_of(local);
  var greatest = x[start];
  for (var k = first; k < end; k += LANES) { greatest = max(greatest, x[k]); }
  greatest = row_max(greatest, local);
  var total = 0.0;
  for (var k = first; k < end; k += LANES) {
    let e = exp(x[k] - greatest);
    total += e;
    if (!LOGARITHM && i < u.rows) { y[k] = e; }
  }
  total = row_sum(total, local);
  if (i >= u.rows) { return; }
  if (LOGARITHM) {
    let log_total = log(total);
    for (var k = first; k < end; k += LANES) { y[k] = (x[k] - greatest) - log_total; }
  } else {
    let scale = 1.0 / total;
    for (var k = first; k < end; k += LANES) { y[k] *= scale; }
  }
}
