//! HTML written piece by piece, for what has thousands of elements of one shape: a view would take longer to be made
//! than to be read. Everything else is a view.

use std::fmt::Write;

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

    /// Adds a whole number.
    pub(crate) fn integer(&mut self, number: i64) -> &mut Self {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Adds a number to a tenth.
    pub(crate) fn tenths(&mut self, number: f64) -> &mut Self {
        let _ = write!(self.0, "{}", (number * 10.0).round() / 10.0);
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
    fn numbers_are_as_short_as_can_be() {
        let mut markup = Markup::default();
        markup.integer(-12).raw(" ").tenths(3.0).raw(" ").tenths(0.26);
        assert_eq!(markup.finish(), "-12 3 0.3");
    }
}
