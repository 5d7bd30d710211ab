import { assertEquals } from "@std/assert";
import { type NumberOptions, readNumberRows, readNumbers } from "../../../datasets/mod.ts";
import { refusal } from "../support.ts";

const IRIS = "sepal,petal,species\n5.1,1.4,setosa\n-.5,+2e1,virginica\n\n 5. , 0 ,setosa\n";

Deno.test("readNumbers() reads numbers in all their spellings, classes by their names", async () => {
  const { name, classes, numbers } = await readNumbers(IRIS, { labelColumn: "species" });
  assertEquals([name, ...classes], ["the table", "setosa", "virginica"]);
  assertEquals(numbers, {
    values: Float64Array.of(5.1, 1.4, -0.5, 20, 5, 0),
    columns: ["sepal", "petal"],
    labels: Uint32Array.of(0, 1, 0),
  });
});

Deno.test("readNumbers() finds the column of the classes, and sorts whole numbers as numbers", async () => {
  for (const column of ["label", "class", "target"]) {
    const { classes, numbers } = await readNumbers(`${column}\ta\n10\t1\n9\t2\n-1\t3\n`);
    assertEquals([classes, numbers.labels], [["-1", "9", "10"], Uint32Array.of(2, 1, 0)]);
    assertEquals(numbers.columns, ["a"]);
  }
});

Deno.test("readNumbers() reads JSON lines", async () => {
  const lines = '{"a": 1.5, "class": "x", "b": "2"}\n{"b": 4, "a": 3, "class": "y"}\n';
  const { numbers } = await readNumbers(lines);
  assertEquals([numbers.columns, numbers.values], [["a", "b"], Float64Array.of(1.5, 2, 3, 4)]);
});

Deno.test("readNumbers() reads a constant column", async () => {
  const { numbers } = await readNumbers("a,b,label\n1,7,x\n2,7,y\n");
  assertEquals(numbers.values, Float64Array.of(1, 7, 2, 7));
});

Deno.test("readNumbers() reads the columns of a model by their names, and its classes", async () => {
  const known = { name: "the model", classes: ["x", "y", "z"], columns: ["b", "a"] };
  const { classes, numbers } = await readNumbers("a,more,b,label\n1,?,2,y\n", { known });
  assertEquals(classes, known.classes);
  assertEquals([numbers.columns, numbers.values], [["b", "a"], Float64Array.of(2, 1)]);
  assertEquals(numbers.labels, Uint32Array.of(1));
  assertEquals(
    await refusal("", () => readNumbers("a,b,label\n1,2,w\n", { known })),
    'Cannot read the table: line 2 has the class "w" and the model only x, y, z, correct the line',
  );
  assertEquals(
    await refusal("", () => readNumbers("a,label\n1,x\n", { known })),
    'Cannot read the table: it has no column "b" but a, label, give the columns of the training data',
  );
});

Deno.test("readNumbers() refuses tables by line and column", async () => {
  const wrong: [string, string, NumberOptions?][] = [
    [
      "a,b,label\n1,2,x\n3,abc,y\n",
      'line 3 has "abc" in the column "b", where a number belongs, correct it or take the column away',
    ],
    [
      "a,label\n0x10,x\n",
      'line 2 has "0x10" in the column "a", where a number belongs, correct it or take the column away',
    ],
    [
      "a;label\n0,5;x\n",
      'line 2 has "0,5" in the column "a", where a number belongs, write it with a decimal point',
    ],
    [
      "a,label\n1e999,x\n",
      'line 2 has "1e999" in the column "a", where a number belongs, correct it or take the column away',
    ],
    ...["", "NA", "nan", "?", "null"].map((cell): [string, string] => [
      `a,label\n1,x\n\n${cell},y\n`,
      'line 4 has no number in the column "a", fill it in, or take the line or the column away',
    ]),
    [
      '{"a": 1, "label": "x"}\n{"a": null, "label": "y"}\n',
      'line 2 has no number in the column "a", fill it in, or take the line or the column away',
    ],
    ["a,label\n1,\n", "line 2 has no label, add it"],
    ["a,label\n1,2,x\n", COLUMNS],
    ["a,label\n", "it has no rows, give a file with some"],
    ["", "it is empty, give a file with a header row"],
    ["label\nx\ny\n", 'it has no column beside "label", add numbers'],
    [
      "a,b\n1,2\n",
      'it has no column "label" but a, b, name the one of the classes with labelColumn',
    ],
    [
      "a,label\n1,x\n",
      'it has no column "c" but a, label, name the one of the classes with labelColumn',
      { labelColumn: "c" },
    ],
    [",a,label\n0,1,x\n", "its column 1 has no name, name each differently or take it away"],
    ["a,a,label\n0,1,x\n", 'it has two columns "a", name each differently or take it away'],
  ];
  for (const [table, state, options] of wrong) {
    assertEquals(
      await refusal("", () => readNumbers(table, options)),
      `Cannot read the table: ${state}`,
    );
  }
  assertEquals(
    await refusal("", () => readNumbers("a,label\n1,x\n2,x\n")),
    'Cannot use the table: all 2 rows have the class "x", give data of two classes or more',
  );
});

const COLUMNS =
  "line 2 has 3 columns and the header 2, look for quotes around a field that holds " +
  "a comma too many or too few";

Deno.test("readNumberRows() reads some columns without labels, with their lines", async () => {
  const rows = await readNumberRows("x,b,a\n?,2,1\n\n,4,3\n", ["a", "b"]);
  assertEquals([rows.values, rows.lines], [Float64Array.of(1, 2, 3, 4), [2, 4]]);
  assertEquals(
    await refusal("", () => readNumberRows("a\nx\n", ["a"], { name: "new.csv" })),
    'Cannot read new.csv: line 2 has "x" in the column "a", where a number belongs, correct it or ' +
      "take the column away",
  );
});
