//! Pictures in pixels: an SVG drawn by [resvg](https://github.com/linebender/resvg), if bixi was built with the feature `png`.

use crate::error::{Error, Result};

/// An SVG as a PNG, two pixels for each of its own.
///
/// # Errors
/// If bixi was built without the feature `png`, or no font has the characters.
#[cfg(not(feature = "png"))]
pub fn png(_svg: &str) -> Result<Vec<u8>> {
    let message = "this bixi was built without PNG; `cargo install --features png` builds it, or `-o FILE.svg` writes SVG".to_owned();
    Err(Error::Format { message })
}

/// An SVG as a PNG, two pixels for each of its own.
///
/// # Errors
/// If no font has the characters.
#[cfg(feature = "png")]
pub fn png(svg: &str) -> Result<Vec<u8>> {
    use resvg::{tiny_skia, usvg};
    let fail = |message: String| Error::Format { message };
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    if has_chinese(svg) && !has_chinese_font(options.fontdb()) {
        return Err(fail("no font on this machine has Chinese characters, which the picture needs; on Debian `apt-get install fonts-noto-cjk` brings one".to_owned()));
    }
    let tree = usvg::Tree::from_str(svg, &options)
        .map_err(|error| fail(format!("the picture cannot be drawn: {error}")))?;
    let size = tree.size().to_int_size();
    // Two pixels for one, but no picture larger than a graphics card would take.
    let scale = (16_000.0 / size.width().max(size.height()) as f32).min(2.0);
    let (width, height) = (
        (size.width() as f32 * scale).ceil() as u32,
        (size.height() as f32 * scale).ceil() as u32,
    );
    let mut pixels = tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| fail("the picture has no size".to_owned()))?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels
        .encode_png()
        .map_err(|error| fail(format!("the picture cannot be written: {error}")))
}

#[cfg(feature = "png")]
fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

#[cfg(feature = "png")]
fn has_chinese_font(fonts: &resvg::usvg::fontdb::Database) -> bool {
    fonts.faces().any(|face| {
        let has = |data: &[u8], index| {
            let parsed = resvg::usvg::fontdb::ttf_parser::Face::parse(data, index).ok();
            parsed.is_some_and(|parsed| parsed.glyph_index('国').is_some())
        };
        fonts.with_face_data(face.id, has).unwrap_or(false)
    })
}
