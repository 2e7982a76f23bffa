//! The accelerator of a row.

use super::cells::Columns;
use crate::catalog::{Accelerator, Catalog};

/// The accelerator of column `gpu`, with the memory that its name gives it.
pub(super) fn machine(
    columns: &mut Columns,
    catalog: &Catalog,
    notes: &mut Vec<String>,
) -> Option<Accelerator> {
    let name = columns.text("gpu")?;
    let Some(found) = catalog.accelerator_sized(&name) else {
        let like = catalog.accelerators_like(&name);
        let meant = match like.is_empty() {
            true => String::new(),
            false => format!("; did you mean {}?", like.join(" or ")),
        };
        let known: Vec<&str> = catalog.accelerators.iter().map(|it| it.id.as_str()).collect();
        columns.problem("gpu", &name, &format!("is not one of {}{meant}", known.join(", ")));
        return None;
    };
    let mut gpu = found.accelerator.clone();
    match found.memory_bytes() {
        Ok(bytes) => gpu.spec.hbm_bytes = bytes,
        Err(rule) => {
            columns.problem("gpu", &name, &rule);
            return None;
        }
    }
    if let Some(gb) = found.other_gb {
        let (name, own) = (&gpu.name, found.own_gb());
        notes.push(format!("{gb} GB of memory, as its name says: {name} has {own}"));
    }
    Some(gpu)
}
