// marker[0] = number of the first inspection that found a NaN in x; 0 while none has

struct Uniforms { elements: u32, number: u32 }

// Bits, because comparisons of NaN are not reliable on every adapter.
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> marker: array<atomic<u32>>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  if ((x[i] & 0x7fffffffu) > 0x7f800000u) {
    atomicCompareExchangeWeak(&marker[0], 0u, u.number);
  }
}
