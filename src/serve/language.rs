//! The language of a page: French or English.
//!
//! In: `?lang=` and `Accept-Language`. Out: the language; French where nothing else is asked for.

use super::negotiate;
use crate::text::Bilingual;

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Both, French first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The language tag (BCP 47).
    pub fn code(self) -> &'static str {
        self.pick("fr", "en")
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        self.pick("Français", "English")
    }

    /// One of two things by language.
    pub fn pick<T>(self, fr: T, en: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// The text in this language.
    pub fn of(self, text: &Bilingual) -> &str {
        self.pick(&text.fr, &text.en)
    }

    /// The language of a tag: `fr`, `fr-CA`, `EN`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }

    /// The language an `Accept-Language` header likes best; one that it refuses only where it refuses
    /// the other as well.
    pub fn negotiated(accept: Option<&str>) -> Self {
        let accept = accept.unwrap_or_default();
        let [fr, en] = Self::ALL.map(|lang| negotiate::language(accept, lang.code()));
        let is_refused = fr == Some(0) && en != Some(0);
        if is_refused || en.unwrap_or(0) > fr.unwrap_or(0) {
            Self::En
        } else {
            Self::Fr
        }
    }

    /// A whole number with its thousands apart: `1 234 567` (narrow no-break spaces), `1,234,567`.
    pub fn number(self, n: impl std::fmt::Display) -> String {
        let digits = n.to_string();
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(rest) => ("−", rest),
            None => ("", digits.as_str()),
        };
        let mut out = String::from(sign);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(self.pick('\u{202F}', ','));
            }
            out.push(digit);
        }
        out
    }

    /// A latitude and a longitude in degrees: `43,12 ; 5,93`, `43.12, 5.93`.
    pub fn position(self, lat: f64, lon: f64) -> String {
        let written = |degrees: f64| {
            let plain = format!("{degrees:.2}").replace('-', "−");
            self.pick(plain.replace('.', ","), plain)
        };
        let between = self.pick("\u{202F}; ", ", ");
        format!("{}{between}{}", written(lat), written(lon))
    }

    /// An amount in euros: `26 158 €`, `€26,158`.
    pub fn euros(self, n: impl std::fmt::Display) -> String {
        let number = self.number(n);
        self.pick(format!("{number}\u{00A0}€"), format!("€{number}"))
    }

    /// A day of the calendar, `2016-01-14`, in words; anything else stays as it is.
    pub fn date(self, text: &str) -> String {
        const FR: [&str; 12] = [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ];
        const EN: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let parts: Vec<&str> = text.splitn(3, '-').collect();
        let [year, month, day] = parts.as_slice() else {
            return text.to_owned();
        };
        let month = month
            .parse::<usize>()
            .ok()
            .and_then(|month| month.checked_sub(1));
        let (Some(name), Ok(day)) = (
            month.and_then(|month| self.pick(FR, EN).get(month).copied()),
            day.parse::<u8>(),
        ) else {
            return text.to_owned();
        };
        let day = if self == Self::Fr && day == 1 {
            "1er".to_owned()
        } else {
            day.to_string()
        };
        format!("{day}\u{00A0}{name} {year}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_decides_and_french_is_the_default() {
        assert_eq!(Lang::negotiated(None), Lang::Fr);
        assert_eq!(Lang::negotiated(Some("en-GB,en;q=0.9")), Lang::En);
        assert_eq!(Lang::negotiated(Some("en;q=0.5, fr;q=0.9")), Lang::Fr);
        assert_eq!(Lang::negotiated(Some("de, *;q=0.5")), Lang::Fr);
        assert_eq!(Lang::negotiated(Some("fr;q=0, *")), Lang::En);
        assert_eq!(Lang::negotiated(Some("fr;q=0")), Lang::En);
        assert_eq!(Lang::negotiated(Some("fr;q=0, en;q=0")), Lang::Fr);
        assert_eq!(Lang::negotiated(Some("en;Q=0.9")), Lang::En);
    }

    #[test]
    fn numbers_and_dates_are_those_of_the_language() {
        assert_eq!(Lang::Fr.number(2_749_229), "2\u{202F}749\u{202F}229");
        assert_eq!(Lang::En.number(-1234), "−1,234");
        assert_eq!(Lang::En.number(999), "999");
        assert_eq!(Lang::Fr.euros(26_158), "26\u{202F}158\u{A0}€");
        let fr = "−1,50\u{202F}; 43,12";
        assert_eq!(Lang::Fr.position(-1.5, 43.123), fr);
        assert_eq!(Lang::En.position(-1.5, 43.123), "−1.50, 43.12");
        assert_eq!(Lang::Fr.date("2016-01-01"), "1er\u{A0}janvier 2016");
        assert_eq!(Lang::En.date("2016-01-14"), "14\u{A0}January 2016");
        assert_eq!(Lang::En.date("2016-13-14"), "2016-13-14");
    }
}
