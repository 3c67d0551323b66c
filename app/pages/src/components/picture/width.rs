//! The widths that the picture is drawn for. Places across it are parts of its width, so that it grows with the page and its
//! text does not; what touches what is another thing at every width, so it is laid out for three of them, and the style
//! sheet shows the widest that there is room for.

/// A width.
pub(super) struct Width {
    /// The class of what is laid out for it.
    pub(super) class: &'static str,
    /// How many CSS pixels the plot has at least where it is shown.
    pub(super) pixels: f64,
    /// How many dates the axis shows at most.
    pub(super) dates: usize,
}

/// From the widest. `style/components/picture.css` has the same numbers.
pub(super) const WIDTHS: [Width; 3] = [
    Width { class: "broad", pixels: 760.0, dates: 10 },
    Width { class: "middle", pixels: 440.0, dates: 6 },
    Width { class: "slim", pixels: 250.0, dates: 4 },
];
