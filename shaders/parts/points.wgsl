// The elements that an invocation works on, whatever their shape; appended to the kernels of PointKernel

// Invocations of a workgroup.
override SIZE: u32 = 64u;
// Elements that a workgroup works on; 0 where each invocation has one.
override SPAN: u32 = 0u;

// Elements from first on, every step-th before end.
struct Points { first: u32, end: u32, step: u32 }

fn points_of(id: vec3u, group: vec3u, groups: vec3u, count: u32) -> Points {
  if (SPAN > 0u) {
    let first = (group.y * groups.x + group.x) * SPAN;
    return Points(first + id.x - group.x * SIZE, min(first + SPAN, count), SIZE);
  }
  return Points(id.y * groups.x * SIZE + id.x, count, count);
}
