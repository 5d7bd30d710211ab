// y[o, i] = sum (or greatest) of x[o, k] over k = i, i + columns, i + 2 columns, ... < length

override GREATEST: bool = false;

struct Uniforms { outer: u32, length: u32, columns: u32, scale: f32 }

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
  let start = at.row * u.length;
  for (var i = at.first; i < at.end; i += at.step) {
    if (GREATEST) {
      var greatest = x[start + i];
      for (var k = i + u.columns; k < u.length; k += u.columns) {
        greatest = max(greatest, x[start + k]);
      }
      y[at.row * u.columns + i] = greatest;
    } else {
      var total = 0.0;
      for (var k = i; k < u.length; k += u.columns) { total += x[start + k]; }
      y[at.row * u.columns + i] = total * u.scale;
    }
  }
}
