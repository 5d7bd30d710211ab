// values[r, d] = sum of dy[b, d] / lengths[b] over the positions b, t < lengths[b] of the r-th
// distinct row, 0 past the last; index = [count, row of each r, where its positions start (and
// end), positions]
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { time: u32, columns: u32, positions: u32 }

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> index: array<u32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> values: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> dy_single: array<f32>;
@group(0) @binding(3) var<storage, read_write> values_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.positions) { return; }
  let r = at.row;
  let starts = 1u + u.positions;
  let order = starts + u.positions + 1u;
  var begin = 0u;
  var end = 0u;
  if (r < index[0]) {
    begin = index[starts + r];
    end = index[starts + r + 1u];
  }
  for (var d = at.first; d < at.end; d += at.step) {
    var total = vec4f();
    for (var k = begin; k < end; k++) {
      let p = index[order + k];
      let b = p / u.time;
      let length = min(lengths[b], u.time);
      if (p - b * u.time < length) { total += dy[b * u.columns + d] / f32(length); }
    }
    values[r * u.columns + d] = total;
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.positions) { return; }
  let r = at.row;
  let starts = 1u + u.positions;
  let order = starts + u.positions + 1u;
  var begin = 0u;
  var end = 0u;
  if (r < index[0]) {
    begin = index[starts + r];
    end = index[starts + r + 1u];
  }
  for (var d = at.first; d < at.end; d += at.step) {
    var total = 0.0;
    for (var k = begin; k < end; k++) {
      let p = index[order + k];
      let b = p / u.time;
      let length = min(lengths[b], u.time);
      if (p - b * u.time < length) { total += dy_single[b * u.columns + d] / f32(length); }
    }
    values_single[r * u.columns + d] = total;
  }
}
