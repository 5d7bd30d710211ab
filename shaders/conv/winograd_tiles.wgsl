// The walk over tiles of images, and where the pixels of a tile stand; appended to the kernels that read or
// write tiles, which say what becomes of tile t in each LANES-th channel from one on: transform(tile, t, begin)

// Invocations of a workgroup, which takes a tile.
override LANES: u32 = 8;
// Pixels from tile to tile.
override STEP: u32 = 4;

struct Uniforms {
  height: u32, width: u32, channels: u32, down: u32, across: u32, top: i32, left: i32,
  first: u32, tiles: u32,
}

// Where the image of a tile begins, and the tile's first pixel in it.
struct Tile { image: u32, y: i32, x: i32 }

fn tile_of(t: u32) -> Tile {
  let tile = u.first + t;
  let line = tile / u.across;
  let n = line / u.down;
  let above = i32(STEP * (line - n * u.down)) - u.top;
  let beside = i32(STEP * (tile - line * u.across)) - u.left;
  return Tile(n * u.height * u.width * u.channels, above, beside);
}

// A row or a column of pixels: where it begins, or some place inside where it is outside.
struct Line { start: u32, inside: bool }

fn row_of(tile: Tile, k: i32) -> Line {
  let row = u32(tile.y + k);
  let inside = row < u.height;
  return Line(tile.image + select(0, row, inside) * u.width * u.channels, inside);
}

fn column_of(tile: Tile, k: i32) -> Line {
  let column = u32(tile.x + k);
  let inside = column < u.width;
  return Line(select(0, column, inside) * u.channels, inside);
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let t = group.y * groups.x + group.x;
  if (t < u.tiles) { transform(tile_of(t), t, local.x); }
}
