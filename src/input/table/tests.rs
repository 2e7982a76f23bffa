use super::*;
use crate::input::rows;

fn said(table: &Table) -> Vec<String> {
    let of_rows = table.rows.iter().flat_map(Row::problems);
    table.problems.iter().chain(of_rows).map(ToString::to_string).collect()
}

fn models(table: &Table) -> Vec<&str> {
    table.rows.iter().map(|row| row.get("model").unwrap_or("-")).collect()
}

#[test]
fn json_lines_and_lists_are_the_same_rows() {
    let lines = rows("{\"model\": \"a\", \"dp_attn\": true}\n{\"model\": \"b\"}\n").unwrap();
    let list = rows(r#"[{"model": "a", "dp_attn": true}, {"model": "b"}]"#).unwrap();
    assert_eq!(lines, list);
    assert_eq!(lines[0].get("dp_attn"), Some("true"));
    assert_eq!(lines[1].place, 2);
}

#[test]
fn what_is_no_row_stays_in_its_place() {
    let table = Table::read(r#"[3, {"model": ["a"]}, {"model": "b"}, [1, 2]]"#);
    assert_eq!(models(&table), ["-", "-", "b", "-"]);
    assert_eq!(
        said(&table),
        [
            "row 1 = 3: must be an object of named values",
            "row 2, model = [\"a\"]: must be text, a number or a flag",
            "row 4 = a list of 2: must be an object of named values",
        ]
    );
}

#[test]
fn short_and_marked_records_are_read_and_long_ones_say_so() {
    let table = Table::read("\u{feff}Model,conc\na\nb,4,5,\nc,6,,\n");
    assert_eq!(models(&table), ["a", "b", "c"]);
    assert_eq!((table.rows[0].get("conc"), table.rows[1].get("conc")), (None, Some("4")));
    assert_eq!(said(&table), ["row 2, column 3 = 5: is beyond the header, which has 2 columns"]);
}

#[test]
fn a_header_says_what_is_wrong_with_it() {
    for (text, problem) in [
        (
            "model;gpu\na;b\n",
            "header = model;gpu: has columns apart by semicolons: they must be apart by commas",
        ),
        (
            "model\tgpu\n",
            "header = model\\tgpu: has columns apart by tabs: they must be apart by commas",
        ),
        ("model,gpu,Model\na,b,c\n", "header, column 3 = Model: is the name of column 1 too"),
        (
            "5\n",
            "header = 5: names no column that is known: the first line must name columns, such as model,gpu,engine",
        ),
        ("model,\"gpu\na,b\n", "header: opens a quote that it does not close"),
        (
            "m\0o\0\n",
            "line 1: holds a zero byte: the file must be text in UTF-8, not UTF-16 nor a spreadsheet's own format",
        ),
    ] {
        let table = Table::read(text);
        assert_eq!((said(&table), table.rows.len()), (vec![problem.to_string()], 0));
        assert!(rows(text).is_err());
    }
    // Columns that make no difference may be there twice, as the empty ones of a spreadsheet.
    assert_eq!(said(&Table::read("model,gpu,,,x,x\na,b,,,1,2\n")), [""; 0]);
}

#[test]
fn columns_that_are_not_known_are_remembered_once() {
    let csv = Table::read("model,n_gpus,source,TTFT_s,sigma,N_GPUS\na,1,x,2,,\n");
    assert_eq!(csv.unknown, ["n_gpus", "N_GPUS"]);
    let json = Table::read("[{\"model\": \"a\", \"n_gpus\": 1}, {\"n_gpus\": 2, \"colour\": 3}]");
    assert_eq!(json.unknown, ["n_gpus", "colour"]);
}

#[test]
fn a_quote_that_stays_open_loses_its_own_row_only() {
    let header = "model,gpu,source\n";
    for (text, read, at) in [
        // Open to the end; closed by a later row's quote, with and without text behind it; in the last row.
        ("a,b,c\n\"d,e,f\ng,h,i\n", vec!["a", "-", "g"], "row 2 (line 3)"),
        ("\"d,e,f\ng,h,i\n\"j\",k,l\n", vec!["-", "g", "j"], "row 1 (line 2)"),
        ("a,b,\"c\ng,h,i\nj,k,\"l\"\n", vec!["-", "g", "j"], "row 1 (line 2)"),
        ("a,b,c\n\n\r\nd,e,\"f", vec!["a", "-"], "row 2 (line 5)"),
    ] {
        let table = Table::read(&format!("{header}{text}"));
        assert_eq!(models(&table), read, "{text}");
        assert_eq!(said(&table), [format!("{at}: opens a quote that it does not close")]);
    }
    // A field of several lines is one field.
    let table = Table::read(&format!("{header}a,b,\"two\nlines, \"\"said\"\"\"\nd,e,f\n"));
    assert_eq!((models(&table), said(&table)), (vec!["a", "d"], vec![]));
}

#[test]
fn a_broken_line_of_json_loses_its_own_row_only() {
    let table = Table::read("{\"model\": \"a\"}\n{\"model\": }\n\n{\"model\": \"c\"}\n");
    assert_eq!(models(&table), ["a", "-", "c"]);
    assert_eq!(said(&table), ["row 2 (line 2, column 11): expected value"]);
    // In a list, what follows cannot be told apart.
    let table = Table::read("[{\"model\": \"a\"},\n{\"model\": }, {\"model\": \"c\"}]");
    assert_eq!(models(&table), ["a"]);
    let stop = "line 2, column 11: expected value; nothing from there on is read";
    assert_eq!(said(&table), [stop]);
}

#[test]
fn what_is_given_twice_or_in_other_bytes_is_said_where_it_matters() {
    let table = Table::read("{\"model\": \"a\", \"conc\": 1, \"x\": 1, \"x\": 2, \"Conc\": 2}");
    assert_eq!(said(&table), ["row 1, conc = 2: is given twice"]);
    let table = Table::read("model,source\na\u{fffd},b\nc,d\u{fffd}\n");
    assert_eq!(
        said(&table),
        ["row 1, model = a\u{fffd}: has bytes that are not UTF-8: save the file as UTF-8"]
    );
}

#[test]
fn nothing_is_no_rows() {
    for text in ["", "\n \n", "[]", "model,gpu\n", "[]\n[]"] {
        let table = Table::read(text);
        assert_eq!((table.rows.len(), said(&table).len()), (0, 0), "{text:?}");
    }
}

/// A quote that is not closed is a matter of its own row, whatever ends the lines.
#[test]
fn rows_with_open_quotes_are_lost_alone() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["model,gpu", "a,b", "c,\"d", "e,f", "g,\"h", "i,j", ""].join(end);
        let table = Table::read(&text);
        let lost: Vec<bool> = table.rows.iter().map(|it| it.problems().next().is_some()).collect();
        assert_eq!(lost, [false, true, false, true, false], "{end:?}");
    }
}

#[test]
fn a_wide_table_is_read_at_once_or_refused_at_once() {
    let wide = |columns: usize| {
        let names: Vec<String> = (0..columns).map(|it| format!("c{it}")).collect();
        format!("model,{}\nx\n", names.join(","))
    };
    let table = Table::read(&wide(900));
    assert_eq!((table.rows.len(), table.unknown.len()), (1, 900));
    let table = Table::read(&wide(1_000_000));
    assert_eq!(said(&table), ["header: has 1000001 columns: must have at most 1000"]);
    let keys: Vec<String> = (0..100_000).map(|it| format!("\"c{it}\": 1")).collect();
    let table = Table::read(&format!("[{{{}}}]", keys.join(",")));
    assert_eq!(said(&table), ["row 1: has 100000 keys: must have at most 1000"]);
}

#[test]
fn names_of_columns_may_have_spaces_hyphens_and_capitals() {
    let table = Table::read("Model,GPU,N-GPU,Prefix Hit Rate,offline max\nx,y,8,50%,true\n");
    assert!(table.unknown.is_empty(), "{:?}", table.unknown);
    let row = &table.rows[0];
    assert_eq!(
        [row.get("n_gpu"), row.get("prefix_hit_rate"), row.get("offline_max")],
        [Some("8"), Some("50%"), Some("true")]
    );
}
