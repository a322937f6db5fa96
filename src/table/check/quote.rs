//! Values as messages repeat them.

use crate::text::shortened;

/// The most characters of a value that a message repeats.
const VALUE_LIMIT: usize = 60;

/// The value as a message repeats it.
pub(super) fn quoted(value: &str) -> String {
    format!("`{}`", shortened(value, VALUE_LIMIT))
}
