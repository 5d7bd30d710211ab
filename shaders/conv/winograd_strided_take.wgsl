// Reads the 81 numbers of a row and a channel, a column of pixels at a time; appended to the kernels that do,
// with winograd_strided_places

@group(0) @binding(0) var<storage, read> finites: array<f32>;
@group(0) @binding(1) var<storage, read> mixed: array<f32>;
@group(0) @binding(2) var<storage, read> last: array<f32>;

// Column q of the finite points, of the columns of pixels that meet outer elements, or of those between.
fn take(q: u32, between: u32, source: Places) -> Nine {
  let at = source.finite + q * source.plane + between * source.kind;
  let other = at + 2 * source.kind;
  return Nine(
    finites[at], finites[at + 4 * source.plane],
    finites[at + 8 * source.plane], finites[at + 12 * source.plane],
    mixed[source.mixed + (4 + q) * source.mixed_plane + between * source.kind],
    finites[other], finites[other + 4 * source.plane],
    finites[other + 8 * source.plane], finites[other + 12 * source.plane],
  );
}

// The column at infinity.
fn take_last(source: Places) -> Nine {
  let at = source.mixed;
  let other = at + source.kind;
  return Nine(
    mixed[at], mixed[at + source.mixed_plane],
    mixed[at + 2 * source.mixed_plane], mixed[at + 3 * source.mixed_plane],
    last[source.last],
    mixed[other], mixed[other + source.mixed_plane],
    mixed[other + 2 * source.mixed_plane], mixed[other + 3 * source.mixed_plane],
  );
}
