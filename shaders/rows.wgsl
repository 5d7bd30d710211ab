// row_sum(v) = sum of v, row_max(v) = greatest v, over the LANES invocations that share a row

override LANES: u32 = 1u;

var<workgroup> parts: array<f32, 64>;

// All invocations of the workgroup must call it, with their local index.
fn row_sum(value: f32, local: u32) -> f32 {
  if (LANES == 1u) { return value; }
  parts[local] = value;
  workgroupBarrier();
  for (var step = LANES / 2u; step > 0u; step /= 2u) {
    if (local % LANES < step) { parts[local] += parts[local + step]; }
    workgroupBarrier();
  }
  let total = parts[local - local % LANES];
  workgroupBarrier();
  return total;
}

fn row_max(value: f32, local: u32) -> f32 {
  if (LANES == 1u) { return value; }
  parts[local] = value;
  workgroupBarrier();
  for (var step = LANES / 2u; step > 0u; step /= 2u) {
    if (local % LANES < step) { parts[local] = max(parts[local], parts[local + step]); }
    workgroupBarrier();
  }
  let greatest = parts[local - local % LANES];
  workgroupBarrier();
  return greatest;
}
