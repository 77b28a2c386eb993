//! [Hash functions](https://www.w3.org/TR/sparql11-query/#func-hash), of strings without language.

use super::value::Value;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

fn hash<H: Digest>(arguments: &[Value]) -> Option<Value> {
    let digest = H::digest(arguments.first()?.simple()?);
    Some(Value::text(
        digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>(),
    ))
}

/// [`MD5`](https://www.w3.org/TR/sparql11-query/#func-md5)
pub fn md5(arguments: &[Value]) -> Option<Value> {
    hash::<Md5>(arguments)
}

/// [`SHA1`](https://www.w3.org/TR/sparql11-query/#func-sha1)
pub fn sha1(arguments: &[Value]) -> Option<Value> {
    hash::<Sha1>(arguments)
}

/// [`SHA256`](https://www.w3.org/TR/sparql11-query/#func-sha256)
pub fn sha256(arguments: &[Value]) -> Option<Value> {
    hash::<Sha256>(arguments)
}

/// [`SHA384`](https://www.w3.org/TR/sparql11-query/#func-sha384)
pub fn sha384(arguments: &[Value]) -> Option<Value> {
    hash::<Sha384>(arguments)
}

/// [`SHA512`](https://www.w3.org/TR/sparql11-query/#func-sha512)
pub fn sha512(arguments: &[Value]) -> Option<Value> {
    hash::<Sha512>(arguments)
}
