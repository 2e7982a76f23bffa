//! Files and stdin, of which no more than a bound is read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use undercut::document::{decoded, foreign};

use super::Failure;

/// The most that is read of a file, bytes; the largest table known is a tenth of it.
pub const MOST_BYTES: u64 = 64 << 20;
/// How long a named pipe is waited for, seconds.
const PATIENCE_S: u64 = 5;

/// The text of a file, or of stdin where its name is `-`, after what messages call it.
///
/// # Errors
/// What the file is instead of a text in UTF-8 of at most `most` bytes.
pub fn text(path: &Path, most: u64) -> Result<(String, String), Failure> {
    let (name, bytes) = bounded(path, most)?;
    let text = decoded(bytes).map_err(|problem| Failure::from(format!("{name}: {problem}")))?;
    Ok((name, text))
}

/// The same of a table, in which a byte that is not UTF-8 is a matter of its own row: it becomes U+FFFD.
pub fn table(path: &Path) -> Result<(String, String), Failure> {
    let (name, bytes) = bounded(path, MOST_BYTES)?;
    match foreign(&bytes) {
        Some(problem) => Err(Failure::from(format!("{name}: {problem}"))),
        None => Ok((name, String::from_utf8_lossy(&bytes).into_owned())),
    }
}

/// The bytes of a file, or of stdin, of which no more than `most` are read, after what messages call it.
pub fn bounded(path: &Path, most: u64) -> Result<(String, Vec<u8>), Failure> {
    let stdin = path.as_os_str() == "-";
    let name = if stdin { "stdin".to_string() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let read = match stdin {
        true => io::stdin().lock().take(most + 1).read_to_end(&mut bytes),
        false => opened(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)),
    };
    match read {
        Err(error) => Err(Failure::from(format!("{name}: {}", wrong(&error)))),
        Ok(_) if bytes.len() as u64 > most => Err(Failure::from(format!(
            "{name}: is larger than {} MB, the most that is read",
            most >> 20
        ))),
        Ok(_) => Ok((name, bytes)),
    }
}

/// Why a file or folder cannot be read, as a sentence without a subject.
pub fn wrong(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "is not there".to_string(),
        io::ErrorKind::PermissionDenied => "may not be read: permission denied".to_string(),
        io::ErrorKind::IsADirectory => "is a folder: it must be a file".to_string(),
        io::ErrorKind::NotADirectory => "is not there: a folder on the way is a file".to_string(),
        _ => format!("cannot be read: {error}"),
    }
}

/// Opens a file. A named pipe that nobody writes to would be waited for without end.
fn opened(path: &Path) -> io::Result<File> {
    if !is_pipe(&fs::metadata(path)?) {
        return File::open(path);
    }
    let (send, receive) = mpsc::channel();
    let path = path.to_path_buf();
    // Left behind where nobody comes: it ends with the program.
    thread::spawn(move || send.send(File::open(path)));
    let nobody =
        || Err(io::Error::other(format!("a pipe that nobody writes to for {PATIENCE_S} s")));
    receive.recv_timeout(Duration::from_secs(PATIENCE_S)).unwrap_or_else(|_| nobody())
}

#[cfg(unix)]
fn is_pipe(file: &fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&file.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &fs::Metadata) -> bool {
    false
}
