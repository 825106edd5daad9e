"""The words by which a notice says what an amount is of, and what is no amount of the plan.

A text is read without its spaces: that is how its names are found whatever spaces stand in them.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator

from optalloc.checking.notice_figures import NUMBER, UNIT

ENDS = re.compile(r"[。;；!！?？\n]|(?<![0-9])\.|\.(?![0-9])")
_COMMA = r"[,，](?![0-9]{3}(?![0-9]))|(?<![0-9])[,，]"
BREAKS = re.compile(rf"[、;；)）]|{_COMMA}")
"""Marks between parts of a sentence that are quoted; the comma in 500,000 is none."""
CLAUSES = re.compile(rf"[、:(]|{_COMMA}")
"""Marks between parts of a sentence that say something each."""
TOTAL_OF_ALL = re.compile(
    "(?:以上|上述|全[区县市])?(?:各项|项目)?(?:总计|合计|共计?|总额)|altogether|inall",
    re.IGNORECASE,
)
"""How a sentence begins that totals several before it."""
SEVERALLY = re.compile(
    rf"(?:[,，]?分别|各)(?:为|是|安排|下达|分配|获得?|得到?)*((?:{NUMBER}{UNIT}[、,和])*)"
)
"""甲镇、乙镇分别20万元、10万元: the amounts in the order of the names."""
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")
EACH = re.compile(
    rf"(?:分别占|(?:占比|比例|比重)?(?:分别|各)[为是占]|(?:占比|比例|比重)[为是:]?|(?<=元)\()((?:{NUMBER}%[、,和])*)"
)
PERCENTS = re.compile(rf"{NUMBER}%(?:[、,和]{NUMBER}%)*")
SPACES = re.compile(r"[ \t\u3000\u00a0]+")
_GETS = (
    "is|are|be|of|together|gets?|given|receives?|awarded|pays?|paid|provides?|covers?|contributes?|bears?"
    "|takes?|has|have|a?total|amounts?|funds?|money|with|for"
)
CONNECTS = re.compile(
    r"(?:财政|衔接|推进|乡村振兴|补助|专项|配套|扶贫|资金|经费|款|的|为|是|安排|下达|分配|拨付|投入|获得?|得到?"
    rf"|承担|负担|使用|出资|分得|分到|规模|金额|总额|人民币|约|各|共计?|合计|计|:|\(|{NUMBER}%\(|[0-9]+个(?:项目)?|{_GETS}"
    r"|[,，](?=拟?(?:安排|下达|分配|拨付|投入|补助|获得?|得到?)))*",
    re.IGNORECASE,
)
OF_A_USE = re.compile(r"(?:类|方面|支出|工程)?(?:项目)?")
"""What may stand right behind the name of a use or a project: 产业道路类共60万元."""
ADJOINS = re.compile(
    r"(?:财政|衔接|推进|乡村振兴|补助|专项|配套|资金|经费|款|的|为|是|有|用于|中|内|里|安排|下达|分配|拨付|拨|列支|支出|切块"
    r"|支持|补助给|到|给予?|使用|获得?|得到?|:|\(|of|gets|given|from|[,，](?=拟?(?:安排|下达|分配|拨付|投入|补助)))*",
    re.IGNORECASE,
)
"""What stands between two names that an amount is of at once: 甲镇的市级资金18万元."""
FUNDS = re.compile("乡村(?:振兴|建设)|新农村")
"""Words of a fund's own name that tell of no village."""
AFTER = re.compile(
    r"(?:已|拟|将|全部|均|直接|go|goes|come|comes|is|are|awarded|given|paid|allocated)*"
    r"(?:安排|分配|下达|拨付|拨|补助|投入)?(?:给予?|到|至|用于|投向|支持|来自|源于|由|from|to|for|by)(?:the)?",
    re.IGNORECASE,
)
"""What joins an amount to the name behind it: 18万元安排给甲镇, 18 yuan from the city."""
ABOUT = re.compile(rf"(?:[,，]?(?:安排|共|合计|计)?{NUMBER}{UNIT})?:")
"""What makes the name at the beginning of a line what all of it is about."""
SHARE = re.compile(
    r"[,，、(]?(?:约?占|is|and)?(?:本批|本次|此次|全部|全[省市州县区旗镇乡]|资金|总|总额|总规模|合计|安排|分配|of|the)*的?"
    r"(?:比例|比重|份额|比)?(?:为|约|达到?)?",
)
OF_BATCH = re.compile(r"(?:of)(?:this|the)?(?:batch|total|whole|plan)", re.IGNORECASE)
OF_WHOLE = re.compile("本批|本次|此次|总|全部|合计|全[省市州县区旗镇乡]")
OF_SOME_OF_GROUP = re.compile(
    "(?:前|其余|其他|另外?|最[多少大小][的是]?|等)[0-9一二两三四五六七八九十]+个?[镇乡村县区街单部][^,，]*$"
)
"""Words before a number of recipients that are not all of their sort: 前三个镇."""
OF_AREA = re.compile("占全[省市州县区旗镇乡](?!(?:衔接|补助)?资金)")
"""A share of all of a place: of its money, where nothing else is counted."""
OTHER_COUNTS = re.compile("人口|面积|行政村|村数|个村|[户亩]|[0-9]人")
SPEAKS_OF_MONEY = re.compile("资金|金额|分配|安排|下达|元")
_FUND_WORD = (
    r"20[0-9]{2}年度?|财政|衔接|推进|乡村振兴|补助|专项|涉农|统筹|整合|巩固|拓展|脱贫攻坚成果|[同和]"
    r"|有效|的|资金|经费|款项?"
)
_FUND = f"(?:{_FUND_WORD})*"
TOTAL = re.compile(
    rf"(?:本次|本批|此次|这批|这次)(?:共|拟|实际)*(?:安排|下达|分配|拨付|到位)?{_FUND}(?:共|为|:|计)*$|"
    r"(?:共计?|合计|总计|总额|总规模|资金规模|资金总量)(?:为|:|人民币|是|约|分配|安排|下达|投入|资金|达"
    r"|[0-9]+个(?:项目|单位|乡镇|镇)){0,3}$"
    r"|(?:altogether|thisbatcharranges|(?:a|the)total(?:of|is|comesto)?:?|sourcesandamount:|totall?ing|ofthe|amount(?:s|ing)?to|inall)$",
    re.IGNORECASE,
)
_TOTAL_WORDS = "(?:合计|总计|总额|总?金额|人民币|[():,，])*"
TOTAL_IN_WORDS = re.compile(
    f"{_TOTAL_WORDS}大写{_TOTAL_WORDS}|(?:[^0-9]*大写[^0-9]*)?小写{_TOTAL_WORDS}"
)
"""What stands before a total in words, in a line of its own: 合计(大写):玖万玖仟元整."""
OF_A_BATCH = re.compile("第[一二三四五六七八九十0-9]+批")
"""What a total is of that may be of another batch than the table."""
TOTAL_AFTER = re.compile(
    r"(?:in all|in total|inall|intotal|altogether|(?:are|is) ?shared ?out)", re.IGNORECASE
)
_BY_US = r"(?:20[0-9]{2}年度?)?(?:(?:[我本]|全)[省市州县区旗镇乡])?(?:20[0-9]{2}年度?)?"
_TO_YOU = "(?:[给至]?(?:你们|(?:你|各)(?:单位|乡镇|[省市州县区旗镇乡局])))?"
"""To whom a letter speaks: 现下达你县300万元."""
PERHAPS_TOTAL = re.compile(
    rf"(?:同意|决定|研究|现|拟|将)*(?:安排|下达|分配|拨付)?{_TO_YOU}(?:20[0-9]{{2}}年度?(?:第[一二三四五六七八九十0-9]+批)?)?{_FUND}"
    rf"|{_BY_US}(?:已|拟|实际|[共合总]计|共)*(?:安排|下达|分配|拨付|到位|收到|落实){_FUND}(?:共计?|合计|总计|总额|规模|为|达|:)*"
)
"""Words that call an amount the fund's, and do not say whether it is all of it."""
GROUP = re.compile(
    r"(?<![0-9一二两三四五六七八九十第])(?P<number>[0-9]{1,4}|[一二两三四五六七八九十]{1,3})个?(?P<sort>乡镇|街道|单位|部门|[镇乡村县区])"
    r"(?:共计?|合计|总计|小计|安排|分配|下达|获得?|得到?|资金|的|为|:)*$"
)
"""What an amount is of that several recipients have together: 四镇合计400万元."""
IS_DIVIDED = re.compile("[,，;；(（:：]?其中")
"""What follows an amount whose parts come behind it."""
PART_OF_LAST = re.compile(r"其中|中的?$|ofwhich|^[,，]?[(:]", re.IGNORECASE)
"""Words after which amounts are parts of the one before."""
USED_FOR = re.compile(
    r"(?:^|[,，:])(?:(?:本批|这批|本次|此次|这次|全部|上述|该批|该项)"
    rf"{_FUND}(?:[共计为]*{NUMBER}{UNIT}{_FUND})?|资金)(?:[,，]?(?:分别|全部|将|拟|共))*(?:用于|安排用于|使用于)"
    r"|(?:moneyofthisbatch|thisbatch|thismoney|themoney)(?:is|are)?(?:used|spent)?(?:for|on):?",
    re.IGNORECASE,
)
"""What opens a list of all that the money is for."""
NOT_ALL = re.compile("其中|主要|包括|等|部分|如|mainly|suchas", re.IGNORECASE)
"""Words of a list that need not be whole."""
GOES_ON = re.compile("主要|包括|等|如|mainly|suchas|including", re.IGNORECASE)
"""Words of parts that need not be all."""
PARTS = re.compile(r"其中|类|户|人均|已|除|自筹|其他|其它|项目|村")
_BATCHES = (
    r"连同(?:本[批次年]|前|第)|加上(?:本[批次]|前|上|第)|(?<!第)[两二三四五]批(?:资金)?(?:合计|共)|累计|全年|已安排|已下达|提前下达|此前|前期|上一?批"
    r"|前[一二两三四五六七八九十0-9]*批|sofar|earlier(?:batch(?:es)?|intheyear)?|withthisbatch"
)
OTHER = re.compile(
    rf"{_BATCHES}|上年|去年|往年|历年|以前年度|last ?year|previous",
    re.IGNORECASE,
)
OF_BATCHES = re.compile(_BATCHES, re.IGNORECASE)
"""Words of money that batches of this year have given."""
OF_BATCHES_AT_END = re.compile(rf"(?:{_BATCHES}|已|共|达|安排|下达|资金)+$", re.IGNORECASE)
OTHER_YEARS = re.compile(
    "上年|去年|往年|历年|以前年度|年来|十[三四五]五|lastyear|previous", re.IGNORECASE
)
OTHER_TIME = re.compile(
    "(?:调整|变更|修改|调剂)前|原(?:方案|安排|计划|分配|下达|定|拟|预算|批复|公示|按)|(?:初步|上报)方案|初稿|草案|征求意见稿"
    "|明年|下一?年|次年|翌年|来年|下一?批|(?:another|other|next|first)batch|nextyear|beforethechange|draft",
    re.IGNORECASE,
)
"""Words of money before a change, of a draft, or that is still to come."""
ELSEWHERE = re.compile(
    "邻近?[省市县区镇乡]|兄弟|周边|外[省市县]|其[他它余][省市县区]|全[国省](?!级)"
    "|自有|自筹|社会资[本金]|贷款|财政收入|总投资|概算|预算|上年|去年|往年|历年|以前年度|neighbou?ring|lastyear|own(?:funds|money)"
    "|除[^,，;；]{0,20}外",
    re.IGNORECASE,
)
"""Words of other places, other money and other years, wherever they stand before a figure."""
THIS_PLAN = re.compile(
    "本批|本次|此次|这次|(?:调整|变更|修改)(?:后|为)|现(?:安排|分配|下达|调整|方案)|thisbatch|after(?:the)?change",
    re.IGNORECASE,
)
"""Words of this plan: what was told before them is of others."""
ARRIVED = re.compile("(?:资金)?(?:已|均|全部)*到位|havecomein|hascomein|received", re.IGNORECASE)
"""Words of money that has come in."""
BEFORE_THIS = re.compile(
    r"(?:前期|前[一二两三四五六七八九十0-9]*批|此前|上一?批|已下达|已安排|提前下达|earlier(?:batch(?:es)?|intheyear)?)"
    r"(?:已|安排|下达|分配|拨付|的|资金|共|为|:)*$",
    re.IGNORECASE,
)
"""What ends right before an amount that earlier batches gave."""
WITH_THIS = re.compile(
    r"(?:连同本[批次]|加上本[批次])[^,，;]*$|(?:连同|加上)(?:前|上|此前|已|第)[^;]*[,，]?[^,，;]*"
    r"(?:共|累计|合计|总计|全年|(?<!下)达)[^,，;]*$|全年[^,，;]*(?:共|累计|合计|(?<!下)达)[^,，;]*$"
    r"|(?<!第)[两二三四五]批(?:资金)?(?:合计|共)[^,，;]*$|with(?:the)?earlierbatch(?:es)?,?$|withthisbatch(?:itis)?$",
    re.IGNORECASE,
)
"""What stands before an amount that earlier batches and this one gave together."""
SPEAKS_OF_BATCHES = re.compile(
    "第[一二三四五六七八九十0-9]+批|前期|此前|提前下达|上一?批|前[一二两三四五六七八九十]*批"
)
OF_YEAR = re.compile(
    r"(?:^|[,，;(])[^,，;(次批]*(?:20[0-9]{2}年度?|本年度?|今年)[^,，;次批]*共计?[^,，;]*$"
)
"""What stands before an amount that may be of the year, where a notice speaks of batches."""
NO_PART_OF_YEAR = re.compile(
    rf"(?:{_BATCHES}|{_FUND_WORD}|其中|共计?|合计|总计|达到?|为|已|我[区县市镇省]|截至目前|安排|下达|分配|拨付|到位|本年度?|今年"
    rf"|全[区县市镇]|连同|加上|it|were|{_GETS}|:)*",
    re.IGNORECASE,
)
"""A clause that tells no part of what batches gave."""
NOW = re.compile(r"本批|本次|此次|本年(?!度?[共累已])|this ?batch")
RULE = re.compile(
    r"原则[:：]|定额|测算|标准|每[个村人亩户镇]|保底|上限|下限|不低于|不超过|不高于|不少于|至少|至多|最多"
    r"|需求|申请|申报|相比|增加|减少|代表|折合|调[增减]|变[动化]|整数倍|相差|差额|结余|未安排|剩余"
    r"|fixed:|target|at ?least|at ?most|multiple|less ?than|besidetargets|standfor|standsfor",
    re.IGNORECASE,
)
WORKED_OUT = re.compile("(?:根据|经|按照?)[^,，;]{0,8}测算(?:结果)?[,，]")
"""Words of how a plan came about, and of no amount of a formula."""
HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．])\s*(.{1,30})")
OF_RULES = re.compile(r"原则|办法|principle", re.IGNORECASE)
LEFT = re.compile(rf"(?:结余|未安排|剩余|尚余)[^0-9,，。;\n]{{0,6}}({NUMBER})({UNIT})")
LEFT_AFTER = re.compile(rf"({NUMBER})({UNIT})(?:are|is)?(?:left|notgiven)")


IN_BRACKETS = re.compile(r"\([^()]*\)")
REMARK = re.compile(r"\((?:(?![元%万亿])[^()])*\)(?=:?$)")
"""Words in brackets between a name and its amount: 冷库路(甲镇)28万元."""
SAME_AGAIN = re.compile(r"\((?:大写|小写|人民币|即|:)*")
"""What stands between an amount and the same once more."""
_DIVIDES = ",，;；、()%元"
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_LEVELS = (rf"{_HAN_NUMBER}、", rf"\({_HAN_NUMBER}\)", r"[0-9]{1,3}[、.]", r"\(?[0-9]{1,3}\)")
"""Marks of lists within each other, the outermost first."""
_MARK_OF_LIST = re.compile(r"\(?[一二三四五六七八九十0-9]{1,3}[、.)]")


def after_mark(text: str) -> int:
    """Return where the words behind the mark of a list begin; 0 without one."""
    mark = _MARK_OF_LIST.match(text)
    return 0 if mark is None else mark.end()


def level_of(text: str) -> int:
    """Return how deep in a list a line stands by its mark: 一、 then (一) then 1. then (1)."""
    return next((k for k, mark in enumerate(_LEVELS) if re.match(mark, text)), len(_LEVELS))


def sentences(line: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a line, each with where it begins."""
    first = 0
    for end in [*ENDS.finditer(line, after_mark(line)), None]:
        last = len(line) if end is None else end.start()
        if last > first:
            yield first, line[first:last]
        first = len(line) if end is None else end.end()


def title_of(text: str) -> str:
    """Return the first line of a text that is not empty."""
    return text.lstrip("\n").partition("\n")[0]


def year_of(text: str) -> str:
    """Return the year that a text speaks of most; empty without one, and where two are as often."""
    most = Counter(YEAR.findall(text)).most_common(2)
    is_tied = len(most) > 1 and most[0][1] == most[1][1]
    return "" if is_tied or not most else most[0][0]


def last_clause(text: str) -> str:
    """Return the last of what `CLAUSES` divides a text into."""
    end = len(text)
    while (at := max(text.rfind(mark, 0, end) for mark in "、:(,，")) >= 0:
        if CLAUSES.match(text, at):
            return text[at + 1 :]
        end = at
    return text


def at_end(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return what `search` finds of a pattern that reaches to the end, across no mark of these.

    The marks divide what is listed: none of them stands in such a pattern.
    """
    return pattern.search(text, 1 + max(text.rfind(mark) for mark in _DIVIDES))


class NamesIn(Container[str]):
    """The names that stand in a text; each is looked for once, whatever tables tell of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        if name not in self.known:
            self.known[name] = name in self.text
        return self.known[name]

    def tells(self, tier: str, name: str) -> bool:
        """Say whether a name of its money is told by a tier: 中央10万元, 中央财政衔接资金10万元."""
        other = rf"(?<!自治)(?!{re.escape(name)}){tier}(?:{CONNECTS.pattern})[0-9]"
        return re.search(other, self.text) is not None
