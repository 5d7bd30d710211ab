// y[n, block, k, lane] = term k of unit LANES block + lane in matrix n of x, whose rows hold the gates;
// past the last unit the values are arbitrary: lanes there store nothing

override LANES: u32 = 8;

struct Uniforms { hidden: u32, matrices: u32, depth: u32, along_depth: u32, along_units: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) id: vec3u,
) {
  // A direction has 4 matrices of neighbouring columns, or is one.
  let direction = group.y / u.matrices * u.hidden * 4u * u.hidden;
  let gate = group.y % u.matrices * u.hidden;
  let first = direction + gate + (group.x * LANES + id.x) * u.along_units;
  let start = (group.y * groups.x + group.x) * u.depth * LANES + id.x;
  for (var k = 0u; k < u.depth; k++) { y[start + LANES * k] = x[first + k * u.along_depth]; }
}
