// running_mean += momentum * (mean - running_mean), running_variance likewise to the unbiased variance:
// variance * correction, which is rows / (rows - 1)

struct Uniforms { columns: u32, momentum: f32, correction: f32 }

@group(0) @binding(0) var<storage, read> mean: array<f32>;
@group(0) @binding(1) var<storage, read> variance: array<f32>;
@group(0) @binding(2) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(3) var<storage, read_write> running_variance: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= u.columns) { return; }
  running_mean[c] += u.momentum * (mean[c] - running_mean[c]);
  running_variance[c] += u.momentum * (variance[c] * u.correction - running_variance[c]);
}
