//! `GROUP BY`, `HAVING` and aggregates in `CONSTRUCT`, `DESCRIBE` and `ASK`
//! ([SPARQL 1.1, 19.8](https://www.w3.org/TR/sparql11-query/#rSolutionModifier)): the parser knows them only of `SELECT`, so
//! the pattern with its modifiers becomes a subquery for the variables that are left after grouping.

use super::tokens::{AGGREGATES, Kind, Token};

/// What is selected where no variable is left.
const COUNT: &str = "(COUNT(*) AS ?bixi_solutions)";

/// The text of a query with a subquery for what it groups, or `None` if it is a `SELECT` or groups nothing.
pub fn with_subquery(text: &str, tokens: &[Token]) -> Option<String> {
    let is = |token: &Token, word: &str| {
        token.kind == Kind::Word && token.text(text).eq_ignore_ascii_case(word)
    };
    let forms = ["SELECT", "CONSTRUCT", "DESCRIBE", "ASK"];
    let form = tokens
        .iter()
        .position(|token| forms.iter().any(|form| is(token, form)))?;
    let after_form = tokens.get(form + 1..)?;
    let mut groups = groups(text, after_form).into_iter();
    let (first, last) = groups.next()?;
    let mut template = None;
    let (open, close) = match () {
        () if is(&tokens[form], "SELECT") => return None,
        () if !is(&tokens[form], "CONSTRUCT") => (first, last),
        // The template of the long form.
        () if first == 0 => groups.next()?,
        () => {
            template = Some(text.get(range(after_form, first, last)?)?);
            (first, last)
        }
    };
    let modifiers = after_form.get(close + 1..)?;
    let groups_solutions = modifiers.iter().any(|token| {
        let mut words = ["GROUP", "HAVING"].iter().chain(&AGGREGATES);
        words.any(|word| is(token, word))
    });
    if !groups_solutions {
        return None;
    }
    let is_word = |word: &str| modifiers.iter().position(|token| is(token, word));
    let keys = match is_word("GROUP") {
        Some(group) => keys(text, modifiers.get(group + 2..)?),
        None => Vec::new(),
    };
    let used: Vec<&str> = match is(&tokens[form], "CONSTRUCT") {
        true => variables(text, after_form.get(..=close)?).collect(),
        false => keys.clone(),
    };
    let mut selected: Vec<&str> = keys.into_iter().filter(|key| used.contains(key)).collect();
    selected.sort_unstable();
    selected.dedup();
    let selected = match selected.is_empty() {
        true => COUNT.to_owned(),
        false => format!("?{}", selected.join(" ?")),
    };
    let start = after_form.get(open)?.range.start;
    let form_end = tokens[form].range.end;
    Some(format!(
        "{}{}{}{{ SELECT {selected} {}\n}}",
        &text[..form_end],
        template.map_or(String::new(), |template| format!(" {template}")),
        &text[form_end..start],
        &text[start..]
    ))
}

/// The indexes of the braces of groups that stand in no other.
fn groups(text: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
    let (mut depth, mut open, mut found) = (0_usize, 0, Vec::new());
    for (index, token) in tokens.iter().enumerate() {
        match token.text(text) {
            "{" => {
                if depth == 0 {
                    open = index;
                }
                depth += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    found.push((open, index));
                }
            }
            _ => {}
        }
    }
    found
}

fn range(tokens: &[Token], first: usize, last: usize) -> Option<std::ops::Range<usize>> {
    Some(tokens.get(first)?.range.start..tokens.get(last)?.range.end)
}

/// The names of the variables among tokens.
fn variables<'t>(text: &'t str, tokens: &'t [Token]) -> impl Iterator<Item = &'t str> {
    let variables = tokens.iter().filter(|token| token.kind == Kind::Variable);
    variables.filter_map(|token| token.text(text).get(1..))
}

/// The variables that the conditions of `GROUP BY` leave: those that are conditions, and the names of expressions.
fn keys<'t>(text: &'t str, conditions: &'t [Token]) -> Vec<&'t str> {
    let mut depth = 0_usize;
    let mut keys = Vec::new();
    let mut before = "";
    for token in conditions {
        let word = token.text(text);
        match word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if token.kind == Kind::Variable
                && (depth == 0 || depth == 1 && before.eq_ignore_ascii_case("AS")) =>
            {
                keys.extend(word.get(1..));
            }
            _ if depth == 0
                && ["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"]
                    .iter()
                    .any(|end| word.eq_ignore_ascii_case(end)) =>
            {
                break;
            }
            _ => {}
        }
        before = word;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn rewritten(text: &str) -> Option<String> {
        with_subquery(text, &tokens(text))
    }

    #[test]
    fn the_pattern_and_its_modifiers_become_a_subquery() {
        let text =
            "CONSTRUCT { ?s :n ?n } WHERE { ?s :p ?o } GROUP BY ?s (STR(?o) AS ?n) LIMIT 2 # end";
        assert_eq!(
            rewritten(text).as_deref(),
            Some(
                "CONSTRUCT { ?s :n ?n } WHERE { SELECT ?n ?s { ?s :p ?o } GROUP BY ?s (STR(?o) AS ?n) LIMIT 2 # end\n}"
            )
        );
        assert_eq!(
            rewritten("CONSTRUCT WHERE { ?s :p ?o } GROUP BY ?s ?o").as_deref(),
            Some("CONSTRUCT { ?s :p ?o } WHERE { SELECT ?o ?s { ?s :p ?o } GROUP BY ?s ?o\n}")
        );
        assert_eq!(
            rewritten("ASK FROM <a> { ?s :p ?o } HAVING (COUNT(*) > 1)").as_deref(),
            Some(
                "ASK FROM <a> { SELECT (COUNT(*) AS ?bixi_solutions) { ?s :p ?o } HAVING (COUNT(*) > 1)\n}"
            )
        );
        assert_eq!(rewritten("SELECT ?s { ?s :p ?o } GROUP BY ?s"), None);
    }
}
