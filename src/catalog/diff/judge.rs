//! Each entry by itself: mapped or skipped, and what looks wrong with it.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::catalog::Catalog;
use crate::catalog::import::entry::{Entry, Kind, Prices};
use crate::catalog::import::names::{Match, Meaning, Names};
use crate::catalog::import::{PriceList, flags};
use crate::error::Error;
use crate::ids::{ModelId, ProviderId};

use super::Remark;

/// All entries, judged.
pub(super) struct Judged<'a> {
    pub read: usize,
    pub chat_priced: usize,
    pub named: usize,
    pub mapped: Vec<Mapped<'a>>,
    pub skipped: Vec<Remark>,
    pub flagged: Vec<Remark>,
}

/// An entry of a model of the catalogue.
pub(super) struct Mapped<'a> {
    /// The place of its list.
    pub list: usize,
    /// Its name to show.
    pub name: String,
    pub entry: &'a Entry,
    pub prices: &'a Prices,
    pub meaning: Match,
    /// The seller, where the catalogue has it.
    pub provider: Option<ProviderId>,
    pub flagged: bool,
}

impl Judged<'_> {
    /// Skips a priced entry; what is off by itself is flagged.
    fn skip(&mut self, name: String, prices: &Prices, reason: String) {
        self.named += usize::from(reason.starts_with(RELATIVE));
        // What the catalogue lacks may well be free.
        if prices.input > 0.0 && prices.output > 0.0 {
            let reasons = flags::alone(prices).into_iter();
            self.flagged.extend(reasons.map(|reason| Remark { entry: name.clone(), reason }));
        }
        self.skipped.push(Remark { entry: name, reason });
    }
}

/// Judges every entry of `lists`.
///
/// # Errors
/// A list that is in another unit as a whole.
pub(super) fn judge<'a>(
    catalog: &Catalog,
    lists: &'a [PriceList],
    on: Day,
) -> Result<Judged<'a>, Error> {
    let names = Names::of(catalog);
    let mut judged = Judged {
        read: 0,
        chat_priced: 0,
        named: 0,
        mapped: Vec::new(),
        skipped: Vec::new(),
        flagged: Vec::new(),
    };
    let mut inputs: Vec<Vec<f64>> = vec![Vec::new(); lists.len()];
    let mut priced = Vec::new();
    for (place, list) in lists.iter().enumerate() {
        for entry in &list.entries {
            judged.read += 1;
            let name = match lists.len() {
                1 => entry.name.clone(),
                _ => format!("{}: {}", list.list.name(), entry.name),
            };
            match (without_price(entry), &entry.prices) {
                (None, Some(prices)) => {
                    judged.chat_priced += 1;
                    inputs[place].push(prices.input);
                    priced.push((place, name, entry, prices));
                }
                (reason, _) => {
                    let reason = reason.unwrap_or_default();
                    judged.skipped.push(Remark { entry: name, reason });
                }
            }
        }
    }
    for (list, name, entry, prices) in priced {
        match meaning(&names, catalog, entry) {
            Ok(meaning) => {
                judged.named += 1;
                let provider = names.provider(catalog, &entry.seller, meaning.model);
                let flagged = false;
                judged.mapped.push(Mapped {
                    list,
                    name,
                    entry,
                    prices,
                    meaning,
                    provider,
                    flagged,
                });
            }
            Err(reason) => judged.skip(name, prices, reason),
        }
    }
    flag(catalog, lists, on, &inputs, &mut judged)?;
    Ok(judged)
}

/// Why an entry has no price of text; nothing where it has.
fn without_price(entry: &Entry) -> Option<String> {
    match &entry.kind {
        Kind::Sample => Some("no entry: the list's description of its own fields".to_string()),
        Kind::AliasOf(other) => Some(format!("alias: of {other}")),
        Kind::Other(kind) => Some(format!("not chat: {kind}")),
        Kind::Chat if entry.prices.is_none() => {
            Some("no price: none per token for input and output".to_string())
        }
        Kind::Chat => None,
    }
}

/// How the reason of a relative begins.
const RELATIVE: &str = "another model";

/// What a priced entry means, or why it is skipped.
fn meaning(names: &Names, catalog: &Catalog, entry: &Entry) -> Result<Match, String> {
    let last = entry.model.rsplit('/').next().unwrap_or_default();
    if last.starts_with("ft:") || entry.model.starts_with("ft:") {
        return Err("fine-tuned: priced apart from its base".to_string());
    }
    match names.meaning(&entry.model) {
        Meaning::Model(meaning) => Ok(meaning),
        Meaning::Relative(model, name) => {
            let model = &catalog.models[model.index()].id;
            Err(format!("{RELATIVE}: {name} is not {model}, whose name it has"))
        }
        Meaning::Version(model, name) => {
            let model = &catalog.models[model.index()].id;
            Err(format!("another version: {name} is not {model}"))
        }
        Meaning::Unknown
            if entry.prices.as_ref().is_some_and(|it| it.input == 0.0 && it.output == 0.0) =>
        {
            Err("free: a model that the catalogue lacks, at zero".to_string())
        }
        Meaning::Unknown => {
            Err("unknown model: no model of the catalogue has this name".to_string())
        }
    }
}

/// A price of a model, and the entry that it comes from; none for the catalogue's own.
type Asked = (Option<usize>, f64, f64);

/// Flags what looks wrong, and refuses a list that is wrong as a whole.
fn flag(
    catalog: &Catalog,
    lists: &[PriceList],
    on: Day,
    inputs: &[Vec<f64>],
    judged: &mut Judged,
) -> Result<(), Error> {
    let recorded = recorded(catalog, on);
    let mut problems = Vec::new();
    for (place, list) in lists.iter().enumerate() {
        let own = judged.mapped.iter().filter(|it| it.list == place && it.prices.input > 0.0);
        let times: Vec<f64> = own
            .filter_map(|it| {
                let offers = recorded.get(&it.meaning.model)?;
                Some(it.prices.input / flags::median(offers.iter().map(|it| it.1).collect())?)
            })
            .collect();
        if let Some(mut problem) = flags::whole(&times, &inputs[place]) {
            problem.path = format!("{}: {}", list.file, problem.path);
            problems.push(problem);
        }
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let mut asked = recorded;
    for (place, mapped) in judged.mapped.iter().enumerate() {
        if mapped.meaning.service.is_none() {
            let price = (Some(place), mapped.prices.input, mapped.prices.output);
            asked.entry(mapped.meaning.model).or_default().push(price);
        }
    }
    for (place, mapped) in judged.mapped.iter_mut().enumerate() {
        let others: Vec<(f64, f64)> = asked
            .get(&mapped.meaning.model)
            .map(|asked| {
                asked.iter().filter(|it| it.0 != Some(place)).map(|it| (it.1, it.2)).collect()
            })
            .unwrap_or_default();
        let mut reasons = flags::alone(mapped.prices);
        if mapped.meaning.service.is_none() {
            reasons.extend(flags::beside(mapped.prices, &others));
        }
        mapped.flagged = !reasons.is_empty();
        let entry = &mapped.name;
        judged
            .flagged
            .extend(reasons.into_iter().map(|reason| Remark { entry: entry.clone(), reason }));
    }
    Ok(())
}

/// The prices in force on `on` by model.
fn recorded(catalog: &Catalog, on: Day) -> BTreeMap<ModelId, Vec<Asked>> {
    let mut recorded: BTreeMap<ModelId, Vec<Asked>> = BTreeMap::new();
    for line in &catalog.lines {
        if let Some(offer) = catalog.line(&line.id).and_then(|id| catalog.offer_on(id, on)) {
            let (input, output) =
                (offer.input_usd_per_mtok.median(), offer.output_usd_per_mtok.median());
            recorded.entry(line.model).or_default().push((None, input, output));
        }
    }
    recorded
}
