//! What sources and reports say otherwise than others: heard, and not taken for anything else.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::served::{Served, add, run};

fn article(id: &str, day: &str, text: &str) -> String {
    json!({ "id": id, "lang": "fr", "publisher": id, "published": day, "title": id, "text": text })
        .to_string()
}

/// The event of several reports, and its page.
async fn told(served: &Served) -> (Value, String) {
    let events = served.events().await;
    let event = events.iter().max_by_key(|event| event["n_reports"].as_u64()).unwrap().clone();
    let page = served.get(&format!("/events/{}", event["id"].as_str().unwrap())).await.text;
    (event, page)
}

fn said(event: &Value) -> Vec<&Value> {
    let tolls = event["tolls"].as_array().unwrap();
    let killed = tolls.iter().find(|toll| toll["outcome"] == "killed" && toll["kind"].is_null());
    killed.unwrap()["said"].as_array().unwrap().iter().collect()
}

#[test]
fn a_figure_of_another_source_is_no_revision() {
    run(async {
        let served = Served::new();
        let (event, page) = told(&served).await;
        let all = said(&event);
        assert!(all.iter().any(|one| one["revision"] == "up"), "{all:?}");
        for one in &all {
            let own = &one["own_revision"];
            assert!(own.is_null() || own == "same", "nobody has revised anything: {all:?}");
        }
        assert!(!page.contains("revised upwards") && !page.contains("revised downwards"), "{page}");
        assert!(page.contains("<td>more</td>"), "the table compares with the figure before");
    });
}

#[test]
fn a_source_that_revises_its_figure_replaces_it() {
    run(async {
        let served = Served::new();
        let text = "Quatorze civils ont été tués samedi 4 mai dans l’attaque du marché de Gorom-Gorom, dans le \
                    nord du Burkina Faso, selon un élu local.";
        add(served.dir.path(), &article("Nord-Est", "2024-05-08", text));
        let (event, page) = told(&served).await;
        let all = said(&event);
        let last = all.iter().find(|one| one["low"] == 14).unwrap();
        assert_eq!(last["own_revision"], "up", "{all:?}");
        assert!(last["replaced_by"].is_null());
        let old = all.iter().find(|one| one["low"] == 12).unwrap();
        assert_eq!(old["replaced_by"], last["report"]);
        assert!(page.contains("↑</span> revised upwards by its source"), "{page}");
        let row = page.split("<li class=\"past\">").nth(1).unwrap();
        assert!(row.contains("replaced by 14, which the same source gave on 8 May 2024"), "{row}");
    });
}

#[test]
fn reports_that_say_otherwise_are_heard_with_their_sentences() {
    run(async {
        let served = Served::new();
        let text = "Vingt civils ont été tués vendredi 3 mai dans l’attaque du marché de Gorom-Gorom, au Burkina \
                    Faso, selon l’ONU.";
        add(served.dir.path(), &article("Ailleurs", "2024-05-06", text));
        let (event, page) = told(&served).await;
        assert!(event["n_reports"].as_u64().unwrap() > 3, "it is told of the same event");
        let others = page.split("class=\"others\"").nth(1).unwrap().split("</dd>").next().unwrap();
        assert!(others.contains("Other reports say:") && others.contains("3 May 2024"), "{others}");
        assert!(others.contains("<mark>vendredi 3 mai</mark>"), "{others}");
    });
}

#[test]
fn a_corrected_value_leaves_the_words_of_the_reports() {
    run(async {
        let served = Served::new();
        let (event, _) = told(&served).await;
        let id = event["id"].as_str().unwrap();
        for (slot, value) in [("date", "2024-05-01"), ("targets", "des élèves"), ("place", "Dori")]
        {
            let forms = served.forms(&format!("/events/{id}")).await;
            let (csrf, version) = (forms.field("csrf"), forms.field("version"));
            let fields = [
                ("csrf", csrf.as_str()),
                ("version", version.as_str()),
                ("verb", "correct"),
                ("subject", id),
                ("event", id),
                ("slot", slot),
                ("value", value),
                ("by", "Awa"),
                ("why", "list"),
            ];
            let got = served.post("/decide", &forms.cookie, &fields).await;
            assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        }
        let page = served.get(&format!("/events/{id}")).await.text;
        let others: Vec<&str> = page.split("class=\"others\"").skip(1).collect();
        assert_eq!(others.len(), 3, "{page}");
        for (other, words) in
            others.iter().zip(["<mark>samedi", "<mark>Gorom-Gorom</mark>", "civils</mark>"])
        {
            let other = other.split("</dd>").next().unwrap();
            assert!(other.contains("What the reports say, in their words:"), "{other}");
            assert!(other.contains(words), "{words}: {other}");
        }
    });
}

#[test]
fn an_area_is_drawn_as_wide_as_it_is_and_named_once() {
    run(async {
        let served = Served::empty();
        let text = "Huit soldats ont été tués jeudi dans une embuscade au Burkina Faso, a annoncé l’armée.";
        add(served.dir.path(), &article("Loin", "2024-05-10", text));
        let (event, page) = told(&served).await;
        assert_eq!(event["geo"]["precision"], "centroid", "{event}");
        assert!(!page.contains("Burkina Faso, Burkina Faso"));
        let map = page.split("<svg class=\"map\"").nth(1).unwrap().split("</svg>").next().unwrap();
        let circle =
            map.split("<circle class=\"area\"").nth(1).unwrap().split("/>").next().unwrap();
        let number = |text: &str, name: &str| -> f64 {
            text.split(&format!("{name}=\""))
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .parse()
                .unwrap()
        };
        let (x, y, radius) = (number(circle, "cx"), number(circle, "cy"), number(circle, " r"));
        assert!(radius > 80.0, "a country is no place: {circle}");
        // The map holds all of it, and its own scale says how wide that is.
        let height: f64 = map
            .split("viewBox=\"0 0 520 ")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(x > radius && x + radius < 520.0 && y > radius && y + radius < height, "{circle}");
    });
}
