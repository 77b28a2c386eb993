//! The SPARQL engines that `bixi.toml` names: services elsewhere that hold the graph, or parts of it.

use crate::error::{ConfigError, Error, Result};
use serde::{Deserialize, Serialize};

/// An engine: a [SPARQL service](https://www.w3.org/TR/sparql11-protocol/) elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EngineConfig {
    /// The URL that queries are sent to.
    pub url: String,
    /// The URL that SPARQL Update is sent to.
    #[serde(default)]
    pub update: Option<String>,
    /// The URL of the [Graph Store Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/), to which `?graph=` is added.
    #[serde(default)]
    pub graph_store: Option<String>,
    /// Which program it is.
    #[serde(default)]
    pub kind: EngineKind,
    /// How it knows who asks.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// The seconds that one request may take; without it 60.
    #[serde(default)]
    pub timeout: Option<u64>,
    /// The bytes that one answer may have; without it 256 MiB.
    #[serde(default)]
    pub max_bytes: Option<u64>,
    /// A file with the certificates of the authorities that are trusted for this engine, in the place of the public ones.
    #[serde(default)]
    pub ca: Option<String>,
    /// How triple terms are published; without it as the kind of engine can hold them.
    #[serde(default)]
    pub evidence: Option<TripleTermEncoding>,
    /// The graphs that are asked if bixi has published none; without them the default graph of the engine.
    #[serde(default)]
    pub graphs: Vec<String>,
}

/// A program that answers SPARQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EngineKind {
    /// Any: what SPARQL 1.1 says is expected of it.
    #[default]
    Generic,
    /// [Oxigraph](https://github.com/oxigraph/oxigraph).
    Oxigraph,
    /// [Apache Jena Fuseki](https://jena.apache.org/documentation/fuseki2/).
    Fuseki,
    /// [QLever](https://github.com/ad-freiburg/qlever).
    Qlever,
    /// [GraphDB](https://graphdb.ontotext.com).
    Graphdb,
    /// [Stardog](https://www.stardog.com).
    Stardog,
    /// [Amazon Neptune](https://aws.amazon.com/neptune/).
    Neptune,
    /// [Virtuoso](https://github.com/openlink/virtuoso-opensource).
    Virtuoso,
    /// [Blazegraph](https://github.com/blazegraph/database).
    Blazegraph,
    /// [AllegroGraph](https://allegrograph.com).
    Allegrograph,
}

/// How an engine knows who asks. Secrets are in environment variables, which are read when they are needed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    deny_unknown_fields,
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
pub enum Auth {
    /// A name and a password ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic {
        /// The name.
        user: String,
        /// The environment variable that has the password.
        password_env: String,
    },
    /// A name, and proof that the password is known ([RFC 7616](https://www.rfc-editor.org/rfc/rfc7616)).
    Digest {
        /// The name.
        user: String,
        /// The environment variable that has the password.
        password_env: String,
    },
    /// A token ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).
    Bearer {
        /// The environment variable that has the token.
        token_env: String,
    },
    /// Requests that are signed as [Amazon wants it](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
    Sigv4 {
        /// The region: `eu-central-1`.
        region: String,
        /// The environment variable that has the id of the key; without it `AWS_ACCESS_KEY_ID`.
        #[serde(default = "access_key")]
        access_key_env: String,
        /// The environment variable that has the key; without it `AWS_SECRET_ACCESS_KEY`.
        #[serde(default = "secret_key")]
        secret_key_env: String,
        /// The environment variable that has the token of a session, if there is one.
        #[serde(default)]
        session_token_env: Option<String>,
    },
}

fn access_key() -> String {
    "AWS_ACCESS_KEY_ID".to_owned()
}

fn secret_key() -> String {
    "AWS_SECRET_ACCESS_KEY".to_owned()
}

/// How triple terms are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum TripleTermEncoding {
    /// As they are, in RDF 1.2.
    #[serde(rename = "rdf-1.2")]
    Native,
    /// As nodes with a subject, a predicate and an object
    /// ([the basic encoding](https://w3c.github.io/rdf-interop/spec/)).
    #[serde(rename = "basic")]
    Basic,
    /// The reifier as an [`rdf:Statement`](https://www.w3.org/TR/rdf11-mt/#reification).
    #[serde(rename = "statement")]
    Statement,
}

impl EngineConfig {
    /// Returns how triple terms are published: as the settings say, or else as the kind of engine can hold them.
    pub fn encoding(&self) -> TripleTermEncoding {
        let has_triple_terms = matches!(self.kind, EngineKind::Oxigraph | EngineKind::Fuseki);
        self.evidence.unwrap_or(match has_triple_terms {
            true => TripleTermEncoding::Native,
            false => TripleTermEncoding::Basic,
        })
    }

    /// Checks what TOML cannot say of itself; `name` is that of the engine.
    ///
    /// # Errors
    /// If it has a URL that no request can be sent to, or the name of a graph is not an IRI.
    pub(super) fn check(&self, name: &str) -> Result<()> {
        let urls = [
            ("url", Some(&self.url)),
            ("update", self.update.as_ref()),
            ("graph-store", self.graph_store.as_ref()),
        ];
        for (key, url) in urls {
            if let Some(problem) = url.and_then(|url| problem_of_url(url)) {
                return Err(wrong(name, key, problem));
            }
        }
        for graph in &self.graphs {
            if let Err(error) = oxiri::Iri::parse(graph.as_str()) {
                let problem = format!("has `{graph}`, which is not an IRI: {error}");
                return Err(wrong(name, "graphs", problem));
            }
        }
        for (key, value) in [("timeout", self.timeout), ("max-bytes", self.max_bytes)] {
            if value == Some(0) {
                return Err(wrong(name, key, "must be greater than 0".to_owned()));
            }
        }
        Ok(())
    }
}

fn wrong(name: &str, key: &str, problem: String) -> Error {
    Error::from(ConfigError::Engine {
        name: name.to_owned(),
        key: key.to_owned(),
        problem,
    })
}

/// Returns why no request can be sent to a URL, as the end of a sentence.
fn problem_of_url(url: &str) -> Option<String> {
    let iri = match oxiri::Iri::parse(url) {
        Ok(iri) => iri,
        Err(error) => return Some(format!("is `{url}`, which is not a URL: {error}")),
    };
    let authority = iri.authority().unwrap_or("");
    if !matches!(iri.scheme(), "http" | "https") || authority.is_empty() {
        return Some(format!(
            "is `{url}`, which does not begin with http:// or https:// and a host"
        ));
    }
    if authority.contains('@') {
        let problem = "has a name or a password; `auth` has the name, and an environment variable the password";
        return Some(problem.to_owned());
    }
    iri.fragment()
        .map(|_| format!("is `{url}`, which has a fragment; requests have none"))
}
