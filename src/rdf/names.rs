//! Which characters a prefixed name has ([Turtle, terminals](https://www.w3.org/TR/rdf12-turtle/#terminals)).

/// [`PN_CHARS_BASE`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PN_CHARS_BASE)
pub fn is_pn_chars_base(character: char) -> bool {
    matches!(character,
        'A'..='Z'
        | 'a'..='z'
        | '\u{C0}'..='\u{D6}'
        | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// [`PN_CHARS_U`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PN_CHARS_U)
pub fn is_pn_chars_u(character: char) -> bool {
    is_pn_chars_base(character) || character == '_'
}

/// [`PN_CHARS`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PN_CHARS)
pub fn is_pn_chars(character: char) -> bool {
    is_pn_chars_u(character)
        || matches!(character,
            '-' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether Turtle can have a prefix of a name
/// ([`PN_PREFIX`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PN_PREFIX), or none).
/// Those of RDF/XML and JSON-LD may be others.
pub fn is_prefix_name(name: &str) -> bool {
    name.is_empty()
        || name.starts_with(is_pn_chars_base)
            && !name.ends_with('.')
            && name.chars().all(|c| c == '.' || is_pn_chars(c))
}

/// Whether a [local name](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PN_LOCAL) can be written without escapes, and
/// all of it is seen.
pub(super) fn is_plain_local_name(local: &str) -> bool {
    let is_seen = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_first = |c: char| is_pn_chars_u(c) || c.is_ascii_digit();
    local.chars().next().is_none_or(is_first)
        && !local.ends_with('.')
        && local
            .chars()
            .all(|c| c == '.' || is_pn_chars(c) && is_seen(c))
}
