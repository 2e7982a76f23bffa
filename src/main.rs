//! The terminal front.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
