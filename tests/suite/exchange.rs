//! What other programs read: valid where there is a schema, and with what yEd, Gephi and Cytoscape look for.

use crate::manifest::suites;
use crate::pictures::{project_graph, repository_views};
use bixi::internals::layout::scene;
use bixi::internals::view::{Edge, Node, Standing, Statement, View};
use bixi::internals::write;
use petgraph::visit::EdgeRef;
use std::fs;
use std::process::Command;

/// What xmllint says of a text; nothing if it is valid.
fn xmllint(arguments: &[&str], text: &str) -> String {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("the text");
    let output = Command::new("xmllint")
        .arg("--noout")
        .args(arguments)
        .arg(file.path())
        .output()
        .expect("xmllint");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        String::new()
    } else {
        message
    }
}

/// What a reader of XML says of a text; nothing if it is well-formed.
fn xml_fault(text: &str) -> String {
    let fault = roxmltree::Document::parse(text).err();
    fault.map_or_else(String::new, |fault| fault.to_string())
}

#[test]
#[cfg_attr(
    not(all(conformance, programs)),
    ignore = "BIXI_CONFORMANCE or BIXI_PROGRAMS is not set"
)]
fn gexf_is_valid() {
    let folder = suites("gexf").join("specs/1.3");
    // The XSD is made from the RELAX NG and lost what it says of `viz:`, so it is asked without that.
    let (schema, xsd) = (folder.join("gexf.rng"), folder.join("gexf.xsd"));
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let text = write::gexf(&view, &scene(&view));
        let said = xmllint(&["--relaxng", &schema.display().to_string()], &text);
        assert_eq!(said, "", "{name}");
        let plain: String = text
            .lines()
            .filter(|line| !line.contains("<viz:"))
            .map(|line| format!("{line}\n"))
            .collect();
        let said = xmllint(&["--schema", &xsd.display().to_string()], &plain);
        assert_eq!(said, "", "{name}");
    }
}

#[test]
fn svg_and_graphml_are_xml() {
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let scene = scene(&view);
        for text in [
            write::svg(&view, &scene, write::Theme::Light),
            write::graphml(&view, &scene),
        ] {
            assert_eq!(xml_fault(&text), "", "{name}");
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
            .map(|(_, view)| write::svg(view, &scene(view), write::Theme::Light))
            .collect()
    };
    assert_eq!(draw(), draw());
}

/// Reads GraphML with [NetworkX](https://networkx.org/), an independent reader, and prints what it found.
const NETWORKX: &str = "
import json, sys, networkx
graph = networkx.read_graphml(sys.argv[1], force_multigraph=True)
print(json.dumps({
    'directed': graph.is_directed(),
    'nodes': [[name, data.get('label'), data.get('class', '')] for name, data in graph.nodes(data=True)],
    'edges': [[a, b, data.get('label', ''), data['weight'], data['asserted'], data['symmetric']] for a, b, data in graph.edges(data=True)],
}))
";

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn graphml_is_read_by_networkx() {
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), write::graphml(&view, &scene(&view))).expect("the text");
        let output = Command::new("python3")
            .args(["-c", NETWORKX])
            .arg(file.path())
            .output()
            .expect("python3");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}");
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let nodes: Vec<serde_json::Value> = view
            .graph
            .node_indices()
            .map(|index| {
                let node = &view.graph[index];
                let classes: Vec<&str> = node.classes.iter().map(|(_, l)| l.as_str()).collect();
                serde_json::json!([
                    format!("n{}", index.index()),
                    node.label,
                    classes.join("; ")
                ])
            })
            .collect();
        assert_eq!(read["nodes"], serde_json::json!(nodes), "{name}");
        assert_eq!(read["directed"], true, "{name}");
        let mut edges: Vec<String> = view
            .graph
            .edge_references()
            .map(|edge| {
                let ends = [edge.source().index(), edge.target().index()];
                let [from, to] = ends.map(|end| format!("n{end}"));
                let edge = edge.weight();
                let (count, label) = (edge.statements.len(), edge.label());
                let asserted = edge.standing() == Standing::Asserted;
                let symmetric = edge.is_symmetric;
                serde_json::json!([from, to, label, count, asserted, symmetric]).to_string()
            })
            .collect();
        let found = read["edges"].as_array().expect("edges").iter();
        let mut found: Vec<String> = found.map(ToString::to_string).collect();
        edges.sort();
        found.sort();
        assert_eq!(found, edges, "{name}");
    }
}

/// A view of two nodes whose labels have what the syntaxes of other programs are made of.
fn awkward() -> View {
    let mut view = View {
        title: "\"题\" <b> & #quot; end".to_owned(),
        ..View::default()
    };
    let labels = [
        "end",
        "a \"b\" [c] (d) {e} |f| <g> & #h; `i` \\ %% --> 药明康德",
    ];
    let nodes = labels.map(|label| {
        view.graph.add_node(Node {
            name: format!("n:{label}"),
            label: label.to_owned(),
            ..Node::default()
        })
    });
    let statement = Statement {
        name: "v:p".to_owned(),
        label: "\"x\" | end #".to_owned(),
        places: Vec::new(),
        notes: Vec::new(),
        standing: Standing::Asserted,
    };
    let edge = Edge {
        statements: vec![statement],
        ..Edge::default()
    };
    view.graph.add_edge(nodes[0], nodes[1], edge);
    view
}

#[test]
fn labels_cannot_break_a_syntax() {
    let view = awkward();
    let scene = scene(&view);
    // Inside of its quotes Mermaid ends at a quote, and reads `#…;` and HTML; all else is text.
    for line in write::mermaid(&view).lines().filter(|l| l.contains('"')) {
        let inside: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        assert_eq!(inside.len(), 1, "{line}");
        for text in inside {
            assert!(!text.contains(['<', '>', '&', '`', '\\']), "{line}");
            for code in text.split('#').skip(1) {
                let digits = code.split(';').next().unwrap_or_default();
                assert!(
                    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
                    "{line}"
                );
            }
        }
    }
    for text in [
        write::svg(&view, &scene, write::Theme::Light),
        write::graphml(&view, &scene),
        write::gexf(&view, &scene),
    ] {
        assert_eq!(xml_fault(&text), "");
    }
}

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn labels_cannot_break_dot() {
    let view = awkward();
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), write::dot(&view)).expect("the text");
    let read = Command::new("dot").arg("-Tplain").arg(file.path()).output();
    let output = read.expect("Graphviz");
    let plain = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{plain}"
    );
    let starts = |what: &str| plain.lines().filter(|l| l.starts_with(what)).count();
    assert_eq!((starts("node "), starts("edge ")), (2, 1), "{plain}");
}
