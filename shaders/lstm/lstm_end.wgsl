// h[d, n] = y[n, t, d], c[d, n] = cells[d, n, t] where t is the last time of row n in direction d

struct Uniforms { batch: u32, time: u32, hidden: u32, directions: u32, elements: u32 }

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> cells: array<f32>;
@group(0) @binding(2) var<storage, read> first_h: array<f32>;
@group(0) @binding(3) var<storage, read> first_c: array<f32>;
@group(0) @binding(4) var<storage, read> lengths: array<u32>;
@group(0) @binding(5) var<storage, read_write> h: array<f32>;
@group(0) @binding(6) var<storage, read_write> c: array<f32>;
@group(0) @binding(7) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64u + id.x;
  if (index >= u.elements) { return; }
  let unit = index % u.hidden;
  let row = index / u.hidden;
  let d = row / u.batch;
  let n = row % u.batch;
  let length = min(lengths[n], u.time);
  if (length == 0u) {
    h[index] = first_h[index];
    c[index] = first_c[index];
  } else {
    let t = time_of(d, length, length - 1u);
    h[index] = y[((n * u.time + t) * u.directions + d) * u.hidden + unit];
    c[index] = cells[(row * u.time + t) * u.hidden + unit];
  }
}
