// y[i] = sum (or greatest) of x[i, k] over k; a row by LANES invocations

override GREATEST: bool = false;

struct Uniforms { rows: u32, columns: u32, scale: f32 }

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
  let start = min(i, u.rows - 1u) * u.columns;
  let end = start + u.columns;
  let first = start + lane_of(local);
  var result = 0.0;
  if (GREATEST) {
    result = x[start];
    for (var k = first; k < end; k += LANES) { result = max(result, x[k]); }
    result = row_max(result, local);
  } else {
    for (var k = first; k < end; k += LANES) { result += x[k]; }
    result = row_sum(result, local) * u.scale;
  }
  if (i < u.rows && lane_of(local) == 0u) { y[i] = result; }
}
