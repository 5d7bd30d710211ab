// Where the windows of pooling stand; appended to the kernels pool_*

// rows is that of what a kernel writes: its pixels; columns its channels.
struct Uniforms {
  rows: u32, columns: u32, height: u32, width: u32, window_rows: u32, window_columns: u32,
  stride: u32, top: u32, left: u32, down: u32, across: u32,
}

// The part of a window that is inside of the image: its first pixel, and the elements (a, b) of the
// window that it has.
struct Window { start: u32, a: u32, b: u32, a_end: u32, b_end: u32 }

fn window_of(pixel: u32) -> Window {
  let line = pixel / u.across;
  let n = line / u.down;
  let p = (line - n * u.down) * u.stride;
  let q = (pixel - line * u.across) * u.stride;
  let a = u.top - min(p, u.top);
  let b = u.left - min(q, u.left);
  return Window(
    (n * u.height + p + a - u.top) * u.width + q + b - u.left, a, b,
    min(u.window_rows, u.height + u.top - p), min(u.window_columns, u.width + u.left - q),
  );
}

// The windows (i, j) that have a pixel, n the first one of its image; the pixel is element
// (p - stride i, q - stride j) of them.
struct Cover { n: u32, p: u32, q: u32, i: u32, j: u32, i_end: u32, j_end: u32 }

fn cover_of(pixel: u32) -> Cover {
  let line = pixel / u.width;
  let n = line / u.height;
  let p = line - n * u.height + u.top;
  let q = pixel - line * u.width + u.left;
  return Cover(
    n * u.down * u.across, p, q,
    (p - min(p, u.window_rows) + select(0, u.stride, p >= u.window_rows)) / u.stride,
    (q - min(q, u.window_columns) + select(0, u.stride, q >= u.window_columns)) / u.stride,
    min(p / u.stride + 1, u.down), min(q / u.stride + 1, u.across),
  );
}
