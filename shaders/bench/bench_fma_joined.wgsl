// y[i] = sum of 6 numbers a, each of which became a * s + t[k] for 64 k in turn, `rounds` times. It is for
// processors that run neighbouring vectors as one of 256 bits where nothing stands between them: what is
// read and written again and again has constant places in workgroup memory once the loop is written out.
// A workgroup of 16 is two such vectors, so that 6 numbers and what is added fill the registers.

struct Uniforms { rounds: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

var<workgroup> added: array<f32, 1024>;
var<workgroup> numbers: array<f32, 96>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let lane = local.x;
  let s = x[0];
  for (var k = 0u; k < 64; k++) { added[k * 16 + lane] = x[1]; }
  for (var n = 0u; n < 6; n++) { numbers[n * 16 + lane] = f32(lane + n); }
  for (var round = 0u; round < u.rounds; round++) {
    var a0 = numbers[lane];
    var a1 = numbers[16 + lane];
    var a2 = numbers[32 + lane];
    var a3 = numbers[48 + lane];
    var a4 = numbers[64 + lane];
    var a5 = numbers[80 + lane];
    for (var k = 0u; k < 64; k++) {
      let t = added[k * 16 + lane];
      a0 = fma(a0, s, t);
      a1 = fma(a1, s, t);
      a2 = fma(a2, s, t);
      a3 = fma(a3, s, t);
      a4 = fma(a4, s, t);
      a5 = fma(a5, s, t);
    }
    numbers[lane] = a0;
    numbers[16 + lane] = a1;
    numbers[32 + lane] = a2;
    numbers[48 + lane] = a3;
    numbers[64 + lane] = a4;
    numbers[80 + lane] = a5;
  }
  var sum = 0.0;
  for (var n = 0u; n < 6; n++) { sum += numbers[n * 16 + lane]; }
  y[group.x * 16 + lane] = sum;
}
