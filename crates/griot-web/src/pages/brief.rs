//! The brief of a place and a period: the form that asks for it, and the brief itself, which is one
//! file that can be kept or printed.

use askama::Template;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use griot::fusion::Policy;
use griot_record::BriefAsked;
use sha2::{Digest as _, Sha256};

use super::kind;
use super::overview::{Form, form};
use crate::answer::{Answer, Failed, HTML, Kind, Page, TEXT, html, json_page, reply};
use crate::chrome::{Chrome, Link};

#[derive(Template)]
#[template(path = "brief.html")]
struct BriefForm<'a> {
    c: &'a Chrome,
    form: Form,
    policies: Vec<Link>,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let digest = page.digest()?;
    let policy = page.asked.policy()?;
    let policies = Policy::ALL.iter().map(|one| Link {
        text: page.words.of_group("policy", one.as_str()).to_owned(),
        href: one.as_str().to_owned(),
        is_here: *one == policy,
    });
    let data = [("JSON", page.asked.link("/brief/page.json", &[]))];
    let chrome = Chrome::of(page, "brief", page.t("brief_title")).with_data(&data);
    html(&BriefForm { form: form(page, &digest), policies: policies.collect(), c: &chrome })
}

pub(crate) fn whole(page: &Page<'_>) -> Answer {
    let wrong = |_: jiff::Error| {
        let value = page.asked.one("compared_to").unwrap_or_default();
        Failed::field("compared_to", "compared_to", value)
    };
    let before = page.asked.one("compared_to").map(str::parse).transpose().map_err(wrong)?;
    let asked = BriefAsked {
        filter: page.asked.filter()?.filter,
        place: page.asked.one("near").map(str::to_owned),
        lang: page
            .asked
            .one("brief_lang")
            .and_then(|lang| lang.parse().ok())
            .unwrap_or(page.asked.lang),
        policy: page.asked.policy()?,
        as_of: page.asked.as_of()?,
    };
    let before = match before {
        Some(day) => Some((page.app.open_as(page.asked.who.role)?.as_of(day)?, day)),
        None => None,
    };
    let brief = page.record.brief(&asked, before.as_ref().map(|(record, day)| (record, *day)))?;
    let form = page.asked.one("form");
    if kind(page) == Kind::Json || form == Some("json") {
        return json_page(&brief.to_json());
    }
    if form == Some("md") {
        return Ok(reply(StatusCode::OK, TEXT, brief.to_markdown().into()));
    }
    let text = brief.to_html();
    // Its style stands in it: the policy names that style and no other.
    let style = text.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
    let hash = base64(&Sha256::digest(style.map(|(style, _)| style).unwrap_or_default()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let mut response = reply(StatusCode::OK, HTML, text.into());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
