//! The program `bixi`: arguments, terminal, clock and exit codes around the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
