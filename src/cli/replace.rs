//! Files that change together: all of them or none.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;

/// Writes the files of `folder` named in `texts`, all or none: each beside its place first, then all moved there; what
/// was moved is moved back if a later one cannot be.
///
/// # Errors
/// The first file that could not be written; the folder is then as it was.
pub fn write_all(folder: &Path, texts: &[(String, String)]) -> Result<(), Failure> {
    // A link is followed: what it points to is replaced, not the link.
    let place =
        |name: &str| fs::canonicalize(folder.join(name)).unwrap_or_else(|_| folder.join(name));
    let files: Vec<(PathBuf, &str)> =
        texts.iter().map(|(name, text)| (place(name), text.as_str())).collect();
    let mut staged = Vec::new();
    for (path, text) in &files {
        let beside = beside(path);
        staged.push(beside.clone());
        let written = fs::write(&beside, text).and_then(|()| match fs::metadata(path) {
            Ok(old) => fs::set_permissions(&beside, old.permissions()),
            Err(_) => Ok(()),
        });
        if let Err(error) = written {
            remove(&staged);
            return Err(Failure::from(format!("{}: {error}", path.display())));
        }
    }
    let mut moved: Vec<(&Path, Option<Vec<u8>>)> = Vec::new();
    for ((path, _), from) in files.iter().zip(&staged) {
        let old = fs::read(path).ok();
        if let Err(error) = fs::rename(from, path) {
            for (path, old) in moved {
                // There is no third way if the old text cannot be put back; the message says which file it was.
                let _ = match old {
                    Some(old) => fs::write(path, old),
                    None => fs::remove_file(path),
                };
            }
            remove(&staged);
            return Err(Failure::from(format!("{}: {error}; nothing was changed", path.display())));
        }
        moved.push((path, old));
    }
    Ok(())
}

/// A hidden file in the same folder: what an interrupted command leaves behind is no file of a catalogue.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}

fn remove(staged: &[PathBuf]) {
    for path in staged {
        // What was begun beside a file is of no use; if it cannot be removed there is nothing to do about it.
        let _ = fs::remove_file(path);
    }
}
