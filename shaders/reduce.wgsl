// y[o, p, i] = sum (or greatest) of x[o, k, i] over k = p, p + parts, p + 2 parts, ... < length

override GREATEST: bool = false;

struct Uniforms { outer: u32, length: u32, inner: u32, parts: u32, scale: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64u + id.x;
  if (index >= u.outer * u.parts * u.inner) { return; }
  let i = index % u.inner;
  let p = index / u.inner % u.parts;
  let o = index / (u.inner * u.parts);
  let first = o * u.length * u.inner + i;
  if (GREATEST) {
    var greatest = x[first + p * u.inner];
    for (var k = p + u.parts; k < u.length; k += u.parts) {
      greatest = max(greatest, x[first + k * u.inner]);
    }
    y[index] = greatest;
  } else {
    var total = 0.0;
    for (var k = p; k < u.length; k += u.parts) { total += x[first + k * u.inner]; }
    y[index] = total * u.scale;
  }
}
