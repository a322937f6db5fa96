//! The parameters of an address or a form.

use super::problem::Problem;
use percent_encoding::percent_decode;

/// Decoded `name=value` pairs, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<(String, String)>);

impl Parameters {
    /// Reads `application/x-www-form-urlencoded` text (WHATWG URL §5.1), strictly UTF-8.
    ///
    /// # Errors
    /// The name or value that is not UTF-8 when decoded.
    pub fn parse(text: &str) -> Result<Self, String> {
        let decode = |part: &str| {
            let plain = |byte| if byte == b'+' { b' ' } else { byte };
            let bytes: Vec<u8> = part.bytes().map(plain).collect();
            percent_decode(&bytes)
                .decode_utf8()
                .map(std::borrow::Cow::into_owned)
                .map_err(|_| part.chars().take(100).collect::<String>())
        };
        text.split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// These and more: a form may be sent to an address that has parameters as well.
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// The page of a list, from 1; the first where none is asked for.
    ///
    /// # Errors
    /// 400 for what is no such number.
    pub fn page(&self) -> Result<usize, Problem> {
        let Some(page) = self.get("page") else {
            return Ok(1);
        };
        let number = page.parse().ok().filter(|number| *number > 0);
        let plain = page.bytes().all(|byte| byte.is_ascii_digit());
        number.filter(|_| plain).ok_or_else(|| {
            Problem::bad_request(
                "Le paramètre page est un nombre entier à partir de 1.",
                "The parameter page is a whole number from 1.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_whole_number_from_one() {
        let page = |text: &str| Parameters::parse(text).expect("UTF-8").page().ok();
        assert_eq!(page(""), Some(1));
        assert_eq!(page("page=12"), Some(12));
        for wrong in ["", "0", "-1", "%2B1", "1.0", "abc", "99999999999999999999"] {
            let asked = format!("page={wrong}");
            assert_eq!(page(&asked), None, "{wrong}");
        }
    }

    #[test]
    fn parameters_are_decoded_strictly() {
        let parameters = Parameters::parse("a=1%202+3&b&a=%C3%A9&&=x").expect("UTF-8");
        assert_eq!(parameters.all("a").collect::<Vec<_>>(), ["1 2 3", "é"]);
        assert_eq!(parameters.get("b"), Some(""));
        assert_eq!(Parameters::parse("a=%FF"), Err("%FF".to_owned()));
        assert_eq!(Parameters::parse("a=%").map(|p| p.0.len()), Ok(1));
    }
}
