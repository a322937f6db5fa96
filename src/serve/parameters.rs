//! The parameters of an address or a form.

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

    /// The page of a list, from 1.
    pub fn page(&self) -> usize {
        self.get("page")
            .and_then(|page| page.parse().ok())
            .map_or(1, |page: usize| page.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_strictly() {
        let parameters = Parameters::parse("a=1%202+3&b&a=%C3%A9&&=x").expect("UTF-8");
        assert_eq!(parameters.all("a").collect::<Vec<_>>(), ["1 2 3", "é"]);
        assert_eq!(parameters.get("b"), Some(""));
        assert_eq!(Parameters::parse("a=%FF"), Err("%FF".to_owned()));
        assert_eq!(Parameters::parse("a=%").map(|p| p.0.len()), Ok(1));
    }
}
