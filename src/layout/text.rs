//! How wide text is and where it breaks, without a font: a class of width for every character
//! ([East Asian Width](https://www.unicode.org/reports/tr11/)), and a table for Latin letters.
//!
//! Whoever looks at a picture has another font than whoever made it, so the widths are those of a wide one.

use unicode_width::UnicodeWidthChar;

/// Widths of U+0020 to U+007E in hundredths of an em.
const LATIN: [u8; 95] = [
    32, 36, 44, 74, 62, 88, 76, 27, 38, 38, 50, 74, 32, 38, 32, 36, 62, 62, 62, 62, 62, 62, 62, 62,
    62, 62, 35, 35, 74, 74, 74, 52, 96, 68, 67, 69, 75, 63, 58, 76, 74, 32, 33, 66, 56, 86, 74, 77,
    60, 77, 68, 63, 61, 72, 67, 94, 66, 61, 66, 38, 36, 38, 74, 50, 48, 60, 62, 54, 62, 60, 36, 62,
    62, 29, 29, 58, 29, 95, 62, 60, 62, 62, 41, 51, 39, 62, 58, 80, 58, 58, 52, 62, 34, 62, 74,
];

/// The width of text in a size.
pub fn width(text: &str, size: f64) -> f64 {
    let hundredths: u32 = text.chars().map(advance).sum();
    f64::from(hundredths) * size / 100.0
}

/// The width of a character in hundredths of an em.
fn advance(character: char) -> u32 {
    let latin = (character as usize).checked_sub(0x20);
    if let Some(width) = latin.and_then(|index| LATIN.get(index)) {
        return u32::from(*width);
    }
    match (character, character.width()) {
        (_, None | Some(0)) => 0,
        // Fonts for Chinese give these a whole square, whatever the table says.
        ('\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{22FF}' | '\u{2460}'..='\u{27BF}' | '·', _) => {
            100
        }
        (_, Some(1)) => 66,
        _ => 100,
    }
}

/// Text cut to a width, with an ellipsis if something is missing.
pub fn cut(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let room = most - width("…", size);
    let mut used = 0.0;
    let mut kept = String::new();
    for character in text.chars() {
        used += f64::from(advance(character)) * size / 100.0;
        if used > room {
            break;
        }
        kept.push(character);
    }
    format!("{}…", kept.trim_end())
}

/// Lines no wider than `most`, as even as they can be; what does not fit into `lines` of them is cut.
pub fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let whole = width(text, size);
    if whole <= most {
        return vec![text.to_owned()];
    }
    let count = (whole / most).ceil();
    // Lines of about the same length look better than a full one and a rest; the longest word decides how narrow.
    let narrowest = (whole / count * 1.04).max(most * 0.5);
    let steps = [narrowest, (narrowest + most) / 2.0, most];
    let fits =
        |wrapped: &Vec<String>| wrapped.len() as f64 <= count.max(2.0) && wrapped.len() <= lines;
    let even = steps
        .iter()
        .map(|limit| broken(text, size, *limit))
        .find(fits);
    let mut wrapped = even.unwrap_or_else(|| broken(text, size, most));
    if wrapped.len() > lines {
        let rest: String = wrapped.split_off(lines.saturating_sub(1)).concat();
        wrapped.push(cut(&rest, size, most));
    }
    wrapped
}

/// Lines filled one after the other.
fn broken(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = format!("{line}{piece}");
        if line.is_empty() || width(longer.trim_end(), size) <= most {
            line = longer;
        } else {
            lines.push(line.trim_end().to_owned());
            line = piece.trim_start().to_owned();
        }
        // A single word that is too long is broken anywhere.
        while width(line.trim_end(), size) > most && line.chars().count() > 1 {
            let mut head = String::new();
            for character in line.chars() {
                head.push(character);
                if width(&head, size) > most && head.chars().count() > 1 {
                    head.pop();
                    break;
                }
            }
            line = line.split_off(head.len());
            lines.push(head);
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Text in pieces that stay together: words with the space after them, single characters of Chinese;
/// closing marks stay with what is before them, opening ones with what comes after.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut glued = false;
    for character in text.chars() {
        let closing = "，。、；：！？）》〉」』】〕”’%…·)]},.;:!?".contains(character);
        let opening = "（《〈「『【〔“‘([{".contains(character);
        let wide = character.width().unwrap_or(0) > 1;
        let after_wide = pieces
            .last()
            .and_then(|piece| piece.chars().last())
            .is_none_or(|last| {
                last.is_whitespace()
                    || last == '-'
                    || last == '/'
                    || last.width().unwrap_or(0) > 1
                    || "”’·…".contains(last)
            });
        let starts = !closing && !glued && !character.is_whitespace() && (wide || after_wide)
            || opening && !glued;
        match pieces.last_mut() {
            Some(last) if !starts => last.push(character),
            _ => pieces.push(character.to_string()),
        }
        glued = opening;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_one_em_a_character_and_latin_less() {
        assert_eq!(width("温江区", 10.0), 30.0);
        assert!((width("Wenjiang", 10.0) - 48.0).abs() < 6.0);
        assert_eq!(cut("温江区的企业", 10.0, 40.0), "温江区…");
        assert_eq!(cut("温江区", 10.0, 40.0), "温江区");
    }

    #[test]
    fn lines_are_even_and_marks_stay_with_their_words() {
        assert_eq!(
            wrap("中国(四川)自由贸易试验区", 10.0, 90.0, 3),
            ["中国(四川)自", "由贸易试验区"]
        );
        assert_eq!(
            wrap("Chengdu Medical City", 10.0, 70.0, 3),
            ["Chengdu", "Medical City"]
        );
        assert_eq!(
            wrap("“三医+人工智能”科技园", 10.0, 60.0, 4),
            ["“三医+人工", "智能”科技园"]
        );
        assert_eq!(wrap(&"长".repeat(50), 10.0, 100.0, 2).len(), 2);
        for text in ["", "a", "（", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            for line in wrap(text, 10.0, 50.0, 3) {
                assert!(width(&line, 10.0) <= 50.0);
            }
        }
    }
}
