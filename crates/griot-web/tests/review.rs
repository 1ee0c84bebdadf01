//! Deciding, taking back, and two who decide at once.

use axum::http::StatusCode;
use griot_record::Writer;

use crate::served::{Forms, Got, Served, coder, now, run};

async fn decide(served: &Served, forms: &Forms, event: &str, more: &[(&str, &str)]) -> Got {
    let (csrf, version) = (forms.field("csrf"), forms.field("version"));
    let mut fields = vec![("csrf", csrf.as_str()), ("by", "Awa"), ("back", "/review")];
    if !more.iter().any(|(name, _)| *name == "subject") {
        fields.push(("subject", event));
    }
    if !event.is_empty() {
        fields.extend([("event", event), ("version", version.as_str())]);
    }
    fields.extend(more);
    served.post("/decide", &forms.cookie, &fields).await
}

async fn first(served: &Served) -> String {
    let events = served.events().await;
    let event = events.iter().find(|event| event["n_reports"].as_u64() > Some(1)).unwrap();
    event["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_event_is_corrected_and_the_machine_s_value_stays_beside() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let path = format!("/events/{event}");
        let forms = served.forms(&path).await;
        let more = [
            ("verb", "correct"),
            ("slot", "killed"),
            ("value", "14"),
            ("why", "list of the hospital"),
        ];
        let got = decide(&served, &forms, &event, &more).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        assert!(got.location.starts_with("/review?done=de-"), "{}", got.location);
        let page = served.get(&path).await.text;
        assert!(page.contains("Corrected by Awa") && page.contains("list of the hospital"));
        assert!(page.contains("The reports say: 12–20"), "{page}");
        let data = served.get(&format!("{path}.json")).await.json();
        assert_eq!(data["tolls"][0]["low"], 14);
        assert_eq!(data["review"]["state"], "corrected");
        // It is in no queue of what is new.
        let new = served.get("/review.json?queue=new").await.json();
        assert!(new["rows"].as_array().unwrap().iter().all(|one| one["id"] != event.as_str()));
        // The list shows it at once.
        assert!(served.get("/?review=corrected").await.text.contains(&event));
    });
}

#[test]
fn a_decision_is_taken_back() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let path = format!("/events/{event}");
        let forms = served.forms(&path).await;
        let got =
            decide(&served, &forms, &event, &[("verb", "reject"), ("why", "a rehearsal")]).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER);
        let n = served.events().await.len();
        let decision = got.location.split_once("done=").unwrap().1.to_owned();
        let forms = served.forms(&path).await;
        let more = [("verb", "undo"), ("why", "it was none"), ("subject", decision.as_str())];
        let got = decide(&served, &forms, "", &more).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        assert_eq!(served.events().await.len(), n + 1);
        let history = served.get("/history.json").await.json();
        assert_eq!(history["total"], 2);
        assert_eq!(history["decisions"][1]["standing"], "undone");
    });
}

#[test]
fn two_who_decide_at_once_lose_nothing() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let path = format!("/events/{event}");
        let (awa, oumar) = (served.forms(&path).await, served.forms(&path).await);
        let more = [("verb", "correct"), ("slot", "killed"), ("value", "14"), ("why", "list")];
        assert_eq!(decide(&served, &awa, &event, &more).await.status, StatusCode::SEE_OTHER);
        let late =
            [("verb", "correct"), ("slot", "killed"), ("value", "15"), ("why", "my own list")];
        let got = decide(&served, &oumar, &event, &late).await;
        assert_eq!(got.status, StatusCode::CONFLICT);
        assert!(got.text.contains("Somebody else was faster"));
        // What was filled in is still there, and so is what the other decided.
        assert!(got.text.contains("value=\"15\"") && got.text.contains("value=\"my own list\""));
        assert!(got.text.contains("Corrected by Awa"));
        assert_eq!(served.get("/history.json").await.json()["total"], 1);
        // Sent again from the page that shows it as it is now, it holds.
        let again = Forms { cookie: oumar.cookie, text: got.text };
        assert_eq!(decide(&served, &again, &event, &late).await.status, StatusCode::SEE_OTHER);
        assert_eq!(served.get(&format!("{path}.json")).await.json()["tolls"][0]["low"], 15);
    });
}

#[test]
fn what_cannot_be_decided_is_told_beside_the_form() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let forms = served.forms(&format!("/events/{event}")).await;
        for more in [
            vec![("verb", "correct"), ("slot", "killed"), ("value", "many"), ("why", "x")],
            vec![("verb", "correct"), ("slot", "nonsense"), ("value", "1"), ("why", "x")],
            vec![("verb", "merge"), ("other", "ev-none"), ("why", "x")],
            vec![("verb", "merge"), ("other", event.as_str()), ("why", "x")],
            vec![("verb", "split"), ("why", "x")],
            vec![("verb", "reject"), ("why", "")],
        ] {
            let got = decide(&served, &forms, &event, &more).await;
            assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{more:?}: {}", got.text);
            assert!(got.text.contains("role=\"alert\""), "{more:?}");
        }
        let got = decide(&served, &forms, &event, &[("verb", "fly"), ("why", "x")]).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST);
        assert_eq!(served.get("/history.json").await.json()["total"], 0);
    });
}

#[test]
fn reports_are_split_and_events_merged_and_old_ids_lead_on() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let data = served.get(&format!("/events/{event}.json")).await.json();
        let reports = data["reports"].as_array().unwrap();
        let last = reports.last().unwrap()["key"].as_str().unwrap();
        let n = served.events().await.len();
        let forms = served.forms(&format!("/events/{event}")).await;
        let more = [("verb", "split"), ("report", last), ("why", "another market")];
        let got = decide(&served, &forms, &event, &more).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let events = served.events().await;
        assert_eq!(events.len(), n + 1);
        let is_other = |one: &&serde_json::Value| {
            one["reports"].as_array().unwrap().iter().any(|report| report["key"] == last)
        };
        let other = events.iter().find(is_other).unwrap()["id"].as_str().unwrap().to_owned();
        // Both beside each other, and together again.
        let forms = served.forms(&format!("/compare?a={event}&b={other}")).await;
        let other_version = forms.field("other_version");
        let more = [
            ("verb", "merge"),
            ("other", other.as_str()),
            ("other_version", other_version.as_str()),
            ("why", "the same market"),
        ];
        let got = decide(&served, &forms, &event, &more).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        assert_eq!(served.events().await.len(), n);
        let led = served.get(&format!("/events/{other}")).await;
        assert_eq!((led.status, led.location), (StatusCode::SEE_OTHER, format!("/events/{event}")));
    });
}

#[test]
fn a_record_that_is_being_written_says_so_and_nothing_is_lost() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let forms = served.forms(&format!("/events/{event}")).await;
        let writer = Writer::open(served.dir.path(), "add", &coder(), now()).unwrap();
        let got = decide(&served, &forms, &event, &[("verb", "confirm")]).await;
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(got.text.contains("is being written by"), "{}", got.text);
        writer.finish().unwrap();
        assert_eq!(
            decide(&served, &forms, &event, &[("verb", "confirm")]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(served.get("/history.json").await.json()["total"], 1);
    });
}

#[test]
fn a_review_is_given_checked_and_finalised() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let path = format!("/events/{event}");
        let in_queue = async |queue: &str| {
            let found = served.get(&format!("/review.json?queue={queue}")).await.json();
            found["rows"].as_array().unwrap().iter().any(|one| one["id"] == event.as_str())
        };
        let step = async |more: &[(&str, &str)]| {
            let forms = served.forms(&path).await;
            decide(&served, &forms, &event, more).await
        };
        assert!(in_queue("new").await && !in_queue("mine").await);
        let got = step(&[("verb", "assign"), ("to", "<b>Moussa</b>")]).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let page = served.get(&path).await.text;
        assert!(page.contains("Assigned to") && !page.contains("<b>Moussa</b>"));
        assert!(!in_queue("new").await, "two people do not look at it by chance");
        step(&[("verb", "assign"), ("to", "awa")]).await;
        // Whoever asks is known by the name of their last decision.
        let request = crate::served::asking("/review.json?queue=mine")
            .header("cookie", "griot_by=Awa")
            .body(axum::body::Body::empty())
            .unwrap();
        assert_eq!(served.send(request).await.json()["total"], 1);
        let got = step(&[("verb", "finalise")]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody has confirmed it");
        assert_eq!(step(&[("verb", "confirm")]).await.status, StatusCode::SEE_OTHER);
        assert!(in_queue("unchecked").await);
        let got = step(&[("verb", "peer_review")]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "Awa confirmed it herself");
        let got = step(&[("verb", "question")]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "a question has words");
        let asked = [("verb", "question"), ("why", "which <i>hospital</i>?")];
        assert_eq!(step(&asked).await.status, StatusCode::SEE_OTHER);
        assert!(in_queue("asked").await && !in_queue("unchecked").await);
        let page = served.get(&path).await.text;
        assert!(page.contains("Correction asked by") && !page.contains("<i>hospital</i>"));
        assert!(served.get("/?review=questioned").await.text.contains(&event));
        assert_eq!(step(&[("verb", "confirm")]).await.status, StatusCode::SEE_OTHER);
        assert!(!in_queue("asked").await);
        assert_eq!(step(&[("verb", "finalise")]).await.status, StatusCode::SEE_OTHER);
        let data = served.get(&format!("{path}.json")).await.json();
        assert_eq!(data["review"]["state"], "finalised");
        assert_eq!(data["review"]["finalised"]["by"], "Awa");
    });
}
