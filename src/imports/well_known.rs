//! Vocabularies that everybody uses: an import of one of them is not a fault of a project, though nothing is read for it.

/// IRIs without scheme and without a final `#` or `/`; one that ends in `*` stands for all that begin with what is before it, up
/// to the end of a word.
const WELL_KNOWN: &[&str] = &[
    "creativecommons.org/ns*",
    "datashapes.org/*",
    "dbpedia.org/ontology",
    "dublincore.org/*",
    "linkedmodel.org/*",
    "ontologydesignpatterns.org/*",
    "publications.europa.eu/resource/authority/*",
    "purl.obolibrary.org/obo/bfo*",
    "purl.obolibrary.org/obo/iao*",
    "purl.obolibrary.org/obo/omo*",
    "purl.obolibrary.org/obo/ro*",
    "purl.org/dc/*",
    "purl.org/goodrelations/v1",
    "purl.org/linked-data/*",
    "purl.org/ontology/bibo",
    "purl.org/spar/*",
    "purl.org/vocab/*",
    "purl.org/vocommons/voaf*",
    "qudt.org/*",
    "rdfs.org/*",
    "saref.etsi.org/*",
    "schema.org",
    "schema.org/*",
    "spinrdf.org/*",
    "topbraid.org/*",
    "usefulinc.com/ns/doap",
    "w3id.org/saref",
    "www.geonames.org/ontology*",
    "www.linkedmodel.org/*",
    "www.omg.org/spec/*",
    "www.ontology-of-units-of-measure.org/*",
    "www.ontologydesignpatterns.org/*",
    "www.opengis.net/*",
    "www.qudt.org/*",
    "www.schema.org",
    "www.schema.org/*",
    "www.w3.org/1999/02/22-rdf-syntax-ns",
    "www.w3.org/2000/01/rdf-schema",
    "www.w3.org/2001/XMLSchema",
    "www.w3.org/2002/07/owl*",
    "www.w3.org/2002/12/cal/*",
    "www.w3.org/2003/01/geo/*",
    "www.w3.org/2003/11/swrl*",
    "www.w3.org/2003/11/swrlb",
    "www.w3.org/2004/02/skos*",
    "www.w3.org/2006/time*",
    "www.w3.org/2006/vcard/*",
    "www.w3.org/2008/05/skos-xl",
    "www.w3.org/ns/*",
    "xmlns.com/foaf/*",
];

/// Returns whether an IRI is that of a vocabulary that everybody uses, or of a file of one.
pub fn is_well_known(iri: &str) -> bool {
    let plain = ["http://", "https://"]
        .iter()
        .find_map(|scheme| iri.strip_prefix(scheme));
    let Some(plain) = plain.map(|plain| plain.trim_end_matches(['#', '/'])) else {
        return false;
    };
    WELL_KNOWN
        .iter()
        .any(|known| match known.strip_suffix('*') {
            Some(start) => plain.strip_prefix(start).is_some_and(|rest| {
                let next = rest.chars().next();
                start.ends_with('/') || next.is_none_or(|next| !next.is_ascii_alphanumeric())
            }),
            None => plain == *known,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_that_occur_are_known() {
        for iri in [
            "http://www.w3.org/2004/02/skos/core",
            "http://www.w3.org/2004/02/skos/core#",
            "http://xmlns.com/foaf/0.1/",
            "http://purl.org/dc/terms/",
            "http://purl.org/dc/elements/1.1/",
            "http://dublincore.org/2020/01/20/dublin_core_terms.ttl",
            "http://purl.org/vocab/vann/",
            "https://schema.org/",
            "http://schema.org",
            "http://www.w3.org/2006/time",
            "http://www.ontologydesignpatterns.org/ont/dul/DUL.owl",
            "http://datashapes.org/dash",
            "http://topbraid.org/tosh",
            "http://www.linkedmodel.org/schema/vaem",
            "http://www.linkedmodel.org/schema/dtype",
            "http://spinrdf.org/spl",
            "http://www.w3.org/2002/07/owl",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "http://www.w3.org/2000/01/rdf-schema#",
            "http://www.w3.org/2001/XMLSchema#",
            "http://www.w3.org/ns/shacl#",
            "http://www.w3.org/ns/prov-o#",
            "http://www.w3.org/ns/org#",
            "http://www.w3.org/ns/dcat#",
            "http://www.w3.org/ns/adms",
            "http://www.w3.org/2006/vcard/ns",
            "http://qudt.org/3.2.1/vocab/unit",
            "http://www.opengis.net/ont/geosparql",
            "http://www.w3.org/ns/sosa/",
            "http://www.w3.org/ns/ssn/",
            "http://purl.obolibrary.org/obo/bfo/2.0/bfo.owl",
        ] {
            assert!(is_well_known(iri), "{iri}");
        }
        for iri in [
            "http://example.org/",
            "urn:schema.org",
            "https://schema.organic/",
            "http://purl.obolibrary.org/obo/bfoo.owl",
            "http://www.w3.org/2002/12",
        ] {
            assert!(!is_well_known(iri), "{iri}");
        }
        assert!(WELL_KNOWN.is_sorted());
    }
}
