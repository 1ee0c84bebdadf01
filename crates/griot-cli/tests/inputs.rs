//! What goes in: files, folders, standard input; and what is said of inputs that cannot be read.

use crate::folder::{Folder, NOTHING, SENTENCE, line, ok};

fn page(title: &str, text: &str) -> Vec<u8> {
    format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <h1>{title}</h1><p>{text}</p></body></html>"
    )
    .into_bytes()
}

#[test]
fn a_folder_is_walked_in_the_order_of_names() {
    let folder = Folder::new(&[
        ("pages/b.txt", SENTENCE.as_bytes()),
        ("pages/a.html", &page("Attaque à Gao", SENTENCE)),
        ("pages/deep/c.txt", SENTENCE.as_bytes()),
        ("pages/.hidden.txt", SENTENCE.as_bytes()),
        ("pages/a_files/style.css", b"p { margin: 0 }"),
        ("pages/a_files/Photo.JPG", b"\xff\xd8\xff"),
        ("pages/README.md", b"What these pages are."),
        ("pages/lines.jsonl", (line("x", SENTENCE) + &line("y", SENTENCE)).as_bytes()),
    ]);
    let run = folder.run(&["read", "pages"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.ids(), ["pages/a.html", "pages/b.txt", "pages/deep/c.txt", "x", "y"]);
}

#[test]
fn what_is_read_can_be_coded() {
    let folder = Folder::new(&[("a.html", &page("Attaque à Gao", SENTENCE))]);
    let read = folder.run(&["read", "a.html"]);
    let direct = folder.run(&["code", "--json", "a.html"]);
    let piped = folder.run_with_stdin(&["code", "--json", "-"], read.out.as_bytes());
    assert_eq!(direct.json()[0]["events"], piped.json()[0]["events"]);
    assert_eq!(direct.ids(), piped.ids());
}

#[test]
fn standard_input_may_be_a_page_or_lines() {
    let folder = Folder::new(&[]);
    let run = folder.run_with_stdin(&["read", "-"], &page("Attaque à Gao", SENTENCE));
    assert_eq!(run.json()[0]["title"], "Attaque à Gao");
    assert_eq!(run.json()[0]["text"], SENTENCE);

    let lines = line("x", SENTENCE) + "\n" + &line("y", NOTHING);
    let run = folder.run_with_stdin(&["read", "-"], lines.as_bytes());
    assert_eq!(run.ids(), ["x", "y"]);

    let run = folder.run_with_stdin(&["read", "-"], SENTENCE.as_bytes());
    assert_eq!(run.json()[0]["text"], SENTENCE);
}

#[test]
fn lines_without_an_id_are_numbered() {
    let text = serde_json::json!({ "text": SENTENCE }).to_string();
    let folder = Folder::new(&[("a.jsonl", format!("\n{text}\n").as_bytes())]);
    assert_eq!(folder.run(&["read", "a.jsonl"]).ids(), ["a.jsonl:2"]);
}

#[test]
fn a_section_is_told_and_stays_when_what_was_read_is_read_again() {
    let page = format!(
        "<html><head><title>Tessit</title><meta property='article:section' content='Afrique'></head>\
         <body><h1>Tessit</h1><p>{SENTENCE}</p></body></html>"
    );
    let folder = Folder::new(&[("a.html", page.as_bytes())]);
    let run = folder.run(&["read", "a.html"]);
    let once = run.json();
    assert_eq!(
        (&once[0]["section"], &once[0]["section_found_in"]),
        (&"Afrique".into(), &"meta".into())
    );
    folder.write("b.jsonl", once[0].to_string().as_bytes());
    let twice = folder.run(&["read", "b.jsonl"]).json();
    assert_eq!(
        (&twice[0]["section"], &twice[0]["section_found_in"]),
        (&"Afrique".into(), &"input".into())
    );
    let explained = folder.run(&["read", "--explain", "a.html"]).out;
    assert!(explained.contains("Afrique (meta)"), "{explained}");
}

#[test]
fn a_day_of_publication_is_taken_where_there_is_none() {
    let folder = Folder::new(&[("a.txt", SENTENCE.as_bytes())]);
    folder.write("b.jsonl", line("b", SENTENCE).as_bytes());
    let run = folder.run(&["read", "--published", "2023-01-02", "a.txt", "b.jsonl"]);
    let documents = run.json();
    assert_eq!(documents[0]["published"], "2023-01-02");
    assert_eq!(documents[0]["published_found_in"], "input");
    assert_eq!(documents[1]["published"], "2024-05-06");
}

#[test]
fn the_number_of_workers_does_not_show() {
    let mut lines = String::new();
    for n in 0..150 {
        lines += &line(&format!("d{n}"), if n % 3 == 0 { NOTHING } else { SENTENCE });
    }
    let folder = Folder::new(&[("a.jsonl", lines.as_bytes())]);
    let one = folder.run(&["code", "--json", "--workers", "1", "a.jsonl"]);
    let many = folder.run(&["code", "--json", "--workers", "4", "a.jsonl"]);
    assert_eq!(one.ids().len(), 150);
    assert!(one.out == many.out, "output depends on the number of workers");
}

#[test]
fn bad_lines_among_many_are_told_and_cost_no_other() {
    let (mut lines, mut alone) = (String::new(), Vec::new());
    for n in 0..100 {
        match n % 9 {
            4 => lines += "{\"id\": \"broken\n",
            8 => lines += "{\"id\": \"without text\"}\n",
            _ => {
                let text = [SENTENCE, NOTHING, "Gunmen killed five.", ""][n % 4];
                lines += &line(&format!("d{n}"), text);
                alone.push(line(&format!("d{n}"), text));
            }
        }
    }
    let folder = Folder::new(&[("all.jsonl", lines.as_bytes())]);
    let good = folder.run_with_stdin(&["code", "--json", "-"], alone.concat().as_bytes());
    let bad: Vec<_> = (0..100).filter(|n| matches!(n % 9, 4 | 8)).map(|n| n + 1).collect();
    for workers in ["1", "3"] {
        let run = folder.run(&["code", "--json", "--workers", workers, "all.jsonl"]);
        assert_eq!(run.code, Some(2), "{}", run.err);
        assert!(run.out == good.out, "with {workers} workers");
        let number = |said: &str| said.split_once(", line ")?.1.split(':').next()?.parse().ok();
        let told: Vec<usize> = run.err.lines().filter_map(number).collect();
        assert_eq!(told, bad, "{}", run.err);
    }
}

/// What is said of one bad input, beside a good one that is coded all the same.
fn complaint(name: &str, bytes: &[u8]) -> String {
    let folder = Folder::new(&[(name, bytes), ("good.txt", SENTENCE.as_bytes())]);
    let run = folder.run(&["read", "--quiet", name, "good.txt"]);
    assert_eq!(run.code, Some(2), "{name}: {}", run.err);
    assert_eq!(run.ids().last().map(String::as_str), Some("good.txt"), "{name}");
    run.err
}

#[test]
fn a_bad_file_is_told_and_the_run_goes_on() {
    assert_eq!(
        complaint("empty.html", b""),
        "griot: `empty.html`: nothing to read: the input is empty\n"
    );
    assert_eq!(
        complaint("blank.txt", b" \n\t\n"),
        "griot: `blank.txt`: nothing to read: the input is empty\n"
    );
    assert_eq!(
        complaint("photo.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "griot: `photo.html`: not a text: this is a PNG image\n"
    );
    assert_eq!(complaint("empty.jsonl", b"\n\n"), "griot: `empty.jsonl`: no document in it\n");
    let utf16: Vec<u8> = "\u{feff}{}\n{}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        complaint("utf16.jsonl", &utf16),
        "griot: `utf16.jsonl`: JSON Lines in UTF-16, which are not read: save them as UTF-8\n"
    );
    let bad_lines =
        format!("{}{{\"text\": oops}}\n[1, 2]\n{}", line("x", SENTENCE), line("y", NOTHING));
    let err = complaint("mixed.jsonl", bad_lines.as_bytes());
    let told: Vec<&str> = err.lines().collect();
    assert_eq!(told.len(), 2, "{err}");
    assert!(told[0].starts_with("griot: `mixed.jsonl`, line 2: not JSON: "), "{err}");
    assert!(told[1].starts_with("griot: `mixed.jsonl`, line 3: "), "{err}");
}

#[test]
fn a_missing_file_is_told_and_the_run_goes_on() {
    let folder = Folder::new(&[("good.txt", SENTENCE.as_bytes())]);
    let run = folder.run(&["read", "missing.html", "good.txt"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.ids(), ["good.txt"]);
    assert!(run.err.starts_with("griot: `missing.html`: "), "{}", run.err);
    let run = folder.run(&["read", "ftp://exemple.ml/a", "good.txt"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err.lines().next(),
        Some("griot: `ftp://exemple.ml/a`: only http and https are fetched")
    );
}

#[test]
fn bytes_that_are_no_utf8_are_decoded() {
    let text = b"Dix civils ont \xe9t\xe9 tu\xe9s \xe0 Gao, d\x92apr\xe8s le maire de la ville.";
    let folder = Folder::new(&[("a.txt", text)]);
    let run = folder.run(&["read", "a.txt"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let text = run.json()[0]["text"].as_str().unwrap().to_owned();
    assert_eq!(text, "Dix civils ont été tués à Gao, d’après le maire de la ville.");
}

#[test]
fn a_long_line_of_json_is_read() {
    let text = format!("{SENTENCE}\n\n{}", format!("{NOTHING}\n\n").repeat(8_000));
    let folder = Folder::new(&[("a.jsonl", line("long", &text).as_bytes())]);
    let run = folder.run(&["read", "a.jsonl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.json()[0]["text"].as_str().unwrap().len() > 500_000);
}

/// What a browser saves as one file holds the page in quoted-printable.
#[test]
fn a_page_that_was_saved_in_one_file_is_read() {
    let text = SENTENCE.replace('é', "=C3=A9").replace('à', "=C3=A0");
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://exemple.ml/a\r\n\
         Date: Sun, 10 Apr 2022 08:30:00 -0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/html\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><h1>Attaque =C3=A0 Gao</h1>\
         <p>{text}</p></html>\r\n--B\r\nContent-Type: image/png\r\n\r\nx\r\n--B--\r\n"
    );
    let run = Folder::new(&[("a.mhtml", saved.as_bytes())]).run(&["read", "a.mhtml"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let article = &run.json()[0];
    assert_eq!(article["text"], SENTENCE);
    assert_eq!(article["title"], "Attaque à Gao");
    assert_eq!(article["url"], "https://exemple.ml/a");
    assert_eq!(article["first_seen"], "2022-04-10T08:30:00Z");
}

/// Whatever gave it, a day of publication that cannot be right is not passed on without a word.
#[test]
fn a_day_that_is_to_come_is_noted() {
    let page = format!(
        "<html><head><title>Tessit</title><meta property='article:published_time' content='2099-04-10'>\
         </head><body><h1>Tessit</h1><p>{SENTENCE}</p></body></html>"
    );
    let given = format!("{{\"text\": \"{SENTENCE}\", \"published\": \"2099-04-10\"}}\n");
    let folder = Folder::new(&[("a.html", page.as_bytes()), ("b.jsonl", given.as_bytes())]);
    let articles = folder.run(&["read", "a.html", "b.jsonl"]).json();
    assert_eq!(articles[0]["published"], serde_json::Value::Null);
    assert_eq!(articles[1]["published"], "2099-04-10");
    for article in &articles {
        assert_eq!(article["notes"][0]["code"], "date-in-future", "{article}");
    }
}

#[test]
fn authors_and_changes_of_an_article_that_a_feed_carries_are_told() {
    let text = format!("<p>{SENTENCE}</p>").repeat(8);
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Journal</title><entry><title>Attaque à Gao</title>\
         <link href='https://exemple.ml/1'/><published>2022-04-10T08:00:00Z</published>\
         <updated>2022-04-11T08:00:00Z</updated><author><name>Awa Diallo</name></author>\
         <author><name>Moussa Traoré</name></author><content type='html'><![CDATA[{text}]]></content>\
         </entry></feed>"
    );
    let run = Folder::new(&[("a.xml", feed.as_bytes())]).run(&["read", "a.xml"]);
    let article = &run.json()[0];
    assert_eq!(article["authors"], serde_json::json!(["Awa Diallo", "Moussa Traoré"]));
    assert_eq!(article["published"], "2022-04-10");
    assert_eq!(article["modified"], "2022-04-11");
}

#[test]
fn a_link_that_leads_back_is_not_followed() {
    let folder = Folder::new(&[("pages/a.txt", SENTENCE.as_bytes())]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("pages"), folder.path().join("pages/again"))
        .unwrap();
    folder.write("pages/.hidden", NOTHING.as_bytes());
    folder.write("pages/style.css", b"p {}");
    let run = folder.run(&["read", "pages"]);
    assert_eq!(run.ids(), ["pages/a.txt"]);
    let told = "passed over  3: file that only dresses pages 1, hidden file or folder 1, link to a folder 1";
    assert!(run.err.contains(told), "{}", run.err);
}

#[test]
fn a_page_without_an_article_is_counted_apart() {
    let form =
        b"<html><head><title>Connexion</title></head><body><form><input></form></body></html>";
    let folder = Folder::new(&[("form.html", form), ("good.html", &page("A", SENTENCE))]);
    let run = folder.run(&["read", "form.html", "good.html"]);
    ok(&run);
    assert_eq!(run.ids(), ["form.html", "good.html"]);
    assert!(run.err.starts_with("read         1 article\nno article   1: "), "{}", run.err);
    for flags in [&["read", "form.html"][..], &["read", "--explain", "form.html"]] {
        let run = folder.run(flags);
        assert_eq!(run.code, Some(1), "nothing was found\n{}", run.err);
        assert!(run.out.contains("no-text"), "{}", run.out);
    }
}

/// The disk that is always full is there on Linux alone.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_what_could_not_be_written() {
    let folder = Folder::new(&[("a.html", &page("A", SENTENCE))]);
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for args in [
        &["read", "a.html"][..],
        &["read", "--explain", "a.html"],
        &["code", "a.html"],
        &["code", "--json", "a.html"],
        &["explain", "a.html"],
        &["lexicon", "show"],
        &["init", "sahel"],
        &["add", "sahel", "a.html"],
        &["check", "sahel"],
        &["events", "sahel"],
        &["events", "--json", "sahel"],
        &["brief", "sahel", "--output", "-"],
        &["export", "sahel", "--format", "jsonl", "--output", "-"],
        &["recode", "sahel"],
    ] {
        let mut command = folder.command(args);
        let output = command.stdout(full()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        let expected = "griot: cannot write to standard output: No space left on device";
        assert!(told.contains(expected), "{args:?}: {told}");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {told}");
    }
    let run = folder.run(&["read", "--output", "/dev/full", "a.html"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`/dev/full` is no file that a run could go on with"), "{}", run.err);
}

#[test]
fn an_empty_folder_gives_nothing() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["read", "."]);
    let told = "read         0 articles\n";
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(1), "", told));
    let run = folder.run(&["read", "--quiet", "."]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
}

#[test]
fn rules_for_an_outlet_are_read_from_a_folder() {
    let page = format!(
        "<html><head><link rel='canonical' href='https://www.exemple.bf/a'><title>Attaque</title></head>\
         <body><div class='corps'><p>{SENTENCE}</p><p class='lire'>Le marché de Gao a rouvert ses \
         portes après deux mois de fermeture, selon la mairie.</p></div></body></html>"
    );
    let rules = "[[site]]\nhost = 'exemple.bf'\ntext = ['.corps']\ncut = ['.lire']\n";
    let folder = Folder::new(&[
        ("a.html", page.as_bytes()),
        ("sites/exemple.toml", rules.as_bytes()),
        ("bad/exemple.toml", b"[[site]]\nhost = 'exemple.bf'\ntexte = []\n"),
        ("none/readme.txt", b"nothing"),
    ]);
    let run = folder.run(&["read", "--sites", "sites", "a.html"]);
    assert_eq!(run.json()[0]["text"], SENTENCE, "{}", run.err);
    assert_eq!(run.json()[0]["cut"][0]["reason"], "site");
    for (dir, told) in [
        ("bad", "`bad/exemple.toml`: line 3: unknown field `texte`"),
        ("none", "no rules"),
        ("missing", "cannot read"),
    ] {
        let run = folder.run(&["read", "--sites", dir, "a.html"]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(told), "{dir}: {}", run.err);
    }
}
