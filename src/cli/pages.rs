//! The reference pages of the commands in `docs/commands/`, made of the same help that `--help` prints. Their examples are
//! written by hand; `tests/suite/documentation.rs` runs them.

use super::Bixi;
use clap::{Arg, Command, CommandFactory};
use std::fs;
use std::path::PathBuf;

/// What follows in a page is written by hand.
const EXAMPLES: &str = "\n## Examples\n";

/// Where the examples are run.
const PROJECT: &str = "<!-- in a new project -->";

/// What the exit codes 0, 1 and 3 of each command mean, if it has them; 2 means the same for all.
const EXIT_CODES: &[(&str, [&str; 3])] = &[
    (
        "build",
        [
            "the graph was built, or is unchanged",
            "there are findings that `--fail-on` counts, or errors in the sources kept the graph from being built",
            "a limit was passed",
        ],
    ),
    (
        "check",
        [
            "there are no findings that `--fail-on` counts",
            "there are findings that it counts",
            "a limit was passed",
        ],
    ),
    (
        "validate",
        [
            "there are no findings that `--fail-on` counts",
            "there are findings that it counts; errors in the sources are among them",
            "a limit was passed",
        ],
    ),
    (
        "query",
        [
            "the answer is complete",
            "the graph could not be built",
            "a limit was passed, there are more rows than `--max-rows`, or the query is a product",
        ],
    ),
    (
        "view",
        [
            "the picture was drawn",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "test",
        [
            "all expectations passed",
            "one failed, or the graph could not be built",
            "the query of one passed a limit",
        ],
    ),
    (
        "coverage",
        [
            "the coverage was written",
            "less than `--fail-under` is covered, or the graph could not be built",
            "an expectation cannot be read, or a limit was passed",
        ],
    ),
    (
        "show",
        [
            "the entity was shown",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "find",
        [
            "the names were searched, whether one was found or not",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "why",
        [
            "the statement holds",
            "it does not, or the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "template",
        [
            "the skeleton was printed",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "add",
        [
            "it was written, or would be without `--dry-run`",
            "there would be new errors or warnings, or the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "import",
        [
            "the mapping, or what it makes, was printed or written",
            "",
            "a limit was passed",
        ],
    ),
    (
        "passages",
        [
            "the passages were printed",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "export",
        [
            "the graph was written",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    (
        "push",
        [
            "the graph is published, or would be without `--dry-run`",
            "the graph could not be built, or `--check` found a difference",
            "a limit was passed",
        ],
    ),
    (
        "pull",
        [
            "the graphs were fetched, whether they differ or not",
            "the graph could not be built",
            "a limit was passed",
        ],
    ),
    ("engine", ["the questions were asked", "", ""]),
    #[cfg(feature = "serve")]
    (
        "serve",
        [
            "it was stopped",
            "the graph could not be built",
            "a limit was passed while it was built",
        ],
    ),
    ("new", ["the project was made", "", ""]),
    (
        "init",
        [
            "the settings were written or printed",
            "",
            "a limit was passed",
        ],
    ),
    ("completions", ["the script was printed", "", ""]),
    ("man", ["the pages were written", "", ""]),
];

/// The program, with the options of all commands among those of each.
fn program() -> Command {
    let mut program = Bixi::command().disable_help_subcommand(true);
    program.build();
    program
}

/// Returns the generated part of the page of a command.
fn page(command: &Command) -> String {
    let name = command.get_name();
    let mut text = format!("# `bixi {name}`\n\n{}\n", description(command));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    text.push_str(&format!("\n## Usage\n\n```text\n{usage}\n```\n"));
    let arguments: Vec<&Arg> = command.get_positionals().collect();
    text.push_str(&section("Arguments", &arguments));
    let options = command
        .get_opts()
        .chain(command.get_arguments().filter(|arg| is_flag(arg)));
    let (shared, own): (Vec<&Arg>, Vec<&Arg>) = in_order(command, options.collect())
        .into_iter()
        .partition(|arg| is_shared(arg));
    text.push_str(&section("Options", &own));
    text.push_str(&section("Options of all commands", &shared));
    let codes = EXIT_CODES.iter().find(|(of, _)| *of == name);
    let (_, [zero, one, three]) = codes.expect("the exit codes of the command");
    let codes = [
        (0, *zero),
        (1, *one),
        (2, "the command could not run"),
        (3, *three),
    ];
    let codes = codes.iter().filter(|(_, meaning)| !meaning.is_empty());
    let codes: String = codes
        .map(|(code, meaning)| format!("- {code}: {meaning}.\n"))
        .collect();
    text.push_str(&format!("\n## Exit codes\n\n{codes}\n{PROJECT}\n"));
    text
}

/// The first sentence and the rest of the help.
fn description(command: &Command) -> String {
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let long = command
        .get_long_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let rest = long.strip_prefix(&about).unwrap_or_default().trim();
    match rest.is_empty() {
        true => format!("{about}."),
        false => format!("{about}.\n\n{rest}"),
    }
}

/// Whether an argument is an option without a value.
fn is_flag(arg: &Arg) -> bool {
    !arg.is_positional() && !arg.get_action().takes_values()
}

/// Whether an option is one of all commands.
fn is_shared(arg: &Arg) -> bool {
    arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version")
}

/// Options in the order in which they are declared.
fn in_order<'a>(command: &'a Command, options: Vec<&'a Arg>) -> Vec<&'a Arg> {
    let all = command.get_arguments();
    all.filter(|arg| options.iter().any(|option| option.get_id() == arg.get_id()))
        .collect()
}

/// Arguments with their help, below a heading; nothing without any.
fn section(heading: &str, args: &[&Arg]) -> String {
    if args.is_empty() {
        return String::new();
    }
    let lines: String = args.iter().map(|arg| item(arg)).collect();
    format!("\n## {heading}\n\n{lines}")
}

/// An argument with its help, its values and its default.
fn item(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let values: Vec<String> = names.iter().map(|name| format!("<{name}>")).collect();
    let values = values.join(" ");
    let values = match arg.get_num_args() {
        Some(range) if range.min_values() == 0 && arg.get_action().takes_values() => {
            format!("[={values}]")
        }
        _ if arg.get_action().takes_values() && !arg.is_positional() => format!(" {values}"),
        _ => String::new(),
    };
    let short = arg
        .get_short()
        .map(|short| format!("`-{short}`, "))
        .unwrap_or_default();
    let name = match arg.get_long() {
        Some(long) => format!("{short}`--{long}{values}`"),
        None => format!("`{}`", names.join(" ")),
    };
    let help = arg
        .get_long_help()
        .or(arg.get_help())
        .map(ToString::to_string);
    let help = help.unwrap_or_default().replace('\n', " ");
    let help = with_end(help.trim());
    format!("- {name}: {help}{}\n", possible(arg))
}

/// A help text as a sentence.
fn with_end(help: &str) -> String {
    match help.ends_with('.') {
        true => help.to_owned(),
        false => format!("{help}."),
    }
}

/// The values that an argument may have, and its default.
fn possible(arg: &Arg) -> String {
    let mut text = String::new();
    let values = arg.get_possible_values();
    let values: Vec<String> = values
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| match value.get_help() {
            Some(help) => format!(
                "`{}` ({})",
                value.get_name(),
                help.to_string().trim_end_matches('.')
            ),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if !values.is_empty() {
        text.push_str(&format!(" Values: {}.", values.join(", ")));
    }
    let defaults = arg.get_default_values();
    let defaults: Vec<String> = defaults
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    if !defaults.is_empty() {
        text.push_str(&format!(" Default: {}.", defaults.join(" ")));
    }
    text
}

/// Returns the list of all pages.
fn index(program: &Command) -> String {
    let line = |command: &Command| {
        let name = command.get_name();
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        format!("| [`bixi {name}`]({name}.md) | {about} |\n")
    };
    let lines: String = program.get_subcommands().map(line).collect();
    format!(
        "# Commands\n\n\
         `bixi` alone says where the project stands and what to type next. These pages are made of the help that \
         `bixi COMMAND --help` prints. Their examples are run by tests, in the project that `bixi new parks --language en` makes; \
         a line that begins with `!` is on standard error, one with `?` is the exit code if it is not 0.\n\n\
         | command | what it does |\n|---|---|\n{lines}"
    )
}

#[test]
fn the_pages_of_the_commands_say_what_their_help_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/commands");
    let is_accepting = std::env::var_os("BIXI_ACCEPT").is_some();
    let program = program();
    let mut pages = vec![("README".to_owned(), index(&program))];
    for command in program.get_subcommands() {
        pages.push((command.get_name().to_owned(), page(command)));
    }
    let mut wrong = Vec::new();
    for (name, generated) in &pages {
        let path = folder.join(format!("{name}.md"));
        let written = fs::read_to_string(&path).unwrap_or_default();
        let examples = written.find(EXAMPLES).map_or("", |start| &written[start..]);
        let expected = format!("{generated}{examples}");
        if name != "README" && examples.is_empty() {
            wrong.push(format!("docs/commands/{name}.md has no examples"));
        }
        if is_accepting {
            fs::write(&path, &expected).expect("a page");
        } else if written != expected {
            wrong.push(format!(
                "docs/commands/{name}.md is not what the help says (BIXI_ACCEPT=1 rewrites it)"
            ));
        }
    }
    let files = fs::read_dir(&folder).expect("the pages").count();
    assert_eq!(files, pages.len(), "a page is of no command");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
