// dx = dy * slope(y) of the functions in activate.wgsl, four at a time

// none, relu, tanh, sigmoid, elu
override ACTIVATION: u32 = 0;

struct Uniforms { quads: u32 }

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> y: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64 + id.x;
  if (i >= u.quads) { return; }
  dx[i] = dy[i] * slope(y[i]);
}

fn slope(y: vec4f) -> vec4f {
  switch ACTIVATION {
    case 1: { return select(vec4f(), vec4f(1), y > vec4f()); }
    case 2: { return 1.0 - y * y; }
    case 3: { return y * (1.0 - y); }
    case 4: { return select(y + 1.0, vec4f(1), y > vec4f()); }
    default: { return vec4f(1); }
  }
}
