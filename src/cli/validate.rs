use clap::Args;

use super::catalogue::Catalogue;
use super::{Failure, scenario};

/// Check scenario files.
#[derive(Debug, Args)]
pub struct Validate {
    /// Scenario files, or names of scenarios that come with undercut
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    catalogue: Catalogue,
}

impl Validate {
    /// Checks every file and says what is wrong in all of them.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.catalogue.read()?;
        let mut failures = Vec::new();
        for file in &self.files {
            match scenario(file, &[], &catalog) {
                Ok(it) => println!("{file}: good: {} inputs", it.inputs.len()),
                Err(Failure(lines)) => failures.extend(lines),
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(Failure(failures)) }
    }
}
