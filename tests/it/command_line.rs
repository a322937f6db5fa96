//! A command line that cannot be understood is told in French as well, with exit status 2.

use std::process::{Command, Output};

fn ptce(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    command.args(arguments).output().expect("the program runs")
}

#[test]
fn what_is_refused_is_said_in_french_too() {
    let cases: [(&[&str], &str); 9] = [
        (&["--quiet"], "il manque une commande"),
        (
            &["chek"],
            "la commande « chek » n'existe pas, sans doute check",
        ),
        (
            &["check", "--sourc", "x"],
            "l'option « --sourc » n'existe pas ici, sans doute --source",
        ),
        (
            &["check", "ma-publication"],
            "« ma-publication » est de trop ici ; le dossier d'une publication s'indique par --publication ma-publication",
        ),
        (
            &["check", "--source"],
            "il manque une valeur après --source <FILE>",
        ),
        (&["init"], "il manque <DIR>"),
        (
            &["check", "--format", "fr"],
            "« fr » ne convient pas à --format <FORMAT>",
        ),
        (
            &["check", "--rdf", "x", "--source", "y"],
            "--rdf <FILE>... ne va pas avec le reste",
        ),
        (
            &["serve", "--bind", "127.0.0.1"],
            "« 127.0.0.1 » n'est pas une adresse et un port, par exemple --bind 127.0.0.1:7878",
        ),
    ];
    for (arguments, expected) in cases {
        let output = ptce(arguments);
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let last = said.lines().last().unwrap_or_default();
        let expected = format!("aide : {expected} ; voir ptce --help, ou ptce COMMANDE --help");
        assert_eq!(last, expected, "{said}");
    }
}

#[test]
fn what_is_refused_is_a_diagnostic_for_programs() {
    let see = "see ptce --help, or ptce COMMAND --help";
    let cases: [(&[&str], &str, &str, &str); 6] = [
        (
            &["check", "--sourc", "x", "--format", "json"],
            "unexpected argument '--sourc' found",
            "perhaps --source; ",
            "l'option « --sourc » n'existe pas ici, sans doute --source ; ",
        ),
        (
            &["--format=json", "init"],
            "the following required arguments were not provided: <DIR>",
            "",
            "il manque <DIR> ; ",
        ),
        // The last form counts, and what follows `--` is none.
        (
            &[
                "--format", "text", "chek", "--format", "json", "--", "--format", "text",
            ],
            "unrecognized subcommand 'chek'",
            "perhaps check; ",
            "la commande « chek » n'existe pas, sans doute check ; ",
        ),
        (
            &["check", "--format", "json", "--format", "jsn"],
            "invalid value 'jsn' for '--format <FORMAT>' \
             [possible values: text, short, json, nt, nq, ttl, trig, rdfxml, jsonld]",
            "perhaps json; ",
            "« jsn » ne convient pas à --format <FORMAT>, sans doute json ; ",
        ),
        (
            &["--format", "json", "link"],
            "a command is missing",
            "",
            "il manque une commande ; ",
        ),
        (
            &["check", "a\nb", "--format", "json"],
            "unexpected argument 'a b' found",
            "",
            "« a\nb » est de trop ici ; le dossier d'une publication s'indique par --publication a\nb ; ",
        ),
    ];
    for (arguments, message, en, fr) in cases {
        let output = ptce(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(said.matches('\n').count(), 1, "{said}");
        let told: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        assert_eq!(told["code"], "C002");
        assert_eq!(told["severity"], "error");
        assert_eq!(told["message"], message);
        assert_eq!(told["help"]["en"], format!("{en}{see}"));
        let voir = "voir ptce --help, ou ptce COMMANDE --help";
        assert_eq!(told["help"]["fr"], format!("{fr}{voir}"));
    }
    let short = ptce(&["init", "--format", "short"]);
    assert_eq!(
        String::from_utf8_lossy(&short.stderr),
        "error[C002]: the following required arguments were not provided: <DIR>\n"
    );
    // Help is help, whatever form of diagnostics stands beside it.
    let help = ptce(&["check", "--help", "--format", "json"]);
    assert_eq!((help.status.code(), help.stderr.len()), (Some(0), 0));
}

#[test]
fn a_public_address_with_a_path_is_refused() {
    let site = ["publish", "--out", "site"];
    for command in [&["serve"][..], &site] {
        let address = ["--public-url", "https://data.example.org/ptce"];
        let out = ptce(&[command, &address].concat());
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{said}");
        assert!(
            said.contains("links start at the root") && said.contains("sous-domaine"),
            "{said}"
        );
    }
}

#[test]
fn help_that_was_asked_for_is_no_refusal() {
    let help = ptce(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(help.stderr.is_empty());
    let text = String::from_utf8(help.stdout).expect("UTF-8");
    // Each command has its line in both languages.
    let commands = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<_> = commands.take_while(|line| !line.is_empty()).collect();
    assert!(commands.len() > 10, "{text}");
    for line in commands
        .iter()
        .filter(|line| !line.trim().starts_with("help "))
    {
        assert!(line.contains(" · "), "{line}");
    }
}
