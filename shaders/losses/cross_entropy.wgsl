// loss[i] = log(sum over k of e^z[i, k]) - z[i, class of i]; a row by LANES invocations

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> classes: array<u32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = row_of(group, groups, local);
  let row = min(i, u.rows - 1u);
  let start = row * u.columns;
  let end = start + u.columns;
  let first = start + lane_of(local);
  let greatest = greatest_logit(start, first, end, local);
  let total = sum_of_exponentials(greatest, first, end, local);
  if (i >= u.rows || lane_of(local) > 0u) { return; }
  loss[i] = log(total) - (z[start + min(classes[i], u.columns - 1u)] - greatest);
}
