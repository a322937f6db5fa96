//! The `ptce` program: reads the command line, runs one command, answers with an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    ptce::cli::main()
}
