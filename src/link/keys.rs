//! Identifiers that tell legal persons apart, with their check digits, and the departments of codes.

/// La Poste, whose establishments follow another rule.
const LA_POSTE: &str = "356000000";

/// True for nine digits that pass the check of SIREN (Luhn, ISO/IEC 7812-1).
pub fn is_siren(text: &str) -> bool {
    text.len() == 9 && luhn(text) && text != "000000000"
}

/// True for a number of the register of associations: `W` and nine digits or letters.
pub fn is_rna(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() == 10
        && bytes.next() == Some(b'W')
        && bytes.all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// The SIREN in a SIREN or SIRET, spaces aside; none when a check digit is wrong.
pub fn siren_of(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        9 if is_siren(&digits) => Some(digits),
        14 => {
            let siren = &digits[..9];
            let whole =
                luhn(&digits) || (siren == LA_POSTE && plain_sum(&digits).is_multiple_of(5));
            (whole && is_siren(siren)).then(|| siren.to_owned())
        }
        _ => None,
    }
}

fn plain_sum(digits: &str) -> u32 {
    digits.bytes().map(|byte| u32::from(byte - b'0')).sum()
}

fn luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, byte) in digits.bytes().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let digit = u32::from(byte - b'0') * if place % 2 == 1 { 2 } else { 1 };
        sum += if digit > 9 { digit - 9 } else { digit };
    }
    sum % 10 == 0
}

/// The department of an INSEE or postal code; Corsica only where the code says which.
pub fn department_of(code: &str) -> &str {
    let length = if code.starts_with("97") || code.starts_with("98") {
        3
    } else {
        2
    };
    match code.get(..length) {
        Some("20") | None => "",
        Some(department) => department,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_checked() {
        // The example of INSEE's documentation of the rule.
        assert!(is_siren("732829320"));
        assert!(!is_siren("732829321"));
        assert!(!is_siren("000000000"));
        assert_eq!(siren_of("732 829 320 00074").as_deref(), Some("732829320"));
        assert_eq!(siren_of("73282932000075"), None);
        assert_eq!(siren_of("35600000049837").as_deref(), Some("356000000"));
        assert!(is_rna("W751234567") && is_rna("W2A1000123") && !is_rna("W75123456"));
    }
}
