//! Gives the program a digest of what it is made of: a snapshot that another program wrote, which may read a source otherwise,
//! is made again ([build scripts](https://doc.rust-lang.org/cargo/reference/build-scripts.html)).
//!
//! So no number has to be raised when the reader changes, and none can be forgotten. The dependencies are in it in the versions
//! that `Cargo.lock` names.
//!
//! It also tells the tests which of them can run by the variables that are set; the others are listed as ignored. Tests in a
//! browser run unless `BIXI_BROWSER` is `none`.
//!
//! | variable | tests |
//! |---|---|
//! | `BIXI_CONFORMANCE`, `BIXI_REAL`, `BIXI_SHAPES` | of the public suites, repositories and shapes in this folder |
//! | `BIXI_REFERENCE` | of articles with their sheets in this folder |
//! | `BIXI_PROGRAMS`, `BIXI_LCOV`, `BIXI_WORKBOOKS` | that call other programs, lcov and diff-cover, LibreOffice and openpyxl |
//! | `BIXI_DUCKDB` | that read tables of Parquet with this Python, which has duckdb and pyarrow |
//! | `BIXI_SPARK` | of PySpark, which that Python has then, too |
//! | `BIXI_RENDERERS` | that compare how librsvg, CairoSVG and resvg draw pictures |
//! | `BIXI_HERMIT` | that compare hierarchies of classes with those of HermiT, which this Python has in its package owlready2 |
//! | `BIXI_COMUNICA`, `BIXI_TAP`, `BIXI_YASGUI`, `BIXI_TYPESCRIPT` | that use the package of npm that is installed in this folder |
//! | `BIXI_OXIGRAPH`, `BIXI_VIRTUOSO` | that publish to these servers, or ask them |
//! | `BIXI_AXE` | of accessibility, by this script of axe |

use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    // A package that is a dependency of another has no lock file of its own.
    files.retain(|file| file.exists());
    add_files(Path::new("src"), &mut files)?;
    files.sort();
    // [FNV-1a](https://www.rfc-editor.org/rfc/rfc9923): it tells programs apart, and nobody has to be deceived by it.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for file in &files {
        for byte in fs::read(file)? {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    for (variable, name) in [
        ("BIXI_AXE", "axe"),
        ("BIXI_COMUNICA", "comunica"),
        ("BIXI_CONFORMANCE", "conformance"),
        ("BIXI_DUCKDB", "duckdb"),
        ("BIXI_HERMIT", "hermit"),
        ("BIXI_LCOV", "lcov"),
        ("BIXI_OXIGRAPH", "oxigraph"),
        ("BIXI_PROGRAMS", "programs"),
        ("BIXI_REAL", "real"),
        ("BIXI_RENDERERS", "renderers"),
        ("BIXI_REFERENCE", "reference"),
        ("BIXI_SHAPES", "shapes"),
        ("BIXI_SPARK", "spark"),
        ("BIXI_TAP", "tap"),
        ("BIXI_TYPESCRIPT", "typescript"),
        ("BIXI_VIRTUOSO", "virtuoso"),
        ("BIXI_WORKBOOKS", "workbooks"),
        ("BIXI_YASGUI", "yasgui"),
    ] {
        println!("cargo::rustc-check-cfg=cfg({name})");
        println!("cargo::rerun-if-env-changed={variable}");
        if std::env::var_os(variable).is_some() {
            println!("cargo::rustc-cfg={name}");
        }
    }
    println!("cargo::rustc-check-cfg=cfg(browser)");
    println!("cargo::rerun-if-env-changed=BIXI_BROWSER");
    if std::env::var_os("BIXI_BROWSER").is_none_or(|word| word != "none") {
        println!("cargo::rustc-cfg=browser");
    }
    println!("cargo::rerun-if-changed=Cargo.toml");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rustc-env=BIXI_PROGRAM={digest:016x}");
    Ok(())
}

fn add_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add_files(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
