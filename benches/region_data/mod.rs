//! Generates a regional innovation ecosystem of any size as a user's folder of Turtle, the data of every benchmark.
//!
//! The same number of triples gives the same text on every machine. One file for the classes, one for what districts
//! share, one for each district; about one enterprise per 9.9 triples. How many links an entity gets is skewed as in
//! real data: a few funds, policies and enterprises have most of them.

use std::collections::BTreeSet;
use std::fmt::Write;

const PROLOGUE: &str = "@prefix : <http://example.org/eco/> .\n\
    @prefix e: <http://example.org/eco/schema#> .\n\
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

const CLASSES: [(&str, &str); 8] = [
    ("Province", "省"),
    ("City", "市"),
    ("District", "区"),
    ("Park", "园区"),
    ("Enterprise", "企业"),
    ("University", "大学"),
    ("Fund", "基金"),
    ("Policy", "政策"),
];

const SECTORS: [(&str, &str); 10] = [
    ("ai", "人工智能"),
    ("bio", "生物医药"),
    ("chip", "集成电路"),
    ("robot", "机器人"),
    ("newenergy", "新能源"),
    ("fintech", "金融科技"),
    ("aero", "航空航天"),
    ("material", "新材料"),
    ("quantum", "量子信息"),
    ("ocean", "海洋装备"),
];

/// First and second word of an enterprise's name, English and Chinese.
const FIRST: [(&str, &str); 15] = [
    ("Nova", "星河"),
    ("Apex", "启明"),
    ("Delta", "华创"),
    ("Lumen", "云岭"),
    ("Orion", "蓝海"),
    ("Vertex", "天枢"),
    ("Cobalt", "博远"),
    ("Helix", "瑞丰"),
    ("Pioneer", "光年"),
    ("Quanta", "智源"),
    ("Summit", "海纳"),
    ("Zenith", "鼎新"),
    ("Harbor", "长风"),
    ("Jade", "昆仑"),
    ("Falcon", "明德"),
];
const SECOND: [(&str, &str); 10] = [
    ("Systems", "科技"),
    ("Labs", "实验室"),
    ("Technologies", "股份"),
    ("Dynamics", "动力"),
    ("Materials", "材料"),
    ("Robotics", "机器人"),
    ("Bio", "生物"),
    ("Energy", "能源"),
    ("Semiconductor", "半导体"),
    ("Networks", "网络"),
];

/// The files of a region of about so many triples: path and Turtle of each.
pub fn region(triples: usize) -> Vec<(String, String)> {
    let mut region = Region::new(triples);
    let mut files = vec![
        ("ontology/schema.ttl".to_owned(), schema()),
        ("data/shared.ttl".to_owned(), region.shared()),
    ];
    for number in 0..region.districts {
        files.push((
            format!("data/district{number:03}.ttl"),
            region.district(number),
        ));
    }
    files
}

/// How many there are of each kind, and the state of the generator of numbers.
struct Region {
    enterprises: usize,
    districts: usize,
    universities: usize,
    funds: usize,
    policies: usize,
    cities: usize,
    provinces: usize,
    state: u64,
}

impl Region {
    fn new(triples: usize) -> Self {
        let enterprises = (triples * 10 / 99).max(40);
        let districts = (enterprises / 700).clamp(4, 400);
        Self {
            enterprises,
            districts,
            universities: (enterprises / 400).max(5),
            funds: (enterprises / 120).max(6),
            policies: (enterprises / 150).max(8),
            cities: (districts / 6).max(2),
            provinces: (districts / 40).max(1),
            state: 42,
        }
    }

    /// The next number of [SplitMix64](https://prng.di.unimi.it/splitmix64.c).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound, all alike.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// A number from 0 to 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below a bound, low ones far more often: the square of a number from 0 to 1 gives a skew near Zipf's.
    fn skewed(&mut self, bound: usize) -> usize {
        let unit = self.unit();
        ((bound as f64 * unit * unit) as usize).min(bound - 1)
    }

    fn shared(&mut self) -> String {
        let mut text = PROLOGUE.to_owned();
        text.push_str(":country a e:Country ; rdfs:label \"Country\"@en, \"国家\"@zh .\n");
        for n in 0..self.provinces {
            let _ = writeln!(
                text,
                ":prov{n} a e:Province ; rdfs:label \"Province {n}\"@en, \"第{n}省\"@zh ; e:locatedIn :country ."
            );
        }
        for n in 0..self.cities {
            let province = n % self.provinces;
            let _ = writeln!(
                text,
                ":city{n} a e:City ; rdfs:label \"City {n}\"@en, \"第{n}市\"@zh ; e:locatedIn :prov{province} ."
            );
        }
        for n in 0..self.universities {
            let (city, students) = (self.skewed(self.cities), 1000 + self.below(40_000));
            let _ = writeln!(
                text,
                ":uni{n} a e:University ; rdfs:label \"University {n}\"@en, \"第{n}大学\"@zh ; e:locatedIn :city{city} ; e:students {students} ."
            );
        }
        for n in 0..self.funds {
            let (city, amount) = (self.skewed(self.cities), self.amount(1_000_000));
            let _ = writeln!(
                text,
                ":fund{n} a e:Fund ; rdfs:label \"Fund {n}\"@en, \"第{n}基金\"@zh ; e:managedBy :city{city} ; e:amount {amount} ."
            );
        }
        for n in 0..self.policies {
            self.policy(n, &mut text);
        }
        text
    }

    /// A number with two decimals.
    fn amount(&mut self, bound: usize) -> String {
        format!("{}.{}", self.below(bound), self.below(90) + 10)
    }

    fn policy(&mut self, n: usize, text: &mut String) {
        let (sector, chinese) = SECTORS[n % SECTORS.len()];
        let (year, month, day) = (
            2010 + self.below(15),
            1 + self.below(12),
            1 + self.below(28),
        );
        let city = self.skewed(self.cities);
        let _ = writeln!(
            text,
            ":policy{n} a e:Policy ; rdfs:label \"Policy {n} for {sector}\"@en, \"{chinese}扶持政策{n}\"@zh ; e:issuedBy :city{city} ; \
             e:issued \"{year}-{month:02}-{day:02}\"^^xsd:date ; e:targets <http://example.org/eco/sector/{sector}> ."
        );
    }

    fn district(&mut self, number: usize) -> String {
        let first = self.enterprises * number / self.districts;
        let end = self.enterprises * (number + 1) / self.districts;
        let parks = ((end - first) / 60).max(2);
        let city = number % self.cities;
        let mut text = PROLOGUE.to_owned();
        let _ = writeln!(
            text,
            ":d{number} a e:District ; rdfs:label \"District {number}\"@en, \"第{number}区\"@zh ; e:locatedIn :city{city} ."
        );
        for park in 0..parks {
            let policy = self.skewed(self.policies);
            let _ = writeln!(
                text,
                ":park{number}_{park} a e:Park ; rdfs:label \"Park {park} of District {number}\"@en, \"{number}区第{park}园\"@zh ; \
                 e:locatedIn :d{number} ; e:supportedBy :policy{policy} ."
            );
        }
        for enterprise in first..end {
            self.enterprise(enterprise, number, parks, &mut text);
        }
        text
    }

    fn enterprise(&mut self, n: usize, district: usize, parks: usize, text: &mut String) {
        let (sector, sector_chinese) = SECTORS[self.skewed(SECTORS.len())];
        let kind = ["State", "Tech", "Tech", "Tech", "Tech"][self.below(5)];
        let (first, first_chinese) = FIRST[self.below(FIRST.len())];
        let (second, second_chinese) = SECOND[self.below(SECOND.len())];
        let park = self.skewed(parks);
        let squared = self.unit() * self.unit();
        let employees = 5 + (5000.0 * squared * squared) as usize;
        let founded = 1980 + self.below(45);
        let _ = write!(
            text,
            ":e{n} a e:{kind}Enterprise ; rdfs:label \"{first} {second} {n}\"@en, \"{first_chinese}{sector_chinese}{second_chinese}{n}\"@zh ; \
             e:locatedIn :park{district}_{park} ; e:sector <http://example.org/eco/sector/{sector}> ; \
             e:employees {employees} ; e:founded \"{founded}\"^^xsd:gYear"
        );
        if self.below(10) < 4 {
            let _ = write!(text, " ; e:revenue {}", self.amount(10_000_000));
        }
        let links = self.below(4);
        let mut partners: BTreeSet<usize> =
            (0..links).map(|_| self.skewed(self.enterprises)).collect();
        partners.remove(&n);
        for (index, partner) in partners.iter().enumerate() {
            let before = if index == 0 { " ; e:partnerOf" } else { "," };
            let _ = write!(text, "{before} :e{partner}");
        }
        if self.below(3) == 0 {
            let _ = write!(
                text,
                " ; e:cooperatesWith :uni{}",
                self.skewed(self.universities)
            );
        }
        text.push_str(" .\n");
        if self.below(4) == 0 {
            let _ = writeln!(text, ":fund{} e:supports :e{n} .", self.skewed(self.funds));
        }
        if self.below(5) == 0 {
            let _ = writeln!(
                text,
                ":policy{} e:supports :e{n} .",
                self.skewed(self.policies)
            );
        }
        if self.below(50) == 0 {
            let parent = n.saturating_sub(1 + self.below(20));
            let _ = writeln!(text, ":e{n} e:subsidiaryOf :e{parent} .");
        }
    }
}

/// The classes and the sectors.
fn schema() -> String {
    let mut text = PROLOGUE.to_owned();
    for (class, chinese) in CLASSES {
        let _ = writeln!(
            text,
            "e:{class} a rdfs:Class ; rdfs:label \"{class}\"@en, \"{chinese}\"@zh ."
        );
    }
    for class in ["TechEnterprise", "StateEnterprise"] {
        let _ = writeln!(text, "e:{class} rdfs:subClassOf e:Enterprise .");
    }
    for (sector, chinese) in SECTORS {
        let _ = writeln!(
            text,
            "<http://example.org/eco/sector/{sector}> a e:Sector ; rdfs:label \"{sector}\"@en, \"{chinese}\"@zh ."
        );
    }
    text
}
