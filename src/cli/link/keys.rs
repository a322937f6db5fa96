//! One key a decision: keys of a terminal as they are pressed, or lines from anywhere else.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::process::{Command, Stdio};

/// Where keys come from. A terminal is put back as it was at the end.
#[derive(Debug)]
pub struct Keys {
    /// The settings of the terminal as `stty` names them; none when it is no terminal.
    before: Option<String>,
}

impl Keys {
    /// Standard input.
    pub fn open() -> Self {
        let terminal = std::io::stdin().is_terminal();
        let before = terminal.then(|| stty(&["-g"])).flatten();
        if before.is_some() {
            stty(&["-icanon", "-echo", "-isig", "min", "1"]);
        }
        Self { before }
    }

    /// The next key, or the first letter of the next line; none at the end or for control-C.
    pub fn pressed(&mut self) -> Option<char> {
        let mut input = std::io::stdin().lock();
        if self.before.is_none() {
            let mut line = String::new();
            let read = input.read_line(&mut line).ok()?;
            return (read > 0).then(|| line.trim().chars().next().unwrap_or('\n'));
        }
        let mut byte = [0];
        input.read_exact(&mut byte).ok()?;
        (byte[0] != 3 && byte[0] != 4).then_some(char::from(byte[0]))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            stty(&[before]);
        }
    }
}

/// What `stty` says; none where there is none.
fn stty(arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("stty");
    command.args(arguments).stdin(Stdio::inherit());
    let output = command.output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}
