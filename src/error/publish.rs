//! What keeps a graph from being published to an engine, or published graphs from being used.

/// Why a graph is not published, or what is published is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The graphs of the engine are those of another project.
    #[error(
        "<{manifest}> at `{engine}` says that the graphs there are {}; give this project a `base` of its own in `bixi.toml`, or \
         have <{manifest}> removed there",
        of_project(.project, .base)
    )]
    OtherProject {
        /// The name of the engine.
        engine: String,
        /// The IRI of the manifest.
        manifest: String,
        /// The name of the other project; it may be empty.
        project: String,
        /// The base of the other project.
        base: String,
    },
    /// A graph that would be written has statements that bixi did not publish.
    #[error("<{graph}> at `{engine}` has statements already, and no manifest of bixi lists it")]
    Foreign {
        /// The name of the engine.
        engine: String,
        /// The IRI of the graph.
        graph: String,
    },
    /// What should be a manifest is not one.
    #[error("<{manifest}> at `{engine}` is not a manifest that this bixi can read: {problem}")]
    Manifest {
        /// The name of the engine.
        engine: String,
        /// The IRI of the manifest.
        manifest: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An engine says that it took what it does not have.
    #[error(
        "`{engine}` does not keep what it is sent: <{manifest}> is not there after it was put there; do `url` and `graph-store` lead \
         to the same graphs?"
    )]
    NotKept {
        /// The name of the engine.
        engine: String,
        /// The IRI of the manifest.
        manifest: String,
    },
    /// Another push changed the engine while this one did.
    #[error(
        "somebody else pushes to `{engine}` at the same time: <{manifest}> is not what this push wrote; push again when the other \
         has ended"
    )]
    Overtaken {
        /// The name of the engine.
        engine: String,
        /// The IRI of the manifest.
        manifest: String,
    },
    /// The sources have a name that bixi gives to what is published.
    #[error(
        "the sources have <{iri}>, a name that bixi gives to what it publishes, so that it could not be told apart; rename it"
    )]
    Reserved {
        /// The IRI.
        iri: String,
    },
    /// A statement cannot be said with `rdf:Statement`.
    #[error(
        "`evidence = \"statement\"` cannot publish {what} in <{graph}>, which could not be told apart; `evidence = \"basic\"` can"
    )]
    NotAStatement {
        /// What it is.
        what: String,
        /// The IRI of the graph.
        graph: String,
    },
    /// The graph was built without a file, whose graph would be removed.
    #[error(
        "the graph was built without `{path}`, so that a push would remove what is published of it; mend the file first"
    )]
    Broken {
        /// The path of the file.
        path: String,
    },
    /// A file that a pull would write is there, and no pull wrote it.
    #[error(
        "`{path}` is not a file that a pull wrote, so it is not replaced; choose another folder"
    )]
    NotPulled {
        /// The path of the file.
        path: String,
    },
    /// A file that a pull would write would be a source of the project.
    #[error("`{path}` would be a source of this project; choose a folder where no sources are")]
    Source {
        /// The path of the file.
        path: String,
    },
    /// An engine has no graph of a name.
    #[error("`{engine}` has no statements in <{graph}>")]
    NoGraph {
        /// The name of the engine.
        engine: String,
        /// The IRI of the graph.
        graph: String,
    },
}

fn of_project(project: &str, base: &str) -> String {
    match project {
        "" => format!("of a project without a name and with the base <{base}>"),
        name => format!("of the project `{name}` with the base <{base}>"),
    }
}
