"""Whether the parts that a notice's prose lists come to what it says of them together.

共安排50万元，其中市级22.5万元、区级27.5万元    all the sources, or all the uses, of a whole
本批资金用于道路30万元、茶园20万元              all that the money is for
共到位资金50万元，其中市级…、区级…             a whole that may be of more than the tables
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from optalloc.checking.notice_doubts import NoticeDoubts
from optalloc.checking.notice_line import QuotedFigure, SaidBefore
from optalloc.checking.notice_report import NoticeReport
from optalloc.checking.notice_words import GOES_ON
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding, Severity


class NoticeSums:
    """Adds up what a sentence lists of sources or of uses."""

    def __init__(self, report: NoticeReport, doubts: NoticeDoubts) -> None:
        self.report, self.told, self.doubts = report, report.told, doubts
        kinds = self.told.kinds.items()
        self.of_kinds = [{n for n, k in kinds if k == of} for of in ("source", "use")]

    def of_parts(self, line: SaidBefore, text: str) -> Iterator[Finding]:
        """Yield that all the sources, or all the uses, after a whole do not come to it."""
        if line.whole is None or not self._are_all(line.parts):
            self.report.keep(*line.larger)
            return
        added = sum(line.parts.values(), Fraction(0))
        if line.is_perhaps and not self._is_whole(line, added, text):
            self.report.keep(*line.larger)
        elif added == line.whole[0] or self._is_judged(*line.whole):
            return  # the table tells which of them is wrong
        elif self.doubts.are_of_others(text[: line.whole[1].at - line.start], line):
            self.report.keep(line.whole[1])
        else:
            severity: Severity = "warning" if line.is_perhaps else "error"
            yield self.report.adds_up_to(line.whole[1], added, severity)

    def _is_judged(self, amount: Fraction, came: QuotedFigure) -> bool:
        """Say whether a table tells of a whole that it is right, or wrong."""
        return self.told.wholes == {amount} or came.at in self.report.accused

    def _are_all(self, parts: dict[str, Fraction]) -> bool:
        """Say whether parts are all the sources, or all the uses, of the tables.

        Others may stand in no text: then what the tables tell of these does not come to all.
        """
        if len(parts) < 2 or parts.keys() not in self.of_kinds:
            return False
        told = [self.told.amounts.get(frozenset([name]), set()) for name in parts]
        if any(len(values) != 1 for values in told):
            return True
        together = sum((min(values) for values in told), Fraction(0))
        return together >= min(self.told.wholes, default=Fraction(0))

    def _is_whole(self, line: SaidBefore, added: Fraction, text: str) -> bool:
        """Say whether parts of what may be more than the tables tell are surely all of it."""
        told = self.told.amounts
        is_told = all(v in told.get(frozenset([n]), ()) for n, v in line.parts.items())
        is_alone = line.amounts == len(line.parts) + 1 and not GOES_ON.search(text)
        return is_told and is_alone and added in self.told.wholes

    def of_uses(self, line: SaidBefore) -> Iterator[Finding]:
        """Yield that what the money is for does not add up to it, where some are of no table."""
        if len(line.uses) < 2 or all(is_known for _, is_known, _ in line.uses):
            return
        if not self.told.wholes:
            return
        added = sum((amount for amount, _, _ in line.uses), Fraction(0))
        self.report.held(*(came for _, is_known, came in line.uses if not is_known))
        if added not in self.told.wholes:
            first, last = line.uses[0][2], line.uses[-1][2]
            text, due = (self.report.money(v) for v in (added, min(self.told.wholes)))
            it_is = Words(
                f"各项用途相加为 {text}，表中合计为 {due}",
                f"the uses add up to {text}, in the table the total is {due}",
            )
            came = replace(last, text=f"{first.text}……{last.text}")
            yield self.report.wrong("notice_total", came, it_is, due, "warning")
