"""The proofs of a solved scenario, made once for all that they are written into."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.pipeline.certificate.audit_facts import audit_text
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of, text_of
from optalloc.pipeline.certificate.vipr import ViprFiles, vipr_files
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.solved import Solved


@dataclass(frozen=True)
class MadeProofs:
    """What proves a plan, or that there is none.

    Attributes:
        certificate: As it stands in one folder.
        audit: What an audit needs besides [text in UTF-8].
        vipr: The same proofs in VIPR.
    """

    certificate: Mapping[str, Any]
    audit: bytes
    vipr: ViprFiles

    def certificate_about(self, scenario: str) -> bytes:
        """Return the certificate as it stands elsewhere.

        Args:
            scenario: The way to the scenario from there.
        """
        said = {**self.certificate, "scenario": scenario}
        return text_of({**said, DIGEST: digest_of(said)}).encode()


def proofs_of(solved: Solved, folder: Path, however_large: bool = False) -> MadeProofs | None:
    """Return the proofs of a solved scenario; None where there is nothing to certify.

    Args:
        folder: Where its certificate will stand.
        however_large: Whether proofs for VIPR are made that take more than a second.
    """
    said = certificate_of(solved, folder)
    if said is None:
        return None
    facts = audit_text(solved.problem, solved.targets).encode("utf-8", "surrogatepass")
    return MadeProofs(said, facts, vipr_files(solved.program, said, however_large))
