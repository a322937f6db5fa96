//! Windows-1252, the encoding of older French files: Latin-1 with printable characters from 80 to 9F.
//!
//! In: bytes, or text whose bytes were once read by the wrong encoding. Out: text.

/// The characters of 80 to 9F; five bytes stand for nothing and stay the controls they are in Latin-1.
const FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The bytes as text.
pub(super) fn decode(bytes: &[u8]) -> String {
    let decode = |&byte: &u8| match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    };
    bytes.iter().map(decode).collect()
}

fn encode(c: char) -> Option<u8> {
    match u8::try_from(c) {
        Ok(byte) if !(0x80..=0x9f).contains(&byte) => Some(byte),
        _ => {
            let at = FROM_80.iter().position(|&known| known == c)?;
            u8::try_from(at + 0x80).ok()
        }
    }
}

/// The text as it was before UTF-8 was read as Windows-1252 (`Ã©` was `é`); none when no run of
/// characters shows that damage.
pub(super) fn undamaged(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<(char, u8)> = Vec::new();
    let mut mended = false;
    for c in text.chars().map(Some).chain([None]) {
        if let Some(c) = c
            && !c.is_ascii()
            && let Some(byte) = encode(c)
        {
            run.push((c, byte));
            continue;
        }
        let bytes: Vec<u8> = run.iter().map(|&(_, byte)| byte).collect();
        match String::from_utf8(bytes) {
            Ok(was) => {
                mended |= !was.is_empty();
                out.push_str(&was);
            }
            Err(_) => out.extend(run.iter().map(|&(c, _)| c)),
        }
        run.clear();
        out.extend(c);
    }
    mended.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_undone_and_sound_text_left_alone() {
        assert_eq!(
            undamaged("PÃ´le Ã©cologique dâ€™Auge").as_deref(),
            Some("Pôle écologique d’Auge")
        );
        for sound in ["Pôle", "l’été à « Noël »", "Ça", "Ærø", "a€", "naïveté…"] {
            assert_eq!(undamaged(sound), None, "{sound}");
        }
    }

    #[test]
    fn bytes_are_read() {
        assert_eq!(decode(b"P\xf4le \x80 \x9c"), "Pôle € œ");
    }
}
