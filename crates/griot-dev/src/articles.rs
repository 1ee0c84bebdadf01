//! `griot-dev articles`: short invented articles, to see how a record grows.
//!
//! Takes how many, and the number of the first; writes them as JSON Lines, in the order of their
//! days, as news come in. Every article depends on its number alone, so that a record can be filled
//! in pieces. Six of ten tell an event of their own; two tell that of an article shortly before, in
//! other words and with another figure or the same; one prints the text of another, whole, cut or
//! enlarged; one tells of no violence at all. Around the events stand sentences of words drawn as
//! languages draw them, seldom ones seldom.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use fastrand::Rng;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::json;

/// Write short invented articles.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  griot-dev articles --first 20000 --number 20000 --out target/second.jsonl")]
pub(crate) struct Args {
    /// The file for the articles, as JSON Lines.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// How many.
    #[arg(long, value_name = "N")]
    number: u64,

    /// The number of the first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,

    /// How many are published each day.
    #[arg(long, value_name = "N", default_value_t = 100)]
    a_day: u64,

    /// Let every article tell an event of its own, to get as many events as can be.
    #[arg(long)]
    own: bool,
}

/// The day of the first article.
const BEGIN: Date = Date::constant(1990, 1, 1);

/// Towns, with what tells their country.
const PLACES: [(&str, &str); 12] = [
    (
        "Mali",
        "Gao Kidal Ménaka Tombouctou Mopti Ségou Sikasso Koutiala Bandiagara Douentza Ansongo Niono",
    ),
    ("Burkina Faso", "Djibo Dori Gorom-Gorom Fada Kaya Ouahigouya Titao Arbinda Sebba Nouna"),
    ("Niger", "Tillabéri Diffa Agadez Tahoua Maradi Zinder Ayorou Téra Torodi Bosso"),
    ("Nigeria", "Maiduguri Damaturu Yola Sokoto Katsina Zaria Kaduna Jos Makurdi Gusau"),
    ("Tchad", "Abéché Moundou Sarh Bol Faya Mongo Ati Doba"),
    ("République centrafricaine", "Bangui Bambari Bria Bossangoa Birao Bouar Zemio Alindao"),
    ("République démocratique du Congo", "Goma Bukavu Beni Butembo Bunia Uvira Kalemie Kananga"),
    ("Soudan", "Khartoum El-Fasher Nyala El-Obeid Geneina Kadugli Kassala Zalingei"),
    ("Somalie", "Mogadiscio Kismayo Baidoa Beledweyne Jowhar Galkayo Bosaso Merca"),
    ("Syrie", "Alep Homs Hama Idlib Raqqa Deraa Palmyre Kobané"),
    ("Irak", "Mossoul Kirkouk Ramadi Falloujah Tikrit Samarra Baqouba Bassora"),
    ("Yémen", "Sanaa Aden Taëz Hodeïda Marib Saada Ibb Dhamar"),
];

const OUTLETS: [&str; 8] = [
    "Le Courrier du Sahel",
    "Radio Dune",
    "Le Fleuve",
    "L'Observateur",
    "La Dépêche du Golfe",
    "Le Journal des Grands Lacs",
    "Info Matin",
    "La Voix du Désert",
];

/// What an attack was like.
const LIKE: [&str; 14] = [
    "",
    "",
    "nocturne ",
    "de grande ampleur ",
    "à l'arme lourde ",
    "d'une rare violence ",
    "de plusieurs heures ",
    "particulièrement meurtrière ",
    "contre le marché ",
    "contre un hameau ",
    "contre des maisons ",
    "en plein jour ",
    "visant des commerçants ",
    "sans précédent ",
];

/// What those who did it looked like.
const ARMED: [&str; 9] = [
    "",
    "",
    " à moto",
    " lourdement armés",
    " en tenue militaire",
    " non identifiés",
    " venus en pick-up",
    " au visage masqué",
    " arrivés à cheval",
];

/// Who tells of it.
const TELLERS: [&str; 14] = [
    "un élu local",
    "une source sécuritaire",
    "le gouverneur",
    "des habitants",
    "la radio publique",
    "un responsable administratif",
    "le chef du village",
    "un notable",
    "une source hospitalière",
    "des témoins",
    "la société civile",
    "un enseignant",
    "le maire de la commune",
    "un agent de santé",
];

/// How they told it.
const TOLD_HOW: [&str; 6] = [
    "",
    "",
    " joint par téléphone",
    " sous couvert d'anonymat",
    " présent sur les lieux",
    " dans un premier bilan",
];

/// At what hour.
const HOURS: [&str; 8] = [
    "",
    "",
    "",
    "en fin de journée ",
    "avant l'aube ",
    "dans la matinée ",
    "en pleine nuit ",
    "peu après la prière ",
];

/// Articles of which the number ends with this digit tell an event of their own, which others retell.
const OWN: u64 = 3;

/// Numbers that look like chance, the same everywhere.
struct Dice(Rng);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0.u64(0..n.max(1))
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.0.choice(list).copied().unwrap_or_default()
    }

    /// A word of thirty thousand; the `k`-th about as often as one in `k`.
    fn word(&mut self) -> String {
        let mut letters = Self::new(30_000_f64.powf(self.0.f64()) as u64);
        let n = 2 + letters.below(3);
        let syllables = ["ba", "ko", "ti", "re", "mou", "sa", "lin", "du", "fe", "gor", "na", "vi"];
        (0..n).map(|_| letters.of(&syllables)).collect()
    }

    /// A sentence that tells nothing.
    fn sentence(&mut self) -> String {
        let n = 9 + self.below(12);
        let words: Vec<String> = (0..n).map(|_| self.word()).collect();
        format!("La {}.", words.join(" "))
    }

    fn sentences(&mut self, most: u64) -> Vec<String> {
        let n = 2 + self.below(most);
        (0..n).map(|_| self.sentence()).collect()
    }
}

/// What an article tells: where, who, how many.
struct Told {
    place: String,
    country: &'static str,
    who: &'static str,
    dead: u64,
    day: Date,
}

/// The day on which an article is published.
fn day_of(number: u64, a_day: u64) -> Date {
    let days = i64::try_from(number / a_day.max(1)).unwrap_or(i64::MAX).min(2_000_000);
    BEGIN.checked_add(days.days()).unwrap_or(BEGIN)
}

/// The event that an article of its own tells.
fn told(number: u64, a_day: u64) -> Told {
    let mut dice = Dice::new(number.wrapping_mul(0x1234_5677) + 11);
    let at = dice.below(PLACES.len() as u64) as usize;
    let (country, towns) = PLACES.get(at).copied().unwrap_or_default();
    let towns: Vec<&str> = towns.split(' ').collect();
    let who = ["des hommes armés", "des rebelles", "des djihadistes", "des miliciens", "l'armée"];
    let days_ago = i64::try_from(dice.below(3)).unwrap_or(0);
    Told {
        place: dice.of(&towns).to_owned(),
        country,
        who: dice.of(&who),
        dead: 2 + dice.below(40),
        day: day_of(number, a_day).checked_sub(days_ago.days()).unwrap_or(BEGIN),
    }
}

/// The text of an article.
fn text(number: u64, a_day: u64) -> String {
    let mut dice = Dice::new(number.wrapping_mul(0x9876_5431) + 5);
    let earlier = |dice: &mut Dice| number.saturating_sub(1 + dice.below(2 * a_day));
    match number % 10 {
        0 => dice.sentences(6).join(" "),
        1 => {
            let text = text(earlier(&mut dice) / 10 * 10 + OWN, a_day);
            match dice.below(3) {
                0 => text,
                1 => format!("{text} {} {}", dice.sentence(), dice.sentence()),
                _ => {
                    let half = text.split_inclusive(". ").count().div_ceil(2);
                    text.split_inclusive(". ").take(half).collect::<String>().trim_end().to_owned()
                }
            }
        }
        of_another @ (2 | 4) => {
            let told = told(earlier(&mut dice) / 10 * 10 + OWN, a_day);
            let dead = told.dead + dice.below(3) * (of_another / 2);
            tell(&told, dead, &mut dice)
        }
        _ => {
            let told = told(number, a_day);
            let dead = told.dead;
            tell(&told, dead, &mut dice)
        }
    }
}

/// The text of an article that tells an event of its own, whatever its number.
fn of_its_own(number: u64, a_day: u64) -> String {
    let told = told(number, a_day);
    let dead = told.dead;
    tell(&told, dead, &mut Dice::new(number.wrapping_mul(0x9876_5431) + 5))
}

fn tell(told: &Told, dead: u64, dice: &mut Dice) -> String {
    let Told { place, country, who, day, .. } = told;
    let months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let month = months.get(day.month() as usize - 1).copied().unwrap_or_default();
    let day = format!("le {} {month} {}", day.day(), day.year());
    // Said in so many ways that articles of different events share about as many runs of words as reports of one
    // conflict do: `bench/README.md` has the figures.
    let dead = format!("{}{dead}", dice.of(&["", "Au moins ", "Pas moins de ", "Quelque "]));
    let whom = dice.of(&["personnes", "civils", "villageois", "habitants"]);
    let died = dice.of(&[
        "ont été tués",
        "ont péri",
        "ont trouvé la mort",
        "ont perdu la vie",
        "sont morts",
        "ont été abattus",
    ]);
    let how = dice.of(&[
        "dans une attaque",
        "lors d'un raid",
        "dans un assaut",
        "pendant une incursion",
        "au cours d'une attaque",
        "dans une razzia",
        "lors d'une descente",
    ]);
    let like = dice.of(&LIKE);
    let by = dice.of(&["de", "attribué à", "imputé à", "mené par", "perpétré par"]);
    let mut who =
        if by == "de" { who.trim_start_matches("des ").to_owned() } else { (*who).to_owned() };
    if who != "l'armée" {
        who += dice.of(&ARMED);
    }
    let says = match dice.below(4) {
        0 => String::new(),
        1 => format!(", selon {}{}", dice.of(&TELLERS), dice.of(&TOLD_HOW)),
        2 => format!(", d'après {}{}", dice.of(&TELLERS), dice.of(&TOLD_HOW)),
        _ => format!(", a {} {}", dice.of(&["annoncé", "indiqué", "rapporté"]), dice.of(&TELLERS)),
    };
    let hour = dice.of(&HOURS);
    let first = if dice.below(2) == 0 {
        format!(
            "{dead} {whom} {died} {day} {hour}à {place} ({country}) {how} {like}{by} {who}{says}."
        )
    } else {
        format!(
            "{dead} {whom} {died} {how} {like}{by} {who} {day} {hour}à {place} ({country}){says}."
        )
    };
    let mut lines = dice.sentences(4);
    lines.insert(0, first);
    lines.join(" ")
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let failed = || format!("cannot write `{}`", args.out.display());
    let mut out = BufWriter::new(std::fs::File::create(&args.out).with_context(failed)?);
    for number in args.first..args.first.saturating_add(args.number) {
        let text = if args.own { of_its_own(number, args.a_day) } else { text(number, args.a_day) };
        let outlet = Dice::new(number).of(&OUTLETS);
        let line = json!({
            "id": format!("a{number:08}"), "lang": "fr", "publisher": outlet, "text": text,
            "published": day_of(number, args.a_day).to_string(),
        });
        writeln!(out, "{line}").with_context(failed)?;
    }
    out.flush().with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_depends_on_its_number_alone_and_few_are_one_text() {
        let all: Vec<String> = (0..200).map(|number| text(number, 100)).collect();
        assert_eq!(all.get(150).cloned(), Some(text(150, 100)));
        let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
        assert!(distinct.len() > 180 && distinct.len() < 200, "{}", distinct.len());
        assert!(all.iter().all(|text| text.len() < 2_000));
    }
}
