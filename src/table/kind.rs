//! What the values of a column are.

/// What a value is: the types of Table Schema v1 in their default format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    String,
    /// A text of a known form.
    Text(TextFormat),
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// A truth value, with the texts that mean true and false.
    Boolean(Vec<String>, Vec<String>),
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// A date with a time.
    DateTime,
    /// A time of day.
    Time,
    /// A year.
    Year,
    /// A month of a year.
    YearMonth,
    /// A length of time.
    Duration,
    /// Longitude and latitude in degrees, `lon, lat`.
    Geopoint,
    /// A JSON object.
    Object,
    /// A JSON array.
    Array,
    /// Any text, as `string`.
    Any,
}

/// The formats of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// An e-mail address.
    Email,
    /// An absolute IRI.
    Uri,
    /// A UUID.
    Uuid,
}
