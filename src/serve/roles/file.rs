//! The file of tokens.

use super::Role;
use crate::diag::{Diagnostic, Diagnostics, Place};
use sha2::{Digest as _, Sha256};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use subtle::{Choice, ConstantTimeEq as _};

/// Characters of the shortest token: 128 bits in hexadecimal are 32.
const SHORTEST: usize = 16;
/// Bytes of the largest file.
const LARGEST: u64 = 1 << 20;

type Hash = [u8; 32];

/// What tells one state of a file from another: time, size, place.
pub(super) type Stamp = Option<(i64, i64, u64, u64)>;

/// The tokens of a file, by their hashes.
#[derive(Debug)]
pub struct Tokens {
    roles: Vec<(Role, Hash)>,
    pub(super) stamp: Stamp,
}

impl Tokens {
    /// No tokens, for a file in this state.
    pub(super) fn none(stamp: Stamp) -> Self {
        Self {
            roles: Vec::new(),
            stamp,
        }
    }

    /// Reads a file; gives the tokens and the warnings about it.
    ///
    /// # Errors
    /// `A001` the file cannot be read; `A002` a line that names no role and token; `A003` a token that
    /// is short or has other characters than those of RFC 6750 §2.1; `A004` a token that is there twice.
    pub fn read(path: &Path) -> Result<(Self, Diagnostics), Diagnostics> {
        let shown = path.display().to_string();
        // Looked at first, so that a change while it is read is read again.
        let metadata = path.metadata();
        let text = match &metadata {
            Ok(metadata) if metadata.len() > LARGEST => Err("it has more than 1 MiB".to_owned()),
            Ok(_) => std::fs::read_to_string(path).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let text = text.map_err(|error| unreadable(&shown, &error))?;
        let mut warnings = Diagnostics::new();
        if let Ok(metadata) = &metadata
            && metadata.mode() & 0o077 != 0
        {
            warnings.push(
                Diagnostic::warning(
                    "A005",
                    "the file of tokens can be read by others than its owner",
                )
                .at(Place::file(shown.clone()))
                .help(format!("chmod 600 {shown}"), format!("chmod 600 {shown}")),
            );
        }
        let roles = parse(&text, &shown)?;
        let stamp = metadata.ok().map(|metadata| of(&metadata));
        Ok((Self { roles, stamp }, warnings))
    }

    /// The role of a token. All tokens are compared, each in the same time.
    pub(super) fn role(&self, token: &str) -> Option<Role> {
        let hash: Hash = Sha256::digest(token).into();
        let (mut reader, mut writer) = (Choice::from(0), Choice::from(0));
        for (role, known) in &self.roles {
            let same = known.ct_eq(&hash);
            match role {
                Role::Reader => reader |= same,
                Role::Writer => writer |= same,
            }
        }
        match (bool::from(writer), bool::from(reader)) {
            (true, _) => Some(Role::Writer),
            (false, true) => Some(Role::Reader),
            (false, false) => None,
        }
    }
}

/// The state of a file; none when it cannot be looked at.
pub(super) fn stamp(path: &Path) -> Stamp {
    path.metadata().ok().map(|metadata| of(&metadata))
}

fn of(metadata: &Metadata) -> (i64, i64, u64, u64) {
    (
        metadata.mtime(),
        metadata.mtime_nsec(),
        metadata.size(),
        metadata.ino(),
    )
}

/// Reads the lines. A message never shows what may be a token.
fn parse(text: &str, file: &str) -> Result<Vec<(Role, Hash)>, Diagnostics> {
    let mut found = Diagnostics::new();
    let mut roles: Vec<(Role, Hash)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let place = Place {
            line: number,
            column: 1,
            ..Place::file(file)
        };
        let (role, token) = match (words.next(), words.next(), words.next()) {
            (None, _, _) => continue,
            (Some("reader"), Some(token), None) => (Role::Reader, token),
            (Some("writer"), Some(token), None) => (Role::Writer, token),
            _ => {
                found.push(
                    Diagnostic::error("A002", "a line must be `reader TOKEN` or `writer TOKEN`")
                        .at(place)
                        .help(
                            "écrire le rôle, un espace et le jeton, seuls sur la ligne",
                            "write the role, a space and the token, alone on the line",
                        ),
                );
                continue;
            }
        };
        if token.len() < SHORTEST || !token.bytes().all(is_token) {
            found.push(
                Diagnostic::error(
                    "A003",
                    format!("a token must have {SHORTEST} characters or more, of A-Z a-z 0-9 - . _ ~ + / ="),
                )
                .at(place)
                .help(
                    "en tirer un au hasard : openssl rand -hex 32",
                    "take one by chance: openssl rand -hex 32",
                ),
            );
            continue;
        }
        let hash: Hash = Sha256::digest(token).into();
        if roles
            .iter()
            .any(|(_, known)| bool::from(known.ct_eq(&hash)))
        {
            let twice = Diagnostic::error("A004", "this token stands on an earlier line as well");
            found.push(twice.at(place).help(
                "donner à chacun son jeton",
                "give everybody a token of their own",
            ));
        }
        roles.push((role, hash));
    }
    found.into_result().map(|()| roles)
}

/// A character of a token (RFC 6750 §2.1).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

fn unreadable(file: &str, error: &str) -> Diagnostics {
    Diagnostic::error("A001", format!("the file of tokens cannot be read: {error}"))
        .at(Place::file(file))
        .help(
            "vérifier le chemin et les droits (--token-file FICHIER) ; sans ce fichier personne n'a de rôle",
            "check the path and the permissions (--token-file FILE); without it nobody has a role",
        )
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Tokens, Diagnostics> {
        let stamp = None;
        parse(text, "tokens").map(|roles| Tokens { roles, stamp })
    }

    #[test]
    fn a_token_has_the_role_of_its_line() {
        let text = "# rotated monthly\n\nreader aaaaaaaaaaaaaaaa\nwriter bbbbbbbbbbbbbbbb # ops\n";
        let tokens = tokens(text).expect("valid");
        assert_eq!(tokens.role("aaaaaaaaaaaaaaaa"), Some(Role::Reader));
        assert_eq!(tokens.role("bbbbbbbbbbbbbbbb"), Some(Role::Writer));
        for other in [
            "",
            "aaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaab",
            "BBBBBBBBBBBBBBBB",
        ] {
            assert_eq!(tokens.role(other), None, "{other}");
        }
    }

    #[test]
    fn all_errors_are_told_by_line_and_no_token_is_shown() {
        let text = "reader secret-one-secret-one\nadmin secret-two-secret-two\nreader short\n\
                    writer secret-one-secret-one\nreader\nreader secret-six secret-six-six\n";
        let found = tokens(text).expect_err("wrong");
        let told: Vec<_> = found
            .iter()
            .map(|d| (d.code, d.place.as_ref().map_or(0, |p| p.line)))
            .collect();
        let expected = [
            ("A002", 2),
            ("A003", 3),
            ("A004", 4),
            ("A002", 5),
            ("A002", 6),
        ];
        assert_eq!(told, expected);
        assert!(!format!("{found:?}").contains("secret"), "{found:?}");
    }
}
