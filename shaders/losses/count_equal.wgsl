// y[0] = number of i with a[i] = b[i], by one workgroup

struct Uniforms { elements: u32 }

@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

var<workgroup> counts: array<u32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
  var count = 0u;
  for (var i = local; i < u.elements; i += 64u) { count += select(0u, 1u, a[i] == b[i]); }
  counts[local] = count;
  workgroupBarrier();
  if (local > 0u) { return; }
  for (var i = 1u; i < 64u; i++) { count += counts[i]; }
  y[0] = f32(count);
}
