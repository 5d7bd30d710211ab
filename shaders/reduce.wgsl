// y[o, i] = sum (or greatest) of x[o, k] over k = i, i + columns, i + 2 columns, ... < length

override GREATEST: bool = false;

struct Uniforms { outer: u32, length: u32, columns: u32, scale: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place_of(id, groups, u.columns);
  if (at.row >= u.outer || at.column >= u.columns) { return; }
  let first = at.row * u.length;
  let to = at.row * u.columns + at.column;
  if (GREATEST) {
    var greatest = x[first + at.column];
    for (var k = at.column + u.columns; k < u.length; k += u.columns) {
      greatest = max(greatest, x[first + k]);
    }
    y[to] = greatest;
  } else {
    var total = 0.0;
    for (var k = at.column; k < u.length; k += u.columns) { total += x[first + k]; }
    y[to] = total * u.scale;
  }
}
