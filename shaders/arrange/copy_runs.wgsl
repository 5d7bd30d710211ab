// y[y_first + o * y_stride + j] = x[x_first + o * x_stride + j] for o < outer, j < columns

struct Uniforms {
  outer: u32, columns: u32,
  x_first: u32, x_stride: u32,
  y_first: u32, y_stride: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.outer) { return; }
  for (var j = at.first; j < at.end; j += at.step) {
    y[u.y_first + at.row * u.y_stride + j] = x[u.x_first + at.row * u.x_stride + j];
  }
}
