//! A compiler for knowledge graphs: RDF files go in, and one snapshot comes out that answers SPARQL, draws itself and tests
//! itself.
//!
//! # The journey
//!
//! ```text
//! files ─project▶ SourceFile ─read▶ Statements ─graph▶ Graph ─infer▶ Graph with what follows ─snapshot▶ file
//!                              │                        │      │
//!                              ▼                        │      ▼
//!                           Finding                     │   Finding
//!                                                       ├─query▶ solutions, triples ─write▶ tables, JSON, Turtle …
//!                                                       ├─view▶ View ─layout▶ Scene ─write▶ SVG, HTML, DOT …
//!                                                       ├─expect▶ Outcome ─write▶ report
//!                                                       ├─infer▶ Proof, Attempt ─write▶ why, and why not
//!                                                       └─evidence▶ Finding ─write▶ text, JSON, SARIF …
//! ```
//!
//! [`build::build`] goes from the files to the snapshot in one function.
//!
//! # The modules
//!
//! They stand from the ground up, and each uses only those above it.
//!
//! | module | what it is for |
//! |---|---|
//! | [`rdf`] | RDF terms, prefixes, and the IRIs of vocabularies that have a meaning here |
//! | [`source`] | a file in memory, with its lines and positions |
//! | [`finding`] | what is wrong in the files of a user: data with a place and a hint |
//! | [`error`] | what stops a run |
//! | [`disk`] | opens and replaces files, and nothing but regular ones |
//! | [`limits`] | how much time and memory a build may take |
//! | [`project`] | finds and configures a project, and knows which of its files are what |
//! | [`mod@column`] | values side by side, in memory or in a mapped file |
//! | [`dictionary`] | terms as numbers, sorted and compressed |
//! | [`statement`] | what a source states, whoever read it |
//! | [`graph`] | the one index: triples in three orders, their places, and how inferred ones follow |
//! | [`read`] | readers of Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD |
//! | [`snapshot`] | a graph as one file that is mapped |
//! | [`query`] | SPARQL: from the text to solutions |
//! | [`infer`] | what follows by RDFS, OWL 2 RL and the rules of the user; proofs; contradictions |
//! | [`evidence`] | compares what a graph quotes with the texts themselves |
//! | [`explain`] | what each kind of finding means |
//! | [`view`] | a part of a graph as nodes and edges |
//! | [`layout`] | where nodes, edges and labels are in a picture |
//! | [`expect`] | the tests of a project |
//! | [`mod@write`] | every format that leaves the program |
//! | [`build`] | the journey: from a project to its snapshot |

// Blank lines keep the modules in this order. A test checks that no module uses one below its own line, and that the
// table names all of them.

pub mod rdf;

pub mod source;

pub mod finding;

pub mod error;

pub mod disk;

pub mod limits;

pub mod project;

pub mod column;

pub mod dictionary;

pub mod statement;

pub mod graph;

pub mod read;

pub mod snapshot;

pub mod query;

pub mod infer;

pub mod evidence;

pub mod explain;

pub mod view;

pub mod layout;

pub mod expect;

pub mod write;

pub mod build;
