"""Markdown: a summary as a person wants to read it, with its findings and the evidence for its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.errors import ConfigurationError
from summarizer.exports.escaping import escape
from summarizer.exports.evidence import describe_evidence, describe_support, name_paths
from summarizer.exports.phrases import describe_design, describe_follow_up, describe_source, number, word
from summarizer.exports.tables import tabulate_arms, tabulate_results

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.article import Article
    from summarizer.extraction import Explanation
    from summarizer.record import Trial
    from summarizer.summary import Coverage, Finding, Provenance, Summary

_SEVERITIES = (("error", "Errors"), ("warning", "Warnings"), ("info", "Notes"))


def to_markdown(summary: Summary, article: Article, explanations: Sequence[Explanation] | None = None) -> str:
    """Return a summary as Markdown.

    Args:
        summary: Any summary.
        article: What it summarises; quotes are cut from its text.
        explanations: How the engine came by its values; a section of their own unless ``None``.

    Raises:
        ConfigurationError: The summary was made from another text.
    """
    _refuse_another(summary, article)
    record = summary.record
    blocks = [
        [f"# {escape(record.headline or record.source.title or 'Summary')}"],
        [f"*{escape(' · '.join(describe_source(record.source)))}*"],
        [escape(record.synopsis)] if record.synopsis else [],
        *(block for trial in record.trials for block in _trial(trial)),
        [] if record.trials else ["The article reports on no trial."],
        *_findings(summary.findings),
        *_coverage(summary.coverage),
        ["## Evidence"],
        describe_support(summary),
        describe_evidence(summary, article),
        *(_explanations(summary, explanations) if explanations is not None else ()),
        ["## Provenance"],
        _provenance(summary),
    ]
    return _joined(blocks)


def findings_to_markdown(summary: Summary, article: Article) -> str:
    """Return only what code has to say about the record of a summary: support, findings and coverage.

    Raises:
        ConfigurationError: The summary was made from another text.
    """
    _refuse_another(summary, article)
    return _joined([describe_support(summary), *_findings(summary.findings), *_coverage(summary.coverage)])


def _refuse_another(summary: Summary, article: Article) -> None:
    if summary.article.sha256 != article.sha256:
        raise ConfigurationError(f"The summary of {summary.article.id} was made from another text than {article.id}.")


def _joined(blocks: list[list[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _trial(trial: Trial) -> Iterator[list[str]]:
    yield [f"## {escape(trial.acronym or next(iter(trial.registry_ids), 'Trial'))}"]
    yield [f"- **{name}:** {escape(value)}" for name, value in _card(trial) if value]
    if trial.arms:
        yield tabulate_arms(trial.arms)
    if trial.outcomes:
        yield ["### Outcomes"]
        yield tabulate_results("Outcome", trial.outcomes, trial.arms)
    if trial.adverse_events:
        yield ["### Harms"]
        yield tabulate_results("Adverse event", trial.adverse_events, trial.arms)
    if trial.conclusion:
        yield ["### Conclusion"]
        yield [escape(trial.conclusion)]


def _card(trial: Trial) -> Iterator[tuple[str, str]]:
    yield "Registry", ", ".join(trial.registry_ids)
    yield "Design", describe_design(trial)
    yield "Condition", "; ".join(trial.conditions)
    yield "Population", trial.population or ""
    yield "Enrollment", number(trial.enrollment)
    yield "Follow-up", describe_follow_up(trial.follow_up) if trial.follow_up else ""
    yield "Analysis", word(trial.analysis_stage) if trial.analysis_stage else ""
    yield "Data cut-off", trial.data_cutoff or ""
    yield "Primary outcome", {True: "met", False: "not met", None: ""}[trial.primary_outcome_met]
    yield "Sponsor", trial.sponsor or ""
    people = [f"{one.name} ({one.affiliation})" if one.affiliation else one.name for one in trial.investigators]
    yield "Investigators", "; ".join(people)


def _findings(findings: Sequence[Finding]) -> Iterator[list[str]]:
    yield ["## Findings"]
    if not findings:
        yield ["None."]
    for severity, heading in _SEVERITIES:
        rows = [finding for finding in findings if finding.severity == severity]
        if rows:
            yield [f"**{heading} ({len(rows)})**"]
            yield [f"- {_where(row)}{escape(row.message)} ({row.code.replace('_', ' ')})" for row in rows]


def _where(finding: Finding) -> str:
    return f"`{finding.path}`: " if finding.path else ""


def _coverage(coverage: Coverage) -> Iterator[list[str]]:
    yield ["## Not captured"]
    held = [f"{word(row.kind)}s {row.held} of {row.found}" for row in coverage.statistics if row.found]
    yield [
        f"Of the statistics that the article prints the record holds: {', '.join(held)}."
        if held
        else "The article prints no statistics."
    ]
    if (marks := coverage.agreement) is not None:
        agreed, disputed = len(marks.agreed), len(marks.disputed)
        judged = f"The second reader, {escape(marks.second)}, agrees on {agreed} values and contradicts {disputed}"
        yield [f"{judged}; {marks.only_second} numbers only it holds."]
    yield [
        f"- {word(row.kind)} **{escape(row.text)}** (characters {row.start}\u2013{row.end}): \u201c{escape(row.sentence)}\u201d"
        for row in coverage.missed
    ]


def _explanations(summary: Summary, explanations: Sequence[Explanation]) -> Iterator[list[str]]:
    yield ["## Explanations"]
    if not explanations:
        yield ["This engine cannot tell how it came by its values."]
    names = dict(name_paths(summary.record))
    yield [f"- `{row.path}`{names.get(row.path, '')}: {escape(row.rule)}{_competitors(row)}" for row in explanations]


def _competitors(row: Explanation) -> str:
    return f"; lost: {escape('; '.join(row.competitors))}" if row.competitors else ""


def _provenance(summary: Summary) -> list[str]:
    article, provenance = summary.article, summary.provenance
    engine = f"- engine {escape(provenance.engine)}, {_models(provenance)}schema {summary.schema_version}"
    lines = [
        f"- article {escape(article.id)}, {article.characters:,} characters, SHA-256 {article.sha256[:16]}\u2026",
        f"{engine}, version {provenance.package_version}, {provenance.seconds:.2f} s",
    ]
    if provenance.attempts:
        lines.append(f"- {_spent(provenance)}")
    return lines


def _models(provenance: Provenance) -> str:
    model = f"model {escape(provenance.model)}, " if provenance.model else ""
    prompt = provenance.prompt
    return model + (f"prompt {escape(prompt.name)} {prompt.version} ({prompt.sha256[:12]}), " if prompt else "")


def _spent(provenance: Provenance) -> str:
    count, usage = len(provenance.attempts), provenance.usage
    cost = f"${provenance.cost_usd:.4f}" if provenance.cost_usd is not None else "cost unknown"
    tokens = f"{usage.input_tokens:,} input tokens ({usage.cached_input_tokens:,} cached), {usage.output_tokens:,} output tokens"
    return f"{count} request{'s' if count > 1 else ''}, {tokens}, {cost}"
