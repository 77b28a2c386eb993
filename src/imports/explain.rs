//! What the findings about imports mean.

use crate::finding::Explanation;

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: "ambiguous-import",
        text: "Several sources have the ontology IRI of an import, such as an ontology and an older copy of it. The import leads to \
               the first by path; all of them are in the graph.",
        wrong: "a.ttl: <http://e/o> a owl:Ontology .\nb.ttl: <http://e/o> a owl:Ontology .",
        right: "a.ttl: <http://e/o> a owl:Ontology .\nb.ttl: <http://e/o/old> a owl:Ontology .",
    },
    Explanation {
        id: "import-not-read",
        text: "Something of an imported file cannot be read: the file has faults, or a syntax that is not read. What stands beside the \
               faults is in the graph. Files that others maintain are those of `imports/` and those to which only an import leads; \
               their other findings are not reported. `bixi check --project DIR` looks at a folder of them by itself.",
        wrong: "<http://e/o> owl:imports <http://e/broken> .",
        right: "<http://e/o> owl:imports <http://e/sound> .",
    },
    Explanation {
        id: "import-not-resolved",
        text: "An import leads to no file, so the graph is built without it. An IRI is looked for among the ontology IRIs and version \
               IRIs of the sources, in `[imports]` of `bixi.toml`, in the folder `imports/` and in the catalogs `catalog-v001.xml`; a \
               final `#` or `/` makes no difference. Nothing is taken from the network. Imports of vocabularies that everybody uses \
               are not reported; `bixi check --imports` lists all with where they lead to.",
        wrong: "<http://e/o> owl:imports <http://e/elsewhere> .",
        right: "[imports]\n\"http://e/elsewhere\" = \"imports/elsewhere.ttl\"",
    },
    Explanation {
        id: "invalid-catalog",
        text: "A catalog is not well-formed XML, or its root is not `catalog`. Its entries up to the fault count.",
        wrong: "<catalog><uri name=\"http://e/a\" uri=\"a.ttl\"></catalog>",
        right: "<catalog><uri name=\"http://e/a\" uri=\"a.ttl\"/></catalog>",
    },
];
