//! The core and the tool that binds it must be of one version: their private format changes between releases.

/// Fails unless the lock file holds one version of `wasm-bindgen`, and the same one of `wasm-bindgen-cli-support`.
pub fn check(lock: &str) -> Result<(), String> {
    let core = locked(lock, "wasm-bindgen");
    let tool = locked(lock, "wasm-bindgen-cli-support");
    if core.len() == 1 && core == tool {
        return Ok(());
    }
    Err(format!(
        "Cargo.lock holds wasm-bindgen {core:?} and wasm-bindgen-cli-support {tool:?}: \
         give both one exact version in Cargo.toml and tools/Cargo.toml"
    ))
}

/// The versions of `name` in the text of a `Cargo.lock`.
fn locked<'a>(lock: &'a str, name: &str) -> Vec<&'a str> {
    let lines: Vec<&str> = lock.lines().collect();
    let field = |line: &'a str, key: &str| -> Option<&'a str> {
        line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
    };
    lines
        .windows(2)
        .filter(|pair| field(pair[0], "name") == Some(name))
        .filter_map(|pair| field(pair[1], "version"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;

    fn lock(core: &[&str], tool: &str) -> String {
        let package = |name: &str, version: &str| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\n")
        };
        let cores: String = core.iter().map(|version| package("wasm-bindgen", version)).collect();
        cores + &package("wasm-bindgen-cli-support", tool)
    }

    #[test]
    fn one_version_passes() {
        assert_eq!(check(&lock(&["0.2.130"], "0.2.130")), Ok(()));
    }

    #[test]
    fn two_versions_fail() {
        for (core, tool) in
            [(&["0.2.129"][..], "0.2.130"), (&["0.2.129", "0.2.130"], "0.2.130"), (&[], "0.2.130")]
        {
            assert!(
                check(&lock(core, tool)).unwrap_err().contains("one exact version"),
                "{core:?} {tool}"
            );
        }
    }
}
