//! Dates of a workbook as its cells show them. A workbook keeps every date as a day; a cell that shows "Nov-25" says no more
//! than the month, and its date must not become more exact on the way.

/// What of a date a number format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Day, month and year.
    Day,
    /// Month and year.
    Month,
    /// The year.
    Year,
    /// No year, or nothing of a date.
    NoYear,
}

/// What a number format shows of a date (ECMA-376, part 1, section 18.8.31); nothing known of it shows the day, which is
/// what a workbook shows unless told.
pub(super) fn shown(format: Option<&str>) -> Shown {
    let Some(format) = format else { return Shown::Day };
    // Of several sections the first is for dates.
    let (mut year, mut month, mut day, mut clock) = (false, false, false, false);
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character.to_ascii_lowercase() {
            '"' => while characters.next().is_some_and(|next| next != '"') {},
            '[' => while characters.next().is_some_and(|next| next != ']') {},
            '\\' | '_' | '*' => drop(characters.next()),
            ';' => break,
            'y' => year = true,
            'm' => month = true,
            'd' => day = true,
            'h' | 's' => clock = true,
            _ => {}
        }
    }
    match (year, month, day) {
        (true, true, true) => Shown::Day,
        (true, true, false) if !clock => Shown::Month,
        (true, false, false) => Shown::Year,
        // "General" and formats of plain numbers: not made for dates, and no less exact than what is kept.
        (false, false, false) if !clock => Shown::Day,
        _ => Shown::NoYear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_as_much_as_its_letters_say() {
        for (format, expected) in [
            ("yyyy-mm-dd", Shown::Day),
            ("[$-409]d-mmm-yy;@", Shown::Day),
            ("d \"de\" mmmm \"de\" yyyy", Shown::Day),
            ("m/d/yy h:mm", Shown::Day),
            ("mmm-yy", Shown::Month),
            ("[$-80A]mmmm \"del\" yyyy", Shown::Month),
            ("yyyy", Shown::Year),
            ("d-mmm", Shown::NoYear),
            ("h:mm:ss", Shown::NoYear),
            ("\"day\" yyyy", Shown::Year),
            ("General", Shown::Day),
        ] {
            assert_eq!(shown(Some(format)), expected, "{format}");
        }
        assert_eq!(shown(None), Shown::Day);
    }
}
