//! What other programs read: valid where there is a schema, and with what yEd, Gephi and Cytoscape look for.

use crate::pictures::{project_graph, repository_views};
use bixi::layout::scene;
use bixi::write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the schema of GEXF is, if the conformance material is there.
fn gexf_schema(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("BIXI_CONFORMANCE").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| root.join("../shared/conformance"));
    Some(folder.join("gexf/specs/1.3").join(name)).filter(|path| path.is_file())
}

fn xmllint(arguments: &[&str], text: &str) -> Option<String> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("the text");
    let output = Command::new("xmllint")
        .arg("--noout")
        .args(arguments)
        .arg(file.path())
        .output()
        .ok()?;
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() {
        String::new()
    } else {
        message
    })
}

#[test]
fn gexf_is_valid() {
    let Some(schema) = gexf_schema("gexf.rng")
        .filter(|_| Command::new("xmllint").arg("--version").output().is_ok())
    else {
        println!("skipped: xmllint or the schema of GEXF is not there");
        return;
    };
    // The XSD is made from the RELAX NG and lost what it says of `viz:`, so it is asked without that.
    let xsd = gexf_schema("gexf.xsd").expect("beside it");
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let text = write::gexf(&view, &scene(&view));
        let said = xmllint(&["--relaxng", &schema.display().to_string()], &text).expect("xmllint");
        assert_eq!(said, "", "{name}");
        let plain: String = text
            .lines()
            .filter(|line| !line.contains("<viz:"))
            .map(|line| format!("{line}\n"))
            .collect();
        let said = xmllint(&["--schema", &xsd.display().to_string()], &plain).expect("xmllint");
        assert_eq!(said, "", "{name}");
    }
}

#[test]
fn svg_and_graphml_are_xml() {
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let scene = scene(&view);
        for text in [write::svg(&view, &scene), write::graphml(&view, &scene)] {
            match xmllint(&[], &text) {
                Some(said) => assert_eq!(said, "", "{name}"),
                None => println!("skipped: xmllint is not installed"),
            }
        }
    }
}

#[test]
fn graphml_has_what_yed_gephi_and_cytoscape_look_for() {
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let text = write::graphml(&view, &scene(&view));
        let count = |part: &str| text.matches(part).count();
        let (nodes, edges) = (view.graph.node_count(), view.graph.edge_count());
        assert_eq!(count("<node id="), nodes, "{name}");
        assert_eq!(count("<y:ShapeNode>"), nodes, "{name}");
        assert_eq!(count("<y:NodeLabel"), nodes, "{name}");
        assert_eq!(count("<edge id="), edges, "{name}");
        assert_eq!(count("<y:EdgeLabel"), edges, "{name}");
        for key in ["label", "name"] {
            assert_eq!(
                count(&format!(
                    " for=\"node\" attr.name=\"{key}\" attr.type=\"string\""
                )),
                1,
                "{name}"
            );
            assert_eq!(
                count(&format!(
                    " for=\"edge\" attr.name=\"{key}\" attr.type=\"string\""
                )),
                1,
                "{name}"
            );
        }
        assert_eq!(
            count("<data key=\"n0\">"),
            nodes,
            "{name}: every node has a label"
        );
    }
}

#[test]
fn json_and_tables_hold_every_node_and_edge() {
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let scene = scene(&view);
        let (nodes, edges) = (view.graph.node_count(), view.graph.edge_count());
        let cytoscape: serde_json::Value =
            serde_json::from_str(&write::cytoscape(&view, &scene)).expect("JSON");
        assert_eq!(
            cytoscape["elements"]["nodes"].as_array().map(Vec::len),
            Some(nodes),
            "{name}"
        );
        assert_eq!(
            cytoscape["elements"]["edges"].as_array().map(Vec::len),
            Some(edges),
            "{name}"
        );
        let json: serde_json::Value =
            serde_json::from_str(&write::json_graph(&view, &scene)).expect("JSON");
        assert_eq!(
            json["graph"]["nodes"].as_object().map(serde_json::Map::len),
            Some(nodes),
            "{name}"
        );
        assert_eq!(
            json["graph"]["edges"].as_array().map(Vec::len),
            Some(edges),
            "{name}"
        );
        for (text, count) in [
            (write::nodes_csv(&view), nodes),
            (write::edges_csv(&view), edges),
        ] {
            assert_eq!(
                csv::Reader::from_reader(text.as_bytes()).records().count(),
                count,
                "{name}"
            );
        }
    }
}

#[test]
fn the_same_view_gives_the_same_bytes() {
    let (project, graph) = project_graph();
    let draw = || -> Vec<String> {
        let views = repository_views(&project, &graph);
        views
            .iter()
            .map(|(_, view)| write::svg(view, &scene(view)))
            .collect()
    };
    assert_eq!(draw(), draw());
}
