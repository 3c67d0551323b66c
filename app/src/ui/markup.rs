//! HTML written piece by piece, for what has thousands of elements of one shape: a view would take longer to be made
//! than to be read. Everything else is a view.

use std::{fmt::Write, ops::Range};

/// HTML under way.
#[derive(Default)]
pub(crate) struct Markup(String);

impl Markup {
    /// Adds HTML as it is written in the code.
    pub(crate) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds a text, between tags or within the double quotes of an attribute.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        html_escape::encode_quoted_attribute_to_string(text, &mut self.0);
        self
    }

    /// Adds a text with some of its bytes marked, which are in order and apart from each other.
    pub(crate) fn marked(&mut self, text: &str, marks: &[Range<usize>]) -> &mut Self {
        let mut at = 0;
        for mark in marks {
            // What is no piece of the text stays unmarked.
            let (Some(before), Some(marked)) = (text.get(at..mark.start), text.get(mark.clone())) else { continue };
            self.text(before).raw("<mark>").text(marked).raw("</mark>");
            at = mark.end;
        }
        self.text(text.get(at..).unwrap_or_default())
    }

    /// Adds a whole number.
    pub(crate) fn integer(&mut self, number: i64) -> &mut Self {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Adds a number to a tenth.
    #[expect(clippy::cast_possible_truncation, reason = "places in a drawing are small")]
    pub(crate) fn tenths(&mut self, number: f64) -> &mut Self {
        let tenths = (number * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let _ = if tenth == 0 { write!(self.0, "{sign}{whole}") } else { write!(self.0, "{sign}{whole}.{tenth}") };
        self
    }

    /// The HTML.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_between_tags_and_within_attributes() {
        let mut markup = Markup::default();
        markup.raw("<a href=\"").text("/?q=\"><script>&x='y'").raw("\">").text("<b>&amp;</b>").raw("</a>");
        assert_eq!(
            markup.finish(),
            "<a href=\"/?q=&quot;&gt;&lt;script&gt;&amp;x=&#x27;y&#x27;\">&lt;b&gt;&amp;amp;&lt;/b&gt;</a>"
        );
    }

    #[test]
    fn what_is_marked_is_escaped_too() {
        let marked = |text: &str, marks: &[Range<usize>]| Markup::default().marked(text, marks).0.clone();
        assert_eq!(marked("a <b> c", &[0..1, 2..5]), "<mark>a</mark> <mark>&lt;b&gt;</mark> c");
        assert_eq!(marked("<i>", &[]), "&lt;i&gt;");
        let within_a_character = std::iter::once(0..1).collect::<Vec<_>>();
        assert_eq!(marked("\u{e9}t\u{e9}", &within_a_character), "\u{e9}t\u{e9}");
    }

    #[test]
    fn numbers_are_as_short_as_can_be() {
        let mut markup = Markup::default();
        markup.integer(-12).raw(" ").tenths(3.0).raw(" ").tenths(0.26);
        assert_eq!(markup.finish(), "-12 3 0.3");
    }
}
