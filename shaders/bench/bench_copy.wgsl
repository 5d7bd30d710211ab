// y = x, `elements` times one vec4 an invocation (main) or eight neighbours (main_eight)

struct Uniforms { elements: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  y[i] = x[i];
}

@compute @workgroup_size(64)
fn main_eight(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  let first = 8u * i;
  let a = x[first];
  let b = x[first + 1u];
  let c = x[first + 2u];
  let d = x[first + 3u];
  let e = x[first + 4u];
  let f = x[first + 5u];
  let g = x[first + 6u];
  let h = x[first + 7u];
  y[first] = a;
  y[first + 1u] = b;
  y[first + 2u] = c;
  y[first + 3u] = d;
  y[first + 4u] = e;
  y[first + 5u] = f;
  y[first + 6u] = g;
  y[first + 7u] = h;
}
