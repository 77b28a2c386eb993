"""Reads a table of statements by DuckDB and by Arrow, and compares it with N-Quads of the same graph: same.py TABLE QUADS"""

import collections
import sys

import duckdb
import pyarrow.parquet

table, quads = sys.argv[1:]
expected = collections.Counter(open(quads, encoding="utf-8", newline="\n").read().split("\n")[:-1])


def line(s, p, o, g):
    return " ".join([s, p, o, g, "."] if g else [s, p, o, "."])


by_duckdb = duckdb.execute("SELECT s, p, o, g FROM read_parquet(?)", [table]).fetchall()
assert collections.Counter(line(*row) for row in by_duckdb) == expected, "DuckDB reads other statements"
columns = pyarrow.parquet.read_table(table, columns=["s", "p", "o", "g"]).to_pydict().values()
assert collections.Counter(map(line, *columns)) == expected, "Arrow reads other statements"
of_groups = pyarrow.parquet.ParquetFile(table).metadata
assert all(of_groups.row_group(n).num_rows <= 131072 for n in range(of_groups.num_row_groups))
print(len(by_duckdb), "rows in", of_groups.num_row_groups, "groups")
