"""Runs queries in SQL over tables of statements, and compares their answers with expected ones: answers.py FOLDER [spark]

The folder has for each case NAME its query NAME.sql and the expected rows NAME.csv; the table is NAME.parquet, or all.parquet.
Prints a line for each case: `same`, `stopped` if the engine stops with the message of a query that says why, or what differs."""

import collections
import csv
import decimal
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
with_spark = sys.argv[2:] == ["spark"]


def printed(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, decimal.Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    # Texts of a group are joined in any order.
    return " ".join(sorted(re.split(r"; | \+ | ", str(value))))


def engine():
    if with_spark:
        from pyspark.sql import SparkSession

        # Two workers, each a process of its own.
        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
        }.items():
            builder = builder.config(name, value)
        spark = builder.getOrCreate()

        def run(table, query):
            spark.read.parquet(str(table)).createOrReplaceTempView("quads")
            return spark.sql(query.rstrip().rstrip(";")).collect()

        return run
    import duckdb

    connection = duckdb.connect()

    def run(table, query):
        connection.execute(f"CREATE OR REPLACE VIEW quads AS FROM '{table}'")
        return connection.execute(query).fetchall()

    return run


run = engine()
for query in sorted(folder.glob("*.sql")):
    table = query.with_suffix(".parquet")
    table = table if table.exists() else folder / "all.parquet"
    with open(query.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    # A row of one cell without a value is an empty line.
    expected = collections.Counter(tuple(map(printed, row or [None])) for row in rows)
    try:
        found = collections.Counter(tuple(map(printed, row)) for row in run(table, query.read_text(encoding="utf-8")))
    except Exception as error:
        said = str(error)
        is_told = "are compared" in said or "is added" in said or "are joined" in said or "is read" in said
        print(query.stem, "stopped" if is_told else "failed: " + " ".join(said.split())[:600])
        continue
    if found == expected:
        print(query.stem, "same", sum(found.values()))
    else:
        print(query.stem, "differs: only in SQL", dict(found - expected), "only in bixi", dict(expected - found))
