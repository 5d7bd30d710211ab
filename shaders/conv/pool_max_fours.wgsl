// y[m, c] = the greatest of the 2 x 2 pixels of window m, winner[m, c] = the first of them that has it: what
// pool_max does where these windows are the image; the op appends pool_fours

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> winner: array<u32>;

fn take(above: u32, below: u32, at: u32) {
  let second = x[above + u.channels];
  let third = x[below];
  let fourth = x[below + u.channels];
  var best = x[above];
  var place = select(0u, 1u, second > best);
  best = max(best, second);
  place = select(place, 2u, third > best);
  best = max(best, third);
  place = select(place, 3u, fourth > best);
  best = max(best, fourth);
  y[at] = best;
  winner[at] = place;
}
