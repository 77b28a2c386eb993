//! The parts of a request that tell who makes it.

use ureq::http::{Method, Uri};

/// A request, as far as it is signed.
pub struct Signed<'a> {
    pub method: &'a Method,
    pub uri: &'a Uri,
    pub body: &'a [u8],
}
