//! Numbers in a text: digits with separators, Chinese numerals, English number words, and the powers of ten after them.

use bigdecimal::BigDecimal;

/// The Chinese powers of ten.
const POWERS: [(char, i64); 5] = [('十', 1), ('百', 2), ('千', 3), ('万', 4), ('亿', 8)];

/// Returns a numeral as it is usually written now: 万 of the traditional 萬, 一 of the formal 壹.
pub fn usual(c: char) -> char {
    const FORMAL: [(char, char); 17] = [
        ('壹', '一'),
        ('贰', '二'),
        ('叁', '三'),
        ('肆', '四'),
        ('伍', '五'),
        ('陆', '六'),
        ('柒', '七'),
        ('捌', '八'),
        ('玖', '九'),
        ('拾', '十'),
        ('佰', '百'),
        ('仟', '千'),
        ('萬', '万'),
        ('億', '亿'),
        ('兩', '两'),
        ('貳', '二'),
        ('參', '三'),
    ];
    let usual = FORMAL.iter().find(|(formal, _)| *formal == c);
    usual.map_or(c, |(_, usual)| *usual)
}

/// Units that begin with one of these.
const UNITS: [&str; 6] = ["千克", "千米", "千瓦", "千卡", "千帕", "百分"];

/// What may follow Chinese numerals that count: measure words, units, and 大 as in 三大片区.
const MEASURES: &str = "强省国个個家项項名位人年月日天周小时分钟秒成次倍元角块美欧港日英万亿吨斤公克米厘毫里亩畝平顷立升千瓦度层座条條只隻头匹辆输台套件批种種类類所\
                        院校间間处處区區县縣市镇乡村户届期版部本篇份张幅双对对组队支股笔单栋幢艘架枚颗粒株棵片段章节级等品步轮场局点口岁折代门把根箱袋瓶杯碗\
                        包桶车班例起宗桩款类站路线环大多余几来以左上之至到或";

const SCALES: [(&str, i64); 6] = [
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("bn", 9),
];

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

const ORDINALS: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

/// Returns the first number of a text and what follows it, after what stands before it: digits, or without such Chinese numerals,
/// or without such English words.
pub fn first(text: &str) -> Option<(&str, (BigDecimal, &str))> {
    let digit = text.find(|c: char| c.is_ascii_digit());
    let at = match digit.or_else(|| text.find(is_chinese)) {
        Some(at) => at,
        None => return first_word(text),
    };
    let (before, number) = text.split_at_checked(at)?;
    Some((before, starting(number)?))
}

/// Returns whether what follows Chinese numerals can be what they count; `None` if nothing follows, or no Chinese.
pub fn is_chinese_unit(rest: &str) -> Option<bool> {
    let first = rest.trim_start().chars().next()?;
    (first >= '\u{3400}').then(|| MEASURES.contains(first) || is_chinese(first))
}

/// Returns the number that a text begins with, and what follows it.
pub fn starting(text: &str) -> Option<(BigDecimal, &str)> {
    match text.chars().next()? {
        c if c.is_ascii_digit() => digits(text),
        c if is_chinese(c) => chinese(text),
        _ => english(text),
    }
}

/// Returns the power of ten that a text begins with, and what follows it: 万, million.
pub fn scale(text: &str) -> Option<(i64, &str)> {
    let begun = text.trim_start_matches(' ');
    let of_unit = UNITS.iter().any(|unit| begun.starts_with(unit));
    let mut powers = POWERS.iter().filter(|_| !of_unit);
    let chinese = powers.find_map(|(sign, power)| Some((*power, begun.strip_prefix(*sign)?)));
    chinese.or_else(|| {
        let (word, after) = word(text.trim_start_matches([' ', '-']))?;
        let scale = SCALES.iter().find(|(name, _)| *name == word);
        scale.map(|(_, power)| (*power, after))
    })
}

/// Reads digits, with commas between groups of three and a fraction after a point.
fn digits(text: &str) -> Option<(BigDecimal, &str)> {
    let length = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, mut rest) = text.split_at_checked(length(text))?;
    // The number of a telephone, a postcode or a file.
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    let mut plain = whole.to_owned();
    while let Some(group) = rest.strip_prefix(',')
        && whole.len() <= 3
        && length(group) == 3
    {
        // 0,125 has a fraction where commas stand before it: no group of thousands begins so.
        if whole == "0" {
            return None;
        }
        let (three, after) = group.split_at_checked(3)?;
        plain.push_str(three);
        rest = after;
    }
    if let Some(fraction) = rest.strip_prefix('.')
        && length(fraction) > 0
    {
        let (fraction, after) = fraction.split_at_checked(length(fraction))?;
        // 1.000 is a thousand where points group digits.
        if fraction == "000" && whole != "0" && whole.len() <= 3 {
            return None;
        }
        plain.push('.');
        plain.push_str(fraction);
        rest = after;
    }
    Some((plain.parse().ok()?, rest))
}

fn is_chinese(c: char) -> bool {
    chinese_digit(c).is_some() || power_of(c).is_some()
}

fn chinese_digit(c: char) -> Option<u8> {
    let digits = "零一二三四五六七八九".chars();
    let value = match c {
        '〇' => 0,
        '两' => 2,
        _ => digits.clone().position(|digit| digit == c)?,
    };
    u8::try_from(value).ok()
}

fn power_of(c: char) -> Option<i64> {
    let power = POWERS.iter().find(|(sign, _)| *sign == c);
    power.map(|(_, power)| *power)
}

/// Reads Chinese numerals: 十五, 三千五百万, 二〇二一, 三点五. What says a number of ten thousands in short, as 两万五 does, or two
/// numbers, as 七八百 does, is none.
fn chinese(text: &str) -> Option<(BigDecimal, &str)> {
    let end = text.find(|c| !is_chinese(c)).unwrap_or(text.len());
    let (numerals, rest) = text.split_at_checked(end)?;
    let whole = digit_by_digit(numerals).or_else(|| with_powers(numerals))?;
    let Some(fraction) = rest.strip_prefix('点') else {
        return Some((whole.into(), rest));
    };
    let digits: String = fraction
        .chars()
        .map_while(chinese_digit)
        .map(|d| char::from(b'0' + d))
        .collect();
    let rest = fraction.trim_start_matches(|c| chinese_digit(c).is_some());
    let number = format!("{whole}.{digits}").parse().ok();
    number
        .filter(|_| !digits.is_empty())
        .map(|number| (number, rest))
}

fn digit_by_digit(numerals: &str) -> Option<u128> {
    let digits: Option<String> = numerals
        .chars()
        .map(|c| chinese_digit(c).map(|d| char::from(b'0' + d)))
        .collect();
    let digits = digits?;
    // 三五家 are three to five.
    let is_one = digits.len() != 2 || digits.contains('0');
    digits.parse().ok().filter(|_| is_one)
}

fn with_powers(numerals: &str) -> Option<u128> {
    // What is below the last 万 or 亿, what is above it, and the digit that is to be multiplied.
    let (mut section, mut total, mut digit) = (0_u128, 0_u128, None);
    let (mut last_power, mut is_after_zero) = (i64::MAX, false);
    for numeral in numerals.chars() {
        let Some(power) = power_of(numeral) else {
            match chinese_digit(numeral)? {
                0 => is_after_zero = true,
                value if digit.is_none() => digit = Some(u128::from(value)),
                _ => return None,
            }
            continue;
        };
        let times = 10_u128.checked_pow(u32::try_from(power).ok()?)?;
        if power < 4 {
            if power >= last_power {
                return None;
            }
            section += digit.take().unwrap_or(1) * times;
            last_power = power;
        } else {
            section += digit.take().unwrap_or(0);
            let is_bare = section == 0 && total == 0;
            let counted = section + u128::from(is_bare);
            total = match power {
                4 => total.checked_add(counted.checked_mul(times)?)?,
                _ => total.checked_add(counted)?.checked_mul(times)?,
            };
            (section, last_power) = (0, i64::MAX);
        }
        is_after_zero = false;
    }
    let is_short = digit.is_some() && last_power != 1 && !is_after_zero;
    let rest = section.checked_add(digit.unwrap_or(0))?;
    total.checked_add(rest).filter(|_| !is_short)
}

/// Returns the first number that is an English word.
fn first_word(text: &str) -> Option<(&str, (BigDecimal, &str))> {
    let mut is_in_word = false;
    for (at, c) in text.char_indices() {
        let is_letter = c.is_alphabetic();
        if is_letter && !is_in_word {
            let (before, words) = text.split_at_checked(at)?;
            if let Some(number) = english(words) {
                return Some((before, number));
            }
        }
        is_in_word = is_letter;
    }
    None
}

/// Returns the word that a text begins with, in lower case, and what follows it.
fn word(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic());
    let (word, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    (!word.is_empty()).then(|| (word.to_ascii_lowercase(), rest))
}

/// Reads English number words: fifteen, two hundred and five, first. Powers of ten from a thousand on are a [`scale`] after them.
fn english(text: &str) -> Option<(BigDecimal, &str)> {
    let position = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let (first, rest) = word(text)?;
    if let Some(ordinal) = position(&ORDINALS, &first) {
        return Some((BigDecimal::from(ordinal as u64 + 1), rest));
    }
    let (mut number, mut after, mut next) = (None, text, Some(text));
    while let Some((name, rest)) = next.and_then(word) {
        let so_far = number.unwrap_or(0);
        let with = match (position(&ONES, &name), position(&TENS, &name), number) {
            (Some(ones), ..) if so_far % 10 == 0 && (so_far % 100 > 10 || so_far % 100 == 0) => {
                so_far + ones
            }
            (_, Some(tens), _) if so_far % 100 == 0 => so_far + 10 * (tens + 2),
            (_, _, Some(hundreds @ 1..10)) if name == "hundred" => hundreds * 100,
            _ => break,
        };
        (number, after) = (Some(with), rest);
        next = rest.strip_prefix([' ', '-']);
        let and = next.and_then(|rest| rest.strip_prefix("and "));
        next = and.filter(|_| with >= 100).or(next);
    }
    number.map(|number| (BigDecimal::from(number as u64), after))
}
