use std::path::PathBuf;

use clap::Args;

use super::{Failure, write};

/// Print the JSON Schema of scenario files.
#[derive(Debug, Args)]
pub struct Schema {
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Schema {
    /// Prints the schema.
    pub fn run(self) -> Result<(), Failure> {
        write(self.output.as_ref(), &format!("{:#}\n", undercut::scenario::schema()))
    }
}
