// mean[c] and variance[c] of all rows from those of the parts (Chan et al., 1979), which have span rows
// each, but the last what is left

struct Uniforms { rows: u32, columns: u32, span: u32, parts: u32 }

@group(0) @binding(0) var<storage, read> means: array<f32>;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
@group(0) @binding(3) var<storage, read_write> variance: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= u.columns) { return; }
  var center = means[c];
  var sum = squares[c];
  var count = f32(min(u.span, u.rows));
  for (var p = 1u; p < u.parts; p++) {
    let more = f32(min(u.span, u.rows - p * u.span));
    let d = means[p * u.columns + c] - center;
    let all = count + more;
    center += d * (more / all);
    sum += squares[p * u.columns + c] + d * d * (count * more / all);
    count = all;
  }
  mean[c] = center;
  variance[c] = sum / count;
}
