"""Prints the values of a table of statements as DuckDB has them, a line for each row: values.py TABLE"""

import sys

import duckdb

rows = duckdb.execute("SET TimeZone = 'UTC'").execute(
    "SELECT * EXCLUDE (s, p, g) FROM read_parquet(?) ORDER BY o, line", sys.argv[1:]
)
names = [column[0] for column in rows.description]
for row in rows.fetchall():
    print(", ".join(f"{name}: {value}" for name, value in zip(names, row) if value is not None))
