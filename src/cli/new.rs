//! `bixi new`

use super::Outcome;
use super::failure::{Failure, Result};
use super::terminal;
use bixi::Error;
use bixi::text::list;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Make a small project to start from
///
/// Writes an ontology, two files of data, a saved query, a view, two expectations, `bixi.toml`, `.gitignore` and a workflow
/// of GitHub into a new folder. Their labels and comments are in Chinese if the locale is (`LC_ALL`, `LC_MESSAGES`, `LANG`),
/// else in English.
#[derive(clap::Args)]
pub struct New {
    /// The folder to make; its name is that of the project: letters, digits, `-`, `_` and `.`
    name: PathBuf,
    /// The language of the project [default: that of the locale]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
}

/// The language of a new project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    /// Chinese
    Zh,
    /// English
    En,
}

/// What stands in the files where the name of the project belongs.
const NAME: &str = "{{name}}";

/// The files of a project in a language, with their paths.
macro_rules! files {
    ($language:literal) => {
        &[
            (
                "bixi.toml",
                include_str!(concat!("new/", $language, "/bixi.toml")),
            ),
            (
                ".gitignore",
                include_str!(concat!("new/", $language, "/gitignore")),
            ),
            (
                ".github/workflows/bixi.yml",
                include_str!(concat!("new/", $language, "/ci.yml")),
            ),
            (
                "ontology/vocabulary.ttl",
                include_str!(concat!("new/", $language, "/vocabulary.ttl")),
            ),
            (
                "data/places.ttl",
                include_str!(concat!("new/", $language, "/places.ttl")),
            ),
            (
                "data/organisations.ttl",
                include_str!(concat!("new/", $language, "/organisations.ttl")),
            ),
            (
                "queries/enterprises.rq",
                include_str!(concat!("new/", $language, "/enterprises.rq")),
            ),
            (
                "queries/partners-view.rq",
                include_str!(concat!("new/", $language, "/partners-view.rq")),
            ),
            (
                "tests/enterprises-of-the-city.rq",
                include_str!(concat!("new/", $language, "/enterprises-of-the-city.rq")),
            ),
            (
                "tests/enterprises-of-the-city.csv",
                include_str!(concat!("new/", $language, "/enterprises-of-the-city.csv")),
            ),
            (
                "tests/partners.inferred.ttl",
                include_str!(concat!("new/", $language, "/partners.inferred.ttl")),
            ),
        ]
    };
}

impl Language {
    /// Returns the language of the locale: the first of the variables that says something decides
    /// ([POSIX, 8.2](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02)).
    fn of_locale() -> Self {
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let mut values = variables.iter().filter_map(std::env::var_os);
        let first = values.find(|value| !value.is_empty());
        match first.is_some_and(|value| is_chinese(&value)) {
            true => Self::Zh,
            false => Self::En,
        }
    }

    /// Returns the paths and texts of the files of a project.
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Zh => files!("zh"),
            Self::En => files!("en"),
        }
    }

    /// Returns what to type next, with what it does.
    fn next(self) -> [(&'static str, &'static str); 3] {
        match self {
            Self::Zh => [
                ("bixi query enterprises", "回答一个问题"),
                ("bixi view partners-view -o partners.svg", "画一张图"),
                ("bixi test", "运行测试"),
            ],
            Self::En => [
                ("bixi query enterprises", "answers a question"),
                ("bixi view partners-view -o partners.svg", "draws a picture"),
                ("bixi test", "checks the expectations"),
            ],
        }
    }
}

/// Whether a locale is Chinese: its language is, whatever its territory and encoding.
fn is_chinese(locale: &OsStr) -> bool {
    let locale = locale.to_string_lossy().to_ascii_lowercase();
    locale.split(['_', '-', '.', '@']).next() == Some("zh")
}

/// Makes the project and says what to type next.
pub fn run(new: &New) -> Result<Outcome> {
    let name = project_name(&new.name)?;
    let language = new.language.unwrap_or_else(Language::of_locale);
    check_absent(&new.name)?;
    for (path, text) in language.files() {
        write(&new.name.join(path), &text.replace(NAME, name))?;
    }
    let folder = new.name.display();
    let made = match language {
        Language::Zh => format!("已建立 {folder}，接下来："),
        Language::En => format!("made {folder}; next:"),
    };
    let go = (
        format!("  cd {}", in_shell(&new.name)),
        String::new(),
        String::new(),
    );
    let rows = language.next();
    let rows = rows.map(|(command, does)| (format!("  {command}"), String::new(), does.to_owned()));
    let rows: Vec<_> = std::iter::once(go).chain(rows).collect();
    terminal::answer(&format!("{made}\n\n{}", list(&rows)))?;
    Ok(Outcome::Clean)
}

/// Returns the name of the project in a folder: it becomes a part of IRIs.
///
/// # Errors
/// If it has characters that IRIs, shells or file systems give a meaning.
fn project_name(folder: &Path) -> Result<&str> {
    let name = folder
        .file_name()
        .and_then(OsStr::to_str)
        .unwrap_or_default();
    let is_allowed = |c: char| c.is_alphanumeric() || ['-', '_', '.'].contains(&c);
    match name.starts_with(char::is_alphanumeric) && name.chars().all(is_allowed) {
        true => Ok(name),
        false => Err(Failure::usage(format!(
            "`{}` cannot be the name of a project; use letters, digits, `-`, `_` and `.`, a letter or digit first",
            folder.display()
        ))),
    }
}

/// Checks that nothing is at a path, or an empty folder.
///
/// # Errors
/// If something else is there, or the disk forbids to look.
fn check_absent(folder: &Path) -> Result<()> {
    let is_free = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::io("open", folder)(error).into()),
        Ok(found) if !found.is_dir() => false,
        Ok(_) => {
            let mut entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
            entries.next().is_none()
        }
    };
    match is_free {
        true => Ok(()),
        false => Err(Failure::usage(format!(
            "`{}` is there already; `bixi init` writes settings for a folder that has files",
            folder.display()
        ))),
    }
}

/// Writes a file that is not there, and the folders above it.
fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    Ok(written.map_err(Error::io("write", path))?)
}

/// A path as it is typed in a shell.
fn in_shell(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    match path.chars().all(is_plain) {
        true => path,
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_is_chinese_by_its_language() {
        let is = |locale: &str| is_chinese(OsStr::new(locale));
        assert!(
            ["zh_CN.UTF-8", "zh", "zh-Hans", "zh_TW"]
                .into_iter()
                .all(is)
        );
        assert!(!["C", "en_HK.UTF-8", "zha_CN", ""].into_iter().any(is));
    }

    #[test]
    fn the_files_of_both_languages_have_the_same_paths_and_identifiers() {
        let paths = |of: Language| of.files().iter().map(|(path, _)| *path).collect::<Vec<_>>();
        assert_eq!(paths(Language::Zh), paths(Language::En));
        let prefixes = |of: Language| {
            let lines = of.files().iter().flat_map(|(_, text)| text.lines());
            let lines = lines.filter(|line| line.starts_with("@prefix"));
            lines.collect::<Vec<_>>()
        };
        assert_eq!(prefixes(Language::Zh), prefixes(Language::En));
    }
}
