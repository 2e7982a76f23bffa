use std::path::PathBuf;

use clap::{Args, ValueEnum};
use undercut::scenario::Input;

use super::catalogue::Catalogue;
use super::run::overrides;
use super::{Failure, scenario, write};

/// List every number that a run of a scenario uses.
#[derive(Debug, Args)]
pub struct Inputs {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// Put a value in place of what the scenario says, such as market.closed_response=match
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    catalogue: Catalogue,
    /// A table, or every input whole
    #[arg(long, value_enum, default_value = "table")]
    format: Listing,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How inputs are listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Listing {
    /// Path, text and basis, for a terminal
    Table,
    /// JSON: path, text, unit, family, factor, basis and source
    Json,
}

impl Inputs {
    /// Lists the inputs.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.catalogue.read()?;
        let scenario = scenario(&self.scenario, &overrides(&self.set)?, &catalog)?;
        let text = match self.format {
            Listing::Table => table(&scenario.inputs),
            Listing::Json => {
                let list: Vec<_> = scenario.inputs.iter().map(json).collect();
                format!("{:#}\n", serde_json::Value::from(list))
            }
        };
        write(self.output.as_ref(), &text)
    }
}

fn json(input: &Input) -> serde_json::Value {
    serde_json::json!({
        "path": input.path,
        "text": input.text,
        "unit": input.unit.symbol(),
        "family": input.distribution.family(),
        "factor": input.factor.map(|it| it.path().trim_start_matches("factor.")),
        "basis": input.source.basis,
        "source": input.source,
    })
}

/// One line for each: the text that stands there, its basis, its path.
fn table(inputs: &[Input]) -> String {
    let lines = inputs.iter().map(|it| {
        let basis = it.source.basis.to_string();
        format!("{:<22} {basis:<9} {}\n", it.text, it.path)
    });
    let count = inputs.len();
    let uncertain = inputs.iter().filter(|it| !it.distribution.is_fixed()).count();
    let last = format!("{count} inputs, of which {uncertain} are uncertain\n");
    lines.chain([last]).collect()
}
