//! What the findings about tables mean.

use crate::finding::Explanation;

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: "table-duplicate-header",
        text: "Two columns of a table have the same name, or names that make the same variable. The second variable has `_2` behind it, \
               and changes when a column before it does.",
        wrong: "id,name,name\n1,康弘药业,Kanghong",
        right: "id,name@zh,name@en\n1,康弘药业,Kanghong",
    },
    Explanation {
        id: "table-duplicate-member",
        text: "An item of JSON has two values for one column: a name twice, or `a.b` beside `b` in `a`. The first is read.",
        wrong: "{\"name\": \"康弘药业\", \"name\": \"Kanghong\"}",
        right: "{\"name\": \"康弘药业\", \"name_en\": \"Kanghong\"}",
    },
    Explanation {
        id: "table-empty-header",
        text: "A column of a table has no name, so its variable is `c` and its position: `?c3`. It changes when a column before it is \
               added or goes.",
        wrong: "id,name,\n1,康弘药业,1998",
        right: "id,name,founded\n1,康弘药业,1998",
    },
    Explanation {
        id: "table-encoding-guessed",
        text: "A table is not UTF-8 and nothing says which encoding it has. It is read as GB18030 or as Windows-1252, whichever makes \
               better text of it, and some characters may be other ones.",
        wrong: "(bytes of GB 18030)",
        right: "#+ encoding: gb18030",
    },
    Explanation {
        id: "table-encoding-unlikely",
        text: "The mapping says that a table has another encoding than UTF-8, but its bytes are UTF-8: other programs save tables so. It is \
               read as the mapping says, which makes other characters of the text.",
        wrong: "#+ encoding: gb18030\n(bytes of UTF-8)",
        right: "#+ encoding: utf-8\n(bytes of UTF-8)",
    },
    Explanation {
        id: "table-error-cell",
        text: "A cell of a workbook has an error in place of a value, such as a division by zero. It is read as empty.",
        wrong: "#DIV/0!",
        right: "(the value)",
    },
    Explanation {
        id: "table-formula-without-value",
        text: "A cell of a workbook has a formula whose value was never calculated: the workbook was written by a program. Formulas are not \
               evaluated here, so it is read as empty.",
        wrong: "=SUM(B2:B9)",
        right: "(the workbook, opened and saved by a spreadsheet program)",
    },
    Explanation {
        id: "table-invalid-bytes",
        text: "Some bytes of a table have no meaning in its encoding. Each such sequence is read as U+FFFD.",
        wrong: "#+ encoding: utf-8\n(bytes of Windows-1252)",
        right: "#+ encoding: windows-1252\n(bytes of Windows-1252)",
    },
    Explanation {
        id: "table-invalid-json",
        text: "A table is not JSON from here on. Of JSON Lines the other lines are read; of a document nothing is.",
        wrong: "{\"name\": \"康弘药业\",}",
        right: "{\"name\": \"康弘药业\"}",
    },
    Explanation {
        id: "table-long-number",
        text: "A cell of a workbook has a whole number of more than 15 digits. A workbook keeps 15: the last digits are other ones than \
               were written, and what the number names, such as a person or an account, is another one or none.",
        wrong: "(the number 510100199001011234)",
        right: "(the text 510100199001011234)",
    },
    Explanation {
        id: "table-merged-cells",
        text: "Cells of a workbook are merged: the first has the text, and all others are empty, though they look as if they had it, too.",
        wrong: "(one cell `温江区` beside three rows)",
        right: "(`温江区` in each of the three rows)",
    },
    Explanation {
        id: "table-no-header",
        text: "A table ends before the row that should have the names of its columns, so it has no columns and no rows.",
        wrong: "#+ header: 3\nid,name",
        right: "#+ header: 1\nid,name",
    },
    Explanation {
        id: "table-no-items",
        text: "The `items` of a JSON document are not written as a path of names, positions and `[*]`, or the path leads to nothing, so the table \
               has no rows. Or `[*]` stands where a value is not an array: programs that write one item without its array leave it so, and \
               there is no row of it.",
        wrong: "#+ items: $.firms[*]\n{\"companies\": [{\"name\": \"康弘药业\"}]}",
        right: "#+ items: $.companies[*]\n{\"companies\": [{\"name\": \"康弘药业\"}]}",
    },
    Explanation {
        id: "table-no-sheet",
        text: "A workbook has no sheet with the name that is said, so the table has no rows.",
        wrong: "#+ sheet: Companies",
        right: "#+ sheet: companies",
    },
    Explanation {
        id: "table-nul",
        text: "A table has the character U+0000. Programs write it where a file is damaged or in another encoding than is thought; it is \
               read as it is, as a part of the cell.",
        wrong: "(康弘, U+0000, 药业)",
        right: "康弘药业",
    },
    Explanation {
        id: "table-ragged-row",
        text: "A row of a table has more or fewer cells than there are columns. Cells that it lacks are empty, and cells that are too many \
               are not read: mostly a separator is not in quotes, and the cells behind it are in the wrong columns.",
        wrong: "id,name,town\n1,Kanghong, Ltd.,Wenjiang",
        right: "id,name,town\n1,\"Kanghong, Ltd.\",Wenjiang",
    },
    Explanation {
        id: "table-separator",
        text: "The separator that is said does not divide the names of the columns, but another one does. The table is read as it is said, \
               with one column.",
        wrong: "#+ separator: \",\"\nid;name",
        right: "#+ separator: \";\"\nid;name",
    },
    Explanation {
        id: "table-stray-quote",
        text: "More text of a cell stands behind the quote that closes it. It is read as part of the cell; mostly a quote within a cell is \
               not doubled, or a cell before it is not closed, and rows are joined.",
        wrong: "id,name\n1,\"the \"best\" one\"",
        right: "id,name\n1,\"the \"\"best\"\" one\"",
    },
    Explanation {
        id: "table-title-row",
        text: "The row with the names of the columns has only one text, and the row that follows has several: the first is likely to be a \
               title, and the names stand below it.",
        wrong: "Firms of 2024,,\nid,name,founded\n1,康弘药业,1996",
        right: "#+ header: 2\nFirms of 2024,,\nid,name,founded\n1,康弘药业,1996",
    },
    Explanation {
        id: "table-unclosed-quote",
        text: "A cell begins with a quote that nothing closes up to the end of the table, or in 16 MiB. The quote is read as part of the \
               cell, which ends with the next separator.",
        wrong: "id,name\n1,\"Kanghong\n2,Tongwei",
        right: "id,name\n1,\"Kanghong\"\n2,Tongwei",
    },
    Explanation {
        id: "table-unknown-encoding",
        text: "The encoding that is said for a table is not the name of one, so it is guessed. Names are those of the Encoding Standard.",
        wrong: "#+ encoding: chinese",
        right: "#+ encoding: gb18030",
    },
    Explanation {
        id: "table-unreadable-workbook",
        text: "A file is not a workbook that is read: it is damaged, encrypted, of another format than XLSX, or larger than 1 GiB when it is \
               unpacked, as only files are that are made to exhaust a machine.",
        wrong: "companies.xls",
        right: "companies.xlsx",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_are_sorted() {
        assert!(EXPLANATIONS.is_sorted_by_key(|explanation| explanation.id));
    }
}
