"""The year and the bulletin, counted on paper."""

import io
from fractions import Fraction

import openpyxl
import pytest
from ledger_books import ACT, YEAR, somewhere

from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.entries import make_batch
from optalloc.ledger.store.database import Ledger
from optalloc.ledger.store.invariants import DraftEntry, Holding
from optalloc.ledger.store.journal import record
from optalloc.ledger.store.settings import Progress, put_settings
from optalloc.ledger.views.documents import bulletin_paper, year_paper
from optalloc.ledger.views.progress import bulletin
from optalloc.ledger.views.year import year_view
from optalloc.present.docx.paper import word_paper
from optalloc.present.views.view import blocks_of
from optalloc.present.views.workbook import paper_book

TEA, ROAD = Holding(1, 1, 1, None), Holding(2, 2, 2, None)


@pytest.fixture
def year(book: Ledger) -> Ledger:
    """Return a ledger: 600 and 400 given in two batches, 100 taken back, some of it paid."""
    with book.writing(ACT) as writing:
        put_settings(writing, {"unit": "元", "industry": {"floor": "55%"}})
        first, second = (make_batch(writing, YEAR, n, 202301) for n in ("第一批", "第二批"))
        drafts = [
            DraftEntry("award", YEAR, 202301, TEA, 600, first),
            DraftEntry("award", YEAR, 202306, ROAD, 400, second),
            DraftEntry("take_back", YEAR, 202308, ROAD, -100),
            DraftEntry("payment", YEAR, 202303, TEA, 500, payee="contractor"),
            DraftEntry("payment", YEAR, 202307, ROAD, 30, payee="beneficiary"),
            DraftEntry("payment", YEAR, 202309, ROAD, 200, payee="town"),
            DraftEntry("payment", YEAR, 202309, ROAD, 50, payee="retention"),
        ]
        record(writing, drafts, "元", somewhere)
    return book


def test_the_year_adds_up_by_every_axis(year: Ledger) -> None:
    with year.reading() as connection:
        view = year_view(connection, YEAR)
    line = view.lines["recipient"]["乙镇"]
    assert (line.before, line.this, line.taken, line.given, line.paid) == (0, 400, 100, 300, 30)
    assert view.lines["source"]["市级"].amount == 1000
    assert (view.total.given, view.total.paid, view.batch) == (900, 530, "第二批")
    assert view.industry.share == Fraction(600, 900) and view.industry.is_kept
    assert view.industry.last is None


def test_last_years_share_stands_beside_this_years(year: Ledger) -> None:
    from optalloc.ledger.store import schema

    with year.writing(ACT) as writing:
        pot, _ = writing.put(schema.sources, {"year": 2022, "name": "老", "amount": 100})
        drafts = [
            DraftEntry("award", 2022, 202201, Holding(pot, 1, use, None), fen)
            for use, fen in ((1, 70), (2, 30))
        ]
        record(writing, drafts, "元", somewhere)
    with year.reading() as connection:
        paper = year_paper(year_view(connection, YEAR, "第一批"))
    assert paper.lines[0].zh == "本次：第一批。"
    assert paper.lines[1].zh == "全年产业占比 66.67%，下限 55%，达到；上年 70%，低于上年。"
    assert "the floor is 55%, which it reaches; last year it was 70%" in paper.lines[1].en


def test_the_bulletin_counts_what_is_paid_and_says_whom_to_talk_to(year: Ledger) -> None:
    with year.reading() as connection:
        found = bulletin(connection, 202309)
    assert found.line == Fraction(3, 4) and found.is_linear
    assert [(p.name, p.progress) for p in found.recipients] == [
        ("甲镇", Fraction(500, 600)),
        ("乙镇", Fraction(30, 300)),
    ]
    assert (found.total.passed, found.total.retained, found.total.month) == (200, 50, 0)
    (talk,) = found.talks
    assert talk.recipient == "乙镇"
    assert [words.zh for words in talk.reasons] == [
        "支付进度 10%，低于序时进度 75%，差 65 个百分点",
        "低于平均进度 58.89%",
        "拨付到镇 2元，不算支付",
        "质保金 0.5元，不算支付",
    ]
    assert talk.reasons[0].en == "10% is paid where 75% is due, 65 points behind"


def test_a_month_before_knows_nothing_of_what_came_after(year: Ledger) -> None:
    with year.reading() as connection:
        found = bulletin(connection, 202303)
    assert (found.total.given, found.total.paid, found.total.month) == (600, 500, 500)
    assert not found.talks


def test_a_curve_goes_straight_between_its_months() -> None:
    wish = Progress(curve={3: Fraction(1, 5), 9: Fraction(4, 5)})
    lines = [wish.line(month) for month in (1, 3, 6, 9, 12)]
    assert lines == [Fraction(1, 15), Fraction(1, 5), Fraction(1, 2), Fraction(4, 5), 1]
    assert Progress().line(9) == Fraction(3, 4)


def test_word_and_workbook_say_what_is_printed_and_texts_stay_texts(year: Ledger) -> None:
    import docx

    from optalloc.ledger.store import schema
    from optalloc.ledger.store.audit_log import rows_of

    with year.writing(ACT) as writing:
        (town, *_) = rows_of(writing.connection, schema.recipients)
        writing.change(schema.recipients, town, {"name": "=1+1"})
    with year.reading() as connection:
        paper = bulletin_paper(bulletin(connection, 202309))
    book = openpyxl.load_workbook(io.BytesIO(paper_book(paper, "zh")))
    page = book[book.sheetnames[1]]
    assert (page["A2"].value, page["A2"].data_type, page["B2"].value) == ("=1+1", "s", 6)
    assert page["E2"].number_format == "0.00%"
    document = docx.Document(io.BytesIO(word_paper(blocks_of(paper, "zh"), "zh")))
    said = "\n".join(p.text for p in document.paragraphs)
    assert "2023-09 资金支付进度通报" in said and "1. 乙镇：支付进度 10%" in said
    assert document.tables[0].rows[1].cells[0].text == "=1+1"


def test_a_batch_that_is_not_there_is_refused(year: Ledger) -> None:
    with pytest.raises(InputUnusable) as refused, year.reading() as connection:
        year_view(connection, YEAR, "第三批")
    assert "--batch：应为 2023 年的批次（第一批、第二批），实为 '第三批'" in refused.value.letter(
        "zh"
    )
