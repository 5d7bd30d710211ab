// Products by tiles of six rows and LANES columns; appended to the kernels of attention that keep what
// they multiply in workgroup memory. Processors run neighbouring vectors as one of 256 bits where nothing
// stands between them, so that the panel and the tile are at places that are constant once loops are
// written out. Each invocation uses its own column alone.

override LANES: u32 = 16;
// Columns of a head that are multiplied at once: a multiple of 4.
override SPAN: u32 = 64;
// Whether four columns of a row are one element: where a head's columns are a multiple of 4.
override FOURS: bool = true;
override LEFT_ROW: u32 = (SPAN + 15) / 16 * 16;
// From a row of weights to the next, which begins in another place of the cache.
override ROW: u32 = KEYS + 4;
override TILE: u32 = 6 * LANES;

// Of a span of columns of the rows of the other kind, or of a span of rows and LANES columns of them.
var<workgroup> panel: array<f32, PANEL>;
var<workgroup> tile: array<f32, TILE>;
var<workgroup> done: array<f32, TILE>;
// What is multiplied and the sums: queries or gradients of y, weights, slopes, sums.
var<workgroup> room: array<f32, ROOM>;

// Left factors and sums in the room, and distances between their rows and terms; sums begin with those at
// `start`, all with the same row where `start_row` is 0.
struct Factors {
  left: u32,
  left_row: u32,
  left_term: u32,
  start: u32,
  start_row: u32,
  sums: u32,
  sums_row: u32,
}

// Adds the products of rows and the panel's columns to the sums of some tiles.
fn multiply(f: Factors, tiles: u32, terms: u32, x: u32) {
  for (var r = 0u; r < 6; r++) { tile[r * LANES + x] = room[f.start + r * f.start_row + x]; }
  for (var y = 0u; y < tiles; y++) {
    var c0 = tile[x];
    var c1 = tile[LANES + x];
    var c2 = tile[2 * LANES + x];
    var c3 = tile[3 * LANES + x];
    var c4 = tile[4 * LANES + x];
    var c5 = tile[5 * LANES + x];
    // The next tile, now: what was just written in halves cannot be read at once as a whole.
    for (var r = 0u; r < 6; r++) {
      tile[r * LANES + x] = room[f.start + (y + 1) * 6 * f.start_row + r * f.start_row + x];
    }
    let p = f.left + y * 6 * f.left_row;
    for (var t = 0u; t < terms; t++) {
      let right = panel[t * LANES + x];
      c0 = fma(room[p + t * f.left_term], right, c0);
      c1 = fma(room[p + f.left_row + t * f.left_term], right, c1);
      c2 = fma(room[p + 2 * f.left_row + t * f.left_term], right, c2);
      c3 = fma(room[p + 3 * f.left_row + t * f.left_term], right, c3);
      c4 = fma(room[p + 4 * f.left_row + t * f.left_term], right, c4);
      c5 = fma(room[p + 5 * f.left_row + t * f.left_term], right, c5);
    }
    done[x] = c0;
    done[LANES + x] = c1;
    done[2 * LANES + x] = c2;
    done[3 * LANES + x] = c3;
    done[4 * LANES + x] = c4;
    done[5 * LANES + x] = c5;
    for (var r = 0u; r < 6; r++) {
      room[f.sums + (y * 6 + r) * f.sums_row + x] = done[r * LANES + x];
    }
  }
}

// The greatest of 16 neighbours in the room.
fn greatest_of(at: u32) -> f32 {
  let a = max(max(room[at], room[at + 1]), max(room[at + 2], room[at + 3]));
  let b = max(max(room[at + 4], room[at + 5]), max(room[at + 6], room[at + 7]));
  let c = max(max(room[at + 8], room[at + 9]), max(room[at + 10], room[at + 11]));
  let d = max(max(room[at + 12], room[at + 13]), max(room[at + 14], room[at + 15]));
  return max(max(a, b), max(c, d));
}

// The sum of 16 neighbours in the room.
fn sum_of(at: u32) -> f32 {
  let a = (room[at] + room[at + 8]) + (room[at + 4] + room[at + 12]);
  let b = (room[at + 1] + room[at + 9]) + (room[at + 5] + room[at + 13]);
  let c = (room[at + 2] + room[at + 10]) + (room[at + 6] + room[at + 14]);
  let d = (room[at + 3] + room[at + 11]) + (room[at + 7] + room[at + 15]);
  return (a + c) + (b + d);
}
