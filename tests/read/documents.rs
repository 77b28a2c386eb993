//! Documents by chance, made after the grammar: every production, every escape, all planes of Unicode.

/// Numbers from bytes; when these are used up, zeros, which stand for the simplest choice.
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn below(&mut self, bound: usize) -> usize {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first as usize % bound
            }
            None => 0,
        }
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

const CHARACTERS: [char; 24] = [
    'a',
    'Z',
    '0',
    '_',
    '-',
    '.',
    ':',
    '温',
    '江',
    'é',
    '\u{b7}',
    '\u{300}',
    '\u{37f}',
    '\u{200d}',
    '\u{3001}',
    '\u{d7ff}',
    '\u{f900}',
    '\u{10000}',
    '𝒳',
    '\u{efffd}',
    '！',
    '：',
    '。',
    '；',
];

/// A document in the syntax of a file name extension; `rdf_1_2` allows what only RDF 1.2 has.
pub fn document(bytes: &[u8], syntax: &str, rdf_1_2: bool) -> String {
    let mut writer = Writer {
        choices: Choices::new(bytes),
        text: String::new(),
        is_by_line: matches!(syntax, "nt" | "nq"),
        syntax,
        rdf_1_2,
        depth: 0,
        in_triple: 0,
        is_last: false,
    };
    writer.document();
    writer.text
}

struct Writer<'a> {
    choices: Choices<'a>,
    text: String,
    is_by_line: bool,
    syntax: &'a str,
    rdf_1_2: bool,
    depth: usize,
    /// oxttl 0.2.5 refuses long strings there, against the grammar.
    in_triple: usize,
    /// In a graph block, without a `.`: there oxttl 0.2.5 refuses a reified triple alone, against the grammar.
    is_last: bool,
}

impl Writer<'_> {
    fn document(&mut self) {
        if !self.is_by_line {
            self.text.push_str(
                "@prefix : <http://e/> .\nPREFIX p.q: <http://p/#>\n@base <http://base/a/b> .\n",
            );
        }
        while !self.choices.bytes.is_empty() {
            match self.choices.below(12) {
                0 if !self.is_by_line => self.directive(),
                1 => self.text.push_str("# a comment \" < ' .\n"),
                2 | 3 if self.syntax == "trig" => self.graph(),
                _ if self.is_by_line => self.line(),
                _ => {
                    self.triples();
                    self.text.push_str(" .\n");
                }
            }
        }
    }

    fn directive(&mut self) {
        let directive = self.choices.of(&[
            "@prefix : <http://e/> .",
            "prefix p.q: <../x/>",
            "PREFIX 温: <http://温/>",
            "@base <http://other/?q#f> .",
            "BASE <c/d/>",
            "VERSION \"1.2\"",
            "@version '1.1' .",
        ]);
        if self.rdf_1_2 || !directive.to_ascii_lowercase().contains("version") {
            self.text.push_str(directive);
            self.text.push('\n');
        }
    }

    fn graph(&mut self) {
        match self.choices.below(4) {
            0 => {}
            1 => {
                self.text.push_str("GRAPH ");
                self.node();
            }
            _ => self.node(),
        }
        self.text.push_str(" {");
        for _ in 0..self.choices.below(3) {
            self.triples();
            self.text.push_str(" . ");
        }
        if self.choices.below(2) == 1 {
            self.is_last = true;
            self.triples();
            self.is_last = false;
        }
        self.text.push_str("}\n");
    }

    fn line(&mut self) {
        self.node();
        self.space();
        self.iri_ref();
        self.space();
        self.object();
        if self.syntax == "nq" && self.choices.below(2) == 1 {
            self.space();
            self.node();
        }
        self.space();
        self.text.push_str(".\n");
    }

    fn space(&mut self) {
        let spaces: &[&str] = if self.is_by_line {
            &[" ", "\t", "  "]
        } else {
            &[" ", "\n", "\t", "\r\n", " # x\n "]
        };
        let space = self.choices.of(spaces);
        self.text.push_str(space);
    }

    fn triples(&mut self) {
        match self.choices.below(6) {
            0 if self.depth < 4 => {
                self.property_list();
                if self.choices.below(2) == 0 {
                    return;
                }
            }
            1 if self.depth < 4 => self.collection(true),
            2 if self.rdf_1_2 => {
                self.reified_triple();
                if self.choices.below(2) == 0 && !self.is_last {
                    return;
                }
            }
            _ => self.node(),
        }
        self.predicate_object_list();
    }

    fn predicate_object_list(&mut self) {
        loop {
            self.space();
            if self.choices.below(4) == 0 {
                self.text.push('a');
            } else {
                self.iri();
            }
            self.space();
            loop {
                self.object();
                if self.rdf_1_2 {
                    self.annotations();
                }
                if self.choices.below(3) != 1 {
                    break;
                }
                self.text.push_str(" , ");
            }
            match self.choices.below(4) {
                1 => self.text.push_str(" ; "),
                2 => self.text.push_str(" ;; "),
                3 => {
                    self.text.push_str(" ;");
                    return;
                }
                _ => return,
            }
        }
    }

    fn annotations(&mut self) {
        for _ in 0..self.choices.below(3) {
            if self.choices.below(2) == 0 {
                self.reifier();
            } else if self.depth < 4 {
                self.depth += 1;
                self.text.push_str(" {| ");
                self.predicate_object_list();
                self.text.push_str(" |}");
                self.depth -= 1;
            }
        }
    }

    fn object(&mut self) {
        if self.is_by_line {
            return match self.choices.below(6) {
                0 => self.node(),
                1 if self.rdf_1_2 && self.depth < 4 => self.triple_term(),
                _ => self.literal(),
            };
        }
        match self.choices.below(12) {
            0 => self.node(),
            1 if self.depth < 4 => self.property_list(),
            2 if self.depth < 4 => self.collection(false),
            3 if self.rdf_1_2 && self.depth < 4 => self.triple_term(),
            4 if self.rdf_1_2 && self.depth < 4 => self.reified_triple(),
            5 => self.number(),
            6 => {
                let word = self.choices.of(&["true", "false"]);
                self.text.push_str(word);
            }
            7 | 8 => self.iri(),
            _ => self.literal(),
        }
    }

    fn property_list(&mut self) {
        self.depth += 1;
        self.text.push('[');
        self.predicate_object_list();
        self.text.push_str(" ]");
        self.depth -= 1;
    }

    fn collection(&mut self, is_subject: bool) {
        self.depth += 1;
        self.text.push('(');
        let least = usize::from(is_subject);
        for _ in 0..self.choices.below(4).max(least) {
            self.text.push(' ');
            self.object();
        }
        self.text.push_str(" )");
        self.depth -= 1;
    }

    fn triple_term(&mut self) {
        self.depth += 1;
        self.in_triple += 1;
        self.text.push_str("<<( ");
        self.node();
        self.text.push(' ');
        self.iri();
        self.text.push(' ');
        match self.choices.below(3) {
            0 => self.node(),
            1 if self.depth < 4 => self.triple_term(),
            _ => self.literal(),
        }
        self.text.push_str(" )>>");
        self.depth -= 1;
        self.in_triple -= 1;
    }

    fn reified_triple(&mut self) {
        self.depth += 1;
        self.in_triple += 1;
        self.text.push_str("<< ");
        if self.depth < 4 && self.choices.below(4) == 1 {
            self.reified_triple();
        } else {
            self.node();
        }
        self.text.push(' ');
        self.iri();
        self.text.push(' ');
        match self.choices.below(5) {
            0 => self.node(),
            1 if self.depth < 4 => self.reified_triple(),
            2 if self.depth < 4 => self.triple_term(),
            3 => self.number(),
            _ => self.literal(),
        }
        if self.choices.below(3) == 1 {
            self.reifier();
        }
        self.text.push_str(" >>");
        self.depth -= 1;
        self.in_triple -= 1;
    }

    /// Not `~ []`, which oxttl 0.2.5 refuses, against the grammar.
    fn reifier(&mut self) {
        self.text.push_str(" ~ ");
        match self.choices.below(3) {
            0 => {}
            1 => self.label(),
            _ => self.iri(),
        }
    }

    /// An IRI or a blank node.
    fn node(&mut self) {
        match self.choices.below(4) {
            0 if self.is_by_line => self.label(),
            0 => {
                if self.choices.below(2) == 0 {
                    self.text.push_str("[]");
                } else {
                    self.label();
                }
            }
            _ => self.iri(),
        }
    }

    fn label(&mut self) {
        let label = self
            .choices
            .of(&["_:b", "_:0", "_:温.江", "_:_x-y", "_:a\u{b7}"]);
        self.text.push_str(label);
        self.text.push(' ');
    }

    fn iri(&mut self) {
        if self.is_by_line || self.choices.below(3) == 0 {
            self.iri_ref();
        } else {
            self.prefixed_name();
        }
    }

    fn iri_ref(&mut self) {
        let absolute = [
            "<http://e/a>",
            "<http://e/温江区>",
            "<urn:x:y>",
            "<http://e/\\u6E29\\U0001D4B3>",
            "<HTTP://e:80/%41?q=1&r=[#f/?>",
            "<http://user@e/a/../b/./c//d>",
            "<mailto:a@b.c>",
            "<http://[::1]:8080/>",
            "<tag:é\u{f900}\u{10000},2020:x>",
        ];
        let relative = [
            "<>",
            "<#x>",
            "<../c?d>",
            "<//h/p>",
            "<g:h>",
            "<?y>",
            "<./>",
            "<c/./d/../e>",
        ];
        let iri = if self.is_by_line || self.choices.below(2) == 0 {
            self.choices.of(&absolute)
        } else {
            self.choices.of(&relative)
        };
        // `[` is not a character of a query; it stands here for what both parsers must refuse, but not in this corpus.
        self.text.push_str(&iri.replace("=1&r=[", "=1&r="));
    }

    fn prefixed_name(&mut self) {
        let prefix = self.choices.of(&[":", "p.q:"]);
        self.text.push_str(prefix);
        for index in 0..self.choices.below(6) {
            let piece = self.choices.below(12);
            match piece {
                0 => self.text.push_str("%4e"),
                1 => {
                    let escape = self.choices.of(&[
                        "\\_", "\\~", "\\.", "\\-", "\\!", "\\$", "\\&", "\\'", "\\(", "\\)",
                        "\\*", "\\+", "\\,", "\\;", "\\=", "\\/", "\\?", "\\@",
                    ]);
                    self.text.push_str(escape);
                }
                2 if index > 0 => self.text.push_str(".x"),
                3 if index > 0 => self.text.push('-'),
                4 => self.text.push(':'),
                _ => {
                    let character = self
                        .choices
                        .of(&['a', 'Z', '0', '_', '温', 'é', '\u{10000}']);
                    self.text.push(character);
                }
            }
        }
        self.text.push(' ');
    }

    fn number(&mut self) {
        let number = self.choices.of(&[
            "1", "-0", "+12", "1.5", "-.5", "+0.0", "1e6", "1.E-3", ".5e+1", "-2.0E0",
        ]);
        self.text.push_str(number);
        self.text.push(' ');
    }

    fn literal(&mut self) {
        self.string();
        match self.choices.below(6) {
            0 => self.text.push_str("@en"),
            1 => self.text.push_str("@zh-Hans-CN"),
            2 if self.rdf_1_2 => {
                let direction = self.choices.of(&["@ar--rtl", "@en-GB--ltr"]);
                self.text.push_str(direction);
            }
            3 => {
                self.text.push_str("^^");
                self.iri();
            }
            _ => {}
        }
    }

    fn string(&mut self) {
        let quotes: &[&str] = if self.is_by_line {
            &["\""]
        } else if self.in_triple > 0 {
            &["\"", "'"]
        } else {
            &["\"", "'", "\"\"\"", "'''"]
        };
        let quote = self.choices.of(quotes);
        self.text.push_str(quote);
        for _ in 0..self.choices.below(12) {
            self.piece_of_string(quote);
        }
        self.text.push_str(quote);
    }

    fn piece_of_string(&mut self, quote: &str) {
        match self.choices.below(10) {
            0 => {
                let escape = self.choices.of(&[
                    "\\t",
                    "\\b",
                    "\\n",
                    "\\r",
                    "\\f",
                    "\\\"",
                    "\\'",
                    "\\\\",
                    "\\u6E29",
                    "\\U0001D4B3",
                    "\\u0000",
                    "\\u0022",
                ]);
                self.text.push_str(escape);
            }
            1 if quote.len() == 3 => {
                let other = if quote.starts_with('"') { "'" } else { "\"" };
                let inside = self.choices.of(&["\n", "\r\n", other, "#"]);
                self.text.push_str(inside);
            }
            // One quote or two inside a long string, followed by something else.
            2 if quote.len() == 3 => {
                let count = 1 + self.choices.below(2);
                self.text.push_str(&quote[..count]);
                self.text.push('x');
            }
            3 => self
                .text
                .push_str("some longer text of more than eight bytes"),
            _ => {
                let character = self.choices.of(&CHARACTERS);
                self.text.push(character);
            }
        }
    }
}
