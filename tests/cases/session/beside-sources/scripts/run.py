print("no RDF")
