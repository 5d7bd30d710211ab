// Where the 81 numbers of a pair of a row and a channel are: 64 at finite points, [4 p + q, row, kind], kinds 0
// and 1 of rows of pixels that meet outer elements, 0 and 2 of such columns; 16 of which one point is infinity,
// [p, row, kind of the row of pixels] and [4 + q, row, kind of the column]; one at infinity in both; appended to
// kernels that read or write them

// Of the first number of each array, from plane to plane, and from kind to kind.
struct Places { finite: u32, mixed: u32, last: u32, plane: u32, mixed_plane: u32, kind: u32 }
