//! Paths as they are named in a folder.

use std::path::{Component, Path};

/// Returns a path relative to a folder, both absolute, with `/` on every system. If they share nothing but the root of the disk,
/// the path stays as it is.
pub fn relative(path: &Path, folder: &Path) -> String {
    let (path_parts, folder_parts) = (path.components(), folder.components());
    let shared = path_parts.clone().zip(folder_parts.clone());
    let shared: Vec<Component> = shared.take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let up = folder_parts.count() - shared.len();
    let is_apart = !shared
        .iter()
        .any(|part| matches!(part, Component::Normal(_)));
    if up > 0 && is_apart {
        return path.display().to_string();
    }
    let down = path_parts.skip(shared.len());
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts = std::iter::repeat_n("..".to_owned(), up).chain(down);
    parts.collect::<Vec<String>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_named_from_the_folder_up_and_down_again() {
        for (path, folder, named) in [
            ("/home/ann/town/data/a.ttl", "/home/ann/town", "data/a.ttl"),
            ("/home/ann/town/data/a.ttl", "/home/ann", "town/data/a.ttl"),
            ("/home/ann/town/data/a.ttl", "/home/ann/town/data", "a.ttl"),
            (
                "/home/ann/town/data/a.ttl",
                "/home/ann/town/tests/x",
                "../../data/a.ttl",
            ),
            ("/home/ann/town/a.ttl", "/srv/work", "/home/ann/town/a.ttl"),
            ("/town/a.ttl", "/", "town/a.ttl"),
        ] {
            assert_eq!(relative(Path::new(path), Path::new(folder)), named);
        }
    }
}
