//! Paths in a project that files give relative to their own folders
//! ([URI references](https://www.rfc-editor.org/rfc/rfc3986#section-4.2)).

/// Returns the path that a path relative to a folder of the project leads to; `None` if it leads out of the project.
pub(crate) fn relative_path(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns a text with its percent-encoded bytes decoded, unless they are not UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        match digit(0).zip(digit(1)).filter(|_| *first == b'%') {
            Some((high, low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_places_in_the_project() {
        for (folder, path, place) in [
            ("", "a.ttl", Some("a.ttl")),
            ("a/b", "../c.ttl", Some("a/c.ttl")),
            ("a/b/", "./c//d.ttl", Some("a/b/c/d.ttl")),
            ("a", "../..", None),
            ("", "../a.ttl", None),
            ("a", "/etc/passwd", None),
            ("a", "C:\\a.ttl", None),
        ] {
            assert_eq!(relative_path(folder, path).as_deref(), place, "{path}");
        }
        assert_eq!(decoded("a%20b%E6%B8%A9.ttl").as_deref(), Some("a b温.ttl"));
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
        assert_eq!(decoded("%+1%FF"), None);
        assert_eq!(decoded("%zz%+1").as_deref(), Some("%zz%+1"));
    }
}
