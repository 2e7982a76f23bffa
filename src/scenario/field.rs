use crate::uncertainty::{Distribution, Domain, Unit, parse, within};

/// One key of a scenario.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Path with `[]` for each table of a list, such as `workload.task[].share`.
    pub path: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// Least and most of a quantity, where that is narrower than its domain.
    pub within: Option<(f64, f64)>,
    /// What stands there when the scenario says nothing; a key without one is required.
    pub default: Option<&'static str>,
    /// A few words for a control.
    pub label: &'static str,
    /// What it means, for the schema and the manual.
    pub doc: &'static str,
}

/// What may stand at a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A name given here: letters, digits, spaces and hyphens, different from its siblings'.
    Name,
    /// A whole number between two bounds.
    Whole {
        /// Least value.
        least: u32,
        /// Greatest value.
        greatest: u32,
    },
    /// A month, `YYYY-MM`.
    Month,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A name that something else defines.
    Of(Registry),
    /// Ids of lines of the catalogue, as a list or apart by commas; or the word for a list of the world's own.
    Lines,
    /// A table from such names to shares that sum to 1.
    Weights(Registry),
    /// A number or a distribution, in the grammar of quantities.
    Quantity {
        /// What it is measured in.
        unit: Unit,
        /// Where it may lie.
        domain: Domain,
    },
}

/// Who defines a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Registry {
    /// Worlds of the catalogue.
    World,
    /// Models of the catalogue.
    Model,
    /// Benchmarks of the catalogue.
    Benchmark,
    /// Accelerators of the catalogue.
    Accelerator,
    /// Serving engines of the catalogue.
    Engine,
    /// Task classes of this scenario.
    Task,
}

impl Registry {
    /// What one entry is called.
    pub fn noun(self) -> &'static str {
        match self {
            Registry::World => "world",
            Registry::Model => "model",
            Registry::Benchmark => "benchmark",
            Registry::Accelerator => "accelerator",
            Registry::Engine => "engine",
            Registry::Task => "task",
        }
    }
}

type Default = Option<&'static str>;

const fn field(
    path: &'static str,
    kind: Kind,
    default: Default,
    label: &'static str,
    doc: &'static str,
) -> Field {
    // The browser's core writes no schema, and says only what is missing: the rest would be kilobytes of the page.
    let doc = if cfg!(feature = "tables") || default.is_none() { doc } else { "" };
    Field { path, kind, within: None, default, label, doc }
}

impl Field {
    /// The row with bounds on what may be written: a number, or the 5th and 95th percentile.
    pub(super) const fn within(self, least: f64, most: f64) -> Field {
        Field { within: Some((least, most)), ..self }
    }

    /// What a text says at this field, of a quantity.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(super) fn quantity(
        &self,
        text: &str,
        unit: Unit,
        domain: Domain,
    ) -> Result<Distribution, String> {
        let read = parse(text, unit, domain)?;
        if let Some((least, most)) = self.within {
            within(&read, least, most)?;
        }
        Ok(read)
    }
}

pub(super) const fn text(path: &'static str, default: Default, doc: &'static str) -> Field {
    field(path, Kind::Text, default, "", doc)
}

pub(super) const fn name(path: &'static str, doc: &'static str) -> Field {
    field(path, Kind::Name, None, "", doc)
}

pub(super) const fn whole(
    path: &'static str,
    least: u32,
    greatest: u32,
    default: Default,
    doc: &'static str,
) -> Field {
    field(path, Kind::Whole { least, greatest }, default, "", doc)
}

pub(super) const fn month(path: &'static str, doc: &'static str) -> Field {
    field(path, Kind::Month, None, "", doc)
}

pub(super) const fn choice(
    path: &'static str,
    options: &'static [&'static str],
    default: Default,
    label: &'static str,
    doc: &'static str,
) -> Field {
    field(path, Kind::Choice(options), default, label, doc)
}

pub(super) const fn of(
    path: &'static str,
    registry: Registry,
    default: Default,
    doc: &'static str,
) -> Field {
    field(path, Kind::Of(registry), default, "", doc)
}

pub(super) const fn lines(path: &'static str, default: Default, doc: &'static str) -> Field {
    field(path, Kind::Lines, default, "", doc)
}

pub(super) const fn weights(
    path: &'static str,
    registry: Registry,
    default: Default,
    doc: &'static str,
) -> Field {
    field(path, Kind::Weights(registry), default, "", doc)
}

pub(super) const fn quantity(
    path: &'static str,
    unit: Unit,
    domain: Domain,
    default: Default,
    label: &'static str,
    doc: &'static str,
) -> Field {
    field(path, Kind::Quantity { unit, domain }, default, label, doc)
}
