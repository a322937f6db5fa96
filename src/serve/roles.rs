//! Who may do what: tokens of a file, a line each, and the role that a request has.
//!
//! In: a file of lines `reader TOKEN` or `writer TOKEN`, comments after `#`; the `Authorization`
//! header of a request (RFC 6750 §2.1). Out: [`Access`]. Of a token only its hash is kept, all of
//! them are compared whatever the first says, and none is ever written anywhere. The file is read
//! again when it changes, so that tokens are rotated without a restart.

mod file;

pub use file::Tokens;

use crate::diag::Diagnostics;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reads the restricted graphs as well.
    Reader,
    /// Reads all and writes.
    Writer,
}

/// Who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Somebody without a token.
    #[default]
    Anonymous,
    /// Somebody with a token.
    Known(Role),
    /// Somebody whose token or scheme is none of ours.
    Unknown,
}

impl<S: Sync> FromRequestParts<S> for Access {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

/// The tokens of a server.
#[derive(Debug)]
pub struct Roles {
    path: PathBuf,
    tokens: Mutex<Tokens>,
}

impl Roles {
    /// Reads the file of tokens; what is wrong but leaves it usable is given beside.
    ///
    /// # Errors
    /// As [`Tokens::read`].
    pub fn open(path: PathBuf) -> Result<(Self, Diagnostics), Diagnostics> {
        let (tokens, warnings) = Tokens::read(&path)?;
        let tokens = Mutex::new(tokens);
        Ok((Self { path, tokens }, warnings))
    }

    /// Reads the file again when it has changed since. Nobody has a role by a file that is wrong.
    ///
    /// # Errors
    /// As [`Tokens::read`], once for each change.
    pub fn refresh(&self) -> Result<(), Diagnostics> {
        let stamp = file::stamp(&self.path);
        if stamp == self.lock().stamp {
            return Ok(());
        }
        match Tokens::read(&self.path) {
            Ok((tokens, warnings)) => {
                *self.lock() = tokens;
                if warnings.is_empty() {
                    Ok(())
                } else {
                    Err(warnings)
                }
            }
            Err(found) => {
                *self.lock() = Tokens::none(stamp);
                Err(found)
            }
        }
    }

    /// Who sends these headers.
    pub fn access(&self, headers: &HeaderMap) -> Access {
        let mut lines = headers.get_all(header::AUTHORIZATION).iter();
        let Some(line) = lines.next() else {
            return Access::Anonymous;
        };
        let bearer = || {
            let (scheme, token) = line.to_str().ok()?.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        };
        let role = match (bearer(), lines.next()) {
            (Some(token), None) => self.lock().role(token),
            _ => None,
        };
        role.map_or(Access::Unknown, Access::Known)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
