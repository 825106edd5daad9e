"""`optalloc ledger …`: the commands of the year, each imported when it is called."""

import click

from optalloc.cli.main import GROUP_LANG, LazyGroup
from optalloc.core.message import Words

COMMANDS = {
    "init": Words("新建台账，或设置、升级", "Make a ledger, set it up, bring it up to date."),
    "import": Words("导入表格或改过的工作簿", "Take in a table, or an edited workbook."),
    "approve": Words("把批准的方案记为一个批次", "Write an approved plan as a batch."),
    "take-back": Words("收回资金", "Take money back."),
    "reverse": Words("冲销分录", "Reverse entries."),
    "move": Words("项目开工、完工、验收、出库", "Move projects to another state."),
    "show": Words("查看分录、变更和设置", "Show entries, changes and settings."),
    "year": Words("全年台账与产业占比", "The year to date, and the share of industry."),
    "library": Words("项目库", "The project library."),
    "progress": Words("支付进度通报与约谈名单", "The bulletin of progress, and whom to talk to."),
    "assets": Words("资产台账与确权登记表", "Assets, and the table to confirm rights."),
    "export": Words(
        "导出给其他系统，或导出可改的工作簿", "Tables for other systems, or a workbook."
    ),
}


class _OfTheYear(LazyGroup):
    """The commands of the ledger."""

    lines = COMMANDS

    def module_of(self, name: str) -> str:
        """Return the module that holds a command; `import` is no name for one."""
        module = name.replace("-", "_").replace("import", "import_")
        return f"optalloc.cli.ledger_commands.{module}"


@click.group("ledger", cls=_OfTheYear)
@GROUP_LANG
def command() -> None:
    """Keep the year: batches, projects, payments and assets in one ledger.

    一本台账管全年：批次、项目、支付、资产，下一个方案从中取数。
    """
