//! The gazetteer, built of a few rows and read back.

use proptest::prelude::*;

use super::*;

fn place(name: &str, aliases: &[&str], countries: &str, kind: RowKind) -> SourcePlace {
    SourcePlace {
        name: name.to_owned(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        countries: countries.to_owned(),
        admin1: "Ménaka".to_owned(),
        admin2: String::new(),
        lat: 15.918,
        lon: 2.402,
        kind,
        precision: RowPrecision::Exact,
        population: 9_000,
        known: true,
    }
}

#[test]
fn what_is_compiled_is_found() {
    let places = [
        place("Ménaka", &["Minaka"], "ML", RowKind::Town),
        place("zone des trois frontières", &["trois frontières"], "ML|BF|NE", RowKind::Region),
        place("Tin-Akoff", &[], "BF", RowKind::Village),
        place("Ģeŗ", &["UAE"], "AE", RowKind::Village),
    ];
    let gazetteer = Gazetteer::from_bytes(compile(&places).unwrap()).unwrap();
    assert_eq!(gazetteer.len(), 4);
    let found: Vec<_> = gazetteer.lookup("minaka").collect();
    assert_eq!(found.len(), 1);
    let row = found[0];
    assert_eq!(gazetteer.name(row.id), "Ménaka");
    assert!((row.lat - 15.918).abs() < 0.003 && (row.lon - 2.402).abs() < 0.006);
    assert_eq!((row.kind, row.admin1, row.population), (RowKind::Town, "Ménaka", 8_192));
    assert!(row.known && !row.by_name);
    let names: Vec<String> = (0..4).map(|id| gazetteer.name(id)).collect();
    assert_eq!(names, ["Ģeŗ", "Ménaka", "Tin-Akoff", "zone des trois frontières"]);
    let zone = gazetteer.lookup(&fold("trois frontières")).next().unwrap();
    assert_eq!(zone.country(), None);
    assert!(zone.is_in(CountryCode::new("bf").unwrap()));
    assert!(gazetteer.is_head("zone") && !gazetteer.is_head("tin"));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut places = vec![
        place("Gao", &["Gawo"], "ML", RowKind::City),
        place("Gao", &[], "NE", RowKind::Village),
        place("Gawo", &[], "NE", RowKind::Village),
    ];
    let bytes = compile(&places).unwrap();
    places.reverse();
    assert_eq!(bytes, compile(&places).unwrap());
}

#[test]
fn a_name_with_many_rows_has_them_all() {
    let mut places: Vec<SourcePlace> = (0..40)
        .map(|n| SourcePlace {
            lat: f64::from(n),
            ..place("Dar", &["Dâr Es"], "TD", RowKind::Village)
        })
        .collect();
    places.push(place("Zara", &[], "TD", RowKind::Village));
    let gazetteer = Gazetteer::from_bytes(compile(&places).unwrap()).unwrap();
    assert_eq!(gazetteer.lookup("dar").count(), 40);
    assert_eq!(gazetteer.lookup("dares").count(), 40);
    assert_eq!(gazetteer.lookup("zara").count(), 1);
    assert_eq!(gazetteer.name(40), "Zara");
    assert_eq!(gazetteer.name(39), "Dar");
}

#[test]
fn damaged_bytes_are_refused() {
    let bytes = compile(&[place("Gao", &[], "ML", RowKind::City)]).unwrap();
    assert_eq!(Gazetteer::from_bytes(vec![]).unwrap_err(), OpenError::NotAGazetteer);
    let cut = bytes[..bytes.len() / 2].to_vec();
    assert_eq!(Gazetteer::from_bytes(cut).unwrap_err(), OpenError::CutShort);
    let mut flipped = bytes;
    flipped[8 + SECTIONS * 8 + 40] ^= 0xff;
    assert_eq!(Gazetteer::from_bytes(flipped).unwrap_err(), OpenError::DamagedNames);
}

#[test]
fn the_builtin_table_is_sound() {
    let gazetteer = Gazetteer::builtin();
    assert!(gazetteer.len() > 500_000);
    gazetteer.names.as_ref().unwrap().verify().unwrap();
    for (name, country) in [
        ("N'Djaména", "TD"),
        ("Tin-Akoff", "BF"),
        ("Sévaré", "ML"),
        ("Al-Bab", "SY"),
        ("Mamove", "CD"),
        ("Londres", "GB"),
        ("Kyiv", "UA"),
        ("Idjwi", "CD"),
    ] {
        let code = CountryCode::new(country).unwrap();
        assert!(gazetteer.lookup(&fold(name)).any(|row| row.is_in(code)), "{name}");
    }
    let gao = gazetteer.lookup("gao").find(|row| row.kind == RowKind::City).unwrap();
    assert_eq!((gao.country(), gazetteer.name(gao.id)), (CountryCode::new("ML"), "Gao".to_owned()));
}

#[test]
fn a_walk_finds_every_name_on_its_way() {
    let gazetteer = Gazetteer::builtin();
    let walk = gazetteer.step(gazetteer.walk(), b"liptako").unwrap();
    assert!(gazetteer.name_at(walk).is_some());
    let walk = gazetteer.step(walk, b"malien").unwrap();
    let name = gazetteer.name_at(walk).unwrap();
    assert_eq!(gazetteer.places_of(name).next().unwrap().countries, "ML");
    assert!(gazetteer.step(walk, b"xyzzy").is_none());
}

proptest! {
    #[test]
    fn lookups_of_anything_are_safe(text in "\\PC{0,20}", id in any::<u32>()) {
        let gazetteer = Gazetteer::builtin();
        let _ = gazetteer.lookup(&fold(&text)).count();
        let _ = gazetteer.name(id);
        let _ = gazetteer.place(id);
    }

    #[test]
    fn written_names_come_back(name in "[A-Za-zéÉïœ' -]{1,30}") {
        prop_assume!(!fold(&name).is_empty());
        let bytes = compile(&[place(&name, &[], "ML", RowKind::Village)]).unwrap();
        prop_assert_eq!(Gazetteer::from_bytes(bytes).unwrap().name(0), name);
    }
}
