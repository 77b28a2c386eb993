"""Answers queries with an engine that has a package for Python, timed here so that no process stands between.

    python peer.py duckdb|maplib FOLDER

reads the region of a folder, says `{"version": …}`, and gives for each line `{"sparql": …, "sql": …}` of standard input a line
`{"ms": …, "rows": […]}`: the median time and the solutions, or `{"error": …}`.
"""

import glob
import importlib.metadata
import json
import re
import statistics
import sys
import time

PREFIXES = {
    "": "http://example.org/eco/",
    "e": "http://example.org/eco/schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class DuckDB:
    """Triples of ids, sorted by predicate, and the terms."""

    def __init__(self, folder):
        import duckdb

        self.connection = duckdb.connect()
        read = "CREATE TABLE {} AS SELECT * FROM read_csv('{}/{}.csv', header = true, columns = {}) ORDER BY {}"
        ids = {"s": "INTEGER", "p": "INTEGER", "o": "INTEGER"}
        of_terms = {"id": "INTEGER", "text": "VARCHAR", "lang": "VARCHAR", "number": "DOUBLE"}
        self.connection.execute(read.format("t", folder, "triples", ids, "p, s, o"))
        self.connection.execute(read.format("terms", folder, "terms", of_terms, "id"))
        self.texts = dict(self.connection.execute("SELECT id, text FROM terms").fetchall())
        self.ids = {text: id for id, text in self.texts.items() if text.startswith("http://")}

    def query(self, asked):
        def id_of(match):
            sign, prefix, name = match.groups()
            id = self.ids.get(PREFIXES[prefix] + name, -1)
            return str(id) if sign == "#" else f"(SELECT s, o FROM t WHERE p = {id})"

        return re.sub(r"([#@])(\w*):([\w/.-]+)", id_of, asked["sql"])

    def run(self, sql):
        return self.connection.execute(sql).fetchnumpy()

    def rows(self, sql):
        result = self.connection.execute(sql)
        is_id = [str(column[1]) == "INTEGER" for column in result.description]
        for row in result.fetchall():
            yield [self.texts[cell] if is_id else cell for cell, is_id in zip(row, is_id)]


class Maplib:
    """The Turtle of the folder."""

    def __init__(self, folder):
        from maplib import Model

        self.model = Model()
        for path in sorted(glob.glob(f"{folder}/ontology/*.ttl") + glob.glob(f"{folder}/data/*.ttl")):
            self.model.read(path, format="turtle")

    def query(self, asked):
        text = asked["sparql"]
        if text.startswith("ASK"):  # It has no ASK.
            text = f"SELECT *{text[3:]} LIMIT 1"
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + text

    def run(self, text):
        return self.model.query(text)

    def rows(self, text):
        return self.model.query(text).rows()


def cell(value):
    """Writes a value as the bench writes a term: numbers with nine digits, IRIs and literals without what is around them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        value = next((part for part in value.values() if part is not None), "")
    text = "" if value is None else str(value)
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    elif literal := re.fullmatch(r'"(.*)"(@[\w-]+|\^\^<.*>)?', text, re.DOTALL):
        text = literal[1]
    try:
        digits, exponent = f"{float(text):.8e}".split("e")
        return f"{digits}e{int(exponent)}"
    except ValueError:
        return text


def measured(engine, query):
    """Returns the median of three runs at least, and of as many more as fit 0.4 seconds."""
    times, started = [], time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - started < 0.4 and len(times) < 100):
        before = time.perf_counter()
        engine.run(query)
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)


def main():
    name, folder = sys.argv[1:]
    engines = {"duckdb": DuckDB, "maplib": Maplib}
    engine = engines[name](folder)
    print(json.dumps({"version": importlib.metadata.version(name)}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            query = engine.query(asked)
            rows = sorted("|".join(cell(value) for value in row) for row in engine.rows(query))
            if asked["sparql"].startswith("ASK"):
                rows = [str(bool(rows) and rows != ["false"]).lower()]
            answer = {"ms": measured(engine, query), "rows": rows}
        except BaseException as error:  # A query that an engine does not know may leave it broken.
            answer = {"error": str(error).split("\n")[0][:200]}
            engine = engines[name](folder)
        print(json.dumps(answer), flush=True)


main()
