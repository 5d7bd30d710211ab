// y = (x - m) * r * scale + shift with m the mean of a row and r = 1 / sqrt(variance + epsilon),
// or, UNBIASED, 1 / (deviation with n - 1 + epsilon); statistics[i] = [m, r, k], see the gradient

override UNBIASED: bool = false;

struct Uniforms { rows: u32, columns: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> scale: array<f32>;
@group(0) @binding(2) var<storage, read> shift: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> statistics: array<f32>;
@group(0) @binding(5) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = row_of(group, groups, local);
  let start = min(i, u.rows - 1u) * u.columns;
  let lane = lane_of(local);
  let n = f32(u.columns);
  var total = 0.0;
  for (var k = lane; k < u.columns; k += LANES) { total += x[start + k]; }
  let m = row_sum(total, local) / n;
  var squares = 0.0;
  for (var k = lane; k < u.columns; k += LANES) {
    let d = x[start + k] - m;
    squares += d * d;
  }
  squares = row_sum(squares, local);
  if (i >= u.rows) { return; }
  var r = 0.0;
  var slope = 0.0;
  if (UNBIASED) {
    let deviation = sqrt(squares / (n - 1.0));
    r = 1.0 / (deviation + u.epsilon);
    if (deviation > 0.0) { slope = 1.0 / ((n - 1.0) * deviation); }
  } else {
    r = inverseSqrt(squares / n + u.epsilon);
    slope = r / n;
  }
  for (var k = lane; k < u.columns; k += LANES) {
    y[start + k] = (x[start + k] - m) * r * scale[k] + shift[k];
  }
  if (lane == 0u) {
    statistics[3u * i] = m;
    statistics[3u * i + 1u] = r;
    statistics[3u * i + 2u] = slope;
  }
}
