//! Shapes of models that the command is given, each in a configuration file.

use std::path::{Path, PathBuf};

use undercut::catalog::{Catalog, configured, name_in, spelled};
use undercut::document::from_json;
use undercut::error::Error;

use crate::cli::Failure;
use crate::cli::read::{self, MOST_BYTES};

/// A file that holds a model's configuration, and the name that it is to have.
#[derive(Debug, Clone)]
pub struct ShapeFile {
    name: Option<String>,
    path: PathBuf,
}

/// `FILE`, or `NAME=FILE`.
pub fn shape_file(text: &str) -> Result<ShapeFile, String> {
    let (name, path) = match text.split_once('=') {
        Some((name, path)) if !Path::new(text).exists() => (Some(name.trim()), path.trim()),
        _ => (None, text),
    };
    if path.is_empty() || name.is_some_and(str::is_empty) {
        return Err("must be FILE or NAME=FILE".to_string());
    }
    Ok(ShapeFile { name: name.map(str::to_string), path: PathBuf::from(path) })
}

/// Puts the shapes in `files` into `catalog`, in place of what has their names there, and says what was left out.
pub fn added(catalog: &mut Catalog, files: &[ShapeFile]) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for file in files {
        let shown = file.path.display();
        let text = match read::text(&file.path, MOST_BYTES) {
            Ok((_, text)) => text,
            Err(Failure(found)) => {
                problems.extend(found);
                continue;
            }
        };
        match read_text(catalog, file, &text) {
            Ok(notes) => notes.iter().for_each(|it| eprintln!("{shown}: note: {it}")),
            Err(found) => problems.extend(found.iter().map(|it| format!("{shown}: {it}"))),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure(problems)) }
}

fn read_text(
    catalog: &mut Catalog,
    file: &ShapeFile,
    text: &str,
) -> Result<Vec<String>, Vec<String>> {
    let tree = from_json(text).map_err(|error| match error {
        Error::Invalid(problems) => problems.iter().map(|it| it.to_string()).collect(),
        other => vec![other.to_string()],
    })?;
    let said = |problems: Vec<undercut::error::Problem>| -> Vec<String> {
        problems.iter().map(|it| it.to_string()).collect()
    };
    let model = configured(&tree, "").map_err(said)?;
    let given = file.name.clone().or_else(|| name_in(&tree).map(str::to_string));
    let name = given.unwrap_or_else(|| name_of(&file.path));
    let mut shape = model.shape(&name, &file.path.display().to_string());
    if file.name.is_none() {
        shape.aliases.extend(file.path.file_stem().map(|it| spelled(&it.to_string_lossy())));
    }
    let total = model.parts.total_params() / 1e9;
    let mut notes = vec![format!("{}: {total:.3}B parameters in all", shape.id)];
    notes.extend(model.notes);
    catalog.shapes.push(shape);
    Ok(notes)
}

/// The name of a file without its ending; of a `config.json` that of its folder, as models lie on a disk.
fn name_of(path: &Path) -> String {
    let stem = |it: &Path| it.file_stem().map(|it| it.to_string_lossy().into_owned());
    let folder =
        || path.parent().and_then(Path::file_name).map(|it| it.to_string_lossy().into_owned());
    match stem(path) {
        Some(name) if name == "config" => folder().unwrap_or(name),
        name => name.unwrap_or_default(),
    }
}
