"""Where the money comes from and what it is for, in sentences."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, listed
from optalloc.core.money import show_fraction, show_percent
from optalloc.present.paper import Para, blank, clean, numbered
from optalloc.problem.facts import INDUSTRY, Plan, Source
from optalloc.problem.plan_years import later_sources
from optalloc.problem.rules.schedule import Schedule, only_likely
from optalloc.problem.rules.share import UseShare
from optalloc.problem.rules.split import Split
from optalloc.reports.official.context import Subject

MOST_IN_ONE_SENTENCE = 4
"""With more sources each has a paragraph of its own."""


def money_received(subject: Subject) -> Iterator[Para]:
    """Yield the sources with documents, amounts and shares, then what the year gave before."""
    sources, problem = subject.problem.sources, subject.problem
    total, fund = subject.money(problem.money), subject.fund
    if len(sources) <= MOST_IN_ONE_SENTENCE:
        papers = listed(list(dict.fromkeys(_document(subject, s) for s in sources)))
        parts = _parts(subject)
        zh = f"根据{papers.zh}，本次分配{fund}共{total}{parts.zh}。"
        en = f"{total} of {fund} {_there(subject)}{parts.en}. Documents: {papers.en}."
        yield Para(subject.say(Words(zh, en)))
    else:
        yield Para(
            subject.say(
                Words(
                    f"本次分配{fund}共{total}，资金来源如下：",
                    f"{total} of {fund} {_there(subject)} from these sources:",
                )
            )
        )
        yield from source_items(subject)
    before = sum(award.amount for award in problem.earlier)
    if before:
        first, year = subject.money(before), subject.money(before + problem.money)
        zh = f"本年此前已安排{first}，连同本次共{year}。"
        en = f"Earlier in the year {first} were awarded; with this batch it is {year}."
        yield Para(subject.say(Words(zh, en)))


def _there(subject: Subject) -> str:
    """Say in English whether the money is there, or some of it is of later years."""
    is_of_years = any(isinstance(rule, Schedule) for rule in subject.problem.rules)
    return "are planned with" if is_of_years else "have come in"


def source_items(subject: Subject) -> Iterator[Para]:
    """Yield each source with its amount and document, numbered."""
    for number, source in enumerate(subject.problem.sources, 1):
        said, paper = _amount(subject, source), _document(subject, source)
        words = Words(f"{said}，依据{paper}。", f"{said}, by {paper}.")
        yield Para(numbered(number, subject.lang) + subject.say(words))


def source_amounts(subject: Subject) -> Words:
    """Return the sources with their amounts: 市级第二批22.5万元、区级配套27.5万元.

    Of which kind each is stands where they are told first (`money_received`, `source_items`).
    """
    sources = subject.problem.sources
    return listed([subject.beside(s.name, subject.money(s.amount)) for s in sources])


def _amount(subject: Subject, source: Source) -> str:
    """Return a source with its kind, where it is not new money, and its amount."""
    return subject.beside(source.name + _kind(subject, source), subject.money(source.amount))


def _parts(subject: Subject) -> Words:
    """Return the amounts of several sources and their shares; nothing for one source alone."""
    problem = subject.problem
    if len(problem.sources) == 1:
        return Words("", "")
    shares = [show_percent(Fraction(s.amount, problem.money)) for s in problem.sources]
    amounts, parts = listed([_amount(subject, s) for s in problem.sources]), listed(shares)
    return Words(f"，其中{amounts.zh}，分别占{parts.zh}", f": {amounts.en} ({parts.en})")


def _document(subject: Subject, source: Source) -> str:
    """Return the document behind a source: its title, its number, or a blank for it."""
    number, title = clean(source.document), subject.paper.documents.get(source.name)
    if title is not None:
        said = clean(subject.say(title))
        if not number or number in said:
            return said
        return subject.say(Words(f"{said}（{number}）", f"{said} ({number})"))
    if number:
        return subject.say(Words(f"{number}文件", number))
    name = clean(source.name)
    return blank(Words(f"{name}的文件和文号", f"document of {name}"), subject.lang)


def _kind(subject: Subject, source: Source) -> str:
    """Return whether money is of a later year, only likely, carried over or taken back."""
    rules, told = subject.problem.rules, list[Words]()
    if source.name in later_sources(rules):
        told.append(Words("以后年度，预安排", "of a later year, indicative"))
    if source.name in only_likely(rules):
        told.append(Words("尚未落实", "only likely"))
    if told:
        said = Words("，".join(one.zh for one in told), ", ".join(one.en for one in told))
        return subject.say(Words(f"（{said.zh}）", f" ({said.en})"))
    if source.kind == "carry_over":
        return subject.say(Words("（上年结转）", " (carried over)"))
    if source.kind == "taken_back":
        who = source.taken_from
        return subject.say(Words(f"（从{who}收回）", f" (taken back from {who})"))
    return ""


def split_words(subject: Subject) -> Iterator[Words]:
    """Yield in which proportion sources share the cost."""
    for rule in subject.problem.rules:
        if isinstance(rule, Split):
            names = listed([clean(name) for name in rule.shares])
            parts = [show_fraction(s * (100 if s < 1 else 1)) for s in rule.shares.values()]
            zh = f"{names.zh}按{'：'.join(parts)}分担"
            yield Words(zh, f"{names.en} share the cost {':'.join(parts)}")


def what_for(subject: Subject) -> Iterator[Para]:
    """Yield what the money of each use comes to, and industry's share beside its floor."""
    uses = {u.name: subject.plan.sums("use").get(u.name, 0) for u in subject.problem.uses}
    given = {name: fen for name, fen in uses.items() if fen}
    what = subject.listed([subject.beside(name, subject.money(fen)) for name, fen in given.items()])
    said = Words(f"本批资金用于：{what}。", f"The money of this batch is for: {what}.")
    industry = _industry(subject)
    yield Para(subject.say(said if industry is None else _sentences(said, industry)))


def _sentences(first: Words, second: Words) -> Words:
    return Words(first.zh + second.zh, f"{first.en} {second.en}")


def _industry(subject: Subject) -> Words | None:
    """Return the share of industry in the batch and in the year, beside the floors it must keep."""
    figures, problem = subject.report.best.figures, subject.problem
    if figures.industry_share is None:
        return None
    uses = problem.uses_in(None, (INDUSTRY,))
    money, batch = subject.money(subject.plan.sum(uses=uses)), show_percent(figures.industry_share)
    zh, en = f"其中计入产业发展的{money}", f"Industry gets {money}"
    whole, some = _floors(subject, uses)
    if some and not whole and later_sources(problem.rules):
        # A share of all years' money would stand beside floors of one year each.
        zh, en = f"{zh}：{'；'.join(w.zh for w in some)}", f"{en}: {'; '.join(w.en for w in some)}"
        return Words(f"{zh}。", f"{en}.")
    zh, en = f"{zh}，占本批的{batch}", f"{en}, {batch} of this batch"
    if figures.industry_share_of_year is not None and problem.earlier:
        year = show_percent(figures.industry_share_of_year)
        zh, en = f"{zh}、全年的{year}", f"{en} and {year} of the year"
    zh += "".join(f"，{w.zh}" for w in whole) + "".join(f"；{w.zh}" for w in some)
    return Words(f"{zh}。", "; ".join((en, *(w.en for w in (*whole, *some)))) + ".")


def _floors(subject: Subject, uses: frozenset[str]) -> tuple[list[Words], list[Words]]:
    """Return the least shares that rules ask for industry: of all the money, of some sources."""
    whole, some = list[Words](), list[Words]()
    for rule in subject.problem.rules:
        if not isinstance(rule, UseShare) or rule.at_least is None:
            continue
        if rule.purposes(subject.problem) != uses:
            continue
        if rule.sources or rule.tiers:
            some += _floor_of_some(subject, rule, uses)
            continue
        least = show_percent(rule.at_least)
        over = Words("全年", "year") if rule.over == "year" else Words("本批", "batch")
        whole.append(
            Words(
                f"符合{over.zh}不低于{least}的要求",
                f"at least {least} of the {over.en} is required",
            )
        )
    return whole, some


def _floor_of_some(subject: Subject, rule: UseShare, uses: frozenset[str]) -> Iterator[Words]:
    """Yield the share of industry in the money of some sources, beside its floor."""
    pots, names = rule.pots(subject.problem), listed((*(rule.tiers or ()), *(rule.sources or ())))
    before = subject.problem.earlier if rule.over == "year" else ()
    counted = Plan(a for a in (*subject.plan.awards, *before) if a.source in pots)
    if rule.at_least is None or not counted.total:
        return
    share, least = Fraction(counted.sum(uses=uses), counted.total), show_percent(rule.at_least)
    year = Words("全年", " in the year") if rule.over == "year" else Words("", "")
    yield Words(
        f"{names.zh}{year.zh}中占{show_percent(share)}，符合不低于{least}的要求",
        f"{show_percent(share)} of the money of {names.en}{year.en}, where at least {least} is "
        "required",
    )
