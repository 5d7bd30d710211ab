// y[i, k] = 1 where k = classes[i], else 0

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> classes: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  let right = classes[at.row];
  for (var k = at.first; k < at.end; k += at.step) {
    y[at.row * u.columns + k] = select(0.0, 1.0, k == right);
  }
}
