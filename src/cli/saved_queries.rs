//! The saved queries of a project: their list, what each says of itself, and the parameters that it takes.

use super::advice::advised;
use super::arguments::{is_option, way_to_give};
use super::failure::{Failure, Result};
use super::query::from_stdin;
use super::{Bixi, Outcome, report, terminal};
use bixi::text::{list as lines, nearest};
use bixi::{Arguments, Project};
use clap::CommandFactory;
use std::path::Path;

/// The query of a name or a path.
pub fn named(project: &Project, name: &str) -> Result<bixi::Query> {
    if name == "-" {
        return Ok(from_stdin()?);
    }
    let names = project.query_names()?;
    if names.iter().any(|known| known == name) {
        return Ok(project.query(name)?);
    }
    if Path::new(name).is_file() {
        return Ok(bixi::Query::read(Path::new(name))?);
    }
    report::say_unreadable_queries(project)?;
    let near = nearest(name, names.iter().map(String::as_str));
    let hint = match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None if names.is_empty() => "; there is none in `queries/`".to_owned(),
        None => "; `bixi query` lists those in `queries/`".to_owned(),
    };
    Err(Failure::usage(format!("there is no query `{name}`{hint}")))
}

/// Lists the queries of the project. One that cannot be read does not hide the others.
pub fn list(project: &Project) -> Result<Outcome> {
    let language = project.config.languages.first().map(String::as_str);
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for name in project.query_names()? {
        let query = match project.query(&name) {
            Ok(query) => query,
            Err(error) => {
                wrong.push(error);
                continue;
            }
        };
        let parameters = query.parameters();
        let shown = |p: &bixi::Parameter| match (way_to_give(&p.name, "query"), p.optional) {
            (way, true) => format!("[{way}]"),
            (way, false) => way,
        };
        let parameters: Vec<String> = parameters.iter().map(shown).collect();
        let title = query.front_matter.title_in(language);
        rows.push((
            name,
            parameters.join(" "),
            title.unwrap_or_default().to_owned(),
        ));
    }
    terminal::answer(&lines(&rows))?;
    report::say_unreadable_queries(project)?;
    if rows.is_empty() && wrong.is_empty() {
        terminal::say(
            "no saved queries: `*.rq` files in `queries/` are; `-e TEXT` asks without one",
        );
    }
    for error in &wrong {
        terminal::say(&format!("error: {}", advised(error)));
    }
    Ok(match wrong.is_empty() {
        true => Outcome::Clean,
        false => Outcome::Incomplete,
    })
}

/// What a query says of itself to readers of the project, and how a command takes its parameters.
pub fn help(query: &bixi::Query, project: &Project, command: &str) -> String {
    let language = project.config.languages.first().map(String::as_str);
    let matter = &query.front_matter;
    let mut text = String::new();
    for line in [matter.title_in(language), matter.description_in(language)] {
        line.iter()
            .for_each(|line| text.push_str(&format!("{line}\n")));
    }
    let rows = query.parameters().into_iter().map(|parameter| {
        let declared = matter.params.get(&parameter.name);
        let default = declared.and_then(|param| param.default.as_ref());
        let default = default
            .map(|value| format!(" [default: {value}]"))
            .unwrap_or_default();
        let may = if parameter.optional {
            " (may be left out)"
        } else {
            ""
        };
        let description = declared.and_then(|param| param.description_in(language));
        let description = description.unwrap_or_default();
        (
            format!("  {}", way_to_give(&parameter.name, command)),
            match parameter.of.as_slice() {
                [] => parameter.kind,
                classes => classes.join(" or "),
            },
            format!("{description}{default}{may}"),
        )
    });
    format!("{text}\n{}", lines(&rows.collect::<Vec<_>>()))
}

/// An argument that is not a parameter may be an option with a typing error, and a parameter that is missing may have the name of
/// an option.
pub fn check_names(query: &bixi::Query, arguments: &Arguments, command: &str) -> Result<()> {
    let parameters = query.parameters();
    for name in arguments
        .keys()
        .filter(|name| parameters.iter().all(|p| p.name != **name))
    {
        let program = Bixi::command();
        let options = program
            .find_subcommand(command)
            .into_iter()
            .flat_map(|c| c.get_arguments());
        let longs: Vec<&str> = options.filter_map(|option| option.get_long()).collect();
        if let Some(near) = nearest(name, longs.iter().copied()) {
            let message = format!(
                "`--{name}` is neither an option nor a parameter of `{}`; did you mean `--{near}`?",
                query.source.path
            );
            return Err(Failure::Usage(message));
        }
    }
    let has_default = |name: &str| {
        let declared = query.front_matter.params.get(name);
        declared.is_some_and(|param| param.default.is_some())
    };
    let taken = parameters.iter().find(|parameter| {
        let name = &parameter.name;
        let is_missing = !arguments.contains_key(name) && !has_default(name);
        is_missing && !parameter.optional && is_option(name, command)
    });
    match taken {
        Some(bixi::Parameter { name, .. }) => Err(Failure::usage(format!(
            "`{}` needs a value for its parameter `{name}`; `--{name}` is an option, so write `--param {name}=VALUE`",
            query.source.path
        ))),
        None => Ok(()),
    }
}
