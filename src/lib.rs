//! A compiler for knowledge graphs: RDF files go in, and one snapshot comes out that answers SPARQL, draws itself and tests
//! itself.
//!
//! A [`Project`] is a folder of RDF files with its queries and tests. Building it makes a [`Snapshot`]: one file that is opened
//! in no time, never changes, and can be asked by many threads.
//!
//! # How do I …
//!
//! | task | function |
//! |---|---|
//! | build a project, or open what was built? | [`Project::open`], [`Project::build`], [`Snapshot::open`] |
//! | see what is wrong in the files? | [`Project::check`], [`Project::write_findings`] |
//! | see the lines that it is about? | [`Project::excerpts`] |
//! | see what is wrong since a baseline was written? | [`Project::baseline`], [`Project::compare`] |
//! | see whether the graph contradicts itself? | [`Project::consistency`], [`Consistency`] |
//! | see where imports lead, and what was not looked at? | [`Project::imports`], [`NotLookedAt`] |
//! | ask a question in SPARQL? | [`Query::from_text`], [`Snapshot::query`] |
//! | ask a saved query with parameters? | [`Project::query`], [`Query::parameters`], [`Arguments`], [`Snapshot::query`] |
//! | see what is likely to be a mistake in a query? | [`Answer`] |
//! | ask another engine instead? | [`Project::engine`], [`Snapshot::on`] |
//! | ask engines elsewhere for a part of a pattern, with `SERVICE`? | [`Project::engines`], [`EngineAnswers`] |
//! | publish the graph to an engine, and see what is there? | [`Project::push`], [`Project::published`], [`Project::pull`] |
//! | limit the time and memory of a query, or the time of a build? | [`QueryLimits`], [`BuildLimits`] |
//! | stop a query from another thread? | [`Cancellation`] |
//! | read solutions one by one, also in another thread? | [`Solutions`] |
//! | write them as a table, CSV, TSV, JSON, XML or Markdown? | [`Solutions::write`] |
//! | draw them as a chart? | [`Solutions::chart`] |
//! | make a graph with CONSTRUCT or DESCRIBE and write it? | [`Triples`], [`Triples::write`] |
//! | see how an engine elsewhere answers? | [`Project::check_engine`] |
//! | write the whole graph in a format of RDF? | [`Snapshot::export`], [`Snapshot::export_to`] |
//! | write an editor of queries: parts, faults, completion, usual form? | [`Query::parts`], [`Snapshot::check_query`], [`Snapshot::complete`], [`Query::formatted`] |
//! | see how a query is evaluated? | [`Snapshot::explain`], [`Snapshot::analyze`] |
//! | write a query in SQL? | [`Snapshot::sql`] |
//! | find an entity by its name? | [`Snapshot::find`], [`Snapshot::search`], [`Snapshot::entity`], [`Snapshot::identified`] |
//! | see everything about an entity? | [`Project::show`], [`Project::describe`] |
//! | compare entities? | [`Project::side_by_side`] |
//! | write terms as JSON, with their labels? | [`Snapshot::named`] |
//! | see the lines of a source? | [`Project::lines`] |
//! | see what a new instance of a class should have? | [`Project::template`] |
//! | add an entity or a statement to the sources? | [`Project::add`], [`Project::check_addition`], [`Project::write_addition`] |
//! | make a mapping for a table? | [`Project::propose_mapping`] |
//! | make the passages of a text for evidence? | [`Snapshot::passages`] |
//! | see the words of a text that a statement rests on? | [`Snapshot::quotation`] |
//! | see why a statement holds, or why not? | [`Project::why`], [`Project::why_each`] |
//! | draw a part of the graph? | [`Project::draw`] |
//! | follow the links of an entity? | [`Snapshot::linked_by`], [`Snapshot::links`], [`Snapshot::links_between`], [`Project::paths`] |
//! | see how an entity looks in a picture? | [`Snapshot::appearances`] |
//! | run the tests of a project? | [`Project::expectations`], [`Project::test`], [`Project::test_report`] |
//! | write a test of a saved query? | [`Project::new_test`] |
//! | run only tests that failed, or whose outcome may be another? | [`Project::test_record`], [`Project::test_fingerprints`], [`Project::record_tests`] |
//! | see how strong the tests are? | [`Project::mutate`] |
//! | see what no test touches? | [`Project::coverage`], [`Project::write_coverage`] |
//! | count what there is, and what it rests on? | [`Project::statistics`] |
//! | see only what is certain, or asserted? | [`Snapshot::accepting`], [`Snapshot::asserted`] |
//!
//! # An example
//!
//! ```
//! use bixi::{Arguments, BuildLimits, Project, Query, QueryLimits, Results, SolutionsFormat};
//! use std::fs;
//!
//! // A folder with one file.
//! let folder = tempfile::tempdir()?;
//! fs::create_dir(folder.path().join("data"))?;
//! let turtle = "@prefix : <http://example.org/> . :alice :knows :bob, :carol .";
//! fs::write(folder.path().join("data/people.ttl"), turtle)?;
//!
//! // Build it.
//! let project = Project::open(folder.path())?;
//! let built = project.build(&BuildLimits::default())?;
//! let snapshot = built.into_snapshot().expect("no errors in the file");
//!
//! // Ask it.
//! let query = Query::from_text("SELECT ?friend { :alice :knows ?friend } ORDER BY ?friend")?;
//! let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
//! let Results::Solutions(solutions) = answer.results else { unreachable!("a SELECT query") };
//! let mut csv = Vec::new();
//! solutions.write(SolutionsFormat::Csv, snapshot.prefixes(), &mut csv)?;
//! assert_eq!(csv, b"friend\r\nhttp://example.org/bob\r\nhttp://example.org/carol\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The examples of the functions below build a small project of people and a town.
//!
//! # Two kinds of trouble
//!
//! What is wrong in the files of a user is data: a [`Finding`] with a place and a hint. All findings are collected. What stops
//! a run is an [`Error`]: one, with its cause; a program can match on its kind and read its fields.

// The journey, as the modules make it
//
// ```text
// files ─project▶ SourceFile ─read▶ Statements ─graph▶ Graph ─infer▶ Graph with what follows ─snapshot▶ file
//                              │                        │      │
//                              ▼                        │      ▼
//                           Finding                     │   Finding
//                                                       ├─query▶ solutions, triples ─write▶ tables, JSON, Turtle …
//                                                       ├─view▶ View ─layout▶ Scene ─write▶ SVG, HTML, DOT …
//                                                       ├─check▶ Finding ─write▶ text, JSON, SARIF …
//                                                       ├─shapes▶ Shapes ─validate▶ Finding ─write▶ text, SARIF, the report of SHACL …
//                                                       ├─expect▶ Outcome ─write▶ report
//                                                       ├─infer▶ Proof, Attempt ─write▶ why, and why not
//                                                       ├─vocabulary▶ Finding ─write▶ text, JSON, SARIF …
//                                                       └─evidence▶ Finding ─write▶ text, JSON, SARIF …
// ```
//
// `build::build` goes from the files to the snapshot in one function.
//
// The modules, from the ground up; each uses only those above it.
//
// | module | what it is for |
// |---|---|
// | `rdf` | RDF terms, prefixes, and the IRIs of vocabularies that have a meaning here |
// | `number` | numbers as text, with their nouns |
// | `width` | characters of full width in that of ASCII |
// | `invisible` | characters that nobody sees |
// | `source` | a file in memory, with its lines and positions |
// | `paragraphs` | the paragraphs of a text, with their numbers and characters |
// | `finding` | what is wrong in the files of a user: data with a place and a hint |
// | `error` | what stops a run |
// | `disk` | opens and replaces files, and nothing but regular ones |
// | `signature` | what a file is, by its beginning |
// | `limits` | how much time and memory a build may take |
// | `preamble` | the YAML at the top of queries and mappings |
// | `in_order` | work on all cores whose results are taken in the order of the work |
// | `table` | rows of CSV, workbooks and JSON |
// | `project` | finds and configures a project, and knows which of its files are what |
// | `remote` | asks SPARQL engines elsewhere, and changes them |
// | `column` | values side by side, in memory or in a mapped file |
// | `dictionary` | terms as numbers, sorted and compressed |
// | `statement` | what a source states, whoever read it |
// | `graph` | the one index: triples in three orders, their places, and how inferred ones follow |
// | `read` | readers of Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD |
// | `snapshot` | a graph as one file that is mapped |
// | `query` | SPARQL: from the text to solutions |
// | `federation` | asks the engines that a query names with `SERVICE`, or reads their recorded answers |
// | `mapping` | tables become statements by a CONSTRUCT query over their rows |
// | `shapes` | the SHACL shapes of a graph: targets, paths and constraints |
// | `template` | what an instance of a class should have, by its shapes, the vocabulary and other instances |
// | `proposal` | a mapping for a table that has none, by what its columns hold |
// | `infer` | what follows by RDFS, OWL 2 RL, OWL 2 EL and the rules of the user; proofs; contradictions |
// | `entity` | everything about one entity, by property |
// | `validate` | validates a graph against shapes |
// | `evidence` | compares what a graph quotes with the texts themselves |
// | `imports` | which files `owl:imports` leads to |
// | `vocabulary` | checks how a project uses its vocabulary, in a closed world |
// | `baseline` | tells what was found before from what is new |
// | `add` | an entity or a statement as text in a file, in the style of what is there |
// | `view` | a part of a graph as nodes and edges |
// | `layout` | where nodes, edges and labels are in a picture |
// | `expect` | the tests of a project |
// | `check` | what is wrong in queries, tests, styles, examples and settings |
// | `explain` | what each kind of finding means |
// | `write` | every format that leaves the program |
// | `build` | the journey: from a project to its snapshot |
// | `publish` | publishes a graph to an engine, and fetches it from there |
// | `face` | what a user does with a project and its snapshot: the public API |

// Blank lines keep the modules in this order. A test checks that no module uses one below its own line, and that the
// table names all of them.

pub mod rdf;

mod number;

mod width;

mod invisible;

mod source;

mod paragraphs;

mod finding;

mod error;

mod disk;

mod signature;

mod limits;

mod preamble;

mod in_order;

mod table;

mod project;

mod remote;

mod column;

mod dictionary;

mod statement;

mod graph;

mod read;

mod snapshot;

mod query;

mod federation;

mod mapping;

mod shapes;

mod template;

mod proposal;

mod infer;

mod entity;

mod validate;

mod evidence;

mod imports;

mod vocabulary;

mod baseline;

mod add;

mod view;

mod layout;

mod expect;

mod check;

mod explain;

mod write;

mod build;

mod publish;

mod face;

pub use add::{Addition, NewStatement, ToAdd};
pub use baseline::{Baseline, Compared};
pub use build::{Checked, NotLookedAt, Validation, ValidationOptions};
pub use error::{Error, Feature, Limit, Result, chain};
pub use evidence::{NewText, Passages, Quotation, Quoting};
pub use expect::{
    Coverage, Covered, CoveredLine, CoveredPart, CoveredSource, CoveringExpectation,
    Outcome as TestOutcome,
};
pub use explain::explanations;
pub use face::{
    Answer, Appearance, Built, ChartOptions, Charted, ComparedAnswers, Consistency, CountedClass,
    CountedEvidence, CountedLanguage, CountedProperty, CountedSource, Drawing, EngineChecked,
    Entity, EntityPart, EvidenceChecked, Excerpt, ExportOptions, ExportPart, Fingerprints, Found,
    GraphPart, GraphStatistics, Hits, ImportOptions, Link, LinkDirection, LinkedBy, Links,
    MoreLinks, MoreStatements, Mutation, MutationOptions, Mutations, Named, NewTestFile,
    ProposedMapping, Search, SideBySide, Sizes, Snapshot, TEST_RECORD, TestRecord, ViewOptions,
    Why, WhyEach, write_boolean,
};
pub use federation::EngineAnswers;
pub use finding::{Explanation, Finding, Place, Related, Severity};
pub use imports::{Import, Resolution};
pub use limits::{Cancellation, Limits as BuildLimits, Work};
pub use project::{LeftOut, Project};
pub use query::{
    Arguments, Engines, Limits as QueryLimits, Parameter, Plan, Progress, Query, Results, Solution,
    Solutions, Triples, Warning,
};
pub use remote::Engine;
pub use source::SourceFile;
pub use view::{Direction, LayoutName, ViewName};
pub use write::{
    Chart, ConsistencyFormat, CoverageFormat, ExportFormat, Exported, FindingsFormat,
    FindingsOptions, FindingsWritten, GraphFormat, ImportsFormat, Output as ProofFormat, Picture,
    RdfVersion, ReportOptions, SolutionsFormat, TestFormat, Theme,
};

/// What an editor of queries shows.
pub mod editor {
    pub use crate::face::{Mark, QueryChecked};
    pub use crate::query::{Candidate, CandidateKind, Completion, PartKind, TextPart};
}

/// What an [`Error`] says to a program: its fields.
pub mod errors {
    pub use crate::error::{
        AddError, ConfigError, Elsewhere, EngineError, FormatError, Mention, NameError,
        ParameterError, PublishError, QueryError, QueryFault, ServiceRefusal, Suggestion,
        UnknownKey,
    };
}

/// What `bixi.toml` says.
pub mod config {
    pub use crate::project::{
        Acceptance, Auth, Broken, BuildConfig, CheckConfig, Config, EngineConfig, EngineKind,
        ExpectedRows, FailOn, FindingLevel, ImportsConfig, Inference, Level, PreBinding, Roles,
        ShapesSetting, TestGlob, TripleTermEncoding, schema,
    };
}

/// What the `#+` lines at the top of a query say.
pub mod front_matter {
    pub use crate::query::{
        Expected, Extent, FrontMatter, OneOrMore, Order, Param, Scalar, Sets, TestSeverity,
        Threshold,
    };
}

/// The parts of what is written as JSON: of an [`Entity`], of [`Hits`], of [`SideBySide`].
pub mod json {
    pub use crate::face::{
        Cell, ClassCount, ComparedProperty, EntityStatement, Hit, Line, PropertyStatements,
        ReifierOf, RuleOf, Said,
    };
}

/// What is published to an engine.
pub mod publishing {
    pub use crate::face::{PullOptions, Pulled, PulledGraph};
    pub use crate::publish::{
        Change, Checked, Content, Deviation, Difference, Listed, Manifest, PushOptions, PushStep,
        Pushed, PushedGraph, Role,
    };
}

/// The operators of a [`Plan`].
pub mod plan {
    pub use crate::query::{Actual, Field, Label, PlanOperator};
}

/// Text for people: numbers with their nouns, aligned lists, lines that no control character breaks, the nearest word.
pub mod text {
    pub use crate::finding::nearest;
    pub use crate::query::functions::stem;
    pub use crate::write::{count, escaped, list, one_line};
}

/// The modules behind the public API, for the tests and benches of this repository. They change without notice.
#[doc(hidden)]
pub mod internals {
    pub use crate::face::example;

    /// Names modules as they are named in the crate.
    macro_rules! modules {
        ($($name:ident)*) => {
            $(
                #[allow(missing_docs)]
                pub mod $name {
                    pub use crate::$name::*;
                }
            )*
        };
    }

    modules! {
        build column dictionary disk error evidence expect explain finding graph imports infer layout limits mapping project publish query
        rdf read remote shapes snapshot source statement table validate view write
    }
}
