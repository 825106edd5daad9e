"""Parts of the product that the default install leaves out, and the words that send to them.

No letter names a command that cannot be run where there is no network: `optalloc doctor` says what
each part needs, and how its packages come to such a computer.
"""

from importlib.util import find_spec

from optalloc.core.message import Words

EXTRAS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "pictures": (
        Words("PNG 和 SVG 图片", "pictures as PNG and SVG"),
        ("vl_convert", "cvttf_NotoSansCJK_Regular"),
    ),
    "pdf": (Words("读 PDF 里的表", "reading tables of PDF files"), ("pdfplumber",)),
    "parquet": (Words("Parquet 文件", "Parquet files"), ("pyarrow",)),
    "postgres": (Words("PostgreSQL 上的台账", "a ledger on PostgreSQL"), ("psycopg",)),
    "dask": (Words("用 Dask 集群求解", "solving on a Dask cluster"), ("distributed",)),
}
"""What each extra is for, and the modules that show that it is there."""


def is_there(extra: str) -> bool:
    """Return whether all that an extra brings can be imported."""
    return all(find_spec(module) is not None for module in EXTRAS[extra][1])


def how_to_get(extra: str) -> Words:
    """Return what to do where an extra is needed and not there."""
    return Words(
        f"请运行 optalloc doctor：它说明附加组件 {extra} 怎样安装，没有网络的电脑也可以。",
        f"Run optalloc doctor: it says how to install the extra {extra}, without a network too.",
    )
