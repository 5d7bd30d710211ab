// dx = r * (g - mean of g) - h * k * (sum of g * h), scaled = dy * h, over each row, where
// h = (x - m) * r, g = dy * scale, [m, r, k] = statistics[i]; k = r / n, or 1 / ((n - 1) deviation)

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> scale: array<f32>;
@group(0) @binding(3) var<storage, read> statistics: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
@group(0) @binding(5) var<storage, read_write> scaled: array<f32>;
@group(0) @binding(6) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = row_of(group, groups, local);
  let row = min(i, u.rows - 1u);
  let start = row * u.columns;
  let lane = lane_of(local);
  let m = statistics[3u * row];
  let r = statistics[3u * row + 1u];
  var total = 0.0;
  var product = 0.0;
  for (var k = lane; k < u.columns; k += LANES) {
    let g = dy[start + k] * scale[k];
    total += g;
    product += g * ((x[start + k] - m) * r);
  }
  let mean = row_sum(total, local) / f32(u.columns);
  let along = row_sum(product, local) * statistics[3u * row + 2u];
  if (i >= u.rows) { return; }
  for (var k = lane; k < u.columns; k += LANES) {
    let h = (x[start + k] - m) * r;
    dx[start + k] = r * (dy[start + k] * scale[k] - mean) - h * along;
    scaled[start + k] = dy[start + k] * h;
  }
}
