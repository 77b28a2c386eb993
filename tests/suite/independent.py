"""Reads a line of JSON for each query (its Turtle, its text, the rows of another evaluator), asks rdflib the same, and
prints a line of JSON for each: null for the same rows, what rdflib says if they are others, true if it gives up."""

import decimal
import json
import logging
import sys

import rdflib
from rdflib.util import from_n3

NUMBERS = {rdflib.XSD[name] for name in ("integer", "decimal", "double", "float")}


def written(term):
    if term is None:
        return ""
    if isinstance(term, rdflib.Literal):
        text, datatype = str(term), term.datatype
        if datatype in NUMBERS:
            number = decimal.Decimal(text)
            is_exact = datatype in (rdflib.XSD.integer, rdflib.XSD.decimal)
            text = "0" if is_exact and not number else str(number.normalize())
        return f"{text!r} {datatype or rdflib.XSD.string} {(term.language or '').lower()}"
    return str(term)


def difference(case):
    graph = rdflib.Graph().parse(data=case["data"], format="turtle")
    try:
        theirs = sorted([written(term) for term in row] for row in graph.query(case["query"]))
    except Exception:  # It has no one error for what it cannot do.
        return True
    ours = sorted([written(from_n3(cell)) if cell else "" for cell in row] for row in case["rows"])
    return None if ours == theirs else {"rdflib": theirs, "ours": ours}


decimal.getcontext().prec = 60
rdflib.NORMALIZE_LITERALS = False
logging.disable(logging.CRITICAL)
for line in sys.stdin:
    print(json.dumps(difference(json.loads(line))))
