// y[i0, ..., i5] = x[i0 * stride0 + ... + i5 * stride5], the last axis fastest in y

// Whether neighbours along the last axis are neighbours in x too.
override ALONG: bool = false;

struct Uniforms {
  rows: u32, columns: u32,
  size1: u32, size2: u32, size3: u32, size4: u32,
  stride0: u32, stride1: u32, stride2: u32, stride3: u32, stride4: u32, stride5: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  var rest = at.row;
  var start = rest % u.size4 * u.stride4;
  rest /= u.size4;
  start += rest % u.size3 * u.stride3;
  rest /= u.size3;
  start += rest % u.size2 * u.stride2;
  rest /= u.size2;
  start += rest % u.size1 * u.stride1;
  start += rest / u.size1 * u.stride0;
  for (var i5 = at.first; i5 < at.end; i5 += at.step) {
    y[at.row * u.columns + i5] = x[start + i5 * select(u.stride5, 1u, ALONG)];
  }
}
