"""Who does which long work."""

from pathlib import Path

from delivery.exporting import Exporter
from delivery.jobs import Runner
from delivery.journal_export import JournalExporter
from delivery.stats_jobs import Kept, Picture, Sheets
from services import exports, journal, stats


def runners(data_dir: Path, currency: str) -> dict[str, Runner]:
    """The runner of each kind of job."""
    return {
        exports.KIND: Exporter(currency), journal.KIND: JournalExporter(data_dir, currency),
        stats.PICTURE: Picture(currency), stats.SHEET: Sheets(currency), stats.FILE: Kept(data_dir, currency),
    }  # fmt: skip
