//! The program `bixi`: arguments, terminal, clock and exit codes around the library.

mod cli;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;
use std::thread;

/// What a query nests is descended into, by its parser and by its evaluators. Memory is taken only for what is used.
const STACK: usize = 1 << 30;

fn main() -> ExitCode {
    let runner = thread::Builder::new().stack_size(STACK).spawn(cli::run);
    match runner.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        // Without so much address space, the stack of the process has to do.
        Err(_) => cli::run(),
    }
}
