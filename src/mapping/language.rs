//! Language tags (BCP 47).

/// True for a well-formed tag whose language is a code of two or three letters, as all registered
/// ones are: `fr`, `fr-FR`, `x-patois`; not `french`.
pub fn is_valid(tag: &str) -> bool {
    let Ok(parsed) = oxilangtag::LanguageTag::parse(tag) else {
        return false;
    };
    let primary = tag.split('-').next().unwrap_or(tag);
    matches!(primary.len(), 2 | 3)
        || parsed.private_use_subtags().next().is_some()
        || primary == "i"
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn names_of_languages_are_no_tags() {
        for tag in ["fr", "fr-FR", "oci", "zh-Hant-TW", "x-patois", "EN"] {
            assert!(is_valid(tag), "{tag}");
        }
        for tag in ["", "french", "a-english", "fr_FR", "f", "fr-", "français"] {
            assert!(!is_valid(tag), "{tag}");
        }
    }
}
