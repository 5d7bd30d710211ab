// y[i] = sum of 12 numbers a, each of which became a * s + t for `rounds` times: 12 is the number that the
// vector registers of a processor hold beside s and t

struct Uniforms { rounds: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let s = x[0];
  let t = x[1];
  let start = t + f32(lane);
  var a0 = start;
  var a1 = start + 1.0;
  var a2 = start + 2.0;
  var a3 = start + 3.0;
  var a4 = start + 4.0;
  var a5 = start + 5.0;
  var a6 = start + 6.0;
  var a7 = start + 7.0;
  var a8 = start + 8.0;
  var a9 = start + 9.0;
  var a10 = start + 10.0;
  var a11 = start + 11.0;
  for (var round = 0u; round < u.rounds; round += 1u) {
    a0 = fma(a0, s, t);
    a1 = fma(a1, s, t);
    a2 = fma(a2, s, t);
    a3 = fma(a3, s, t);
    a4 = fma(a4, s, t);
    a5 = fma(a5, s, t);
    a6 = fma(a6, s, t);
    a7 = fma(a7, s, t);
    a8 = fma(a8, s, t);
    a9 = fma(a9, s, t);
    a10 = fma(a10, s, t);
    a11 = fma(a11, s, t);
  }
  y[group.x * 4u + lane] = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
}
