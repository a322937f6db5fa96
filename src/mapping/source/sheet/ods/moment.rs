//! Times and dates of OpenDocument as people read them, to the nearest second as those of .xlsx are.
//!
//! In: the values of `office:time-value` and `office:date-value`. Out: `14:30:00`, `2016-01-14` or
//! `2016-01-14T09:30:00`; what is none of these stays as it is.

use oxsdatatypes::{DateTime, DayTimeDuration, Decimal};
use std::str::FromStr as _;

/// `PT14H30M00S` as `14:30:00`; a length of time may have any number of hours, and a sign.
pub fn time(text: &str) -> String {
    let (sign, length) = match text.strip_prefix('-') {
        Some(length) => ("-", length),
        None => ("", text),
    };
    let Some(seconds) = seconds(length) else {
        return text.to_owned();
    };
    let sign = if seconds == 0 { "" } else { sign };
    format!(
        "{sign}{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// A date; with a time where that is not midnight.
pub fn date(text: &str) -> String {
    let rounded = rounded(text);
    let text = rounded.as_deref().unwrap_or(text);
    text.trim_end_matches("T00:00:00").to_owned()
}

/// The seconds of a length of time, to the nearest.
fn seconds(length: &str) -> Option<u64> {
    let rest = length.strip_prefix("PT")?;
    let (hours, rest) = rest.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    // Older programs write a comma.
    let (seconds, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
    let all_digits = [hours, minutes, seconds, fraction]
        .iter()
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let whole = |part: &str, unit: u64| part.parse::<u64>().ok()?.checked_mul(unit);
    let up = u64::from(fraction.as_bytes().first() >= Some(&b'5'));
    whole(hours, 3600)?
        .checked_add(whole(minutes, 60)?)?
        .checked_add(whole(seconds, 1)?)?
        .checked_add(up)
        .filter(|_| all_digits)
}

/// A moment with parts of a second, without them.
fn rounded(text: &str) -> Option<String> {
    if !text.contains('.') {
        return None;
    }
    let half = DayTimeDuration::new(Decimal::from_str("0.5").ok()?);
    let moment = DateTime::from_str(text).ok()?;
    let moment = moment.checked_add_day_time_duration(half)?.to_string();
    let Some((seconds, rest)) = moment.split_once('.') else {
        return Some(moment);
    };
    let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(format!("{seconds}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::{date, time};

    #[test]
    fn times_are_to_the_nearest_second() {
        for (text, expected) in [
            ("PT14H30M00S", "14:30:00"),
            ("PT09H29M59.999999999S", "09:30:00"),
            ("PT09H29M59,5S", "09:30:00"),
            ("PT09H29M59.499999999S", "09:29:59"),
            ("PT23H59M59.7S", "24:00:00"),
            ("PT0026H03M00S", "26:03:00"),
            ("PT9H3M0S", "09:03:00"),
            ("PT100H00M00S", "100:00:00"),
            ("-PT01H30M00S", "-01:30:00"),
            ("-PT00H00M00.2S", "00:00:00"),
            // Nothing of this kind.
            ("PT1H", "PT1H"),
            ("PTxH00M00S", "PTxH00M00S"),
            ("PT+1H00M00S", "PT+1H00M00S"),
            ("PT1H00M1.é5S", "PT1H00M1.é5S"),
            ("PT99999999999999999H00M00S", "PT99999999999999999H00M00S"),
            ("", ""),
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_to_the_nearest_second() {
        for (text, expected) in [
            ("2016-01-14", "2016-01-14"),
            ("2016-01-14T00:00:00", "2016-01-14"),
            ("2016-01-14T09:30:00", "2016-01-14T09:30:00"),
            ("2016-01-14T09:29:59.999999999", "2016-01-14T09:30:00"),
            ("2016-01-14T09:30:00.000000001", "2016-01-14T09:30:00"),
            ("2015-12-31T23:59:59.600000000", "2016-01-01"),
            ("2016-02-28T23:59:59.5", "2016-02-29"),
            ("2016-01-14T00:00:00.123", "2016-01-14"),
            ("2016-01-14T09:29:59.9Z", "2016-01-14T09:30:00Z"),
            ("2016-13-14T09:29:59.9", "2016-13-14T09:29:59.9"),
            ("...", "..."),
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
    }
}
