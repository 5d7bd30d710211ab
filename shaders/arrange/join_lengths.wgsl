// y[n] = min(la[n], a_time) + min(lb[n], b_time)

struct Uniforms { batch: u32, a_time: u32, b_time: u32 }

@group(0) @binding(0) var<storage, read> la: array<u32>;
@group(0) @binding(1) var<storage, read> lb: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let n = id.y * groups.x * 64u + id.x;
  if (n >= u.batch) { return; }
  y[n] = min(la[n], u.a_time) + min(lb[n], u.b_time);
}
