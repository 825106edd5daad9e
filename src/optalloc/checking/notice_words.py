"""The words by which a notice says what an amount is of, and what is no amount of the plan.

A text is read without its spaces: that is how its names are found whatever spaces stand in them.
"""

import re
from collections import Counter
from collections.abc import Iterator

from optalloc.checking.notice_figures import NUMBER, UNIT

ENDS = re.compile(r"[。;；!！?？\n]|(?<![0-9])\.|\.(?![0-9])")
SEVERALLY = re.compile(rf"分别(?:为|是|安排|下达|分配|获得?|得到?)*((?:{NUMBER}{UNIT}[、,和])*)")
"""甲镇、乙镇分别20万元、10万元: the amounts in the order of the names."""
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")
EACH = re.compile(rf"分别占((?:{NUMBER}%[、,和])*)")
SPACES = re.compile(r"[ \t\u3000\u00a0]+")
CONNECTS = re.compile(
    r"(?:财政|衔接|推进|乡村振兴|补助|专项|配套|扶贫|资金|经费|款|的|为|是|安排|下达|分配|拨付|投入|获得?|得到?"
    r"|规模|金额|总额|人民币|约|各|共计?|合计|计|:|\(|is|of|gets|given|total|:)*",
    re.IGNORECASE,
)
ADJOINS = re.compile(
    r"(?:财政|衔接|推进|乡村振兴|补助|专项|资金|经费|款|的|为|是|用于|安排|下达|分配|拨付|投入|获得?|得到?"
    r"|使用|:|\(|of|gets|given|from)*",
    re.IGNORECASE,
)
"""What stands between two names that an amount is of at once: 甲镇的市级资金18万元."""
FUNDS = re.compile("乡村(?:振兴|建设)|新农村")
"""Words of a fund's own name that tell of no village."""
ABOUT = re.compile(rf"(?:[,，]?(?:安排|共|合计|计)?{NUMBER}{UNIT})?:")
"""What makes the name at the beginning of a line what all of it is about."""
SHARE = re.compile(
    r"[,，]?(?:约?占|is|and)?(?:本批|本次|此次|全部|资金|总|总额|总规模|合计|安排|分配|of|the)*的?"
    r"(?:比例|比重|份额)?(?:为|约|达)?",
)
OF_BATCH = re.compile(r"(?:of)(?:this|the)?(?:batch|total|whole|plan)", re.IGNORECASE)
TOTAL = re.compile(
    r"(?:本次|本批|此次)(?:安排|下达|分配|拨付)(?:资金|补助|经费)?$|"
    r"(?:共计?|合计|总计|总额|总规模|资金规模|资金总量)(?:为|:|人民币|是|约|分配|安排|下达|投入|资金|达){0,3}$"
)
TOTAL_AFTER = re.compile(r"(?:in all|in total|inall|intotal|are ?shared ?out)", re.IGNORECASE)
PARTS = re.compile(r"其中|类|户|人均|已|除|自筹|其他|其它|项目|村")
OTHER = re.compile(
    r"连同本[批次年]|累计|上年|去年|往年|已安排|已下达|提前下达|此前|前期|上一批|历年|以前年度"
    r"|last ?year|earlier|previous",
    re.IGNORECASE,
)
NOW = re.compile(r"本批|本次|此次|本年|this ?batch")
RULE = re.compile(
    r"原则[:：]|定额|测算|标准|每[个村人亩户镇]|保底|上限|下限|不低于|不超过|不高于|不少于|至少|至多|最多"
    r"|需求|申请|申报|相比|增加|减少|代表|折合|调[增减]|变[动化]|整数倍|相差|差额|结余|未安排|剩余"
    r"|fixed:|target|at ?least|at ?most|multiple|less ?than|besidetargets|standfor|standsfor",
    re.IGNORECASE,
)
HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．])\s*(.{1,30})")
OF_RULES = re.compile(r"原则|办法|principle", re.IGNORECASE)
LEFT = re.compile(rf"(?:结余|未安排|剩余|尚余)[^0-9,，。;\n]{{0,6}}({NUMBER})({UNIT})")
LEFT_AFTER = re.compile(rf"({NUMBER})({UNIT})(?:are|is)?(?:left|notgiven)")


def sentences(line: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a line, each with where it begins."""
    first = 0
    for end in [*ENDS.finditer(line), None]:
        last = len(line) if end is None else end.start()
        if last > first:
            yield first, line[first:last]
        first = len(line) if end is None else end.end()


def year_of(text: str) -> str:
    """Return the year that a text speaks of most, the last of several; empty without one."""
    years = Counter(YEAR.findall(text))
    return max(years, key=lambda year: (years[year], year), default="")


def is_other(before: str, year: str) -> bool:
    """Say whether the words before an amount are of another year or batch, and not back at this."""
    nows = [m.end() for m in NOW.finditer(before)]
    nows += [m.end() for m in YEAR.finditer(before) if m[1] == year]
    now = max(nows, default=-1)
    others = [m.end() for m in OTHER.finditer(before)]
    others += [m.end() for m in YEAR.finditer(before) if m[1] != year]
    other = max(others, default=-1)
    return other >= 0 and other >= now
