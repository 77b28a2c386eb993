//! The types of the scripts, as [TypeScript](https://www.typescriptlang.org/docs/handbook/type-checking-javascript-files.html)
//! finds them in what the scripts do and in their comments.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What is checked: everything but that values are not null, and that every parameter has a type.
const OPTIONS: [&str; 15] = [
    "--checkJs",
    "--noEmit",
    "--strict",
    "--strictNullChecks",
    "false",
    "--noImplicitAny",
    "false",
    "--useUnknownInCatchVariables",
    "false",
    "--target",
    "es2024",
    "--module",
    "es2022",
    "--moduleResolution",
    "bundler",
];

#[test]
#[cfg_attr(
    not(typescript),
    ignore = "BIXI_TYPESCRIPT does not name the folder of the package `typescript`"
)]
fn they_have_types_that_fit() {
    let package = std::env::var("BIXI_TYPESCRIPT").expect("BIXI_TYPESCRIPT");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/serve/assets");
    let files = fs::read_dir(&assets).expect("a folder");
    let names = files.map(|file| file.expect("a file").file_name());
    let scripts: Vec<_> = names
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "js"))
        .collect();
    assert!(scripts.len() > 40, "{scripts:?}");
    let output = Command::new("node")
        .arg(Path::new(&package).join("lib/tsc.js"))
        .args(OPTIONS)
        .args(["--lib", "es2024,dom,dom.iterable,dom.asynciterable"])
        .args(&scripts)
        .current_dir(&assets)
        .output()
        .expect("node runs");
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{found}");
}
