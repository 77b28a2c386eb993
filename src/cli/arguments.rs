//! Names with values among the arguments: `--name value` that no option of the command is called. They are the parameters of a
//! query, which `--param name=value` gives too, or the properties of what is added.

use super::Bixi;
use super::failure::{self, Failure};
use super::query::HELP;
use bixi::Arguments;
use clap::CommandFactory;
use std::ffi::OsString;

/// The commands that run queries.
const QUERYING: [&str; 2] = ["query", "view"];
/// The command that takes properties.
const ADDING: &str = "add";

/// Names with their values, in the order in which they are given.
pub type Given = Vec<(String, String)>;

/// Takes names with values out of the arguments.
///
/// # Errors
/// If a name has no value.
pub fn split_parameters(
    arguments: impl Iterator<Item = OsString>,
) -> Result<(Vec<OsString>, Given), String> {
    let mut rest: Vec<OsString> = Vec::new();
    let mut given = Given::new();
    let mut arguments = arguments.peekable();
    let program = Bixi::command();
    let mut command = None;
    let mut has_command = false;
    let mut is_query = false;
    let mut has_name = false;
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        rest.push(argument);
        if text == "--" {
            break;
        }
        if text == "--help" && has_name {
            rest.pop();
            given.push((HELP.to_owned(), String::new()));
            continue;
        }
        has_name |= is_query && !text.starts_with('-');
        if rest.len() > 1 && !has_command && !text.starts_with('-') {
            has_command = true;
            is_query = QUERYING.contains(&text.as_str());
            if is_query || text == ADDING {
                command = program.find_subcommand(&text);
            }
            continue;
        }
        match option(&text, command, &program) {
            Kind::NoOption | Kind::Flag => {}
            Kind::WithValue => rest.extend(arguments.next()),
            Kind::Unknown(name, value) if command.is_some() => {
                rest.pop();
                let next = || {
                    arguments
                        .next()
                        .map(|value| value.to_string_lossy().into_owned())
                };
                let value = value
                    .or_else(next)
                    .ok_or_else(|| without_value(&name, is_query && !has_name))?;
                given.push((name, value));
            }
            Kind::Unknown(..) => {}
        }
    }
    rest.extend(arguments);
    Ok((rest, given))
}

/// Returns what is wrong with a name that has no value, before a query is named or after.
fn without_value(name: &str, is_without_query: bool) -> String {
    match is_without_query {
        true => format!(
            "there is no option `--{name}`, and no query is named whose parameter it could be; `bixi query` alone lists the queries"
        ),
        false => format!("`--{name}` needs a value"),
    }
}

/// Returns names with values as the parameters of a query.
///
/// # Errors
/// If a parameter is given twice.
pub fn once(given: &Given) -> failure::Result<Arguments> {
    let mut parameters = Arguments::new();
    for (name, value) in given {
        if parameters.insert(name.clone(), value.clone()).is_some() {
            return Err(Failure::usage(given_twice(&format!("--{name}"))));
        }
    }
    Ok(parameters)
}

fn given_twice(option: &str) -> String {
    format!("`{option}` is given twice; a parameter has one value")
}

/// Reads the value of `--param`.
///
/// # Errors
/// If it is not a name, `=` and a value.
pub fn named_parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a parameter is given as `--param NAME=VALUE`".to_owned()),
    }
}

/// Returns the arguments with the parameters that `--param` gives.
///
/// # Errors
/// If a parameter is given twice.
pub fn with_named(arguments: &Arguments, named: &[(String, String)]) -> Result<Arguments, String> {
    let mut all = arguments.clone();
    for (name, value) in named {
        if all.insert(name.clone(), value.clone()).is_some() {
            return Err(given_twice(&format!("--param {name}")));
        }
    }
    Ok(all)
}

/// Returns how a parameter is given to a command: a name that is an option of the command stands after `--param`.
pub fn way_to_give(name: &str, command: &str) -> String {
    match is_option(name, command) {
        true => format!("--param {name}"),
        false => format!("--{name}"),
    }
}

/// Returns how a parameter is given to a command with a value.
pub fn as_given(name: &str, value: &str, command: &str) -> String {
    let way = way_to_give(name, command);
    let sign = if is_option(name, command) { '=' } else { ' ' };
    match value.contains(char::is_whitespace) {
        true => format!("{way}{sign}'{value}'"),
        false => format!("{way}{sign}{value}"),
    }
}

/// Returns whether a name is an option of a command. `--lang` gives the parameter of that name, too.
pub fn is_option(name: &str, command: &str) -> bool {
    let program = Bixi::command();
    let command = program.find_subcommand(command);
    let mut options = program
        .get_arguments()
        .chain(command.into_iter().flat_map(|c| c.get_arguments()));
    let is_option = options.any(|option| option.get_long() == Some(name));
    name != "lang" && (is_option || matches!(name, "help" | "version"))
}

enum Kind {
    NoOption,
    Flag,
    WithValue,
    Unknown(String, Option<String>),
}

/// What an argument is to the program and the command.
fn option(text: &str, command: Option<&clap::Command>, program: &clap::Command) -> Kind {
    let known = || {
        program
            .get_arguments()
            .chain(command.into_iter().flat_map(|c| c.get_arguments()))
    };
    let takes_value = |arg: &clap::Arg| arg.get_action().takes_values();
    if let Some(long) = text.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        return match known().find(|arg| arg.get_long() == Some(name)) {
            Some(arg) if takes_value(arg) && value.is_none() => Kind::WithValue,
            Some(_) => Kind::Flag,
            None if matches!(name, "help" | "version") => Kind::Flag,
            None => Kind::Unknown(name.to_owned(), value),
        };
    }
    let mut letters = text.strip_prefix('-').unwrap_or_default().chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => match known().find(|arg| arg.get_short() == Some(letter)) {
            Some(arg) if takes_value(arg) => Kind::WithValue,
            _ => Kind::Flag,
        },
        _ => Kind::NoOption,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Result<(String, Arguments), String> {
        let (rest, given) = split_parameters(text.split(' ').map(OsString::from))?;
        let parameters = once(&given).map_err(|failure| match failure {
            Failure::Usage(message) => message,
            Failure::Library(error) => error.to_string(),
        })?;
        Ok((
            rest.iter()
                .map(|a| a.to_string_lossy())
                .collect::<Vec<_>>()
                .join(" "),
            parameters,
        ))
    }

    #[test]
    fn what_is_no_option_is_a_parameter_of_the_query() {
        let (rest, parameters) =
            split("bixi --project p query post-of --person 聂超 --format csv --year=2020 -e x")
                .expect("values");
        assert_eq!(rest, "bixi --project p query post-of --format csv -e x");
        let pairs: Vec<(String, String)> = parameters.into_iter().collect();
        assert_eq!(
            pairs,
            [
                ("person".into(), "聂超".into()),
                ("year".into(), "2020".into())
            ]
        );
    }

    #[test]
    fn other_commands_have_no_parameters_and_a_parameter_needs_a_value() {
        assert_eq!(
            split("bixi show --x y").expect("no parameters").0,
            "bixi show --x y"
        );
        let of_another = "bixi --project p new query --language zh";
        assert_eq!(split(of_another).expect("no parameters").0, of_another);
        assert_eq!(
            split("bixi query q --person"),
            Err("`--person` needs a value".to_owned())
        );
        assert_eq!(
            split("bixi query --list"),
            Err("there is no option `--list`, and no query is named whose parameter it could be; `bixi query` alone lists the queries".to_owned())
        );
        assert_eq!(
            split("bixi query q --person a --person=b"),
            Err("`--person` is given twice; a parameter has one value".to_owned())
        );
    }

    #[test]
    fn properties_may_be_given_several_times_and_stay_in_order() {
        let typed = "bixi add v:Firm --label@zh 鸥 --in bay --label@en Gull --dry-run --in=cliff";
        let arguments = typed.split(' ').map(OsString::from);
        let (rest, given) = split_parameters(arguments).expect("values");
        assert_eq!(rest, ["bixi", "add", "v:Firm", "--dry-run"]);
        let given: Vec<(&str, &str)> = given
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let expected = [
            ("label@zh", "鸥"),
            ("in", "bay"),
            ("label@en", "Gull"),
            ("in", "cliff"),
        ];
        assert_eq!(given, expected);
    }
}
