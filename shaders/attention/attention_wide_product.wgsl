// Products by tiles of two rows and COLUMNS columns; appended to the kernels of attention that keep what
// they multiply in workgroup memory. Processors run neighbouring vectors as one of 256 bits where nothing
// stands between them, so that the panel and the tile are at places that are constant once loops are
// written out. Each invocation uses its own two columns alone, LANES apart. Few rows, because each left factor is
// checked when it is read, and serves all columns.

override LANES: u32 = 16;
override COLUMNS: u32 = 2 * LANES;
// Columns of a head that are multiplied at once: a multiple of 4.
override SPAN: u32 = 64;
// Whether four columns of a row are one element: where a head's columns are a multiple of 4.
override FOURS: bool = true;
override LEFT_ROW: u32 = (SPAN + 15) / 16 * 16;
// From a row of weights to the next, which begins in another place of the cache.
override ROW: u32 = (KEYS + COLUMNS - 1) / COLUMNS * COLUMNS + 4;
override TILE: u32 = 2 * COLUMNS;

// Of a span of columns of the rows of the other kind, or of a span of rows and COLUMNS columns of them.
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
  for (var r = 0u; r < 2; r++) {
    tile[r * COLUMNS + x] = room[f.start + r * f.start_row + x];
    tile[r * COLUMNS + LANES + x] = room[f.start + r * f.start_row + LANES + x];
  }
  for (var y = 0u; y < tiles; y++) {
    var c0 = tile[x];
    var c1 = tile[LANES + x];
    var d0 = tile[COLUMNS + x];
    var d1 = tile[COLUMNS + LANES + x];
    // The next tile, now: what was just written in halves cannot be read at once as a whole.
    for (var r = 0u; r < 2; r++) {
      let next = f.start + ((y + 1) * 2 + r) * f.start_row + x;
      tile[r * COLUMNS + x] = room[next];
      tile[r * COLUMNS + LANES + x] = room[next + LANES];
    }
    let p = f.left + y * 2 * f.left_row;
    for (var t = 0u; t < terms; t++) {
      let a0 = room[p + t * f.left_term];
      let a1 = room[p + f.left_row + t * f.left_term];
      let b0 = panel[t * COLUMNS + x];
      let b1 = panel[t * COLUMNS + LANES + x];
      c0 = fma(a0, b0, c0);
      c1 = fma(a0, b1, c1);
      d0 = fma(a1, b0, d0);
      d1 = fma(a1, b1, d1);
    }
    done[x] = c0;
    done[LANES + x] = c1;
    done[COLUMNS + x] = d0;
    done[COLUMNS + LANES + x] = d1;
    for (var r = 0u; r < 2; r++) {
      let to = f.sums + (y * 2 + r) * f.sums_row + x;
      room[to] = done[r * COLUMNS + x];
      room[to + LANES] = done[r * COLUMNS + LANES + x];
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
