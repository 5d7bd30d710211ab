// The rows of a workgroup, each shared by LANES invocations; appended to the kernels of RowKernel

override LANES: u32 = 1u;
// Invocations of a workgroup.
override SIZE: u32 = 64u;

var<workgroup> parts: array<f32, SIZE>;

// The row of an invocation. Where a workgroup has one row, it is computed from the workgroup alone, so
// that compilers see that all invocations share it.
fn row_of(group: vec3u, groups: vec3u, local: u32) -> u32 {
  let first = (group.y * groups.x + group.x) * (SIZE / LANES);
  if (LANES == SIZE) { return first; }
  return first + local / LANES;
}

// The number of an invocation among the LANES that share a row.
fn lane_of(local: u32) -> u32 {
  if (LANES == SIZE) { return local; }
  return local % LANES;
}

// The sum of a value over the LANES invocations. All invocations of the workgroup must call it.
fn row_sum(value: f32, local: u32) -> f32 {
  if (LANES == 1u) { return value; }
  parts[local] = value;
  workgroupBarrier();
  for (var step = LANES / 2u; step > 0u; step /= 2u) {
    if (lane_of(local) < step) { parts[local] += parts[local + step]; }
    workgroupBarrier();
  }
  let total = parts[local - lane_of(local)];
  workgroupBarrier();
  return total;
}

// The greatest value among the LANES invocations. All invocations of the workgroup must call it.
fn row_max(value: f32, local: u32) -> f32 {
  if (LANES == 1u) { return value; }
  parts[local] = value;
  workgroupBarrier();
  for (var step = LANES / 2u; step > 0u; step /= 2u) {
    if (lane_of(local) < step) { parts[local] = max(parts[local], parts[local + step]); }
    workgroupBarrier();
  }
  let greatest = parts[local - lane_of(local)];
  workgroupBarrier();
  return greatest;
}
