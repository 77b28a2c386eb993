//! The formats of pictures, and what each of them cannot carry.

use super::{dot, mermaid, svg};
use crate::error::Result;
use crate::layout::Scene;
use crate::query::Dataset;
use crate::view::{View, Words};

/// How a view is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The language of Graphviz
    Dot,
    /// The language of Mermaid, which code hosts draw in Markdown
    Mermaid,
    /// A picture that is a text
    Svg,
}

/// A view in bytes.
pub struct Written {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What the format cannot carry, or what has no room in it.
    pub left_out: Vec<String>,
}

/// A view in a format.
///
/// # Errors
/// If the format needs something that this machine lacks.
pub fn picture(format: Picture, view: &View, scene: &Scene, _dataset: Dataset) -> Result<Written> {
    let mut left_out = Vec::new();
    let text = match format {
        Picture::Dot => dot(view),
        Picture::Mermaid => mermaid(view),
        Picture::Svg => {
            left_out.extend(scene.left_out.iter().cloned());
            svg(view, scene)
        }
    };
    let _ = Words::Chinese;
    Ok(Written {
        bytes: text.into_bytes(),
        left_out,
    })
}

impl Picture {
    /// Endings of names of files.
    pub const EXTENSIONS: [(&'static str, Self); 4] = [
        ("svg", Self::Svg),
        ("dot", Self::Dot),
        ("gv", Self::Dot),
        ("mmd", Self::Mermaid),
    ];

    /// The format of an ending.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let known = Self::EXTENSIONS.iter().find(|(known, _)| *known == extension);
        known.map(|(_, format)| *format)
    }
}

impl std::str::FromStr for Picture {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "mermaid" => Ok(Self::Mermaid),
            _ => Self::of_extension(text).ok_or_else(|| "no such format".to_owned()),
        }
    }
}
