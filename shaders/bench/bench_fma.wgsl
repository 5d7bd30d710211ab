// y[i] = sum of 16 vec4 a, each of which became a * s + t for 4 * rounds times

struct Uniforms { elements: u32, rounds: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(2) var<uniform> u: Uniforms;

fn four(a: vec4f, s: vec4f, t: vec4f) -> vec4f {
  return fma(fma(fma(fma(a, s, t), s, t), s, t), s, t);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  let s = x[0];
  let t = x[1];
  let start = t + f32(i & 63u);
  var a0 = start + 0.0;
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
  var a12 = start + 12.0;
  var a13 = start + 13.0;
  var a14 = start + 14.0;
  var a15 = start + 15.0;
  for (var round = 0u; round < u.rounds; round += 1u) {
    a0 = four(a0, s, t);
    a1 = four(a1, s, t);
    a2 = four(a2, s, t);
    a3 = four(a3, s, t);
    a4 = four(a4, s, t);
    a5 = four(a5, s, t);
    a6 = four(a6, s, t);
    a7 = four(a7, s, t);
    a8 = four(a8, s, t);
    a9 = four(a9, s, t);
    a10 = four(a10, s, t);
    a11 = four(a11, s, t);
    a12 = four(a12, s, t);
    a13 = four(a13, s, t);
    a14 = four(a14, s, t);
    a15 = four(a15, s, t);
  }
  y[i] = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 +
    a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15;
}
