//! The dashboard's scripts. Each is a module of its own in `app/scripts`, named `<name>.js`; no screen needs one.

/// A script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Asks browsers for passkeys.
    Passkeys,
    /// Keyboard shortcuts; on every screen of whoever is signed in.
    Shortcuts,
    /// Rows of the list that change while somebody looks.
    Live,
}

impl Script {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Passkeys, Self::Shortcuts, Self::Live];

    /// The file's name without its ending.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passkeys => "passkeys",
            Self::Shortcuts => "shortcuts",
            Self::Live => "live",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_is_a_file_and_every_file_is_a_script() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut named: Vec<_> = Script::ALL
            .iter()
            .map(|script| format!("{}.js", script.name()))
            .collect();
        files.sort();
        named.sort();
        assert_eq!(files, named);
    }
}
