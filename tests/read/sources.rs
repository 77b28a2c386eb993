//! Sources as a project has them: compressed, large, in the syntaxes that a library reads.

use bixi::internals::build::compile;
use bixi::internals::error::Error;
use bixi::internals::project::Project;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;

/// The triples of a project with these files, with their places.
fn statements(files: &[(&str, &[u8])]) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let (graph, findings) = compile(&Project::open(folder.path())?)?;
    let mut lines: Vec<String> = findings
        .iter()
        .map(|finding| finding.id.to_owned())
        .collect();
    for triple in graph.triples(None, None, None) {
        let texts = triple.map(|id| graph.dictionary.term(id).to_string());
        let places = graph.places_of(triple);
        let places: Vec<String> = places
            .iter()
            .map(|place| graph.display_place(place))
            .collect();
        lines.push(format!("{} @ {}", texts.join(" "), places.join(", ")));
    }
    Ok(lines)
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_sources_are_read_as_what_is_in_them() {
    let turtle = b"<http://e/a> <http://e/b> _:c ,\n \"x\" .\n";
    let plain = statements(&[("data/a.ttl", turtle)]).unwrap();
    let zipped = statements(&[("data/a.ttl.gz", &compressed(turtle))]).unwrap();
    let unzipped: Vec<String> = zipped
        .iter()
        .map(|line| line.replace(".ttl.gz", ".ttl"))
        .collect();
    assert_eq!(plain, unzipped);
    assert_eq!(plain.len(), 2);
    let mut parts = compressed(turtle);
    parts.extend(compressed(b"<http://e/d> <http://e/e> 1 .\n"));
    assert_eq!(statements(&[("data/a.ttl.gz", &parts)]).unwrap().len(), 3);
    let mut damaged = compressed(turtle);
    damaged[20] ^= 0x40;
    for bytes in [&compressed(turtle)[..20], &damaged, &turtle[..], &[]] {
        let broken = statements(&[("data/a.ttl.gz", bytes)]).unwrap();
        assert_eq!(broken, ["unreadable-file"]);
    }
}

#[test]
fn a_large_source_has_the_same_statements_and_lines_in_every_form() {
    let mut turtle = String::from("@prefix : <http://e/> .\n");
    let text = "湖里区".repeat(40);
    for n in 0..12_000 {
        turtle.push_str(&format!(
            ":s{n} :p [ :q _:x{} ] ;\n   :r \"{text} {n}\" , :s{} .\n",
            n % 7,
            n / 2
        ));
    }
    let several: Vec<(String, String)> = turtle
        .split_inclusive(" .\n")
        .skip(1)
        .collect::<Vec<_>>()
        .chunks(3_000)
        .enumerate()
        .map(|(n, lines)| {
            (
                format!("data/p{n}.ttl"),
                format!("@prefix : <http://e/> .\n{}", lines.concat()),
            )
        })
        .collect();
    assert!(turtle.len() > 4 << 20, "{}", turtle.len());
    let large = statements(&[("data/large.ttl", turtle.as_bytes())]).unwrap();
    assert_eq!(large.len(), 48_000);
    let zipped = statements(&[("data/large.ttl.gz", &compressed(turtle.as_bytes()))]).unwrap();
    let unzipped: Vec<String> = zipped
        .iter()
        .map(|line| line.replace(".ttl.gz", ".ttl"))
        .collect();
    assert!(large == unzipped);
    let several: Vec<(&str, &[u8])> = several
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    assert_eq!(statements(&several).unwrap().len(), 48_000);
    assert!(large.iter().any(
        |line| line.starts_with("<http://e/s11999>") && line.ends_with("data/large.ttl:24001")
    ));
}

#[test]
fn other_syntaxes_say_what_they_say() {
    let xml =
        br#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
        <rdf:Description rdf:about="http://e/a"><e:b>c</e:b></rdf:Description></rdf:RDF>"#;
    let json = br#"{ "@id": "http://e/a", "http://e/b": "d" }"#;
    let n3 = b"<http://e/a> <http://e/b> \"e\" .";
    let files: [(&str, &[u8]); 3] = [
        ("data/a.rdf", xml),
        ("data/b.jsonld", json),
        ("data/c.n3", n3),
    ];
    let said = statements(&files).unwrap();
    assert_eq!(
        said,
        [
            "<http://e/a> <http://e/b> \"c\" @ data/a.rdf:2",
            "<http://e/a> <http://e/b> \"d\" @ data/b.jsonld:1",
            "<http://e/a> <http://e/b> \"e\" @ data/c.n3:1",
        ]
    );
    let broken: [(&str, &[u8]); 1] = [("data/a.rdf", b"<rdf:RDF>")];
    assert_eq!(statements(&broken).unwrap(), ["undeclared-prefix"]);
}
