"""How articles print quantities: patterns over folded text, each bounded so that a scan stays linear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.quantities.numerals import DIGITS, GROUPED, NO_THING, NUMBER_WORDS, WORDS

if TYPE_CHECKING:
    from summarizer.record import Operator

MEASURES: tuple[tuple[str, str], ...] = (
    # Longer names come before the names they contain; abbreviations are case-sensitive.
    ("OTHER", r"(?i:relative (?:risk |rate )?reduction|standardi[sz]ed mean difference)|SMD|RRR"),
    ("HAZARD_RATIO", r"(?i:(?:sub-?(?:distribution )?)?hazards? ratios?)|(?:[as]|adj|Adj)?HRs?"),
    ("ODDS_RATIO", r"(?i:odds ratios?)|(?:a|adj|c)?ORs?"),
    ("RATE_RATIO", r"(?i:(?:incidence[ -])?rate ratios?)|a?IRRs?"),
    ("RISK_RATIO", r"(?i:relative risks?|risk ratios?|relative rates?)|a?RRs?"),
    ("OTHER", r"(?i:geometric mean ratio|ratio of (?:the )?geometric means|prevalence ratio|mean ratio)|GMR"),
    ("OTHER", r"(?i:win ratio|number needed to treat|effect size|cohen'?s d|posterior probability)|NNTB?|NNH"),
    ("OTHER", r"(?i:(?:relative )?vaccine efficacy|(?<!primary )(?<!secondary )efficacy)|VE"),
    ("RISK_DIFFERENCE", r"(?i:(?:absolute )?risk (?:difference|reduction)|absolute reduction|rate difference)|ARD|RD"),
    ("MEAN_DIFFERENCE", r"(?i:mean (?:treatment |between-group )?difference)|LSMD|MD|ETD"),
    ("MEAN_DIFFERENCE", r"(?i:difference (?:in|of|between) (?:the )?(?:adjusted |least[- ]squares? |ls )?means?)"),
    ("DIFFERENCE", r"(?i:differences?)"),
)
_UNIT = (
    r"%|per ?cent(?:age[ -]points?)?|percentage[ -]points?|pp\b|kg/m ?2|kg|mg/d[Ll]|mg/[Ll]|g/d[Ll]|g/[Ll]|mmol/mol"
    r"|mmol/[Ll]|[µμu]mol/[Ll]|mm ?Hg|m[Ll]/min(?:(?:/| per )1\.73 ?m ?2?)?(?: per year)?|[pn]g/m[Ll]|ng/[Ll]"
    r"|m?IU/m?[Ll]|U/[Ll]|letters?|log10(?: \w+/m[Ll])?"
    r"|(?:[a-z]+ )?per (?:\d[\d,]* )?(?:person|patient|participant)[- ](?:years?|months?)|beats (?:per|/) ?min(?:ute)?"
    r"|bpm|points?|hours?|minutes?|m[Ll]|cm|mm|meters?|metres?|[µμ]m|mcg|mg|g|copies/m[Ll]|cells/[µμ]L|units|m"
)
_UNIT_TIME = r"(?:days?|weeks?|months?|years?)\b"
_ANY_UNIT = rf"(?P<unit>%|{_UNIT_TIME}|(?:{_UNIT})(?![\w/]))"
_NO_NUMBER = r"NE|NR|NA|NC|not (?:reached|estimable|evaluable|calculable)|[-+]?(?:∞|infinity)"
_LIMIT = rf"(?:[-+]?[£$€]?(?:{GROUPED}|{DIGITS})|{_NO_NUMBER})"
_PAIR = (
    rf"(?P<lower>{_LIMIT}) ?(?:{_UNIT})?(?: (?:days|weeks|months|years))?"
    rf"(?: ?(?:-|[,;:]|to|through|and) ?)(?P<upper>{_LIMIT}) ?(?P<unit>%|{_UNIT_TIME}|{_UNIT})?(?![\w.]*\d)"
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
    rf"(?: (?:two|one)-sided)?,? ?(?P<link>was|of|were|is|:)? ?(?P<operator>{_OPERATOR})? ?"
    r"(?:(?P<value>0?\.\d+|[01](?:\.0+)?(?!\.?\d)|\d\.\d+(?= ?[x×]))(?P<power> ?[x×] ?10 ?-?\d+|[eE]-?\d+)?"
    r"|(?P<ns>NS\b|n\.s\.|not significant|non-?significant))"
    rf"(?: for {_TESTS.format(3)})?"
)
_MEASURE = "|".join(f"(?P<m{index}>{names})" for index, (_, names) in enumerate(MEASURES))
ESTIMATE = re.compile(
    rf"(?:{_MEASURE})(?![\w/])(?: ?[\[(][A-Za-z][^()\[\]\d]{{0,40}}[\])])?"
    rf"(?:,? ?[\[(]? ?(?P<level>\d\d(?:\.\d+)?) ?% ?{_CI}(?: \[?\(?CI\)?\]?)?[\])]?)?"
    rf"(?:(?P<between>{_WORD_BETWEEN}{{1,16}}?)(?P<link>{_LINK}+)|(?P<direct>{_LINK}*))"
    r" ?(?:(?:only|just|approximately|about|[+~]) ?)?"
    rf"(?P<value>[-+]?{DIGITS})(?!\d)(?![A-Za-z/]| ?(?:to 1\b|: ?1\b))(?: ?{_ANY_UNIT})?"
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
BARE = re.compile(rf"[\[(]{_PAIR}(?:[\])]|(?=; ))")
LOOSE_PAIR = re.compile(rf"[,;:]? ?{_PAIR}(?=[;,)\]. ]|$)")
SIZE = re.compile(rf"[nN] ?= ?(?P<value>{GROUPED}|{DIGITS})(?: ?/ ?(?P<total>{DIGITS}))?")
_PEOPLE = r"(?:patients|participants|people|women|men|children|adults|persons|subjects|infants)"
_NUMBER = rf"(?:{WORDS}|{GROUPED}(?= {_PEOPLE})|[-+]?{DIGITS})"
_TIME_UNIT = r"days?|weeks?|wks?|months?|mos?|years?|yrs?|y|d"
FRACTION = re.compile(
    rf"(?P<events>{_NUMBER})(?: ?/ ?|(?: [a-z]+)? (?:out )?of (?:the |all |a total of )?)"
    rf"(?P<total>\d+(?:,\d{{3}})*|{WORDS})(?![\d/%]|\.\d| ?%|[ -](?:{_TIME_UNIT})\b)",
    re.IGNORECASE,
)
SPREAD = re.compile(
    rf"(?P<value>[-+]?{DIGITS}|(?i:{WORDS})(?= per ?cent)) ?{_ANY_UNIT}? ?"
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
    rf"(?P<value>[-+]?{DIGITS}|(?i:{WORDS})(?= per ?cent))(?: ?%)?(?:(?: ?- ?| to )(?P<upper>{DIGITS}))? ?"
    r"(?P<unit>%|per ?cent(?:age[ -]points?)?(?![a-z])|percentage[ -]points?)(?P<points>[ -]points?)?"
)
PLAIN = re.compile(rf"(?P<value>{_NUMBER})(?![\d%])(?: ?(?P<unit>(?:{_UNIT})(?![\w/]))|(?![A-Za-z]))", re.IGNORECASE)
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
TRIGGER = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<p>[Pp](?=[ -]?[Vv]alue|[ ,]*[<>=≤≥⩽⩾]| (?:was |is )?(?:less|greater"
    r"|more) than|[ -]?[\[(_]?(?:interaction|trend|non|sup|NI)"
    r"| for | was [<0.]))"
    rf"|(?P<calendar>{_SHORT_MONTH}(?=[a-z]*\.? \d)|\d{{1,2}} (?={_SHORT_MONTH}[a-z]* \d))"
    r"|(?P<size>[nN](?= ?=))|(?P<limit>(?:[Ll]ower|[Uu]pper) (?=bound|limit|(?:one-sided |two-sided )?\d\d))"
    rf"|(?P<interval>\d\d(?:\.\d+)?(?: ?%| per ?cent)[ -]?{_CI}|CI(?= ?[\[(]? ?\d\d|, \d|:| \d)|IQR"
    r"|(?i:inter-?quartile range|range(?=[,: ]))|[Cc]onfidence interval)"
    rf"|(?P<measure>(?:{_MEASURE})(?![\w/]))"
    r"|(?P<reached>not (?:yet )?(?:been )?(?:reached|estimable|evaluable)|N[RE]\b)"
    rf"|(?P<none>(?i:none|{NO_THING}))"
    r"|(?P<point>(?i:week|day|month|year)s? (?=\d))"
    rf"|(?P<number>(?<![A-Z]-)[-+]?(?<!\d[,.])\.?\d|(?i:{WORDS})))"
    r"|(?P<bare>[\[(](?=[-+]?\.?\d|N[RE]\b))"
)
UNIT_AFTER = re.compile(rf" {_ANY_UNIT}")
SPREAD_HEADING = re.compile(r"\b(?:means?|change|average)\b[^.;:()]{0,40}[\[(](?P<name>SD|SEM?)[\])]", re.IGNORECASE)
TOKEN = re.compile(r"(?<![A-Za-z0-9])(?:[-+]?\.?\d|[\[(](?=[-+]?\.?\d|N[RE]\b)|(?P<word>[A-Za-z]+))")
"""Where a quantity may begin: a digit, a bracket before one, or one of the words below."""
WORDS_THAT_BEGIN = (
    frozenset(
        [
            "p",
            "n",
            "nr",
            "ne",
            "not",
            "no",
            "none",
            "lower",
            "upper",
            "confidence",
            "credible",
            "iqr",
            "inter",
            "interquartile",
            "range",
            "ci",
            "jan",
            "january",
            "feb",
            "february",
            "mar",
            "march",
            "apr",
            "april",
            "may",
            "jun",
            "june",
            "jul",
            "july",
            "aug",
            "august",
            "sep",
            "sept",
            "september",
            "oct",
            "october",
            "nov",
            "november",
            "dec",
            "december",
            "week",
            "weeks",
            "day",
            "days",
            "month",
            "months",
            "year",
            "years",
            "relative",
            "risk",
            "standardized",
            "standardised",
            "smd",
            "rrr",
            "hazard",
            "hazards",
            "sub",
            "subdistribution",
            "hr",
            "hrs",
            "ahr",
            "ahrs",
            "shr",
            "shrs",
            "adjhr",
            "odds",
            "aor",
            "aors",
            "cor",
            "adjor",
            "incidence",
            "rate",
            "irr",
            "irrs",
            "airr",
            "airrs",
            "rr",
            "rrs",
            "arr",
            "arrs",
            "geometric",
            "ratio",
            "gmr",
            "prevalence",
            "mean",
            "win",
            "number",
            "effect",
            "cohen",
            "posterior",
            "nnt",
            "nntb",
            "nnh",
            "vaccine",
            "efficacy",
            "ve",
            "absolute",
            "ard",
            "rd",
            "lsmd",
            "md",
            "etd",
            "difference",
            "differences",
            "pinteraction",
            "ptrend",
            "pheterogeneity",
            "pnoninferiority",
            "psuperiority",
            "pni",
        ]
    )
    | NUMBER_WORDS
)
EXACT_WORDS_THAT_BEGIN = frozenset({"OR", "ORs"})
ALPHA_BEFORE = re.compile(
    r"(?:alpha|α|significance (?:level|threshold)|threshold|boundary|significan\w+ (?:was )?(?:set|defined|level))"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)
ALPHA_AFTER = re.compile(
    r" ?(?:was|were|is|being)? ?(?:considered|deemed|regarded|taken|indicat\w+|denot\w+|used|defined)", re.IGNORECASE
)
MARGIN_BEFORE = re.compile(
    r"(?:margin|assum\w+|to detect|detecting|rule out|boundary|target|hypothes\w+|expected|anticipated"
    r"|corresponding to an?|designed)[^.;()]{0,60}$",
    re.IGNORECASE,
)
MARGIN_OF = re.compile(
    r"\b(?:(?P<margin>margin|boundary|threshold)|(?P<alpha>alpha|α|significance level))\b[^.;,()]{0,20}$", re.IGNORECASE
)
POWER = re.compile(r" (?:statistical )?power\b")
OPERATOR_BEFORE = re.compile(r"(<=|>=|[<>≤≥⩽⩾]) ?$")
PART_OF_NAME = re.compile(
    r"(?:[A-Za-z]+|\d+)-(?:sided|tailed|arms?|armed|stage|fold|thirds?|dose|drug|way|step|level|time|piece|to-one)\b",
    re.IGNORECASE,
)
LABEL_BEFORE = re.compile(
    r"\b(?:phases?|grades?(?: ?[<>=≤≥]+)?|stages?|cohorts?|arm|type|group|class|lines?|table|figure|level|score of)"
    r"(?: \d ?(?:-|/|and|or|to))? ?$|\d ?[-/] ?$",
    re.IGNORECASE,
)
CARRY = re.compile(r" ?,? ?(?:vs\.?|versus|and|or|to|against|compared (?:with|to)) (?:an? |the )?|, ", re.IGNORECASE)
CARRY_BACK = re.compile(r" ?,? ?(?:vs\.?|versus|against|compared (?:with|to)) ", re.IGNORECASE)
FLAGS = {
    "heterogeneity": "interaction",
    "linear trend": "trend",
    "noninferiority": "non-inferiority",
    "ni": "non-inferiority",
}
