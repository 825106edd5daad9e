"""What the papers ask of a public notice (公告公示): its period, its hotline, its fields.

Each field carries the words that show that a notice has it, in Chinese and English.
"""

import re
from dataclasses import dataclass

from optalloc.core.message import Words

LEAST_DAYS = 10
"""For how many days a notice is shown at least."""
HOTLINE = "12317"
"""The national hotline for complaints."""


@dataclass(frozen=True)
class NoticeField:
    """One thing that a notice must say, and the words that show that it does."""

    name: Words
    words: str

    def is_in(self, text: str) -> bool:
        """Return whether a notice mentions it."""
        return re.search(self.words, text) is not None


FUND_FIELDS = (
    NoticeField(
        Words("资金来源", "source of the funds"),
        r"资金来源|来源|[中央省市区县]级?[^，。,.]{0,8}资金|文号|〔\d+〕|\[\d+\]|[Ss]ources?\b",
    ),
    NoticeField(
        Words("资金规模", "amount of the funds"),
        r"规模|共计?|合计|总额|[0-9][0-9.,]*\s*万?元|[Aa]mount",
    ),
    NoticeField(
        Words("资金用途", "use of the funds"), r"用途|用于|使用范围|使用方向|支持|\b[Uu]ses? of"
    ),
    NoticeField(
        Words("使用单位", "who uses them"),
        r"使用单位|实施单位|项目单位|主管部门|单位|镇|乡|[Ww]ho uses|[Rr]ecipients?\b",
    ),
    NoticeField(
        Words("分配原则", "principle of allocation"), r"原则|因素|依据|标准|按照|[Pp]rinciple"
    ),
    NoticeField(
        Words("分配结果", "result of the allocation"),
        r"分配结果|分配(情况|方案|表|如下)|安排如下|安排(情况|表)|[Rr]esult",
    ),
)
PROJECT_FIELDS = (
    NoticeField(
        Words("项目名称", "name of the project"),
        r"项目名称|名称|[Nn]ame of the project|\b[Pp]rojects?\b",
    ),
    NoticeField(Words("实施地点", "place"), r"地点|地址|实施村|所在|\b[Pp]lace"),
    NoticeField(
        Words("建设内容", "what is built"),
        r"建设内容|建设任务|建设规模|主要内容|实施内容|[Ww]hat is built",
    ),
    NoticeField(
        Words("建设期限", "period of building"),
        r"期限|工期|时间进度|建设时间|完工|竣工|[Pp]eriod of building",
    ),
    NoticeField(
        Words("建设单位及责任人", "builder and who answers"),
        r"(建设|实施|责任|项目|业主)单位|责任人|负责人|[Bb]uilder",
    ),
    NoticeField(
        Words("施工单位及责任人", "contractor and who answers"),
        r"施工单位|承建|中标单位|施工方|[Cc]ontractor",
    ),
    NoticeField(
        Words("资金来源构成及规模", "sources and amount"),
        r"资金来源|资金规模|投资|资金|[Ss]ources and amount",
    ),
    NoticeField(
        Words("政府采购及招标", "procurement and tender"),
        r"采购|招标|投标|中标|比选|[Pp]rocurement",
    ),
    NoticeField(Words("预期目标", "target"), r"目标|效益|受益|带动|绩效|\b[Tt]arget"),
    NoticeField(Words("实施结果", "result"), r"实施结果|完成情况|验收|实施情况|结果|\b[Rr]esult"),
)
PROJECT = re.compile(r"项目名称|建设内容|施工单位|实施地点|Name of the project|Contractor|Builder")
"""Words of which two or more show that a notice is about projects."""
