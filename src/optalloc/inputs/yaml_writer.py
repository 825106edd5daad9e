"""Plain data as the text of a scenario file: an entry a line, as ordered, decimals as typed."""

from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from typing import Any


def written_yaml(entries: Mapping[str, Any]) -> str:
    """Return entries as YAML: mappings, lists, texts, whole numbers and decimals."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 10_000
    yaml.representer.add_representer(Decimal, _plain_decimal)
    text = StringIO()
    yaml.dump(dict(entries), text)
    return text.getvalue()


def _plain_decimal(representer: Any, value: Decimal) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))
