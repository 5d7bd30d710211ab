// y[i0, ..., i5] = x[i0 * stride0 + ... + i5 * stride5], the last axis fastest in y

struct Uniforms {
  elements: u32,
  size1: u32, size2: u32, size3: u32, size4: u32, size5: u32,
  stride0: u32, stride1: u32, stride2: u32, stride3: u32, stride4: u32, stride5: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  var rest = i;
  var at = rest % u.size5 * u.stride5;
  rest /= u.size5;
  at += rest % u.size4 * u.stride4;
  rest /= u.size4;
  at += rest % u.size3 * u.stride3;
  rest /= u.size3;
  at += rest % u.size2 * u.stride2;
  rest /= u.size2;
  at += rest % u.size1 * u.stride1;
  y[i] = x[at + rest / u.size1 * u.stride0];
}
