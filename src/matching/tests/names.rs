//! Names as registers, banks and people write them. Every pair is compared both ways.

use super::{Compared, Side, Verdict, compare, each, side, verdict};

fn pass(pairs: &[(&str, &str)]) {
    each(Compared::Name, Verdict::Normalised, pairs);
}

fn review(pairs: &[(&str, &str)]) {
    each(Compared::Name, Verdict::Fuzzy, pairs);
}

fn differ(pairs: &[(&str, &str)]) {
    each(Compared::Name, Verdict::Mismatch, pairs);
}

#[test]
fn white_space_around_a_name_and_the_form_of_its_letters_do_not_matter() {
    each(
        Compared::Name,
        Verdict::Exact,
        &[
            ("Kari Nordmann", "Kari Nordmann"),
            (" Kari Nordmann\n", "Kari Nordmann"),
            // Composed and decomposed.
            ("Bj\u{f8}rn \u{c5}se", "Bj\u{f8}rn A\u{30a}se"),
            ("陈大文", "陈大文"),
        ],
    );
}

#[test]
fn capitals_spaces_punctuation_and_order_do_not_matter() {
    pass(&[
        ("KARI NORDMANN", "Kari Nordmann"),
        ("Nordmann, Kari", "Kari Nordmann"),
        ("Kari  Anne\tNordmann", "NORDMANN KARI ANNE"),
        ("Anne-Marie Hansen", "Anne Marie Hansen"),
        ("Anne‑Marie Hansen", "ANNE MARIE HANSEN"),
        ("Ｋａｒｉ Ｎｏｒｄｍａｎｎ", "Kari Nordmann"),
        ("Kari\u{a0}Nordmann", "Kari Nordmann"),
        ("Ka\u{ad}ri Nord\u{200b}mann", "Kari Nordmann"),
        ("\u{202a}Kari Nordmann\u{202c}", "Kari Nordmann"),
        ("TAN XIAO MING", "Xiao Ming Tan"),
        ("Ole. Hansen", "Ole Hansen"),
    ]);
}

#[test]
fn a_letter_may_be_written_plainly() {
    pass(&[
        ("Bjørn Ødegård", "BJORN ODEGARD"),
        ("Bjørn Ødegård", "BJOERN OEDEGAARD"),
        ("Bjørn Ødegård", "Bjoern Odegaard"),
        ("Håkon Sæther", "HAAKON SAETHER"),
        ("Håkon Sæther", "Hakon Saether"),
        ("Åse Aas", "Aase Aas"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Jürgen Müller", "JURGEN MULLER"),
        ("Götz Weiß", "Goetz Weiss"),
        ("Götz WEISS", "Götz Weiß"),
        ("Łukasz Wałęsa", "Lukasz Walesa"),
        ("Þórður Guðmundsson", "Thordur Gudmundsson"),
        ("Novak Đoković", "Novak Djokovic"),
        ("Novak Đoković", "NOVAK DOKOVIC"),
        ("Nguyễn Thị Ánh", "NGUYEN THI ANH"),
        ("Nguyễn Thị Ánh", "Nguyên Thi Ánh"),
        ("José Núñez", "JOSE NUNEZ"),
        ("Zoë Šimková", "Zoe Simkova"),
        ("Ayşe Işık", "AYSE ISIK"),
        ("İbrahim Yılmaz", "Ibrahim Yilmaz"),
        ("Ştefan Țepeș", "Ștefan Ţepeş"),
        ("François Œuvrard", "Francois Oeuvrard"),
        ("Áilu Vuolabŋa", "Ailu Vuolabna"),
        ("Γιώργος Παπαδόπουλος", "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("Фёдор Иванов", "Федор Иванов"),
    ]);
}

#[test]
fn a_neighbouring_alphabet_has_the_same_letter() {
    pass(&[("Bjørn Sætre", "Björn Sätre"), ("Søren Ærø", "SÖREN ÄRÖ")]);
}

#[test]
fn letters_that_contradict_each_other_are_not_the_same() {
    review(&[
        ("Trần Văn Hùng", "Trần Văn Hưng"),
        ("Nguyễn Thị Hà", "Nguyễn Thị Hạ"),
        ("Bjorn Hansen", "Bjoern Hansen"),
        ("Renée Martin", "Renèe Martin"),
    ]);
    differ(&[("Алексей Иванов", "Пётр Иванов")]);
    assert!(!verdict(Compared::Name, "Андрей", "Андреи").passes());
}

#[test]
fn parts_may_be_written_together_or_apart() {
    pass(&[
        ("Siti Nur Haliza", "Siti Nurhaliza"),
        ("Siti Nur Haliza", "Nurhaliza Siti"),
        ("TAN XIAO MING", "Xiaoming Tan"),
        ("Tan Xiao-Ming", "Tan Xiaoming"),
        ("Abdul Rahman Hakim", "Abdulrahman Hakim"),
        ("Jan van den Berg", "Jan Vandenberg"),
        ("Ian Mac Donald", "Ian MacDonald"),
        ("陈 大文", "陈大文"),
        ("김 민준", "김민준"),
    ]);
    // The torn parts differ, or there is nothing beside them.
    review(&[
        ("Mei Lina", "Meili Na"),
        ("Li Na", "Lina"),
        ("Su Harto", "Suharto"),
        ("J R Olsen", "JR Olsen"),
        ("A Lina Lim", "Alina Lim"),
    ]);
    differ(&[("Na Li", "Lina")]);
}

#[test]
fn apostrophes_are_left_out() {
    pass(&[
        ("Sean O'Connor", "Sean O’Connor"),
        ("Sean O'Connor", "SEAN OCONNOR"),
        ("Sean O'Connor", "Sean O Connor"),
        ("Priya D'Souza", "Priya Dsouza"),
        ("Priya D´Souza", "PRIYA D SOUZA"),
        ("Nur'aini Hidayat", "Nuraini Hidayat"),
        ("Nur'aini Hidayat", "Nur Aini Hidayat"),
        ("Ma`ruf Amin", "Maruf Amin"),
        ("Giulia Dell'Aquila", "Giulia Dell Aquila"),
        ("Kawika Kaʻahumanu", "Kawika Kaahumanu"),
    ]);
}

#[test]
fn a_person_with_one_name_has_it_however_a_form_wanted_two() {
    each(Compared::Name, Verdict::Exact, &[("Suharto", "Suharto")]);
    pass(&[
        ("Suharto", "SUHARTO"),
        ("Suharto", "Suharto Suharto"),
        ("Suharto", "FNU Suharto"),
        ("Suharto", "SUHARTO LNU"),
        ("Suharto", "Suharto -"),
        ("Suharto", "Suharto ."),
        ("- Sukarno", "SUKARNO SUKARNO"),
    ]);
    review(&[("Suharto", "Suharto Wijaya"), ("Suharto", "Soeharto")]);
    differ(&[("Suharto", "Sukarno"), ("Suharto Suharto", "Sukarno")]);
}

#[test]
fn a_placeholder_is_nobodys_name() {
    differ(&[
        ("-", "-"),
        ("FNU LNU", "FNU LNU"),
        ("FNU LNU", "Suharto"),
        ("...", "Suharto"),
    ]);
}

#[test]
fn titles_and_degrees_are_left_out_where_a_name_of_two_parts_remains() {
    pass(&[
        ("Dr. Kari Nordmann", "Kari Nordmann"),
        ("Prof. Dr. Budi Santoso", "BUDI SANTOSO"),
        ("Hj. Siti Aminah", "Siti Aminah"),
        ("Hajah Siti Aminah", "Hj Siti Aminah"),
        ("Haji Ahmad bin Ali", "Ahmad bin Ali"),
        ("Budi Santoso, S.H.", "Budi Santoso"),
        ("BUDI SANTOSO, SH", "Budi Santoso"),
        ("Budi Santoso, S.H., M.Kn.", "Budi Santoso"),
        ("Dr. Ir. Budi Santoso, S.T., M.T.", "Budi Santoso"),
        ("Drs. Budi Santoso, M.Si", "Budi Santoso"),
        ("Mr Tan Ah Beng", "TAN AH BENG"),
        ("Mdm Lim Mei Ling", "Lim Mei Ling"),
        ("Kari Nordmann, Ph.D.", "Kari Nordmann"),
    ]);
    // Haji or Hendra? Degree or initials? Title or the first half of the name?
    review(&[
        ("H. Ahmad Dahlan", "Ahmad Dahlan"),
        ("Budi Santoso S.H.", "Budi Santoso"),
        ("Budi Santoso, SE", "Budi Santoso"),
        ("Olsen, S.E.", "Olsen"),
        ("Hj. Suharti", "Suharti"),
        ("Haji Ali", "Ali"),
        ("Sri Wahyuni", "Wahyuni"),
        ("Xiao, Ma", "Xiao"),
    ]);
}

#[test]
fn malay_and_tamil_names_say_whose_child_somebody_is() {
    pass(&[
        ("AHMAD BIN ALI", "Ahmad bin Ali"),
        (
            "Muhammad Faiz bin Abdul Rahman",
            "MUHAMMAD FAIZ BIN RAHMAN ABDUL",
        ),
        ("Siti binti Hassan", "SITI BTE HASSAN"),
        ("Siti binte Hassan", "Siti Bt. Hassan"),
        ("Siti binti Hassan", "Siti Hassan"),
        ("Nur Aisyah binti Hassan", "Aisyah Nur Binte Hassan"),
        ("Nur Aisyah binti Hassan", "Nuraisyah Hassan"),
        ("Rajan s/o Muthu", "RAJAN S/O MUTHU"),
        ("Rajan s/o Muthu", "Rajan a/l Muthu"),
        ("Rajan s/o Muthu", "Rajan Muthu"),
        ("Devi d/o Muthu", "Devi A/P Muthu"),
    ]);
    review(&[
        // Father and son.
        ("Ahmad bin Ali", "Ali bin Ahmad"),
        ("Siti binti Hassan", "Hassan binti Siti"),
        ("Siti binti Hassan", "Hassan Siti"),
        // Brother and sister.
        ("Nur bin Hassan", "Nur binti Hassan"),
        ("Devi s/o Muthu", "Devi d/o Muthu"),
        // Bin is a Chinese given name, too: Tan Bin Hao is not Tan Hao.
        ("Ahmad bin Ali", "Ahmad Ali"),
        ("Tan Bin Hao", "Tan Hao"),
        ("Ahmad B Ali", "Ahmad bin Ali"),
    ]);
    pass(&[
        ("TAN BIN HAO", "Bin Hao Tan"),
        ("TAN BIN HAO", "Tan Binhao"),
        ("LI BIN", "Bin Li"),
    ]);
}

/// Otherwise a form's "Alice @ Bob" would be the Alice of one step and the Bob of another.
#[test]
fn two_names_in_one_text_are_for_a_human() {
    review(&[
        ("TAN AH KOW @ TAN AH KAW", "Tan Ah Kaw"),
        ("TAN AH KOW @ TAN AH KAW", "Kow Ah Tan"),
        ("Alice Hansen @ Bob Nordmann", "Alice Hansen"),
        ("Alice Hansen (Bob Nordmann)", "Bob Nordmann"),
        ("CHAN XIAO HUI (CHEN XIAOHUI)", "Chen Xiaohui"),
        ("Maria (Mia) Hansen", "Maria Hansen"),
        ("Suharto @ Harto", "Harto"),
        ("TAN AH BENG @ JOHNNY", "Johnny"),
    ]);
    pass(&[
        (
            "CHAN XIAO HUI (CHEN XIAOHUI)",
            "Chan Xiao Hui @ Chen Xiaohui",
        ),
        ("TAN AH KOW @ TAN AH KAW", "Tan Ah Kow @ Tan Ah Kaw"),
    ]);
}

#[test]
fn a_human_looks_at_names_of_which_something_is_missing() {
    review(&[
        ("Kari Anne Nordmann", "Kari Nordmann"),
        ("Kari Nordmann Hansen", "Kari Hansen"),
        ("Nordmann", "Kari Nordmann"),
        ("K. Nordmann", "Kari Nordmann"),
        ("Kari A. Nordmann", "Kari Anne Nordmann"),
        ("K A Nordmann", "Kari Anne Nordmann"),
        ("Muhammad Budi Santoso", "Moh. Budi Santoso"),
        ("Abd Rahman Saleh", "Abdul Rahman Saleh"),
        ("I Made Wijaya", "Made Wijaya"),
        ("María García López", "Maria Garcia"),
    ]);
}

#[test]
fn a_human_looks_at_names_that_are_nearly_the_same() {
    review(&[
        ("Kari Nordmann", "Kari Nordman"),
        ("Kari Nordmann", "Kair Nordmann"),
        ("Karl Hansen", "Kari Hansen"),
        ("Jon Hansen", "Jon Hanssen"),
        ("Achmad Yusuf", "Ahmad Yusuf"),
        ("Djoko Susilo", "Joko Susilo"),
        ("Muhammad Ali", "Muhamad Ali"),
        ("Siti Nur Halizah", "Siti Nurhaliza"),
        ("Mohd Faiz Hakim", "Muhammad Faiz Hakim"),
    ]);
}

#[test]
fn another_script_is_for_a_human_and_for_the_alias() {
    review(&[
        ("陈大文", "Chen Da Wen"),
        ("陈大文", "Dawen Chen"),
        ("Борис Петров", "Boris Petrov"),
        ("Γιώργος Παππάς", "Giorgos Pappas"),
        // A Cyrillic A among Latin letters.
        ("\u{410}nna Petrova", "Anna Petrova"),
    ]);
    differ(&[("陈大文", "Tan Xiao Ming"), ("王小明", "李小红")]);
    let registered = side(&["陈大文", "TAN TAI MAN", "Chen Dawen"]);
    assert_eq!(
        compare(Compared::Name, &registered, &side(&["Dawen CHEN"])),
        Verdict::Normalised
    );
}

#[test]
fn people_who_share_a_part_of_the_name_are_other_people() {
    differ(&[
        ("Kari Nordmann", "Ola Nordmann"),
        ("Budi Santoso", "Agus Santoso"),
        ("Siti Aminah", "Siti Rahayu"),
        ("Tan Xiao Ming", "Tan Ah Beng"),
        ("Nguyen Van Hung", "Nguyen Van Minh"),
        ("Ahmad bin Ali", "Yusof bin Ali"),
        ("Hans Müller", "Peter Müller"),
        ("Maria García López", "Lucía García López"),
        ("Muhammad Rizky", "Muhammad Fajar"),
        ("K. Nordmann", "Ola Nordmann"),
        ("Ali", "Abu"),
        ("Kari Nordmann", "Nguyen Van Minh"),
        ("Jan Jensen", "Jan Hansen"),
        ("O N", "Ola Nordmann"),
    ]);
}

#[test]
fn a_part_that_occurs_twice_has_to_occur_twice() {
    review(&[("Lim Lim Mei", "Lim Mei")]);
    differ(&[("Lim Lim Mei", "Lim Mei Mei")]);
}

#[test]
fn one_good_pair_is_enough() {
    let client = side(&["Kari Nordmann"]);
    let bank = side(&["Kari Hansen", "KARI NORDMANN", "Kari Nordman"]);
    assert_eq!(compare(Compared::Name, &client, &bank), Verdict::Normalised);
    assert_eq!(compare(Compared::Name, &bank, &client), Verdict::Normalised);
}

#[test]
fn a_name_of_too_many_letters_or_parts_passes_only_as_it_is() {
    let long = "Wijaya ".repeat(17);
    assert_eq!(verdict(Compared::Name, &long, &long), Verdict::Exact);
    assert_eq!(
        verdict(Compared::Name, &long, &long.to_uppercase()),
        Verdict::Mismatch
    );
    let word = "a".repeat(121);
    assert_eq!(verdict(Compared::Name, &word, &word), Verdict::Exact);
    assert_eq!(
        verdict(Compared::Name, &word, &word.to_uppercase()),
        Verdict::Mismatch
    );
    // One ligature, eighteen letters.
    assert!(!verdict(Compared::Name, &"\u{fdfa}".repeat(199), "Ali").passes());
}

#[test]
fn the_worst_names_are_compared_at_once() {
    // Ligatures, equal beginnings, letters of two spellings: what backtracking would choke on.
    let worst: Vec<String> = (0..20)
        .map(|last| format!("{} {}", "åååååå ".repeat(15), "a".repeat(last + 1)))
        .collect();
    let other: Vec<String> = (0..20)
        .map(|last| format!("{} {}", "aaaaaaa ".repeat(15), "b".repeat(last + 1)))
        .collect();
    let (left, right) = (Side::new(worst), Side::new(other));
    assert!(!compare(Compared::Name, &left, &right).passes());
}
