//! The words of a file that an editor hands in: plain text, or a page as a browser saves it.

use domain::{Charset, Reading};
use ego_tree::iter::Edge;
use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1252};
use scraper::{Html, Node};
use service::intake::{DocumentText, NotText};

use crate::charset;

/// Elements whose text is not for readers.
const UNSEEN: &[&str] =
    &["script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "nav"];

/// Elements that stand in lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// How far into a page its encoding is looked for, in bytes.
const DECLARATION: usize = 2048;

/// The words of a file; how its characters are written is told from them unless it is given.
///
/// # Errors
/// When it is neither text nor a page.
pub fn text_of_document(bytes: &[u8], charset: Option<Charset>) -> Result<DocumentText, NotText> {
    let DocumentText { text, reading } = decoded(bytes, charset)?;
    Ok(DocumentText { text: if looks_like_a_page(&text) { text_of_page(&text) } else { text }, reading })
}

/// The characters of a file that is text.
pub(super) fn decoded(bytes: &[u8], charset: Option<Charset>) -> Result<DocumentText, NotText> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let is_wide = marked.is_some_and(|encoding| encoding != UTF_8);
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK\x03\x04") || (!is_wide && bytes.contains(&0)) {
        return Err(NotText);
    }
    let told = marked.or_else(|| charset.map(encoding_of)).or_else(|| declared(bytes));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let (encoding, guessed) = match told {
        // Whatever a file says of itself, bytes that are UTF-8 are meant as such.
        _ if is_utf8 && charset.is_none() => (UTF_8, false),
        Some(encoding) => (encoding, false),
        None => (charset::guessed(bytes), true),
    };
    let (text, ..) = encoding.decode(bytes);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let reading = Reading {
        charset: Some(encoding.name().to_owned()),
        guessed,
        example: charset::example(&text),
        bad_lines: charset::bad_lines(&text),
        ..Reading::default()
    };
    Ok(DocumentText { text, reading })
}

fn encoding_of(charset: Charset) -> &'static Encoding {
    match charset {
        Charset::Utf8 => UTF_8,
        Charset::Windows1252 => WINDOWS_1252,
        Charset::Macintosh => MACINTOSH,
    }
}

/// The encoding that a page names; elsewhere the words "charset=" are but words.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).to_ascii_lowercase();
    if !start.trim_start().starts_with('<') {
        return None;
    }
    let (_, rest) = start.split_once("charset=")?;
    let label =
        rest.trim_start_matches(['"', '\'']).split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).next();
    label.and_then(|label| Encoding::for_label(label.as_bytes()))
}

fn looks_like_a_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(DECLARATION).collect::<String>().to_ascii_lowercase();
    start.starts_with('<')
        && ["<!doctype html", "<html", "<body", "<p", "<div", "<head", "<article"].iter().any(|tag| start.contains(tag))
}

fn text_of_page(page: &str) -> String {
    let mut text = String::new();
    write_text(&Html::parse_document(page), &mut text);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Walks over the page without recursion: elements can stand in one another any number of times.
fn write_text(page: &Html, text: &mut String) {
    let is_unseen = |node: &Node| matches!(node, Node::Element(element) if UNSEEN.contains(&element.name()));
    let is_block = |node: &Node| matches!(node, Node::Element(element) if BLOCKS.contains(&element.name()));
    let mut unseen = 0_usize;
    for edge in page.root_element().traverse() {
        match edge {
            Edge::Open(node) if is_unseen(node.value()) => unseen += 1,
            Edge::Close(node) if is_unseen(node.value()) => unseen -= 1,
            _ if unseen > 0 => {}
            // Line breaks in the file are spaces on the page.
            Edge::Open(node) if node.value().is_text() => {
                text.push_str(&node.value().as_text().map(|words| words.replace('\n', " ")).unwrap_or_default());
            }
            Edge::Open(node) | Edge::Close(node) if is_block(node.value()) => text.push('\n'),
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        text_of_document(bytes, None).expect("a text").text
    }

    #[test]
    fn a_page_becomes_its_words_in_paragraphs() {
        let page = b"<!DOCTYPE html><html><head><title>No</title><style>p{}</style></head><body><nav>Menu</nav>\
            <h1>Letter</h1><p>Access to <b>medicines</b>\nmust come <i>first</i>.</p><script>alert(1)</script>\
            <ul><li>One</li><li>Two &amp; three</li></ul></body></html>";
        assert_eq!(text(page), "Letter\n\nAccess to medicines must come first.\n\nOne\n\nTwo & three");
    }

    #[test]
    fn a_page_may_be_as_deep_as_it_likes() {
        let page = format!("<html><body>{}words", "<b>".repeat(100_000));
        assert_eq!(text(page.as_bytes()), "words");
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        assert_eq!(text(b"a < b\r\n\r\n  c"), "a < b\n\n  c");
        assert_eq!(text("\u{feff}acc\u{e8}s".as_bytes()), "acc\u{e8}s");
    }

    #[test]
    fn encodings_are_those_the_file_names() {
        assert_eq!(text(b"<p>acc\xe8s</p>"), "acc\u{e8}s");
        assert_eq!(text(b"<html><meta charset=\"iso-8859-2\"><p>\xb1</p></html>"), "\u{105}");
        assert_eq!(text(b"\xff\xfea\0b\0"), "ab");
    }

    #[test]
    fn bytes_that_are_utf_8_are_read_as_such_whatever_the_file_says() {
        let says = "a,b\nThe page said charset=iso-8859-1,Secretar\u{ed}a";
        assert_eq!(text(says.as_bytes()), says);
        assert_eq!(text("<meta charset=\"iso-8859-1\"><p>acc\u{e8}s".as_bytes()), "acc\u{e8}s");
        let chosen = text_of_document("acc\u{e8}s".as_bytes(), Some(Charset::Windows1252)).expect("a text");
        assert_eq!((chosen.text.as_str(), chosen.reading.guessed), ("acc\u{c3}\u{a8}s", false), "as it was chosen");
    }

    #[test]
    fn other_files_are_refused() {
        for bytes in [&b"%PDF-1.7 ..."[..], b"PK\x03\x04...", b"a\0b"] {
            assert_eq!(text_of_document(bytes, None), Err(NotText));
        }
    }
}
