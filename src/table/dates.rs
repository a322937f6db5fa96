//! Dates as people and spreadsheet programs write them.
//!
//! In: a text such as `14/01/2016`, `janv-16` or `42736`. Out: the date, or the day and month, that
//! it stands for. Days and months in the French order, day first.

use oxsdatatypes::{Date, DayTimeDuration, Decimal};
use std::str::FromStr as _;

/// A month's name with a number, as spreadsheets show what they took for a date: `janv-16`, `2-mai`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthAndNumber {
    /// The month, from 1.
    pub month: u32,
    /// The number beside it: a day, or the last digits of a year.
    pub number: u32,
    /// Whether the month stands first.
    pub month_first: bool,
}

/// The beginnings of French and English months, without accents; the longer before the shorter.
const MONTHS: [(&str, u32); 20] = [
    ("janv", 1),
    ("jan", 1),
    ("fevr", 2),
    ("fev", 2),
    ("feb", 2),
    ("mars", 3),
    ("mar", 3),
    ("avr", 4),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("jun", 6),
    ("juil", 7),
    ("jul", 7),
    ("aout", 8),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
];

fn month(text: &str) -> Option<u32> {
    let text = crate::text::nearest::plain(text.trim_end_matches('.'));
    let known = MONTHS.iter().copied().chain([("dec", 12)]);
    let full = [
        "janvier",
        "january",
        "fevrier",
        "february",
        "avril",
        "april",
        "june",
        "july",
        "juillet",
        "august",
        "september",
        "septembre",
        "octobre",
        "october",
        "november",
        "novembre",
        "december",
        "decembre",
        "march",
        "sept",
    ];
    known
        .into_iter()
        .find(|(start, _)| {
            text == *start || (text.starts_with(start) && full.contains(&text.as_str()))
        })
        .map(|(_, month)| month)
}

/// Reads `janv-16`, `16-janv`, `Jan-16`, `2-mai`, `févr.-16`.
pub fn month_and_number(text: &str) -> Option<MonthAndNumber> {
    let (first, second) = text.split_once(['-', '/', ' '])?;
    let number = |text: &str| {
        let digits = matches!(text.len(), 1 | 2 | 4) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok())?
    };
    match (month(first), number(second), number(first), month(second)) {
        (Some(month), Some(number), _, _) => Some(MonthAndNumber {
            month,
            number,
            month_first: true,
        }),
        (_, _, Some(number), Some(month)) => Some(MonthAndNumber {
            month,
            number,
            month_first: false,
        }),
        _ => None,
    }
}

/// Two numbers that a spreadsheet takes for a day and a month: `1-2`, `31/12`.
pub fn two_numbers(text: &str) -> Option<(u32, u32)> {
    let (first, second) = text.split_once(['-', '/'])?;
    let number = |text: &str| {
        let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok())?
    };
    Some((number(first)?, number(second)?))
}

/// Reads `14/01/2016`, `14.1.16`, `2016/01/14`, `20160114`, `14 janvier 2016` and the like.
pub fn loose(text: &str) -> Option<Date> {
    let text = text
        .split_once([' ', 'T'])
        .filter(|(_, time)| is_time(time))
        .map_or(text, |(d, _)| d);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return date(&text[..4], &text[4..6], &text[6..]);
    }
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .skip_while(|part| is_day_of_week(part))
        .collect();
    let [first, middle, last] = parts.as_slice() else {
        return None;
    };
    if first.len() == 4 {
        date(first, middle, last)
    } else {
        date(last, middle, first)
    }
}

fn is_day_of_week(text: &str) -> bool {
    let days = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ];
    days.contains(&crate::text::nearest::plain(text).as_str())
}

fn is_time(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

fn date(year: &str, middle: &str, day: &str) -> Option<Date> {
    let number = |text: &str| {
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())?
    };
    let year = match (number(year)?, year.len()) {
        (year, 4) => year,
        // Two digits, as spreadsheets read them.
        (year, 2) => year + if year < 30 { 2000 } else { 1900 },
        _ => return None,
    };
    let month = number(middle).or_else(|| month(middle))?;
    let day = if day == "1er" { "1" } else { day };
    Date::from_str(&format!("{year:04}-{month:02}-{:02}", number(day)?)).ok()
}

/// The date of a spreadsheet's day number (days from 30 December 1899): `42736` is 2017-01-01.
/// Five digits, so from 1927 to 2173; a part of a day after the point is left out.
pub fn from_serial(text: &str) -> Option<Date> {
    let (days, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || days.starts_with('0') || !digits(days) || !digits(part) {
        return None;
    }
    let days = days.parse::<i64>().ok()?;
    let seconds = Decimal::from(days.checked_mul(86_400)?);
    Date::from_str("1899-12-30")
        .ok()?
        .checked_add_day_time_duration(DayTimeDuration::new(seconds))
}

/// The day number of a date, as a spreadsheet counts.
pub fn serial(date: Date) -> Option<i64> {
    let start = Date::from_str("1899-12-30").ok()?;
    Some(date.checked_sub(start)?.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_french_order() {
        for text in [
            "14/01/2016",
            "14.1.16",
            "2016/01/14",
            "20160114",
            "14 janvier 2016",
            "jeudi 14 janvier 2016",
            "14-janv.-16",
            "14/01/2016 00:00:00",
        ] {
            assert_eq!(
                loose(text).map(|d| d.to_string()).as_deref(),
                Some("2016-01-14"),
                "{text}"
            );
        }
        let first = loose("1er février 2016").map(|date| date.to_string());
        assert_eq!(first.as_deref(), Some("2016-02-01"));
        for text in [
            "lundi",
            "2er mai 2016",
            "31/02/2016",
            "1-2",
            "a/b/c",
            "",
            "14/01/160",
        ] {
            assert_eq!(loose(text), None, "{text}");
        }
    }

    #[test]
    fn day_numbers_are_those_of_spreadsheets() {
        // 42736 is 1 January 2017 in Excel and LibreOffice; 25569 is 1 January 1970.
        assert_eq!(
            from_serial("42736").map(|d| d.to_string()).as_deref(),
            Some("2017-01-01")
        );
        assert_eq!(
            from_serial("25569,5").map(|d| d.to_string()).as_deref(),
            Some("1970-01-01")
        );
        assert_eq!(from_serial("01001"), None);
        assert_eq!(from_serial("2016"), None);
        assert_eq!(
            Date::from_str("2017-01-01").ok().and_then(serial),
            Some(42736)
        );
    }

    #[test]
    fn what_looks_like_a_month_is_read() {
        let read = |text| month_and_number(text).map(|m| (m.month, m.number, m.month_first));
        assert_eq!(read("janv-16"), Some((1, 16, true)));
        assert_eq!(read("févr.-16"), Some((2, 16, true)));
        assert_eq!(read("2-mai"), Some((5, 2, false)));
        assert_eq!(read("Dec-99"), Some((12, 99, true)));
        assert_eq!(read("juillet 2016"), Some((7, 2016, true)));
        assert_eq!(read("marché-16"), None);
        assert_eq!(two_numbers("1-2"), Some((1, 2)));
        assert_eq!(two_numbers("1-2-3"), None);
    }
}
