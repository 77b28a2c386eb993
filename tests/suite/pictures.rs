//! The pictures of the repository's views, byte for byte, in `tests/cases/view/`; `BIXI_ACCEPT=1` rewrites them.

use crate::session::accepting;
use bixi::internals::build::compile;
use bixi::internals::graph::Graph;
use bixi::internals::layout::scene;
use bixi::internals::project::Project;
use bixi::internals::query::{
    Arguments, Budget, Dataset, Limits, Query, Results, entity, evaluate,
};
use bixi::internals::view::{
    Direction, Folding, LayoutName, Reach, Selection, View, ViewBlock, Words, around, fold,
    instances, ontology, paths,
};
use bixi::internals::write;
use std::fs;
use std::path::Path;

/// The repository as a project, and its graph.
pub fn project_graph() -> (Project, Graph) {
    let project = Project::open(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("this repository");
    let (graph, findings) = compile(&project).expect("its graph");
    assert_eq!(findings, []);
    (project, graph)
}

/// Returns whether a source of the repository declares its vocabulary.
fn is_vocabulary(path: &str) -> bool {
    path.starts_with("ontology/")
}

/// How the repository's views are folded if nothing is said.
pub fn folding_of<'a>(project: &Project, graph: &'a Graph) -> Folding<'a> {
    Folding {
        dataset: Dataset::new(graph).asserted(),
        is_vocabulary: &is_vocabulary,
        languages: project.config.languages.clone(),
        reader: None,
        block: ViewBlock::default(),
        keeps_languages: false,
    }
}

/// All views of the repository: those in `queries/`, one of them also in English, and one of each kind that has no query.
pub fn repository_views(project: &Project, graph: &Graph) -> Vec<(String, View)> {
    let mut views = Vec::new();
    let dataset = Dataset::new(graph).asserted();
    let languages = project.config.languages.clone();
    let budget = Budget::new(&Limits::default());
    let folded = |folding: &Folding, selection: &Selection, title: &str| {
        fold(folding, selection, title, &budget).expect("no limits")
    };
    let folding = |block: ViewBlock| Folding {
        dataset,
        is_vocabulary: &is_vocabulary,
        languages: languages.clone(),
        reader: None,
        block,
        keeps_languages: false,
    };
    for name in project.query_names().expect("queries/") {
        let Some(short) = name.strip_suffix("-view") else {
            continue;
        };
        let source = project
            .read(&format!("queries/{name}.rq"))
            .expect("a query");
        let query = Query::new(source).expect("front matter");
        let results = evaluate(dataset, &query, &Arguments::new()).expect("an answer");
        assert!(
            matches!(results, Results::Graph(_)),
            "{name} gives no statements"
        );
        let Results::Graph(triples) = results else {
            continue;
        };
        let selection = Selection {
            triples: triples.collect(),
            ..Selection::default()
        };
        let title = |language| query.front_matter.title_in(language).expect("a title");
        let mut folding = folding(ViewBlock::of(&query).expect("a view"));
        let view = folded(&folding, &selection, title(None));
        views.push((short.to_owned(), view));
        if short == "park" {
            folding.languages = vec!["en".to_owned()];
            let view = folded(&folding, &selection, title(Some("en")));
            views.push(("park-en".to_owned(), view));
        }
    }
    let find = |name: &str| entity(graph, name).expect("an entity");
    let reach = |depth| Reach {
        depth,
        limit: 200,
        only: Vec::new(),
        avoid: Vec::new(),
        is_directed: false,
        is_vocabulary: &is_vocabulary,
    };
    let block = |layout, direction| ViewBlock {
        layout,
        direction: Some(direction),
        ..ViewBlock::default()
    };
    let lr = Direction::LeftToRight;
    let radial = folding(block(LayoutName::Radial, lr));
    let selection = around(dataset, find("温江区"), &reach(1), &budget).expect("no limits");
    views.push(("around".to_owned(), folded(&radial, &selection, "温江区")));
    let layered = folding(block(LayoutName::Auto, lr));
    let selection = paths(
        dataset,
        (find("温江区"), find("湖里区")),
        &reach(8),
        &budget,
    )
    .expect("a path");
    views.push((
        "path".to_owned(),
        folded(&layered, &selection, "温江区 — 湖里区"),
    ));
    let of_class = (dataset, dataset);
    let selection = instances(of_class, find("kgv:Enterprise"), &reach(1), &budget);
    let selection = selection.expect("no limits");
    views.push(("class".to_owned(), folded(&layered, &selection, "公司企业")));
    let uml = folding(block(LayoutName::Auto, Direction::RightToLeft));
    views.push((
        "classes".to_owned(),
        folded(
            &uml,
            &ontology(dataset, &|id| uml.label(id, &languages)),
            "本体",
        ),
    ));
    views
}

/// The chart of the districts' figures.
fn chart(project: &Project, graph: &Graph) -> String {
    let source = project.read("queries/districts-chart.rq").expect("a query");
    let query = Query::new(source).expect("front matter");
    let results = evaluate(Dataset::new(graph), &query, &Arguments::new()).expect("an answer");
    let names = write::ChartNames {
        label: &|_| None,
        prefixes: &graph.prefixes,
    };
    let figures = match results {
        Results::Solutions(rows) => write::figures(rows, &[], &names, "districts-chart"),
        _ => Ok(write::Figures::default()),
    };
    let title = query.front_matter.title.expect("a title");
    write::chart(
        write::Chart::Bar,
        &title,
        &figures.expect("numbers"),
        (Words::Chinese, write::Theme::Light),
    )
}

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
#[cfg(feature = "png")]
fn pixels_are_the_same_twice_and_as_many_as_asked_for() {
    let (project, graph) = project_graph();
    let (_, view) = &repository_views(&project, &graph)[0];
    let scene = scene(view);
    let svg = write::svg(view, &scene, write::Theme::Light);
    for scale in [0.25_f32, 0.5] {
        let pixels = write::png(&svg, scale).expect("pixels and fonts for them");
        assert_eq!(write::png(&svg, scale).expect("pixels"), pixels);
        // The header says how wide and high it is.
        let side =
            |at: usize| u32::from_be_bytes(pixels[at..at + 4].try_into().expect("four bytes"));
        let sides = [scene.size.width, scene.size.height].map(|s| (s as f32 * scale).ceil() as u32);
        assert_eq!([side(16), side(20)], sides);
    }
    // A character that no font has: not a box without a word.
    let error = write::png(
        &svg.replacen("</title>", "</title><text>\u{10FFFD}</text>", 1),
        1.0,
    );
    let error = error.expect_err("no glyph").to_string();
    assert!(
        error.contains("`\u{10FFFD}`") && error.contains("fonts-noto-cjk"),
        "{error}"
    );
}

#[test]
#[cfg(not(feature = "png"))]
fn without_the_feature_an_error_says_that_png_is_missing() {
    let error = write::png("<svg/>", 2.0).expect_err("no PNG").to_string();
    assert_eq!(error, "this bixi was built without PNG");
}

#[test]
fn pictures_are_as_they_were() {
    let (project, graph) = project_graph();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/view");
    let mut pictures: Vec<(String, String)> = repository_views(&project, &graph)
        .into_iter()
        .map(|(name, view)| (name, write::svg(&view, &scene(&view), write::Theme::Light)))
        .collect();
    pictures.push(("districts-chart".to_owned(), chart(&project, &graph)));
    let mut different = Vec::new();
    for (name, svg) in pictures {
        let path = folder.join(format!("{name}.svg"));
        if accepting() {
            fs::create_dir_all(&folder).expect("the folder");
            fs::write(&path, &svg).expect("a picture");
        } else if fs::read_to_string(&path).unwrap_or_default() != svg {
            different.push(path.display().to_string());
        }
    }
    assert!(
        different.is_empty(),
        "other pictures than before, `BIXI_ACCEPT=1` takes them:\n{}",
        different.join("\n")
    );
}

/// All pictures of the repository, and the chart, in a theme.
fn pictures_in(theme: write::Theme) -> Vec<(String, String)> {
    let (project, graph) = project_graph();
    let views = repository_views(&project, &graph);
    let drawn = views
        .into_iter()
        .map(|(name, view)| (name, write::svg(&view, &scene(&view), theme)));
    drawn.collect()
}

#[test]
fn pictures_need_neither_style_sheets_nor_what_svg_1_1_lacks() {
    let (project, graph) = project_graph();
    let charts = [("chart".to_owned(), chart(&project, &graph))];
    for (name, svg) in pictures_in(write::Theme::Auto).into_iter().chain(charts) {
        for part in [
            "<style",
            "style=",
            "@media",
            "paint-order",
            "marker",
            "var(",
        ] {
            assert!(!svg.contains(part), "{name} has `{part}`");
        }
        // What is painted says so itself, and no program's black takes its place.
        for text in svg.split("<text").skip(1) {
            let attributes = text.split('>').next().unwrap_or_default();
            assert!(attributes.contains(" fill=\"#"), "{name}: {attributes}");
        }
    }
}

#[test]
fn a_theme_changes_colours_and_nothing_else() {
    let without_colours = |svg: &str| -> String {
        let mut parts = svg.split('#');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            text + "#" + part.get(6..).unwrap_or(part)
        })
    };
    let light = pictures_in(write::Theme::Light);
    for theme in [write::Theme::Dark, write::Theme::Print] {
        for ((name, one), (_, other)) in light.iter().zip(pictures_in(theme)) {
            assert_ne!(*one, other, "{name}");
            assert_eq!(without_colours(one), without_colours(&other), "{name}");
        }
    }
}

/// Draws an SVG with librsvg, CairoSVG and a browser, and prints for each two of them which share of the pixels is not alike: a
/// pixel is alike if one within two pixels of it has about the same brightness, since fonts are not hinted in the same way.
const RENDERERS: &str = "
import io, os, shutil, subprocess, sys
from PIL import Image, ImageChops, ImageFilter
source, folder = sys.argv[1:3]
pictures = {}
png = os.path.join(folder, 'rsvg.png')
subprocess.run(['rsvg-convert', source, '-o', png], check=True)
pictures['librsvg'] = Image.open(png).convert('L')
import cairosvg
pictures['CairoSVG'] = Image.open(io.BytesIO(cairosvg.svg2png(url=source))).convert('L')
if shutil.which('resvg'):
    png = os.path.join(folder, 'resvg.png')
    subprocess.run(['resvg', source, png], check=True)
    pictures['resvg'] = Image.open(png).convert('L')
names = sorted(pictures)
size = pictures[names[0]].size
for index, one in enumerate(names):
    for other in names[index + 1:]:
        a, b = pictures[one], pictures[other]
        assert a.size == b.size, (a.size, b.size)
        far = 0
        for x, y in ((a, b), (b, a)):
            above = ImageChops.subtract(x, y.filter(ImageFilter.MaxFilter(5)))
            below = ImageChops.subtract(y.filter(ImageFilter.MinFilter(5)), x)
            far += sum(n for value, n in enumerate(ImageChops.lighter(above, below).histogram()) if value > 64)
        print(one, other, far / (2 * size[0] * size[1]))
";

#[test]
#[cfg_attr(
    not(renderers),
    ignore = "BIXI_RENDERERS does not say that the programs that draw SVG are installed"
)]
fn other_programs_draw_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("picture.svg");
    let mut faults = Vec::new();
    for (name, svg) in pictures_in(write::Theme::Light) {
        fs::write(&file, svg).expect("the picture");
        let mut python = std::process::Command::new("python3");
        python
            .arg("-c")
            .arg(RENDERERS)
            .args([&*file, folder.path()]);
        let output = python.output().expect("python3");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let failed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{name}: {failed}");
        for line in said.lines() {
            let share: f64 = line
                .rsplit(' ')
                .next()
                .and_then(|share| share.parse().ok())
                .expect("a share");
            if share > 0.002 {
                faults.push(format!("{name}: {line}"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
