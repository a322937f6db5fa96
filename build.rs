//! With the feature `editor`, and only then: brings @zazuko/yasgui by the lock file of `web/` into the
//! output folder of the build, without running anything of any package.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of the package that are compiled in.
const FILES: [&str; 2] = ["yasgui.min.js", "yasgui.min.css"];

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=web/package-lock.json");
    if std::env::var_os("CARGO_FEATURE_EDITOR").is_none() {
        return Ok(());
    }
    let out = std::env::var_os("OUT_DIR").ok_or("cargo names no output folder")?;
    let folder = PathBuf::from(out).join("web");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(Path::new("web").join(name), folder.join(name))
            .map_err(|error| format!("web/{name}: {error}"))?;
    }
    let ran = Command::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--omit=dev",
            "--no-audit",
            "--no-fund",
        ])
        .current_dir(&folder)
        .output()
        .map_err(|error| format!("the feature `editor` needs npm: {error}"))?;
    if !ran.status.success() {
        return Err(format!("npm ci: {}", String::from_utf8_lossy(&ran.stderr)));
    }
    let built = folder.join("node_modules/@zazuko/yasgui/build");
    for name in FILES {
        if !built.join(name).is_file() {
            return Err(format!("@zazuko/yasgui has no {name}"));
        }
    }
    Ok(())
}
