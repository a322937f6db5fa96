//! The guide to `ptce convert`: its files are written, its commands run, and what it says they say
//! is what they say.

use std::path::Path;
use std::process::Command;

/// A fenced block: its information string and its text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn the_guide_does_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_to_string(root.join("docs/guide-convert.md")).expect("the guide");
    let folder = tempfile::tempdir().expect("a folder");
    let binary = Path::new(env!("CARGO_BIN_EXE_ptce"));
    let path = format!(
        "{}:{}",
        binary.parent().expect("a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let (mut files, mut runs, mut told) = (0, 0, 0);
    let mut said = String::new();
    for (info, text) in blocks(&guide) {
        match info.split_once(' ') {
            Some((_, name)) => {
                std::fs::write(folder.path().join(name), &text).expect("written");
                files += 1;
            }
            None if info == "sh" => {
                let script = format!("exec 2>&1\n{text}");
                let ran = Command::new("sh")
                    .args(["-e", "-c", &script])
                    .current_dir(folder.path())
                    .env("PATH", &path)
                    .output()
                    .expect("a shell");
                said = String::from_utf8(ran.stdout).expect("UTF-8");
                assert!(ran.status.success(), "{text}{said}");
                runs += 1;
            }
            None => {
                assert_eq!(said, text);
                told += 1;
            }
        }
    }
    assert_eq!((files, runs, told), (3, 4, 4));
}
