"""A digest as a page of plain text that keeps the rarest and the worst when room is short."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from faultmaven_core.processing.digest.findings import Bucket, Template
from faultmaven_core.processing.digest.log_digest import LogDigest
from faultmaven_core.processing.log_lines import Level

CHARACTERS_PER_TOKEN = 4
_BARS = " .:-=+*#%@"
_LINE = 180
_NOVELTY = 4
_OVERVIEW, _RARE = 0.2, 0.6
_SEVERITY = {Level.WARNING: 1.0, Level.ERROR: 2.0, Level.FATAL: 2.5}


def render(digest: LogDigest, budget_tokens: int) -> str:
    """At most ``budget_tokens`` tokens of four characters: overview, rare and bad lines, then the frequent ones."""
    room = max(budget_tokens, 0) * CHARACTERS_PER_TOKEN
    overview = _fitting(_overview(digest), int(room * _OVERVIEW))
    ranked = sorted(digest.templates, key=lambda template: (-interest(template, digest.lines), template.id))
    rare = _fitting(["", "Rarest and worst:", *map(_entry, ranked)], int(room * _RARE))
    shown = {template.id for template in ranked[: max(len(rare) - 2, 0)]}
    frequent = sorted(digest.templates, key=lambda template: (-template.count, template.id))
    rest = ["", "Most frequent:", *(_entry(template) for template in frequent if template.id not in shown)]
    used = sum(len(line) + 1 for line in overview + rare)
    return "\n".join(overview + rare + _fitting(rest, room - used))


def interest(template: Template, lines: int) -> float:
    """How much a reader should see a template: rarity in powers of ten, new words, severity."""
    rarity = math.log10(max(lines, 1) / template.count)
    novelty = 0.8 * min(template.novelty, _NOVELTY)
    return rarity + novelty + (_SEVERITY.get(template.level, 0.0) if template.level else 0.0)


def _fitting(lines: Iterable[str], room: int) -> list[str]:
    taken: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        taken.append(line)
    return taken


def _overview(digest: LogDigest) -> list[str]:
    page = [f"{digest.lines} lines, {len(digest.templates)} templates, {len(digest.sources)} sources"]
    if digest.span is not None:
        page.append(f"from {digest.span[0].isoformat()} to {digest.span[1].isoformat()}")
    if digest.levels:
        page.append("levels: " + ", ".join(f"{level} {count}" for level, count in digest.levels.items()))
    if digest.volume:
        page.append(f"volume, {digest.volume[0].seconds} s each: |{_histogram(digest.volume)}|")
    page += [f"error x{group.count} L{group.first_line}: {group.cause[:80]}" for group in digest.errors[:5]]
    page += [
        f"silence L{gap.after_line}-L{gap.before_line}: {gap.start.isoformat()} to {gap.end.isoformat()}"
        for gap in digest.gaps[:3]
    ]
    page += [f"burst of {burst.lines} lines at {burst.start.isoformat()}" for burst in digest.bursts[:3]]
    page += [f"restart x{restart.count} L{restart.first_line}" for restart in digest.restarts[:3]]
    return page


def _histogram(buckets: Sequence[Bucket]) -> str:
    top = max(bucket.lines for bucket in buckets) or 1
    return "".join(_BARS[math.ceil(bucket.lines * (len(_BARS) - 1) / top)] for bucket in buckets)


def _entry(template: Template) -> str:
    level = f" {template.level}" if template.level else ""
    text = f"{template.id} x{template.count} L{template.first_line}{level} {template.text}"
    printable = "".join(character if character.isprintable() else "?" for character in text[:_LINE])
    return printable if len(text) <= _LINE else printable[:-3] + "..."
