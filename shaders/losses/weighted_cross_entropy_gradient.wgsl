// dz[i, k] = dloss * w[i] * (softmax(z)[i, k] - (1 - s) (k is the class of i) - s / columns) / rows; a row by LANES
// invocations

struct Uniforms { rows: u32, columns: u32, smoothing: f32 }

@group(0) @binding(0) var<storage, read> dloss: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> classes: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> dz: array<f32>;
@group(0) @binding(5) var<uniform> u: Uniforms;

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
  if (i >= u.rows) { return; }
  let scale = dloss[0] * weights[row] / f32(u.rows);
  let right = start + min(classes[row], u.columns - 1u);
  let rest = u.smoothing / f32(u.columns);
  for (var k = first; k < end; k += LANES) {
    var p = exp(z[k] - greatest) / total;
    // Lost in the rounding of the others; behind some layers it would be a subnormal number.
    if (p < 1e-20) { p = 0.0; }
    dz[k] = scale * (p - select(rest, 1.0 - u.smoothing + rest, k == right));
  }
}
