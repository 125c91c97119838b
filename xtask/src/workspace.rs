//! Where things lie in this repository, and what the environment says.

use std::path::{Path, PathBuf};

/// The folders of a checkout.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that this program was built from.
    pub fn of_this_build() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self {
            root: here.parent().unwrap_or(here).to_path_buf(),
        }
    }

    /// The folder with the root `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's build folder.
    pub fn target(&self) -> PathBuf {
        match variable("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// What the front end build makes and the server serves.
    pub fn site(&self) -> PathBuf {
        self.target().join("site")
    }

    /// Programs of ours, built in the dev profile.
    pub fn debug_binary(&self, name: &str) -> PathBuf {
        self.target()
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Cargo subcommands installed for this checkout only.
    pub fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }
}

/// An environment variable; empty counts as absent.
#[expect(
    clippy::disallowed_methods,
    reason = "a build tool is configured by its environment"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
