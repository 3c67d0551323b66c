//! The words that generated statements are put together from. Frequent ones first: what comes later in a list is said
//! less often, so that there are common and rare words to search for.

use super::random::{Random, Weighted};

/// The languages, in the order in which a [`Term`] has them.
pub(super) const LANGUAGES: [&str; 3] = ["en", "es", "fr"];

/// The same in every language.
pub(super) type Term = [&'static str; LANGUAGES.len()];

/// What topics are about: forty heads with five tails each.
const HEADS: [Term; 40] = [
    ["medicines", "medicamentos", "m\u{e9}dicaments"],
    ["automobiles", "autom\u{f3}viles", "automobiles"],
    ["steel", "acero", "acier"],
    ["aluminium", "aluminio", "aluminium"],
    ["dairy", "l\u{e1}cteos", "produits laitiers"],
    ["maize", "ma\u{ed}z", "ma\u{ef}s"],
    ["sugar", "az\u{fa}car", "sucre"],
    ["lumber", "madera", "bois"],
    ["energy", "energ\u{ed}a", "\u{e9}nergie"],
    ["labour", "trabajo", "travail"],
    ["digital services", "servicios digitales", "services num\u{e9}riques"],
    ["investment", "inversi\u{f3}n", "investissement"],
    ["procurement", "compras p\u{fa}blicas", "march\u{e9}s publics"],
    ["minerals", "minerales", "min\u{e9}raux"],
    ["semiconductors", "semiconductores", "semi-conducteurs"],
    ["batteries", "bater\u{ed}as", "batteries"],
    ["textiles", "textiles", "textiles"],
    ["fisheries", "pesca", "p\u{ea}ches"],
    ["forests", "bosques", "for\u{ea}ts"],
    ["water", "agua", "eau"],
    ["customs", "aduanas", "douanes"],
    ["freight", "transporte de carga", "fret"],
    ["railways", "ferrocarriles", "chemins de fer"],
    ["ports", "puertos", "ports"],
    ["aviation", "aviaci\u{f3}n", "aviation"],
    ["telecommunications", "telecomunicaciones", "t\u{e9}l\u{e9}communications"],
    ["culture", "cultura", "culture"],
    ["beef", "carne de res", "b\u{153}uf"],
    ["poultry", "aves", "volaille"],
    ["wheat", "trigo", "bl\u{e9}"],
    ["wine", "vino", "vin"],
    ["fruit", "fruta", "fruits"],
    ["chemicals", "qu\u{ed}micos", "produits chimiques"],
    ["machinery", "maquinaria", "machines"],
    ["devices", "dispositivos", "appareils"],
    ["banking", "banca", "banques"],
    ["insurance", "seguros", "assurances"],
    ["data", "datos", "donn\u{e9}es"],
    ["copyright", "derechos de autor", "droit d\u{2019}auteur"],
    ["small firms", "peque\u{f1}as empresas", "petites entreprises"],
];

const TAILS: [Term; 5] = [
    ["rules of origin", "reglas de origen", "r\u{e8}gles d\u{2019}origine"],
    ["market access", "acceso a mercados", "acc\u{e8}s aux march\u{e9}s"],
    ["dispute settlement", "soluci\u{f3}n de controversias", "r\u{e8}glement des diff\u{e9}rends"],
    ["tariffs", "aranceles", "tarifs"],
    ["standards", "normas", "normes"],
];

/// Verbs that connect the parts of a sentence.
const VERBS: [[&str; 8]; 3] = [
    ["supports", "demands", "rejects", "welcomes", "questions", "defends", "delays", "reopens"],
    ["apoya", "exige", "rechaza", "celebra", "cuestiona", "defiende", "retrasa", "reabre"],
    ["soutient", "exige", "rejette", "salue", "conteste", "d\u{e9}fend", "retarde", "rouvre"],
];

/// Who or what does it.
const SUBJECTS: [[&str; 8]; 3] = [
    [
        "our industry",
        "the agreement",
        "this review",
        "the government",
        "every worker",
        "the USMCA",
        "Congress",
        "the region",
    ],
    [
        "nuestra industria",
        "el tratado",
        "esta revisi\u{f3}n",
        "el gobierno",
        "cada trabajador",
        "el T-MEC",
        "el Congreso",
        "la regi\u{f3}n",
    ],
    [
        "notre industrie",
        "l\u{2019}accord",
        "cet examen",
        "le gouvernement",
        "chaque travailleur",
        "l\u{2019}ACEUM",
        "le Parlement",
        "la r\u{e9}gion",
    ],
];

/// What stands between two nouns.
const LINKS: [[&str; 6]; 3] = [
    ["and", "of the", "for the", "without", "under the", "with"],
    ["y", "de la", "para el", "sin", "bajo el", "con"],
    ["et", "de la", "pour le", "sans", "sous le", "avec"],
];

/// Common nouns of the field.
const NOUNS: [[&str; 40]; 3] = [
    [
        "certainty",
        "trade",
        "tariff",
        "market",
        "supply chain",
        "jobs",
        "investment",
        "review",
        "access",
        "origin",
        "content",
        "growth",
        "exports",
        "imports",
        "border",
        "farmers",
        "producers",
        "enforcement",
        "panel",
        "patents",
        "prices",
        "wages",
        "standards",
        "energy",
        "competition",
        "extension",
        "withdrawal",
        "negotiation",
        "quota",
        "transparency",
        "inspection",
        "safeguard",
        "subsidies",
        "resilience",
        "technology",
        "environment",
        "security",
        "consultation",
        "ratification",
        "reciprocity",
    ],
    [
        "certeza",
        "comercio",
        "arancel",
        "mercado",
        "cadena de suministro",
        "empleos",
        "inversi\u{f3}n",
        "revisi\u{f3}n",
        "acceso",
        "origen",
        "contenido",
        "crecimiento",
        "exportaciones",
        "importaciones",
        "frontera",
        "agricultores",
        "productores",
        "cumplimiento",
        "panel",
        "patentes",
        "precios",
        "salarios",
        "normas",
        "energ\u{ed}a",
        "competencia",
        "pr\u{f3}rroga",
        "retiro",
        "negociaci\u{f3}n",
        "cuota",
        "transparencia",
        "inspecci\u{f3}n",
        "salvaguardia",
        "subsidios",
        "resiliencia",
        "tecnolog\u{ed}a",
        "ambiente",
        "seguridad",
        "consulta",
        "ratificaci\u{f3}n",
        "reciprocidad",
    ],
    [
        "certitude",
        "commerce",
        "tarif",
        "march\u{e9}",
        "cha\u{ee}ne logistique",
        "emplois",
        "investissement",
        "examen",
        "acc\u{e8}s",
        "origine",
        "contenu",
        "croissance",
        "exportations",
        "importations",
        "fronti\u{e8}re",
        "agriculteurs",
        "producteurs",
        "application",
        "groupe sp\u{e9}cial",
        "brevets",
        "prix",
        "salaires",
        "normes",
        "\u{e9}nergie",
        "concurrence",
        "prolongation",
        "retrait",
        "n\u{e9}gociation",
        "contingent",
        "transparence",
        "inspection",
        "sauvegarde",
        "subventions",
        "r\u{e9}silience",
        "technologie",
        "environnement",
        "s\u{e9}curit\u{e9}",
        "consultation",
        "ratification",
        "r\u{e9}ciprocit\u{e9}",
    ],
];

/// Stems and endings of rare words: every one with every other.
const STEMS: [[&str; 40]; 3] = [
    [
        "certif", "regul", "negoti", "arbitr", "legisl", "harmon", "digit", "local", "nation", "industri", "modern",
        "stabil", "liberal", "urban", "fertil", "steril", "mineral", "metal", "polymer", "crystal", "magnet", "immun",
        "organ", "synthes", "catal", "vapor", "carbon", "nitr", "oxid", "hydr", "ion", "pressur", "commod", "monet",
        "capital", "central", "global", "region", "formal", "visual",
    ],
    [
        "certific", "regul", "negoci", "arbitr", "legisl", "armon", "digit", "local", "nacion", "industri", "modern",
        "estabil", "liber", "urban", "fertil", "esteril", "mineral", "metal", "polimer", "cristal", "magnet", "inmun",
        "organ", "sintet", "catal", "vapor", "carbon", "nitr", "oxid", "hidrat", "ion", "presur", "mercant", "monet",
        "capital", "central", "global", "region", "formal", "visual",
    ],
    [
        "certifi",
        "r\u{e9}gul",
        "n\u{e9}goci",
        "arbitr",
        "l\u{e9}gifer",
        "harmon",
        "num\u{e9}r",
        "local",
        "nation",
        "industri",
        "modern",
        "stabil",
        "lib\u{e9}ral",
        "urban",
        "fertil",
        "st\u{e9}ril",
        "min\u{e9}ral",
        "m\u{e9}tall",
        "polym\u{e9}r",
        "cristall",
        "magn\u{e9}t",
        "immun",
        "organ",
        "synth\u{e9}t",
        "catal",
        "vapor",
        "carbon",
        "nitr",
        "oxyd",
        "hydrat",
        "ion",
        "pressur",
        "marchand",
        "mon\u{e9}t",
        "capital",
        "central",
        "global",
        "r\u{e9}gion",
        "formal",
        "visual",
    ],
];
const ENDINGS: [[&str; 12]; 3] = [
    ["ized", "ization", "ist", "ity", "able", "izer", "isms", "ally", "ative", "ant", "oid", "ene"],
    ["izado", "izaci\u{f3}n", "ista", "idad", "able", "izador", "ismos", "almente", "ativo", "ante", "oide", "eno"],
    [
        "is\u{e9}",
        "isation",
        "iste",
        "it\u{e9}",
        "able",
        "iseur",
        "ismes",
        "alement",
        "atif",
        "ante",
        "o\u{ef}de",
        "\u{e8}ne",
    ],
];

/// Every topic, what is talked of most first.
pub(super) fn topics() -> impl Iterator<Item = (Term, Term)> {
    let places = HEADS.len() * TAILS.len();
    // A step that has no divisor in common with the number of topics takes every one once, in a mixed order.
    (0..places)
        .map(move |place| place * 77 % places)
        .map(|place| (HEADS[place % HEADS.len()], TAILS[place / HEADS.len()]))
}

/// What a body is concerned with, for its name.
pub(super) fn sector(random: &mut Random) -> String {
    let word = HEADS[random.below(HEADS.len())][0];
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// The words of a language.
pub(super) struct Vocabulary {
    language: usize,
    nouns: Vec<String>,
    by_weight: Weighted,
}

impl Vocabulary {
    pub(super) fn new(code: &str) -> Self {
        let language = LANGUAGES.iter().position(|known| *known == code).unwrap_or_default();
        let rare =
            STEMS[language].iter().flat_map(|stem| ENDINGS[language].iter().map(move |end| format!("{stem}{end}")));
        let nouns: Vec<String> = NOUNS[language].iter().map(ToString::to_string).chain(rare).collect();
        Self { language, by_weight: Weighted::zipf(nouns.len(), 1.05, 3.0), nouns }
    }

    /// A sentence, with some words in it.
    pub(super) fn sentence(&self, with: &[&str], random: &mut Random) -> String {
        let at = |words: &[&'static str], random: &mut Random| words[random.below(words.len())];
        let mut words =
            vec![at(&SUBJECTS[self.language], random).to_owned(), at(&VERBS[self.language], random).to_owned()];
        words.extend(with.iter().map(ToString::to_string));
        for _ in 0..2 + random.below(6) {
            words.push(self.nouns[self.by_weight.pick(random)].clone());
            words.push(at(&LINKS[self.language], random).to_owned());
        }
        words.push(self.nouns[self.by_weight.pick(random)].clone());
        let sentence = words.join(" ");
        let mut letters = sentence.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    }
}
