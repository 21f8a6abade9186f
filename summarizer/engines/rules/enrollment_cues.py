"""What speaks for and against a number of people's being the whole trial: name of the cue, weight, pattern.

Patterns see small letters: those of AFTER the words that follow the number and what it counts, those of BEFORE the words
up to it.
"""

from __future__ import annotations

import re

from summarizer.engines.rules.items import PEOPLE

Cue = tuple[str, float, re.Pattern[str]]

_ASSIGN = (
    r"(?:(?<!\ba )(?<!this )(?<!our )(?<!the )(?<!controlled, )randomi[sz]ed(?!,? (?:[\w-]+,? ){0,5}(?:trials?|study|studies|phase|comparison|design))"
    r"|(?:were|was) randomi[sz]ed(?= and)|randomly|(?:were|was|are|been|then|and|or) (?:\w+ )?(?:assigned|allocated|allotted|divided)|assigned at random|(?:underwent|at|after|to) randomi[sz]ation)"
)
_ENROL = (
    r"(?:enrol+ed|recruited|registered|accrued|entered|entering|included|took part|participated|participating|joined|agreed to (?:participate|take part|randomi[sz]ation|be randomi[sz]ed)|consented|accepted participation"
    r"|entry into|were eligible and)"
)
AFTER: tuple[Cue, ...] = (
    # "N women with early disease were randomly assigned", "N women randomly assigned to"
    ("were randomized", 6.0, re.compile(rf"\b{_ASSIGN}\b")),
    # "N patients with asthma were enrolled", "N subjects entered"
    ("were enrolled", 3.5, re.compile(rf"\b{_ENROL}\b(?! (?:the|in the) (?:control|intervention|treatment))")),
    # "N in all"
    ("in all", 2.5, re.compile(r"^ (?:in all|in total|altogether)\b")),
    # "the N-patient, double-blind trial"
    ("N-patient trial", 3.5, re.compile(r"^[^.;]{0,40}\b(?:trial|study)\b")),
    # "fewer strokes in N adults with diabetes"
    ("N with a condition", 0.75, re.compile(r"^ (?:with|aged|undergoing|at (?:high|increased|average) risk)\b")),
    # "N patients were analysed", "N women received"
    (
        "were studied",
        1.5,
        re.compile(
            r"\b(?:(?:were|was) (?:\w+ )?(?:analy[sz]ed|studied|followed|treated|investigated|examined|evaluated|assessed|given|identified|selected|assessable)"
            r"|received|underwent|undergoing|inhaled|started|came to|were eligible)\b"
        ),
    ),
)
BEFORE: tuple[Cue, ...] = (
    # as in: randomized N patients; we randomly assigned, in a 1:1 ratio, N
    (
        "randomized N",
        6.0,
        re.compile(
            r"\b(?:randomi[sz]ed|randomi[sz]ing|randomi[sz]ation of|(?:randomly|randomi[sz]ed and) (?:assigned|allocated)|assigned|allocated)"
            r"(?: \(?\d:\d\)?)?(?:,? in a \d:\d ratio,?)? (?:a total of |all |these |the |some |approximately )?$"
        ),
    ),
    # "we enrolled N patients"
    (
        "enrolled N",
        3.5,
        re.compile(
            r"\b(?:enrol+(?:ed|ing|s)|recruit(?:ed|ing|s)|includ(?:ed|ing|es)|involv(?:ed|ing|es)|regist(?:ered|ering)|accru(?:ed|ing|es)"
            r"|entered|sample size (?:was|of)|sample of|compris(?:ed|ing|es)|consist(?:ed|ing|s) of|population of|cohort of"
            r"|participants were|(?:subjects|patients) were|came to)"
            r" (?:a total of |data (?:on|from) |the |all |some |only |consecutive |over )?$"
        ),
    ),
    (
        "in all",
        2.5,
        re.compile(r"\b(?:total(?: number)? of|in total,?|in all,?|overall,?|all told,?|altogether,?) (?:the )?$"),
    ),
    # "a randomized trial in N women"
    (
        "trial of N",
        3.0,
        re.compile(
            r"\b(?:trials?|study|studies|analysis|analyses|cohort|registry|comparison|experiment|population|conducted|carried out|performed|investigated|studied)"
            r"(?: \([^()]{1,40}\))?(?: [\w-]+){0,4} (?:of|in|on|with|involving|among|from|for) (?:a total of |all |the |a sample of )?$"
        ),
    ),
    # "a trial that compared A with B in N women"
    (
        "trial ... in N",
        2.0,
        re.compile(
            r"\b(?:trials?|study|randomi[sz]ed|compar)[^.;]{0,300} (?:in|among|of|on|involving|for|from) (?:a total of |the )?$"
        ),
    ),
    ("of N", 1.5, re.compile(r"(?:^|[.;] |, )(?:of|among|from|in) (?:the |these |all |a total of )?$")),
    (
        "N at the beginning",
        1.0,
        re.compile(r"^$|^(?:between|from|during|in|over|for|the) [^;]{5,90},? $|\b(?:where|that|which|when) $"),
    ),
    (
        "data of N",
        1.5,
        re.compile(r"\b(?:data|records|information|samples|specimens) (?:from|on|for|of) (?:a total of |all |the )?$"),
    ),
    ("there were N", 1.5, re.compile(r"\bthere were (?:a total of )?$")),
    ("divided N", 2.0, re.compile(r"\b(?:divided|split) (?:a total of |all |the )?$")),
)
AGAINST_AFTER: tuple[Cue, ...] = (
    (
        "of one group",
        9.0,
        re.compile(
            r"^[^.;,()]{0,14}?\)? ?(?:(?:were |was )?(?:randomly |randomi[sz]ed |assigned |allocated )*(?:in|to|into|from|of|on|for|were in|received)"
            r"|with) (?:the )?(?!(?:one|two|three|either|both|a)\b)(?:(?!groups?\b|arms?\b)[^\s,;.()]+ ){0,5}?(?:group|arm|cohort)\b(?!(?: [a-z\d]{1,2})?(?: or| and(?= [^\d\s])| versus| vs)\b|[^.;\d]{0,140}\b(?:and|or|versus|vs)\b[^.;\d]{0,60}\b(?:groups?|arms?|controls?)\b)"
        ),
    ),
    (
        "in each group",
        10.0,
        re.compile(r"^[^.;\d]{0,30}\b(?:per|each|either|every) (?:\w+ )?(?:group|arm|cohort|treatment|other)"),
    ),
    (
        "screened",
        8.0,
        re.compile(
            r"^[^.;,]{0,60}\b(?:(?<!to be )screened|assessed for eligibility|(?:were|was) (?:\w+ )?(?:approached|invited|contacted|considered|excluded)"
            r"|refused|declined|did not)\b"
        ),
    ),
    (
        "had an event",
        5.0,
        re.compile(
            r"^(?: (?!who|that|which|whose|with|having)[\w'/-]+){0,7} (?:had(?! been)|experienced|developed|died|relapsed|reported|discontinued|withdrew|withdrawn|dropped|responded"
            r"|achieved|showed|lost|survived|required|progressed|recurred|were (?:alive|not|lost|excluded|black|white|positive|negative|among)|remained|suffered)\b"
        ),
    ),
    ("completed", 2.0, re.compile(r"^[^.;,]{0,40}\b(?:completed|evaluable|assessable|completing|returned)\b")),
    # "N participants completed the trial", "N had full data"
    (
        "had data",
        2.5,
        re.compile(
            r"^[^.;,]{0,20}\b(?:completed the|had (?:full|complete|available|evaluable|usable|follow-up|baseline) )"
        ),
    ),
    (
        "of a platform",
        3.0,
        re.compile(r"^[^.;]{0,40}\b(?:across (?:its|all)|platform|to date|worldwide|program(?:me)?)\b"),
    ),
    (
        "of all trials of a drug",
        9.0,
        re.compile(r"^(?: \w+){0,2} have (?:been|received)\b[^.;]{0,60}\b(?:clinical trials|to date|worldwide)"),
    ),
    # "511 patients randomised to anastrozole, ..." has another group beside it
    (
        "to one treatment",
        8.0,
        re.compile(
            r"^(?!.*(?: or | versus | vs | groups| arms))[^.;,]{0,40}\b(?:randomi[sz]ed|assigned|allocated) (?:to|into) (?:receive |undergo |the )?(?!either|one of|receive|undergo)"
            r"(?:(?! or | versus | vs|/| and | between | two | three | groups| arms|:)[^.;,]){8,60}(?:[,.;]|$)"
        ),
    ),
    (
        "will be",
        12.0,
        re.compile(
            r"^[^.;]{0,120}\b(?:will be|(?:is|are) (?:being )?(?:planned|prepared)|in preparation|to be (?:enrol|recruit|randomi|includ|assign)\w*)\b"
        ),
    ),
)
AGAINST_BEFORE: tuple[Cue, ...] = (
    (
        "one of several groups",
        9.0,
        re.compile(
            r"\b(?:group|arm|controls?|(?<!\ba )(?<!the )(?<!our )cohort)s? (?:\w{1,2} )?(?:of|had|included|comprised|consisted of|received|\() ?$"
        ),
    ),
    ("screened", 8.0, re.compile(r"\b(?:screened|screening|assessed|invited|approached|pool of)(?: of)? $")),
    (
        "others",
        7.0,
        re.compile(
            r"\b(?:another|additional|further|other|first|last|next|each|per|every|until|least) (?:the )?$|\b(?:each|every|per) [a-z]+,? [^.;]{0,20}$"
        ),
    ),
    (
        "planned",
        7.0,
        re.compile(
            r"\b(?:planned|target|goal|expected|assumed|powered|power|would|will|aims?|to detect|intended|needed|to enrol+|to recruit|to include|projected|up to|required|called for)\b[^.;]{0,40}$"
        ),
    ),
    (
        "subset",
        6.0,
        re.compile(
            r"\b(?:subgroup|subset|substudy|sub-study|earlier|previous|from which|from whom|including(?! a total)|subsample)\b[^.;]{0,30}$"
        ),
    ),
    # "60 took part, of whom 45 were randomized" is no part
    ("of whom", 6.0, re.compile(r"\bof (?:whom|which)\b[^.;]{0,30}$")),
    # "2581 versus 2584 children"
    ("against another number", 9.0, re.compile(r"\d (?:versus|vs\.?) $")),
    ("roughly", 2.0, re.compile(r"\b(?:about|roughly|approximately|around|nearly|almost) $")),
    # "the drug has been studied in more than N patients", "the company has N employees"
    (
        "of a drug's whole development",
        9.0,
        re.compile(
            r"\b(?:has|have) been (?:studied|evaluated|investigated|tested|used|administered|given|dosed|prescribed|examined)[^.;]{0,60}$"
            r"|\bprogram(?:me)?s? (?:includ|compris|consist|enrol|involv|encompass|evaluat)\w+ [^.;]{0,40}$"
            r"|(?<!trial )(?<!study )\b(?:has|employs) (?:more than |over |about |approximately |nearly )?$"
        ),
    ),
    ("measured", 4.0, re.compile(r"\b(?:median|mean|range|number of)\b[^.;,]{0,20}$")),
)
PART_NEXT = re.compile(r"^[^.;,]{0,60}\b(?:measurable disease|subgroup|subset|substudy|with available)\b")
PLANNED = re.compile(
    r"\b(?:will|aims? to|plans? to|expected to|is (?:enrolling|recruiting)|are being|to enrol+|to recruit)\b[^.;]{0,50}$"
    r"|\b(?:planned (?:enrol+ment|sample size)|accrual (?:goal|target))\b[^.;]{0,40}$"
)
WILL = re.compile(
    r"\b(?:will be|is planned|are planned|are to be|to be (?:enrol+ed|recruited|randomi[sz]ed|included))\b"
)
STATED_WHOLE = re.compile(
    rf"(?:\b(?:randomi[sz]ed|enrol+ed|included|accrued|recruited|total|overall|trials?|study|studies|population|cohort|sample|survivors|dyads|couples|(?:between|across) (?:the )?(?:treatment |study )?(?:arms|groups)|{PEOPLE})\b"
    r"(?:[ ,]+[\w\u2264\u2265<>/-]+){0,14} ?[(\[](?:total |overall |[^()\[\]=]{1,20}; )?n ?(?:=|of) ?|\btotal n ?= ?)$"
)
STATED_RANDOMIZED = re.compile(r"(?:randomi[sz]ed|assigned|allocated) ?[(\[][^()\[\]]*$")
INSIDE = (
    (re.compile(r"\b(?:randomi[sz]ed|assigned)\b"), 5.0),
    (re.compile(r"\b(?:enrol+ed|registered|recruited|included|consecutive)\b"), 2.5),
    (re.compile(r"\b(?:eligible|evaluable|assessable)\b"), 0.5),
)
ONE_GROUP = re.compile(
    r"\b(?:group|arm|receiv\w+|treated with|assigned to|allocated to|control|controls|placebo|alone|versus|vs|or|plus)\b[^.;]{0,30}[(\[][^()\[\]]*$"
)
OUT_OF = re.compile(
    r"\b(?!(?:total|number|series|consisted|consisting|group|groups|comprised|trial|study|randomization|randomisation) )(?:\d|[a-z])+(?: ?[(\[][^()\[\]]*[)\]])?,? (?:out )?of (?:the |these |those |our )?(?:planned |initial |first |eligible |\d+ )?$"
)
CUES = re.compile(r"random|assign|allocat|enrol|recruit|includ|regist")
LED = re.compile(
    r"random|assign|alloc|enrol|recruit|inclu|involv|regist|accru|compris|consist|total|trial|stud|sample|cohort|came to"
)
VERB_NEXT = re.compile(
    r" (?:were|was|had been|have been|underwent|entered|took part|participated|joined|received|of (?:them|these|those|whom))\b"
)
