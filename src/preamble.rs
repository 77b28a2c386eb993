//! The `#+` lines at the top of a query as the YAML that they are, as [grlc](https://grlc.io/) has it.

/// Returns the 1-based line on which the front matter of a text begins, and its YAML, line by line. Comments may stand before it and
/// in it. The key `null`, which YAML takes for no text, is in quotes.
pub fn yaml(text: &str) -> (usize, String) {
    let is_before = |line: &&str| !line.starts_with("#+") && is_blank_or_comment(line);
    let before = text.lines().take_while(is_before).count();
    let lines = text.lines().skip(before);
    let lines = lines.take_while(|line| is_blank_or_comment(line));
    let mut yaml = String::new();
    for line in lines {
        // Every line is kept, so that places are those of the file.
        let content = line.strip_prefix("#+").unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        match content.strip_prefix("null:") {
            Some(value) => yaml.push_str(&format!("\"null\":{value}")),
            None => yaml.push_str(content),
        }
        yaml.push('\n');
    }
    (before + 1, yaml)
}

/// Returns whether a line of SPARQL is blank or a comment.
pub fn is_blank_or_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}
