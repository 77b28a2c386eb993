//! The authorities whose certificates are trusted, as [PEM](https://www.rfc-editor.org/rfc/rfc7468).

use crate::disk;
use crate::error::{EngineError, Error, Result};
use std::path::Path;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

/// Reads the certificates of a file, relative to a folder.
///
/// # Errors
/// If the file cannot be read, or has none.
pub fn certificates(engine: &str, path: &str, root: &Path) -> Result<RootCerts> {
    let full = root.join(path);
    let pem = disk::read(&full).map_err(Error::io("read", &full))?;
    let wrong = |problem: String| EngineError::Certificates {
        engine: engine.to_owned(),
        path: path.to_owned(),
        problem,
    };
    let mut found: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&pem) {
        let item = item.map_err(|error| wrong(format!("cannot be read as PEM: {error}")))?;
        if let PemItem::Certificate(certificate) = item {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(wrong("has no certificate".to_owned()).into());
    }
    Ok(RootCerts::new_with_certs(&found))
}
