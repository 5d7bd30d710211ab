// Sums over a row of the logits z, shared by LANES invocations; appended to the kernels of cross-entropies, which
// call rows.wgsl too. All invocations of the workgroup must call them.

// The greatest logit of the row from start up to end, of which an invocation reads from first on.
fn greatest_logit(start: u32, first: u32, end: u32, local: u32) -> f32 {
  var greatest = z[start];
  for (var k = first; k < end; k += LANES) { greatest = max(greatest, z[k]); }
  return row_max(greatest, local);
}

// The sum of e^(z - greatest) over the row.
fn sum_of_exponentials(greatest: f32, first: u32, end: u32, local: u32) -> f32 {
  var total = 0.0;
  for (var k = first; k < end; k += LANES) { total += exp(z[k] - greatest); }
  return row_sum(total, local);
}
