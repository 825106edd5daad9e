"""Whether the words by which a figure is told can all be read, and are of this plan.

    邻县白沙镇80万元    自有资金投入青石镇30万元，白沙镇20万元    of another place, or other money
    上级分配给青石镇的中央资金50万元                       who knows of which plan
    青石镇70万元以上    青石镇60万元（上年）                 no figure that is due

Names of the table and words of sharing out money are read; a figure with any word beside these is
of nobody knows what, and nothing may be called wrong by it.
"""

import re

from optalloc.checking.growing_text import GrowingMatches
from optalloc.checking.notice_figures import NUMBER, UNIT
from optalloc.checking.notice_names import NamesBefore
from optalloc.checking.notice_words import BREAKS, ELSEWHERE, THIS_PLAN, YEAR, after_mark

_READ = re.compile(
    rf"20[0-9]{{2}}年度?|{NUMBER}(?:{UNIT}|%)?|第[一二三四五六七八九十0-9]+批|[一二两三四五六七八九十百]+(?=个|[镇乡村县])"
    r"|财政|衔接|推进|乡村振兴|补助|专项|扶贫|巩固|拓展|脱贫攻坚|成果|有效|资金|经费|款项?"
    r"|安排|下达|分配|拨付|投入|获得?|得到?|分得|分到|承担|负担|分担|出资|支持|支出|使用(?=单位)|用于|列支|给予?|受益|涉及|覆盖|纳入|公示"
    r"|本[次批年]|[此这][次批]|今年|全部|[全我本][县区旗镇乡]|调整后|现|你们|[你各](?=单位|乡镇|[省市州县区旗镇乡局])"
    r"|按照?|[占为是有等又到达约各共由从在中内里与和及同以将拟经对把]|最[多少大小]|的|分别|其中|均|合计|总计|小计|总额|总|计|额|规模|金额|数额|人民币|[大小]写"
    r"|比例|比重|占比|之比|份额|比|权重|来源|用途|结果|情况|名单|如下|单位|个|乡镇|[镇乡村]|街道|部门|项目|类|方面|工程|元"
    r"|altogether|(?:a|the)?total(?:l?ing)?|which|shared?out|shared?|amounts?|counties|county|receives?|awarded|given|goes|gets?|pays?|paid"
    r"|provides?|covers?|contributes?|bears?|takes?|comes?|funds?|money|cost|batch|this|plan|year|inall|with|from|for|the|and"
    r"|has|have|are|is|be|of|to|by|in|at|on|a"
    r"|RMB|CNY|yuan|towns?|recipients?|whole|ten|thousand|million|billion"
    r"|[、,，:：;；()（）%.¥￥\s]",
    re.IGNORECASE,
)
"""Words of sharing out money, that leave no doubt of what it is."""
_OF_HEADINGS = re.compile(
    "研究|决定|确定|同意|审定|审议|通过|根据|要求|意见|通知|会议|予以|公告|公布|公开|具体|明细|一览|基本|主要|内容|方案|计划|附[件表]|附|名称|表"
    "|使用|投向|范围|对象|去向|因此|经|所示|见|下"
)
"""Words of headings that tell of no other plan."""
_HAN = re.compile("[\u4e00-\u9fff]")
_STOPS = re.compile(r"[,，;；。\n]|(?<=[元%万亿)])、")
_WHAT_MONEY = re.compile(
    r"\(?(?:[^,，;；。()]*?(?:资金|经费|款|项目|工程)|[^,，;；。()]{0,6}含(?P<more>[^0-9]*))"
)
"""Words behind a figure that say what it is, or is in it: 80万元茶叶资金, 80万元(含自筹10万元)."""
_IN_BRACKETS = re.compile(rf"\((?![^()]*{NUMBER}{UNIT})([^()]*)")
"""A bracket right behind a figure without amounts of its own: (上年), (测算数)."""
_BEHIND = re.compile(
    r"^/\w|^的?(?:项目|工程)(?!资金|补助|经费)|^(?:以[上下内外]|左右|上下|不等|未|尚|不[足到]|缺口|需求|待)|的?(?:请求|申请|要求|建议|标准|目标|任务|指标|缺口)|未予|不予|不再|取消|作废"
)
"""Words behind a figure that is no plain one."""


class Clauses:
    """Reads the clause of a figure, and those before it in its sentence, each of them once."""

    def __init__(self, names: NamesBefore) -> None:
        self.names, self.of_this_plan = names, GrowingMatches(THIS_PLAN)
        self.elsewhere, self.leading = dict[str, bool](), dict[str, bool]()
        self.year = ""

    def are_strange(self, token: re.Match[str], heading: str, over: str) -> bool:
        """Say whether a figure may be of something else by the words around it.

        Args:
            over: What the heading and the sentences before a semicolon say.
        """
        before = token.string[: token.start()]
        behind = BREAKS.split(token.string[token.end() :], maxsplit=1)[0]
        money = _WHAT_MONEY.match(behind)
        if _BEHIND.search(behind) or (money and self.unread(money["more"] or money[0])):
            return True
        if _HAN.search(_OF_HEADINGS.sub("", self.unread(heading[after_mark(heading) :]))):
            return True
        *clauses, own = self._clauses(before)
        bracket = _IN_BRACKETS.match(token.string, token.end())
        remark = bracket[1] if bracket else ""
        if re.search(r"\w", _OF_HEADINGS.sub("", self.unread(remark))):
            return True
        if YEAR.findall(own + remark)[-1:] not in ([], [self.year]):
            return True
        is_strange = self.unread(own) or any(map(self._leads_elsewhere, clauses))
        return bool(is_strange) or self.are_elsewhere(before, over)

    def are_elsewhere(self, before: str, over: str) -> bool:
        """Say whether words before a figure are of another place, other money or another year."""
        clauses = self._clauses(before)
        if not self.of_this_plan.spans(before):
            clauses += self._clauses(over)
        return any(map(self._is_elsewhere, clauses))

    def count_others(self, token: re.Match[str]) -> bool:
        """Say whether a count may be of others: 脱贫村12个，涉及4个乡镇; 共9个乡镇申报."""
        clauses = self._clauses(token.string[: token.start()])[:-1]
        behind = BREAKS.split(token.string[token.end() :], maxsplit=1)[0]
        return bool(self.unread(behind)) or any(
            re.search(NUMBER, clause) and self.unread(clause) for clause in clauses
        )

    def _clauses(self, before: str) -> list[str]:
        """Return the clauses from the last words of this plan on."""
        spans = self.of_this_plan.spans(before)
        own = before[spans[-1][0] :] if spans else before[after_mark(before) :]
        return _STOPS.split(own)

    def _is_elsewhere(self, clause: str) -> bool:
        if clause not in self.elsewhere:
            words = self.names.pattern.sub("", clause)
            self.elsewhere[clause] = ELSEWHERE.search(words) is not None
        return self.elsewhere[clause]

    def _leads_elsewhere(self, clause: str) -> bool:
        """Say whether a clause tells an amount of a name under words that nobody reads."""
        if clause not in self.leading:
            first = self.names.pattern.search(clause)
            is_told = first is not None and re.search(NUMBER, clause[first.end() :])
            self.leading[clause] = bool(first and is_told and self.unread(clause[: first.start()]))
        return self.leading[clause]

    def unread(self, words: str) -> str:
        """Return what is left of words without names of the table and words of money."""
        return _READ.sub("", self.names.pattern.sub("、", words))
