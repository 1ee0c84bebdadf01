//! The files are sound, and names are found as outlets write them.

use std::fmt::Write as _;

use super::*;
use crate::annotate::{Doc, Feats, Rel, Sent, Token, Upos, WordId};
use crate::model::Lang;
use crate::span::Span;

/// Divides a text into words, elisions and punctuation, one sentence a line: enough to look for
/// names without the annotator.
fn doc(text: &str, lang: Lang) -> Doc<'_> {
    let mut doc = Doc::new(text, lang);
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let first = doc.tokens.len() as u32;
        let mut start = None;
        let mut cuts = Vec::new();
        for (at, c) in line.char_indices() {
            if c.is_alphanumeric() || matches!(c, '-' | '/') || c == '.' && start.is_some() {
                start.get_or_insert(at);
                continue;
            }
            let elision = lang == Lang::Fr && matches!(c, '\'' | '’') && start.is_some();
            if let Some(from) = start.take() {
                cuts.push((from, if elision { at + c.len_utf8() } else { at }));
            }
            if !c.is_whitespace() && !elision {
                cuts.push((at, at + c.len_utf8()));
            }
        }
        cuts.extend(start.map(|from| (from, line.len())));
        for (from, to) in cuts {
            let word = &line[from..to];
            let stop = word.len() > 1 && word.find('.') == Some(word.len() - 1);
            let middle = if stop { to - 1 } else { to };
            for (from, to) in [(from, middle), (middle, to)] {
                if from < to {
                    push(&mut doc.tokens, Span::new(line_start + from, line_start + to));
                }
            }
        }
        let end = doc.tokens.len() as u32;
        doc.sent_numbers.resize(end as usize, doc.sents.len() as u32);
        let span = Span::new(line_start, line_start + line.trim_end().len());
        doc.sents.push(Sent { span, first, end, paragraph: 0 });
        line_start += line.len();
    }
    doc
}

fn push(tokens: &mut Vec<Token>, span: Span) {
    tokens.push(Token {
        span,
        lower: Span::default(),
        lemma: Span::default(),
        form_id: WordId::NONE,
        lemma_id: WordId::NONE,
        form_hash: 0,
        lemma_hash: 0,
        upos: Upos::X,
        feats: Feats::default(),
        head: tokens.len() as u32,
        rel: Rel::Dep,
        space_before: false,
    });
}

/// What is found, as `words=slug`, separated by `; `.
fn found(text: &str, lang: Lang) -> String {
    let registry = Registry::builtin();
    let doc = doc(text, lang);
    let mut out = String::new();
    for hit in registry.find(&doc) {
        let words = doc.span_of(hit.tokens.start as usize..hit.tokens.end as usize).of(text);
        let id = &registry.actor(hit.actor).unwrap().id;
        let sep = if out.is_empty() { "" } else { "; " };
        write!(out, "{sep}{words}={}", id.trim_start_matches("actor.")).unwrap();
    }
    out
}

#[test]
fn the_files_are_sound() {
    let parsed = parse(FILES).unwrap();
    let problems: Vec<String> =
        check::problems(&parsed, &[]).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Registry::from_files(FILES).unwrap();
}

#[test]
fn there_are_enough_of_each() {
    let (forces, institutions): (Vec<_>, Vec<_>) =
        Registry::builtin().listed().partition(|(_, actor)| actor.kind.is_armed());
    assert!(forces.len() >= 300, "{} armed actors", forces.len());
    assert!(institutions.len() >= 150, "{} institutions", institutions.len());
}

#[test]
fn every_listed_name_resolves() {
    let registry = Registry::builtin();
    for (idx, actor) in registry.listed() {
        for name in names_of(actor) {
            match registry.by_name(name) {
                Some(other) => assert_eq!(other, idx, "{name} is {:?}", registry.actor(other)),
                None => assert!(actor.note.contains(name), "{name} of {} is not found", actor.id),
            }
        }
    }
}

#[test]
fn names_resolve_in_varied_spelling() {
    let registry = Registry::builtin();
    for (name, slug) in [
        ("EIGS", "eigs"),
        ("l'Etat islamique dans le Grand Sahara", "eigs"),
        ("État islamique au Grand Sahara", "eigs"),
        ("ISGS", "eigs"),
        ("Daech", "ei"),
        ("l’organisation État islamique", "ei"),
        ("the Islamic State group", "ei"),
        ("ISIL", "ei"),
        ("FAMa", "fama"),
        ("les Forces armées maliennes", "fama"),
        ("l'armée malienne", "fama"),
        ("the Malian army", "fama"),
        ("soldats maliens", "fama"),
        ("Aqmi", "aqmi"),
        ("Al Qaida au Maghreb islamique", "aqmi"),
        ("BOKO HARAM", "boko-haram"),
        ("les shebab", "al-shabaab"),
        ("al Shabaab", "al-shabaab"),
        ("al-Qaida", "al-qaida"),
        ("al-Nusra", "nosra"),
        ("ADF", "adf"),
        ("Forces Démocratiques Alliées", "adf"),
        ("Mai-Mai", "maimai"),
        ("FARDC", "fardc"),
        ("troupes congolaises", "fardc"),
        ("Monusco", "monusco"),
        ("O.N.U.", "onu"),
        ("force Barkhane", "barkhane"),
        ("Cédéao", "cedeao"),
        ("ECOWAS", "cedeao"),
        ("Observatoire syrien des droits de l'Homme", "osdh"),
        ("AFP", "afp"),
        ("la DRM", "drm"),
        ("Tsahal", "tsahal"),
        ("soldats israéliens", "tsahal"),
        ("police kenyane", "kenya-police"),
        ("Tanzanian police", "tz-police"),
        ("forces de sécurité irakiennes", "isf-iq"),
        ("le gouvernement centrafricain", "cf-government"),
        ("forces spéciales ukrainiennes", "ua-special-forces"),
        ("US troops", "us-army"),
        ("armée de l'air syrienne", "sy-air-force"),
        ("ministère russe de la Défense", "ru-ministry"),
        ("police du Bangladesh", "bd-police"),
        ("Bangladesh's army", "bd-army"),
        ("Casques bleus tchadiens", "td-peacekeepers"),
        ("rebelles ougandais", "ug-rebels"),
        ("l'armée de l'État hébreu", "tsahal"),
        ("agence d'État Sana", "sana"),
    ] {
        let idx = registry.by_name(name);
        let id = idx.and_then(|idx| registry.actor(idx)).map(|actor| actor.id.as_str());
        assert_eq!(id, Some(format!("actor.{slug}").as_str()), "{name}");
    }
    for other in ["les rebelles", "un état", "la", "", "Paris", "fds", "2022"] {
        assert_eq!(registry.by_name(other), None, "{other}");
    }
}

#[test]
fn names_are_found_in_sentences() {
    for (text, expected) in [
        ("Des soldats d'AQMI et de l’EIGS.", "AQMI=aqmi; EIGS=eigs"),
        ("La force Barkhane et l'armée malienne", "force Barkhane=barkhane; armée malienne=fama"),
        ("le groupe « Etat islamique » a dit", "groupe « Etat islamique »=ei"),
        ("un état islamique est un état", ""),
        ("les troupes au sol tchadiennes avancent", "troupes au sol tchadiennes=ant"),
        (
            "selon la Mission de l'ONU en RDC (Monusco)",
            "Mission de l'ONU en RDC=monusco; Monusco=monusco",
        ),
        ("Les talibans et la police afghane", "talibans=taliban; police afghane=af-police"),
        ("les rebelles du CNRD / FLN", "CNRD / FLN=cnrd-rw"),
        ("L’EI, EI-Sahel", "EI=ei; EI-Sahel=eigs"),
        ("LES FORCES DE L'ONU SONT AU MALI", "FORCES DE L'ONU=casques-bleus"),
    ] {
        assert_eq!(found(text, Lang::Fr), expected, "{text}");
    }
    for (text, expected) in [
        (
            "Turkish-backed rebels and U.S. forces met.",
            "Turkish-backed rebels=sna-sy; U.S. forces=us-army",
        ),
        (
            "Kenyan police said al-Shabaab's men fled.",
            "Kenyan police=kenya-police; al-Shabaab=al-shabaab",
        ),
        ("the army of Mali", "army of Mali=fama"),
        ("Nigerian government troops", "Nigerian government troops=nigeria-army"),
    ] {
        assert_eq!(found(text, Lang::En), expected, "{text}");
    }
}

#[test]
fn shared_names_are_settled_by_the_document() {
    assert_eq!(found("En Syrie, les FDS ont tiré.", Lang::Fr), "FDS=sdf");
    assert_eq!(found("Au Burkina Faso, les FDS ont tiré.", Lang::Fr), "FDS=fds");
    assert_eq!(found("Les FDS ont tiré.", Lang::Fr), "");
    assert_eq!(
        found("Les Forces démocratiques syriennes\nLes FDS, au Mali", Lang::Fr),
        "Forces démocratiques syriennes=sdf; FDS=sdf"
    );
}

#[test]
fn documents_define_acronyms() {
    for (text, expected) in [
        (
            "la Coordination des groupes armés du Nord (CGAN) a dit",
            "Coordination des groupes armés du Nord=CGAN",
        ),
        ("les Forces démocratiques alliées (ADF)", "Forces démocratiques alliées=ADF"),
        ("Mouvement du 23 mars (M23)", "Mouvement du 23 mars=M23"),
        ("le CRP (Centre des recherches populaires)", "Centre des recherches populaires=CRP"),
        ("à Goma (RDC), un homme (32 ans)", ""),
        (
            "Mission multidimensionnelle intégrée des Nations unies pour la stabilisation au Mali (Minusma, arrivée en 2013)",
            "Mission multidimensionnelle intégrée des Nations unies pour la stabilisation au Mali=Minusma",
        ),
    ] {
        let doc = doc(text, Lang::Fr);
        let pairs: Vec<String> = Registry::builtin()
            .acronyms(&doc)
            .into_iter()
            .map(|pair| {
                let name = doc.span_of(pair.name.start as usize..pair.name.end as usize);
                format!("{}={}", name.of(text), doc.word(pair.acronym as usize))
            })
            .collect();
        assert_eq!(pairs.join("; "), expected, "{text}");
    }
    // Where initials do not decide, articles are left out and names of the registry are whole.
    let text = "The African Union Mission of Peace (XYZ) and à Goma des Volontaires du Nord (VDQ).";
    let doc = doc(text, Lang::En);
    let names: Vec<&str> = Registry::builtin()
        .acronyms(&doc)
        .iter()
        .map(|pair| doc.span_of(pair.name.start as usize..pair.name.end as usize).of(text))
        .collect();
    assert_eq!(names, ["African Union Mission of Peace", "Volontaires du Nord"]);
    let text = "Les Forces démocratiques alliées (FDA) ont fui.\nLes FDA ont tiré.";
    assert_eq!(found(text, Lang::Fr), "Forces démocratiques alliées=adf; FDA=adf; FDA=adf");
    let text = "Le Comité national du thé (CNT) a dit. Le CNT dit.";
    assert_eq!(found(text, Lang::Fr), "");
}

#[test]
fn an_overlay_adds_and_replaces() {
    let about = "[about]\nlanguage = \"shared\"\nsubject = \"mine\"\norigin = \"\"\nlicence = \"\"\nnote = \"\"\n";
    let text = format!(
        "{about}\n[[actor]]\nid = \"actor.aqmi\"\nname = {{ fr = \"Les autres\", en = \"The others\" }}\nkind = \"militia\"\n\
         [[actor]]\nid = \"actor.new\"\nname = {{ fr = \"Les nouveaux\", en = \"The new ones\" }}\nkind = \"militia\"\npart_of = [\"actor.aqmi\"]\n"
    );
    let registry = Registry::builtin().with_overlay(&[("mine.toml", &text)]).unwrap();
    let new = registry.by_name("Les nouveaux").unwrap();
    assert_eq!(registry.by_name("AQMI"), None);
    assert!(registry.within(new, registry.by_id("actor.aqmi").unwrap()));
    let wrong = text.replace("actor.aqmi\"]", "actor.nobody\"]");
    let error = Registry::builtin().with_overlay(&[("mine.toml", &wrong)]).unwrap_err();
    assert_eq!(error.entry, "actor.new");
}

#[test]
fn parts_are_related() {
    let registry = Registry::builtin();
    let idx = |name: &str| registry.by_name(name).unwrap();
    assert!(registry.related(idx("EIGS"), idx("Daech")));
    assert!(registry.related(idx("armée malienne"), idx("forces maliennes")));
    assert!(!registry.related(idx("armée malienne"), idx("police malienne")));
    assert!(registry.allied(idx("M23"), idx("armée rwandaise")));
}

#[test]
fn hostile_texts_are_read() {
    for text in
        ["", "(", "()", "(A)", "((((ABC)))) ABC (", "\u{301}", "a (aaaaaaaaaa)", "’’’ ' '' («"]
    {
        found(text, Lang::Fr);
        found(text, Lang::En);
        Registry::builtin().by_name(text);
    }
    let long = format!("{} ({})", "Aa ".repeat(5000), "A".repeat(10));
    found(&long, Lang::Fr);
}
