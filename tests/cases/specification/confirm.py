"""Asks rdflib every query of this folder whose second line names it, and prints those to which it has another answer.

    python3 -m pip install rdflib==7.6.0
    python3 tests/cases/specification/confirm.py

Terms are compared as they are written, numbers by value and datatype; where the line names columns behind rdflib, as
in `rdflib 7.6.0 (?a ?c)`, only those. rdflib gives no row for a solution that binds
nothing, so such rows are left out on both sides. Comunica, which other cases name, was asked the same way with
@comunica/query-sparql-rdfjs 5.4.1 and the parser of N3.js.
"""

import decimal
import logging
import pathlib
import re
import sys

import rdflib
from rdflib.compare import isomorphic

NUMBERS = {rdflib.XSD[name] for name in ("integer", "decimal", "double", "float")}


def written(term):
    """A term as a text; equal texts are equal answers."""
    if term is None:
        return ""
    if isinstance(term, rdflib.Literal) and term.datatype in NUMBERS:
        try:
            return f"{decimal.Decimal(str(term)).normalize()} {term.datatype}"
        except decimal.InvalidOperation:
            pass
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string:
        term = rdflib.Literal(str(term))
    return term.n3()


def read_cell(cell):
    """The term of a cell of a table."""
    if not cell:
        return None
    graph = rdflib.Graph().parse(data=f"<s:> <p:> {cell} .", format="turtle")
    return next(graph.objects())


def data_of(query):
    """The file that a query is asked of, if there is one."""
    paths = [query.with_suffix(".ttl"), query.with_suffix(".trig")]
    paths += [query.with_name("data.trig"), query.with_name("data.ttl")]
    return next((path for path in paths if path.exists()), None)


def columns_of(claim, head):
    """The columns of a table for which rdflib is named."""
    named = re.search(r"rdflib [0-9.]+ \(([^)]*)\)", claim)
    names = named.group(1).split() if named else head
    return [head.index(name) for name in names]


def differs(query):
    """What rdflib says if it is not what is expected."""
    data = data_of(query)
    is_trig = data is not None and data.suffix == ".trig"
    graph = rdflib.Dataset() if is_trig else rdflib.Graph()
    if data is not None:
        graph.parse(data=data.read_text(), format="trig" if is_trig else "turtle")
    text = query.read_text()
    result = graph.query(text)
    if result.type == "ASK":
        answer = str(result.askAnswer).lower()
        return answer != query.with_suffix(".txt").read_text().strip() and answer
    if result.type in ("CONSTRUCT", "DESCRIBE"):
        expected = rdflib.Graph().parse(data=query.with_suffix(".nt").read_text(), format="nt")
        return not isomorphic(expected, result.graph) and result.graph.serialize(format="nt")
    head, *lines = query.with_suffix(".tsv").read_text().splitlines()
    if head.split("\t") != [f"?{variable}" for variable in result.vars]:
        return result.vars
    expected = [tuple(written(read_cell(cell)) for cell in line.split("\t")) for line in lines]
    actual = [tuple(written(term) for term in row) for row in result]
    columns = columns_of(text.splitlines()[1], head.split("\t"))
    expected, actual = (
        [row for row in (tuple(row[n] for n in columns) for row in rows) if any(row)]
        for rows in (expected, actual)
    )
    if "ORDER BY" not in text:
        expected, actual = sorted(expected), sorted(actual)
    return expected != actual and actual


def main():
    rdflib.NORMALIZE_LITERALS = False
    logging.disable(logging.CRITICAL)
    count, wrong = 0, 0
    for query in sorted(pathlib.Path(__file__).parent.glob("*/*.sparql")):
        claim = query.read_text().splitlines()[1]
        if "rdflib" not in claim:
            continue
        count += 1
        try:
            answer = differs(query)
        except Exception as error:  # rdflib raises errors of many kinds, also from within its functions.
            answer = repr(error)
        if answer is not False:
            wrong += 1
            print(f"{query}: {answer}")
    print(f"{count} cases, {wrong} with another answer")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
