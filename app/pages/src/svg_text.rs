//! Lines of text in drawings, which know nothing of wrapping.

use crate::markup::Markup;

/// A text in lines of at most so many characters, cut between words; a word that is longer has a line of its own.
pub(crate) fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Writes lines of a class from a place on, so many pixels one below the other; gives the place of the next.
pub(crate) fn write_lines(markup: &mut Markup, class: &str, x: f64, y: f64, step: f64, lines: &[String]) -> f64 {
    let mut at = y;
    for line in lines {
        markup
            .raw("<text")
            .attribute("class", class)
            .measure("x", x)
            .measure("y", at)
            .raw(">")
            .text(line)
            .raw("</text>");
        at += step;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words() {
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("incomprehensible so", 5), ["incomprehensible", "so"]);
        assert!(lines(" ", 5).is_empty());
    }

    #[test]
    fn every_line_has_a_place_of_its_own() {
        let mut markup = Markup::default();
        let next = write_lines(&mut markup, "small", 1.0, 10.0, 5.0, &["a".to_owned(), "<b>".to_owned()]);
        assert!((next - 20.0).abs() < f64::EPSILON);
        assert!(markup.finish().ends_with("<text class=\"small\" x=\"1\" y=\"15\">&lt;b&gt;</text>"));
    }
}
