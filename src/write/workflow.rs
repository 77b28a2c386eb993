//! Texts in [workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions) of GitHub.

/// Escapes a message.
pub fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
