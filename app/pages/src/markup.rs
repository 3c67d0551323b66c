//! HTML written piece by piece, for what a page has by the hundred: as views, statements and marks would take longer to
//! be made than to be found. Everything else is a view.

use std::ops::Range;

use domain::Locale;
use leptos::{prelude::*, tachys::html::InertElement};

/// HTML under way.
#[derive(Default)]
pub(crate) struct Markup(String);

impl Markup {
    /// Nothing yet, with room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// A text.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut markup = Self::default();
        markup.text(text);
        markup
    }

    /// Adds HTML as it is written in the code.
    pub(crate) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds a text, between tags or within the double quotes of an attribute.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        if needs_escape(text) {
            html_escape::encode_double_quoted_attribute_to_string(text, &mut self.0);
        } else {
            self.0.push_str(text);
        }
        self
    }

    /// Adds an attribute, with the space before it.
    pub(crate) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// Adds an attribute that is a number to a tenth.
    pub(crate) fn measure(&mut self, name: &'static str, value: f64) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").tenths(value).raw("\"")
    }

    /// Adds an attribute that is a part of a whole, in percent to a hundredth.
    #[expect(clippy::cast_possible_truncation, reason = "parts of a whole are small")]
    pub(crate) fn percent(&mut self, name: &'static str, part: f64) -> &mut Self {
        let hundredths = (part * 10_000.0).round() as i64;
        self.raw(" ").raw(name).raw("=\"");
        if hundredths < 0 {
            self.0.push('-');
        }
        self.integer((hundredths / 100).abs());
        match hundredths.abs() % 100 {
            0 => {}
            part => {
                self.raw(if part < 10 { ".0" } else { "." }).integer(part);
            }
        }
        self.raw("%\"")
    }

    /// Adds what a function writes.
    pub(crate) fn with(&mut self, write: impl FnOnce(&mut Self)) -> &mut Self {
        write(self);
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

    /// Adds what was written apart.
    pub(crate) fn append(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Adds a count, as it is written in a language.
    pub(crate) fn count(&mut self, locale: Locale, count: u64) -> &mut Self {
        // What words::number does, without a text of its own for each.
        if count < 1_000 {
            self.0.push_str(itoa::Buffer::new().format(count));
            return self;
        }
        self.text(&words::number(locale, count))
    }

    /// Adds a whole number.
    pub(crate) fn integer(&mut self, number: i64) -> &mut Self {
        self.0.push_str(itoa::Buffer::new().format(number));
        self
    }

    /// Adds a number to a tenth.
    #[expect(clippy::cast_possible_truncation, reason = "places in a drawing are small")]
    pub(crate) fn tenths(&mut self, number: f64) -> &mut Self {
        let tenths = (number * 10.0).round() as i64;
        if tenths < 0 {
            self.0.push('-');
        }
        let mut digits = itoa::Buffer::new();
        self.0.push_str(digits.format(tenths.unsigned_abs() / 10));
        match tenths.unsigned_abs() % 10 {
            0 => self,
            tenth => {
                self.0.push('.');
                self.0.push_str(digits.format(tenth));
                self
            }
        }
    }

    /// The HTML.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// The HTML as a part of a view.
    pub(crate) fn view(self) -> AnyView {
        InertElement::new(self.0).into_any()
    }

    /// What a function writes, as a part of a view.
    pub(crate) fn view_of(write: impl FnOnce(&mut Self)) -> AnyView {
        let mut markup = Self::default();
        write(&mut markup);
        markup.view()
    }
}

/// Whether a text has a character that has to be escaped. All of it is looked at without stopping, which processors do
/// for many bytes at once.
fn needs_escape(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | matches!(byte, b'&' | b'<' | b'>' | b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_between_tags_and_within_attributes() {
        let mut markup = Markup::default();
        markup.raw("<a").attribute("href", "/?q=\"><script>&x='y'").raw(">").text("<b>&amp;</b>").raw("</a>");
        assert_eq!(
            markup.finish(),
            "<a href=\"/?q=&quot;&gt;&lt;script&gt;&amp;x='y'\">&lt;b&gt;&amp;amp;&lt;/b&gt;</a>"
        );
    }

    #[test]
    fn a_view_of_it_is_the_same_html() {
        let view = Markup::view_of(|markup| {
            markup.raw("<i>").text("<b>").raw("</i>").with(|markup| {
                markup.raw("<br").measure("x", 0.25).raw(">");
            });
        });
        assert_eq!(view.to_html(), "<i>&lt;b&gt;</i><br x=\"0.3\">");
    }

    #[test]
    fn every_character_that_has_to_be_is_escaped() {
        for special in ['&', '<', '>', '"'] {
            let text = format!("plain {special} plain");
            let mut markup = Markup::default();
            markup.text(&text);
            let html = markup.finish();
            assert!(!html.contains(&text) && html.ends_with("; plain"), "{html}");
        }
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
        markup.integer(-12).raw(" ").tenths(3.0).raw(" ").tenths(0.26).raw(" ").tenths(-0.04).raw(" ").tenths(-1.25);
        assert_eq!(markup.finish(), "-12 3 0.3 0 -1.3");
    }
}
