//! `bixi add` in a copy of this repository's graph.

use crate::session::replay;
use crate::sessions::copy_into;
use std::fs;
use std::path::Path;

/// Adds an enterprise with its evidence in a copy of the graph, and returns what the commands print.
fn session(commands: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().expect("a folder");
    fs::copy(root.join("bixi.toml"), copy.path().join("bixi.toml")).expect("a copy");
    for folder in ["data", "ontology"] {
        let to = copy.path().join(folder);
        fs::create_dir(&to).expect("a folder");
        copy_into(&root.join(folder), &to);
    }
    replay(commands, copy.path())
}

#[test]
fn an_enterprise_with_evidence_is_added_to_the_graph_without_findings() {
    let printed = session(
        "$ bixi build 2> /dev/null > /dev/null\n\
         $ bixi add kgv:Enterprise --label@zh-Hans 康弘药业 --label@en 'Kanghong Pharmaceutical' --in 温江区 --evidence kg:wenjiang-p13 --certainty stated 2>&1 | sed 's/:[0-9]*$//; s/kg:w[0-9]* /kg:w… /'\n\
         $ bixi check | grep -o '[0-9]* findings*$'\n\
         $ bixi show 康弘药业 2> /dev/null | grep -c 'kgv:locatedIn'\n",
    );
    let answers: Vec<&str> = printed
        .lines()
        .filter(|line| !line.starts_with("$ "))
        .collect();
    assert_eq!(
        answers,
        [
            "note: `--in` is taken for located in, kgv:locatedIn",
            "note: `--evidence` is taken for was derived from, prov:wasDerivedFrom",
            "data/organisations.ttl",
            "kg:kanghong-pharmaceutical a kgv:Enterprise ;",
            "    rdfs:label \"康弘药业\"@zh-Hans, \"Kanghong Pharmaceutical\"@en ;",
            "    kgv:locatedIn kg:wenjiang",
            "        ~ kg:w… {| kgv:certainty kgv:stated ; prov:wasDerivedFrom kg:wenjiang-p13 ; oa:start 765 ; oa:end 919 |} .",
            "0 findings",
            "1",
        ]
    );
}

#[test]
fn what_is_claimed_or_usually_quoted_is_spoken_of_and_not_asserted() {
    let printed = session(
        "$ bixi build 2> /dev/null > /dev/null\n\
         $ bixi add 百裕 kgv:describedAs kg:flourishing --evidence kg:wenjiang-p31 --certainty claimed 2> /dev/null | sed 's/:[0-9]*$//; s/kg:w[0-9]* >/kg:w… >/'\n\
         $ bixi add kg:wenjiang kgv:built kg:joint-science-parks --evidence kg:wenjiang-p13 --certainty quoted --speaker 聂超 2> /dev/null | head -1 | sed 's/:[0-9]*$//'\n\
         $ bixi check | grep -o '[0-9]* findings*$'\n",
    );
    let answers: Vec<&str> = printed
        .lines()
        .filter(|line| !line.starts_with("$ "))
        .collect();
    assert_eq!(
        answers,
        [
            "data/claims.ttl",
            "<< kg:baiyu kgv:describedAs kg:flourishing ~ kg:w… >>",
            "    kgv:certainty kgv:claimed ; prov:wasDerivedFrom kg:wenjiang-p31 ; oa:start 2438 ; oa:end 2581 .",
            "data/speech.ttl",
            "0 findings",
        ]
    );
}
