"""`optalloc schema [scenario|model]`."""

import click

from optalloc.cli.main import language
from optalloc.cli.options import LANG, options, print_json

KINDS = ("scenario", "model")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), default=KINDS[0])
@options(LANG)
def command(kind: str, lang: str | None) -> None:
    """Print the JSON Schema of a scenario or model, for editors: completion, hover, faults.

    输出情景或政策文件的 JSON Schema，供编辑器补全、提示和检查。
    """
    from optalloc.inputs.schema import schema

    print_json(schema("model" if kind == "model" else "scenario", language(lang)))
