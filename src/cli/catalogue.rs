//! Which catalogue a command reads: the one built in, with the files of a folder in place of its own.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use undercut::catalog::{Catalog, SHIPPED};
use undercut::uncertainty::key;

use super::{Failure, messages, read};

/// No catalogue file is larger, bytes.
pub const MOST_BYTES: u64 = 16 << 20;

/// The catalogue of a command.
#[derive(Debug, Clone, Default, Args)]
pub struct Catalogue {
    /// Folder of catalogue files; one of the same name takes the built-in one's place whole
    #[arg(long = "catalog", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Catalogue {
    /// The folder that was given.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// A number that stands for the texts of the catalogue, as 16 hexadecimal digits.
    pub fn digest(&self) -> Result<String, Failure> {
        let of = |texts: &mut dyn Iterator<Item = (&str, &str)>| {
            // A text's length comes first, so that no two catalogues are the same letters in a row.
            let parts = texts.map(|(name, text)| format!("{} {name} {text}", text.len()));
            format!("{:016x}", key(&parts.collect::<String>()))
        };
        Ok(match self.folder() {
            None => of(&mut SHIPPED.iter().copied()),
            Some(folder) => {
                let texts = texts(folder)?;
                let named = |path: &str| {
                    Path::new(path).file_name().map(|it| it.to_string_lossy().into_owned())
                };
                let texts: Vec<(String, String)> = texts
                    .into_iter()
                    .map(|(path, text)| (named(&path).unwrap_or(path), text))
                    .collect();
                of(&mut texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
            }
        })
    }

    /// Reads the catalogue.
    pub fn read(&self) -> Result<Cow<'static, Catalog>, Failure> {
        let failed = |error| Failure(messages("catalogue", &error));
        match self.folder() {
            None => Ok(Cow::Borrowed(Catalog::shipped().map_err(failed)?)),
            Some(folder) => {
                let texts = texts(folder)?;
                let files: Vec<(&str, &str)> =
                    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
                Ok(Cow::Owned(Catalog::from_texts(&files).map_err(failed)?))
            }
        }
    }
}

/// The files of the catalogue, those in `folder` in place of the built-in ones, under the names that messages call them.
pub fn texts(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let known: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
    let found = names(folder)?;
    let unknown = found.iter().filter(|name| !known.contains(&name.as_str()));
    let mut problems: Vec<String> = unknown
        .map(|name| {
            let path = folder.join(name);
            format!("{}: is not a file of a catalogue; known: {}", path.display(), known.join(", "))
        })
        .collect();
    if found.is_empty() {
        let known = known.join(", ");
        problems.push(format!("{}: holds none of {known}", folder.display()));
    }
    let mut texts = Vec::new();
    for (name, shipped) in SHIPPED {
        if !found.iter().any(|it| it == name) {
            texts.push((name.to_string(), shipped.to_string()));
            continue;
        }
        let path = folder.join(name);
        match read::text(&path, MOST_BYTES) {
            Ok(named) => texts.push(named),
            Err(Failure(lines)) => problems.extend(lines),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(Failure(problems)) }
}

/// Names of what is in `folder`, in order, hidden files left out.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let failed = |error: std::io::Error| {
        let rule = match error.kind() {
            ErrorKind::NotADirectory => {
                "is a file: it must be a folder of catalogue files".to_string()
            }
            _ => read::wrong(&error),
        };
        Failure::from(format!("{}: {rule}", folder.display()))
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    Ok(names)
}
