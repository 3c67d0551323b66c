//! Drawings as pixels: PNG of the SVG that pages make, by resvg, with fonts that the binary carries, so that every machine
//! draws the same.

use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

/// Source Sans 3, by Adobe, under the SIL Open Font License (`server/fonts/OFL.txt`): Latin, regular and semibold.
const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/SourceSans3-400.ttf"), include_bytes!("../fonts/SourceSans3-600.ttf")];

/// What the files call it.
const FAMILY: &str = "Source Sans 3 ExtraLight";

/// What is drawn has at most so many pixels across and down: what a list of all lanes needs, twice as fine.
const MOST: u32 = 16_000;

static FONT_DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    /// The drawing cannot be read.
    #[error("the drawing cannot be read: {0}")]
    Unreadable(#[from] resvg::usvg::Error),
    /// It has no size, or too large a one.
    #[error("the drawing has no size that can be drawn")]
    Size,
    /// The picture cannot be written.
    #[error("the picture cannot be written: {0}")]
    Unwritable(String),
}

/// An SVG document as PNG, so many pixels to each of its own. It takes a while, so it is not for a thread that answers.
///
/// # Errors
/// When it is no such document or has no size that can be drawn.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, DrawingError> {
    let options = Options { fontdb: Arc::clone(&FONT_DATABASE), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size().scale_by(scale).ok_or(DrawingError::Size)?;
    if size.width().max(size.height()) > MOST {
        return Err(DrawingError::Size);
    }
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(DrawingError::Size)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| DrawingError::Unwritable(error.to_string()))
}

/// A PNG within an ICO file, as browsers that ask for `/favicon.ico` take it: the header and one entry, after Microsoft's
/// description of the format.
#[must_use]
pub fn ico(png: &[u8], side: u8) -> Vec<u8> {
    const HEADERS: u32 = 22;
    let length = u32::try_from(png.len()).unwrap_or(u32::MAX);
    let mut ico = Cursor::new(Vec::with_capacity(png.len() + HEADERS as usize)).into_inner();
    ico.extend([0, 0, 1, 0, 1, 0, side, side, 0, 0, 1, 0, 32, 0]);
    ico.extend(length.to_le_bytes());
    ico.extend(HEADERS.to_le_bytes());
    ico.extend(png);
    ico
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of some pixels with a text.
    fn document(width: u32, text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"40\">\
             <text x=\"2\" y=\"30\" font-family=\"sans-serif\" font-size=\"30\">{text}</text></svg>"
        )
    }

    #[test]
    fn texts_are_drawn_with_the_fonts_of_the_binary() {
        let (with, without) = (png(&document(200, "Postura"), 1.0), png(&document(200, ""), 1.0));
        let (with, without) = (with.expect("a picture"), without.expect("a picture"));
        assert!(with.starts_with(b"\x89PNG") && with.len() > without.len(), "{} {}", with.len(), without.len());
    }

    #[test]
    fn what_has_no_size_is_not_drawn() {
        assert!(matches!(png(&document(20_000, ""), 1.0), Err(DrawingError::Size)));
        assert!(matches!(png("<p>", 1.0), Err(DrawingError::Unreadable(_))));
    }

    #[test]
    fn an_icon_is_its_picture_behind_two_headers() {
        let ico = ico(b"PNG", 32);
        assert_eq!(
            (&ico[..4], ico[6], &ico[14..18], &ico[18..22], &ico[22..]),
            (&[0, 0, 1, 0][..], 32, &[3, 0, 0, 0][..], &[22, 0, 0, 0][..], &b"PNG"[..])
        );
    }
}
