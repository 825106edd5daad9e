"""What a changed setting was and is, in plain words."""

from collections.abc import Iterable, Mapping, Sequence

from optalloc.core.message import NOTHING, Words, first_few, in_clauses, listed, same
from optalloc.core.money import show_fraction
from optalloc.explaining.difference.settings_diff import Setting
from optalloc.inputs.yaml_reader import show_setting
from optalloc.problem.component import Component
from optalloc.problem.facts import Recipient
from optalloc.problem.interfaces import Rule, TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.setting_names import setting_words as setting_name
from optalloc.problem.setting_names import value_words
from optalloc.problem.shown_name import bracketed

MOST_NAMED = 6
"""Rows, columns or cells named in one sentence; the rest is counted."""
TABLES: Mapping[str, Words] = {
    "sources": Words("资金来源表", "the sources"),
    "recipients": Words("单位表", "the recipients"),
    "uses": Words("用途表", "the uses"),
    "needs": Words("需求表", "the needs"),
    "projects": Words("项目库", "the project library"),
    "earlier": Words("已下达表", "the awards already made"),
    "history": Words("往年表", "the awards of earlier years"),
    "approved": Words("已批方案", "the approved plan"),
    "negative_list": Words("负面清单", "the negative list"),
}
UNSET = Words("不写", "unset")
SORTS: Mapping[str, Words] = {
    "indicators": Words("因素", "indicator"),
    "targets": Words("测算方式", "target part"),
    "rules": Words("约束", "rule"),
}
Pair = tuple[Problem, Problem]
Rows = Mapping[str, Mapping[str, str]]


def setting_words(setting: Setting, problems: Pair) -> Words:
    """Return what one setting was and is."""
    section = setting.key[0]
    if section == "tables":
        return _of_table(setting.key[1], problems)
    if section == "unit":
        return Words("金额单位", "the unit of amounts") + _was_is(setting)
    if section == "goals":
        zh, en = ([[g.words(p)[i] for g in p.goals] for p in problems] for i in (0, 1))
        return Words(
            f"目标由“{'；'.join(zh[0])}”改为“{'；'.join(zh[1])}”",
            f"the goals, from “{'; '.join(en[0])}” to “{'; '.join(en[1])}”",
        )
    sort = SORTS[section]
    if len(setting.key) == 2:
        return _of_entry(setting, sort, problems)
    part = next(filter(None, (_part(setting.key, problem) for problem in problems)), None)
    name = setting_name([setting.key[2]]) if part is None else part.setting_words([setting.key[2]])
    entry = _entry(setting.key, problems[::-1])
    return Words(
        f"{sort.zh}{entry.zh}的“{name.zh}”", f"{name.en} of the {sort.en} {entry.en}"
    ) + _was_is(setting)


def _of_entry(setting: Setting, sort: Words, problems: Pair) -> Words:
    """Return an entry that one scenario alone has, or that became another part."""
    told = [_told(setting.key, problem) for problem in problems]
    entry = _entry(setting.key, problems[::-1])
    if setting.before is None:
        return Words(f"增加{sort.zh}{entry.zh}", f"the {sort.en} {entry.en} is new") + told[1]
    if setting.after is None:
        return Words(f"去掉{sort.zh}{entry.zh}", f"the {sort.en} {entry.en} is gone") + told[0]
    return Words(f"{sort.zh}{entry.zh}改为", f"the {sort.en} {entry.en} became") + told[1]


def _part(key: Sequence[str], problem: Problem) -> Component | None:
    """Return the rule or target part of a key; None for an indicator, or where there is none."""
    parts: Sequence[Component] = () if key[0] == "indicators" else getattr(problem, key[0])
    return next((part for part in parts if part.label == key[1]), None)


def _entry(key: Sequence[str], problems: Iterable[Problem]) -> Words:
    """Return what an entry is called in the first of some problems that has it."""
    part = next(filter(None, (_part(key, problem) for problem in problems)), None)
    return bracketed(same(key[1]) if part is None else part.shown)


def _told(key: Sequence[str], problem: Problem) -> Words:
    """Return in brackets what a part asks, in its own words."""
    part = _part(key, problem)
    if not isinstance(part, Rule | TargetPart):
        return NOTHING
    said = part.words(problem)
    return Words(f"（{said.zh}）", f" ({said.en})")


def _was_is(setting: Setting) -> Words:
    """Return from what to what; of several named values only those that differ."""
    before, after = setting.before, setting.after
    if isinstance(before, dict) and isinstance(after, dict):
        names = [n for n in dict.fromkeys((*before, *after)) if before.get(n) != after.get(n)]
        zh = [f"{n} {_said(before, n).zh} → {_said(after, n).zh}" for n in names]
        en = [f"{n} {_said(before, n).en} → {_said(after, n).en}" for n in names]
        return Words(f"：{_some(zh).zh}", f": {_some(en).en}")
    name = setting.key[-1]
    was, now = (value_words(name, text) if (text := text_of(v)) else UNSET for v in (before, after))
    return Words(f" 由 {was.zh} 改为 {now.zh}", f", from {was.en} to {now.en}")


def _said(values: Mapping[str, object], name: str) -> Words:
    return same(text_of(values[name]) or "") if name in values else UNSET


def text_of(value: object) -> str | None:
    """Return a setting as one writes it; None where there is none."""
    return None if value is None else show_setting(value)


def _of_table(name: str, problems: Pair) -> Words:
    """Return what is another in a table: who came and went, and which cells changed."""
    title = TABLES.get(name, Words(f"{name} 表", f"the table {name}"))
    if name == "sources":
        before, after = (_amounts(problem) for problem in problems)
    elif name == "recipients":
        before, after = (_figures(problem.recipients) for problem in problems)
    else:
        rows = [len(getattr(problem, name) or ()) for problem in problems if name != "approved"]
        count = f" ({rows[0]} → {rows[1]})" if rows and rows[0] != rows[1] else ""
        return title + same(count)
    return title + _came_and_went(before, after)


def _came_and_went(before: Rows, after: Rows) -> Words:
    """Return which rows and columns came and went, and which cells changed, in brackets."""
    columns = [
        list(dict.fromkeys(c for row in rows.values() for c in row)) for rows in (before, after)
    ]
    cells = [
        " ".join(filter(None, (name, column, before[name].get(column), "→", row.get(column))))
        for name, row in after.items()
        if name in before
        for column in row
        if column in columns[0] and row.get(column) != before[name].get(column)
    ]
    parts = (
        (Words("增加 ", "new: "), [n for n in after if n not in before]),
        (Words("减少 ", "gone: "), [n for n in before if n not in after]),
        (Words("新列 ", "new column "), [c for c in columns[1] if c not in columns[0]]),
        (Words("去掉列 ", "without column "), [c for c in columns[0] if c not in columns[1]]),
        (NOTHING, cells),
    )
    said = [what + _some(names) for what, names in parts if names]
    zh, en = in_clauses(said)
    return Words(f"（{zh}）", f" ({en})") if said else NOTHING


def _amounts(problem: Problem) -> dict[str, dict[str, str]]:
    return {source.name: {"": problem.say(source.amount)} for source in problem.sources}


def _figures(recipients: Sequence[Recipient]) -> dict[str, dict[str, str]]:
    return {
        r.name: {**{c: show_fraction(f) for c, f in r.facts.items()}, **r.marks, "": r.kind}
        for r in recipients
    }


def _some(items: Sequence[str]) -> Words:
    """Return the first of some items, and how many more there are."""
    shown, count = first_few(items, MOST_NAMED), len(items)
    if count == len(shown):
        return listed(list(shown))
    return listed(list(shown)) + Words(f"等 {count} 处", f" and {count - len(shown)} more")
