"""How articles print quantities: patterns over folded text, each bounded so that a scan stays linear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.quantities.numerals import DIGITS, GROUPED, NO_THING, NUMBER_WORDS, SIGN, WORDS

if TYPE_CHECKING:
    from summarizer.record import Operator

MEASURES: tuple[tuple[str, str], ...] = (
    # Longer names come before the names they contain; abbreviations are case-sensitive.
    ("OTHER", r"(?i:relative (?:risk |rate )?reduction|standardi[sz]ed mean difference)|SMD|RRR"),
    ("HAZARD_RATIO", r"(?i:(?:sub-?(?:distribution )?)?hazards? ratios?)|(?:[as]|adj|Adj)?HRs?"),
    ("ODDS_RATIO", r"(?i:odds ratios?)|(?:a|adj|c)?ORs?"),
    ("RATE_RATIO", r"(?i:(?:incidence[ -])?rate ratios?)|a?IRRs?"),
    ("RISK_RATIO", r"(?i:relative risks?|risk ratios?|relative rates?)|a?RRs?"),
    ("RATIO", r"(?i:geometric mean ratios?|ratio of (?:the )?geometric means|prevalence ratios?|mean ratio)|GMRs?"),
    ("RATIO", r"(?i:(?:incidence|mortality|count|event|cost|effect|means) ratios?)"),
    (
        "OTHER",
        r"(?i:beta(?= ?=| \d?\.\d)|win ratio|number needed to treat|effect size|cohen'?s d|posterior probability)|NNTB?|NNH",
    ),
    ("OTHER", r"(?i:(?:relative )?vaccine efficacy|(?<!primary )(?<!secondary )(?<!self-)(?<!self )efficacy)|VE"),
    ("RISK_DIFFERENCE", r"(?i:(?:absolute )?risk (?:difference|reduction)|absolute reduction|rate difference)|ARD|RD"),
    ("MEAN_DIFFERENCE", r"(?i:mean (?:treatment |between-group )?difference)|LSMD|MD|ETD"),
    ("MEAN_DIFFERENCE", r"(?i:difference (?:in|of|between) (?:the )?(?:adjusted |least[- ]squares? |ls )?means?)"),
    ("DIFFERENCE", r"(?i:differences?)"),
)
_UNIT = (
    r"%|per ?cent(?:age[ -]points?)?|percentage[ -]points?|pp\b|kg/m ?2|kg|kilos?|kilograms?|pounds?|lbs?|mg/d[Ll]|mg/[Ll]|g/d[Ll]|g/[Ll]|mmol/mol"
    r"|mmol/[Ll]|[µμu]mol/[Ll]|mm ?Hg|m[Ll]/min(?:(?:/| per )1\.73 ?m ?2?)?(?: per year)?|[pn]g/m[Ll]|ng/[Ll]"
    r"|m?IU/m?[Ll]|U/[Ll]|letters?|log10(?: \w+/m[Ll])?"
    r"|(?:[a-z]+ )?per (?:\d[\d,]* )?(?:person|patient|participant)[- ](?:years?|months?)|beats (?:per|/) ?min(?:ute)?"
    r"|bpm|\u00b0C?|points?|hours?|minutes?|min(?! ?/)|seconds?|secs?|(?<=[\d ])s(?= ?[),;\]])|m[Ll]|cm|mm|meters?|metres?|[µμ]m|mcg|mg|g|copies/m[Ll]|cells/[µμ]L|units|m"
)
_UNIT_TIME = r"(?:days?|weeks?|months?|years?)\b"
_ANY_UNIT = rf"(?P<unit>%|{_UNIT_TIME}|(?:{_UNIT})(?![\w/]))"
_NO_NUMBER = r"NE|NR|NA|NC|not (?:reached|estimable|evaluable|calculable)|[-+]?(?:∞|infinity)"
_LIMIT = rf"(?:[-+]?[£$€¥]?(?:{GROUPED}|{DIGITS})|{_NO_NUMBER})"
_PAIR = (
    rf"(?P<lower>{_LIMIT}) ?(?:{_UNIT})?(?: (?:days|weeks|months|years))?"
    rf"(?: ?(?:-|[,;:]|to|through|and) ?)(?P<upper>{_LIMIT})(?: ?(?P<unit>%|{_UNIT_TIME}|{_UNIT}))?(?![\w.]*\d)"
)
_LEVEL = r"(?P<level>\d\d(?:\.\d+)?)(?: ?%| per ?cent)[ -]?"
_CI = (
    r"(?:(?:two|one|2|1)-sided )?(?:(?i:(?:repeated |adjusted |exact |bayesian |bootstrap )?"
    r"(?:confidence |credible |uncertainty )?(?:interval|limit)s?)|CIs?|C\.I\.|CrI|BCI|HDI)"
)
OPERATORS: tuple[tuple[str, Operator], ...] = (
    ("less than or equal", "<="),
    ("greater than or equal", ">="),
    ("<=", "<="),
    (">=", ">="),
    ("≤", "<="),
    ("≥", ">="),
    ("⩽", "<="),
    ("⩾", ">="),
    ("<", "<"),
    (">", ">"),
    ("less", "<"),
    ("below", "<"),
    ("lower", "<"),
    ("under", "<"),
    ("greater", ">"),
    ("above", ">"),
    ("more", ">"),
)
_OPERATOR = r"<=|>=|[<>=≤≥⩽⩾]|(?:less|greater|more|lower) than(?: or equal to)?|below|above|under"
_OPERATOR_ONLY = r"<=|>=|[<>≤≥⩽⩾]|(?:less|greater|more|lower) than(?: or equal to)?|below|above|under"
_TESTS = (
    r"(?:the )?(?P<test{0}>interaction|heterogeneity|(?:linear )?trend|non-?inferiority|superiority|equivalence|NI)"
    r"(?: test| analysis)?"
)
P_LIST = re.compile(
    r"(?:(?:, 0?\.\d+)*,? and 0?\.\d+(?![\d%-]| ?(?:%|to\b|-))(?= ?(?:[,;.)\]]|respectively|for|in|with|$))|(?:, 0?\.\d+)+(?=[,;]? respectively))"
)
"""Further P values of a list: ".03, .2 and .04, respectively"."""
SHARE_OF_ONE = re.compile(r"0?\.\d+")
_WORD_BETWEEN = (
    r"(?:,? (?:vs\.|(?![Pp]\b|CI\b)[A-Za-z][\w'/+-]*|\d{1,3}[ -](?:day|week|month|year)s?|(?:week|day"
    r"|month|year)s? \d{1,3}"
    r"|\([A-Za-z][\w -]{0,24}\)))"
)
_LINK = (
    r"(?:[,:=] ?| ?(?:was|were|is|of|estimated at|came to|stood at|amounted to)(?![A-Za-z])"
    r"| ?at(?= [-+]?\d[\d.]* ?%)| ?[=\[(])"
)

P_VALUE = re.compile(
    rf"[Pp](?:[ -]?[Vv]alues?)?(?: ?[\[(_]?{_TESTS.format(1)}[\])]?|(?: value)? for {_TESTS.format(2)})?"
    rf"(?: (?:two|one)-sided)?,? ?(?P<link>was|of|were|is|:)? ?(?:= (?=[<>]))?(?P<operator>{_OPERATOR})? ?"
    r"(?:(?P<value>0?\.\d+|[01](?:\.0+)?(?!\.?\d)|\d\.\d+(?= ?[x×]))(?P<power> ?[x×] ?10 ?-?\d+|[eE]-?\d+)?"
    r"|(?P<ns>NS\b|n\.s\.|not significant|non-?significant))"
    rf"(?: for {_TESTS.format(3)})?"
)
MEASURE = re.compile(rf"(?:{'|'.join(f'(?P<m{index}>{names})' for index, (_, names) in enumerate(MEASURES))})(?![\w/])")
ESTIMATE_BEHIND = re.compile(
    r"(?: ?[\[(][A-Za-z](?:[^()\[\]\d]|(?<=[A-Za-z-])\d){0,40}[\])]){0,2}"
    rf"(?:,? ?[\[(]? ?(?P<level>\d\d(?:\.\d+)?) ?% ?{_CI}(?: \[?\(?CI\)?\]?)?[\])]?)?"
    rf"(?:(?P<between>{_WORD_BETWEEN}{{1,16}}?)(?P<link>{_LINK}+)|(?P<direct>{_LINK}*)"
    rf"|(?P<named>{_WORD_BETWEEN}{{1,6}}?)(?= \d*\.\d))"
    r" ?(?:(?:only|just|approximately|about|[+~]) ?)?"
    rf"(?P<value>{SIGN}?{DIGITS})(?!\d|\.\d)(?![A-Za-z/]| ?(?:to 1\b|: ?[1-9]\b(?! ?%)))(?: ?{_ANY_UNIT})?"
)
INTERVAL = re.compile(
    rf"(?:{_LEVEL}{_CI}|{_CI} ?[\[(]? ?(?P<level2>\d\d(?:\.\d+)?) ?%[\])]?|(?P<plain>{_CI})"
    r"|(?P<iqr>IQR|(?i:inter-?quartile range))|(?P<range>(?i:range)))"
    rf"(?: ?[\[(](?:CIs?|CrI|BCI|IQR)[\])])?(?:(?: (?:was|of|from|for|the|difference|estimate)| ?[,:;=]){{0,4}} ?[\[(]?"
    rf"| ?[\[(]) ?(?:{_PAIR}"
    rf"|(?P<operator>{_OPERATOR_ONLY}|lower (?:bound|limit),?|upper (?:bound"
    rf"|limit),?) ?(?:of )?(?P<only>[-+]?{DIGITS}))"
)
LIMIT_OF = re.compile(
    r"(?P<side>[Ll]ower|[Uu]pper) (?:(?:bound|limit|boundary)s? of (?:the |its )?)?(?:(?:two|one|2|1)-sided )?"
    rf"{_LEVEL}{_CI}(?: ?[\[(](?:CI)[\])])?(?:{_WORD_BETWEEN}{{0,12}}?{_LINK}+|{_LINK}*) ?(?P<only>[-+]?{DIGITS})"
)
BARE = re.compile(rf"[\[(]{_PAIR}(?:[\])]|(?=; |, [Pp]\b))")
LOOSE_PAIR = re.compile(rf"[,;:]? ?{_PAIR}(?=[;,)\]. ]|$)")
LIMITED = re.compile(r"\b(?:below|above|under|over|than|exceed\w*|exclud\w+|least|most|margin|limit|bound)\b")
"""Words that make a ratio behind them a limit: "a hazard ratio below 1.25"."""
SIZE = re.compile(rf"[nN] ?= ?(?P<value>{GROUPED}|{DIGITS})(?: ?/ ?(?P<total>{DIGITS}))?")
_PEOPLE = r"(?:patients|participants|people|women|men|children|adults|persons|subjects|infants)"
_NUMBER = rf"(?:{GROUPED}(?= {_PEOPLE})|{SIGN}?{DIGITS}|{WORDS})"
_TIME_UNIT = r"days?|weeks?|wks?|months?|mos?|years?|yrs?|y|d"
NUMERAL = re.compile(rf"{SIGN}?{DIGITS}")
CLOSING = frozenset({"", ",", ".", ";", ":", ")", "]"})
"""What behind a number says that it is one without unit, share or partner."""
CONTINUES = re.compile(
    rf" (?:to|or|per ?cent|percentage|out|of|(?:{_TIME_UNIT})(?![A-Za-z])|[a-z]+ (?:out )?of)(?![A-Za-z])|per ?cent",
    re.IGNORECASE,
)
"""What behind a number and a blank makes more of it than a count of something or a value with its unit."""
FRACTION = re.compile(
    rf"(?P<events>{_NUMBER})(?: ?/ ?|(?: [a-z]+)? (?:out )?of (?:the |all |a total of )?)"
    rf"(?P<total>\d+(?:,\d{{3}})*|{WORDS})(?![\d/%]|\.\d| ?%|[ -](?:{_TIME_UNIT})\b)",
    re.IGNORECASE,
)
SPREAD = re.compile(
    rf"(?P<value>{SIGN}?{DIGITS}|(?i:{WORDS})(?= per ?cent)) ?{_ANY_UNIT}? ?"
    r"(?:[\[(] ?(?:(?P<name>SDs?|S\.D\.|SEM?|S\.E\."
    r"|[Ss]tandard (?:deviation|error)(?: of the mean)?(?: ?[\[(]S[DE]M?[\])])?)"
    rf"[ ,:=]*(?:of )?|(?P<sign>±|\+/-) ?)(?P<spread>{DIGITS}|(?i:{WORDS})) ?%?[\])]?"
    rf"|(?:±|\+/-) ?(?P<bare>{DIGITS}) ?(?P<unit2>%|(?:{_UNIT})(?![\w/]))?)"
)
DURATION = re.compile(
    rf"(?P<value>{_NUMBER})(?:(?: ?- ?| to | or )(?P<upper>{DIGITS}|{WORDS}))?(?: |-)?(?P<unit>{_TIME_UNIT})(?![\w/])",
    re.IGNORECASE,
)
PERCENT = re.compile(
    rf"(?P<value>{SIGN}?{DIGITS}|(?i:{WORDS})(?= per ?cent))(?: ?%)?(?:(?: ?- ?| to )(?P<upper>{DIGITS}))? ?"
    r"(?P<unit>%|per ?cent(?:age[ -]points?)?(?![a-z])|percentage[ -]points?)(?P<points>[ -]points?)?"
)
PLAIN = re.compile(
    rf"(?P<value>{_NUMBER})(?![\d%]|\.\d)(?: ?(?P<unit>(?:{_UNIT})(?![\w/]))|(?![A-Za-z]))", re.IGNORECASE
)
NONE = re.compile(r"none of (?:the |all )?(?P<total>\d+(?:,\d{3})*)|none|no(?= )", re.IGNORECASE)
TIME_POINT = re.compile(rf"(?P<unit>weeks?|days?|months?|years?) (?P<value>{DIGITS})(?![\d%])", re.IGNORECASE)
NOT_REACHED = re.compile(
    r"not (?:yet )?(?:been )?(?P<what>reached|estimable|evaluable)"
    r"|(?P<short>NR|NE)\b(?! ?[-:=])",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
CALENDAR = re.compile(
    rf"(?:\d{{1,2}} )?{_MONTH}\.? (?:\d{{1,2}}(?!\d)(?:, ?(?:19|20)\d\d)?|(?:19|20)\d\d)"
    rf"|(?:19|20)\d\d(?:-\d\d-\d\d)?(?![\d.,%/])(?! {_PEOPLE}|\w)"
)
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
TRIGGERS: dict[str, re.Pattern[str]] = {
    "digits": re.compile(
        rf"(?P<calendar>\d{{1,2}} (?={_SHORT_MONTH}[a-z]* \d))|(?P<interval>\d\d(?:\.\d+)?(?: ?%| per ?cent)[ -]?{_CI})"
        rf"|(?P<number>(?<![A-Z]-){SIGN}?(?<!\d[,.])\.?\d)"
    ),
    "p": re.compile(
        r"[Pp](?=[ -]?[Vv]alue|[ ,]*[<>=≤≥⩽⩾]| (?:was |is )?(?:less|greater|more) than"
        r"|[ -]?[\[(_]?(?:interaction|trend|non|sup|NI)| for | was [<0.])"
    ),
    "calendar": re.compile(rf"{_SHORT_MONTH}(?=[a-z]*\.? \d)"),
    "size": re.compile(r"[nN](?= ?=)"),
    "limit": re.compile(r"(?:[Ll]ower|[Uu]pper) (?=bound|limit|(?:one-sided |two-sided )?\d\d)"),
    "interval": re.compile(
        r"CI(?= ?[\[(]? ?\d\d|, \d|:| \d)|IQR|(?i:inter-?quartile range|range(?=[,: ]))|[Cc]onfidence interval"
    ),
    "measure": MEASURE,
    "reached": re.compile(r"not (?:yet )?(?:been )?(?:reached|estimable|evaluable)|N[RE]\b"),
    "none": re.compile(rf"none|{NO_THING}", re.IGNORECASE),
    "point": re.compile(r"(?:week|day|month|year)s? (?=\d)", re.IGNORECASE),
    "number": re.compile(WORDS, re.IGNORECASE),
}
"""What has to stand where a quantity of a kind may begin for it to begin there; digits may begin one of three."""
SPREAD_SIGNS = ("±", "+/-", "SD", "SE", "S.D.", "S.E.", "tandard deviation", "tandard error")
"""One of these stands in every text that holds a spread."""
UNIT_AFTER = re.compile(rf" {_ANY_UNIT}")
SPREAD_HEADING_SIGNS = tuple(f"{name}{end}" for name in ("SD", "SE", "SEM", "sd", "se", "sem") for end in ")]")
SPREAD_HEADING = re.compile(r"\b(?i:means?|change|average)\b[^.;:()]{0,40}[\[(](?P<name>(?i:SD|SEM?))[\])]")
LETTERS = re.compile(r"[A-Za-z]+")
NUMERIC = re.compile(rf"(?<![A-Za-z0-9])(?:(?P<digits>{SIGN}?\.?\d)|(?P<bracket>[\[(](?=[-+]?\.?\d|N[RE]\b)))")
"""Where a quantity may begin that begins with no word: a number, or a bracket before one."""
_WORDS_THAT_BEGIN = {
    "p": "p pinteraction ptrend pheterogeneity pnoninferiority psuperiority pni",
    "calendar": (
        "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct "
        "october nov november dec december"
    ),
    "size": "n",
    "limit": "lower upper",
    "interval": "confidence iqr inter interquartile range ci",
    "measure": (
        "relative risk standardized standardised smd rrr hazard hazards sub subdistribution hr hrs ahr ahrs "
        "shr shrs adjhr odds aor aors cor adjor incidence rate irr irrs airr airrs rr rrs arr arrs geometric "
        "ratio gmr prevalence mean win number effect cohen posterior nnt nntb nnh vaccine efficacy ve "
        "absolute ard rd lsmd md etd difference differences mortality count event cost means gmrs beta"
    ),
    "reached": "not nr ne",
    "none": "no none",
    "point": "week weeks day days month months year years",
}
KIND_BY_WORD = {word: kind for kind, words in _WORDS_THAT_BEGIN.items() for word in words.split()} | dict.fromkeys(
    NUMBER_WORDS, "number"
)
"""The words (in lower case) that a quantity may begin with, and of which kind it is then."""
KIND_BY_EXACT_WORD = {"OR": "measure", "ORs": "measure"}
"""Words that are common but for their capitals."""
ALPHA_BEFORE = re.compile(
    r"(?:alpha|α|significance (?:level|threshold)|threshold|boundary|significan\w+ (?:was )?(?:set|defined|level)|significan(?:ce|t) at (?:the |a )?$)"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)
ALPHA_AFTER = re.compile(
    r" ?(?:was|were|is|being)? ?(?:considered|deemed|regarded|taken|indicat\w+|denot\w+|used|defined)", re.IGNORECASE
)
MARGIN_BEFORE = re.compile(
    r"(?:margin|assum(?:ed|ing|es|ption) (?:an?|the|that|of)\b|to detect|detecting|rule out|boundary|target|hypothes\w+|expected|anticipated"
    r"|corresponding to an?|designed)[^.;()]{0,60}$",
    re.IGNORECASE,
)
MARGIN_WORDS = ("margin", "boundary", "threshold", "alpha", "α", "significance level")
MARGIN_OF = re.compile(
    r"\b(?:(?P<margin>margin|boundary|threshold)|(?P<alpha>alpha|α|significance level))\b[^.;,()]{0,20}$", re.IGNORECASE
)
POWER = re.compile(r" (?:statistical )?power\b")
MOVED_BEFORE = re.compile(
    r"\b(?:improv|increas|decreas|reduc|prolong|extend|shorten|lower|declin|r(?:ose|ise|aise)|f[ae]ll|drop|chang|went|gr[eo]w|lengthen)[^;]*$",
    re.IGNORECASE,
)
"""What says that a value went "from 64.5 to 60.8%"."""
OPERATOR_BEFORE = re.compile(r"(<=|>=|[<>≤≥⩽⩾]) ?$")
RELATIONS = frozenset("<>=≤≥⩽⩾")
PART_OF_NAME = re.compile(
    r"(?:[A-Za-z]+|\d+)-(?:sided|tailed|arms?|armed|stage|fold|thirds?|dose|drug|way|step|level|time|piece|to-one)\b",
    re.IGNORECASE,
)
LABEL_BEFORE = re.compile(
    r"\b(?:phases?|grades?(?: ?[<>=≤≥]+)?|stages?|cohorts?|arm|type|group|class|lines?|table|figure|level|score of)"
    r"(?: \d ?(?:-|/|and|or|to))? ?$|\d ?[-/] ?$",
    re.IGNORECASE,
)
ENDS_OF_LABELS = frozenset(
    {"phase", "phases", "grade", "grades", "stage", "stages", "cohort", "cohorts", "line", "lines", "arm", "type"}
    | {"group", "class", "table", "figure", "level", "of", "and", "or", "to"}
)
SIGNS_OF_LABELS = frozenset("-/<>=≤≥")
"""The words and the signs that what `LABEL_BEFORE` matches may end with."""
CARRY = re.compile(r" ?,? ?(?:vs\.?|versus|and|or|to|against|compared (?:with|to)) (?:an? |the )?|, ", re.IGNORECASE)
CARRY_BACK = re.compile(r" ?,? ?(?:vs\.?|versus|against|compared (?:with|to)) ", re.IGNORECASE)
FLAGS = {
    "heterogeneity": "interaction",
    "linear trend": "trend",
    "noninferiority": "non-inferiority",
    "ni": "non-inferiority",
}
