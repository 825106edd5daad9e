"""The plan's folder: the plan as a table and as the JSON object, and the certificate of its proof.

Each is moved into place whole.
"""

import json
from pathlib import Path

from optalloc.as_json import solved_json
from optalloc.certificate import written as certificate
from optalloc.files import csv_text, write_file
from optalloc.money import show_amount
from optalloc.run import Solved
from optalloc.words import Lang, Words


def write_folder(solved: Solved, folder: str | Path, lang: Lang) -> tuple[Path, ...]:
    """Write plan.csv, plan.json and certificate.json.

    Without a plan there is no plan.csv, and a certificate only where that is proven.
    """
    place, problem = Path(folder), solved.problem
    written = [place / "plan.json"]
    if solved.best is not None:
        heads = [
            Words("单位", "recipient"),
            Words("资金来源", "source"),
            Words("用途", "use"),
            Words(f"金额({problem.unit})", f"amount({problem.unit})"),
        ]
        rows = [[head.say(lang) for head in heads]]
        rows += [
            [a.recipient, a.source, a.use, show_amount(a.amount, problem.unit)]
            for a in solved.best.plan.awards
        ]
        written.append(place / "plan.csv")
        write_file(written[1], csv_text(rows))
    else:
        # A plan of an earlier run would be taken for the plan that there is not.
        (place / "plan.csv").unlink(missing_ok=True)
    text = json.dumps(solved_json(solved, lang), ensure_ascii=False, indent=2)
    write_file(written[0], text.encode())
    proof = certificate(solved, place)
    if proof is not None:
        written.append(place / "certificate.json")
        write_file(written[-1], proof.encode())
    else:
        (place / "certificate.json").unlink(missing_ok=True)
    return tuple(written)
