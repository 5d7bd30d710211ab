// partials[offset + i] = sum of x[k]^2 over every count-th element, or group of four, from the i-th on
//
// main takes elements four at a time, main_single one by one.

struct Uniforms { count: u32, elements: u32, offset: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> x_single: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.count) { return; }
  let whole = u.elements / 4u;
  var totals = vec4f();
  for (var k = i; k < whole; k += u.count) {
    let four = x[k];
    totals += four * four;
  }
  // The elements past the last whole vec4; what follows them in the buffer is undefined.
  if (i == 0u && whole * 4u < u.elements) {
    let rest = u.elements % 4u;
    let four = select(vec4f(), x[whole], vec4u(0u, 1u, 2u, 3u) < vec4u(rest));
    totals += four * four;
  }
  partials[u.offset + i] = (totals.x + totals.y) + (totals.z + totals.w);
}

@compute @workgroup_size(64)
fn main_single(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.count) { return; }
  var total = 0.0;
  for (var k = i; k < u.elements; k += u.count) { total += x_single[k] * x_single[k]; }
  partials[u.offset + i] = total;
}
