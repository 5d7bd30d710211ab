// y[n, t, d] = h behind the token at t in direction d, 0 at padding; c[d, n] = cells behind the last token; the
// units of a time of a row in a direction by LANES invocations
//
// In the steps y would be stored a few units at a time, each in a line of a cache that may have to be fetched.

struct Uniforms { rows: u32, columns: u32, batch: u32, time: u32, directions: u32 }

@group(0) @binding(0) var<storage, read> previous: array<f32>;
@group(0) @binding(1) var<storage, read> last: array<f32>;
@group(0) @binding(2) var<storage, read> cells: array<f32>;
@group(0) @binding(3) var<storage, read> first_c: array<f32>;
@group(0) @binding(4) var<storage, read> lengths: array<u32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;
@group(0) @binding(6) var<storage, read_write> c: array<f32>;
@group(0) @binding(7) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = row_of(group, groups, local);
  if (row >= u.rows) { return; }
  let t = row % u.time;
  let whole = row / u.time; // d, n
  let d = whole / u.batch;
  let n = whole % u.batch;
  let length = min(lengths[n], u.time);
  let out = ((n * u.time + t) * u.directions + d) * u.columns;
  let own = whole * u.columns;
  let first = lane_of(local);
  if (t >= length) {
    for (var k = first; k < u.columns; k += LANES) { y[out + k] = 0.0; }
    if (t > 0u) { return; }
    for (var k = first; k < u.columns; k += LANES) { c[own + k] = first_c[own + k]; }
    return;
  }
  let step = time_of(d, length, t); // the time of a step is the step of that time
  if (step + 1u < length) {
    let next = (whole * u.time + time_of(d, length, step + 1u)) * u.columns;
    for (var k = first; k < u.columns; k += LANES) { y[out + k] = previous[next + k]; }
    return;
  }
  let cell = row * u.columns;
  for (var k = first; k < u.columns; k += LANES) {
    y[out + k] = last[own + k];
    c[own + k] = cells[cell + k];
  }
}
