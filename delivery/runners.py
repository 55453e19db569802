"""Who does which long work."""

from pathlib import Path

from delivery.exporting import Exporter
from delivery.jobs import Runner
from delivery.journal_export import JournalExporter
from services import exports, journal


def runners(data_dir: Path, currency: str) -> dict[str, Runner]:
    """The runner of each kind of job."""
    return {exports.KIND: Exporter(currency), journal.KIND: JournalExporter(data_dir, currency)}
