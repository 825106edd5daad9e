"""The ledger of the year beside a desk: pages to read, and a plan to approve into it."""

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words, same
from optalloc.inputs.row_values import month_of
from optalloc.ledger.approval import Batch, approve, year_of_money
from optalloc.ledger.store.audit_log import Act, this_person
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.views.documents import bulletin_paper, library_paper, year_paper
from optalloc.ledger.views.library import library
from optalloc.ledger.views.progress import bulletin
from optalloc.ledger.views.year import year_view
from optalloc.present.views.view import paper_json
from optalloc.workbench.policy import Json
from optalloc.workbench.task import Told


def ledger_page(told: Told, ledger: str, what: str, month: str, lang: Lang) -> Json:
    """Return a view of the ledger: the year, its progress, or its library.

    Args:
        month: Such as 2023-09; of the year and the library the year counts.

    Raises:
        InputUnusable: When the ledger cannot be read, or the month is none.
    """
    at = _month(month)
    year = at // 100
    with open_ledger(ledger).reading() as connection:
        if what == "year":
            paper = year_paper(year_view(connection, year, None))
        elif what == "progress":
            paper = bulletin_paper(bulletin(connection, at))
        else:
            settings = settings_of(connection)
            view = library(connection, year, settings.library)
            paper = library_paper(view, settings.unit)
    return {**paper_json(paper, lang)}


def approve_plan(
    told: Told, ledger: str, file: str, name: str, month: str, document: str, who: str
) -> Json:
    """Write a state's best plan into the ledger as a batch, audited once more.

    Raises:
        InputUnusable: When the plan breaks a rule, or the ledger has not the money for it; nothing
            is written then.
    """
    at = _month(month)
    if not name.strip():
        allowed = Words("应有批次名称，如 第一批", "the name of the batch, such as 第一批")
        raise InputUnusable([Fault("", Words("批次", "the batch"), allowed)])
    year = year_of_money(file) or at // 100  # a year's money may be given before or after it
    batch = Batch(file, year, name.strip(), at, None, document.strip())
    act = Act(who or this_person(), f"approve {batch.name} {batch.document}".strip(), "approve")
    done = approve(open_ledger(ledger), batch, act)
    amount = done.problem.say(done.plan.total)
    return {"entries": len(done.entries), "amount": amount, "batch": batch.name, "year": year}


def _month(text: str) -> int:
    month = month_of(text)
    if month is None:
        raise InputUnusable(
            [Fault("", same(text), Words("应为月份，如 2023-09", "a month, such as 2023-09"))]
        )
    return month
