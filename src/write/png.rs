//! Pictures in pixels: an SVG drawn by [resvg](https://github.com/linebender/resvg), if bixi was built with the feature `png`.

#[cfg(not(feature = "png"))]
use crate::error::Error;
#[cfg(feature = "png")]
use crate::error::FormatError;
use crate::error::Result;

/// An SVG as a PNG, with so many pixels for each of its own.
///
/// # Errors
/// If bixi was built without the feature `png`, or no font has the characters.
#[cfg(not(feature = "png"))]
pub fn png(_svg: &str, _scale: f32) -> Result<Vec<u8>> {
    Err(Error::NotBuiltIn {
        feature: crate::error::Feature::Png,
    })
}

/// An SVG as a PNG, with so many pixels for each of its own; fewer, where a side would be longer than 16,000.
///
/// # Errors
/// If no font has the characters.
#[cfg(feature = "png")]
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    use resvg::{tiny_skia, usvg};
    let fail = |problem: String| FormatError::Pixels { problem };
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    let tree = usvg::Tree::from_str(svg, &options)
        .map_err(|error| fail(format!("cannot be drawn: {error}")))?;
    if let Some(text) = missing(tree.root()) {
        return Err(FormatError::NoFont { text }.into());
    }
    let size = tree.size().to_int_size();
    // No picture is larger than a graphics card would take.
    let scale = (16_000.0 / size.width().max(size.height()) as f32).min(scale);
    let (width, height) = (
        (size.width() as f32 * scale).ceil() as u32,
        (size.height() as f32 * scale).ceil() as u32,
    );
    let mut pixels =
        tiny_skia::Pixmap::new(width, height).ok_or_else(|| fail("has no size".to_owned()))?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    let encoded = pixels.encode_png();
    Ok(encoded.map_err(|error| fail(format!("cannot be written: {error}")))?)
}

/// A piece of text that no font has: its glyph is the one that stands for none.
#[cfg(feature = "png")]
fn missing(group: &resvg::usvg::Group) -> Option<String> {
    use resvg::usvg::Node;
    group.children().iter().find_map(|node| match node {
        Node::Group(inner) => missing(inner),
        Node::Text(text) => {
            let glyphs = text
                .layouted()
                .iter()
                .flat_map(|span| &span.positioned_glyphs);
            let mut none = glyphs.filter(|glyph| glyph.id.0 == 0 && !glyph.text.trim().is_empty());
            none.next().map(|glyph| glyph.text.clone())
        }
        _ => None,
    })
}
