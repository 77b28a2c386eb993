//! Tables of firms, the mapping that makes ten statements of a row, and the same mapping in RML.

use std::fmt::Write as _;
use std::io::{self, Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The number of columns.
pub const COLUMNS: usize = 10;
/// The statements that [`MAPPING`] makes of a row.
pub const STATEMENTS: usize = 10;

const HEADER: [&str; COLUMNS] = [
    "id",
    "name",
    "city",
    "sector",
    "founded",
    "employees",
    "revenue",
    "phone",
    "website",
    "parent",
];

/// Ten statements of a row, all columns.
pub const MAPPING: &str = "#+ types: { founded: xsd:gYear, employees: xsd:integer, revenue: xsd:decimal }
PREFIX : <http://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?firm a :Firm ; :name ?name ; :city ?place ; :sector ?sector ; :founded ?founded ; :employees ?employees ;
    :revenue ?revenue ; :phone ?phone ; :website ?website ; :parent ?owner
} WHERE {
  BIND(IRI(CONCAT(\"http://example.org/firm/\", ?id)) AS ?firm)
  BIND(IRI(CONCAT(\"http://example.org/place/\", ENCODE_FOR_URI(?city))) AS ?place)
  BIND(IRI(CONCAT(\"http://example.org/firm/\", ?parent)) AS ?owner)
}
";

/// The cities of firms that have more than 995 employees: so few statements that the graph takes no memory to speak of.
pub const MAPPING_OF_FEW: &str = "#+ types: { employees: xsd:integer }
PREFIX : <http://example.org/>
CONSTRUCT { ?firm :in ?city } WHERE {
  FILTER(?employees > 995)
  BIND(IRI(CONCAT(\"http://example.org/firm/\", ?id)) AS ?firm)
}
";

/// [`MAPPING`] in [RML](https://rml.io/specs/rml/), for a table of this path.
pub fn rml(table: &str) -> String {
    let mut text = format!(
        "@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://example.org/> .
<#firms> a rr:TriplesMap ;
  rml:logicalSource [ rml:source \"{table}\" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template \"http://example.org/firm/{{id}}\" ; rr:class :Firm ]"
    );
    for (predicate, object) in [
        ("name", "rml:reference \"name\""),
        (
            "city",
            "rr:template \"http://example.org/place/{city}\" ; rr:termType rr:IRI",
        ),
        ("sector", "rml:reference \"sector\""),
        (
            "founded",
            "rml:reference \"founded\" ; rr:datatype xsd:gYear",
        ),
        (
            "employees",
            "rml:reference \"employees\" ; rr:datatype xsd:integer",
        ),
        (
            "revenue",
            "rml:reference \"revenue\" ; rr:datatype xsd:decimal",
        ),
        ("phone", "rml:reference \"phone\""),
        ("website", "rml:reference \"website\""),
        (
            "parent",
            "rr:template \"http://example.org/firm/{parent}\" ; rr:termType rr:IRI",
        ),
    ] {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            " ;\n  rr:predicateObjectMap [ rr:predicate :{predicate} ; rr:objectMap [ {object} ] ]"
        );
    }
    text.push_str(" .\n");
    text
}

/// Returns the cells of a row, counted from 0. Some names have the separator in them, and some have quotes.
fn cells(row: usize) -> [String; COLUMNS] {
    const CITIES: [&str; 7] = ["温江", "郫都", "Köln", "Leuven", "San José", "Łódź", "Graz"];
    const SECTORS: [&str; 5] = ["biotech", "software", "machines", "energy", "logistics"];
    // Multipliers without a common factor with what they are taken modulo: every value comes, in no order.
    let mixed = |factor: usize, many: usize| (row * factor + row / many) % many;
    let city = CITIES[mixed(3, 7)];
    let name = match row % 16 {
        0 => format!("Firm {row}, {city}"),
        1 => format!("The \"{row}\" of {city}"),
        _ => format!("{city} {row}"),
    };
    [
        format!("{row:07}"),
        name,
        format!("{city} {}", mixed(11, 60)),
        SECTORS[mixed(2, 5)].to_owned(),
        format!("{}", 1950 + mixed(7, 75)),
        format!("{}", 1 + mixed(387, 1000)),
        format!("{}.{}5", mixed(7919, 100_000), mixed(3, 10)),
        format!("+86 28 {:08}", mixed(104_729, 90_000_000)),
        format!("https://firm-{row}.example/"),
        format!("{:07}", row / 10),
    ]
}

/// Returns a table as CSV.
pub fn csv(rows: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(rows * 110);
    write_csv(0..rows, &mut text).expect("memory");
    text
}

/// Writes a table with some rows as CSV.
pub fn write_csv(rows: std::ops::Range<usize>, output: impl Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(output);
    writer.write_record(HEADER)?;
    for row in rows {
        writer.write_record(cells(row))?;
    }
    writer.flush()
}

/// Returns what [`MAPPING`] makes of some rows, as Turtle.
pub fn turtle(rows: std::ops::Range<usize>) -> String {
    let mut text =
        "@prefix : <http://example.org/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
            .to_owned();
    for row in rows {
        let [
            id,
            name,
            city,
            sector,
            founded,
            employees,
            revenue,
            phone,
            website,
            parent,
        ] = cells(row);
        let name = name.replace('"', "\\\"");
        let place: String = city.bytes().map(percent_encoded).collect();
        let _ = writeln!(
            text,
            "<http://example.org/firm/{id}> a :Firm ; :name \"{name}\" ; :city <http://example.org/place/{place}> ; \
             :sector \"{sector}\" ; :founded \"{founded}\"^^xsd:gYear ; :employees {employees} ; :revenue {revenue} ; \
             :phone \"{phone}\" ; :website \"{website}\" ; :parent <http://example.org/firm/{parent}> ."
        );
    }
    text
}

fn percent_encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

/// Returns a workbook with the table in its only sheet: numbers as numbers, all else as shared texts.
pub fn workbook(rows: usize) -> Vec<u8> {
    const NUMBERS: [usize; 3] = [4, 5, 6];
    let (mut texts, mut ids) = (String::new(), std::collections::HashMap::new());
    let mut sheet = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    let mut add = |number: usize, cells: [String; COLUMNS], is_header: bool| {
        let _ = write!(sheet, "<row r=\"{number}\">");
        for (column, cell) in cells.into_iter().enumerate() {
            let name = char::from(b'A' + column as u8);
            if NUMBERS.contains(&column) && !is_header {
                let _ = write!(sheet, "<c r=\"{name}{number}\"><v>{cell}</v></c>");
                continue;
            }
            let next = ids.len();
            let id = *ids.entry(cell).or_insert_with_key(|cell| {
                let _ = write!(texts, "<si><t>{}</t></si>", cell.replace('&', "&amp;"));
                next
            });
            let _ = write!(sheet, "<c r=\"{name}{number}\" t=\"s\"><v>{id}</v></c>");
        }
        sheet.push_str("</row>");
    };
    add(1, HEADER.map(str::to_owned), true);
    for row in 0..rows {
        add(row + 2, cells(row), false);
    }
    sheet.push_str("</sheetData></worksheet>");
    let texts = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"{}\">{texts}</sst>",
        ids.len()
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS_OF_WORKBOOK),
        ("xl/sharedStrings.xml", texts.as_str()),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ] {
        let options = SimpleFileOptions::default();
        archive.start_file(path, options).expect("memory");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="firms" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS_OF_WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
