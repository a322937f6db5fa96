//! Days of the calendar as moments, for `Last-Modified`.

use std::time::{Duration, SystemTime};

/// The start of a day (UTC) since 1970; none for other text.
pub fn midnight(day: &str) -> Option<SystemTime> {
    let mut parts = day.splitn(3, '-').map(str::parse::<u64>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have their odd day at the end.
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    let since_1970 = days.checked_sub(719_468)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(since_1970 * 86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates_of_http() {
        let shown = |day| midnight(day).map(httpdate::fmt_http_date);
        assert_eq!(
            shown("1970-01-01").as_deref(),
            Some("Thu, 01 Jan 1970 00:00:00 GMT")
        );
        assert_eq!(
            shown("2016-02-29").as_deref(),
            Some("Mon, 29 Feb 2016 00:00:00 GMT")
        );
        assert_eq!(
            shown("2026-11-23").as_deref(),
            Some("Mon, 23 Nov 2026 00:00:00 GMT")
        );
        assert_eq!(shown("hier"), None);
    }
}
