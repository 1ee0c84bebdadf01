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

/// A form that is sent as the page has it.
async fn send(served: &Served, forms: &Forms, more: &[(&str, &str)]) -> Got {
    let (csrf, version) = (forms.field("csrf"), forms.field("version"));
    let (subject, back) = (forms.field("subject"), forms.field("back").replace("&#38;", "&"));
    let mut fields = vec![("csrf", csrf.as_str()), ("by", "Awa"), ("version", version.as_str())];
    fields.extend([("subject", subject.as_str()), ("event", &subject), ("back", &back)]);
    fields.extend(more);
    served.post("/decide", &forms.cookie, &fields).await
}

#[test]
fn a_queue_is_gone_on_with_from_where_one_stood() {
    run(async {
        let served = Served::new();
        let queue = served.get("/review.json?queue=new").await.json();
        let id = |at: usize| queue["rows"][at]["id"].as_str().unwrap();
        let next = |page: &str| -> String {
            let link = page.split("data-key=\"j\"").next().unwrap();
            link.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned()
        };
        let forms = served.forms(&format!("/events/{}?queue=new", id(1))).await;
        assert_eq!(next(&forms.text), format!("/events/{}?queue=new", id(2)));
        // Whatever becomes of the event, one goes on from where it stood.
        let got = send(&served, &forms, &[("verb", "note"), ("why", "a rehearsal?")]).await;
        let forms = served.forms(&got.location).await;
        assert_eq!(next(&forms.text), format!("/events/{}?queue=new", id(2)));
        let got = send(&served, &forms, &[("verb", "confirm")]).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let page = served.get(&got.location).await.text;
        assert_eq!(next(&page), format!("/events/{}?queue=new", id(2)));
        let forms = served.forms(&format!("/events/{}?queue=new", id(2))).await;
        let got = send(&served, &forms, &[("verb", "reject"), ("why", "a rehearsal")]).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let page = served.get(&got.location).await.text;
        assert_eq!(next(&page), format!("/events/{}?queue=new", id(3)));
    });
}

#[test]
fn whoever_was_slower_is_told_who_did_what() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let path = format!("/events/{event}");
        let late = served.forms(&path).await;
        let forms = served.forms(&path).await;
        let more = [("verb", "note"), ("why", "a note beside it"), ("by", "Oumar")];
        assert_eq!(decide(&served, &forms, &event, &more[..2]).await.status, StatusCode::SEE_OTHER);
        // A note changes nothing for whoever asks, and all for whoever confirms.
        let asked = [("verb", "question"), ("why", "which hospital?")];
        assert_eq!(decide(&served, &late, &event, &asked).await.status, StatusCode::SEE_OTHER);
        let forms = served.forms(&path).await;
        let more = [("verb", "correct"), ("slot", "killed"), ("value", "14"), ("why", "<list>")];
        assert_eq!(decide(&served, &forms, &event, &more).await.status, StatusCode::SEE_OTHER);
        let got = decide(&served, &late, &event, &[("verb", "confirm")]).await;
        assert_eq!(got.status, StatusCode::CONFLICT);
        let told =
            got.text.split("class=\"meanwhile\"").nth(1).unwrap().split("</ul>").next().unwrap();
        assert_eq!(told.matches("<li>").count(), 3, "{told}");
        let first = told.split("<li>").nth(1).unwrap();
        assert!(first.contains("Awa") && first.contains("Corrected: "), "{first}");
        assert!(first.contains("<del>12–20</del>") && first.contains("<ins>14</ins>"), "{first}");
        assert!(first.contains("&#60;list&#62;"));
        // What had been decided before one looked is not told again.
        let forms = Forms { cookie: late.cookie, text: got.text };
        assert_eq!(
            decide(&served, &forms, &event, &[("verb", "confirm")]).await.status,
            StatusCode::SEE_OTHER
        );
        let got = decide(&served, &forms, &event, &[("verb", "reject"), ("why", "x")]).await;
        assert_eq!(
            got.text
                .split("class=\"meanwhile\"")
                .nth(1)
                .unwrap()
                .split("</ul>")
                .next()
                .unwrap()
                .matches("<li>")
                .count(),
            1
        );
        // The field that is wrong is named for the script.
        let forms = served.forms(&path).await;
        let got = decide(
            &served,
            &forms,
            &event,
            &[("verb", "correct"), ("slot", "killed"), ("value", "many"), ("why", "x")],
        )
        .await;
        assert!(got.text.contains("data-verb=\"correct\" data-field=\"value\""));
        assert!(got.text.contains("href=\"#decide\">Back to the form"));
    });
}

#[test]
fn two_reports_are_compared_and_one_of_them_split_off() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let data = served.get(&format!("/events/{event}.json")).await.json();
        let reports = data["reports"].as_array().unwrap();
        let report = |at: usize| reports[at]["key"].as_str().unwrap();
        let article = |at: usize| reports[at]["article"]["key"].as_str().unwrap();
        let last = reports.len() - 1;
        let page = served.get(&format!("/events/{event}")).await.text;
        assert!(page.contains(&format!("<option value=\"{}\" selected>", report(1))));
        for (a, b) in [
            (report(0).to_owned(), report(last).to_owned()),
            (article(0).to_owned(), article(last).to_owned()),
            (format!("http://127.0.0.1:8450/articles/{}", article(0)), report(last).to_owned()),
        ] {
            let got = served.get(&format!("/compare.json?a={a}&b={b}")).await;
            assert_eq!(got.status, StatusCode::OK, "{a} {b}: {}", got.text);
            let told = got.json();
            assert_eq!([&told["a"]["report"], &told["b"]["report"]], [report(0), report(last)]);
            assert_eq!(told["a"]["n_reports"], 1, "each is told by itself");
        }
        let same = served.get(&format!("/compare?a={0}&b={0}", report(0))).await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        // What was decided before holds of the event that keeps the first report.
        let forms = served.forms(&format!("/events/{event}")).await;
        assert_eq!(
            send(&served, &forms, &[("verb", "confirm")]).await.status,
            StatusCode::SEE_OTHER
        );
        let forms = served.forms(&format!("/compare?a={}&b={}", report(0), report(last))).await;
        assert_eq!(forms.field("report"), report(last));
        let more = [("verb", "split"), ("report", report(last)), ("why", "another market")];
        let got = send(&served, &forms, &more).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let events = served.events().await;
        let is_other = |one: &&serde_json::Value| one["reports"][0]["key"] == report(last);
        let other = events.iter().find(is_other).unwrap()["id"].as_str().unwrap().to_owned();
        let page = served.get(&format!("/events/{other}")).await.text;
        let told = page.split("class=\"elsewhere\"").nth(1).unwrap().split("</li>").next().unwrap();
        assert!(
            told.contains("Confirmed") && told.contains("holds for <a href=\"/events/"),
            "{told}"
        );
        let page = served.get(&format!("/events/{event}")).await.text;
        assert!(!page.contains("class=\"elsewhere\""), "here it holds");
        // Both are put together again by the address of a page, and what was done is told behind the old id.
        let forms = served.forms(&format!("/events/{other}?queue=new")).await;
        let address = format!("http://127.0.0.1:8450/events/{event}?queue=new#told");
        let got =
            send(&served, &forms, &[("verb", "merge"), ("other", &address), ("why", "one market")])
                .await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let led = served.get(&got.location).await;
        let there = if led.status == StatusCode::SEE_OTHER { led.location } else { got.location };
        assert!(there.contains("done=de-") && there.contains("queue=new"), "{there}");
        assert!(served.get(&there).await.text.contains("Written down as"));
    });
}

#[test]
fn a_pair_in_doubt_is_told_on_the_pages_of_both() {
    run(async {
        let served = Served::new();
        let texts = [
            "Thirty-four villagers were killed on Tuesday in the Mopti region of central Mali when gunmen on \
             motorcycles attacked, local officials said on Thursday.",
            "At least 30 villagers were killed on Tuesday in the Mopti region of Mali by armed men on \
             motorcycles, the governor said.",
        ];
        for (id, text) in ["one", "two"].into_iter().zip(texts) {
            let line = serde_json::json!({
                "id": id, "lang": "en", "publisher": id, "published": "2024-05-09", "text": text,
            });
            crate::served::add(served.dir.path(), &line.to_string());
        }
        let pairs = served.get("/review.json?queue=doubtful").await.json();
        let pair = &pairs["rows"][0];
        let [a, b] = ["a", "b"].map(|side| pair[side]["id"].as_str().unwrap().to_owned());
        for (one, other) in [(&a, &b), (&b, &a)] {
            let page = served.get(&format!("/events/{one}")).await.text;
            assert!(page.contains("It may be the same event as:"));
            let link = format!("/compare?a={one}&#38;b={other}");
            assert!(page.contains(&link), "{link}");
        }
    });
}

#[test]
fn a_reprint_names_what_it_prints_and_a_note_is_called_a_note() {
    run(async {
        let served = Served::new();
        let event = first(&served).await;
        let page = served.get(&format!("/events/{event}")).await.text;
        let reprint = page.split("Reprint of <a").nth(1).unwrap().split("</a>").next().unwrap();
        assert!(reprint.contains("Douze civils tués"), "{reprint}");
        assert!(page.contains("<label for=\"why-note\">The note</label>"));
        assert!(page.contains("<label for=\"why-reject\">Why</label>"));
    });
}
