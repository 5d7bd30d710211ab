// Reads the pixels of tiles of x, 0 outside of the image; appended to the kernels that transform tiles, with
// winograd_tiles

@group(0) @binding(0) var<storage, read> x: array<f32>;

fn load(row: Line, column: Line, c: u32) -> f32 {
  return select(0.0, x[row.start + column.start + c], row.inside && column.inside);
}
